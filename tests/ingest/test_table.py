"""CSV and TSV: any names, delimiters and encodings; a bad row costs that row and says which line."""

from __future__ import annotations

import csv
import gzip
import io
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.ingest.dates import DateOrderUnknown
from archive.ingest.readers import read_path
from archive.ingest.record import Mapping, RawArticle, ReadOptions, ReadReport, Rejected
from tests.ingest.reading import article, articles, read, rejected
from tests.support.shared import SHARED, needs_shared

BODY = 'The parliament voted on Thursday, "without debate", to hold a referendum.\nIt will be held on 16 March.'


def _table(rows: list[list[str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


HEADER = ["Headline", "Full Text", "Date", "Publisher", "URL", "Article ID"]
ROW = ["Crimea votes", BODY, "2014-03-06", "Example", "https://example.org/a?utm_source=x", "7"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_delimiter_and_encoding(delimiter: str, encoding: str) -> None:
    raw = _table([HEADER, ROW, ROW], delimiter).encode(encoding)
    found = articles(raw, "a.tsv" if delimiter == "\t" else "a.csv")
    assert len(found) == 2
    assert (found[0].title, found[0].body) == ("Crimea votes", BODY)
    assert (found[0].source, found[0].external_id, found[0].url) == ("Example", "7", "https://example.org/a")
    assert str(found[0].published.on) == "2014-03-06"
    assert found[0].origins["title"] == "column Headline"
    assert [one.locator.split(", ")[1] for one in found] == ["line 2", "line 4"]


def test_old_encodings_even_in_one_row() -> None:
    rows = [["заголовок", "текст"], ["Рада проголосувала", "Верховна Рада проголосувала за постанову у четвер."]]
    assert article(_table(rows).encode("cp1251"), "a.csv").title == "Рада проголосувала"
    mixed = _table([HEADER, ROW]).encode() + _table([["Les élections à Kiev", *ROW[1:]]]).encode("cp1252")
    assert [one.title for one in articles(mixed, "a.csv")] == ["Crimea votes", "Les élections à Kiev"]


def test_a_ragged_row_is_rejected_with_its_line_and_can_be_tried_again() -> None:
    found = read(_table([HEADER, ROW, ["only", "three", "cells"], ROW]), "a.csv")
    bad = found[1]
    assert isinstance(bad, Rejected)
    assert (bad.locator, bad.reason) == ("a.csv, line 4", "3 fields where the header has 6")
    mended = bad.raw.replace(b"only,three,cells", b"Crimea votes,Text of the article,2014-03-06,Example,,8")
    assert article(mended, "a.csv").external_id == "8"
    assert sum(isinstance(one, RawArticle) for one in found) == 2


def test_a_quote_that_is_never_closed_costs_its_own_line() -> None:
    lines = _table([HEADER, *[[f"Title {n}", f"Text {n}", "", "", "", str(n)] for n in range(50)]]).split("\r\n")
    lines[10] = '"Lost quote,Text,,,,x'
    found = read("\r\n".join(lines), "a.csv")
    assert [one.external_id for one in found if isinstance(one, RawArticle)] == [str(n) for n in range(50) if n != 9]
    assert [one.locator for one in found if isinstance(one, Rejected)] == ["a.csv, line 11"]


def test_many_lost_quotes_cost_no_hour() -> None:
    raw = "title,text\n" + '"a\n' * 10_001 + "b,c\n" * 30_000
    start = time.process_time()
    found = read(raw, "a.csv")
    assert time.process_time() - start < 20
    assert found


def test_quotes_inside_unquoted_and_quoted_fields() -> None:
    found = articles('title,text\nA 5" gun,The 5" gun fired.\n"So "called" vote","It was held."\n', "a.csv")
    assert [one.title for one in found] == ['A 5" gun', 'So called" vote"']


def test_a_field_of_a_megabyte_and_nul_bytes() -> None:
    found = article(_table([HEADER, ["Long", "word " * 200_000, "", "", "", "1"]]), "a.csv")
    assert len(found.body) == 999_999
    assert article(b"title,text\nA\x00B,some text\x00\n", "a.csv").title == "A\ufffdB"


def test_a_table_without_a_header_is_read_by_column_numbers() -> None:
    raw = "20140301\thttps://example.org/a\tTalks end\n20140302\thttps://example.org/b\tTalks resume\n"
    refused = rejected(raw, "a.tsv")
    assert "--map title=1,body=2" in refused.reason
    found = articles(raw, "a.tsv", mapping=Mapping(title="3", url="2", published="1"))
    assert [(one.title, str(one.published.on)) for one in found] == [
        ("Talks end", "2014-03-01"),
        ("Talks resume", "2014-03-02"),
    ]
    assert found[0].locator == "a.tsv, line 1"


def test_columns_that_nobody_would_guess_are_given() -> None:
    raw = _table([["a", "b", "c"], ["Crimea votes", "Lead.", BODY]])
    found = article(raw, "a.csv", mapping=Mapping(title="a", body="b+c"))
    assert found.body == f"Lead.\n\n{BODY}"
    assert "columns: a, b)" in rejected(_table([["a", "b"], ["x", "y"]]), "a.csv").reason


@pytest.mark.parametrize("raw", ["", "\n\n"])
def test_nothing_is_empty(raw: str) -> None:
    assert rejected(raw, "a.csv").reason == "empty"


def test_a_header_alone_holds_no_articles() -> None:
    assert read("title,text\n", "a.csv") == []


def test_columns_that_fill_nothing_are_reported_once(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_text("Headline,Text,Published on,Mood\nTalks,They went on.,2014-03-14,calm\n")
    report = ReadReport()
    found = list(read_path(tmp_path, ReadOptions(), report))
    assert [str(one.published.on) for one in found if isinstance(one, RawArticle)] == ["2014-03-14"] * 2
    assert report.unused == {f"{tmp_path.name}/a.csv": ("Mood",)}


def test_the_column_decides_day_and_month() -> None:
    rows = [["t", "x", day, "", "", str(n)] for n, day in enumerate(["03/04/2014", "04/13/2014"])]
    assert [str(one.published.on) for one in articles(_table([HEADER, *rows]), "a.csv")] == ["2014-03-04", "2014-04-13"]
    with pytest.raises(DateOrderUnknown, match=r"a\.csv: the date column “Date” .* such as 03/04/2014; say"):
        read(_table([HEADER, rows[0]]), "a.csv")


CELL = st.text(st.characters(codec=None, exclude_categories=["Cc"]) | st.sampled_from("\n\r\t"), max_size=12)


@settings(max_examples=50)
@given(st.lists(st.tuples(CELL, CELL, CELL), max_size=8), st.sampled_from(",;\t|"))
def test_what_a_writer_writes_is_read_back(rows: list[tuple[str, str, str]], delimiter: str) -> None:
    raw = _table([["title", "text", "id"], *map(list, rows)], delimiter).encode("utf-8", "surrogatepass")
    found = read(raw, "a", format="tsv" if delimiter == "\t" else "csv")
    wanted = [row for row in rows if any(cell.strip() for cell in row)]  # blank rows are no records
    assert len(found) == len(wanted)
    for one, row in zip(found, wanted, strict=True):
        plain = row[0].isascii() and row[0].isalnum() and row[0].lower() not in ("nan", "null", "none")
        if plain and isinstance(one, RawArticle):
            assert one.title == row[0]


@given(st.binary(max_size=300) | st.text('",\n\r;ab1\t', max_size=80).map(str.encode))
def test_no_bytes_crash_the_readers(raw: bytes) -> None:
    for form in ("csv", "tsv"):
        for one in read(b"title,text\n" + raw, "x", format=form, date_order="dmy"):
            assert one.locator.startswith("x")
        read(raw, "x", format=form, date_order="dmy")


@needs_shared("corpora", "reuters-headlines-2014-03")
def test_real_headlines_without_a_header() -> None:
    path = SHARED / "corpora" / "reuters-headlines-2014-03" / "reuters_2014-03.tsv.gz"
    raw = b"".join(gzip.decompress(path.read_bytes()).splitlines(keepends=True)[:4_000])
    found = articles(raw, "reuters.tsv", mapping=Mapping(title="3", published="2", url="4"), language="en")
    assert len(found) == 4_000
    assert all(one.title and one.url and one.published.precision in ("minute", "day") for one in found)
