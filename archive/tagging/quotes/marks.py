"""Quotation marks: which stretches of a text stand between them. The same for every language, but for single marks."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass

_PAIRS = {"“": "”", "«": "»", "„": "“”", "‟": "”", '"': '"”', "''": "''", "``": "''"}
MAX_QUOTED = 6_000
"""Characters. A quotation left open is closed at its paragraph's end at the latest after so much."""

MAX_SINGLE = 400
"""Characters between single marks: an apostrophe far away closes nothing."""


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
    same = clean[before.start] == clean[item.start] and not _TURN.match(clean, item.start)
    return (
        same and not before.closed and "\n" in between and not between.strip() and item.end - before.start < MAX_QUOTED
    )


_TURN = re.compile(r"[\"“][A-Z][A-Z.' ]{2,30}: ")
"""Another voice begins: a transcript whose every paragraph opens with a mark."""

_MARK = re.compile("[“”«»„‟\"]|''|``")


def _in_line(line: str, offset: int) -> list[Quoted]:
    """Marks of one line in pairs: nested ones are part of the outer, an end left out is guessed."""
    found: list[Quoted] = []
    opened: int | None = None
    closing, nested = "", 0
    marks = [(match.start(), match.end(), match.group()) for match in _MARK.finditer(line)]
    left = Counter(mark for _, _, mark in marks)
    for at, end, mark in marks:
        left[mark] -= 1
        if opened is None:
            if mark in _PAIRS and not _inches(mark, line, at):
                opened, closing, nested = at, _PAIRS[mark], 0
        elif _closes(mark, closing, line, at):
            if nested:
                nested -= 1
            else:
                found.append(Quoted(offset + opened, offset + end))
                opened = None
        elif mark in _PAIRS and _nests(mark, closing, sum(left[m] for m in _ends(mark)), nested):
            nested += 1
        elif mark in _PAIRS:  # a second opening, and no end left for the first
            found.append(Quoted(offset + opened, offset + len(line[:at].rstrip())))
            opened, closing, nested = at, _PAIRS[mark], 0
    if opened is not None and len(line) - opened > 3:
        found.append(Quoted(offset + opened, offset + len(line.rstrip()), closed=False))
    return found


def _closes(mark: str, closing: str, line: str, at: int) -> bool:
    if mark == '"':
        return ('"' in closing or closing in ("”", "''")) and not _looks_open(line, at)
    return mark in closing or (closing == "''" and mark == "”")


def _looks_open(line: str, at: int) -> bool:
    """A straight mark after a space and before a letter, with words behind it, opens."""
    return at > 0 and line[at - 1] in " (" and line[at + 1 : at + 2].isalnum()


def _inches(mark: str, line: str, at: int) -> bool:
    return mark == '"' and line[at - 1 : at].isdigit() and not line[at + 1 : at + 2].isalnum()


def _ends(mark: str) -> tuple[str, ...]:
    """What may close this mark, each counted by itself."""
    pair = _PAIRS[mark]
    return ("''",) if pair == "''" else tuple(pair)


def _nests(mark: str, closing: str, ends: int, nested: int) -> bool:
    """Are there ends enough for one more inside? Straight marks do not nest in straight ones."""
    if mark == '"' and '"' in closing:
        return False
    shared = closing != '"”' and set(_ends(mark)) & set(closing)
    return ends >= nested + (2 if shared else 1)


_SINGLE_OPEN = re.compile(r"(?<![\w'’‘])['‘](?=[^\W_])(?!(?:\d\ds?|em|til|tis|twas|n|cause)\b)", re.IGNORECASE)
_SINGLE_CLOSE = re.compile(r"(?<=[\w.,!?…])['’](?![\w'’])|\n")


def single_quoted(text: str, doubles: list[Quoted]) -> list[Quoted]:
    """Stretches between single marks outside the double ones; `text` as printed, where ‘ and ’ still differ.

    An apostrophe after a plural ("the ministers' plan") closes nothing if a better end follows.
    """
    starts = [stretch.start for stretch in doubles]
    found: list[Quoted] = []
    at = 0
    while match := _SINGLE_OPEN.search(text, at):
        at = match.end()
        i = bisect_right(starts, match.start()) - 1
        if i >= 0 and match.start() < doubles[i].end:
            at = doubles[i].end
            continue
        end = _single_end(text, match.end())
        if end:
            found.append(Quoted(match.start(), end))
            at = end
    return found


def _single_end(text: str, start: int) -> int:
    """Where the words from `start` are closed, 0 if nowhere."""
    spare = 0
    for match in _SINGLE_CLOSE.finditer(text, start, start + MAX_SINGLE):
        if match.group() == "\n":
            break
        plural = text[match.start() - 1] == "s" and re.match(r" [a-z]", text[match.end() : match.end() + 2])
        if not plural:
            return match.end()
        spare = spare or match.end()
    return spare


def both(clean: str, text: str) -> list[Quoted]:
    """Double and single stretches in order, none within another."""
    doubles = quoted(clean)
    singles = single_quoted(text, doubles)
    kept = [d for d in doubles if not any(s.start < d.start and d.end <= s.end for s in singles[-200:])]
    return sorted([*kept, *singles], key=lambda stretch: stretch.start)


_WORD = re.compile(r"\w+")


class Inside:
    """How much of a span stands between marks."""

    def __init__(self, stretches: list[Quoted]) -> None:
        self._stretches = stretches
        self._ends = [stretch.end for stretch in stretches]

    def within(self, start: int, end: int) -> list[Quoted]:
        """The stretches that overlap [start, end)."""
        found = []
        for i in range(bisect_right(self._ends, start), len(self._stretches)):
            if self._stretches[i].start >= end:
                break
            found.append(self._stretches[i])
        return found

    def share(self, clean: str, start: int, end: int) -> float:
        """Share of the words of [start, end) within quotation marks, 0 to 1."""
        words = [match.start() for match in _WORD.finditer(clean, start, end)]
        marked = sum(
            bisect_left(words, min(end, q.end)) - bisect_left(words, max(start, q.start))
            for q in self.within(start, end)
        )
        return marked / len(words) if words else 0.0
