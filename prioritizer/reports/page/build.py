"""Put words, figures, styles and scripts into one self-contained HTML file."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from prioritizer.bundle import Bundle
from prioritizer.reports.page import wording
from prioritizer.reports.page.content import page_content
from prioritizer.reports.page.sliders import half_step
from prioritizer.resources import read_toml

_HERE = Path(__file__).parent
_SCRIPTS = (
    "scoring.js",
    "weights.js",
    "ranking.js",
    "cards.js",
    "chart.js",
    "comparing.js",
    "main.js",
)
_STYLES = ("page.css", "figures.css", "print.css")
_RANGES = {
    "thai": "U+02D7,U+0303,U+0331,U+0E01-0E5B,U+200C-200D,U+25CC",
    "latin": "U+0000-00FF,U+2013-2014,U+2018-201D,U+2026",
}
_SHIELD = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def write_page(run: Bundle, path: Path, *, lang: str | None = None) -> Path:
    """Write the page of a run.

    Parameters
    ----------
    run : Bundle
        A finished run.
    path : Path
        File to write.
    lang : {"th", "en"}, optional
        Language the page opens in, the other being one click away; by default Thai, and English
        for a study whose titles hold no Thai.

    Returns
    -------
    Path
        The file: no network, no outside font, a content security policy that names its one
        script by hash, and the ranking as a plain table where scripts do not run.
    """
    path.write_text(render_page(run, lang=lang), encoding="utf-8", newline="\n")
    return path


def render_page(run: Bundle, *, lang: str | None = None) -> str:
    """Give the page of a run as text; see :func:`write_page`."""
    content = page_content(run)
    script, style = page_script(), _style(len(content["criteria"]))
    phrases = wording.Phrases(lang or _language(run))
    body = (
        _environment(phrases)
        .get_template("page.html.j2")
        .render(run=run, lang=phrases.lang, words=phrases.words, **content)
    )
    head = (
        _environment(phrases)
        .get_template("head.html.j2")
        .render(
            run=run,
            lang=phrases.lang,
            top_k=content["top_k"],
            style=Markup(style),
            script_hash=_hash_of(script),
            style_hash=_hash_of(style),
        )
    )
    data = _json({**content["data"], "words": phrases.others})
    return _dense(
        f'{head}\n{_unquoted(body)}<script type="application/json" id="data">{data}</script>\n'
        f"<script>{script}</script>\n</body>\n</html>\n"
    )


def _dense(text: str) -> str:
    """Take empty lines out; what is dense already, and named by hash, stays as it is."""
    return re.sub(r"\n[ \t]*(?=\n)", "", text)


def _unquoted(body: str) -> str:
    """Take the quotes off attributes that need none; in texts every quote is escaped."""
    names = "class|scope|role|tabindex|data-card|aria-hidden|preserveAspectRatio"
    return re.sub(rf' ({names})="([\w-]+)"(?=[ >])', r" \1=\2", body)


def _language(run: Bundle) -> str:
    """Language that the titles of a study speak: English where none of them is in Thai."""
    study, ranking = run.config["study"], run.ranking
    titles = [study["title_th"], study["title_en"], *ranking["title_th"], *ranking["title_en"]]
    return "th" if any(re.search("[ก-๙]", str(title)) for title in titles) else "en"


def _environment(phrases: wording.Phrases) -> Environment:
    """Templates that escape everything, and stop at a name that is not there."""
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name in ("t", "it", "said", "inside", "named", "called"):
        environment.globals[name] = getattr(phrases, name)
    environment.filters |= {
        "points": wording.points,
        "count": wording.count,
        "signed": wording.signed,
        "rare": wording.rare,
        "shown": wording.shown_performance,
        "half_step": half_step,
        "day": phrases.day,
        "split": phrases.split,
    }
    return environment


@cache
def page_script() -> str:
    """Join the modules of the page into one closed script, comments and indents left out."""
    lines = [
        line.strip()
        for name in _SCRIPTS
        for line in (_HERE / name).read_text(encoding="utf-8").splitlines()
    ]
    kept = [line for line in lines if line and not line.startswith(("//", "/**"))]
    return "\n".join(['"use strict";', "(() => {", *kept, "})();", ""])


@cache
def _style(n_criteria: int) -> str:
    """Style sheet with the Thai font inside, and as many columns as there are criteria."""
    faces = "".join(
        f"@font-face{{font-family:Sarabun;font-weight:{weight};font-display:swap;"
        f"unicode-range:{reach};src:url(data:font/woff2;base64,{_font(script, weight)})"
        f' format("woff2")}}\n'
        for script, reach in _RANGES.items()
        for weight in (400, 700)
    )
    columns = f":root{{--criteria:{max(n_criteria, 1)}}}\n"
    thai, english = read_toml(wording.WORDS)["text"]["mend"]  # once, not beside every gate
    columns += f':root{{--mend:"{thai}"}}:root:lang(en){{--mend:"{english}"}}\n'
    sheets = "".join((_HERE / name).read_text(encoding="utf-8") for name in _STYLES)
    return re.sub(r"\s*([{};])\s*", r"\1", re.sub(r"([,:])\s+", r"\1", faces + columns + sheets))


def _font(script: str, weight: int) -> str:
    file = _HERE / "fonts" / f"sarabun-{script}-{weight}-normal.woff2"
    return base64.b64encode(file.read_bytes()).decode()


def _hash_of(text: str) -> str:
    """Name a script or style for the content security policy."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _json(data: Any) -> str:
    """Write data that no HTML parser can mistake for markup."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.translate(_SHIELD)
