"""CSV by RFC 4180: a header, then one record a row, nothing else.

Spreadsheets take a cell that begins with = + - @ or a control character for a formula; in columns of foreign
words such a cell gets an apostrophe in front (safety.md, T11), unless `raw`. Numbers and dates are ours and
stay as they are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from archive.export.columns import Column, flat

# The full-width forms are read as formulas by East Asian editions of the same programs.
FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
GUARD = "'"
OURS = ("number", "date")
INCOMPLETE = "THIS FILE IS INCOMPLETE"


class CsvExporter:
    """Bytes of a CSV file, a batch at a time. It keeps no state between batches."""

    def __init__(self, columns: Sequence[Column], *, raw: bool = False) -> None:
        self._columns = columns
        self._raw = raw

    def head(self) -> bytes:
        return _lines([[column.name for column in self._columns]])

    def records(self, rows: Sequence[Any]) -> bytes:
        # Column by column: what is the same for all cells of one is looked at once.
        return _lines(zip(*(self._cells(column, rows) for column in self._columns), strict=True))

    def tail(self) -> bytes:
        return b""

    def broken(self, reason: str) -> bytes:
        """A cell that is never closed: an error to parsers, a line in capitals to people."""
        return f'"{INCOMPLETE}: {reason}'.replace("\n", " ").encode()

    def _cells(self, column: Column, rows: Sequence[Any]) -> list[str]:
        """The cells of one column."""
        printed = [flat(column.value(row)) for row in rows]
        if self._raw or column.kind in OURS:
            return printed
        return [GUARD + cell if cell[:1] in FORMULA_STARTS else cell for cell in printed]


def guarded(cell: str) -> str:
    """The cell as text for any spreadsheet."""
    return GUARD + cell if cell[:1] in FORMULA_STARTS else cell


def _lines(rows: Iterable[Sequence[str]]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode()
