"""Copies of a story as one person may know of them: those in collections that they may not see do not count.

An article's document holds how many copies its story has in the whole archive and whether it is the first of them.
That is true for whoever sees all of them. For somebody who sees a part, of those stories alone of which articles are
hidden, number and first are found among the articles that this person sees: on the shelf of articles, also where quotes
are asked for, since an article without quotes is a copy too.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from functools import cached_property
from typing import Generic, NamedTuple

from archive.search import fields
from archive.search.documents import ID_BITS
from archive.search.evaluate.snapshot import Q, Snapshot
from archive.search.query import Access


class _Partly(NamedTuple):
    """The articles seen of stories seen in part: their ids, with each how many of its story are seen; and of each story
    the first seen."""

    articles: array[int]
    copies: array[int]
    firsts: array[int]


class VisibleCopies(Generic[Q]):
    """Queries for what `copies:`, `has:copies` and the facet `carried` ask, true for one person, on either shelf."""

    def __init__(self, snapshot: Snapshot[Q], access: Access) -> None:
        self._q = snapshot
        self._access = access

    @property
    def as_stored(self) -> bool:
        """Whether for this person every story has as many copies as its documents say: nothing grouped is hidden, or
        only stories of which they see nothing at all."""
        return not self._partly.articles

    def numbering(self, low: int | None, high: int | None) -> Q:
        """Articles of stories with low ≤ copies ≤ high, an article without copies being one."""
        stored = self._q.range("copies", low, high)
        if self.as_stored:
            return stored
        pairs = zip(self._partly.articles, self._partly.copies, strict=True)
        return self._mended(stored, [one for one, n in pairs if (low or 0) <= n and (high is None or n <= high)])

    def carried(self, step: str) -> Q:
        """Articles of stories whose copies are as many as a value of the facet says."""
        return self.numbering(*fields.ends(step)) if step in fields.CARRIED else self._q.nothing()

    def first(self) -> Q:
        """The earliest article of each story, unknown dates last, then by id; an article without copies is one."""
        return self._mended(self._q.key("copies", "first"), list(self._partly.firsts))

    def _mended(self, stored: Q, articles: list[int]) -> Q:
        """What is stored, but of stories seen in part these articles alone."""
        if self.as_stored:
            return stored
        whole = self._q.without(stored, self._q.terms("article", list(self._partly.articles)))
        return self._q.flat(self._q.either([whole, self._q.terms("article", articles)]))

    @cached_property
    def _partly(self) -> _Partly:
        allowed = self._access.collections
        if allowed is None:
            return _Partly(array("Q"), array("Q"), array("Q"))
        shelf = self._q.articles
        return shelf.kept.of(("copies", allowed), lambda: _seen_in_part(shelf, allowed))


def _seen_in_part(shelf: Snapshot[Q], allowed: frozenset[int]) -> _Partly:
    """What somebody who sees these collections sees of stories of which more is on the shelf of articles."""
    partly = _Partly(array("Q"), array("Q"), array("Q"))
    grouped = shelf.exists("story")
    seen = shelf.both(shelf.flat(shelf.terms("collections", sorted(allowed))), grouped)
    if shelf.count(seen) == shelf.count(grouped):
        return partly
    # By copies too: of a story that is just being written anew the documents say different numbers.
    stories: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for story, copies, order, article in shelf.numbers(seen, ("story", "copies", "order_oldest", "article")):
        stories[story, copies].append((order >> ID_BITS, article))
    for (_, copies), some in stories.items():
        if len(some) != copies:
            partly.articles.extend(article for _, article in some)
            partly.copies.extend([len(some)] * len(some))
            partly.firsts.append(min(some)[1])
    return partly
