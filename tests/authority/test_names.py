"""Two printings of one name fold alike; names that differ stay apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.authority.names import SLUG, fold, slug


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Hague", "hague"),
        ("Luhans'k", "LUHANSK"),
        ("Rostov-on-Don", "Rostov on Don"),
        ("U.S.", "US"),
        ("François Hollande", "Francois Hollande"),
        ("Слов’янськ", "Слов'янськ"),
        ("Семён", "Семен"),
        ("Radosław", "Radosław"),
        ("St. Petersburg", "St Petersburg"),
        ("  Black   Sea ", "black sea"),
    ],
)
def test_printings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Київ", "Киів"), ("Край", "Краи"), ("Kerry", "Kеrry"), ("Crimea", "Crimean"), ("Odesa", "Odessa")],
)
def test_names_that_differ_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="abcXYZéß '-.’1", min_size=1))
def test_a_slug_is_a_slug_or_empty(text: str) -> None:
    assert slug(text) == "" or SLUG.match(slug(text))
