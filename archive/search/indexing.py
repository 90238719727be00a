"""Keeping the index equal to the database: drain what is due, rebuild beside and swap, check, repair.

Invariants. The index is committed first, one shelf after the other, and only then is a row marked done, and only in the
version that was written, so a crash at any point leaves work due, never lost. Only the holder of the database's
writer lock writes the generation that serves; one that is being built is nobody's but its builder's. The old
generation serves until the new one holds its place.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from archive import selectors, store
from archive.models import Article, Gone, IndexGeneration
from archive.search import engines, filling
from archive.search.engine import IndexDamagedError, IndexUnfitError, SearchUnavailableError
from archive.search.shelves import Shelves

log = logging.getLogger(__name__)

# Articles a commit: enough that the commit (20 to 50 ms) is a small part, few enough that a reader waits under 1 s.
BATCH = 400
# Rounds of catching up with changes made meanwhile, before the lock is taken for the last one.
CATCH_UP_ROUNDS = 3
# An article that has been deleted never comes back under its number: no version of it is newer than this.
GONE_VERSION = 1 << 62

Progress = Callable[[int, int], None]


def _silent(done: int, total: int) -> None:
    pass


# --- draining ------------------------------------------------------------------------------------


def drain(progress: Progress = _silent) -> int:
    """Write all that is due and commit; how many articles were written or removed.

    Makes the first generation of a new archive, and rebuilds one that is missing or damaged. Waits for
    whoever holds the writer lock, so on return everything that was due at the call is searchable.
    """
    with _writing():
        try:
            generation = _writable()
            return _drain_into(generation, progress)
        except _DamagedError as damaged:
            log.warning("%s; rebuilding it from the database", damaged)
    rebuild(progress)
    return selectors.id_range()[1]


@contextmanager
def _writing() -> Iterator[None]:
    """The writer lock; says so where another process holds it and has to be waited for."""
    with store.writer_lock(wait=False) as got:
        if got:
            yield
            return
    log.info("another process is writing the search index; waiting for it")
    with store.writer_lock():
        yield


class _DamagedError(Exception):
    pass


def _writable() -> IndexGeneration:
    """The serving generation, made if the archive has none yet; SearchUnavailableError if of another version."""
    if selectors.serving_generation() is None:
        # A rebuild that fills the first one is not to be taken its generation away: what is due waits for it.
        with _only_rebuild():
            generation = store.generation_begin(engines.name(), engines.fingerprint())
            with _engine(generation.pk, create=True) as engine:
                engine.write([], [])
            _begin_empty(generation)
    return engines.serving()


def _begin_empty(generation: IndexGeneration) -> None:
    """An empty generation serves at once only if everything is due to be written to it."""
    stale = list(Article.objects.filter(index_due=False, withdrawn_at__isnull=True).values_list("pk", flat=True))
    if stale:
        store.mark_index_due(stale)
    store.generation_publish(generation.pk)


@contextmanager
def _engine(generation_id: int, *, create: bool = False) -> Iterator[Shelves]:
    """A writing engine, closed before its lock is given up."""
    engine = engines.open_engine(generation_id, create=create)
    try:
        yield engine
    finally:
        engine.close()


def _drain_into(generation: IndexGeneration, progress: Progress) -> int:
    written = 0
    total = _due()
    with _opened(generation.pk) as engine:
        while count := _drain_batch(engine, generation):
            written += count
            progress(written, max(total, written))
    return written


@contextmanager
def _opened(generation_id: int) -> Iterator[Shelves]:
    """As `_engine`; _DamagedError if the index cannot be opened. An error in writing (a full disk) is none of that."""
    try:
        engine = engines.open_engine(generation_id)
    except IndexDamagedError as error:
        raise _DamagedError(error.message) from error
    try:
        yield engine
    finally:
        engine.close()


def _drain_batch(engine: Shelves, generation: IndexGeneration) -> int:
    """One commit: due articles and articles to be removed. 0 when nothing is due."""
    due = store.index_batch_take(BATCH)
    gone = store.gone_take(BATCH)
    if not due and not gone:
        return 0
    records = selectors.article_records([id for id, _ in due])
    present = {record.id for record in records}
    withdrawn = [(id, version) for id, version in due if id not in present]
    engine.write(records, [*withdrawn, *((id, GONE_VERSION) for id in gone)])
    store.commit_number_raise(generation.pk)
    store.index_batch_done([(record.id, record.version) for record in records])
    store.index_batch_done(withdrawn)
    store.gone_done(gone)
    return len(due) + len(gone)


# --- rebuilding ----------------------------------------------------------------------------------


def rebuild(progress: Progress = _silent) -> IndexGeneration:
    """Fill a new generation beside the one that serves, bring it up, swap, and remove the old one.

    SearchUnavailableError if another process is rebuilding. Where it fails, a full disk for one, what it had built
    is removed; what a killed one left is removed by the next, before it needs the room.
    """
    with _only_rebuild():
        generation = store.generation_begin(engines.name(), engines.fingerprint())
        _remove_retired()
        try:
            _build(generation, progress)
        except Exception:
            store.generation_retire(generation.pk)
            _remove_retired()
            raise
        engines.forget()
        _remove_retired()
        generation.refresh_from_db()
        return generation


def _build(generation: IndexGeneration, progress: Progress) -> None:
    with _engine(generation.pk, create=True) as engine:
        filling.fill(engine, progress)
        for _ in range(CATCH_UP_ROUNDS):
            if not _bring_up(engine):
                break
        with store.writer_lock():
            # Nobody can mark anything done now: what changes from here on stays due for the new generation.
            _bring_up(engine)
            store.generation_publish(generation.pk)
            store.commit_number_raise(generation.pk)


@contextmanager
def _only_rebuild() -> Iterator[None]:
    with store.rebuild_lock() as got:
        if not got:
            raise SearchUnavailableError("the index is being rebuilt already", "wait for it: index status")
        yield


def _bring_up(engine: Shelves) -> int:
    """Write what differs from the database; how many articles that were."""
    changed = 0
    for difference in _differences(engine):
        records = selectors.article_records([*difference.missing, *difference.stale])
        engine.write(records, _leaving(difference.extra))
        changed += len(difference.missing) + len(difference.stale) + len(difference.extra)
    return changed


def _leaving(ids: Sequence[int]) -> list[tuple[int, int]]:
    """Articles to be removed, each in its own version: withdrawn ones may come back."""
    withdrawn = _versions_of(ids)
    return [(id, withdrawn.get(id, GONE_VERSION)) for id in ids]


def _versions_of(ids: Sequence[int]) -> dict[int, int]:
    """Id → doc_version of those that are in the database, withdrawn or not."""
    return dict(Article.objects.filter(pk__in=ids).values_list("pk", "doc_version")) if ids else {}


def _remove_retired() -> None:
    """Indexes of generations that serve nobody."""
    for generation in selectors.retired_generations():
        try:
            removed = engines.remove(generation)
        except SearchUnavailableError as error:  # a cluster that does not answer: the next rebuild tries again
            log.warning("the index of generation %s stays for now: %s", generation.pk, error)
            continue
        if removed:
            store.generation_forget(generation.pk)


# --- checking ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Difference:
    """Ids where index and database differ: not indexed, indexed in another version, indexed but not there.

    `newer`: those of `stale` and `extra` whose indexed version is higher than the database's. The database was
    restored from a backup; an engine that keeps the newer version takes none of its writes, so only a rebuild helps.
    """

    missing: tuple[int, ...] = ()
    stale: tuple[int, ...] = ()
    extra: tuple[int, ...] = ()
    newer: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.missing or self.stale or self.extra)


def _differences(engine: Shelves, step: int = 10_000) -> Iterator[Difference]:
    low, high = selectors.id_range()
    bounds = [(0, low - 1), *((n, min(n + step - 1, high)) for n in range(low, high + 1, step)), (high + 1, 2**31 - 1)]
    for first, last in bounds:
        # The index first: an article changed and written between the two is no newer in the index.
        there, quoted = engine.articles.versions(first, last), engine.quotes.held(first, last)
        here, counts = selectors.doc_versions(first, last), selectors.quote_counts(first, last)
        right = {id: (here[id], count) for id, count in counts.items() if id in here}
        stale = (id for id in here if id in there and (there[id] != here[id] or quoted.get(id) != right.get(id)))
        extra = tuple(id for id in there | quoted if id not in here)
        known = here | _versions_of(extra)
        highest = {id: max(there.get(id, 0), quoted.get(id, (0, 0))[0]) for id in there | quoted}
        found = Difference(
            missing=tuple(id for id in here if id not in there),
            stale=tuple(stale),
            extra=extra,
            newer=tuple(id for id, version in highest.items() if id in known and version > known[id]),
        )
        if found:
            yield found


@dataclass(frozen=True, slots=True)
class Check:
    """What `index check` found. `due`: of the differences, how many the worker is to write anyway.

    `damaged`: only a rebuild helps; `unavailable`: nothing can be said of the index before that is mended.
    """

    difference: Difference
    due: int
    damaged: str = ""
    unavailable: str = ""

    @property
    def equal(self) -> bool:
        return not self.difference and not self.damaged and not self.unavailable


def check() -> Check:
    """Read the whole index and compare it with the database."""
    try:
        return _check()
    except SearchUnavailableError as error:
        return Check(Difference(), _due(), unavailable=str(error))


def _due() -> int:
    return Article.objects.filter(index_due=True).count() + Gone.objects.count()


def _check() -> Check:
    """As `check`; SearchUnavailableError where that is no damage of the index."""
    due = _due()
    try:
        with _engine(engines.serving().pk) as engine:
            engine.check()
            found = list(_differences(engine))
    except IndexDamagedError as error:
        return Check(Difference(), due, str(error))
    merged = Difference(
        tuple(id for d in found for id in d.missing),
        tuple(id for d in found for id in d.stale),
        tuple(id for d in found for id in d.extra),
        tuple(id for d in found for id in d.newer),
    )
    return Check(merged, due)


def repair(progress: Progress = _silent) -> Check:
    """Mend what `check` finds: differences are written, a damaged index or one newer than the database is rebuilt.

    What was found. SearchUnavailableError where the index cannot be reached or is not ours: nothing is changed then.
    """
    found = _check()
    if found.damaged or found.difference.newer:
        rebuild(progress)
        return found
    with store.writer_lock(), _engine(engines.serving().pk) as engine:
        if _bring_up(engine):
            store.commit_number_raise(engines.serving().pk)
    drain(progress)
    return found


@dataclass(frozen=True, slots=True)
class Status:
    """`problem` is "" where the index serves and is of this version, else `repair` says what to do; `rebuild`: only a
    rebuild mends it.

    `documents`, `quotes`: how many articles and quotes its shelves hold. `megabytes` are those of one copy of both, on
    `nodes` machines; `note`: what should be mended although it serves.
    """

    generation: int | None
    commit_number: int
    documents: int
    due: int
    megabytes: float
    quotes: int = 0
    problem: str = ""
    repair: str = ""
    engine: str = ""
    nodes: int = 0
    note: str = ""
    rebuild: bool = False


def status() -> Status:
    """Where the index stands, without reading all of it."""
    due = _due()
    try:
        generation = engines.serving()
    except SearchUnavailableError as error:
        return _failing(None, due, error, rebuild=isinstance(error, IndexUnfitError))
    try:
        with _engine(generation.pk) as engine:
            health, megabytes = engine.health(), round(engine.megabytes(), 1)
            documents, quotes = engine.count(), engine.quotes.count()
    except SearchUnavailableError as error:
        return _failing(generation, due, error, rebuild=isinstance(error, IndexDamagedError))
    return Status(
        generation.pk, generation.commit_number, documents, due, megabytes, quotes,
        engine=engines.name(), nodes=health.nodes, note=health.note,
    )  # fmt: skip


def _failing(generation: IndexGeneration | None, due: int, error: SearchUnavailableError, *, rebuild: bool) -> Status:
    number, commit = (generation.pk, generation.commit_number) if generation else (None, 0)
    return Status(number, commit, 0, due, 0.0, 0, error.message, error.repair, engines.name(), rebuild=rebuild)
