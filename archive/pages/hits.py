"""The results on a page of the list: each with its passages, and beneath it the other copies of its story."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive import selectors
from archive.pages.article.walk import first_match
from archive.pages.forms import PAGE_SIZE, State
from archive.search import service
from archive.search.highlight import Snippet, Span
from archive.search.query import Access
from archive.selectors import Card, Copy

# Copies named beneath a result: a page of twenty stories stays within its bounds; the article's own page names all.
SHOWN = 6
# More articles make an address that browsers and mails cut.
LISTED = 100
# Of the results page alone: they say nothing of where an article stands among the results.
_LEFT_OUT = ("page", "group", "facet", "facet_q", "facet_page", "by", "bin", "span")


@dataclass(frozen=True, slots=True)
class Carried:
    """The other copies of a result's story: the first few, in how many other sources, and the search that lists them
    all ("" where they are too many for an address)."""

    shown: tuple[tuple[Copy, str], ...]
    count: int
    sources: int
    href: str
    open: bool

    @property
    def more(self) -> int:
        """How many are not named here."""
        return self.count - len(self.shown)


@dataclass(frozen=True, slots=True)
class HitView:
    """One result: its card, where it stands among all, and the address that keeps the question."""

    card: Card
    place: int
    href: str
    title_marks: tuple[Span, ...]
    snippets: tuple[Snippet, ...]
    carried: Carried | None


def hits(state: State, results: service.Results, who: Access) -> Iterator[HitView]:
    """The results of this page. Copies are named where each story is listed once, or where that is asked for."""
    first = (state.page - 1) * PAGE_SIZE + 1
    grouped = state.copies == "first" or state.group
    carried = [row.hit.id for row in results.rows if row.card.copies > 1] if grouped else []
    others = selectors.other_copies(carried, who) if carried else {}
    query = state.query(without=_LEFT_OUT)
    for n, row in enumerate(results.rows):
        mark = f"{query}&n={first + n}" if query else f"n={first + n}"
        href = f"/article/{row.hit.id}/?{mark}{first_match(row)}"
        yield HitView(
            card=row.card,
            place=first + n,
            href=href,
            title_marks=row.title_marks,
            snippets=row.snippets,
            carried=_carried(state, row.card, others.get(row.hit.id, ())),
        )


def _carried(state: State, card: Card, copies: Sequence[Copy]) -> Carried | None:
    if not copies:
        return None
    sources = len({copy.source for copy in copies} - {card.source})
    # The name alone, where a source printed it once under the same headline.
    shown = tuple((copy, copy.title if copy.title != card.title else "") for copy in copies[:SHOWN])
    return Carried(shown, len(copies), sources, listed([copy.id for copy in copies]), state.group)


def listed(ids: Sequence[int]) -> str:
    """The search that finds exactly these articles; "" where they are too many for an address."""
    return State(q=" OR ".join(f"id:{id}" for id in ids)).url() if len(ids) <= LISTED else ""
