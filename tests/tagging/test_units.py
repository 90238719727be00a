"""Bodies that bear a place's name or leave it out, sums beside a company, surnames that are nobody's alone.

Every body is made up in the manner of news on the crisis of 2013-15; the shipped authority says who is meant.
"""

from __future__ import annotations

import pytest

from tests.tagging.test_actors_news import marked


def found(body: str, day: str = "2014-09-01") -> set[tuple[str, str]]:
    return {(text, actor) for text, actor, _ in marked(body, day)}


@pytest.mark.parametrize(
    ("body", "text", "actor"),
    [
        ("The men of Azov marched; the battalion lost two.", "Azov", "azov-battalion"),
        ("Semen Semenchenko of Donbas said the battalions need vehicles.", "Donbas", "donbas-battalion"),
        ("The battalions are young. Shakhtarsk, led by Andriy Filonenko, is one.", "Shakhtarsk", "shakhtarsk-battalion"),
        ("KHARKIV — Rain fell on Kharkiv. The City Council met.", "City Council", "kharkiv-city-council"),
        ("KYIV — The Verkhovna Rada met. Groysman told the House to vote.", "House", "verkhovna-rada"),
        ("WASHINGTON — The House voted in Washington; the U.S. Senate did not.", "House", "us-house-of-representatives"),
        ("Right Sector came. On Friday the Sector denied it.", "Sector", "right-sector"),
        ("Naftogaz owes Gazprom $2 billion for gas.", "Gazprom", "gazprom"),
        ("Naftogaz paid Gazprom 1.5 billion dollars on Monday.", "Gazprom", "gazprom"),
        ("In Moscow the Foreign Ministry was angry with Ukraine. Ukraine voted; Ukraine waited.", "Foreign Ministry",
         "foreign-ministry-of-russia"),
        ("On Friday S&P cut the rating of Ukraine.", "S&P", "standard-and-poors"),
        ("Vaccines are wanted, the WHO told doctors.", "WHO", "who"),
    ],
)  # fmt: skip
def test_a_body_is_known_by_less_than_its_name(body: str, text: str, actor: str) -> None:
    assert (text, actor) in found(body)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("The battalions fight in Donbas, and a strike in Donbas goes on.", "Donbas"),
        ("A storm came over Azov and the men of the port slept.", "Azov"),
        ("LVIV differs from Kharkiv. The City Council said nothing.", "City Council"),
        ("PARIS — French senators spoke in Paris. The House said nothing; America heard it.", "House"),
        ("The observatory is run by the Belgian Luc Michel, and Michel came.", "Michel"),
        ("Mines in Luhansk were closed over Power Outage Risk on Sunday.", "Power"),
    ],
)
def test_a_name_in_doubt_is_nobody_listed(body: str, text: str) -> None:
    assert not {actor for printed, actor in found(body) if printed == text and actor}


@pytest.mark.parametrize("text", ["Luhamaa", "Pyatykhaty"])
def test_where_only_a_place_can_stand_is_no_body(text: str) -> None:
    assert text not in {printed for printed, _ in found(f"The officer was on duty near {text} on Friday, he said.")}


def test_a_headline_joins_a_name_and_letters() -> None:
    assert ("Mark Rutte", "mark-rutte") in found("Mark Rutte EU leaders will wait, the Dutch said.")
