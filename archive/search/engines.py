"""Which engine answers, and where its generations live: the one place that chooses.

A process keeps the engine of the generation that serves, follows the pointer in PostgreSQL when another is
published, and reloads when a commit has been made since: so no answer is older than the last commit.
"""

from __future__ import annotations

import threading
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from archive import selectors
from archive.models import IndexGeneration
from archive.search import fields, opensearch_engine, tantivy_engine
from archive.search.engine import Engine, SearchUnavailableError
from archive.search.opensearch_engine import OpenSearchEngine
from archive.search.tantivy_engine import TantivyEngine

REBUILD = "run: .venv/bin/python manage.py index rebuild"

_lock = threading.Lock()
_open: dict[int, tuple[Engine, int]] = {}  # generation id → its engine, the commit it answers from


def name() -> str:
    """The engine that SEARCH_URL chooses."""
    return "opensearch" if settings.SEARCH_URL else "tantivy"


def fingerprint() -> str:
    """Of what an index made now would be."""
    return fields.fingerprint(settings.ARCHIVE_ZONE)


def folder_of(generation_id: int) -> Path:
    """Where the embedded engine keeps a generation."""
    return Path(settings.DATA_DIR) / "index" / f"articles-{generation_id}"


def _address() -> opensearch_engine.Address:
    try:
        return opensearch_engine.read_address(settings.SEARCH_URL)
    except ValueError as error:
        raise SearchUnavailableError(f"SEARCH_URL cannot be read: {error}", "see docs/settings.md") from error


def open_engine(generation_id: int, *, create: bool = False) -> Engine:
    """An engine of its own on a generation; IndexDamagedError where it is missing or cannot be read."""
    zone = ZoneInfo(settings.ARCHIVE_ZONE)
    if not settings.SEARCH_URL:
        return TantivyEngine(
            folder_of(generation_id),
            zone,
            verify_max=settings.VERIFY_MAX,
            wildcard_max=settings.WILDCARD_MAX,
            create=create,
        )
    return OpenSearchEngine(
        _address(),
        f"articles-{generation_id}",
        zone,
        verify_max=settings.VERIFY_MAX,
        shards=settings.SEARCH_SHARDS,
        replicas=settings.SEARCH_REPLICAS,
        create=create,
    )


def remove(generation: IndexGeneration) -> bool:
    """Take the index of a retired generation away; False where it lies in a cluster that is not ours any more."""
    if generation.engine == "tantivy":
        tantivy_engine.remove(folder_of(generation.pk))
    elif settings.SEARCH_URL:
        opensearch_engine.remove(_address(), f"articles-{generation.pk}")
    else:
        return False
    return True


def serving() -> IndexGeneration:
    """The generation that serves; SearchUnavailableError if there is none, or one of another version."""
    generation = selectors.serving_generation()
    if generation is None:
        raise SearchUnavailableError("the archive has no search index yet", REBUILD)
    if generation.engine != name():
        raise SearchUnavailableError(f"the search index was made for {generation.engine}, not for {name()}", REBUILD)
    if generation.fingerprint != fingerprint():
        raise SearchUnavailableError("the search index was made by another version or for another time zone", REBUILD)
    return generation


def get_engine() -> tuple[Engine, IndexGeneration]:
    """The engine that serves, as of the last commit, with its generation."""
    generation = serving()
    with _lock:
        known = _open.get(generation.pk)
        if known is None:
            engine = open_engine(generation.pk)
            _open.clear()  # earlier generations: their readers let go when the last answer is given
        else:
            engine = known[0]
            if known[1] != generation.commit_number:
                engine.refresh()
        _open[generation.pk] = engine, generation.commit_number
    return engine, generation


def forget() -> None:
    """Open everything anew at the next question: after damage, and between tests."""
    with _lock:
        _open.clear()
