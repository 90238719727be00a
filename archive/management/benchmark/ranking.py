"""`bench ranking`: how well the archive's engine ranks, on collections that people judged.

Nothing of the archive is read or changed: the collections are indexed beside it and taken away again.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from archive.bench import ranking
from archive.bench.collections import TestCollection, collections_in
from archive.search import engines, opensearch_engine
from archive.search.engine import Engine
from archive.search.opensearch_engine import OpenSearchEngine
from archive.search.tantivy_engine import TantivyEngine

_UTC = ZoneInfo("UTC")


def printed(folder: Path, *, as_json: bool) -> str:
    """The figures of every collection in the folder, as a table or an object a line.

    CollectionError, ValueError for a folder that holds none or a broken one; SearchError of the engine."""
    figures = [one for collection in collections_in(folder) for one in _measured(collection)]
    if as_json:
        return "\n".join(json.dumps(asdict(one)) for one in figures)
    return ranking.table(figures)


def _measured(collection: TestCollection) -> tuple[ranking.Figures, ...]:
    with _engine() as engine:
        ranking.index(engine, collection)
        return ranking.measure(engine, engines.name(), collection)


@contextmanager
def _engine() -> Iterator[Engine]:
    """An empty index of the kind that the archive uses, taken away at the end."""
    if not settings.SEARCH_URL:
        with tempfile.TemporaryDirectory(prefix="dateline-bench-") as folder:
            embedded = TantivyEngine(Path(folder) / "index", _UTC, create=True)
            try:
                yield embedded
            finally:
                embedded.close()
        return
    address = opensearch_engine.read_address(settings.SEARCH_URL)
    address = replace(address, prefix=f"{address.prefix}-bench")  # beside the archive's own, never in its place
    cluster = OpenSearchEngine(address, "ranking", _UTC, shards=settings.SEARCH_SHARDS, replicas=0, create=True)
    try:
        yield cluster
    finally:
        cluster.close()
        opensearch_engine.remove(address, "ranking")
