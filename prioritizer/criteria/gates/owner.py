"""Gate owner (เจ้าภาพ): one named body leads."""

from __future__ import annotations

import re

from prioritizer.criteria.gates.verdict import Verdict, say
from prioritizer.criteria.quick_win import EVERYBODY

_SEPARATORS = re.compile(r"\s*[;|\n]\s*|\s+/\s+|\s*\+\s*")
_THAI_BODY = (
    "(?:กระทรวง|กรม|สำนัก|องค์การ|องค์กร|เทศบาล|จังหวัด|ศูนย์|กอง|สถาบัน|มหาวิทยาลัย|คณะ|ธนาคาร|การไฟฟ้า"
    "|การประปา|การทาง|การรถไฟ|การเคหะ|การนิคม|กรุงเทพมหานคร|อบต|อบจ|ตำรวจ|กองทุน|สภา|บริษัท|รัฐวิสาหกิจ)"
)
_AND_BODY = re.compile(
    rf"\s*(?:และ|กับ|ร่วมกับ|,|/)\s*(?={_THAI_BODY})"
    r"|\s*(?:,|/|&|\band\b|\bwith\b)\s*(?=(?:the\s+)?(?:Ministry|Department|Office|Bureau|Royal|Bank"
    r"|National|Metropolitan|Provincial|Municipal|City|Authority|Agency|Commission|Council)\b)"
)


def judge_owner(lead: str, *, column: bool = True) -> Verdict:
    """Judge who leads.

    pass: one named body; fix: several; fail: everybody ("ทุกส่วนราชการ", "all agencies") or ``-``.
    unknown: the cell is blank or the study has no such column.

    Examples
    --------
    >>> judge_owner("กรมโยธาธิการและผังเมือง").status, judge_owner("ทุกส่วนราชการ").status
    ('pass', 'fail')
    """
    text = lead.strip()
    if not column or not text:
        return say("owner", "unknown", "unknown")
    if text in ("-", "–", "—"):
        return say("owner", "nobody", "fail")
    names = [name for part in _SEPARATORS.split(text) for name in _split(part)]
    if any(EVERYBODY.match(name) for name in names):
        return say("owner", "everybody", "fail", lead=text)
    if len(names) > 1:
        return say("owner", "several", "fix", lead=text, n=len(names))
    return say("owner", "pass", "pass", lead=text)


def _split(part: str) -> list[str]:
    """Part names joined by "and", where what follows is again the name of a body."""
    return [name.strip() for name in _AND_BODY.split(part) if name.strip()]
