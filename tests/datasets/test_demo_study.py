"""The engine finds what is planted in the demo: the card promises that a reader can see it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
NOBODY_ASKED = [f"A{n}" for n in range(34, 41)]


@dataclass(frozen=True)
class Demo:
    """A run of the demo study, and which subject each signal was made from."""

    folder: Path
    truth: pd.Series  # subject by signal_id
    note: pd.Series
    agendas_of: dict[str, list[str]]

    def csv(self, name: str) -> pd.DataFrame:
        return pd.read_csv(self.folder / name, dtype={"theme_id": "str"}, encoding="utf-8-sig")


@pytest.fixture(scope="module")
def demo(demo_run: Path, made: Path) -> Demo:
    truth = pd.read_csv(made / "truth.csv", dtype="str", keep_default_na=False)
    truth = truth.set_index("signal_id")
    agendas_of = {
        subject["key"]: subject["agendas"]
        for file in sorted((ROOT / "datasets" / "grammar").glob("*.toml"))
        for subject in tomllib.loads(file.read_text(encoding="utf-8")).get("subject", [])
    }
    return Demo(demo_run, truth["subject"], truth["note"], agendas_of)


def test_every_made_signal_that_says_something_is_accepted_and_every_row_accounted_for(
    demo: Demo,
) -> None:
    signals = pd.read_parquet(demo.folder / "signals.parquet")
    rejects = demo.csv("rejects.csv")
    aside = sorted(set(demo.truth.index) - set(signals["signal_id"]))
    assert len(aside) == (rejects["reason"] == "the text gives no answer").sum()
    assert not any(demo.agendas_of.get(key) for key in demo.truth[aside])  # "-", "ไม่มี"
    assert rejects["reason"].notna().all()
    assert len(rejects) >= 200  # empty, late, repeated ids, totals


def test_links_mostly_say_what_a_reader_would(demo: Demo) -> None:
    links = pd.read_parquet(demo.folder / "links.parquet")
    subject = links["signal_id"].map(demo.truth).fillna("")
    right = [
        agenda in demo.agendas_of.get(key, [])
        for agenda, key in zip(links["agenda_id"], subject, strict=True)
    ]
    right_strength = (links["strength"] * right).sum() / links["strength"].sum()
    assert right_strength > 0.7
    asked = demo.truth[demo.truth.map(lambda key: bool(demo.agendas_of.get(key)))].index
    assert pd.Index(links.loc[right, "signal_id"].unique()).isin(asked).sum() > 0.7 * len(asked)


def test_what_nobody_asked_for_does_not_lead(demo: Demo) -> None:
    ranking = demo.csv("ranking.csv").set_index("agenda_id")
    assert len(ranking) == 40
    assert not (ranking.loc[NOBODY_ASKED, "rank"] <= 15).any()
    voices = ranking["n_voices"].fillna(0.0)
    assert voices[NOBODY_ASKED].sum() < 0.05 * voices.sum()


def test_demand_that_no_agenda_answers_names_planted_subjects(demo: Demo) -> None:
    signals = pd.read_parquet(demo.folder / "signals.parquet")
    subject = signals["signal_id"].map(demo.truth).fillna("")
    top = demo.csv("unanswered.csv").head(10)["theme_id"]
    found = {
        key
        for theme in top
        if (counts := subject[signals["theme_id"] == theme].value_counts()).size
        and (key := str(counts.index[0]))
        and not demo.agendas_of.get(key, ["nothing"])
    }
    assert len(found) >= 3, found


def test_the_campaign_is_marked_and_the_echo_is_not(demo: Demo) -> None:
    signals = pd.read_parquet(demo.folder / "signals.parquet").set_index("signal_id")
    marked = signals["campaign_id"].fillna("") != ""
    campaign = demo.note[demo.note == "campaign"].index
    echo = demo.note[demo.note == "echo"].index
    assert marked[campaign].mean() > 0.9
    assert not marked[echo].any()


def test_no_invented_phone_or_id_survives_in_what_is_written(demo: Demo) -> None:
    for path in sorted(demo.folder.rglob("*.csv")):
        text = path.read_text(encoding="utf-8-sig")
        assert "-000-" not in text, path.name
        assert "9-0000-" not in text, path.name
        assert "@example.com" not in text, path.name
