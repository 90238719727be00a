"""The dates a text speaks of, as TIMEX3 values against the day it was published.

A small grammar of our own by language (`english`, `slavic`), run over the whole text in reading order, so
that "the next day" can count from the last full date above. Not here: the calendar arithmetic (`timex`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from archive.tagging.dates import english, slavic, timex
from archive.tagging.dates.english import Context, Rule
from archive.tagging.dates.tense import direction
from archive.tagging.dates.timex import Anchor
from archive.tagging.recognise import Parsed
from archive.tagging.values import SpokenDate

ABSOLUTE = frozenset(["iso", "figures", "month day year", "day month year", "month year", "year", "days month"])
"""Rules whose result becomes the date that later words count from."""

NARRATIVE_YEARS = 3
NARRATIVE_SHARE = 0.7
"""A text is a narrative of another time if it prints at least so many years and this share of them lies more
than a year from its publication; set by hand on war narratives against news."""

MAX_DATES = 5_000
"""A table of a million figures is not read for dates beyond this."""


def find_dates(parsed: Parsed, language: str, published: date | None) -> list[SpokenDate]:
    """Spoken dates of the whole text in order, not overlapping; offsets into `parsed.text`."""
    rules = slavic.RULES.get(language) or (english.RULES if language == "en" else ())
    found: list[SpokenDate] = []
    years = _years(parsed.clean)
    anchor = Anchor(published, narrative=published is None or _is_narrative(years, published))
    end = 0
    windows = _windows(parsed.clean) if rules is english.RULES else [(0, len(parsed.clean))]
    for start, stop, rule, match in _candidates(parsed, rules, windows):
        if start < end or len(found) >= MAX_DATES:
            continue
        if "\n" in parsed.clean[end:start]:
            anchor = replace(anchor, day=None)  # a paragraph starts afresh: its evening is the day of publication's
        value = rule.value(match, Context(anchor, _direction(parsed, language, start)))
        if value is None or (rule.name == "year" and not _is_year(parsed, start, stop)):
            continue
        spans = _with_range(parsed, rule, match, _spoken(parsed, start, stop, *value))
        found += spans
        end = spans[-1].end
        first, last = timex.days(value[1])
        if first is not None and first == last:
            anchor = replace(anchor, day=first)
        if rule.name in ABSOLUTE and first is not None and _of_this_time(first.year, years):
            anchor = replace(anchor, reference=first, printed=value[1])
    return found


def _spoken(parsed: Parsed, start: int, end: int, kind: str, value: str) -> SpokenDate:
    first, last = timex.days(value)
    return SpokenDate(start, end, parsed.text[start:end], kind, value, first, last)  # type: ignore[arg-type]


def _candidates(
    parsed: Parsed, rules: tuple[Rule, ...], windows: list[tuple[int, int]]
) -> Iterator[tuple[int, int, Rule, re.Match[str]]]:
    """All matches of all rules in reading order, the longest first where several begin at one place."""
    rows = []
    for low, high in windows:
        for order, rule in enumerate(rules):
            for match in rule.pattern.finditer(parsed.clean, low, high):
                start, end = _trimmed(parsed.clean, match)
                rows.append((start, -end, order, rule, match))
    rows.sort(key=lambda row: row[:3])
    for start, end, _, rule, match in rows:
        yield start, -end, rule, match


def _windows(clean: str) -> list[tuple[int, int]]:
    """The stretches of an English text in which a rule can match."""
    found: list[tuple[int, int]] = []
    for match in english.TRIGGER.finditer(clean):
        low, high = max(0, match.start() - english.REACH), min(len(clean), match.end() + english.REACH)
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], high)
        else:
            found.append((low, high))
    return found


def _trimmed(clean: str, match: re.Match[str]) -> tuple[int, int]:
    """The span without what only decided it: white space, a closing dash, "in", "at"."""
    start, end = match.span()
    if "when" in match.groupdict():
        return match.span("when")
    while end > start and clean[end - 1] in " \n-–,":
        end -= 1
    return start, end


def _token_at(parsed: Parsed, offset: int) -> int | None:
    index = bisect_right(parsed.tokens, offset, key=lambda token: token.start) - 1
    return index if index >= 0 and parsed.tokens[index].end > offset else None


def _direction(parsed: Parsed, language: str, start: int) -> int:
    if language in slavic.RULES:
        return slavic.direction(parsed.clean, start)
    return direction(parsed, start, _token_at(parsed, start))


_EXPLICIT = re.compile(r"(?<![\d.,$€£])(1[6-9]\d\d|20\d\d)(?![\d.,]\d|\d)")
_APART = 25
"""A year so far from the text's middle one is an aside (a book of 2004 on a war of 1920): nothing counts from it."""


def _years(clean: str) -> list[int]:
    return sorted(int(year) for year in _EXPLICIT.findall(clean))


def _is_narrative(years: list[int], published: date) -> bool:
    far = sum(abs(year - published.year) > 1 for year in years)
    return len(years) >= NARRATIVE_YEARS and far >= NARRATIVE_SHARE * len(years)


def _of_this_time(year: int, years: list[int]) -> bool:
    return not years or abs(year - years[len(years) // 2]) <= _APART


_COUNTED = re.compile(
    r"\s+(?:\w+\s+)?(?:people|troops|soldiers|men|women|dead|dollars|euros|pounds|percent|miles|km|kilomet|tons|tonnes|points|votes|square)",
    re.I,
)


def _is_year(parsed: Parsed, start: int, end: int) -> bool:
    """A bare number of four figures is a year unless it counts something."""
    if _COUNTED.match(parsed.clean, end, end + 40):
        return False
    index = _token_at(parsed, start)
    return not (parsed.deep and index is not None and _counts(parsed, index))


def _counts(parsed: Parsed, index: int) -> bool:
    token = parsed.tokens[index]
    head = parsed.tokens[token.head]
    return token.dep == "nummod" and head.tag == "NNS" and head.i == token.i + 1


_DAY_END = re.compile(
    r"\s?(?:-|–|to|and|or)\s?([12]\d|3[01]|[1-9])(?:st|nd|rd|th)?(?![\d:%\w]|[.,]\d|\s+(?:people|[A-Z]))"
)
_YEAR_END = re.compile(r"-(\d{4})(?!\d)")


def _with_range(parsed: Parsed, rule: Rule, match: re.Match[str], spoken: SpokenDate) -> list[SpokenDate]:
    """A range is two dates: "March 14-16", "14 to 16 March", "2004-2010"."""
    first, end = spoken.first, match.end()
    if first is None:
        return [spoken]
    if rule.name == "days month":
        other = timex.valid(first.year, first.month, int(match["first"]))
        second = replace(spoken, start=match.start("day"), text=parsed.text[match.start("day") : spoken.end])
        return [_spoken(parsed, *match.span("first"), "DATE", timex.day(other)), second] if other else [second]
    if rule.name == "month day year" and not match["year"]:
        tail = _DAY_END.match(parsed.clean, end)
        last = timex.valid(first.year, first.month, int(tail[1])) if tail else None
        if tail and last and last > first:
            return [spoken, _spoken(parsed, *tail.span(1), "DATE", timex.day(last))]
    if rule.name == "year":
        tail = _YEAR_END.match(parsed.clean, end)
        if tail and int(tail[1]) > first.year:
            return [spoken, _spoken(parsed, *tail.span(1), "DATE", tail[1])]
    return [spoken]
