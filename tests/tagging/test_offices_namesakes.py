"""Who is meant by an office, by letters that nothing explains, and one person under several printed names."""

from __future__ import annotations

from datetime import date

import pytest

from archive.tagging.values import Article, Mention
from tests.tagging.test_actors_news import tagger


def mentions(body: str, day: str = "2014-03-14") -> list[Mention]:
    return list(tagger().tag(Article(body, "", "en", date.fromisoformat(day))).mentions)


def actor_of(found: list[Mention], text: str, last: bool = False) -> str | None:
    """Actor of the first (or last) mention printed so; None where nothing is marked."""
    same = [m for m in found if m.text == text]
    return same[-1 if last else 0].actor if same else None


@pytest.mark.parametrize(
    ("text", "printed", "actor"),
    [
        ("The Kremlin chief will visit Sochi.", "Kremlin chief", "vladimir-putin"),
        ("The NATO chief warned the rebels.", "NATO chief", "anders-fogh-rasmussen"),
        ("The EU foreign policy chief flew to Kiev.", "EU foreign policy chief", "catherine-ashton"),
        ("Talks went on, the Polish PM said.", "PM", "donald-tusk"),
    ],
)
def test_an_office_that_begins_with_its_body_is_who_holds_it(text: str, printed: str, actor: str) -> None:
    found = mentions(text)
    assert actor_of(found, printed) == actor
    spans = sorted((m.start, m.end) for m in found)
    assert not any(a < c < b < d for a, b in spans for c, d in spans)


def test_an_office_means_another_person_after_the_election() -> None:
    text = "The Ukrainian president left Kiev."
    assert actor_of(mentions(text, "2014-01-10"), "president") == "viktor-yanukovych"
    assert actor_of(mentions(text, "2014-07-10"), "president") == "petro-poroshenko"


def test_an_hour_is_no_prime_minister() -> None:
    assert actor_of(mentions("Polish PM Donald Tusk spoke. The hour was 5 pm.", "2014-02-20"), "pm") is None


def test_the_minister_is_the_only_minister_named_before() -> None:
    text = "Sergey Lavrov, the Russian foreign minister, met John Kerry in London. The minister said talks were useful."
    assert actor_of(mentions(text), "minister") == "sergey-lavrov"


def test_of_two_ministers_the_minister_is_nobody() -> None:
    text = "Foreign Minister Andriy Deshchytsia and Defence Minister Mykhailo Koval spoke. The minister left."
    assert actor_of(mentions(text, "2014-04-14"), "minister") is None


def test_letters_are_the_one_body_whose_words_they_begin() -> None:
    text = "The Central Election Commission in Kiev counted all night. The CEC press centre opened at dawn."
    assert actor_of(mentions(text, "2014-05-26"), "CEC") == "central-election-commission-of-ukraine"
    alone = mentions("The CEC press centre opened at dawn in Kiev.", "2014-05-26")
    assert "first letters" not in " ".join(m.why for m in alone)


def test_the_national_guard_of_a_text_about_another_country_is_not_ukraines() -> None:
    text = "Police in Texas asked for help. The National Guard came to Austin and Houston, the United States said."
    assert actor_of(mentions(text), "National Guard") in ("", None)
    text = "Fighters attacked a base in Mariupol. Ukraine said the National Guard had lost three men."
    assert actor_of(mentions(text, "2014-05-09"), "National Guard") == "national-guard-of-ukraine"


def test_another_name_that_the_text_gives_is_the_same_person() -> None:
    text = (
        "Vladimir Antyufeyev came to Donetsk. Antyufeyev, also known as Vadim Shevtsov, served in Moldova. "
        "Shevtsov said little."
    )
    found = mentions(text, "2014-07-25")
    assert actor_of(found, "Vadim Shevtsov") == "vladimir-antyufeyev"
    assert actor_of(found, "Shevtsov") == "vladimir-antyufeyev"


def test_two_printings_of_an_unlisted_person_are_one_candidate() -> None:
    text = (
        "Mykhailo Golub led the march in Lviv. Mikhail Golub, 34, is a teacher. M. Golub declined comment. "
        "Mykhailo Golub went home. Anna Golub stayed."
    )
    names = {m.text: m.name for m in mentions(text) if "Golub" in m.text}
    assert names["Mikhail Golub"] == names["M. Golub"] == names["Mykhailo Golub"] == "Mykhailo Golub"
    assert names.get("Anna Golub", "Anna Golub") == "Anna Golub"


@pytest.mark.parametrize(
    ("printed", "actor"),
    [
        ("Eastman Kodak Co", "eastman-kodak"),
        ("Volkswagen AG", "volkswagen"),
        ("Gazprom OAO", "gazprom"),
        ("NV Philips", "philips"),
        ("Dillon, Read and Co Inc", "dillon-read-co"),
        ("Pinecombe Industries Inc", ""),
    ],
)
def test_a_listed_company_in_full_style_is_one_mention_of_it(printed: str, actor: str) -> None:
    found = mentions(f"Shares of {printed} fell on Friday in London.")
    assert [(m.text, m.actor) for m in found if m.kind == "organisation"] == [(printed, actor)]


def test_half_a_name_is_a_company_only_where_the_text_has_the_whole() -> None:
    assert (
        actor_of(mentions("The board of Continental rejected the offer of Burlington on Friday."), "Burlington") == ""
    )
    text = "Burlington Industries Inc said it had an offer. The board of Burlington will meet on Friday."
    assert actor_of(mentions(text), "Burlington") == "burlington-industries"


def test_the_letters_of_a_share_are_no_part_of_its_company() -> None:
    found = mentions("The plant was sold to Union Carbide Corp UK, a rival, on Friday.")
    assert [(m.text, m.actor) for m in found if m.kind == "organisation"] == [("Union Carbide Corp", "union-carbide")]


def test_no_name_goes_over_the_end_of_a_sentence() -> None:
    found = mentions("Ministers met in Holland. Government sources said so. They went to St. Petersburg on Friday.")
    assert "Holland. Government" not in {m.text for m in found}
    assert {"Holland", "St. Petersburg"} <= {m.text for m in found}


def test_the_fed_is_no_word() -> None:
    found = mentions("The Fed raised rates on Friday. Fed up with prices, voters stayed away.")
    assert [(m.text, m.start) for m in found if m.actor == "federal-reserve"] == [("Fed", 4)]


@pytest.mark.parametrize("name", ["Bakhmut", "Artemivsk", "Artyomovsk"])
def test_a_town_is_found_under_the_name_of_its_time(name: str) -> None:
    (town,) = [m for m in mentions(f"Shells fell on {name} on Friday.") if m.kind == "place"]
    assert town.place == "gn-713174"


@pytest.mark.parametrize(
    ("day", "actor"),
    [("1979-05-05", "jimmy-carter"), ("1985-05-05", "ronald-reagan"), ("2014-05-05", "barack-obama")],
)
def test_the_american_president_of_the_day(day: str, actor: str) -> None:
    assert actor_of(mentions("The U.S. president spoke to Congress.", day), "president") == actor


def test_of_two_carters_the_one_in_office_that_day() -> None:
    text = "Carter said the hostages were well."
    assert actor_of(mentions(text, "1979-12-05"), "Carter") == "jimmy-carter"
    assert actor_of(mentions(text, "2015-06-05"), "Carter") == "ashton-carter"
