"""Terms and filters of a search as chips: each with its way out and what would be found without it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from archive.explore.days import span_words
from archive.explore.words import day
from archive.pages import names
from archive.pages.forms import State, told_apart
from archive.search import grammar, service
from archive.search.engine import QueryError
from archive.search.query import Access, And, By, DateRange, Node, Word

# A chip costs two counts. A query of more terms than this is shown as one.
MAX_TERMS = 8
_RANGE_WORDS: dict[By, str] = {"published": "published", "about": "speaks of", "seen": "first seen"}


@dataclass(frozen=True, slots=True)
class Chip:
    """`typed`: words of the query, printed as typed. `without`: what is found when it is taken away, by `href`;
    `alone`: what it finds by itself, None where it means nothing by itself. `about`, `alone_about`: that number depends
    on tags that some articles do not have yet."""

    words: str
    href: str
    without: int
    typed: bool = False
    first_filter: bool = False
    alone: int | None = None
    alone_href: str = ""
    about: bool = False
    alone_about: bool = False


@dataclass(frozen=True, slots=True)
class Clear:
    """The way out of all filters at once, and what is found then."""

    href: str
    total: int


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of a search: the search without it, and the search for nothing else."""

    words: str
    without: State
    alone: State
    typed: bool = False


def chips(state: State, reading: service.Reading, who: Access) -> tuple[Chip, ...]:
    """All chips in the order of the page: terms of the query, then filters."""
    terms = [_chip(part, who) for part in _terms(state, reading)]
    filters = [_chip(part, who) for part in _filters(state, who)]
    if filters:
        filters[0] = replace(filters[0], first_filter=True)
    return (*terms, *filters)


def clear(state: State, who: Access) -> Clear | None:
    """The words without any filter; None where nothing is filtered."""
    if not state.has_filters:
        return None
    left = state.with_(choices=(), ranges=(), copies="each")
    return Clear(left.url(), _total(left, who)[0] or 0)


def _chip(part: _Part, who: Access) -> Chip:
    alone, alone_exact = _total(part.alone, who)
    without, exact = _total(part.without, who)
    return Chip(
        part.words,
        part.without.url(),
        without or 0,
        part.typed,
        alone=alone,
        alone_href=part.alone.url() if alone is not None else "",
        about=not exact,
        alone_about=not alone_exact,
    )


def _total(state: State, who: Access) -> tuple[int | None, bool]:
    """What a state finds, None where its words cannot be asked, and whether that is exact."""
    tree = service.read_query(state.q, who).tree
    if tree is None:
        return None, True
    try:
        page = service.answer(state.request(who, tree, size=0))
    except QueryError:
        return None, True
    return page.total, page.total_is_exact


def _terms(state: State, reading: service.Reading) -> list[_Part]:
    """Each part of an AND; any other query as one."""
    tree: Node | None = reading.parsed.tree
    if not state.q or tree is None:
        return []
    if not isinstance(tree, And) or len(tree.nodes) > MAX_TERMS:
        return [_Part(state.q, state.with_(q=""), state.bare(q=state.q), typed=True)]
    out = []
    for n, node in enumerate(tree.nodes):
        rest = tree.nodes[:n] + tree.nodes[n + 1 :]
        left, words = grammar.unparse(rest[0] if len(rest) == 1 else And(rest)), grammar.unparse(node)
        out.append(_Part(_as_typed(node, words), state.with_(q=left), state.bare(q=words), typed=True))
    return out


def _as_typed(node: Node, words: str) -> str:
    """A lower-case "and" is a word, which its canonical form has to mark as one; a reader typed no such mark."""
    return node.text if isinstance(node, Word) and not node.field and not node.exact else words


def _filters(state: State, who: Access) -> list[_Part]:
    bare = state.bare(own_day=state.own_day)
    out = [
        _Part(range_words(chosen), state.without_range(chosen.field), bare.with_(ranges=(chosen,)))
        for chosen in state.ranges
    ]
    labels = names.of_choices(state.choices, who)
    for name, value in state.choices:
        label = labels[(name, value)]
        words = f"not {label}" if told_apart(value)[0] else names.described(name, label)
        out.append(_Part(words, state.without(name, value), bare.with_(choices=((name, value),))))
    if state.copies == "first":
        out.append(_Part("copies counted once", state.with_(copies="each"), bare))
    return out


def filter_words(state: State, who: Access) -> tuple[str, ...]:
    """The filters of a question, each in words."""
    return tuple(part.words for part in _filters(state, who))


def range_words(chosen: DateRange) -> str:
    """ "published 1–31 March 2014", "speaks of 16 March 2014 or later", "published at an unknown date"."""
    words = _RANGE_WORDS[chosen.field]
    if chosen.unknown:
        return f"{words} at an unknown date"
    if chosen.first and chosen.last:
        return f"{words} {span_words(chosen.first, chosen.last, chosen.first_hour, chosen.last_hour)}"
    if chosen.first:
        hour = f", {chosen.first_hour:02}:00" if chosen.first_hour else ""
        return f"{words} {day(chosen.first)}{hour} or later"
    hour = f", {chosen.last_hour:02}:59" if chosen.last_hour < 23 else ""
    return f"{words} {day(chosen.last)}{hour} or earlier"


def coverage(state: State, who: Access) -> str:
    """Why nothing can be found where the range lies outside the archive or nothing of it was published then; ""
    otherwise."""
    chosen = state.range_of("published")
    if chosen is None or chosen.unknown:
        return ""
    first, last = service.archive_span(who)
    if first is None or last is None:
        return "No article of this archive has a known date."
    outside = (chosen.first and chosen.first > last) or (chosen.last and chosen.last < first)
    span = f"{day(first)} to {day(last)}"
    if outside:
        return f"The range lies outside the archive, whose known dates are {span}."
    there, exact = _total(State().with_(ranges=(chosen,)), who)
    return f"Nothing of this archive was {range_words(chosen)}." if there == 0 and exact else ""
