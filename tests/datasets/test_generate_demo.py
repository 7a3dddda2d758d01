"""The demo's signals come out of their seed, and hold what the card says they hold."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "datasets" / "demo"
BYTE_FOR_BYTE = ("hotline_1111.csv", "app_2021.jsonl", "letters.csv", "places.csv")
TEXT = {"hotline_1111.csv": "cp874", "letters.csv": "utf-16"}


@pytest.fixture(scope="module")
def truth(made: Path) -> pd.DataFrame:
    return pd.read_csv(made / "truth.csv", dtype="str", keep_default_na=False)


def sheets(path: Path) -> dict[str, pd.DataFrame]:
    return pd.read_excel(path, sheet_name=None, header=None, engine="calamine")


def rows(name: str) -> list[list[str]]:
    text = (DEMO / name).read_bytes().decode(TEXT[name])
    return list(csv.reader(io.StringIO(text, newline=""), dialect_of(name)))


def dialect_of(name: str) -> type[csv.Dialect]:
    return csv.excel_tab if name == "letters.csv" else csv.excel


def all_texts() -> pd.Series:
    hotline = [row[5] for row in rows("hotline_1111.csv")[4:-1]]
    letters = [row[4] for row in rows("letters.csv")[1:]]
    cases = pd.concat(
        [sheet.iloc[3:-1, 4] for sheet in sheets(DEMO / "damrongdhama.xlsx").values()]
    )
    lines = (DEMO / "app_2021.jsonl").read_text(encoding="utf-8").splitlines()
    new = [json.loads(line)["message"] for line in lines]
    old = pd.read_parquet(DEMO / "app_2020.parquet")["message"]
    return pd.Series([*hotline, *cases, *old, *new, *letters], dtype="str")


@pytest.mark.parametrize("name", BYTE_FOR_BYTE)
def test_the_seed_gives_the_committed_bytes(made: Path, name: str) -> None:
    assert (made / name).read_bytes() == (DEMO / name).read_bytes()


def test_the_seed_gives_the_committed_parquet(made: Path) -> None:
    name = "app_2020.parquet"
    pd.testing.assert_frame_equal(pd.read_parquet(made / name), pd.read_parquet(DEMO / name))


def test_the_seed_gives_the_committed_workbook(made: Path) -> None:
    new, old = sheets(made / "damrongdhama.xlsx"), sheets(DEMO / "damrongdhama.xlsx")
    assert list(new) == list(old)
    for name in new:
        pd.testing.assert_frame_equal(new[name], old[name])


def test_there_are_five_thousand_signals_in_four_channels_over_eighteen_months(
    truth: pd.DataFrame,
) -> None:
    assert len(truth) >= 5000
    assert truth["signal_id"].is_unique
    assert len(sheets(DEMO / "damrongdhama.xlsx")) == 18


def test_every_province_speaks() -> None:
    places = pd.read_csv(DEMO / "places.csv")
    assert len(places) == places["area"].nunique() == 77
    app = pd.read_parquet(DEMO / "app_2020.parquet")
    cases = pd.concat(
        [sheet.iloc[3:-1, 2] for sheet in sheets(DEMO / "damrongdhama.xlsx").values()]
    )
    assert {*app["province"], *cases} == set(places["area"])


def test_agendas_that_nobody_asks_for_get_no_voice_and_others_do() -> None:
    spoken = {
        agenda
        for file in (ROOT / "datasets" / "grammar").glob("*.toml")
        for subject in tomllib.loads(file.read_text(encoding="utf-8")).get("subject", [])
        for agenda in subject["agendas"]
    }
    assert spoken == {f"A{n:02d}" for n in range(1, 34)}


def test_some_demand_has_no_agenda(truth: pd.DataFrame) -> None:
    table = tomllib.loads(
        (ROOT / "datasets" / "grammar" / "unanswered.toml").read_text(encoding="utf-8")
    )
    keys = [subject["key"] for subject in table["subject"]]
    assert all(not subject["agendas"] for subject in table["subject"])
    assert (truth["subject"].value_counts()[keys] >= 100).sum() >= 3


def test_a_campaign_and_an_echo_are_planted(truth: pd.DataFrame) -> None:
    assert truth["note"].value_counts()[["campaign", "echo"]].min() >= 60


def test_every_agenda_committee_rating_and_weight_says_that_it_is_illustrative() -> None:
    said = {"agendas": "data_status", "committees": "data_status"}
    said |= {"ratings": "note_th", "members": "note_th"}
    for name, column in said.items():
        notes = pd.read_csv(DEMO / f"{name}.csv", dtype="str")[column]
        assert notes.str.contains("สมมติ|ตัวอย่าง").all(), name


def test_phones_and_ids_in_the_demo_belong_to_nobody() -> None:
    texts = all_texts()
    phones = texts.str.findall(r"0[0-9]{1,2}-[0-9]{3}-[0-9]{4}").explode().dropna()
    assert len(phones) > 20
    assert phones.str.fullmatch(r"08[0-9]-000-[0-9]{4}").all()
    # No Thai id begins with 9 at the hand of any office.
    ids = texts.str.findall(r"[0-9]-[0-9]{4}-[0-9]{5}-[0-9]{2}-[0-9]").explode().dropna()
    assert len(ids) > 10
    assert ids.str.startswith("9-0000-").all()
    assert not texts.str.contains(r"@(?!example\.com)", regex=True).any()


def test_nothing_grew_past_the_size_that_a_clone_can_bear() -> None:
    files = [file for file in (ROOT / "datasets").rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files if file.suffix != ".pyc") <= 2_500_000


def test_the_card_names_every_file_and_its_rows() -> None:
    card = (ROOT / "datasets" / "README.md").read_text(encoding="utf-8")
    for file in (ROOT / "datasets").rglob("*"):
        if file.is_file() and file.suffix != ".pyc" and file.name != "README.md":
            assert file.name in card, f"datasets/README.md says nothing of {file.name}"
    counts = {
        "hotline_1111.csv": len(rows("hotline_1111.csv")) - 5,  # title, header, total
        "damrongdhama.xlsx": sum(len(s) - 4 for s in sheets(DEMO / "damrongdhama.xlsx").values()),
        "app_2020.parquet": len(pd.read_parquet(DEMO / "app_2020.parquet")),
        "app_2021.jsonl": len((DEMO / "app_2021.jsonl").read_bytes().splitlines()),
        "letters.csv": len(rows("letters.csv")) - 1,
    }
    counts |= {
        f"{name}.csv": len(pd.read_csv(DEMO / f"{name}.csv"))
        for name in ("agendas", "committees", "ratings", "members", "places")
    }
    for name, count in counts.items():
        assert re.search(rf"`{re.escape(name)}` \| {count:,} \|", card), (name, count)
