"""Shares and moving averages: what has no value stays without."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.explore.smoothing import average_shares, moving_average, shares

PAIRS = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda p: (min(p), max(p))), max_size=60)
WIDTHS = st.sampled_from([1, 3, 5, 7, 15])


def test_a_share_of_nothing_is_no_share_and_not_zero() -> None:
    assert shares([0, 1, 0], [0, 4, 2]) == (None, 0.25, 0.0)


def test_an_average_is_centred_and_only_of_full_windows() -> None:
    assert moving_average([1, 2, 6, 4, 5], 3) == (None, 3, 4, 5, None)


def test_a_window_over_a_gap_has_no_average() -> None:
    assert moving_average([1, 2, None, 4, 5, 6, 7], 3) == (None, None, None, None, 5, 6, None)


@pytest.mark.parametrize("width", [0, 2, 30])
def test_an_even_window_has_no_middle(width: int) -> None:
    with pytest.raises(ValueError, match="odd"):
        moving_average([1, 2, 3], width)


def test_a_share_over_a_window_weighs_each_article_alike() -> None:
    """One of one, one of a thousand, one of one: three of 1,002, not two thirds."""
    (_, middle, _) = average_shares([1, 1, 1], [1, 1000, 1], 3)
    assert middle == pytest.approx(3 / 1002)


@given(PAIRS, WIDTHS)
def test_averages_lie_between_the_least_and_the_greatest(pairs: list[tuple[int, int]], width: int) -> None:
    values = [float(count) for count, _ in pairs]
    averages = moving_average(values, width)
    assert len(averages) == len(values)
    for n, average in enumerate(averages):
        full = n >= width // 2 and n + width // 2 < len(values)
        assert (average is not None) == full
        if average is not None:
            around = values[n - width // 2 : n + width // 2 + 1]
            assert min(around) - 1e-9 <= average <= max(around) + 1e-9


@given(PAIRS, WIDTHS)
def test_shares_stay_between_nothing_and_all(pairs: list[tuple[int, int]], width: int) -> None:
    counts, sizes = [count for count, _ in pairs], [size for _, size in pairs]
    for values in (shares(counts, sizes), average_shares(counts, sizes, width)):
        assert all(value is None or 0 <= value <= 1 + 1e-9 for value in values)
    for value, size in zip(shares(counts, sizes), sizes, strict=True):
        assert (value is None) == (size == 0)
