"""Finished parts are kept as they are and bounded by their bytes; names are read once a commit, for one kind of reader."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive import store
from archive.caches import Finished
from archive.models import Source
from archive.search import engines, indexing, service
from archive.search.highlight import needs_quotes
from archive.search.query import EVERYTHING, Access, And, InQuote, Near, Not, Or, Phrase, Word
from tests.support import answers


@dataclass(frozen=True)
class Stone:
    weight: int


def memory(most: int) -> Finished:
    kept = Finished("of a test", {"OPTIONS": {"MAX_BYTES": most}})
    kept.clear()
    return kept


def test_all_threads_of_a_process_have_the_same() -> None:
    caches["live"].set("page", Stone(1))
    with ThreadPoolExecutor(1) as other:
        assert other.submit(lambda: caches["live"].get("page")).result() == Stone(1)


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    kept = memory(1_600)
    stones = {str(n): Stone(100) for n in range(16)}
    for key, stone in stones.items():
        kept.set(key, stone)
    assert kept.get("0") is stones["0"]
    kept.set("new", Stone(100))
    assert kept.get("0") is stones["0"]
    assert kept.get("1") is None
    assert kept.weight == 1_600


def test_one_value_does_not_push_out_all_others() -> None:
    kept = memory(1_600)
    kept.set("small", Stone(100))
    kept.set("large", Stone(101))
    assert kept.get("large") is None
    assert kept.get("small") == Stone(100)


def test_weights_are_those_of_what_is_held() -> None:
    kept = memory(16_000)
    for weight in (700, 300):
        kept.set("same", Stone(weight))
    assert kept.weight == 300
    kept.set("late", Stone(10), timeout=-1)
    assert kept.get("late") is None
    assert kept.delete("same")
    assert not kept.delete("same")
    assert kept.weight == 0


@pytest.mark.django_db
def test_pages_weigh_what_their_text_weighs(visitor: Client) -> None:
    answers.forget()
    content = visitor.get("/search?q=grain").content
    live = caches["live"]
    assert isinstance(live, Finished)
    assert len(content) * 0.7 < live.weight < len(content) * 4


@pytest.fixture
def desk(archive: SimpleNamespace) -> Source:
    answers.forget()
    return Source.objects.get(slug="harbour-desk")


@pytest.mark.django_db
def test_names_are_read_once_a_commit(desk: Source) -> None:
    with engines.one_moment():
        assert service.labels("source", [desk.slug, "nobody"], EVERYTHING) == {desk.slug: desk.name}
        with CaptureQueriesContext(connection) as queries:
            assert service.labels("source", ["nobody", desk.slug], EVERYTHING) == {desk.slug: desk.name}
        assert not len(queries)


@pytest.mark.django_db
def test_a_name_read_for_one_is_not_told_to_another(desk: Source) -> None:
    nothing = Access(frozenset(), frozenset({"public"}))
    for who, known in ((EVERYTHING, {desk.slug: desk.name}), (nothing, {}), (EVERYTHING, {desk.slug: desk.name})):
        assert service.labels("source", [desk.slug], who) == known


@pytest.mark.django_db
def test_a_name_that_waits_for_the_index_is_read_anew(desk: Source) -> None:
    name = desk.name
    assert service.labels("source", [desk.slug], EVERYTHING) == {desk.slug: name}
    for other in ("Wharf Desk", name):
        desk.name = other
        store.source_save(desk)
        assert service.labels("source", [desk.slug], EVERYTHING) == {desk.slug: other}
    indexing.drain()
    assert service.labels("source", [desk.slug], EVERYTHING) == {desk.slug: name}


@pytest.mark.parametrize(
    ("query", "needs"),
    [
        (Word("grain"), False),
        (Word("grain", "title"), False),
        (And((Word("grain"), Not(Word("talks", "said")))), False),
        (Word("grain", "said"), True),
        (Or((Word("grain"), Phrase((Word("the"), Word("talks")), "reported"))), True),
        (Near(Word("grain"), Word("talks", "quoted"), 5), True),
        (InQuote(Word("grain")), True),
    ],
)
def test_quotes_are_read_for_queries_that_are_marked_by_them(query: object, needs: bool) -> None:
    assert needs_quotes(query) is needs  # type: ignore[arg-type]
