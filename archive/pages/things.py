"""Pages of single things beside articles: an actor, a place, a day, a source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from archive import selectors
from archive.explore import chart
from archive.explore import map as maps
from archive.explore.chart import Chart
from archive.explore.passages import Mark, Passage
from archive.explore.words import counted
from archive.export.manifest import placings
from archive.models import Actor, Quote, Role
from archive.pages import frame, home, names
from archive.pages.article.page import web_address
from archive.pages.forms import State
from archive.search import service
from archive.search.query import Access, FacetRequest, SearchRequest, Term, TimelineRequest
from archive.text import sentences

NEWEST = 8
WITH = 8
QUOTES = 10
# Quotes are read from the newest articles that quote the speaker; more of them than this are not looked at.
QUOTED_ARTICLES = 60
CHART_HEIGHT = 180


@dataclass(frozen=True, slots=True)
class NameForm:
    """A printed name with its language and what it is to its bearer."""

    text: str
    lang: str
    kind: str


_KINDS = {
    "name": "",
    "alias": "also",
    "acronym": "short form",
    "transliteration": "other spelling",
    "surname": "surname",
    "title": "by office",
    "metonym": "when it acts",
    "demonym": "its people",
}


@dataclass(frozen=True, slots=True)
class QuoteView:
    """A quote away from its article: the whole printed sentence with its words marked, its kind, speaker and cue,
    where it was printed (product.md, promise 6)."""

    sentence: Passage
    type: str
    cue: str
    speaker: str
    speaker_id: str
    article_id: int
    href: str
    title: str
    source: str
    published: Any
    lang: str


@dataclass(frozen=True, slots=True)
class Overview:
    """What a search says of one thing: how many articles, when, with whom, where, the newest."""

    total: int
    chart: Chart | None
    timeline: Any
    label: str
    facets: dict[str, tuple[home.Leader, ...]]
    newest: Sequence[Any]
    href: str
    table_href: str
    csv_href: str


def overview(who: Access, field: str, value: str, *, facets: Sequence[str], without: Sequence[str] = ()) -> Overview:
    """Search for one value of one field. `without` is left out of its company: itself, and what always comes along."""
    state = State().include(field, value)
    # As part of the query, not as a filter: a filter of the same facet would give way to its values (Counts of a
    # facet value, query-language.md), and its company would be counted over the whole archive.
    request = SearchRequest(
        visible_to=who,
        query=Term(field, value),
        sort="newest",
        size=NEWEST,
        facets=tuple(FacetRequest(name, WITH + len(without), leading=True) for name in facets),
        timeline=TimelineRequest("published"),
    )
    page = service.answer(request)
    timeline = page.timeline
    drawn = None
    if timeline and timeline.bars:
        # On the axis of the whole archive where that leaves the bars readable.
        low, high = service.archive_span(who)
        filled = chart.filled(timeline.bars, timeline.bin, (low, high) if low and high else None)
        bars = filled if len(filled) <= chart.MAX_BARS else timeline.bars
        drawn = chart.draw(
            bars,
            timeline.bin,
            lambda a, b: state.with_range("published", a, b).url(),
            height=CHART_HEIGHT,
            why=lambda a, b: state.with_range("published", a, b).url("/why"),
        )
    return Overview(
        total=page.total,
        chart=drawn,
        timeline=timeline,
        label=f"Articles by {drawn.bin}; each bar is a link" if drawn else "",
        facets={f.field: _leaders(f.field, f.values, without, who) for f in page.facets},
        newest=home.cards(page, who),
        href=state.url(),
        table_href=state.url("/timeline"),
        csv_href=state.url("/timeline.csv"),
    )


def _leaders(field: str, values: Sequence[Any], without: Sequence[str], who: Access) -> tuple[home.Leader, ...]:
    kept = [value for value in values if value.value not in without][:WITH]
    labels = names.labels([(field, value.value) for value in kept], who)
    most = max((value.count for value in kept), default=1)
    return tuple(
        home.Leader(
            names.page_of(field, v.value, labels) or State().include(field, v.value).url(),
            labels[(field, v.value)],
            v.count,
            "",
            "",
            1,
            round(v.count / most * 100, 1) if most > 1 else 0.0,  # bars that are all alike say nothing
            names.is_known(field, v.value, labels),
        )
        for v in kept
    )


def _articles(count: int) -> str:
    return counted(count, "article,articles")


# --- actor --------------------------------------------------------------------------------------


@require_safe
def actor(request: HttpRequest, actor_id: str) -> HttpResponse:
    """`/actor/<id>/`; an id that was merged leads to the one that it is now."""
    who = frame.access(request)
    found = selectors.actor_page(actor_id)
    if found is None:
        raise Http404("The archive knows no actor by this name.")
    if found.actor.pk != actor_id:
        return redirect("actor", found.actor.pk, permanent=True)
    seen = overview(who, "actor", actor_id, facets=("actor", "place", "source"), without=(actor_id,))
    quoted = State().include("speaker", actor_id)
    ids = [hit.id for hit in service.answer(quoted.request(who, size=QUOTED_ARTICLES)).hits]
    spoken = service.answer(quoted.request(who, size=0)).total
    context = {
        "page": found,
        "actor": found.actor,
        "names": name_forms(found.names, found.actor.name),
        "offices": found.roles,
        "office_chart": office_chart(found.roles, who),
        "holders": holders(found.office_holders),
        "seen": seen,
        "quotes": quote_views(selectors.quotes_of(ids, who, speaker=actor_id, limit=60)),
        "quoted_in": spoken,
        "quoted_href": quoted.url(),
        "wikipedia": encyclopaedia_address(found.actor.wikipedia),
        "may_unmake": found.actor.is_made and selectors.may_edit(getattr(request, "user", None)),
    }
    own = frame.Own(Term("actor", actor_id), f"{found.actor.name}, {_articles(seen.total)}")
    return frame.page(request, "things/actor.html", context, section="actor", own=own if seen.total else None)


def encyclopaedia_address(title: str | None) -> str:
    """Where the English Wikipedia's article of this title stands; an address of the web stays; "" for none."""
    if not title or "://" in title:
        return web_address(title)
    return f"https://en.wikipedia.org/wiki/{quote(title.replace(' ', '_'))}"


# Kinds of names in the order in which they are listed.
_NAME_ORDER = ("name", "transliteration", "alias", "surname", "acronym", "metonym", "demonym")


def name_forms(rows: Iterable[Any], main: str) -> list[NameForm]:
    """Names: the main one, then full names, then short forms, then its people, each kind by language, English
    first; each printed form once. Titles are offices, not names."""

    def order(row: Any) -> tuple[Any, ...]:
        return row.text != main, _NAME_ORDER.index(row.kind), row.lang != "en", row.lang, row.text

    out: dict[tuple[str, str], NameForm] = {}
    for row in sorted((row for row in rows if row.kind in _NAME_ORDER), key=order):
        out.setdefault((row.text, row.lang), NameForm(row.text, row.lang, _KINDS.get(row.kind, row.kind)))
    return list(out.values())


@dataclass(frozen=True, slots=True)
class OfficeBar:
    """An office as a bar over the years, in percent of the width."""

    role: Role
    x: float
    width: float
    y: int
    words: str
    anchor: str
    text_x: float


@dataclass(frozen=True, slots=True)
class OfficeChart:
    """Offices over time, with the archive's own span behind them."""

    bars: tuple[OfficeBar, ...]
    years: tuple[chart.Tick, ...]
    archive_x: float
    archive_width: float
    height: int


def office_chart(roles: Sequence[Role], who: Access) -> OfficeChart | None:
    """None where no office has a known beginning or end."""
    low, high = service.archive_span(who)
    dates = [d for role in roles for d in (role.start, role.end) if d]
    if not dates or low is None or high is None:
        return None
    first, last = date(min([*dates, low]).year, 1, 1), date(max([*dates, high]).year, 12, 31)
    days = (last - first).days

    def at(day: date) -> float:
        return round((day - first).days / days * 100, 2)

    bars = []
    for n, role in enumerate(r for r in roles if r.start or r.end):
        start, end = at(role.start or first), at(role.end or last)
        left = start < 55
        width = max(round(end - start, 2), 0.6)
        anchor, text_x = ("start", start) if left else ("end", end)
        bars.append(OfficeBar(role, start, width, 22 + n * 34, role.office, anchor, text_x))
    every = max(1, -(-(last.year - first.year + 1) // 8))
    years = tuple(
        chart.Tick(at(date(y, 1, 1)), str(y), n % 2 == 1) for n, y in enumerate(range(first.year, last.year + 1, every))
    )
    return OfficeChart(tuple(bars), years, at(low), max(round(at(high) - at(low), 2), 0.4), 22 + len(bars) * 34 + 24)


@dataclass(frozen=True, slots=True)
class Office:
    """An office of an organisation and who held it, in order."""

    name: str
    roles: tuple[Role, ...]


def holders(roles: Sequence[Role]) -> tuple[Office, ...]:
    """Office-holders by office."""
    return tuple(Office(name, tuple(some)) for name, some in groupby(roles, key=lambda role: role.office))


def quote_views(quotes: Sequence[Quote]) -> dict[str, tuple[QuoteView, ...]]:
    """Quotes for a page, words in quotation marks and indirect speech apart, the newest first."""
    out: dict[str, list[QuoteView]] = {"printed": [], "indirect": []}
    for quote_ in quotes:
        kind = "indirect" if quote_.type == "indirect" else "printed"
        if len(out[kind]) < QUOTES:
            out[kind].append(_quote_view(quote_))
    return {kind: tuple(some) for kind, some in out.items()}


def _quote_view(found: Quote) -> QuoteView:
    row = found.article
    text = row.title if found.part == "title" else row.body
    first, last = sentences.around(text, found.start, found.end)
    cue = text[found.cue_start : found.cue_end] if found.cue_start is not None and found.cue_end is not None else ""
    return QuoteView(
        sentence=Passage(text, first, last, ((Mark(found.start, found.end, "s"),),)),
        type=found.type,
        cue=cue,
        speaker=found.speaker.name if found.speaker else _printed_speaker(found, text),
        speaker_id=found.speaker_id or "",
        article_id=row.pk,
        href=f"/article/{row.pk}/#s{found.pk}",
        title=row.title,
        source=row.source.name,
        published=row.published,
        lang=row.language,
    )


def _printed_speaker(found: Quote, text: str) -> str:
    if found.speaker_start is None or found.speaker_end is None:
        return ""
    return " ".join(text[found.speaker_start : found.speaker_end].split())


# --- place --------------------------------------------------------------------------------------


@require_safe
def place(request: HttpRequest, place_id: str) -> HttpResponse:
    """`/place/<id>/`: the territory. Who acts under its name is linked, not mixed in."""
    who = frame.access(request)
    found = selectors.place_page(place_id)
    if found is None:
        raise Http404("The archive knows no place by this name.")
    row = found.place
    seen = overview(who, "place", place_id, facets=("actor", "place", "source"), without=(place_id, *row.ancestors))
    dots = [maps.Dot(row.name, row.lat, row.lon, 2, row.country, "")]
    context = {
        "page": found,
        "place": row,
        "names": name_forms(found.names, row.name),
        "seen": seen,
        "map": maps.draw(dots),
        "latitude": f"{abs(row.lat):.2f}° {'north' if row.lat >= 0 else 'south'}",
        "longitude": f"{abs(row.lon):.2f}° {'east' if row.lon >= 0 else 'west'}",
        "acting": _acting(who, found.government),
        "placings": placings((place_id, *row.ancestors)),
    }
    own = frame.Own(Term("place", place_id), f"{row.name}, {_articles(seen.total)}")
    return frame.page(request, "things/place.html", context, section="place", own=own if seen.total else None)


def _acting(who: Access, government: Actor | None) -> int:
    if government is None:
        return 0
    return service.answer(State().include("actor", government.pk).request(who, size=0)).total


# --- day ----------------------------------------------------------------------------------------


@require_safe
def day(request: HttpRequest, day: str) -> HttpResponse:
    """`/day/<date>/`: what was published that day, and what speaks of it from other days."""
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise Http404("There is no such day; write it as 2014-03-16.") from None
    who = frame.access(request)
    published = State(sort="oldest").with_range("published", on, on)
    about = State(sort="newest").with_range("about", on, on)
    facets = tuple(FacetRequest(name, WITH, leading=True) for name in ("actor", "place"))
    on_day = service.answer(published.request(who, size=50, facets=facets))
    of_day = service.answer(about.request(who, size=20, facets=facets))
    low, high = service.archive_span(who)
    ids = [hit.id for hit in on_day.hits]
    counted_in = on_day if on_day.total else of_day
    context = {
        "day": on,
        "published": on_day,
        "published_cards": home.cards(on_day, who),
        "published_href": published.url(),
        "about": of_day,
        "about_cards": home.cards(of_day, who),
        "about_href": about.url(),
        "leaders": {f.field: _leaders(f.field, f.values, (), who) for f in counted_in.facets},
        "quotes": quote_views(selectors.quotes_of(ids, who, limit=40)),
        "previous": on - timedelta(days=1) if on > date.min else None,
        "next": on + timedelta(days=1) if on < date.max else None,
        "outside": bool(low and high and not low <= on <= high),
        "low": low,
        "high": high,
    }
    shown = frame.Shown(on, on, chart.written(on, on))
    return frame.page(request, "things/day.html", context, section="search", shown=shown)


# --- sources ------------------------------------------------------------------------------------


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """`/sources/`: every source with what the archive holds of it."""
    who = frame.access(request)
    rows = selectors.sources(who)
    low, high = service.archive_span(who)
    context = {
        "sources": [(row, home.chart.spark(home.monthly(who, "source", row.slug, low, high))) for row in rows],
        "months": max(len(home.monthly(who, "source", rows[0].slug, low, high)) if rows else 1, 1),
        "total": sum(row.count for row in rows),  # type: ignore[attr-defined]
    }
    return frame.page(request, "things/sources.html", context, section="sources")


@require_safe
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """`/source/<slug>/`: one source: what is held of it, when, and what its rights allow."""
    who = frame.access(request)
    row = selectors.source_page(slug, who)
    if row is None:
        raise Http404("The archive has no article of such a source, or you may not see it.")
    seen = overview(who, "source", slug, facets=("actor", "place", "lang", "section"))
    context = {"source": row, "seen": seen, "readable": row.rights in who.text}
    own = frame.Own(Term("source", slug), f"{row.name}, {_articles(seen.total)}")
    return frame.page(request, "things/source.html", context, section="sources", own=own if seen.total else None)
