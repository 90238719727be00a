"""Languages as people see them on the page: right, or not said."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text import language
from tests.support.shared import SHARED, needs_shared

UKRAINIAN = (
    "Верховна Рада проголосувала за постанову, якою визнала незаконним рішення про проведення референдуму в Криму."
)
RUSSIAN = "Верховная рада проголосовала за постановление, которым признала незаконным решение о проведении референдума."
ENGLISH = (
    "Parliament voted on Thursday for a resolution that declares the decision to hold a referendum in Crimea unlawful."
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (UKRAINIAN, "uk"),
        (RUSSIAN, "ru"),
        (ENGLISH, "en"),
        (ENGLISH.upper(), "en"),
        ("У Києві повалили пам'ятник", "uk"),
        ("В Киеве повалили памятник вождю", "ru"),
        (
            "Der Bundestag hat am Donnerstag eine Entschließung angenommen, die das Referendum für rechtswidrig hält.",
            "de",
        ),
        ("Le parlement a adopté jeudi une résolution qui juge illégale la tenue d'un référendum en Crimée.", "fr"),
        ("Sejm przyjął w czwartek uchwałę, w której uznał referendum na Krymie za sprzeczne z prawem.", "pl"),
    ],
)
def test_language_of_a_sentence(text: str, code: str) -> None:
    assert language.detect(text) == code


DUTCH = (
    "De minister van Buitenlandse Zaken zei in Den Haag dat het besluit in overleg met de bondgenoten was genomen en dat "
    "er voor de inwoners van de hoofdstad of van het oosten geen reden is om te vertrekken. Was het anders, dan had hij "
    "het parlement in de ochtend op de hoogte gesteld, zei hij, en is er in de week daarna nog tijd voor een debat."
)
DANISH = (
    "Udenrigsministeren sagde til pressen at det er for tidligt at tale om sanktioner, og at der for regeringen ikke er "
    "grund til at kalde ambassadøren hjem. Han var at finde i Bruxelles for at tale med de to kolleger om at mødes igen."
)


@pytest.mark.parametrize(("text", "code"), [(DUTCH, "nl"), (DANISH, "da")])
def test_languages_that_share_small_words_with_english(text: str, code: str) -> None:
    assert language.detect(text) == code


@pytest.mark.parametrize("text", ["", "Kyiv", "12:30", "OK", "Lavrov, Kerry", "!!! ???"])
def test_too_little_text_says_nothing(text: str) -> None:
    assert language.detect(text) == ""


def test_a_hint_decides_short_texts_and_no_long_one() -> None:
    assert language.detect("Kyiv", "en-GB") == "en"
    assert language.detect("Janukowytsch, Klitschko, Jazenjuk", "de") == "de"
    assert language.detect(UKRAINIAN, "ru") == "uk"
    assert language.detect(ENGLISH * 3, "ru") == "en"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("en-US", "en"),
        ("uk_UA", "uk"),
        ("rus", "ru"),
        ("Ukrainian", "uk"),
        ("EN", "en"),
        ("en", "en"),
        ("", ""),
        ("zz", ""),
    ],
)
def test_declared_names(name: str, code: str) -> None:
    assert language.code(name) == code


@given(st.text(st.characters(codec=None), max_size=200), st.text(max_size=10))
def test_any_text_has_an_answer_of_two_letters_or_none(text: str, hint: str) -> None:
    assert len(language.detect(text, hint)) in (0, 2)


@needs_shared("corpora", "semeval2025-ukraine-war")
def test_real_articles() -> None:
    folder = SHARED / "corpora" / "semeval2025-ukraine-war"
    for name, code in (("EN", "en"), ("RU", "ru")):
        found = [language.detect(p.read_text("utf-8")) for p in sorted((folder / name / "raw-documents").iterdir())]
        assert set(found) == {code}


@needs_shared("corpora", "giveme5w1h")
def test_real_english_articles() -> None:
    files = sorted((SHARED / "corpora" / "giveme5w1h" / "news_cluster" / "data").rglob("*.json"))
    texts = [json.loads(path.read_text("utf-8")).get("text") or "" for path in files]
    assert {language.detect(text) for text in texts if len(text) > 100} == {"en"}
