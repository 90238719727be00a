"""How sure a decision is: the share of decisions made on the same grounds that were right on labelled texts.

The tables are printed by `python -m tests.tagging.calibration --fit` (docs/tagging.md says on which texts) and
are put in by hand. A class seen too seldom there has the figure of its kind.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

SPEAKER: dict[str, float] = {
    "cue, direct": 0.98,
    "cue, indirect": 0.96,
    "cue, mixed": 0.94,
    "according to": 0.98,
    "sign": 0.93,
    "voice goes on": 0.96,
    "no cue": 0.65,
    "nobody": 0.16,
}
"""How the words of a quote lead to those that name its speaker (`speakers.way`) → the right words were found."""

BEARER: dict[str, float] = {
    "name": 1.0,
    "unlisted name": 1.0,
    "who": 1.0,
    "he or she": 0.97,
    "it or they": 0.9,
    "office": 0.95,
    "unnamed": 0.86,
    "nobody": 1.0,
}
"""How those words lead to somebody (`speakers.bearer`) → the right one was found."""

VALUE: dict[str, float] = {
    "printed": 0.98,
    "length": 0.95,
    "length, narrative": 0.79,
    "set": 0.95,
    "set, narrative": 0.79,
    "no day": 0.93,
    "day from publication": 0.96,
    "day from the text": 0.83,
    "day from the text, narrative": 0.88,
    "span from publication": 0.83,
    "span from the text": 0.83,
    "span from the text, narrative": 0.74,
    "time from publication": 0.9,
    "time from the text": 0.79,
    "time from the text, narrative": 0.54,
    "weekday, tense": 0.96,
    "weekday, no tense": 0.85,
    "weekday, narrative": 0.88,
}
"""What a date counts from (`dates.grounds.footing`) → its value is right."""

MENTION: dict[str, tuple[tuple[float, float], ...]] = {
    "actor": ((0.6, 0.81), (0.7, 0.89), (0.8, 0.97), (0.97, 0.99)),
    "place": (
        (0.5, 0.06),
        (0.53, 0.38),
        (0.59, 0.42),
        (0.65, 0.5),
        (0.7, 0.58),
        (0.74, 0.74),
        (0.77, 0.9),
        (0.79, 0.94),
        (0.94, 0.96),
        (0.98, 0.97),
    ),
    "unlisted person": ((0.4, 0.58), (0.6, 0.84)),
    "unlisted organisation": ((0.55, 0.55),),
    "unlisted place": ((0.5, 0.51),),
    "unlisted group": ((0.5, 0.55),),
    "unlisted other": ((0.5, 0.52),),
}
"""Kind of decision → (what its rules say at least, share right), both rising."""

READING: dict[str, float] = {"literal": 0.9, "metonymic": 0.86}
"""Reading, or reading and the reason for it (`readings.footing`) → it is right."""

USUAL = 0.8
"""Where no table speaks."""


def of_speaker(way: str, bearer: str) -> float:
    """The chance that a quote's speaker is the right one."""
    return round(SPEAKER.get(way, USUAL) * BEARER.get(bearer, 1.0), 2)


def of_value(footing: str) -> float:
    """The chance that a date's value is the right one."""
    return VALUE.get(footing, USUAL)


def of_reading(footing: str) -> float:
    """The chance that a place's name is rightly read as literal or metonymic; of a rare class, that of its reading."""
    return READING.get(footing, READING.get(footing.partition(":")[0], USUAL))


def of_mention(decision: str, stated: float) -> float:
    """The chance that a mention is what it is taken for; `stated` is what the rules say, which only rank."""
    steps = MENTION.get(decision)
    if not steps:
        return stated
    at = bisect_right(steps, stated, key=lambda step: step[0])
    return steps[max(0, at - 1)][1]


def is_rising(steps: tuple[tuple[float, float], ...]) -> bool:
    """Does more said never mean less sure?"""
    return all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(steps))
