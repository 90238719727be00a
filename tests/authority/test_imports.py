"""Importing other people's lists: what becomes an entry, what is refused, and why."""

from __future__ import annotations

import json
import string
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from archive.authority.cities import Cities
from archive.authority.entries import AuthorityError
from archive.authority.files import SHIPPED, check, read_authority
from archive.authority.imports import READERS, cameo
from archive.authority.imports.build import build
from archive.authority.imports.draft import Batch
from archive.authority.values import Authority
from tests.support.shared import SHARED, needs_shared

DICTIONARIES = ("authority", "cameo-petrarch2", "dictionaries")


def read(form: str, path: Path, text: str | bytes) -> Batch:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return READERS[form](path)


def entries(batch: Batch, shipped: Authority) -> dict[str, dict[str, Any]]:
    return {entry["id"]: entry for entry in build(batch, shipped, "list")[0]["actor"]}


# --- CAMEO

CAMEO = """# a dictionary
KWAME_ASANTE_MENSAH_  # CountryInfo.txt
+K._ASANTE_MENSAH
+MENSAH
\t[GHAGOV 940922-20040712]
\t[GHAGOV >20040309]  # again
\t[GHAOPP <940101]
"""


def test_a_dated_role_is_an_office_and_its_overlaps_are_one(tmp_path: Path, shipped: Authority) -> None:
    batch = read("cameo", tmp_path / "a.txt", CAMEO)
    tables = build(batch, shipped, "a.txt")
    (entry,) = tables[0]["actor"]
    assert (entry["id"], entry["kind"], entry["surnames"]) == ("kwame-asante-mensah", "person", [])
    assert entry["roles"] == [
        {"office": next(iter(tables[1])), "start": date(1994, 9, 22), "source": "a.txt"},
    ]
    assert next(iter(tables[1].values()))["organisation"] == "government-of-ghana"
    assert "GHAOPP … to 1994-01-01" in entry["description"]
    assert [(r.line, r.cause) for r in batch.refused] == [(2, "one word alone names nobody for sure")]


@pytest.mark.parametrize(
    ("block", "cause"),
    [
        ("GHAGOV 2004017-20061201", "2004017 has 7 digits, a day has 6 or 8"),
        ("GHAGOV 20040230-20061201", "20040230 is no day of the calendar"),
        ("GHAGOV 20100101-20040101", "20100101 is after 20040101"),
        ("GHAGOV 20121204", "20121204 stands without < or >, so it is no end and no beginning"),
    ],
)
def test_a_mistyped_date_is_refused_with_its_line_and_the_actor_is_kept(tmp_path: Path, block: str, cause: str) -> None:
    batch = read(
        "cameo", tmp_path / "a.txt", f"KWAME_MENSAH_  # CountryInfo.txt\n\t[GHALEG 990101-991231]\n\t[{block}]\n"
    )
    assert [(r.line, cause in r.cause, r.repair) for r in batch.refused] == [(3, True, "Write the day as YYYYMMDD")]
    assert [len(d.terms) for d in batch.drafts] == [1]


@given(st.dates(date(1915, 1, 1), date(2014, 12, 31)), st.integers(0, 3000), st.booleans(), st.booleans())
def test_days_of_either_length_are_read_as_written(start: date, length: int, short: bool, also_short: bool) -> None:
    end = min(start + timedelta(days=length), date(2014, 12, 31))
    printed = [day.strftime("%Y%m%d")[2 * cut :] for day, cut in ((start, short), (end, also_short))]
    match = cameo._ROLE.match(f"GHAGOV {printed[0]}-{printed[1]}")
    assert match
    assert cameo._span(match) == (start, end, "")


@given(st.text(alphabet=string.ascii_uppercase + "_+[]#<>-0123456789 \n\t", max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    batch = Batch()
    for head in cameo._heads(text.split("\n"), batch):
        cameo._draft(head, batch)
    assert all(refused.line and refused.cause for refused in batch.refused)


def test_countries_and_the_already_listed_are_left_out(tmp_path: Path, shipped: Authority) -> None:
    text = "GHANA_ [GHA]\n+ACCRA\nSERGEI_LAVROV_ [RUSGOV]\nASHANTI_PEOPLES_FRONT [GHAREB]\n+APF\n"
    batch = read("cameo", tmp_path / "a.txt", text)
    made = entries(batch, shipped)
    assert set(made) == {"ashanti-peoples-front"}
    assert made["ashanti-peoples-front"]["acronyms"] == ["APF"]
    causes = " ".join(r.cause for r in batch.refused)
    assert "as sergey-lavrov" in causes
    assert "as places" in causes


def test_a_title_before_the_name_is_still_the_listed_person(tmp_path: Path, shipped: Authority) -> None:
    text = "SECRETARY-GENERAL_BAN_KI-MOON\n+BAN_KI-MOON\n\t[IGOUNO >20070101]\n"
    batch = read("cameo", tmp_path / "a.txt", text)
    assert not entries(batch, shipped)
    assert "ban-ki-moon" in batch.refused[-1].cause


@needs_shared(*DICTIONARIES)
def test_the_real_dictionaries_pass_the_authoritys_own_check(tmp_path: Path, cities: Cities) -> None:
    folder = tmp_path / "own"
    source = SHARED.joinpath(*DICTIONARIES)
    for name, least in (("Countries", 17_000), ("International", 6_000), ("MilNonState", 950)):
        with pytest.raises(CommandError, match="left out"):
            call_command("authority", "import", "cameo", str(source / f"Phoenix.{name}.actors.txt"), str(folder))
        assert (folder / f"imported-phoenix-{name.lower()}-actors.toml").read_text().count("[[actor]]") >= least
    authority = read_authority(folder, cities)
    assert check(authority, folder, cities) == []
    assert any(role.person == "nur-mohammad-taraki" and role.start == date(1978, 4, 30) for role in authority.roles)


# --- tables


def test_a_plain_table_with_semicolons(tmp_path: Path, shipped: Authority) -> None:
    text = (
        "Name;Kind;Aliases;Ukrainian;Gender;Wikidata\n"
        "Solomiya Kravets-Bila;person;Solomia Kravets-Bila|S. Kravets-Bila;Соломія Кравець-Біла;female;Q42\n"
        "Kharkiv Tram Workers Union;movement;;;;\n"
    )
    made = entries(read("csv", tmp_path / "a.csv", "\ufeff" + text), shipped)
    person = made["solomiya-kravets-bila"]
    assert person["also"] == {"en": ["Solomia Kravets-Bila", "S. Kravets-Bila"], "uk": ["Соломія Кравець-Біла"]}
    assert (person["gender"], person["wikidata"], person["wikidata_source"]) == ("f", "Q42", "list")
    assert made["kharkiv-tram-workers-union"]["kind"] == "movement"


def test_what_a_table_gets_wrong_is_named_by_line_and_column(tmp_path: Path) -> None:
    text = "name,type,from,qid\nOne Body,club,,\nTwo Body,party,last year,X1\n,party,,\n"
    batch = read("csv", tmp_path / "a.csv", text)
    assert [d.name for d in batch.drafts] == ["Two Body"]
    assert [(r.line, r.cause.split(":")[0]) for r in batch.refused] == [
        (2, "column type"),
        (3, "column from"),
        (3, "column qid"),
        (4, "name is empty"),
    ]
    assert all(r.repair for r in batch.refused)


def test_a_table_without_names_says_which_columns_it_has(tmp_path: Path) -> None:
    with pytest.raises(
        AuthorityError, match=r"a.csv, entry line 1: no column is called name \(there are: colour, size\)"
    ):
        read("csv", tmp_path / "a.csv", "colour,size\nred,4\n")
    with pytest.raises(AuthorityError, match="it holds no row"):
        read("csv", tmp_path / "b.csv", "")
    with pytest.raises(AuthorityError, match="this is no text"):
        read("csv", tmp_path / "c.csv", b"PK\x03\x04\x00\x00")


@pytest.mark.parametrize("form", ["csv", "json"])
def test_records_of_openrefine_go_on_over_rows(tmp_path: Path, form: str, shipped: Authority) -> None:
    rows: list[dict[str, Any]] = [
        {"name": "Solomiya Kravets-Bila", "alias": "S. Kravets-Bila", "QID": "Q42"},
        {"name": None, "alias": "Solomia Kravets-Bila", "QID": None},
    ]
    if form == "json":
        text = json.dumps({"rows": rows})
    else:
        text = "\n".join("\t".join(str(v or "") for v in row) for row in [list(rows[0]), *(r.values() for r in rows)])
    made = entries(read("openrefine", tmp_path / "a", text), shipped)
    assert made["solomiya-kravets-bila"]["also"] == {"en": ["S. Kravets-Bila", "Solomia Kravets-Bila"]}
    assert made["solomiya-kravets-bila"]["wikidata"] == "Q42"


# --- Wikidata


def entity(qid: str, label: str, instance: str = "Q5", **more: Any) -> dict[str, Any]:
    claims = {"P31": [{"rank": "normal", "mainsnak": {"datavalue": {"value": {"id": instance}}}}]}
    return {"id": qid, "labels": {"en": {"value": label}}, "claims": claims} | more


@pytest.mark.parametrize("shape", ["lines", "dump", "entities"])
def test_an_extract_of_wikidata_in_its_three_shapes(tmp_path: Path, shape: str, shipped: Authority) -> None:
    one = entity(
        "Q42",
        "Solomiya Kravets-Bila",
        aliases={"uk": [{"value": "Соломія Кравець-Біла"}]},
        sitelinks={"enwiki": {"title": "Solomiya Kravets-Bila (politician)"}},
    )
    town = entity("Q7", "Smalltown", "Q515")
    text = {
        "lines": f"{json.dumps(one)}\n{json.dumps(town)}\n",
        "dump": f"[\n{json.dumps(one)},\n{json.dumps(town)}\n]\n",
        "entities": json.dumps({"entities": {"Q42": one, "Q7": town}}),
    }[shape]
    batch = read("wikidata", tmp_path / "a.json", text)
    made = entries(batch, shipped)
    assert list(made) == ["solomiya-kravets-bila"]
    assert made["solomiya-kravets-bila"]["wikipedia"] == "Solomiya Kravets-Bila (politician)"
    assert made["solomiya-kravets-bila"]["wikidata_source"] == "list"
    assert [r.cause for r in batch.refused] == ["an instance of Q515, no known kind"]


def test_a_broken_line_of_an_extract_is_refused_alone(tmp_path: Path) -> None:
    text = f'{json.dumps(entity("Q42", "Solomiya Kravets-Bila"))}\n{{"id": "Q4\n[1]\n'
    batch = read("wikidata", tmp_path / "a.json", text)
    assert [d.wikidata for d in batch.drafts] == ["Q42"]
    assert [r.line for r in batch.refused] == [2, 3]


# --- the command


def test_the_command_writes_a_folder_that_loads_and_will_not_import_twice(
    tmp_path: Path, cities: Cities, capsys: pytest.CaptureFixture[str]
) -> None:
    table, folder = tmp_path / "deputies.csv", tmp_path / "own"
    table.write_text("name\nSolomiya Kravets-Bila\n")
    call_command("authority", "import", "csv", str(table), str(folder), "--dry-run")
    assert not folder.exists()
    call_command("authority", "import", "csv", str(table), str(folder))
    summary = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (summary["read"], summary["added"], summary["refused"]) == (1, 1, 0)
    authority = read_authority(folder, cities)
    assert authority.actors["solomiya-kravets-bila"].kind == "person"
    assert check(authority, folder, cities) == []
    assert {p.name for p in SHIPPED.glob("*.toml")} < {p.name for p in folder.glob("*.toml")}
    with pytest.raises(CommandError, match="this file was imported before") as wrong:
        call_command("authority", "import", "csv", str(table), str(folder))
    assert wrong.value.returncode == 2


def test_all_that_was_left_out_is_written_with_reasons(tmp_path: Path) -> None:
    table, refused = tmp_path / "a.csv", tmp_path / "refused.csv"
    table.write_text("name\nSergey Lavrov\nMadonna\n")
    with pytest.raises(CommandError, match="2 left out") as done:
        call_command("authority", "import", "csv", str(table), str(tmp_path / "own"), "--refused", str(refused))
    assert done.value.returncode == 1
    assert refused.read_text().splitlines() == [
        "line,what,cause,repair",
        '2,Sergey Lavrov,"the authority has it already, as sergey-lavrov",',
        "3,Madonna,one word alone names nobody for sure,Write the full name",
    ]
