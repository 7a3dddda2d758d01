import stat

import pytest

from prioritizer.errors import InputError
from prioritizer.signals import load_key, person_key


def test_a_key_is_made_once_and_only_its_owner_may_read_it(tmp_path):
    path = tmp_path / "state" / "person.key"
    key = load_key(path)
    assert len(key) == 32
    assert load_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_key_lies_where_the_user_says(tmp_path, monkeypatch):
    monkeypatch.setenv("PRIORITIZER_KEY_FILE", str(tmp_path / "my.key"))
    assert load_key() == load_key(tmp_path / "my.key")


def test_a_file_that_is_no_key_is_refused_and_kept(tmp_path):
    path = tmp_path / "person.key"
    path.write_text("not a key", encoding="ascii")
    with pytest.raises(InputError, match="no key of prioritizer"):
        load_key(path)
    assert path.read_text(encoding="ascii") == "not a key"


def test_one_person_has_one_hash_and_another_key_another():
    names = ["นาย สมชาย  ใจดี", "นาย สมชาย ใจดี", "081-234-5678", "0812345678", "+66812345678", ""]
    one = person_key(names, b"a" * 32)
    assert one[0] == one[1] != ""
    assert one[2] == one[3] == one[4]
    assert one[5] == ""
    assert not set(one[:5]) & set(person_key(names, b"b" * 32))
