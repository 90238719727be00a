"""`annotate`: articles in, tags out, as JSON lines; stores nothing (contracts.md)."""

from __future__ import annotations

import itertools
import multiprocessing
import queue
import sys
import threading
from argparse import ArgumentParser
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from archive.authority.cities import open_cities
from archive.authority.entries import AuthorityError
from archive.authority.files import read_authority
from archive.authority.gazetteer import Gazetteer
from archive.authority.values import Authority
from archive.tagging.lines import BadLine, Writer, read_line, write_line
from archive.tagging.pipeline import Tagger
from archive.tagging.recognise import ModelMissing
from archive.tagging.values import Article

Line = tuple[int, bytes]
BATCH = 32
"""Lines tagged together. Fewer are taken when no more are waiting, so a partner that waits for each answer gets it."""


class Command(BaseCommand):
    help = "Read articles as JSON lines from stdin, write their tags as JSON lines to stdout; stores nothing."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--jsonl", action="store_true", required=True, help="one JSON object a line, in and out")
        parser.add_argument("--no-database", action="store_true", help="use the shipped authority; starts no database")
        parser.add_argument("--processes", type=int, default=1, metavar="N", help="tag in N processes (default 1)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["processes"] < 1:
            raise CommandError("--processes must be 1 or more.", returncode=2)
        try:
            _Work.begin(_authority(options["no_database"]), settings.TAGGER_MODEL)
        except (ModelMissing, AuthorityError) as error:
            raise CommandError(str(error), returncode=2) from error
        bad = 0
        out = sys.stdout.buffer
        for answer, failed in _answers(sys.stdin.buffer, options["processes"]):
            out.write(answer)
            out.flush()
            bad += failed
        if bad:
            self.stderr.write(f"{bad} lines could not be tagged; each is answered with its error in its place.")
            sys.exit(1)


def _authority(no_database: bool) -> Authority:
    if no_database:
        return read_authority(None, open_cities(settings.CACHE_DIR))
    from archive import selectors

    return selectors.authority()


def _answers(source: BinaryIO, processes: int) -> Iterator[tuple[bytes, int]]:
    """(lines to write, how many of them are errors), in the order of the input."""
    batches = _batches(source)
    if processes == 1:
        yield from map(_Work.answer, batches)
        return
    context = multiprocessing.get_context("fork")  # the model and the authority are shared, not loaded N times
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        # Fork all of them now: a process forked while the reading thread holds stdin's lock would wait for it for ever.
        pool.submit(int).result()
        waiting: deque[Future[tuple[bytes, int]]] = deque()
        for batch in itertools.chain(batches, [None]):
            if batch is not None:
                waiting.append(pool.submit(_Work.answer, batch))
            while waiting and (batch is None or len(waiting) > 2 * processes or waiting[0].done()):
                yield waiting.popleft().result()


def _batches(source: BinaryIO) -> Iterator[list[Line]]:
    """What is waiting on stdin, up to BATCH lines at once; a thread reads ahead a little, never everything."""
    lines: queue.Queue[Line | None] = queue.Queue(maxsize=4 * BATCH)
    threading.Thread(target=_read_ahead, args=(source, lines), daemon=True).start()
    ended = False
    while not ended:
        batch: list[Line] = []
        first = lines.get()
        while first is not None:
            batch.append(first)
            if len(batch) == BATCH:
                break
            try:
                first = lines.get(timeout=0.02)
            except queue.Empty:
                break
        ended = first is None
        if batch:
            yield batch


def _read_ahead(source: BinaryIO, lines: queue.Queue[Line | None]) -> None:
    for number, line in enumerate(source, 1):
        lines.put((number, line))
    lines.put(None)


class _Work:
    """The tagger of this process; set before the processes are forked, so that all of them have it."""

    tagger: Tagger
    writer: Writer

    @classmethod
    def begin(cls, authority: Authority, model: str) -> None:
        gazetteer = Gazetteer(authority, open_cities(settings.CACHE_DIR))
        cls.tagger = Tagger(authority, gazetteer, model)
        cls.writer = Writer(authority.actors, gazetteer.place)

    @classmethod
    def answer(cls, batch: list[Line]) -> tuple[bytes, int]:
        """Answers to a batch. If tagging it fails, each line is tried alone, so that only the culprit is lost."""
        rows: list[tuple[int, str, Article] | dict[str, Any]] = [_read(number, line) for number, line in batch]
        articles = [row for row in rows if isinstance(row, tuple)]
        try:
            tags = iter(list(cls.tagger.tag_many((article for _, _, article in articles), with_homes=True)))
        except Exception:
            if len(batch) > 1:
                parts = [cls.answer([line]) for line in batch]
                return b"".join(part for part, _ in parts), sum(failed for _, failed in parts)
            number, ident, _ = articles[0]
            return _failed(number, ident), 1
        done = [cls.writer.row(row[1], next(tags)) if isinstance(row, tuple) else row for row in rows]
        return b"".join(map(write_line, done)), len(rows) - len(articles)


def _read(number: int, line: bytes) -> tuple[int, str, Article] | dict[str, Any]:
    try:
        ident, article = read_line(line)
    except BadLine as error:
        return {"id": error.id, "error": str(error), "line": number}
    return number, ident, article


def _failed(number: int, ident: str) -> bytes:
    error = sys.exc_info()[1]
    message = f"Tagging failed ({type(error).__name__}: {error}). Please report this article."
    return write_line({"id": ident, "error": message, "line": number})
