"""The page for the meeting room."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment

from prioritizer.bundle import Bundle

_PAGE = """<!doctype html><html lang="{{ lang }}"><meta charset="utf-8"><title>{{ title }}</title>
<h1>{{ title }}</h1><p>{{ run.run_id }}</p><table data-ranking><tbody>
{% for row in rows %}<tr data-agenda-id="{{ row.agenda_id }}"><td>{{ row.agenda_id }}</td>
<td>{{ row.title_th or row.title_en }}</td><td>{{ row.score }}</td></tr>
{% endfor %}</tbody></table></html>
"""


def write_page(run: Bundle, path: Path, *, lang: str = "th") -> Path:
    """Write the ranking as a static page."""
    page = Environment(autoescape=True).from_string(_PAGE)
    rows = run.ranking.to_dict("records")
    path.write_text(
        page.render(run=run, rows=rows, lang=lang, title=run.title(lang)), encoding="utf-8"
    )
    return path
