"""Literal or metonymic: the territory, or those who act in its name ("Moscow says").

Rules over dependencies and two small word lists of language. Without dependencies (languages that have no
model here) only the nearest verb of saying decides.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable

from archive.authority.names import fold
from archive.authority.values import Actor, Place
from archive.tagging.clauses import reading
from archive.tagging.recognise import Parsed
from archive.tagging.spans import Found
from archive.tagging.values import Reading

# ------------------------------------------------------------------ applied to the mentions of a text

_SEAT = re.compile(r"\bgovernments?\s+in\s+$", re.IGNORECASE)
_DATELINE = re.compile(r"(?:,\s+[\w. ]{2,24}){0,2}\s*(?:\([\w. /]{2,20}\)\s*)?(?:—|–|--)\s")
_LAND = frozenset("sea strait river island peninsula square building base airport other".split())
"""Kinds of place that nobody governs: they never act."""
_CLAUSE_START = re.compile(r"(?:^|[.!?…:;,«»\n—–]|\b(?:що|что|і|и|й|а|але|но|та|якщо|если|коли|когда))\s*$")
_VERB_AFTER = re.compile(
    r"(?:,\s+\w+\s+\w+,)?\s+(?:не\s+|вже\s+|уже\s+|також\s+|тоже\s+|\w+но\s+)?"
    r"(?!була|была|осталась|лишилася|залишилася|остаётся|остается|лежит|лежить)\w{2,}(?:ла|лася|лась|ло|ла́|ає|яє|ує|юе|іє|ить|їть|ається|ується|иться|ает|яет|ует|ит|ёт|ется|ится)(?!\w)"
)


def _acts_slavic(span: Found, parsed: Parsed) -> bool:
    """A name in its first case at the head of a clause, with a verb after it: «Росія, додав він, зобов'язана»."""
    nominative = any(fold(entry.name.text) == fold(span.text) for entry in span.entries)
    return (
        nominative
        and bool(_CLAUSE_START.search(parsed.clean[max(0, span.start - 8) : span.start]))
        and bool(_VERB_AFTER.match(parsed.clean, span.end, span.end + 60))
    )


_SAYS_AFTER = re.compile(
    r"\s+(?:\w+\s+){0,2}(?:заяви\w*|сказа\w*|каже|вважа\w*|вимага\w*|закликa\w*|заклика\w*|визна\w*|відкида\w*|засуди\w*|підтрима\w*"
    r"|обвинува\w*|звинува\w*|пропону\w*|погроз\w*|заявля\w*|счита\w*|требу\w*|призва\w*|призна\w*|отверга\w*|осуди\w*|поддержа\w*"
    r"|обвини\w*|предлож\w*|введ\w*|ввел\w*|ввів|запровади\w*)",
    re.IGNORECASE,
)


def read_places(
    found: list[Found],
    parsed: Parsed,
    candidates: Callable[[Found], tuple[Place, ...]],
    place_of: Callable[[str], Place | None],
    actors: dict[str, Actor],
) -> None:
    """Set the reading of places and demonyms, and the actor behind a place that acts.

    `candidates`: what a printed name may mean, for a name that acts though its likeliest place has nobody to
    act for it ("Washington says": the capital, not the state).
    """
    starts = [token.start for token in parsed.tokens]
    for span in found:
        if span.kind == "group" and span.place:
            span.reading = "adjectival"
        if span.kind != "place":
            continue
        place = place_of(span.place) if span.place else None
        if (place is not None and place.kind in _LAND) or _in_dateline(span, parsed):
            span.reading = "literal"
            continue
        acts = place is None or place.government in actors
        span.reading, why = _read(span, parsed, starts, governed=acts)
        if span.reading == "metonymic":
            _give_actor(span, candidates, place_of, actors)
        if span.reading == "metonymic" or not span.why:
            span.why = f"{span.why} {why}".strip()


def _give_actor(
    span: Found,
    candidates: Callable[[Found], tuple[Place, ...]],
    place_of: Callable[[str], Place | None],
    actors: dict[str, Actor],
) -> None:
    place = place_of(span.place) if span.place else None
    if place is None or place.government in actors:
        span.actor = place.government if place else ""
        return
    acting = [other for other in candidates(span) if other.government in actors and place.kind != "country"]
    if acting and place.kind == "region":
        span.place, span.actor = acting[0].id, acting[0].government
        span.why = f"{acting[0].name}, for its government."


def _in_dateline(span: Found, parsed: Parsed) -> bool:
    """ "SLOVIANSK, Ukraine, April 20 —": where it was written."""
    line = parsed.clean.rfind("\n", 0, span.start) + 1
    return (
        span.start - line < 40
        and not re.search(r"[.—–]", parsed.clean[line : span.start])
        and bool(_DATELINE.match(parsed.clean, span.end))
    )


def _read(span: Found, parsed: Parsed, starts: list[int], *, governed: bool) -> tuple[Reading, str]:
    if _SEAT.search(parsed.clean[max(0, span.start - 30) : span.start]):
        return "metonymic", f"The words name the government in {span.text}."
    if not parsed.deep:
        acts = _SAYS_AFTER.match(parsed.clean, span.end, span.end + 60) or (governed and _acts_slavic(span, parsed))
        return ("metonymic", f"{span.text} acts here.") if acts else ("literal", "")
    first = bisect_left(starts, span.start)
    last = bisect_left(starts, span.end)
    if first >= last:
        return "literal", ""
    return reading(parsed, first, last, governed=governed)
