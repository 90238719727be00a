"""Previous and next: through the results from which an article was opened, page after page."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import HttpRequest

from archive.pages.forms import PAGE_SIZE, State
from archive.search import service
from archive.search.query import Access


@dataclass(frozen=True, slots=True)
class Step:
    """A neighbour: its address, headline and language."""

    href: str
    title: str
    language: str


@dataclass(frozen=True, slots=True)
class Walk:
    """Where in which results the article stands, and its neighbours there."""

    place: int
    total: int
    back: str
    question: str
    previous: Step | None
    next: Step | None


def with_place(state: State, place: str) -> str:
    """The query string of a state with the place in its results."""
    query = state.query()
    if not (place.isascii() and place.isdigit()):
        return query
    return f"{query}&n={place}" if query else f"n={place}"


def first_match(row: service.Row) -> str:
    """The fragment that brings the first match into view; "" where it stands in the headline, which is in view, or
    where nothing is marked in a text that this person may read."""
    in_text = row.card.may_read and any(snippet.marks for snippet in row.snippets)
    return "#m1" if in_text and not row.title_marks else ""


def walk(request: HttpRequest, state: State, reading: service.Reading, who: Access, article_id: int) -> Walk | None:
    """Previous and next in the results from which the article was opened; None where there are none, or where
    the results have changed since, so that a wrong neighbour is never shown (pages.md, R20)."""
    place = _place(request)
    if not place or reading.tree is None or state.faults:
        return None
    offset = max(0, place - 2)
    results = service.search(replace(state.with_().request(who, reading.tree, size=3), offset=offset))
    here = place - 1 - offset
    if here >= len(results.rows) or results.rows[here].hit.id != article_id:
        return None
    before = results.rows[here - 1] if here else None
    after = results.rows[here + 1] if here + 1 < len(results.rows) else None
    base = state.with_(page=-(-place // PAGE_SIZE)).url()
    return Walk(
        place=place,
        total=results.page.total,
        back=f"{base}#r{place}",
        question=state.q,
        previous=_step(state, before, place - 1),
        next=_step(state, after, place + 1),
    )


def _place(request: HttpRequest) -> int:
    """Where in the results the article stood, counted from 1; 0 where the address does not say."""
    printed = request.GET.get("n", "")
    return int(printed) if printed.isascii() and printed.isdigit() and len(printed) <= 7 else 0


def _step(state: State, row: service.Row | None, place: int) -> Step | None:
    if row is None:
        return None
    href = f"/article/{row.hit.id}/?{with_place(state.with_(), str(place))}{first_match(row)}"
    return Step(href, row.card.title, row.card.language)
