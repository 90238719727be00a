"""The only door to search for pages, API, export and commands: access, engine, cache, rows with their marks."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.cache import BaseCache, cache, caches

from archive import selectors
from archive.models import IndexGeneration
from archive.search import engines, grammar, highlight, naming
from archive.search.engine import QueryError, SearchUnavailableError
from archive.search.grammar import Mistake, Parsed
from archive.search.highlight import Matches, Snippet
from archive.search.names import Found, resolve
from archive.search.naming import ArchiveNames
from archive.search.query import EVERYTHING, Access, All, And, Hit, Node, SearchPage, SearchRequest
from archive.search.shelves import Shelves
from archive.selectors import Card, SearchedText

T = TypeVar("T")

# Answers are exact for one commit of one generation, so they may be kept as long as memory lets them.
CACHE_SECONDS = 3_600
# So many ids take ten kilobytes.
_MANY_IDS = 2_000
# Facets that have some hundred values at most.
_FEW = frozenset(("length", "carried", "reading", "speech", "lang", "year", "month", "collection"))


@dataclass(frozen=True, slots=True)
class Reading:
    """How a typed query was read (grammar.Parsed) with names resolved to ids.

    `tree` is None exactly where there are mistakes. `canonical`: the typed tree as text. `labels`: "actor:<id>" →
    name. `several`: typed "actor:clinton" → everything that it fits, where that is more than one.
    """

    text: str
    parsed: Parsed
    tree: Node | None
    mistakes: tuple[Mistake, ...]
    canonical: str
    reading: str
    other: str
    labels: dict[str, str]
    several: dict[str, tuple[Found, ...]]

    @property
    def conditions(self) -> tuple[Node, ...]:
        """What was typed as conditions that must all hold; none where everything is asked for, or nothing was read."""
        typed = self.parsed.tree
        return typed.nodes if isinstance(typed, And) else () if typed is None or isinstance(typed, All) else (typed,)

    def narrowed(self, node: Node) -> str:
        """The typed query with one more condition, as text."""
        return grammar.unparse(And((*self.conditions, node)) if self.conditions else node)


@dataclass(frozen=True, slots=True)
class Row:
    """One result: its hit, its card, the marks in the headline, and passages of the body where they may be shown."""

    hit: Hit
    card: Card
    title_marks: tuple[highlight.Span, ...]
    snippets: tuple[Snippet, ...]


@dataclass(frozen=True, slots=True)
class Results:
    page: SearchPage
    rows: tuple[Row, ...]


def today_here() -> date:
    """Today in the archive's zone."""
    return datetime.now(ZoneInfo(settings.ARCHIVE_ZONE)).date()


def read_query(text: str, access: Access, today: date | None = None) -> Reading:
    """The typed query as a tree of ids, or all its mistakes. Never raises for a wrong query."""
    today = today or today_here()
    parsed = grammar.parse(text, today)
    resolved = resolve(text, parsed, ArchiveNames(access), today)
    canonical = grammar.unparse(parsed.tree) if parsed.tree is not None else ""
    return Reading(
        text=text,
        parsed=parsed,
        tree=resolved.tree,
        mistakes=resolved.mistakes,
        canonical=canonical,
        reading=parsed.reading,
        other=parsed.other,
        labels=resolved.labels,
        several=resolved.several,
    )


def search(request: SearchRequest) -> Results:
    """One page of results. QueryError: the request is wrong; SearchUnavailableError: nothing can answer now."""
    page = answer(request)
    return Results(page, _rows(request, page.hits))


def answer(request: SearchRequest) -> SearchPage:
    """The engine's answer alone, without rows; kept by (generation, commit, request), access among the latter."""
    where = caches["large"] if _is_large(request) else cache
    return kept("search", request, lambda generation: asked(generation, lambda shelves: shelves.search(request)), where)


def kept(kind: str, request: SearchRequest, make: Callable[[IndexGeneration], T], where: BaseCache = cache) -> T:
    """What `make` gives of the generation that serves, or gave since its last commit; `kind` tells answers to the same
    request apart."""
    generation = engines.serving()
    key = cache_key(kind, generation.pk, generation.commit_number, request)
    known: T | None = where.get(key)
    if known is None:
        known = make(generation)
        where.set(key, known, CACHE_SECONDS)
    return known


def asked(generation: IndexGeneration, ask: Callable[[Shelves], T]) -> T:
    """What a generation's engine answers; one that could not is opened anew at the next question."""
    try:
        return ask(engines.get_engine(generation))
    except SearchUnavailableError as error:
        engines.failed(error)
        raise


def _is_large(request: SearchRequest) -> bool:
    """Whether the answer may be of megabytes: all of many values, or a number for each source in each bar."""
    every = any(facet.size == 0 and facet.field not in _FEW for facet in request.facets)
    return every or (request.timeline is not None and request.timeline.sources)


def other_total(reading: Reading, request: SearchRequest) -> int | None:
    """How many articles the other reading of an ambiguous query finds under the same filters.

    None where there is no other reading, or none that can be counted.
    """
    other = read_query(reading.other, request.visible_to).tree if reading.other else None
    if other is None:
        return None
    try:
        return answer(request.bare(query=other)).total
    except QueryError:
        return None


def cache_key(kind: str, generation: int, commit: int, request: SearchRequest) -> str:
    """Under what an answer is kept, who asks being part of it. The request is frozen values all the way down, so its
    printed form is itself; sets are put in order first."""
    access = request.visible_to
    seen = None if access.collections is None else sorted(access.collections)
    who = (seen, sorted(access.text), sorted(access.snippet), sorted(access.slugs))
    printed = repr((who, replace(request, visible_to=EVERYTHING)))
    return f"{kind}:{generation}:{commit}:{hashlib.sha256(printed.encode()).hexdigest()}"


def scan(request: SearchRequest) -> Iterator[int]:
    """The ids of all matching articles in the request's order, from one snapshot."""
    engine = engines.get_engine(engines.serving())
    return engine.scan(request)


def ids(request: SearchRequest, most: int) -> tuple[int, ...] | None:
    """The ids that `scan` gives, kept as answers are; None where there are more than `most`."""
    bare = request.bare()
    total = answer(bare).total
    if total > most:
        return None
    return kept("ids", bare, lambda _: tuple(scan(bare)), caches["large"] if total > _MANY_IDS else cache)


def rows(request: SearchRequest, ids: Sequence[int]) -> tuple[Row, ...]:
    """These articles as results of that request; those that are gone or may not be seen are left out."""
    return _rows(request, [Hit(id, 0.0) for id in ids])


def archive_span(access: Access) -> tuple[date | None, date | None]:
    """First and last publication day of the articles that this person may know of; (None, None) where none is known."""
    request = SearchRequest(access, All(), size=0)
    return kept("span", request, lambda _: selectors.archive_span(access))


def versions() -> tuple[int, int]:
    """Generation and commit number that an answer given now comes from."""
    generation = engines.serving()
    return generation.pk, generation.commit_number


def settled() -> str | None:
    """The authority's version where nothing waits for the index, so that what is read now is what it holds; else
    None."""
    return engines.settled()


def marks(query: Node, text: SearchedText, access: Access) -> Matches:
    """What in an article the query asked for, where this person may read it."""
    if text.rights in access.text:
        return highlight.matches_of(query, text)
    shown = highlight.matches(query, text.title, "", text.language, byline=text.byline)
    return Matches(title=shown.title, byline=shown.byline)


# --- rows ----------------------------------------------------------------------------------------


def _rows(request: SearchRequest, hits: Sequence[Hit]) -> tuple[Row, ...]:
    found = selectors.cards_with_texts(
        [hit.id for hit in hits], request.visible_to, quotes=highlight.needs_quotes(request.query)
    )
    known = {card.id: (card, text) for card, text in found}
    # An article changed or withdrawn since the last commit may be gone here: it is left out, and soon of the index.
    return tuple(_row(request, hit, *known[hit.id]) for hit in hits if hit.id in known)


def _row(request: SearchRequest, hit: Hit, card: Card, text: SearchedText) -> Row:
    found = marks(request.query, text, request.visible_to)
    return Row(hit, card, found.title, _snippets(request, text, found))


def _snippets(request: SearchRequest, text: SearchedText, found: Matches) -> tuple[Snippet, ...]:
    access = request.visible_to
    if text.rights in access.text:
        return highlight.snippets(text.body, found.body)
    if text.rights not in access.snippet or isinstance(request.query, All):
        return ()
    # One short passage around a single word: what the rights of a snippet allow, whatever was asked.
    words = highlight.matches(highlight.single_words(request.query), "", text.body, text.language)
    return highlight.snippets(text.body, words.body[:1], 1, 140) if words.body else ()


# --- labels --------------------------------------------------------------------------------------


# What was read of one commit for those who see the same collections: so many commits and kinds of readers, and so many
# names of each.
_READ_FOR = 8
_READ_MOST = 20_000
_read: OrderedDict[Hashable, dict[tuple[str, str], Any]] = OrderedDict()
_read_lock = threading.Lock()


def forget_labels() -> None:
    """Read all names anew: between tests."""
    _read.clear()


def _once(
    kind: str, values: Sequence[str], access: Access, read: Callable[[Sequence[str]], dict[str, T]]
) -> dict[str, T]:
    """What `read` gives of these values. Only what is not known of this commit is read, and nothing is known while
    something waits for the index: a name may have changed."""
    generation, settled = engines.serving(), engines.settled()
    if settled is None:
        return read(values)
    known = _read_of((generation.pk, generation.commit_number, settled, access.collections))
    wanted = dict.fromkeys(values)
    if new := [value for value in wanted if (kind, value) not in known]:
        found = read(new)
        # A value without a name is known not to have one.
        fresh = {(kind, value): found.get(value) for value in new}
        if len(known) < _READ_MOST:
            known.update(fresh)
        else:
            known = known | fresh
    return {value: label for value in wanted if (label := known[kind, value]) is not None}


def _read_of(key: Hashable) -> dict[tuple[str, str], Any]:
    """What is known of a commit; the commit asked about longest ago is forgotten."""
    with _read_lock:
        known = _read.setdefault(key, {})
        _read.move_to_end(key)
        if len(_read) > _READ_FOR:
            _read.popitem(last=False)
        return known


def labels(facet: str, values: Sequence[str], access: Access) -> dict[str, str]:
    """Names to show for values of a facet; a value without an entry is shown as it is."""
    match facet:
        case "actor" | "person" | "org" | "speaker":
            return _once("actor", values, access, selectors.actor_labels)
        case "place":
            return _once("place", values, access, _place_labels)
        case "source":
            return _once("source", values, access, lambda some: selectors.source_labels(some, access))
        case "collection":
            return _once("collection", values, access, lambda some: selectors.collection_labels(some, access))
        case "country":
            return naming.country_labels(values)
        case "length" | "carried" | "month" | "reading":
            return naming.step_labels(facet, values)
        case _:
            return {}


def place_ancestors(ids: Sequence[str], access: Access) -> dict[str, tuple[str, ...]]:
    """Place id → ids of all places that contain it, nearest first."""
    return _once("above", ids, access, selectors.place_ancestors)


def _place_labels(values: Sequence[str]) -> dict[str, str]:
    """Names of places; `=crimea`, without the places within it, is "Crimea itself"."""
    names = selectors.place_labels([value.removeprefix("=") for value in values])
    ids = {value: value.removeprefix("=") for value in values}
    return {v: names[id] if v == id else f"{names[id]} itself" for v, id in ids.items() if id in names}
