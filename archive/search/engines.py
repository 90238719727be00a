"""Which engine answers, and where its generations live: the one place that chooses.

A process keeps the engine of the generation that serves, follows the pointer in PostgreSQL when another is
published, and reloads when a commit has been made since: so no answer is older than the last commit.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

from django.conf import settings

from archive import selectors
from archive.models import IndexGeneration
from archive.search import fields, opensearch_engine, tantivy_engine
from archive.search.engine import Engine, IndexDamagedError, IndexUnfitError, SearchUnavailableError
from archive.search.opensearch_engine import OpenSearchEngine
from archive.search.query import Shelf
from archive.search.shelves import Shelves
from archive.search.tantivy_engine import TantivyEngine

REBUILD = "run: .venv/bin/python manage.py index rebuild"

# Long enough that a hanging cluster does not hold up every page, short enough that nobody waits for one that is back.
_PAUSE_SECONDS = 5

_lock = threading.Lock()
_silent_until = 0.0
# What the database said first within `one_moment`; an empty list before it was asked.
_moment: ContextVar[list[selectors.Moment] | None] = ContextVar("moment", default=None)
_open: dict[int, tuple[Shelves, int]] = {}  # generation id → its engine, the commit it answers from


@lru_cache(8)
def _fingerprint(zone: str, _version: int) -> str:
    """It stays the same while a process runs, and every page asks for it."""
    return fields.fingerprint(zone)


def name() -> str:
    """The engine that SEARCH_URL chooses."""
    return "opensearch" if settings.SEARCH_URL else "tantivy"


def fingerprint() -> str:
    """Of what an index made now would be."""
    return _fingerprint(settings.ARCHIVE_ZONE, fields.DOCUMENTS)


def folder_of(generation_id: int, shelf: Shelf = "articles") -> Path:
    """Where the embedded engine keeps a shelf of a generation."""
    return Path(settings.DATA_DIR) / "index" / f"{shelf}-{generation_id}"


def _address() -> opensearch_engine.Address:
    try:
        return opensearch_engine.read_address(settings.SEARCH_URL)
    except ValueError as error:
        raise SearchUnavailableError(f"SEARCH_URL cannot be read: {error}", "see docs/settings.md") from error


def open_engine(generation_id: int, *, create: bool = False) -> Shelves:
    """An engine of its own on a generation, both shelves; IndexDamagedError where one is missing or cannot be read."""
    articles = _open_shelf(generation_id, create)
    try:
        return Shelves(articles, _open_shelf(generation_id, create, articles))
    except SearchUnavailableError:
        articles.close()
        raise


def _open_shelf(generation_id: int, create: bool, articles: Engine | None = None) -> Engine:
    """The shelf of articles, or that of quotes beside it."""
    zone = ZoneInfo(settings.ARCHIVE_ZONE)
    shelf: Shelf = "articles" if articles is None else "quotes"
    if not settings.SEARCH_URL:
        return TantivyEngine(
            folder_of(generation_id, shelf),
            zone,
            verify_max=settings.VERIFY_MAX,
            wildcard_max=settings.WILDCARD_MAX,
            create=create,
            articles=articles if isinstance(articles, TantivyEngine) else None,
        )
    generation = selectors.generation(generation_id)
    if generation is None:
        raise IndexDamagedError("the search index is missing in the cluster", REBUILD)
    return OpenSearchEngine(
        _address(),
        _name_of(generation, shelf),
        zone,
        verify_max=settings.VERIFY_MAX,
        shards=settings.SEARCH_SHARDS,
        replicas=settings.SEARCH_REPLICAS,
        create=create,
        articles=_name_of(generation, "articles") if articles else "",
    )


def _name_of(generation: IndexGeneration, shelf: Shelf) -> str:
    """Of a shelf's index in the cluster. With the moment it was begun: two archives that share a prefix by mistake, or
    one restored from a backup, count their generations alike."""
    return f"{shelf}-{generation.pk}-{generation.created:%Y%m%d%H%M%S%f}"


def remove(generation: IndexGeneration) -> bool:
    """Take the index of a retired generation away; False where it lies in a cluster that is not ours any more."""
    if generation.engine != "tantivy" and not settings.SEARCH_URL:
        return False
    for shelf in get_args(Shelf):
        if generation.engine == "tantivy":
            tantivy_engine.remove(folder_of(generation.pk, shelf))
        else:
            opensearch_engine.remove(_address(), _name_of(generation, shelf))
    return True


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything asked within is answered from one commit of one generation, which the database is asked for once."""
    token = _moment.set([])
    try:
        yield
    finally:
        _moment.reset(token)


def serving() -> IndexGeneration:
    """The generation that serves; IndexUnfitError if there is none, or one of another version."""
    return _fit(_now().generation)


def settled() -> str | None:
    """The authority's version where nothing waits for the index, so that what is read now is what the index holds; None
    where something does."""
    return _now().settled


def _now() -> selectors.Moment:
    known = _moment.get()
    if known is None:
        return selectors.moment()
    if not known:
        known.append(selectors.moment())
    return known[0]


def _fit(generation: IndexGeneration | None) -> IndexGeneration:
    if generation is None:
        raise IndexUnfitError("the archive has no search index yet", REBUILD)
    if generation.engine != name():
        raise IndexUnfitError(f"the search index was made for {generation.engine}, not for {name()}", REBUILD)
    if generation.fingerprint != fingerprint():
        raise IndexUnfitError("the search index was made by another version or for another time zone", REBUILD)
    return generation


def get_engine(generation: IndexGeneration) -> Shelves:
    """The engine of the generation that serves, as of its last commit; each request names its shelf.

    A cluster that has just not answered is not asked again for a moment: each page would wait for it.
    """
    if _silent_until > time.monotonic():
        raise SearchUnavailableError("the search cluster has just not answered", "try again in a few seconds")
    with _lock:
        known = _open.get(generation.pk)
    engine = known[0] if known else open_engine(generation.pk)
    if known and known[1] != generation.commit_number:
        engine.refresh()
    with _lock:
        if generation.pk not in _open:
            _open.clear()  # earlier generations: their readers let go when the last answer is given
        _open[generation.pk] = engine, generation.commit_number
    return engine


def failed(error: SearchUnavailableError) -> None:
    """An engine that could not answer is opened anew at the next question; a silent cluster is left alone first."""
    global _silent_until  # noqa: PLW0603 - one for the process, as the engines are
    forget()
    if settings.SEARCH_URL and not isinstance(error, IndexDamagedError):
        _silent_until = time.monotonic() + _PAUSE_SECONDS


def forget() -> None:
    """Open everything anew at the next question: after damage, and between tests."""
    global _silent_until  # noqa: PLW0603
    with _lock:
        _open.clear()
        _silent_until = 0.0
