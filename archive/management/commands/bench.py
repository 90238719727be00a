"""`bench`: what the archive does, measured.

`bench ranking` needs no archive. The others fill an archive of their own: DATA_DIR names a folder for it.
"""

from __future__ import annotations

import json as jsons
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from archive.bench import figures, made
from archive.bench.collections import CollectionError
from archive.bench.queries import CLASSES
from archive.management.benchmark import ingesting, loading, ranking, search, serving, soak
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
        _add_search(
            commands.add_parser("search", help="pages of results of a made archive, timed; see docs/performance.md")
        )
        incoming = commands.add_parser("ingest", help="the way in by stage: readers, store, index, tags")
        incoming.add_argument("--articles", type=int, default=20_000, help="how many come in (default %(default)s)")
        incoming.add_argument("--tag", type=int, default=200, help="how many of them are tagged (default %(default)s)")
        incoming.add_argument("--seed", type=int, default=1)
        incoming.add_argument(
            "--folder", type=Path, help="of a made archive that they are added to (default: a new one)"
        )
        incoming.add_argument("--json", type=Path, metavar="FILE", help="everything measured")
        soaked = commands.add_parser("soak", help="ingest, search, export and correction together; fails on any error")
        soaked.add_argument("--seconds", type=float, default=600.0, help="how long (default %(default)s)")
        soaked.add_argument("--articles", type=int, default=20_000, help="there before, in thousands")
        soaked.add_argument("--seed", type=int, default=1)
        soaked.add_argument(
            "--slope", type=float, default=2.0, metavar="MB", help="a minute, that a process may grow (default 2)"
        )
        soaked.add_argument("--folder", type=Path, help="of a made archive (default: a new one)")
        soaked.add_argument("--json", type=Path, metavar="FILE", help="everything measured")
        told = commands.add_parser(
            "tables", help="what `bench search --json` wrote, as tables; of two sizes how it grows"
        )
        told.add_argument("files", nargs="+", type=Path, metavar="FILE")
        told.add_argument("--into", type=Path, metavar="DOCUMENT", help="put them in their place there")

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

    def _search(self, folder: Path | None, json: Path | None, **given: Any) -> None:
        if folder is None:
            with tempfile.TemporaryDirectory(prefix="dateline-bench-") as new:
                Path(new).chmod(0o755)  # the database's own user goes through it
                self._search(Path(new), json, **given)
            return
        folder.mkdir(parents=True, exist_ok=True)
        if folder.resolve() != settings.DATA_DIR or settings.DATABASE_URL or settings.SEARCH_URL:
            _in_its_place(folder)
            return
        plan = search.Plan(
            articles=-(-given["articles"] // made.BLOCK) * made.BLOCK,
            seed=given["seed"],
            repeats=given["repeats"],
            classes=_listed(given["classes"], CLASSES, "--classes"),
            rivals=_listed(given["rivals"], search.RIVALS, "--with"),
            stages=_listed(given["stages"], search.STAGES, "--stages"),
            tell=lambda line: print(line, file=sys.stderr, flush=True),
        )
        measured = search.measured(plan)
        if json:
            json.write_text(jsons.dumps(measured, indent=1))
        self.stdout.write(figures.tables([measured]))
        if measured["errors"]:
            raise CommandError(f"{len(measured['errors'])} answers were wrong", returncode=1)

    def _ingest(self, folder: Path | None, articles: int, tag: int, seed: int, json: Path | None, **_: Any) -> None:
        with _own(folder) as here:
            if not here:
                return
            stages = ingesting.measured(articles, seed, tag, lambda line: print(line, file=sys.stderr, flush=True))
            if json:
                json.write_text(jsons.dumps([stage.as_json() for stage in stages], indent=1))
            self.stdout.write(ingesting.printed(stages))

    def _soak(self, folder: Path | None, json: Path | None, **given: Any) -> None:
        with _own(folder) as here:
            if not here:
                return
            plan = soak.Plan(
                seconds=given["seconds"],
                articles=given["articles"],
                seed=given["seed"],
                slope=given["slope"],
                tell=lambda line: print(line, file=sys.stderr, flush=True),
            )
            found = soak.measured(plan)
            if json:
                json.write_text(jsons.dumps(found, indent=1))
            self.stdout.write(soak.printed(found))
            if found["errors"] or found["growing"]:
                raise CommandError(
                    f"{len(found['errors'])} errors; growing: {', '.join(found['growing']) or 'nothing'}", returncode=1
                )

    def _tables(self, files: list[Path], into: Path | None, **_: Any) -> None:
        try:
            measured = [jsons.loads(file.read_text()) for file in files]
            if into:
                into.write_text(figures.put_into(into.read_text(), measured))
            else:
                self.stdout.write(figures.tables(measured))
        except OSError as error:
            raise CommandError(f"{error}", returncode=2) from error


def _add_search(parser: ArgumentParser) -> None:
    parser.add_argument("--articles", type=int, required=True, help="how many, in thousands")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--folder", type=Path, help="keeps the archive there, and uses it again (default: none is kept)"
    )
    parser.add_argument(
        "--with", dest="rivals", default="", metavar="R,…", help=f"asked beside: {', '.join(search.RIVALS)}"
    )
    parser.add_argument("--repeats", type=int, default=20, metavar="K", help="questions of each class (default 20)")
    parser.add_argument("--classes", default=",".join(CLASSES), metavar="C,…", help=f"of: {', '.join(CLASSES)}")
    parser.add_argument(
        "--stages", default=",".join(search.STAGES), metavar="S,…", help=f"of: {', '.join(search.STAGES)}"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="everything measured, for: bench tables")


def _listed(printed: str, known: Sequence[str], option: str) -> tuple[str, ...]:
    names = tuple(filter(None, (name.strip() for name in printed.split(","))))
    if wrong := [name for name in names if name not in known]:
        raise CommandError(f"{option} {wrong[0]}: there is no such; there are {', '.join(known)}", returncode=2)
    return names


@contextmanager
def _own(folder: Path | None) -> Iterator[bool]:
    """A made archive in `folder`, by default in one that is removed at the end; False where another process, whose
    archive it is, has done what was asked."""
    with ExitStack() as stack:
        if folder is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dateline-bench-")))
            folder.chmod(0o755)  # of root's own folders PostgreSQL, which does not run as root, sees nothing
        folder.mkdir(parents=True, exist_ok=True)
        here = folder.resolve() == settings.DATA_DIR and not settings.DATABASE_URL and not settings.SEARCH_URL
        if not here:
            _in_its_place(folder)
        yield here


def _in_its_place(folder: Path) -> None:
    """The same command on the made archive: what an archive is, its environment says once for all of a process."""
    environment = serving.environment(DATA_DIR=str(folder.resolve()))
    arguments = [*sys.argv[1:], *(() if "--folder" in sys.argv else ("--folder", str(folder)))]
    status = subprocess.run(serving.command(*arguments), env=environment, check=False).returncode
    if status:
        sys.exit(status)  # it has said why
