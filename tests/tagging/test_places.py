"""Which of the places of one name is meant."""

from __future__ import annotations

import pytest

from tests.tagging.support import mentioned, tag


def test_the_authority_overrules_the_model() -> None:
    mention = mentioned(tag("Crimea voted."), "Crimea")
    assert (mention.kind, mention.place, mention.country) == ("place", "crimea", "UA")


def test_alone_the_greatest_is_meant() -> None:
    assert mentioned(tag("He lives in Paris."), "Paris").place == "gn-paris"


@pytest.mark.parametrize(
    "text", ["He lives in Paris, Texas.", "He lives in Paris (Texas).", "He lives in Paris, Tex., today."]
)
def test_what_follows_the_comma_decides(text: str) -> None:
    assert mentioned(tag(text), "Paris").place == "gn-paris-texas"


def test_once_explained_it_stays_that_place() -> None:
    tags = tag("He was born in Paris, Texas. He never left Paris.")
    assert [m.place for m in tags.mentions if m.text == "Paris"] == ["gn-paris-texas", "gn-paris-texas"]


def test_a_list_names_no_parents() -> None:
    tags = tag("Talks in Paris, London and Moscow went on.")
    assert [m.place for m in tags.mentions] == ["gn-paris", "gn-london", "gn-moscow"]


def test_a_demonym_is_a_group_with_its_country() -> None:
    mention = mentioned(tag("Russian troops came."), "Russian")
    assert (mention.kind, mention.reading, mention.place, mention.country) == ("group", "adjectival", "russia", "RU")


def test_us_the_word_is_not_the_country() -> None:
    assert tag("They told us nothing.").mentions == ()


def test_a_sea_has_no_country() -> None:
    mention = mentioned(tag("Ships left for the Black Sea."), "Black Sea")
    assert (mention.place, mention.country) == ("black-sea", "")


def test_old_spellings_are_the_same_place() -> None:
    assert {m.place for m in tag("Kiev is Kyiv.").mentions} == {"gn-kyiv"}


@pytest.mark.parametrize("text", ["У Криму спокійно.", "Кримом опікується уряд.", "Київ і Крим."])
def test_ukrainian_cases(text: str) -> None:
    assert "crimea" in {m.place for m in tag(text, language="uk").mentions}


def test_an_everyday_word_with_its_sentence_capital_is_no_country() -> None:
    tags = tag("Того ж дня засідання відклали. Делегація з Того не прибула.", language="uk")
    assert [(m.text, m.place, m.start > 30) for m in tags.mentions] == [("Того", "togo", True)]
