"""Quotation marks: which stretches of a text stand between them. The same for every language."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PAIRS = {"“": "”", "«": "»", "„": "“”", "‟": "”"}
MAX_QUOTED = 6_000
"""Characters. A quotation left open is closed at its paragraph's end at the latest after so much."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """[start, end) with its marks; `closed` says if a closing mark was printed."""

    start: int
    end: int
    closed: bool = True


def quoted(clean: str) -> list[Quoted]:
    """Quoted stretches in order. A paragraph that opens like the unclosed one before goes on with it."""
    found: list[Quoted] = []
    start = 0
    for line in clean.split("\n"):
        for item in _in_line(line, start):
            if found and _continues(found[-1], item, clean):
                found[-1] = Quoted(found[-1].start, item.end, item.closed)
            else:
                found.append(item)
        start += len(line) + 1
    return found


def _continues(before: Quoted, item: Quoted, clean: str) -> bool:
    between = clean[before.end : item.start]
    return not before.closed and "\n" in between and not between.strip() and item.end - before.start < MAX_QUOTED


_MARK = re.compile("[“”«»„‟\"]|''|``")


def _in_line(line: str, offset: int) -> list[Quoted]:
    found: list[Quoted] = []
    opened: int | None = None
    closing = ""
    for match in _MARK.finditer(line):
        mark = match.group()
        if opened is None:
            if mark in _PAIRS or mark in ('"', "''", "``"):
                opened, closing = match.start(), _PAIRS.get(mark, mark if mark != "``" else "''")
        elif mark in closing or (mark == '"' and closing in ("”", "''")):
            found.append(Quoted(offset + opened, offset + match.end()))
            opened = None
    if opened is not None and len(line) - opened > 3:
        found.append(Quoted(offset + opened, offset + len(line.rstrip()), closed=False))
    return found


class Inside:
    """How much of a span stands between marks."""

    def __init__(self, stretches: list[Quoted]) -> None:
        self._stretches = stretches

    def share(self, clean: str, start: int, end: int) -> float:
        """Share of the letters and figures of [start, end) within quotation marks, 0 to 1."""
        total = sum(c.isalnum() for c in clean[start:end])
        within = sum(
            c.isalnum()
            for q in self._stretches
            if q.start < end and start < q.end
            for c in clean[max(start, q.start) : min(end, q.end)]
        )
        return within / total if total else 0.0
