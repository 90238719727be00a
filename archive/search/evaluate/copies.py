"""Copies of a story as one person may know of them: those in collections that they may not see do not count.

An article's document holds how many copies its story has in the whole archive and whether it is the first of them.
That is true for whoever sees all of them. For somebody who sees a part, of those stories alone of which articles are
hidden, number and first are found among the articles that this person sees.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import Generic, NamedTuple

from archive.search import fields
from archive.search.documents import ID_BITS
from archive.search.evaluate.snapshot import Q, Snapshot


class _Seen(NamedTuple):
    """One article of a story: its first minute (a number that stands for an unknown one is greatest), and its id."""

    minute: int
    article: int


class VisibleCopies(Generic[Q]):
    """Queries for what `copies:`, `has:copies` and the facet `carried` ask, true for one person."""

    def __init__(self, snapshot: Snapshot[Q], visible: Q, *, sees_all: bool) -> None:
        self._q = snapshot
        self._visible = visible
        self._sees_all = sees_all

    @property
    def as_stored(self) -> bool:
        """Whether for this person every story has as many copies as its documents say: nothing grouped is hidden, or
        only stories of which they see nothing at all."""
        return not self._partly

    def numbering(self, low: int | None, high: int | None) -> Q:
        """Articles of stories with low ≤ copies ≤ high, an article without copies being one."""
        stored = self._q.range("copies", low, high)
        if not self._partly:
            return stored
        there = [seen for seen in self._partly if (low or 0) <= len(seen) and (high is None or len(seen) <= high)]
        return self._mended(stored, [one.article for seen in there for one in seen])

    def carried(self, step: str) -> Q:
        """Articles of stories whose copies are as many as a value of the facet says."""
        return self.numbering(*fields.ends(step)) if step in fields.CARRIED else self._q.nothing()

    def first(self) -> Q:
        """The earliest article of each story, unknown dates last, then by id; an article without copies is one."""
        return self._mended(self._q.key("copies", "first"), [min(seen).article for seen in self._partly])

    def _mended(self, stored: Q, articles: list[int]) -> Q:
        """What is stored, but of stories seen in part these articles alone."""
        if not self._partly:
            return stored
        partly = self._q.terms("article", [one.article for seen in self._partly for one in seen])
        whole = self._q.without(stored, partly)
        return self._q.flat(self._q.either([whole, self._q.terms("article", articles)]))

    @cached_property
    def _partly(self) -> list[set[_Seen]]:
        """The stories of which this person sees some articles and not others, each as those seen."""
        grouped = self._q.exists("story")
        seen = self._q.both(self._visible, grouped)
        if self._sees_all or self._q.count(seen) == self._q.count(grouped):
            return []
        stories: dict[tuple[int, int], set[_Seen]] = defaultdict(set)
        for story, copies, order, article in self._q.numbers(seen, ("story", "copies", "order_oldest", "article")):
            stories[story, copies].add(_Seen(order >> ID_BITS, article))
        return [some for (_, copies), some in stories.items() if len(some) != copies]
