"""How many sources published in each bin, and where one that usually does is silent. Pure.

The usual-source rule. A source is usual in a bin when it published something in at least seven of every eight bins
that can be compared with it: the `COMPARED` before and after it on the same weekday (days), at the same hour (hours),
or simply before and after (weeks and longer), and in them two articles or more on average, so that none is no chance. A
silence of several bins is held as a whole against what lies around
it. Only bins between the source's first and last article on the chart count: before it was there and after it ended
nobody is missing, and the end of the chart is not its end. A usual source without an article in a bin is silent
there. A Sunday on which a weekday paper never appears is no silence, because it is held against other Sundays.
"""

from __future__ import annotations

from collections.abc import Sequence

from archive.search.query import Bin

RULE = (
    "a source is usual in a bin when it published in at least 7 of 8 of the nearest comparable bins, up to 4 before"
    " and 4 after the silence, at least 4 in all, and 2 articles or more in each on average; comparable are the same"
    " weekday for days, the same hour for hours"
)

# Four on either side: a month of the same weekday, long enough to know a habit and short enough to notice its end.
COMPARED = 4
# Fewer comparable bins than this know no habit.
LEAST = 4
# Published in at least this part of them.
USUAL = 7 / 8
# Articles in a comparable bin on average: of two expected, none comes by chance one time in seven (Poisson), which
# together with the habit is seldom enough; of one expected, one time in three.
EXPECTED = 2.0
# How far apart the comparable bins are.
STEPS: dict[Bin, int] = {"hour": 24, "day": 7}


def silent(counts: Sequence[int], bin_: Bin) -> list[int]:
    """Places of the bins in which a source with these counts is silent. `counts`: every bin of the chart, no gaps."""
    there = [n for n, count in enumerate(counts) if count]
    if not there:
        return []
    first, last = there[0], there[-1]
    return [n for n in range(first + 1, last) if not counts[n] and _usual(n, counts, first, last, STEPS.get(bin_, 1))]


def _usual(n: int, counts: Sequence[int], first: int, last: int, step: int) -> bool:
    known = [*_nearest(n, -step, counts, first, last), *_nearest(n, step, counts, first, last)]
    if len(known) < LEAST or sum(known) < EXPECTED * len(known):
        return False
    return sum(count > 0 for count in known) >= USUAL * len(known)


def _nearest(n: int, step: int, counts: Sequence[int], first: int, last: int) -> list[int]:
    """Counts of the nearest comparable bins on one side, beyond the silence that `n` itself belongs to."""
    at = n + step
    while first <= at <= last and not counts[at]:
        at += step
    return [counts[m] for m in range(at, at + step * COMPARED, step) if first <= m <= last]


def publishing(rows: Sequence[Sequence[int]], bins: int) -> list[int]:
    """How many of the sources published in each of `bins` bins; one row of counts a source."""
    return [sum(row[n] > 0 for row in rows) for n in range(bins)]
