"""Home, actors, places, days, sources, help, about, health, login, errors: what a person sees of each."""

from __future__ import annotations

import json
import re
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from archive.export.manifest import placings
from archive.models import Actor, Article, Collection, TagState
from archive.pages import care, forms, guide, things
from archive.search.engine import SearchUnavailableError
from tests.pages import corpus
from tests.pages.seen import Element, seen

pytestmark = pytest.mark.django_db


def number(words: str) -> int:
    return int(re.sub(r"\D", "", words))


def total(visitor: Client, address: str) -> int:
    return number("0" + seen(visitor.get(address)).one(class_="count").text)


# --- home -----------------------------------------------------------------------------------------


@pytest.fixture
def home(visitor: Client) -> Element:
    return seen(visitor.get("/"))


def test_home_says_what_the_archive_holds(home: Element, visitor: Client) -> None:
    stand = home.one("p", class_="stand").text
    assert f"{total(visitor, '/search')} articles" in stand
    assert "20 January 2014" not in stand  # the month-dated one is older
    assert "2 April 2014" in stand
    assert "1 without a known date" in stand
    assert "last ingest" not in stand
    assert "Last added" in home.text


def test_home_names_peaks_and_links_them(home: Element, visitor: Client) -> None:
    bars = [a for a in home.one("svg", id="chart").all("a") if a.all("title")]
    for bar in bars[:3]:
        assert total(visitor, bar.attrs["href"]) == number(bar.one("title").text.rsplit(", ", 1)[1])
    assert home.one("figcaption").text.startswith("The greatest")


def test_home_has_leading_actors_and_places_and_the_newest(home: Element) -> None:
    assert any(a.attrs["href"] == "/actor/minister-01/" for a in home.all("a", class_="n"))
    assert any(a.attrs["href"] == "/place/kyiv/" for a in home.all("a", class_="n"))
    assert len(home.one("ol", class_="cols3").all("li")) == 20


def test_home_offers_to_take_the_sample_out_once_there_are_other_articles(visitor: Client) -> None:
    assert "sample remove" not in seen(visitor.get("/")).text
    own = Collection.objects.create(slug="own", name="Own")
    own.articles.add(Article.objects.filter(withdrawn_at=None).first())
    assert ".venv/bin/python manage.py sample remove" in seen(visitor.get("/")).text


def test_examples_find_what_they_say(home: Element, visitor: Client) -> None:
    examples = home.one("ul", class_="asks").all("a")
    assert examples
    for example in examples:
        assert total(visitor, example.attrs["href"]) == number(example.all("span")[-1].text) > 0


def test_the_example_about_words_in_quotation_marks_asks_just_that(home: Element, visitor: Client) -> None:
    example = home.one("ul", class_="asks").all("a")[-1]
    assert example.text == "Who says “Kyiv” inside quotation marks? said:Kyiv 1"
    page = seen(visitor.get(example.attrs["href"]))
    assert [hit.one("h3").text for hit in page.all("li", class_="hit")] == ["A leaflet without a date"]


def test_home_does_not_say_that_articles_wait_for_tags_that_will_not_come(
    visitor: Client, archive: SimpleNamespace
) -> None:
    before = number("0" + "".join(re.findall(r"(\d+) articles? not tagged yet", seen(visitor.get("/")).text)))
    Article.objects.filter(pk=archive.ids["london"]).update(tag_due=False)
    TagState.objects.filter(article=archive.ids["london"]).delete()
    words = seen(visitor.get("/")).text
    assert f"{before + 1} article{'s' if before else ''} not tagged yet, or in a language without a tagger." in words
    assert "wait" not in words


# --- things ---------------------------------------------------------------------------------------


def test_an_actor_has_names_in_all_scripts_offices_and_quotes(visitor: Client) -> None:
    page = seen(visitor.get("/actor/sergey-lavrov/"))
    names = {b.text: b.attrs.get("lang", "") for b in page.one("ul", class_="names").all("b")}
    assert names["Сергей Лавров"] == "ru"
    assert names["سيرغي لافروف"] == "ar"
    offices = [tr.text for tr in page.one("table", class_="grid").one("tbody").all("tr")]
    assert any(
        "foreign minister" in row and "9 Mar 2004 – not known, or still" in row and "the ministry's own page" in row
        for row in offices
    )
    assert any("7 Jul 1994 – 9 Mar 2004" in row and "unverified" in row for row in offices)
    assert "The sanctions would be counterproductive" in page.text
    assert total(visitor, page.link("Search these articles")) == number(page.one("p", class_="stand").all("b")[0].text)


def test_printed_words_of_an_actor_are_apart_from_indirect_speech(visitor: Client) -> None:
    page = seen(visitor.get("/actor/sergey-lavrov/"))
    printed = next(s for s in page.all("section") if s.text.startswith("In quotation marks"))
    indirect = next(s for s in page.all("section") if s.text.startswith("Indirect speech"))
    assert "respect the choice" not in printed.text
    assert "respect the choice" in indirect.text
    assert "14 March 2014" in indirect.text


def test_company_is_counted_within_the_actors_articles(visitor: Client) -> None:
    page = seen(visitor.get("/actor/sergey-lavrov/"))
    company = {
        tr.one("th").text: number(tr.all("td")[-1].text)
        for tr in page.all("table", class_="ranked")[0].one("tbody").all("tr")
    }
    assert company["John Kerry"] == 2
    assert company["Mikhail Malyshev not identified"] == 2
    assert "Sergey Lavrov" not in company
    assert "Minister 01" not in company


def test_the_parts_of_a_government_have_their_dates(visitor: Client) -> None:
    Actor.objects.create(
        id="first-cabinet", kind="government", name="First cabinet", part_of=["government-of-russia"],
        start=date(2012, 5, 21), end=date(2018, 5, 8),
    )  # fmt: skip
    page = seen(visitor.get("/actor/government-of-russia/"))
    assert page.one("ul", class_="parts").text == "First cabinet 21 May 2012 – 8 May 2018"


def test_an_actor_leads_to_its_article_in_wikipedia(visitor: Client) -> None:
    Actor.objects.filter(id="government-of-russia").update(wikipedia="Government of Russia (1991)")
    page = seen(visitor.get("/actor/government-of-russia/"))
    assert page.link("Wikipedia") == "https://en.wikipedia.org/wiki/Government_of_Russia_%281991%29"


@pytest.mark.parametrize(
    ("title", "address"),
    [
        ("Radio Free Europe/Radio Liberty", "https://en.wikipedia.org/wiki/Radio_Free_Europe/Radio_Liberty"),
        ("https://en.wikipedia.org/wiki/NATO", "https://en.wikipedia.org/wiki/NATO"),
        ("javascript:alert(1)", "https://en.wikipedia.org/wiki/javascript%3Aalert%281%29"),
        ("javascript://x/%0aalert(1)", ""),
        (None, ""),
    ],
)
def test_a_title_of_wikipedia_is_an_address_of_it(title: str | None, address: str) -> None:
    assert things.encyclopaedia_address(title) == address


def test_a_place_has_its_parents_names_and_map(visitor: Client) -> None:
    page = seen(visitor.get("/place/crimea/"))
    assert "Peninsula in Ukraine" in page.one("p", class_="stand").text
    assert page.one("svg", class_="map").attrs["aria-label"].endswith("Crimea")
    assert "Крим" in page.text
    note = page.one("p", class_="placing")
    assert note.text.startswith("Crimea, with everything in it, stands under Ukraine at all dates")
    assert note.one("a").attrs["href"] == "/about/"
    assert seen(visitor.get("/place/london/")).all("p", class_="placing") == []


def test_what_contains_a_place_is_not_its_company(visitor: Client) -> None:
    page = seen(visitor.get("/place/crimea/"))
    together = next(s for s in page.all("section") if s.text.startswith("Named together with"))
    names = [tr.one("th").text for tr in together.one("tbody").all("tr")]
    assert "London" in names
    assert "Ukraine" not in names


def test_names_begin_with_the_main_one_and_end_with_the_people() -> None:
    known = [
        ("ARC", "", "acronym"), ("Crimean peninsula", "en", "alias"), ("Crimeans", "en", "demonym"), ("Crimea", "en", "name"),
        ("the Crimea", "en", "name"), ("Крим", "uk", "name"), ("АР Крым", "ru", "name"), ("a title", "en", "title"),
    ]  # fmt: skip
    rows = [SimpleNamespace(text=text, lang=lang, kind=kind) for text, lang, kind in known]
    assert [form.text for form in things.name_forms(rows, "Crimea")] == [
        "Crimea", "the Crimea", "АР Крым", "Крим", "Crimean peninsula", "ARC", "Crimeans",
    ]  # fmt: skip


def test_a_place_that_acts_leads_to_who_acts(visitor: Client) -> None:
    page = seen(visitor.get("/place/moscow/"))
    assert page.one("p", class_="stand").one("a", class_="m").attrs["href"] == "/actor/government-of-russia/"


def test_a_day_has_what_was_published_and_what_speaks_of_it(visitor: Client) -> None:
    page = seen(visitor.get("/day/2014-03-16/"))
    assert page.one("h1").text == "Sunday, 16 March 2014"
    spoken = next(s for s in page.all("section") if s.text.startswith("Spoken of"))
    assert "London talks on Crimea" in spoken.text
    assert page.link("← 15 March 2014") == "/day/2014-03-15/"
    assert visitor.get("/day/2014-02-30/").status_code == 404


def test_sources_are_listed_with_what_is_held_of_them(visitor: Client) -> None:
    page = seen(visitor.get("/sources/"))
    rows = {tr.one("th").text: tr for tr in page.one("table").one("tbody").all("tr")}
    assert total(visitor, rows["Granite Desk"].all("td")[-1].one("a").attrs["href"]) == number(
        rows["Granite Desk"].all("td")[-1].text
    )
    assert "researchers" in rows["Locked Desk"].text
    source = seen(visitor.get(rows["Locked Desk"].one("th").one("a").attrs["href"]))
    assert "you see headline and date" in source.text


@pytest.mark.parametrize("address", ["/actor/nobody/", "/place/nowhere/", "/source/none/", "/nothing", "/actor/a%00b/"])
def test_what_is_not_there_is_a_404_that_leads_on(visitor: Client, address: str) -> None:
    page = seen(visitor.get(address), 404)
    assert page.link("All articles") == "/search"


# --- help and about -------------------------------------------------------------------------------


def test_every_example_of_the_help_is_understood_and_counts_true(visitor: Client) -> None:
    page = seen(visitor.get("/help/"))
    rows = page.all("table")[0].one("tbody").all("tr")
    assert len(rows) == len(guide.LESSONS)
    for row in rows:
        assert row.all("p", class_="wrong") == []
        assert total(visitor, row.one("a").attrs["href"]) == number("0" + row.all("td")[-1].text)


def test_the_help_lists_every_field_and_parameter(visitor: Client) -> None:
    from archive.search.fields import FIELDS

    page = seen(visitor.get("/help/"))
    assert {tr.one("th").all("span")[0].text for tr in page.all("table")[1].one("tbody").all("tr")} == set(FIELDS)
    assert {tr.one("th").text for tr in page.all("table")[2].one("tbody").all("tr")} == set(forms.NAMES)


def test_about_says_what_it_is_not_and_where_crimea_stands(visitor: Client) -> None:
    words = seen(visitor.get("/about/")).text
    assert "not been measured" in words
    for line in placings():
        assert line in words
    assert "Crimea" in words
    assert corpus.NOTE in words


# --- health ---------------------------------------------------------------------------------------


def test_healthz_is_well_when_both_answer(visitor: Client) -> None:
    answer = visitor.get("/healthz")
    assert answer.status_code == 200
    assert json.loads(answer.content) == {"status": "ok", "database": True, "index": True}
    assert "answers" in seen(visitor.get("/status/")).text


def test_health_says_how_many_articles_have_tags_of_an_earlier_version(visitor: Client) -> None:
    rows = seen(visitor.get("/status/")).one("dl")
    told = dict(zip([dt.text for dt in rows.all("dt")], [dd.text for dd in rows.all("dd")], strict=True))
    by_hand = TagState.objects.filter(tagger="by hand", article__withdrawn_at=None).count()
    assert told["To be tagged again"].startswith(f"{by_hand}their tags are of an earlier version")


def test_healthz_fails_when_the_index_does_not_answer(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(request: object) -> None:
        raise SearchUnavailableError("the index is not there")

    monkeypatch.setattr(care.service, "answer", broken)
    answer = visitor.get("/healthz")
    assert answer.status_code == 503
    assert json.loads(answer.content)["index"] is False
    assert "does not answer" in seen(visitor.get("/status/"), 503).text


def test_an_index_that_does_not_answer_is_a_503_with_a_way_on(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(request: object) -> None:
        raise SearchUnavailableError("the index is not there")

    monkeypatch.setattr(care.service, "search", broken)
    monkeypatch.setattr(care.service, "answer", broken)
    answer = visitor.get("/search?q=grain")
    assert answer["Retry-After"] == "10"
    assert "not ready" in seen(answer, 503).text


def test_a_fault_of_ours_is_a_500_without_innards(archive: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("innards")

    monkeypatch.setattr(care.service, "search", broken)
    answer = Client(raise_request_exception=False).get("/search?q=grain")
    page = seen(answer, 500)
    assert "innards" not in page.text
    assert "The fault is the archive’s" in page.text


def test_a_database_that_does_not_answer_is_a_503(archive: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(care.service, "search", gone)
    assert Client(raise_request_exception=False).get("/search").status_code == 503


def test_a_database_that_fails_while_asking_who_it_is_still_gives_a_page(
    archive: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", gone)
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "a-key-that-may-be-one"
    answer = client.get("/search")
    assert answer["Retry-After"] == "10"
    assert "not ready" in seen(answer, 503).text


# --- the door -------------------------------------------------------------------------------------


@pytest.fixture
def anna(archive: SimpleNamespace) -> User:
    return User.objects.create_user("anna", password="grain-harbour-kite")


def test_logging_in_changes_the_session_and_leads_back(visitor: Client, anna: User) -> None:
    visitor.get("/login/")
    answer = visitor.post(
        "/login/?next=/search", {"username": "anna", "password": "grain-harbour-kite", "next": "/search?q=x"}
    )
    assert answer["Location"] == "/search?q=x"
    assert visitor.session["_auth_user_id"] == str(anna.pk)
    before = visitor.cookies["sessionid"].value
    assert "Log out" in seen(visitor.get("/")).text
    visitor.post("/logout/")
    assert visitor.cookies["sessionid"].value != before
    assert "Log in" in seen(visitor.get("/")).text


def test_a_wrong_password_is_said_and_the_name_stays(visitor: Client, anna: User) -> None:
    page = seen(visitor.post("/login/", {"username": "anna", "password": "no"}))
    assert "do not fit" in page.one(role="alert").text
    assert page.one("input", id="id_username").attrs["value"] == "anna"
    assert page.one("title").text.startswith("Error:")


def test_password_managers_know_the_fields(visitor: Client) -> None:
    page = seen(visitor.get("/login/"))
    assert page.one("input", id="id_username").attrs["autocomplete"] == "username"
    assert page.one("input", id="id_password").attrs["autocomplete"] == "current-password"


def test_nobody_is_led_to_another_site(visitor: Client, anna: User) -> None:
    answer = visitor.post(
        "/login/", {"username": "anna", "password": "grain-harbour-kite", "next": "https://evil.example/"}
    )
    assert answer["Location"] == "/"
    assert visitor.get("/look/dark/?next=//evil.example/")["Location"] == "/"


def test_the_look_is_kept(visitor: Client) -> None:
    visitor.get("/look/dark/?next=/help/")
    assert seen(visitor.get("/help/")).one("html").attrs["data-theme"] == "dark"
    visitor.get("/look/system/")
    assert "data-theme" not in seen(visitor.get("/help/")).one("html").attrs


def test_unsafe_requests_need_the_token(archive: SimpleNamespace) -> None:
    strict = Client(enforce_csrf_checks=True)
    for address in ("/login/", "/logout/", "/admin/login/"):
        page = strict.post(address, {"username": "anna", "password": "x"})
        assert page.status_code == 403
    for name in ("home", "search", "sources", "help", "about", "status", "healthz"):
        assert strict.post(reverse(name)).status_code in (403, 405)


def test_admin_is_for_staff(visitor: Client, signed_in: Any) -> None:
    assert visitor.get("/admin/").status_code == 302
    assert signed_in("reader").get("/admin/").status_code == 302
