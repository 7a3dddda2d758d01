"""Find names that are written in Latin letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from prioritizer.signals.privacy_marks import Mark
from prioritizer.text.sieve import either, loose

# A cheap test: most texts hold no such letters, and are done.
_NEAR = re.compile("[A-Zm][A-Za-z.]")

_ROADS = (
    r"(?:Road|Rd|Street|St|Soi|Avenue|Lane|Hospital|School|Building|Bridge"
    r"|Market|Temple|Park|Canal|Pier)\b"
)
_BRANDS = r"(?!DIY\b|(?:Universe|World|Grand|Earth|Supranational|Lily|Clean|Donut)\b)"
_TITLED = re.compile(
    r"(?<![A-Za-z])(?:(?:Mr|Mrs|Ms|Dr|Prof|MR|MRS)(?:\.\s*|\s+)|(?:MS|DR|mr|mrs|ms|dr)\.\s*|(?:Miss|Khun|Mister|Madam)\s+"
    r"|(?:นาย|นางสาว|นาง|คุณ|น\.ส\.)\s?)"
    rf"{_BRANDS}(?P<name>[A-Z][A-Za-z'’-]*[a-z'’-][A-Za-z]*+(?!\s{_ROADS})(?:\s(?!{_ROADS})"
    r"[A-Z](?:['’][A-Z])?(?:[a-z][A-Za-z'’-]*|(?=\.(?![A-Za-z])))){0,2}|[A-Z]{2,}(?:\s[A-Z]{2,})?)"
)
_SMALL = re.compile(r"(?<![A-Za-z])(?:mr|mrs)\.?\s+(?P<name>[a-z]{3,20})(?![a-z])")
_KHUN = re.compile(
    r"(?<![A-Za-z.])K\.\s?(?P<name>[A-Z][a-z]{2,20}(?:\s[A-Z][a-z]{2,20})?)(?![A-Za-z])"
)
_OWN = re.compile(
    r"(?<![A-Za-z])(?:[Mm]y (?:full )?name is|[Nn]ame\s*:|[Ss]igned(?: by)?,?)\s+"
    r"(?P<name>[A-Z][A-Za-z'’-]+(?:\s[A-Z][A-Za-z'’-]+){0,2})"
)
# Weaker words: two names must follow, and neither may be that of an office or a place.
_LED = re.compile(
    r"(?<![A-Za-z])(?:(?:I am|I[’']m|[Tt]his is|[Rr]eported by|[Ss]ubmitted by|[Cc]omplainant\s*:?"
    r"|[Cc]ontact(?: person)?\s*:?|[Oo]wner\s*:|[Rr]eporter\s*:|[Aa]ttn\.?\s*:?)\s+"
    r"|(?:[Rr]egards|[Ss]incerely|[Yy]ours|[Tt]hank you|[Tt]hanks),?\s+)"
    r"(?P<name>[A-Z][a-zß-ÿ'’]+(?:-[A-Z][a-zß-ÿ]+)?\s[A-Z][a-zß-ÿ'’]+(?:-[A-Z][a-zß-ÿ]+)?)"
    r"(?![A-Za-zß-ÿ-])(?!\s[A-Z][a-z])"
)
# Latin names in Thai sentences: who is called so, who speaks, and who is to be called.
_TWO = r"[A-Z][A-Za-z'’-]+(?:\s[A-Z][A-Za-z'’-]+){1,2}"
_THAI_LED = re.compile(
    r"(?:(?:ผู้[ก-๎]{2,12}|กระผม|ผม|ดิฉัน|ดิชั้น|ฉัน|หนู|คนขับ|เพื่อนบ้าน|สามี|ภรรยา|ลูก(?:ชาย|สาว)?|เจ้าหน้าที่|พนักงาน)\s?"
    rf"(?:คือ|ชื่อ(?:ว่า)?)|ลงชื่อ|(?:แจ้ง|รายงาน|ร้องเรียน)โดย|ชื่อ\s?-?\s?(?:นาม)?สกุล)\s*[:=]?\s*(?P<name>{_TWO})"
    r"(?![A-Za-z])"
)
_THAI_ROUND = re.compile(
    rf"(?:กระผม|ผม|ดิฉัน|ข้าพเจ้า|ชื่อ|ติดต่อ(?:กลับ)?|โทรหา)\s?:?\s?(?P<name>{_TWO})"
    r"(?=[\s(,]{0,3}(?:(?:โทร|เบอร์|มือถือ)[ก-๎.: ]{0,12}|tel[.: ]{0,3})?(?:0[689]|\+66))"
)
_OFFICE = re.compile(
    r"\b(?:Thai|Thailand|Bangkok|Metropolitan|District|Office|Department|Police|Authority|City|Hall|Council|Bank|Company"
    r"|Cent(?:er|re)|Team|Service|Services|Customer|Public|National|Royal|Ministry|Municipal|Municipality|Governor|Mayor"
    r"|Committee|Residents?|Association|Juristic|Management|Manager|Community|Member|Citizen|Neighbou?rs?|Owner|Tenant|Staff"
    r"|Up|Really|Tired|Sick|Angry|Fed|Ridiculous|Unacceptable|Terrible|Dangerous|The|Very|So|Not|Just|For|From|And|But|Please|New|Old|North|South|East|West|Traffy|Fondue|Facebook|Line|Google"
    r"|Road|Street|Soi|Avenue|Lane|Hospital|School|Building|Bridge|Tower|Condo|Village|Park|Market|Station)\b"
)


# Each pattern, and words of which a text must hold one before it is worth the search.
_PATTERNS = (
    (
        _TITLED,
        (
            *("Mr", "Ms", "Dr", "Prof", "MR", "MS", "DR", "mr", "ms", "dr", "Miss", "Khun"),
            *("Mister", "Madam", "นาย", "นาง", "คุณ", "น.ส."),
        ),
    ),
    (_SMALL, ("mr",)),
    (_KHUN, ("K.",)),
    (_OWN, ("ame", "igned")),
)
_LEADS = (
    *("I am", "I'm", "I’m", "his is", "ported by", "mitted by", "omplainant", "ontact", "wner"),
    *("eporter", "ttn", "egards", "incerely", "ours", "hank"),
)
_LED_BY: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (_LED, _LEADS),
    (_THAI_LED, ("ชื่อ", "คือ", "โดย")),
    (_THAI_ROUND, ("ผม", "ฉัน", "ข้าพ", "ชื่อ", "ติดต่อ", "โทรหา")),
)

LATIN_NEAR = either(*map(loose, (_TITLED, _SMALL, _KHUN, _OWN, _LED, _THAI_LED, _THAI_ROUND)))
"""What a text must match to be worth a look: see `sieve`."""


def find_latin_names(text: str) -> Iterator[Mark]:
    """Find persons in Latin letters in a folded text: after a title, or given as one's own."""
    if not _NEAR.search(text):
        return
    for pattern, needed in _PATTERNS:
        if not any(word in text for word in needed):
            continue
        for found in pattern.finditer(text):
            name = re.sub(r"['’]s$", "", found["name"]).rstrip("-'’")
            yield Mark(3, "PERSON", found.start("name"), found.start("name") + len(name))
    for pattern, words in _LED_BY:
        for found in pattern.finditer(text) if any(word in text for word in words) else ():
            if not _OFFICE.search(found["name"]):
                yield Mark(2.5, "PERSON", *found.span("name"))
