"""Whoever stores stays within seconds of whoever indexes, and waits for nobody where nobody indexes."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from archive import store
from archive.ingest.record import RawArticle
from archive.models import Article
from archive.search import indexing
from archive.store.due import index_behind
from archive.tasks import ingest
from tests.support.articles import BODY, raw

pytestmark = pytest.mark.django_db(transaction=True)


def records(count: int) -> list[RawArticle]:
    return [raw(f"Headline {n}", f"{BODY} {n}", external_id=str(n)) for n in range(count)]


def stored(count: int) -> ingest.Counts:
    return ingest.ingest(records(count), store.run_begin("test", {}), ingest.Plan(store.collection_named("articles")))


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest, "BATCH", 2)
    monkeypatch.setattr(ingest, "AHEAD", 4)


def test_without_a_process_that_indexes_nothing_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest.time, "sleep", lambda seconds: pytest.fail("waited"))
    assert stored(10).stored == 10
    assert not index_behind(4)


def test_storing_waits_while_the_index_is_behind_and_goes_on_when_it_has_followed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    due: list[int] = []

    def indexed(seconds: float) -> None:
        due.append(Article.objects.filter(index_due=True).count())
        Article.objects.update(index_due=False)

    monkeypatch.setattr(ingest.time, "sleep", indexed)
    held, done = threading.Event(), threading.Event()

    def writes() -> None:
        with store.writer_lock():
            held.set()
            done.wait(60)
        connection.close()

    other = threading.Thread(target=writes)
    other.start()
    held.wait(60)
    try:
        assert stored(10).stored == 10
    finally:
        done.set()
        other.join()
    assert due == [4, 4]
    assert not index_behind(1)


def test_one_that_does_not_follow_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest, "PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr(ingest, "index_behind", lambda most: True)
    assert stored(4).stored == 4


def test_what_was_stored_meanwhile_is_indexed_by_the_next_drain() -> None:
    stored(3)
    assert indexing.drain() == 3
