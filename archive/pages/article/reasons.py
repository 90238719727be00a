"""Why each mention is tagged as it is, and how sure the machine was: one line for all that are alike.

The lines stand folded beside the text; a mark names its line, so that a script can show it at the mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive.models import Mention

_READINGS = {"literal": "", "metonymic": "the name acts", "adjectival": "said of something"}


@dataclass(frozen=True, slots=True)
class Reason:
    """`printed` names of one thing that are read alike: `count` of them, `sure` in percent, `why` one sentence.

    `anchor` is the line's own id, `first` the query that names the first of the mentions (pages.rulings).
    """

    anchor: str
    printed: str
    count: int
    reading: str
    why: str
    sure: int
    first: str


class Reasons:
    """The lines of one article, numbered in the order of the text; equal ones are one."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        self._anchors: dict[tuple[object, ...], str] = {}
        for mention in mentions:
            self._anchors.setdefault(_alike(mention), f"y{len(self._anchors) + 1}")

    def anchor(self, mention: Mention) -> str:
        """The id of the line that explains a mention."""
        return self._anchors[_alike(mention)]

    def of(self, mentions: Sequence[Mention]) -> tuple[Reason, ...]:
        """The lines of mentions of one thing, in the order of the text."""
        counts: dict[str, int] = {}
        first: dict[str, Mention] = {}
        for mention in mentions:
            anchor = self.anchor(mention)
            counts[anchor] = counts.get(anchor, 0) + 1
            first.setdefault(anchor, mention)
        return tuple(_reason(anchor, m, counts[anchor]) for anchor, m in first.items())


def _reason(anchor: str, m: Mention, count: int) -> Reason:
    printed = " ".join(m.text.split())
    sure = round(m.confidence * 100)
    return Reason(anchor, printed, count, _READINGS.get(m.reading, ""), m.why, sure, where(m))


def where(m: Mention) -> str:
    """The query that names a mention (pages.rulings)."""
    return f"part={m.part}&start={m.start}&end={m.end}"


def _alike(m: Mention) -> tuple[object, ...]:
    bearer = m.actor_id or m.place_id or m.candidate
    return bearer, " ".join(m.text.split()), m.reading, m.why, round(m.confidence * 100)
