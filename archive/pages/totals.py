"""A list of queries counted: one total a query, by year or month if wanted, and each query's mistakes beside it.

The page `/batch/` and the command `batch` make the same table here. The filters around the list hold for every row; a
row's own column takes the place of the one around it. A row with a mistake stops no other.
"""

from __future__ import annotations

import csv
import io
import re
import time
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Final, Literal

from django.http import QueryDict

from archive.explore import days
from archive.explore.lists import Line, Listed
from archive.export.csv import guarded
from archive.export.ndjson import json_line
from archive.pages import chips, forms, kept
from archive.pages.forms import CHOICES, State
from archive.pages.kept import PLACES, Wrong
from archive.search import service
from archive.search.engine import QueryError
from archive.search.query import Access, And, DateRange, FacetRequest, Not, Or, SearchRequest, Term

Step = Literal["", "year", "month"]
STEPS: Final[tuple[Step, ...]] = ("", "year", "month")
# Columns that a list may have beside `query` and `name`: every parameter of a question but the query itself.
COLUMNS: Final = tuple(name for name in forms.NAMES if name not in ("q", *PLACES))
# Months of fifty years; a table with more is asked for by year.
BINS_MAX: Final = 600
# A page must answer; what is not counted by then says so, and what is counted is kept for another try.
SECONDS: Final = 25.0
_FIRSTS: Final = tuple(first for _, first, _ in forms.RANGES)
_LASTS: Final = tuple(last for _, _, last in forms.RANGES)
_PARTIAL: Final = re.compile(r"(\d{4})(?:-(\d{2}))?")
_ALL: Final = State()
_LATE: Final = (
    f"not counted: the table took more than {SECONDS:.0f} seconds. Ask again, what is counted so far is kept; or divide"
    " the list; or use the command: manage.py batch FILE"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One query of the list. `counts`: articles (or stories) by the first day of each bin; `without`: those in none,
    `undated` of them because no date is known, the others because it is known too coarsely.

    `read_as`: the query as it was read, `filters` in words; with `wrongs` there is no total.
    """

    number: int
    line: int
    name: str
    query: str
    read_as: str = ""
    filters: tuple[str, ...] = ()
    state: State = _ALL
    total: int = 0
    exact: bool = True
    counts: dict[str, int] = field(default_factory=dict)
    without: int = 0
    undated: int = 0
    wrongs: tuple[Wrong, ...] = ()


@dataclass(frozen=True, slots=True)
class Totals:
    """The table. `starts`: first days of the bins, without gaps, from the first to the last that any row has."""

    rows: tuple[Row, ...]
    step: Step
    starts: tuple[str, ...]
    problem: str = ""

    @property
    def mistaken(self) -> int:
        """How many rows have no total."""
        return sum(bool(row.wrongs) for row in self.rows)


def counted(
    listed: Listed,
    base: State,
    who: Access,
    step: Step,
    *,
    seconds: float | None = SECONDS,
    told: Callable[[int], None] = lambda _: None,
) -> Totals:
    """The table of a list. `base`: the filters around it; `seconds` None: however long it takes; `told` after each."""
    until = time.monotonic() + seconds if seconds is not None else float("inf")
    rows = []
    for line in listed.lines:
        rows.append(_row(line, base, who, step, late=time.monotonic() > until))
        told(len(rows))
    starts = _starts(rows, step)
    if len(starts) > BINS_MAX:
        problem = f"By {step} there would be {len(starts):,} columns, more than {BINS_MAX}: choose years or set dates."
        return Totals(tuple(rows), "", (), problem)
    return Totals(tuple(rows), step, starts)


def _row(line: Line, base: State, who: Access, step: Step, *, late: bool) -> Row:
    if line.problem:
        return Row(line.number, line.line, line.name, line.query, wrongs=(Wrong(line.problem),))
    question = kept.looked_at(_parameters(line, base), who, names=True)
    row = Row(
        line.number,
        line.line,
        line.name,
        line.query,
        question.reading.reading or question.reading.canonical,
        chips.filter_words(question.state, who),
        question.state,
        wrongs=question.wrongs or ((Wrong(_LATE),) if late else ()),
    )
    return row if row.wrongs else _answered(row, question, who, step)


def _answered(row: Row, question: kept.Question, who: Access, step: Step) -> Row:
    asked = question.request(who)
    try:
        page = service.answer(_by(asked, step) if step else asked)
    except QueryError as error:
        return replace(row, wrongs=(kept.refused(error),))
    row = replace(row, total=page.total, exact=page.total_is_exact)
    if not page.facets:
        return row
    facet, of_years = page.facets[0], page.facets[-1]
    counts = {f"{value.value}-01-01"[:10]: value.count for value in facet.values}
    # Every known date has a year; a facet leaves out what is chosen in it, so what it lacks is not asked for then.
    undated = 0 if any(choice.field == of_years.field for choice in asked.choices) else of_years.missing
    return replace(row, counts=counts, without=facet.missing, undated=min(undated, facet.missing))


def _by(asked: SearchRequest, step: Literal["year", "month"]) -> SearchRequest:
    """With what each bin's own link finds: of stories counted once those with any copy in it, which no timeline says.
    What is chosen in that facet is made a condition, since a facet's counts are without its own choice."""
    chosen = [choice for choice in asked.choices if choice.field == step]
    nodes = [Or(tuple(Term(step, value) for value in choice.include)) for choice in chosen if choice.include]
    left_out = [Not(Term(step, value)) for choice in chosen for value in choice.exclude]
    return replace(
        asked,
        query=And((asked.query, *nodes, *left_out)) if chosen else asked.query,
        choices=tuple(choice for choice in asked.choices if choice.field != step),
        facets=tuple(FacetRequest(name, 0) for name in dict.fromkeys((step, "year"))),
    )


def _parameters(line: Line, base: State) -> QueryDict:
    """The row's question as an address: the filters around it, its own columns in their place, its query."""
    own = {name: cell for name, cell in line.cells.items() if name in COLUMNS}
    given = QueryDict(mutable=True)
    for name, value in base.pairs(without=("q", *PLACES, *own)):
        given.appendlist(name, value)
    for name, cell in own.items():
        for value in cell.split("|") if name in CHOICES else (_day(name, cell),):
            if value.strip():
                given.appendlist(name, value.strip())
    given["q"] = line.query
    return given


def _day(name: str, cell: str) -> str:
    """A year or a month as its first or last day, where a day is wanted."""
    partial = _PARTIAL.fullmatch(cell) if name in (*_FIRSTS, *_LASTS) else None
    if partial is None:
        return cell
    year, month = int(partial[1]), int(partial[2]) if partial[2] else 0
    if year < 1 or month > 12 or partial[2] == "00":
        return cell
    if name in _FIRSTS:
        return f"{year:04}-{month or 1:02}-01"
    return f"{year:04}-{month or 12:02}-{monthrange(year, month or 12)[1]}"


def _starts(rows: Sequence[Row], step: Step) -> tuple[str, ...]:
    found = [start for row in rows for start, count in row.counts.items() if count]
    if not step or not found:
        return ()
    return tuple(islice(days.bin_starts(min(found), max(found), step), BINS_MAX + 1))


def cell_state(row: Row, start: str, step: Step) -> State:
    """The question of one cell: that row's articles in that bin, no further than the row's own range."""
    first, last = days.bin_days(start, step or "year")
    own = row.state.range_of("published") or DateRange("published")
    return row.state.with_range("published", max(first, own.first or first), min(last, own.last or last))


def bin_name(start: str, step: Step) -> str:
    """A column's heading in files: 2014, 2014-03."""
    return start[:4] if step == "year" else start[:7]


# --- as a file ----------------------------------------------------------------------------------

FILES: Final = {"csv": "text/csv; charset=utf-8", "ndjson": "application/x-ndjson"}


def file_of(totals: Totals, kind: str, link_base: str) -> bytes:
    """The table as CSV (a heading, then one record a query) or NDJSON (one object a query)."""
    return _csv(totals, link_base) if kind == "csv" else _ndjson(totals, link_base)


def _csv(totals: Totals, link_base: str) -> bytes:
    bins = [bin_name(start, totals.step) for start in totals.starts]
    buffer = io.StringIO(newline="")
    out = csv.writer(buffer, lineterminator="\r\n")
    dated = [*bins, "without_date"] if totals.step else []
    out.writerow(
        [
            *("row", "line", "name", "query", "read_as", "filters", "total", "total_is_exact", *dated),
            *("mistake", "start", "end", "repair", "link", "csv", "ndjson"),
        ]
    )
    out.writerows(_csv_row(row, totals, link_base) for row in totals.rows)
    return buffer.getvalue().encode()


def _csv_row(row: Row, totals: Totals, link_base: str) -> list[Any]:
    texts = [guarded(text) for text in (row.name, row.query, row.read_as, ", ".join(row.filters))]
    counts: list[Any] = [row.counts.get(start, 0) for start in totals.starts]
    dated = [*counts, row.without] if totals.step else []
    if row.wrongs:
        first = row.wrongs[0]
        said = guarded("; ".join(wrong.message for wrong in row.wrongs))
        where = ["" if place is None else place for place in (first.start, first.end)]
        return [
            row.number,
            row.line,
            *texts,
            "",
            "",
            *[""] * len(dated),
            said,
            *where,
            guarded(_repair(row)),
            "",
            "",
            "",
        ]
    exact = "true" if row.exact else "false"
    return [row.number, row.line, *texts, row.total, exact, *dated, "", "", "", "", *_links(row, link_base)]


def _repair(row: Row) -> str:
    """The query corrected, or what else can be done, of the first mistake that knows."""
    return next((wrong.words for wrong in row.wrongs if wrong.words), "")


def _links(row: Row, link_base: str) -> Iterator[str]:
    return (f"{link_base}{row.state.with_().url(path)}" for path in ("/search", "/export.csv", "/export.ndjson"))


def _ndjson(totals: Totals, link_base: str) -> bytes:
    return b"".join(_object(row, totals, link_base) for row in totals.rows)


def _object(row: Row, totals: Totals, link_base: str) -> bytes:
    out: dict[str, Any] = {"row": row.number, "line": row.line, "name": row.name, "query": row.query}
    if row.wrongs:
        out["errors"] = [
            {"start": wrong.start, "end": wrong.end, "message": wrong.message, "repair": wrong.words}
            for wrong in row.wrongs
        ]
    else:
        out |= {"read_as": row.read_as, "filters": list(row.filters), "total": row.total, "total_is_exact": row.exact}
        if totals.step:
            out["by"] = totals.step
            out["counts"] = {bin_name(start, totals.step): row.counts.get(start, 0) for start in totals.starts}
            out["without_date"] = row.without
        out |= dict(zip(("link", "csv", "ndjson"), _links(row, link_base), strict=True))
    return json_line(out)
