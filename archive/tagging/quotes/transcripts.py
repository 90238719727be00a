"""Turns of a transcript or interview: "PENCE: …". The whole paragraph is what he said."""

from __future__ import annotations

import re
from bisect import bisect_right

from archive.tagging.quotes.english import Report
from archive.tagging.quotes.stretches import Marks
from archive.tagging.recognise import Parsed

MIN_TURNS = 3
"""A single colon is a headline's."""

_TURN = re.compile(
    r"^[\"“]?(?P<name>[A-Z][A-Z.' -]{2,40}|(?:[A-Z][\w.'-]+ ){0,3}[A-Z][\w.'-]+):[ \n]+(?P<said>\S.{14,})$",
    re.MULTILINE,
)
_NO_SPEAKER = frozenset(
    "note update correction editor photo source related watch read more here example video image".split()
)


def turns(parsed: Parsed, marks: Marks) -> list[Report]:
    """Every turn outside quotation marks, with the name before the colon as its speaker."""
    named = [turn for turn in _TURN.finditer(parsed.clean) if turn["name"].lower().split()[0] not in _NO_SPEAKER]
    found = []
    for turn in named if len(named) >= MIN_TURNS else ():
        start, end = turn.span("said")
        head = bisect_right(marks.token_starts, turn.end("name") - 1) - 1
        around = marks.around(start)
        if head >= 0 and (around is None or (not around.closed and around.start == turn.start())):
            found.append(Report(start, end, (turn.end("name"), turn.end("name") + 1), head))
    return found
