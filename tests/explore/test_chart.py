"""Bars with their places: what is drawn says what was counted."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.explore import chart
from archive.search.query import Bar, Bin

_DATED_BINS = [bin_ for bin_ in get_args(Bin) if bin_ != "hour"]


def _link(first: date, last: date) -> str:
    return f"{first}..{last}"


def _weeks(counts: list[int]) -> list[Bar]:
    monday = date(2014, 3, 3)
    return [Bar((monday + timedelta(weeks=n)).isoformat(), count, count) for n, count in enumerate(counts)]


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.sampled_from(_DATED_BINS))
def test_a_day_lies_in_its_own_bin_and_bins_leave_no_gap(day: date, bin_: Bin) -> None:
    start = chart.bin_start(day, bin_)
    first, last = chart.bin_days(start.isoformat(), bin_)
    assert first == start
    assert first <= day <= last
    assert chart.bin_start(last, bin_) == start
    assert chart.bin_start(last + timedelta(days=1), bin_) == last + timedelta(days=1)


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=chart.MAX_BARS), st.integers(80, 400))
def test_every_bar_stands_inside_the_chart_and_heights_follow_counts(counts: list[int], height: int) -> None:
    drawn = chart.draw(_weeks(counts), "week", _link, height=height)
    assert drawn.total == sum(counts)
    for column in drawn.columns:
        assert column.x >= 0
        assert column.x + column.width <= 100.01
        assert chart.HEAD - 0.1 <= column.y <= drawn.base
        assert column.y + column.height == pytest.approx(drawn.base, abs=0.11)
        assert (column.height > 0) == (column.count > 0)
    by_count = sorted(drawn.columns, key=lambda column: column.count)
    assert [c.height for c in by_count] == sorted(c.height for c in by_count)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=chart.MAX_BARS), st.integers(0, 5), st.data())
def test_names_of_peaks_do_not_print_over_each_other(counts: list[int], wanted: int, data: st.DataObject) -> None:
    found = data.draw(st.lists(st.integers(0, len(counts) - 1), unique=True))
    places = chart.named_peaks(counts, found, wanted)
    assert len(places) <= wanted
    assert set(places) <= set(found)
    if places:
        assert max(counts[n] for n in found) == max(counts[n] for n in places)
    step = 100 / len(counts)
    assert all((b - a) * step >= chart.PEAK_APART for a, b in pairwise(places))


def test_peaks_of_very_different_height_may_stand_nearer() -> None:
    counts = [1] * 40
    counts[10], counts[14] = 60, 20
    assert chart.named_peaks(counts, [10, 14], 3, rise=0) == [10]
    assert chart.named_peaks(counts, [10, 14], 3, rise=2) == [10, 14]


def test_a_name_does_not_run_through_a_higher_bar() -> None:
    """Names run to the right of their bars, in the right part of the chart to the left."""
    counts = [1] * 40
    counts[10], counts[14] = 20, 60
    assert chart.named_peaks(counts, [10, 14], 3, rise=2) == [14]
    counts = [1] * 40
    counts[30], counts[34] = 60, 20
    assert chart.named_peaks(counts, [30, 34], 3, rise=2) == [30]


def test_a_span_over_two_months_is_named_shortly_at_its_peak() -> None:
    drawn = chart.draw(_weeks([0, 9, 0, 0, 1]), "week", _link)
    (peak,) = drawn.peaks
    assert peak.label == chart.narrow(drawn.columns[1].label)
    assert chart.narrow("28 October – 3 November 2013") == "28 Oct – 3 Nov 2013"
    assert chart.narrow("10–16 March 2014") == "10–16 March 2014"


def test_a_bar_links_to_exactly_its_days() -> None:
    drawn = chart.draw([Bar("2014-02-01", 3, 3), Bar("2014-03-01", 1, 1)], "month", _link)
    assert [column.href for column in drawn.columns] == ["2014-02-01..2014-02-28", "2014-03-01..2014-03-31"]


def test_the_chosen_range_is_marked_and_has_edges() -> None:
    drawn = chart.draw(_weeks([1, 2, 3, 4]), "week", _link, chosen=(date(2014, 3, 10), date(2014, 3, 23)))
    assert [column.on for column in drawn.columns] == [False, True, True, False]
    assert drawn.edges == (25.0, 75.0)


@pytest.mark.parametrize(
    ("start", "bin_", "words"),
    [
        ("2014-03-14", "day", "14 March 2014"),
        ("2014-03-10", "week", "10–16 March 2014"),
        ("2013-10-28", "week", "28 October – 3 November 2013"),
        ("2013-12-30", "week", "30 December 2013 – 5 January 2014"),
        ("2014-03-01", "month", "March 2014"),
        ("2014-01-01", "quarter", "January to March 2014"),
        ("2014-01-01", "year", "2014"),
        ("2014-03-14T18", "hour", "14 March 2014, 18:00"),
    ],
)
def test_bins_in_words(start: str, bin_: Bin, words: str) -> None:
    assert chart.bin_label(start, bin_) == words


@given(st.lists(st.integers(1, 9), min_size=1, max_size=chart.MAX_BARS), st.sampled_from(_DATED_BINS))
def test_labels_below_the_axis_keep_apart(counts: list[int], bin_: Bin) -> None:
    day, bars = chart.bin_start(date(2013, 11, 4), bin_), []
    for count in counts:
        bars.append(Bar(day.isoformat(), count, count))
        day = chart.bin_days(day.isoformat(), bin_)[1] + timedelta(days=1)
    ticks = chart.draw(bars, bin_, _link).ticks
    assert ticks
    assert all(b.x - a.x > 4 for a, b in pairwise(ticks))


def test_gaps_at_the_ends_of_a_window_are_filled() -> None:
    bars = chart.filled([Bar("2014-03-02", 5, 5)], "day", (date(2014, 3, 1), date(2014, 3, 4)))
    assert [(bar.start, bar.count) for bar in bars] == [
        ("2014-03-01", 0), ("2014-03-02", 5), ("2014-03-03", 0), ("2014-03-04", 0),
    ]  # fmt: skip


def test_a_small_line_has_its_peak_apart() -> None:
    rest, top = chart.spark([1, 0, 4, 2], height=24)
    assert rest.count("M") == 2
    assert top == "M2.1 24v-24h.8V24z"
    assert chart.spark([0, 0]) == ("", "")


def test_hours_are_named_by_their_day_at_midnight() -> None:
    bars = [Bar(f"2014-03-{14 + n // 24}T{n % 24:02}", 1, 1) for n in range(3, 51)]
    labels = [tick.label for tick in chart.draw(bars, "hour", _link).ticks]
    assert labels == ["14 Mar", "06:00", "12:00", "18:00", "15 Mar", "06:00", "12:00", "18:00", "16 Mar"]
    crowded = [tick.label for tick in chart.draw(bars[2:], "hour", _link).ticks]
    assert crowded[:2] == ["14 Mar", "12:00"]


def test_a_share_of_few_is_cut_off_at_the_end_of_the_axis() -> None:
    cells = [chart.Cell("2014-03-03", 5, 0.05, "/"), chart.Cell("2014-03-10", 2, 1.0, "/", few=True)]
    drawn = chart.draw_bars(cells, "week", [], percent=True, average=[0.04, 0.5])
    assert drawn.average == "M250 61.6h0"
    solid, few = drawn.columns
    assert few.few
    assert (few.y, few.height) == (solid.y, solid.height)
    assert drawn.levels[-1].label == "4 %"


@given(st.lists(st.integers(0, 60), min_size=1, max_size=60), st.data())
def test_names_of_peaks_stand_above_all_that_they_cross(counts: list[int], data: st.DataObject) -> None:
    average = data.draw(st.lists(st.integers(0, 60), min_size=len(counts), max_size=len(counts)))
    found = data.draw(st.lists(st.integers(0, len(counts) - 1), unique=True))
    bars = _weeks(counts)
    cells = [chart.Cell(bar.start, bar.count, float(bar.count), "/") for bar in bars]
    drawn = chart.draw_bars(cells, "week", found, average=[float(n) for n in average])
    rise = (drawn.base - chart.HEAD) / max(counts) if any(counts) else 0.0
    for peak in drawn.peaks:
        low, high = sorted((peak.x, peak.x + chart.PEAK_APART * (1 if peak.anchor == "start" else -1)))
        assert peak.y2 >= chart.HEAD - 7
        for n, column in enumerate(drawn.columns):
            if column.x < high and column.x + column.width > low:
                assert peak.y2 < column.y
                assert peak.y2 < drawn.base - min(average[n], max(counts)) * rise
    for one in drawn.peaks:
        for other in drawn.peaks:
            assert one is other or chart._clear(one, other)
