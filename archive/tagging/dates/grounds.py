"""On what grounds a date's value was chosen: a class that can be counted, and a sentence to read."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from archive.tagging import confidence
from archive.tagging.dates.grammar import Context, Rule, Value
from archive.tagging.dates.timex import Anchor


def footing(rule: Rule, match: re.Match[str], context: Context, value: tuple[str, str]) -> str:
    """What a date's value stands on: its own words, the day of publication, or what the text said before."""
    kind, timex = value
    told = ", narrative" if context.anchor.narrative else ""
    if kind in ("DURATION", "SET"):
        return ("length" if kind == "DURATION" else "set") + told
    if timex.endswith("_REF") or timex.startswith("XXXX"):
        return "no day"
    if _again(rule, match, context, Anchor(None)) == value:
        return "printed"
    if rule.name.startswith("weekday"):
        tense = "tense" if abs(context.direction) > 1 else "no tense"
        return "weekday" + (told or f", {tense}")
    unit = "time" if kind == "TIME" else "day" if len(timex) == len("2014-03-16") and "W" not in timex else "span"
    if _again(rule, match, context, Anchor(context.anchor.published)) == value:
        return f"{unit} from publication"
    return f"{unit} from the text{told}"


def _again(rule: Rule, match: re.Match[str], context: Context, anchor: Anchor) -> Value:
    """What the rule would say with only so much known."""
    return rule.value(match, replace(context, anchor=anchor, known={}))


_FOOTINGS = {
    "length": "A length of time; it names no day.",
    "set": "It comes again and again; no single day is meant.",
    "no day": "It names no day of the calendar.",
    "printed": "Printed so in the text.",
}
_TENSES = {
    True: "the clause tells of what is to come",
    False: "the clause tells of what is past",
}


def grounds(rule: Rule, match: re.Match[str], context: Context, found: tuple[str, str]) -> tuple[float, str]:
    """How sure a date's value is, and what it is counted from."""
    on = footing(rule, match, context, found)
    sure = confidence.of_value(on)
    if (own := on.removesuffix(", narrative")) in _FOOTINGS:
        return sure, _FOOTINGS[own]
    published = context.anchor.published
    if on.endswith("narrative"):
        base = context.anchor.base
        return sure, f"Counted from {_day(base)}, the last date above." if base else "Counted from the dates above."
    if on.startswith("weekday"):
        tense = _TENSES[context.direction > 0] if on.endswith(", tense") else "no tense decides which"
        return sure, f"Counted from the day of publication{_day_of(published)}; {tense}."
    if on.endswith("publication"):
        return sure, f"Counted from the day of publication{_day_of(published)}."
    return sure, "Counted from a day that the text has spoken of before."


def _day(when: date) -> str:
    return f"{when.day} {when:%B %Y}"


def _day_of(when: date | None) -> str:
    return f", {_day(when)}" if when else ""
