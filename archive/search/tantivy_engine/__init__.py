"""The embedded engine: one tantivy index in a folder. The only package that imports tantivy.

Each text is indexed twice, both as words split at spaces: `…_s` holds every word's lookup (its marked stem, or
its form), `…_f` every word's form. Words and phrases are exact in tantivy; wildcards become the set of forms
that fit. What tantivy cannot decide (NEAR, at-least, one quote, phrases that mix stems with exact forms or
wildcards) is compiled to a superset, and each candidate is decided by `matching.py` over its stored words; the
ids that hold go back as a filter, so hits, total, facets and timeline are those of the verified set.

Three things about the library shape this file: its panics derive from BaseException (`border`); a limit of 0 or a
phrase of one term is a panic, not an answer; and deleting by an integer term deletes nothing, in silence.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import tantivy
from tantivy import Query

from archive.search import engine
from archive.search.documents import ArticleRecord, document
from archive.search.engine import SearchUnavailableError
from archive.search.query import SearchPage, SearchRequest
from archive.search.tantivy_engine.answer import Answer
from archive.search.tantivy_engine.checksums import check_file, live_files
from archive.search.tantivy_engine.queries import Limits, Queries, border, numbers_of
from archive.search.tantivy_engine.schema import schema, tantivy_document

# The writer's memory: larger batches before a segment is written. tantivy asks for at least 15 MB a thread.
_WRITER_BYTES = 64_000_000


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
        self._limits = Limits(verify_max, wildcard_max)
        self._schema = schema()
        self._writer: tantivy.IndexWriter | None = None
        if create:
            folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "meta.json").exists() and not create:
            raise SearchUnavailableError(f"the search index is missing at {folder}", "run: manage.py index rebuild")
        with border():
            self._index = tantivy.Index(self._schema, str(folder), reuse=True)
            spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
            self._index.register_tokenizer("spaces", spaces)
            self._index.config_reader("manual")
            self._index.reload()

    def refresh(self) -> None:
        with border():
            self._index.reload()

    def close(self) -> None:
        if self._writer is not None:
            with border():
                self._writer.wait_merging_threads()
            self._writer = None

    # -- writing

    def write(self, records: Iterable[ArticleRecord], gone: Iterable[int]) -> None:
        with border():
            if self._writer is None:
                self._writer = self._index.writer(_WRITER_BYTES, 1)
            for id in gone:
                self._delete(self._writer, id)
            for record in records:
                self._delete(self._writer, record.id)
                self._writer.add_document(tantivy_document(document(record, self._zone)))
            self._writer.commit()
            self._index.reload()

    def _delete(self, writer: tantivy.IndexWriter, id: int) -> None:
        # delete_documents_by_term takes an int for a signed term and deletes nothing of an unsigned field.
        writer.delete_documents_by_query(Query.term_query(self._schema, "id", id))

    def versions(self, first: int, last: int) -> dict[int, int]:
        with border():
            searcher = self._index.searcher()
            query = Queries(self._schema).range("id", max(0, first), last)
            hits = searcher.search(query, limit=max(1, searcher.num_docs), count=False).hits
            addresses = [address for _, address in hits]
            ids, versions = (numbers_of(searcher, name, addresses) for name in ("id", "version"))
            return dict(zip(ids, versions, strict=True))

    def count(self) -> int:
        """How many articles are indexed."""
        with border():
            return int(self._index.searcher().num_docs)

    def check(self) -> None:
        """Compare every byte with the checksums that tantivy writes but gives no call to read."""
        with border():
            for file in live_files(self._folder):
                check_file(file)

    # -- answering

    def search(self, request: SearchRequest) -> SearchPage:
        begun = time.perf_counter()
        engine.checked(request)
        with border():
            answer = Answer(self._index.searcher(), self._schema, request, self._limits)
            return answer.page(begun)

    def scan(self, request: SearchRequest) -> Iterator[int]:
        engine.checked(request)
        with border():
            answer = Answer(self._index.searcher(), self._schema, request, self._limits)
            yield from answer.ids()
