"""`bench ingest`: the way in, stage by stage - readers, store, index, tags - and where the time of each goes.

Made articles of the given number are written as NDJSON, which is not counted, and come in as any file does. Stages
follow one another, so that what each takes is its own: articles a second, CPU of this process, of its children (the
tagger's) and of PostgreSQL, and the highest memory of this process during it.
"""

from __future__ import annotations

import contextlib
import os
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from django.conf import settings
from django.core.management.base import CommandError

from archive import embedded, store
from archive.bench import feed, made
from archive.bench.figures import table
from archive.bench.sampling import Sampler
from archive.ingest import readers
from archive.ingest.record import RawArticle
from archive.management.benchmark import serving
from archive.management.benchmark.memory import database_server, resident
from archive.models import Article
from archive.search import indexing
from archive.tasks.ingest import Plan, ingest
from archive.tasks.tagging import Stage

# Functions named of each stage.
_NAMED = 6


@dataclass(frozen=True, slots=True)
class Measured:
    """One stage. CPU in seconds, of this process, its children, and PostgreSQL; `peak_mb`: of this process."""

    stage: str
    articles: int
    seconds: float
    own: float
    children: float
    database: float
    peak_mb: float
    where: list[tuple[str, float]]

    def as_json(self) -> dict[str, Any]:
        cpu = {"own": self.own, "children": self.children, "database": self.database}
        return {
            "stage": self.stage, "articles": self.articles, "seconds": round(self.seconds, 2),
            "rate": round(self.articles / self.seconds, 1),
            "cpu": {name: round(seconds, 2) for name, seconds in cpu.items()},
            "peak_mb": round(self.peak_mb, 1), "where": {name: round(share, 3) for name, share in self.where},
        }  # fmt: skip


def measured(count: int, seed: int, tagged: int, tell: Callable[[str], None]) -> list[Measured]:
    """The stages of `count` articles, of which `tagged` are tagged. CommandError in an archive of somebody's."""
    with embedded.using(settings.DATA_DIR):
        serving.step("prepare")
        if Article.objects.exclude(collections__slug=made.COLLECTION).exists():
            raise CommandError("This archive has articles of its own; set DATA_DIR to an empty folder.")
        there = Article.objects.count()
        file = settings.DATA_DIR / "bench-ingest.ndjson"
        tell("making articles")
        # Of another seed than what is there: nothing is known already.
        with file.open("wb") as out:
            out.writelines(feed.lines(count, seed + 1 + there, f"in{there}"))
        try:
            return list(_stages(file, count, tagged, tell))
        finally:
            file.unlink()


def _stages(file: Path, count: int, tagged: int, tell: Callable[[str], None]) -> Iterator[Measured]:
    records: list[RawArticle] = []
    tell("readers")
    with _clock("readers", count) as clock:
        records += [record for record in readers.read_path(file) if isinstance(record, RawArticle)]
    yield clock.done()
    if len(records) != count:
        raise CommandError(f"the readers gave {len(records):,} of {count:,} articles", returncode=1)
    tell("store")
    run = store.run_begin("bench ingest", {})
    with _clock("store", count) as clock:
        counts = ingest(iter(records), run, Plan(store.collection_named(made.COLLECTION), tag=False))
    yield clock.done()
    if counts.stored != count:
        raise CommandError(f"{counts.stored:,} of {count:,} articles were stored", returncode=1)
    records.clear()
    tell("index")
    with _clock("index", count) as clock:
        indexing.drain()
    yield clock.done()
    if tagged:
        tell("tags")
        yield _tagged(min(tagged, count))


def _tagged(count: int) -> Measured:
    """The last ones stored. Starting the model is not counted: it is done once a process."""
    with contextlib.closing(Stage()) as stage:
        _due(1)
        stage.drain(outdated=False)
        before = _children_now()
        _due(count)
        with _clock("tags", count) as clock:
            stage.drain(outdated=False)
        clock.children = _children_now() - before
        return clock.done()


def _due(count: int) -> None:
    last = Article.objects.order_by("-pk").values_list("pk", flat=True)[:count]
    Article.objects.filter(pk__in=list(last)).update(tag_due=True)


# --- the clock ----------------------------------------------------------------------------------------------


class _Clock:
    def __init__(self, stage: str, articles: int) -> None:
        self._stage, self._articles = stage, articles
        self._sampler = Sampler()
        self.children: float | None = None  # where they still live

    def __enter__(self) -> _Clock:
        with contextlib.suppress(OSError):
            Path("/proc/self/clear_refs").write_text("5")  # the highest memory counts from here on (Linux)
        self._begun, self._before = time.monotonic(), _cpu()
        self._sampler.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._sampler.__exit__(*error)
        self._seconds, self._after = time.monotonic() - self._begun, _cpu()

    def done(self) -> Measured:
        own, children, database = (b - a for a, b in zip(self._before, self._after, strict=True))
        return Measured(
            self._stage, self._articles, self._seconds, own,
            children if self.children is None else self.children, database, _peak_mb(), self._sampler.shares(_NAMED),
        )  # fmt: skip


def _clock(stage: str, articles: int) -> _Clock:
    return _Clock(stage, articles)


def _cpu() -> tuple[float, float, float]:
    """Seconds of CPU until now: this process, its children that have ended, PostgreSQL with everything it started."""
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime, children.ru_utime + children.ru_stime, _database_cpu()


def _database_cpu() -> float:
    """0 where the server is on another machine."""
    if (server := database_server()) is None:
        return 0.0
    ended = server.cpu_times()
    return ended.children_user + ended.children_system + sum(map(_taken, server.children(recursive=True)))


def _children_now() -> float:
    """CPU of children that still live, and of theirs."""
    return sum(map(_taken, psutil.Process(os.getpid()).children(recursive=True)))


def _taken(process: psutil.Process) -> float:
    with contextlib.suppress(psutil.Error):
        times = process.cpu_times()
        return float(times.user + times.system)
    return 0.0


def _peak_mb() -> float:
    return resident("self", "VmHWM") or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# --- as text ------------------------------------------------------------------------------------------------


def printed(stages: list[Measured]) -> str:
    """Two tables in Markdown: what each stage takes, and the functions it spends its time in."""
    heads = ("stage", "articles", "articles/s", "CPU ms/article", "of it PostgreSQL", "of it children", "peak MB")
    rows = [
        (
            s.stage, s.articles, s.articles / s.seconds, 1000 * (s.own + s.children + s.database) / s.articles,
            1000 * s.database / s.articles, 1000 * s.children / s.articles, s.peak_mb,
        )
        for s in stages
    ]  # fmt: skip
    where = [(s.stage, name, f"{share:.0%}") for s in stages for name, share in s.where]
    return table(heads, rows) + "\n\n" + table(("stage", "at work in, or waiting for", "share of its time"), where)
