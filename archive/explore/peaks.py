"""Which bars stand out from those around them, by a named method. Pure.

The method is the Hampel identifier: a value is an outlier when it lies more than `THRESHOLD` robust standard
deviations from the median of its surroundings (F. R. Hampel, "The influence curve and its role in robust
estimation", JASA 69, 1974; L. Davies and U. Gather, "The identification of multiple outliers", JASA 88, 1993).
Median and MAD, unlike mean and standard deviation, are not moved by the peak itself or by its neighbours.
Two things are added for counts, which are small whole numbers: only what lies above is a peak, and the spread is
never taken as less than that of a Poisson count of the same median, else one article beside silence would be one.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import median

METHOD = (
    "Hampel identifier: more than 3 robust standard deviations above the median of the 15 bars on either side;"
    " bars in which nothing at all was published are left out"
)

# Bars on either side: a month of days, a term of weeks; at the ends of the chart as many as there are.
AROUND = 15
# Hampel's own and still usual choice.
THRESHOLD = 3.0
# The median absolute deviation times this is the standard deviation of a normal distribution.
MAD_TO_DEVIATION = 1.4826
# With fewer neighbours than this there is nothing to stand out from.
LEAST_AROUND = 4


def peaks(
    counts: Sequence[int], sizes: Sequence[int] | None = None, published: Sequence[int] | None = None
) -> list[int]:
    """Places of the peaks, in order. `sizes`: of how many each count is a part; then shares are compared.

    `published`: how many articles there are at all in each bar; where there is none, the nought is a hole in the
    archive and no measure of its neighbours. Of peaks side by side only the greatest is named: they are one event.
    """
    found = [n for n in range(len(counts)) if _stands_out(n, counts, sizes, published or sizes)]
    runs: list[list[int]] = []
    for n in found:
        if runs and n - runs[-1][-1] == 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    return [max(run, key=lambda n: (_rate(n, counts, sizes), -n)) for run in runs]


def _stands_out(n: int, counts: Sequence[int], sizes: Sequence[int] | None, published: Sequence[int] | None) -> bool:
    around = [m for m in range(max(0, n - AROUND), min(len(counts), n + AROUND + 1)) if m != n]
    around = [m for m in around if published is None or published[m]]
    if len(around) < LEAST_AROUND:
        return False
    rates = [_rate(m, counts, sizes) for m in around]
    middle = median(rates)
    deviation = MAD_TO_DEVIATION * median(abs(rate - middle) for rate in rates)
    # Back from rates to articles of this bar, where one article is one.
    size = 1 if sizes is None else sizes[n]
    spread = max(deviation * size, sqrt(middle * size), 1.0)
    return counts[n] > middle * size + THRESHOLD * spread


def _rate(n: int, counts: Sequence[int], sizes: Sequence[int] | None) -> float:
    if sizes is None:
        return float(counts[n])
    return counts[n] / sizes[n] if sizes[n] else 0.0
