"""Saved searches: what is new, whose they are, what becomes wrong with them, changing and deleting."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from archive import store
from archive.models import Actor, ActorName, Article, Collection, CopyGroup, Mention, SavedSearch, Source
from archive.pages import desk
from archive.search import indexing
from tests.pages.corpus import HOSTILE
from tests.pages.seen import Element, seen
from tests.search.conftest import index_folder  # noqa: F401  a fixture
from tests.support.articles import keep_one

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("index_folder")]


def client_of(name: str = "anna", group: str = "reader") -> Client:
    user = User.objects.create_user(name, password="grain-harbour-kite")
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


def article(title: str, rights: str = "public", **fields: Any) -> Article:
    kept = keep_one(title=title, external_id=title, **fields)
    Source.objects.filter(pk=kept.source_id).update(rights=rights)
    store.mark_index_due([kept.pk])
    indexing.drain()
    return kept


def save(client: Client, query: str, name: str = "Grain") -> SavedSearch:
    answer = client.post("/saved/new/", {"query": query, "name": name})
    assert answer.status_code == 302, seen(answer, answer.status_code).text
    return SavedSearch.objects.get(pk=int(answer["Location"].split("/")[2]))


def headlines(page: Element) -> list[str]:
    return [hit.one("h3").text for hit in page.all("li", class_="hit")]


def press_seen(client: Client, page: Element) -> None:
    form = next(form for form in page.all("form") if form.attrs.get("action", "").endswith("/seen/"))
    fields = {i.attrs["name"]: i.attrs["value"] for i in form.all("input") if "value" in i.attrs}
    assert client.post(form.attrs["action"], fields).status_code == 302


@pytest.fixture
def anna() -> Client:
    article("Grain one")
    article("Kite one")
    return client_of()


# --- saving -------------------------------------------------------------------------------------


def test_somebody_not_signed_in_logs_in_and_comes_back_with_the_search_kept(anna: Client) -> None:
    visitor = Client()
    save_link = seen(visitor.get("/search?q=grain&copies=first&sort=oldest")).link(
        "Save this search (you log in first)"
    )
    answer = visitor.get(save_link)
    assert answer["Location"].startswith("/login/?next=/saved/new/")
    sent = visitor.post(answer["Location"], {"username": "anna", "password": "grain-harbour-kite"})
    page = seen(visitor.get(sent["Location"]))
    assert page.one("input", name="query").attrs["value"] == "q=grain&copies=first&sort=oldest"


def test_the_whole_state_is_kept_but_no_page(anna: Client) -> None:
    query = "q=grain&from=2014-01-01&source=harbour-desk&sort=oldest&bin=week&view=kwic"
    kept = save(anna, f"{query}&page=2&facet=actor&facet_q=ker")
    assert kept.query == query
    assert seen(anna.get("/saved/")).link("1 article") == f"/search?{query}"


def test_a_name_is_offered_and_asked_for(anna: Client) -> None:
    page = seen(anna.get("/saved/new/?q=grain&copies=first"))
    assert page.one("input", name="name").attrs["value"] == "grain, copies counted once"
    page = seen(anna.post("/saved/new/", {"query": "q=grain", "name": "  "}), 400)
    assert page.one(role="alert").text == "Give it a name, so that you find it again."
    assert not SavedSearch.objects.exists()


def test_a_search_takes_the_place_of_another(anna: Client) -> None:
    kept = save(anna, "q=grain")
    anna.post("/saved/new/", {"query": "q=kite", "name": "Kites", "replace": str(kept.pk)})
    assert list(SavedSearch.objects.values_list("name", "query")) == [("Kites", "q=kite")]


def test_a_search_with_mistakes_is_not_kept(anna: Client) -> None:
    page = seen(anna.post("/saved/new/", {"query": "q=%28grain", "name": "x"}), 400)
    assert page.link("(grain)") == "/search?q=%28grain%29"
    assert not SavedSearch.objects.exists()


def test_a_search_for_quotes_is_not_kept_but_the_same_for_articles_is(anna: Client) -> None:
    page = seen(anna.post("/saved/new/", {"query": "q=grain&rows=quotes&indirect=1", "name": "x"}), 400)
    assert "Rows: saved searches and lists of searches are of articles, not of quotes" in page.text
    assert page.link("the same for articles") == "/search?q=grain&indirect=1"
    assert not SavedSearch.objects.exists()


def test_a_search_for_quotes_kept_long_ago_says_what_is_wrong_with_it(anna: Client) -> None:
    kept = save(anna, "q=grain")
    SavedSearch.objects.filter(pk=kept.pk).update(query="q=grain&rows=quotes", known=b"")
    article("Grain two")
    page = seen(anna.get(f"/saved/{kept.pk}/"))
    assert headlines(page) == []
    assert "Grain two" not in page.text
    assert page.link("the same for articles") == f"/saved/{kept.pk}/edit/?q=grain"


def test_no_page_of_quotes_offers_to_save_its_search(anna: Client) -> None:
    assert "Save this search" in seen(anna.get("/search?q=grain")).text
    page = seen(anna.get("/quotes/?indirect=1"))
    assert "Save this search" not in page.text
    assert "Many at once" not in page.text, "lists count articles alone"


def test_a_full_desk_says_so(anna: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.store.desk.SEARCHES_MAX", 1)
    save(anna, "q=grain")
    page = seen(anna.post("/saved/new/", {"query": "q=kite", "name": "x"}), 400)
    assert "delete one first" in page.one(role="alert").text
    assert SavedSearch.objects.count() == 1


# --- what is new --------------------------------------------------------------------------------


def test_what_came_since_is_new_until_it_is_seen(anna: Client) -> None:
    kept = save(anna, "q=grain")
    assert "Nothing new" in seen(anna.get("/saved/")).text
    article("Grain two")
    article("Kite two")
    article("Grain three")
    assert seen(anna.get("/saved/")).link("2 new") == f"/saved/{kept.pk}/"
    page = seen(anna.get(f"/saved/{kept.pk}/"))
    assert sorted(headlines(page)) == ["Grain three", "Grain two"]
    assert seen(anna.get(f"/saved/{kept.pk}/")).text == page.text, "looking is not saying seen"
    press_seen(anna, page)
    assert headlines(seen(anna.get(f"/saved/{kept.pk}/"))) == []
    assert "Nothing new" in seen(anna.get("/saved/")).text


def test_what_is_indexed_while_the_button_is_answered_stays_new(anna: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = save(anna, "q=grain")
    article("Grain two")
    page, look = seen(anna.get(f"/saved/{kept.pk}/")), desk.look

    def late(*args: Any) -> store.Look:
        article("Grain three")
        return look(*args)

    monkeypatch.setattr(desk, "look", late)
    press_seen(anna, page)
    assert headlines(seen(anna.get(f"/saved/{kept.pk}/"))) == ["Grain three"]


def test_what_comes_while_the_page_is_read_stays_new(anna: Client) -> None:
    kept = save(anna, "q=grain")
    article("Grain two")
    page = seen(anna.get(f"/saved/{kept.pk}/"))
    article("Grain three")
    press_seen(anna, page)
    assert headlines(seen(anna.get(f"/saved/{kept.pk}/"))) == ["Grain three"]


def test_what_fits_only_later_is_new(anna: Client) -> None:
    """An old article that is tagged after the look."""
    actor = Actor.objects.create(id="john-kerry", name="John Kerry", kind="person")
    ActorName.objects.create(actor=actor, text="John Kerry", folded="john kerry", kind="name")
    kept = save(anna, "actor=john-kerry")
    assert headlines(seen(anna.get(f"/saved/{kept.pk}/"))) == []
    old = Article.objects.get(title="Kite one")
    Mention.objects.create(
        article=old, part="body", start=0, end=3, text="He", kind="person", actor=actor, confidence=1
    )
    store.mark_index_due([old.pk])
    indexing.drain()
    assert headlines(seen(anna.get(f"/saved/{kept.pk}/"))) == ["Kite one"]


def test_of_a_search_that_finds_too_many_the_newest_are_remembered(
    anna: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All articles of a test are first seen at one moment, its transaction's, so their moments are set here."""
    monkeypatch.setattr(desk, "REMEMBERED", 2)
    now = timezone.now()
    for hours, one in enumerate(Article.objects.order_by("-title")):
        seen_at(one, now - timedelta(hours=hours + 1))
    seen_at(article("Old"), now - timedelta(days=9))
    kept = save(anna, "", "Everything")
    assert kept.known_since is not None
    assert "Nothing new" in seen(anna.get("/saved/")).text
    seen_at(article("Late"), now)
    seen_at(article("Found in the cellar"), now - timedelta(days=8))
    page = seen(anna.get(f"/saved/{kept.pk}/"))
    assert headlines(page) == ["Late"]
    assert "too many to remember each" in page.text
    seen_at(article("Later"), now + timedelta(minutes=2))
    press_seen(anna, page)
    assert headlines(seen(anna.get(f"/saved/{kept.pk}/"))) == ["Later"]
    for n in range(3):
        seen_at(article(f"Flood {n}"), now + timedelta(minutes=3))
    assert seen(anna.get("/saved/")).link("2 or more new") == f"/saved/{kept.pk}/"


def seen_at(one: Article, moment: Any) -> None:
    Article.objects.filter(pk=one.pk).update(first_seen=moment)
    store.mark_index_due([one.pk])
    indexing.drain()


def test_what_there_was_no_time_for_says_so(anna: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = save(anna, "q=grain")
    article("Grain two")
    monkeypatch.setattr(desk, "SECONDS", -1.0)
    row = seen(anna.get("/saved/")).one("li", id=f"s{kept.pk}")
    assert "Nothing new" not in row.text
    assert headlines(seen(anna.get(row.link("Open it by itself")))) == ["Grain two"]


def test_new_ones_come_in_pages(anna: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = save(anna, "q=grain")
    monkeypatch.setattr(desk, "PAGE_SIZE", 1)
    article("Grain two")
    article("Grain three")
    first = seen(anna.get(f"/saved/{kept.pk}/"))
    second = seen(anna.get(f"/saved/{kept.pk}/{first.link('Next')}"))
    assert sorted([*headlines(first), *headlines(second)]) == ["Grain three", "Grain two"]
    assert anna.get(f"/saved/{kept.pk}/?page=3").status_code == 404
    assert anna.get(f"/saved/{kept.pk}/?page=-1").status_code == 404


def test_a_new_article_opens_with_the_words_marked(anna: Client) -> None:
    kept = save(anna, "q=grain&page=2")
    two = article("Grain two")
    href = seen(anna.get(f"/saved/{kept.pk}/")).link("Grain two")
    assert href.startswith(f"/article/{two.pk}/?q=grain")
    assert seen(anna.get(href.partition("#")[0])).all("mark")


# --- rights -------------------------------------------------------------------------------------


def test_nobody_sees_or_changes_what_is_anothers(anna: Client) -> None:
    kept = save(anna, "q=grain", "Annas own")
    other = client_of("boris", "administrator")
    for address in (f"/saved/{kept.pk}/", f"/saved/{kept.pk}/edit/"):
        assert other.get(address).status_code == 404
    for deed in ("seen", "edit", "delete", "put-back"):
        assert other.post(f"/saved/{kept.pk}/{deed}/", {"name": "x", "q": "x"}).status_code == 404
    assert other.post("/saved/new/", {"query": "", "name": "x", "replace": kept.pk}).status_code == 404
    assert "Annas own" not in seen(other.get("/saved/")).text
    kept.refresh_from_db()
    assert (kept.name, kept.query, kept.deleted) == ("Annas own", "q=grain", None)


def test_somebody_not_signed_in_is_sent_to_log_in(anna: Client) -> None:
    kept = save(anna, "q=grain")
    for answer in (Client().get(f"/saved/{kept.pk}/"), Client().post(f"/saved/{kept.pk}/delete/")):
        assert answer["Location"].startswith("/login/")
    assert SavedSearch.objects.filter(deleted=None).exists()


@pytest.mark.parametrize("filters", ["", "&month=2014-02", "&month=-2014-02", "&from=2014-02-28", "&year=2014"])
@pytest.mark.parametrize("copies", ["each", "first"])
@pytest.mark.parametrize("step", ["month", "year"])
def test_each_cell_of_a_list_is_what_its_link_finds(index_folder: Any, step: str, copies: str, filters: str) -> None:  # noqa: F811
    """The story is of two copies, one on the last day of a month and one on the first of the next."""
    group = CopyGroup.objects.create()
    days = [date(2014, 2, 28), date(2014, 3, 1), date(2014, 3, 5), None]
    made = [keep_one(title=f"Grain {n}", external_id=str(n), day=day).pk for n, day in enumerate(days)]
    Article.objects.filter(pk__in=made[:2]).update(copy_group=group)
    Article.objects.filter(pk__in=made[2:]).update(copy_group=None)
    Source.objects.update(rights="public")
    store.mark_index_due(list(Article.objects.values_list("pk", flat=True)))
    indexing.drain()
    page = seen(Client().get(f"/batch/?q=grain&bin={step}&copies={copies}{filters}"))
    cells = [td.all("a") for td in page.one("tbody").all("td", class_="n")]
    links = [found[0] for found in cells if found]
    assert len(links) > 1
    for link in links:
        count = seen(Client().get(link.attrs["href"])).one(class_="count").text
        assert count.split()[0] == link.text, link.attrs["href"]


def test_rights_are_those_of_the_moment(anna: Client) -> None:
    article("Grain locked", "researchers", source="Locked Desk")
    kept = save(anna, "q=title:grain")
    save(anna, "q=delegations", "Text")
    vault = Collection.objects.get(slug="articles")
    article("Grain two")
    assert headlines(seen(anna.get(f"/saved/{kept.pk}/"))) == ["Grain two"]
    assert seen(anna.get("/saved/")).one("li", id=f"s{kept.pk}").link("3 articles")
    Collection.objects.filter(pk=vault.pk).update(visibility="private")
    row = seen(anna.get("/saved/")).one("li", id=f"s{kept.pk}")
    assert row.link("0 articles")
    assert "Nothing new" in row.text
    assert "Grain two" not in seen(anna.get(f"/saved/{kept.pk}/")).text


def test_a_text_that_opens_is_new(anna: Client) -> None:
    article("Locked", "researchers", source="Locked Desk", body="The canary sang in the locked room at night.")
    kept = save(anna, "q=canary")
    assert "Nothing new" in seen(anna.get("/saved/")).text
    Source.objects.filter(name="Locked Desk").update(rights="public")
    store.mark_index_due(list(Article.objects.values_list("pk", flat=True)))
    indexing.drain()
    assert headlines(seen(anna.get(f"/saved/{kept.pk}/"))) == ["Locked"]


def test_pages_of_the_desk_are_not_kept_by_the_browser(anna: Client) -> None:
    kept = save(anna, "q=grain")
    for address in ("/saved/", f"/saved/{kept.pk}/", f"/saved/{kept.pk}/edit/", "/saved/new/?q=x"):
        assert anna.get(address)["Cache-Control"] == "no-store"


def test_a_form_without_its_token_changes_nothing(anna: Client) -> None:
    kept = save(anna, "q=grain")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(username="anna"))
    for deed in ("seen", "edit", "delete", "put-back"):
        assert strict.post(f"/saved/{kept.pk}/{deed}/").status_code == 403
    assert strict.post("/saved/new/", {"query": "q=x", "name": "x"}).status_code == 403


# --- what becomes wrong -------------------------------------------------------------------------


def test_an_actor_that_is_gone_is_named_and_nothing_is_counted(anna: Client) -> None:
    Actor.objects.create(id="john-kerry", name="John Kerry", kind="person")
    ActorName.objects.create(actor_id="john-kerry", text="John Kerry", folded="john kerry", kind="name")
    kept = save(anna, "q=grain&actor=john-kerry")
    Actor.objects.all().delete()
    row = seen(anna.get("/saved/")).one(id=f"s{kept.pk}")
    assert "Cannot be asked as it stands" in row.text
    assert "0" not in row.text
    page = seen(anna.get(f"/saved/{kept.pk}/"))
    assert "john-kerry" in page.one(role="alert").text
    form = seen(anna.get(page.link("the same without actor john-kerry")))
    assert form.one("input", id="query").attrs["value"].strip("()") == "grain"
    assert form.all("input", name="keep") == []


@pytest.mark.parametrize(
    ("query", "said", "repair"),
    [
        ("q=authr%3Asmith", "authr", None),
        ("q=%28grain", "not closed", "(grain)"),
        ("q=grain&source=gone-paper", "gone-paper", "the same without source gone-paper"),
        ("q=grain&sort=best", "best", "the same without “sort”"),
        ("q=grain&from=2014-02-30", "2014-02-30", "the same without “from”"),
        ("q=grain&length=huge", "huge", "the same without length huge"),
    ],
)
def test_what_can_no_longer_be_read_is_said_with_its_repair(
    anna: Client, query: str, said: str, repair: str | None
) -> None:
    kept = save(anna, "q=grain")
    SavedSearch.objects.filter(pk=kept.pk).update(query=query)
    page = seen(anna.get(f"/saved/{kept.pk}/"))
    assert said in page.one(role="alert").text
    assert "Nothing new" not in page.text
    if repair:
        edit = seen(anna.get(page.link(repair)))
        assert edit.one("input", id="query").attrs["value"].strip("()") == "grain"
    # Saying seen of it does nothing, and does not fail.
    assert anna.post(f"/saved/{kept.pk}/seen/", {"shown": "all"}).status_code == 302


def test_several_mistakes_are_mended_together(anna: Client) -> None:
    kept = save(anna, "q=grain")
    SavedSearch.objects.filter(pk=kept.pk).update(
        query="q=%28grain&source=gone&source=harbour-desk&place=nowhere&sort=best&copies=first"
    )
    page = seen(anna.get(f"/saved/{kept.pk}/"))
    (mend,) = [p.one("a") for p in page.all("p", class_="mend-it")]
    assert mend.attrs["href"] == f"/saved/{kept.pk}/edit/?q=%28grain%29&source=harbour-desk&copies=first"
    assert "without source gone" in mend.text


def test_a_parameter_that_is_no_more_is_named_with_what_is_like_it(anna: Client) -> None:
    kept = save(anna, "q=grain")
    SavedSearch.objects.filter(pk=kept.pk).update(query="q=grain&sorce=harbour-desk&zzz=1")
    page = seen(anna.get(f"/saved/{kept.pk}/"))
    assert "“sorce” is no parameter of a search and is ignored; did you mean “source”?" in page.text
    assert "“zzz” is no parameter" in page.text


# --- changing, deleting -------------------------------------------------------------------------


def test_name_query_and_filters_are_changed(anna: Client) -> None:
    kept = save(anna, "q=grain&source=harbour-desk&copies=first")
    form = seen(anna.get(f"/saved/{kept.pk}/edit/"))
    boxes = {box.attrs["value"]: box.parent.text for box in form.all("input", name="keep") if box.parent}
    assert boxes == {"source=harbour-desk": "Source: Harbour Desk", "copies=first": "Copies: first"}
    anna.post(f"/saved/{kept.pk}/edit/", {"name": "Kites", "q": "kite", "keep": ["copies=first"]})
    kept.refresh_from_db()
    assert (kept.name, kept.query) == ("Kites", "q=kite&copies=first")
    assert "Nothing new" in seen(anna.get("/saved/")).text, "what it finds now counts as seen"


def test_a_new_name_alone_keeps_what_is_new(anna: Client) -> None:
    kept = save(anna, "q=grain")
    article("Grain two")
    anna.post(f"/saved/{kept.pk}/edit/", {"name": "Corn", "q": "grain"})
    assert headlines(seen(anna.get(f"/saved/{kept.pk}/"))) == ["Grain two"]


def test_a_mistake_in_the_form_keeps_what_was_typed(anna: Client) -> None:
    kept = save(anna, "q=grain&copies=first")
    page = seen(anna.post(f"/saved/{kept.pk}/edit/", {"name": "New", "q": "(kite", "keep": "copies=first"}), 400)
    assert page.one("input", id="query").attrs["value"] == "(kite"
    assert page.one("input", id="query").attrs["aria-invalid"] == "true"
    assert page.one("input", id="name").attrs["value"] == "New"
    mended = seen(anna.get(page.link("(kite)")))
    assert mended.one("input", id="query").attrs["value"] == "(kite)"
    kept.refresh_from_db()
    assert kept.query == "q=grain&copies=first"


def test_what_is_deleted_can_be_put_back_for_a_day(anna: Client) -> None:
    kept = save(anna, "q=grain", "Keep me")
    anna.post(f"/saved/{kept.pk}/delete/")
    page = seen(anna.get("/saved/"))
    assert page.all("li", id=f"s{kept.pk}") == []
    assert "Keep me" in page.text
    assert anna.get(f"/saved/{kept.pk}/").status_code == 404
    anna.post(f"/saved/{kept.pk}/put-back/")
    assert seen(anna.get("/saved/")).one("li", id=f"s{kept.pk}")
    anna.post(f"/saved/{kept.pk}/delete/")
    SavedSearch.objects.update(deleted=timezone.now() - timedelta(days=2))
    assert "Keep me" not in seen(anna.get("/saved/")).text
    save(anna, "q=kite")
    assert not SavedSearch.objects.filter(pk=kept.pk).exists()


def test_hostile_names_and_queries_are_text(anna: Client) -> None:
    article(f"Grain {HOSTILE}")
    kept = save(anna, f"q=grain&section={quote(HOSTILE)}", HOSTILE[:100])
    two = save(anna, "q=grain", HOSTILE[:110])
    article(f"Grain again {HOSTILE}")
    for address in ("/saved/", *(f"/saved/{one.pk}/{end}" for one in (kept, two) for end in ("", "edit/"))):
        page = seen(anna.get(address))
        assert page.all("img") == []
        assert all(script.attrs.get("src", "").startswith("/static/") for script in page.all("script"))
    assert HOSTILE[:100] in seen(anna.get("/saved/")).text


def test_reading_the_desk_changes_nothing(anna: Client) -> None:
    kept = save(anna, "q=grain")
    article("Grain two")
    before = list(SavedSearch.objects.values_list())
    for address in ("/saved/", f"/saved/{kept.pk}/", f"/saved/{kept.pk}/edit/", "/saved/new/?q=x"):
        anna.get(address)
    assert list(SavedSearch.objects.values_list()) == before


@pytest.mark.parametrize("shown", ["x", "all", "4pyT", "\x00", "é" * 50, "eJwDAAAAAAE="])
def test_a_forged_field_of_what_was_shown_is_no_error(anna: Client, shown: str) -> None:
    kept = save(anna, "q=grain")
    article("Grain two")
    assert anna.post(f"/saved/{kept.pk}/seen/", {"shown": shown}).status_code == 302
