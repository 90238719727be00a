"""The embedded engine: one tantivy index in a folder. The only import of tantivy.

Each text is indexed twice, both as words split at spaces: `…_s` holds every word's lookup (its marked stem, or
its form), `…_f` every word's form. Words and phrases are exact in tantivy; wildcards become the set of forms
that fit. What tantivy cannot decide (NEAR, at-least, one quote, phrases that mix stems with exact forms or
wildcards) is compiled to a superset, and each candidate is decided by `matching.py` over its stored words; the
ids that hold go back as a filter, so hits, total, facets and timeline are those of the verified set.

Three things about the library shape this file: its panics derive from BaseException (`_border`); a limit of 0 or a
phrase of one term is a panic, not an answer; and deleting by an integer term deletes nothing, in silence.
"""

from __future__ import annotations

import json
import re
import struct
import time
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple
from zoneinfo import ZoneInfo

import tantivy
from tantivy import FieldType, Occur, Order, Query

from archive.search import bins, engine, fields, matching
from archive.search.documents import ID_MAX, ArticleRecord, SearchDocument, document
from archive.search.engine import QueryError, SearchError, SearchUnavailableError
from archive.search.matching import Matcher, QuoteText, Stretch, Text
from archive.search.query import (
    RIGHTS,
    Access,
    All,
    And,
    AtLeast,
    Bar,
    Bin,
    Boost,
    By,
    Choice,
    DateIn,
    Facet,
    FacetRequest,
    FacetValue,
    Fuzzy,
    Hit,
    InQuote,
    Near,
    Node,
    Not,
    NumberIn,
    Or,
    Phrase,
    SearchPage,
    SearchRequest,
    Term,
    Timeline,
    TimelineRequest,
    Wildcard,
    Word,
)
from archive.text import analysis

# More values or bars than any archive has; a terms aggregation that does not reach its size is exact.
_ALL_BUCKETS = 10_000_000
# Stands for "no value" in an aggregation; no value is like it.
_NO_VALUE = "\x01"
# How many values tantivy counts at once at most is 65,000.
_BUCKETS = 50_000
# The writer's memory: larger batches before a segment is written. tantivy asks for at least 15 MB a thread.
_WRITER_BYTES = 64_000_000
_SCAN_CHUNK = 20_000
# Stands between the stretches of quotes, so that no phrase runs from one into the next; no form is like it.
_BORDER = "|"
_TEXTS = ("title", "body", "byline", "said", "reported")
_KEYS = (
    *("source", "collection", "lang", "section", "actor", "place", "place_named", "country", "names"),
    *("speaker", "year", "url", "copies", "has", "spoken"),
)
_BINNED = ("published", "seen", "about", "about_own", "spoken", "spoken_own")
_NUMBERS = (
    *("id", "version", "rights", "collections", "words", "copy_group", "copies", "tagged"),
    *("published_first", "published_last", "seen_minute", "order_oldest", "order_newest", "order_seen"),
)
_ORDERS: Final = {"newest": "order_newest", "oldest": "order_oldest", "seen": "order_seen"}

Address = tantivy.DocAddress


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in _TEXTS:
        builder.add_text_field(f"{name}_s", tokenizer_name="spaces", index_option="position")
        builder.add_text_field(f"{name}_f", tokenizer_name="spaces", index_option="position")
    for name in _KEYS:
        builder.add_text_field(f"k_{name}", fast=True, tokenizer_name="raw", index_option="basic")
    for name in (*_NUMBERS, *(_bin_field(name, step) for name in _BINNED for step in bins.BINS)):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    builder.add_bytes_field("words_stored", stored=True)
    return builder.build()


def _bin_field(name: str, step: Bin) -> str:
    return f"{name}_{step}"


@contextmanager
def _border() -> Iterator[None]:
    """Nothing of the library's passes: its panics are no Exception, its errors name files and fields."""
    try:
        yield
    except SearchError:
        raise
    except (ValueError, OSError) as error:
        raise _damaged(error) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(error) from error


def _damaged(error: BaseException) -> SearchUnavailableError:
    return SearchUnavailableError(f"the search index cannot be read ({error})", "run: manage.py index rebuild")


class TantivyEngine:
    """One shelf of one generation in `folder`, made if it is not there and `create` says so."""

    def __init__(
        self,
        folder: Path,
        zone: ZoneInfo,
        *,
        verify_max: int = 200_000,
        wildcard_max: int = 50_000,
        create: bool = False,
    ) -> None:
        self._folder = folder
        self._zone = zone
        self._limits = _Limits(verify_max, wildcard_max)
        self._schema = _schema()
        self._writer: tantivy.IndexWriter | None = None
        if create:
            folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "meta.json").exists() and not create:
            raise SearchUnavailableError(f"the search index is missing at {folder}", "run: manage.py index rebuild")
        with _border():
            self._index = tantivy.Index(self._schema, str(folder), reuse=True)
            spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
            self._index.register_tokenizer("spaces", spaces)
            self._index.config_reader("manual")
            self._index.reload()

    def refresh(self) -> None:
        with _border():
            self._index.reload()

    def close(self) -> None:
        if self._writer is not None:
            with _border():
                self._writer.wait_merging_threads()
            self._writer = None

    # -- writing

    def write(self, records: Iterable[ArticleRecord], gone: Iterable[int]) -> None:
        with _border():
            if self._writer is None:
                self._writer = self._index.writer(_WRITER_BYTES, 1)
            for id in gone:
                self._delete(self._writer, id)
            for record in records:
                self._delete(self._writer, record.id)
                self._writer.add_document(_tantivy_document(document(record, self._zone)))
            self._writer.commit()
            self._index.reload()

    def _delete(self, writer: tantivy.IndexWriter, id: int) -> None:
        # delete_documents_by_term takes an int for a signed term and deletes nothing of an unsigned field.
        writer.delete_documents_by_query(Query.term_query(self._schema, "id", id))

    def versions(self, first: int, last: int) -> dict[int, int]:
        with _border():
            searcher = self._index.searcher()
            query = _Queries(self._schema).range("id", max(0, first), last)
            hits = searcher.search(query, limit=max(1, searcher.num_docs), count=False).hits
            addresses = [address for _, address in hits]
            ids, versions = (_numbers_of(searcher, name, addresses) for name in ("id", "version"))
            return dict(zip(ids, versions, strict=True))

    def count(self) -> int:
        """How many articles are indexed."""
        with _border():
            return int(self._index.searcher().num_docs)

    def check(self) -> None:
        """Compare every byte with the checksums that tantivy writes but gives no call to read."""
        with _border():
            for file in _live_files(self._folder):
                _check_file(file)

    # -- answering

    def search(self, request: SearchRequest) -> SearchPage:
        begun = time.perf_counter()
        engine.checked(request)
        with _border():
            answer = _Answer(self._index.searcher(), self._schema, request, self._limits)
            return answer.page(begun)

    def scan(self, request: SearchRequest) -> Iterator[int]:
        engine.checked(request)
        with _border():
            answer = _Answer(self._index.searcher(), self._schema, request, self._limits)
            yield from answer.ids()


# --- checksums -----------------------------------------------------------------------------------

# A file ends with its footer (JSON with the CRC-32 of all before it), the footer's length and this number.
_FOOTER_MAGIC = 1337
_CHUNK = 1 << 20


def _live_files(folder: Path) -> list[Path]:
    """The files of the segments that the last commit names; others are being written or waiting to be deleted."""
    segments = json.loads((folder / "meta.json").read_text())["segments"]
    ids = {segment["segment_id"].replace("-", "") for segment in segments}
    return [file for file in sorted(folder.iterdir()) if file.name.partition(".")[0] in ids]


def _check_file(file: Path) -> None:
    """ValueError if the bytes are not those that were written. A file that a merge has replaced meanwhile is none."""
    try:
        with file.open("rb") as opened:
            size = opened.seek(0, 2)
            opened.seek(max(0, size - 8))
            length, magic = struct.unpack("<II", opened.read(8))
            if magic != _FOOTER_MAGIC or length > size - 8:
                raise ValueError(f"{file.name} has no checksum where one was written")
            opened.seek(size - 8 - length)
            written = json.loads(opened.read(length))["crc"]
            if _checksum(opened, size - 8 - length) != written:
                raise ValueError(f"{file.name} is not what was written")
    except FileNotFoundError:
        return
    except (struct.error, UnicodeDecodeError, KeyError) as error:
        raise ValueError(f"{file.name} has no checksum where one was written") from error


def _checksum(opened: BinaryIO, size: int) -> int:
    """CRC-32 of the first `size` bytes."""
    opened.seek(0)
    crc = 0
    while size > 0 and (chunk := opened.read(min(size, _CHUNK))):
        crc = zlib.crc32(chunk, crc)
        size -= len(chunk)
    return crc


# --- documents -----------------------------------------------------------------------------------


def _tantivy_document(source: SearchDocument) -> tantivy.Document:
    made = tantivy.Document()
    for name, words in _streams(source.text).items():
        language = source.text.language
        made.add_text(f"{name}_f", " ".join(words))
        made.add_text(f"{name}_s", " ".join([w if w == _BORDER else analysis.lookup(w, language) for w in words]))
    for name, values in source.keys.items():
        for value in values:
            made.add_text(f"k_{name}", value)
    for name, number in _numbers(source):
        made.add_unsigned(name, number)
    made.add_bytes("words_stored", _stored(source))
    return made


def _streams(text: Text) -> dict[str, Sequence[str]]:
    printed = {True: list[str](), False: list[str]()}
    for quote in text.quotes:
        for stretch in quote.stretches:
            printed[stretch.printed] += [*text.body[stretch.first : stretch.last], _BORDER]
    streams = {"title": text.title, "body": text.body, "byline": text.byline, "said": printed[True]}
    return {name: words for name, words in {**streams, "reported": printed[False]}.items() if words}


def _numbers(source: SearchDocument) -> Iterator[tuple[str, int]]:
    yield "id", source.id
    yield "version", source.version
    yield "rights", source.rights
    yield "words", source.words
    yield "copies", source.copies
    yield "tagged", int(source.tagged)
    yield "seen_minute", source.seen
    for collection in source.collections:
        yield "collections", collection
    if source.copy_group is not None:
        yield "copy_group", source.copy_group
    if source.published is not None:
        yield "published_first", source.published[0]
        yield "published_last", source.published[1]
    for name, key in source.order.items():
        yield f"order_{name}", key
    for name, by_step in source.bins.items():
        for step, numbers in by_step.items():
            for number in numbers:
                yield _bin_field(name, step), number


# What verification needs, in lines of words.
_LINES: Final = ("title", "body", "byline")


def _stored(source: SearchDocument) -> bytes:
    """Id, rights, language, quotes, then forms and lookups of title, body and byline, a line each."""
    text = source.text
    quotes = [[q.speaker, [[int(s.printed), s.first, s.last] for s in q.stretches]] for q in text.quotes]
    lines = [str(source.id), str(source.rights), text.language, json.dumps(quotes) if quotes else ""]
    for base in _LINES:
        lines += [" ".join(getattr(text, base)), " ".join(text.lookups(base))]
    return "\n".join(lines).encode()


class _StoredText:
    """`matching.Text` of a stored document; each line is split only when it is looked at."""

    def __init__(self, stored: tantivy.Document) -> None:
        self._lines = bytes(stored["words_stored"][0]).decode().split("\n")
        self.id = int(self._lines[0])
        self.rights = int(self._lines[1])
        self.language = self._lines[2]
        self._hidden = False

    def hide(self) -> None:
        """From now on what may not be read is not there: the body and its quotes."""
        self._hidden = True

    @cached_property
    def title(self) -> list[str]:
        return self._lines[4].split()

    @cached_property
    def body(self) -> list[str]:
        return [] if self._hidden else self._lines[6].split()

    @cached_property
    def byline(self) -> list[str]:
        return self._lines[8].split()

    def lookups(self, base: matching.Base) -> list[str]:
        return [] if base == "body" and self._hidden else self._lines[5 + 2 * _LINES.index(base)].split()

    @cached_property
    def quotes(self) -> tuple[QuoteText, ...]:
        if self._hidden or not self._lines[3]:
            return ()
        return tuple(
            QuoteText(speaker, tuple(Stretch(bool(printed), first, last) for printed, first, last in stretches))
            for speaker, stretches in json.loads(self._lines[3])
        )


# --- queries -------------------------------------------------------------------------------------


class _Limits:
    def __init__(self, verify: int, wildcard: int) -> None:
        self.verify = verify
        self.wildcard = wildcard


class _Queries:
    """The library's queries with its traps closed."""

    def __init__(self, schema: tantivy.Schema) -> None:
        self._schema = schema

    def term(self, name: str, value: Any) -> Query:
        return Query.term_query(self._schema, name, value)

    def flat(self, query: Query) -> Query:
        """A filter: weighs nothing."""
        return Query.const_score_query(query, 0.0)

    def key(self, name: str, value: str) -> Query:
        return self.flat(self.term(f"k_{name}", value))

    def everything(self) -> Query:
        return self.flat(Query.all_query())

    def nothing(self) -> Query:
        return Query.empty_query()

    def both(self, *queries: Query) -> Query:
        return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Must, q) for q in queries])

    def either(self, queries: Sequence[Query]) -> Query:
        if not queries:
            return self.nothing()
        return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, q) for q in queries])

    def without(self, query: Query, excluded: Query) -> Query:
        return Query.boolean_query([(Occur.Must, query), (Occur.MustNot, excluded)])

    def phrase(self, name: str, words: Sequence[str]) -> Query:
        if len(words) == 1:
            return self.term(name, words[0])
        return Query.phrase_query(self._schema, name, list(words))

    def placed(self, name: str, words: list[str | tuple[int, str]]) -> Query:
        """Words at given places relative to each other."""
        return Query.phrase_query(self._schema, name, words)

    def terms(self, name: str, values: Sequence[Any]) -> Query:
        if not values:
            return self.nothing()
        return Query.term_set_query(self._schema, name, values)

    def fuzzy(self, name: str, word: str, distance: int) -> Query:
        return Query.fuzzy_term_query(self._schema, name, word, distance, True)

    def range(self, name: str, low: int | None, high: int | None) -> Query:
        """low ≤ number ≤ high; both None: the number is there."""
        if (low is not None and high is not None and high < low) or (high is not None and high < 0):
            return self.nothing()
        if low is None and high is None:
            return self.flat(Query.exists_query(name))
        low = None if low is None else max(0, low)
        return self.flat(Query.range_query(self._schema, name, FieldType.Unsigned, low, high))

    def exists(self, name: str) -> Query:
        return self.flat(Query.exists_query(name))


class _Compiler:
    """Nodes to queries, for one person on one snapshot.

    Invariant: `exact(node)` matches exactly the articles that the node holds of for this person, where a leaf
    that reads text, quotes or tags holds only where those may be read; `superset(node)` matches at least these.
    """

    def __init__(self, searcher: tantivy.Searcher, queries: _Queries, access: Access, limits: _Limits) -> None:
        self._searcher = searcher
        self._q = queries
        self._limits = limits
        self._access = access
        self._readable = frozenset(RIGHTS.index(rights) for rights in access.text)
        self._verified: dict[Node, Query] = {}
        self._expanded: dict[tuple[str, str], list[str]] = {}
        self.context: Query = queries.everything()  # candidates outside it need not be decided

    def within(self, context: Query) -> _Compiler:
        """The same for other candidates."""
        other = _Compiler(self._searcher, self._q, self._access, self._limits)
        other.context = self._q.flat(context)
        return other

    # -- who may ask

    def visible(self) -> Query:
        allowed = self._access.collections
        if allowed is None:
            return self._q.everything()
        return self._q.flat(self._q.terms("collections", sorted(allowed)))

    def guarded(self, query: Query, *, single: bool = False) -> Query:
        """The query where text may be read; `single`: a single word, which rights of snippets allow as well."""
        rights = self._access.text | (self._access.snippet if single else frozenset())
        if len(rights) == len(RIGHTS):
            return query
        allowed = self._q.terms("rights", sorted(RIGHTS.index(r) for r in rights))
        return self._q.both(query, self._q.flat(allowed)) if rights else self._q.nothing()

    # -- exact

    def exact(self, node: Node) -> Query:
        match node:
            case All():
                return self._q.everything()
            case And(nodes):
                return self._all(nodes)
            case Or(nodes):
                return self._q.either([self.exact(n) for n in nodes])
            case Not(inner):
                return self._q.without(self._q.everything(), self.exact(inner))
            case Boost(inner, factor):
                return Query.boost_query(self.exact(inner), factor)
            case Term() | DateIn() | NumberIn():
                return self._value(node)
            case Near() if not _undecided(node):
                return self._near(node)
            case Near() | AtLeast() | InQuote():
                return self._decided(node)
            case Phrase(parts) if _mixed(parts):
                return self._decided(node)
            case _:
                return self._anywhere(node)

    def _all(self, nodes: tuple[Node, ...]) -> Query:
        wanted = [self.exact(n) for n in nodes if not isinstance(n, Not)] or [self._q.everything()]
        excluded = [self.exact(n.node) for n in nodes if isinstance(n, Not)]
        return Query.boolean_query([*((Occur.Must, q) for q in wanted), *((Occur.MustNot, q) for q in excluded)])

    def _anywhere(self, node: Word | Wildcard | Fuzzy | Phrase) -> Query:
        """A leaf in its field; without one in headline or text."""
        return self._q.either([self._weighed(node, name) for name in _texts_of(node.field)])

    def _weighed(self, node: Node, name: str) -> Query:
        query = self._in_text(node, name)
        if fields.FIELDS[name].reads == "text":
            query = self.guarded(query, single=name == "body" and _is_single(node))
        boost = fields.FIELDS[name].boost
        return query if boost == 1.0 else Query.boost_query(query, boost)

    def _near(self, node: Near) -> Query:
        """NEAR of words and phrases, exactly: a phrase for each distance that the sides may lie apart."""
        found = []
        for name in _texts_of(_field_of(node)):
            query = self._q.either([self._apart(one, two, name) for one, two in _arrangements(node)])
            query = self._guard_text(query, name)
            found.append(Query.boost_query(query, fields.FIELDS[name].boost))
        return self._q.either(found)

    def _apart(self, one: Side, two: Side, name: str) -> Query:
        """`one` before `two` in every distance allowed; both hold stems, or both hold exact forms."""
        exact, first, second, distance = one[0], one[1], two[1], one[2]
        field = f"{name}_f" if exact else f"{name}_s"
        queries = []
        for words in (first + second,) if exact else analysis.phrases(first + second):
            size = len(first)
            for between in range(distance + 1):
                places: list[str | tuple[int, str]] = [
                    *enumerate(words[:size]),
                    *((size + between + n, w) for n, w in enumerate(words[size:])),
                ]
                queries.append(self._q.placed(field, places))
        return self._q.either(queries)

    def _in_text(self, node: Node, name: str) -> Query:
        """A leaf in one text, unguarded."""
        match node:
            case Word(text, _, exact):
                return self._words(analysis.forms(text), exact, name)
            case Wildcard(pattern):
                return self._q.terms(f"{name}_f", self._expand(pattern, f"{name}_f"))
            case Fuzzy(text, distance):
                return self._q.fuzzy(f"{name}_f", analysis.forms(text)[0], distance)
            case Phrase(parts) if len(parts) == 1:
                return self._in_text(parts[0], name)
            case Phrase(parts) if _mixed(parts):
                return self._q.both(*(self._in_text(part, name) for part in parts))
            case Phrase(parts):
                words = [part for part in parts if isinstance(part, Word)]
                forms = tuple(form for part in words for form in analysis.forms(part.text))
                return self._words(forms, words[0].exact, name)
            case _:
                raise TypeError(f"{type(node).__name__} is no leaf of text")

    def _words(self, forms: tuple[str, ...], exact: bool, name: str) -> Query:
        if exact:
            return self._q.phrase(f"{name}_f", forms)
        return self._q.either([self._q.phrase(f"{name}_s", lookups) for lookups in analysis.phrases(forms)])

    def _expand(self, pattern: str, name: str) -> list[str]:
        """The forms of a text that a wildcard fits."""
        if (pattern, name) not in self._expanded:
            begin = re.split(r"[*?]", analysis.fold(pattern), maxsplit=1)[0]
            fits = matching.wildcard(pattern)
            found = [term for term, _ in self._searcher.terms_with_prefix(name, begin) if fits(term)]
            if len(found) > self._limits.wildcard:
                message = f"{pattern} fits {len(found):,} words, more than {self._limits.wildcard:,}"
                raise QueryError(message, "write more letters of the word")
            self._expanded[pattern, name] = [term for term in found if term != _BORDER]
        return self._expanded[pattern, name]

    # -- values

    def _value(self, node: Term | DateIn | NumberIn) -> Query:
        query = self._plain_value(node)
        return self.guarded(query) if engine.reads_text(node) else query

    def _plain_value(self, node: Term | DateIn | NumberIn) -> Query:
        match node:
            case NumberIn(name, low, high):
                return self._q.range(name, low, high)
            case DateIn("about"):
                return self._spoken(node)
            case DateIn():
                return self._when(node)
            case Term("id", value):
                return self._q.range("id", int(value), int(value))
            case Term("place", value) if value.startswith("="):
                return self._q.key("place_named", value[1:])
            case Term("under"):
                raise QueryError("under: was not resolved to the actor's parts and office-holders")
            case Term("person" | "org", value):
                return self._q.key("actor", value)
            case Term(name, value):
                return self._q.key(name, value)

    def _when(self, node: DateIn) -> Query:
        low, high = ("published_first", "published_last") if node.field == "date" else ("seen_minute", "seen_minute")
        if node.unknown:
            return self._q.without(self._q.everything(), self._q.exists(low))
        first, last = engine.minutes(node.first, node.last)
        if node.touching:
            return self._q.both(self._q.range(high, first, None), self._q.range(low, None, last))
        return self._q.both(self._q.range(low, first, None), self._q.range(high, None, last))

    def _spoken(self, node: DateIn) -> Query:
        name = "spoken_own" if node.own_day else "spoken"
        if node.unknown:
            return self._q.without(self._q.everything(), self._spoken(DateIn("about", own_day=node.own_day)))
        numbers = bins.touched if node.touching else bins.whole
        return self._q.either(
            [self._q.range(_bin_field(name, step), *numbers(step, node.first, node.last)) for step in bins.BINS[1:]]
        )

    # -- supersets and their verification

    def superset(self, node: Node) -> Query:
        match node:
            case And(nodes):
                return self._q.both(*(self.superset(n) for n in nodes))
            case Or(nodes):
                return self._q.either([self.superset(n) for n in nodes])
            case Not(inner):
                return self._q.everything() if _undecided(inner) else self.exact(node)
            case Boost(inner) | AtLeast(_, inner):
                return self.superset(inner)
            case InQuote(inner):
                return self.guarded(self._quoted(inner))
            case Near() | Phrase():
                names = _texts_of(_field_of(node))
                return self._q.either([self._guard_text(self._together(node, name), name) for name in names])
            case _:
                return self.exact(node)

    def _guard_text(self, query: Query, name: str) -> Query:
        return self.guarded(query) if fields.FIELDS[name].reads == "text" else query

    def _together(self, node: Node, name: str) -> Query:
        """All sides somewhere in one text."""
        match node:
            case Near(left, right):
                return self._q.both(self._together(left, name), self._together(right, name))
            case Or(nodes):
                return self._q.either([self._together(n, name) for n in nodes])
            case Boost(inner):
                return self._together(inner, name)
            case _:
                return self._in_text(node, name)

    def _quoted(self, node: Node) -> Query:
        """Articles that can have one quote of which the node holds."""
        match node:
            case And(nodes):
                return self._q.both(*(self._quoted(n) for n in nodes))
            case Or(nodes):
                return self._q.either([self._quoted(n) for n in nodes])
            case Not():
                return self._q.key("has", "quotes")
            case Boost(inner) | AtLeast(_, inner) | InQuote(inner):
                return self._quoted(inner)
            case Near(left, right):
                return self._q.both(self._quoted(left), self._quoted(right))
            case Term(name, value):
                return self._q.key(name, value)
            case _:
                return self._in_text(node, _field_of(node) or "body")

    def _decided(self, node: Node) -> Query:
        """The superset with the ids of those candidates of which the node really holds."""
        if node not in self._verified:
            candidates = self._q.both(self._q.flat(self.superset(node)), self.context)
            self._verified[node] = self._q.flat(self._q.terms("id", self._verify(node, candidates)))
        return self._q.both(self.superset(node), self._verified[node])

    def _verify(self, node: Node, candidates: Query) -> list[int]:
        found = self._searcher.search(candidates, limit=self._limits.verify + 1)
        count = _count_of(found)
        if count > self._limits.verify:
            message = f"{count:,} articles would have to be read word by word, more than {self._limits.verify:,}"
            raise QueryError(message, "narrow the search by a date or by one more word")
        kept = []
        for _, address in found.hits:
            text = _StoredText(self._searcher.doc(address))
            if text.rights not in self._readable:
                text.hide()
            if self._holds(node, text):
                kept.append(text.id)
        return kept

    def _holds(self, node: Node, text: _StoredText) -> bool:
        try:
            return Matcher(text).holds(node)
        except matching.TooManyPlacesError:
            message = "so many chains of these words near each other fit one article that they cannot be told apart"
            raise QueryError(message, "use fewer or rarer words, or a smaller distance") from None


def _texts_of(name: str) -> tuple[str, ...]:
    return (name,) if name else ("title", "body")


def _field_of(node: Node) -> str:
    """The one field of a node that has positions (the grammar sees to that)."""
    match node:
        case Near(inner) | Boost(inner):
            return _field_of(inner)
        case Or(nodes):
            return _field_of(nodes[0])
        case Word(field=name) | Wildcard(field=name) | Fuzzy(field=name) | Phrase(field=name):
            return name
        case _:
            return ""


def _is_single(node: Node) -> bool:
    return isinstance(node, Word) and len(analysis.forms(node.text)) == 1


def _mixed(parts: tuple[Word | Wildcard, ...]) -> bool:
    """A phrase that tantivy cannot decide: wildcards, or exact words beside stems."""
    kinds = {part.exact if isinstance(part, Word) else "wild" for part in parts}
    return len(parts) > 1 and (len(kinds) > 1 or "wild" in kinds)


# One side of a NEAR that lies before the other: exact forms or stems, the words, and the distance.
Side = tuple[bool, tuple[str, ...], int]
# Phrases that one NEAR may become in tantivy; beyond, reading the candidates' words is as fast.
_ARRANGED_MAX = 200


def _arrangements(node: Near) -> list[tuple[Side, Side]]:
    """Every pair of alternatives of the two sides in every order allowed; [] if there is one that is no plain words."""
    lefts, rights = _plain(node.left), _plain(node.right)
    if lefts is None or rights is None or {exact for exact, _ in lefts} != {exact for exact, _ in rights}:
        return []
    if len({exact for exact, _ in (*lefts, *rights)}) != 1:
        return []
    sides = [[(exact, words, node.distance) for exact, words in side] for side in (lefts, rights)]
    pairs = [(one, two) for one in sides[0] for two in sides[1]]
    return pairs if node.ordered else [*pairs, *((two, one) for one, two in pairs)]


def _plain(node: Node) -> list[tuple[bool, tuple[str, ...]]] | None:
    """The alternatives of a side as sequences of forms, each all exact or all stems; None if it holds anything else."""
    match node:
        case Word(text, _, exact):
            return [(exact, analysis.forms(text))]
        case Phrase(parts) if not _mixed(parts) and isinstance(parts[0], Word):
            words = tuple(form for part in parts if isinstance(part, Word) for form in analysis.forms(part.text))
            return [(parts[0].exact, words)]
        case Boost(inner):
            return _plain(inner)
        case Or(nodes):
            sides = [_plain(inner) for inner in nodes]
            return None if None in sides else [one for side in sides if side for one in side]
        case _:
            return None


def _undecided(node: Node) -> bool:
    match node:
        case Near():
            count = len(_arrangements(node)) * (node.distance + 1)
            # Between two stretches of a quote stands one word only: positions there are not the article's.
            return not 0 < count <= _ARRANGED_MAX or _field_of(node) in ("said", "reported")
        case AtLeast() | InQuote():
            return True
        case Phrase(parts):
            return _mixed(parts)
        case And(nodes) | Or(nodes):
            return any(map(_undecided, nodes))
        case Not(inner) | Boost(inner):
            return _undecided(inner)
        case _:
            return False


# --- one answer ----------------------------------------------------------------------------------


class _Answer:
    """Hits, total, facets and timeline of one request on one snapshot."""

    def __init__(
        self, searcher: tantivy.Searcher, schema: tantivy.Schema, request: SearchRequest, limits: _Limits
    ) -> None:
        self._searcher = searcher
        self._request = request
        self._q = _Queries(schema)
        self._compiler = _Compiler(searcher, self._q, request.visible_to, limits)
        visible = self._compiler.visible()
        ranges = SearchRequest(request.visible_to, ranges=request.ranges)
        dates = [self._compiler.exact(node) for node in engine.filters(ranges)]
        self._within = self._q.both(visible, *dates)
        self._compiler.context = self._q.both(self._within, self._q.flat(self._compiler.superset(request.query)))
        self._query = self._compiler.exact(request.query)
        self._matching = self._filtered(None)
        self._sort = engine.effective_sort(request)
        self._first_only = request.copies == "first"
        self._listed = self._firsts(self._matching) if self._first_only else self._matching
        self._total = self._count(self._listed)

    def _filtered(self, without: str | None, query: Query | None = None) -> Query:
        """Query, access and filters; the includes of the facet `without` left out."""
        choices = SearchRequest(self._request.visible_to, choices=self._request.choices)
        nodes = [self._compiler.exact(node) for node in engine.filters(choices, without)]
        return self._q.both(self._query if query is None else query, self._within, *nodes)

    def _count(self, query: Query) -> int:
        return _count_of(self._searcher.search(query, limit=1))

    # -- copies

    def _firsts(self, query: Query) -> Query:
        """The query without the articles that are not the earliest of their copy group among its matches."""
        grouped = self._q.both(query, self._q.exists("copy_group"))
        addresses = self._addresses(grouped)
        groups, keys, ids = (self._values(name, addresses) for name in ("copy_group", "order_oldest", "id"))
        best: dict[int, int] = {}
        for group, key in zip(groups, keys, strict=True):
            best[group] = min(key, best.get(group, key))
        later = [id for group, key, id in zip(groups, keys, ids, strict=True) if key != best[group]]
        return self._q.without(query, self._q.terms("id", later)) if later else query

    def _addresses(self, query: Query) -> list[Address]:
        count = self._count(query)
        return [address for _, address in self._searcher.search(query, limit=max(1, count), count=False).hits]

    def _values(self, name: str, addresses: list[Address]) -> list[int]:
        return _numbers_of(self._searcher, name, addresses)

    # -- the page

    def page(self, begun: float) -> SearchPage:
        total = self._total
        hits, cursor = self._hits(total)
        untagged = self._untagged()
        used = engine.uses_tags(self._request.query) or any(c.field in engine.TAG_FIELDS for c in self._request.choices)
        used = used or any(r.field == "about" for r in self._request.ranges)
        return SearchPage(
            hits=tuple(hits),
            total=total,
            total_is_exact=not (used and untagged),
            untagged=untagged,
            facets=self._facets(),
            timeline=self._timeline(self._request.timeline) if self._request.timeline else None,
            cursor=cursor,
            took_ms=(time.perf_counter() - begun) * 1000,
        )

    def _untagged(self) -> int:
        """Articles meeting the rest of the request, what it asks of tags left out, that have none yet."""
        nodes = [self._compiler.exact(n) for n in engine.filters(self._request) if not engine.uses_tags(n)]
        wanted = self._q.both(self._q.range("tagged", 0, 0), self._compiler.visible(), *nodes)
        waiting = self._compiler.guarded(wanted)
        rest = engine.without_tags(self._request.query)
        if rest == self._request.query:
            return self._count(self._q.both(waiting, self._query))
        compiler = self._compiler.within(waiting)
        return self._count(self._q.both(waiting, compiler.exact(rest)))

    def _hits(self, total: int) -> tuple[list[Hit], str | None]:
        request = self._request
        if not request.size or not total:
            return [], None
        if self._sort in _ORDERS:
            return self._by_key(_ORDERS[self._sort], total)
        return self._by_rank(total)

    def _by_key(self, name: str, total: int) -> tuple[list[Hit], str | None]:
        """Orders by date: each article's key is unique, so a cursor is the last key."""
        query, offset = self._listed, self._request.offset
        if self._request.cursor:
            after = int(engine.cursor_read(self._request.cursor, self._sort, 1)[0])
            query, offset = self._q.both(query, self._q.range(name, after + 1, None)), 0
        if offset >= total:
            return [], None
        limit = self._request.size + 1
        found = self._searcher.search(query, limit=limit, offset=offset, order_by_field=name, order=Order.Asc).hits
        keys = [key for key, _ in found[: self._request.size]]
        hits = [Hit(key & ID_MAX, 0.0) for key in keys]
        return hits, engine.cursor_made(self._sort, keys[-1]) if len(found) > self._request.size else None

    def _by_rank(self, total: int) -> tuple[list[Hit], str | None]:
        """Relevance and length: equal ranks are told apart by date and id, so a rank is fetched whole."""
        request, offset = self._request, self._request.offset
        after: tuple[float, int] | None = None
        if request.cursor:
            rank, key, offset_then = engine.cursor_read(request.cursor, self._sort, 3)
            after, offset = (rank, int(key)), int(offset_then)
        ranked = self._ranked(offset + request.size + 1, total)
        ranked = ranked[offset:] if after is None else [entry for entry in ranked if entry > after]
        shown = ranked[: request.size]
        hits = [Hit(key & ID_MAX, -rank if self._sort == "relevance" else 0.0) for rank, key in shown]
        if len(ranked) <= request.size or not shown:
            return hits, None
        return hits, engine.cursor_made(self._sort, *shown[-1], offset + len(shown))

    def _ranked(self, wanted: int, total: int) -> list[tuple[float, int]]:
        """(rank, key) ascending, `wanted` or more where there are as many, never cut within equal ranks."""
        order_by = "words" if self._sort == "longest" else None
        limit = min(total, wanted + 1)
        while True:
            found = self._searcher.search(self._listed, limit=max(1, limit), count=False, order_by_field=order_by).hits
            ranks = [-float(f"{score:.5g}") for score, _ in found]
            whole = len(ranks) if limit >= total else sum(rank != ranks[-1] for rank in ranks)
            if limit >= total or whole >= wanted:
                break
            limit = min(total, limit * 4)
        keys = self._values("order_newest", [address for _, address in found[:whole]])
        return sorted(zip(ranks[:whole], keys, strict=True))

    def ids(self) -> Iterator[int]:
        total = self._total
        if self._sort not in _ORDERS:
            for _, key in self._ranked(total, total) if total else ():
                yield key & ID_MAX
            return
        name, after = _ORDERS[self._sort], -1
        while True:
            query = self._q.both(self._listed, self._q.range(name, after + 1, None))
            chunk = self._searcher.search(query, limit=_SCAN_CHUNK, count=False, order_by_field=name, order=Order.Asc)
            found = chunk.hits
            for key, _ in found:
                yield key & ID_MAX
            if len(found) < _SCAN_CHUNK:
                return
            after = found[-1][0]

    # -- counting values: one pass over the matches for all that is counted of them

    def _counts(self, query: Query, names: Sequence[str]) -> tuple[int, dict[str, dict[Any, int]]]:
        """How many articles match, and how many by value of each field; among exact values "" counts those without."""
        asked: dict[str, Any] = {"count": {"value_count": {"field": "id"}}}
        for name in names:
            lacking = {"missing": _NO_VALUE} if name.startswith("k_") else {}
            asked[name] = {"terms": {"field": name, "size": _ALL_BUCKETS, "segment_size": _ALL_BUCKETS, **lacking}}
        try:
            found = self._searcher.aggregate(query, asked)
        except ValueError as error:
            if "bucket limit" not in str(error):
                raise
            return self._count(query), {name: self._many(query, name) for name in names}
        total = int(found["count"]["value"])
        return total, {name: {_value(b): b["doc_count"] for b in found[name]["buckets"]} for name in names}

    def _many(self, query: Query, name: str) -> dict[Any, int]:
        """The same of a field with more values than the library counts at once (65,000)."""
        if name.startswith("k_"):
            counts: dict[Any, int] = dict(self._searcher.terms_with_prefix(name, "", query))
            counts[""] = self._count(self._q.without(query, self._q.exists(name)))
            return counts
        ends = {kind: {kind: {"field": name}} for kind in ("min", "max")}
        found = self._searcher.aggregate(query, ends)
        low, high = (int(found[kind]["value"]) for kind in ("min", "max"))
        counts = {}
        for start in range(low, high + 1, _BUCKETS):
            asked = {"histogram": {"field": name, "interval": 1, "min_doc_count": 1}}
            asked["histogram"]["hard_bounds"] = {"min": start, "max": start + _BUCKETS - 1}
            buckets = self._searcher.aggregate(query, {"v": asked})["v"]["buckets"]
            counts |= {_value(bucket): bucket["doc_count"] for bucket in buckets}
        return counts

    def _stories(self, query: Query, names: Sequence[str]) -> tuple[int, dict[str, dict[Any, int]]]:
        """As `_counts`; with copies=first stories instead of articles, of each value as if it alone were chosen."""
        if not self._first_only:
            return self._counts(query, names)
        total, counts = self._counts(self._q.without(query, self._q.exists("copy_group")), names)
        copied = self._q.both(query, self._q.exists("copy_group"))
        groups = sorted(set(self._values("copy_group", self._addresses(copied))))
        for name in names:
            for value, number in self._groups(copied, name, groups).items():
                counts[name][value] = counts[name].get(value, 0) + number
        return total + len(groups), counts

    def _groups(self, query: Query, name: str, groups: list[int]) -> dict[Any, int]:
        """How many copy groups have an article with each value; halved until the library counts them at once."""
        if not groups:
            return {}
        lacking = {"missing": _NO_VALUE} if name.startswith("k_") else {}
        terms = {"terms": {"field": name, "size": _ALL_BUCKETS, "segment_size": _ALL_BUCKETS, **lacking}}
        nested = {"terms": {"field": "copy_group", "size": _ALL_BUCKETS, "segment_size": _ALL_BUCKETS}}
        within = self._q.both(query, self._q.range("copy_group", groups[0], groups[-1]))
        try:
            found = self._searcher.aggregate(within, {"v": {**terms, "aggs": {"g": nested}}})
        except ValueError as error:
            if "bucket limit" not in str(error) or len(groups) == 1:
                raise
            middle = len(groups) // 2
            counts = self._groups(query, name, groups[:middle])
            for value, number in self._groups(query, name, groups[middle:]).items():
                counts[value] = counts.get(value, 0) + number
            return counts
        return {_value(bucket): len(bucket["g"]["buckets"]) for bucket in found["v"]["buckets"]}

    # -- facets

    def _facets(self) -> tuple[Facet, ...]:
        """Facets that are counted over the same articles are counted together."""
        together: dict[tuple[str | None, bool], list[str]] = defaultdict(list)
        for wanted in self._request.facets:
            together[self._counted_over(wanted.field)].append(wanted.field)
        counted: dict[str, tuple[int, dict[Any, int]]] = {}
        for (without, reads), names in together.items():
            query = self._filtered(without) if without else self._matching
            over = self._compiler.guarded(query) if reads else query
            _, counts = self._stories(over, [f"k_{name}" for name in names])
            hidden = self._stories(self._q.without(query, over), [])[0] if reads and over is not query else 0
            counted |= {name: (hidden, counts[f"k_{name}"]) for name in names}
        return tuple(self._facet(wanted, *counted[wanted.field]) for wanted in self._request.facets)

    def _counted_over(self, name: str) -> tuple[str | None, bool]:
        """Which facet's includes are left out, and whether only articles count whose text may be read."""
        included = any(choice.include for choice in self._request.choices if choice.field == name)
        return name if included else None, fields.FIELDS[name].reads == "text"

    def _facet(self, wanted: FacetRequest, hidden: int, counts: dict[Any, int]) -> Facet:
        name = wanted.field
        choice = next((c for c in self._request.choices if c.field == name), Choice(name))
        leading = sorted(((v, n) for v, n in counts.items() if v != ""), key=lambda pair: (-pair[1], pair[0]))
        return Facet(
            field=name,
            values=tuple(FacetValue(v, n) for v, n in (leading[: wanted.size] if wanted.size else leading)),
            distinct=len(leading),
            missing=self._missing(name, hidden, counts),
            chosen=tuple(FacetValue(v, counts.get(v, 0)) for v in choice.include),
            excluded=tuple(self._let_in(choice, value) for value in choice.exclude),
        )

    def _missing(self, name: str, hidden: int, counts: dict[Any, int]) -> int:
        """Articles without a value; those whose tags may not be read count among them."""
        if not (hidden and self._first_only):
            return hidden + counts.get("", 0)
        # A story may have copies of both sorts: counted as one.
        query = self._filtered(self._counted_over(name)[0])
        there = self._compiler.guarded(self._q.both(query, self._q.exists(f"k_{name}")))
        return self._stories(self._q.without(query, there), [])[0]

    def _let_in(self, choice: Choice, value: str) -> FacetValue:
        """How many articles come back if one excluded value is let in again."""
        rest = Choice(choice.field, choice.include, tuple(v for v in choice.exclude if v != value))
        others = tuple(c for c in self._request.choices if c.field != choice.field)
        changed = SearchRequest(self._request.visible_to, choices=(*others, rest))
        nodes = [self._compiler.exact(node) for node in engine.filters(changed)]
        more = self._stories(self._q.both(self._query, self._within, *nodes), [])[0]
        return FacetValue(value, more - self._total)

    # -- timeline

    def _timeline(self, wanted: TimelineRequest) -> Timeline:
        name = "about_own" if wanted.by == "about" and wanted.own_day else wanted.by
        query, known = self._dated(wanted.by, name)
        dated, steps = self._steps(query, name, known)
        step = wanted.bin or self._chosen_bin(steps)
        field = _bin_field(name, step)
        counts, of_all = self._bars(wanted.by, query, field)
        low, high = bins.window(counts, min(counts), max(counts)) if counts else (1, 0)
        bars = tuple(Bar(bins.printed(step, n), counts.get(n, 0), of_all.get(n, 0)) for n in range(low, high + 1))
        outside = sum(count for n, count in counts.items() if not low <= n <= high)
        if wanted.by == "about":
            return Timeline(wanted.by, step, bars, *self._without_spoken(name, field))
        imprecise = dated - (steps[step].values if step in steps else 0)
        return Timeline(wanted.by, step, bars, self._total - dated, imprecise, outside)

    def _dated(self, by: By, name: str) -> tuple[Query, str]:
        """The articles that bars are counted over, and the number that every dated one of them has."""
        if by == "about":
            return self._compiler.guarded(self._matching), _bin_field(name, "year")
        return self._listed, "published_first" if by == "published" else "seen_minute"

    def _steps(self, query: Query, name: str, known: str) -> tuple[int, dict[Bin, _Step]]:
        """How many have `known`; of each kind of bin that there is the first, the last, and how many values."""
        asked: dict[str, Any] = {"known": {"value_count": {"field": known}}}
        for step in bins.BINS:
            for kind in ("min", "max", "value_count"):
                asked[f"{kind}_{step}"] = {kind: {"field": _bin_field(name, step)}}
        found = {key: answer.get("value") for key, answer in self._searcher.aggregate(query, asked).items()}
        steps = {
            step: _Step(int(found[f"min_{step}"]), int(found[f"max_{step}"]), int(found[f"value_count_{step}"]))
            for step in bins.BINS
            if found[f"value_count_{step}"]
        }
        return int(found["known"] or 0), steps

    @staticmethod
    def _chosen_bin(steps: dict[Bin, _Step]) -> Bin:
        """The finest bin that fits; hours only where every dated article is known to the hour."""
        hours = "hour" in steps and "year" in steps and steps["hour"].values == steps["year"].values
        low = {step: extent.first for step, extent in steps.items()}
        return bins.chosen(low, {step: extent.last for step, extent in steps.items()}, hours or not steps)

    def _bars(self, by: By, query: Query, field: str) -> tuple[dict[int, int], dict[int, int]]:
        everything = self._filtered(None, self._q.everything())
        if by == "about":
            of_all = self._compiler.guarded(everything)
            return self._stories(query, [field])[1][field], self._stories(of_all, [field])[1][field]
        of_all = self._firsts(everything) if self._first_only else everything
        return self._counts(query, [field])[1][field], self._counts(of_all, [field])[1][field]

    def _without_spoken(self, name: str, field: str) -> tuple[int, int]:
        """Articles without any spoken date that may be read, and with none that fits a bin of this kind."""
        dated = self._compiler.guarded(self._q.both(self._matching, self._q.key("spoken", name)))
        undated = self._stories(self._q.without(self._matching, dated), [])[0]
        return undated, self._stories(self._q.without(dated, self._q.exists(field)), [])[0]


class _Step(NamedTuple):
    """Of one kind of bin: the first and last there is, and how many values."""

    first: int
    last: int
    values: int


def _count_of(found: tantivy.SearchResult) -> int:
    return int(found.count)  # type: ignore[attr-defined]  # missing in the library's stubs


def _numbers_of(searcher: tantivy.Searcher, name: str, addresses: list[Address]) -> list[int]:
    return searcher.fast_field_values(name, addresses)  # type: ignore[return-value]


def _value(bucket: dict[str, Any]) -> Any:
    key = bucket["key"]
    if key == _NO_VALUE:
        return ""
    return int(key) if isinstance(key, float) else key
