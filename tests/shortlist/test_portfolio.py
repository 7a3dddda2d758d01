import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prioritizer.errors import ConfigError
from prioritizer.shortlist import Settings, candidates_of, choose_portfolio, irreducible

RULES = {
    "budget_mthb": 180.0,
    "capacity": {"กรม0": 2, "*": 3},
    "floors": (
        {"by": "region", "value": "r1", "at_least": 1, "at_most": 2},
        {"by": "region", "value": "r2", "at_least": 1},
    ),
    "requires": {"A000": ("A005",), "A002": ("A007", "A008")},
    "must": ("A004",),
    "must_not": ("A001",),
}


def cost_of(agendas):
    return (agendas["cost_low_mthb"] + agendas["cost_high_mthb"]) / 2


def keeps(chosen, agendas, twins, rules):
    """Check a set by the words of the study file, in decimals of baht."""
    ids = set(agendas["agenda_id"][list(chosen)])
    if rules.get("budget_mthb"):
        spent = round(sum(round(v * 1e6) for v in cost_of(agendas)[list(chosen)]))
        if spent > round(rules["budget_mthb"] * 1e6):
            return False
    if len(ids) > (rules.get("max_agendas") or 99):
        return False
    leads = agendas["lead_agency_th"][list(chosen)].value_counts()
    capacity = rules.get("capacity", {})
    if any(n > capacity.get(lead, capacity.get("*", 99)) for lead, n in leads.items()):
        return False
    for floor in rules.get("floors", ()):
        n = int((agendas["region"][list(chosen)] == floor["value"]).sum())
        if not floor.get("at_least", 0) <= n <= (floor.get("at_most") or 99):
            return False
    for agenda, needed in rules.get("requires", {}).items():
        if agenda in ids and not set(needed) <= ids:
            return False
    if not set(rules.get("must", ())) <= ids or set(rules.get("must_not", ())) & ids:
        return False
    return not any(
        a in ids and b in ids for a, b in zip(twins["agenda_id"], twins["twin_id"], strict=True)
    )


def brute_force(ranking, agendas, twins, rules, ties="cheapest"):
    """Try every set; of equal values the one that the tie-break names."""
    best = None
    scores = (ranking["score"] * 1e9).round().astype(int)
    costs = [round(v * 1e6) for v in cost_of(agendas)]
    for n in range(len(ranking) + 1):
        for chosen in itertools.combinations(range(len(ranking)), n):
            if not keeps(chosen, agendas, twins, rules):
                continue
            then = {
                "cheapest": -sum(costs[i] for i in chosen),
                "fewest": -n,
                "most_voices": sum(int(ranking["n_voices"][i] * 1000) for i in chosen),
            }[ties]
            worth = (sum(scores[i] for i in chosen), then, -sum(i + 1 for i in chosen))
            if best is None or worth > best[0]:
                best = (worth, chosen)
    return best


@pytest.mark.parametrize(
    ("seed", "ties"), [(0, "cheapest"), (1, "fewest"), (2, "most_voices"), (3, "cheapest")]
)
def test_a_portfolio_equals_brute_force_on_12_agendas(invented, seed, ties):
    ranking, agendas, twins = invented(12, seed, decimals=1)
    c = candidates_of(ranking, agendas, twins, as_of=pd.Timestamp("2021-02-16").date())
    found = choose_portfolio(c, Settings(**RULES, ties=ties))
    worth, _ = brute_force(ranking, agendas, twins, RULES, ties)
    chosen = np.flatnonzero(found.chosen)
    assert found.proven
    assert keeps(chosen, agendas, twins, RULES)
    assert round(found.value * 1e9) == worth[0]
    assert -(chosen + 1).sum() == worth[2]


@settings(max_examples=8, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    budget=st.floats(1, 400),
    most=st.integers(1, 12),
    capacity=st.integers(0, 4),
)
def test_no_set_that_keeps_the_rules_is_worth_more(seed, budget, most, capacity):
    from tests.shortlist.conftest import invent

    ranking, agendas, twins = invent(9, seed, decimals=2)
    rules = {"budget_mthb": budget, "max_agendas": most, "capacity": {"*": capacity}}
    c = candidates_of(ranking, agendas, twins, as_of=pd.Timestamp("2021-02-16").date())
    found = choose_portfolio(c, Settings(**rules))
    assert round(found.value * 1e9) == brute_force(ranking, agendas, twins, rules)[0][0]


def test_a_cost_that_is_missing_is_stated_and_never_zero(invented):
    ranking, agendas, twins = invented(6, 1)
    agendas.loc[0, ["cost_low_mthb", "cost_high_mthb"]] = [np.nan, 0.0]
    c = candidates_of(ranking, agendas, twins, as_of=pd.Timestamp("2021-02-16").date())
    found = choose_portfolio(c, Settings(budget_mthb=1e6))
    assert not found.chosen[0]
    assert "no_cost:A000" in [rule.key for rule in found.rules]
    assert choose_portfolio(c, Settings(capacity={"*": 9})).chosen[0], "no budget, no cost needed"


def test_rules_that_contradict_each_other_are_named_and_none_is_to_spare(some):
    c = some(12, 4, n_twins=0)
    asked = Settings(
        budget_mthb=40.0,
        max_agendas=3,
        must=("A003", "A009"),
        must_not=("A011",),
        capacity={"*": 2},
        requires={"A003": ("A011",)},
    )
    found = choose_portfolio(c, asked)
    keys = [rule.key for rule in found.conflict]
    assert keys == ["must:A003", "must_not:A011", "requires:A003>A011"]
    for gone in found.conflict:
        rest = [rule for rule in found.conflict if rule is not gone]
        assert irreducible(12, rest) == ()
    assert found.value == 0.0
    assert not found.chosen.any()
    assert all(rule.th and rule.en for rule in found.conflict)


def test_an_agenda_that_fails_a_gate_cannot_be_forced_in(invented):
    ranking, agendas, twins = invented(6, 2)
    ranking.loc[3, "gate"] = "fail"
    c = candidates_of(ranking, agendas, twins, as_of=pd.Timestamp("2021-02-16").date())
    found = choose_portfolio(c, Settings(must=("A003",)))
    assert [rule.key for rule in found.conflict] == ["barred:A003", "must:A003"]


def test_a_floor_over_a_group_that_nobody_belongs_to_says_so(some):
    found = choose_portfolio(
        some(6, 2), Settings(floors=({"by": "region", "value": "moon", "at_least": 1},))
    )
    assert [rule.key for rule in found.conflict] == ["at_least:region=moon"]
    assert "no agenda belongs there" in found.conflict[0].en


def test_an_agenda_that_nobody_knows_is_a_fault_of_the_study_file(some):
    with pytest.raises(ConfigError, match=r"must: no agenda 'A00'.*Did you mean"):
        choose_portfolio(some(6, 2), Settings(must=("A00",)))
    with pytest.raises(ConfigError, match=r"nothing is known by 'regoin'.*region"):
        choose_portfolio(
            some(6, 2), Settings(floors=({"by": "regoin", "value": "r1", "at_least": 1},))
        )


def test_solving_prints_nothing(some, capfd):
    choose_portfolio(some(40, 1), Settings(budget_mthb=300.0))
    assert capfd.readouterr().out == ""


def pareto(costs, votes, budget):
    """Solve a knapsack by its undominated (cost, votes) pairs, item by item."""
    front = [(0, 0)]
    for cost, worth in zip(costs, votes, strict=True):
        more = [(c + cost, v + worth) for c, v in front if c + cost <= budget]
        merged, best = [], -1
        for pair in sorted([*front, *more], key=lambda p: (p[0], -p[1])):
            if pair[1] > best:
                merged.append(pair)
                best = pair[1]
        front = merged
    return front[-1]


def test_a_portfolio_equals_a_dynamic_programme_on_real_budget_rounds(shared):
    projects = pd.read_parquet(
        shared / "data" / "pabulib_warsaw_2017_2020.parquet",
        columns=["signal_id", "instance_id", "cost", "votes", "budget"],
    ).dropna(subset="votes")
    sizes = projects.groupby("instance_id")["votes"].size()
    rounds = [*sizes[sizes.between(10, 45)].index[::6], sizes.idxmax()]
    assert len(rounds) > 20
    for name in rounds:
        part = projects[projects["instance_id"] == name].reset_index(drop=True)
        part = part.sort_values("votes", ascending=False, ignore_index=True)
        ranking = pd.DataFrame(
            {
                "agenda_id": part["signal_id"],
                "rank": np.arange(1, len(part) + 1),
                "score": part["votes"] / 1e5,
                "gate": "pass",
                "floor": "",
            }
        )
        agendas = pd.DataFrame(
            {"agenda_id": part["signal_id"], "cost_high_mthb": part["cost"] / 1e6}
        )
        twins = pd.DataFrame({"agenda_id": [], "twin_id": []})
        c = candidates_of(ranking, agendas, twins, as_of=pd.Timestamp("2020-01-01").date())
        found = choose_portfolio(c, Settings(budget_mthb=float(part["budget"].iloc[0]) / 1e6))
        cost, votes = pareto(part["cost"], part["votes"].astype(int), part["budget"].iloc[0])
        assert found.proven, name
        assert part["votes"][found.chosen].sum() == votes, name
        assert part["cost"][found.chosen].sum() == cost, name
