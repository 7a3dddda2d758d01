"""Throw bytes at the readers and the study file: ``make fuzz`` (needs ``pip install atheris``).

Whatever ends otherwise than in a table or in a message of ours is a bug: a signal, an exception
that is not ours, more than 2 GB, more than 10 seconds. The noise that did it lies in
``.cache/fuzz/crash-…``; its base64 goes into ``tests/test_fuzzing.py``, where the same targets run
bounded and seeded.
"""

from __future__ import annotations

import io
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from prioritizer.config import read_study
from prioritizer.errors import PrioritizerError
from prioritizer.tables import Reader, read_table

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


SEEDS: dict[str, bytes] = {
    ".csv": TABLE.to_csv(index=False).encode("utf-8"),
    ".jsonl": TABLE.to_json(orient="records", lines=True, force_ascii=False).encode("utf-8"),
    ".json": TABLE.to_json(orient="records", force_ascii=False).encode("utf-8"),
    ".xlsx": _xlsx(),
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


def read(suffix: str, content: bytes) -> None:
    """Read bytes as a file of some kind; only our own errors are allowed."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"file{suffix}"
        file.write_bytes(content)
        try:
            if suffix == ".toml":
                read_study(file)
            else:
                read_table(Reader(file, file.name, required=()))
        except PrioritizerError:
            pass


def targets() -> dict[str, Callable[[bytes], None]]:
    """Give a target for each kind of file: bytes in, nothing but a table or our message out."""
    return {
        suffix: lambda noise, suffix=suffix: read(suffix, spoil(SEEDS[suffix], noise))  # type: ignore[misc]
        for suffix in SEEDS
    }


def main() -> None:
    """Fuzz one target for a while: ``fuzz.py .xlsx -max_total_time=300``."""
    import atheris

    suffix = sys.argv.pop(1)
    atheris.instrument_all()
    atheris.Setup(sys.argv, targets()[suffix])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
