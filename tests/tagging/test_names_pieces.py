"""Pieces of names: borders of the model's spans, short forms, party members, lists that share a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.authority.values import Name
from archive.tagging.bodies import members, without_nation
from archive.tagging.borders import split, trim
from archive.tagging.elliptic import shared_words
from archive.tagging.entries import Entry
from archive.tagging.lexicon import agrees
from archive.tagging.shortforms import forms
from archive.tagging.works import works


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("the Security Service", "organisation", "Security Service"),
        ("President Petro Poroshenko", "person", "Petro Poroshenko"),
        ("pro-Kremlin", "organisation", "Kremlin"),
        ("Standard Oil Company of", "organisation", "Standard Oil Company"),
        ("Donetsk People's Republic (DNR", "organisation", "Donetsk People's Republic"),
        ("Klitschko's", "person", "Klitschko"),
        ("Pennzoil Co PZL", "organisation", "Pennzoil Co"),
        ("Volkswagen AG VOWG.F", "organisation", "Volkswagen AG"),
        ("Dresdner Bank AG", "organisation", "Dresdner Bank AG"),
    ],
)
def test_a_span_is_trimmed_to_the_name(text: str, kind: str, name: str) -> None:
    start, end = trim(text, 0, len(text), kind)  # type: ignore[arg-type]
    assert text[start:end] == name


def test_a_title_that_begins_the_next_name_is_left_to_it() -> None:
    text = "People's Front of Prime Minister Arseniy Yatsenyuk"
    start, end = trim(text, 0, text.index(" Minister"), "organisation")
    assert text[start:end] == "People's Front"


@pytest.mark.parametrize(
    ("text", "ends", "starts", "names"),
    [
        ("Petro Poroshenko's bloc", (), (), ["Petro Poroshenko"]),
        ("People's Front", (), (), ["People's Front"]),
        ("Petro Poroshenko's Channel 5", (16,), (), ["Petro Poroshenko", "Channel 5"]),
        ("European Council and Commission", (16,), (), ["European Council", "Commission"]),
        ("Bread and Roses", (), (), ["Bread and Roses"]),
    ],
)
def test_two_names_come_apart(text: str, ends: tuple[int, ...], starts: tuple[int, ...], names: list[str]) -> None:
    pieces = split(text, 0, len(text), frozenset(ends), frozenset(starts))
    assert [text[a:b] for a, b in pieces] == names


@given(st.text("aA'’ s(.,-&the", max_size=40), st.data())
def test_trimming_stays_within_the_span(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    for kind in ("person", "organisation", "place"):
        a, b = trim(text, start, end, kind)  # type: ignore[arg-type]
        assert start <= a
        assert b <= end


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("International Monetary Fund", {"monetary fund", "fund"}),
        ("United States House of Representatives", {"united states house", "states house", "house"}),
        ("Donetsk People's Republic", {"peoples republic", "republic"}),
        ("Gazprom", set()),
    ],
)
def test_short_forms_of_a_body(name: str, short: set[str]) -> None:
    assert forms(name) == short


@pytest.mark.parametrize(
    ("party", "people"),
    [
        ("Communist Party of Ukraine", "Communists"),
        ("Social Democratic Party of Germany", "Social Democrats"),
        ("Republican Party", "Republicans"),
        ("Party of Regions", ""),
    ],
)
def test_a_party_by_its_members(party: str, people: str) -> None:
    assert members(party) == people


def test_a_country_in_a_name_that_is_not_its_home_leaves_no_fragment() -> None:
    nations = frozenset(["ukraine", "somalia", "ukrainian"])
    assert without_nation("Ukrainian Interior Ministry", nations) == "Interior Ministry"
    assert without_nation("Somalia Battalion", nations) == ""
    assert without_nation("Strong Ukraine", nations, "party") == ""


def test_an_owner_is_no_part_of_a_name_without_one() -> None:
    assert not agrees("Petro Poroshenko Bloc", "Petro Poroshenko's bloc")
    assert agrees("Ukraine's parliament", "Ukraine's parliament")


def test_an_enumeration_shares_its_last_word() -> None:
    known = {"Donbas Battalion": "donbas-battalion", "Azov Battalion": "azov-battalion"}
    text = "The Donbas and Azov battalions left."

    def exact(name: str) -> tuple[Entry, ...]:
        return (Entry("actor", known[name], Name(name)),) if name in known else ()

    found = [(text[hit.start : hit.end], hit.entries[0].id) for hit in shared_words(text, exact)]
    assert found == [("Donbas", "donbas-battalion"), ("Azov", "azov-battalion")]


def test_works_stand_after_their_sort() -> None:
    text = 'They sang the song "Let It Go" and "The Story" before the Battle of Debaltseve.'
    assert [text[a:b] for a, b in works(text)] == ["Let It Go", "The Story", "Battle of Debaltseve"]
