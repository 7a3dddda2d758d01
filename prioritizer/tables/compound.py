"""Look into an old .xls file: is it one, is it encrypted, how far do its cells reach."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from prioritizer.errors import InputError
from prioritizer.tables.verdicts import Limits

_FREE = 0xFFFFFFFA
_ENCRYPTED = ("encryptedpackage", "encryptioninfo")
_CELLS = frozenset({0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E, 0x0003, 0x0004})
_BOF, _EOF, _FILEPASS, _MULRK = 0x0809, 0x000A, 0x002F, 0x00BD
_SST, _CONTINUE, _DIMENSIONS = 0x00FC, 0x003C, 0x0200
_LEAST_STRING = 3  # bytes that a shared string takes
_XLS_CELLS = 65_536 * 256


def streams(path: Path) -> dict[str, tuple[int, int]]:
    """List the streams of a compound file: name (lower case) → (first sector, bytes).

    Raises
    ------
    InputError
        If the file is no whole compound file.
    """
    return _Compound(path).streams


def ole_kind(path: Path) -> str:
    """Tell what a compound file is: an old workbook, an encrypted one, or something else."""
    names = set(streams(path))
    if names & set(_ENCRYPTED):
        return "encrypted"
    if names & {"workbook", "book"}:
        return "xls"
    if "worddocument" in names:
        return "Word document"
    return "compound file (old Office format)"


def scan_xls(path: Path, limits: Limits) -> None:
    """Refuse an .xls that is encrypted, or whose sheets reach too far.

    Raises
    ------
    InputError
        In these cases, and where the file is damaged.
    """
    compound = _Compound(path)
    books = [compound.read(name) for name in ("workbook", "book") if name in compound.streams]
    if any(map(_asks_for_too_much, books)):  # a reader would reserve as much memory, and die
        raise InputError(
            f"{path.name}: an old .xls that is damaged: it counts more than it can hold.",
            "Save it again as .xlsx.",
        )
    least, most, column = 1 << 20, -1, 0
    for kind, body in _records(b"".join(books)):
        if kind == _FILEPASS:
            raise InputError(
                f"{path.name}: the workbook is encrypted.", "Save it without a password."
            )
        if kind == _BOF:
            least, most, column = 1 << 20, -1, 0
        elif kind in _CELLS and len(body) >= 4:
            row, at = struct.unpack_from("<HH", body)
            if kind == _MULRK and len(body) >= 6:
                at = struct.unpack_from("<H", body, len(body) - 2)[0]
            least, most, column = min(least, row), max(most, row), max(column, at + 1)
            if (most - least + 1) * column > limits.sheet_cells:
                raise InputError(
                    f"{path.name}: a sheet reaches to row {most + 1:,}, column {column}: "
                    f"more than {limits.sheet_cells:,} cells.",
                    "Delete the far cells, or export the table as CSV.",
                )


def _asks_for_too_much(book: bytes) -> bool:
    """Tell whether a record names more strings or cells than there can be."""
    strings, held, listed = 0, 0, False
    for kind, body in _records(book):
        listed = kind == _SST or (listed and kind == _CONTINUE)
        if kind == _SST and len(body) >= 8:
            strings += struct.unpack_from("<I", body, 4)[0]
        if listed:
            held += len(body)
        elif kind == _DIMENSIONS and len(body) >= 10:
            wide = len(body) >= 14  # rows take four bytes since 1997
            top, end, left, right = struct.unpack_from("<IIHH" if wide else "<HHHH", body)
            if end < top or right < left or (end - top) * (right - left) > _XLS_CELLS:
                return True
    return strings * _LEAST_STRING > held


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Walk BIFF records."""
    at = 0
    while at + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, at)
        yield kind, data[at + 4 : at + 4 + size]
        at += 4 + size


class _Compound:
    """A compound file binary (MS-CFB), as much of it as the names and one stream need."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._data = path.read_bytes()
        self.streams: dict[str, tuple[int, int]] = {}
        self._mini_start, self._mini_cutoff = _FREE, 4096
        try:
            self._parse()
        except (struct.error, IndexError, ValueError) as error:
            raise self._damaged() from error

    def _damaged(self) -> InputError:
        return InputError(
            f"{self._path.name}: an old .xls or a password-protected workbook, and damaged.",
            "Save it again as .xlsx without a password.",
        )

    def _parse(self) -> None:
        data = self._data
        self._sector = 1 << struct.unpack_from("<H", data, 30)[0]
        self._small = 1 << struct.unpack_from("<H", data, 32)[0]
        if self._sector not in (512, 4096) or self._small != 64:
            raise ValueError("no sector size")
        first_directory = struct.unpack_from("<I", data, 48)[0]
        self._mini_cutoff = struct.unpack_from("<I", data, 56)[0]
        first_mini = struct.unpack_from("<I", data, 60)[0]
        next_difat, n_difat = struct.unpack_from("<II", data, 68)
        difat = list(struct.unpack_from("<109I", data, 76))
        each = self._sector // 4
        for _ in range(min(n_difat, len(data) // self._sector)):
            block = struct.unpack_from(f"<{each}I", data, (next_difat + 1) * self._sector)
            difat += block[:-1]
            next_difat = block[-1]
        if next_difat < _FREE:
            raise ValueError("a list of sectors that does not end")
        self._fat: list[int] = []
        for sector in difat:
            if sector < _FREE:
                self._fat += struct.unpack_from(f"<{each}I", data, (sector + 1) * self._sector)
        directory = self._chain(first_directory)
        for at in range(0, len(directory) - 127, 128):
            entry = directory[at : at + 128]
            first, length = struct.unpack_from("<IQ", entry, 116)
            name = entry[:64].decode("utf-16-le", errors="replace").split("\0")[0].lower()
            if not (name or entry[66]):
                continue
            if length > len(data):  # a reader would ask for as much memory
                raise ValueError("a stream longer than its file")
            if at == 0:  # the root, whatever it is called
                self._mini_start = first
            elif name in self.streams:
                raise ValueError("two streams of one name")
            else:
                self.streams[name] = (first, length)
        self._mini_fat = self._chain(first_mini) if first_mini < _FREE else b""
        if not self.streams:
            raise ValueError("no stream")
        self._mini = self._chain(self._mini_start)

    def _chain(self, sector: int) -> bytes:
        parts: list[bytes] = []
        while sector < _FREE:
            if len(parts) > len(self._fat):
                raise ValueError("a chain of sectors that runs in a circle")
            at = (sector + 1) * self._sector
            part = self._data[at : at + self._sector]
            if not part:
                raise ValueError("cut off")
            parts.append(part)
            sector = self._fat[sector]
        return b"".join(parts)

    def read(self, name: str) -> bytes:
        """Read one stream."""
        try:
            first, size = self.streams[name]
            if size >= self._mini_cutoff:
                return self._chain(first)[:size]
            parts: list[bytes] = []
            while first < _FREE:
                if len(parts) > len(self._mini_fat) // 4:
                    raise ValueError("a chain of small sectors that runs in a circle")
                parts.append(self._mini[first * self._small : (first + 1) * self._small])
                first = struct.unpack_from("<I", self._mini_fat, first * 4)[0]
            return b"".join(parts)[:size]
        except (KeyError, struct.error, IndexError, ValueError) as error:
            raise self._damaged() from error
