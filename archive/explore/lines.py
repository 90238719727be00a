"""Up to five queries on one axis: lines that differ by colour, dash, marker and letter, readable in greyscale. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive.explore.axis import levels, ticks
from archive.explore.chart import (
    FOOT,
    Cell,
    Chart,
    Column,
    Line,
    Peak,
    Point,
    greatest,
    named_peaks,
    narrow,
    trace,
    under,
    within,
)
from archive.explore.days import bin_days, bin_label
from archive.search.query import Bin

KEYS = "ABCDE"
# Of the width, in percent; what is left at the right holds the letters of the lines.
INNER = 96.0
# Room above the highest point: half a marker and the height of a letter.
HEAD = 14
# Letters nearer than this many pixels would print over each other.
LETTER_HEIGHT = 14.0
# From the end of a line to its letter, in percent of the width: room for the thin line that joins them where the letter
# had to move by more than so many pixels.
LETTER_APART = 2.0
LETTER_MOVED = 4.0
# Points of all lines together: each is a link and a marker, and the page has 1,500 nodes (pages.md, "Weight").
POINTS_MAX = 300
# Peaks named below the chart for each line.
NAMED = 2


@dataclass(frozen=True, slots=True)
class Row:
    """One query: its letter, its words, its bins, the places of its peaks, its moving average if there is one."""

    key: str
    query: str
    cells: tuple[Cell, ...]
    peaks: tuple[int, ...]
    average: tuple[float | None, ...] = ()


def bars_each(lines: int, most: int) -> int:
    """How many bins a chart of so many lines may have; `most` is what one line may have."""
    return most if lines < 2 else min(most, POINTS_MAX // lines)


def draw_lines(rows: Sequence[Row], bin_: Bin, *, height: int, percent: bool = False) -> Chart:
    """Place the rows, all over the same bins, on one axis."""
    base = height - FOOT
    most = greatest([cell for row in rows for cell in row.cells])
    rise = (base - HEAD) / most if most else 0.0
    cells = rows[0].cells
    slots = tuple(_slot(cell, n, len(cells), bin_) for n, cell in enumerate(cells))
    lines = [_line(row, n, rise, base, most, bin_) for n, row in enumerate(rows, 1)]
    on = [n for n, cell in enumerate(cells) if cell.on]
    step = INNER / len(cells) if cells else INNER
    return Chart(
        columns=(),
        bin=bin_,
        height=height,
        base=base,
        ticks=ticks(slots, bin_),
        levels=levels(most, base, HEAD, percent=percent),
        peaks=tuple(peak for row in rows for peak in _peaks(row, rise, base, bin_)),
        edges=(round(on[0] * step, 2), round((on[-1] + 1) * step, 2)) if on else None,
        starts=tuple(cell.start for cell in cells),
        end=slots[-1].last if slots else None,
        inner=INNER,
        lines=_apart(lines, base),
        places=(on[0], on[-1]) if on else None,
    )


def _slot(cell: Cell, n: int, bins: int, bin_: Bin) -> Column:
    first, last = bin_days(cell.start, bin_)
    step = INNER / bins
    return Column(first, last, cell.start, "", 0, round(n * step, 2), round(step, 2), 0.0, 0.0, "")


def _x(n: int, bins: int) -> float:
    return round((n + 0.5) * INNER / bins, 2)


def _line(row: Row, number: int, rise: float, base: int, most: float, bin_: Bin) -> Line:
    values = under([cell.value for cell in row.cells], most)
    points = tuple(
        _point(cell, _x(n, len(values)), base - value * rise, bin_, n in row.peaks)
        for n, (cell, value) in enumerate(zip(row.cells, values, strict=True))
        if value is not None and cell.count
    )
    known = [value for value in values if value is not None]
    last = max((n for n, value in enumerate(values) if value is not None), default=len(values) - 1)
    return Line(
        number=number,
        key=row.key,
        query=row.query,
        path=trace(values, rise, base, INNER),
        average=trace(within(row.average, most), rise, base, INNER) if any(row.average) else "",
        points=points,
        x=round(_x(len(values) - 1, len(values)) + LETTER_APART, 2),
        y=base - (known[-1] if known else 0.0) * rise,
        end=(_x(last, len(values)), round(base - (known[-1] if known else 0.0) * rise, 1)),
        led=last < len(values) - 1,
    )


def _point(cell: Cell, x: float, y: float, bin_: Bin, peak: bool) -> Point:
    first, last = bin_days(cell.start, bin_)
    words = f"{bin_label(cell.start, bin_)}, {cell.words}"
    return Point(x, round(y, 1), first, last, cell.start, cell.href, words, peak, cell.few)


def _peaks(row: Row, rise: float, base: int, bin_: Bin) -> list[Peak]:
    """The greatest peaks of one line; named below the chart, where there is room for their letters."""
    values = [cell.value or 0.0 for cell in row.cells]
    out = []
    for n in named_peaks(values, row.peaks, NAMED):
        cell, y = row.cells[n], round(base - values[n] * rise, 1)
        label = narrow(bin_label(cell.start, bin_))
        out.append(Peak(label, cell.count, cell.href, _x(n, len(values)), y, y, "start", cell.words, cell.why, row.key))
    return out


def _apart(lines: Sequence[Line], base: int) -> tuple[Line, ...]:
    """The letters at the ends of the lines, moved apart where two would print over each other, then joined to them."""
    order = sorted(lines, key=lambda line: -line.y)
    placed: dict[int, float] = {}
    below = base + LETTER_HEIGHT
    for line in order:
        below = min(line.y, below - LETTER_HEIGHT)
        placed[line.number] = round(below, 1)
    return tuple(
        replace(line, y=placed[line.number], led=line.led or abs(placed[line.number] - line.y) > LETTER_MOVED)
        for line in lines
    )
