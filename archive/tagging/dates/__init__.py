"""The dates a text speaks of, as TIMEX3 values against the day it was published.

A small grammar of our own by language (`english`, `slavic`), run over the whole text in reading order, so
that "the next day" can count from the last full date above. Not here: the calendar arithmetic (`timex`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from archive.tagging.dates import english, slavic, timex
from archive.tagging.dates.grammar import Context, Rule
from archive.tagging.dates.tense import direction, is_told
from archive.tagging.dates.timex import Anchor
from archive.tagging.recognise import Parsed
from archive.tagging.values import DateType, SpokenDate

ABSOLUTE = frozenset(["iso", "figures", "month day year", "day month year", "month year", "year", "days month"])
"""Rules whose result becomes the date that later words count from."""

NARRATIVE_YEARS = 3
NARRATIVE_SHARE = 0.7
"""A text is a narrative of another time if it prints at least so many years and this share of them lies more
than a year from its publication; set by hand on war narratives against news."""

NEWS_WEIGHT = 2
"""A word such as "today" speaks against a narrative as loudly as so many years for it."""

MAX_DATES = 5_000
"""A table of a million figures is not read for dates beyond this."""

AWAY = frozenset(
    ["day before", "day beside", "eve", "night to", "night to day", "last night", "ago", "earlier", "before"]
)
"""Rules whose day lies beside the one told of: the news does not go on from it. A narrative does."""

NIGHTS = frozenset(["night to", "night to day"])
"""An hour in the night to Monday is not Sunday's."""

LEAD = 500
"""Characters of headline and first paragraph in which news says what day it tells of."""

STORY_DAYS = 3
"""The first paragraph of news tells of a day at most so long before publication; set by hand."""


@dataclass(frozen=True, slots=True)
class _Match:
    """A rule's match that overlaps none before it, with what does not change from reading to reading."""

    start: int
    end: int
    rule: Rule
    match: re.Match[str]
    direction: int
    told: bool


def find_dates(parsed: Parsed, language: str, published: date | None) -> list[SpokenDate]:
    """Spoken dates of the whole text in order, not overlapping; offsets into `parsed.text`.

    The text is read twice: what it says of a weekday without doubt decides where it leaves doubt.
    """
    rules = slavic.RULES.get(language) or (english.RULES if language == "en" else ())
    windows = _windows(parsed.clean) if rules is english.RULES else [(0, len(parsed.clean))]
    candidates = [
        _Match(start, stop, rule, match, _direction(parsed, language, start), _is_told(parsed, language, start))
        for start, stop, rule, match in _candidates(parsed, rules, windows)
    ]
    first = _Reading(parsed, published)
    first.read(candidates)
    second = _Reading(parsed, published, first.sure())
    second.read(candidates)
    return second.found


class _Reading:
    """One passage through the text in reading order."""

    def __init__(self, parsed: Parsed, published: date | None, known: Mapping[int, date] | None = None) -> None:
        years = _years(parsed.clean)
        self.found: list[SpokenDate] = []
        self._parsed, self._published, self._years, self._known = parsed, published, years, known or {}
        self._anchor = Anchor(published, narrative=published is None or _is_narrative(parsed.clean, years, published))
        self._carried: date | None = None
        self._begun = False
        self._joins = ""
        self._sure: list[date] = []

    def read(self, candidates: list[_Match]) -> None:
        end = 0
        for at in candidates:
            if at.start < end or len(self.found) >= MAX_DATES:
                continue
            self._move(end, at.start)
            value = at.rule.value(at.match, Context(self._anchor, at.direction, self._known))
            if value is None or (at.rule.name == "year" and not _is_year(self._parsed, at.start, at.end)):
                continue
            joined = self._joined(at, value)
            if joined:
                self.found[-1] = joined
                end = joined.end
                continue
            spans = _with_range(self._parsed, at.rule, at.match, _spoken(self._parsed, at.start, at.end, *value))
            self.found += spans
            self._joins = at.rule.joins
            end = spans[-1].end
            self._take(at, value[1])

    def _joined(self, at: _Match, value: tuple[DateType, str]) -> SpokenDate | None:
        """One expression of a day and a time of day that stand beside each other, else None."""
        if not at.rule.joins or {self._joins, at.rule.joins} != {"day", "time"}:
            return None
        before = self.found[-1]
        if not _BESIDE.fullmatch(self._parsed.clean, before.end, at.start):
            return None
        day, time = (before.value, value[1]) if at.rule.joins == "time" else (value[1], before.value)
        self._joins = ""
        joined = _spoken(self._parsed, before.start, at.end, "TIME", f"{day[:10]}T{time.partition('T')[2]}")
        self._take(at, joined.value)
        return joined

    def sure(self) -> dict[int, date]:
        """Weekdays about the day of publication that the text leaves no doubt about and that agree."""
        days: dict[int, set[date]] = {}
        for day in self._sure:
            if self._published and 0 < abs((day - self._published).days) < 7:
                days.setdefault(day.weekday(), set()).add(day)
        return {number: next(iter(found)) for number, found in days.items() if len(found) == 1}

    def _move(self, low: int, high: int) -> None:
        """On to the next expression: a sentence ends asides, a paragraph starts afresh."""
        between = self._parsed.clean[low:high]
        if "\n" in between:
            self._carried = self._anchor.story
            self._anchor = replace(self._anchor, day=self._carried, here=None)
        elif _SENTENCE.search(between) and not self._anchor.narrative:
            self._anchor = replace(self._anchor, day=self._carried, here=None)

    def _take(self, at: _Match, value: str) -> None:
        """What follows counts from this date."""
        first, last = timex.days(value)
        if first is not None and first == last and at.rule.name not in NIGHTS:
            told = at.told and (self._anchor.narrative or at.rule.name not in AWAY)
            self._anchor = replace(self._anchor, day=first, here=first if told else self._anchor.here)
            if told and (self._published is None or first <= self._published):
                self._carried = first
                self._anchor = replace(self._anchor, last=first)
            self._begin_story(at, first, told)
            if at.rule.name in ABSOLUTE or ("weekday" in at.rule.pattern.groupindex and abs(at.direction) > 1):
                self._sure.append(first)
        if at.rule.name in ABSOLUTE and first is not None and _of_this_time(first.year, self._years):
            self._anchor = replace(self._anchor, reference=first, printed=value)

    def _begin_story(self, at: _Match, day: date, told: bool) -> None:
        """The first day told of, if it lies shortly before publication, is that of the story."""
        anchor, published = self._anchor, self._published
        if self._begun or published is None or anchor.narrative or not told:
            return
        if at.start > LEAD or _DATELINE.match(self._parsed.clean, at.end):
            return
        self._begun = True
        if 0 <= (published - day).days <= STORY_DAYS:
            self._anchor = replace(anchor, story=day)


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


def _is_told(parsed: Parsed, language: str, start: int) -> bool:
    if language in slavic.RULES:
        return slavic.is_told(parsed.clean, start)
    return is_told(parsed, _token_at(parsed, start))


_BESIDE = re.compile(r",?\s+(?:(?:[ув]о?|о|об|з|із|с|со|на|до|к|після|после|рано|пізно|поздно)\s+)*", re.IGNORECASE)
"""What may stand between a day and its hour."""
_SENTENCE = re.compile(r"[.!?…]['\"”»)]*\s|;\s")
_DATELINE = re.compile(r"\s*(?:\([^)]{1,40}\)\s*)?[-–—]\s")
_EXPLICIT = re.compile(r"(?<![\d.,$€£])(1[6-9]\d\d|20\d\d)(?![\d.,]\d|\d)")
_APART = 25
"""A year so far from the text's middle one is an aside (a book of 2004 on a war of 1920): nothing counts from it."""


def _years(clean: str) -> list[int]:
    return sorted(int(year) for year in _EXPLICIT.findall(clean))


_OF_THE_DAY = re.compile(
    r"\b(?:today|yesterday|tomorrow|tonight|(?:last|this|next)\s+(?:night|week|month|year)"
    r"|(?:on|late|early)\s+(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
)


def _is_narrative(clean: str, years: list[int], published: date) -> bool:
    """Many years of long ago, and few words that count from the day of publication."""
    far = sum(abs(year - published.year) > 1 for year in years)
    if len(years) < NARRATIVE_YEARS or far < NARRATIVE_SHARE * len(years):
        return False
    return len(_OF_THE_DAY.findall(clean)) * NEWS_WEIGHT <= len(years)


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
