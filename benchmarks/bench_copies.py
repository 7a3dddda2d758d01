"""What a campaign can move: whole studies, run from the first byte with made-up complaints in them.

    python benchmarks/bench_copies.py [--shared DIR] [--rows 200000] [--attacks NAME …]
        [--places .1 .35 …] [--random N] [--texts plea title real] [--sizes 2000] [--agendas FILE]
        [--label NAME] [--jobs 1]

A study of real complaints is ranked; then again with the copies of one text among them, agenda by
agenda (top, middle and low ones), each time from the complaints to the ranks. The text is a plea
in the agenda's own words, its bare title, or a real complaint that speaks for it; with ``--random``
agenda, text and district are drawn by lot. Counted are the ranks that the agenda wins, and those
that the others move. Result: ``benchmarks/results/copies.json``, under the label.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import numpy as np  # noqa: E402  (after the threads are set)
import pandas as pd  # noqa: E402
from joblib import Parallel, delayed  # noqa: E402

from prioritizer.config import criteria_table, read_study  # noqa: E402
from prioritizer.progress import Silent  # noqa: E402
from prioritizer.run.cache import Cache  # noqa: E402
from prioritizer.run.hearing import hear  # noqa: E402
from prioritizer.run.inputs import read_inputs  # noqa: E402
from prioritizer.run.judging import judge_points  # noqa: E402
from prioritizer.run.speaking import speak  # noqa: E402
from prioritizer.tables.parted import whole  # noqa: E402

HERE = Path(__file__).resolve()
RESULTS = HERE.parent / "results" / "copies.json"
STUDY = """
[study]
name = "manipulation"
as_of = 2022-08-31
observed = {{ start = 2022-06-01, end = 2022-08-31 }}
seed = 2565

[themes]
n_themes = 8  # agendas are given, so themes move no rank: few are quicker

[[signals]]
files = "real.parquet"
channel = "traffy"
closed_statuses = ["เสร็จสิ้น"]
[signals.columns]
received_on = "created_at"
{added}
[agendas]
file = "agendas.csv"
{columns}
[places]
file = "places.csv"
level = "district"
"""
ADDED = """
[[signals]]
files = "added.parquet"
channel = "{channel}"
closed_statuses = ["เสร็จสิ้น"]
[signals.columns]
received_on = "created_at"
"""
POLICIES = '[agendas.columns]\nagenda_id = "signal_id"\ntitle_th = "text"\ntitle_en = "title_en"\n'
Random = np.random.Generator


@dataclass(frozen=True)
class Attack:
    """How copies are made: where, when, in which channel, and in how many wordings."""

    says: str
    n_districts: int
    n_days: int
    channel: str = "traffy"
    reworded: bool = False


ATTACKS = {
    "district": Attack("one text, one district, all months", 1, 92),
    "burst": Attack("one text, one district, one day", 1, 1),
    "three": Attack("one text, three districts, three days", 3, 3),
    "reworded": Attack("one matter reworded, three districts, three days", 3, 3, reworded=True),
    "channel": Attack("one text, three districts, three days, own channel", 3, 3, "petition box"),
    "channel_reworded": Attack(
        "reworded, one district, all months, own channel", 1, 92, "petition box", reworded=True
    ),
    "wide": Attack("one text, every district, three days", 50, 3),
}
OPENINGS = [
    "",
    "ขอแจ้งว่า",
    "แจ้งเรื่อง",
    "ช่วยด้วย",
    "อยากให้แก้ไข",
    "รบกวนเขตดูแล",
    "ฝากด้วยนะ",
    "ขอร้องเรียน",
]
ENDINGS = ["", "ครับ", "ค่ะ", "ด่วน", "ขอบคุณครับ", "รีบแก้ไขด้วย", "เดือดร้อนมาก", "นานแล้ว"]


def copies(
    attack: Attack, agenda: pd.Series, real: pd.DataFrame, n: int, core: str, first: int = 10
) -> pd.DataFrame:
    """Make n copies of one text that speaks for an agenda."""
    random = np.random.default_rng(7)
    told = str(agenda.get("citizen_words_th", "") or "").split(";")[:3]
    words = [str(agenda["title"]), *[word for word in told if word and word != "nan"]]
    texts = [core] * n if not attack.reworded else [_reworded(words, random) for _ in range(n)]
    districts = real["district"].value_counts().index[first : first + attack.n_districts]
    if attack.n_districts >= 50:
        districts = real["district"].value_counts().index[:50]
    here = [real[real["district"] == name] for name in districts]
    rows = pd.concat(
        [
            here[i % len(here)].iloc[[int(random.integers(len(here[i % len(here)])))]]
            for i in range(n)
        ]
    ).reset_index(drop=True)
    day = pd.Timestamp("2022-07-11") if attack.n_days < 92 else pd.Timestamp("2022-06-01")
    when = day + pd.to_timedelta(random.integers(0, attack.n_days * 86_400 - 1, n), unit="s")
    rows = rows.assign(text=texts, created_at=pd.Series(when).astype(real["created_at"].dtype))
    return rows.assign(
        signal_id=[f"added-{i}" for i in range(n)],
        status="รอรับเรื่อง",
        category="",
    )


def text_for(kind: str, agenda: pd.Series, spoken: pd.DataFrame, real: pd.DataFrame) -> str:
    """Write the text that is copied: a plea, the bare title, or a real complaint."""
    if kind == "title":
        return str(agenda["title"])
    if kind == "real":
        said = real.set_index("signal_id")["text"].reindex(spoken["signal_id"].iloc[:50]).dropna()
        long = said[said.str.len().between(20, 200)]
        return str((long if len(long) else said).iloc[0]) if len(said) else str(agenda["title"])
    told = str(agenda.get("citizen_words_th", "") or "").split(";")[:3]
    words = [str(agenda["title"]), *[word for word in told if word and word != "nan"]]
    return f"ขอให้แก้ปัญหา {' '.join(words)} อันตรายมาก"


def _reworded(words: list[str], random: Random) -> str:
    """Say the same with another opening, other order and another ending."""
    order = random.permutation(len(words))
    first, last = random.choice(OPENINGS), random.choice(ENDINGS)
    return f"{first} {' '.join(words[i] for i in order)} {last}".strip()


@dataclass(frozen=True)
class Told:
    """A study ranked at its point values."""

    ids: list[str]  # by score, best first, whatever their gates
    rank: pd.Series  # among those that pass the gate `demand`, or mend it; other gates left out
    voices: pd.Series
    gate: pd.Series
    values: pd.DataFrame
    n_campaigns: int
    links: pd.DataFrame  # signal_id, agenda_id, strength: the surest first

    def of(self, agenda_id: str) -> dict[str, Any]:
        """Say where an agenda stands, and by which values."""
        rank = self.rank[agenda_id]
        return {
            "rank": None if pd.isna(rank) else int(rank),
            "n_voices": round(float(self.voices[agenda_id]), 1),
            "demand": str(self.gate[agenda_id]),
            **self.values.loc[agenda_id].dropna().round(3).to_dict(),
        }


def ranked(folder: Path, study: str, added: pd.DataFrame | None) -> Told:
    """Run a study from its first byte to the ranks, in a folder of its own."""
    folder.mkdir(parents=True)
    for file in folder.parent.glob("*.*"):
        (folder / file.name).symlink_to(file)
    if added is not None:
        added.to_parquet(folder / "added.parquet")
    file, scratch = folder / "study.toml", folder / "scratch"
    scratch.mkdir()
    file.write_text(study, encoding="utf-8")
    told, silent = read_study(file), Silent()
    inputs = read_inputs(told, folder)
    cache = Cache(folder.parent / "cache")  # of cleaned texts only
    heard = hear(told, folder, scratch, inputs, jobs=1, cache=cache, progress=silent)
    spoken, inputs = speak(told, heard, inputs, scratch, jobs=1, progress=silent)
    points = judge_points(told, criteria_table(told), inputs, spoken)
    links = pd.DataFrame() if added is not None else whole(spoken.links)
    shutil.rmtree(scratch)
    evidence = points.measurement.evidence.set_index("agenda_id")
    gate = points.gates[points.gates["gate"] == "demand"].set_index("agenda_id")["status"]
    ids = np.asarray(points.measurement.agenda_ids, dtype=object)
    long = points.measurement.indicators
    asked_for = (gate.reindex(ids) != "fail").to_numpy()
    order = np.where(asked_for, -np.round(points.scores.score, 9), np.inf)
    rank = pd.Series(order, index=ids).rank(method="min").where(asked_for)
    return Told(
        ids=ids[np.argsort(-points.scores.score, kind="stable")].tolist(),
        rank=rank,
        voices=evidence["n_voices"],
        gate=gate,
        values=long.pivot_table(index="agenda_id", columns="indicator", values="value"),
        n_campaigns=len(spoken.campaigns),
        links=links.sort_values("strength", ascending=False) if len(links) else links,
    )


def main() -> None:
    """Rank, attack, rank again, and write what was won."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, default=HERE.parents[2] / "shared")
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--agendas", default="agendas_gold_tags.csv")
    parser.add_argument("--attacks", nargs="+", default=list(ATTACKS)[:-1])
    parser.add_argument("--places", nargs="+", type=float, default=[0.1, 0.35, 0.6, 0.8, 1.0])
    parser.add_argument("--random", type=int, default=0)
    parser.add_argument("--texts", nargs="+", default=["plea"], choices=["plea", "title", "real"])
    parser.add_argument("--sizes", nargs="+", type=int, default=[2000])
    parser.add_argument("--label", default="now")
    parser.add_argument("--jobs", type=int, default=1)
    asked = parser.parse_args()
    if not (asked.shared / "data").is_dir():
        print("skipped: there is no folder of shared data; the earlier result stands.")
        return
    with tempfile.TemporaryDirectory() as name:
        result = _measured(asked, Path(name))
    held = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    held[asked.label] = result
    RESULTS.write_text(json.dumps(held, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _measured(asked: argparse.Namespace, scratch: Path) -> dict[str, Any]:
    data = asked.shared / "data"
    frame = pd.read_parquet(data / "traffy2022_dev.parquet")
    if asked.rows < len(frame):
        frame = frame.sample(asked.rows, random_state=1).sort_values("signal_id")
    frame.to_parquet(scratch / "real.parquet")
    columns = POLICIES if "policies" in asked.agendas else ""
    agendas = pd.read_csv(data / asked.agendas)
    agendas = agendas.rename(columns={"signal_id": "agenda_id", "text": "title_th"})
    agendas = agendas.assign(title=agendas["title_th"]).set_index("agenda_id")
    shutil.copy(data / asked.agendas, scratch / "agendas.csv")
    shutil.copy(HERE.parents[1] / "datasets" / "places_bangkok.csv", scratch / "places.csv")
    base = ranked(scratch / "base", STUDY.format(added="", columns=columns), None)
    ids = base.ids
    print(json.dumps({i: base.of(i) for i in ids}, ensure_ascii=False), file=sys.stderr)
    aims = list(dict.fromkeys(ids[min(int(p * len(ids)), len(ids) - 1)] for p in asked.places))

    def attacked(kind: str, text: str, size: int, aim: str, first: int = 10) -> dict[str, Any]:
        attack = ATTACKS[kind]
        spoken = base.links[base.links["agenda_id"] == aim]
        core = text_for(text, agendas.loc[aim], spoken, frame)
        rows = copies(attack, agendas.loc[aim], frame, size, core, first)
        study = STUDY.format(added=ADDED.format(channel=attack.channel), columns=columns)
        after = ranked(scratch / f"{kind}-{text}-{size}-{aim}-{first}", study, rows)
        was, now = base.of(aim), after.of(aim)
        lift = (was["rank"] or len(ids)) - (now["rank"] or len(ids))
        moved = (base.rank.astype(float) - after.rank.astype(float)).drop(aim).abs().dropna()
        found = {
            "attack": kind,
            "text": text,
            "n": size,
            "agenda": aim,
            "lift": lift,
            "lift_by_score": ids.index(aim) - after.ids.index(aim),
            "others_moved_most": float(moved.max()),
            "others_moved_mean": round(float(moved.mean()), 2),
            "n_campaigns": after.n_campaigns,
            "before": was,
            "after": now,
        }
        print(json.dumps(found, ensure_ascii=False), file=sys.stderr, flush=True)
        return found

    tasks = [
        (kind, text, n, aim)
        for aim in aims
        for kind in asked.attacks
        for text in (["plea"] if ATTACKS[kind].reworded else asked.texts)
        for n in asked.sizes
    ]
    if asked.random:
        lots = np.random.default_rng(2565)
        drawn = [
            (str(lots.choice(asked.texts)), str(lots.choice(ids)), int(lots.integers(40)))
            for _ in range(asked.random)
        ]
        tasks = [
            (kind, "plea" if ATTACKS[kind].reworded else text, n, aim, first)
            for text, aim, first in drawn
            for kind in asked.attacks
            for n in asked.sizes
        ]
    rows = Parallel(n_jobs=asked.jobs)(delayed(attacked)(*task) for task in tasks)
    most = {k: max(r["lift"] for r in rows if r["attack"] == k) for k in asked.attacks}
    print(json.dumps(most))
    return {
        "n_rows": len(frame),
        "n_agendas": len(ids),
        "n_ranked": int(base.rank.notna().sum()),
        "most_ranks_won": most,
        "others_moved_most": max(r["others_moved_most"] for r in rows),
        "attacks": {k: ATTACKS[k].says for k in asked.attacks},
        "moves": rows,
    }


if __name__ == "__main__":
    main()
