"""One name for one place: provinces from a list, districts from the data, points on a grid."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

import pandas as pd

from prioritizer.resources import read_toml
from prioritizer.signals.places_spelling import join_rare_spellings
from prioritizer.text import normalise

_NO_PLACE = frozenset(
    ["ไม่ระบุ", "ไม่ทราบ", "ไม่มี", "na", "n/a", "null", "none", "nan", "unknown", "-"]
)
_THAI = re.compile("[ก-ฮ]")
_PREFIX = {
    "province": re.compile(r"^(?:จังหวัด|จ\.|จว\.)\s*|\s*province$|^changwat\s+", re.IGNORECASE),
    "district": re.compile(
        r"^(?:สำนักงานเขต|กิ่งอำเภอ|อำเภอ|เขต|อ\.|ข\.)\s*|\s*district$|^(?:amphoe|amphur|khet)\s+",
        re.IGNORECASE,
    ),
    "subdistrict": re.compile(
        r"^(?:ตำบล|แขวง|เทศบาลตำบล|ต\.|ข\.)\s*|\s*sub-?district$|^(?:tambon|tumbon|khwaeng)\s+",
        re.IGNORECASE,
    ),
}


def _key(name: str) -> str:
    return re.sub(r"[\s.\-ฯ]", "", name).casefold()


@cache
def provinces() -> pd.DataFrame:
    """List the 77 provinces.

    Returns
    -------
    DataFrame of 77 rows
        ``code`` (ISO 3166-2), ``name_th``, ``name_en``, ``region``, ``row`` and ``col`` on a
        tile map (row 0 is north, column 0 west). Do not change it.
    """
    table = pd.DataFrame(read_toml("configs/words/provinces.toml")["provinces"])
    return table[["code", "name_th", "name_en", "region", "row", "col"]]


@cache
def _spellings() -> dict[str, str]:
    names: dict[str, str] = {}
    for province in read_toml("configs/words/provinces.toml")["provinces"]:
        name = province["name_th"]
        for spelling in (name, province["name_en"], province["code"], *province["aliases"]):
            if names.setdefault(_key(spelling), name) != name:
                raise AssertionError(f"provinces.toml: {spelling} stands for two provinces")
    return names


def canonical_provinces(names: Iterable[str]) -> tuple[list[str], dict[str, int]]:
    """Write every province in its full Thai name.

    A column that holds no Thai province at all is another country's, and stays as written.

    Parameters
    ----------
    names : iterable of str
        Thai or English names, with or without จังหวัด, and the abbreviations of offices.

    Returns
    -------
    canonical : list of str
        Full Thai names, "" where the cell is blank or unknown.
    unknown : dict
        Spellings that are no province, with how many cells hold them; places abroad are none.

    Examples
    --------
    >>> names, unknown = canonical_provinces(["กทม.", "จ.เชียงใหม่", "Korat", "", "ลอนดอน"])
    >>> names, unknown
    (['กรุงเทพมหานคร', 'เชียงใหม่', 'นครราชสีมา', '', ''], {'ลอนดอน': 1})
    """
    written = list(names)
    tidy = {name: _tidy(name) for name in dict.fromkeys(written)}
    cells = [tidy[name] for name in written]
    found = {cell: _province(cell) for cell in dict.fromkeys(cells)}
    unknown = Counter(cell for cell in cells if cell and not found[cell])
    if not any(found.values()):
        found = {cell: cell for cell in found}
        unknown = Counter({cell: n for cell, n in unknown.items() if _THAI.search(cell)})
    return [found[cell] for cell in cells], dict(sorted(unknown.items()))


def _province(cell: str) -> str:
    known = _spellings()
    bare = re.sub(r"\(.*?\)|[0-9]{5}", "", cell).strip(" ,")
    for spelling in (cell, bare, _PREFIX["province"].sub("", bare)):
        if (name := known.get(_key(spelling))) is not None and spelling:
            return name
    return ""


def plain_district(name: str, province: str = "") -> str:
    """Take the kind of place off its name; ``เมือง`` takes its province's.

    >>> plain_district("สำนักงานเขต บางรัก"), plain_district("อ.เมือง", "ตาก"), plain_district("-")
    ('บางรัก', 'เมืองตาก', '')
    """
    plain = _PREFIX["district"].sub("", _tidy(name)).strip()
    return f"เมือง{province}" if plain == "เมือง" else plain


def plain_subdistrict(name: str) -> str:
    """Take the kind of place off its name.

    >>> plain_subdistrict("แขวงลาดยาว"), plain_subdistrict("ต. สุเทพ")
    ('ลาดยาว', 'สุเทพ')
    """
    return _PREFIX["subdistrict"].sub("", _tidy(name)).strip()


def canonical_districts(names: Sequence[str], provinces: Sequence[str]) -> list[str]:
    """Write every district in one spelling.

    เขต, อำเภอ and อ. are taken off; ``เมือง`` takes its province's name; a spelling that is one
    letter away from another of the same province, and far rarer, is joined to it. Nothing else
    is guessed. Where the data come in pieces, count all of them first and use
    `places_spelling.spelling_joins`.

    Parameters
    ----------
    names, provinces : sequence of str
        Districts as written, and their provinces, canonical.

    Returns
    -------
    list of str
        "" where no district is named.

    Examples
    --------
    >>> canonical_districts(["เขตบางรัก", "อ. เมือง"], ["กรุงเทพมหานคร", "ตาก"])
    ['บางรัก', 'เมืองตาก']
    """
    plain = [plain_district(name, where) for name, where in zip(names, provinces, strict=True)]
    return join_rare_spellings(plain, provinces)


def canonical_subdistricts(names: Sequence[str], districts: Sequence[str]) -> list[str]:
    """Write every subdistrict in one spelling, as `canonical_districts` does for districts.

    >>> canonical_subdistricts(["แขวงลาดยาว", "ต.สุเทพ"], ["", ""])
    ['ลาดยาว', 'สุเทพ']
    """
    return join_rare_spellings([plain_subdistrict(name) for name in names], districts)


def _tidy(name: object) -> str:
    cell = " ".join(normalise(name).split()) if isinstance(name, str) else ""
    return "" if cell.casefold() in _NO_PLACE and cell != "Nan" else cell
