"""The embedded engine: one tantivy index in a folder. The only package that imports tantivy.

Three things about the library shape these files: its panics derive from BaseException (`border`); a limit of 0 or a
phrase of one term is a panic, not an answer; and deleting by an integer term deletes nothing, in silence.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import tantivy
from tantivy import Query

from archive.search import engine
from archive.search.documents import ArticleRecord, SearchDocument, key_id
from archive.search.engine import Health, IndexDamagedError, SearchUnavailableError
from archive.search.evaluate import layout
from archive.search.evaluate.answer import Answer
from archive.search.evaluate.held import held_by
from archive.search.evaluate.snapshot import Kept
from archive.search.query import SearchPage, SearchRequest, Shelf
from archive.search.quote_documents import Making, documents_of
from archive.search.tantivy_engine import packing
from archive.search.tantivy_engine.checksums import check_file, live_files
from archive.search.tantivy_engine.packing import Packing
from archive.search.tantivy_engine.queries import NotWritableError, border, not_writable
from archive.search.tantivy_engine.schema import LaidOut, schema, tantivy_document
from archive.search.tantivy_engine.snapshot import TantivySnapshot

# The writer's memory: larger batches before a segment is written. tantivy asks for at least 15 MB a thread.
_WRITER_BYTES = 64_000_000

T = TypeVar("T")


def remove(folder: Path) -> None:
    """Take a generation away. Readers that still have it open keep its files until they let go."""
    shutil.rmtree(folder, ignore_errors=True)


def _laid_out(made: SearchDocument) -> LaidOut:
    """Not yet packed."""
    return [*layout.words(made), *layout.keys(made)], list(layout.numbers(made)), layout.stored(made).encode()


class TantivyEngine:
    """One shelf of one generation in `folder`; `create`: made anew, whatever is there."""

    def __init__(
        self,
        folder: Path,
        zone: ZoneInfo,
        *,
        verify_max: int = 200_000,
        wildcard_max: int = 50_000,
        create: bool = False,
        articles: TantivyEngine | None = None,
    ) -> None:
        """`articles`: this is the shelf of quotes that stands beside them."""
        self._folder = folder
        self._zone = zone
        self._articles = articles
        self._shelf: Shelf = "articles" if articles is None else "quotes"
        self._verify_max = verify_max
        self._wildcard_max = wildcard_max
        self._schema = schema()
        self._packing = Packing(folder)
        self._writer: tantivy.IndexWriter | None = None
        if create:
            remove(folder)
            with border(folder):
                folder.mkdir(parents=True)
        if not (folder / "meta.json").exists() and not create:
            raise IndexDamagedError(f"the search index is missing at {folder}", "run: manage.py index rebuild")
        with border(self._folder):
            self._index = tantivy.Index(self._schema, str(folder), reuse=True)
            spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
            self._index.register_tokenizer("spaces", spaces)
            self._index.config_reader("manual")
            self._reload()

    def refresh(self) -> None:
        with border(self._folder):
            self._reload()

    def _reload(self) -> None:
        self._index.reload()
        self._moment = self._index.searcher(), Kept(lasting=True)

    def close(self) -> None:
        if self._writer is not None:
            with border(self._folder):
                self._writer.wait_merging_threads()
            self._writer = None

    # -- writing

    def write(
        self, records: Iterable[ArticleRecord], gone: Iterable[tuple[int, int]], making: Making | None = None
    ) -> None:
        with self._writing():
            for id, _ in gone:
                self._delete(id)
            left = iter(records)
            while some := list(islice(left, packing.MOST)):
                found = self._laid_out(some, making)
                self._packing.learn([stored for _, of_one in found for _, _, stored in of_one])
                for article, of_one in found:
                    self._delete(article)
                    for texts, numbers, stored in of_one:
                        self._open.add_document(tantivy_document(texts, numbers, self._packing.pack(stored)))
            self._open.commit()
            self._reload()

    def prepared(self, records: Sequence[ArticleRecord], making: Making | None = None) -> list[LaidOut]:
        return [
            (texts, numbers, self._packing.pack(stored))
            for _, of_one in self._laid_out(records, making)
            for texts, numbers, stored in of_one
        ]

    def add(self, prepared: list[LaidOut]) -> None:
        with self._writing():
            for laid_out in prepared:
                self._open.add_document(tantivy_document(*laid_out))

    def _laid_out(self, records: Iterable[ArticleRecord], making: Making | None) -> list[tuple[int, list[LaidOut]]]:
        """Each article's number and its documents; their words are not yet packed."""
        documents = making.of if making else documents_of
        return [
            (record.id, [_laid_out(made) for made in documents(self._shelf, record, self._zone)]) for record in records
        ]

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """The writer is there; where it fails, the cause as errors of ours, and what it had begun is removed."""
        try:
            with border(self._folder):
                if self._writer is None:
                    self._writer = self._index.writer(_WRITER_BYTES, 1)
                yield
        except NotWritableError:
            self._give_back()
            raise
        except IndexDamagedError:
            # A thread of the library's that finds no room says only that it failed: asked of the disk itself.
            self._writer = None
            why = not_writable(self._folder)
            if why is None:
                raise
            self._give_back()
            raise why from None
        except SearchUnavailableError:
            self._writer = None  # dead: closing it would tell of that, not of the cause
            raise

    def _give_back(self) -> None:
        """Remove what a write that found no room left behind. Its writer is dead; only a fresh one removes files."""
        self._writer = None
        with suppress(SearchUnavailableError), border(self._folder):
            self._index.writer(_WRITER_BYTES, 1).garbage_collect_files()

    @property
    def _open(self) -> tantivy.IndexWriter:
        """The writer, which nothing else may hold: one that failed keeps the index locked while anything does, be it a
        variable in the traceback of its error."""
        assert self._writer is not None
        return self._writer

    def _delete(self, article: int) -> None:
        # delete_documents_by_term takes an int for a signed term and deletes nothing of an unsigned field.
        self._open.delete_documents_by_query(Query.term_query(self._schema, "article", article))

    def versions(self, first: int, last: int) -> dict[int, int]:
        return {id: version for id, (version, _) in self.held(first, last).items()}

    def held(self, first: int, last: int) -> dict[int, tuple[int, int]]:
        with border(self._folder):
            return held_by(self._snapshot(), max(0, first), last)

    def count(self) -> int:
        """How many documents are indexed."""
        with border(self._folder):
            return int(self._index.searcher().num_docs)

    def megabytes(self) -> float:
        size = 0
        for file in self._folder.glob("*"):
            with suppress(FileNotFoundError):  # a merge has replaced it meanwhile
                size += file.stat().st_size
        return size / 1e6

    def health(self) -> Health:
        return Health(nodes=1)

    def check(self) -> None:
        """Compare every byte with the checksums that tantivy writes but gives no call to read."""
        with border(self._folder):
            for file in live_files(self._folder):
                check_file(file)
            self._packing.check()

    # -- answering

    def search(self, request: SearchRequest) -> SearchPage:
        begun = time.perf_counter()
        engine.checked(request)
        with border(self._folder):
            return Answer(self._snapshot(), request, self._verify_max).page(begun)

    def read(self, use: Callable[[TantivySnapshot, int], T]) -> T:
        with border(self._folder):
            return use(self._snapshot(), self._verify_max)

    def scan(self, request: SearchRequest) -> Iterator[int]:
        engine.checked(request)
        with border(self._folder):
            yield from map(key_id, Answer(self._snapshot(), request, self._verify_max).every_key())

    def _snapshot(self) -> TantivySnapshot:
        beside = self._articles._snapshot() if self._articles else None
        searcher, kept = self._moment
        return TantivySnapshot(searcher, self._schema, self._wildcard_max, kept, self._packing, beside)
