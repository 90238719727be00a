"""What every match of a pattern has somewhere in it, so that a rule is run only where it can match.

Read from the pattern itself: of a sequence the most telling part, of alternatives one of each. What only looks
ahead or behind is left out, as it may stand outside the text that is searched.
"""

from __future__ import annotations

import re
import re._constants as code
import re._parser as parser
from collections.abc import Sequence
from functools import cache
from typing import Any

DIGIT = "\0"
"""Stands for a digit of any script in what a pattern needs, and in a text that has one."""

_DIGIT = re.compile(r"\d")
_FEW = 40
"""More alternatives than this cost as much to look for as the pattern itself."""


def searched(text: str) -> str:
    """The text as `is_possible` looks at it: case folded as patterns that ignore case do."""
    folded = text.casefold().replace("ı", "i").replace("i\u0307", "i")
    return folded + DIGIT if _DIGIT.search(text) else folded


def is_possible(needed: frozenset[str], text: str) -> bool:
    """Can a pattern that needs one of these match in the text (as `searched` gives it)? Empty: nothing is needed."""
    return not needed or any(word in text for word in needed)


@cache
def needs(pattern: re.Pattern[str]) -> frozenset[str]:
    """Strings of which every match has one or more; empty where no such are known."""
    return _of_sequence(parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)) or frozenset()


def _of_sequence(parts: Any) -> frozenset[str] | None:
    found: list[frozenset[str]] = []
    literal = ""
    for operation, value in parts:
        if operation is code.LITERAL:
            literal += searched(chr(value)).rstrip(DIGIT)
            continue
        found.append(frozenset([literal]))
        literal = ""
        if (inner := _of_part(operation, value)) is not None:
            found.append(inner)
    found.append(frozenset([literal]))
    telling = [words for words in found if all(words) and len(words) <= _FEW]
    return max(telling, key=_weight) if telling else None


def _weight(words: frozenset[str]) -> tuple[int, int]:
    """A digit or a letter is in every text; a word of five letters is as rare as one of ten."""
    return min(5, *map(len, words)), -len(words)


def _of_part(operation: Any, value: Any) -> frozenset[str] | None:
    if operation is code.SUBPATTERN:
        return _of_sequence(value[3])
    if operation is code.ATOMIC_GROUP:
        return _of_sequence(value)
    if operation in (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT):
        return _of_sequence(value[2]) if value[0] else None
    if operation is code.BRANCH:
        return _of_branches(value[1])
    if operation is code.IN and value == [(code.CATEGORY, code.CATEGORY_DIGIT)]:
        return frozenset([DIGIT])
    return None


def _of_branches(branches: Sequence[Any]) -> frozenset[str] | None:
    every: set[str] = set()
    for branch in branches:
        one = _of_sequence(branch)
        if one is None:
            return None
        every |= one
    return frozenset(every)
