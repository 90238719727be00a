"""CSV and NDJSON as other programs read them: no formula for a spreadsheet, nothing lost, one record an article."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.export.columns import ALWAYS_LAST, ARTICLES, COLUMNS, DEFAULT
from archive.export.csv import GUARD, CsvExporter
from archive.export.errors import ExportError
from archive.export.ndjson import NdjsonExporter
from archive.export.rows import ExportRow
from archive.selectors.cards import Card, Named
from archive.text.when import Published

# Text as the archive stores it: no NUL, no lone surrogates (text/normalise.py).
stored = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"))
# Spreadsheets look at the first character; these make sure that it is often one that matters.
wicked = st.builds(
    str.__add__, st.sampled_from(["", "=", "+", "-", "@", "\t", "\r", "\n", "\r\n", "'", '"', "＝", " ="]), stored
)
numbers = st.integers(min_value=0, max_value=2**40)


def row(title: str = "Talks end", text: str = "", number: int = 1, **card: object) -> ExportRow:
    values: dict[str, object] = {
        "id": number,
        "title": title,
        "language": "en",
        "source": "harbour-desk",
        "source_name": "Harbour Desk",
        "published": Published.day(date(2014, 3, 14), "column date"),
        "first_seen": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        "dateline_place": "",
        "byline": title,
        "section": "",
        "url": "",
        "words": number,
        "may_read": True,
        "notes": (),
        **card,
    }
    return ExportRow(Card(**values), text=text)  # type: ignore[arg-type]


def written(rows: list[ExportRow], *, raw: bool = False, columns: tuple[str, ...] = (*DEFAULT, "text")) -> bytes:
    exporter = CsvExporter(ARTICLES.chosen(columns), raw=raw)
    return exporter.head() + exporter.records(rows) + exporter.tail()


def read(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def is_formula(cell: str) -> bool:
    """A model of what spreadsheets do when they open a CSV file: a sign starts a formula, a control character
    before it is skipped, full-width signs are signs in some editions; a signed number is no formula."""
    if re.fullmatch(r"[+-]?[0-9]+([.,][0-9]+)?", cell):
        return False
    return cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))


@given(wicked, wicked, numbers)
@example("=1+1", "\t=cmd", 0)
@example("\n=HYPERLINK(1)", "＝1+1", 7)
def test_a_spreadsheet_sees_no_formula_and_numbers_stay_numbers(title: str, text: str, number: int) -> None:
    (record,) = read(written([row(title, text, number)]))
    assert not any(is_formula(cell) for cell in record.values())
    assert int(record["id"]) == int(record["words"]) == number
    assert record["published"] == "2014-03-14"
    assert record["title"] in (title, GUARD + title)
    assert record["text"] in (text, GUARD + text)


@given(st.lists(st.tuples(wicked, wicked), max_size=5))
def test_raw_cells_come_back_exactly_and_every_article_is_one_record(texts: list[tuple[str, str]]) -> None:
    rows = [row(title, text, number) for number, (title, text) in enumerate(texts)]
    records = read(written(rows, raw=True))
    assert [(r["title"], r["text"]) for r in records] == texts
    assert [int(r["id"]) for r in records] == list(range(len(texts)))


@given(st.lists(st.tuples(wicked, wicked), max_size=5))
@example([("a\u2028b", "c\x85d\u2029e")])
def test_ndjson_is_exact_whatever_a_reader_takes_for_a_line_end(texts: list[tuple[str, str]]) -> None:
    exporter = NdjsonExporter(ARTICLES.chosen((*DEFAULT, "text")))
    data = exporter.records([row(title, text) for title, text in texts]).decode()
    lines = [line for line in re.split("[\n\r\x0b\x0c\x85\u2028\u2029]", data) if line]
    assert [(r["title"], r["text"]) for r in map(json.loads, lines)] == texts


def test_the_file_follows_rfc_4180() -> None:
    """A comma, quotes, line ends within a cell; CRLF after each record; UTF-8 without a byte order mark."""
    data = written([row('Он сказал: "нет"', "one,\r\ntwo\nthree")], columns=("title", "text"))
    assert data == 'title,text,note\r\n"Он сказал: ""нет""","one,\r\ntwo\nthree",\r\n'.encode()


def test_the_header_is_the_contract_with_the_note_behind_it() -> None:
    assert written([], columns=DEFAULT).decode() == (
        "id,published,published_precision,published_from,first_seen,title,source,language,byline,url,actors,places,"
        "speakers,words,copies,link,note\r\n"
    )


def test_the_note_stands_on_every_row_whichever_columns_are_asked_for() -> None:
    rows = [row(notes=("Written for demonstration; not a published report",)), row()]
    for columns in (("id",), ("note", "id"), DEFAULT):
        records = read(written(rows, columns=columns))
        assert [r["note"] for r in records] == ["Written for demonstration; not a published report", ""]
        assert list(records[0])[-1] == ALWAYS_LAST


def test_several_names_are_one_cell_in_csv_and_objects_in_ndjson() -> None:
    named = (Named("sergey-lavrov", "Sergey Lavrov", 3), Named("john-kerry", "John Kerry", 1))
    one = row(actors=named)
    (record,) = read(written([one], columns=("actors", "actor_ids")))
    assert (record["actors"], record["actor_ids"]) == ("Sergey Lavrov; John Kerry", "sergey-lavrov; john-kerry")
    exact = json.loads(NdjsonExporter(ARTICLES.chosen(("actors",))).records([one]))
    assert exact["actors"][0] == {"id": "sergey-lavrov", "name": "Sergey Lavrov", "count": 3}


@pytest.mark.parametrize(
    ("published", "printed"),
    [
        (Published.day(date(2014, 3, 14), ""), "2014-03-14"),
        (Published.month(2014, 3, ""), "2014-03"),
        (Published.year(2014, ""), "2014"),
        (Published(), ""),
        (Published.instant(datetime(2014, 3, 14, 9, 30, tzinfo=UTC), ""), "2014-03-14T09:30:00+00:00"),
    ],
)
def test_a_date_is_printed_as_finely_as_it_is_known(published: Published, printed: str) -> None:
    assert read(written([row(published=published)]))[0]["published"] == printed


def test_an_unknown_column_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ExportError, match=r"no column headline; there are id, published, .*note"):
        ARTICLES.chosen(("id", "headline"))


def test_every_column_says_what_it_holds() -> None:
    assert all(column.help for column in COLUMNS)
    assert len({column.name for column in COLUMNS}) == len(COLUMNS)
