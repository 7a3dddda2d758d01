"""Part of sheet ความทนทาน: ranks without each channel, and how far the ranking leans on it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from prioritizer.reports.workbook.book import lines_of
from prioritizer.reports.workbook.figures import Figures, number
from prioritizer.reports.workbook.grid import Column, Grid
from prioritizer.reports.workbook.words import Words
from prioritizer.scoring import kendall_tau

MOST_SHOWN = 6
"""Channels that have a column of their own; all that were tried stand in the table below."""

_HEADS = ("channel", "n_voices", "tau", "overlap", "out_of_top", "demand_falls")


@dataclass(frozen=True)
class WithoutChannels:
    """Ranks without each channel, as the sheet shows them.

    Attributes
    ----------
    names : list of str
        Channels, those with most voices first.
    table : DataFrame
        ``robustness/without_channel.csv`` of the run; empty where the run has none.
    """

    names: list[str]
    table: pd.DataFrame
    rank: dict[tuple[str, str], float | None]

    @classmethod
    def of(cls, figures: Figures) -> WithoutChannels:
        """Take them from the run."""
        table = figures.optional("without_channel")
        if table.empty:
            return cls([], table, {})
        pairs = zip(table["agenda_id"], table["channel"], table["rank_without"], strict=True)
        rank = {(str(a), str(c)): number(r) for a, c, r in pairs}
        return cls([str(name) for name in table["channel"].unique()], table, rank)

    def columns(self, words: Words) -> list[Column]:
        """Give a column for each of the first channels."""
        return [
            Column(f"without{k}", 12, num="0", head=words("without", name=words.code(name)))
            for k, name in enumerate(self.names[:MOST_SHOWN])
        ]

    def put(self, grid: Grid, row: int, agenda_id: str) -> None:
        """Write one agenda's ranks."""
        for k, name in enumerate(self.names[:MOST_SHOWN]):
            grid.put(row, f"without{k}", self.rank.get((agenda_id, name)))

    def mark(self, grid: Grid, first: int, last: int) -> None:
        """Mark ranks that lie outside the simulated range: there the channel decides."""
        low, high = grid.cell(first, "rank_low"), grid.cell(first, "rank_high")
        for k in range(len(self.names[:MOST_SHOWN])):
            own = grid.cell(first, f"without{k}")
            outside = f"=AND(ISNUMBER({own}),({own}<{low})+({own}>{high})>0)"
            form = grid.sheet.book.mark(bg_color="#F9D9B8")
            grid.colour(
                first,
                last,
                [f"without{k}"],
                {"type": "formula", "criteria": outside, "format": form},
            )

    def summary(self, grid: Grid, words: Words, figures: Figures, row: int) -> int:
        """Write how far the ranking without each channel agrees; return the next free row."""
        sheet = grid.sheet
        sheet.line(row, words("channels_title"), bold=True)
        row += 1
        if not self.names:
            tried = figures.run.has("without_channel")
            sheet.line(row, words("one_channel" if tried else "channels_not_rerun"), italic=True)
            return row + 2
        sheet.line(row, words("channels_help"), italic=True)
        row += 1
        top_k = int(figures.run.config["robustness"]["top_k"])
        heads = [words(f"without_{key}", k=top_k) for key in _HEADS]
        for col, head in enumerate(heads, start=1):
            sheet.text(row, col, head, sheet.book.kind("head"))
        widths = [column.width for column in grid.columns[1 : len(heads) + 1]]
        sheet.fit(row, max(lines_of(h, w) for h, w in zip(heads, widths, strict=True)))
        data = sheet.book.kind("data", text_wrap=True)
        whole = sheet.book.kind("data", num_format="#,##0")
        tallies = figures.run.columns("tallies", ["channel", "n_voices"])
        voices = tallies.groupby(tallies["channel"].astype("str"))["n_voices"].sum()
        for name in self.names:
            row += 1
            sheet.text(row, 1, words.code(name), data)
            part = self.table[self.table["channel"].astype("str") == name]
            sheet.number(row, 2, float(voices.get(name, 0.0)), whole)
            if part["score_without"].isna().all():
                sheet.text(row, 3, words("without_weight"))
                continue
            top, left = part["rank"] <= top_k, part["rank_without"] <= top_k
            sheet.number(
                row,
                3,
                kendall_tau(part["score"], part["score_without"]),
                sheet.book.kind("data", num_format="0.00"),
            )
            share = float((top & left).sum() / max(int(top.sum()), 1))
            sheet.number(row, 4, share, sheet.book.kind("data", num_format="0%"))
            sheet.number(row, 5, float((top & ~left).sum()), whole)
            sheet.number(row, 6, float((part["demand_without"] == "fail").sum()), whole)
        return row + 2
