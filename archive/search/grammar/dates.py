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


def _iso(printed: str) -> str:
    """A date in another order as ISO where the order of day and month cannot be mistaken, else its year, else open."""
    if parts := re.search(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})", printed):
        one, two, year = int(parts[1]), int(parts[2]), int(parts[3])
        day, month = (one, two) if one > 12 or one == two else (two, one) if two > 12 else (0, 0)
        if year and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
            return f"{year:04}-{month:02}-{day:02}"
    year_only = re.search(r"(?<![0-9])[1-9][0-9]{3}(?![0-9])", printed)
    return year_only.group() if year_only else "*"


def moved(day: date, count: int, unit: str) -> date:
    if unit in "dw":
        return day + timedelta(days=count * (7 if unit == "w" else 1))
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "y" else 1)
    year, month = months // 12, months % 12 + 1
    if not 1 <= year <= 9999:
        raise OverflowError
    return date(year, month, min(day.day, monthrange(year, month)[1]))
