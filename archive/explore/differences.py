"""What changed between two revisions, word by word. Pure."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Literal

# Words with the space after them, so that the pieces put together are the text again.
_WORD = re.compile(r"\S+\s*|\s+")
# Unchanged words kept on either side of a change; the rest of a long unchanged stretch is counted, not shown.
AROUND = 30
# difflib compares every pair of words in the worst case: texts longer than this are compared by line.
MAX_WORDS = 6_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that stayed, was put in, was taken out; or `words` unchanged words not shown."""

    kind: Literal["same", "in", "out", "skipped"]
    text: str
    words: int = 0


def differences(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces in order. Without the "out" ones and with nothing skipped they are `after`."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) + len(new) > MAX_WORDS:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    out: list[Piece] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            out.append(Piece("same", "".join(new[j1:j2])))
            continue
        if i2 > i1:
            out.append(Piece("out", "".join(old[i1:i2])))
        if j2 > j1:
            out.append(Piece("in", "".join(new[j1:j2])))
    return tuple(out)


def shortened(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Long unchanged stretches cut down to the words around the changes."""
    out: list[Piece] = []
    for n, piece in enumerate(pieces):
        words = _WORD.findall(piece.text)
        if piece.kind != "same" or len(words) <= 2 * AROUND + 10:
            out.append(piece)
            continue
        head = words[:AROUND] if n else []
        tail = words[-AROUND:] if n < len(pieces) - 1 else []
        if head:
            out.append(Piece("same", "".join(head)))
        out.append(Piece("skipped", "", len(words) - len(head) - len(tail)))
        if tail:
            out.append(Piece("same", "".join(tail)))
    return tuple(out)
