"""An export from a request to bytes: what pages stream and what the command writes to a file.

`plan` searches at once and keeps the ids, so that mistakes show before the first byte; `fix` fixes the versions
of those articles; `pieces` gives the file's bytes, batch by batch.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from archive.export import columns as table
from archive.export import formats, hands, manifest, quotes, rows
from archive.export.columns import Column, Table
from archive.export.errors import ExportChanged, ExportError
from archive.export.formats import FORMATS, Format
from archive.search import grammar, service
from archive.search.query import SearchRequest, Shelf
from archive.selectors import exported

__all__ = [
    "FORMATS",
    "WEB_PARAMETERS",
    "ExportChanged",
    "ExportError",
    "Options",
    "Piece",
    "Plan",
    "file_name",
    "fix",
    "manifest_for",
    "options_from",
    "pieces",
    "plan",
    "stream",
]

# URL parameters of /export.* beside those of a search.
WEB_PARAMETERS: dict[str, str] = {
    "columns": "names of the columns, separated by commas",
    "text": "1: with the full text, where its source allows",
    "with_query": "1: with the query in every row",
    "raw": "1: CSV cells exactly as stored, not guarded against spreadsheets",
    "format": "for the manifest: of which file, csv or ndjson",
}


TABLES: dict[Shelf, Table] = {"articles": table.ARTICLES, "quotes": quotes.QUOTES}


class Parameters(Protocol):
    """What `options_from` reads: a QueryDict, or a dict of strings."""

    def get(self, name: str, default: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Options:
    """How results are written. `link_base`: what every `link` begins with, "https://archive.example".

    `query`: the canonical text of the query as it was typed; without it the manifest has only its tree as text.
    `columns`: their names, the usual ones where there are none. `rows`: what each row is.
    """

    columns: tuple[str, ...] = ()
    with_text: bool = False
    with_query: bool = False
    raw: bool = False
    link_base: str = ""
    query: str = ""
    rows: Shelf = "articles"

    def chosen(self) -> tuple[Column, ...]:
        of = TABLES[self.rows]
        return of.chosen(self.columns or of.default, with_text=self.with_text, with_query=self.with_query)


@dataclass(frozen=True, slots=True)
class Plan:
    """An export that can begin.

    `ids`: all that matched, in order. `query`: canonical, as typed; `resolved`: with names as ids and days as dates.
    `ids_from` says who named the ids, where they were not searched for. `index`: generation and commit searched.
    `untagged` and `total_is_exact` as in `SearchPage`.
    """

    request: SearchRequest
    format: Format
    options: Options
    columns: tuple[Column, ...]
    ids: array[int]
    query: str
    resolved: str
    index: tuple[int, int] | None
    asked: datetime
    ids_from: str = ""
    untagged: int = 0
    total_is_exact: bool = True


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes of the file, and how many records it holds with them."""

    data: bytes
    records: int


def options_from(parameters: Parameters, link_base: str, rows: Shelf = "articles") -> Options:
    """Options from an address; a wrong value is an `ExportError`."""
    listed = parameters.get("columns", "")
    names = tuple(name.strip() for name in listed.split(",") if name.strip())
    switches = {name: _switch(parameters, name) for name in ("text", "with_query", "raw")}
    options = Options(
        names,
        switches["text"],
        switches["with_query"],
        switches["raw"],
        link_base=link_base,
        query=_canonical(parameters.get("q", "")),
        rows=rows,
    )
    options.chosen()
    return options


def _canonical(typed: str) -> str:
    tree = grammar.parse(typed, service.today_here()).tree
    return grammar.unparse(tree) if tree is not None else ""


def _switch(parameters: Parameters, name: str) -> bool:
    value = parameters.get(name, "")
    if value not in ("", "0", "1"):
        raise ExportError(f"{name}={value}: write 1 or leave it out")
    return value == "1"


def plan(
    request: SearchRequest, kind: str, options: Options, *, ids: Iterable[int] | None = None, ids_from: str = ""
) -> Plan:
    """Search now. With `ids` no search is made: exactly those, in their order; `ids_from` says who named them."""
    found, columns, request = formats.find(kind), options.chosen(), replace(request, shelf=options.rows)
    index = service.versions() if ids is None else None
    counted = service.answer(request.bare()) if ids is None else None
    resolved = "" if ids_from else grammar.unparse(request.query)
    return Plan(
        request=request,
        format=found,
        options=options,
        columns=columns,
        ids=array("q", service.scan(request) if ids is None else ids),
        query=options.query or resolved,
        resolved=resolved,
        index=index,
        asked=timezone.now(),
        ids_from=ids_from,
        untagged=counted.untagged if counted else 0,
        total_is_exact=counted.total_is_exact if counted else True,
    )


def fix(plan: Plan) -> rows.FixedSet:
    """The versions of the plan's articles, or of those that its quotes stand in, as they are now."""
    return (quotes if plan.options.rows == "quotes" else rows).fix(plan.ids, plan.request.visible_to)


def pieces(
    plan: Plan, fixed: rows.FixedSet, present: rows.Present, *, start: int = 0, head: bool = True
) -> Iterator[Piece]:
    """The file's bytes, or what is left of them from record `start` on, without the head. Raises `ExportChanged`."""
    exporter = _exporter(plan)

    wanted = {column.needs for column in plan.columns if column.needs}
    reader = exported.Reader(plan.request.visible_to, wanted)

    def made(first: int, end: int, now: rows.Present) -> bytes:
        return b"".join(exporter.records(batch) for batch in _batches(plan, fixed.part(first, end), now, reader))

    if head:
        yield Piece(exporter.head(), 0)
    parts = hands.parts(start, len(fixed), rows.BATCH)
    for (_, end), data in zip(parts, hands.each(made, parts, present), strict=True):
        yield Piece(data, end)
    yield Piece(exporter.tail(), len(fixed))


def _batches(
    plan: Plan, fixed: rows.FixedSet, present: rows.Present, reader: exported.Reader
) -> Iterator[Sequence[Any]]:
    who, base = plan.request.visible_to, plan.options.link_base
    if plan.options.rows == "quotes":
        return quotes.batches(fixed, who, present, link_base=base, query=plan.query)
    return rows.batches(fixed, who, present, with_text=True, link_base=base, query=plan.query, reader=reader)


def _exporter(plan: Plan) -> formats.Exporter:
    return plan.format.make(plan.columns, plan.options.raw)


def stream(request: SearchRequest, kind: str, options: Options) -> Iterator[bytes]:
    """The whole file. The search runs now, so that its errors can still become an error page."""
    return _stream(plan(request, kind, options))


def _stream(planned: Plan) -> Iterator[bytes]:
    def all_pieces() -> Iterator[Piece]:
        with rows.snapshot() as present:
            yield from pieces(planned, fix(planned), present)

    yield from whole_or_broken(_exporter(planned), all_pieces())


def whole_or_broken(exporter: formats.Exporter, made: Iterable[Piece]) -> Iterator[bytes]:
    """The bytes; what goes wrong on the way is written into the file too, because web servers (granian 2.8) end the
    answer to a failed application as if it were whole."""
    try:
        for piece in made:
            if piece.data:
                yield piece.data
    except Exception as error:
        reason = str(error) if isinstance(error, ExportChanged) else "the archive could not go on; ask again"
        yield exporter.broken(reason)
        raise


def manifest_for(request: SearchRequest, kind: str, options: Options) -> dict[str, Any]:
    """The manifest of what `stream` gives for the same request; makes the file to count and hash it."""
    planned = plan(request, kind, options)
    file = manifest.FileDigest(file_name(kind, options.rows))
    with rows.snapshot() as present:
        fixed = fix(planned)
        for piece in pieces(planned, fixed, present):
            file.add(piece.data, piece.records)
        return manifest.build(planned, fixed, file, present)


def file_name(kind: str, rows: Shelf = "articles") -> str:
    """A name for a download made today, on the archive's clock."""
    today = timezone.now().astimezone(ZoneInfo(settings.ARCHIVE_ZONE)).date()
    kept = "" if rows == "articles" else f"{rows}-"
    return f"dateline-{kept}{today.isoformat()}{formats.find(kind).suffix}"
