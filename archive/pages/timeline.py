"""The timeline of a search: bars that are links, the chosen range within its surroundings, the table beside it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, get_args

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from archive import selectors
from archive.explore import chart
from archive.explore.chart import Chart, Column
from archive.pages import forms, frame
from archive.pages.forms import State
from archive.search import service
from archive.search.query import Access, Bin, By, DateRange, Timeline, TimelineRequest

BY_WORDS: dict[By, str] = {"published": "published", "about": "spoken of", "seen": "first seen"}
# A chosen range is shown with at least this many days on either side of it.
LEAST_AROUND = 15


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to see the timeline."""

    words: str
    href: str
    on: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """The timeline section. `chart` is None where no article found has a date of this kind."""

    by: By
    bin: Bin
    chart: Chart | None
    dates: tuple[Choice, ...]
    bins: tuple[Choice, ...]
    spans: tuple[Choice, ...]
    own_days: tuple[Choice, ...]
    label: str
    in_range: int | None
    undated: int
    imprecise: int
    unknown_href: str
    peak: Column | None
    first: date | None
    last: date | None
    first_name: str
    last_name: str
    low: date | None
    high: date | None
    hidden: list[tuple[str, str]]
    table_href: str
    csv_href: str
    coarser: str


def panel(state: State, reading: service.Reading, who: Access, total: int, *, height: int = 144) -> Panel:
    """The timeline of a state, with its options. `total`: how many articles the search found, in its range."""
    chosen = state.range_of(state.by)
    low, high = span_of(state.by, who)
    timeline, coarser = found(state, reading, who)
    drawn = None
    if timeline.bars:
        window = window_of(state, low, high)
        bars = chart.filled(timeline.bars, timeline.bin, window)
        edges = (chosen.first, chosen.last) if chosen and not chosen.unknown else None
        drawn = chart.draw(bars, timeline.bin, _linker(state), height=height, chosen=edges)
    names = {by: (first, last) for by, first, last in forms.RANGES}[state.by]
    return Panel(
        by=state.by,
        bin=timeline.bin,
        chart=drawn,
        dates=tuple(Choice(w, state.with_(by=by, bin=None).url(), by == state.by) for by, w in BY_WORDS.items()),
        bins=_bins(state, timeline),
        spans=_spans(state, chosen),
        own_days=_own_days(state),
        label=f"Articles found by {timeline.bin}, {_span_words(drawn)}; each bar is a link" if drawn else "",
        # Not the sum of the marked bars: a week or month at the edge may reach past the range.
        in_range=total if drawn and drawn.edges else None,
        undated=timeline.undated,
        imprecise=timeline.imprecise,
        unknown_href=state.with_unknown(state.by).url() if timeline.undated else "",
        peak=max(drawn.columns, key=lambda c: c.count, default=None) if drawn else None,
        first=chosen.first if chosen else None,
        last=chosen.last if chosen else None,
        first_name=names[0],
        last_name=names[1],
        low=low,
        high=high,
        hidden=state.pairs(without=("page", "facet", "facet_q", "facet_page", *names)),
        table_href=state.with_().url("/timeline"),
        csv_href=state.with_().url("/timeline.csv"),
        coarser=coarser,
    )


def found(state: State, reading: service.Reading, who: Access) -> tuple[Timeline, str]:
    """The counts, and a sentence where the bars had to be wider than asked.

    The range of the date that is shown gives way to the window around it: what lies beside the chosen
    days stays in sight, and the brush has something to move in.
    """
    low, high = span_of(state.by, who)
    window = window_of(state, low, high)
    ranges = tuple(r for r in state.ranges if r.field != state.by)
    if window:
        ranges = (*ranges, DateRange(state.by, *window))
    asked = replace(state, ranges=ranges, page=1).request(who, reading.tree, size=0)
    wanted, coarser = state.bin, ""
    if wanted and window and _bars_in(window, wanted) > chart.MAX_BARS:
        wanted, coarser = _fitting(window, wanted), f"By {wanted} there would be more bars than can be read."
    while True:
        request = replace(asked, timeline=TimelineRequest(state.by, wanted, state.own_day))
        timeline = service.answer(request).timeline or Timeline(state.by, wanted or "day", ())
        if len(timeline.bars) <= chart.MAX_BARS or timeline.bin == "year":
            return timeline, coarser
        coarser = coarser or f"By {timeline.bin} there would be more bars than can be read."
        wanted = chart.COARSER[timeline.bin]


def _bars_in(window: tuple[date, date], bin_: Bin) -> int:
    days = (window[1] - window[0]).days + 1
    return {"hour": days * 24, "day": days, "week": days // 7, "month": days // 30, "quarter": days // 91}.get(bin_, 1)


def _fitting(window: tuple[date, date], bin_: Bin) -> Bin:
    while bin_ != "year" and _bars_in(window, bin_) > chart.MAX_BARS:
        bin_ = chart.COARSER[bin_]
    return bin_


def span_of(by: By, who: Access) -> tuple[date | None, date | None]:
    """First and last day that the archive's articles have by this date; None for spoken dates and first seen."""
    return selectors.archive_span(who) if by == "published" else (None, None)


def window_of(state: State, low: date | None, high: date | None) -> tuple[date, date] | None:
    """The days around a chosen range that are shown with it; None for all there are."""
    chosen = state.range_of(state.by)
    if chosen is None or chosen.unknown or state.span == "whole":
        return None
    first, last = chosen.first or low, chosen.last or high
    if first is None or last is None or first > last:
        return None
    if state.span == "range":
        return first, last
    around = timedelta(days=max((last - first).days + 1, LEAST_AROUND))
    first, last = _minus(first, around), _plus(last, around)
    # Not past the archive's own ends, unless the range itself lies there.
    if low and high:
        first = max(first, min(low, chosen.first or low))
        last = min(last, max(high, chosen.last or high))
    return first, last


def _minus(day: date, some: timedelta) -> date:
    return day - some if day - date.min > some else date.min


def _plus(day: date, some: timedelta) -> date:
    return day + some if date.max - day > some else date.max


def _linker(state: State) -> Any:
    def link(first: date, last: date) -> str:
        return state.with_range(state.by, first, last).url()

    return link


def _bins(state: State, timeline: Timeline) -> tuple[Choice, ...]:
    """Widths that give a readable number of bars for what is shown."""
    if not timeline.bars:
        return ()
    first = date.fromisoformat(timeline.bars[0].start[:10])
    last = chart.bin_days(timeline.bars[-1].start, timeline.bin)[1]
    fitting = [
        bin_ for bin_ in get_args(Bin) if bin_ == timeline.bin or 3 <= _bars_in((first, last), bin_) <= chart.MAX_BARS
    ]
    return tuple(Choice(bin_, state.with_(bin=bin_).url(), bin_ == timeline.bin) for bin_ in fitting)


def _spans(state: State, chosen: DateRange | None) -> tuple[Choice, ...]:
    if chosen is None or chosen.unknown:
        return ()
    words = {"whole": "all dates", "near": "around the range", "range": "the range only"}
    return tuple(Choice(w, state.with_(span=s, bin=None).url(), s == state.span) for s, w in words.items())


def _own_days(state: State) -> tuple[Choice, ...]:
    """Whether an article's own day of publication counts among the days it speaks of: it only copies the
    published curve, so it is left out unless asked for (query-language.md, "Dates")."""
    if state.by != "about":
        return ()
    return (
        Choice("left out", state.with_(own_day=False).url(), not state.own_day),
        Choice("counted", state.with_(own_day=True).url(), state.own_day),
    )


def _span_words(drawn: chart.Chart) -> str:
    first, last = drawn.first, drawn.last
    return chart.written(first, last) if first and last else ""


def shown(state: State, who: Access) -> frame.Shown | None:
    """The days that a search shows, for the strip in the masthead."""
    chosen = state.range_of("published")
    if chosen is None or chosen.unknown:
        return None
    low, high = selectors.archive_span(who)
    first, last = chosen.first or low, chosen.last or high
    if first is None or last is None or first > last:
        return None
    return frame.Shown(first, last, chart.written(first, last))


# --- the table beside the chart -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """One bar as a row of the table."""

    label: str
    start: str
    count: int
    all: int
    href: str


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """`/timeline`: the same numbers as the chart, as a table; a part of it when htmx asks."""
    state = forms.read(request.GET)
    who = frame.access(request)
    reading = service.read_query(state.q, who)
    if state.faults or reading.tree is None:
        return HttpResponse("The question has mistakes; open the search page to mend it.", status=400)
    timeline, _ = found(state, reading, who)
    context = {
        "state": state,
        "timeline": timeline,
        "rows": tuple(rows(state, timeline)),
        "by_words": BY_WORDS[state.by],
        "back": state.url(),
        "csv_href": state.with_().url("/timeline.csv"),
        "sum": sum(bar.count for bar in timeline.bars),
    }
    if getattr(request, "htmx", None):
        return frame.part(request, "search/table_part.html", context)
    return frame.page(request, "search/table.html", context, section="search")


def rows(state: State, timeline: Timeline) -> Iterator[Row]:
    """The bars in order."""
    link = _linker(state)
    for bar in timeline.bars:
        href = link(*chart.bin_days(bar.start, timeline.bin)) if bar.count else ""
        yield Row(chart.bin_label(bar.start, timeline.bin), bar.start, bar.count, bar.all, href)


class _Echo:
    """A file that gives back what is written to it, so that csv can stream."""

    def write(self, text: str) -> str:
        return text


@require_safe
def table_csv(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """`/timeline.csv`: the table as a file; `all` is the count with filters and without the query."""
    state = forms.read(request.GET)
    who = frame.access(request)
    reading = service.read_query(state.q, who)
    if state.faults or reading.tree is None:
        return HttpResponse("The question has mistakes; open the search page to mend it.", status=400)
    timeline, _ = found(state, reading, who)
    writer = csv.writer(_Echo())
    lines = [["start", f"articles_{BY_WORDS[state.by].replace(' ', '_')}", "all"]]
    lines += [[bar.start, str(bar.count), str(bar.all)] for bar in timeline.bars]
    response = StreamingHttpResponse((writer.writerow(line) for line in lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="timeline.csv"'
    return response
