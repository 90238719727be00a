"""Names in order, the letters they stand under, and one name in two scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.explore.letters import latin, letter, order, starts


def test_latin_before_cyrillic_and_case_and_accents_do_not_count() -> None:
    names = ["Лавров", "éric", "Zed", "20th Army", "Ерік", "Eric", "«Азов»", "NATO"]
    assert sorted(names, key=order) == ["20th Army", "éric", "Eric", "NATO", "Zed", "«Азов»", "Ерік", "Лавров"]


@pytest.mark.parametrize(
    ("name", "under"), [("Лавров", "Л"), ("élan", "E"), ("20th Army", "0–9"), ("“Азов”", "А"), ("+", "#"), ("", "#")]
)
def test_the_letter_of_a_name(name: str, under: str) -> None:
    assert letter(name) == under


@pytest.mark.parametrize(
    ("one", "other"), [("Лавров", "Lavrov"), ("Хрущёв", "KHRUSHCHEV"), ("Зеленський", "Zelenskiy"), ("Kyiv", "kyiv")]
)
def test_a_name_is_the_same_in_both_scripts(one: str, other: str) -> None:
    assert latin(one) == latin(other)


@given(st.lists(st.text(max_size=8), max_size=20))
def test_names_of_one_letter_stand_together(names: list[str]) -> None:
    """So a letter is one stretch of the list, and a jump to it misses nobody."""
    ordered = sorted(names, key=order)
    letters = [letter(name) for name in ordered]
    runs = [one for n, one in enumerate(letters) if n == 0 or letters[n - 1] != one]
    assert len(runs) == len(set(runs))
    assert starts(ordered) == {one: letters.index(one) for one in letters}
