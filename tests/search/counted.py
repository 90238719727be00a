"""What a count promises, looked at by following it: the same for every engine (tests/search, tests/cluster)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from archive.search.engine import Engine
from archive.search.query import (
    EVERYTHING,
    All,
    Bar,
    Bin,
    Choice,
    Copies,
    DateRange,
    Facet,
    FacetRequest,
    SearchRequest,
    Term,
    Timeline,
)
from tests.search.generated import ACTORS, FACET_VALUES, UNIDENTIFIED, requests
from tests.search.oracle import Oracle


@dataclass(frozen=True)
class Click:
    """A value of a facet and what is done with it."""

    field: str
    value: str
    kind: str  # "only", "leave out" or "let in"


def with_all_facets() -> st.SearchStrategy[SearchRequest]:
    facets = tuple(FacetRequest(name, 0, True) for name in FACET_VALUES)
    return requests().map(lambda request: replace(request, facets=facets, timeline=None, size=0, offset=0))


def with_sources() -> st.SearchStrategy[SearchRequest]:
    def counted(request: SearchRequest) -> SearchRequest:
        assert request.timeline is not None
        return replace(request, timeline=replace(request.timeline, sources=True), facets=(), size=0, offset=0)

    return requests().map(counted)


def total(engine: Engine, request: SearchRequest) -> int:
    return engine.search(replace(request, facets=(), timeline=None, size=0, offset=0)).total


# --- facets --------------------------------------------------------------------------------------


def clicks(facets: tuple[Facet, ...]) -> list[Click]:
    """Everything that can be clicked beside one result."""
    found = []
    for facet in facets:
        found += [Click(facet.field, v.value, kind) for v in facet.values for kind in ("only", "leave out")]
        found += [Click(facet.field, v.value, "only") for v in facet.chosen]
        found += [Click(facet.field, v.value, "let in") for v in facet.excluded]
    return found


def click_keeps_its_word(engine: Engine, request: SearchRequest, facets: dict[str, Facet], click: Click) -> None:
    facet = facets[click.field]
    choice = next((c for c in request.choices if c.field == click.field), Choice(click.field))
    before = total(engine, request)
    match click.kind:
        case "only":
            after = total(engine, chosen(request, replace(choice, include=(click.value,))))
            counts = {v.value: v.count for v in (*facet.values, *facet.chosen)}
            assert after == counts[click.value]
            wholes = {v.value: v.whole for v in (*facet.values, *facet.chosen)}
            alone = request.bare(query=All(), choices=(Choice(click.field, (click.value,)),), ranges=())
            assert total(engine, alone) == wholes[click.value]
        case "let in":
            rest = tuple(v for v in choice.exclude if v != click.value)
            after = total(engine, chosen(request, replace(choice, exclude=rest)))
            assert after - before == {v.value: v.count for v in facet.excluded}[click.value]
        case _:
            left_out = chosen(request, replace(choice, exclude=(*choice.exclude, click.value)))
            asked = replace(left_out, facets=(FacetRequest(click.field),), size=0, offset=0)
            page = engine.search(asked)
            assert before - page.total == {v.value: v.count for v in page.facets[0].excluded}[click.value]
            if request.copies == "each" and not choice.include:
                assert before - page.total == {v.value: v.count for v in facet.values}[click.value]


def chosen(request: SearchRequest, choice: Choice) -> SearchRequest:
    others = tuple(c for c in request.choices if c.field != choice.field)
    return replace(request, choices=(*others, choice))


def estimates_keep_their_bound(engine: Engine, oracle: Oracle, copies: Copies) -> None:
    """Where an engine counts three values at most: they and the others are right within the bound and said to be
    estimates; what is chosen is exact."""
    facets = (FacetRequest("actor", 0), FacetRequest("year", 0))
    chosen = (Choice("actor", (ACTORS[0], UNIDENTIFIED[0])),)
    request = SearchRequest(EVERYTHING, choices=chosen, facets=facets, copies=copies)
    for facet in engine.search(request).facets:
        right = oracle.facet(request, FacetRequest(facet.field, 0))
        assert facet.exact or right.distinct > 3
        assert facet.chosen == right.chosen
        if facet.exact:
            assert facet.values == right.values
            continue
        found = {value.value: value.count for value in facet.values}
        least = min(found.values())
        for value in right.values:
            assert found.get(value.value, 0) <= value.count <= found.get(value.value, least) + facet.error


# --- timelines -----------------------------------------------------------------------------------


def timeline_adds_up(engine: Engine, request: SearchRequest) -> None:
    """By published and seen everything listed stands somewhere, once."""
    page = engine.search(request)
    timeline = page.timeline
    assert timeline is not None
    if timeline.by != "about":
        drawn = sum(bar.count for bar in timeline.bars)
        assert page.total == drawn + timeline.undated + timeline.imprecise + timeline.out_of_range


def bars_keep_their_word(engine: Engine, request: SearchRequest, most: int = 6) -> None:
    """The link of a bar, of its curve of all, and of a source in it gives its count; of the first `most` bars.

    With stories counted once a bar by published or seen date holds those whose first article is in it, so that the bars
    add up; its link finds also those of which a later copy is.
    """
    timeline = engine.search(request).timeline
    assert timeline is not None
    assert request.timeline is not None
    apart = request.copies == "first" and timeline.by != "about"
    assert all(bar.count <= bar.all for bar in timeline.bars)
    drawn = [(n, bar) for n, bar in enumerate(timeline.bars) if bar.count][:most]
    for n, bar in drawn:
        asked = replace(request, ranges=(*request.ranges, range_of(timeline, bar, request.timeline.own_day)))
        everything = replace(asked, query=All())
        of_sources = [(replace(asked, query=Term("source", s.source)), s.counts[n]) for s in timeline.sources[:2]]
        assert total(engine, asked) >= bar.count if apart else total(engine, asked) == bar.count
        for link, count in [(everything, bar.all), *of_sources]:
            assert total(engine, link) == count


def range_of(timeline: Timeline, bar: Bar, own_day: bool) -> DateRange:
    """The days, or the hour, of a bar."""
    first = date.fromisoformat(bar.start[:10])
    own: dict[str, Any] = {"own_day": own_day} if timeline.by == "about" else {}
    if timeline.bin == "hour":
        hour = datetime.fromisoformat(bar.start).hour
        return DateRange(timeline.by, first, first, first_hour=hour, last_hour=hour, **own)
    return DateRange(timeline.by, first, _following(first, timeline.bin) - timedelta(days=1), **own)


def _following(day: date, step: Bin) -> date:
    """The first day of the next bin."""
    if step in ("day", "week"):
        return day + timedelta(days=1 if step == "day" else 7)
    months = day.year * 12 + day.month - 1 + {"month": 1, "quarter": 3, "year": 12}[step]
    return date(months // 12, months % 12 + 1, 1)
