"""One reading of a text's dates in order: what each counts from, and the day that the text is at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from archive.tagging.dates import timex
from archive.tagging.dates.grammar import Context, Rule
from archive.tagging.dates.grounds import grounds
from archive.tagging.dates.timex import Anchor
from archive.tagging.dates.years import (
    is_ancient,
    is_before_christ,
    is_narrative,
    is_year,
    of_this_time,
    printed_years,
    spoken_date,
    with_range,
)
from archive.tagging.recognise import Parsed
from archive.tagging.values import DateType, SpokenDate

ABSOLUTE = frozenset(["iso", "figures", "month day year", "day month year", "month year", "year", "days month"])
"""Rules whose result becomes the date that later words count from."""

YEARED = frozenset(["month day year", "day month year", "month year"])
"""Rules whose printed year, where the text tells of it, holds for the days without one in the same sentence."""

MAX_DATES = 5_000
"""A table of a million figures is not read for dates beyond this."""

AWAY = frozenset(
    [
        "day before",
        "day beside",
        "of today",
        "eve",
        "night to",
        "night to day",
        "last night",
        "ago",
        "earlier",
        "before",
    ]
)
"""Rules whose day lies beside the one told of: the news does not go on from it. A narrative does."""

STILL = frozenset(
    ["night to", "night to day", "part", "part phrase", "part noun", "part adjective", "weekday adjective"]
)
"""Rules that leave the text at the day that it is at: an hour in the night to Monday is not Sunday's."""

LEAD = 500
"""Characters of headline and first paragraph in which news says what day it tells of."""

STORY_DAYS = 3
"""The first paragraph of news tells of a day at most so long before publication; set by hand."""

BRACKET = 80
"""Characters before a date in which the bracket opens that makes it an aside."""

_BESIDE = re.compile(r",?\s+(?:(?:[ув]о?|о|об|рано|пізно|поздно|після|после|по|під|под)\s+)*", re.IGNORECASE)
"""What may stand between a day and its hour in Ukrainian and Russian."""
_AT = re.compile(r"\s+(?:(?:at|on)\s+)?")
"""The same in English: "on Friday at midnight", "four in the morning on Saturday", "6 a.m. today"."""
_SENTENCE = re.compile(r"[.!?…]['\"”»)]*\s|;\s")
_HALF = re.compile(r"^[^.!?…]*;\s[^.!?…]*$")
"""On within the sentence, past a semicolon: the year that it printed still holds."""
_BOUND = re.compile(r"\b(?:until|till|to|by|through)\s$|\b(?:до|по|к)\s$", re.IGNORECASE)
_DATELINE = re.compile(r"\s*(?:\([^)]{1,40}\)\s*)?[-–—]\s")


@dataclass(frozen=True, slots=True)
class Match:
    """A rule's match, with what does not change from reading to reading. `told`: is its day the one that the text
    goes on from?"""

    start: int
    end: int
    rule: Rule
    match: re.Match[str]
    direction: int
    told: bool


class Reading:
    """One passage through the text in reading order."""

    def __init__(
        self, parsed: Parsed, published: date | None, deep: bool, known: Mapping[int, date] | None = None
    ) -> None:
        self._beside = _AT if deep else _BESIDE
        years = printed_years(parsed.clean)
        self._explains = known is not None
        published = None if is_before_christ(parsed.clean, years) else published
        self.found: list[SpokenDate] = []
        self._parsed, self._published, self._years, self._known = parsed, published, years, known or {}
        self._anchor = Anchor(published, narrative=published is None or is_narrative(parsed.clean, years, published))
        self._ancient = is_ancient(parsed.clean)
        self._carried: date | None = None
        self._begun = False
        self._joins = ""
        self._sure: list[date] = []

    def read(self, candidates: list[Match]) -> None:
        """Take what begins after the end of what was taken, in order, and move the anchor along."""
        end = here = 0
        for at in candidates:
            if at.start < end or len(self.found) >= MAX_DATES:
                continue
            self._move(here, at.start)
            here = at.start
            context = Context(self._anchor, at.direction, self._known, self._ancient)
            value = at.rule.value(at.match, context)
            if value is None or (at.rule.name == "year" and not is_year(self._parsed, at.start, at.end)):
                continue
            joined = self._joined(at, value, context)
            if joined:
                self.found[-1] = joined
                end = here = joined.end
                continue
            spans = with_range(self._parsed, at.rule, at.match, spoken_date(self._parsed, at.start, at.end, *value))
            self.found += [self._with_grounds(span, at, context, value) for span in spans]
            self._joins = at.rule.joins
            end = here = spans[-1].end
            self._take(at, value[1])

    def _with_grounds(self, span: SpokenDate, at: Match, context: Context, value: tuple[DateType, str]) -> SpokenDate:
        """With its reason; the first reading, which only looks for sure weekdays, needs none."""
        if not self._explains:
            return span
        sure, why = grounds(at.rule, at.match, context, value)
        return replace(span, confidence=sure, why=why)

    def _joined(self, at: Match, value: tuple[DateType, str], context: Context) -> SpokenDate | None:
        """One expression of a day and a time of day that stand beside each other, else None."""
        if not at.rule.joins or {self._joins, at.rule.joins} != {"day", "time"}:
            return None
        before = self.found[-1]
        between = self._parsed.clean[before.end : at.start]
        if "\n\n" in between or not self._beside.fullmatch(between):
            return None
        if at.rule.joins == "time" and value[1].endswith("T00:00"):
            before = replace(before, value=timex.day(timex.add_days(before.first, 1))) if before.first else before
        day, time = (before.value, value[1]) if at.rule.joins == "time" else (value[1], before.value)
        self._joins = ""
        joined = spoken_date(self._parsed, before.start, at.end, "TIME", f"{day[:10]}T{time.partition('T')[2]}")
        own = before if at.rule.joins == "time" else self._with_grounds(joined, at, context, value)
        joined = replace(joined, confidence=own.confidence, why=own.why)
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
            self._anchor = replace(
                self._anchor, day=self._carried, here=None, year=None, late=None, last=self._anchor.near
            )
        elif _SENTENCE.search(between) and not self._anchor.narrative:
            year = self._anchor.year if _HALF.search(between) else None
            self._anchor = replace(self._anchor, day=self._carried, here=None, year=year, late=None)

    def _take(self, at: Match, value: str) -> None:
        """What follows counts from this date."""
        first, last = timex.days(value)
        if first is None:
            return
        if at.told and at.rule.name in YEARED and at.match["year"]:
            self._anchor = replace(self._anchor, year=first.year)
        self._anchor = replace(self._anchor, late=first if value.endswith(("TEV", "TNI")) else None)
        owns = self._parsed.clean.startswith(("'s", "’s"), at.end)  # "Sunday's vote" is not told on Sunday
        if first == last and at.rule.name not in STILL and not (owns and not self._anchor.narrative):
            self._go_to(at, first)
        bound = (
            self._published is None
            and at.rule.name == "year"
            and _BOUND.search(self._parsed.clean[max(0, at.start - 8) : at.start])
        )
        if at.rule.name in ABSOLUTE and not bound and of_this_time(first.year, self._years):
            self._anchor = replace(self._anchor, reference=first, printed=value)

    def _go_to(self, at: Match, day: date) -> None:
        """The text is now at this day: for the sentence, and if it tells of it, beyond."""
        told = at.told and (self._anchor.narrative or not (at.rule.name in AWAY or self._in_brackets(at.start)))
        past = self._published is None or day <= self._published
        self._anchor = replace(
            self._anchor,
            day=day,
            here=day if told else self._anchor.here,
            spoken=day if past else self._anchor.spoken,
            last=day if told and past else self._anchor.last,
            near=day if told and past and self._is_near(day) else self._anchor.near,
        )
        if told and past:
            self._carried = day
        self._begin_story(at, day, told)
        if at.rule.name in ABSOLUTE or ("weekday" in at.rule.pattern.groupindex and abs(at.direction) > 1):
            self._sure.append(day)

    def _in_brackets(self, start: int) -> bool:
        """Is it an aside in brackets ("see the report of 7 April")?"""
        before = self._parsed.clean[max(0, start - BRACKET) : start]
        return before.rfind("(") > before.rfind(")") and "\n" not in before

    def _is_near(self, day: date) -> bool:
        """Is it a day that a later paragraph of news goes back to by "that day"? A narrative goes back to any."""
        if self._published is None or self._anchor.narrative:
            return True
        return (self._published - day).days <= STORY_DAYS

    def _begin_story(self, at: Match, day: date, told: bool) -> None:
        """The first day told of, if it lies shortly before publication, is that of the story."""
        anchor, published = self._anchor, self._published
        if self._begun or published is None or anchor.narrative or not told:
            return
        if at.start > LEAD or _DATELINE.match(self._parsed.clean, at.end):
            return
        self._begun = True
        if 0 <= (published - day).days <= STORY_DAYS:
            self._anchor = replace(anchor, story=day)
