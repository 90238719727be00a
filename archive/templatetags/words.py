"""Words of the pages: dates written out, grouped numbers, plurals, languages. Plain text only, no HTML."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pycountry
from django import template
from django.conf import settings

from archive.explore.chart import MONTHS, written
from archive.text.when import Published

register = template.Library()

# Languages written from right to left; the direction of a text follows its language (pages.md, R35).
RTL = frozenset({"ar", "fa", "he", "ur", "yi", "ps", "sd", "ug", "dv", "ckb"})


@register.filter
def number(value: int | None) -> str:
    """12,418."""
    return "" if value is None else f"{value:,}"


@register.filter
def counted(value: int, words: str) -> str:
    """`{{ n|counted:"article,articles" }}`: "1 article", "12,418 articles"."""
    one, many = words.split(",")
    return f"{value:,} {one if value == 1 else many}"


@register.filter
def times(value: int) -> str:
    """How often: "once", "twice", "7 times"."""
    return {1: "once", 2: "twice"}.get(value, f"{value:,} times")


@register.filter
def day(value: date | None) -> str:
    """14 March 2014."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}" if value else ""


@register.filter
def short_day(value: date | None) -> str:
    """14 Mar 2014."""
    return f"{value.day} {MONTHS[value.month - 1][:3]} {value.year}" if value else ""


@register.filter
def days(first: date, last: date | None = None) -> str:
    """A span of days: "1–31 March 2014" as "March 2014", "6–9 May 2014"."""
    return written(first, last or first)


@register.filter
def moment(value: datetime | None) -> str:
    """An instant on the archive's wall clock: "14 March 2014, 18:42"."""
    if value is None:
        return ""
    local = value.astimezone(ZoneInfo(settings.ARCHIVE_ZONE))
    return f"{day(local.date())}, {local:%H:%M}"


@register.filter
def clock(value: datetime | None) -> str:
    """The time of an instant on the archive's wall clock: "18:42"."""
    return f"{value.astimezone(ZoneInfo(settings.ARCHIVE_ZONE)):%H:%M}" if value else ""


@register.filter
def published_day(value: Published) -> str:
    """As `published`, without the time of day."""
    return published(value).split(",")[0]


@register.filter
def published(value: Published) -> str:
    """As fine as it is known: "14 March 2014, 18:42", "March 2014", "2014", "date unknown"."""
    if value.precision == "minute":
        return moment(value.at)
    if value.on is None:
        return "date unknown"
    if value.precision == "day":
        return day(value.on)
    return f"{MONTHS[value.on.month - 1]} {value.on.year}" if value.precision == "month" else str(value.on.year)


@register.filter
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


@register.filter
def precision(value: Published) -> str:
    """How finely a date is known, in words."""
    return {
        "minute": "to the minute",
        "day": "to the day",
        "month": "to the month only",
        "year": "to the year only",
        "unknown": "unknown",
    }[value.precision]


@register.filter
def language(code: str) -> str:
    """The name of a language: "uk" is Ukrainian. Unknown codes stand for themselves."""
    if not code:
        return "language unknown"
    found = pycountry.languages.get(alpha_2=code) if len(code) == 2 else None
    return found.name.split(" (")[0].split(";")[0] if found else code


@register.filter
def country(code: str) -> str:
    """The name of a country: "UA" is Ukraine. Unknown codes stand for themselves."""
    found = pycountry.countries.get(alpha_2=code.upper()) if len(code) == 2 else None
    if found is None:
        return code
    return getattr(found, "common_name", found.name).split(",")[0]


@register.filter
def direction(code: str) -> str:
    """`dir` of a text in this language."""
    return "rtl" if code in RTL else "ltr"


@register.filter
def script_lang(text: str) -> str:
    """The language to name for a printed form whose language is not recorded: Cyrillic is read as Russian."""
    letters = [ch for ch in text if ch.isalpha()]
    return "ru" if letters and all("CYRILLIC" in unicodedata.name(ch, "") for ch in letters) else ""


@register.filter
def digest(value: str) -> str:
    """A checksum shortened for the eye."""
    return f"{value[:4]} {value[4:8]} … {value[-4:]}" if len(value) > 16 else value


@register.filter
def at(mapping: dict[str, object], key: str) -> object:
    """An entry of a mapping, for keys that are values."""
    return mapping.get(key, "")
