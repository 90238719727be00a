"""How a Ukrainian or Russian rule is made, and the day that such a text is at."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from archive.tagging.dates.grammar import Context, Meaning, Rule


def rule(name: str, pattern: str, value: Meaning, joins: Literal["", "day", "time"] = "") -> Rule:
    """A rule whose words stand free, in small or capital letters."""
    return Rule(name, re.compile(r"(?<![\w./-])" + f"(?:{pattern})" + r"(?!\w)", re.IGNORECASE), value, joins)


def told_day(context: Context) -> date | None:
    """The day that the telling is at; what is still to come is not told yet."""
    anchor = context.anchor
    day = anchor.day or anchor.told or anchor.reference
    if day and anchor.published and not anchor.narrative:
        return min(day, anchor.published)
    return day
