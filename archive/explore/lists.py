"""A list of queries: a table with a heading (`query`, `name`, and any filter), or one query a line.

Inside: decoding, the character that divides the fields, quotation marks that never close, ragged rows, limits.
Not inside: what the columns mean (pages/totals.py).
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Final

from archive.text.normalise import decode

# A thousand queries of the greatest length with their filters; an afternoon's work for a person, half a minute of ours.
ROWS_MAX: Final = 1_000
BYTES_MAX: Final = 2_000_000
# Lines that one quoted field may go on for. Line ends inside a query are rare; a mark never closed is not, and must
# not swallow the rest of the table.
_LINES_A_ROW: Final = 5
_DIVIDERS: Final = ",;\t"
QUERY: Final = "query"
NAME: Final = "name"
_QUERY_NAMES: Final = (QUERY, "q")


class ListError(ValueError):
    """The list as a whole cannot be read; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """One query of the list: its number and the line where it begins, both from 1.

    `cells`: values by column, `query` and `name` among them, empty ones left out; `problem`: why it cannot be read.
    """

    number: int
    line: int
    query: str
    name: str = ""
    cells: dict[str, str] = field(default_factory=dict)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """The list as text and its queries. `columns`: the heading, "" where there is none; `unknown`: columns that mean
    nothing here; `encoding`: what the bytes were read as."""

    text: str
    lines: tuple[Line, ...]
    columns: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    encoding: str = "utf-8"


def read_bytes(raw: bytes, known: Collection[str]) -> Listed:
    """A file in any encoding that tables come in. ListError as `read_text`."""
    if len(raw) > BYTES_MAX:
        raise ListError(f"the file has {len(raw):,} bytes, more than {BYTES_MAX:,}: divide it into several")
    if raw[:2] == b"PK" or raw[:4] == b"\xd0\xcf\x11\xe0":
        raise ListError("this is a spreadsheet's own file: save it as CSV and send that")
    decoded = decode(raw)
    return _read(decoded.text, known, decoded.encoding)


def read_text(text: str, known: Collection[str]) -> Listed:
    """Pasted lines. `known`: the columns that mean something beside `query` and `name`.

    ListError: it is empty, too long, has no column of queries, or the same column twice.
    """
    if len(text) > BYTES_MAX:
        raise ListError(f"the list has {len(text):,} characters, more than {BYTES_MAX:,}: divide it into several")
    return _read(text, known, "utf-8")


def _read(text: str, known: Collection[str], encoding: str) -> Listed:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text = "".join("\ufffd" if ch == "\0" or "\ud800" <= ch <= "\udfff" else ch for ch in text).rstrip("\n")
    # str.splitlines would also break at U+2028 and the like.
    lines = text.split("\n")
    divider, heading = _heading(next((line for line in lines if line.strip()), ""), known)
    columns = tuple(heading)
    found = _table(lines, divider, columns) if heading else _plain(lines)
    rows = []
    for row in found:
        rows.append(row)
        if len(rows) > ROWS_MAX:
            raise ListError(f"the list has more than {ROWS_MAX:,} queries: divide it into several")
    if not rows:
        raise ListError("there is no query in the list: write one a line, or a table with a column “query”")
    unknown = tuple(name for name in columns if name not in (*_QUERY_NAMES, NAME, *known, ""))
    return Listed(text, tuple(rows), columns, unknown, encoding)


def _heading(line: str, known: Collection[str]) -> tuple[str, list[str]]:
    """The divider and the columns that the first line names; no columns where it is a query already."""
    for divider in _DIVIDERS:
        names = [_column(cell) for cell in _cells([line], divider)[0]]
        if any(name in _QUERY_NAMES for name in names):
            _twice(names)
            return divider, names
        if len(names) > 1 and all(name in (NAME, *known, "") for name in names):
            listed = ", ".join(filter(None, names))
            raise ListError(f"no column is called “query” (there are {listed}): name the one that holds the queries so")
    return "", []


def _twice(names: list[str]) -> None:
    if sum(name in _QUERY_NAMES for name in names) > 1 or names.count(NAME) > 1:
        raise ListError("two columns hold the queries or the names: keep one of each")


def _column(cell: str) -> str:
    return cell.strip().strip("\ufeff").lower().replace(" ", "_").replace("-", "_")


def _plain(lines: list[str]) -> Iterator[Line]:
    number = 0
    for n, line in enumerate(lines, 1):
        if line.strip():
            number += 1
            yield Line(number, n, line.strip())


def _table(lines: list[str], divider: str, columns: tuple[str, ...]) -> Iterator[Line]:
    number, at, headed = 0, 0, False
    while at < len(lines):
        cells, problem, taken = _record(lines, at, divider)
        first, at = at + 1, at + taken
        if not any(cell.strip() for cell in cells) and not problem:
            continue
        if not headed:
            headed = True
            continue
        number += 1
        yield _line(number, first, columns, cells, problem or _ragged(cells, columns, divider))


def _line(number: int, line: int, columns: tuple[str, ...], cells: list[str], problem: str) -> Line:
    if problem:
        return Line(number, line, divided(cells), problem=problem)
    values: dict[str, list[str]] = {}
    for name, cell in zip(columns, cells, strict=False):
        if cell.strip():
            values.setdefault(QUERY if name in _QUERY_NAMES else name, []).append(cell.strip())
    # A column that stands twice gives its values as one cell would.
    joined = {name: "|".join(some) for name, some in values.items()}
    query, name = joined.pop(QUERY, ""), joined.pop(NAME, "")
    return Line(number, line, query, name, joined, "" if query or joined else "there is no query in this row")


def divided(cells: list[str]) -> str:
    """Cells that could not be told apart, as one text to show."""
    return " ".join(cell.strip() for cell in cells if cell.strip())


def _ragged(cells: list[str], columns: tuple[str, ...], divider: str) -> str:
    over = [cell for cell in cells[len(columns) :] if cell.strip()]
    if not over:
        return ""
    named = {",": "comma", ";": "semicolon", "\t": "tab"}[divider]
    return (
        f"{len(cells)} fields where the heading has {len(columns)}: a query with a {named} in it stands in quotation"
        " marks"
    )


def _record(lines: list[str], at: int, divider: str) -> tuple[list[str], str, int]:
    """(cells, problem, lines taken) of the record that begins at a line."""
    for taken in range(1, _LINES_A_ROW + 1):
        chunk = lines[at : at + taken]
        cells, problem = _cells([f"{line}\n" for line in chunk], divider)
        if problem != _OPEN:
            return cells, problem, taken
        if at + taken >= len(lines):
            break
    return [lines[at]], _OPEN, 1


_OPEN: Final = "a quotation mark is opened and not closed"
_INSIDE: Final = (
    "quotation marks inside a field: in a table the whole field stands in quotation marks and those inside are doubled,"
    ' """two words"" AND third"'
)


def _cells(chunk: list[str], divider: str) -> tuple[list[str], str]:
    """The fields of a record and "", or its text as it stands and what is wrong with it."""
    try:
        return next(csv.reader(chunk, delimiter=divider, strict=True), []), ""
    except csv.Error as error:
        return [line.rstrip("\n") for line in chunk], _OPEN if "unexpected end" in str(error) else _INSIDE
