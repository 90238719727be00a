"""The English grammar of time: all rules, and the words about which they are worth running.

What they decide stands in `months` (the calendar), `weekdays`, `clocks` and `lengths`; the direction in time of
a clause in `tense`. Spans leave leading prepositions out and keep determiners and "early", "late", "mid-".
"""

from __future__ import annotations

import re

from archive.tagging.dates import clocks, lengths, months, weekdays
from archive.tagging.dates.grammar import Rule

RULES: tuple[Rule, ...] = (*months.RULES, *weekdays.RULES, *clocks.RULES, *lengths.RULES)

TRIGGER = re.compile(
    r"\d|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|today|yesterday|tomorrow|tonight"
    r"|overnight|morning|afternoon|evening|night|noon|midday|midnight|dawn|dusk|second|minute|hour|day|week|month|year|decade"
    r"|centur|quarter|fortnight|half|spring|summer|autumn|winter|fall|daily|nightly|hourly|yearly|annual|now|current|present"
    r"|at\s+the\s+moment|recent|lately|former|previous|past|future|coming|time|eve\b|o['’]clock|aged?\b|easter)",
    re.IGNORECASE,
)
"""What every rule has somewhere: the rules are run only about such words (a tenth of their time on news)."""

REACH = 80
"""Characters about a trigger that a rule can need: the longest expression has fewer."""
