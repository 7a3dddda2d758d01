"""Gate clarity (ชัดเจนเป็นรูปธรรม): tell an action from a guiding principle."""

from __future__ import annotations

from prioritizer.criteria.gates.elements import Elements, read_elements
from prioritizer.criteria.gates.verdict import Verdict, say

_PARTS = (
    ("verb", "ว่าจะทำอะไร", "what is done"),
    ("thing", "ว่าทำกับสิ่งใด", "to what"),
    ("where", "ว่าที่ไหน กับใคร หรือเท่าใด", "where, for whom or how many"),
)
_BLANKS = {
    "verb": ("[ทำอะไร เช่น ซ่อม ติดตั้ง จ่าย เปิด]", "[do what: repair, install, pay, open]"),
    "thing": ("[สิ่งใดใน “{topic}”]", "[what, of “{topic}”]"),
    "where": ("[ที่ไหน กี่แห่ง หรือให้ใคร] ภายใน [กี่วัน]", "[where, how many or for whom] within [days]"),
}
_ORDER = {"pass": 0, "fix": 1, "fail": 2}


def judge_clarity(
    title_th: str = "", description_th: str = "", title_en: str = "", description_en: str = ""
) -> Verdict:
    """Judge whether title and description say what is done, to what, and where or for whom.

    pass: verb + concrete object + place, group or amount; fix: one missing, or a title that is a
    slogan over a description that is clear; fail: two missing, or nothing but words of intent.
    Each language is read by itself, and the clearer one counts (the other may be a poor
    translation). Two missing is fix, too, where words stand in the title that no list knows and
    none of intent or aim: then the reader may be at fault. unknown: no text.

    Notes
    -----
    It reads grammar with word classes from ``configs/words/clarity_th.toml`` and
    ``clarity_en.toml``: verbs of doing and of intent, things, aims, places, groups, units. Pitfall:
    a word in no list is a thing only where something is done to it; add words there when the gate
    misreads a title.

    Examples
    --------
    >>> judge_clarity("ซ่อมไฟถนน 500 จุดในเขตเมือง").status
    'pass'
    >>> judge_clarity(title_en="Raise service quality toward excellence").status
    'fail'
    """
    pairs = [(title_th, description_th), (title_en, description_en)]
    read = [_judge_one(title, text) for title, text in pairs if title.strip() or text.strip()]
    if not read:
        return say("clarity", "unknown", "unknown")
    status, case, elements, _ = min(read, key=lambda one: _ORDER[one[0]])
    missing = [(th, en) for name, th, en in _PARTS if not getattr(elements, name)]
    # each language quotes its own title, where there is one
    own = [read[0], read[-1]]
    said = [elements if one[2].n_missing != elements.n_missing else one[2] for one in own]
    words = {}
    for language, (key, of, one) in enumerate(zip(("_th", "_en"), said, own, strict=True)):
        words[f"verb{key}"], words[f"object{key}"] = of.verb, of.thing
        words[f"where{key}"], words[f"vague{key}"] = of.where, _vague(of, one[3])
        words[f"pattern{key}"] = _pattern(of, one[3], language)
    return say(
        "clarity",
        case,
        status,
        missing_th=" และ".join(th for th, _ in missing),
        missing_en=" and ".join(en for _, en in missing),
        **words,
    )


def _judge_one(title: str, description: str) -> tuple[str, str, Elements, str]:
    """Judge one language: status, which sentence says it, what was read."""
    of_title = read_elements(title)
    both = of_title
    if description.strip():
        # the description may do what it does to what the title names
        both = both.joined(read_elements(f"{title} ; {description}"))
    slogan = bool(title.strip()) and not of_title.verb and not of_title.thing
    text = title or description
    if both.n_missing == 0:
        if slogan and of_title.vague:
            return "fix", "slogan_title", both, text
        return "pass", "pass", both, text
    if both.n_missing == 1 or (both.n_missing == 2 and both.unknown):
        return "fix", "fix", both, text
    principle = not both.verb and not both.thing and bool(both.vague)
    return "fail", "principle" if principle else "fail", both, text


def _vague(elements: Elements, title: str) -> str:
    return " ".join(elements.vague[:4]) or title


def _pattern(elements: Elements, title: str, language: int) -> str:
    """Fill the pattern of a clear title with what this one says already."""
    topic = max(elements.vague, key=len, default=title)
    parts = []
    for name in ("verb", "thing", "where"):
        said = str(getattr(elements, name))
        parts.append(said or _BLANKS[name][language].format(topic=topic))
    return " ".join(parts)
