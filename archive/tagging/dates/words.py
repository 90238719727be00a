"""The English words of time, and how a match says its number, unit and month."""

from __future__ import annotations

import re
from typing import Literal

from archive.tagging.dates.grammar import Meaning, Rule

MONTHS = {
    name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)
}
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen".split()
)
_TENS = {name: 10 * i for i, name in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
NUMBERS = (
    {word: i for i, word in enumerate(_ONES)}
    | _TENS
    | {f"{ten}-{one}": value + i for ten, value in _TENS.items() for i, one in enumerate(_ONES[:10]) if i}
    | {"a": 1, "an": 1, "hundred": 100, "dozen": 12, "couple of": 2, "a couple of": 2, "a dozen": 12, "a hundred": 100}
)
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "last": 4}
PARTS = {
    "morning": "MO",
    "afternoon": "AF",
    "evening": "EV",
    "night": "NI",
    "noon": "MI",
    "midday": "MI",
    "midnight": "NI",
    "dawn": "MO",
    "dusk": "EV",
}
NAMED_HOURS = {"noon": "12:00", "midday": "12:00", "midnight": "00:00"}
SEASON = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}

MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?|JANUARY|FEBRUARY|MARCH|APRIL|JUNE|JULY|AUGUST"
    r"|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER)"
)
DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?![\d:]|[.,]\d|\s?%)"
YEAR = r"(?P<year>1[0-9]\d\d|20\d\d)(?!\d|[.,]\d|\s?%|-?(?:year|strong|mile|foot|kilomet))"
WEEKDAY = r"(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
EDGE = (
    r"(?P<edge>(?:the\s+)?(?:very\s+)?(?:early|late|mid|(?:end|beginning|start|middle|course|first\s+half|second\s+half"
    r"|latter\s+part|(?:first|last|final|early)\s+(?:days|weeks|months))\s+of)"
    r"(?:\s+in)?[-\s]+(?:the\s+)?)?"
)
_BELOW_HUNDRED = rf"(?:(?:{'|'.join(_TENS)})(?:-(?:{'|'.join(_ONES[1:10])}))?|{'|'.join(_ONES)})"
NUMBER = (
    r"(?P<number>\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d)?|(?:a\s+)?couple\s+of|a\s+dozen|"
    rf"(?:an?|{'|'.join(_ONES[1:10])})\s+hundred(?:\s+and\s+{_BELOW_HUNDRED})?|an?|{_BELOW_HUNDRED}|hundred|dozen)"
)
VAGUE = r"(?P<vague>several|few|a\s+few|some|many|a\s+number\s+of|dozens\s+of|hundreds\s+of|countless)"
UNIT = r"(?P<unit>second|minute|hour|day|week|month|year|decade|centur(?:y|ie)|quarter|weekend|fortnight)"
PART = r"(?P<part>morning|afternoon|evening|night|noon|midnight|midday|dawn|dusk)"
APPROX = (
    r"(?:(?:about|around|nearly|almost|some|more\s+than|less\s+than|over|at\s+least|up\s+to|approximately|roughly"
    r"|just)\s+)?"
)
WHICH = r"(?P<which>(?i:last|past|previous|preceding|this|current|next|coming|following|upcoming))"
STEPS = {
    "last": -1,
    "past": -1,
    "previous": -1,
    "preceding": -1,
    "this": 0,
    "current": 0,
    "next": 1,
    "coming": 1,
    "following": 1,
    "same": 0,
    "that": 0,
    "upcoming": 1,
}

I = re.IGNORECASE  # noqa: E741 - re's own name for it


_RANGE = r"(?<=(?:ay|ch|er|ry|il|ne|ly|st)-)(?=(?:\d\d?\s)?[A-Z][a-z]{2,8}\b)"
"""After the hyphen behind a month's last letters: "May-August 1950", "31 May-1 June"."""


def month(match: re.Match[str]) -> int:
    return MONTHS[match["month"][:3].lower()]


def number(match: re.Match[str]) -> str:
    text = re.sub(r"\s+", " ", match["number"].lower())
    if text in NUMBERS:
        return str(NUMBERS[text])
    hundreds, hundred, rest = text.partition(" hundred")
    if hundred:
        return str(100 * NUMBERS[hundreds] + NUMBERS.get(rest.removeprefix(" and "), 0))
    return text.replace(",", "")


def unit(match: re.Match[str]) -> str:
    word = match["unit"].lower()
    return "century" if word.startswith("centur") else word


def rule(name: str, pattern: str, value: Meaning, flags: int = 0, joins: Literal["", "day", "time"] = "") -> Rule:
    """A rule whose words stand free: not within a longer word, number or sum of money. A month may end a range."""
    begins = r"(?<![\w/$€£#-])"
    if MONTH in pattern:
        begins = rf"(?:{begins}|{_RANGE})"
    return Rule(name, re.compile(begins + r"(?:" + pattern + r")(?![\w])", flags), value, joins)
