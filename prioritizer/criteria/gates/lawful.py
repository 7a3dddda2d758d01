"""Gates lawful (ปลอดภัยทางกฎหมาย) and distinct (ไม่ซ้ำ)."""

from __future__ import annotations

from collections.abc import Sequence

from prioritizer.criteria.gates.verdict import Verdict, say

_EXPOSED = frozenset({"exposed", "เสี่ยง", "มีความเสี่ยง", "เปิดเผยข้อมูลส่วนบุคคล"})
_NOT_NEEDED = frozenset({"not needed", "none needed", "n/a", "ไม่จำเป็น", "ไม่ต้องใช้", "ไม่เกี่ยวข้อง"})
_DASH = ("-", "–", "—")


def judge_lawful(basis: str, mitigation: str = "") -> Verdict:
    """Judge the legal basis for touching personal or sensitive matters.

    pass: the basis is stated or none is needed; fix: exposed with a mitigation; fail: exposed;
    unknown: blank.
    """
    text = basis.strip()
    if not text or text in _DASH:
        return say("lawful", "unknown", "unknown")
    if text.casefold() in _EXPOSED:
        held = mitigation.strip()
        if held and held not in _DASH:
            return say("lawful", "mitigated", "fix", mitigation=held)
        return say("lawful", "exposed", "fail")
    if text.casefold() in _NOT_NEEDED:
        return say("lawful", "not_needed", "pass")
    return say("lawful", "pass", "pass", basis=text)


def judge_distinct(twins: Sequence[tuple[str, float]] | None) -> Verdict:
    """Judge whether another agenda is nearly the same; a merge is proposed, never made.

    Parameters
    ----------
    twins : sequence of (agenda_id, similarity) or None
        Near twins, nearest first; None where nobody looked.
    """
    if twins is None:
        return say("distinct", "unknown", "unknown")
    if not twins:
        return say("distinct", "pass", "pass")
    names = ", ".join(name for name, _ in twins)
    return say("distinct", "twin", "fix", twins=names, similarity=f"{twins[0][1]:.2f}")
