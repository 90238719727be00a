"""Facets beside the results, and the page that lists all values of one.

A count is what choosing only that value gives (query-language.md). Chosen and excluded values stay listed
even where they are not among the leading ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from archive import selectors
from archive.authority.names import fold
from archive.pages import frame, names
from archive.pages.forms import FACET_PAGE_SIZE, FACETS, State
from archive.search import grammar, service
from archive.search.query import Access, All, And, Facet, FacetRequest, FacetValue, Term, candidate_name

_UNIDENTIFIED = Term("has", "unidentified")


@dataclass(frozen=True, slots=True)
class ValueView:
    """One value. `state` is "on", "not" or ""; `href` chooses it (or lets go of it), `only`/`leave_out` the rest.

    `back` is, for an excluded value, how many articles come back if it is let in again; `page` its own page;
    `known` is false for a printed name that the archive could not identify.
    """

    value: str
    label: str
    count: int
    state: str
    href: str
    only: str
    leave_out: str
    back: int = 0
    page: str = ""
    known: bool = True


@dataclass(frozen=True, slots=True)
class Nameless:
    """Mentions that have a printed name and no more: how many, in how many of the articles found, and the question
    that finds these articles ("" where it is the present one)."""

    mentions: int
    articles: int
    href: str


@dataclass(frozen=True, slots=True)
class Group:
    """A facet as shown: its values, how many there are in all, and the page of all of them."""

    name: str
    words: str
    values: tuple[ValueView, ...]
    distinct: int
    missing: int
    exact: bool
    all_href: str
    chosen: int
    open: bool
    nameless: Nameless | None = None

    @property
    def more(self) -> bool:
        """Whether some values are not shown."""
        return self.distinct > sum(1 for value in self.values if value.count)


def groups(
    state: State, facets: Iterable[Facet], who: Access, total: int, reading: service.Reading
) -> tuple[Group, ...]:
    """The facets of the result page. One with nothing to choose and nothing chosen is left out."""
    known = {facet.field: facet for facet in facets}
    pairs = [(f.field, v.value) for f in known.values() for v in f.values] + list(state.choices)
    labels = names.labels(pairs, who)
    out = []
    for name in FACETS:
        facet, chosen = known.get(name), state.values_of(name)
        if facet is None or not (facet.values or chosen):
            continue
        excluded = _let_in(state, name, who, total, reading)
        values = tuple(_value(state, name, v, labels, excluded) for v in _with_chosen(facet.values, chosen))
        is_open = bool(chosen) or name in ("actor", "place", "source")
        href = state.with_(facet=name).url()
        out.append(
            Group(
                name, names.FACET_WORDS[name], values, facet.distinct, facet.missing, facet.exact, href,
                len(chosen), is_open, nameless(state, facet, reading),
            )
        )  # fmt: skip
    return tuple(out)


def nameless(state: State, facet: Facet, reading: service.Reading) -> Nameless | None:
    """What stands under the facet of actors, so that nobody takes the famous for the whole; None where all are known
    (and of other facets)."""
    if not facet.unidentified:
        return None
    tree = reading.parsed.tree
    parts = tree.nodes if isinstance(tree, And) else () if tree is None or isinstance(tree, All) else (tree,)
    href = ""
    if _UNIDENTIFIED not in parts:
        narrowed = And((*parts, _UNIDENTIFIED)) if parts else _UNIDENTIFIED
        href = state.with_(q=grammar.unparse(narrowed), facet="", facet_q="").url()
    return Nameless(facet.unidentified, facet.unidentified_in, href)


def _with_chosen(values: Sequence[FacetValue], chosen: Sequence[str]) -> list[FacetValue]:
    """The leading values, and after them those chosen that are not among them."""
    shown = {value.value for value in values}
    missing = [value.lstrip("-") for value in chosen if value.lstrip("-") not in shown]
    return [*values, *(FacetValue(value, 0) for value in missing)]


def _let_in(state: State, name: str, who: Access, total: int, reading: service.Reading) -> dict[str, int]:
    """Excluded value → how many articles come back if it is let in again."""
    out = {}
    for value in state.values_of(name):
        if value.startswith("-") and reading.tree is not None:
            left = state.without(name, value).request(who, reading.tree, size=0)
            out[value[1:]] = service.answer(left).total - total
    return out


def _value(
    state: State, name: str, value: FacetValue, labels: dict[tuple[str, str], str], excluded: dict[str, int]
) -> ValueView:
    base = state.with_(facet="", facet_q="")
    chosen = state.values_of(name)
    is_on, is_out = value.value in chosen, f"-{value.value}" in chosen
    if is_on:
        href = base.without(name, value.value).url()
    elif is_out:
        href = base.without(name, f"-{value.value}").url()
    else:
        href = base.include(name, value.value).url()
    others = any(not v.startswith("-") and v != value.value for v in chosen)
    return ValueView(
        value=value.value,
        label=labels.get((name, value.value), value.value),
        count=value.count,
        state="on" if is_on else "not" if is_out else "",
        href=href,
        only=base.only(name, value.value).url() if others else "",
        leave_out="" if is_on or is_out else base.exclude(name, value.value).url(),
        back=excluded.get(value.value, 0),
        page=names.page_of(name, value.value, labels),
        known=names.is_known(name, value.value, labels),
    )


# --- all values ---------------------------------------------------------------------------------


def facet_page(request: HttpRequest, state: State, reading: service.Reading) -> HttpResponse:
    """All values of one facet for the present question, with a search inside them and pages."""
    who = frame.access(request)
    wanted = (FacetRequest(state.facet, 0),)
    page = service.answer(state.request(who, reading.tree, size=0, facets=wanted))
    facet = page.facets[0]
    values = _matching(state, facet, who)
    last = max(1, -(-len(values) // FACET_PAGE_SIZE))
    at = min(state.facet_page, last)
    some = values[(at - 1) * FACET_PAGE_SIZE : at * FACET_PAGE_SIZE]
    labels = names.labels([(state.facet, value.value) for value in some], who)
    excluded = _let_in(state, state.facet, who, page.total, reading)
    context = {
        "state": state,
        "words": names.FACET_WORDS[state.facet],
        "plural": names.PLURALS[state.facet],
        "facet": facet,
        "nameless": nameless(state, facet, reading),
        "total": page.total,
        "matching": len(values),
        "values": [_value(state, state.facet, value, labels, excluded) for value in some],
        "browsing": not (state.q or state.has_filters),
        "page": at,
        "last": last,
        "previous": state.with_(facet_page=at - 1).url() if at > 1 else "",
        "next": state.with_(facet_page=at + 1).url() if at < last else "",
        "back": state.with_(facet="", facet_q="").url(),
        "hidden": state.pairs(without=("page", "facet_q", "facet_page")),
    }
    section = state.facet if state.facet in ("actor", "place") and not (state.q or state.has_filters) else "search"
    return frame.page(request, "search/facet.html", context, section=section)


def _matching(state: State, facet: Facet, who: Access) -> list[FacetValue]:
    """The facet's values that `facet_q` finds: by any known name of an actor or place, else by their label."""
    text = state.facet_q.casefold()
    if not text:
        return list(facet.values)
    if facet.field in ("actor", "place"):
        find = selectors.actors_like if facet.field == "actor" else selectors.places_like
        known = find(state.facet_q)
        folded = fold(state.facet_q)
        return [
            v for v in facet.values if v.value in known or text in v.value or folded in fold(candidate_name(v.value))
        ]
    labels = names.labels([(facet.field, v.value) for v in facet.values], who)
    return [v for v in facet.values if text in labels[(facet.field, v.value)].casefold() or text == v.value.casefold()]
