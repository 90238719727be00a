"""OpenSearch beside the archive: one node in a process of its own, filled through the adapter, asked bare.

Bare is the page's question in one request to the node (two where the page leaves a filter out of its own facet):
hits, exact total, the page's facets and the timeline. No web server, no rows, no verification, no access: what every
adapter would at least have to ask.
"""

from __future__ import annotations

import multiprocessing
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connections
from django.http import QueryDict
from opensearchpy import OpenSearch
from opensearchpy.exceptions import OpenSearchException

from archive.bench import made
from archive.bench.queries import Question
from archive.management.benchmark.serving import free_port
from archive.pages import forms
from archive.pages.facets import groups
from archive.search import bins, engine, service
from archive.search.evaluate import weights
from archive.search.evaluate.compiler import Compiler, undecided
from archive.search.evaluate.layout import bin_field
from archive.search.opensearch_engine import OpenSearchEngine, read_address
from archive.search.opensearch_engine.client import connect
from archive.search.query import EVERYTHING, SearchRequest

# Half of what a machine of 8 GB would give it; three times what a million of these articles need.
_HEAP = "4g"
_START_SECONDS = 240.0
_WRITERS = 2
SHARDS = (1, 2)
_PATIENT = {"request_timeout": 3_600}
_BARS = 1_000
_ROOT = Path(settings.BASE_DIR)
_JARS = _ROOT / "var-test" / "opensearch"
_NODE = _ROOT / "tests" / "support" / "opensearch" / "Node.java"


@contextmanager
def node() -> Iterator[str]:
    """A node with its data in the made archive's folder, stopped at the end; its address as SEARCH_URL."""
    if not (_JARS / "lib").is_dir():
        raise CommandError(f"The OpenSearch server is not in {_JARS}: run scripts/opensearch-jars.sh {_JARS}")
    port, folder = free_port(), settings.DATA_DIR / "opensearch"
    folder.mkdir(exist_ok=True)
    ports = (str(port), str(free_port()))
    classes = ("-cp", f"{_JARS / 'lib'}/*", str(_NODE))
    program = (_java(), f"-Xms{_HEAP}", f"-Xmx{_HEAP}", *classes, "one", str(folder / "one"), *ports)
    with (settings.DATA_DIR / "opensearch.log").open("wb") as log:
        process = subprocess.Popen([*program, f"127.0.0.1:{ports[1]}", "one"], stdout=log, stderr=log)
    try:
        url = f"opensearch://127.0.0.1:{port}/bench"
        _await(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(60)


def _java() -> str:
    """The newest Java that is installed: the server needs 21."""
    found = sorted(Path("/usr/lib/jvm").glob("*-2[1-9]*/bin/java"), reverse=True)
    if not found:
        raise CommandError("OpenSearch needs Java 21 or newer: install one")
    return str(found[0])


def _await(url: str, process: subprocess.Popen[bytes]) -> None:
    client, deadline = connect(read_address(url)), time.monotonic() + _START_SECONDS
    while True:
        with suppress(OpenSearchException):
            if client.cluster.health()["status"] != "red":
                return
        if process.poll() is not None or time.monotonic() > deadline:
            raise CommandError(f"OpenSearch does not start; see {settings.DATA_DIR / 'opensearch.log'}")
        time.sleep(0.5)


# --- filling ------------------------------------------------------------------------------------------------


def fill(url: str, count: int, seed: int, progress: Callable[[int], None]) -> None:
    """The first `count` articles in an index of one shard and in one of two, which is split from it; what is there
    is not written again, also where an earlier filling was cut off."""
    client = connect(read_address(url))
    if (held := _holds(client, 1)) != count:
        if held:  # a split leaves it read-only
            client.indices.put_settings(index=_index(1), body={"index.blocks.write": None})
        _write(url, range(held, count), seed, progress)
        client.indices.refresh(index=_index(1), params=_PATIENT)
    if _holds(client, 2) != count:
        _split(client)


def _index(shards: int) -> str:
    return f"bench-made{shards}-1"


def _holds(client: OpenSearch, shards: int) -> int:
    if not client.indices.exists(index=_index(shards)):
        return 0
    client.indices.refresh(index=_index(shards), params=_PATIENT)
    return int(client.count(index=_index(shards))["count"])


def _write(url: str, articles: range, seed: int, progress: Callable[[int], None]) -> None:
    zone = ZoneInfo(settings.ARCHIVE_ZONE)
    OpenSearchEngine(read_address(url), "made1", zone, shards=1, replicas=0, create=not articles.start).close()
    # Each writer may have left a block unwritten before those that are held.
    first = max(0, articles.start // made.BLOCK - _WRITERS)
    blocks = [
        (url, seed, n, min(made.BLOCK, articles.stop - n * made.BLOCK))
        for n in range(first, -(-articles.stop // made.BLOCK))
    ]
    connections.close_all()
    done = first * made.BLOCK
    with multiprocessing.get_context("fork").Pool(_WRITERS) as pool:
        for written in pool.imap_unordered(_write_block, blocks):
            done += written
            progress(done)


def _write_block(asked: tuple[str, int, int, int]) -> int:
    url, seed, number, count = asked
    there = OpenSearchEngine(read_address(url), "made1", ZoneInfo(settings.ARCHIVE_ZONE))
    try:
        there.write([article.record for article in made.block(seed, number)[:count]], [])
    finally:
        there.close()
    return count


def _split(client: OpenSearch) -> None:
    """Writing everything again would take as long as the first time; a split one has lost its deleted after merging."""
    one, two = _index(1), _index(2)
    client.indices.delete(index=two, params={"ignore_unavailable": "true"})
    client.indices.put_settings(index=one, body={"index.blocks.write": True})
    body = {"settings": {"index.number_of_shards": 2, "index.number_of_replicas": 0, "index.blocks.write": None}}
    client.indices.split(index=one, target=two, body=body, params={**_PATIENT, "wait_for_active_shards": "all"})
    client.cluster.health(index=two, wait_for_status="green", params=_PATIENT)
    client.indices.forcemerge(index=two, params={**_PATIENT, "only_expunge_deletes": "true"})
    client.indices.refresh(index=two, params=_PATIENT)


# --- asking -------------------------------------------------------------------------------------------------


class Bare:
    """The node, asked for what a page shows."""

    def __init__(self, url: str) -> None:
        self._client = connect(read_address(url))
        self._engine = OpenSearchEngine(read_address(url), "made1", ZoneInfo(settings.ARCHIVE_ZONE))

    def prepared(self, question: Question) -> list[dict[str, Any]]:
        """The bodies of the requests, made before the clock runs."""
        state = forms.read(QueryDict(_printed(question)))
        reading = service.read_query(state.q, EVERYTHING)
        facets = groups.wanted(state)
        asked = state.request(EVERYTHING, reading.tree, facets=facets)
        return self._engine.read(lambda snapshot, most: list(_bodies(snapshot, most, asked, _bin(question))))

    def ask(self, bodies: list[dict[str, Any]], shards: int) -> tuple[float, int]:
        """Seconds and total."""
        begun = time.perf_counter()
        answers = [self._client.search(index=_index(shards), body=body, request_timeout=120) for body in bodies]
        seconds = time.perf_counter() - begun
        failed = [answer for answer in answers if answer["timed_out"] or answer["_shards"]["failed"]]
        if failed:
            raise CommandError("OpenSearch gave a part of an answer only")
        return seconds, int(answers[0]["hits"]["total"]["value"])

    def close(self) -> None:
        self._engine.close()
        self._client.close()


def _printed(question: Question) -> str:
    mutable = QueryDict(mutable=True)
    for name, value in question.parameters:
        mutable.appendlist(name, value)
    return mutable.urlencode()


def _bin(question: Question) -> str:
    """The width of the page's bars for these days."""
    days = (question.last - question.first).days if question.first and question.last else made.DAYS
    widths = {"day": 1, "week": 7, "month": 30}
    return next((step for step, width in widths.items() if days / width < bins.BARS_AUTO), "year")


def _bodies(snapshot: Any, most: int, asked: SearchRequest, step: Any) -> Iterator[dict[str, Any]]:
    compiler = Compiler(snapshot, EVERYTHING, most, weights.light(asked.query), "articles")
    # What the node cannot decide it is asked for as widely as the adapter would ask before verification.
    words = compiler.superset(asked.query) if undecided(asked.query) else compiler.exact(asked.query)
    query = snapshot.both(words, *(compiler.exact(node) for node in engine.filters(asked)))
    own = [choice.field for choice in asked.choices]
    facets = {
        f"k_{facet.field}": {"terms": {"field": f"k_{facet.field}", "size": facet.size}} for facet in asked.facets
    }
    bar = bin_field("published", step)
    bars = {"timeline": {"terms": {"field": bar, "size": _BARS}}}
    by_rank = asked.sort == "relevance"
    yield {
        "query": compiler.preferring(query, asked.query) if by_rank else query,
        "size": asked.size,
        "from": asked.offset,
        "track_total_hits": True,
        "_source": False,
        "sort": ["_score", {"order_newest": "asc"}] if by_rank else [{"order_newest": "asc"}],
        "aggs": bars | {name: facet for name, facet in facets.items() if name[2:] not in own},
    }
    for name in own:
        wider = snapshot.both(words, *(compiler.exact(node) for node in engine.filters(asked, name)))
        yield {"query": wider, "size": 0, "track_total_hits": False, "aggs": {name: facets[f"k_{name}"]}}
