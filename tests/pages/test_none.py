"""Nothing found, or less than was meant: what is lacking is named, and each way on finds what it promises."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from archive.models import ActorName
from archive.search import engines
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
    assert "No article has zebra." in page.one("div", class_="none").text
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
