"""What stands out: the Hampel identifier over counts and shares."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive.explore.peaks import AROUND, peaks

COUNTS = st.lists(st.integers(0, 200), max_size=120)


def test_a_spike_among_even_bars_is_a_peak() -> None:
    counts = [10, 12, 9, 11, 10, 60, 11, 9, 12, 10, 11]
    assert peaks(counts) == [5]


def test_an_even_row_has_no_peak() -> None:
    assert peaks([7] * 50) == []
    assert peaks([0] * 50) == []


def test_one_article_beside_silence_is_no_peak() -> None:
    assert peaks([0] * 20 + [1] + [0] * 20) == []
    assert peaks([0] * 20 + [3] + [0] * 20) == []
    assert peaks([0] * 20 + [4] + [0] * 20) == [20]


def test_the_spread_of_chance_is_no_peak() -> None:
    """Twice the square root above the median happens every month; the median's own spread is 0 here."""
    assert peaks([100] * 20 + [120] + [100] * 20) == []
    assert peaks([100] * 20 + [131] + [100] * 20) == [20]


def test_a_neighbouring_peak_hides_none() -> None:
    """Mean and deviation would be moved by the first; median and MAD are not."""
    counts = [5] * 40
    counts[12], counts[20] = 900, 60
    assert peaks(counts) == [12, 20]


def test_peaks_side_by_side_are_one_event() -> None:
    counts = [5] * 40
    counts[12], counts[13], counts[14] = 50, 90, 60
    assert peaks(counts) == [13]


def test_a_rise_that_lasts_is_judged_by_its_own_surroundings() -> None:
    counts = [10] * 60 + [100] * 60
    assert all(n < 60 + AROUND for n in peaks(counts))
    counts[100] = 400
    assert 100 in peaks(counts)


def test_a_share_stands_out_where_the_count_does_not() -> None:
    counts, sizes = [50] * 30, [1000] * 30
    sizes[10] = 100
    assert peaks(counts) == []
    assert peaks(counts, sizes) == [10]


def test_a_count_that_only_grew_with_everything_is_no_peak_as_a_share() -> None:
    counts, sizes = [50] * 30, [1000] * 30
    counts[10], sizes[10] = 500, 10_000
    assert peaks(counts) == [10]
    assert peaks(counts, sizes) == []


def test_bins_in_which_nothing_was_published_are_no_neighbours() -> None:
    counts, sizes = [0, 0, 0, 5, 40, 6], [0, 0, 0, 100, 100, 100]
    assert peaks(counts, sizes) == []


def test_the_edge_of_a_hole_in_the_archive_is_no_peak() -> None:
    """Half the bars around the first one after the hole are empty because nobody published, not because it was quiet."""
    counts, published = [0] * 30 + [13, 17, 12, 25, 15, 14, 20, 16], [0] * 30 + [400] * 8
    assert peaks(counts, None, published) == []
    assert peaks(counts) != []


@given(st.lists(st.integers(0, 200), max_size=60), st.integers(0, 20), st.integers(0, 20))
def test_holes_before_and_after_the_archive_change_no_peak(counts: list[int], before: int, after: int) -> None:
    """Empty bars in which nothing was published may stand beside the rest, as many as like."""
    published = [0] * before + [500] * len(counts) + [0] * after
    beside = [0] * before + counts + [0] * after
    assert peaks(beside, None, published) == [n + before for n in peaks(counts)]


@given(COUNTS)
def test_every_peak_is_higher_than_its_neighbours_and_in_order(counts: list[int]) -> None:
    found = peaks(counts)
    assert found == sorted(set(found))
    for n in found:
        assert n == 0 or counts[n] >= counts[n - 1]
        assert n == len(counts) - 1 or counts[n] >= counts[n + 1]


@given(COUNTS, st.integers(1, 9))
def test_even_sizes_change_nothing_of_which_is_greatest(counts: list[int], size: int) -> None:
    """Of equal sizes shares are counts divided by one number."""
    assert peaks(counts, [size] * len(counts)) == peaks(counts)


@given(COUNTS)
def test_mirrored_bars_have_mirrored_peaks_up_to_ties(counts: list[int]) -> None:
    there, back = peaks(counts), [len(counts) - 1 - n for n in peaks(counts[::-1])][::-1]
    assert [counts[n] for n in there] == [counts[n] for n in back]
