"""All values of one facet: those of one kind, those that a text finds, in their order, and how to get about in them.

Made for a hundred thousand values: names are looked up only where the order or the text needs them.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.core.cache import caches

from archive import selectors
from archive.explore import keyness, letters
from archive.pages import names
from archive.pages.forms import FACET_PAGE_SIZE, State
from archive.pages.options import Option
from archive.search import service
from archive.search.query import Access, Facet, FacetValue, SearchRequest, candidate_name

# So many values are sorted by name in a few milliseconds; the order of more is worth keeping.
_MANY = 2_000


# --- which --------------------------------------------------------------------------------------


def kinds(facet: Facet) -> dict[str, str]:
    """Value → kind of actor, for the facets of actors; what the authority does not list is `names.UNLISTED`."""
    if facet.field not in names.ACTORS:
        return {}
    ids = [value.value for value in facet.values if not candidate_name(value.value)]
    listed = selectors.actor_kinds(ids)
    return {value.value: listed.get(value.value, names.UNLISTED) for value in facet.values}


def found(facet: Facet, text: str, who: Access) -> list[FacetValue]:
    """The values that a text finds: by any known name in any script, by the name as printed, by their id."""
    if not text:
        return list(facet.values)
    fits = _fits(facet, text, who)
    return [value for value in facet.values if fits(value.value)]


def _fits(facet: Facet, text: str, who: Access) -> Callable[[str], bool]:
    name, typed, plain = facet.field, text.casefold(), letters.latin(text)
    if name in names.ACTORS:
        known = selectors.actors_like(text)
        # Only names as printed are read letter by letter; of the others every form is in the authority.
        return lambda v: (
            v in known
            or (bool(plain) and plain in letters.latin(candidate_name(v)) if candidate_name(v) else typed in v)
        )
    if name == "place":
        known = selectors.places_like(text)
        return lambda v: v in known or typed in v
    known = selectors.countries_like(text) if name == "country" else frozenset()
    labels = names.labels([(name, value.value) for value in facet.values], who)
    return lambda v: v in known or typed == v.casefold() or (bool(plain) and plain in letters.latin(labels[(name, v)]))


# --- in which order -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Alphabet:
    """Values by their names: their places in the list they were given in, and where each letter begins."""

    places: array[int]
    starts: dict[str, int]


def alphabet(name: str, found: Sequence[FacetValue], who: Access) -> Alphabet:
    """The order by name. To name and sort a hundred thousand takes a second, so the order of many is kept: for those
    who may see the same, since names depend on that, until the next commit."""
    if len(found) < _MANY:
        return _alphabet(name, found, who)
    digest = hashlib.sha256("\n".join((name, *(value.value for value in found))).encode()).hexdigest()
    kind = f"alphabet:{selectors.authority_version()}:{digest}"
    return service.kept(kind, SearchRequest(who), lambda _: _alphabet(name, found, who), caches["large"])


def _alphabet(name: str, found: Sequence[FacetValue], who: Access) -> Alphabet:
    labels = names.labels([(name, value.value) for value in found], who)
    printed = [labels[(name, value.value)] for value in found]
    ordered = sorted(range(len(found)), key=lambda n: (letters.order(printed[n]), found[n].value))
    return Alphabet(array("l", ordered), letters.starts([printed[n] for n in ordered]))


def distinctive(found: Sequence[FacetValue], inside_total: int, whole_total: int) -> list[FacetValue]:
    """Those that are more frequent in the results than chance allows, the most striking first."""
    ranked = []
    for value in found:
        whole = value.whole or 0
        # Rarer here than everywhere: no need to work out by how much.
        if value.count * whole_total > whole * inside_total:
            weight = keyness.keyness(value.count, inside_total, whole, whole_total)
            if weight >= keyness.LEAST:
                ranked.append((-weight, value.value, value))
    return [value for _, _, value in sorted(ranked, key=lambda entry: entry[:2])]


# --- getting about ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Index:
    """Ways through values in order of their names. `jumps`: the letters that names begin with, each a link to the
    first of them, `on` those of the present page. `stretches`: the pages of the last of these, each with its first
    name; () where one page holds them all. A jump to a letter of many pages leads to a page that ends with it.
    """

    jumps: tuple[Option, ...] = ()
    stretches: tuple[Option, ...] = ()


def index(state: State, ordered: Sequence[FacetValue], starts: Mapping[str, int], who: Access) -> Index:
    """The ways from the present page through these values."""
    first, until = (state.facet_page - 1) * FACET_PAGE_SIZE, min(state.facet_page * FACET_PAGE_SIZE, len(ordered))
    ends = dict(zip(starts, [*list(starts.values())[1:], len(ordered)], strict=True))
    jumps = tuple(
        Option(one, f"{_page(state, n).url()}#{anchor(n)}", n < until and ends[one] > first)
        for one, n in starts.items()
    )
    here = [jump.words for jump in jumps if jump.on]
    return Index(jumps, _stretches(state, ordered, starts[here[-1]], ends[here[-1]], who) if here else ())


def _stretches(state: State, ordered: Sequence[FacetValue], first: int, end: int, who: Access) -> tuple[Option, ...]:
    begins = [first, *range((first // FACET_PAGE_SIZE + 1) * FACET_PAGE_SIZE, end, FACET_PAGE_SIZE)]
    if len(begins) == 1:
        return ()
    keys = [(state.facet, ordered[n].value) for n in begins]
    labels = names.labels(keys, who)
    return tuple(
        Option(labels[key], _page(state, n).url(), n // FACET_PAGE_SIZE + 1 == state.facet_page)
        for n, key in zip(begins, keys, strict=True)
    )


def _page(state: State, n: int) -> State:
    return state.with_(facet_page=n // FACET_PAGE_SIZE + 1)


def anchor(n: int) -> str:
    """The id of the row of the n-th value, so that a letter can point at it."""
    return f"v{n}"
