"""The page of all values of one facet: for the present question, of any kind, in any order, to the last.

Without words to find and in the order by count, places are shown as a tree that is walked down, years with their
months; all else is a list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpRequest, HttpResponse

from archive import selectors
from archive.explore import keyness
from archive.explore.tree import Node, path, tree
from archive.pages import frame, names
from archive.pages.facets import groups, listing, values
from archive.pages.facets.values import Rows, ValueView
from archive.pages.forms import FACET_PAGE_SIZE, FacetOrder, State
from archive.pages.options import Option, Options
from archive.pages.pager import pager
from archive.search import service
from archive.search.query import Access, Facet, FacetRequest, FacetValue, SearchPage

ORDERS: tuple[tuple[FacetOrder, str], ...] = (("most", "most first"), ("distinctive", "distinctive"), ("name", "name"))
# Rows of a tree on one page, and of those under one of them; the rest is one step further down.
TREE_PAGE_SIZE, INSIDE = 50, 8
# Facets of so few values that an order of one's own, letters and a search in them would only be in the way.
_FEW = ("year", "length", "carried", "reading")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page lists: its rows, how many values there are to list, of how many pages this is which one."""

    rows: tuple[ValueView, ...]
    matching: int
    page: int = 1
    last: int = 1
    index: listing.Index = field(default_factory=listing.Index)
    within: str = ""


def facet_page(request: HttpRequest, state: State, reading: service.Reading) -> HttpResponse:
    """All values of `state.facet`; or, where htmx opens the facet beside the results, its leading ones."""
    who = frame.access(request)
    if _is_opening(request, state):
        page = service.answer(state.request(who, reading.tree, size=0, facets=groups.requests(state, state.facet)))
        context = {"state": state, "group": groups.one(state.results(), page, state.facet, who, reading)}
        return frame.part(request, "search/facet_part.html", context)
    page = service.answer(state.request(who, reading.tree, size=0, facets=_wanted(state)))
    return frame.page(request, "search/facet.html", _context(state, page, who, reading), section=_section(state))


def _is_opening(request: HttpRequest, state: State) -> bool:
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.history_restore_request and htmx.target == f"v-{state.facet}"


def _wanted(state: State) -> tuple[FacetRequest, ...]:
    whole = state.whole or state.facet_order == "distinctive"
    fields = ("year", "month") if state.facet == "year" else (state.facet,)
    return tuple(FacetRequest(name, 0, whole=whole) for name in fields)


def _section(state: State) -> str:
    if state.shelf == "quotes":
        return "quotes"
    return state.facet if state.facet in ("actor", "place") and _browsing(state) else "search"


def _browsing(state: State) -> bool:
    """Nothing is asked: the page is the archive's index of names, whose entries lead to their own pages."""
    return not (state.q or state.has_filters)


def _context(state: State, page: SearchPage, who: Access, reading: service.Reading) -> dict[str, Any]:
    facet = page.facets[0]
    kind_of = listing.kinds(facet)
    shown = _shown(state, page, who, reading, kind_of)
    state = state.with_(facet_page=shown.page)
    few = state.facet in _FEW
    return {
        "state": state,
        "words": names.FACET_WORDS[state.facet],
        "plural": names.PLURALS[state.facet],
        "facet": facet,
        "about": values.estimated(page, facet),
        "nameless": groups.nameless(state, facet, reading),
        "lacking": groups.lacking(state, facet, reading),
        "total": page.total,
        "things": state.things.split(",")[1],
        "shown": shown,
        "browsing": _browsing(state),
        "ways": tuple(filter(None, (_orders(state, few=few), _wholes(state), _kinds(state, kind_of)))),
        "few": few,
        "measure": keyness.MEASURE,
        "least": keyness.LEAST,
        "pager": pager(shown.page, shown.last, lambda n: state.with_(facet_page=n).url()),
        "back": state.results().url(),
        "clear_href": groups.cleared(state, state.facet).url() if groups.is_chosen(state, state.facet) else "",
        "all_href": _at(state, facet_q="", facet_kind="", facet_in="").url(),
        "hidden": state.pairs(without=("page", "facet_q", "facet_page", "facet_in")),
    }


def _at(state: State, **changes: object) -> State:
    """Another view of the values, on its first page; a way down the tree of places is left."""
    return state.with_(**{"facet_in": "", **changes})


def _orders(state: State, *, few: bool) -> Options | None:
    if few:
        return None
    ways = tuple(Option(w, _at(state, facet_order=o).url(), o == state.facet_order) for o, w in ORDERS)
    return Options("Order", "", ways)


def _wholes(state: State) -> Options | None:
    if state.facet_order == "distinctive" or _browsing(state):
        return None
    ways = (
        Option(f"of these {state.things.split(',')[1]}", state.with_(whole=False).url(), not state.whole),
        Option("and of the whole archive", state.with_(whole=True).url(), state.whole),
    )
    return Options("Counts", "", ways)


def _kinds(state: State, kind_of: dict[str, str]) -> Options | None:
    """Kinds of actors with how many values each has; none where all are of one kind."""
    counts = dict.fromkeys(names.KINDS, 0)
    for kind in kind_of.values():
        counts[kind] = counts.get(kind, 0) + 1
    there = {kind: count for kind, count in counts.items() if count or kind == state.facet_kind}
    if len(there) < 2 and not state.facet_kind:
        return None
    every = Option("all", _at(state, facet_kind="").url(), not state.facet_kind, len(kind_of))
    some = (
        Option(names.KINDS.get(kind, kind), _at(state, facet_kind=kind).url(), kind == state.facet_kind, count)
        for kind, count in there.items()
    )
    return Options("Kind", "", (every, *some))


# --- what is listed -----------------------------------------------------------------------------


def _shown(state: State, page: SearchPage, who: Access, reading: service.Reading, kind_of: dict[str, str]) -> Shown:
    facet = page.facets[0]
    if state.facet == "year":
        rows = groups.years(state, page, values.pairs(page.facets, who))
        return Shown(rows, len(facet.values))
    if state.facet == "place" and state.facet_order == "most" and not state.facet_q:
        return _tree(state, page, facet, who)
    whole = replace(facet, values=tuple(values.with_chosen(facet)))
    listed = listing.found(whole, state.facet_q, who)
    if state.facet_kind:
        kind_of = kind_of | listing.kinds(replace(facet, values=tuple(v for v in listed if v.value not in kind_of)))
        listed = [value for value in listed if kind_of.get(value.value) == state.facet_kind]
    if state.facet_order == "name":
        return _by_name(state, page, facet, listed, who)
    if state.facet_order == "distinctive":
        listed = listing.distinctive(listed, _counted_over(state, page, who, reading), facet.whole_total)
    return _listed(state, page, facet, listed, who)


def _counted_over(state: State, page: SearchPage, who: Access, reading: service.Reading) -> int:
    """How many articles the facet's counts are over: its own includes do not narrow them."""
    bare = groups.cleared_includes(state, state.facet)
    return (
        page.total if bare.choices == state.choices else service.answer(bare.request(who, reading.tree, size=0)).total
    )


def _by_name(state: State, page: SearchPage, facet: Facet, listed: list[FacetValue], who: Access) -> Shown:
    alphabet = listing.alphabet(facet.field, listed, who)
    ordered = [listed[n] for n in alphabet.places]
    shown = _listed(state, page, facet, ordered, who)
    return replace(shown, index=listing.index(state.with_(facet_page=shown.page), ordered, alphabet.starts, who))


def _listed(state: State, page: SearchPage, facet: Facet, listed: Sequence[FacetValue], who: Access) -> Shown:
    """The rows of the present page alone get their names."""
    at, last, first = _place(state, len(listed), FACET_PAGE_SIZE)
    some = listed[first : first + FACET_PAGE_SIZE]
    labels = names.labels([(facet.field, value.value) for value in some], who)
    rows = Rows.of(state, facet, labels, values.estimated(page, facet))
    within = _containers([value.value for value in some], who) if facet.field == "place" else {}
    return Shown(
        tuple(
            rows.row(value, within=within.get(value.value, ""), anchor=listing.anchor(first + n))
            for n, value in enumerate(some)
        ),
        len(listed),
        at,
        last,
    )


def _place(state: State, count: int, size: int) -> tuple[int, int, int]:
    """The page shown, the last one, and which value is the first."""
    last = max(1, -(-count // size))
    at = min(state.facet_page, last)
    return at, last, (at - 1) * size


def _containers(ids: Sequence[str], who: Access) -> dict[str, str]:
    """Place id → where it lies ("Crimea, Ukraine"), so that two towns of one name are told apart."""
    above = selectors.place_ancestors(ids)
    labels = names.labels([("place", one) for chain in above.values() for one in chain], who)
    return {id: ", ".join(labels[("place", one)] for one in chain) for id, chain in above.items()}


# --- the tree of places -------------------------------------------------------------------------


def _tree(state: State, page: SearchPage, facet: Facet, who: Access) -> Shown:
    listed = {value.value: value for value in values.with_chosen(facet)}
    roots = tree(listed, selectors.place_ancestors(list(listed)))
    way = path(roots, state.facet_in) if state.facet_in else ()
    nodes = way[-1].children if way else () if state.facet_in else roots
    at, last, first = _place(state, len(nodes), TREE_PAGE_SIZE)
    some = nodes[first : first + TREE_PAGE_SIZE]
    seen = [*way, *some, *(child for node in some for child in node.children[:INSIDE])]
    labels = names.labels([(facet.field, node.value) for node in seen], who)
    rows = Rows.of(state, facet, labels, values.estimated(page, facet))
    views = tuple(_branch(rows, node) for node in some)
    for node in reversed(way):
        views = (rows.row(node.item, children=views, open=True),)
    within = labels[(facet.field, way[-1].value)] if way else ""
    return Shown(views, len(nodes), at, last, within=within)


def _branch(rows: Rows, node: Node[FacetValue]) -> ValueView:
    """A place with the leading ones within it folded away; what lies deeper is a step down."""
    return rows.row(
        node.item,
        children=tuple(_leaf(rows, child) for child in node.children[:INSIDE]),
        inside=_inside(node),
        inside_href=_down(rows.state, node) if len(node.children) > INSIDE else "",
    )


def _leaf(rows: Rows, node: Node[FacetValue]) -> ValueView:
    href = _down(rows.state, node) if node.children else ""
    return rows.row(node.item, inside=_inside(node), inside_href=href)


def _inside(node: Node[FacetValue]) -> str:
    return f"{len(node.children):,} within it" if node.children else ""


def _down(state: State, node: Node[FacetValue]) -> str:
    return state.with_(facet_in=node.value).url()
