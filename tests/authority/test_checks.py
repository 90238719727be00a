"""Each check finds what it is for, and says which entry, why and what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from archive.authority.checks import check
from archive.authority.cities import Cities
from archive.authority.values import Actor, Authority, Name, Place, Role

MINISTER = Name("minister of Testland", "en", "title")


def sound() -> Authority:
    """A small authority that has nothing wrong with it."""
    actors = (
        Actor(
            "government-of-testland",
            "government",
            "Government of Testland",
            (Name("Government of Testland", "en"), Name("Testland", "en", "metonym")),
            place="testland",
        ),
        Actor(
            "first-cabinet",
            "government",
            "First cabinet",
            (Name("First cabinet", "en"),),
            part_of=("government-of-testland",),
            place="testland",
            start=date(2010, 1, 1),
            end=date(2014, 2, 27),
        ),
        Actor(
            "second-cabinet",
            "government",
            "Second cabinet",
            (Name("Second cabinet", "en"),),
            part_of=("government-of-testland",),
            place="testland",
            start=date(2014, 2, 27),
        ),
        Actor(
            "anna-first", "person", "Anna First", (Name("Anna First", "en"), Name("First", "en", "surname")), gender="f"
        ),
        Actor("boris-second", "person", "Boris Second", (Name("Boris Second", "en"),), gender="m"),
    )
    places = (
        Place(
            "testland",
            "country",
            "Testland",
            49.0,
            32.0,
            "UA",
            names=(Name("Testland", "en"), Name("Testish", "en", "demonym")),
            government="government-of-testland",
        ),
        Place("test-region", "region", "Test Region", 50.0, 30.0, "UA", "testland", (Name("Test Region", "en"),)),
    )
    roles = (
        Role("anna-first", "first-cabinet", "minister", date(2010, 1, 1), date(2014, 2, 27), (MINISTER,)),
        Role("boris-second", "second-cabinet", "minister", date(2014, 2, 27), None, (MINISTER,)),
    )
    return Authority("0", {a.id: a for a in actors}, {p.id: p for p in places}, roles)


def problems(authority: Authority, folder: Path, cities: Cities) -> list[str]:
    for own in ("shared-names.toml", "boxes.toml"):
        (folder / own).touch()  # else the shipped lists would count
    return [str(problem) for problem in check(authority, folder, cities)]


def with_actor(ident: str, **changes: object) -> Authority:
    authority = sound()
    actor = replace(authority.actors[ident], **changes)  # type: ignore[arg-type]
    return replace(authority, actors={**authority.actors, ident: actor})


def with_place(ident: str, **changes: object) -> Authority:
    authority = sound()
    place = replace(authority.places[ident], **changes)  # type: ignore[arg-type]
    return replace(authority, places={**authority.places, ident: place})


def with_role(number: int, **changes: object) -> Authority:
    authority = sound()
    roles = list(authority.roles)
    roles[number] = replace(roles[number], **changes)  # type: ignore[arg-type]
    return replace(authority, roles=tuple(roles))


def renamed(ident: str) -> Authority:
    authority = sound()
    actor = replace(authority.actors["anna-first"], id=ident)
    return replace(authority, actors={**authority.actors, ident: actor}, roles=())


def add_names(ident: str, *names: Name) -> Authority:
    return with_actor(ident, names=(*sound().actors[ident].names, *names))


BROKEN: dict[str, tuple[Callable[[], Authority], str]] = {
    "id no slug": (lambda: renamed("Anna_First"), "Anna_First: its id is no slug"),
    "id of GeoNames": (lambda: renamed("gn-5"), "gn-5: gn- and a number are GeoNames' own places"),
    "id filed elsewhere": (lambda: with_actor("anna-first", id="other"), "other: it is filed under another id"),
    "id of a place": (lambda: renamed("testland"), "testland: an actor and a place have this id"),
    "name not listed": (lambda: with_actor("anna-first", name="Anna Else"), "'Anna Else' is not among its names"),
    "name untidy": (lambda: add_names("anna-first", Name("Anna  F", "en")), "'Anna  F' is empty, untidy or too long"),
    "name empty": (lambda: add_names("anna-first", Name("'", "en")), "is empty, untidy or too long"),
    "mixed scripts": (lambda: add_names("anna-first", Name("Annа", "en")), "mixes scripts in one word"),
    "language": (lambda: add_names("anna-first", Name("Anna", "eng")), "'eng' of 'Anna' is no code"),
    "shared name": (
        lambda: add_names("boris-second", Name("first", "en", "alias")),
        "'first' belongs to anna-first, boris-second",
    ),
    "shared demonym": (
        lambda: with_place("test-region", names=(Name("Test Region", "en"), Name("Testish", "en", "demonym"))),
        "'testish' belongs to test-region, testland",
    ),
    "part of nothing": (lambda: with_actor("anna-first", part_of=("nobody",)), "part of nobody, which is not listed"),
    "part of itself": (
        lambda: with_actor("government-of-testland", part_of=("first-cabinet",)),
        "it is a part of itself",
    ),
    "place of actor": (lambda: with_actor("anna-first", place="nowhere"), "its place nowhere is not listed"),
    "actor's dates": (
        lambda: with_actor("first-cabinet", end=date(2009, 1, 1)),
        "ends on 2009-01-01, before it begins",
    ),
    "wikidata": (lambda: with_actor("anna-first", wikidata="Q1"), "nothing says where Q1 comes from"),
    "gender": (lambda: with_actor("anna-first", gender=""), "anna-first: its gender is missing"),
    "cabinets": (
        lambda: with_actor("second-cabinet", start=date(2014, 1, 1)),
        "governs at the same time as second-cabinet",
    ),
    "office of nobody": (lambda: with_role(0, person="second-cabinet"), "is no listed person"),
    "office nowhere": (lambda: with_role(0, organisation="nowhere"), "its office is in nowhere, which is not listed"),
    "office's dates": (lambda: with_role(0, end=date(2000, 1, 1)), "ends on 2000-01-01, before it begins"),
    "office's source": (lambda: with_role(0, source=""), "the dates of minister have no source"),
    "office held twice": (
        lambda: with_role(1, person="anna-first", organisation="first-cabinet", start=date(2013, 1, 1)),
        "the office minister is held twice at one time",
    ),
    "two in one office": (
        lambda: with_role(1, organisation="first-cabinet", start=date(2013, 1, 1)),
        "'minister of first cabinet' belongs to anna-first, boris-second",
    ),
    "title no title": (lambda: with_role(0, titles=(Name("minister", "en"),)), "is listed as a title and is a name"),
    "title of two": (
        lambda: with_role(1, start=date(2013, 1, 1)),
        "'minister of testland' belongs to anna-first, boris-second",
    ),
    "title a name": (
        lambda: with_role(0, titles=(Name("first cabinet", "en", "title"),)),
        "also a name of first-cabinet",
    ),
    "parent": (lambda: with_place("test-region", parent="nowhere"), "its parent nowhere is not listed"),
    "in itself": (lambda: with_place("testland", parent="test-region"), "it lies in itself"),
    "country": (lambda: with_place("test-region", country="RU"), "its country is 'RU', its parent's 'UA'"),
    "government": (lambda: with_place("test-region", government="nobody"), "its government nobody is not listed"),
    "population": (lambda: with_place("test-region", population=-1), "its population is negative"),
    "off Earth": (lambda: with_place("test-region", lat=99.0), "its point 99.0, 30.0 is not on Earth"),
    "point abroad": (lambda: with_place("test-region", lat=50.0, lon=45.0), "its point 50.0, 45.0 lies outside UA"),
    "point nowhere": (
        lambda: with_place("test-region", country="", parent=""),
        "nothing tells where its point may lie",
    ),
    "no metonym": (
        lambda: with_actor("government-of-testland", names=(Name("Government of Testland", "en"),)),
        "government-of-testland, its government, has no metonym Testland",
    ),
    "seat elsewhere": (
        lambda: with_actor("government-of-testland", place="test-region"),
        "it is the government of testland and its place is 'test-region'",
    ),
    "no part of it": (lambda: with_actor("first-cabinet", part_of=()), "of which it is no part"),
}


def test_what_is_sound_has_no_problem(tmp_path: Path, cities: Cities) -> None:
    assert problems(sound(), tmp_path, cities) == []


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_broken_is_found(case: str, tmp_path: Path, cities: Cities) -> None:
    broken, expected = BROKEN[case]
    assert any(expected in problem for problem in problems(broken(), tmp_path, cities))


def test_a_shared_name_that_is_listed_is_no_problem(tmp_path: Path, cities: Cities) -> None:
    (tmp_path / "shared-names.toml").write_text(
        '[actors]\n"First" = ["anna-first", "boris-second"]\n', encoding="utf-8"
    )
    shared = add_names("boris-second", Name("first", "en", "alias"))
    assert problems(shared, tmp_path, cities) == []
    assert (
        "first: shared-names.toml lists it under [actors], and nobody shares it"
        in problems(sound(), tmp_path, cities)[0]
    )


def test_a_box_holds_what_lies_in_it(tmp_path: Path, cities: Cities) -> None:
    (tmp_path / "boxes.toml").write_text("test-region = [49.0, 29.0, 49.5, 31.0]\n", encoding="utf-8")
    assert problems(sound(), tmp_path, cities) == [
        "test-region: its point 50.0, 30.0 lies outside test-region."
        " Correct it: latitude 49 to 49.5, longitude 29 to 31"
    ]


def test_a_problem_names_file_entry_cause_and_repair(tmp_path: Path, cities: Cities) -> None:
    (tmp_path / "people.toml").write_text('[[actor]]\nid = "anna-first"\n', encoding="utf-8")
    assert problems(with_actor("anna-first", gender=""), tmp_path, cities) == [
        "people.toml, entry anna-first: its gender is missing. Write gender, which tells who he or she is in a text"
    ]
