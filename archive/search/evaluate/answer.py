"""Hits, total, facets and timeline of one request, all from one snapshot: the same for every engine."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Generic

from archive.search import bins, engine, fields
from archive.search.documents import key_id
from archive.search.quote_documents import of_quotes
from archive.search.evaluate import weights
from archive.search.evaluate.compiler import Compiler
from archive.search.evaluate.counting import Counting
from archive.search.evaluate.layout import bin_field
from archive.search.evaluate.snapshot import Leading, Q, Snapshot, Step
from archive.search.query import (
    Bar,
    Bin,
    By,
    Choice,
    Facet,
    FacetRequest,
    FacetValue,
    Hit,
    Node,
    SearchPage,
    SearchRequest,
    Term,
    Timeline,
    TimelineRequest,
)


class Answer(Generic[Q]):
    """Hits, total, facets and timeline of one request on one snapshot."""

    def __init__(self, snapshot: Snapshot[Q], request: SearchRequest, verify_max: int) -> None:
        if request.shelf == "quotes":
            request = replace(request, query=of_quotes(request.query))
        self._q = snapshot
        self._request = request
        self._sort = engine.effective_sort(request)
        self._first_only = request.copies == "first"
        self._counting = Counting(snapshot, self._first_only)
        self._compiler = Compiler(snapshot, request.visible_to, verify_max, weights.light(request.query), request.shelf)
        visible = self._compiler.visible()
        ranges = SearchRequest(request.visible_to, ranges=request.ranges)
        dates = [self._compiler.exact(node) for node in engine.filters(ranges)]
        self._within = self._q.both(visible, *dates)
        self._compiler.context = self._q.both(self._within, self._q.flat(self._compiler.superset(request.query)))
        self._query = self._compiler.exact(request.query)
        self._matching = self._filtered(None)
        self._listed = self._firsts(self._matching) if self._first_only else self._matching
        self._total = snapshot.count(self._listed)

    def _filtered(self, without: str | None, query: Q | None = None) -> Q:
        """Query, access and filters; the includes of the facet `without` left out."""
        choices = SearchRequest(self._request.visible_to, choices=self._request.choices)
        nodes = [self._compiler.exact(node) for node in engine.filters(choices, without)]
        return self._q.both(self._query if query is None else query, self._within, *nodes)

    # -- parts of what was found

    @property
    def total(self) -> int:
        return self._total

    @property
    def matching(self) -> Q:
        """What matches, every copy of a story."""
        return self._matching

    @property
    def compiler(self) -> Compiler[Q]:
        return self._compiler

    def narrowed(self, node: Node) -> int:
        """The total of the same request with one more condition."""
        return self._counting.stories(self._q.both(self._matching, self._q.flat(self._compiler.exact(node))), [])[0]

    # -- copies

    def _firsts(self, query: Q) -> Q:
        """The query without the articles that are not the earliest of their copy group among its matches."""
        grouped = self._q.both(query, self._q.exists("copy_group"))
        copies = list(self._q.numbers(grouped, ("copy_group", "order_oldest")))
        best: dict[int, int] = {}
        for group, key in copies:
            best[group] = min(key, best.get(group, key))
        later = [key_id(key) for group, key in copies if key != best[group]]
        return self._q.without(query, self._q.terms("id", later)) if later else query

    @property
    def listed(self) -> Q:
        """What the list holds: of copies the first alone where they count once."""
        return self._listed

    # -- the page

    def page(self, begun: float) -> SearchPage:
        total = self._total
        hits, cursor = self._hits(total)
        untagged = self._untagged()
        used = engine.uses_tags(self._request.query) or any(c.field in engine.TAG_FIELDS for c in self._request.choices)
        used = used or any(r.field == "about" for r in self._request.ranges)
        return SearchPage(
            hits=tuple(hits),
            total=total,
            total_is_exact=not (used and untagged),
            untagged=untagged,
            facets=self._facets(),
            timeline=self._timeline(self._request.timeline) if self._request.timeline else None,
            cursor=cursor,
            took_ms=(time.perf_counter() - begun) * 1000,
        )

    def _untagged(self) -> int:
        """Articles meeting the rest of the request, what it asks of tags left out, that have none yet."""
        nodes = [self._compiler.exact(n) for n in engine.filters(self._request) if not engine.uses_tags(n)]
        wanted = self._q.both(self._q.range("tagged", 0, 0), self._compiler.visible(), *nodes)
        waiting = self._compiler.guarded(wanted)
        rest = engine.without_tags(self._request.query)
        if rest == self._request.query:
            return self._q.count(self._q.both(waiting, self._query))
        compiler = self._compiler.within(waiting)
        return self._q.count(self._q.both(waiting, compiler.exact(rest)))

    def _hits(self, total: int) -> tuple[list[Hit], str | None]:
        request = self._request
        if not request.size or not total:
            return [], None
        if self._sort in engine.DATE_ORDERS:
            return self._by_key(engine.DATE_ORDERS[self._sort], total)
        return self._by_rank(total)

    def _by_key(self, name: str, total: int) -> tuple[list[Hit], str | None]:
        """Orders by date: each article's key is unique, so a cursor is the last key."""
        query, offset = self._listed, self._request.offset
        if self._request.cursor:
            after = int(engine.cursor_read(self._request.cursor, self._sort, 1)[0])
            query, offset = self._q.both(query, self._q.range(name, after + 1, None)), 0
        if offset >= total:
            return [], None
        found = self._q.keys(query, name, self._request.size + 1, offset)
        keys = found[: self._request.size]
        hits = [Hit(key_id(key), 0.0) for key in keys]
        return hits, engine.cursor_made(self._sort, keys[-1]) if len(found) > self._request.size else None

    def _by_rank(self, total: int) -> tuple[list[Hit], str | None]:
        """Relevance and length: equal ranks are told apart by date and id, so a rank is fetched whole."""
        request, offset = self._request, self._request.offset
        after: tuple[float, int] | None = None
        if request.cursor:
            rank, key, offset_then = engine.cursor_read(request.cursor, self._sort, 3)
            after, offset = (rank, int(key)), int(offset_then)
        ranked = self._ranked(offset + request.size + 1, total)
        ranked = ranked[offset:] if after is None else [entry for entry in ranked if entry > after]
        shown = ranked[: request.size]
        hits = [Hit(key_id(key), -rank if self._sort == "relevance" else 0.0) for rank, key in shown]
        if len(ranked) <= request.size or not shown:
            return hits, None
        return hits, engine.cursor_made(self._sort, *shown[-1], offset + len(shown))

    def _ranked(self, wanted: int, total: int) -> list[tuple[float, int]]:
        """(rank, key) ascending, `wanted` or more where there are as many, never cut within equal ranks."""
        limit, by_length = min(total, wanted + 1), self._sort == "longest"
        query = self._listed if by_length else self._compiler.preferring(self._listed, self._request.query)
        while True:
            found = self._q.ranked(query, limit, by_length=by_length)
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
            yield from self._q.every_key(self._listed, engine.DATE_ORDERS[self._sort], after)
        elif self._total:
            yield from [key for _, key in self._ranked(self._total, self._total)]

    # -- facets

    def _facets(self) -> tuple[Facet, ...]:
        """Facets that are counted over the same articles are counted together."""
        together: dict[tuple[str | None, bool], list[str]] = defaultdict(list)
        for wanted in self._request.facets:
            together[self._counted_over(wanted.field)].append(wanted.field)
        counted: dict[str, tuple[int, dict[Any, int]]] = {}
        for (without, reads), names in together.items():
            query = self._filtered(without) if without else self._matching
            over = self._compiler.guarded(query) if reads else query
            _, counts = self._counting.stories(over, [f"k_{name}" for name in names])
            hidden = self._counting.stories(self._q.without(query, over), [])[0] if reads and over is not query else 0
            counted |= {name: (hidden, counts[f"k_{name}"]) for name in names}
        return tuple(self._facet(wanted, *counted[wanted.field]) for wanted in self._request.facets)

    def _counted_over(self, name: str) -> tuple[str | None, bool]:
        """Which facet's includes are left out, and whether only articles count whose text may be read."""
        included = any(choice.include for choice in self._request.choices if choice.field == name)
        return name if included else None, fields.FIELDS[name].reads == "text"

    def _facet(self, wanted: FacetRequest, hidden: int, counts: dict[Any, int]) -> Facet:
        name = wanted.field
        choice = next((c for c in self._request.choices if c.field == name), Choice(name))
        if name == "collection":
            counts = {v: n for v, n in counts.items() if v == "" or self._request.visible_to.knows(v)}
        within, unidentified = self._unidentified() if name == "actor" else (0, 0)
        leading = sorted(((v, n) for v, n in counts.items() if v != ""), key=lambda pair: (-pair[1], pair[0]))
        return Facet(
            field=name,
            values=tuple(FacetValue(v, n) for v, n in (leading[: wanted.size] if wanted.size else leading)),
            distinct=len(leading),
            missing=self._missing(name, hidden, counts),
            exact=not isinstance(counts, Leading),
            error=counts.error if isinstance(counts, Leading) else 0,
            chosen=tuple(FacetValue(v, self._chosen(name, v, counts)) for v in choice.include),
            excluded=tuple(self._let_in(choice, value) for value in choice.exclude),
            unidentified=unidentified,
            unidentified_in=within,
        )

    def _chosen(self, name: str, value: str, counts: dict[Any, int]) -> int:
        """The count of a value that is chosen; where not all were counted it may be too rare to be among them."""
        if value in counts or not isinstance(counts, Leading):
            return counts.get(value, 0)
        query = self._q.both(self._filtered(self._counted_over(name)[0]), self._compiler.exact(Term(name, value)))
        return self._counting.stories(query, [])[0]

    def _unidentified(self) -> tuple[int, int]:
        """Articles found that mention somebody by a printed name alone, and how many such mentions they have: of
        exactly the articles that `has:unidentified` beside the query lists."""
        there = self._q.both(self._matching, self._compiler.exact(Term("has", "unidentified")))
        return self._q.summed(self._firsts(there) if self._first_only else there, "unidentified")

    def _missing(self, name: str, hidden: int, counts: dict[Any, int]) -> int:
        """Articles without a value; those whose tags may not be read count among them."""
        if not (hidden and self._first_only):
            return hidden + counts.get("", 0)
        # A story may have copies of both sorts: counted as one.
        query = self._filtered(self._counted_over(name)[0])
        there = self._compiler.guarded(self._q.both(query, self._q.exists(f"k_{name}")))
        return self._counting.stories(self._q.without(query, there), [])[0]

    def _let_in(self, choice: Choice, value: str) -> FacetValue:
        """How many articles come back if one excluded value is let in again."""
        rest = Choice(choice.field, choice.include, tuple(v for v in choice.exclude if v != value))
        others = tuple(c for c in self._request.choices if c.field != choice.field)
        changed = SearchRequest(self._request.visible_to, choices=(*others, rest))
        nodes = [self._compiler.exact(node) for node in engine.filters(changed)]
        more = self._counting.stories(self._q.both(self._query, self._within, *nodes), [])[0]
        return FacetValue(value, more - self._total)

    # -- timeline

    def _timeline(self, wanted: TimelineRequest) -> Timeline:
        name = "about_own" if wanted.by == "about" and wanted.own_day else wanted.by
        query, known = self._dated(wanted.by, name)
        dated, steps = self._q.steps(query, name, known)
        step = wanted.bin or self._chosen_bin(steps)
        field = bin_field(name, step)
        counts, of_all = self._bars(wanted.by, query, field)
        low, high = bins.window(counts, min(counts), max(counts)) if counts else (1, 0)
        bars = tuple(Bar(bins.printed(step, n), counts.get(n, 0), of_all.get(n, 0)) for n in range(low, high + 1))
        outside = sum(count for n, count in counts.items() if not low <= n <= high)
        if wanted.by == "about":
            return Timeline(wanted.by, step, bars, *self._without_spoken(name, field))
        imprecise = dated - (steps[step].values if step in steps else 0)
        return Timeline(wanted.by, step, bars, self._total - dated, imprecise, outside)

    def _dated(self, by: By, name: str) -> tuple[Q, str]:
        """The articles that bars are counted over, and the number that every dated one of them has."""
        if by == "about":
            return self._compiler.guarded(self._matching), bin_field(name, "year")
        return self._listed, "published_first" if by == "published" else "seen_minute"

    @staticmethod
    def _chosen_bin(steps: dict[Bin, Step]) -> Bin:
        """The finest bin that fits; hours only where every dated article is known to the hour."""
        hours = "hour" in steps and "year" in steps and steps["hour"].values == steps["year"].values
        low = {step: extent.first for step, extent in steps.items()}
        return bins.chosen(low, {step: extent.last for step, extent in steps.items()}, hours or not steps)

    def _bars(self, by: By, query: Q, field: str) -> tuple[dict[int, int], dict[int, int]]:
        everything = self._filtered(None, self._q.everything())
        if by == "about":
            of_all = self._compiler.guarded(everything)
            return self._counting.stories(query, [field])[1][field], self._counting.stories(of_all, [field])[1][field]
        of_all = self._firsts(everything) if self._first_only else everything
        return self._q.counts(query, [field])[1][field], self._q.counts(of_all, [field])[1][field]

    def _without_spoken(self, name: str, field: str) -> tuple[int, int]:
        """Articles without any spoken date that may be read, and with none that fits a bin of this kind."""
        dated = self._compiler.guarded(self._q.both(self._matching, self._q.key("spoken", name)))
        undated = self._counting.stories(self._q.without(self._matching, dated), [])[0]
        return undated, self._counting.stories(self._q.without(dated, self._q.exists(field)), [])[0]
