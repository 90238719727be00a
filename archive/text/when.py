"""Dates that are intervals: as fine as they are known (product.md, promise 3; architecture.md, decision 10).

Pure values shared by ingest, store, tagging, search and pages. A date known to the day is never shifted
by a time zone; an instant is placed on the archive's wall clock.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Precision = Literal["unknown", "year", "month", "day", "minute"]
PRECISIONS: tuple[Precision, ...] = ("unknown", "year", "month", "day", "minute")


@dataclass(frozen=True, slots=True)
class Published:
    """When an article was published, how finely that is known, and how it is known.

    `at` is the aware instant, only with precision `minute`. `on` is the printed calendar day in the
    source's own zone; the first day of the month or year where only that is known; None if unknown.
    `origin` names the field that said so ("meta article:published_time", "column date", "file name").
    """

    precision: Precision = "unknown"
    on: date | None = None
    at: datetime | None = None
    origin: str = ""

    def __post_init__(self) -> None:
        if (self.precision == "minute") != (self.at is not None):
            raise ValueError("precision 'minute' goes with an instant `at`, and only that does")
        if (self.precision == "unknown") != (self.on is None):
            raise ValueError("`on` is None exactly where the date is unknown")
        if self.at is not None and self.at.tzinfo is None:
            raise ValueError("`at` must carry its zone")
        if self.precision == "month" and self.on and self.on.day != 1:
            raise ValueError("a month is given by its first day")
        if self.precision == "year" and self.on and (self.on.month, self.on.day) != (1, 1):
            raise ValueError("a year is given by its first day")

    @classmethod
    def instant(cls, at: datetime, origin: str) -> Published:
        """To the minute; `at` must be aware, its own zone gives the printed day."""
        return cls("minute", at.date(), at.astimezone(UTC), origin)

    @classmethod
    def day(cls, on: date, origin: str) -> Published:
        return cls("day", on, None, origin)

    @classmethod
    def month(cls, year: int, month: int, origin: str) -> Published:
        return cls("month", date(year, month, 1), None, origin)

    @classmethod
    def year(cls, year: int, origin: str) -> Published:
        return cls("year", date(year, 1, 1), None, origin)

    def span(self, zone: ZoneInfo) -> Span | None:
        """The interval on the wall clock of `zone` (the archive's); None if unknown."""
        if self.on is None:
            return None
        if self.at is not None:
            minute = self.at.astimezone(zone).replace(second=0, microsecond=0, tzinfo=None)
            return Span(minute, minute + timedelta(minutes=1))
        if self.precision == "day":
            return Span.of_day(self.on)
        if self.precision == "month":
            return Span.of_month(self.on.year, self.on.month)
        return Span.of_year(self.on.year)


UNKNOWN = Published()


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open interval [start, end) of naive wall-clock time in the archive's zone."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError("a span ends after it starts")

    @classmethod
    def of_day(cls, day: date) -> Span:
        start = datetime(day.year, day.month, day.day)
        return cls(start, start + timedelta(days=1))

    @classmethod
    def of_days(cls, first: date, last: date) -> Span:
        """Both days included."""
        return cls(datetime(first.year, first.month, first.day), cls.of_day(last).end)

    @classmethod
    def of_month(cls, year: int, month: int) -> Span:
        return cls.of_days(date(year, month, 1), date(year, month, monthrange(year, month)[1]))

    @classmethod
    def of_year(cls, year: int) -> Span:
        return cls.of_days(date(year, 1, 1), date(year, 12, 31))

    def within(self, other: Span) -> bool:
        return other.start <= self.start and self.end <= other.end
