"""Everything that a timeline shows, as one table: chart, table, CSV, SVG and PNG are made of it and cannot differ.

Pure. A `Sheet` holds the counts; `columns()` is the table with a name and a description for each column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from archive.explore import coverage, peaks, smoothing
from archive.explore.lines import KEYS
from archive.search.query import Bin, By, Copies

BY_NAMES: dict[By, str] = {"published": "published", "about": "spoken_of", "seen": "first_seen"}
BY_WORDS: dict[By, str] = {"published": "published", "about": "spoken of", "seen": "first seen"}
COPIES_WORDS: dict[Copies, str] = {"each": "each copy of a story counted", "first": "copies of one story counted once"}

# A share of fewer than this is drawn, but is never called the greatest nor a peak and does not decide how high the axis
# is: one article more or less moves it by over five percent.
LEAST_SHARED = 20

Kind = Literal["start", "articles", "share", "average", "all", "sources", "silent", "said"]


@dataclass(frozen=True, slots=True)
class Series:
    """One query's counts in the sheet's bins, and how many of its articles are in none.

    `undated`: without a date of this kind; `imprecise`: known too coarsely; `beyond`: outside the bins shown.
    """

    query: str
    counts: tuple[int, ...]
    undated: int = 0
    imprecise: int = 0
    beyond: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """One column of table and file. `cells` are as printed in the file; `series`: the query it belongs to, if any."""

    kind: Kind
    name: str
    title: str
    description: str
    cells: tuple[str, ...]
    series: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """`starts`: the bins, no gaps; `alls`: articles that meet the same filters without any query, in each of them.

    `share`: what is drawn is the share of `alls`; `smooth`: bars of the moving average, 0 for none. `publishing`: how
    many sources published in each bin, `silent`: which usual ones did not (names); both empty where not known.
    `zone`: name of the clock; `filters`: in words, "" for none; `things`: what is counted, one and several.
    """

    by: By
    bin: Bin
    starts: tuple[str, ...]
    series: tuple[Series, ...]
    alls: tuple[int, ...]
    share: bool = False
    smooth: int = 0
    copies: Copies = "each"
    zone: str = "UTC"
    things: str = "article,articles"
    filters: str = ""
    publishing: tuple[int, ...] = ()
    silent: tuple[tuple[str, ...], ...] = ()

    def values(self, n: int) -> tuple[float | None, ...]:
        """What is drawn for a query: its counts, or its shares (0 to 1; None where nothing was published)."""
        counts = self.series[n].counts
        return smoothing.shares(counts, self.alls) if self.share else tuple(float(count) for count in counts)

    @property
    def few(self) -> tuple[bool, ...]:
        """Whether a bin's share is one of too few articles to be held against the others; never so of counts."""
        return tuple(self.share and 0 < of_all < LEAST_SHARED for of_all in self.alls)

    def averages(self, n: int) -> tuple[float | None, ...]:
        """The moving average of what is drawn; () where none is asked for."""
        if not self.smooth:
            return ()
        if self.share:
            return smoothing.average_shares(self.series[n].counts, self.alls, self.smooth)
        return smoothing.moving_average(self.values(n), self.smooth)

    def peaks(self, n: int) -> tuple[int, ...]:
        """Places of a query's peaks, in what is drawn; none of them a share of few."""
        found = peaks.peaks(self.series[n].counts, self.alls if self.share else None, self.alls)
        return tuple(place for place in found if not self.few[place])

    def greatest(self, n: int) -> int | None:
        """Place of the first of the greatest values of a query, shares of few left out; None where there is none."""
        known = [(value, -place) for place, value in enumerate(self.values(n)) if value and not self.few[place]]
        return -max(known)[1] if known else None

    @property
    def many(self) -> str:
        """What is counted: "articles", "quotes"."""
        return self.things.split(",")[1]

    def columns(self) -> tuple[Column, ...]:
        """The whole table: the bins, each query's columns, what they are measured against, the sources, the rest."""
        start = Column(
            "start", "start", self.bin.capitalize(), f"first {_first(self.bin)} of the {self.bin}", self.starts
        )
        asked = [column for n in range(len(self.series)) for column in self._series_columns(n)]
        everything = f"{self.many} that meet the same filters, without the query: what shares are shares of"
        alls = Column("all", "all", "all", everything, _whole(self.alls))
        return (start, *asked, alls, *self._source_columns(), *self._said())

    def _series_columns(self, n: int) -> list[Column]:
        query = self.series[n].query
        suffix, of = (f": {query}", f" for the query {query}") if query else ("", "")
        key = f"{KEYS[n]} " if len(self.series) > 1 else ""
        title = f"{key}{query or self.many}"
        by = BY_NAMES[self.by]
        unit = "share_percent" if self.share else self.many
        says = f"{self.many} {BY_WORDS[self.by]} in the {self.bin}{of}"
        out = [Column("articles", f"{self.many}_{by}{suffix}", title, says, _whole(self.series[n].counts), n)]
        if self.share:
            says = f"{self.many}{of} in percent of the column all; empty where all is 0"
            out.append(
                Column("share", f"share_percent_of_all{suffix}", f"{key}% of all", says, _percents(self.values(n)), n)
            )
        if self.smooth:
            says = f"centred moving average over {self.smooth} bins, only where the window is full" + (
                ": what was found in the window, in percent of all of it" if self.share else ""
            )
            cells = _percents(self.averages(n)) if self.share else _decimals(self.averages(n))
            title = f"{key}average of {self.smooth}"
            out.append(Column("average", f"{unit}_average_{self.smooth}{suffix}", title, says + of, cells, n))
        return out

    def _source_columns(self) -> list[Column]:
        if not self.publishing:
            return []
        names = tuple("; ".join(some) for some in self.silent)
        return [
            Column("sources", "sources_publishing", "sources", "sources with an article", _whole(self.publishing)),
            Column("silent", "usual_sources_silent", "silent", f"usual sources without any: {coverage.RULE}", names),
        ]  # fmt: skip

    def _said(self) -> list[Column]:
        """What holds of every row; in the file beside the numbers, so that they are never read without it."""
        same = [
            ("bin", "width of the bins", self.bin),
            ("date", "which date is counted", BY_WORDS[self.by]),
            ("zone", "clock of the archive, in which bins begin", self.zone),
            ("copies", "copies of one story", COPIES_WORDS[self.copies]),
            ("filters", "what holds of everything counted, in all too", self.filters),
        ]
        return [Column("said", name, name, says, (value,) * len(self.starts)) for name, says, value in same]


def _first(bin_: Bin) -> str:
    return "hour" if bin_ == "hour" else "day"


def _whole(counts: Sequence[int]) -> tuple[str, ...]:
    return tuple(str(count) for count in counts)


def _decimals(values: Sequence[float | None]) -> tuple[str, ...]:
    return tuple("" if value is None else f"{value:.2f}" for value in values)


def _percents(values: Sequence[float | None]) -> tuple[str, ...]:
    return tuple("" if value is None else f"{value * 100:.2f}" for value in values)
