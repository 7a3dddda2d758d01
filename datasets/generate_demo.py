"""Make the signals of the demo study: ``python datasets/generate_demo.py [FOLDER]``.

The same seed gives the same signals. ``--truth FILE`` also writes which subject each signal
was made from; it is no input of any study, only a yardstick for tests.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from demo_files import write_app, write_damrong, write_hotline, write_letters, write_places
from demo_voices import Crowd, Dice, Voice

SEED = 2565
HERE = Path(__file__).parent


def generate(folder: Path, seed: int = SEED) -> list[tuple[str, Voice]]:
    """Write every generated file of the demo; hand back the signals with their ids."""
    folder.mkdir(parents=True, exist_ok=True)
    heard = Crowd(seed).speak()
    by_channel: dict[str, list[Voice]] = {}
    for voice in heard:
        by_channel.setdefault(voice.channel, []).append(voice)
    hotline, damrong = by_channel["hotline"], by_channel["damrong"]
    app, letters = by_channel["app"], by_channel["letters"]
    ids = [
        *write_hotline(hotline, folder / "hotline_1111.csv", Dice(seed + 1)),
        *write_damrong(damrong, folder / "damrongdhama.xlsx"),
        *write_app(app, folder / "app_2020.parquet", folder / "app_2021.jsonl"),
        *write_letters(letters, folder / "letters.csv"),
    ]
    write_places(folder / "places.csv")
    return list(zip(ids, [*hotline, *damrong, *app, *letters], strict=True))


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=HERE / "demo")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--truth", type=Path, help="also write signal_id, subject, note here")
    words = parser.parse_args()
    made = generate(words.folder, words.seed)
    if words.truth:
        with words.truth.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["signal_id", "subject", "note"])
            writer.writerows([i, v.subject, ";".join(v.notes)] for i, v in made)


if __name__ == "__main__":
    main()
