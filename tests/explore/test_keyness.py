"""What sets a part apart from the rest."""

from __future__ import annotations

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.explore.keyness import LEAST, keyness


def test_the_textbook_table() -> None:
    # 10 of 100 inside, 20 of 900 outside, where 3, 97, 27 and 873 would be expected: 2 Σ seen ln(seen / expected).
    by_hand = 2 * (10 * log(10 / 3) + 90 * log(90 / 97) + 20 * log(20 / 27) + 880 * log(880 / 873))
    assert keyness(10, 100, 30, 1000) == pytest.approx(by_hand)


def test_rarer_inside_is_negative_and_equal_share_is_nothing() -> None:
    assert keyness(1, 100, 101, 1000) < 0
    assert keyness(10, 100, 100, 1000) == pytest.approx(0, abs=1e-9)
    assert keyness(5, 50, 5, 50) == 0


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 500), st.integers(0, 500))
def test_more_inside_never_sets_apart_less(inside: int, more: int, outside: int, rest: int) -> None:
    whole_total = 100 + outside + rest
    low = keyness(inside, 100, inside + outside, whole_total)
    high = keyness(
        inside + more if inside + more <= 100 else 100, 100, max(inside + more, inside) + outside, whole_total
    )
    assert high >= low - 1e-6


def test_counts_that_cannot_be_are_cut_to_what_can() -> None:
    """More articles with the value than articles there are, as estimates may say."""
    assert keyness(12, 10, 12, 100) == keyness(10, 10, 12, 100) > LEAST
