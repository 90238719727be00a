"""Hours of every day, not of one: opening hours, shifts, curfews ("shops close at 7 p.m.")."""

from __future__ import annotations

import re

_REACH = 120
"""Characters before an hour in which its sentence says that it comes again."""

_SENTENCE = re.compile(r"[.!?;]\s(?=[A-Z\"“'])|\n")
_PLACES = (
    r"shop|store|market|bank|office|room|school|caf[eé]|kiosk|museum|bar|restaurant|branche|librar\w*|canteen|counter"
)
_AGAIN = re.compile(
    r"\b(?:still|usually|always|normally)\s+(?:open|close|shut|start|begin|run|end)s?\b"
    rf"|\b(?:{_PLACES})s?\s+(?:open|close|shut)s?\s+(?:at|from|until)\b"
    r"|\b(?:is|are)\s+(?:allowed|open|closed|forbidden)\s+(?:only\s+)?from\b",
    re.IGNORECASE,
)
_ALWAYS = re.compile(r"\bin\s+shifts\b|\bcurfew\s+from\b", re.IGNORECASE)
"""These come again, though the sentence names a day ("by Friday they were 5,000 in shifts: from 6 a.m. to")."""
_ONE_DAY = re.compile(r"\b(?:\w+day|today|tonight|tomorrow|yesterday)\b", re.IGNORECASE)


def is_habit(match: re.Match[str]) -> bool:
    """Does the sentence before the hour tell of what is so every day?"""
    text, start = match.string, match.start()
    low = max(0, start - _REACH)
    low = max((found.end() for found in _SENTENCE.finditer(text, low, start)), default=low)
    if _ALWAYS.search(text, low, start):
        return True
    return bool(_AGAIN.search(text, low, start)) and not _ONE_DAY.search(text, low, start)
