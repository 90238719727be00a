"""Text to the typed query and back: `parse`, `unparse` (shared/design: query-language.md; docs/query-language.md).

A scanner makes tokens in one pass; a recursive descent over them makes the tree, at most DEPTH_MAX deep.
A mistake does not stop the parse: every one is reported, with its place in the typed text and with the
whole query corrected. Invariants, kept by the tests: `parse(unparse(tree)).tree == tree`; a repair parses;
no text whatever raises.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from archive.search.grammar.limits import LENGTH_MAX, TERMS_MAX
from archive.search.grammar.parser import Parser
from archive.search.grammar.scanner import Fault
from archive.search.grammar.shape import nearest
from archive.search.grammar.unparse import escaped, unparse
from archive.search.query import Node
from archive.text import analysis

__all__ = ["Mistake", "Parsed", "nearest", "parse", "repaired", "unparse"]

# How often a repair is itself repaired before the last resort, the bare words.
_REPAIRS = 4


@dataclass(frozen=True, slots=True)
class Mistake:
    """Code points [start, end) of the typed text, what is wrong and expected, and the whole query corrected."""

    start: int
    end: int
    message: str
    repair: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """`tree` is None exactly where there are mistakes.

    `reading`: how an ambiguous query was read, with every parenthesis; `other`: the text of the other reading.
    `spans`: the leaves in order, each with its place in the typed text.
    """

    tree: Node | None
    mistakes: tuple[Mistake, ...] = ()
    reading: str = ""
    other: str = ""
    spans: tuple[tuple[Node, int, int], ...] = ()


def parse(text: str, today: date) -> Parsed:
    """The tree of a query. `today` (in the archive's zone) resolves `today` and `-7d`. Never raises."""
    return _parse(text, today, _REPAIRS)


def _parse(text: str, today: date, repairs: int) -> Parsed:
    if len(text) > LENGTH_MAX:
        cut = text[:LENGTH_MAX]
        message = f"a query may have {LENGTH_MAX:,} characters, this one has {len(text):,}"
        return Parsed(None, (Mistake(LENGTH_MAX, len(text), message, _bare_words(cut, today)),))
    parser = Parser(text, today)
    tree = parser.whole()
    if parser.faults:
        repaired = _repair(text, parser.faults, today, repairs)
        return Parsed(None, tuple(Mistake(f.start, f.end, f.message, repaired) for f in parser.in_order()))
    reading, other = _readings(parser, tree, text, today)
    return Parsed(tree, (), reading, other, tuple(parser.spans))


def _readings(parser: Parser, tree: Node, text: str, today: date) -> tuple[str, str]:
    """How an ambiguous query was read, and the other reading; ("", "") if there is only one."""
    if not (parser.mixed or parser.lower or parser.question):
        return "", ""
    second = Parser(text, today, or_first=parser.mixed and not parser.lower, lower=parser.lower, ask=parser.question)
    other = second.whole()
    if second.faults or other == tree:
        return "", ""
    return unparse(tree, full=True), unparse(other)


def repaired(text: str, edits: list[tuple[int, int, str]]) -> str:
    """The text with [start, end) of each edit replaced: for mistakes found after parsing (names)."""
    return _apply(text, [Fault(start, end, "", start, end, new) for start, end, new in edits])


def _repair(text: str, faults: list[Fault], today: date, repairs: int) -> str:
    repaired = _apply(text, faults)
    if repairs:
        again = _parse(repaired, today, repairs - 1)
        return repaired if again.tree is not None else again.mistakes[0].repair
    return _bare_words(text, today)


def _apply(text: str, faults: list[Fault]) -> str:
    pieces, at = [], 0
    for fault in sorted(faults, key=lambda f: (f.edit_start, f.edit_end)):
        if fault.edit_start < at:  # two mistakes about the same characters: the first mends them
            continue
        pieces += [text[at : fault.edit_start], fault.edit]
        at = fault.edit_end
    return re.sub(r"\s+", " ", "".join([*pieces, text[at:]])).strip()


def _bare_words(text: str, today: date) -> str:
    """The last resort of a repair: only the words of the text."""
    kept = " ".join(escaped(text[t.start : t.end]) for t in analysis.tokens(text)[:TERMS_MAX])[: LENGTH_MAX - 1]
    kept = kept.rsplit(" ", 1)[0] if len(kept) == LENGTH_MAX - 1 else kept
    parser = Parser(kept, today)
    parser.whole()
    return "" if parser.faults else kept
