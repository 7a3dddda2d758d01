"""How the page words things: both languages, dates, numbers, units."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from prioritizer.resources import read_toml

WORDS = "configs/words/page.toml"


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain values; what is missing is None."""
    return [{str(k): plain(v) for k, v in row.items()} for row in table.to_dict("records")]


def plain(cell: Any) -> Any:
    """Give a cell as a template wants it: None where it is missing."""
    if isinstance(cell, str) or cell is None:
        return cell
    return None if pd.api.types.is_scalar(cell) and pd.isna(cell) else cell


class Phrases:
    """Words in the language that a page opens in, and the other language beside, once each.

    Every phrase stands in the page once for each place it is shown at, in one language; the other
    language is kept in a list that the script reads when somebody switches. So a page holds no
    hidden copy of itself, and works without scripts in the language it was written in.

    Examples
    --------
    >>> phrases = Phrases("th")
    >>> str(phrases.said("เสียง", "Voices")), str(phrases.said("เสียง", "Voices"))
    ('<span data-w=0>เสียง</span>', '<span data-w=0>เสียง</span>')
    >>> str(phrases.said("", "<b>")), phrases.others
    ('<bdi lang="en">&lt;b&gt;</bdi>', ['Voices'])
    """

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.words = read_toml(WORDS)
        self._places: dict[tuple[str, str], int] = {}

    @property
    def others(self) -> list[str]:
        """Every phrase in the language that the page does not open in."""
        return [english if self.lang == "th" else thai for thai, english in self._places]

    def said(self, thai: Any, english: Any) -> Markup:
        """Give two texts; where one is blank the other serves both, and says its language."""
        thai, english = str(thai or ""), str(english or "")
        if thai == english:
            return escape(thai)
        if not thai or not english:
            alone = "th" if thai else "en"
            return Markup('<bdi lang="{}">{}</bdi>').format(alone, thai or english)
        return Markup("<span{}</span>").format(self.inside(thai, english))

    def inside(self, thai: str, english: str) -> Markup:
        """Give the end of an opening tag and the text in it, for elements that hold no span."""
        place = self._places.setdefault((thai, english), len(self._places))
        return Markup(" data-w={}>{}").format(place, thai if self.lang == "th" else english)

    def it(self, key: str, n: int = 0) -> Markup:
        """Give a phrase of the page as :meth:`inside` does."""
        return self.inside(*(text.replace("{n}", str(n)) for text in self.words["text"][key]))

    def t(self, key: str, n: int = 0) -> Markup:
        """Give a phrase of the page; ``{n}`` in it becomes a number."""
        return self.said(*(text.replace("{n}", str(n)) for text in self.words["text"][key]))

    def split(self, text: Any) -> Markup:
        """Part a sentence that a run wrote as "Thai / English" into its two languages."""
        thai, slash, english = str(text or "").partition(" / ")
        if slash and re.search("[ก-๙]", thai):
            return self.said(thai, english)
        return escape(str(text or ""))

    def named(self, group: str, key: Any) -> Markup:
        """Word a key of the run (a gate, a source of doubt) in both languages.

        >>> str(Phrases("en").named("gates", "owner")), str(Phrases("en").named("gates", "x_y"))
        ('<span data-w=0>Owner</span>', 'x y')
        """
        words = self.words[group]
        if key in words:
            return self.said(*words[key])
        return escape(str(key).replace("_", " "))

    def called(self, group: str, key: Any) -> Markup:
        """Word a key as :meth:`named` does, as the end of an opening tag and the text in it."""
        words = self.words[group]
        if key in words:
            return self.inside(*words[key])
        return Markup(">{}").format(str(key).replace("_", " "))

    def day(self, iso: Any) -> Markup:
        """Word a day or a month in both languages, Buddhist years in Thai.

        >>> str(Phrases("th").day("2021-03-31")), str(Phrases("en").day("2021-03"))
        ('<span data-w=0>31 มี.ค. 2564</span>', '<span data-w=0>Mar 2021</span>')
        """
        found = re.match(r"(\d{4})-(\d\d)(?:-(\d\d))?", str(iso))
        if not found or not 1 <= int(found[2]) <= 12:
            return escape(str(iso))
        thai, english = self.words["months"]["names"][int(found[2]) - 1]
        number = f"{int(found[3])} " if found[3] else ""
        year = int(found[1])
        return self.said(f"{number}{thai} {year + 543}", f"{number}{english} {year}")


def points(share: Any) -> str:
    """Word a share as whole points of 100.

    >>> points(0.797), points(None)
    ('80', '')
    """
    return "" if share is None or share != share else f"{100 * share:.0f}"


def count(number: Any) -> str:
    """Word a count of voices; a part of a voice is not a voice.

    >>> count(1234.4), count(0.2), count(None)
    ('1,234', '<1', '')
    """
    if number is None or number != number:
        return ""
    return "<1" if 0 < number < 0.5 else f"{number:,.0f}"


def signed(number: Any, decimals: int = 0) -> str:
    """Word a move with its sign; nothing where there is none.

    >>> signed(3.0), signed(-0.46, 1), signed(0.0), signed(None)
    ('+3', '−0.5', '0', '')
    """
    if number is None or number != number:
        return ""
    size = f"{abs(number):.{decimals}f}"
    if not float(size):
        return "0"
    return f"{'+' if number > 0 else '−'}{size}"


def rare(share: Any) -> str:
    """Word a small chance in per cent, so that it never reads as none.

    >>> rare(0.0123), rare(0.00004), rare(None)
    ('1.2%', '<0.1%', '')
    """
    if share is None or share != share:
        return ""
    return "<0.1%" if share < 0.001 else f"{100 * share:.2g}%"


def shown_performance(cell: Any, unit: str = "") -> str:
    """Word a performance in three digits; shares are per cent, words stay words.

    >>> shown_performance(0.0159146), shown_performance(12500.0), shown_performance("regulation")
    ('0.0159', '12,500', 'regulation')
    >>> shown_performance(0.0159146, "share of voices"), shown_performance(3e-5, "share unmet")
    ('1.59%', '<0.1%')
    """
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, str):
        return cell
    number = float(cell)
    if unit.startswith("share"):
        return "<0.1%" if 0 < number < 0.0005 else f"{100 * number:.3g}%"
    return f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.3g}"
