"""Bins of time: from days and minutes to numbered hours, days, ISO weeks, months, quarters, years, and back.

A bin is one whole number that grows with time; every engine stores these numbers and counts them.
Wall-clock time of the archive's zone throughout; the first day is 1 January of year 1 (`date.toordinal`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from archive.search.query import Bin
from archive.text.when import Span

# Raise when the same dates would fall in other bins: every index must then be rebuilt.
VERSION = 1

BINS: tuple[Bin, ...] = ("hour", "day", "week", "month", "quarter", "year")

# A spoken span that is no calendar unit is indexed as its days up to here, beyond as its months (architecture.md 10).
DAYS_MAX = 31
# "From 862 to 1991" would be 13,000 months: beyond ten years a span is indexed as its years.
MONTHS_MAX = 120

# A chart of more bars than pixels shows nothing; one more bar than this and the next coarser bin is chosen.
BARS_AUTO = 120
# Bars asked for by name: eleven years of days. Safety T17: a 20,000-bucket chart is refused work.
BARS_MAX = 4_000


@dataclass(frozen=True, slots=True)
class Unit:
    """A calendar unit: its bin and its number."""

    bin: Bin
    number: int


def number(step: Bin, at: datetime) -> int:
    """The number of the bin that a moment of wall-clock time falls in."""
    day = at.toordinal()
    match step:
        case "hour":
            return day * 24 + at.hour
        case "day":
            return day
        case "week":
            return (day - 1) // 7  # 1 January of year 1 was a Monday
        case "month":
            return at.year * 12 + at.month - 1
        case "quarter":
            return at.year * 4 + (at.month - 1) // 3
        case "year":
            return at.year


def start(step: Bin, number: int) -> datetime:
    """The first moment of a bin; OverflowError or ValueError outside the years 1 to 9999."""
    match step:
        case "hour":
            return datetime.fromordinal(number // 24) + timedelta(hours=number % 24)
        case "day":
            return datetime.fromordinal(number)
        case "week":
            return datetime.fromordinal(number * 7 + 1)
        case "month":
            return datetime(number // 12, number % 12 + 1, 1)
        case "quarter":
            return datetime(number // 4, number % 4 * 3 + 1, 1)
        case "year":
            return datetime(number, 1, 1)


def printed(step: Bin, number: int) -> str:
    """A bin as commands and pages print its start: YYYY-MM-DD, for an hour YYYY-MM-DDTHH."""
    at = start(step, number)
    return f"{at:%Y-%m-%dT%H}" if step == "hour" else at.date().isoformat()


def minute(at: datetime) -> int:
    """Minutes since the first day; up to the year 9999 these need 33 bits."""
    return at.toordinal() * 1440 + at.hour * 60 + at.minute


def bin_of_span(step: Bin, span: Span) -> int | None:
    """The bin that a span lies wholly inside, None if it is too coarse for that."""
    first = number(step, span.start)
    return first if number(step, span.end - timedelta(microseconds=1)) == first else None


def whole(step: Bin, first: date | None, last: date | None) -> tuple[int | None, int | None]:
    """The first and last bin that lie wholly inside the days [first, last]; None = open. May be empty (low > high)."""
    low = high = None
    if first is not None:
        low = number(step, _midnight(first))
        if start(step, low).date() < first:
            low += 1
    if last is not None:
        high = number(step, _midnight(last))
        if last < date.max and number(step, _midnight(last + timedelta(days=1))) == high:
            high -= 1
    return low, high


def touched(step: Bin, first: date | None, last: date | None) -> tuple[int | None, int | None]:
    """The first and last bin that share a day with [first, last]; None = open."""
    return (
        None if first is None else number(step, _midnight(first)),
        None if last is None else number(step, _midnight(last)),
    )


def units(first: date, last: date) -> Iterator[Unit]:
    """A spoken span as calendar units: itself if it is one, else its days, else its months, else its years."""
    for step in ("day", "week", "month", "quarter", "year"):
        low, high = touched(step, first, last)
        if low == high and low is not None and whole(step, first, last) == (low, high):
            yield Unit(step, low)
            return
    days = (last - first).days + 1
    months = number("month", _midnight(last)) - number("month", _midnight(first)) + 1
    parts: Bin = "day" if days <= DAYS_MAX else "month" if months <= MONTHS_MAX else "year"
    for part in range(number(parts, _midnight(first)), number(parts, _midnight(last)) + 1):
        yield Unit(parts, part)


def bins_of_unit(unit: Unit) -> Iterator[Unit]:
    """Every bin that a unit lies wholly inside, itself among them; never an hour."""
    begin = start(unit.bin, unit.number)
    try:
        end = start(unit.bin, unit.number + 1)
    except (ValueError, OverflowError):  # after the last day of the year 9999 there is none
        end = datetime.max  # noqa: DTZ901 - wall clock
    for step in BINS[1:]:
        inside = bin_of_span(step, Span(begin, end))
        if inside is not None:
            yield Unit(step, inside)


def chosen(low: dict[Bin, int], high: dict[Bin, int], hours: bool) -> Bin:
    """The finest bin with at most BARS_AUTO bars between the first and last bin of each kind."""
    for step in BINS if hours else BINS[1:]:
        if step in low and high[step] - low[step] < BARS_AUTO:
            return step
    return "year"


def window(counts: dict[int, int], low: int, high: int) -> tuple[int, int]:
    """[low, high], or where that is over BARS_MAX bins the first stretch of BARS_MAX that holds the most."""
    if high - low < BARS_MAX:
        return low, high
    numbers = sorted(counts)
    best, best_sum, running, left = low, -1, 0, 0
    for right in numbers:
        running += counts[right]
        while numbers[left] <= right - BARS_MAX:
            running -= counts[numbers[left]]
            left += 1
        if running > best_sum:
            best, best_sum = numbers[left], running
    best = min(best, high - BARS_MAX + 1)
    return best, best + BARS_MAX - 1


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)
