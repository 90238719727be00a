"""Dates as intervals: as fine as they are known, never shifted when only the day is known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.when import UNKNOWN, Published, Span

KYIV = ZoneInfo("Europe/Kyiv")
ZONES = st.sampled_from(
    [ZoneInfo(name) for name in ("UTC", "Europe/Kyiv", "Asia/Kathmandu", "Pacific/Apia", "Etc/GMT+12")]
)
DAYS = st.dates(date(1600, 1, 1), date(2100, 12, 31))


@given(DAYS, ZONES)
def test_a_day_stays_that_day_in_every_zone(day: date, zone: ZoneInfo) -> None:
    assert Published.day(day, "x").span(zone) == Span.of_day(day)


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)), ZONES)
def test_an_instant_is_one_minute_on_the_wall_clock(at: datetime, zone: ZoneInfo) -> None:
    span = Published.instant(at, "x").span(zone)
    assert span is not None
    assert span.end - span.start == timedelta(minutes=1)
    assert span.start == at.astimezone(zone).replace(second=0, microsecond=0, tzinfo=None)


def test_the_printed_day_is_that_of_the_printed_zone() -> None:
    late = Published.instant(datetime(2014, 3, 14, 23, 30, tzinfo=timezone(timedelta(hours=-5))), "x")
    assert late.on == date(2014, 3, 14)
    assert late.at == datetime(2014, 3, 15, 4, 30, tzinfo=UTC)
    assert late.at.utcoffset() == timedelta(0)
    assert late.span(KYIV) == Span(datetime(2014, 3, 15, 6, 30), datetime(2014, 3, 15, 6, 31))


def test_months_and_years() -> None:
    assert Published.month(2014, 2, "x").span(KYIV) == Span.of_days(date(2014, 2, 1), date(2014, 2, 28))
    assert Published.year(2014, "x").span(KYIV) == Span.of_days(date(2014, 1, 1), date(2014, 12, 31))
    assert UNKNOWN.span(KYIV) is None


@given(DAYS)
def test_a_day_lies_within_its_month_and_year(day: date) -> None:
    month, year = Span.of_month(day.year, day.month), Span.of_year(day.year)
    assert Span.of_day(day).within(month)
    assert month.within(year)
    assert not year.within(month)


@pytest.mark.parametrize(
    "wrong",
    [
        {"precision": "minute", "on": date(2014, 3, 14)},
        {"precision": "day"},
        {"precision": "unknown", "on": date(2014, 3, 14)},
        {"precision": "day", "on": date(2014, 3, 14), "at": datetime(2014, 3, 14, tzinfo=UTC)},
        {"precision": "minute", "on": date(2014, 3, 14), "at": datetime(2014, 3, 14)},
        {"precision": "month", "on": date(2014, 3, 14)},
        {"precision": "year", "on": date(2014, 3, 1)},
    ],
)
def test_a_date_that_contradicts_itself_cannot_be_made(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        Published(**wrong)  # type: ignore[arg-type]


def test_a_span_ends_after_it_starts() -> None:
    with pytest.raises(ValueError, match="ends after"):
        Span(datetime(2014, 3, 14), datetime(2014, 3, 14))
