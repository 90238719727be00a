"""Hits, total, facets and timeline of one request, all from one snapshot: the same for every engine."""

from __future__ import annotations

import time
from collections.abc import Iterator

from archive.search import engine
from archive.search.documents import key_id
from archive.search.evaluate.facets import Facets
from archive.search.evaluate.selection import Selection
from archive.search.evaluate.snapshot import Q, Snapshot
from archive.search.evaluate.timelines import Timelines
from archive.search.query import Hit, Node, SearchPage, SearchRequest

# Ranks that are read past those wanted.
_RANKS_MORE = 20


class Answer(Selection[Q]):
    """Hits, total, facets and timeline of one request on one snapshot."""

    def __init__(self, snapshot: Snapshot[Q], request: SearchRequest, verify_max: int) -> None:
        super().__init__(snapshot, request, verify_max)
        self._sort = engine.effective_sort(self.request)

    def narrowed(self, node: Node) -> int:
        """The total of the same request with one more condition."""
        return self.counting.stories(self.q.both(self.matching, self.q.flat(self.compiler.exact(node))))

    # -- the page

    def page(self, begun: float) -> SearchPage:
        total = self.total
        hits, cursor = self._hits(total)
        untagged = self._untagged()
        used = engine.uses_tags(self.request.query) or any(c.field in engine.TAG_FIELDS for c in self.request.choices)
        used = used or any(r.field == "about" for r in self.request.ranges)
        return SearchPage(
            hits=tuple(hits),
            total=total,
            total_is_exact=not (used and untagged),
            untagged=untagged,
            facets=Facets(self).all(),
            timeline=Timelines(self).timeline(self.request.timeline) if self.request.timeline else None,
            cursor=cursor,
            took_ms=(time.perf_counter() - begun) * 1000,
        )

    def _untagged(self) -> int:
        """Articles meeting the rest of the request, what it asks of tags left out, that have none yet."""
        waits = self.q.range("tagged", 0, 0)
        if not self.q.kept.of("untagged", lambda: self.q.count(waits)):
            return 0
        nodes = [self.compiler.exact(n) for n in engine.filters(self.request) if not engine.uses_tags(n)]
        wanted = self.q.both(waits, self.compiler.visible(), *nodes)
        waiting = self.compiler.guarded(wanted)
        rest = engine.without_tags(self.request.query)
        if rest == self.request.query:
            return self.q.count(self.q.both(waiting, self.query))
        compiler = self.compiler.within(waiting)
        return self.q.count(self.q.both(waiting, compiler.exact(rest)))

    def _hits(self, total: int) -> tuple[list[Hit], str | None]:
        request = self.request
        if not request.size or not total:
            return [], None
        if self._sort in engine.DATE_ORDERS:
            return self._by_key(engine.DATE_ORDERS[self._sort], total)
        return self._by_rank(total)

    def _by_key(self, name: str, total: int) -> tuple[list[Hit], str | None]:
        """Orders by date: each article's key is unique, so a cursor is the last key."""
        query, offset = self.listed, self.request.offset
        if self.request.cursor:
            after = int(engine.cursor_read(self.request.cursor, self._sort, 1)[0])
            query, offset = self.q.both(query, self.q.range(name, after + 1, None)), 0
        if offset >= total:
            return [], None
        found = self.q.keys(query, name, self.request.size + 1, offset)
        keys = found[: self.request.size]
        hits = [Hit(key_id(key), 0.0) for key in keys]
        return hits, engine.cursor_made(self._sort, keys[-1]) if len(found) > self.request.size else None

    def _by_rank(self, total: int) -> tuple[list[Hit], str | None]:
        """Relevance and length: equal ranks are told apart by date and id, so a rank is fetched whole."""
        request, offset = self.request, self.request.offset
        after: tuple[float, int] | None = None
        if request.cursor:
            rank, key, offset_then = engine.cursor_read(request.cursor, self._sort, 3)
            after, offset = (rank, int(key)), int(offset_then)
        ranked = self._ranked_past(after, offset, total)
        shown = ranked[: request.size]
        hits = [Hit(key_id(key), -rank if self._sort == "relevance" else 0.0) for rank, key in shown]
        if len(ranked) <= request.size or not shown:
            return hits, None
        return hits, engine.cursor_made(self._sort, *shown[-1], offset + len(shown))

    def _ranked_past(self, after: tuple[float, int] | None, offset: int, total: int) -> list[tuple[float, int]]:
        """What stands past a place in the order, one more than a page of it. Articles that came since the place was
        noted may stand before it: then it lies deeper than it did.

        New articles change what words weigh: by relevance alone one near the place may then come twice or not at all.
        """
        wanted = offset + self.request.size + 1
        if after is None:
            return self._ranked(wanted, total)[offset:]
        while True:
            ranked = self._ranked(wanted, total)
            past = [entry for entry in ranked if entry > after]
            if len(past) > self.request.size or wanted >= total:
                return past
            wanted = min(total, wanted * 2)

    def _ranked(self, wanted: int, total: int) -> list[tuple[float, int]]:
        """(rank, key) ascending, `wanted` or more where there are as many, never cut within equal ranks."""
        # Some more, so that few equal ranks at the end seldom make it ask again.
        limit, by_length = min(total, wanted + max(_RANKS_MORE, wanted // 8)), self._sort == "longest"
        query = self.listed
        if not by_length:
            weighed = query if self.met is self.query else self.q.both(self.query, query)
            query = self.compiler.preferring(weighed, self.request.query)
        while True:
            found = self.q.ranked(query, limit, by_length=by_length)
            ranks = [-float(f"{score:.5g}") for score, _ in found]
            whole = len(ranks) if limit >= total else sum(rank != ranks[-1] for rank in ranks)
            if limit >= total or whole >= wanted:
                break
            limit = min(total, limit * 4)
        return sorted(zip(ranks[:whole], (key for _, key in found[:whole]), strict=True))

    def every_key(self, after: int = -1) -> Iterator[int]:
        """The sort keys of all matches in order, `key_id` their ids; in the orders by date only those past `after`.

        In the other orders everything is read before the first is given.
        """
        if self._sort in engine.DATE_ORDERS:
            yield from self.q.every_key(self.listed, engine.DATE_ORDERS[self._sort], after)
        elif self.total:
            yield from [key for _, key in self._ranked(self.total, self.total)]
