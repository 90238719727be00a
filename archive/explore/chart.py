"""Bars with places on the page: a timeline becomes frozen values that a template draws without thinking.

Across in percent of the chart's width, up in pixels, so that type never scales (the mock, point 7). Pure:
no HTML here, addresses come from the caller.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from archive.search.query import Bar, Bin

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
# A peak is named when it is this many times the mean bar: below it nothing stands out.
PEAK_RATIO = 1.8
# A label beginning further right than this many percent would run out of the chart.
TICK_LAST = 94.0
# The same on a phone, where the name of a month is a fifth of the width.
TICK_LAST_NARROW = 78.0
# A bar of one article among thousands must still be seen.
LEAST_HEIGHT = 1.5
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
COARSER: dict[Bin, Bin] = {"hour": "day", "day": "week", "week": "month", "month": "quarter", "quarter": "year"}


@dataclass(frozen=True, slots=True)
class Column:
    """One bar: its days (inclusive), its count, its words, its place, its address. `on`: in the chosen range."""

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


@dataclass(frozen=True, slots=True)
class Peak:
    """A named peak: two lines of text above its bar, at `x` percent, base lines `y` and `y2` in pixels."""

    label: str
    count: int
    href: str
    x: float
    y: float
    y2: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A label below the base line at `x` percent; `minor` ones give way on narrow screens."""

    x: float
    label: str
    minor: bool = False
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Level:
    """A cut through the bars at a round count, `y` pixels down."""

    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything drawn. `height` and `base` in pixels; `edges` are the ends of the chosen range in percent."""

    columns: tuple[Column, ...]
    bin: Bin
    height: int
    base: int
    ticks: tuple[Tick, ...]
    levels: tuple[Level, ...]
    peaks: tuple[Peak, ...]
    edges: tuple[float, float] | None = None

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
        return self.columns[0].first if self.columns else None

    @property
    def last(self) -> date | None:
        return self.columns[-1].last if self.columns else None


def bin_days(start: str, bin_: Bin) -> tuple[date, date]:
    """First and last day of the bin that begins at `start` ("YYYY-MM-DD", hours "YYYY-MM-DDTHH")."""
    first = date.fromisoformat(start[:10])
    if bin_ in ("hour", "day"):
        return first, first
    if bin_ == "week":
        return first, first + timedelta(days=6)
    if bin_ == "year":
        return first, date(first.year, 12, 31)
    month = first.month + (2 if bin_ == "quarter" else 0)
    return first, date(first.year, month, monthrange(first.year, month)[1])


def bin_start(day: date, bin_: Bin) -> date:
    """First day of the bin in which `day` lies."""
    if bin_ == "week":
        return day - timedelta(days=day.weekday())
    if bin_ == "month":
        return day.replace(day=1)
    if bin_ == "quarter":
        return date(day.year, day.month - (day.month - 1) % 3, 1)
    if bin_ == "year":
        return date(day.year, 1, 1)
    return day


def written(first: date, last: date) -> str:
    """A span of days in words: "14 March 2014", "17–23 March 2014", "28 October – 3 November 2013"."""
    if first == last:
        return f"{first.day} {MONTHS[first.month - 1]} {first.year}"
    if (first.year, first.month) == (last.year, last.month):
        if first.day == 1 and last.day == monthrange(last.year, last.month)[1]:
            return f"{MONTHS[first.month - 1]} {first.year}"
        return f"{first.day}–{last.day} {MONTHS[first.month - 1]} {first.year}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year}" if first.year == last.year else f"{first.year}–{last.year}"
    start = f"{first.day} {MONTHS[first.month - 1]}" + (f" {first.year}" if first.year != last.year else "")
    return f"{start} – {last.day} {MONTHS[last.month - 1]} {last.year}"


def bin_label(start: str, bin_: Bin) -> str:
    """A bin in words."""
    first, last = bin_days(start, bin_)
    if bin_ == "hour":
        return f"{written(first, first)}, {start[11:13]}:00"
    if bin_ == "quarter":
        return f"{MONTHS[first.month - 1]} to {MONTHS[last.month - 1]} {first.year}"
    return written(first, last)


def filled(bars: Sequence[Bar], bin_: Bin, window: tuple[date, date] | None = None) -> list[Bar]:
    """The bars with empty ones added to the ends of `window`, so that the axis shows what was asked."""
    if bin_ == "hour" or window is None:
        return list(bars)
    known = {bar.start: bar for bar in bars}
    day, out = bin_start(window[0], bin_), []
    while day <= window[1]:
        out.append(known.get(day.isoformat(), Bar(day.isoformat(), 0, 0)))
        day = bin_days(day.isoformat(), bin_)[1] + timedelta(days=1)
    return out


def draw(
    bars: Sequence[Bar],
    bin_: Bin,
    link: Callable[[date, date], str],
    *,
    height: int = 176,
    chosen: tuple[date | None, date | None] | None = None,
    peaks: int = 3,
    head: int = HEAD,
) -> Chart:
    """Place `bars` (no gaps, in order). `chosen`: inclusive days of the range asked for, None = open end.

    `height` in pixels, of which `head` above the greatest bar are kept for the names of peaks.
    """
    base = height - FOOT
    most = max((bar.count for bar in bars), default=0)
    step = 100 / len(bars) if bars else 100.0
    rise = (base - head) / most if most else 0.0
    named = peak_places([bar.count for bar in bars], peaks, rise)
    columns = tuple(_column(bar, bin_, n, step, rise, base, link, chosen, n in named) for n, bar in enumerate(bars))
    return Chart(
        columns=columns,
        bin=bin_,
        height=height,
        base=base,
        ticks=ticks(columns, bin_),
        levels=levels(most, base, head),
        peaks=tuple(_peak(columns[n]) for n in named),
        edges=edges(columns, chosen),
    )


def _column(
    bar: Bar,
    bin_: Bin,
    n: int,
    step: float,
    rise: float,
    base: int,
    link: Callable[[date, date], str],
    chosen: tuple[date | None, date | None] | None,
    peak: bool,
) -> Column:
    first, last = bin_days(bar.start, bin_)
    tall = max(bar.count * rise, LEAST_HEIGHT) if bar.count else 0.0
    return Column(
        first=first,
        last=last,
        start=bar.start,
        label=bin_label(bar.start, bin_),
        count=bar.count,
        x=round(n * step + step * 0.08, 2),
        width=round(step * 0.84, 2),
        y=round(base - tall, 1),
        height=round(tall, 1),
        href=link(first, last),
        on=_within(first, last, chosen),
        peak=peak,
    )


def _peak(column: Column) -> Peak:
    """Its words begin at the bar's left edge, or end at its right edge in the right part of the chart."""
    left = column.x < LABELS_TURN
    return Peak(
        label=_narrow(column.label),
        count=column.count,
        href=column.href,
        x=column.x if left else round(column.x + column.width, 2),
        y=round(column.y - 20, 1),
        y2=round(column.y - 6, 1),
        anchor="start" if left else "end",
    )


def _narrow(label: str) -> str:
    """ "28 October – 3 November 2013" is too wide to stand between two peaks: "28 Oct – 3 Nov 2013"."""
    if " – " not in label:
        return label
    return " ".join(word[:3] if word in MONTHS else word for word in label.split(" "))


def _within(first: date, last: date, chosen: tuple[date | None, date | None] | None) -> bool:
    if chosen is None or chosen == (None, None):
        return False
    start, end = chosen
    return (start is None or last >= start) and (end is None or first <= end)


def peak_places(counts: Sequence[int], wanted: int, rise: float = 0.0) -> list[int]:
    """Places of the greatest bars that stand out from the mean and have room for their names.

    `rise`: pixels that one article is high.
    """
    if len(counts) < 3 or wanted < 1:
        return []
    mean, step = sum(counts) / len(counts), 100 / len(counts)

    def clear(n: int, other: int) -> bool:
        apart = abs(n - other) * step
        low, high = sorted((n, other), key=lambda place: counts[place])
        # A name runs from its bar to the right, in the right part to the left: not through a higher bar.
        through = low < high if low * step < LABELS_TURN else low > high
        stepped = not through and (counts[high] - counts[low]) * rise >= LABEL_HEIGHT
        return apart >= (PEAK_APART / 2 if stepped else PEAK_APART)

    chosen: list[int] = []
    for n in sorted(range(len(counts)), key=lambda n: (-counts[n], n)):
        if len(chosen) == wanted or counts[n] < PEAK_RATIO * mean or counts[n] < 2:
            break
        if all(clear(n, other) for other in chosen):
            chosen.append(n)
    return sorted(chosen)


def levels(most: int, base: int, head: int = HEAD) -> tuple[Level, ...]:
    """Round counts that cut the bars into thirds or so; none where the greatest bar is small."""
    if most < 4:
        return ()
    step = _round_step(most / 3)
    rise = (base - head) / most
    return tuple(
        Level(round(base - count * rise, 1), f"{count:,}") for count in range(step, most + 1, step) if count <= most
    )


def _round_step(wanted: float) -> int:
    size = 1
    while True:
        for digit in (1, 2, 5):
            if digit * size >= wanted:
                return digit * size
        size *= 10


def ticks(columns: Sequence[Column], bin_: Bin) -> tuple[Tick, ...]:
    """Names of months or years where they begin, at most about a dozen."""
    if not columns:
        return ()
    if bin_ == "hour":
        return tuple(Tick(c.x, f"{c.start[11:13]}:00", n % 12 != 0) for n, c in enumerate(columns) if n % 6 == 0)
    if bin_ == "day" and len(columns) <= 21:
        every = max(1, len(columns) // 7)
        return tuple(Tick(c.x, f"{c.first.day} {MONTHS[c.first.month - 1][:3]}") for c in columns[::every])
    return _calendar_ticks(columns, bin_)


def _calendar_ticks(columns: Sequence[Column], bin_: Bin) -> tuple[Tick, ...]:
    months = (columns[-1].last.year - columns[0].first.year) * 12 + columns[-1].last.month - columns[0].first.month + 1
    every = next(n for n in (1, 2, 3, 6, 12, 24, 60, 120, 1200) if months / n <= 12 or n == 1200)
    out: list[Tick] = []
    seen: set[tuple[int, int]] = set()
    for n, column in enumerate(columns):
        for day in (column.first, column.last):
            key = (day.year, day.month)
            if key in seen or (n == 0 and day is column.last and columns[0].first.day != 1 and bin_ == "week"):
                continue
            seen.add(key)
            since = day.year * 12 + day.month - 1
            if n == 0 or since % every == 0:
                out.append(Tick(column.x, _tick_label(day, n == 0, every)))
    return _apart(out)


def _tick_label(day: date, first: bool, every: int) -> str:
    if every >= 12:
        return str(day.year)
    name = MONTHS[day.month - 1]
    if first:
        return f"{name} {day.year}"
    return str(day.year) if day.month == 1 else name


def _apart(ticks: list[Tick]) -> tuple[Tick, ...]:
    """Labels too near to the one before are left out; every second one may go on narrow screens."""
    out: list[Tick] = []
    for tick in ticks:
        room = 11.0 if len(out) == 1 else 6.5  # the first label carries its year
        if not out or (tick.x - out[-1].x >= room and tick.x < TICK_LAST):
            out.append(tick)
    return tuple(Tick(t.x, t.label, n % 2 == 1 or t.x > TICK_LAST_NARROW) for n, t in enumerate(out))


def edges(columns: Sequence[Column], chosen: tuple[date | None, date | None] | None) -> tuple[float, float] | None:
    """Left and right end of the chosen range in percent; None where nothing is chosen or nothing of it shown."""
    on = [n for n, column in enumerate(columns) if column.on]
    if not on or chosen is None:
        return None
    step = 100 / len(columns)
    return round(on[0] * step, 2), round((on[-1] + 1) * step, 2)


def ends(columns: Sequence[Column]) -> tuple[Tick, ...]:
    """Only the first and the last day, for charts too small for more."""
    if not columns:
        return ()
    first, last = columns[0], columns[-1]
    return (
        Tick(first.x, written(first.first, first.first)),
        Tick(round(last.x + last.width, 2), written(last.last, last.last), anchor="end"),
    )


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
