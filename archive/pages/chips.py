"""Terms and filters of a search as chips: each with its way out and what would be found without it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from archive import selectors
from archive.explore.chart import written
from archive.explore.words import day
from archive.pages import names
from archive.pages.forms import State
from archive.search import grammar, service
from archive.search.query import Access, And, By, DateRange, Node

# A chip costs one count. A query of more terms than this is shown as one.
MAX_TERMS = 8
_RANGE_WORDS: dict[By, str] = {"published": "published", "about": "speaks of", "seen": "first seen"}


@dataclass(frozen=True, slots=True)
class Chip:
    """`typed`: words of the query, printed as typed. `without`: what is found when it is taken away."""

    words: str
    href: str
    without: int
    typed: bool = False
    first_filter: bool = False


def chips(state: State, reading: service.Reading, who: Access, total: int) -> tuple[Chip, ...]:
    """All chips in the order of the page: terms of the query, then filters."""
    terms = [_chip(words, left, who, typed=True) for words, left in _terms(state, reading)]
    filters = [_chip(words, left, who) for words, left in _filters(state, who)]
    if filters:
        filters[0] = replace(filters[0], first_filter=True)
    return (*terms, *filters)


def _chip(words: str, left: State, who: Access, *, typed: bool = False) -> Chip:
    reading = service.read_query(left.q, who)
    found = 0
    if reading.tree is not None:
        found = service.answer(left.request(who, reading.tree, size=0)).total
    return Chip(words, left.url(), found, typed)


def _terms(state: State, reading: service.Reading) -> list[tuple[str, State]]:
    """Each part of an AND with the state that lacks it; any other query as one."""
    tree: Node | None = reading.parsed.tree
    if not state.q or tree is None:
        return []
    if not isinstance(tree, And) or len(tree.nodes) > MAX_TERMS:
        return [(state.q, state.with_(q=""))]
    out = []
    for n, node in enumerate(tree.nodes):
        rest = tree.nodes[:n] + tree.nodes[n + 1 :]
        left = grammar.unparse(rest[0] if len(rest) == 1 else And(rest))
        out.append((grammar.unparse(node), state.with_(q=left)))
    return out


def _filters(state: State, who: Access) -> list[tuple[str, State]]:
    out = [(range_words(chosen), state.without_range(chosen.field)) for chosen in state.ranges]
    labels = names.labels(state.choices, who)
    for name, value in state.choices:
        label = labels[(name, value.lstrip("-"))]
        words = f"not {label}" if value.startswith("-") else f"{names.FACET_WORDS[name].lower()} {label}"
        out.append((words, state.without(name, value)))
    if state.copies == "first":
        out.append(("copies counted once", state.with_(copies="each")))
    return out


def filter_words(state: State, who: Access) -> tuple[str, ...]:
    """The filters of a question, each in words."""
    return tuple(words for words, _ in _filters(state, who))


def range_words(chosen: DateRange) -> str:
    """ "published 1–31 March 2014", "speaks of 16 March 2014 or later", "published at an unknown date"."""
    words = _RANGE_WORDS[chosen.field]
    if chosen.unknown:
        return f"{words} at an unknown date"
    if chosen.first and chosen.last:
        return f"{words} {written(chosen.first, chosen.last)}"
    return f"{words} {day(chosen.first)} or later" if chosen.first else f"{words} {day(chosen.last)} or earlier"


def coverage(state: State, who: Access) -> str:
    """Why nothing can be found where the range lies outside the archive; "" otherwise."""
    chosen = state.range_of("published")
    if chosen is None or chosen.unknown:
        return ""
    first, last = selectors.archive_span(who)
    if first is None or last is None:
        return "No article of this archive has a known date."
    outside = (chosen.first and chosen.first > last) or (chosen.last and chosen.last < first)
    span = f"{day(first)} to {day(last)}"
    return f"The range lies outside the archive, whose known dates are {span}." if outside else ""
