"""A square that stands for those who gathered on it: "the Maidan rejected the deal", "commanders of the Maidan".

Only squares whose name the authority gives to an actor as a metonym. Where something is or happens, it is the square.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from archive.authority.values import Actor, Place
from archive.tagging.names import entries_of
from archive.tagging.spans import Found

_WHERE = re.compile(
    r"\b(?:on|in|at|to|onto|into|from|near|off|across|around|through|towards?|over|outside|behind|beside|by|left|reached"
    r"|entered|stormed|cleared|filled|cross(?:ed|ing)?|leav(?:e|ing)|(?:stage|barricades?|tents?|edges?|corners?|sides?|middle"
    r"|centre|camps?|streets?|smoke|entrances?) (?:of|on|at|around))\s+(?:(?:the|Kiev's|Kyiv's)\s+)?$"
    r"|(?:^|[\s(«\"])(?:на|біля|навколо|з|із|зі|до|від|по|через|над|під|поблизу|около|возле|с|со|к|от|вокруг|у|в)\s+$",
    re.IGNORECASE,
)
_SITE = re.compile(r"(?:'s)? (?:stage|barricades?|camps?|tents?|square|kitchens?|fires?|Nezalezhnosti)\b")


def read_movements(
    found: Iterable[Found], clean: str, place_of: Callable[[str], Place | None], actors: dict[str, Actor]
) -> None:
    """Make the movement of a square's name that acts, is led, supported or opposed."""
    for span in found:
        behind = entries_of(span, "metonym") if span.kind == "place" else []
        place = place_of(span.place) if behind and span.place else None
        if place is None or place.kind != "square" or _SITE.match(clean, span.end):
            continue
        if _WHERE.search(clean, max(0, span.start - 32), span.start):
            continue
        actor = actors[behind[0].id]
        span.kind, span.place, span.reading, span.actor = "organisation", "", None, actor.id
        span.name, span.confidence = actor.name, 0.7
        span.why = f"{actor.name}: those who gathered on the square, not the square."
