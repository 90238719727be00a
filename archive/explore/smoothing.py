"""Shares and moving averages of a row of counts. Pure; None stands for "no value", never for zero."""

from __future__ import annotations

from collections.abc import Sequence


def shares(counts: Sequence[int], sizes: Sequence[int]) -> tuple[float | None, ...]:
    """Each count as a part (0 to 1) of its size; None where the size is nought: nothing is no share of nothing."""
    return tuple(count / size if size else None for count, size in zip(counts, sizes, strict=True))


def moving_average(values: Sequence[float | None], width: int) -> tuple[float | None, ...]:
    """Centred, unweighted mean over `width` (odd) bars; None where the window is not full.

    A window that reaches past an end, or over a bar without a value, has no average: one made of fewer bars would
    look as certain as the others and lean towards the middle of the chart.
    """
    if width < 1 or width % 2 == 0:
        raise ValueError(f"a centred average needs an odd number of bars, not {width}")
    half, out = width // 2, []
    for n in range(len(values)):
        window = values[n - half : n + half + 1] if n >= half else ()
        known = [value for value in window if value is not None]
        out.append(sum(known) / width if len(known) == width else None)
    return tuple(out)


def average_shares(counts: Sequence[int], sizes: Sequence[int], width: int) -> tuple[float | None, ...]:
    """The share over each full window: its articles found by all its articles.

    Not the mean of the shares, in which a quiet Sunday would weigh as much as the busiest day.
    """
    found = moving_average([float(count) for count in counts], width)
    out_of = moving_average([float(size) for size in sizes], width)
    return tuple(a / b if a is not None and b else None for a, b in zip(found, out_of, strict=True))
