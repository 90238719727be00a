"""`bench ranking --folder FOLDER`: how well the archive's engine ranks, on collections that people judged.

Nothing of the archive is read or changed: the collections are indexed beside it and taken away again.
"""

from __future__ import annotations

import json
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from archive.bench import ranking
from archive.bench.collections import CollectionError, TestCollection, collections_in
from archive.search import engines, opensearch_engine
from archive.search.engine import Engine, SearchError
from archive.search.opensearch_engine import OpenSearchEngine
from archive.search.tantivy_engine import TantivyEngine

_UTC = ZoneInfo("UTC")


class Command(BaseCommand):
    help = "Measure the ranking of the embedded index (with SEARCH_URL, of the cluster) on judged collections."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=("ranking",))
        parser.add_argument(
            "--folder", type=Path, required=True, metavar="FOLDER", help="a test collection, or a folder of them"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object a line instead of a table")

    def handle(self, *args: Any, **given: Any) -> None:
        try:
            figures = [one for collection in collections_in(given["folder"]) for one in _measured(collection)]
        except (CollectionError, ValueError) as error:
            raise CommandError(str(error), returncode=2) from error
        except SearchError as error:
            raise CommandError(f"{error.message}; {error.repair}".rstrip("; "), returncode=1) from error
        if given["json"]:
            self.stdout.write("\n".join(json.dumps(asdict(one)) for one in figures))
        else:
            self.stdout.write(ranking.table(figures))


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
