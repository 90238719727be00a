"""Numbers of bins and back, spans in bins, spoken spans as calendar units, the stretch a chart shows."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search import bins
from archive.search.bins import Unit
from archive.search.query import Bin
from archive.text.when import Span
from tests.search.oracle import _floor, _next, _units

MOMENTS = st.datetimes(datetime(1, 1, 8), datetime(9998, 12, 1))
DAYS = st.dates(date(1, 1, 8), date(9998, 12, 1))
STEPS = st.sampled_from(bins.BINS)


@given(STEPS, MOMENTS)
def test_a_number_is_its_bin(step: Bin, at: datetime) -> None:
    number = bins.number(step, at)
    assert bins.start(step, number) == _floor(at, step)
    assert bins.start(step, number + 1) == _next(_floor(at, step), step)


@given(STEPS.filter(lambda step: step != "hour"), DAYS, st.integers(0, 800))
def test_whole_and_touched(step: Bin, first: date, days: int) -> None:
    last = first + timedelta(days=days)
    low, high = bins.whole(step, first, last)
    assert low is not None
    assert high is not None
    assert bins.start(step, low).date() >= first > bins.start(step, low - 1).date()
    assert bins.start(step, high + 1).date() <= last + timedelta(days=1) < bins.start(step, high + 2).date()
    low, high = bins.touched(step, first, last)
    assert low is not None
    assert high is not None
    assert bins.start(step, low).date() <= first
    assert bins.start(step, high).date() <= last < bins.start(step, high + 1).date()


@given(DAYS, st.integers(0, 60) | st.integers(60, 5_000))
def test_units_are_those_of_plain_counting(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    made = [
        (bins.start(unit.bin, unit.number).date(), bins.start(unit.bin, unit.number + 1).date() - timedelta(days=1))
        for unit in bins.units(first, last)
    ]
    assert made == _units(first, last)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2014, 3, 14), date(2014, 3, 14), [Unit("day", 735306)]),
        (date(2014, 3, 1), date(2014, 3, 31), [Unit("month", 2014 * 12 + 2)]),
        (date(2014, 4, 1), date(2014, 6, 30), [Unit("quarter", 2014 * 4 + 1)]),
        (date(2014, 1, 1), date(2014, 12, 31), [Unit("year", 2014)]),
        (date(2014, 3, 15), date(2014, 3, 16), [Unit("day", 735307), Unit("day", 735308)]),
        (date(2014, 3, 15), date(2014, 5, 2), [Unit("month", 2014 * 12 + n) for n in (2, 3, 4)]),
    ],
)
def test_units(first: date, last: date, expected: list[Unit]) -> None:
    assert list(bins.units(first, last)) == expected


def test_the_last_day_there_is() -> None:
    unit = next(bins.units(date.max, date.max))
    assert [wider.bin for wider in bins.bins_of_unit(unit)] == ["day", "week", "month", "quarter", "year"]
    assert bins.whole("month", None, date.max) == (None, 9999 * 12 + 11)


def test_a_coarse_date_is_in_no_finer_bin() -> None:
    march = Span.of_month(2014, 3)
    assert bins.bin_of_span("month", march) == 2014 * 12 + 2
    assert bins.bin_of_span("week", march) is None
    assert bins.bin_of_span("year", march) == 2014


def test_the_stretch_that_holds_the_most() -> None:
    far = {1: 1, 700_000: 5, 700_010: 5, 900_000: 3}
    low, high = bins.window(far, 1, 900_000)
    assert high - low + 1 == bins.BARS_MAX
    assert low <= 700_000 < 700_010 <= high
    assert bins.window({5: 1, 9: 2}, 5, 9) == (5, 9)


def test_bins_are_chosen_by_span() -> None:
    assert bins.chosen({"day": 1, "week": 1}, {"day": 120, "week": 18}, hours=False) == "day"
    assert bins.chosen({"day": 1, "week": 1}, {"day": 121, "week": 18}, hours=False) == "week"
    assert bins.chosen({"hour": 1, "day": 1}, {"hour": 48, "day": 2}, hours=True) == "hour"
    assert bins.chosen({"hour": 1, "day": 1}, {"hour": 48, "day": 2}, hours=False) == "day"
    assert bins.chosen({}, {}, hours=False) == "year"
