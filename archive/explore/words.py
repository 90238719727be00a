"""Words of pages and files: dates written out, grouped numbers, plurals, languages. Pure, plain text.

An instant is written on the wall clock of the zone that is given, the archive's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pycountry

from archive.explore.days import MONTHS
from archive.text.when import Published

# Languages written from right to left; the direction of a text follows its language (pages.md, R35).
RTL = frozenset({"ar", "fa", "he", "ur", "yi", "ps", "sd", "ug", "dv", "ckb"})


def number(value: int | None) -> str:
    """12,418."""
    return "" if value is None else f"{value:,}"


def counted(value: int, words: str) -> str:
    """`{{ n|counted:"article,articles" }}`: "1 article", "12,418 articles"."""
    one, many = words.split(",")
    return f"{value:,} {one if value == 1 else many}"


def times(value: int) -> str:
    """How often: "once", "twice", "7 times"."""
    return {1: "once", 2: "twice"}.get(value, f"{value:,} times")


def day(value: date | None) -> str:
    """14 March 2014."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}" if value else ""


def short_day(value: date | None) -> str:
    """14 Mar 2014."""
    return f"{value.day} {MONTHS[value.month - 1][:3]} {value.year}" if value else ""


def moment(value: datetime | None, zone: ZoneInfo) -> str:
    """An instant on the wall clock: "14 March 2014, 18:42"."""
    if value is None:
        return ""
    local = value.astimezone(zone)
    return f"{day(local.date())}, {local:%H:%M}"


def clock(value: datetime | None, zone: ZoneInfo) -> str:
    """The time of an instant on the wall clock: "18:42"."""
    return f"{value.astimezone(zone):%H:%M}" if value else ""


def published_day(value: Published, zone: ZoneInfo) -> str:
    """As `published`, without the time of day."""
    return published(value, zone).split(",")[0]


def published_short(value: Published, zone: ZoneInfo) -> str:
    """As `published_day`, the month cut short where there is a day: "14 Mar 2014"."""
    day = value.at.astimezone(zone).date() if value.at else value.on
    return short_day(day) if value.precision in ("day", "minute") else published(value, zone)


def published(value: Published, zone: ZoneInfo) -> str:
    """As fine as it is known: "14 March 2014, 18:42", "March 2014", "2014", "date unknown"."""
    if value.precision == "minute":
        return moment(value.at, zone)
    if value.on is None:
        return "date unknown"
    if value.precision == "day":
        return day(value.on)
    return f"{MONTHS[value.on.month - 1]} {value.on.year}" if value.precision == "month" else str(value.on.year)


def machine(value: Published | datetime | date | None) -> str:
    """What stands in `<time datetime>`, as fine as it is known; empty if unknown."""
    if isinstance(value, Published):
        if value.at is not None:
            return machine(value.at)
        if value.on is None:
            return ""
        return value.on.isoformat()[: {"year": 4, "month": 7}.get(value.precision, 10)]
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
    return value.isoformat() if value else ""


def precision(value: Published) -> str:
    """How finely a date is known, in words."""
    return {
        "minute": "to the minute",
        "day": "to the day",
        "month": "to the month only",
        "year": "to the year only",
        "unknown": "unknown",
    }[value.precision]


def language(code: str) -> str:
    """The name of a language: "uk" is Ukrainian. Unknown codes stand for themselves."""
    if not code:
        return "language unknown"
    found = pycountry.languages.get(alpha_2=code) if len(code) == 2 else None
    return found.name.split(" (")[0].split(";")[0] if found else code


def country(code: str) -> str:
    """The name of a country: "UA" is Ukraine. Unknown codes stand for themselves."""
    found = pycountry.countries.get(alpha_2=code.upper()) if len(code) == 2 else None
    if found is None:
        return code
    return getattr(found, "common_name", found.name).split(",")[0]


def quoted(names: Sequence[str]) -> str:
    """Printed names in a row: “Moscow”, “Russia” and “the Kremlin”."""
    marked = [f"“{name}”" for name in names]
    return " and ".join(filter(None, (", ".join(marked[:-1]), *marked[-1:])))


def direction(code: str) -> str:
    """`dir` of a text in this language."""
    return "rtl" if code in RTL else "ltr"


def sentence(text: str) -> str:
    """A description as one sentence: a capital at its start, one full stop at its end."""
    text = text.strip()
    return text[:1].upper() + text[1:].rstrip(".") + "." if text else ""


def digest(value: str) -> str:
    """A checksum shortened for the eye."""
    return f"{value[:4]} {value[4:8]} … {value[-4:]}" if len(value) > 16 else value
