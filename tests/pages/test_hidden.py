"""A collection that is not open leaves no trace: not its names, not its note, not what it holds, not its sources.

One article stands in an open collection and in the closed one too; another in the closed one alone.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from archive import store
from archive.ingest.record import RawArticle
from archive.models import Article, Collection, Mention, Source
from archive.search import indexing
from tests.pages import corpus
from tests.pages.seen import seen
from tests.pages.test_safety import addresses, whole

pytestmark = pytest.mark.django_db

NAME, SLUG, NOTE, SOURCE = "Quiet Vault", "quiet-vault", "Lent by a canary", "Priv Paper"
DAY = corpus.day(1901, 2, 3)  # earlier than anything that others may see


@pytest.fixture(scope="module")
def hidden(archive: SimpleNamespace, django_db_blocker: Any) -> SimpleNamespace:
    """`both`, `alone`: ids of the article in two collections and of the one that is hidden."""
    with django_db_blocker.unblock():
        vault = store.collection_named(SLUG, name=NAME, note=NOTE, visibility="private")
        one = RawArticle(title="Hidden report", body="Grain went to Harlequin Ponders.", format="text", published=DAY, source=SOURCE,
                         language="en", locator="hidden.txt")  # fmt: skip
        run = store.run_begin("hidden", {})
        (saved,) = store.article_save_many([one], store.Keeping(run=run, collection=vault))
        store.run_finish(run)
        Source.objects.filter(name=SOURCE).update(rights="public")
        both, alone, locked = archive.ids["london"], saved.article_id or 0, archive.ids["locked"]
        Article.objects.get(pk=both).collections.add(vault)
        _name(alone, "Harlequin Ponders")
        _name(locked, "Lockwood Whisper")
        store.mark_index_due([both, alone, locked])
        indexing.drain()
    return SimpleNamespace(both=both, alone=alone, **vars(archive))


def _name(article: int, printed: str) -> None:
    Mention.objects.create(article_id=article, part="body", start=0, end=3, text=printed, kind="person", candidate=printed,
                           candidate_folded=printed.lower(), confidence=1.0)  # fmt: skip


def member() -> Client:
    user = User.objects.create_user("mem", password="grain-harbour-kite")
    Collection.objects.get(slug=SLUG).members.add(user)
    client = Client()
    client.force_login(user)
    return client


def asked(hidden: SimpleNamespace) -> list[str]:
    both = hidden.both
    return [
        *addresses(hidden),
        *(f"/article/{both}{form}" for form in ("/", ".txt", ".json")),
        "/day/2014-03-14/",
        "/source/harbour-desk/",
        "/search?q=Crimea",
        "/search?q=source%3Apriv-papre",
        "/search?q=source%3A%22Priv+Paper%22",
        "/search?q=collection%3Aquiet-vaul",
        f"/search?collection={SLUG}",
        f"/search?collection=-{SLUG}",
        "/search?source=priv-paper",
        "/search?facet=source&facet_q=pri",
        f"/article/{hidden.alone}/",
        f"/article/{hidden.alone}.json",
        "/source/priv-paper/",
    ]


def test_nothing_tells_a_visitor_of_a_closed_collection(visitor: Client, hidden: SimpleNamespace) -> None:
    for address in asked(hidden):
        body = whole(visitor.get(address)).decode("utf-8", "replace")
        told = [word for word in (NAME, NOTE, "Hidden report", "Harlequin", "3 February 1901") if word in body]
        assert told == [], address
        if "priv" not in address.lower():
            assert SOURCE not in body, address
        if "vault" not in address:
            assert SLUG not in body, address


def test_its_members_see_all_of_it(hidden: SimpleNamespace) -> None:
    """The same addresses do say these words to whoever may read them: else the test above shows nothing."""
    client = member()
    said = "".join(whole(client.get(address)).decode("utf-8", "replace") for address in asked(hidden))
    for word in (NAME, NOTE, "Hidden report", "Harlequin", SOURCE, SLUG):
        assert word in said, word
    assert seen(client.get(f"/search?collection={SLUG}")).one(class_="count").text.startswith("2 ")


def test_the_filter_of_a_closed_collection_finds_nothing(visitor: Client, hidden: SimpleNamespace) -> None:
    def count(address: str) -> str:
        return seen(visitor.get(address)).one(class_="count").text

    assert count(f"/search?collection={SLUG}") == count("/search?collection=no-such-collection")
    assert count(f"/search?collection=-{SLUG}") == count("/search?collection=-no-such-collection")
    assert SLUG in seen(visitor.get(f"/search?collection={SLUG}")).text  # as typed


def test_the_source_of_hidden_articles_is_like_no_source(visitor: Client, hidden: SimpleNamespace) -> None:
    for typed in ("privpaper", "Priv Papre", "priv-paper"):
        page = seen(visitor.get("/search", {"q": f'source:"{typed}"'}), 400)
        assert "knows nothing named" in page.text
        assert SOURCE not in page.text
    assert SOURCE not in seen(visitor.get("/search?source=priv-paper")).text


@pytest.mark.parametrize("name", ["Harlequin Ponders", "Lockwood Whisper"])
def test_a_name_printed_only_where_it_may_not_be_read_is_unknown(
    visitor: Client, hidden: SimpleNamespace, name: str
) -> None:
    assert "knows nothing named" in seen(visitor.get("/search", {"q": f'actor:"{name}"'}), 400).text
    assert "Mikhail Malyshev" in seen(visitor.get("/search", {"q": 'actor:"mikhail malyshev"'})).text
