"""Words in context taken away: every line of a search, in the order of the page, as CSV or NDJSON with a manifest.

Invariant: a file holds exactly the lines that were found when it began, or says that it is incomplete: a line whose
article has gone, changed in that place, or may no longer be read ends the file.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from archive.export import files, formats, manifest, streams
from archive.export.columns import JOINED, Column, of_date, of_source
from archive.export.errors import ExportChanged
from archive.export.rows import FixedSet
from archive.export.streams import Piece, Plan
from archive.search import grammar, kwic, service
from archive.search.lines import LineOrder, Lines
from archive.search.query import SearchRequest

Progress = Callable[[int, int], None]  # records written, total


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line as exporters see it."""

    line: kwic.Line
    link: str


COLUMNS: tuple[Column, ...] = (
    Column("line", "number", "place of the line in this file, from 1", lambda r: r.line.number),
    Column("id", "number", "the article's number in this archive", lambda r: r.line.article.id),
    of_date(lambda r: r.line.article.published)["published"],
    *of_source(lambda r: r.line.article).values(),
    Column("left", "text", "the words before the match, white space as single spaces", lambda r: r.line.left),
    Column("match", "text", "the words that matched", lambda r: r.line.match),
    Column("right", "text", "the words after the match", lambda r: r.line.right),
    Column("part", "text", "where the match is: title, body or byline", lambda r: r.line.part),
    Column("start", "number", "first code point of the match there, counted from 0", lambda r: r.line.start),
    Column("end", "number", "code point after the match", lambda r: r.line.end),
    Column("link", "text", "permanent address of the article in this archive", lambda r: r.link),
    Column("note", "text", "what must be printed with it", lambda r: JOINED.join(r.line.article.notes)),
)

# URL parameters of /lines.* beside those of a search.
WEB_PARAMETERS = ("raw", "format")


@dataclass(frozen=True, slots=True)
class LinePlan:
    """Lines that can be written: found now, in this order, with so many characters on each side."""

    plan: Plan
    found: Lines
    order: LineOrder
    width: int


def plan(request: SearchRequest, kind: str, options: streams.Options, order: LineOrder, width: int) -> LinePlan:
    """Search now. QueryError as in `kwic.lines`; of `options` the columns and the text are not looked at."""
    format_, index, found = formats.find(kind), service.versions(), kwic.lines(request)
    counted = service.answer(request.bare())
    resolved = grammar.unparse(request.query)
    planned = Plan(
        request=request,
        format=format_,
        options=options,
        columns=COLUMNS,
        ids=found.ids,
        query=options.query or resolved,
        resolved=resolved,
        index=index,
        asked=timezone.now(),
        untagged=counted.untagged,
        total_is_exact=counted.total_is_exact,
    )
    return LinePlan(planned, found, order, width)


def pieces(planned: LinePlan) -> Iterator[Piece]:
    """The file's bytes. Raises `ExportChanged`."""
    exporter = planned.plan.format.make(COLUMNS, planned.plan.options.raw)
    yield Piece(exporter.head(), 0)
    done, request = 0, planned.plan.request
    for lines in kwic.every(planned.found, request, planned.order, planned.width):
        due = min(kwic.BATCH, len(planned.found) - done)
        if len(lines) < due:
            places, there = planned.found.places(planned.order, done, done + due), {line.number for line in lines}
            raise ExportChanged(sorted({p.article for n, p in enumerate(places, done + 1) if n not in there}))
        done += due
        yield Piece(exporter.records([_row(planned, line) for line in lines]), done)
    yield Piece(exporter.tail(), done)


def _row(planned: LinePlan, line: kwic.Line) -> LineRow:
    return LineRow(line, f"{planned.plan.options.link_base}/article/{line.article.id}/")


def stream(planned: LinePlan) -> Iterator[bytes]:
    """The whole file, for the web."""
    exporter = planned.plan.format.make(COLUMNS, planned.plan.options.raw)
    return streams.whole_or_broken(exporter, pieces(planned))


def manifest_for(planned: LinePlan) -> dict[str, Any]:
    """The manifest of what `stream` gives; makes the file to count and hash it."""
    file = manifest.FileDigest(file_name(planned.plan.format.name))
    for piece in pieces(planned):
        file.add(piece.data, piece.records)
    return described(planned, file)


def described(planned: LinePlan, file: manifest.FileDigest) -> dict[str, Any]:
    """The manifest of a finished file: that of the articles that have lines, and what is particular to lines."""
    found = planned.found
    fixed = FixedSet(found.ids, found.versions)
    return {
        **manifest.build(planned.plan, fixed, file),
        "rows": "lines",
        "lines": {
            "order": planned.order,
            "width": planned.width,
            "articles_found": found.articles,
            "without_lines": {"unread": found.unread, "crowded": found.crowded, "unmarked": found.unmarked},
        },
    }


def file_name(kind: str) -> str:
    """A name for a download made today."""
    return streams.file_name(kind).replace("dateline-", "dateline-lines-", 1)


def write(target: files.Target, planned: LinePlan, progress: Progress) -> files.Written:
    """The file with its manifest beside it, put in place when both are whole."""
    file = manifest.FileDigest(target.path.name)
    with files.held(target, "wb") as part:
        for piece in pieces(planned):
            part.write(piece.data)
            file.add(piece.data, piece.records)
            progress(file.records, len(planned.found))
        part.flush()
        os.fsync(part.fileno())
        files.put_in_place(target, described(planned, file))
    return files.Written(file.records, file.size, file.sha256, ())
