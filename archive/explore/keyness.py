"""What sets a part of the archive apart: values that are unusually frequent in it against all the rest. Pure.

The measure is the signed log-likelihood ratio G² of a two by two table (T. Dunning, "Accurate methods for the
statistics of surprise and coincidence", Computational Linguistics 19, 1993; as keyness in P. Rayson and R. Garside,
"Comparing corpora using frequency profiling", 2000). It is sound for rare values, where chi-squared is not.
"""

from __future__ import annotations

from math import log

MEASURE = "log-likelihood ratio (Dunning 1993)"
# G² of one degree of freedom above this comes by chance once in ten thousand times (Rayson, Berridge, Francis 2004).
LEAST = 15.13


def keyness(inside: int, inside_total: int, whole: int, whole_total: int) -> float:
    """G² of a value that `inside` of `inside_total` articles have, and `whole` of all `whole_total` (those inside
    among them); negative where it is rarer inside than in the rest. 0 where there is no rest to compare with.

    Counts that cannot be (a part greater than its whole, as estimates may give) are cut to what can.
    """
    inside = min(inside, inside_total)
    whole_total = max(whole_total, inside_total)
    whole = min(max(whole, inside), whole_total)
    outside, outside_total = whole - inside, whole_total - inside_total
    outside = min(outside, outside_total)
    if not inside_total or not outside_total:
        return 0.0
    cells = (
        (inside, inside_total, inside + outside),
        (outside, outside_total, inside + outside),
        (inside_total - inside, inside_total, inside_total + outside_total - inside - outside),
        (outside_total - outside, outside_total, inside_total + outside_total - inside - outside),
    )
    total = inside_total + outside_total
    ratio = 2 * sum(seen * log(seen * total / (row * column)) for seen, row, column in cells if seen)
    return max(ratio, 0.0) if inside * outside_total >= outside * inside_total else -max(ratio, 0.0)
