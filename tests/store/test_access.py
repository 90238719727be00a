"""From a person to what they may see."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser, Group, User

from archive import selectors, store
from archive import settings as archive_settings
from archive.models import Article, Collection
from tests.support.articles import keep, keep_one, raw

pytestmark = pytest.mark.django_db


def person(*groups: str, superuser: bool = False) -> User:
    user = User.objects.create(username="-".join(groups) or "plain", is_superuser=superuser)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


@pytest.fixture
def shelves():
    return {
        visibility: store.collection_named(visibility, visibility=visibility).pk
        for visibility in ("public", "signed_in", "private")
    }


def test_a_visitor_sees_public_collections_and_public_texts(shelves, settings):
    settings.LOOPBACK_ONLY = False
    access = selectors.access_for(AnonymousUser())
    assert access.collections == {shelves["public"]}
    assert access.text == {"public"}


def test_on_a_loopback_archive_a_visitor_reads_as_if_signed_in(shelves, settings):
    settings.LOOPBACK_ONLY = True
    assert selectors.access_for(None).text == {"public", "signed_in"}


@pytest.mark.parametrize(
    ("groups", "text"),
    [
        ((), {"public", "signed_in"}),
        (("metadata reader",), {"public"}),
        (("reader",), {"public", "signed_in"}),
        (("researcher",), {"public", "signed_in", "researchers"}),
        (("metadata reader", "researcher"), {"public", "signed_in", "researchers"}),
        (("editor",), {"public", "signed_in", "researchers", "snippet", "metadata"}),
    ],
)
def test_groups_decide_what_is_read(shelves, groups, text):
    access = selectors.access_for(person(*groups))
    assert access.text == text
    assert access.collections == {shelves["public"], shelves["signed_in"]}


def test_a_private_collection_is_for_its_members_and_administrators(shelves):
    member, administrator = person("reader"), person("administrator")
    Collection.objects.get(slug="private").members.add(member)
    assert shelves["private"] in selectors.access_for(member).collections
    assert selectors.access_for(administrator).collections is None
    assert selectors.access_for(person("researcher")).collections == {shelves["public"], shelves["signed_in"]}


def test_an_article_page_of_a_restricted_source_comes_without_text_tags_and_revisions(settings):
    settings.LOOPBACK_ONLY = False
    article = keep_one(external_id="a")
    keep(raw(external_id="a", body="Canary text, revised."))
    page = selectors.article_page(article.pk, selectors.access_for(None))
    assert page is not None
    assert not page.may_read
    assert (page.mentions, page.quotes, page.dates, page.revisions) == ((), (), (), ())


def test_an_article_of_a_private_collection_is_not_there_for_others(shelves):
    keep(raw(), collection="private")
    article = Article.objects.get()
    assert selectors.article_page(article.pk, selectors.access_for(None)) is None
    assert selectors.article_page(article.pk, selectors.access_for(person(superuser=True))) is not None


def test_changing_rights_makes_the_articles_due():
    article = keep_one()
    Article.objects.update(index_due=False)
    article.source.rights = "metadata"
    store.source_save(article.source)
    assert Article.objects.get().index_due


@pytest.mark.parametrize(
    ("host", "https", "allowed", "alone"),
    [
        ("127.0.0.1", False, "", True),
        ("localhost", False, " ", True),
        ("::1", False, "", True),
        ("127.0.0.1", True, "", False),
        ("127.0.0.1", False, "news.example.org", False),
        ("0.0.0.0", False, "", False),
    ],
)
def test_an_archive_behind_a_proxy_is_not_for_this_machine_alone(host, https, allowed, alone):
    """A proxy comes from loopback too: only its traces in the settings tell that others stand behind it."""
    assert archive_settings._is_only_here(host, https, allowed) is alone


def test_an_article_in_two_collections_tells_only_of_the_one_that_is_seen(shelves):
    keep(raw(), collection="public")
    article = Article.objects.get()
    article.collections.add(shelves["private"])
    Collection.objects.update(note="Note")
    Collection.objects.filter(slug="private").update(note="Canary")
    page = selectors.article_page(article.pk, selectors.access_for(None))
    assert [one.slug for one in page.collections] == ["public"]
    assert page.notes == ("Note",)
    everything = selectors.article_page(article.pk, selectors.access_for(person("administrator")))
    assert {one.slug for one in everything.collections} == {"public", "private"}
    assert "Canary" in everything.notes


def test_the_span_of_the_archive_is_of_what_is_seen(shelves):
    keep(raw("A", day=date(2014, 3, 1), external_id="a"), raw("B", day=date(2014, 3, 9), external_id="b"),
         collection="public")  # fmt: skip
    keep(raw("C", day=date(1999, 1, 1), external_id="c"), raw("D", day=None, external_id="d"), collection="private")
    assert selectors.archive_span(selectors.access_for(None)) == (date(2014, 3, 1), date(2014, 3, 9))
    everything = selectors.archive_span(selectors.access_for(person(superuser=True)))
    assert everything == (date(1999, 1, 1), date(2014, 3, 9))


def test_an_empty_archive_has_no_span(shelves):
    assert selectors.archive_span(selectors.access_for(None)) == (None, None)
