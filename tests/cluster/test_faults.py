"""Nodes that are really killed, while articles are written and while they are read; a cluster that is busy."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from zoneinfo import ZoneInfo

import pytest

from archive.search import opensearch_engine
from archive.search.documents import ArticleRecord
from archive.search.engine import SearchUnavailableError
from archive.search.opensearch_engine import OpenSearchEngine, read_address
from archive.search.opensearch_engine.client import cluster_setting, connect
from archive.search.query import EVERYTHING, FacetRequest, SearchRequest, Word
from archive.text.when import Published
from tests.support.opensearch import NODES, Cluster

ZONE = ZoneInfo("UTC")


def record(id: int, version: int = 1) -> ArticleRecord:
    return ArticleRecord(
        id=id,
        version=version,
        title=f"crimea {id}",
        body="Ministers met without agreement. " * 5,
        language="en",
        source="harbour-desk",
        source_name="Harbour Desk",
        rights="public",
        collections=(1,),
        collection_slugs=("c",),
        first_seen=datetime(2026, 11, 1, tzinfo=UTC),
        words=20,
        published=Published.day(date.fromordinal(735_000 + id % 500), "test"),
    )


@contextmanager
def engine_on(cluster: Cluster, prefix: str) -> Iterator[OpenSearchEngine]:
    address = read_address(f"{cluster.url}/{prefix}")
    engine = OpenSearchEngine(address, "articles-1", ZONE, shards=3, replicas=1, create=True)
    cluster.wait(3, "green")
    try:
        yield engine
    finally:
        for name in set(NODES) - cluster.running:
            cluster.start(name)
        cluster.wait(3, "green")
        engine.close()
        opensearch_engine.remove(address, "articles-1")


@pytest.mark.parametrize("victim", ["the manager", "another"])
def test_a_node_killed_while_articles_are_written(cluster: Cluster, victim: str) -> None:
    """Batches go on being written; nothing is lost and nothing is there twice."""
    with engine_on(cluster, "writes") as engine:
        manager = cluster.manager()
        name = manager if victim == "the manager" else next(n for n in NODES if n != manager)
        killer = threading.Timer(0, cluster.kill, [name])

        def records(batch: int) -> Iterator[ArticleRecord]:
            for n in range(1, 401):
                if batch == 3 and n == 200:
                    killer.start()  # falls into the sending of this batch or the next
                yield record(batch * 400 + n)

        for batch in range(10):
            engine.write(records(batch), [])
        killer.join()
        assert engine.versions(0, 10_000) == dict.fromkeys(range(1, 4_001), 1)
        page = engine.search(SearchRequest(EVERYTHING, Word("crimea"), facets=(FacetRequest("source"),)))
        assert page.total == 4_000
        assert [value.count for value in page.facets[0].values] == [4_000]


def test_a_node_killed_while_everything_is_read(cluster: Cluster) -> None:
    """The scan goes on where it was; every article comes once, in order."""
    with engine_on(cluster, "scans") as engine:
        count = 25_000
        engine.write((record(n) for n in range(1, count + 1)), [])
        request = SearchRequest(EVERYTHING, sort="oldest")
        before = list(engine.scan(request))
        assert sorted(before) == list(range(1, count + 1))
        for name in NODES[:2]:
            found = []
            for number, id in enumerate(engine.scan(request)):
                if number == 4_000:
                    cluster.kill(name)
                found.append(id)
            assert found == before
            assert engine.search(SearchRequest(EVERYTHING, Word("crimea"))).total == count
            cluster.start(name)
            cluster.wait(3, "green")


def test_a_late_write_never_takes_the_place_of_a_newer_one(cluster: Cluster) -> None:
    with engine_on(cluster, "late") as engine:
        engine.write([record(1, version=7), record(2, version=7)], [])
        engine.write([record(1, version=6)], [(2, 6)])
        assert engine.versions(0, 9) == {1: 7, 2: 7}
        engine.write([], [(2, 8)])
        engine.write([record(2, version=7)], [])  # the deletion is newer
        assert engine.versions(0, 9) == {1: 7}
        engine.write([record(2, version=9)], [])
        assert engine.versions(0, 9) == {1: 7, 2: 9}


def test_a_busy_cluster_is_asked_again(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """429 to whole requests: waited for and sent again, until everything is written."""
    monkeypatch.setattr(opensearch_engine, "_BACKOFF_SECONDS", 0)
    with engine_on(cluster, "busy"), busy(cluster, refusals=3) as (port, refused):
        engine = OpenSearchEngine(read_address(f"opensearch://127.0.0.1:{port}/busy"), "articles-1", ZONE)
        engine.write([record(n) for n in range(1, 1_201)], [])
        assert len(engine.versions(0, 9_999)) == 1_200
        assert len(refused) == 3
        engine.close()


@contextmanager
def busy(cluster: Cluster, refusals: int) -> Iterator[tuple[int, list[str]]]:
    """A door to the cluster that answers 429 to the first bulk requests."""
    refused: list[str] = []

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if "_bulk" in self.path and len(refused) < refusals:
                refused.append(self.path)
                self._answer(429, b'{"error": {"type": "rejected_execution_exception"}, "status": 429}')
                return
            inner = HTTPConnection("127.0.0.1", next(iter(cluster.http.values())))
            headers = {"Content-Type": self.headers.get("Content-Type", "application/json")}
            inner.request(self.command, self.path, body, headers)
            answer = inner.getresponse()
            self._answer(answer.status, answer.read())
            inner.close()

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = handle_any  # noqa: N815 - the library's names

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1], refused
    finally:
        server.shutdown()
        server.server_close()


def test_the_whole_cluster_killed_and_back(cluster: Cluster) -> None:
    """What was written before is there after it, and what could not be written can be written then."""
    with engine_on(cluster, "outage") as engine:
        engine.write([record(n) for n in range(1, 501)], [])
        for name in NODES:
            cluster.kill(name)
        with pytest.raises(SearchUnavailableError, match="does not answer"):
            engine.search(SearchRequest(EVERYTHING))
        with pytest.raises(SearchUnavailableError):
            engine.write([record(501)], [])
        for name in NODES:
            cluster.start(name)
        cluster.wait(3, "green")
        assert len(engine.versions(0, 9_999)) == 500
        engine.write([record(501)], [])
        assert engine.search(SearchRequest(EVERYTHING)).total == 501


def test_a_part_of_the_index_that_is_gone_is_said_and_never_left_out(cluster: Cluster) -> None:
    """Three parts without copies, one node killed: no answer, rather than one that lacks a third of the archive."""
    address = read_address(f"{cluster.url}/parts")
    engine = OpenSearchEngine(address, "articles-1", ZONE, shards=3, replicas=0, create=True)
    try:
        engine.write([record(n) for n in range(1, 301)], [])
        cluster.kill(NODES[2])
        cluster.wait(2, "red")
        for ask in (
            lambda: engine.search(SearchRequest(EVERYTHING)),
            lambda: list(engine.scan(SearchRequest(EVERYTHING, sort="oldest"))),
            lambda: engine.versions(0, 999),
        ):
            with pytest.raises(SearchUnavailableError, match="answer"):
                ask()
    finally:
        cluster.start(NODES[2])
        cluster.wait(3, "green")
        assert len(engine.versions(0, 999)) == 300
        engine.close()
        opensearch_engine.remove(address, "articles-1")


def test_a_cluster_that_hangs_is_given_up_in_time(cluster: Cluster) -> None:
    """Stopped, not killed: connections stay open and nothing comes."""
    with engine_on(cluster, "hangs") as engine:
        engine.write([record(1)], [])
        cluster.signal(signal.SIGSTOP)
        try:
            begun = time.monotonic()
            with pytest.raises(SearchUnavailableError, match="does not answer"):
                engine.search(SearchRequest(EVERYTHING))
            assert time.monotonic() - begun < 90  # three nodes, ten seconds each, and what a loaded machine adds
        finally:
            cluster.signal(signal.SIGCONT)
        cluster.wait(3, "green")


@pytest.mark.parametrize(
    ("name", "held"), [("search.max_buckets", 500_000), ("indices.query.bool.max_clause_count", 8_192)]
)
def test_what_the_cluster_allows_is_read(cluster: Cluster, name: str, held: int) -> None:
    """As set in Node.java; where it is not found, facets would be estimates far too early."""
    client = connect(read_address(cluster.url))
    assert cluster_setting(client, name, -1) == held
    assert cluster_setting(client, "search.no_such_setting", -1) == -1
    client.close()
