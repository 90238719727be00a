"""The axes of a chart: names of days, months and years along the base, round counts up the side. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import floor, log10
from typing import Protocol

from archive.explore.days import MONTHS, written
from archive.search.query import Bin

# A label beginning further right than this many percent would run out of the chart.
TICK_LAST = 94.0
# The same on a phone, where the name of a month is a fifth of the width.
TICK_LAST_NARROW = 78.0
# There the first label, which has its year, is about this wide.
TICK_FIRST_NARROW = 27.0
# The first hour's label would print over one nearer than this many percent.
HOURS_APART = 5.0


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


class Slot(Protocol):
    """A bin's place on the chart: its days (inclusive) and its place in percent of the width."""

    @property
    def start(self) -> str: ...
    @property
    def first(self) -> date: ...
    @property
    def last(self) -> date: ...
    @property
    def x(self) -> float: ...
    @property
    def width(self) -> float: ...


def levels(most: float, base: int, head: int, *, percent: bool = False) -> tuple[Level, ...]:
    """Round values that cut the bars into thirds or so; none where the greatest bar is a handful of articles.

    `most`: the greatest value drawn, a count or (`percent`) a share from 0 to 1.
    """
    if most <= 0 or (not percent and most < 4):
        return ()
    top = most * 100 if percent else most
    step = _round_step(top / 3, least=0.01 if percent else 1)
    rise = (base - head) / top
    cuts = (step * n for n in range(1, int(top / step + 1e-9) + 1))
    return tuple(Level(round(base - cut * rise, 1), f"{cut:.4g} %" if percent else f"{cut:,.0f}") for cut in cuts)


def _round_step(wanted: float, least: float) -> float:
    """The next of 1, 2, 5 and their tenfolds."""
    size = 10.0 ** floor(log10(max(wanted, least)))
    return max(next(digit * size for digit in (1, 2, 5, 10) if digit * size >= wanted * (1 - 1e-9)), least)


def ticks(columns: Sequence[Slot], bin_: Bin) -> tuple[Tick, ...]:
    """Names of months or years where they begin, at most about a dozen."""
    if not columns:
        return ()
    if bin_ == "hour":
        return _hour_ticks(columns)
    if bin_ == "day" and len(columns) <= 21:
        every = max(1, len(columns) // 7)
        return tuple(Tick(c.x, f"{c.first.day} {MONTHS[c.first.month - 1][:3]}") for c in columns[::every])
    return _calendar_ticks(columns, bin_)


def _hour_ticks(columns: Sequence[Slot]) -> tuple[Tick, ...]:
    """Every sixth hour, midnight by its day; the first bar by its day too, which is nowhere else where it is short."""
    out: list[Tick] = []
    for n, column in enumerate(columns):
        hour = int(column.start[11:13])
        if n == 0 or hour % 6 == 0:
            day = f"{column.first.day} {MONTHS[column.first.month - 1][:3]}"
            out.append(Tick(column.x, day if hour == 0 or n == 0 else f"{hour:02}:00", hour % 12 != 0 and n > 0))
    crowded = len(out) > 1 and out[1].x - out[0].x < HOURS_APART
    return tuple(out[:1] + out[2:] if crowded else out)


def _calendar_ticks(columns: Sequence[Slot], bin_: Bin) -> tuple[Tick, ...]:
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
    return tuple(Tick(t.x, t.label, _gives_way(n, t.x - out[0].x, t.x)) for n, t in enumerate(out))


def _gives_way(n: int, from_first: float, x: float) -> bool:
    return n % 2 == 1 or x > TICK_LAST_NARROW or 0 < from_first < TICK_FIRST_NARROW


def ends(columns: Sequence[Slot]) -> tuple[Tick, ...]:
    """Only the first and the last day, for charts too small for more."""
    if not columns:
        return ()
    first, last = columns[0], columns[-1]
    return (
        Tick(first.x, written(first.first, first.first)),
        Tick(round(last.x + last.width, 2), written(last.last, last.last), anchor="end"),
    )
