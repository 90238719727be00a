"""Several processes for one large export, all of them reading the caller's snapshot.

Nearly all of an export is Python's work on single rows, and one process does no more than one core's worth of it.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, connections, transaction

from archive.export.errors import ExportError
from archive.export.rows import Present
from archive.processes import die_with_parent

T = TypeVar("T")

PROCESSES = min(4, os.cpu_count() or 1)
# Rows from which on starting processes pays: they start in a tenth of a second.
MANY = 10_000

Part = tuple[int, int]  # from a first row to the one after the last
Make = Callable[[int, int, Present], T]


def parts(first: int, end: int, size: int) -> list[Part]:
    """Rows `first` to `end` in parts of `size`; the last may be shorter."""
    return [(start, min(start + size, end)) for start in range(first, end, size)]


def each(make: Make[T], some: Sequence[Part], present: Present) -> Iterator[T]:
    """`make` of each part, in order; by several processes where these are many rows and `present` may be shared.

    No more of them than processes are at work wait in memory. Raises what `make` raises."""
    if not present.shared or sum(end - start for start, end in some) < MANY:
        yield from (make(start, end, present) for start, end in some)
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
    # Forked: what is exported, and how, need not be sent.
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(PROCESSES, context, _begin, (make, snapshot)) as pool:
        try:
            yield from _in_order(pool, some)
        except BrokenProcessPool as error:
            message = "a process of this export was killed, perhaps for want of memory; give the same command again"
            raise ExportError(message) from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _in_order(pool: ProcessPoolExecutor, some: Sequence[Part]) -> Iterator[Any]:
    left = iter(some)
    waiting: deque[Future[Any]] = deque(pool.submit(_do, part) for part in islice(left, PROCESSES + 1))
    while waiting:
        made = waiting.popleft().result()
        waiting.extend(pool.submit(_do, part) for part in islice(left, 1))
        yield made


# --- in the processes ---------------------------------------------------------------------------------------

_work: tuple[Make[Any], Present] | None = None
_parents: list[Any] = []  # never collected here: that would be told as a connection left open


def _begin(make: Make[Any], snapshot: str) -> None:
    global _work  # noqa: PLW0603 - what a process of a pool works with has no other place
    die_with_parent()
    for alias in connections:  # they go on being the parent's
        _parents.append(connections[alias])
        del connections[alias]
    _work = make, Present(connection.copy())
    transaction.atomic().__enter__()  # until the process ends
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET TRANSACTION SNAPSHOT %s", [snapshot])


def _do(part: Part) -> Any:
    assert _work is not None
    make, present = _work
    return make(*part, present)
