"""Spoilt files end in a table or in a message of ours; ``make fuzz`` looks longer."""

import base64
import struct
import time
import tracemalloc
import warnings

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from benchmarks.fuzz import SEEDS, TooLongError, read, spoil, targets, within


@pytest.mark.parametrize("suffix", SEEDS)
def test_a_sound_file_reads(suffix):
    assert read(suffix, SEEDS[suffix])


@pytest.mark.parametrize("suffix", SEEDS)
@seed(2565)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(noise=st.binary(max_size=60))
def test_a_spoilt_file_ends_in_a_table_or_in_our_message(suffix, noise):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        targets()[suffix](noise)


@pytest.mark.parametrize("suffix", SEEDS)
@seed(2565)
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(content=st.binary(max_size=300))
def test_any_bytes_end_in_a_table_or_in_our_message(suffix, content):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        read(suffix, content)


FOUND = [
    (".xlsx", "UwAAICAAIAAgBg=="),  # a sheet that names an encoding nobody knows
    (".xls", "fAuY"),  # billions of strings: its reader asked for so much memory, and died
    (".xls", "KAWKQUFBQUEIUC7Pfvc="),  # a second root, which hid such a stream from the scan
]
"""Noise that once broke a reader, found by ``make fuzz``."""


@pytest.mark.parametrize(("suffix", "noise"), FOUND)
def test_what_once_broke_a_reader_ends_in_our_message(suffix, noise):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        targets()[suffix](base64.b64decode(noise))


def test_spoiling_changes_a_file_inside_and_outside_of_its_parts():
    sound = SEEDS[".xlsx"]
    assert len({spoil(sound, bytes([n, *range(9)])) for n in range(8)} - {sound}) >= 2


def test_the_processor_seconds_of_a_file_are_counted_and_not_the_clock():
    with within(0.2):
        time.sleep(0.4)
    with pytest.raises(TooLongError), within(0.05):
        while True:
            pass


def test_a_workbook_whose_sectors_run_in_a_circle_is_refused_and_fills_no_memory():
    looped = bytearray(SEEDS[".xls"])
    size = 1 << struct.unpack_from("<H", looped, 30)[0]
    directory, table = (struct.unpack_from("<I", looped, at)[0] for at in (48, 76))
    struct.pack_into("<I", looped, (table + 1) * size + 4 * directory, directory)
    tracemalloc.start()
    assert not read(".xls", bytes(looped))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 50_000_000
