"""A list of queries counted: every total is a link that gives it, mistakes stand in their row, the rest goes on."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from archive.explore import lists
from archive.models import SavedList
from archive.pages import batch, desk, kept, totals
from archive.store.desk import LISTS_MAX, SEARCHES_MAX
from tests.pages.corpus import HOSTILE, SECRET
from tests.pages.seen import Element, seen

pytestmark = pytest.mark.django_db

LIST = (
    "query;name;from;source\n"
    "grain;Grain;;\n"
    "grain;Grain in February;2014-02;\n"
    "(grain;Broken;;\n"
    'source:"granite desk";Granite;;\n'
    "crimea;Crimea at the harbour;;Harbour Desk\n"
)


def sent(client: Client, **fields: Any) -> Any:
    return client.post("/batch/", fields, follow=True)


def rows(page: Element) -> dict[str, Element]:
    """Rows of the table by the name in them."""
    return {row.one("th").text: row for row in page.one("tbody").all("tr")}


def total(row: Element) -> tuple[int, str]:
    """The number of a row and the link of it."""
    link = row.all("td", class_="n")[0].one("a")
    return number(link.text), link.attrs["href"]


def number(text: str) -> int:
    return int(re.sub(r"\D", "", text) or 0)


def count_of(client: Client, address: str) -> int:
    return number(seen(client.get(address)).one(class_="count").text)


def table_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


# --- the page -----------------------------------------------------------------------------------


def test_every_total_is_a_link_that_gives_it(visitor: Client) -> None:
    page = seen(sent(visitor, list=LIST))
    found = {name: total(row) for name, row in rows(page).items() if row.all("a") and name != "Broken"}
    assert {name: n for name, (n, _) in found.items()} == {
        "Grain": 60, "Grain in February": 48, "Granite": 30, "Crimea at the harbour": 1,
    }  # fmt: skip
    assert all(count_of(visitor, href) == n for n, href in found.values())


def test_a_row_that_asks_for_quotes_is_a_mistake_with_its_repair(visitor: Client) -> None:
    page = seen(sent(visitor, list="query;name;rows\ngrain;Quotes;quotes\ngrain;Articles;articles\n"))
    row = rows(page)["Quotes"]
    assert "of articles, not of quotes" in row.text
    assert count_of(visitor, row.link("the same for articles")) == total(rows(page)["Articles"])[0] == 60


def test_each_row_has_its_exports(visitor: Client) -> None:
    row = rows(seen(sent(visitor, list=LIST)))["Granite"]
    file = b"".join(visitor.get(row.link("CSV of row 4")).streaming_content)
    assert len(file.splitlines()) == 31
    file = b"".join(visitor.get(row.link("NDJSON of row 4")).streaming_content)
    assert len(file.splitlines()) == 30


def test_a_mistake_stands_in_its_row_with_place_and_repair(visitor: Client) -> None:
    page = seen(sent(visitor, list=LIST))
    row = rows(page)["Broken"]
    assert "Line 4, character 1:" in row.text
    assert row.one("mark").text == "("
    assert count_of(visitor, row.link("(grain)")) == 60
    assert "5 queries, 1 of them with a mistake" in page.text


def test_bins_add_up_and_each_cell_is_a_link(visitor: Client) -> None:
    listed = "query\tfrom\tto\ngrain\t\t\ngrain\t2014-02-10\t2014-03-05\ncamp\t\t\nleaflet\t\t\n"
    page = seen(sent(visitor, list=listed, bin="month"))
    heads = [th.text for th in page.one("thead").all("th")]
    assert heads[:3] == ["Name", "Query as read", "Articles"]
    assert heads[3:] == [
        *("Take away", "No date, or too coarse", "December 2013", "January 2014", "February 2014", "March 2014"),
        *heads[9:],
    ]
    for row in page.one("tbody").all("tr"):
        whole, *cells = [number(cell.text) for cell in row.all("td", class_="n")]
        assert whole == sum(cells)
        for link in [a for cell in row.all("td", class_="n") for a in cell.all("a")]:
            assert count_of(visitor, link.attrs["href"]) == number(link.text)


def test_months_that_no_row_has_are_left_out_and_said(visitor: Client) -> None:
    listed = "query,from,to\ngrain,2013-01,2014-01\ngrain,2014-03,2014-12\n"
    page = seen(sent(visitor, list=listed, bin="month"))
    said = re.search(r"(\d+) months? in which no row has an article", page.text)
    table = table_of(visitor.get("/batch.csv", {"list": listed, "bin": "month"}).content)
    months = [head for head in table[0] if re.fullmatch(r"\d{4}-\d\d", head)]
    empty = [month for month in months if not any(number(row[month]) for row in table)]
    assert empty
    assert said
    assert number(said[1]) == len(empty)
    assert len(page.one("thead").all("th")) == 5 + len(months) - len(empty)


def test_a_date_known_to_the_year_is_too_coarse_for_months_and_no_part_of_the_link() -> None:
    row = totals.Row(1, 1, "", "x", total=5, counts={"2014-01-01": 2}, without=3, undated=1)
    shown = batch._shown(row, totals.Totals((row,), "month", ("2014-01-01",)), ("2014-01-01",), ())
    assert shown.undated_href == "/search?from=unknown"
    assert shown.coarse == 2


@pytest.mark.parametrize(("start", "end", "said"), [(9, 10, "character 10"), (2, 5, "characters 3 to 5"), (None, None, ""), (4, 4, "character 5")])  # fmt: skip
def test_places_are_counted_as_people_count(start: int | None, end: int | None, said: str) -> None:
    assert kept.Wrong("", start, end).place == said


def test_filters_around_hold_for_every_row_and_a_row_has_its_own(visitor: Client) -> None:
    listed = "query,source\ngrain,\ngrain,granite-desk\n"
    page = seen(sent(visitor, list=listed, source="harbour-desk", **{"from": "2014-02-01"}))
    assert "Every row also: published 1 February 2014 or later, source Harbour Desk." in page.text
    counts = [total(row) for row in page.one("tbody").all("tr")]
    assert [n for n, _ in counts] == [24, 24]
    assert "source=harbour-desk" in counts[0][1]
    assert "source=granite-desk" in counts[1][1]
    assert "harbour" not in counts[1][1]


def test_copies_are_counted_once_where_asked(visitor: Client) -> None:
    page = seen(sent(visitor, list="query,copies\ncounterproductive,\ncounterproductive,first\n"))
    assert [total(row)[0] for row in page.one("tbody").all("tr")] == [2, 1]


def test_several_values_and_excluded_ones_in_a_cell(visitor: Client) -> None:
    listed = "query,source\ngrain,Harbour Desk|granite-desk\ngrain,-granite-desk\n"
    page = seen(sent(visitor, list=listed))
    assert [total(row)[0] for row in page.one("tbody").all("tr")] == [60, 30]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("grain,,nobody-at-all", "knows nothing"),
        ("grain,14.03.2014,", "14.03.2014"),
        ("grain,2014-13,", "2014-13"),
        ("actor:nobody-at-all,,", "nobody-at-all"),
        (",,", None),
        ("grain,,,,extra", "5 fields where the heading has 3"),
        ('"grain,,', "opened and not closed"),
        ('"two words" AND grain,,', "doubled"),
    ],
)
def test_a_row_that_cannot_be_counted_says_why_and_the_rest_goes_on(
    visitor: Client, line: str, said: str | None
) -> None:
    page = seen(sent(visitor, list=f"query,from,actor\n{line}\ngrain,,\n"))
    counted = [row for row in page.one("tbody").all("tr") if not row.all("p", class_="wrong")]
    assert [total(row)[0] for row in counted] == [60]
    wrong = page.all("p", class_="wrong")
    assert [said in one.text for one in wrong] == ([True] if said else [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("divider", [",", ";", "\t"])
def test_files_in_any_usual_encoding(visitor: Client, encoding: str, divider: str) -> None:
    text = f"name{divider}query\r\nВыборы в Крыму в это воскресенье{divider}голосують\r\nВместе с заявлением{divider}Лавров\r\n"
    file = SimpleUploadedFile("list.csv", text.encode(encoding))
    page = seen(sent(visitor, file=file))
    found = {name: total(row)[0] for name, row in rows(page).items()}
    assert found == {"Выборы в Крыму в это воскресенье": 1, "Вместе с заявлением": 1}


def test_a_guessed_encoding_is_said(visitor: Client) -> None:
    file = SimpleUploadedFile("list.csv", "query\nголосують в воскресенье\n".encode("cp1251"))
    assert "read as cp1251" in seen(visitor.post("/batch/", {"file": file})).text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Write a query or choose a file."),
        ({"list": "name,from\na,2014\n"}, "No column is called “query”"),
        ({"list": "query,query\na,b\n"}, "Two columns"),
        ({"list": "\n".join(["grain"] * (lists.ROWS_MAX + 1))}, "more than 1,000 queries"),
        ({"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04....")}, "save it as CSV"),
        ({"file": SimpleUploadedFile("a.csv", b"x" * (lists.BYTES_MAX + 1))}, "more than 2,000,000 bytes"),
        ({"list": "grain", "from": "2014-02-30"}, "2014-02-30"),
    ],
)
def test_a_list_that_cannot_be_read_says_what_to_do(visitor: Client, fields: dict[str, Any], said: str) -> None:
    for file in (value for value in fields.values() if not isinstance(value, str)):
        file.seek(0)
    answer = visitor.post("/batch/", fields)
    page = seen(answer, 400)
    assert said in page.one(role="alert").text
    assert page.all("tbody") == []


def test_wrong_filters_around_a_list_are_mended(visitor: Client) -> None:
    page = seen(visitor.post("/batch/", {"list": "grain", "from": "2014-02-30", "source": "granite-desk"}), 400)
    mended = seen(visitor.get(page.link("the same without “from”")))
    assert [total(row)[0] for row in mended.one("tbody").all("tr")] == [30]


def test_a_column_that_means_nothing_is_named(visitor: Client) -> None:
    page = seen(sent(visitor, list="query,sorce\ngrain,harbour-desk\n"))
    assert "The column “sorce” is no parameter of a search and is ignored; did you mean “source”?" in page.text
    assert total(page.one("tbody").all("tr")[0])[0] == 60


def test_r01_a_short_list_has_an_address_that_brings_it_back(visitor: Client) -> None:
    answer = visitor.post("/batch/", {"list": LIST, "bin": "year", "copies": "first"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/batch/?list=")
    first, again = (re.sub(r"csrf\S+ \S+ \S+", "", seen(Client().get(answer["Location"])).text) for _ in "12")
    assert first == again
    assert "Every row also: copies counted once." in first
    page = seen(visitor.get(answer["Location"]))
    assert page.link("Address of this table") == answer["Location"]
    repeated = seen(visitor.get("/batch/?q=grain&q=crimea&from=2014-02-01"))
    assert [total(row)[0] for row in repeated.one("tbody").all("tr")] == [48, 2]


def test_a_long_list_is_answered_where_it_was_sent(visitor: Client) -> None:
    page = seen(visitor.post("/batch/", {"list": "\n".join(["grain"] * 900)}))
    assert len(page.one("tbody").all("tr")) == 900
    assert "too long for an address" in page.text


def test_too_many_columns_for_a_page_are_in_the_file(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "CELLS_SHOWN", 3)
    page = seen(visitor.get("/batch/?q=grain&q=crimea&bin=month"))
    assert "too large for a page" in page.text
    assert "February 2014" not in page.one("thead").text
    assert "2014-02" in table_of(visitor.get("/batch.csv?q=grain&q=crimea&bin=month").content)[0]
    monkeypatch.setattr(totals, "BINS_MAX", 1)
    page = seen(visitor.get("/batch/?q=grain&bin=month"))
    assert "choose years or set dates" in page.text
    assert total(page.one("tbody").all("tr")[0])[0] == 60


def test_what_is_not_counted_in_time_says_so(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(totals, "SECONDS", -1.0)
    listed = lists.read_text("grain", totals.COLUMNS)
    from archive.pages.forms import State
    from archive.search.query import EVERYTHING

    (row,) = totals.counted(listed, State(), EVERYTHING, "", seconds=-1.0).rows
    assert "not counted" in row.wrongs[0].message


def test_locked_text_counts_as_absent(visitor: Client, signed_in: Any) -> None:
    word = SECRET.split()[1]
    page = seen(sent(visitor, list=f"{word}\n"))
    assert total(page.one("tbody").all("tr")[0])[0] == 0
    researcher = signed_in("researcher")
    assert total(seen(sent(researcher, list=f"{word}\n")).one("tbody").all("tr")[0])[0] == 1


def test_hostile_rows_are_text(visitor: Client) -> None:
    doubled = HOSTILE.replace('"', '""')
    listed = f'query,name,from\n"{doubled}","{doubled}","{doubled}"\ngrain,"{doubled}",\n'
    page = seen(sent(visitor, list=listed))
    assert page.all("img") == []
    assert HOSTILE in page.one("tbody").raw


# --- files --------------------------------------------------------------------------------------


def test_the_table_as_csv_has_what_the_page_has(visitor: Client) -> None:
    answer = visitor.post("/batch.csv", {"list": LIST, "bin": "month"})
    table = table_of(answer.content)
    assert answer["Content-Disposition"] == 'attachment; filename="totals.csv"'
    shown = rows(seen(sent(visitor, list=LIST, bin="month")))
    assert [row["name"] for row in table] == list(shown)
    for row in table:
        if row["name"] == "Broken":
            assert (row["total"], row["start"], row["repair"]) == ("", "0", "(grain)")
            assert row["mistake"]
        else:
            assert int(row["total"]) == total(shown[row["name"]])[0]
            bins = [int(row[name]) for name in row if re.fullmatch(r"\d{4}-\d\d", name)]
            assert sum(bins) + int(row["without_date"]) == int(row["total"])
            assert count_of(visitor, row["link"]) == int(row["total"])


def test_no_cell_of_the_csv_is_a_formula(visitor: Client) -> None:
    listed = 'query,name\n-grain,=1+1\n"@foo",+cmd\n'
    for row in table_of(visitor.post("/batch.csv", {"list": listed}).content):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row.values())


def test_the_table_as_ndjson(visitor: Client) -> None:
    answer = visitor.post("/batch.ndjson", {"list": LIST, "bin": "year"})
    table = [json.loads(line) for line in answer.content.splitlines()]
    assert table[0]["counts"] == {"2014": 60}
    assert table[2]["errors"] == [
        {"start": 0, "end": 1, "message": table[2]["errors"][0]["message"], "repair": "(grain)"}
    ]
    assert visitor.get("/batch.xlsx?q=grain").status_code == 404
    assert visitor.get("/batch.csv").status_code == 200  # the form


# --- kept by name -------------------------------------------------------------------------------


def keep(client: Client, **fields: Any) -> SavedList:
    answer = client.post("/lists/new/", {"list": LIST, "name": "My list", **fields})
    assert answer.status_code == 302
    return SavedList.objects.get(pk=int(answer["Location"].split("/")[2]))


def test_a_list_is_kept_and_brings_its_table_back(signed_in: Any) -> None:
    anna = signed_in()
    kept = keep(anna, bin="year", copies="first")
    page = seen(anna.get(seen(anna.get("/saved/")).link("My list")))
    assert page.one("h1").text == "My list"
    assert "Every row also: copies counted once." in page.text
    assert "2014" in page.one("thead").text
    assert rows(page)["Broken"].all("p", class_="wrong")
    assert len(table_of(anna.get(f"/lists/{kept.pk}.csv").content)) == 5
    anna.post(f"/lists/{kept.pk}/edit/", {"name": "Other", "list": "grain\nkyiv"})
    kept.refresh_from_db()
    assert (kept.name, kept.text, kept.query, kept.bin) == ("Other", "grain\nkyiv", "", "")


def test_a_list_is_its_owners_alone(signed_in: Any, visitor: Client) -> None:
    kept = keep(signed_in())
    other = signed_in("administrator", "boris")
    for address in (f"/lists/{kept.pk}/", f"/lists/{kept.pk}.csv"):
        assert other.get(address).status_code == 404
        assert visitor.get(address)["Location"].startswith("/login/")
    for deed in ("edit", "delete", "put-back"):
        assert other.post(f"/lists/{kept.pk}/{deed}/", {"name": "x", "list": "x"}).status_code == 404
    kept.refresh_from_db()
    assert (kept.name, kept.deleted) == ("My list", None)


def test_a_list_is_deleted_and_put_back(signed_in: Any) -> None:
    anna = signed_in()
    kept = keep(anna)
    anna.post(f"/lists/{kept.pk}/delete/")
    assert anna.get(f"/lists/{kept.pk}/").status_code == 404
    anna.post(f"/lists/{kept.pk}/put-back/")
    assert anna.get(f"/lists/{kept.pk}/").status_code == 200


def test_a_list_without_a_name_or_queries_is_not_kept(signed_in: Any) -> None:
    anna = signed_in()
    page = seen(anna.post("/lists/new/", {"list": LIST, "name": ""}), 400)
    assert page.one("textarea").raw.strip() == LIST.strip()
    assert seen(anna.post("/lists/new/", {"list": "", "name": "x"}), 400)
    assert not SavedList.objects.exists()


# --- the command --------------------------------------------------------------------------------


def run(capsys: Any, *arguments: str) -> tuple[int, bytes, str]:
    status = 0
    try:
        call_command("batch", *arguments)
    except SystemExit as stopped:
        status = int(stopped.code or 0)
    except CommandError as error:
        status = error.returncode
    out, err = capsys.readouterr()
    return status, out.encode(), err


@pytest.fixture
def file(tmp_path: Any) -> Any:
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def test_the_command_makes_the_pages_table(archive: SimpleNamespace, visitor: Client, file: Any, capsys: Any) -> None:
    status, out, err = run(capsys, str(file), "--by", "month", "--as", "anonymous", "--link-base", "http://testserver")
    assert status == 1
    assert "1 of 5 queries have a mistake" in err
    assert out == visitor.post("/batch.csv", {"list": LIST, "bin": "month"}).content


def test_the_command_without_a_mistake_and_with_filters(archive: SimpleNamespace, tmp_path: Any, capsys: Any) -> None:
    path = tmp_path / "plain.txt"
    path.write_bytes("grain\nГолосують\n".encode("utf-16"))
    status, out, _ = run(capsys, str(path), "--json", "--filters", "/search?source=Granite Desk&from=2014-02-01")
    assert status == 0
    assert [json.loads(line)["total"] for line in out.splitlines()] == [24, 0]


@pytest.mark.parametrize(
    "arguments",
    [("/no/such/file",), ("FILE", "--filters", "colour=red"), ("FILE", "--filters", "q=x"), ("FILE", "--as", "nobody")],
)
def test_wrong_use_is_exit_2(archive: SimpleNamespace, file: Any, capsys: Any, arguments: tuple[str, ...]) -> None:
    status, out, _ = run(capsys, *(str(file) if one == "FILE" else one for one in arguments))
    assert (status, out) == (2, b"")


# --- the guide ----------------------------------------------------------------------------------


def test_the_guide_is_held_to_its_word(visitor: Client) -> None:
    guide = (Path(__file__).resolve().parents[2] / "docs/desk.md").read_text(encoding="utf-8")
    example = next(part for part in guide.split("```") if part.startswith("\nquery,"))
    listed = lists.read_text(example.strip(), totals.COLUMNS)
    assert listed.unknown == ()
    assert [line.problem for line in listed.lines] == ["", "", ""]
    assert listed.lines[1].query == '"common vision"'
    for limit in (desk.REMEMBERED, desk.CARRIED, lists.ROWS_MAX, lists.BYTES_MAX, batch.ADDRESS_MAX):
        assert f"{limit:,}" in guide
    assert f"{totals.SECONDS:.0f} seconds" in guide
    assert f"{SEARCHES_MAX} searches and {LISTS_MAX} lists" in guide
    columns = table_of(visitor.get("/batch.csv?q=grain&bin=year").content)[0]
    assert all(f"`{column}`" in guide for column in columns)
