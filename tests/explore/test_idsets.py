"""Sets of ids come back from their few bytes; anything else is refused without harm."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.explore import idsets

_ids = st.sets(st.integers(0, 2**62), max_size=50) | st.sets(st.integers(0, 300), max_size=200)


@given(_ids)
def test_a_set_comes_back(ids: set[int]) -> None:
    assert idsets.unpacked(idsets.packed(ids)) == ids
    assert idsets.from_text(idsets.as_text(ids)) == ids


@given(st.binary(max_size=60))
def test_other_bytes_are_refused(raw: bytes) -> None:
    for told in (raw, zlib.compress(raw)):
        try:
            found = idsets.unpacked(told)
        except ValueError:
            continue
        assert all(id >= 0 for id in found)


@given(st.text(max_size=60))
def test_other_texts_are_refused(text: str) -> None:
    try:
        idsets.from_text(text)
    except ValueError:
        return


@pytest.mark.parametrize(
    "raw", [zlib.compress(b"\x80"), zlib.compress(b"\xff" * 20), zlib.compress(b"\0" * 10**7), b"", b"x"]
)
def test_cut_and_huge_ones_are_refused(raw: bytes) -> None:
    with pytest.raises(ValueError):
        idsets.unpacked(raw)


def test_a_set_takes_few_bytes() -> None:
    """What the model and desk.REMEMBERED stand on: every second of 300,000 articles, and 50,000 far apart."""
    assert len(idsets.packed(range(0, 300_000, 2))) < 1_000
    assert len(idsets.packed(n * n for n in range(50_000))) < 120_000
