"""Every engine gives what the oracle gives: list, order, total, facets, timeline, scan, paging.

`CONFORMANCE_CASES=5000` runs that many archives with six requests each; a plain run does fewer.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.search.documents import ArticleRecord
from archive.search.engine import Engine, effective_sort
from archive.search.query import SearchRequest
from archive.search.tantivy_engine import TantivyEngine
from tests.search.generated import archives, requests
from tests.search.oracle import Oracle

ZONE = ZoneInfo("Europe/Kyiv")
# In memory where there is such a folder: every case commits twice, and a disk would be most of the time.
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
CASES = int(os.environ.get("CONFORMANCE_CASES", "120"))


@contextmanager
def tantivy(records: list[ArticleRecord]) -> Iterator[Engine]:
    folder = Path(tempfile.mkdtemp(prefix="conformance-", dir=MEMORY))
    engine = TantivyEngine(folder, ZONE, create=True)
    try:
        # Two commits, so that answers come from several segments and the first version of half is replaced.
        engine.write([replace(r, title="replaced", version=0) for r in records[::2]], [])
        engine.write(records, [])
        yield engine
    finally:
        engine.close()
        shutil.rmtree(folder)


ENGINES = {"tantivy": tantivy}


@pytest.mark.parametrize("name", ENGINES)
@settings(max_examples=CASES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(records=archives(), asked=st.lists(requests(), min_size=6, max_size=6))
def test_same_as_oracle(name: str, records: list[ArticleRecord], asked: list[SearchRequest]) -> None:
    oracle = Oracle(records, ZONE)
    with ENGINES[name](records) as engine:
        for request in asked:
            check(engine, oracle, request)


def check(engine: Engine, oracle: Oracle, request: SearchRequest) -> None:
    expected = oracle.ids(request)
    page = engine.search(request)
    assert page.total == len(expected)
    scanned = list(engine.scan(request))
    ranked = effective_sort(request) == "relevance"
    if ranked:
        assert sorted(scanned) == sorted(expected)
    else:
        assert scanned == expected
    assert [hit.id for hit in page.hits] == scanned[request.offset : request.offset + request.size]
    assert walked(engine, request) == scanned
    for wanted, facet in zip(request.facets, page.facets, strict=True):
        assert facet == oracle.facet(request, wanted)
    assert request.timeline is not None
    timeline = page.timeline
    assert timeline == oracle.timeline(request, request.timeline)
    if timeline and timeline.by != "about":
        assert sum(bar.count for bar in timeline.bars) + timeline.unknown + timeline.out_of_range == page.total


def walked(engine: Engine, request: SearchRequest) -> list[int]:
    """All ids by following cursors, two a page."""
    asked = replace(request, size=2, offset=0, facets=(), timeline=None)
    found: list[int] = []
    while True:
        page = engine.search(asked)
        found += [hit.id for hit in page.hits]
        if page.cursor is None:
            return found
        asked = replace(asked, cursor=page.cursor)
