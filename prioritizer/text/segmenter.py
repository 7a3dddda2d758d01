"""Cut Thai into words with nlpo3 and a dictionary of our own making."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path

import nlpo3

from prioritizer.errors import RunError
from prioritizer.resources import read_words

_SURROGATES = re.compile("([\ud800-\udfff]+)")


def segment(text: str, *, extra_words: Iterable[str] = ()) -> list[str]:
    """Cut a text into words, blanks and signs; joined again they are the text.

    The dictionary (the word list inside the pythainlp wheel, civic words of ours, the study's
    own) is loaded once in each process, when first asked.

    Parameters
    ----------
    text : str
        Best normalised first; whatever it holds, nothing is lost.
    extra_words : iterable of str
        Words of the study that shall not be cut, such as place names.

    Returns
    -------
    list of str
        The pieces in order.

    Raises
    ------
    RunError
        If the word list of pythainlp is not installed.

    Examples
    --------
    >>> segment("น้ำท่วมถนน 2 วัน")
    ['น้ำท่วม', 'ถนน', ' ', '2', ' ', 'วัน']
    """
    return cut(text, dictionary(tuple(sorted(set(extra_words)))))


def cut(text: str, name: str) -> list[str]:
    """Cut a text with a dictionary that `dictionary` has loaded."""
    if not text:
        return []
    try:
        return list(nlpo3.segment(text, name))
    except UnicodeEncodeError:
        pieces: list[str] = []
        for part in _SURROGATES.split(text):
            pieces += [part] if _SURROGATES.match(part) else cut(part, name)
        return pieces


@cache
def dictionary(extra_words: tuple[str, ...] = ()) -> str:
    """Load the dictionary with some words more, and name it for nlpo3.

    nlpo3 reads dictionaries from files only: the merged list goes through a temporary file that
    is gone once it is read.
    """
    words = dict.fromkeys((*corpus_words("words_th.txt"), *read_words("configs/words/civic.txt")))
    words.update(dict.fromkeys(word for word in extra_words if word.strip()))
    lines = "\n".join(words)
    name = "prioritizer-" + blake2b(lines.encode(), digest_size=8).hexdigest()
    handle, path = tempfile.mkstemp(suffix=".txt", prefix="prioritizer-words-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(lines)
        nlpo3.load_dict(path, name)
    finally:
        Path(path).unlink(missing_ok=True)
    return name


@cache
def corpus_words(name: str) -> tuple[str, ...]:
    """Read a word list that the pythainlp wheel carries."""
    lines = corpus_file(name).read_text(encoding="utf-8").splitlines()
    return tuple(word for line in lines if (word := line.strip()))


def corpus_file(name: str) -> Path:
    """Find a file that the pythainlp wheel carries, without importing pythainlp.

    The import would cost half a second and make a folder in the user's home.

    Raises
    ------
    RunError
        If it is not there.
    """
    spec = find_spec("pythainlp")  # looks it up; runs none of it
    for root in (spec.submodule_search_locations or []) if spec else []:
        if (path := Path(root, "corpus", name)).is_file():
            return path
    raise RunError(
        f"The Thai word list {name} is missing: pythainlp is not installed as it should be.",
        "Install it again: pip install --force-reinstall pythainlp.",
    )
