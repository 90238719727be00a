"""The finished part of a page of results is kept for one commit and what one may see; nobody gets another's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive import store
from archive.models import Article, Source
from archive.pages import live
from archive.search import indexing, service
from tests.pages import corpus
from tests.pages.seen import seen
from tests.support import answers

pytestmark = pytest.mark.django_db

# Pages of either shelf, and those that show the most.
ADDRESSES = (
    "/search",
    "/search?q=grain",
    "/search?q=canary+OR+grain&copies=first&group=1",
    "/search?q=grain&view=kwic",
    "/search?q=grain&compare=talks&share=1",
    "/quotes/",
)
PART = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "live"}
# Articles with facets and timeline; all that the timeline is a share of; the word alone, and on the other shelf.
QUESTIONS = 4

# Of these three are names of facets and one the span of the archive, which are read once a commit.
STATEMENTS = 14


@pytest.fixture(autouse=True)
def _nothing_kept(archive: SimpleNamespace) -> Iterator[None]:
    answers.forget()
    yield
    answers.forget()


@pytest.fixture
def makes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The folders of the parts that were made, one for each making."""
    done: list[str] = []
    make = live.made

    def counted(request: Any, key: str, context: Any, folder: str, shown: Any) -> live.Live:
        done.append(folder)
        return make(request, key, context, folder, shown)

    monkeypatch.setattr(live, "made", counted)
    return done


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was asked of the engine."""
    done: list[object] = []
    ask = service.asked

    def counted(generation: Any, question: Callable[[Any], Any]) -> Any:
        done.append(question)
        return ask(generation, question)

    monkeypatch.setattr(service, "asked", counted)
    return done


@pytest.mark.parametrize("address", ADDRESSES)
def test_asked_again_a_page_is_the_same_and_made_once(visitor: Client, makes: list[str], address: str) -> None:
    first = visitor.get(address).content
    assert visitor.get(address).content == first
    assert len(makes) == 1


@pytest.mark.parametrize("address", ADDRESSES)
def test_page_and_part_are_made_of_the_same(visitor: Client, makes: list[str], address: str) -> None:
    page, part = visitor.get(address), visitor.get(address, **PART)  # type: ignore[arg-type]
    assert len(makes) == 1
    assert part.content.startswith(b"<title>")
    assert part.headers["Cache-Control"] == "no-store"
    inside = part.content[part.content.index(b'<div id="live"') :].strip()
    assert inside in page.content


def test_asked_again_costs_no_question_to_the_engine(visitor: Client, asked: list[object]) -> None:
    visitor.get("/search?q=grain")
    asked.clear()
    with CaptureQueriesContext(connection) as queries:
        visitor.get("/search?q=grain")
    assert not asked
    assert len(queries) <= 2, [query["sql"] for query in queries]


def test_a_page_asks_the_engine_a_bounded_number_of_questions(visitor: Client, asked: list[object]) -> None:
    visitor.get("/search?q=talks")  # what all pages ask of the whole archive is kept from here on
    asked.clear()
    visitor.get("/search?q=grain")
    assert 0 < len(asked) <= QUESTIONS


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_asks_the_database_a_bounded_number_of_questions(visitor: Client, address: str) -> None:
    """However many articles, names and sources it shows: what serves, who asks, cards, their names, their copies."""
    with CaptureQueriesContext(connection) as queries:
        assert visitor.get(address).status_code == 200
    assert len(queries) <= STATEMENTS, [query["sql"] for query in queries]


# --- nobody gets another's ------------------------------------------------------------------------


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("first", ["researcher", "visitor"])
def test_people_with_other_rights_get_their_own(
    visitor: Client, signed_in: Any, makes: list[str], address: str, first: str
) -> None:
    researcher = signed_in("researcher", "rosa")
    alone = {}
    for name, client in (("visitor", visitor), ("researcher", researcher)):
        answers.forget()
        alone[name] = client.get(address).content
    answers.forget()
    order = [("visitor", visitor), ("researcher", researcher)]
    for name, client in order if first == "visitor" else reversed(order):
        assert without_token(client.get(address).content) == without_token(alone[name])
    assert len(makes) == 4
    assert corpus.SECRET.encode() not in alone["visitor"]


def without_token(content: bytes) -> bytes:
    before, _, rest = content.partition(b'name="csrfmiddlewaretoken" value="')
    return before + rest.partition(b'"')[2]


def test_what_is_locked_is_shown_to_those_who_may_read_it_only(visitor: Client, signed_in: Any) -> None:
    researcher = signed_in("researcher", "rosa")
    reader = signed_in("reader", "rita")
    for _ in range(2):
        assert "canary sang" in seen(researcher.get("/search?q=canary")).text
        for other in (visitor, reader):
            assert "canary sang" not in seen(other.get("/search?q=canary")).text


def test_two_with_the_same_rights_keep_name_token_and_look(signed_in: Any, makes: list[str]) -> None:
    anna, boris = signed_in("reader", "anna"), signed_in("reader", "boris")
    boris.cookies["look"] = "dark"
    pages = {name: client.get("/search?q=grain") for name, client in (("anna", anna), ("boris", boris))}
    assert len(makes) == 1
    for name, other in (("anna", "boris"), ("boris", "anna")):
        text = pages[name].content.decode()
        assert f"Signed in as {name}" in text
        assert other not in text
    tokens = {page.content.split(b'csrfmiddlewaretoken" value="')[1][:64] for page in pages.values()}
    assert len(tokens) == 2
    assert b'data-theme="dark"' in pages["boris"].content
    assert b'data-theme="dark"' not in pages["anna"].content


def test_kept_parts_hold_no_token_and_no_name(signed_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = []
    make = live.made
    monkeypatch.setattr(live, "made", lambda *given: kept.append(make(*given)) or kept[-1])
    client = signed_in("reader", "anastasia")
    for address in ADDRESSES:
        client.get(address)
    assert len(kept) == len(ADDRESSES)
    for part in kept:
        assert "csrf" not in part.html
        assert "anastasia" not in part.html


def test_only_a_visitor_is_told_to_log_in_first(visitor: Client, signed_in: Any, settings: Any) -> None:
    settings.LOOPBACK_ONLY = False
    # A group that reads what a visitor reads: the same rights, another page.
    reader = signed_in("metadata reader", "mia")
    for _ in range(2):
        assert "you log in first" in seen(visitor.get("/search?q=grain")).text
        assert "you log in first" not in seen(reader.get("/search?q=grain")).text


def test_a_person_who_loses_a_group_loses_its_pages(signed_in: Any) -> None:
    researcher = signed_in("researcher", "rosa")
    assert "canary sang" in seen(researcher.get("/search?q=canary")).text
    User.objects.get(username="rosa").groups.clear()
    assert "canary sang" not in seen(researcher.get("/search?q=canary")).text


# --- changes show at once -------------------------------------------------------------------------


@pytest.fixture
def desk() -> Iterator[Source]:
    """A source to be changed; what it was afterwards, in the index too."""
    source = Source.objects.get(slug="harbour-desk")
    name, rights = source.name, source.rights
    yield source
    source.name, source.rights = name, rights
    store.source_save(source)
    indexing.drain()


def test_a_change_of_rights_shows_before_the_index_has_it(visitor: Client, desk: Source) -> None:
    address = "/search?source=harbour-desk"
    assert "do not let you read" not in seen(visitor.get(address)).text
    desk.rights = "metadata"
    store.source_save(desk)
    assert "do not let you read" in seen(visitor.get(address)).text
    indexing.drain()
    assert "do not let you read" in seen(visitor.get(address)).text


def test_a_new_name_shows_at_once(visitor: Client, desk: Source) -> None:
    visitor.get("/search?q=grain+OR+talks")
    # One after the other, before the index has either.
    for name in ("Wharf Desk", "Quayside Desk"):
        desk.name = name
        store.source_save(desk)
        assert name in seen(visitor.get("/search?q=grain+OR+talks")).text
    indexing.drain()
    assert "Quayside Desk" in seen(visitor.get("/search?q=grain+OR+talks")).text


def test_nothing_is_kept_while_something_waits_for_the_index(
    visitor: Client, archive: SimpleNamespace, makes: list[str]
) -> None:
    store.mark_index_due([archive.ids["london"]])
    visitor.get("/search?q=grain")
    visitor.get("/search?q=grain")
    assert len(makes) == 2
    indexing.drain()
    visitor.get("/search?q=grain")
    visitor.get("/search?q=grain")
    assert len(makes) == 3
    assert not Article.objects.filter(index_due=True).exists()


def test_a_commit_of_the_index_makes_pages_anew(visitor: Client, archive: SimpleNamespace, makes: list[str]) -> None:
    visitor.get("/search?q=grain")
    store.mark_index_due([archive.ids["london"]])
    indexing.drain()
    visitor.get("/search?q=grain")
    assert len(makes) == 2


def test_a_query_with_a_mistake_is_kept_nowhere(visitor: Client, makes: list[str]) -> None:
    for _ in range(2):
        assert visitor.get("/search?q=%28grain").status_code == 400
        assert visitor.get("/search?q=grain&page=900").status_code == 404
    assert not makes
