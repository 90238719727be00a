"""Stretches of text with spans to mark, in layers. Pure values; HTML is made of them in templatetags/marks.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Mark:
    """One span to mark, offsets into the whole text. `form` is a class of the style sheet (section 6).

    With `href` it is a link, with `machine` it holds a `<time>`. `note` is shown on hover (a reading),
    `list_id` names the entry at the side that explains it, `why` the line there that says how this one is read,
    `anchor` is the element's own id, `at` the query that names the mention for its correction.
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
    at: str = ""


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
