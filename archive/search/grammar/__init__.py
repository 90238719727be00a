"""Text to the typed query and back: `parse`, `unparse` (shared/design: query-language.md; docs/query-language.md).

A scanner makes tokens in one pass; a recursive descent over them makes the tree, at most DEPTH_MAX deep.
A mistake does not stop the parse: every one is reported, with its place in the typed text and with the
whole query corrected. Invariants, kept by the tests: `parse(unparse(tree)).tree == tree`; a repair parses;
no text whatever raises; the steps taken are at most a stated number a character.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from archive.search.grammar.limits import LENGTH_MAX, TERMS_MAX
from archive.search.grammar.parser import Parser
from archive.search.grammar.shape import nearest
from archive.search.grammar.unparse import escaped, unparse
from archive.search.query import Node
from archive.text import analysis

__all__ = ["Mistake", "Parsed", "mended", "nearest", "parse", "unparse"]

# How often a repair is itself repaired before the last resort, the bare words.
_REPAIRS = 4
_OPENS, _CLOSES = ("", " ", "(", ":", "-", "="), ("", " ", ")")


@dataclass(frozen=True, slots=True)
class Mistake:
    """Code points [start, end) of the typed text, what is wrong and expected, and the whole query corrected.

    `edit`: (start, end, text) that mends this one mistake alone; `repair` has the edits of all.
    `others`: where this is the only mistake and a name is not known, the query with each name that may be meant.
    """

    start: int
    end: int
    message: str
    repair: str
    edit: tuple[int, int, str] = field(default=(0, 0, ""), compare=False)
    others: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Parsed:
    """`tree` is None exactly where there are mistakes.

    `reading`: how an ambiguous query was read, with every parenthesis; `other`: the text of the other reading.
    `spans`: the leaves in order, each with its place in the typed text, those of a query with mistakes too.
    `steps`: the work done, repairs included: characters looked at, tokens and nodes visited.
    """

    tree: Node | None
    mistakes: tuple[Mistake, ...] = ()
    reading: str = ""
    other: str = ""
    spans: tuple[tuple[Node, int, int], ...] = ()
    steps: int = field(default=0, compare=False)


def parse(text: str, today: date) -> Parsed:
    """The tree of a query. `today` (in the archive's zone) resolves `today` and `-7d`. Never raises."""
    return _parse(text, today, _REPAIRS)


def mended(text: str, edits: Sequence[tuple[int, int, str]], today: date) -> str:
    """The text with [start, end) of each edit replaced, and whatever is still a mistake then mended too."""
    return _mended(text, edits, today, _REPAIRS)[0]


def _parse(text: str, today: date, repairs: int) -> Parsed:
    if len(text) > LENGTH_MAX:
        cut = text[:LENGTH_MAX]
        message = f"a query may have {LENGTH_MAX:,} characters, this one has {len(text):,}"
        bare = _bare_words(cut, today)
        return Parsed(None, (Mistake(LENGTH_MAX, len(text), message, bare, (0, len(text), bare)),), steps=2 * len(cut))
    parser = Parser(text, today)
    tree = parser.whole()
    spans = tuple(parser.spans)
    if parser.faults:
        faults = parser.in_order()
        edits = [(f.edit_start, f.edit_end, f.edit) for f in faults]
        repair, steps = _mended(text, edits, today, repairs)
        told = (Mistake(f.start, f.end, f.message, repair, edit) for f, edit in zip(faults, edits, strict=True))
        return Parsed(None, tuple(told), spans=spans, steps=parser.steps + steps)
    reading, other, steps = _readings(parser, tree, text, today)
    return Parsed(tree, (), reading, other, spans, parser.steps + steps)


def _readings(parser: Parser, tree: Node, text: str, today: date) -> tuple[str, str, int]:
    """How an ambiguous query was read, and the other reading; ("", "") if there is only one; and the work."""
    if not (parser.mixed or parser.lower or parser.question):
        return "", "", 0
    second = Parser(text, today, or_first=parser.mixed and not parser.lower, lower=parser.lower, ask=parser.question)
    other = second.whole()
    if second.faults or other == tree:
        return "", "", second.steps
    reading, written = unparse(tree, full=True), unparse(other)
    return reading, written, second.steps + len(reading) + len(written)


def _mended(text: str, edits: Sequence[tuple[int, int, str]], today: date, repairs: int) -> tuple[str, int]:
    """The repair and the work."""
    applied = _applied(text, edits)
    if not repairs:
        return _bare_words(text, today), 3 * len(text)
    again = _parse(applied, today, repairs - 1)
    steps = len(text) + len(applied) + again.steps
    return (applied if again.tree is not None else again.mistakes[0].repair), steps


def _applied(text: str, edits: Sequence[tuple[int, int, str]]) -> str:
    pieces, at = [], 0
    # At one place a quotation mark is closed before the parentheses around it.
    for start, end, new in sorted(edits, key=lambda edit: (edit[0], edit[1], edit[2] == ")")):
        if start < at:  # two mistakes about the same characters: the first mends them
            continue
        # What is taken out between two words must not make one of them.
        apart = not new and text[start - 1 : start] not in _OPENS and text[end : end + 1] not in _CLOSES
        pieces += [text[at:start], " " if apart else new]
        at = end
    return re.sub(r"\s+", " ", "".join([*pieces, text[at:]])).strip()


def _bare_words(text: str, today: date) -> str:
    """The last resort of a repair: only the words of the text."""
    kept = " ".join(escaped(text[t.start : t.end]) for t in analysis.tokens(text)[:TERMS_MAX])[: LENGTH_MAX - 1]
    kept = kept.rsplit(" ", 1)[0] if len(kept) == LENGTH_MAX - 1 else kept
    parser = Parser(kept, today)
    parser.whole()
    return "" if parser.faults else kept
