"""Filling a new generation: several processes read articles and take them apart, one writes.

Most of the work of indexing is in Python: reading an article with its tags, its words and what they are found by. None
of that needs the index, and one process does no more than one core's worth of it.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from django.db import connections

from archive import selectors
from archive.processes import die_with_parent
from archive.search.engine import SearchUnavailableError
from archive.search.shelves import Shelves

# Articles that a process takes at once: some megabytes on the way to the one that writes.
BATCH = 500
# The processes that prepare, beside the one that writes.
PROCESSES = min(4, os.cpu_count() or 1)
# Articles from which on starting processes pays.
MANY = 4_000


def fill(engine: Shelves, progress: Callable[[int, int], None]) -> None:
    """Write every article of the database into an engine that holds none, and commit.

    SearchUnavailableError where a process was killed on the way."""
    low, high = selectors.id_range()
    batches = [range(start, min(start + BATCH, high + 1)) for start in range(low, high + 1, BATCH)]
    # The first are written here: from them the engine learns what all are packed with.
    here = batches[: -(-MANY // BATCH)]
    for ids in here:
        engine.write(selectors.article_records(ids), [])
        progress(ids[-1] - low + 1, high - low + 1)
    for ids, prepared in _prepared(engine, batches[len(here) :]):
        engine.add(prepared)
        progress(ids[-1] - low + 1, high - low + 1)
    engine.write([], [])


def _prepared(engine: Shelves, batches: Sequence[range]) -> Iterator[tuple[range, Any]]:
    """Each batch as the engine takes it, in order; never more of them in memory than processes are at work."""
    if not batches:
        return
    waiting: deque[tuple[range, Future[Any]]] = deque()
    # Forked: a child finds the engine as it is. It neither opens nor writes the index, so it needs none of its threads.
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(PROCESSES, context, _begin, (engine,)) as pool:
        try:
            left = iter(batches)
            for ids in _some(left, PROCESSES + 1):
                waiting.append((ids, pool.submit(_prepare, ids)))
            while waiting:
                ids, future = waiting.popleft()
                prepared = future.result()
                for following in _some(left, 1):
                    waiting.append((following, pool.submit(_prepare, following)))
                yield ids, prepared
        except BrokenProcessPool as error:
            message = "a process that prepared articles for the index was killed, perhaps for want of memory"
            raise SearchUnavailableError(message, "run it again: manage.py index rebuild") from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _some(left: Iterator[range], count: int) -> Iterable[range]:
    return [ids for _, ids in zip(range(count), left, strict=False)]


# --- in the processes ---------------------------------------------------------------------------------------

_engine: Shelves | None = None


def _begin(engine: Shelves) -> None:
    global _engine  # noqa: PLW0603 - what a process of a pool works with has no other place
    die_with_parent()
    _engine = engine
    # The parent's connections go on being the parent's.
    for connection in connections.all(initialized_only=True):
        connection.connection = None


def _prepare(ids: range) -> Any:
    assert _engine is not None
    return _engine.prepared(selectors.article_records(ids))
