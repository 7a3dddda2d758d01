"""What is learnt, and from whom: the sample, and studies of a handful of texts."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from prioritizer.errors import SignalsError
from prioritizer.run.hearing import Account, Heard
from prioritizer.run.linking import blocks, draw_sample, fit_vectors
from prioritizer.signals import NEAR_COLUMNS, near_keys
from prioritizer.tables.parted import write_parts
from prioritizer.text import repeat_key, text_hash

NOTHING = Account([], pd.DataFrame(), [], {})


def heard(folder, texts, *, chunk=1000, districts=None):
    table = pd.DataFrame({"signal_id": [f"S{i}" for i in range(len(texts))], "text": texts})
    table["district"] = districts or ""
    keys = [repeat_key(text) for text in texts]
    table["text_key"] = text_hash(keys)
    table[list(NEAR_COLUMNS)] = near_keys(keys)
    parts = [table[at : at + chunk] for at in range(0, len(table), chunk)]
    paths = tuple(folder / f"{i}.arrow" for i in range(len(parts)))
    for path, part in zip(paths, parts, strict=True):
        write_parts(path, [part.reset_index(drop=True)])
    ids = tuple(text_hash(part["signal_id"]) for part in parts)
    dropped = tuple(np.zeros(len(part), dtype=bool) for part in parts)
    return Heard(paths, ids, dropped, NOTHING, len(table))


def various(n):
    random = np.random.default_rng(5)
    letters = np.array(list("กขคงจฉชซดตถทธนบปผพฟมยรลวศสหอฮ"))
    return ["".join(random.choice(letters, 24)) for _ in range(n)]


@pytest.mark.parametrize("tails", [("",), ("", " ครับ", " ค่ะ", " 12", "!!")])
@pytest.mark.parametrize("size", [1000, 100_000])
def test_copies_take_the_place_of_hardly_anybody_in_the_sample(tmp_path, size, tails):
    texts = various(2000)
    copied = [f"ขอสะพานลอยหน้าห้างใหม่ของเรา{tails[i % len(tails)]}" for i in range(2000)]
    (tmp_path / "plain").mkdir()
    (tmp_path / "copied").mkdir()
    plain = draw_sample(heard(tmp_path / "plain", texts), size, 7)
    found = draw_sample(heard(tmp_path / "copied", texts + copied), size, 7)
    assert 1 <= found["text"].str.startswith("ขอสะพาน").sum() <= 30 * len(tails)
    assert len(set(plain["text"]) - set(found["text"])) <= 30 * len(tails)


def test_what_few_places_copied_teaches_once_and_what_the_city_says_as_a_campaign_may(tmp_path):
    texts = [*various(2000), *["ขอสะพานลอยหน้าห้างใหม่ของเรา"] * 900, *["น้ำท่วม"] * 900]
    everywhere = [f"เขต{i % 50}" for i in range(2000)]
    districts = [*everywhere, *[f"เขต{i % 3}" for i in range(900)], *everywhere[:900]]
    found = draw_sample(heard(tmp_path, texts, districts=districts), 100_000, 7)["text"]
    assert (found == "ขอสะพานลอยหน้าห้างใหม่ของเรา").sum() == 1
    assert (found == "น้ำท่วม").sum() == 30


def test_the_sample_is_the_same_however_signals_are_chunked(tmp_path):
    texts = [*various(500), *["น้ำท่วม"] * 500]
    (tmp_path / "one").mkdir()
    (tmp_path / "many").mkdir()
    one = draw_sample(heard(tmp_path / "one", texts), 200, 7)
    many = draw_sample(heard(tmp_path / "many", texts, chunk=77), 200, 7)
    pd.testing.assert_frame_equal(one, many)


@pytest.mark.parametrize("texts", [["ไฟดับ"], ["noisy bar", "ไฟดับ", "น้ำท่วม"]])
def test_a_handful_of_texts_teaches_every_word_it_has(texts):
    assert len(fit_vectors(texts, 0)[0].vocabulary_)


def test_texts_without_a_word_are_refused_with_a_way_out():
    with pytest.raises(SignalsError, match="column `text`"):
        fit_vectors(["!!!", "???"], 0)


@pytest.mark.parametrize("jobs", [1, 2, 7])
def test_blocks_take_every_signal_that_counts_once_and_in_order(tmp_path, jobs):
    found = heard(tmp_path, various(240), chunk=30)
    dropped = tuple(np.arange(len(part)) % 3 == number % 4 for number, part in enumerate(found.ids))
    found = replace(found, dropped=dropped)
    taken = [(b.chunk, row) for b in blocks(found, jobs) for row in np.flatnonzero(b.kept).tolist()]
    kept = zip(found.chunks, dropped, strict=True)
    assert taken == [(chunk, row) for chunk, gone in kept for row in np.flatnonzero(~gone).tolist()]
    assert len({b.name for b in blocks(found, jobs)}) == len(blocks(found, jobs))
