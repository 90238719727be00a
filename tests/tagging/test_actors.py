"""Who is meant by a name, a part of a name, an office."""

from __future__ import annotations

from datetime import date

import pytest

from tests.tagging.support import mentioned, tag


def test_a_full_name() -> None:
    mention = mentioned(tag("Sergey Lavrov arrived in London."), "Sergey Lavrov")
    assert (mention.kind, mention.actor, mention.confidence > 0.9) == ("person", "sergey-lavrov", True)


def test_another_transliteration() -> None:
    assert mentioned(tag("Sergei Lavrov arrived in London."), "Sergei Lavrov").actor == "sergey-lavrov"


def test_a_surname_after_the_full_name_is_the_same_man() -> None:
    tags = tag("Russian Foreign Minister Sergey Lavrov came. Lavrov did not smile.")
    assert [m.actor for m in tags.mentions if "Lavrov" in m.text] == ["sergey-lavrov", "sergey-lavrov"]
    assert "Short for Sergey Lavrov" in tags.mentions[-1].why


def test_the_headline_is_context_for_the_body() -> None:
    tags = tag("Lavrov did not smile.", title="Sergey Lavrov in London")
    assert mentioned(tags, "Lavrov").actor == "sergey-lavrov"
    assert mentioned(tags, "Sergey Lavrov", "title").start == 0


def test_a_namesake_in_the_text_is_not_the_famous_one() -> None:
    tags = tag("The baker Nick Kerry opened his shop. Kerry sells bread in the village.")
    assert mentioned(tags, "Kerry").actor == ""
    assert mentioned(tags, "Kerry").name == "Nick Kerry"


def test_two_of_a_name_and_no_reason_is_nobody() -> None:
    tags = tag("Smith told reporters that the talks had failed.")
    assert mentioned(tags, "Smith").actor == ""


def test_an_unknown_person_is_a_candidate_by_printed_name() -> None:
    mention = mentioned(tag("The lawyer Valentina Kazakova spoke to reporters."), "Valentina Kazakova")
    assert (mention.kind, mention.actor, mention.name) == ("person", "", "Valentina Kazakova")


@pytest.mark.parametrize(
    "text",
    [
        "Russia's foreign minister said so.",
        "The Russian foreign minister said so.",
        "The foreign minister of Russia said so.",
    ],
)
def test_an_office_means_its_holder(text: str) -> None:
    assert mentioned(tag(text), "foreign minister").actor == "sergey-lavrov"


@pytest.mark.parametrize(("on", "actor"), [(date(2014, 2, 1), "viktor-yanukovych"), (date(2014, 3, 14), None)])
def test_an_office_means_its_holder_of_that_day(on: date, actor: str | None) -> None:
    tags = tag("The Ukrainian president flew home.", on=on)
    assert [m.actor for m in tags.mentions if m.kind == "person"] == ([actor] if actor else [])


def test_a_former_holder_is_not_the_holder() -> None:
    assert [m for m in tag("The former Russian foreign minister spoke.").mentions if m.kind == "person"] == []


def test_a_title_before_its_name_is_no_mention_of_its_own() -> None:
    tags = tag("Russian Foreign Minister Sergey Lavrov came.")
    assert [(m.text, m.kind) for m in tags.mentions] == [("Russian", "group"), ("Sergey Lavrov", "person")]


def test_secretary_of_state_is_no_state() -> None:
    tags = tag("US Secretary of State John Kerry spoke after the talks.")
    assert [m.text for m in tags.mentions] == ["US", "John Kerry"]


def test_an_acronym_explained_in_the_text() -> None:
    tags = tag("The Organization for Security and Co-operation in Europe (OSCE) sent observers. The OSCE had waited.")
    assert [m.actor for m in tags.mentions if m.text == "OSCE"] == ["osce", "osce"]


def test_a_demonym_within_an_organisation_is_nested() -> None:
    outer, inner = tag("The Russian Foreign Ministry objected.").mentions[:2]
    assert (outer.text, outer.actor) == ("Russian Foreign Ministry", "foreign-ministry-of-russia")
    assert (inner.text, inner.kind, inner.reading, inner.place) == ("Russian", "group", "adjectival", "russia")


@pytest.mark.parametrize(
    ("language", "text", "printed", "actor"),
    [
        ("uk", "Про це повідомили Віктору Януковичу вчора.", "Віктору Януковичу", "viktor-yanukovych"),
        ("uk", "Депутати зустрілися з Арсенієм Яценюком.", "Арсенієм Яценюком", "arseniy-yatsenyuk"),
        ("ru", "Об этом сообщили Сергею Лаврову.", "Сергею Лаврову", "sergey-lavrov"),
        ("ru", "Слова Сергея Лаврова услышали.", "Сергея Лаврова", "sergey-lavrov"),
    ],
)
def test_names_in_their_cases(language: str, text: str, printed: str, actor: str) -> None:
    assert mentioned(tag(text, language=language), printed).actor == actor


def test_a_language_without_rules_has_the_authority_names() -> None:
    tags = tag("Der Besuch von John Kerry in London endete.", language="de")
    assert {m.text for m in tags.mentions} == {"John Kerry", "London"}
    assert tags.quotes == tags.dates == ()
