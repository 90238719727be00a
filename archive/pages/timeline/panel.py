"""The timeline section of a page of results: bars or lines that are links, the ways to see them, what stands out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from archive.explore import chart, days
from archive.explore.chart import Cell, Chart
from archive.explore.lines import KEYS, Row, draw_lines
from archive.explore.sheet import COPIES_WORDS, LEAST_SHARED, Sheet
from archive.explore.words import counted as counted_words
from archive.pages import forms, frame
from archive.pages.forms import State
from archive.pages.options import Option, Options
from archive.pages.timeline import ways
from archive.pages.timeline.counts import Asked, Found, found, minus, plus, span_of
from archive.search import service
from archive.search.query import Access, Bin, By, DateRange, Timeline

# Names of silent sources and their bins said in the caption; the table has them all.
SAID = 3


@dataclass(frozen=True, slots=True)
class Greatest:
    """The greatest bar of one query."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Query:
    """One query of the chart, with the ways to ask it alone and to take it off. `number` decides its look."""

    number: int
    key: str
    query: str
    href: str
    remove: str
    shown: int
    undated: int
    undated_href: str
    imprecise: int
    beyond: int
    greatest: Greatest | None


@dataclass(frozen=True, slots=True)
class Silence:
    """A bin in which usual sources are silent."""

    label: str
    names: str
    href: str


@dataclass(frozen=True, slots=True)
class Panel:
    """The timeline section. `chart` is None where no article found has a date of this kind."""

    by: By
    bin: Bin
    chart: Chart | None
    options: tuple[Options, ...]
    more: tuple[Options, ...]
    more_open: bool
    label: str
    queries: tuple[Query, ...]
    can_add: bool
    in_range: int | None
    peak: Greatest | None
    few: int
    denominator: str
    smooth: int
    copies: str
    publishing: tuple[int, int] | None
    silences: tuple[Silence, ...]
    silent_bins: int
    why_href: str
    wider: Option | None
    all_href: str
    first: str
    last: str
    input: str
    first_name: str
    last_name: str
    hidden: list[tuple[str, str]]
    compare_hidden: list[tuple[str, str]]
    table_href: str
    files: tuple[Option, ...]
    coarser: str
    bin_words: str


def panel(
    state: State,
    reading: service.Reading,
    who: Access,
    total: int,
    *,
    first: Timeline | None = None,
    height: int = 144,
    named: int = 3,
) -> Panel:
    """The timeline of a state, with its options. `total`: how many articles the search found, in its range.

    `first`: the answer to `asked_first`, where it is there already. `height` in pixels; `named`: at most so many peaks
    of one query get their names drawn.
    """
    counted = found(state, reading, who, first=first)
    sheet = counted.sheet
    chosen = state.range_of(state.by)
    drawn = draw(counted, state, height=height, named=named) if sheet.starts else None
    names = {by: (first, last) for by, first, last in forms.RANGES}[state.by]
    several = len(counted.queries) > 1
    silences = _silences(state, sheet)
    return Panel(
        by=state.by,
        bin=sheet.bin,
        chart=drawn,
        options=tuple(
            filter(
                None, (ways.dates(state), ways.bins(state, counted), ways.spans(state, chosen), ways.measures(state))
            )
        ),
        more=tuple(filter(None, (ways.averages(state, sheet), ways.own_days(state)))),
        more_open=bool(state.smooth or state.own_day or several),
        label=_label(sheet, drawn, several=several) if drawn else "",
        queries=tuple(_query(state, counted, n) for n in range(len(counted.queries))),
        can_add=len(state.compare) < forms.COMPARED,
        # Not the sum of the marked bars: a week or month at the edge may reach past the range.
        in_range=total if drawn and drawn.edges else None,
        peak=_greatest(sheet, 0) if drawn and not several else None,
        few=LEAST_SHARED if any(sheet.few) else 0,
        denominator=f"all {sheet.many} that meet the same filters, whatever the query" if state.share else "",
        smooth=state.smooth,
        copies=COPIES_WORDS[state.copies],
        publishing=(min(sheet.publishing), max(sheet.publishing)) if sheet.publishing else None,
        silences=silences[:SAID],
        silent_bins=len(silences),
        why_href=why_url(state.with_()) if drawn and chosen and not chosen.unknown else "",
        wider=_wider(state, who),
        all_href=state.without_range(state.by).url() if chosen else "",
        first=_typed(chosen, sheet.bin, last=False),
        last=_typed(chosen, sheet.bin, last=True),
        input="datetime-local" if sheet.bin == "hour" else "date",
        first_name=names[0],
        last_name=names[1],
        hidden=state.pairs(without=("rows", "page", "facet", "facet_q", "facet_page", *names)),
        compare_hidden=state.pairs(without=("rows", "page", "facet", "facet_q", "facet_page")),
        table_href=state.with_().url("/timeline"),
        files=tuple(
            Option(words, state.with_().url(f"/timeline.{end}"))
            for words, end in (("CSV", "csv"), ("SVG", "svg"), ("PNG", "png"))
        ),
        coarser=counted.coarser,
        bin_words=f"{sheet.bin},{sheet.bin}s",
    )


# --- drawing ----------------------------------------------------------------------------------------


def draw(counted: Found, state: State, *, height: int, named: int = 3) -> Chart:
    """Bars for one query, lines for several; below them how many sources published."""
    sheet = counted.sheet
    rows = [_row(counted, state, n) for n in range(len(sheet.series))]
    if len(rows) > 1:
        drawn = draw_lines(rows, sheet.bin, height=height, percent=sheet.share)
    else:
        (row,) = rows
        drawn = chart.draw_bars(
            row.cells, sheet.bin, row.peaks, height=height, named=named, percent=sheet.share, average=row.average
        )
    silences = [len(names) for names in sheet.silent]
    return replace(drawn, strip=chart.strip(sheet.publishing, silences, drawn.inner))


def _row(counted: Found, state: State, n: int) -> Row:
    sheet, asked = counted.sheet, counted.queries[n]
    values = sheet.values(n)
    chosen = state.range_of(state.by)
    few, cells = sheet.few, []
    for place, start in enumerate(sheet.starts):
        at = in_bin(asked.state, start, sheet.bin)
        count = sheet.series[n].counts[place]
        words = value_words(count, sheet.alls[place], sheet)
        href = at.url() if count else ""
        why = why_url(at) if count else ""
        cells.append(Cell(start, count, values[place], href, words, why, _inside(at, chosen), few[place]))
    key = KEYS[n] if len(sheet.series) > 1 else ""
    return Row(key, asked.query, tuple(cells), sheet.peaks(n), sheet.averages(n))


def value_words(count: int, of_all: int, sheet: Sheet) -> str:
    """ "12 articles", "12 of 240 articles, 5 %"."""
    if not sheet.share:
        return counted_words(count, sheet.things)
    part = f", {count / of_all * 100:.3g} %" if of_all else ""
    return f"{count:,} of {counted_words(of_all, sheet.things)}{part}"


def why_url(state: State) -> str:
    """Where a span is explained: by articles, so there is none for quotes."""
    return state.url("/why") if state.shelf == "articles" else ""


def in_bin(state: State, start: str, bin_: Bin) -> State:
    """The search for just the articles of one bar."""
    first, last = days.bin_days(start, bin_)
    if bin_ == "hour":
        hour = int(start[11:13])
        return state.with_range(state.by, first, last, hour, hour)
    return state.with_range(state.by, first, last)


def _inside(at: State, chosen: DateRange | None) -> bool:
    """Whether a bar shares an hour with the chosen range."""
    own = at.range_of(at.by)
    if chosen is None or chosen.unknown or own is None or own.first is None or own.last is None:
        return False
    begins = chosen.first is None or (own.last, own.last_hour) >= (chosen.first, chosen.first_hour)
    ends = chosen.last is None or (own.first, own.first_hour) <= (chosen.last, chosen.last_hour)
    return begins and ends


def _label(sheet: Sheet, drawn: Chart, *, several: bool) -> str:
    first, last = drawn.first, drawn.last
    span = chart.written(first, last) if first and last else ""
    what = f"{len(sheet.series)} queries" if several else f"{sheet.many.capitalize()} found"
    each = "point" if several else "bar"
    return f"{what} by {sheet.bin}, {span}; each {each} is a link, Shift with the arrow keys chooses a range"


def _greatest(sheet: Sheet, n: int) -> Greatest | None:
    place = sheet.greatest(n)
    if place is None or sheet.series[n].counts[place] < 2:
        return None
    words = value_words(sheet.series[n].counts[place], sheet.alls[place], sheet)
    return Greatest(days.bin_label(sheet.starts[place], sheet.bin), words)


# --- what stands beside -----------------------------------------------------------------------------


def _query(state: State, counted: Found, n: int) -> Query:
    asked, series = counted.queries[n], counted.sheet.series[n]
    return Query(
        number=n + 1,
        key=KEYS[n],
        query=asked.query,
        href=asked.state.url(),
        remove=_without(state, counted.queries, n).url() if len(counted.queries) > 1 else "",
        shown=sum(series.counts),
        undated=series.undated,
        undated_href=asked.state.with_unknown(state.by).url() if series.undated else "",
        imprecise=series.imprecise,
        beyond=series.beyond,
        greatest=_greatest(counted.sheet, n) if counted.sheet.starts else None,
    )


def _without(state: State, queries: tuple[Asked, ...], n: int) -> State:
    """The chart without one of its queries; without the first, the second takes its place."""
    left = [asked.query for place, asked in enumerate(queries) if place != n]
    return state.with_(q=left[0], compare=tuple(left[1:]))


def _silences(state: State, sheet: Sheet) -> tuple[Silence, ...]:
    plain = State(by=state.by)
    return tuple(
        Silence(days.bin_label(start, sheet.bin), ", ".join(names), in_bin(plain, start, sheet.bin).url())
        for start, names in zip(sheet.starts, sheet.silent, strict=False)
        if names
    )


def _wider(state: State, who: Access) -> Option | None:
    """The chosen range with as much again on either side, within the archive: whole years, months or days."""
    chosen = state.range_of(state.by)
    low, high = span_of(state.by, who)
    if chosen is None or chosen.unknown or not (chosen.first and chosen.last):
        return None
    if (chosen.first_hour, chosen.last_hour) != (0, 23):
        first, last = chosen.first, chosen.last
    else:
        first, last = doubled(chosen.first, chosen.last, low, high)
        if (first, last) == (chosen.first, chosen.last):
            return None
    return Option(chart.written(first, last), state.with_range(state.by, first, last).url())


def doubled(first: date, last: date, low: date | None, high: date | None) -> tuple[date, date]:
    """As many of the range's own units again on either side; past the archive's ends only to the end of the unit."""
    unit = _unit(first, last)
    if unit is None:
        around = timedelta(days=(last - first).days + 1)
        start, end = minus(first, around), plus(last, around)
    else:
        start, end = first, last
        for _ in days.bin_starts(first.isoformat(), last.isoformat(), unit):
            start = days.bin_start(minus(start, timedelta(days=1)), unit)
            end = _last_of(plus(end, timedelta(days=1)), unit)
    if low and high:
        low, high = (days.bin_start(low, unit), _last_of(high, unit)) if unit else (low, high)
        start, end = max(start, min(low, first)), min(end, max(high, last))
    return start, end


def _unit(first: date, last: date) -> Bin | None:
    """What the range is whole ones of, as a reader would say it: years or months; None for days."""
    units: tuple[Bin, ...] = ("year", "month")
    return next((u for u in units if days.bin_start(first, u) == first and _last_of(last, u) == last), None)


def _last_of(day: date, unit: Bin) -> date:
    return days.bin_days(days.bin_start(day, unit).isoformat(), unit)[1]


def _typed(chosen: DateRange | None, bin_: Bin, *, last: bool) -> str:
    """The chosen end as the date input holds it."""
    day = (chosen.last if last else chosen.first) if chosen else None
    if chosen is None or day is None:
        return ""
    if bin_ != "hour":
        return day.isoformat()
    return f"{day.isoformat()}T{chosen.last_hour:02}:59" if last else f"{day.isoformat()}T{chosen.first_hour:02}:00"


def shown(state: State, who: Access) -> frame.Shown | None:
    """The days that a search shows, for the strip in the masthead."""
    chosen = state.range_of("published")
    if chosen is None or chosen.unknown:
        return None
    low, high = service.archive_span(who)
    first, last = chosen.first or low, chosen.last or high
    if first is None or last is None or first > last:
        return None
    return frame.Shown(first, last, days.span_words(first, last, chosen.first_hour, chosen.last_hour))
