"""The words that the embedded index stores, packed: read back as written, and damage is told."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from archive.search.tantivy_engine.packing import LEAST, Packing
from archive.text import analysis


def _texts() -> list[bytes]:
    chance = random.Random(1)
    words = ["".join(chance.choices("aeioubcdfgklmnprst", k=chance.randint(2, 9))) for _ in range(3_000)]
    return [" ".join(chance.choices(words, k=300)).encode() for _ in range(LEAST)]


def test_texts_are_read_back_before_and_after_a_dictionary_is_learnt(tmp_path: Path) -> None:
    writing, texts = Packing(tmp_path), _texts()
    early = writing.pack(texts[0])
    writing.learn(texts)
    late = [writing.pack(text) for text in texts]
    reading = Packing(tmp_path)
    assert [reading.unpack(packed) for packed in (early, *late)] == [texts[0], *texts]
    assert len(late[0]) < len(early) < len(texts[0])


def test_a_dictionary_once_learnt_stays(tmp_path: Path) -> None:
    texts = _texts()
    Packing(tmp_path).learn(texts)
    (file,) = tmp_path.iterdir()
    written = file.read_bytes()
    Packing(tmp_path).learn([text[::-1] for text in texts])
    assert [(one, one.read_bytes()) for one in tmp_path.iterdir()] == [(file, written)]


def test_few_texts_teach_nothing(tmp_path: Path) -> None:
    Packing(tmp_path).learn(_texts()[1:])
    assert not list(tmp_path.iterdir())


def test_a_damaged_or_missing_dictionary_and_text_are_told(tmp_path: Path) -> None:
    writing, texts = Packing(tmp_path), _texts()
    writing.learn(texts)
    packed = writing.pack(texts[0])
    (file,) = tmp_path.iterdir()
    with pytest.raises(ValueError, match="cannot be unpacked"):
        Packing(tmp_path).unpack(b"nothing like it")
    whole = bytearray(file.read_bytes())
    whole[500] ^= 1
    file.write_bytes(whole)
    with pytest.raises(ValueError, match="not what was written"):
        Packing(tmp_path).check()
    with pytest.raises(ValueError, match="not what was written"):
        Packing(tmp_path).unpack(packed)
    file.unlink()
    with pytest.raises(ValueError, match="is missing"):
        Packing(tmp_path).unpack(packed)


@pytest.mark.parametrize("language", ["", "en", "ru", "uk", "fr"])
def test_lookups_of_a_text_are_those_of_its_words(language: str) -> None:
    forms = ["ministers", "криму", "министрами", "2014", "ukraine", "ministers"]
    assert analysis.lookups_of(forms, language) == [analysis.lookup(form, language) for form in forms]
