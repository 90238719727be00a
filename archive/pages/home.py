"""The first page: what is in this archive, when it peaks, who and where it speaks of, and ways to begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from archive import selectors
from archive.explore import chart
from archive.explore.words import day
from archive.pages import frame, names
from archive.pages.forms import State
from archive.pages.options import Option, Options
from archive.pages.timeline.panel import Panel, panel
from archive.search import service
from archive.search.query import Access, Choice, FacetRequest, SearchPage, SearchRequest, TimelineRequest
from archive.selectors import Card, Figures

NEWEST = 20
LEADING = 8
PEAKS = 4
CHART_HEIGHT = 260


@dataclass(frozen=True, slots=True)
class Leader:
    """A leading actor or place with its articles by month as two SVG paths. `href`: its page, or a search for it."""

    href: str
    name: str
    count: int
    rest: str
    top: str
    months: int
    share: float
    known: bool = True


@dataclass(frozen=True, slots=True)
class Example:
    """A question to start from, in words and as typed, and how much it finds."""

    words: str
    query: str
    href: str
    count: int


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """`/`."""
    who = frame.access(request)
    figures = selectors.figures(who)
    page = service.answer(
        SearchRequest(
            visible_to=who,
            sort="newest",
            size=NEWEST,
            facets=tuple(FacetRequest(name, LEADING, leading=True) for name in ("actor", "place", "speaker")),
        )
    )
    time = timeline_of(who, page.total)
    drawn = time.chart if time else None
    leaders = {facet.field: facet.values for facet in page.facets}
    context: dict[str, Any] = {
        "figures": figures,
        "chart": drawn,
        "time": time,
        "gaps": gaps(drawn),
        "dates": dates(),
        "label": f"Articles by {drawn.bin}; each bar is a link" if drawn else "",
        "actors": leading(who, "actor", leaders.get("actor", ())),
        "places": leading(who, "place", leaders.get("place", ())),
        "newest": cards(page, who),
        "examples": examples(who, page, drawn),
        "sources": sorted(selectors.sources(who), key=lambda s: (-s.count, s.name))[:LEADING],  # type: ignore[attr-defined]
        "stories": stories(who, figures),
        "table_href": "/timeline",
        "csv_href": "/timeline.csv",
        "offer_removal": offer_removal(request, who),
    }
    return frame.page(request, "home.html", context, section="home", with_strip=False)


def offer_removal(request: HttpRequest, who: Access) -> bool:
    """Whether to say how the sample is taken out: once there are other articles, to whoever can do it."""
    if not (settings.LOOPBACK_ONLY or request.user.is_staff):
        return False
    counts = {row.slug: row.count for row in selectors.collections(who)}  # type: ignore[attr-defined]
    sample = counts.pop("sample", 0)
    return bool(sample and any(counts.values()))


def cards(page: SearchPage, who: Access) -> list[Card]:
    """The articles of a page of results as headlines: their texts, names and passages are not asked for."""
    return selectors.cards([hit.id for hit in page.hits], who, names=1)


def stories(who: Access, figures: Figures) -> int:
    """Articles with copies counted once."""
    if not figures.articles:
        return 0
    return service.answer(SearchRequest(visible_to=who, size=0, copies="first")).total


def timeline_of(who: Access, total: int) -> Panel | None:
    """The whole archive's timeline with its greatest peaks named; bins without any article are marked.

    `total`: how many articles there are.
    """
    drawn = panel(State(), service.read_query("", who), who, total, height=CHART_HEIGHT, named=PEAKS)
    if drawn.chart is None:
        return None
    marked = tuple(replace(column, empty=not column.count) for column in drawn.chart.columns)
    return replace(drawn, chart=replace(drawn.chart, columns=marked))


def dates() -> Options:
    """The dates by which the archive can be seen: here the first, on the search page the others too."""
    ways = (Option("published", State().url(), on=True), Option("spoken of", State(by="about").url()))
    return Options("Date", "", ways)


def gaps(drawn: chart.Chart | None) -> int:
    """Bins within the archive's span in which nothing at all was published."""
    return sum(column.empty for column in drawn.columns) if drawn else 0


def leading(who: Access, field: str, values: Sequence[Any]) -> tuple[Leader, ...]:
    """The leading values of a facet, each with its own small time line, all on one axis of months."""
    labels = names.labels([(field, value.value) for value in values], who)
    low, high = service.archive_span(who)
    most = max((value.count for value in values), default=1)
    out = []
    for value in values:
        counts = monthly(who, field, value.value, low, high)
        rest, top = chart.spark(counts)
        name = labels[(field, value.value)]
        share = round(value.count / most * 100, 1)
        href = names.page_of(field, value.value, labels) or State().include(field, value.value).url()
        out.append(Leader(href, name, value.count, rest, top, max(len(counts), 1), share))
    return tuple(out)


def monthly(who: Access, field: str, value: str, low: date | None, high: date | None) -> list[int]:
    """Articles with this value by month, over the whole archive."""
    if low is None or high is None:
        return []
    request = SearchRequest(
        visible_to=who, size=0, choices=(Choice(field, (value,)),), timeline=TimelineRequest("published", "month")
    )
    timeline = service.answer(request).timeline
    bars = timeline.bars if timeline else ()
    return [bar.count for bar in chart.filled(bars, "month", (low, high))]


def examples(who: Access, page: SearchPage, drawn: chart.Chart | None) -> tuple[Example, ...]:
    """Questions made from what this archive holds, so that each finds something."""
    out = []
    speakers = [value.value for facet in page.facets if facet.field == "speaker" for value in facet.values]
    people = selectors.people_among(speakers)
    speaker = next((one for one in speakers if one in people), "")
    peak = max(drawn.columns, key=lambda c: c.count) if drawn and drawn.columns else None
    labels = names.labels([("speaker", speaker)], who)
    if speaker:
        out.append((f"Where is {labels[('speaker', speaker)]} quoted?", f"speaker:{speaker}"))
    if peak:
        middle = peak.first if peak.first == peak.last else max(peak.first, _busiest(who, peak))
        written = middle.isoformat()
        out.append((f"Who spoke of {day(middle)} before it came?", f"about:{written} date:<{written}"))
    found = [*(_example(who, words, query) for words, query in out), _said(who, page)]
    return tuple(example for example in found if example and example.count)


def _said(who: Access, page: SearchPage) -> Example | None:
    """The leading place whose name stands inside quotation marks somewhere."""
    places = [value.value for facet in page.facets if facet.field == "place" for value in facet.values]
    labels = names.labels([("place", place) for place in places], who)
    for label in labels.values():
        typed = label if label.isalpha() else '"' + label.replace("\\", "").replace('"', "") + '"'
        example = _example(who, f"Who says “{label}” inside quotation marks?", f"said:{typed}")
        if example.count:
            return example
    return None


def _busiest(who: Access, peak: chart.Column) -> date:
    """The day within a peak that the archive speaks of most."""
    state = State().with_range("about", peak.first, peak.last)
    timeline = service.answer(state.request(who, size=0, timeline=TimelineRequest("about", "day"))).timeline
    first, last = peak.first.isoformat(), peak.last.isoformat()
    bars = [bar for bar in (timeline.bars if timeline else ()) if first <= bar.start <= last]
    best = max(bars, key=lambda bar: bar.count, default=None)
    return date.fromisoformat(best.start) if best else peak.first


def _example(who: Access, words: str, query: str) -> Example:
    reading = service.read_query(query, who)
    if reading.tree is None:
        return Example(words, query, "", 0)
    state = State(q=query)
    return Example(words, query, state.url(), service.answer(state.request(who, reading.tree, size=0)).total)
