"""Pages that tell the results of the benchmarks: docs/performance.md, its chart, sizes of clusters.

Every figure is read from `benchmarks/results/*.json`; what has no file there is said to be unmeasured.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results"
Told = tuple[list[tuple[str, float]], list[str]]
"""Ratios to draw, and sentences to write."""

HEAD = """# Performance

Written by `make docs` from `benchmarks/results/*.json`, which `make bench` writes; change neither by hand. Ratios of two things that were
measured in one run come first: they travel from machine to machine, seconds do not. Seconds are of the machine named beside them.

![How many times as long ours takes as what stands beside it](performance.svg)
"""

CORES = (2, 16, 64)


def _rank(found: dict[str, Any]) -> Told:
    ratios, said = [], []
    if "times_the_floor" in found:
        ratios.append(
            ("a further signal, beside reading, cutting and vectors", found["times_the_floor"])
        )
        said.append(
            f"A further signal costs **{found['times_the_floor']:.2f} times** what nobody can leave out "
            f"(read, cut, vectors): {found['microseconds_per_further_signal']:.0f} µs with {found['jobs']} "
            f"processes, beside {found['floor_microseconds_per_further_signal']:.0f} µs."
        )
    for size in found["sizes"]:
        told = f"{size['n_signals']:,} signals: {size['seconds']:,.0f} s"
        if "floor_seconds" in size:
            told += f", of which the floor is {size['floor_seconds']:,.0f} s"
        told += f"; {size['peak_gib']:.2f} GiB in all processes together"
        if "recalled_seconds" in size:
            again = size["recalled_seconds"] / size["seconds"]
            told += f"; with other weights {size['recalled_seconds']:,.1f} s ({again:.0%})"
        if "dask_seconds" in size:
            told += f"; by as many Dask workers {size['dask_seconds'] / size['seconds']:.2f} times as long"
        said.append(f"{told}.")
    return ratios, said


def _cleaning(found: dict[str, Any]) -> Told:
    times = found["times_of_segmentation"]
    return [("cleaning and redaction, beside cutting the same texts", times["clean_whole"])], [
        f"Cleaning takes **{times['clean_whole']:.2f} times** as long as nlpo3 needs to cut the same "
        f"{found['n_texts']:,} complaints, redaction alone {times['normalise_and_redact']:.2f} times."
    ]


def _themes(found: dict[str, Any]) -> Told:
    least, sets = found["least_share_kept"], found["sets"]
    texts = [each["n_texts"] for each in sets.values()]
    said = [
        f"The number of themes is chosen: at least **{least['share']:.0%}** of what the true number gives "
        f"(normalised mutual information), on {len(sets)} sets of {min(texts):,} to {max(texts):,} texts."
    ]
    for name, each in sets.items():
        for peer, its in each.get("peers", {}).items():
            if "times_as_long" in its:
                said.append(
                    f"{peer} {its['version']} on `{name}` ({each['n_texts']:,} texts): **{its['times_as_long']:.0f} "
                    f"times** as long, agreement with the known groups {its['nmi']:.2f} (ours {each['chosen_number']['nmi']:.2f})."
                )
    ratios = [
        (f"themes, beside {peer} ({each['n_texts']:,} texts)", 1 / its["times_as_long"])
        for each in sets.values()
        for peer, its in each.get("peers", {}).items()
        if "times_as_long" in its
    ]
    return ratios, said


def _links(found: dict[str, Any]) -> Told:
    told = ", ".join(
        f"{name} {each['without labels']['f1']:.2f} / {each['without labels']['share_error']:.2f}"
        for name, each in found["sets"].items()
    )
    said = [f"F1 / share error without labels: {told}. Measured: {found.get('parts', 'all')}."]
    if "with labels" in (gold := found["sets"].get("gold", {})):
        taught = gold["with labels"]
        said.append(
            f"With labels of other cases: {taught['f1']:.2f} / {taught['share_error']:.2f}."
        )
    return [], said


def _robustness(found: dict[str, Any]) -> Told:
    indices = found["indices_200_x_10_10000_draws"]
    ratios, said = [], []
    if "times_faster" in indices:
        peer = indices["pysensmcda"]
        ratios.append(("rank acceptability, beside pysensmcda", 1 / indices["times_faster"]))
        said.append(
            f"Rank acceptability and pairwise winning of 200 agendas, 10 criteria, 10,000 draws: **{indices['times_faster']:.0f} "
            f"times** as fast as pysensmcda {peer['version']}, with {indices['peak_mib']:.1f} MiB; greatest difference of a "
            f"first-rank share {indices['largest_difference_first_rank']:.3f}, of a winning share "
            f"{indices['largest_difference_winning']:.3f}, as chance allows."
        )
    for n in (200, 3000):
        joint = found[f"joint_simulation_{n}_agendas"]
        said.append(f"The whole joint simulation of {n:,} agendas: {joint['seconds']:.1f} s.")
    return ratios, said


def _judge(found: dict[str, Any]) -> Told:
    judged = found["judge"]
    return [], [
        f"Judging {judged['n_agendas']:,} agendas whole, from {judged['rows_of_tallies']:,} rows of tallies: **{judged['peak_mib']:,.0f} MiB** "
        f"at most, of which {judged['inputs_mib']:,.0f} hold Python and the inputs; {judged['cpu_seconds']:.0f} s of one processor."
    ]


def _coverage(found: dict[str, Any]) -> Told:
    sets = {
        name: each for name, each in found.items() if isinstance(each, dict) and "coverage" in each
    }
    told = ", ".join(f"{each['coverage']:.0%} ({name})" for name, each in sets.items())
    return [], [
        f"A {found['nominal']:.0%} rank range holds the true rank in {told} of cases: {found['runs']} invented "
        f"truths of {found['agendas']} agendas each."
    ]


def _portfolio(found: dict[str, Any]) -> Told:
    runs = found["portfolios"]
    proven = sum(run["proven"] for run in runs)
    plans = [run["schedule_gap"] for run in runs if run["schedule_gap"] is not None]
    return [], [
        f"A portfolio of {found['n_agendas']} agendas over {found['n_quarters']} quarters: within **{max(run['gap'] for run in runs):.2%}** "
        f"of a proven bound in {len(runs)} runs, {proven} of them proven best; "
        f"{min(run['cpu_seconds'] for run in runs):.1f} to {max(run['cpu_seconds'] for run in runs):.1f} s of CPU.",
        f"Placing it in the quarters stays within {sorted(plans)[len(plans) // 2]:.1%} of its bound in half of the runs, within "
        f"{max(plans):.1%} in the worst.",
    ]


def _workbook(found: dict[str, Any]) -> Told:
    return [("the workbook, beside the same cells written plain", found["ratio_to_plain"])], [
        f"The workbook of {found['n_agendas']} agendas and {found['n_quotes']:,} quotes takes **{found['ratio_to_plain']:.2f} times** "
        f"as long as the same {found['n_cells']:,} cells without formulas or formats: {found['cpu_s_median']:.1f} s of CPU, "
        f"{found['bytes'] / 1e6:.2f} MB."
    ]


def _page(found: dict[str, Any]) -> Told:
    said = []
    for n in (40, 500):
        each, most = found[f"{n}_agendas"], found["bars_ms"][f"{n}_agendas"]
        said.append(
            f"The page of {n} agendas: {each['kilobytes']:,.0f} KB; a slider's move costs {each['main_thread_cpu_ms_per_move']:.0f} ms "
            f"of the browser's processor and {each['slider_to_second_frame_ms']:.0f} ms to the second frame, of which two bare frames are "
            f"{each['two_frames_ms']:.0f} ms (wanted: {most} ms; {found['load']:.0f} programs waited for the processors)."
        )
    return [], said


def _attacks(found: dict[str, Any]) -> Told:
    bad = found["killed_or_traceback"]
    return [], [
        f"{len(found['files'])} hostile files: the worst takes {found['worst_cpu_seconds']:.1f} s of CPU and {found['worst_peak_mb']:,.0f} MB "
        f"({found['worst_cpu_seconds_without_byte_code']:.1f} s where no byte code is kept and every module is compiled at every start); "
        f"{len(bad) or 'none'} killed the reader."
    ]


def _manipulation(found: dict[str, Any]) -> Told:
    last = {row["crowd"]: row for row in found["moves"]}  # the largest crowd of each kind
    told = ", ".join(
        f"{row['median_ranks_won']:+.0f}, at most {row['most_ranks_won']:+.0f} ({crowd.replace('_', ' ')})"
        for crowd, row in last.items()
    )
    size = max(row["n_complaints"] for row in found["moves"])
    return [], [
        f"{size:,} made-up complaints for one agenda of `{found['study']}` ({found['n_ranked']} ranked, {found['n_voices']:,.0f} voices), in the channel "
        f"where they move most, win the median agenda so many ranks: {told}; see [security.md](security.md)."
    ]


PARTS: dict[str, tuple[str, Callable[[dict[str, Any]], Told]]] = {
    "rank": ("The whole job", _rank),
    "cleaning": ("Cleaning and redaction", _cleaning),
    "themes": ("Themes", _themes),
    "links": ("Links", _links),
    "robustness": ("Robustness", _robustness),
    "coverage": ("Rank ranges", _coverage),
    "judge": ("Judging thousands of agendas", _judge),
    "portfolio": ("Portfolios", _portfolio),
    "workbook": ("The workbook", _workbook),
    "page": ("The page", _page),
    "attacks": ("Hostile files", _attacks),
    "manipulation": ("Made-up crowds", _manipulation),
}


def result(name: str) -> dict[str, Any] | None:
    """Read a result, where there is one."""
    path = RESULTS / f"{name}.json"
    found: dict[str, Any] | None = (
        json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
    )
    return found


WANTED = (
    ("a further signal, times the floor", 2.0),
    ("seconds that do not grow", 20.0),
    ("GiB at a million signals", 2.5),
    ("memory of five million, times that of one", 1.2),
    ("time of five million, times that of one", 5.75),
    ("seconds with other weights", 5.0),
    ("Dask workers, times as long as processes", 1.25),
)
"""What was asked for: no more than that."""

TRIED = """What was done about it, and what was tried in vain:

- Done: RE2 sieves whole chunks before redaction (60 → 37 µs of one core a signal for cleaning) and before normalising; a block cuts each distinct text once and
  normalises none twice (a tenth of the texts are repeats); the last chunks and files are cut finer, so that both processors work to the end; counters of texts are
  filled while texts are heard; workers write the long tables while agendas are judged. The million took 137 s before, on a machine as quiet.
- The floor fell with it: what makes normalising and vectors faster makes both faster, and the quotient larger. So it is no measure of progress alone.
- In vain: repeat keys of a whole chunk by one expression (7.1 µs a text, one by one 4.3); one walk of the phrases' automaton over a joined chunk (3.8 µs, one by one 2.2);
  threads for Arrow's conversions (their locks cost more than they gave: now one).
- Left: links look for words of each agenda, for landmarks and for addresses in every text (Python, about 18 µs of one core); the background of campaigns is decided
  in one process (1.4 s of a million); a signal's repeats, voice and tallies are pandas work (about 14 µs).
"""


def _bars(found: dict[str, Any]) -> str:
    """Hold what was measured against what was asked for, and say where the time goes."""
    by_size = {size["n_signals"]: size for size in found["sizes"]}
    small, one, five = (by_size.get(n, {}) for n in (100_000, 1_000_000, 5_000_000))
    measured = (
        found.get("times_the_floor"),
        found.get("fixed_seconds"),
        one.get("peak_gib"),
        five and one and five["peak_gib"] / one["peak_gib"],
        five and one and five["seconds"] / one["seconds"],
        small.get("recalled_seconds"),
        small and "dask_seconds" in small and small["dask_seconds"] / small["seconds"],
    )
    lines = ["| asked for | at most | measured | |", "|---|---|---|---|"]
    for (what, most), got in zip(WANTED, measured, strict=True):
        if got:
            held = "held" if got <= most else "**missed**"
            lines.append(f"| {what} | {most:g} | {got:.2f} | {held} |")
    if "recalled_seconds_without_byte_code" in small:
        lines.append(
            f"| the same where no byte code is kept | | {small['recalled_seconds_without_byte_code']:.2f} | |"
        )
    if not (small and one):
        return "\n".join(lines) + "\n"
    further = one["n_signals"] - small["n_signals"]
    lines += ["", "Where the time of a further signal goes, by stage, and what does not grow:", ""]
    lines += ["| stage | µs a further signal | s at 100,000 |", "|---|---|---|"]
    for stage, seconds in small["stages"].items():
        each = 1e6 * (one["stages"].get(stage, seconds) - seconds) / further
        lines.append(f"| {stage} | {each:.1f} | {seconds:.1f} |")
    return "\n".join(lines) + f"\n\n{TRIED}"


def performance_page() -> str:
    """Tell every result, and name what was not measured."""
    parts, missing = [HEAD], []
    for name, (title, tell) in PARTS.items():
        if (found := result(name)) is None:
            missing.append(f"{title.lower()} (`{name}.json`)")
            continue
        said = "\n".join(f"- {line}" for line in tell(found)[1])
        parts.append(
            f"## {title}\n\n{said}\n\n{_machine(found)} [`{name}.json`](../benchmarks/results/{name}.json)\n"
        )
        if name == "rank":
            parts.append(_bars(found))
    if missing:
        parts.append(f"## Not measured in this state of the code\n\n{'; '.join(missing)}.\n")
    return "\n".join(parts)


def _machine(found: dict[str, Any]) -> str:
    machine = found.get("machine")
    told = (
        ", ".join(f"{v} {k}" for k, v in machine.items()) if isinstance(machine, dict) else machine
    )
    known = dict(found.get("versions", {}))
    known |= {name: found[name] for name in ("python", "scipy", "chromium") if name in found}
    kept = [f"{k} {v}" for k, v in known.items() if not isinstance(v, dict)]
    return f"Machine: {told or 'not noted'}.{' Versions: ' + ', '.join(kept) + '.' if kept else ''}"


def performance_chart() -> str:
    """Draw the ratios as bars, on a scale of logarithms around 1."""
    bars = []
    for name, (_, tell) in PARTS.items():
        if (found := result(name)) is not None:
            bars += tell(found)[0]
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 {60 + 34 * len(bars)}" role="img" '
        'aria-label="How many times as long ours takes as what stands beside it" font-family="system-ui, sans-serif" font-size="13">',
        "<style>.b{fill:#37546d}.t{fill:#12263a}.l{stroke:#8a97a3}@media(prefers-color-scheme:dark){.b{fill:#8fb3d1}.t{fill:#eef4f9}}</style>",
    ]
    zero, unit = 610, 110
    for i, (what, ratio) in enumerate(bars):
        y, end = 40 + 34 * i, zero + unit * _log10(ratio)
        left, wide = min(zero, end), max(abs(end - zero), 1)
        lines.append(f'<text class="t" x="440" y="{y + 15}" text-anchor="end">{what}</text>')
        lines.append(
            f'<rect class="b" x="{left:.1f}" y="{y}" width="{wide:.1f}" height="20" rx="2"/>'
        )
        lines.append(
            f'<text class="t" x="{max(zero, end) + 8:.1f}" y="{y + 15}">{ratio:.2g} ×</text>'
        )
    lines.append(f'<line class="l" x1="{zero}" y1="30" x2="{zero}" y2="{40 + 34 * len(bars)}"/>')
    lines.append(
        f'<text class="t" x="{zero}" y="22" text-anchor="middle">as long as what stands beside it (1 ×)</text>'
    )
    return "\n".join([*lines, "</svg>"]) + "\n"


def _log10(ratio: float) -> float:
    from math import log10

    return max(log10(ratio), -1.4)


def cluster_page() -> str:
    """Put the sizes into the page on clusters."""
    page = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")
    kept = re.compile(r"(<!-- sizes: .*? -->\n).*?(<!-- end of sizes -->)", re.S)
    return kept.sub(lambda found: f"{found[1]}\n{_sizes()}\n{found[2]}", page)


def _sizes() -> str:
    found = result("rank")
    if found is None or "microseconds_per_further_signal" not in found:
        return (
            "Not measured in this state of the code: `benchmarks/results/rank.json` is not there.\n"
        )
    each = found["microseconds_per_further_signal"] * 1e-6 * found["jobs"]
    lines = [
        f"| signals | hours of cores | {' | '.join(f'hours with {n} workers' for n in CORES)} | |",
        "|---|---|" + "---|" * len(CORES) + "---|",
    ]
    largest = max(size["n_signals"] for size in found["sizes"])
    for n in (1_000_000, 10_000_000, 100_000_000):
        hours = each * n / 3600
        walls = " | ".join(
            f"{found['fixed_seconds'] / 3600 + hours / n_cores:.2f}" for n_cores in CORES
        )
        how = "within what was measured" if n <= largest else "calculated, not measured"
        lines.append(f"| {n:,} | {hours:.1f} | {walls} | {how} |")
    memory = max(size["peak_gib"] for size in found["sizes"])
    return "\n".join(lines) + (
        f"\n\nMeasured up to {largest:,} signals on {found['machine']}: {found['fixed_seconds']:.0f} s that do not grow, then "
        f"{1e6 * each:.0f} µs of one core a signal; at most {memory:.1f} GiB in all processes together. The rest supposes that workers do not wait for the disk.\n"
    )
