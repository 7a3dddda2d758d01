"""Throw bytes at the readers and the study file: ``make fuzz`` (needs ``pip install atheris``).

Whatever ends otherwise than in a table or in a message of ours is a bug: a signal, an exception
that is not ours, more than 2 GB, more than 10 seconds of processor time (a busy machine is no
bug). The noise that did it lies in ``.cache/fuzz/crash-…``; its base64 goes into
``tests/test_fuzzing.py``, where the same targets run bounded and seeded.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import io
import os
import signal
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FunctionType

import pandas as pd

from prioritizer.config import read_study
from prioritizer.errors import PrioritizerError
from prioritizer.tables import Reader, read_table

SECONDS = 10.0
"""Processor seconds that one file may take."""
WATCHED = ("prioritizer", "csv", "html", "json", "tomllib", "xml", "zipfile", "gzip", "pydantic")
"""Modules whose branches steer the fuzzer; to watch all of pandas and scipy takes a minute."""
XLS = Path(__file__).resolve().parents[1] / "tests" / "cases" / "small.xls"
TABLE = pd.DataFrame({"signal_id": ["1", "2"], "text": ["ไฟดับ", "=1+1"], "n": [1.5, None]})
STUDY = b"""[study]
name = "small"
as_of = 2022-08-31
[[signals]]
files = "signals.csv"
[agendas]
file = "agendas.csv"
[criteria.quick_win.indicators.legal_ease]
weight = 0.2
"""


def _xlsx() -> bytes:
    content = io.BytesIO()
    TABLE.to_excel(content, index=False, engine="xlsxwriter")
    return content.getvalue()


def _parquet() -> bytes:
    content = io.BytesIO()
    TABLE.to_parquet(content, index=False)
    return content.getvalue()


def _ods() -> bytes:
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
            "</table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in [("signal_id", "text"), ("1", "ไฟดับ"), ("2", "น้ำท่วม")]
    )
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(f'xmlns:{name}="{urn}:{name}:1.0"' for name in ("office", "table", "text"))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{urn}:manifest:1.0"/>',
        )
        book.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="a">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return content.getvalue()


CSV = TABLE.to_csv(index=False).encode("utf-8")
SEEDS: dict[str, bytes] = {
    ".csv": CSV,
    ".csv.gz": gzip.compress(CSV, mtime=0),
    ".jsonl": TABLE.to_json(orient="records", lines=True, force_ascii=False).encode("utf-8"),
    ".json": TABLE.to_json(orient="records", force_ascii=False).encode("utf-8"),
    ".xlsx": _xlsx(),
    ".xls": XLS.read_bytes(),
    ".ods": _ods(),
    ".html": TABLE.to_html(index=False).encode("utf-8"),
    ".parquet": _parquet(),
    ".toml": STUDY,
}
"""A sound file of each kind, to be spoilt."""


def spoil(seed: bytes, noise: bytes) -> bytes:
    """Overwrite, cut and stretch a sound file as some noise says.

    An archive is spoilt inside its parts as often as outside: a broken archive alone would never
    reach the parser of its sheets.
    """
    if not noise:
        return seed
    if seed.startswith(b"PK") and noise[0] % 2:
        return _spoil_parts(seed, noise[1:])
    if seed.startswith(b"\x1f\x8b") and noise[0] % 2:
        return gzip.compress(spoil(gzip.decompress(seed), noise[1:]), mtime=0)
    content = bytearray(seed)
    for place in range(0, len(noise) - 2, 3):
        at = int.from_bytes(noise[place : place + 2], "big") % max(len(content), 1)
        if noise[place + 2] % 7 == 0:
            del content[at : at + 1 + noise[place + 2] // 16]
        elif noise[place + 2] % 7 == 1:
            content[at:at] = noise
        elif content:
            content[at % len(content)] = noise[place + 2]
    return bytes(content)


def _spoil_parts(seed: bytes, noise: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(seed)) as source, zipfile.ZipFile(out, "w") as target:
        names = source.namelist()
        chosen = names[noise[0] % len(names)] if noise else ""
        for name in names:
            part = source.read(name)
            target.writestr(name, spoil(part, noise[1:]) if name == chosen else part)
    return out.getvalue()


class TooLongError(BaseException):
    """One file took more processor time than it may; no handler of ours takes it for its own."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Hold a block to some seconds of this process's processor time."""

    def stop(*_: object) -> None:
        raise TooLongError(f"more than {seconds:g} processor seconds")

    before, began = signal.signal(signal.SIGPROF, stop), time.process_time()
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    if time.process_time() - began > seconds:  # spent where no handler could run
        stop()


def read(suffix: str, content: bytes) -> bool:
    """Read bytes as a file of some kind, and tell whether it was one; only our own errors pass."""
    with tempfile.TemporaryDirectory() as folder, within(SECONDS):
        file = Path(folder) / f"file{suffix}"
        file.write_bytes(content)
        try:
            if suffix == ".toml":
                read_study(file)
            else:
                read_table(Reader(file, file.name, required=()))
        except PrioritizerError:
            return False
    return True


def targets() -> dict[str, Callable[[bytes], bool]]:
    """Give a target for each kind of file: bytes in, nothing but a table or our message out."""
    return {
        suffix: lambda noise, suffix=suffix: read(suffix, spoil(SEEDS[suffix], noise))  # type: ignore[misc]
        for suffix in SEEDS
    }


def main() -> None:
    """Fuzz one target for some processor seconds: ``fuzz.py .xlsx --seconds 180 CORPUS``.

    Whatever else is given goes to libFuzzer.
    """
    import atheris

    options = argparse.ArgumentParser(description="Fuzz one kind of file.")
    options.add_argument("kind", choices=SEEDS)
    options.add_argument("--seconds", type=float, default=180, help="processor seconds (180)")
    given, passed_on = options.parse_known_args()
    target, files, began = targets()[given.kind], 0, 0.0

    def one(noise: bytes) -> None:
        nonlocal files, began
        began = began or time.process_time()
        spent = time.process_time() - began
        if spent > given.seconds:
            print(f"{given.kind}: {files:,} files in {spent:.0f} processor seconds, no crash")
            sys.stdout.flush()
            os._exit(0)  # libFuzzer counts by the clock on the wall alone
        files += 1
        target(noise)

    for found in gc.get_objects():
        if isinstance(found, FunctionType) and str(found.__module__).startswith(WATCHED):
            atheris.instrument_func(found)
    atheris.Setup([sys.argv[0], *passed_on], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
