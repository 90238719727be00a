"""Stretches of text with spans to mark, in layers. Pure values; HTML is made of them in templatetags/marks.py."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

# A sentence ends after its stop and the marks that close with it, or with its line.
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|\n")
# A stop that ends no sentence: after an initial, a title or a month cut short.
_SHORTENED = re.compile(
    r"\b(?:[^\W\d_]|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|Mr|Mrs|Ms|Dr|St|Gen|Lt|Col|Maj|Capt|Sen|Rep|Gov|No|vs|"
    r"ст|см|пл|ул|вул|им|ім|тис|тыс|млн|млрд)\.\Z"
)
# Looked through on either side of a span; a longer sentence is cut there.
SENTENCE_REACH = 1_500


@dataclass(frozen=True, slots=True)
class Mark:
    """One span to mark, offsets into the whole text. `form` is a class of the style sheet (section 6).

    With `href` it is a link, with `machine` it holds a `<time>`. `note` is shown on hover (a reading),
    `list_id` names the entry at the side that explains it, `why` the line there that says how this one is read,
    `anchor` is the element's own id.
    """

    start: int
    end: int
    form: str = ""
    href: str = ""
    machine: str = ""
    note: str = ""
    list_id: str = ""
    anchor: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text with its marks in layers, outer first: quotes, then names and dates, then matches.

    `text` is the whole text, [start, end) what is shown of it. The spans of one layer must not overlap;
    those of an inner layer are cut where they cross an outer one.
    """

    text: str
    start: int
    end: int
    layers: tuple[tuple[Mark, ...], ...] = field(default=())


def without_overlap(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """The marks in order; of overlapping ones the first, of those that start together the longest."""
    out: list[Mark] = []
    for mark in sorted(marks, key=lambda m: (m.start, -m.end)):
        if mark.end > mark.start and (not out or mark.start >= out[-1].end):
            out.append(mark)
    return tuple(out)


def _ends(text: str, stop: re.Match[str]) -> bool:
    return not _SHORTENED.search(text, max(0, stop.end() - 8), stop.end())


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The whole printed sentence (or sentences) that a span lies in, as offsets without white space at its ends."""
    low = max(0, start - SENTENCE_REACH)
    before = [found.end() for found in _SENTENCE_END.finditer(text, low, start) if _ends(text, found)]
    first = before[-1] if before else low
    # The span may end with its own stop.
    last = end
    if not text[start:end].rstrip().endswith((".", "!", "?", "…")):
        after = (f.end() for f in _SENTENCE_END.finditer(text, end, end + SENTENCE_REACH) if _ends(text, f))
        last = next(after, min(len(text), end + SENTENCE_REACH))
    while first < start and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return first, last
