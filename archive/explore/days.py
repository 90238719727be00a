"""Bins of time as days and in words: first and last day, "17–23 March 2014". Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from archive.search.query import Bin

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def bin_days(start: str, bin_: Bin) -> tuple[date, date]:
    """First and last day of the bin that begins at `start` ("YYYY-MM-DD", hours "YYYY-MM-DDTHH")."""
    first = date.fromisoformat(start[:10])
    if bin_ in ("hour", "day"):
        return first, first
    if bin_ == "week":
        return first, first + timedelta(days=6)
    if bin_ == "year":
        return first, date(first.year, 12, 31)
    month = first.month + (2 if bin_ == "quarter" else 0)
    return first, date(first.year, month, monthrange(first.year, month)[1])


def bin_start(day: date, bin_: Bin) -> date:
    """First day of the bin in which `day` lies."""
    if bin_ == "week":
        return day - timedelta(days=day.weekday())
    if bin_ == "month":
        return day.replace(day=1)
    if bin_ == "quarter":
        return date(day.year, day.month - (day.month - 1) % 3, 1)
    if bin_ == "year":
        return date(day.year, 1, 1)
    return day


def bin_starts(first: str, last: str, bin_: Bin) -> Iterator[str]:
    """The starts of the bins from one to another, both included; the year 9999 is the last."""
    at = first
    while at <= last:
        yield at
        try:
            at = _next(at, bin_)
        except OverflowError:
            return


def _next(start: str, bin_: Bin) -> str:
    if bin_ == "hour":
        return (datetime.fromisoformat(start) + timedelta(hours=1)).strftime("%Y-%m-%dT%H")
    return (bin_days(start, bin_)[1] + timedelta(days=1)).isoformat()


def written(first: date, last: date) -> str:
    """A span of days in words: "14 March 2014", "17–23 March 2014", "28 October – 3 November 2013"."""
    if first == last:
        return f"{first.day} {MONTHS[first.month - 1]} {first.year}"
    if (first.year, first.month) == (last.year, last.month):
        if first.day == 1 and last.day == monthrange(last.year, last.month)[1]:
            return f"{MONTHS[first.month - 1]} {first.year}"
        return f"{first.day}–{last.day} {MONTHS[first.month - 1]} {first.year}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year}" if first.year == last.year else f"{first.year}–{last.year}"
    start = f"{first.day} {MONTHS[first.month - 1]}" + (f" {first.year}" if first.year != last.year else "")
    return f"{start} – {last.day} {MONTHS[last.month - 1]} {last.year}"


def bin_label(start: str, bin_: Bin) -> str:
    """A bin in words."""
    first, last = bin_days(start, bin_)
    if bin_ == "hour":
        return f"{written(first, first)}, {start[11:13]}:00"
    if bin_ == "quarter":
        return f"{MONTHS[first.month - 1]} to {MONTHS[last.month - 1]} {first.year}"
    return written(first, last)


def span_words(first: date, last: date, first_hour: int = 0, last_hour: int = 23) -> str:
    """A span of days, or of hours, in words: "14 March 2014, 18:00 to 19:59"."""
    if (first_hour, last_hour) == (0, 23):
        return written(first, last)
    if first == last:
        return f"{written(first, first)}, {first_hour:02}:00 to {last_hour:02}:59"
    return f"{written(first, first)}, {first_hour:02}:00 to {written(last, last)}, {last_hour:02}:59"
