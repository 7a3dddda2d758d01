import datetime
import itertools

import numpy as np
import pytest

from prioritizer.shortlist import Settings, candidates_of, choose_portfolio, first_day
from prioritizer.shortlist.costs import in_baht
from tests.shortlist.conftest import AS_OF

QUARTERS = {"2/2564": 90.0, "3/2564": 60.0, "4/2564": 120.0}


def spent(c, found):
    baht = in_baht(c.costs["likely"].to_numpy())
    return [int(baht[found.starts == q].sum()) for q in range(len(found.calendar.names))]


@pytest.mark.parametrize("seed", range(4))
def test_starts_keep_every_ceiling_and_the_set_its_rules(some, seed):
    c = some(40, seed)
    found = choose_portfolio(c, Settings(quarters=QUARTERS, capacity={"*": 6}))
    assert found.chosen.any()
    assert (found.starts >= 0).tolist() == found.chosen.tolist()
    assert all(s <= v * 1e6 for s, v in zip(spent(c, found), QUARTERS.values(), strict=True))
    assert all(rule.holds(found.chosen) for rule in found.rules)
    assert found.value <= found.bound + 1e-9
    assert 0 <= found.gap < 0.02


def test_set_and_starts_equal_brute_force_on_7_agendas(some):
    c = some(7, 3, n_twins=0)
    ceilings = [60.0, 45.0]
    found = choose_portfolio(c, Settings(quarters=dict(zip(QUARTERS, ceilings, strict=False))))
    baht, best = in_baht(c.costs["likely"].to_numpy()), 0
    for starts in itertools.product((-1, 0, 1), repeat=7):
        at = np.array(starts)
        if all(baht[at == q].sum() <= ceilings[q] * 1e6 for q in (0, 1)):
            best = max(best, int(c.scores[at >= 0].sum()))
    assert found.proven
    assert round(found.value * 1e9) == best


def test_what_another_needs_starts_no_later(some):
    c = some(20, 5, n_twins=0)
    needs = dict.fromkeys(c.ids[:10], ("A019",))
    quarters = {"2/2564": 40.0, "3/2564": 400.0}
    found = choose_portfolio(c, Settings(quarters=quarters, requires=needs, must=("A000",)))
    starts = dict(zip(c.ids, found.starts, strict=True))
    assert starts["A019"] >= 0
    assert all(starts[a] == -1 or starts[a] >= starts["A019"] for a in needs)


def test_an_agenda_that_would_show_too_late_does_not_start(invented):
    ranking, agendas, twins = invented(4, 1, n_twins=0)
    agendas["months_min"] = [1.0, 5.0, 30.0, np.nan]
    end = datetime.date(2021, 9, 30)
    c = candidates_of(ranking, agendas, twins, as_of=AS_OF, window_end=end)
    found = choose_portfolio(c, Settings(quarters={"2/2564": 1.0, "3/2564": 1e4, "4/2564": 1e4}))
    begins = [first_day(found.calendar.names[q]) if q >= 0 else None for q in found.starts]
    assert begins[1] == datetime.date(2021, 4, 1)
    assert begins[2] is None
    assert "late:A002" in [rule.key for rule in found.rules]


def test_the_rolling_view_keeps_what_began_and_cuts_what_is_left(some):
    c = some(30, 8, n_twins=0)
    first = choose_portfolio(c, Settings(quarters=QUARTERS))
    began = {c.ids[i]: "2/2564" for i in np.flatnonzero(first.starts == 0)}
    again = choose_portfolio(
        c, Settings(quarters={**QUARTERS, "4/2564": 60.0}, started=began, start_from="3/2564")
    )
    under_way = np.isin(c.ids, list(began))
    assert (again.starts[under_way] == 0).all()
    assert (again.starts[~under_way] != 0).all()
    assert spent(c, again)[2] <= 60e6


def test_even_spending_puts_no_quarter_over_its_ceiling(some):
    c = some(25, 2, n_twins=0)
    found = choose_portfolio(c, Settings(quarters=QUARTERS, spread="even"))
    chosen = np.flatnonzero(found.chosen)
    takes = found.calendar.spending[chosen, found.starts[chosen]].sum(axis=0)
    assert (takes <= found.calendar.ceiling).all()
    whole = in_baht(c.costs["likely"].to_numpy())[chosen].sum()
    assert takes.sum() <= whole


def test_quarters_too_small_for_what_must_be_chosen_are_named(some):
    c = some(12, 4, n_twins=0)
    dear = c.ids[int(np.argmax(c.costs["likely"]))]
    found = choose_portfolio(c, Settings(quarters={"2/2564": 5.0, "3/2564": 5.0}, must=(dear,)))
    keys = [rule.key for rule in found.conflict]
    assert f"must:{dear}" in keys
    assert len(keys) == 2


def test_the_same_question_gives_the_same_answer(some):
    asked = Settings(quarters=QUARTERS, node_limit=50)
    one, other = (choose_portfolio(some(40, 9), asked) for _ in range(2))
    assert one.starts.tolist() == other.starts.tolist()
    assert one.bound == other.bound
