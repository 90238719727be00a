"""TIMEX3 values: making them, moving them, and the days that they cover. Knows no language."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

UNITS = {
    "day": "D",
    "night": "D",
    "week": "W",
    "month": "M",
    "year": "Y",
    "decade": "DE",
    "century": "CE",
    "hour": "H",
    "minute": "M",
    "second": "S",
    "quarter": "Q",
    "weekend": "WE",
    "fortnight": "W",
}
TIME_UNITS = frozenset({"hour", "minute", "second"})
SEASONS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 2)}


@dataclass(frozen=True, slots=True)
class Anchor:
    """What relative words count from: the publication day, the last full date above (its first day, and its
    value as printed), and whether the text is a narrative of another time (then the last date above rules).
    `day`: the day last spoken of, by whatever words. `story`: the day of which the first
    paragraph of the news tells. `here`: the day that this sentence has named as its own.
    `last`: the day last told of, in this paragraph or above. `spoken`: the past day last named
    at all, in an aside too. `year`: the year printed with a date of this sentence.
    `near`: the last day told of shortly before publication. `late`: the day whose
    evening or night this sentence last named."""

    published: date | None
    reference: date | None = None
    narrative: bool = False
    printed: str = ""
    day: date | None = None
    story: date | None = None
    here: date | None = None
    last: date | None = None
    spoken: date | None = None
    year: int | None = None
    near: date | None = None
    late: date | None = None

    @property
    def told(self) -> date | None:
        """The day that the news tells of: the one its first paragraph names, else that of publication."""
        return self.story or self.published

    @property
    def base(self) -> date | None:
        return (self.reference or self.published) if self.narrative else (self.published or self.reference)


def day(value: date) -> str:
    return value.isoformat()


def month(value: date) -> str:
    return f"{value.year:04d}-{value.month:02d}"


def week(value: date) -> str:
    year, number, _ = value.isocalendar()
    return f"{year:04d}-W{number:02d}"


def year(value: date) -> str:
    return f"{value.year:04d}"


def add_months(value: date, count: int) -> date:
    """The same day `count` months on, or that month's last day. Stays within the calendar."""
    index = min(max(value.year * 12 + value.month - 1 + count, 12), 9999 * 12 + 11)
    y, m = divmod(index, 12)
    return date(y, m + 1, min(value.day, monthrange(y, m + 1)[1]))


def add_years(value: date, count: int) -> date:
    return add_months(value, 12 * count)


def add_days(value: date, count: int) -> date:
    try:
        return value + timedelta(days=count)
    except OverflowError:
        return value


def shifted(base: date, unit: str, count: int) -> str:
    """`count` units from `base`, no finer than the unit: "two weeks ago" is a week, never a day."""
    if unit in ("day", "weekend"):
        moved = add_days(base, count * (7 if unit == "weekend" else 1))
        return day(moved) if unit == "day" else week(moved) + "-WE"
    if unit in ("week", "fortnight"):
        return week(add_days(base, count * (14 if unit == "fortnight" else 7)))
    if unit == "month":
        return month(add_months(base, count))
    if unit == "quarter":
        moved = add_months(base, 3 * count)
        return f"{moved.year:04d}-Q{(moved.month + 2) // 3}"
    years = {"year": 1, "decade": 10, "century": 100}[unit] * count
    target = base.year + years
    if not 1 <= target <= 9999:
        return "PAST_REF" if count < 0 else "FUTURE_REF"
    text = f"{target:04d}"
    return {"year": text, "decade": text[:3], "century": text[:2]}[unit]


def duration(unit: str, count: str) -> str:
    count = str(int(count) * 2) if unit == "fortnight" and count.isdigit() else count
    return f"P{'T' if unit in TIME_UNITS else ''}{count}{UNITS[unit]}"


def weekday_near(base: date, weekday: int, direction: int) -> date:
    """The weekday (Monday 0) on `base` itself, else the nearest before (-1) or after (+1); ±2 leaves `base` out."""
    ahead = (weekday - base.weekday()) % 7
    if ahead == 0 and abs(direction) == 1:
        return base
    return add_days(base, (ahead or 7) if direction > 0 else (ahead or 7) - 7 if ahead else -7)


def easter(y: int) -> date:
    """Easter Sunday of the western calendar (Meeus, Jones, Butcher)."""
    a, (b, c) = y % 19, divmod(y, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month_number, offset = divmod(h + m - 7 * n + 114, 31)
    return date(y, month_number, offset + 1)


def orthodox_easter(y: int) -> date:
    """Easter Sunday of the eastern churches by the civil calendar (Meeus; 13 days apart from 1900 to 2099)."""
    a, b, c = y % 4, y % 7, y % 19
    d = (19 * c + 15) % 30
    e = (2 * a + 4 * b - d + 34) % 7
    index, offset = divmod(d + e + 114, 31)
    return date(y, index, offset + 1) + timedelta(days=13)


def week_of_month(y: int, m: int, number: int) -> str:
    """The nth week of a month, the first being that of its first Thursday; -1 is the last."""
    if number > 0:
        return week(add_days(date(y, m, 4), 7 * (number - 1)))
    return week(add_days(date(y, m, monthrange(y, m)[1]), -3))


def valid(y: int, m: int, d: int) -> date | None:
    try:
        return date(y, m, d)
    except ValueError:
        return None


_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T.*)?")
_MONTH = re.compile(r"(\d{4})-(\d\d)")
_WEEK = re.compile(r"(\d{4})-W(\d\d)(-WE)?")
_PART = re.compile(r"(\d{4})-(Q[1-4]|H[12]|SP|SU|FA|WI)")
_YEARS = re.compile(r"\d{2,4}")


def days(value: str) -> tuple[date | None, date | None]:
    """First and last day (both included) that a value covers; (None, None) for durations, sets and vague values."""
    try:
        return _days(value)
    except ValueError:
        return None, None


def _days(value: str) -> tuple[date | None, date | None]:
    if match := _DAY.fullmatch(value):
        found = date(*map(int, match.groups()))
        return found, found
    if match := _WEEK.fullmatch(value):
        monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
        return monday + timedelta(days=5 if match[3] else 0), monday + timedelta(days=6)
    if match := _MONTH.fullmatch(value):
        return _months(int(match[1]), int(match[2]), int(match[1]), int(match[2]))
    if match := _PART.fullmatch(value):
        return _part(int(match[1]), match[2])
    if _YEARS.fullmatch(value):
        missing = 4 - len(value)
        return date(int(value + "0" * missing) or 1, 1, 1), date(int(value + "9" * missing), 12, 31)
    return None, None


def _months(y1: int, m1: int, y2: int, m2: int) -> tuple[date, date]:
    return date(y1, m1, 1), date(y2, m2, monthrange(y2, m2)[1])


def _part(y: int, part: str) -> tuple[date, date]:
    if part in SEASONS:
        first, last = SEASONS[part]
        return _months(y, first, y + (last < first), last)
    number, size = int(part[1]), 3 if part[0] == "Q" else 6
    return _months(y, (number - 1) * size + 1, y, number * size)
