"""`bench`: what the archive does, measured.

`bench ranking` needs no archive. The others fill an archive of their own: DATA_DIR names a folder for it.
"""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from archive.bench.collections import CollectionError
from archive.management.benchmark import loading, ranking
from archive.search.engine import SearchError

_SECONDS_BETWEEN_LINES = 5.0


class Command(BaseCommand):
    help = "Measure ranking, search, or the way in, on made archives and judged collections."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="what", required=True)
        ranked = commands.add_parser("ranking", help="how well the engine ranks, on collections that people judged")
        ranked.add_argument(
            "--folder", type=Path, required=True, metavar="FOLDER", help="a test collection, or a folder of them"
        )
        ranked.add_argument("--json", action="store_true", help="one JSON object a line instead of a table")
        loaded = commands.add_parser("load", help="fill this archive with made articles; nothing is indexed")
        loaded.add_argument("--articles", type=int, required=True, help="how many it has then, in thousands")
        loaded.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, what: str, **given: Any) -> None:
        try:
            getattr(self, f"_{what}")(**given)
        except (CollectionError, ValueError) as error:
            raise CommandError(str(error), returncode=2) from error
        except SearchError as error:
            raise CommandError(f"{error.message}; {error.repair}".rstrip("; "), returncode=1) from error

    def _ranking(self, folder: Path, json: bool, **_: Any) -> None:
        self.stdout.write(ranking.printed(folder, as_json=json))

    def _load(self, articles: int, seed: int, **_: Any) -> None:
        begun, told = time.monotonic(), time.monotonic()

        def progress(done: int) -> None:
            nonlocal told
            if time.monotonic() - told > _SECONDS_BETWEEN_LINES:
                told = time.monotonic()
                print(f"{done:,} articles, {done / (told - begun):,.0f} a second", file=sys.stderr, flush=True)

        have = loading.load(articles, seed, progress)
        self.stdout.write(f"{have:,} articles in {time.monotonic() - begun:,.1f} s")
