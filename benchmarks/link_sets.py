"""Texts with known agendas to measure links on: real ones beside the checkout, and the demo."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
OWN = Path(__file__).resolve().parent / "agendas"
POOL = 30_000  # as many signals as `rank` learns from


@dataclass(frozen=True)
class LinkSet:
    """Unlabelled texts, agendas, and texts of which people (or a list of intents) say the truth."""

    name: str
    pool: list[str]
    agendas: pd.DataFrame
    texts: list[str]
    truth: NDArray[np.bool_]  # texts x agendas


def flat(text: str) -> str:
    """Fold blanks, so that copies are found."""
    return "".join(str(text).split())


def _tags(cells: pd.Series, names: list[str]) -> NDArray[np.bool_]:
    return np.array([[n in str(c).split("|") for n in names] for c in cells], dtype=bool)


def _traffy(shared: Path) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    data = shared / "data"
    return (
        pd.read_parquet(data / "traffy2022_dev.parquet", columns=["text", "machine_category"]),
        pd.read_csv(data / "traffy_gold_dev.csv", dtype="str"),
        pd.read_csv(data / "agendas_gold_tags.csv", dtype="str"),
    )


def _pool(frame: pd.DataFrame, without: list[str], seed: int = 0) -> list[str]:
    known = set(map(flat, without))
    kept = frame["text"].astype(str)[~frame["text"].astype(str).map(flat).isin(known)]
    return kept.sample(min(POOL, len(kept)), random_state=seed).sort_index().tolist()


def gold(shared: Path) -> LinkSet:
    """Give 202 complaints tagged by people; title and citizens' words of 29 tags."""
    frame, tagged, agendas = _traffy(shared)
    texts = tagged["text"].astype(str).tolist()
    truth = _tags(tagged["category"], agendas["title_th"].tolist())
    return LinkSet("gold", _pool(frame, texts), agendas, texts, truth)


def bare(whole: Callable[[Path], LinkSet]) -> Callable[[Path], LinkSet]:
    """Leave the agendas nothing but their titles."""

    def cut(shared: Path) -> LinkSet:
        full = whole(shared)
        titles = full.agendas.filter(["agenda_id", "title_th", "title_en"])
        return LinkSet(f"{full.name}, bare titles", full.pool, titles, full.texts, full.truth)

    return cut


def gold_strangers(shared: Path) -> LinkSet:
    """Set the same beside 60 national promises that no complaint to a city asks for."""
    full = gold(shared)
    promises = pd.read_csv(shared / "data" / "promise_tracker.csv", dtype="str")
    text = promises["text"].str.strip()
    far = promises[text.str.contains("เกษตร|ทหาร|ข้าว|ยาง|ภาษี|รัฐธรรมนูญ|กองทุน|ครู|แรงงาน|หนี้|เลือกตั้ง")]
    far = far[~far["text"].str.contains("กรุงเทพ|กทม|จราจร|ถนน|ขยะ|น้ำท่วม")].head(60)
    extra = pd.DataFrame({"agenda_id": far["signal_id"], "title_th": far["text"].str.strip()})
    agendas = pd.concat([full.agendas, extra], ignore_index=True)
    truth = np.hstack([full.truth, np.zeros((len(full.texts), len(extra)), bool)])
    return LinkSet("gold, 60 strangers", full.pool, agendas, full.texts, truth)


def machine(shared: Path) -> LinkSet:
    """Give 3,000 complaints with a classifier's labels (a proxy, never truth)."""
    frame, tagged, agendas = _traffy(shared)
    named = frame[(frame["machine_category"] != "") & (frame["text"].str.len() >= 12)]
    test = named.sample(3000, random_state=1)
    held = test["machine_category"].str.split("|").explode().unique()
    own = agendas[agendas["title_th"].isin(held)].reset_index(drop=True)
    texts = test["text"].astype(str).tolist()
    pool = _pool(frame, [*texts, *tagged["text"].astype(str)])
    truth = _tags(test["machine_category"], own["title_th"].tolist())
    return LinkSet("machine labels", pool, own, texts, truth)


def _intents(name: str, frame: pd.DataFrame, column: str, n: int, seed: int) -> LinkSet:
    agendas = pd.read_csv(OWN / f"{name}.csv", dtype="str").fillna("")
    test = frame.sample(min(n, len(frame)), random_state=seed)
    truth = np.array([[bool(t) and c == t for t in agendas["truth"]] for c in test[column]])
    pool = frame["text"].astype(str).tolist()
    return LinkSet(
        name, pool, agendas.drop(columns="truth"), test["text"].astype(str).tolist(), truth
    )


def truevoice(shared: Path) -> LinkSet:
    """Give calls to a telephone company: 17 of 26 objects have an agenda, two agendas none."""
    frame = pd.read_parquet(shared / "data" / "truevoice_dev.parquet")
    return _intents("truevoice", frame, "intent_object", 4000, 0)


def clinc(shared: Path) -> LinkSet:
    """Give English intents: 42 of 150 have an agenda, the others and "out of scope" have none."""
    frame = pd.read_parquet(shared / "data" / "clinc150.parquet")
    return _intents("clinc150", frame, "category", 5000, 0)


def requests(shared: Path) -> LinkSet:
    """Give requests to a small city, English."""
    frame = pd.read_csv(shared / "data" / "scf_newport.csv", dtype="str")
    frame = frame[frame["category"].notna() & frame["text"].notna()]
    return _intents("scf", frame, "category", 5000, 0)


def requests_policy(shared: Path) -> LinkSet:
    """Set the requests beside bare titles as offices write them, with deeds, numbers, deadlines."""
    frame = pd.read_csv(shared / "data" / "scf_newport.csv", dtype="str")
    frame = frame[frame["category"].notna() & frame["text"].notna()]
    return _intents("scf_policy", frame, "category", 5000, 0)


def gold_policy(shared: Path) -> LinkSet:
    """Set the 202 complaints beside bare titles as offices write them, five of them strangers."""
    full = gold(shared)
    agendas = pd.read_csv(OWN / "gold_policy.csv", dtype="str").fillna("")
    tagged = pd.read_csv(shared / "data" / "traffy_gold_dev.csv", dtype="str")
    cells = [str(cell).split("|") for cell in tagged["category"]]
    truth = np.array([[bool(name) and name in own for name in agendas["truth"]] for own in cells])
    return LinkSet("gold_policy", full.pool, agendas.drop(columns="truth"), full.texts, truth)


def _by_words(name: str, file: Path) -> LinkSet:
    """Set bare titles beside texts; the truth is a pattern that a reader wrote for each title.

    It says what a text is about, not for or against; written before any link was seen.
    """
    frame = pd.read_csv(file, dtype="str")
    texts = [" ".join(text.split()) for text in frame["text"].dropna()]
    agendas = pd.read_csv(OWN / f"{name}.csv", dtype="str").fillna("")
    patterns = [re.compile(cell or "(?!)", re.IGNORECASE) for cell in agendas["truth"]]
    truth = np.array([[bool(p.search(text)) for p in patterns] for text in texts])
    return LinkSet(name, texts, agendas.drop(columns="truth"), texts, truth)


def petitions(shared: Path) -> LinkSet:
    """Give 30 national matters, most of them rare, and English petitions of one line each."""
    return _by_words("petitions", shared / "data" / "uk_petitions.csv")


def requests_matters(shared: Path) -> LinkSet:
    """Give 20 matters of a city, and requests to a small one."""
    return _by_words("scf_matters", shared / "data" / "scf_newport.csv")


def demo(shared: Path) -> LinkSet:
    """Give the demo's made-up signals, and the subject that each was made from."""
    from prioritizer.config import read_study
    from prioritizer.progress import Silent
    from prioritizer.run.cache import Cache
    from prioritizer.run.hearing import hear
    from prioritizer.run.inputs import read_inputs

    study = ROOT / "configs" / "demo.toml"
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        script = ROOT / "datasets" / "generate_demo.py"
        words = [str(folder / "made"), "--truth", str(folder / "truth.csv")]
        subprocess.run([sys.executable, "-B", str(script), *words], check=True)
        truth = pd.read_csv(folder / "truth.csv", dtype="str", keep_default_na=False)
        model = read_study(study)
        inputs = read_inputs(model, study.parent)
        heard = hear(
            model, study.parent, folder, inputs, jobs=1, cache=Cache(None), progress=Silent()
        )
        table = pd.concat([heard.rows(i)[["signal_id", "text"]] for i in range(len(heard.chunks))])
    agendas_of = {
        s["key"]: s["agendas"]
        for file in sorted((ROOT / "datasets" / "grammar").glob("*.toml"))
        for s in tomllib.loads(file.read_text(encoding="utf-8")).get("subject", [])
    }
    subject = table["signal_id"].map(truth.set_index("signal_id")["subject"]).fillna("")
    ids = inputs.agendas["agenda_id"].tolist()
    known = np.array([[a in agendas_of.get(k, []) for a in ids] for k in subject])
    texts = table["text"].tolist()
    return LinkSet("demo", texts, inputs.agendas, texts, known)


SETS: dict[str, Callable[[Path], LinkSet]] = {
    "gold": gold,
    "gold_bare": bare(gold),
    "gold_strangers": gold_strangers,
    "machine": machine,
    "truevoice": truevoice,
    "clinc": clinc,
    "requests": requests,
    "demo": demo,
    "gold_policy": gold_policy,
    "requests_policy": requests_policy,
    "truevoice_bare": bare(truevoice),
    "clinc_bare": bare(clinc),
    "requests_bare": bare(requests),
    "demo_bare": bare(demo),
    "petitions": petitions,
    "requests_matters": requests_matters,
}


@dataclass(frozen=True)
class Figures:
    """How well links agree with the truth."""

    precision: float
    recall: float
    f1: float
    share_error: float
    links_per_text: float
    strangers: float  # share of all strength on agendas that no text speaks for


def figures(strengths: NDArray[np.float64], truth: NDArray[np.bool_], least: int = 5) -> Figures:
    """Measure over agendas with at least ``least`` cases, as the issue defines it.

    Micro-F1 over (signal, agenda) pairs; share error = total variation between the shares of the
    strengths and of the truth, a text with k agendas giving 1/k to each.
    """
    kept = truth.sum(axis=0) >= least
    linked, real = strengths[:, kept] > 0, truth[:, kept]
    right = (linked & real).sum()
    precision, recall = right / max(linked.sum(), 1), right / max(real.sum(), 1)
    own = strengths[:, kept].sum(axis=0)
    due = (real / np.maximum(real.sum(axis=1, keepdims=True), 1)).sum(axis=0)
    error = 0.5 * np.abs(own / max(own.sum(), 1e-9) - due / max(due.sum(), 1e-9)).sum()
    nobody = truth.sum(axis=0) == 0
    return Figures(
        float(precision),
        float(recall),
        float(2 * right / max(linked.sum() + real.sum(), 1)),
        float(error),
        float((strengths > 0).sum() / len(strengths)),
        float(strengths[:, nobody].sum() / max(strengths.sum(), 1e-9)),
    )
