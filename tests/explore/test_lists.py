"""Lists of queries as people have them: tables, lines, quotation marks that never close."""

from __future__ import annotations

import contextlib
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.explore.lists import ListError, read_bytes, read_text

KNOWN = ("from", "to", "actor", "source")
_cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n\ufeff"), min_size=1, max_size=12)
_cells = _cells.map(str.strip).filter(bool)


@given(st.lists(st.tuples(_cells, _cells, _cells), min_size=1, max_size=8), st.sampled_from(",;\t"))
def test_a_table_that_a_program_wrote_comes_back(rows: list[tuple[str, str, str]], divider: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=divider).writerows([("query", "name", "from"), *rows])
    found = read_text(out.getvalue(), KNOWN).lines
    assert [(line.query, line.name, line.cells.get("from")) for line in found] == rows
    assert [line.problem for line in found] == [""] * len(rows)
    assert [line.line for line in found] == list(range(2, len(rows) + 2))


@given(st.text(st.sampled_from('query,";\t\nname ab"'), max_size=80))
def test_no_text_fails_but_with_words(text: str) -> None:
    try:
        listed = read_text(text, KNOWN)
    except ListError:
        return
    assert [line.number for line in listed.lines] == list(range(1, len(listed.lines) + 1))
    assert all(line.query or line.cells or line.problem for line in listed.lines)


@given(st.binary(max_size=200))
def test_no_bytes_fail_but_with_words(raw: bytes) -> None:
    with contextlib.suppress(ListError):
        read_bytes(raw, KNOWN)


@given(st.lists(_cells.filter(lambda cell: cell not in ("query", "q")), min_size=1, max_size=8))
def test_lines_without_a_heading_are_queries_as_they_stand(lines: list[str]) -> None:
    try:
        found = read_text("\n".join(lines), ()).lines
    except ListError:
        return  # a first line that looks like a heading without queries
    assert [line.query for line in found] == lines or any("q" in line.lower() for line in lines)


def test_commas_and_quotation_marks_of_plain_lines_are_the_querys_own() -> None:
    found = read_text('"common vision" AND crimea, kerry\n\ngrain', KNOWN).lines
    assert [(line.query, line.line) for line in found] == [('"common vision" AND crimea, kerry', 1), ("grain", 3)]


def test_a_phrase_in_a_table_has_its_marks_doubled() -> None:
    assert read_text('query,name\n"""two words"" AND x",a', KNOWN).lines[0].query == '"two words" AND x'


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('"never closed,x', "opened and not closed"),
        ('"two words" AND y,x', "doubled"),
        ("a,b,c,d", "4 fields where the heading has 2: a query with a comma"),
        (",Only a name", "no query in this row"),
    ],
)
def test_a_bad_row_stops_no_other(line: str, said: str) -> None:
    found = read_text(f"query,name\nfirst,1\n{line}\nlast,2", KNOWN).lines
    assert [one.query for one in found if not one.problem] == ["first", "last"]
    assert [said in one.problem for one in found if one.problem] == [True]
    assert [one.line for one in found] == [2, 3, 4]


def test_a_query_may_have_a_line_end_in_a_table() -> None:
    found = read_text('query,name\n"one\ntwo",a\nthree,b', KNOWN).lines
    assert [(one.query, one.line) for one in found] == [("one\ntwo", 2), ("three", 4)]


def test_headings_in_any_case_and_twice() -> None:
    listed = read_text("Query;ACTOR;actor;Notes\ngrain;a;b;c", KNOWN)
    assert listed.lines[0].cells == {"actor": "a|b", "notes": "c"}
    assert listed.unknown == ("notes",)
