"""Printed dates to days, and what can stand in place of one that is no date."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta


class WrongDateError(Exception):
    """Carries what was printed and a date that can stand in its place."""

    def __init__(self, message: str, printed: str, repair: str) -> None:
        super().__init__(message)
        self.printed = printed
        self.repair = repair


_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_FORMS = "write a date as 2014, 2014-03 or 2014-03-14, or -7d, today, unknown"


def calendar(printed: str) -> tuple[date, date]:
    parts = re.fullmatch(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?", printed)
    if not parts:
        raise WrongDateError(f"{printed or 'nothing'} is no date: {_FORMS}", printed, _iso(printed))
    year, month, day = int(parts[1]), int(parts[2] or 0), int(parts[3] or 0)
    if year == 0:
        raise WrongDateError("there is no year 0", printed, "*")
    if parts[2] is None:
        return date(year, 1, 1), date(year, 12, 31)
    if not 1 <= month <= 12:
        raise WrongDateError(f"there is no month {month}", printed, f"{year:04}")
    days = monthrange(year, month)[1]
    if parts[3] is None:
        return date(year, month, 1), date(year, month, days)
    if not 1 <= day <= days:
        message = f"{_MONTHS[month - 1]} {year} has {days} days, not {day}"
        raise WrongDateError(message, printed, f"{year:04}-{month:02}-{max(1, min(day, days)):02}")
    return date(year, month, day), date(year, month, day)


# Orders of day, month and year: numbers alone only where the order cannot be mistaken.
_NUMBERS = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})")
_YEAR_FIRST = re.compile(r"([1-9][0-9]{3})([./-]?)([0-9]{2})(?:\2([0-9]{2}))?(?![0-9])")
_WEEK = re.compile(r"([1-9][0-9]{3})-?W([0-9]{1,2})", re.IGNORECASE)
_QUARTER = re.compile(r"([1-9][0-9]{3})[- ]?Q([1-4])|Q([1-4])[- ]?([1-9][0-9]{3})", re.IGNORECASE)
_NAMED = re.compile(r"(?:([0-9]{1,2})\W+)?([A-Za-z]{3,9})\W+(?:([0-9]{1,2})\W+)?([1-9][0-9]{3})")
_YEAR = re.compile(r"(?<![0-9])[1-9][0-9]{3}(?![0-9])")


def _iso(printed: str) -> str:
    """A date in another form as it is written here; else its year, else open."""
    short = printed[:40]  # no date is longer
    return _numbers(short) or _year_first(short) or _span(short) or named(short) or _year(short) or "*"


def compared(sign: str, printed: str) -> str:
    """`sign` (<, <=, >, >=) and a date in any form as they are written after date:, like <2014-03-14; "" for no date.

    Of a week or a quarter the end that `sign` looks at. A date known only to its year takes the year in: before
    03/04/2014 is surely in <=2014.
    """
    text = printed.strip().lower()
    if relative := re.fullmatch(r"-?([0-9]{1,7}[dwmy])", text):
        return f"{sign}-{relative[1]}"
    if text in ("today", "now", "yesterday"):
        return f"{sign}{text}"
    try:
        calendar(text)
    except WrongDateError as wrong:
        short = text[:40]
        if exact := _numbers(short) or _year_first(short) or _span(short) or named(short):
            return f"{sign}{exact.split('..')[end_of(sign)]}"
        return "" if wrong.repair == "*" else f"{sign[0]}={wrong.repair}"
    return f"{sign}{text}"


def end_of(sign: str) -> int:
    """Which end of a span a comparison looks at: 0 the first day, -1 the last."""
    return 0 if sign in ("<", ">=") else -1


def _numbers(printed: str) -> str:
    parts = _NUMBERS.fullmatch(printed)
    if not parts:
        return ""
    one, two, year = int(parts[1]), int(parts[2]), int(parts[3])
    day, month = (one, two) if one > 12 or one == two else (two, one) if two > 12 else (0, 0)
    return _written(year, month, day) if day else ""


def _year_first(printed: str) -> str:
    parts = _YEAR_FIRST.match(printed)
    return _written(int(parts[1]), int(parts[3]), int(parts[4] or 0)) if parts else ""


def _span(printed: str) -> str:
    """An ISO week or a quarter."""
    if week := _WEEK.fullmatch(printed):
        try:
            first = date.fromisocalendar(int(week[1]), int(week[2]), 1)
            return f"{first}..{first + timedelta(days=6)}"
        except (ValueError, OverflowError):
            return ""
    if quarter := _QUARTER.fullmatch(printed):
        year, number = quarter[1] or quarter[4], int(quarter[2] or quarter[3])
        return f"{year}-{3 * number - 2:02}..{year}-{3 * number:02}"
    return ""


def named(printed: str) -> str:
    """ "14 March 2014", "March 14, 2014", "Mar 2014" as written here; "" for anything else."""
    parts = _NAMED.fullmatch(printed.strip())
    if not parts or (parts[1] and parts[3]):
        return ""
    months = [n for n, name in enumerate(_MONTHS, 1) if name.lower().startswith(parts[2].lower())]
    return _written(int(parts[4]), months[0], int(parts[1] or parts[3] or 0)) if months else ""


def _year(printed: str) -> str:
    year = _YEAR.search(printed)
    return year.group() if year else ""


def _written(year: int, month: int, day: int) -> str:
    """As it is written here; day 0 for a month; "" where the calendar has no such day."""
    if not (year and 1 <= month <= 12 and 0 <= day <= monthrange(year, month)[1]):
        return ""
    return f"{year:04}-{month:02}-{day:02}" if day else f"{year:04}-{month:02}"


def moved(day: date, count: int, unit: str) -> date:
    if unit in "dw":
        return day + timedelta(days=count * (7 if unit == "w" else 1))
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "y" else 1)
    year, month = months // 12, months % 12 + 1
    if not 1 <= year <= 9999:
        raise OverflowError
    return date(year, month, min(day.day, monthrange(year, month)[1]))
