"""What a rule about dates is, in any language: a pattern, and what a match of it means in its context."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from archive.tagging.dates import timex
from archive.tagging.dates.timex import Anchor
from archive.tagging.values import DateType

Value = tuple[DateType, str] | None
"""A TIMEX3 type and value; None: no date after all."""


@dataclass(frozen=True, slots=True)
class Context:
    """Where a match stands: what it counts from, and the direction in time of its words.

    `direction`: -2 surely past, -1 likely past, 0 nothing says, +1 likely ahead, +2 surely ahead.
    `known`: weekdays (Monday 0) of which the text says elsewhere, beyond doubt, which day is meant.
    `ancient`: the text speaks of years before 1000.
    """

    anchor: Anchor
    direction: int
    known: Mapping[int, date] = field(default_factory=dict)
    ancient: bool = False


Meaning = Callable[[re.Match[str], Context], Value]


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    pattern: re.Pattern[str]
    value: Meaning
    joins: Literal["", "day", "time"] = ""
    """ "day" and "time" beside each other are one expression ("15 лютого о 18:00")."""


LIKELY_AHEAD = {-1: 2, 0: 3, 1: 4}
"""How many days ahead a weekday may lie and still be the coming one, by what its words suggest: news names
what happened five or six days ago by its date, and what is to come tomorrow by its weekday. Set by hand."""


def weekday(number: int, context: Context, way: int = 0) -> date | None:
    """The day that a weekday (Monday 0) names. `way` ±2: the words themselves say "last", "next"."""
    base = context.anchor.base
    if base is None:
        return None
    if way:
        return timex.weekday_near(base, number, way)
    if context.anchor.narrative:
        return timex.weekday_near(base, number, 1 if context.direction > 0 else -1)
    if abs(context.direction) < 2 and number in context.known:
        return context.known[number]
    ahead = (number - base.weekday()) % 7
    future = context.direction > 1 or (
        context.direction > -2 and ahead <= LIKELY_AHEAD[max(-1, min(1, context.direction))]
    )
    return timex.weekday_near(base, number, 1 if future else -1)


TENSE_REACH = 100
"""Days. A past tense does not put an election of next month into last year ("he called the vote of May 25
illegal"), nor a future one yesterday's into the next: what is a year off is printed with its year. And datelines
have no tense."""

AHEAD_REACH = 120
"""Days. Where no tense tells, a date so far ahead is still to come (elections are called so early); a later
one is that of the year before."""


HALF_YEAR = 183

SOON = 30
"""Days. What lies so soon ahead is not what is all but a year past, whatever the tense ("meant to keep Jan. 7")."""


def year_of(month: int, day: int | None, context: Context) -> int | None:
    """The year of a month (and day) printed without one, by the tense of its words, else by nearness."""
    base = context.anchor.base
    if base is None or context.anchor.narrative:
        return base.year if base else None
    if day is None and month == base.month:
        return base.year
    gap = (date(base.year, month, min(day or 15, 28)) - base).days
    printed = context.anchor.year
    if printed and abs(printed - base.year) > 1 and context.direction < 1:
        return printed
    if context.direction < -1:
        return base.year - (gap > TENSE_REACH) + (gap < SOON - 365)
    if context.direction > 0:
        return base.year + (gap < (-TENSE_REACH if context.direction > 1 else -HALF_YEAR))
    return base.year + (gap < AHEAD_REACH - 365) - (gap > AHEAD_REACH)


def weekday_year(year: int, month: int, day: int, number: int, context: Context) -> int:
    """The year about `year` in which the day falls on the printed weekday, the nearest to the base; else `year`."""
    base = context.anchor.base
    days = [found for y in (year, year - 1, year + 1) if (found := timex.valid(y, month, day))]
    agreeing = [found for found in days if found.weekday() == number]
    if base is None or not agreeing:
        return year
    return agreeing[0].year if agreeing[0].year == year else min(agreeing, key=lambda d: abs((d - base).days)).year


def year_of_entry(month: int, day: int, context: Context) -> int | None:
    """In a list of dates ("21 November 2013: … 17 December: …") the year goes on from the entry before."""
    last = context.anchor.reference
    if last is None or context.anchor.published is None:
        return None
    return last.year + ((month, day) < (last.month, last.day))


def part_on(day: date | None, code: str) -> Value:
    """A part of a day ("MO", "12:00"), or None without the day."""
    return ("TIME", f"{timex.day(day)}T{code}") if day else None


def on(day: date | None) -> Value:
    return ("DATE", timex.day(day)) if day else None
