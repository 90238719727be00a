"""The pieces below: spans that do not cross, printed names, case forms, marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.tagging.inflection import forms
from archive.tagging.lexicon import same_case, surname
from archive.tagging.quotes.marks import quoted
from archive.tagging.recognise import cleaned, parse_shallow
from archive.tagging.spans import Found, crosses, without_crossing


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12)), max_size=25))
def test_spans_are_nested_or_apart_and_the_first_stays(pairs: list[tuple[int, int]]) -> None:
    spans = [Found(start, start + size, "", "other") for start, size in pairs]
    kept = without_crossing(spans)
    assert not any(crosses(a, b) for a in kept for b in kept)
    assert len({(s.start, s.end) for s in kept}) == len(kept)
    if spans:
        assert any(s is spans[0] for s in kept)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Янукович", "януковича"),
        ("Київ", "києва"),
        ("Київ", "києві"),
        ("Львів", "львова"),
        ("Крим", "криму"),
        ("Порошенко", "порошенка"),
        ("Росія", "росією"),
        ("Україна", "україні"),
        ("Рада", "раді"),
        ("Донецьк", "донецька"),
        ("Лавров", "лавровым"),
        ("Сімферополь", "сімферополі"),
        ("Сергій", "сергія"),
        ("Верховна", "верховної"),
        ("Донецкий", "донецкого"),
        ("Путін", "путіним"),
        ("США", "сша"),
        ("Moscow", "moscow"),
    ],
)
def test_case_forms(name: str, form: str) -> None:
    assert form in forms(name)


def test_acronyms_and_latin_names_have_one_form() -> None:
    assert forms("США") == {"сша"}
    assert forms("Moscow") == {"moscow"}


@pytest.mark.parametrize(
    ("full", "last"),
    [("John Kerry", "Kerry"), ("Ursula von der Leyen", "von der Leyen"), ("Putin", ""), ("Robert Brown Jr.", "Brown")],
)
def test_surnames(full: str, last: str) -> None:
    assert surname(full) == last


@pytest.mark.parametrize(
    ("name", "printed", "same"),
    [
        ("US", "US", True),
        ("US", "us", False),
        ("U.S.", "U.S.", True),
        ("Russia", "RUSSIA", True),
        ("Turkey", "turkey", False),
        ("український", "українського", True),
        ("Крим", "криму", False),
    ],
)
def test_capitals(name: str, printed: str, same: bool) -> None:
    assert same_case(name, printed) is same


@given(st.text(max_size=300))
def test_cleaning_keeps_every_offset(text: str) -> None:
    assert len(cleaned(text)) == len(text)
    for token in parse_shallow(text).tokens:
        assert cleaned(text)[token.start : token.end] == token.text


def test_quoted_stretches() -> None:
    text = 'He “said” «це» and "so" on.\n“Open\n“and shut.” End'
    assert [text[q.start : q.end] for q in quoted(text)] == ["“said”", "«це»", '"so"', "“Open\n“and shut.”"]


def test_a_hard_wrapped_text_keeps_its_sentences() -> None:
    line = "These lines are cut where the page ended and not where the thought did, so"
    text = "\n".join([line] * 5) + "\n\nNext."
    assert cleaned(text).count("\n") == 2
