"""The Engine protocol, and what every engine does the same way: filters as nodes, sorting, cursors, errors."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from archive.search import fields
from archive.search.documents import ArticleRecord
from archive.search.query import (
    All,
    And,
    AtLeast,
    Boost,
    By,
    DateIn,
    Fuzzy,
    InQuote,
    Near,
    Node,
    Not,
    NumberIn,
    Or,
    Phrase,
    SearchPage,
    SearchRequest,
    Sort,
    Term,
    Wildcard,
    Word,
)
from archive.search.quote_documents import Making


class SearchError(Exception):
    """`repair`: what the person can do about it."""

    def __init__(self, message: str, repair: str = "") -> None:
        super().__init__("; ".join(filter(None, (message, repair))))
        self.message = message
        self.repair = repair


class QueryError(SearchError):
    """The request cannot be answered as it stands: 400."""


class SearchUnavailableError(SearchError):
    """The index is missing, damaged, of another version, or does not answer: 503."""


class IndexUnfitError(SearchUnavailableError):
    """There is no index, or one of another engine, version or time zone: whole, but only a rebuild makes it ours."""


class IndexDamagedError(SearchUnavailableError):
    """The index is missing or cannot be read: only writing it again from the database helps."""


@dataclass(frozen=True, slots=True)
class Health:
    """How an index stands. `nodes` hold it; `note`: "" or what should be mended although it answers."""

    nodes: int
    note: str = ""


T = TypeVar("T")


class Engine(Protocol):
    """One shelf of one generation. Raises QueryError or SearchUnavailableError, never anything of its library's."""

    def search(self, request: SearchRequest) -> SearchPage:
        """One page with total, facets and timeline, all from one snapshot."""

    def scan(self, request: SearchRequest) -> Iterator[int]:
        """Every matching id in the request's order, from one snapshot; offset, size and cursor are not looked at."""

    def read(self, use: Callable[[Any, int], T]) -> T:
        """What `use` makes of one moment of the index (an `evaluate.snapshot.Snapshot`) and of how many articles may be
        read word by word. It may be called again where a part of the index was lost on the way."""

    def write(
        self, records: Iterable[ArticleRecord], gone: Iterable[tuple[int, int]], making: Making | None = None
    ) -> None:
        """Replace these articles, remove those (id, version), and commit: on return the change is on disk.

        An engine with several writers keeps the newer of two versions, whichever comes first.
        """

    def prepared(self, records: Sequence[ArticleRecord], making: Making | None = None) -> Any:
        """What `add` takes of these articles: the work of writing that needs nothing of the index, for another process
        to do. It can be pickled."""

    def add(self, prepared: Any) -> None:
        """Write articles that are not there; they are seen, and on disk, after the next `write`."""

    def versions(self, first: int, last: int) -> dict[int, int]:
        """Id → doc_version of the indexed articles with ids in [first, last]."""

    def held(self, first: int, last: int) -> dict[int, tuple[int, int]]:
        """Article id → the lowest version of its documents on this shelf, and how many they are."""

    def count(self) -> int:
        """How many documents this shelf holds."""

    def megabytes(self) -> float:
        """Its size on disk."""

    def health(self) -> Health:
        """Asked in passing; SearchUnavailableError where a part of the index is not there."""

    def refresh(self) -> None:
        """Answer from the last commit on."""

    def check(self) -> None:
        """Read everything once; SearchUnavailableError where the index is damaged."""

    def close(self) -> None:
        """Give up the writer and the files."""


# --- the request as nodes ------------------------------------------------------------------------

_DATE_FIELDS: dict[By, str] = {"published": "date", "about": "about", "seen": "seen"}


def filters(request: SearchRequest, without: str | None = None) -> list[Node]:
    """The filters beside the query as nodes; `without`: the includes of that facet left out, and what is left out by
    itself."""
    nodes: list[Node] = [
        DateIn(_DATE_FIELDS[r.field], r.first, r.last, False, r.unknown, r.own_day, r.first_hour, r.last_hour)
        for r in request.ranges
    ]
    for choice in request.choices:
        if choice.include and choice.field != without:
            nodes.append(_any(choice.field, choice.include))
        if choice.exclude:
            nodes.append(Not(_any(choice.field, choice.exclude)))
    if request.leaves_indirect_out and without != "speech":
        nodes.append(Not(Term("speech", "indirect")))
    return nodes


def _any(field: str, values: tuple[str, ...]) -> Node:
    return Or(tuple(Term(field, value) for value in values))


def is_key(field: str, value: str) -> bool:
    """Whether a value of a facet is written in the documents as it is, so that it is counted with the others; a place
    without those within it (`=ukraine`) is asked for in another way."""
    return not (field == "place" and value.startswith("="))


def checked(request: SearchRequest) -> None:
    """QueryError for a field that is no facet or a page that cannot be."""
    for name in (*(c.field for c in request.choices), *(f.field for f in request.facets)):
        if name not in fields.FACETS:
            raise QueryError(f"{name} is no facet", f"the facets are {', '.join(fields.FACETS)}")
    if request.offset < 0 or request.size < 0:
        raise QueryError("offset and size cannot be negative")
    repeated = [c.field for c in request.choices if [d.field for d in request.choices].count(c.field) > 1]
    if repeated:
        raise QueryError(f"{repeated[0]} is given twice: one Choice a facet")


# Orders in which every article's key is its own, so that a reading that broke off can go on after the last one.
DATE_ORDERS: dict[Sort, str] = {"newest": "order_newest", "oldest": "order_oldest", "seen": "order_seen"}


def effective_sort(request: SearchRequest) -> Sort:
    """Without words there is no relevance: newest first."""
    return "newest" if request.sort == "relevance" and not has_words(request.query) else request.sort


def has_words(node: Node) -> bool:
    """Does anything in the tree, outside NOT, weigh in ranking?"""
    match node:
        case Word() | Wildcard() | Fuzzy() | Phrase() | Near() | AtLeast():
            return True
        case InQuote(inner) | Boost(inner):
            return has_words(inner)
        case And(nodes) | Or(nodes):
            return any(map(has_words, nodes))
        case _:
            return False


# --- who may ask what ----------------------------------------------------------------------------


def reads_text(node: Node) -> bool:
    """Does a leaf give away text, quotes or tags (architecture.md 11)? A word without field reads the text."""
    match node:
        case Term("has", value):
            return fields.HAS.get(value) == "text"
        case Term(name) | DateIn(name) | NumberIn(name) | Word(field=name) | Wildcard(field=name):
            return name == "" or name == "place_named" or fields.FIELDS[name].reads == "text"
        case Fuzzy(field=name) | Phrase(field=name):
            return name == "" or fields.FIELDS[name].reads == "text"
        case InQuote():
            return True
        case _:
            return False


TAG_FIELDS = frozenset(
    (
        *("actor", "under", "person", "org", "place", "place_named", "country", "names", "reading"),
        *("speaker", "speech", "about"),
    )
)
_TAG_TEXT = frozenset(("said", "reported"))
_TAG_HAS = frozenset(("quotes", "place", "actor", "about", "tags", "unidentified", "speaker"))


def uses_tags(node: Node) -> bool:
    """Does a tree ask for anything that only tagged articles have?"""
    match node:
        case Term("has", value):
            return value in _TAG_HAS
        case Term(name) | DateIn(name):
            return name in TAG_FIELDS
        case Word(field=name) | Wildcard(field=name) | Fuzzy(field=name) | Phrase(field=name):
            return name in _TAG_TEXT
        case InQuote():
            return True
        case And(nodes) | Or(nodes):
            return any(map(uses_tags, nodes))
        case Near(left, right):
            return uses_tags(left) or uses_tags(right)
        case Not(inner) | Boost(inner) | AtLeast(_, inner):
            return uses_tags(inner)
        case _:
            return False


def without_tags(node: Node) -> Node:
    """The rest of a query: what remains when nothing is asked of tags, never matching less."""
    if not uses_tags(node):
        return node
    match node:
        case And(nodes):
            return And(tuple(map(without_tags, nodes)))
        case Boost(inner):
            return without_tags(inner)
        case _:
            return All()


# --- cursors -------------------------------------------------------------------------------------


def cursor_made(sort: Sort, *keys: float) -> str:
    """A place in an order as an opaque string."""
    return base64.urlsafe_b64encode(json.dumps([sort, *keys]).encode()).decode().rstrip("=")


def cursor_read(cursor: str, sort: Sort, size: int) -> list[float]:
    """The keys of a cursor made for the same order; QueryError for any other."""
    try:
        printed = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        made, keys = printed[0], printed[1:]
    except (ValueError, binascii.Error, IndexError, KeyError, TypeError):
        raise QueryError("the cursor is not one of ours", "begin without a cursor") from None
    numbers = isinstance(keys, list) and all(isinstance(key, int | float) and not isinstance(key, bool) for key in keys)
    if made != sort or not numbers or len(keys) != size:
        raise QueryError("the cursor belongs to another order", "begin without a cursor")
    return list(keys)


# --- dates as minutes ----------------------------------------------------------------------------


def minutes(node: DateIn) -> tuple[int | None, int | None]:
    """The first and last minute of a range as `bins.minute` counts them; None = open."""
    return (
        None if node.first is None else node.first.toordinal() * 1440 + node.first_hour * 60,
        None if node.last is None else node.last.toordinal() * 1440 + node.last_hour * 60 + 59,
    )
