"""The numbers of a timeline, asked through the one `SearchRequest`: bins over all queries on the chart, what they are
shares of, and which sources published. What is drawn, printed and written to files is made of the `Sheet` alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.conf import settings

from archive.explore import chart, coverage, days
from archive.explore.lines import bars_each
from archive.explore.sheet import Series, Sheet
from archive.pages import chips
from archive.pages.forms import State
from archive.search import service
from archive.search.bins import BARS_MAX, BINS
from archive.search.engine import QueryError
from archive.search.query import Access, All, Bin, By, DateRange, SearchRequest, SourceBars, Timeline, TimelineRequest

# A chosen range is shown with at least this many days on either side of it.
LEAST_AROUND = 15
# Choices that say which articles the archive holds, not what is in them: by these alone sources are counted, so that
# a source which says nothing of an actor for a week is not taken for one whose articles are missing.
HOLDINGS = frozenset(("source", "lang", "section", "collection"))
# Rows of a file: as many bars as an engine counts at once, eleven years of days (safety.md, T17).
FILE_ROWS = BARS_MAX
# Rows of the table on a page: what a browser still lays out at once; wider bins beyond it, the file has them all.
TABLE_ROWS = 2_000
# About how many hours a bin is long.
_HOURS: dict[Bin, int] = {"hour": 1, "day": 24, "week": 7 * 24, "month": 30 * 24, "quarter": 91 * 24, "year": 365 * 24}


@dataclass(frozen=True, slots=True)
class Asked:
    """One query of the chart: as typed, how it was read, and the search for it alone (the others beside it)."""

    query: str
    reading: service.Reading
    state: State


@dataclass(frozen=True, slots=True)
class Fits:
    """How many bins there may be, and in words why not more. `strict`: more are a mistake, never made wider."""

    limit: int
    more: str
    strict: bool = False

    def refused(self, bin_: Bin) -> str:
        """What is said of bins that are made wider; QueryError where they may not be."""
        if self.strict:
            raise QueryError(
                f"By {bin_} the file would have more than {self.limit:,} rows.", "Choose wider bars or a shorter range."
            )
        return f"By {bin_} there would be more {self.more}."


@dataclass(frozen=True, slots=True)
class Found:
    """What a state's timeline counts. `sheet` has no bins where nothing has a date of this kind.

    `coarser`: a sentence where the bins had to be wider than asked.
    """

    sheet: Sheet
    queries: tuple[Asked, ...]
    coarser: str


def compared(state: State, who: Access) -> tuple[Asked, ...]:
    """The queries beside that of the box. Wrong ones have no tree, and their mistakes in `reading`."""
    others = [query for query in state.compare if query != state.q]
    out = []
    for n, query in enumerate(others):
        rest = (*others[:n], *others[n + 1 :])
        swapped = state.with_(q=query, compare=tuple(filter(None, (state.q, *rest))))
        out.append(Asked(query, service.read_query(query, who), swapped))
    return tuple(out)


def asked_first(state: State) -> TimelineRequest | None:
    """What a page of results asks for with everything else, so that what matches is gone through once; None where the
    timeline looks beside the chosen range, which is another question."""
    chosen = state.range_of(state.by)
    return TimelineRequest(state.by, state.bin, state.own_day) if chosen is None or chosen.unknown else None


def found(
    state: State, reading: service.Reading, who: Access, rows: int | None = None, first: Timeline | None = None
) -> Found:
    """Count. QueryError names the query that cannot be answered, or says that a file would have too many rows.

    `rows`: how many rows a table or file may have; None for a picture, whose bars must be told apart.
    `first`: the answer to `asked_first`, where it is there already.
    The range of the date that is shown gives way to the window around it: what lies beside the chosen days stays in
    sight, and the brush has something to move in.
    """
    queries = (Asked(state.q, reading, state), *compared(state, who))
    limit = bars_each(len(queries), chart.MAX_BARS)
    window = window_of(state, *span_of(state.by, who), limit)
    others = tuple(r for r in state.ranges if r.field != state.by)
    chosen = state.range_of(state.by)
    if window:
        ranges = (*others, DateRange(state.by, *window))
    else:
        ranges = (*others, *((chosen,) if chosen and chosen.unknown else ()))
    asked = replace(state, ranges=ranges, page=1)
    requests = [_request(asked, who, one) for one in queries]
    # Bins that nobody asked for are those of the picture; whoever names a width has it wherever there is room.
    fits = Fits(limit, "bars than can be read; the file of these numbers has them all")
    if rows is not None and state.bin:
        fits = Fits(rows, "rows than a page shows well; the file has them all", strict=rows >= FILE_ROWS)
    timelines, starts, coarser = _binned(state, queries, requests, window, fits, first)
    if not starts:
        blank = Sheet(state.by, timelines[0].bin, (), (), (), zone=settings.ARCHIVE_ZONE, things=state.things)
        series = tuple(Series(q.query, (), t.undated, t.imprecise, 0) for q, t in zip(queries, timelines, strict=True))
        return Found(replace(blank, series=series, copies=state.copies), queries, coarser)
    sheet = _sheet(state, who, queries, timelines, starts, others)
    return Found(sheet, queries, coarser)


def _request(state: State, who: Access, one: Asked) -> SearchRequest:
    return state.request(who, one.reading.tree, size=0)


def _answer(request: SearchRequest, wanted: TimelineRequest, query: str, *, several: bool) -> Timeline:
    try:
        answer = service.answer(replace(request, timeline=wanted))
    except QueryError as error:
        if several:
            raise QueryError(f"“{query}”: {error.message}", error.repair) from None
        raise
    return answer.timeline or Timeline(wanted.by, wanted.bin or "day", ())


def _binned(
    state: State,
    queries: Sequence[Asked],
    requests: Sequence[SearchRequest],
    window: tuple[date, date] | None,
    fits: Fits,
    first: Timeline | None,
) -> tuple[list[Timeline], list[str], str]:
    """Each query's counts in bins of one width, the bins over all of them, and whether they had to be wider."""
    wanted, coarser = state.bin, ""
    if wanted and window and bars_in(window, wanted) > fits.limit:
        wanted, coarser = fitting(window, wanted, fits.limit), fits.refused(wanted)
    while True:
        asking = TimelineRequest(state.by, wanted, state.own_day)
        timelines = [
            _answer(request, asking, one.query, several=len(queries) > 1)
            for request, one in list(zip(requests, queries, strict=True))[first is not None :]
        ]
        timelines, first = [*([first] if first else []), *timelines], None
        dated = [timeline for timeline in timelines if timeline.bars]
        if not dated:
            return timelines, [], coarser
        widest = max((timeline.bin for timeline in dated), key=BINS.index)
        if any(timeline.bin != widest for timeline in dated):
            wanted = widest
            continue
        starts = axis(dated, widest, window)
        # As many bars as the engine counts at once may be a part of them only.
        cut = any(len(timeline.bars) >= BARS_MAX for timeline in dated)
        if len(starts) <= fits.limit and not cut:
            return timelines, starts, coarser
        if widest == "year":
            return timelines, _densest(dated, starts, fits.limit), coarser
        coarser = coarser or (fits.refused(widest) if state.bin else "")
        wanted = chart.COARSER[widest]


def axis(timelines: Sequence[Timeline], bin_: Bin, window: tuple[date, date] | None) -> list[str]:
    """The starts of all bins from the first to the last that any query has, or over the whole window."""
    known = sorted({bar.start for timeline in timelines for bar in timeline.bars})
    first, last = known[0], known[-1]
    if window:
        first = min(first, _start(window[0], bin_, 0))
        last = max(last, _start(window[1], bin_, 23))
    return list(days.bin_starts(first, last, bin_))


def _start(day: date, bin_: Bin, hour: int) -> str:
    return f"{day.isoformat()}T{hour:02}" if bin_ == "hour" else days.bin_start(day, bin_).isoformat()


def _densest(timelines: Sequence[Timeline], starts: list[str], limit: int) -> list[str]:
    """Of centuries the stretch of years that holds the most; the rest is said to lie outside."""
    sums = dict.fromkeys(starts, 0)
    for timeline in timelines:
        for bar in timeline.bars:
            sums[bar.start] += bar.count
    counts = list(sums.values())
    best = max(range(len(starts) - limit + 1), key=lambda n: (sum(counts[n : n + limit]), n))
    return starts[best : best + limit]


def _sheet(
    state: State,
    who: Access,
    queries: Sequence[Asked],
    timelines: Sequence[Timeline],
    starts: list[str],
    others: tuple[DateRange, ...],
) -> Sheet:
    bin_ = next(timeline.bin for timeline in timelines if timeline.bars)
    shown = DateRange(state.by, days.bin_days(starts[0], bin_)[0], days.bin_days(starts[-1], bin_)[1])
    asking = TimelineRequest(state.by, bin_, state.own_day)
    everything = replace(state, ranges=others, page=1).request(who, All(), size=0)
    held = _held(everything)
    with_sources = state.by == "published" and held == everything
    whole = _over_time(everything, replace(asking, sources=with_sources), shown)
    known = {bar.start: bar.all for bar in whole.bars}
    timeline = whole
    if state.by == "published" and not with_sources:
        timeline = _over_time(held, TimelineRequest(state.by, bin_, sources=True), shown)
    sources = _sources(timeline, starts)
    silences = _silences(sources, bin_, len(starts), who)
    return Sheet(
        by=state.by,
        bin=bin_,
        starts=tuple(starts),
        series=tuple(_series(q.query, t, starts) for q, t in zip(queries, timelines, strict=True)),
        alls=tuple(known.get(start, 0) for start in starts),
        share=state.share,
        smooth=state.smooth,
        copies=state.copies,
        zone=settings.ARCHIVE_ZONE,
        things=state.things,
        # What holds of the denominator, too; the range of the date shown is the chart itself, copies are told apart.
        filters="; ".join(chips.filter_words(state.without_range(state.by).with_(copies="each"), who)),
        publishing=tuple(coverage.publishing([row.counts for row in sources], len(starts))) if sources else (),
        silent=silences,
    )


def _series(query: str, timeline: Timeline, starts: Sequence[str]) -> Series:
    counts = {bar.start: bar.count for bar in timeline.bars}
    shown = tuple(counts.get(start, 0) for start in starts)
    beyond = sum(counts.values()) - sum(shown) + timeline.out_of_range
    return Series(query, shown, timeline.undated, timeline.imprecise, beyond)


def _over_time(everything: SearchRequest, wanted: TimelineRequest, shown: DateRange) -> Timeline:
    """Everything's bars, at least those of the days that are shown.

    Asked for over all time, which is one question for every query and every axis, and answered once a commit; no bin
    has another count for that. Of the days shown alone where there are more bins than are counted at once, as there
    are of hours, and for spoken dates, of which an article may have any number.
    """
    if wanted.by != "about" and wanted.bin != "hour":
        whole = _answer(everything, wanted, "", several=False)
        if not whole.out_of_range:
            return whole
    return _answer(replace(everything, ranges=(*everything.ranges, shown)), wanted, "", several=False)


def _held(everything: SearchRequest) -> SearchRequest:
    """All that the archive holds under the same choice of holdings; the request itself where it asks for no less."""
    holdings = tuple(choice for choice in everything.choices if choice.field in HOLDINGS)
    return replace(everything, choices=holdings, ranges=(), copies="each", shelf="articles")


def _sources(timeline: Timeline, starts: Sequence[str]) -> tuple[SourceBars, ...]:
    """What each source published in each bin, those with the most first; none that published nothing in all of them."""
    places = {bar.start: n for n, bar in enumerate(timeline.bars)}
    at = [places.get(start) for start in starts]
    rows = [SourceBars(row.source, tuple(0 if n is None else row.counts[n] for n in at)) for row in timeline.sources]
    return tuple(sorted((row for row in rows if any(row.counts)), key=lambda row: (-sum(row.counts), row.source)))


def _silences(sources: Sequence[SourceBars], bin_: Bin, bins: int, who: Access) -> tuple[tuple[str, ...], ...]:
    """The names of the silent usual sources of each bin."""
    if not sources:
        return ()
    missing: list[list[str]] = [[] for _ in range(bins)]
    for row in sources:
        for n in coverage.silent(row.counts, bin_):
            missing[n].append(row.source)
    labels = service.labels("source", [slug for some in missing for slug in some], who)
    return tuple(tuple(sorted(labels.get(slug, slug) for slug in some)) for some in missing)


# --- how much is shown ----------------------------------------------------------------------------


def span_of(by: By, who: Access) -> tuple[date | None, date | None]:
    """First and last day that the archive's articles have by this date; None for spoken dates and first seen."""
    return service.archive_span(who) if by == "published" else (None, None)


def window_of(
    state: State, low: date | None, high: date | None, limit: int = chart.MAX_BARS
) -> tuple[date, date] | None:
    """The days around a chosen range that are shown with it; None for all there are."""
    chosen = state.range_of(state.by)
    if chosen is None or chosen.unknown or state.span == "whole":
        return None
    first, last = chosen.first or low, chosen.last or high
    if first is None or last is None or first > last:
        return None
    if state.span == "range":
        return first, last
    around = timedelta(days=_around(state, (last - first).days + 1, limit))
    first, last = minus(first, around), plus(last, around)
    # Not past the archive's own ends, unless the range itself lies there.
    if low and high:
        first = max(first, min(low, chosen.first or low))
        last = min(last, max(high, chosen.last or high))
    return first, last


def _around(state: State, wide: int, limit: int) -> int:
    """As many days on either side as the range has; fewer where bars of the chosen width would become too many."""
    around = max(wide, LEAST_AROUND)
    if state.bin is None:
        return around
    return min(around, max(0, (limit * _HOURS[state.bin] // 24 - wide) // 2))


def minus(day: date, some: timedelta) -> date:
    return day - some if day - date.min > some else date.min


def plus(day: date, some: timedelta) -> date:
    return day + some if date.max - day > some else date.max


def bars_in(window: tuple[date, date], bin_: Bin) -> int:
    """About how many bins of a width lie in the days of a window."""
    wide = (window[1] - window[0]).days + 1
    # Of years there are never too many: nothing is wider.
    return 1 if bin_ == "year" else wide * 24 // _HOURS[bin_]


def fitting(window: tuple[date, date], bin_: Bin, limit: int) -> Bin:
    """The next wider bins of which at most `limit` lie in the window."""
    while bin_ != "year" and bars_in(window, bin_) > limit:
        bin_ = chart.COARSER[bin_]
    return bin_
