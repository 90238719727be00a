"""Town names of two words, and towns that only the words around show: what is a place and what is none."""

from __future__ import annotations

import pytest

from archive.tagging.countylists import county_lists
from archive.tagging.recognise import parse_shallow
from archive.tagging.sites import no_place_at_all
from archive.tagging.spans import Found
from archive.tagging.townlike import peopled
from archive.tagging.wider import widen, without_halves

TOWNS = {"New London": 4.4, "Kansas City": 5.7, "North Kansas City": 3.6, "Dublin City": 5.0, "Dublin": 6.0}


def _size(name: str) -> float:
    return TOWNS.get(name, 0.0)


def _span(text: str, name: str, kind: str = "place") -> Found:
    return Found(text.index(name), text.index(name) + len(name), name, kind)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "seen", "name"),
    [
        ("Police of New London said so.", "London", "New London"),
        ("Rain in North Kansas City fell.", "Kansas", "North Kansas City"),
        ("The Dublin City Council met.", "Dublin", "Dublin"),
        ("He left East London early.", "London", "London"),
    ],
)
def test_a_town_of_two_words_is_one_where_the_gazetteer_has_it(text: str, seen: str, name: str) -> None:
    span = _span(text, seen)
    widen([span], parse_shallow(text), _size)
    assert (span.text, text[span.start : span.end]) == (name, name)


def test_half_of_a_towns_name_is_no_place_beside_it() -> None:
    text = "Fire in Kansas City and in Kansas."
    spans = [_span(text, "Kansas City"), _span(text, "Kansas"), Found(27, 33, "Kansas", "place")]
    assert [span.text for span in without_halves(spans, _size)] == ["Kansas City", "Kansas"]


@pytest.mark.parametrize(
    ("text", "name", "is_town"),
    [
        ("Gregory Crolley, 42, of Swansea, was jailed.", "Swansea", True),
        ("Sen. Ray Miller, D-Columbus, spoke.", "Columbus", True),
        ("A Rolling Meadows resident stopped him.", "Rolling Meadows", True),
        ("Yesterday Kelly man was the word.", "Kelly", False),
        ("He is a friend of Houston.", "Houston", False),
    ],
)
def test_residents_ages_and_seats_show_a_town(text: str, name: str, is_town: bool) -> None:
    assert peopled(_span(text, name, "person"), text) is is_town


def test_every_name_of_a_list_of_counties_is_found() -> None:
    text = "Floods in Becker, Otter Tail and St. Louis counties; two counties were dry, and Clay County too."
    assert [text[start:end] for start, end in county_lists(text)] == ["Becker", "Otter Tail", "St. Louis"]


@pytest.mark.parametrize(
    ("text", "name", "none"),
    [
        ("SECURES MILLIONS IN FUNDING", "IN", True),
        ("Gary, IN, was quiet.", "IN", False),
        ("Sen. Bob Casey (D-PA) spoke.", "PA", False),
        ("south London PA photographs", "PA", True),
        ("He is OK now.", "OK", True),
        ("The US-24 road was closed.", "US", True),
        ("A US ship sailed.", "US", False),
        ("the former Ruhr Valley mines", "Valley", True),
    ],
)
def test_letters_of_a_state_that_are_a_word_name_no_place(text: str, name: str, none: bool) -> None:
    assert no_place_at_all(_span(text, name), text) is none
