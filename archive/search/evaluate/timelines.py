"""The timeline of one request: bars without gaps, what fits none of them, and which sources published in each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from typing import Generic

from archive.search import bins
from archive.search.evaluate.layout import bin_field
from archive.search.evaluate.selection import Selection
from archive.search.evaluate.snapshot import Q, Step
from archive.search.query import All, Bar, Bin, By, SourceBars, Timeline, TimelineRequest

# Source → bin → count.
Crossed = dict[str, dict[int, int]]


class Timelines(Generic[Q]):
    """Counts by time over one selection."""

    def __init__(self, found: Selection[Q]) -> None:
        self._found = found
        self._q = found.q
        self._compiler = found.compiler
        self._counting = found.counting

    def timeline(self, wanted: TimelineRequest) -> Timeline:
        name = "about_own" if wanted.by == "about" and wanted.own_day else wanted.by
        query, known = self._dated(wanted.by, name)
        dated, steps = self._extents(query, name, known)
        step = wanted.bin or self._chosen_bin(steps)
        field = bin_field(name, step)
        every = self._every(wanted.by)
        of_all = self._curve(every, field)
        # Where each copy counts, everything is the curve of all itself.
        same = self._found.selects_all and (wanted.by == "about" or not self._found.first_only)
        counts = of_all if same else self._bars(wanted.by, query, field)
        # Of everything the bars reach as far as any copy: each is a share of them.
        span = of_all if self._found.request.query == All() else counts
        low, high = bins.window(counts, min(span), max(span)) if counts else (1, 0)
        bars = tuple(Bar(bins.printed(step, n), counts.get(n, 0), of_all.get(n, 0)) for n in range(low, high + 1))
        sources = self._sources(every, field, low, high) if wanted.sources and bars else ()
        if wanted.by == "about":
            undated, imprecise = self._without_spoken(name, field)
        else:
            undated = self._found.total - dated
            imprecise = dated - (steps[step].values if step in steps else 0)
        return Timeline(
            by=wanted.by,
            bin=step,
            bars=bars,
            undated=undated,
            imprecise=imprecise,
            out_of_range=sum(count for n, count in counts.items() if not low <= n <= high) * (wanted.by != "about"),
            sources=sources,
        )

    def _dated(self, by: By, name: str) -> tuple[Q, str]:
        """The articles that bars are counted over, and the number that every dated one of them has."""
        if by == "about":
            return self._compiler.guarded(self._found.matching), bin_field(name, "year")
        return self._found.listed, "published_first" if by == "published" else "seen_minute"

    def _every(self, by: By) -> Q:
        """The articles that the curve of all is counted over: the query left out, each copy among them."""
        everything = self._found.filtered(None, self._q.everything())
        return self._compiler.guarded(everything) if by == "about" else everything

    def _extents(self, query: Q, name: str, known: str) -> tuple[int, dict[Bin, Step]]:
        """As `Snapshot.steps`; of everything kept for the moment."""
        if not self._found.selects_all:
            return self._q.steps(query, name, known)
        return self._q.kept.of(("steps", self._key(), name), lambda: self._q.steps(query, name, known))

    def _curve(self, every: Q, field: str) -> dict[int, int]:
        """The curve of all; where nothing is filtered it is the same for every query, and kept for the moment."""
        if self._found.request.choices or self._found.request.ranges:
            return self._stories(every, field)
        return self._q.kept.of(("curve", self._key(), field), lambda: self._stories(every, field))

    def _key(self) -> Hashable:
        return self._found.who, self._found.request.leaves_indirect_out, self._found.first_only

    @staticmethod
    def _chosen_bin(steps: dict[Bin, Step]) -> Bin:
        """The finest bin that fits; hours only where every dated article is known to the hour."""
        hours = "hour" in steps and "year" in steps and steps["hour"].values == steps["year"].values
        low = {step: extent.first for step, extent in steps.items()}
        return bins.chosen(low, {step: extent.last for step, extent in steps.items()}, hours or not steps)

    def _bars(self, by: By, query: Q, field: str) -> dict[int, int]:
        """By spoken dates stories are counted wherever a copy belongs; else each article stands in one bar alone."""
        return self._stories(query, field) if by == "about" else self._q.counts(query, [field])[field]

    def _stories(self, query: Q, field: str) -> dict[int, int]:
        """In each bar the stories of which any copy is in it; so never fewer than have their first one there."""
        return self._counting.values(query, [field])[field]

    def _without_spoken(self, name: str, field: str) -> tuple[int, int]:
        """Articles without any spoken date that may be read, and with none that fits a bin of this kind."""
        matching = self._found.matching
        dated = self._compiler.guarded(self._q.both(matching, self._q.key("spoken", name)))
        undated = self._counting.stories(self._q.without(matching, dated))
        return undated, self._counting.stories(self._q.without(dated, self._q.exists(field)))

    # -- sources

    def _sources(self, every: Q, field: str, low: int, high: int) -> tuple[SourceBars, ...]:
        """Of each source how many of all it published in each bar, counted as all are."""
        crossed = self._crossed(every, field, low, high)
        bars = [SourceBars(s, tuple(found.get(n, 0) for n in range(low, high + 1))) for s, found in crossed.items()]
        return tuple(sorted(filter(_any, bars), key=lambda one: (-sum(one.counts), one.source)))

    def _cross(self, query: Q, field: str, low: int, high: int) -> Crossed:
        return self._q.crossed(query, field, "k_source", low, high)

    def _crossed(self, query: Q, field: str, low: int, high: int) -> Crossed:
        """The same in stories, each once for each source that has a copy of it in the bin."""
        if not self._found.first_only:
            return self._cross(query, field, low, high)
        alone = self._q.without(query, self._q.exists("copy_group"))
        crossed: Crossed = defaultdict(dict, self._cross(alone, field, low, high))
        copied = self._counting.copied(query)
        for source in self._q.counts(copied, ["k_source"])["k_source"]:
            of_source = self._q.both(copied, self._q.key("source", source))
            for number, stories in self._q.groups(of_source, [field])[field].items():
                crossed[source][number] = crossed[source].get(number, 0) + stories
        return crossed


def _any(bars: SourceBars) -> bool:
    return any(bars.counts)
