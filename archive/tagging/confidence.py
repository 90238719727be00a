"""How sure a decision is: the share of decisions made on the same grounds that were right on labelled texts.

The tables are printed by `python -m tests.tagging.calibration --fit` (docs/tagging.md says on which texts) and
are put in by hand. A class seen too seldom there has the figure of its kind.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

SPEAKER: dict[str, float] = {
    "according to": 0.94,
    "cue, direct": 0.97,
    "cue, indirect": 0.92,
    "cue, mixed": 0.92,
    "no cue": 0.86,
    "nobody": 0.32,
    "sign": 0.94,
    "voice goes on": 0.96,
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
    "day from publication": 0.95,
    "day from the text": 0.83,
    "day from the text, narrative": 0.89,
    "length": 0.95,
    "length, narrative": 0.84,
    "no day": 0.92,
    "printed": 0.99,
    "set": 0.95,
    "set, narrative": 0.43,
    "span from publication": 0.9,
    "span from the text": 0.83,
    "span from the text, narrative": 0.71,
    "time from publication": 0.92,
    "time from the text": 0.84,
    "time from the text, narrative": 0.79,
    "weekday, narrative": 0.88,
    "weekday, no tense": 0.97,
    "weekday, tense": 0.94,
}
"""What a date counts from (`dates.grounds.footing`) → its value is right."""

MENTION: dict[str, tuple[tuple[float, float], ...]] = {
    "actor": ((0.6, 0.97), (0.95, 0.98), (0.97, 0.99)),
    "land": ((0.75, 0.8), (0.79, 0.98), (0.83, 0.99)),
    "town": (
        (0.5, 0.1),
        (0.53, 0.37),
        (0.59, 0.41),
        (0.7, 0.56),
        (0.74, 0.7),
        (0.83, 0.82),
        (0.89, 0.87),
        (0.95, 0.97),
        (0.97, 0.99),
    ),
    "listed town": ((0.57, 0.32), (0.77, 0.95), (0.93, 0.96)),
    "unlisted person": ((0.4, 0.59), (0.6, 0.88)),
    "unlisted organisation": ((0.55, 0.61),),
    "unlisted place": ((0.5, 0.55),),
    "unlisted group": ((0.5, 0.55),),
    "unlisted other": ((0.5, 0.4),),
}
"""Kind of decision → (what its rules say at least, share right), both rising."""

READING: dict[str, float] = {
    "literal": 0.92,
    "literal: has no government that could act": 0.94,
    "literal: is described here": 0.85,
    "literal: is described: …": 0.86,
    "literal: is named as a market: …": 0.96,
    "literal: is so by the rules of its language": 0.96,
    "literal: is the territory of …": 0.81,
    "literal: is where nobody acts": 0.98,
    "literal: is where … belongs": 0.91,
    "literal: is where: … between": 0.61,
    "literal: is where: … from": 0.93,
    "literal: is where: … in": 0.99,
    "literal: is where: … into": 0.96,
    "literal: is where: … of": 0.84,
    "literal: is where: … on": 0.81,
    "literal: is where: … to": 0.96,
    "literal: is where: … within": 0.96,
    "literal: names the territory here": 0.77,
    "metonymic": 0.94,
    "metonymic: acts here: …": 0.95,
    "metonymic: is a party: … against": 0.92,
    "metonymic: is a party: … between": 0.89,
    "metonymic: is a party: … by": 0.99,
    "metonymic: is a party: … for": 0.9,
    "metonymic: is a party: … from": 0.98,
    "metonymic: is a party: … of": 0.98,
    "metonymic: is a party: … to": 0.98,
    "metonymic: is a party: … with": 0.99,
    "metonymic: is so by the rules of its language": 0.97,
    "metonymic: is whom the words … are aimed at": 0.92,
    "metonymic: is whose … it is": 0.9,
    "metonymic: is …, as only those who act can be": 0.97,
    "metonymic: names a team, or a body, here": 0.98,
}
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
