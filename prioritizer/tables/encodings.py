"""Which encoding a text file is in, and its lines; nothing is ever ignored silently."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from prioritizer.errors import InputError
from prioritizer.tables.verdicts import Notes

SAMPLE = 262_144
_BLOCK = 1 << 20
_SPELLINGS = {
    "tis-620": "cp874",
    "tis620": "cp874",
    "windows-874": "cp874",
    "iso-8859-11": "cp874",
    "utf8": "utf-8",
    "utf-8-sig": "utf-8",
    "utf-8-bom": "utf-8",
    "utf16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_THAI_LEAD = re.compile("[ก-๎]")
_THAI = re.compile("[ก-๛]")
_MIXED_SCRIPTS = re.compile(
    "[\u3400-\u9fff\uac00-\ud7af][\u0370-\u07ff]|[\u0370-\u07ff][\u3400-\u9fff\uac00-\ud7af]"
)
_MARKS = "ัิีึืฺุู็่้๊๋์ํำ"
_VOWELS = "ะัาำิีึืุูเแโใไ็่้๊๋์"
_OVERLONG = re.compile(
    rb"[\xc0\xc1][\x80-\xbf]|\xe0[\x80-\x9f][\x80-\xbf]|\xed[\xa0-\xbf][\x80-\xbf]"
)
_VALID = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def detect(sample: bytes, *, whole: bool, name: str = "file") -> tuple[str, int]:
    """Decide the encoding of a text file from its beginning.

    Byte order mark → UTF-16 by its zero or Thai high bytes → UTF-8 → cp874 where the Thai is
    plausible.

    Parameters
    ----------
    sample : bytes
        Beginning of the file.
    whole : bool
        Whether the sample is the whole file.
    name : str
        What to call the file.

    Returns
    -------
    tuple of (str, int)
        ``utf-8``, ``utf-16-le``, ``utf-16-be`` or ``cp874``, and the length of the mark.

    Raises
    ------
    InputError
        If it is none of them.

    Examples
    --------
    >>> detect("ข้อความ,วันที่".encode("cp874"), whole=True)
    ('cp874', 0)
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if sample.startswith(mark):
            if encoding == "utf-32":
                raise InputError(f"{name}: UTF-32 is not read.", "Save it as UTF-8.")
            return encoding, len(mark)
    if wide := _wide(sample[:4096]):
        return wide, 0
    body = sample if whole else sample[: _last_break(sample)]
    if _is_utf8(body):
        return ("cp874" if _is_thai_by_chance(body) else "utf-8"), 0
    lines = [line for line in re.split(rb"[\r\n]+", body) if not line.isascii()]
    bad = [line for line in lines if not _is_utf8(line)]
    thai = sum(1 for line in lines if _is_utf8(line) and _THAI.search(line.decode("utf-8")))
    if len(bad) > thai and plausible_thai(body):
        return "cp874", 0
    if len(bad) < len(lines) and (
        len(bad) <= max(1, len(lines) // 20) or all(plausible_thai(line) for line in bad)
    ):
        return "utf-8", 0  # the bad lines are judged one by one when they are read
    if broken_utf8(body):
        raise InputError(
            f"{name}: the bytes are broken UTF-8 (overlong or surrogate sequences).",
            "Export it again as UTF-8.",
        )
    if plausible_thai(body):
        return "cp874", 0
    if whole and len(bad) == 1 and body.endswith(bad[0]) and _cut_off(bad[0]):
        return "utf-8", 0
    raise InputError(
        f"{name}: the encoding is neither UTF-8, UTF-16 nor Thai cp874.",
        'Save it as UTF-8, or name its encoding in the study file (encoding = "…").',
    )


def named(encoding: str, sample: bytes, name: str = "file") -> tuple[str, int]:
    """Check an encoding that a person named, and find the length of its mark.

    Raises
    ------
    InputError
        If Python does not know it.
    """
    plain = encoding.strip().lower().replace("_", "-")
    plain = _SPELLINGS.get(plain, plain)
    try:
        codecs.lookup(plain)
    except LookupError as error:
        raise InputError(
            f"{name}: no encoding is called '{encoding}'.", "Try utf-8, cp874 or utf-16."
        ) from error
    if plain == "utf-8":
        return plain, 3 if sample.startswith(codecs.BOM_UTF8) else 0
    if plain.startswith("utf-16"):
        if sample.startswith(codecs.BOM_UTF16_LE):
            return "utf-16-le", 2
        if sample.startswith(codecs.BOM_UTF16_BE):
            return "utf-16-be", 2
        return ("utf-16-be" if plain.endswith("be") else "utf-16-le"), 0
    return plain, 0


def _wide(head: bytes) -> str:
    """UTF-16 without a mark: one byte of each pair is nearly always 0 or, in Thai, 0x0E."""
    if len(head) < 4:
        return ""
    even, odd = head[::2], head[1::2]
    low = sum(even.count(byte) for byte in (0x00, 0x0E))
    high = sum(odd.count(byte) for byte in (0x00, 0x0E))
    share = max(low / len(even), high / max(1, len(odd)))
    if share < 0.3 or abs(low - high) < 0.2 * len(even):
        return ""
    return "utf-16-be" if low > high else "utf-16-le"


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_thai_by_chance(body: bytes) -> bool:
    """Tell whether valid UTF-8 is really Thai in cp874, such as ไฟดับ, which reads 俴Ѻ."""
    text = body.decode("utf-8")
    return not _THAI.search(text) and bool(_MIXED_SCRIPTS.search(text)) and plausible_thai(body)


def _cut_off(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return False


def _last_break(sample: bytes) -> int:
    cut = max(sample.rfind(b"\n"), sample.rfind(b"\r"))
    return cut + 1 if cut > 0 else max(0, len(sample) - 4)


def broken_utf8(body: bytes) -> bool:
    """Tell whether all high bytes form UTF-8 once overlong and surrogate forms are allowed."""
    rest = _OVERLONG.sub(b"", body)
    return rest != body and _VALID.sub(b"", rest).isascii()


def plausible_thai(body: bytes) -> bool:
    """Tell whether bytes read as cp874 look like Thai that somebody wrote.

    Nearly all high bytes are Thai letters, marks stand on letters, and where there is more
    than a word some of the letters are vowels or tones.
    """
    try:
        text = body.decode("cp874")
    except UnicodeDecodeError:
        text = body.decode("cp874", errors="replace")
        if text.count("�") > len(text) * 0.001:
            return False
    thai = [char for char in text if "ก" <= char <= "๛"]
    high = sum(1 for char in text if ord(char) >= 128)
    if not thai or len(thai) < 0.9 * high:
        return False
    afloat = sum(
        1
        for before, char in zip(" " + text, text, strict=False)
        if char in _MARKS and not _THAI_LEAD.match(before)
    )
    vowels = sum(1 for char in thai if char in _VOWELS)
    return afloat < 0.02 * len(thai) + 1 and (len(thai) < 4 or vowels >= 0.08 * len(thai))


def lines(
    stream: BinaryIO, encoding: str, notes: Notes, name: str, *, longest: int
) -> Iterator[str]:
    r"""Decode a stream line by line; line ends stay as they are.

    A line of another encoding is decoded by it where that is plausible, else its broken bytes
    become U+FFFD; both are counted with the line's number.

    Parameters
    ----------
    stream : binary file
        Past its byte order mark.
    encoding : str
        As :func:`detect` gives it.
    notes : Notes
        Where to count.
    name : str
        What to call the file.
    longest : int
        Most characters of a line.

    Yields
    ------
    str
        One line with its end (``\n``, ``\r`` or ``\r\n``).

    Raises
    ------
    InputError
        If the file is wholly something else, or a line is too long.
    """
    for text in _blocks(stream, encoding, notes, name, longest):
        if nuls := text.count("\0"):
            notes.add("nul", nuls)
            text = text.replace("\0", "")
        yield from _split(text)


def _split(text: str) -> list[str]:
    r"""Cut at ``\n``, ``\r\n`` and ``\r`` only (str.splitlines cuts at eight more)."""
    if "\r" in text:
        return _LINE.findall(text)
    parts = text.split("\n")
    last = parts.pop()
    whole = [part + "\n" for part in parts]
    return [*whole, last] if last else whole


def _blocks(
    stream: BinaryIO, encoding: str, notes: Notes, name: str, longest: int
) -> Iterator[str]:
    """Decode whole lines, about a megabyte at a time."""
    if encoding.startswith("utf-16"):
        yield from _wide_blocks(stream, encoding, name, longest)
        return
    waiting: list[bytes] = []  # blocks of a line that has not ended yet
    state = {"line": 0, "lines": 0, "broken": 0}
    while block := stream.read(_BLOCK):
        if waiting and waiting[-1].endswith(b"\r"):
            block = waiting.pop() + block
        cut = block.rfind(b"\n") + 1 or block.rfind(b"\r", 0, len(block) - 1) + 1
        if not cut:
            waiting.append(block)
            if sum(map(len, waiting)) > longest * 4:
                raise _too_long(name, state["line"] + 1, longest)
            continue
        whole = b"".join([*waiting, block[:cut]])
        waiting = [block[cut:]] if block[cut:] else []
        yield _decode(whole, encoding, notes, name, state, last=False)
    if waiting:
        yield _decode(b"".join(waiting), encoding, notes, name, state, last=True)
    if state["broken"] > max(1, state["lines"] // 20):
        raise InputError(
            f"{name}: {state['broken']:,} of {state['lines']:,} lines are not {encoding}.",
            'Save it as UTF-8, or name its encoding in the study file (encoding = "…").',
        )


def _decode(
    block: bytes, encoding: str, notes: Notes, name: str, state: dict[str, int], *, last: bool
) -> str:
    breaks = block.count(b"\n") or block.count(b"\r")
    try:
        text = block.decode(encoding)
    except UnicodeDecodeError:
        text = _mixed(block, encoding, notes, state, last=last)
    else:
        if not block.isascii():
            state["lines"] += breaks
    state["line"] += breaks
    return text


def _mixed(block: bytes, encoding: str, notes: Notes, state: dict[str, int], *, last: bool) -> str:
    """Decode line by line where a block holds another encoding."""
    decoded = []
    pieces = re.findall(rb"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+", block)
    for offset, line in enumerate(pieces):
        number = state["line"] + offset + 1
        state["lines"] += not line.isascii()
        try:
            decoded.append(line.decode(encoding))
            continue
        except UnicodeDecodeError:
            pass
        if encoding == "utf-8" and last and offset == len(pieces) - 1 and _cut_off(line):
            notes.add("cut_off", where=f"line {number}")
            decoded.append(line.decode("utf-8", errors="ignore"))  # only the cut letter goes
        elif encoding == "utf-8" and plausible_thai(line):
            notes.add("other_encoding", where=f"line {number}: cp874")
            decoded.append(line.decode("cp874", errors="replace"))
        elif encoding == "cp874" and _is_utf8(line):
            notes.add("other_encoding", where=f"line {number}: utf-8")
            decoded.append(line.decode("utf-8"))
        else:
            state["broken"] += 1
            notes.add("broken_bytes", where=f"line {number}")
            decoded.append(line.decode(encoding, errors="replace"))
    return "".join(decoded)


def _wide_blocks(stream: BinaryIO, encoding: str, name: str, longest: int) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    rest, line = "", 0
    try:
        while block := stream.read(_BLOCK):
            text = rest + decoder.decode(block)
            cut = text.rfind("\n") + 1 or text.rfind("\r", 0, len(text) - 1) + 1
            if not cut and len(text) > longest:
                raise _too_long(name, line + 1, longest)
            rest = text[cut:]
            line += text.count("\n", 0, cut)
            if cut:
                yield text[:cut]
        rest += decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name}: not {encoding} near line {line + 1} ({error.reason}).",
            'Save it as UTF-8, or name its encoding in the study file (encoding = "…").',
        ) from error
    if rest:
        yield rest


def _too_long(name: str, line: int, longest: int) -> InputError:
    return InputError(
        f"{name}: line {line} is longer than {longest:,} characters.",
        "Is it a table? Export it again.",
    )
