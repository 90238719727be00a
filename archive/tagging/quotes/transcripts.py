"""Turns of a transcript or interview: "PENCE: …". The whole paragraph is what he said."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from archive.tagging.quotes.english import Report
from archive.tagging.quotes.stretches import Marks
from archive.tagging.recognise import Parsed

MIN_TURNS = 3
"""A single colon is a headline's."""

_TURN = re.compile(
    r"^[\"“]?(?P<name>[A-Z][A-Z.' -]{2,40}|(?:[A-Z][\w.'-]+ ){0,3}[A-Z][\w.'-]+):[ \n]+(?P<said>\S.{14,})$",
    re.MULTILINE,
)
_GOES_ON = re.compile(r"\s*\n[\"“](?P<said>[^(\s].{14,})$", re.MULTILINE)
"""The next paragraph with a mark of its own, where every paragraph has one."""
_NO_SPEAKER = frozenset(
    "note update correction editor photo source related watch read more here example video image".split()
)


def turns(parsed: Parsed, marks: Marks) -> list[Report]:
    """Every turn outside quotation marks, with the name before the colon as its speaker.

    Where turns open with a mark, the paragraphs behind one that do too, without a name, are his as well.
    """
    named = [turn for turn in _TURN.finditer(parsed.clean) if turn["name"].lower().split()[0] not in _NO_SPEAKER]
    found = []
    for turn in named if len(named) >= MIN_TURNS else ():
        start, end = turn.span("said")
        head = bisect_right(marks.token_starts, turn.end("name") - 1) - 1
        around = marks.around(start)
        if head >= 0 and (around is None or (not around.closed and around.start == turn.start())):
            sign = turn.end("name"), turn.end("name") + 1
            found.append(Report(start, end, sign, head))
            if turn.group()[0] in '"“':
                found += [Report(first, last, sign, head) for first, last in _going_on(parsed.clean, end)]
    return found


def _going_on(clean: str, at: int) -> Iterator[tuple[int, int]]:
    """The paragraphs from `at` that go on with a turn: [start, end) of what is said in each."""
    while (more := _GOES_ON.match(clean, at)) and _TURN.match(clean, more.start("said") - 1) is None:
        at = more.end()
        yield more.span("said")
