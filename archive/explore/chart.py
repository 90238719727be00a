"""Bars with places on the page: a timeline becomes frozen values that a template draws without thinking.

Across in percent of the chart's width, up in pixels, so that type never scales (the mock, point 7). Pure:
no HTML here, addresses come from the caller. Several queries on one chart are drawn by `lines.py` into the same
values; days and their words are in `days.py`, the axes in `axis.py`, what stands out in `peaks.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from archive.explore.axis import Level, Tick, ends, levels, ticks
from archive.explore.days import MONTHS, bin_days, bin_label, bin_start, bin_starts, written
from archive.explore.peaks import peaks as standing_out
from archive.search.query import Bar, Bin

__all__ = [
    "COARSER", "MAX_BARS", "MONTHS", "Cell", "Chart", "Column", "Level", "Line", "Peak", "Point", "Strip", "Tick",
    "bin_days", "bin_label", "bin_start", "draw", "draw_bars", "ends", "filled", "levels", "named_peaks", "spark",
    "strip", "ticks", "trace", "written",
]  # fmt: skip

# More bars than this are neither readable nor within the page's budget of nodes (pages.md, "Weight").
MAX_BARS = 120
# Room above the greatest bar for two lines of its name, and below the base line for the dates.
HEAD, FOOT = 38, 20
# Two named peaks nearer than this many percent of the width would print over each other; half as near is far
# enough where one stands higher by two lines of type, LABEL_HEIGHT pixels.
PEAK_APART = 15.0
LABEL_HEIGHT = 34.0
# Right of this many percent a peak's name ends at its bar instead of beginning there.
LABELS_TURN = 60.0
# A name this many pixels above its bar is still seen to be the bar's; further up a thin line joins them.
LEAD_LEAST = 6.0
# A bar of one article among thousands must still be seen.
LEAST_HEIGHT = 1.5
# Lines are drawn in a box this wide, stretched to the chart: path data know no percent.
BOX = 1000
# Pixels of the row below the chart that shows how many sources published.
STRIP_HEIGHT = 12
COARSER: dict[Bin, Bin] = {"hour": "day", "day": "week", "week": "month", "month": "quarter", "quarter": "year"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One bin of one query: its count, of how many, the value drawn (None: there is none), its address.

    `words` says the value ("12 articles", "12 of 240 articles, 5 %"); `why` is the address of its explanation. `few`:
    a share of so few that the axis does not follow it.
    """

    start: str
    count: int
    value: float | None
    href: str
    words: str = ""
    why: str = ""
    on: bool = False
    few: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One bar: its days (inclusive), its count, its words, its place, its address. `on`: in the chosen range.

    `empty`: there is no value, because nothing at all was published; `words`: its value as said in the title. `few`: a
    share of few, drawn hollow and cut off where the axis ends.
    """

    first: date
    last: date
    start: str
    label: str
    count: int
    x: float
    width: float
    y: float
    height: float
    href: str
    on: bool = False
    peak: bool = False
    words: str = ""
    empty: bool = False
    few: bool = False


@dataclass(frozen=True, slots=True)
class Peak:
    """A named peak: two lines of text above its bar, at `x` percent, base lines `y` and `y2` in pixels.

    `lead`: how far down a thin line joins them to the bar where something higher stands between; 0 for none.
    """

    label: str
    count: int
    href: str
    x: float
    y: float
    y2: float
    anchor: str
    words: str = ""
    why: str = ""
    key: str = ""
    lead: float = 0.0


@dataclass(frozen=True, slots=True)
class Point:
    """One bin of one line: a marker that is a link. `few`: of a share of few, and then hollow."""

    x: float
    y: float
    first: date
    last: date
    start: str
    href: str
    words: str
    peak: bool = False
    few: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One of several queries: `number` (from 1) decides colour, dash and marker, `key` is its letter.

    `path` and `average` are path data in a box of BOX by the chart's height; `x` and `y` where its letter stands, `end`
    where the line ends. `led`: whether a thin line joins the two.
    """

    number: int
    key: str
    query: str
    path: str
    average: str
    points: tuple[Point, ...]
    x: float
    y: float
    end: tuple[float, float] = (0.0, 0.0)
    led: bool = False


@dataclass(frozen=True, slots=True)
class Strip:
    """How many sources published, as a path in a box of BOX by STRIP_HEIGHT, and the places of silences."""

    path: str
    silent: str
    most: int
    height: int = STRIP_HEIGHT


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything drawn. `height` and `base` in pixels; `edges` are the ends of the chosen range in percent.

    `starts`: the bins in order, `end`: the last day; `inner`: how much of the width, in percent, the bins take.
    """

    columns: tuple[Column, ...]
    bin: Bin
    height: int
    base: int
    ticks: tuple[Tick, ...]
    levels: tuple[Level, ...]
    peaks: tuple[Peak, ...]
    edges: tuple[float, float] | None = None
    starts: tuple[str, ...] = ()
    end: date | None = None
    inner: float = 100.0
    average: str = ""
    lines: tuple[Line, ...] = ()
    strip: Strip | None = None
    places: tuple[int, int] | None = None

    @property
    def total(self) -> int:
        """Articles in all bars together."""
        return sum(column.count for column in self.columns)

    @property
    def greatest(self) -> Column | None:
        """The first of the greatest bars."""
        return max(self.columns, key=lambda column: column.count, default=None)

    @property
    def first(self) -> date | None:
        return bin_days(self.starts[0], self.bin)[0] if self.starts else None

    @property
    def last(self) -> date | None:
        return self.end


def filled(bars: Sequence[Bar], bin_: Bin, window: tuple[date, date] | None = None) -> list[Bar]:
    """The bars with empty ones added to the ends of `window`, so that the axis shows what was asked."""
    if bin_ == "hour" or window is None:
        return list(bars)
    known = {bar.start: bar for bar in bars}
    starts = bin_starts(bin_start(window[0], bin_).isoformat(), window[1].isoformat(), bin_)
    return [known.get(start, Bar(start, 0, 0)) for start in starts]


def draw(
    bars: Sequence[Bar],
    bin_: Bin,
    link: Callable[[date, date], str],
    *,
    height: int = 176,
    chosen: tuple[date | None, date | None] | None = None,
    peaks: int = 3,
    head: int = HEAD,
    why: Callable[[date, date], str] | None = None,
) -> Chart:
    """Place `bars` (no gaps, in order) of counts. `chosen`: inclusive days of the range asked for, None = open.

    `height` in pixels, of which `head` above the greatest bar are kept for the names of peaks. `why`: where a peak
    is explained.
    """
    cells = []
    for bar in bars:
        first, last = bin_days(bar.start, bin_)
        words = f"{bar.count:,} article{'' if bar.count == 1 else 's'}"
        explained = why(first, last) if why else ""
        on = _within(first, last, chosen)
        cells.append(Cell(bar.start, bar.count, float(bar.count), link(first, last), words, explained, on))
    found = standing_out([bar.count for bar in bars])
    return draw_bars(cells, bin_, found, height=height, named=peaks, head=head)


def draw_bars(
    cells: Sequence[Cell],
    bin_: Bin,
    found: Sequence[int],
    *,
    height: int = 176,
    named: int = 3,
    head: int = HEAD,
    percent: bool = False,
    average: Sequence[float | None] = (),
) -> Chart:
    """Place one query's cells as bars. `found`: places of its peaks, of which at most `named` get their names drawn."""
    base = height - FOOT
    most = greatest(cells)
    step = 100 / len(cells) if cells else 100.0
    rise = (base - head) / most if most else 0.0
    places = named_peaks([cell.value or 0.0 for cell in cells], found, named, rise)
    columns = tuple(_column(cell, bin_, n, step, rise, base, most, n in found) for n, cell in enumerate(cells))
    on = [n for n, cell in enumerate(cells) if cell.on]
    return Chart(
        columns=columns,
        bin=bin_,
        height=height,
        base=base,
        ticks=ticks(columns, bin_),
        levels=levels(most, base, head, percent=percent),
        peaks=_names(columns, cells, places, [base - (value or 0.0) * rise for value in under(average, most)]),
        edges=(round(on[0] * step, 2), round((on[-1] + 1) * step, 2)) if on else None,
        starts=tuple(cell.start for cell in cells),
        end=columns[-1].last if columns else None,
        average=trace(within(average, most), rise, base) if any(average) else "",
        places=(on[0], on[-1]) if on else None,
    )


def greatest(cells: Sequence[Cell]) -> float:
    """The value that the axis reaches up to: the greatest but for shares of few, unless there are no others."""
    solid = [cell.value for cell in cells if cell.value and not cell.few]
    return max(solid or [cell.value for cell in cells if cell.value], default=0.0)


def _column(cell: Cell, bin_: Bin, n: int, step: float, rise: float, base: int, most: float, peak: bool) -> Column:
    first, last = bin_days(cell.start, bin_)
    tall = max(min(cell.value or 0.0, most) * rise, LEAST_HEIGHT) if cell.count else 0.0
    return Column(
        first=first,
        last=last,
        start=cell.start,
        label=bin_label(cell.start, bin_),
        count=cell.count,
        x=round(n * step + step * 0.08, 2),
        width=round(step * 0.84, 2),
        y=round(base - tall, 1),
        height=round(tall, 1),
        href=cell.href,
        on=cell.on,
        peak=peak,
        words=cell.words,
        empty=cell.value is None,
        few=cell.few,
    )


def _names(
    columns: Sequence[Column], cells: Sequence[Cell], places: Sequence[int], line: list[float]
) -> tuple[Peak, ...]:
    """The names of the peaks above all that they cross; of two that would meet there, the greater peak's.

    `line`: where the average runs in each bin, in pixels down; empty for none.
    """
    tops = [min(column.y, line[n]) if line else column.y for n, column in enumerate(columns)]
    kept: dict[int, Peak] = {}
    for n in sorted(places, key=lambda n: (columns[n].y, n)):
        peak = _peak(columns[n], cells[n], lambda low, high: _top(columns, tops, low, high))
        if all(_clear(peak, other) for other in kept.values()):
            kept[n] = peak
    return tuple(kept[n] for n in sorted(kept))


def _top(columns: Sequence[Column], tops: Sequence[float], low: float, high: float) -> float:
    """The highest mark between two places across, in pixels down."""
    return min(
        top for column, top in zip(columns, tops, strict=True) if column.x < high and column.x + column.width > low
    )


def _spread(peak: Peak) -> tuple[float, float]:
    return (peak.x, peak.x + PEAK_APART) if peak.anchor == "start" else (peak.x - PEAK_APART, peak.x)


def _clear(one: Peak, other: Peak) -> bool:
    (low, high), (start, end) = _spread(one), _spread(other)
    return high <= start or end <= low or abs(one.y2 - other.y2) >= LABEL_HEIGHT


def _peak(column: Column, cell: Cell, top: Callable[[float, float], float]) -> Peak:
    """Its words begin at the bar's left edge, or end at its right edge in the right part of the chart."""
    left = column.x < LABELS_TURN
    x = column.x if left else round(column.x + column.width, 2)
    above = top(x, x + PEAK_APART) if left else top(x - PEAK_APART, x)
    return Peak(
        label=narrow(column.label),
        count=column.count,
        href=column.href,
        x=x,
        y=round(above - 20, 1),
        y2=round(above - 6, 1),
        anchor="start" if left else "end",
        words=cell.words,
        why=cell.why,
        lead=column.y if column.y - above > LEAD_LEAST else 0.0,
    )


def narrow(label: str) -> str:
    """ "28 October – 3 November 2013" is too wide to stand between two peaks: "28 Oct – 3 Nov 2013"."""
    if " – " not in label:
        return label
    return " ".join(word[:3] if word in MONTHS else word for word in label.split(" "))


def _within(first: date, last: date, chosen: tuple[date | None, date | None] | None) -> bool:
    if chosen is None or chosen == (None, None):
        return False
    start, end = chosen
    return (start is None or last >= start) and (end is None or first <= end)


def named_peaks(values: Sequence[float], found: Sequence[int], wanted: int, rise: float = 0.0) -> list[int]:
    """Of the peaks `found` the greatest that have room for their names, at most `wanted`, in order.

    `rise`: pixels that a value of one is high.
    """
    step = 100 / len(values) if values else 100.0

    def clear(n: int, other: int) -> bool:
        apart = abs(n - other) * step
        low, high = sorted((n, other), key=lambda place: values[place])
        # A name runs from its bar to the right, in the right part to the left: not through a higher bar.
        through = low < high if low * step < LABELS_TURN else low > high
        stepped = not through and (values[high] - values[low]) * rise >= LABEL_HEIGHT
        return apart >= (PEAK_APART / 2 if stepped else PEAK_APART)

    chosen: list[int] = []
    for n in sorted(found, key=lambda n: (-values[n], n)):
        if len(chosen) == wanted:
            break
        if all(clear(n, other) for other in chosen):
            chosen.append(n)
    return sorted(chosen)


def under(values: Sequence[float | None], most: float) -> list[float | None]:
    """The values, cut off where the axis ends."""
    return [None if value is None else min(value, most) for value in values]


def within(values: Sequence[float | None], most: float) -> list[float | None]:
    """The values that the axis reaches; an average beyond it is one of few, and a line along the top no average."""
    return [None if value is None or value > most else value for value in values]


def trace(values: Sequence[float | None], rise: float, base: int, inner: float = 100.0) -> str:
    """Path data through the middles of the bins, in a box of BOX width; broken where there is no value."""
    step = BOX * inner / 100 / len(values) if values else 0.0
    out, drawing = [], False
    for n, value in enumerate(values):
        if value is not None:
            # A lone point is drawn too: a line of no length with round ends is a dot.
            out.append(f"{'L' if drawing else 'M'}{(n + 0.5) * step:.4g} {base - value * rise:.4g}")
            alone = not drawing and (n + 1 == len(values) or values[n + 1] is None)
            out += ["h0"] if alone else []
        drawing = value is not None
    return "".join(out)


def strip(publishing: Sequence[int], silences: Sequence[int], inner: float = 100.0) -> Strip | None:
    """How many sources published in each bin, and (`silences`: how many usual ones did not) where one is missing."""
    most = max(publishing, default=0)
    if not most:
        return None
    step = BOX * inner / 100 / len(publishing)
    wide = step * 0.84
    bars = "".join(
        f"M{(n + 0.08) * step:.4g} {STRIP_HEIGHT}v-{count / most * STRIP_HEIGHT:.3g}h{wide:.3g}V{STRIP_HEIGHT}z"
        for n, count in enumerate(publishing)
        if count
    )
    marks = "".join(
        f"M{(n + 0.08) * step:.4g} {STRIP_HEIGHT + 3}h{wide:.3g}" for n, some in enumerate(silences) if some
    )
    return Strip(bars, marks, most)


def spark(counts: Sequence[int], height: int = 24) -> tuple[str, str]:
    """Two SVG path data in a box of len(counts) by `height`: all bars but the greatest, and the greatest."""
    most = max(counts, default=0)
    if not most:
        return "", ""
    top = counts.index(most)
    rest = "".join(_stroke(n, count / most * height, height) for n, count in enumerate(counts) if count and n != top)
    return rest, _stroke(top, height, height)


def _stroke(n: int, tall: float, height: int) -> str:
    return f"M{n}.1 {height}v-{round(max(tall, 0.5), 1):g}h.8V{height}z"
