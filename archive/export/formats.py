"""The formats by name, and what an exporter is. A new format is one file and one line of the table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from archive.export.columns import Column
from archive.export.csv import CsvExporter
from archive.export.errors import ExportError
from archive.export.ndjson import NdjsonExporter


class Exporter(Protocol):
    """A file as bytes: `head`, `records` of each batch in order, `tail`.

    `broken` ends a file that cannot be finished, so that no reader takes it for a whole one.
    """

    def head(self) -> bytes: ...

    def records(self, rows: Sequence[Any]) -> bytes: ...

    def tail(self) -> bytes: ...

    def broken(self, reason: str) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Format:
    """`make` takes the columns and whether cells are to be raw (not guarded against spreadsheets)."""

    name: str
    media_type: str
    help: str
    make: Callable[[Sequence[Column], bool], Exporter]

    @property
    def suffix(self) -> str:
        return f".{self.name}"


FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format(
            "csv",
            "text/csv; charset=utf-8; header=present",
            "a table for spreadsheets and statistics programs",
            lambda columns, raw: CsvExporter(columns, raw=raw),
        ),
        Format(
            "ndjson",
            "application/x-ndjson; charset=utf-8",
            "one JSON object a line, values exactly as stored",
            lambda columns, raw: NdjsonExporter(columns),
        ),
    )
}


def find(name: str) -> Format:
    """The format of this name; an unknown one is an error that lists the known ones."""
    if name not in FORMATS:
        raise ExportError(f"no format {name}; there are {', '.join(FORMATS)}")
    return FORMATS[name]
