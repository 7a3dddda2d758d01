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
            raise InputError(
                f"{self._path.name}: unpacks to more than {self._seen // 1_000_000:,} MB, "
                f"{self._seen // self._packed:,} times its size.",
                "Unpack it yourself if you trust it, and give the file in it.",
            )
        return len(data)
