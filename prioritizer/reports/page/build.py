"""Put words, figures, styles and scripts into one self-contained HTML file."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from prioritizer.bundle import Bundle
from prioritizer.reports.page.content import page_content
from prioritizer.resources import read_toml

_HERE = Path(__file__).parent
_SCRIPTS = ("scoring.js", "drawing.js", "comparing.js", "main.js")
_RANGES = {
    "thai": "U+02D7,U+0303,U+0331,U+0E01-0E5B,U+200C-200D,U+25CC",
    "latin": "U+0000-00FF,U+2013-2014,U+2018-201D,U+2026",
}
_SHIELD = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def write_page(run: Bundle, path: Path, *, lang: str = "th") -> Path:
    """Write the page of a run.

    Parameters
    ----------
    run : Bundle
        A finished run.
    path : Path
        File to write.
    lang : {"th", "en"}
        Language the page opens in; the other is one click away.

    Returns
    -------
    Path
        The file: no network, no outside font, a content security policy that names its one
        script by hash, and the ranking as a plain table where scripts do not run.
    """
    content = page_content(run)
    script = _script()
    html = (
        _environment()
        .get_template("page.html.j2")
        .render(
            run=run,
            lang=lang,
            style=Markup(_style()),
            script=Markup(script),
            script_hash=_hash_of(script),
            style_hash=_hash_of(_style()),
            payload=Markup(_json(content["data"])),
            method=read_toml("configs/words/page.toml")["method"]["lines"],
            **content,
        )
    )
    path.write_text(html, encoding="utf-8", newline="\n")
    return path


def _environment() -> Environment:
    """Templates that escape everything, and stop at a name that is not there."""
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["t"] = both_languages
    environment.globals["said"] = said
    environment.filters["points"] = lambda x: "" if x is None or x != x else f"{100 * x:.0f}"
    return environment


def both_languages(key: str) -> Markup:
    """Give a phrase of the page in both languages; the style sheet shows one."""
    thai, english = read_toml("configs/words/page.toml")["text"][key]
    return said(thai, english)


def said(thai: str, english: str) -> Markup:
    """Give two texts, each marked with its language; where one is blank the other serves both."""
    if not thai or not english or thai == english:
        return escape(thai or english)
    return Markup('<span lang="th">{}</span><span lang="en">{}</span>').format(thai, english)


@cache
def _script() -> str:
    """Join the modules of the page into one closed script."""
    parts = [(_HERE / name).read_text(encoding="utf-8") for name in _SCRIPTS]
    return '"use strict";\n(() => {\n' + "\n".join(parts) + "})();\n"


@cache
def _style() -> str:
    """Style sheet with the Thai font inside."""
    faces = "".join(
        f"@font-face{{font-family:Sarabun;font-weight:{weight};font-display:swap;"
        f"unicode-range:{reach};src:url(data:font/woff2;base64,{_font(script, weight)})"
        f' format("woff2")}}\n'
        for script, reach in _RANGES.items()
        for weight in (400, 700)
    )
    return faces + (_HERE / "page.css").read_text(encoding="utf-8")


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
