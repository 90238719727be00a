"""A printed name finds its places, whatever the spelling; a place knows what it lies in."""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path

import pytest

from archive.authority import cities as cities_module
from archive.authority.cities import Cities, City, open_cities
from archive.authority.gazetteer import Gazetteer
from archive.authority.names import fold


@pytest.mark.parametrize("name", ["Kyiv", "Kiev", "Київ", "Киев", "KIEV", "kyiv"])
def test_kyiv_in_every_spelling(gazetteer: Gazetteer, name: str) -> None:
    first = gazetteer.candidates(name)[0]
    assert (first.name, first.country, first.government) == ("Kyiv", "UA", "government-of-ukraine")
    assert first.id == f"gn-{first.geonames}"


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Lvov", "Lviv"),
        ("Kharkov", "Kharkiv"),
        ("Odessa", "Odesa"),
        ("Slavyansk", "Sloviansk"),
        ("Lugansk", "Luhansk"),
        ("Dnepropetrovsk", "Dnipro"),
        ("Sebastopol", "Sevastopol"),
        ("Gorlovka", "Horlivka"),
        ("Слов'янськ", "Sloviansk"),
        ("Kirovograd", "Kropyvnytskyi"),
        ("Simferopol", "Simferopol"),
        ("Artemivsk", "Bakhmut"),
        ("Donbass", "Donbas"),
        ("Sea of Azov", "Sea of Azov"),
        ("the Crimean peninsula", "Crimea"),
        ("Ilovaysk", "Ilovaisk"),
    ],
)
def test_older_spellings(gazetteer: Gazetteer, printed: str, name: str) -> None:
    assert name in [place.name for place in gazetteer.candidates(printed)[:2]]


def test_the_most_populous_comes_first(gazetteer: Gazetteer) -> None:
    found = gazetteer.candidates("London")
    assert [p.country for p in found[:2]] == ["GB", "CA"]
    populations = [p.population for p in found]
    assert populations == sorted(populations, reverse=True)


def test_a_country_comes_before_the_state_of_its_name(gazetteer: Gazetteer) -> None:
    assert [p.id for p in gazetteer.candidates("Georgia")[:2]] == ["georgia", "georgia-us"]


def test_airport_codes_are_no_names(gazetteer: Gazetteer) -> None:
    assert "Kyiv" not in [p.name for p in gazetteer.candidates("IEV")]


def test_demonyms_are_no_candidates(gazetteer: Gazetteer) -> None:
    assert "ukraine" not in [p.id for p in gazetteer.candidates("Ukrainian")]


def test_agencies_abbreviate_states(gazetteer: Gazetteer) -> None:
    assert gazetteer.candidates("Calif.")[0].id == "california"
    assert "georgia-us" in [p.id for p in gazetteer.candidates("Ga.")]


@pytest.mark.parametrize(
    ("printed", "full"), [("St. Petersburg", "Saint Petersburg"), ("Mt. Pleasant", "Mount Pleasant")]
)
def test_what_papers_shorten(gazetteer: Gazetteer, printed: str, full: str) -> None:
    assert set(gazetteer.candidates(full)) <= set(gazetteer.candidates(printed))
    assert gazetteer.candidates(full)


def test_counties_by_their_bare_name(gazetteer: Gazetteer) -> None:
    assert "georgia-us" in [place.parent for place in gazetteer.counties("Oconee")]
    assert [place.name for place in gazetteer.counties("Orleans")] == [
        "Orleans County",
        "Orleans County",
        "Orleans Parish",
    ]
    assert gazetteer.counties("Kyiv") == ()


def test_counties_by_state(gazetteer: Gazetteer) -> None:
    found = {p.parent: p for p in gazetteer.candidates("Cook County")}
    assert set(found) >= {"illinois", "georgia-us", "minnesota"}
    chicago = found["illinois"]
    assert (round(chicago.lat), round(chicago.lon)) == (42, -88)
    assert gazetteer.place(chicago.id) == chicago
    assert gazetteer.ancestors(chicago.id) == ("illinois", "united-states")


@pytest.mark.parametrize(
    ("name", "above"),
    [
        ("Yalta", ("crimea", "ukraine")),
        ("Sevastopol", ("crimea", "ukraine")),
        ("Kramatorsk", ("donetsk-oblast", "ukraine")),
        ("Decatur", ("alabama", "united-states")),
        ("Rostov-on-Don", ("rostov-oblast", "russia")),
        ("Kyiv", ("ukraine",)),
        ("Toulouse", ("occitanie", "france")),
        ("Munich", ("bavaria", "germany")),
        ("Krakow", ("lesser-poland", "poland")),
    ],
)
def test_a_town_knows_its_region_and_country(gazetteer: Gazetteer, name: str, above: tuple[str, ...]) -> None:
    assert above in [gazetteer.ancestors(place.id) for place in gazetteer.candidates(name)]


def test_a_village_that_no_file_lists_is_found_and_lies_in_crimea(gazetteer: Gazetteer) -> None:
    village = next(p for p in gazetteer.candidates("Gurzuf") if p.country == "UA")
    assert gazetteer.place(village.id) == village
    assert gazetteer.ancestors(village.id) == ("crimea", "ukraine")


@pytest.mark.parametrize("ident", ["", "gn-", "gn-x", "gn-1", "nowhere", "us-county-", "us-county-99999", "gn-²"])
def test_an_id_of_nothing_is_none(gazetteer: Gazetteer, ident: str) -> None:
    assert gazetteer.place(ident) is None
    assert gazetteer.ancestors(ident) == ()


def test_a_name_of_nothing_has_no_candidates(gazetteer: Gazetteer) -> None:
    assert gazetteer.candidates("") == ()
    assert gazetteer.candidates("'; DROP TABLE city; --") == ()


def test_threads_share_one_instance(cities: Cities) -> None:
    found: list[City] = []
    threads = [threading.Thread(target=lambda: found.append(cities.named("Poltava")[0])) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({city.id for city in found}) == 1
    assert len(found) == 4


def test_a_child_process_may_go_on_asking(cities: Cities) -> None:
    cities.named("Poltava")
    child = os.fork()
    if child == 0:  # pragma: no cover - runs in the child
        os._exit(0 if cities.named("Chernihiv") else 1)
    assert os.waitpid(child, 0)[1] == 0


def small(count: int) -> list[City]:
    return [City(n, f"Town {n}", 50.0, 30.0 + n, "UA", "01", 1000 * n, (f"Other {n}",)) for n in range(1, count + 1)]


def test_the_file_is_built_once_and_replaces_itself_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    builds: list[int] = []
    monkeypatch.setattr(cities_module, "_read_cities", lambda: builds.append(1) or small(3))
    assert [c.name for c in open_cities(tmp_path).named("Other 2")] == ["Town 2"]
    area = open_cities(tmp_path).area("UA")
    assert builds == [1]
    assert area is not None
    assert (area.west, area.east, area.population) == (31.0, 33.0, 6000)
    assert [p.suffix for p in tmp_path.iterdir()] == [".sqlite"]


def test_a_build_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = [*small(2), small(1)[0]]  # one number twice
    monkeypatch.setattr(cities_module, "_read_cities", lambda: broken)
    with pytest.raises(sqlite3.IntegrityError):
        open_cities(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_said_and_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    monkeypatch.setattr(cities_module, "_read_cities", lambda: small(1))
    monkeypatch.setattr(cities_module.tempfile, "tempdir", str(tmp_path))
    for _ in range(2):  # the second time it is there
        assert open_cities(blocked / "cache").named("Town 1")
    assert "cannot be written" in caplog.text
    [spare] = [path for path in tmp_path.iterdir() if path != blocked]
    assert spare.name == f"dateline-{os.getuid()}"
    assert spare.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("theirs", ["open", "link", "file"])
def test_a_temporary_folder_that_others_may_have_filled_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, theirs: str
) -> None:
    blocked, trap, elsewhere = tmp_path / "file", tmp_path / f"dateline-{os.getuid()}", tmp_path / "elsewhere"
    blocked.write_text("in the way")
    elsewhere.mkdir(mode=0o700)
    if theirs == "open":
        trap.mkdir()
        trap.chmod(0o777)
    elif theirs == "link":
        trap.symlink_to(elsewhere)
    else:
        trap.write_text("")
    monkeypatch.setattr(cities_module, "_read_cities", lambda: small(1))
    monkeypatch.setattr(cities_module.tempfile, "tempdir", str(tmp_path))
    assert open_cities(blocked / "cache").named("Town 1")
    assert list(elsewhere.iterdir()) == []
    assert not trap.is_dir() or list(trap.iterdir()) == []
    [own] = tmp_path.glob(f"dateline-{os.getuid()}-*/*.sqlite")
    assert own.parent.stat().st_mode & 0o777 == 0o700


def test_every_name_of_the_authority_is_found_again(gazetteer: Gazetteer, shipped) -> None:  # type: ignore[no-untyped-def]
    for place in shipped.places.values():
        for name in place.names:
            if name.kind != "demonym" and fold(name.text):
                assert place in gazetteer.candidates(name.text)
