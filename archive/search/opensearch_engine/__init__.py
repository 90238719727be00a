"""The cluster engine: one index of an OpenSearch cluster. The only package that imports its client.

Each shelf of a generation is one index behind an alias of its name. Writes go through the alias, so that a cluster that
has lost the index refuses them instead of making another one without fields. Every article is written in its
own version: a write that comes late never takes the place of a newer one. Quotes bear the version of their article;
since each version of it has quotes of its own, those of earlier ones are looked for and taken out after each write.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from opensearchpy import helpers
from opensearchpy.exceptions import NotFoundError, OpenSearchException, RequestError

from archive.search import engine
from archive.search.documents import ArticleRecord, key_id
from archive.search.engine import Health, IndexDamagedError, SearchUnavailableError
from archive.search.evaluate.answer import Answer
from archive.search.evaluate.held import held_by
from archive.search.opensearch_engine.client import (
    SECONDS,
    Address,
    border,
    cluster_setting,
    connect,
    failed_shards,
    read_address,
)
from archive.search.opensearch_engine.mapping import index_body, source_of
from archive.search.opensearch_engine.snapshot import PART_SILENT, OpenSearchSnapshot
from archive.search.query import SearchPage, SearchRequest, Shelf
from archive.search.quote_documents import Documents, Making, documents_of

__all__ = ["Address", "OpenSearchEngine", "read_address"]

log = logging.getLogger(__name__)

# One bulk request: large enough that its overhead is nothing, small enough for a node with little memory.
_BULK_BYTES = 8_000_000
_BULK_ARTICLES = 500
# A bulk request may take longer than a question, and so may making an index.
_BULK_SECONDS = 60
# A cluster that says 429 is asked again after 1, 2, 4 … seconds.
_BULK_RETRIES = 8
_BACKOFF_SECONDS = 1
_BACKOFF_MAX_SECONDS = 60
# A node that dies takes its points in time along; the next one is opened on what is left.
_TRIES = 3
# Two hundred words in headline and text, in four analyses each: what a query may ask for (docs/cluster.md).
CLAUSES = 8_192

_PART_MISSING = (
    "a part of the search index is not there",
    "start the nodes that are down; where they are lost for good, run: manage.py index rebuild",
)
_SHUT = "the search cluster takes no more writes, because a disk of it is nearly full"
_SHUT_REPAIR = "make room on its nodes: nothing is lost, and what waits is then written by itself"
_COPIES_MISSING = (
    "copies of {} parts of the index are missing, since a node is down or SEARCH_REPLICAS asks for more nodes than"
    " there are: everything is found, but the loss of another node may end that"
)
_FEW_CLAUSES = "long queries will be refused: set indices.query.bool.max_clause_count to {} on every node"

_EXISTS = "resource_already_exists_exception"

T = TypeVar("T")


def remove(address: Address, generation: str) -> None:
    """Take a generation out of the cluster."""
    client = connect(address)
    try:
        with border(), contextlib.suppress(NotFoundError):
            client.indices.delete(index=_index_of(address, generation))
    finally:
        client.close()


def _index_of(address: Address, generation: str) -> str:
    return f"{address.prefix}-{generation}-1"


class OpenSearchEngine:
    """One shelf of one generation; `create`: made anew, whatever is there."""

    def __init__(
        self,
        address: Address,
        generation: str,
        zone: ZoneInfo,
        *,
        verify_max: int = 200_000,
        shards: int = 1,
        replicas: int = 1,
        create: bool = False,
        articles: str = "",
    ) -> None:
        """`articles`: this is the shelf of quotes that stands beside the articles' of that name."""
        self._shelf: Shelf = "quotes" if articles else "articles"
        self._articles = f"{address.prefix}-{articles}" if articles else ""
        self._name = f"{address.prefix}-{generation}"
        self._index = _index_of(address, generation)
        self._zone = zone
        self._verify_max = verify_max
        self._client = connect(address)
        with border():
            if create:
                self._create(shards, replicas)
            elif not self._client.indices.exists_alias(name=self._name):
                raise IndexDamagedError("the search index is missing in the cluster", "run: manage.py index rebuild")

    def _create(self, shards: int, replicas: int) -> None:
        patient = {"request_timeout": _BULK_SECONDS}
        with contextlib.suppress(NotFoundError):
            self._client.indices.delete(index=self._index, params=patient)
        body = {**index_body(shards, replicas), "aliases": {self._name: {"is_write_index": True}}}
        try:
            self._client.indices.create(index=self._index, body=body, params=patient)
        except RequestError as error:
            # A cold cluster answers late: the client asked again, and what is there now the first asking made.
            if error.error != _EXISTS or not self._client.indices.exists_alias(index=self._index, name=self._name):
                raise

    def refresh(self) -> None:
        """Nothing: every question opens a point in time of its own."""

    def close(self) -> None:
        self._client.close()

    # -- writing

    def write(
        self, records: Iterable[ArticleRecord], gone: Iterable[tuple[int, int]], making: Making | None = None
    ) -> None:
        documents = making.of if making else documents_of
        with border():
            if self._is_shut():
                raise SearchUnavailableError(_SHUT, _SHUT_REPAIR)
            if self._shelf == "quotes":
                self._replace(list(records), list(gone), documents)
                return
            self._bulk(self._deleted(gone))
            self._bulk(self._written(records, documents))
            self._refresh()

    def prepared(self, records: Sequence[ArticleRecord], making: Making | None = None) -> list[dict[str, Any]]:
        return list(self._written(records, making.of if making else documents_of))

    def add(self, prepared: list[dict[str, Any]]) -> None:
        with border():
            self._bulk(iter(prepared))

    def _refresh(self) -> None:
        if failed_shards(self._client.indices.refresh(index=self._name)):
            raise SearchUnavailableError(*PART_SILENT)  # written, but not to be found yet: it stays due

    def _replace(self, records: list[ArticleRecord], gone: list[tuple[int, int]], documents: Documents) -> None:
        """Write the quotes of these articles, then take out those of earlier versions, whoever wrote them."""
        self._bulk(self._written(records, documents))
        self._refresh()
        wanted = {(record.id, quote.id) for record in records for quote in record.quotes}
        newest = {record.id: record.version for record in records} | dict(gone)
        leaving = list(self._left_over(newest, wanted, {id for id, _ in gone}))
        if leaving:
            self._bulk(self._deleted(leaving))
            self._refresh()

    def _left_over(
        self, newest: dict[int, int], wanted: set[tuple[int, int]], gone: set[int]
    ) -> Iterator[tuple[int, int]]:
        """Of these articles the quotes that are none of their newest version, each with that version."""
        with self._snapshot() as snapshot:
            fields = ("article", "version", "id")
            found = list(snapshot.numbers(snapshot.terms("article", sorted(newest)), fields))
        highest = dict(newest)
        for article, version, _ in found:
            highest[article] = max(version, highest[article])
        for article, version, quote in found:
            of_this_write = version == newest[article] == highest[article]
            unasked = article in gone or (article, quote) not in wanted
            if version < highest[article] or (of_this_write and unasked):
                yield quote, highest[article]

    def _written(self, records: Iterable[ArticleRecord], documents: Documents) -> Iterator[dict[str, Any]]:
        for record in records:
            for made in documents(self._shelf, record, self._zone):
                yield {**self._action("index", made.id, record.version), "_source": source_of(made)}

    def _deleted(self, gone: Iterable[tuple[int, int]]) -> Iterator[dict[str, Any]]:
        for id, version in gone:
            yield self._action("delete", id, version)

    def _action(self, kind: str, id: int, version: int) -> dict[str, Any]:
        return {
            "_op_type": kind,
            "_index": self._name,
            "_id": str(id),
            "version": version,
            "version_type": "external_gte",
        }

    def _bulk(self, actions: Iterator[dict[str, Any]]) -> None:
        """Send in pieces by bytes; a newer version that is there already (409) or nothing to delete (404) is right."""
        results = helpers.streaming_bulk(
            self._client,
            actions,
            chunk_size=_BULK_ARTICLES,
            max_chunk_bytes=_BULK_BYTES,
            max_retries=_BULK_RETRIES,
            initial_backoff=_BACKOFF_SECONDS,
            max_backoff=_BACKOFF_MAX_SECONDS,
            raise_on_error=False,
            params={"require_alias": "true"},
            request_timeout=_BULK_SECONDS,
        )
        for ok, result in results:
            ((kind, item),) = result.items()
            if ok or item.get("status") == 409 or (kind == "delete" and item.get("result") == "not_found"):
                continue
            if item.get("status") == 404:
                raise IndexDamagedError("the search index is missing in the cluster", "run: manage.py index rebuild")
            if "cluster_block" in str(item.get("error")):
                raise SearchUnavailableError(_SHUT, _SHUT_REPAIR)
            # The kind alone: the cluster's reasons quote the article.
            kind_of = error.get("type") if isinstance(error := item.get("error"), dict) else "unknown"
            log.error("the cluster refused article %s: %s", item.get("_id"), kind_of)
            message = f"article {item.get('_id')} could not be written to the search cluster"
            raise SearchUnavailableError(message, "it stays due and is tried again each minute")

    # -- answering

    def versions(self, first: int, last: int) -> dict[int, int]:
        return {id: version for id, (version, _) in self.held(first, last).items()}

    def held(self, first: int, last: int) -> dict[int, tuple[int, int]]:
        return self._with_snapshot(lambda snapshot: held_by(snapshot, first, last))

    def count(self) -> int:
        """How many documents are indexed."""
        with border():
            answer = self._client.count(index=self._name)
            if failed_shards(answer):
                raise SearchUnavailableError(*_PART_MISSING)
            return int(answer["count"])

    def megabytes(self) -> float:
        """Size on disk of one copy of the index."""
        with border():
            stats = self._client.indices.stats(index=self._name, metric="store")
            return float(stats["_all"]["primaries"]["store"]["size_in_bytes"]) / 1e6

    def check(self) -> None:
        """The cluster checks every byte as it reads; here only whether every part is there."""
        self.health()

    def health(self) -> Health:
        with border():
            told = self._client.cluster.health(index=self._name)
            if told["status"] == "red":
                raise SearchUnavailableError(*_PART_MISSING)
            nodes = int(told["number_of_data_nodes"])
            if self._is_shut():
                return Health(nodes, f"{_SHUT}: {_SHUT_REPAIR}")
            if lacking := int(told["unassigned_shards"]):
                return Health(nodes, _COPIES_MISSING.format(lacking))
            clauses = cluster_setting(self._client, "indices.query.bool.max_clause_count", CLAUSES)
            return Health(nodes, _FEW_CLAUSES.format(CLAUSES) if clauses < CLAUSES else "")

    def _is_shut(self) -> bool:
        """Has the cluster stopped writes, as it does where a disk is 95 % full?"""
        found = self._client.indices.get_settings(index=self._name, params={"flat_settings": "true"})
        blocks = ("index.blocks.read_only_allow_delete", "index.blocks.read_only", "index.blocks.write")
        return any(one["settings"].get(name) == "true" for one in found.values() for name in blocks)

    def search(self, request: SearchRequest) -> SearchPage:
        begun = time.perf_counter()
        engine.checked(request)
        return self._with_snapshot(lambda snapshot: Answer(snapshot, request, self._verify_max).page(begun))

    def read(self, use: Callable[[OpenSearchSnapshot, int], T]) -> T:
        return self._with_snapshot(lambda snapshot: use(snapshot, self._verify_max))

    def _with_snapshot(self, read: Callable[[OpenSearchSnapshot], T]) -> T:
        """An answer from one point in time; from another one if a node took it along."""
        begun = time.monotonic()
        for left in reversed(range(_TRIES)):
            try:
                with border(), self._snapshot() as snapshot:
                    return read(snapshot)
            except SearchUnavailableError as error:
                waited = time.monotonic() - begun > SECONDS  # it hangs; asking again would hang again
                if not left or waited or (isinstance(error, IndexDamagedError) and not self._is_there()):
                    raise
        raise AssertionError("the last try returns or raises")

    def _is_there(self) -> bool:
        """Is the index there? A lost point in time and a lost index are both "not found"."""
        with border():
            return bool(self._client.indices.exists_alias(name=self._name))

    @contextmanager
    def _snapshot(self) -> Iterator[OpenSearchSnapshot]:
        snapshot = OpenSearchSnapshot(self._client, self._name, self._articles)
        try:
            yield snapshot
        finally:
            with contextlib.suppress(OpenSearchException):  # it ends by itself in minutes
                snapshot.close()

    def scan(self, request: SearchRequest) -> Iterator[int]:
        """See `Engine.scan`. Where a node dies on the way the rest comes from another point in time: nothing of what
        had been given comes again, but what was written meanwhile may be in it."""
        engine.checked(request)
        last, given, tries = -1, False, _TRIES
        while True:
            try:
                with border(), self._snapshot() as snapshot:
                    for key in Answer(snapshot, request, self._verify_max).every_key(last):
                        last, given, tries = key, True, _TRIES
                        yield key_id(key)
            except SearchUnavailableError as error:
                tries -= 1
                resumable = not given or engine.effective_sort(request) in engine.DATE_ORDERS
                if not tries or not resumable or (isinstance(error, IndexDamagedError) and not self._is_there()):
                    raise
            else:
                return
