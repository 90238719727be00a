"""Territory or actor: the same place name in different company."""

from __future__ import annotations

import pytest

from tests.tagging.support import mentioned, tag

METONYMIC = [
    ("Moscow says it will respond.", "Moscow"),
    ("Leaders urged Russia to withdraw.", "Russia"),
    ("The plan was rejected by Ukraine.", "Ukraine"),
    ("They imposed sanctions against Russia.", "Russia"),
    ("The new government in Kiev believes the vote is illegal.", "Kiev"),
    ("Berlin and Moscow want talks.", "Moscow"),
    ("It was Moscow's refusal that ended the talks.", "Moscow"),
    ("Russia is the successor of the empire.", "Russia"),
]
LITERAL = [
    ("Talks were held in London.", "London"),
    ("Russia borders Ukraine.", "Russia"),
    ("Troops crossed into Crimea.", "Crimea"),
    ("He left Moscow on Monday.", "Moscow"),
    ("The river flows through Ukraine.", "Ukraine"),
    ("He was born near Moscow.", "Moscow"),
]


@pytest.mark.parametrize(("text", "name"), METONYMIC)
def test_those_who_act(text: str, name: str) -> None:
    assert mentioned(tag(text), name).reading == "metonymic"


@pytest.mark.parametrize(("text", "name"), LITERAL)
def test_the_territory(text: str, name: str) -> None:
    assert mentioned(tag(text), name).reading == "literal"


def test_a_place_that_acts_has_its_government_and_stays_a_place() -> None:
    moscow = mentioned(tag("Moscow says it will respond."), "Moscow")
    assert (moscow.kind, moscow.place, moscow.actor) == ("place", "gn-moscow", "government-of-russia")
    assert "acts here" in moscow.why


def test_a_literal_place_has_no_actor() -> None:
    assert mentioned(tag("Talks were held in Moscow."), "Moscow").actor == ""


@pytest.mark.parametrize(
    ("language", "text", "name", "reading"),
    [
        ("uk", "Москва заявила, що готова до переговорів.", "Москва", "metonymic"),
        ("uk", "Переговори тривали у Москві два дні.", "Москві", "literal"),
        ("ru", "Москва требует объяснений.", "Москва", "metonymic"),
    ],
)
def test_ukrainian_and_russian(language: str, text: str, name: str, reading: str) -> None:
    mention = mentioned(tag(text, language=language), name)
    assert (mention.place, mention.reading) == ("gn-moscow", reading)
