"""Numbers as years: of what time a text tells, whether a bare number is a year, and where a range ends."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from datetime import date

from archive.tagging.dates import timex
from archive.tagging.dates.grammar import Rule
from archive.tagging.recognise import Parsed
from archive.tagging.values import SpokenDate

NARRATIVE_YEARS = 3
NARRATIVE_SHARE = 0.7
"""A text is a narrative of another time if it prints at least so many years and this share of them lies more
than a year from its publication; set by hand on war narratives against news."""

CHRONICLE_YEARS, CHRONICLE_SHARE = 30, 0.5
"""Who prints so many years tells a history, even if it goes on to the present."""

NEWS_WEIGHT = 2
"""A word such as "today" speaks against a narrative as loudly as so many years for it."""

_EXPLICIT = re.compile(r"(?<![\d.,$€£])(1[6-9]\d\d|20\d\d)(?![\d.,]\d|\d)")
_APART = 25
"""A year so far from the text's middle one is an aside (a book of 2004 on a war of 1920): nothing counts from it."""


def printed_years(clean: str) -> list[int]:
    """All years of four figures in the text, sorted."""
    return sorted(int(year) for year in _EXPLICIT.findall(clean))


_OF_THE_DAY = re.compile(
    r"\b(?:today|yesterday|tomorrow|tonight|(?:last|this|next)\s+(?:night|week|month|year)"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b",
    re.IGNORECASE,
)


def is_narrative(clean: str, years: list[int], published: date) -> bool:
    """Many years of long ago, and few words that count from the day of publication."""
    far = sum(abs(year - published.year) > 1 for year in years)
    share = CHRONICLE_SHARE if len(years) >= CHRONICLE_YEARS else NARRATIVE_SHARE
    if len(years) < NARRATIVE_YEARS or far < share * len(years):
        return False
    return len(_OF_THE_DAY.findall(clean)) * NEWS_WEIGHT <= len(years)


def of_this_time(year: int, years: list[int]) -> bool:
    """Is a year near enough to the text's own time for later words to count from it?"""
    return not years or abs(year - years[len(years) // 2]) <= _APART


_ANTIQUITY = re.compile(
    r"\b(?:c|ca|circa)\.\s?[1-9]\d\d\b|\b[1-9]\d{1,2}\s?(?:AD|BC|CE)\b|\bAD\s?\d{1,3}\b|\bin the year \d{1,3}\b"
)


_BEFORE_CHRIST = re.compile(r"\b\d{1,4}\s?B\.?C\b")


def is_before_christ(clean: str, years: list[int]) -> bool:
    """Does the text tell of years before Christ more than of any other? Nothing of it counts from its publication."""
    before = len(_BEFORE_CHRIST.findall(clean))
    return before >= NARRATIVE_YEARS and before > len(years)


def is_ancient(clean: str) -> bool:
    """Does the text speak of years before 1000 in so many words?"""
    return bool(_ANTIQUITY.search(clean))


_COUNTED = re.compile(
    r"\s+(?:\w+\s+)?(?:people|troops|soldiers|men|women|dead|dollars|euros|pounds|percent|miles|km|kilomet|tons|tonnes|points|votes|square)",
    re.I,
)


def is_year(parsed: Parsed, start: int, end: int) -> bool:
    """A bare number of four figures is a year unless it counts something."""
    if _COUNTED.match(parsed.clean, end, end + 40):
        return False
    index = token_at(parsed, start)
    return not (parsed.deep and index is not None and _counts(parsed, index))


def _counts(parsed: Parsed, index: int) -> bool:
    """Is it a number of things ("2014 soldiers")? A determiner before it makes it a year ("the 2014 protests")."""
    token = parsed.tokens[index]
    head = parsed.tokens[token.head]
    before = parsed.tokens[index - 1] if index else None
    named = before is not None and before.tag in ("DT", "PRP$", "POS")
    return token.dep == "nummod" and head.tag == "NNS" and head.i == token.i + 1 and not named


def token_at(parsed: Parsed, offset: int) -> int | None:
    """The index of the token that covers the offset."""
    index = bisect_right(parsed.tokens, offset, key=lambda token: token.start) - 1
    return index if index >= 0 and parsed.tokens[index].end > offset else None


def spoken_date(parsed: Parsed, start: int, end: int, kind: str, value: str) -> SpokenDate:
    """The expression at [start, end) with the days that its value covers."""
    first, last = timex.days(value)
    return SpokenDate(start, end, parsed.text[start:end], kind, value, first, last)  # type: ignore[arg-type]


_DAY_END = re.compile(
    r"\s?(?:-|–|to|and|or)\s?([12]\d|3[01]|[1-9])(?:st|nd|rd|th)?(?![\d:%\w]|[.,]\d|\s+(?:people|[A-Z]))"
)
_YEAR_END = re.compile(r"\s?[-–—/]\s?(\d{4}|\d\d)(?![\d:]|[.,]\d|-)")


def with_range(parsed: Parsed, rule: Rule, match: re.Match[str], spoken: SpokenDate) -> list[SpokenDate]:
    """A range is two dates: "March 14-16", "14 to 16 March", "2004-2010"."""
    first, end = spoken.first, match.end()
    if first is None:
        return [spoken]
    if rule.name == "days month":
        other = timex.valid(first.year, first.month, int(match["first"]))
        second = replace(spoken, start=match.start("day"), text=parsed.text[match.start("day") : spoken.end])
        return [spoken_date(parsed, *match.span("first"), "DATE", timex.day(other)), second] if other else [second]
    if rule.name == "month day year" and not match["year"]:
        tail = _DAY_END.match(parsed.clean, end)
        last = timex.valid(first.year, first.month, int(tail[1])) if tail else None
        if tail and last and last > first:
            return [spoken, spoken_date(parsed, *tail.span(1), "DATE", timex.day(last))]
    if rule.name == "year":
        tail = _YEAR_END.match(parsed.clean, end)
        last_year = str(first.year)[: 4 - len(tail[1])] + tail[1] if tail else ""
        if tail and int(last_year) > first.year:
            return [spoken, spoken_date(parsed, *tail.span(1), "DATE", last_year)]
    return [spoken]
