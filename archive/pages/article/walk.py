"""Previous and next: through the results, or the lines of words in context, from which an article was opened."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import HttpRequest

from archive.pages.forms import PAGE_SIZE, State
from archive.pages.kwic import line_address, lines_page, order_of
from archive.search import kwic, quotes, service
from archive.search.engine import QueryError
from archive.search.query import Access
from archive.selectors import Said


@dataclass(frozen=True, slots=True)
class Step:
    """A neighbour: its address, headline and language."""

    href: str
    title: str
    language: str


@dataclass(frozen=True, slots=True)
class Walk:
    """Where in which results the article stands, and its neighbours there; `of_lines`, `of_quotes`: among
    lines or quotes, else articles."""

    place: int
    total: int
    back: str
    question: str
    previous: Step | None
    next: Step | None
    of_lines: bool = False
    of_quotes: bool = False


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
    if state.shelf == "quotes":
        return _quote_walk(state, reading, who, article_id, place)
    if state.view == "kwic":
        return _line_walk(state, reading, who, article_id, place)
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


def quote_address(state: State, said: Said, place: int) -> str:
    """A quote in its article, with the question and the place among the quotes found."""
    return f"/article/{said.article.pk}/?{with_place(state.with_(), str(place))}#s{said.quote.pk}"


def _quote_walk(state: State, reading: service.Reading, who: Access, article_id: int, place: int) -> Walk | None:
    """The quotes before and after, which may be of the same article."""
    offset = max(0, place - 2)
    found = quotes.search(replace(state.with_().request(who, reading.tree, size=3), offset=offset))
    there = {offset + n: row.said for n, row in enumerate(found.rows, 1)}
    if len(found.rows) < len(found.page.hits) or place not in there or there[place].article.pk != article_id:
        return None
    return Walk(
        place=place,
        total=found.page.total,
        back=f"{state.with_(page=-(-place // PAGE_SIZE)).url()}#r{place}",
        question=state.q,
        previous=_quote_step(state, there.get(place - 1), place - 1),
        next=_quote_step(state, there.get(place + 1), place + 1),
        of_quotes=True,
    )


def _quote_step(state: State, said: Said | None, place: int) -> Step | None:
    if said is None:
        return None
    words = " ".join(said.text[said.quote.start : said.quote.end][:_STEP].split())
    return Step(quote_address(state, said, place), f"{said.speaker}: {words}".lstrip(": "), said.article.language)


# Characters of a neighbouring quote; a line holds some sixty.
_STEP = 80
# Characters of context by which a neighbouring line is known.
_CONTEXT = 24


def _line_walk(state: State, reading: service.Reading, who: Access, article_id: int, place: int) -> Walk | None:
    """The lines before and after, which may be of the same article."""
    asked = state.with_().request(who, reading.tree, size=0)
    try:
        found = kwic.lines(asked)
    except QueryError:
        return None
    around = kwic.printed(found, asked, order_of(state), max(0, place - 2), place + 1, _CONTEXT)
    lines = {line.number: line for line in around}
    if place not in lines or lines[place].article.id != article_id:
        return None
    return Walk(
        place=place,
        total=len(found),
        back=lines_page(state, place),
        question=state.q,
        previous=_line_step(state, lines.get(place - 1)),
        next=_line_step(state, lines.get(place + 1)),
        of_lines=True,
    )


def _line_step(state: State, line: kwic.Line | None) -> Step | None:
    if line is None:
        return None
    words = " ".join(filter(None, (line.left, line.match, line.right)))
    return Step(line_address(state.with_(), line), words, line.article.language)
