"""Native charts, their figures taken from cells, so that they follow what is live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from xlsxwriter.chart_scatter import ChartScatter

from prioritizer.reports.workbook.book import FONT, LINE, Sheet, clean
from prioritizer.reports.workbook.grid import Grid
from prioritizer.reports.workbook.words import Words

BLUE, ORANGE, GREEN = "#4F8FB8", "#C8591A", "#5B9B6B"
SHADES = (BLUE, "#E0A24D", GREEN, "#A57BB5", "#C9737A", "#6C7A89", "#B5A642", "#57A6A1")


class _BubbleChart(ChartScatter):  # type: ignore[misc]
    """A bubble chart, which the writer does not know: a scatter chart whose points have sizes."""

    def __init__(self) -> None:
        super().__init__({"type": "scatter"})
        self.sizes: list[str] = []
        self.embedded = True

    def add_bubble(self, size: str, options: dict[str, Any]) -> None:
        """Add a series with the cell that holds the size of its bubble."""
        self.add_series(options)
        self.sizes.append(size)
        self._get_data_id(size, None)

    def _write_scatter_chart(self, args: dict[str, Any]) -> None:
        """Write ``c:bubbleChart`` in place of ``c:scatterChart``."""
        if not args["primary_axes"]:
            return
        self._xml_start_tag("c:bubbleChart")
        self._xml_empty_tag("c:varyColors", [("val", 0)])
        for series, size in zip(self._get_primary_axes_series(), self.sizes, strict=True):
            self._write_bubble(series, size)
        self._xml_empty_tag("c:bubbleScale", [("val", 14)])
        self._xml_empty_tag("c:showNegBubbles", [("val", 0)])
        self._write_axis_ids(args)
        self._xml_end_tag("c:bubbleChart")

    def _write_bubble(self, series: dict[str, Any], size: str) -> None:
        """Write a series with the size of its bubble."""
        index = self.series_index
        self.series_index += 1
        self._xml_start_tag("c:ser")
        self._write_idx(index)
        self._write_order(index)
        self._write_series_name(series)
        self._write_sp_pr(series)
        self._xml_empty_tag("c:invertIfNegative", [("val", 0)])
        self._write_d_lbls(series["labels"])
        self._write_x_val(series)
        self._write_y_val(series)
        self._xml_start_tag("c:bubbleSize")
        data = self.formula_data[self.formula_ids[size.lstrip("=")]]
        self._write_num_ref(size.lstrip("="), data, "num")
        self._xml_end_tag("c:bubbleSize")
        self._xml_empty_tag("c:bubble3D", [("val", 0)])
        self._xml_end_tag("c:ser")


def stretch(sheet: Sheet, col: int, first: int, last: int) -> str:
    """Write a stretch of a column as charts take it."""
    return "=" + sheet.column(col, first, last)


def bubble_chart(
    grid: Grid,
    words: Words,
    criteria: Sequence[int],
    first: int,
    last: int,
    row: int,
    ends: Mapping[str, tuple[float, float]],
) -> None:
    """Draw two criteria against each other, the size by the third, each named by its agenda.

    ``ends`` holds the ends of the axes by column; where it names none, they are 0 and 100.
    """
    sheet = grid.sheet
    x, y, size = (f"c{criteria[k]}" if k < len(criteria) else "score" for k in range(3))
    names = {c.key: c.head for c in grid.columns}
    chart = _BubbleChart()
    sheet.book.book.charts.append(chart)
    for r in range(first, last + 1):
        cell = {key: stretch(sheet, grid.place_of[key], r, r) for key in (x, y, size, "id")}
        chart.add_bubble(
            cell[size],
            {
                "name": "=" + sheet.reference(r, grid.place_of["id"]),
                "categories": cell[x],
                "values": cell[y],
                "fill": {"color": BLUE, "transparency": 40},
                "border": {"color": "#2F5F7F"},
                "data_labels": {
                    "series_name": True,
                    "position": "center",
                    "font": {"name": FONT, "size": 12},
                },
            },
        )
    third = names[size] if size != "score" else words("score_name")
    finish(chart, words("chart_bubble", x=names[x], y=names[y], size=third), (800, 760))
    for axis, key in ((chart.set_x_axis, x), (chart.set_y_axis, y)):
        least, most = ends.get(key, (0.0, 100.0))
        axis(axis_of(names[key], num_format="0", major_gridlines=_LINES, min=least, max=most))
    place(sheet, chart, row)


_LINES = {"visible": True, "line": {"color": "#E3E8EC"}}


def axis_of(name: str, **more: Any) -> dict[str, Any]:
    """Give an axis its settings, in the font of the house."""
    return {
        "name": clean(name),
        "name_font": {"name": FONT, "size": 14},
        "num_font": {"name": FONT, "size": 12},
        **more,
    }


def finish(chart: Any, title: str, size: tuple[int, int], *, legend: str = "") -> None:
    """Give a chart its title, size and legend."""
    chart.set_title(
        {"name": clean(title), "name_font": {"name": FONT, "size": 16}, "overlay": False}
    )
    font = {"name": FONT, "size": 12}
    chart.set_legend({"position": legend, "font": font} if legend else {"none": True})
    chart.set_size({"width": size[0], "height": size[1]})


def place(sheet: Sheet, chart: Any, row: int, col: int = 0) -> None:
    """Put a chart on a sheet, under the table, so that the print stays one page wide."""
    sheet.raw.insert_chart(row, col, chart, {"x_offset": 6, "y_offset": 6, "object_position": 2})
    sheet.bottom = max(sheet.bottom, row + ceil(chart.height / (LINE * 4 / 3)) + 1)


def bars(
    sheet: Sheet,
    title: str,
    names: str,
    series: Sequence[tuple[str, str, str]],
    *,
    stacked: bool = False,
    axis: str = "",
    height: int = 560,
    most: float | None = None,
) -> Any:
    """Draw horizontal bars, first row on top; a series without colour is not seen.

    Parameters
    ----------
    sheet : Sheet
    title : str
    names : str
        Formula of the names.
    series : sequence of (str, str, str)
        Name, formula of the figures, colour ("" for none).
    stacked : bool
    axis : str
        Name of the axis of figures.
    height : int
    most : float, optional
        End of that axis.
    """
    kind = {"type": "bar", **({"subtype": "stacked"} if stacked else {})}
    chart = sheet.book.book.add_chart(kind)
    for name, figures, colour in series:
        fill = {"color": colour} if colour else {"none": True}
        given = {"name": name, "categories": names, "values": figures, "fill": fill, "gap": 40}
        chart.add_series({**given, "border": {"none": True}})
    finish(chart, title, (800, height))
    chart.set_y_axis(axis_of("", reverse=True, interval_unit=1))
    chart.set_x_axis(
        axis_of(axis, major_gridlines=_LINES, min=0, **({"max": most} if most else {}))
    )
    chart.show_hidden_data()
    return chart


def columns(
    sheet: Sheet, title: str, names: str, series: Sequence[tuple[str, str]], *, axis: str = ""
) -> Any:
    """Draw stacked columns, one colour for each series, with a legend."""
    chart = sheet.book.book.add_chart({"type": "column", "subtype": "stacked"})
    for s, (name, figures) in enumerate(series):
        fill = {"color": SHADES[s % len(SHADES)]}
        chart.add_series(
            {"name": clean(name), "categories": names, "values": figures, "fill": fill, "gap": 60}
        )
    finish(chart, title, (800, 460), legend="right")
    chart.set_x_axis(axis_of(""))
    chart.set_y_axis(axis_of(axis, major_gridlines=_LINES, num_format="#,##0"))
    chart.show_hidden_data()
    return chart


def lines(
    sheet: Sheet,
    title: str,
    names: str,
    series: Sequence[tuple[str, str, str]],
    *,
    axis: str = "",
) -> Any:
    """Draw lines over months, and marks without a line for alerts.

    ``series`` holds name, formula of the figures and formula of the alerts ("" for none).
    """
    chart = sheet.book.book.add_chart({"type": "line"})
    hidden: list[int] = []
    for s, (name, figures, alerts) in enumerate(series):
        line = {"color": SHADES[s % len(SHADES)], "width": 2}
        name = clean(name)
        chart.add_series({"name": name, "categories": names, "values": figures, "line": line})
        if alerts:
            hidden.append(s + 1 + len(hidden))
            mark = {
                "type": "diamond",
                "size": 9,
                "fill": {"color": "#A02020"},
                "border": {"color": "#A02020"},
            }
            chart.add_series(
                {
                    "name": name,
                    "categories": names,
                    "values": alerts,
                    "line": {"none": True},
                    "marker": mark,
                }
            )
    finish(chart, title, (800, 460), legend="right")
    legend: dict[str, Any] = {"position": "right", "font": {"name": FONT, "size": 12}}
    chart.set_legend({**legend, "delete_series": hidden})
    chart.set_x_axis(axis_of("", num_font={"name": FONT, "size": 11, "rotation": -45}))
    chart.set_y_axis(axis_of(axis, major_gridlines=_LINES, num_format="0%"))
    chart.show_na_as_empty_cell()
    chart.show_hidden_data()
    return chart
