"""Nothing found, or less than was meant: what is lacking is named, and each way on finds what it promises."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from archive.models import ActorName, Source
from archive.search import engines, service
from tests.pages.seen import Element, seen
from tests.pages.test_search_page import found

pytestmark = pytest.mark.django_db


def ways(page: Element) -> dict[str, tuple[str, int]]:
    """Words of each way on → its address and the number it promises."""
    rows = page.one("div", class_="none").all("div", class_="row")
    return {
        row.one("a").text: (row.one("a").attrs["href"], int(re.sub(r"\D", "", row.all("span")[-1].text)))
        for row in rows
    }


def keeps_its_promises(visitor: Client, page: Element) -> None:
    for words, (href, promised) in ways(page).items():
        assert promised > 0
        assert found(seen(visitor.get(href))) == promised, words


def test_r08_every_single_removal_that_finds_something_is_offered_best_first(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=grain+zebra&lang=en&from=2014-01-20&to=2014-03-31"))
    assert found(page) == 0
    assert "Nothing is found by zebra, not even alone." in page.one("div", class_="none").text
    assert list(ways(page)) == ["without zebra"]
    keeps_its_promises(visitor, page)
    both = seen(visitor.get("/search?q=leaflet&source=granite-desk"))
    assert "Each part of this is there" in both.one("div", class_="none").text
    assert list(ways(both)) == ["without leaflet", "without source Granite Desk"]
    counts = [promised for _, promised in ways(both).values()]
    assert counts == sorted(counts, reverse=True)
    keeps_its_promises(visitor, both)


def test_r08_a_long_query_is_opened_too(visitor: Client) -> None:
    query = "report number grain prices minister spoke kyiv that day zebra"
    page = seen(visitor.get("/search", {"q": query}))
    assert "without zebra" in ways(page)
    keeps_its_promises(visitor, page)


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("leafelt", "leaflet"),
        ('"common visoin"', '"common vision"'),
        ("grian prices", "grain prices"),
        ("crimea NEAR/9 agreemnet", "crimea NEAR/9 agreement"),
        ("title:leafelt", "title:leaflet"),
        ("Кирму", "криму"),
        ("(leafelt OR zebra) kyiv", "(leaflet OR zebra) kyiv"),
    ],
)
def test_r08_a_word_is_offered_as_the_archive_spells_it(visitor: Client, query: str, meant: str) -> None:
    page = seen(visitor.get("/search", {"q": query}))
    assert found(page) == 0
    offered = {" ".join(words.split()).removeprefix("without ") for words in ways(page)}
    assert meant in offered
    keeps_its_promises(visitor, page)


def test_r08_a_name_is_offered_in_its_other_forms(visitor: Client, archive: SimpleNamespace) -> None:
    ActorName.objects.create(actor_id="sergey-lavrov", text="Lawrow", folded="lawrow", kind="transliteration")
    page = seen(visitor.get("/search?q=lawrow"))
    offered = ways(page)
    assert "actor:sergey-lavrov" in offered
    assert "Sergey Lavrov, under any name" in page.one("div", class_="none").text
    keeps_its_promises(visitor, page)
    ActorName.objects.create(actor_id="sergey-lavrov", text="Sergej Lawrow", folded="sergej lawrow", kind="alias")
    assert "actor:sergey-lavrov" in ways(seen(visitor.get('/search?q="sergej lawrow"')))


def test_a_word_of_an_or_that_is_nowhere_is_named_above_the_results(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=grian+OR+leaflet"))
    assert found(page) == 1
    note = next(p for p in page.all("p", class_="note") if "did you mean" in p.text)
    assert note.text.startswith("grian is in no article; did you mean grain OR leaflet 61")
    assert found(seen(visitor.get(note.link("grain OR leaflet")))) == 61
    assert not [p for p in seen(visitor.get("/search?q=grain+OR+leaflet")).all("p", class_="note") if "mean" in p.text]


def test_hidden_words_are_not_offered(visitor: Client, signed_in: Any) -> None:
    assert "canary" not in seen(visitor.get("/search?q=canray")).one("div", class_="none").text
    assert "canary" in ways(seen(signed_in("researcher").get("/search?q=canray")))


def test_r09_a_date_or_source_outside_the_archive_is_said(visitor: Client) -> None:
    for address in ("/search?q=grain&from=2020-01-01", "/search?q=grain+date:2020"):
        assert "outside the archive" in seen(visitor.get(address)).one("div", class_="none").text, address
    page = seen(visitor.get("/search?q=grain&source=evening-owl"))
    assert "The archive has no source “evening-owl”" in page.one("div", class_="none").text
    assert "without source evening-owl" in ways(page)


@pytest.mark.parametrize("address", ["q=date:1999", "q=grain+date:1999", "from=1999-01-01&to=1999-12-31"])
def test_r09_a_time_outside_the_archive_is_said_however_it_is_asked(visitor: Client, address: str) -> None:
    page = seen(visitor.get(f"/search?{address}"))
    assert "The range lies outside the archive" in page.one("div", class_="none").text
    assert "No article has" not in page.text


@pytest.mark.parametrize("address", ["q=date:2013-12-10", "q=grain&from=2013-12-10&to=2013-12-10"])
def test_r09_a_gap_of_the_archive_is_said(visitor: Client, address: str) -> None:
    page = seen(visitor.get(f"/search?{address}"))
    assert "Nothing of this archive was published 10 December 2013." in page.one("div", class_="none").text


def test_r08_where_two_parts_are_at_fault_the_others_are_offered_alone(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=grain+zebra&source=evening-owl"))
    assert "No single part of it taken away finds anything" in page.text
    assert list(ways(page)) == ["only grain"]
    keeps_its_promises(visitor, page)


def test_a_word_is_shown_as_typed(visitor: Client) -> None:
    page = seen(visitor.get("/search", {"q": "grain and prices"}))
    assert "\\and" not in page.one("ul", class_="terms").text
    for chip in page.one("ul", class_="terms").all("a"):
        assert found(seen(visitor.get(chip.attrs["href"]))) == int(re.sub(r"\D", "", chip.text))


def test_a_source_named_by_one_of_its_words_is_offered_with_its_count(visitor: Client, signed_in: Any) -> None:
    """Of those alone that this person may know of."""
    page = seen(visitor.get("/search", {"q": "source:desk grain"}), 400)
    offers = page.all("p", class_="mend-it")
    assert {"Granite Desk", "Harbour Desk"} <= {a.text.split('"')[1] for p in offers for a in p.all("a")}
    for offer in offers:
        link = offer.one("a")
        assert found(seen(visitor.get(link.attrs["href"]))) == int(re.findall(r"\d+", offer.text)[-1])


def test_a_source_is_found_by_a_part_of_its_domain(visitor: Client, archive: SimpleNamespace) -> None:
    Source.objects.filter(name="Granite Desk").update(name="www.granite.com")
    page = seen(visitor.get("/search", {"q": "source:granite grain"}), 400)
    assert "www.granite.com" in page.one("p", class_="mend-it").text
    assert "actor:granite" not in page.text


def test_a_page_beyond_the_last_has_its_own_heading(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=grain&page=9"), 404)
    assert page.one(id="faults").one("h2").text == "No such page"
    assert "cannot be read" not in page.text


def test_fields_are_listed_within_the_sentence(visitor: Client) -> None:
    page = seen(visitor.get("/search", {"q": "xyzzy:crimea"}), 400)
    assert "There is no field xyzzy; the fields are" in page.one(id="faults").text


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("actor=john-kerry", "may be too low"),
        ("actor=-john-kerry", "too high where"),
        ("q=-actor:john-kerry", "too high where"),
    ],
)
def test_counts_by_tags_that_are_not_there_yet_may_be_wrong_either_way(
    visitor: Client, monkeypatch: pytest.MonkeyPatch, address: str, words: str
) -> None:
    answer = service.answer

    def untagged(request: Any) -> Any:
        return replace(answer(request), untagged=3, total_is_exact=False)

    monkeypatch.setattr(service, "answer", untagged)
    page = seen(visitor.get(f"/search?{address}&source=granite-desk"))
    assert words in page.text
    assert "without this: about" in page.one("ul", class_="terms").text


def test_r08_nothing_found_costs_few_calls_of_the_engine(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """What opens the search again is counted in one call for spellings and one for their questions."""
    engine = type(engines.get_engine(engines.serving()).of("articles"))
    read, calls = engine.read, []
    monkeypatch.setattr(engine, "read", lambda self, use: calls.append(1) or read(self, use))
    seen(visitor.get("/search?q=grainn+zebraa+leaflet"))
    assert len(calls) == 2


def test_r08_several_misspelled_words_are_mended_at_once(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=leafelt+kyviv"))
    assert list(ways(page)) == ["leaflet kyiv"]
    keeps_its_promises(visitor, page)
