"""NDJSON: one row a line, values exactly as stored; several names as a list of {id, name, count}."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from archive.export.columns import Column, Value
from archive.export.csv import INCOMPLETE
from archive.selectors.cards import Named


class NdjsonExporter:
    """Bytes of an NDJSON file, a batch at a time. It keeps no state between batches."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns

    def head(self) -> bytes:
        return b""

    def records(self, rows: Sequence[Any]) -> bytes:
        return b"".join(self._line(row) for row in rows)

    def tail(self) -> bytes:
        return b""

    def broken(self, reason: str) -> bytes:
        """An object that is never closed: an error to parsers."""
        return json.dumps({"error": f"{INCOMPLETE}: {reason}"}, ensure_ascii=False)[:-1].encode() + b"\n"

    def _line(self, row: Any) -> bytes:
        return json_line({column.name: _exact(column.value(row)) for column in self._columns})


# Made once: json.dumps makes one for every line.
_printed = json.JSONEncoder(ensure_ascii=False).encode


def json_line(record: dict[str, Any]) -> bytes:
    """An object as one line, its line end included."""
    printed = _printed(record)
    # Readers that split at every Unicode line end would cut such a line in two.
    for mark in ("\u2028", "\u2029", "\x85"):
        printed = printed.replace(mark, f"\\u{ord(mark):04x}")
    return printed.encode() + b"\n"


def _exact(value: Value) -> Any:
    if isinstance(value, tuple):
        return [{"id": v.id, "name": v.name, "count": v.count} if isinstance(v, Named) else v for v in value]
    return value
