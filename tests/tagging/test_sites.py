"""Sites by the word of their sort, towns of datelines, and names of places that name something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.tagging.recognise import Parsed, parse_shallow
from archive.tagging.sites import add_sites
from archive.tagging.spans import Found
from tests.tagging.support import mentioned, tag


def _places(text: str) -> list[str]:
    return [m.text for m in tag(text).mentions if m.kind == "place"]


@pytest.mark.parametrize(
    ("text", "site"),
    [
        ("Shells fell on Kyivskyi market at noon.", "Kyivskyi market"),
        ("A bus was hit in Leninskyi district.", "Leninskyi district"),
        ("He spoke in the Palais des Beaux-Arts that night.", "Palais des Beaux-Arts"),
        ("The patriarch prayed in St Michael's Cathedral.", "St Michael's Cathedral"),
        ("They met on Alexanderplatz on Monday.", "Alexanderplatz"),
    ],
)
def test_a_site_is_a_place_by_the_word_of_its_sort(text: str, site: str) -> None:
    mention = mentioned(tag(text), site)
    assert (mention.kind, mention.place) == ("place", "")


@pytest.mark.parametrize("name", ["OUISTREHAM", "VELYKI LUKY"])
def test_the_town_of_a_dateline_is_a_place_though_nobody_lists_it(name: str) -> None:
    mention = mentioned(tag(f"{name}, June 6 — The leaders met."), name)
    assert (mention.kind, mention.place, mention.reading) == ("place", "", "literal")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The minesweeper Moscow was taken.", "Moscow"),
        ("Fighters of the Crimea battalion came.", "Crimea"),
        ("They are part of a volunteer battalion, Crimea, he said.", "Crimea"),
        ("The second line, Yamal-France, was shut.", "France"),
        ("Anna Paris said that it was over.", "Paris"),
    ],
)
def test_a_ship_a_unit_or_half_a_name_is_no_place(text: str, name: str) -> None:
    assert name not in _places(text)


def test_two_places_with_a_hyphen_stay_two() -> None:
    assert _places("The Moscow-Kyiv train was late.") == ["Moscow", "Kyiv"]


@given(st.text(alphabet="AKkyivs market—,\n'é-", max_size=200))
def test_offsets_are_those_of_the_text(text: str) -> None:
    parsed: Parsed = parse_shallow(text)
    for span in add_sites([], parsed):
        assert isinstance(span, Found)
        assert text[span.start : span.end] == span.text
