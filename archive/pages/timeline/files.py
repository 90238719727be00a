"""The numbers of a timeline in other forms, each exactly what the chart shows: table, CSV, manifest, SVG, PNG.

All of them are made of one `Sheet`; the CSV has its columns and the manifest describes them, so that the file has one
header line and then one record a bin, nothing else.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from archive.explore import days, peaks, pngfile, svgfile
from archive.explore.sheet import BY_WORDS, COPIES_WORDS, LEAST_SHARED, Column, Sheet
from archive.export.csv import guarded
from archive.pages import forms, frame
from archive.pages.forms import State
from archive.pages.timeline.counts import FILE_ROWS, TABLE_ROWS, Asked, Found, compared, found
from archive.pages.timeline.panel import draw, in_bin, why_url
from archive.search import service
from archive.search.engine import QueryError
from archive.search.query import Access

NUMBERS = frozenset(("articles", "all", "share", "average", "sources"))


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell of the table: what stands in the file, thousands apart, and where it leads. `wide`: names, no number."""

    printed: str
    href: str = ""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class RowView:
    """One bin as a row of the table; `why` explains what sets its articles apart."""

    label: str
    cells: tuple[CellView, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Left:
    """How many articles of each query are in no bin, and why; `hrefs` lead to them where they can be asked for."""

    words: str
    cells: tuple[CellView, ...]


def _asked(request: HttpRequest, rows: int | None = None) -> tuple[State, Access, Found | None, str]:
    """What the address asks for, or what is wrong with it in words. `rows`: as many as there may be, None as drawn."""
    state, who = forms.read(request.GET), frame.access(request)
    reading = service.read_query(state.q, who)
    wrong = [one for one in (Asked(state.q, reading, state), *compared(state, who)) if one.reading.tree is None]
    if state.faults or wrong:
        said = [f"{fault.name}: {fault.message}." for fault in state.faults]
        said += [f"{one.query}: {one.reading.mistakes[0].message}" for one in wrong]
        return state, who, None, " ".join(said)
    try:
        return state, who, found(state, reading, who, rows), ""
    except QueryError as error:
        return state, who, None, " ".join(filter(None, (error.message, error.repair)))


def _mistaken(words: str) -> HttpResponse:
    message = f"The question has mistakes; open the search page to mend it. {words}"
    return HttpResponse(message, status=400, content_type="text/plain; charset=utf-8")


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """`/timeline`: the same numbers as the chart, as a table; a part of it when htmx asks."""
    state, _, counted, wrong = _asked(request, TABLE_ROWS)
    if counted is None:
        return _mistaken(wrong)
    sheet = counted.sheet
    columns = [column for column in sheet.columns() if column.kind not in ("start", "said")] if sheet.starts else []
    context = {
        "state": state,
        "sheet": sheet,
        "queries": [one.query or "everything" for one in counted.queries],
        "several": len(counted.queries) > 1,
        "columns": columns,
        "numbers": NUMBERS,
        "rows": [_row(counted, columns, n) for n in range(len(sheet.starts))],
        "sums": _sums(sheet, columns),
        "left": _left(counted, columns),
        "notes": notes(sheet),
        "coarser": counted.coarser,
        "back": state.url(),
        "csv_href": state.with_().url("/timeline.csv"),
        "manifest_href": state.with_().url("/timeline.manifest.json"),
    }
    if getattr(request, "htmx", None):
        return frame.part(request, "search/table_part.html", context)
    return frame.page(request, "search/table.html", context, section="search")


def _row(counted: Found, columns: list[Column], n: int) -> RowView:
    sheet = counted.sheet
    cells = []
    for column in columns:
        href = ""
        if column.kind == "articles" and column.series is not None and sheet.series[column.series].counts[n]:
            href = in_bin(counted.queries[column.series].state, sheet.starts[n], sheet.bin).url()
        cells.append(CellView(_grouped(column.cells[n]), href, column.kind == "silent"))
    first = in_bin(counted.queries[0].state, sheet.starts[n], sheet.bin)
    why = why_url(first) if sheet.series[0].counts[n] else ""
    return RowView(days.bin_label(sheet.starts[n], sheet.bin), tuple(cells), why)


def _grouped(cell: str) -> str:
    return f"{int(cell):,}" if cell.isdigit() else cell


def _sums(sheet: Sheet, columns: list[Column]) -> tuple[CellView, ...]:
    """The columns that can be added up, added up; of spoken dates none, an article is in each bin it speaks of."""
    added = () if sheet.by == "about" else ("articles", "all")
    return tuple(
        CellView(f"{sum(int(cell) for cell in column.cells):,}" if column.kind in added else "") for column in columns
    )


def _left(counted: Found, columns: list[Column]) -> list[Left]:
    sheet = counted.sheet
    undated = "speaks of no known day" if sheet.by == "about" else "date unknown"
    out = []
    for words, name in ((undated, "undated"), ("known too coarsely", "imprecise"), ("outside these bins", "beyond")):
        cells = []
        for column in columns:
            count = 0
            if column.kind == "articles" and column.series is not None:
                count = getattr(sheet.series[column.series], name)
            state = counted.queries[column.series or 0].state
            href = state.with_unknown(sheet.by).url() if count and name == "undated" else ""
            cells.append(CellView(f"{count:,}" if count else "", href))
        if any(cell.printed for cell in cells):
            out.append(Left(words, tuple(cells)))
    return out


def notes(sheet: Sheet) -> list[str]:
    """What has to be known to read the numbers, as sentences: on the table's page and below the picture alike."""
    what = sheet.many.capitalize()
    if sheet.by == "about":
        first = f"{what} by the {sheet.bin} they speak of; one counts once in each it speaks of"
    else:
        first = f"{what} by {sheet.bin}, by the date they were {BY_WORDS[sheet.by]}"
    out = [f"{first}; {COPIES_WORDS[sheet.copies]}. Time zone {sheet.zone}."]
    if sheet.filters:
        out.append(f"Only: {sheet.filters}.")
    if sheet.share:
        out.append(
            f"Shares are of all {sheet.many} that meet the same filters, whatever the query; none where there are none."
        )
    if any(sheet.few):
        out.append(f"Hollow: shares of fewer than {LEAST_SHARED}, cut off where the axis ends.")
    if sheet.smooth:
        what = "the share over" if sheet.share else "the mean of"
        out.append(f"Moving average: {what} {sheet.smooth} {sheet.bin}s, centred, where all of them are on the chart.")
    if any(sheet.peaks(n) for n in range(len(sheet.series))):
        out.append(f"Peaks by the {peaks.METHOD}.")
    if sheet.publishing:
        low, high = min(sheet.publishing), max(sheet.publishing)
        silent = sum(1 for names in sheet.silent if names)
        quiet = f"; in {silent} a usual source is silent (red)" if silent else ""
        out.append(f"Lowest row: sources that published, {low} to {high} in a {sheet.bin}{quiet}.")
    return out


@require_safe
def table_csv(request: HttpRequest) -> HttpResponse:
    """`/timeline.csv`: the table as a file; what holds of all rows stands in columns of its own."""
    _, _, counted, wrong = _asked(request, FILE_ROWS)
    if counted is None:
        return _mistaken(wrong)
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows(lines(counted.sheet))
    response = HttpResponse(buffer.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="timeline.csv"'
    return response


def lines(sheet: Sheet) -> list[list[str]]:
    """The header and the records. Words are foreign and never a formula (safety.md, T11); numbers stay numbers."""
    columns = sheet.columns()
    records = [
        [column.cells[n] if column.kind in NUMBERS else guarded(column.cells[n]) for column in columns]
        for n in range(len(sheet.starts))
    ]
    return [[guarded(column.name) for column in columns], *records]


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """`/timeline.manifest.json`: what the file's columns mean, and what is in none of its bins."""
    state, _, counted, wrong = _asked(request, FILE_ROWS)
    if counted is None:
        return _mistaken(wrong)
    sheet = counted.sheet
    generation, commit = service.versions()
    described = {
        "queries": [
            {
                "query": one.reading.canonical or one.query,
                "as_typed": one.query,
                "in_bins": sum(series.counts),
                "undated": series.undated,
                "imprecise": series.imprecise,
                "outside_bins": series.beyond,
            }
            for one, series in zip(counted.queries, sheet.series, strict=True)
        ],
        "bin": sheet.bin,
        "date": BY_WORDS[sheet.by],
        "zone": sheet.zone,
        "copies": COPIES_WORDS[sheet.copies],
        "filters": sheet.filters,
        "address": request.build_absolute_uri(state.url()),
        "rows": len(sheet.starts),
        "columns": {column.name: column.description for column in sheet.columns()},
        "peaks": {
            "method": peaks.METHOD,
            "bins": [[sheet.starts[p] for p in sheet.peaks(n)] for n in range(len(sheet.series))],
        },
        "index": {"generation": generation, "commit": commit},
    }
    return JsonResponse(described, json_dumps_params={"indent": 2, "ensure_ascii": False})


@require_safe
def picture(request: HttpRequest) -> HttpResponse:
    """`/timeline.svg`: the chart as a file that carries its colours, legend and notes."""
    return _drawn(request, png=False)


@require_safe
def image(request: HttpRequest) -> HttpResponse:
    """`/timeline.png`: the same as pixels."""
    return _drawn(request, png=True)


def _drawn(request: HttpRequest, *, png: bool) -> HttpResponse:
    state, _, counted, wrong = _asked(request)
    if counted is None:
        return _mistaken(wrong)
    words = _words(request, state, counted, boxes=png)
    if not counted.sheet.starts:
        return HttpResponse("Nothing found has a date of this kind.", status=404, content_type="text/plain")
    svg = svgfile.svg(draw(counted, state, height=svgfile.CHART_HEIGHT), words)
    kind, content = ("png", pngfile.png(svg)) if png else ("svg", svg.encode())
    response = HttpResponse(content, content_type="image/png" if png else "image/svg+xml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="timeline.{kind}"'
    return response


def _words(request: HttpRequest, state: State, counted: Found, *, boxes: bool) -> svgfile.Words:
    sheet = counted.sheet
    asked = [one.query or "everything" for one in counted.queries]
    said = [*filter(None, (counted.coarser,)), *notes(sheet)]
    if boxes and pngfile.lacks("".join((*asked, sheet.filters, settings.ARCHIVE_NAME))):
        said.append("Some letters are not in this picture's font and may stand as boxes; the SVG file has them all.")
    several = len(asked) > 1
    legend = [
        f"{key}  {query}: {sum(series.counts):,} in the chart"
        for key, query, series in zip("ABCDE", asked, sheet.series, strict=False)
    ]
    return svgfile.Words(
        title=" · ".join(asked) if several else asked[0],
        notes=tuple(said),
        legend=tuple(legend) if several else (),
        origin=f"{settings.ARCHIVE_NAME}, {request.build_absolute_uri(state.url())}"[:400],
    )
