"""Whether something grows: a straight line through what was seen over time."""

from __future__ import annotations

from collections.abc import Sequence


def slope(times: Sequence[float], values: Sequence[float]) -> float:
    """Growth of the values in a unit of time, by least squares; 0.0 where nothing can be said (under three values, or
    all at one time)."""
    if len(times) < 3:
        return 0.0
    middle, mean = sum(times) / len(times), sum(values) / len(values)
    spread = sum((time - middle) ** 2 for time in times)
    if not spread:
        return 0.0
    return sum((time - middle) * (value - mean) for time, value in zip(times, values, strict=True)) / spread
