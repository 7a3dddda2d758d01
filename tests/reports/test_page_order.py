"""The page ranks as Python does, in a real browser, under any weights."""

from __future__ import annotations

import json

import numpy as np
import pytest

from benchmarks.page_runs import LEAST, TREE, made_run
from prioritizer.reports.page.sliders import criteria_tree
from prioritizer.scoring import order_of, round_scores, score_tree

UNEVEN = {
    "citizen_centricity": (0.41, {"reach": 0.331, "breadth": 0.17, "severity": 0.499}),
    "quick_win": (0.2737, {"time": 1.0, "law": 0.0, "money": 2.718281828}),
    "thrift": (0.3163, {"ความคุ้มค่า": 7.0}),
    "own_idea": (0.0, {"x": 1.0, "y": 1.0}),
}

MOVE = """
const done = arguments[arguments.length - 1];
const sliders = [...document.querySelectorAll('input[type=range][data-weight]')];
const frame = () => new Promise(requestAnimationFrame);
(async () => {
  const orders = [];
  for (const weights of arguments[0]) {
    sliders.forEach((slider, i) => {
      slider.value = weights[i];
      slider.dispatchEvent(new Event('input', { bubbles: true }));
    });
    await frame();
    orders.push([...document.querySelectorAll('table[data-ranking] tbody tr[data-agenda-id]')]
      .map((row) => `${row.dataset.agendaId} ${row.querySelector('[data-rank]').textContent}`));
  }
  done(orders);
})();
"""


class Python:
    """Order and ranks as Python gives them."""

    def __init__(self, run):
        self.tree = criteria_tree(run)
        self.ids = run.ranking["agenda_id"].tolist()
        self.failed = (run.ranking["gate"] == "fail").to_numpy()
        names = [i["name"] for c in self.tree for i in c["indicators"]]
        self.of = [c for c, criterion in enumerate(self.tree) for _ in criterion["indicators"]]
        long = run.table("indicators")
        known = long.assign(value=long["value"].where(~long["imputed"]))
        wide = known.pivot(index="agenda_id", columns="indicator", values="value")
        self.values = wide.loc[self.ids, names].to_numpy()

    def start(self):
        inner = [i["weight"] for c in self.tree for i in c["indicators"]]
        return self.order([c["weight"] for c in self.tree], inner)

    def under(self, vector):
        """``vector`` runs through the sliders: a criterion, its indicators, the next one, …."""
        rest = iter(vector)
        outer, inner = [], []
        for criterion in self.tree:
            outer.append(next(rest))
            inner += [next(rest) for _ in criterion["indicators"]]
        return self.order(outer, inner)

    def order(self, outer, inner):
        scores = score_tree(self.values, inner, self.of, outer)
        eligible = ~self.failed & (round_scores(scores.completeness) >= LEAST)
        order = order_of(scores.score, eligible, tie_break=self.ids)
        score = scores.score[order]
        ranks = [1 + int((score > s).sum()) for s in score]
        tied = [int((score == s).sum()) > 1 for s in score]
        return [
            f"{self.ids[i]} {r}{'=' if t else ''}"
            for i, r, t in zip(order, ranks, tied, strict=True)
        ]


def vectors(run, n):
    """Half integers from 0 to 5, all zero and single weights among them."""
    size = sum(1 + len(c["indicators"]) for c in criteria_tree(run))
    drawn = np.random.default_rng(8).integers(0, 11, (n, size)) / 2
    drawn[0] = 0
    drawn[1 : 1 + size] = 5 * np.eye(size)
    drawn[1 + size : 1 + 2 * size] *= np.random.default_rng(9).random((size, size)) < 0.3
    return drawn


@pytest.mark.parametrize(
    ("run", "n"),
    [
        pytest.param(made_run(40, levels=3, failed=4), 200, id="ties"),
        pytest.param(made_run(30, levels=5, missing=0.25, failed=3, seed=1), 60, id="gaps"),
        pytest.param(made_run(20, tree=UNEVEN, levels=4, missing=0.1, seed=2), 60, id="own tree"),
    ],
)
def test_the_order_is_that_of_python_under_many_weightings(run, n, browser, page_of):
    browser.get(page_of(run))
    python = Python(run)
    start = browser.execute_script(
        "return [...document.querySelectorAll('table[data-ranking] tbody tr')]"
        ".map((row) => `${row.dataset.agendaId} ${row.querySelector('[data-rank]').textContent}`)"
    )
    assert start == python.start()
    drawn = vectors(run, n)
    orders = browser.execute_async_script(MOVE, drawn.tolist())
    pairs = enumerate(zip(orders, drawn, strict=True))
    assert not [i for i, (got, row) in pairs if got != python.under(row)]


def test_the_fixture_holds_many_ties():
    run = made_run(40, levels=3, failed=4)
    python = Python(run)
    tied = [sum("=" in row for row in python.under(vector)) for vector in vectors(run, 200)]
    assert np.mean(tied) > 8


def test_sliders_have_the_marks_that_tools_look_for(browser, page_of):
    browser.get(page_of(made_run(12)))
    sliders = browser.execute_script(
        "return [...document.querySelectorAll('input[type=range][data-weight]')]"
        ".map((s) => [s.dataset.weight, s.min, s.max, s.step])"
    )
    names = [n for c, (_, inner) in TREE.items() for n in (c, *inner)]
    assert sliders == [[name, "0", "5", ".5"] for name in names]


def test_weights_between_the_half_steps_are_kept_until_their_own_slider_moves(browser, page_of):
    run = made_run(30, tree=UNEVEN, levels=4, seed=2)
    browser.get(page_of(run))
    moved = browser.execute_async_script(
        "const done = arguments[0]; const s = document.querySelector('[data-weight=quick_win]');"
        "s.value = 5; s.dispatchEvent(new Event('input', {bubbles: true}));"
        "requestAnimationFrame(() => done([...document.querySelectorAll("
        "'table[data-ranking] tbody tr')].map((row) => row.dataset.agendaId)));"
    )
    python = Python(run)
    vector = [
        x
        for c in python.tree
        for x in (
            5.0 if c["name"] == "quick_win" else c["slider"],
            *(i["weight"] for i in c["indicators"]),
        )
    ]
    assert moved == [row.split()[0] for row in python.under(vector)]


def test_a_member_weighs_the_criteria_and_reset_brings_the_start_back(browser, page_of):
    run = made_run(25, seed=3)
    browser.get(page_of(run))
    python = Python(run)
    for member in run.table("members").to_dict("records"):
        shown = browser.execute_script(
            "document.querySelector(`button[data-member='${arguments[0]}']`).click();"
            "return [...document.querySelectorAll('table[data-ranking] tbody tr')]"
            ".map((row) => row.dataset.agendaId)",
            member["member_id"],
        )
        vector = [
            x
            for c in python.tree
            for x in (member[c["name"]], *(i["weight"] for i in c["indicators"]))
        ]
        assert shown == [row.split()[0] for row in python.under(vector)], json.dumps(member)
    shown = browser.execute_script(
        "document.querySelector('[data-reset]').click();"
        "return [...document.querySelectorAll('table[data-ranking] tbody tr')]"
        ".map((row) => row.dataset.agendaId)"
    )
    assert shown == [row.split()[0] for row in python.start()]
