"""What a file is, by its first bytes; its name is only hearsay."""

from __future__ import annotations

import zipfile
from pathlib import Path

from prioritizer.errors import InputError
from prioritizer.tables.compound import ole_kind
from prioritizer.tables.streams import beginning, refuse_bomb
from prioritizer.tables.verdicts import Limits

_MAGIC = {
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"\xd0\xcf\x11\xe0": "ole",
    b"PAR1": "parquet",
    b"\x1f\x8b": "gzip",
    b"\x89PNG": "PNG picture",
    b"\xff\xd8\xff": "JPEG picture",
    b"GIF8": "GIF picture",
    b"%PDF": "PDF document",
    b"{\\rtf": "RTF document",
    b"BZh": "bzip2 archive",
    b"\xfd7zXZ": "xz archive",
    b"7z\xbc\xaf": "7-Zip archive",
    b"Rar!": "RAR archive",
    b"SQLite f": "SQLite database",
    b"\x28\xb5\x2f\xfd": "zstd archive",
    b"\x7fELF": "program",
    b"MZ\x90": "program",
}
_READABLE = frozenset({"csv", "xlsx", "xls", "ods", "parquet", "json", "jsonl", "html", "gzip"})
_SUFFIX_KINDS = {
    ".csv": {"csv"},
    ".tsv": {"csv"},
    ".txt": {"csv"},
    ".xlsx": {"xlsx"},
    ".xlsm": {"xlsx"},
    ".xls": {"xls"},
    ".ods": {"ods"},
    ".parquet": {"parquet"},
    ".pq": {"parquet"},
    ".json": {"json", "jsonl"},
    ".jsonl": {"jsonl", "json"},
    ".ndjson": {"jsonl", "json"},
    ".htm": {"html"},
    ".html": {"html"},
    ".gz": {"gzip"},
}


def kind_of(path: Path) -> str:
    """Tell what a file is: csv, xlsx, xls, ods, parquet, json, jsonl, html or gzip.

    Raises
    ------
    InputError
        If it is none of these, or its name promises another family of files and the bytes
        are binary.
    """
    if path.exists() and not path.is_file():  # a pipe or a device would never end
        raise InputError(
            f"{path.name}: a folder, a pipe or a device, and no file.", "Name the files in it."
        )
    try:
        with path.open("rb") as file:
            first = file.read(4096)
    except OSError as error:
        raise InputError(
            f"{path.name}: {error.strerror or error}.", "Check the name and its rights."
        ) from error
    if not first:
        raise InputError(f"{path.name}: no header: the file is empty.", "Export it again.")
    suffix = path.suffix.lower()
    if suffix in (".yaml", ".yml"):
        raise InputError(
            f"{path.name}: YAML is not read (it turns 'no' into false and 0123 into 83).",
            "Give tables as CSV, xlsx or Parquet and settings as TOML.",
        )
    kind = next((name for magic, name in _MAGIC.items() if first.startswith(magic)), "")
    if kind == "zip":
        kind = _zip_kind(path)
    elif kind == "ole":
        kind = ole_kind(path)
        if kind == "encrypted":
            raise InputError(
                f"{path.name}: a password-protected workbook.", "Save it without a password."
            )
    elif not kind:
        kind = text_kind(first, suffix)
    if kind not in _READABLE:
        raise InputError(
            f"{path.name}: this is a {kind}, not a table.",
            "Give a CSV, xlsx, xls, ods, Parquet or JSON lines file.",
        )
    if suffix == ".gz" and kind != "gzip":
        raise InputError(
            f"{path.name}: named .gz, but not packed by gzip.", "Rename it, or pack it again."
        )
    if misnamed(kind, path) and kind in ("xlsx", "xls", "ods", "parquet") and suffix != ".xls":
        raise InputError(
            f"{path.name}: named {suffix}, but its bytes are {kind}.",
            f"Rename it to {path.stem}.{kind}, or export it again.",
        )
    return kind


def text_kind(first: bytes, suffix: str) -> str:
    """Tell csv, json, jsonl and html apart by the first bytes of a text file."""
    start = first.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] == b"<" and b"schemas-microsoft-com:office:spreadsheet" in first:
        return "spreadsheet in the XML of Excel 2003"
    if start[:1] == b"<" and (b"<t" in first.lower() or b"<html" in first.lower()):
        return "html"
    if suffix in (".json", ".jsonl", ".ndjson"):
        return "json" if suffix == ".json" and start[:1] != b"{" else _json_kind(start, suffix)
    if start[:1] == b"{" and b'":' in start:
        return "jsonl"
    return "csv"


def _json_kind(start: bytes, suffix: str) -> str:
    """Tell one JSON document from JSON lines: a line that closes its own brace."""
    if start[:1] == b"[":
        return "json"
    line = start.split(b"\n", 1)[0].strip()
    if suffix == ".json":
        closed = line.startswith(b"{") and line.endswith(b"}") and b"\n{" in start
        return "jsonl" if closed else "json"
    return "jsonl"


def packed_kind(path: Path, limits: Limits) -> str:
    """Tell what a gzip file holds.

    Raises
    ------
    InputError
        If it is no text, or is damaged.
    """
    first, _ = beginning(path, limits, 4096)
    refuse_bomb(path, limits)
    inner = Path(path.stem).suffix.lower()
    if any(first.startswith(magic) for magic in _MAGIC):
        raise InputError(
            f"{path.name}: holds a packed or binary file.", "Unpack it and give the file in it."
        )
    return text_kind(first, inner)


def misnamed(kind: str, path: Path) -> str:
    """Say, for a readable file, what its name wrongly promises; ``""`` where it is right."""
    suffix = path.suffix.lower()
    return suffix if suffix in _SUFFIX_KINDS and kind not in _SUFFIX_KINDS[suffix] else ""


def _zip_kind(path: Path) -> str:
    """Tell what an archive is by the parts in it."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = {name.lower() for name in archive.namelist()}
            if "mimetype" in parts and "content.xml" in parts:
                return "ods"
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise InputError(
            f"{path.name}: the archive is damaged or cut off ({error}).", "Export it again."
        ) from error
    if "[content_types].xml" in parts:
        if any(name.endswith("workbook.bin") for name in parts):
            return "binary workbook (xlsb)"
        return "xlsx" if any(name.startswith("xl/") for name in parts) else "Office document"
    return "zip archive"
