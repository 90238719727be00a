"""Territory or actor: the same place name in different company."""

from __future__ import annotations

import pytest

from archive.tagging.spans import Found
from archive.tagging.things import read_houses
from tests.tagging.support import mentioned, tag

METONYMIC = [
    ("Moscow says it will respond.", "Moscow"),
    ("Leaders urged Russia to withdraw.", "Russia"),
    ("The plan was rejected by Ukraine.", "Ukraine"),
    ("They imposed sanctions against Russia.", "Russia"),
    ("Berlin and Moscow want talks.", "Moscow"),
    ("It was Moscow's refusal that ended the talks.", "Moscow"),
    ("Russia is the successor of the empire.", "Russia"),
    ("China abstained, leaving Moscow alone.", "Moscow"),
    ("He thanked all who had helped, and named Moscow among them.", "Moscow"),
    ("Critics found her too mild towards Moscow.", "Moscow"),
    ("He said that France was at war with Russia.", "Russia"),
    ("They praised the Moscow-led union.", "Moscow"),
    ("The leaders of a Russia-Ukraine summit met.", "Russia"),
    ("Ukraine joined the United States in suspending work.", "United States"),
    ("Contracts are exempt, which leaves Ukraine free to deliver two ships.", "Ukraine"),
    ("Companies stayed away at Washington's urging.", "Washington"),
    ("It is territory under Kyiv's control.", "Kyiv"),
    ("Kiev's arrears stand at two billion dollars.", "Kiev"),
    ("Ukraine was not on a path to membership, he said.", "Ukraine"),
    ("Unlike Ukraine, Russia led a bloc of nations.", "Ukraine"),
    ("The union suspended the talks, and Ukraine its own duties.", "Ukraine"),
    ("One of the creditors is Russia.", "Russia"),
    ("The measures are aimed at Russia.", "Russia"),
    ("The loan was promised to Ukraine in December.", "Ukraine"),
    ("The ruling was a blow to Moscow.", "Moscow"),
    ("Sanctions hit Russia hard.", "Russia"),
    ("Washington has sent Kyiv blankets and radars.", "Kyiv"),
    ("They must choose, he said, between Moscow and Washington.", "Moscow"),
    ("The fighting between Ukraine and the rebels went on.", "Ukraine"),
    ("France was the first to condemn the vote.", "France"),
    ("Ukraine is the only country that has signed the treaty.", "Ukraine"),
    ("The towns are under the administration of Russia.", "Russia"),
    ("The pact was signed between Britain and Russia.", "Russia"),
    ("The ships were lost when the Kingdom of France attacked.", "France"),
    ("France were all out for ninety.", "France"),
    ("France 2, Ukraine 1", "Ukraine"),
    ("The scandal shocked France.", "France"),
    ("The club bought the striker from Donetsk.", "Donetsk"),
    ("Countries such as France have signed.", "France"),
    ("Three states voted against: France, Russia and Ukraine.", "Russia"),
    ("The whole of Ukraine held its breath.", "Ukraine"),
    ("The proposal came from Moscow.", "Moscow"),
    ("They take their orders from Moscow.", "Moscow"),
    ("It is up to Moscow to act.", "Moscow"),
    ("Britain declared war on Russia.", "Russia"),
    ("France is opposed to the treaty.", "France"),
    ("France would rather buy its wine.", "France"),
    ("It was France that broke the truce.", "France"),
    ("The independence of Ukraine was declared in August.", "Ukraine"),
]
LITERAL = [
    ("Ukraine suffered another flood.", "Ukraine"),
    ("Moscow was choked by smog.", "Moscow"),
    ("Ukraine came into being in 1917.", "Ukraine"),
    ("He has houses in Moscow, London and Kyiv.", "Kyiv"),
    ("He lives in London, Britain, and works at home.", "Britain"),
    ("Talks were held in London.", "London"),
    ("Ukraine was described as one of the countries hit hardest by floods.", "Ukraine"),
    ("The family escaped for France in winter.", "France"),
    ("Ukraine is a country that has a long coast.", "Ukraine"),
    ("Russia borders Ukraine.", "Russia"),
    ("Troops crossed into Crimea.", "Crimea"),
    ("He left Moscow on Monday.", "Moscow"),
    ("The river flows through Ukraine.", "Ukraine"),
    ("He was born near Moscow.", "Moscow"),
    ("The new government in Kiev believes the vote is illegal.", "Kiev"),
    ("It was the heaviest loss of Ukraine's forces.", "Ukraine"),
    ("He is the commander of Russia's airborne troops.", "Russia"),
    ("He has spoken for a united Ukraine with stronger regions.", "Ukraine"),
    ("Crimea hangs from the mainland.", "Crimea"),
    ("He transferred Crimea to Ukraine in 1954.", "Crimea"),
    ("He transferred Crimea to Ukraine in 1954.", "Ukraine"),
    ("Crimea was given to Ukraine sixty years ago.", "Crimea"),
    ("Parties that want Ukraine in the European Union won most seats.", "Ukraine"),
    ("France kept its first day of mourning.", "France"),
    ("Most of the gas that Russia sells goes west.", "Russia"),
    ("Russia has gas to sell to France.", "France"),
    ("Ukraine has a long border with Russia.", "Ukraine"),
    ("Ukraine was in a real civil war, he said.", "Ukraine"),
    ("The treaty made Crimea part of Russia.", "Crimea"),
    ("Voters had chosen union with Russia.", "Russia"),
    ("Kerry condemned the takeover of Crimea.", "Crimea"),
    ("They accused Kiev's troops of the shelling.", "Kiev"),
    ("Russia will deliver gas to Ukraine again.", "Ukraine"),
    ("The price of gas for Ukraine rose.", "Ukraine"),
    ("Putin signed the treaty on Crimea's entry into the federation.", "Crimea"),
    ("They would never accept a Crimea without its people.", "Crimea"),
    ("The people had decided to be together with Russia.", "Russia"),
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


@pytest.mark.parametrize(
    "text",
    [
        "U.S. Secretary of State John Kerry spoke.",
        "A U.S. assistant secretary flew in.",
        "Several U.S. towns were named.",
    ],
)
def test_initials_before_a_noun_are_an_adjective(text: str) -> None:
    mention = mentioned(tag(text), "U.S.")
    assert (mention.kind, mention.reading, mention.place) == ("group", "adjectival", "united-states")


@pytest.mark.parametrize(
    ("text", "reading"), [("The U.S. and France agreed.", "metonymic"), ("They live in the U.S. now.", "literal")]
)
def test_initials_alone_are_a_place(text: str, reading: str) -> None:
    mention = mentioned(tag(text), "U.S.")
    assert (mention.kind, mention.reading) == ("place", reading)


MORE_METONYMIC = [
    ("Vilnius is of the same opinion.", "Vilnius"),
    ("Moscow was in no mood for concessions.", "Moscow"),
    ("Paris was relieved, Moscow less so.", "Moscow"),
    ("Warsaw sees things differently.", "Warsaw"),
    ("He demanded an apology from Warsaw.", "Warsaw"),
    ("Kyiv's truce began at midnight.", "Kyiv"),
    ('"Russia, go home," read a sign.', "Russia"),
    ("Berlin left the answer to Moscow.", "Moscow"),
    ("It was Warsaw, not Berlin, that called first.", "Berlin"),
    ("RIGA, May 4 — Vilnius called for a meeting of the alliance.", "Vilnius"),
    ("Russia returned to the talks.", "Russia"),
]
MORE_LITERAL = [
    ("Ukraine suffered another flood.", "Ukraine"),
    ("Moscow was choked by smog.", "Moscow"),
    ("Ukraine came into being in 1917.", "Ukraine"),
    ("He has houses in Moscow, London and Kyiv.", "Kyiv"),
    ("He lives in London, Britain, and works at home.", "Britain"),
    ("Kharkiv is calm.", "Kharkiv"),
    ("Norway sells Germany a fifth of its gas.", "Germany"),
    ("Russia has four fifths of the fleet.", "Russia"),
    ("Crimea went dark for an hour.", "Crimea"),
    ("Ukraine ought to be divided, he said.", "Ukraine"),
    ("Crimea had come to Russia without a shot.", "Crimea"),
    ("It all started with Crimea.", "Crimea"),
    ("Talks in Kyiv and Moscow failed.", "Moscow"),
    ("The pipe would bypass Ukraine.", "Ukraine"),
]


@pytest.mark.parametrize(("text", "name"), MORE_METONYMIC)
def test_minds_left_out_verbs_and_clefts(text: str, name: str) -> None:
    assert mentioned(tag(text), name).reading == "metonymic"


@pytest.mark.parametrize(("text", "name"), MORE_LITERAL)
def test_figures_states_and_changes_of_hands(text: str, name: str) -> None:
    assert mentioned(tag(text), name).reading == "literal"


@pytest.mark.parametrize(
    ("text", "name", "behind"),
    [
        ("Russia beat Ukraine in the final.", "Russia", "team"),
        ("He won fifty caps for Ukraine.", "Ukraine", "team"),
        ("Russia 2, Ukraine 1", "Ukraine", "team"),
        ("The club bought the striker from Russia.", "Russia", "team"),
        ("The scandal shocked Russia.", "Russia", "people"),
        ("Ukraine went to the polls on Sunday.", "Ukraine", "people"),
        ("Moscow closed higher on Friday.", "Moscow", "stock exchange"),
    ],
)
def test_who_acts_is_no_government(text: str, name: str, behind: str) -> None:
    mention = mentioned(tag(text), name)
    assert (mention.reading, mention.actor) == ("metonymic", "")
    assert mention.why.endswith(f"Behind it is its {behind}, not its government.")


@pytest.mark.parametrize("text", ["Russia lost the war.", "Russia beat Ukraine in court.", "Russia won a vote."])
def test_a_government_acts_where_nobody_speaks_of_sport(text: str) -> None:
    assert mentioned(tag(text), "Russia").actor == "government-of-russia"


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("Tourists stood before the White House.", "literal"),
        ("Protesters marched to the White House.", "literal"),
        ("They are loyal to the White House.", None),
    ],
)
def test_a_house_is_a_building_where_people_stand_and_go(text: str, reading: str | None) -> None:
    start = text.index("White House")
    found = [Found(start, start + len("White House"), "White House", "organisation", actor="white-house")]
    read_houses(found, text, {})
    assert found[0].reading == reading
