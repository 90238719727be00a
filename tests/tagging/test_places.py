"""Which of the places of one name is meant."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive.authority.values import Name, Place
from archive.tagging.homes import Homes
from archive.tagging.places import Resolver
from archive.tagging.spans import Found
from archive.tagging.values import Article
from tests.tagging.support import mentioned, tag, tagger


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


@pytest.mark.parametrize(("words", "place"), [("the town of", "gn-paris-texas"), ("the city of", "gn-paris")])
def test_what_is_called_a_town_is_no_great_city(words: str, place: str) -> None:
    assert mentioned(tag(f"He lives in {words} Paris now."), "Paris").place == place


class _Listed:
    """A gazetteer of the places it is given."""

    def __init__(self, *places: Place) -> None:
        self.places = {place.id: place for place in places}

    def candidates(self, name: str, /) -> tuple[Place, ...]:
        return tuple(p for p in self.places.values() if name in {p.name, *(n.text for n in p.names)})

    def counties(self, name: str, /) -> tuple[Place, ...]:
        return tuple(p for p in self.places.values() if p.name == f"{name} County")

    def place(self, ident: str, /) -> Place | None:
        return self.places.get(ident)

    def ancestors(self, ident: str, /) -> tuple[str, ...]:
        place = self.places.get(ident)
        return (place.parent,) if place and place.parent else ()


def _resolved(gazetteer: _Listed, text: str, *names: str) -> list[str]:
    found = [Found(text.index(name), text.index(name) + len(name), name, "place") for name in names]
    Resolver(gazetteer, {}).resolve(found, text)
    return [span.place for span in found]


def test_a_town_is_no_vote_for_the_region_called_after_it() -> None:
    turkey = Place("turkey", "country", "Turkey", 39, 35, "TR", population=77_000_000)
    region = Place("ankara-region", "region", "Ankara", 39.9, 32.8, "TR", "turkey", population=5_000_000)
    city = Place("ankara", "city", "Ankara", 39.9, 32.9, "TR", "ankara-region", population=3_500_000, government="x")
    assert _resolved(_Listed(turkey, region, city), "They met in Ankara.", "Ankara") == ["ankara"]


def test_a_further_spelling_of_a_great_city_gives_way_to_the_town_of_that_name() -> None:
    amman = Place("amman", "city", "Amman", 32, 36, "JO", names=(Name("Philadelphia"),), population=1_300_000)
    town = Place("town", "city", "Philadelphia", 40, -75, "US", names=(Name("Philadelphia", "en"),), population=1_500)
    assert _resolved(_Listed(amman, town), "He lives in Philadelphia.", "Philadelphia") == ["amman"]
    greater = Place(
        "city", "city", "Philadelphia", 40, -75, "US", names=(Name("Philadelphia", "en"),), population=60_000
    )
    assert _resolved(_Listed(amman, greater), "He lives in Philadelphia.", "Philadelphia") == ["city"]


def test_a_site_is_found_under_the_name_of_its_town() -> None:
    city = Place("kyiv", "city", "Kyiv", 50.4, 30.5, "UA", population=2_900_000)
    hall = Place("hall", "building", "Kyiv City Hall", 50.4, 30.5, "UA", "kyiv")
    assert _resolved(_Listed(city, hall), "In Kyiv they hold City Hall.", "Kyiv", "City Hall") == ["kyiv", "hall"]


def test_names_that_share_the_word_counties_are_counties() -> None:
    town = Place("town", "city", "Jackson", 43, -88, "US", population=100_000)
    county = Place("county", "district", "Jackson County", 34, -84, "US")
    listed = "Growth slowed in Barrow and Jackson counties."
    assert _resolved(_Listed(town, county), listed, "Jackson") == ["county"]
    assert _resolved(_Listed(town, county), "Growth slowed in Jackson.", "Jackson") == ["town"]


def test_a_region_that_is_little_more_than_its_town_gives_way_to_it() -> None:
    region = Place("region", "region", "Tokyo", 35.6, 139.4, "JP", population=14_000_000)
    city = Place("city", "city", "Tokyo", 35.7, 139.7, "JP", "region", population=9_700_000)
    assert _resolved(_Listed(region, city), "They met in Tokyo.", "Tokyo") == ["city"]
    assert _resolved(
        _Listed(region, city, replace(region, id="r", name="Tokyo region")), "The Tokyo region.", "Tokyo"
    ) == ["r"]


def test_a_country_before_a_comma_and_a_country_is_a_list() -> None:
    usa = Place("usa", "country", "USA", 39, -98, "US", population=300_000_000)
    japan = Place("japan", "country", "Japan", 36, 138, "JP", population=120_000_000)
    town = Place("town", "town", "Usa", 33, 131, "JP", "japan", (Name("USA"),), 50_000)
    assert _resolved(_Listed(usa, japan, town), "It helps the USA, Japan and others.", "USA", "Japan") == [
        "usa",
        "japan",
    ]


def test_a_paper_that_writes_of_a_region_means_the_town_there() -> None:
    france = Place("france", "country", "France", 46, 2, "FR", population=65_000_000)
    texas = Place("texas", "region", "Texas", 31, -99, "US", population=25_000_000)
    great = Place("great", "city", "Paris", 48.9, 2.3, "FR", "france", population=2_000_000, government="x")
    town = Place("town", "city", "Paris", 33.7, -95.6, "US", "texas", population=25_000)
    near = Place("near", "town", "Blossom", 33.7, -95.4, "US", "texas", population=1_500)
    gazetteer = _Listed(france, texas, great, town, near)
    homes = Homes()
    for _ in range(4):
        homes.note("local", [near], lambda _: ("texas",))
    homes.note("abroad", [france], lambda _: ())

    def meant(source: str) -> tuple[str, str]:
        found = [Found(3, 8, "Paris", "place")]
        Resolver(gazetteer, {}).resolve(found, "In Paris it rained.", homes.of(source))
        return found[0].place, found[0].why

    assert meant("local")[0] == "town"
    assert "source" in meant("local")[1]
    assert [meant(source)[0] for source in ("abroad", "unheard of", "")] == ["great"] * 3


def test_articles_of_one_source_show_each_other_its_home_and_no_others() -> None:
    told = "Paris city council met on Tuesday."
    local = [
        Article(f"A man from {town}, Texas, was there on Monday.", source="a") for town in ("Paris", "Paris", "Paris")
    ]
    articles = [*local, Article(told, source="a"), Article(told, source="b")]
    apart = [tags.mentions[0].country for tags in tagger().tag_many(articles)][-2:]
    together = [tags.mentions[0].country for tags in tagger().tag_many(articles, with_homes=True)][-2:]
    assert (apart, together) == (["FR", "FR"], ["US", "FR"])
