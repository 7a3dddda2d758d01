"""Bytes of a file, unpacked where it is packed, and never more of them than the limit."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from prioritizer.errors import InputError
from prioritizer.tables.verdicts import Limits

_RATIO_FROM = 20_000_000
_COUNTED_FIRST = 4_000_000  # bytes packed: less is unpacked once for its size, before it is read


@contextmanager
def opened(path: Path, limits: Limits) -> Iterator[BinaryIO]:
    """Open a file, through gzip where its bytes say so.

    Raises
    ------
    InputError
        If it cannot be opened, is damaged, or unpacks to more than the limits.
    """
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            if not packed:
                yield file
                return
            stream = _Counted(file, path, limits)
            yield cast("BinaryIO", io.BufferedReader(stream, 1 << 20))
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputError(
            f"{path.name}: the gzip file is damaged or cut off ({error}).", "Pack it again."
        ) from error
    except OSError as error:
        raise InputError(
            f"{path.name}: {error.strerror or error}.", "Check the file and its rights."
        ) from error


def refuse_bomb(path: Path, limits: Limits) -> None:
    """Refuse a gzip file that unpacks to more than the limits, before a row of it is read.

    Raises
    ------
    InputError
        If its last bytes promise too much, or a small file unpacks to too much.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 4))
        promised = int.from_bytes(file.read(4), "little")
    if promised > limits.unpacked_bytes or promised > max(_RATIO_FROM, limits.ratio * size):
        raise _too_much(path, promised, size)
    if size <= _COUNTED_FIRST:
        with opened(path, limits) as stream:
            while stream.read(1 << 20):
                pass


def _too_much(path: Path, seen: int, packed: int) -> InputError:
    return InputError(
        f"{path.name}: unpacks to more than {seen // 1_000_000:,} MB, "
        f"{seen // packed:,} times its size.",
        "Unpack it yourself if you trust it, and give the file in it.",
    )


def beginning(path: Path, limits: Limits, size: int) -> tuple[bytes, bool]:
    """Read the first bytes of a file, unpacked, and tell whether they are all of it."""
    with opened(path, limits) as stream:
        first = stream.read(size + 1)
    return first[:size], len(first) <= size


class _Counted(io.RawIOBase):
    """A gzip stream that refuses to unpack to more than the limits."""

    def __init__(self, file: BinaryIO, path: Path, limits: Limits) -> None:
        self._stream = gzip.GzipFile(fileobj=file)
        self._path, self._limits = path, limits
        self._packed = max(1, path.stat().st_size)
        self._seen = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        self._seen += len(data)
        limits = self._limits
        if self._seen > limits.unpacked_bytes or (
            self._seen > _RATIO_FROM and self._seen > limits.ratio * self._packed
        ):
            raise _too_much(self._path, self._seen, self._packed)
        return len(data)
