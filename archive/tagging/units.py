"""Bodies called by a place: the battalions Azov and Donbas, and "the City Council" of the town spoken of.

A unit named after a place is meant where the text is of battalions and the words beside it are those of armed
people: "men of Azov", "Semenchenko of Donbas", "Azov, led by Biletskyi". Else the place stays. A council or
administration printed without its town belongs to the town that the text names most. Ties name nobody.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from archive.authority.names import fold
from archive.authority.values import Actor
from archive.tagging.spans import Cover, Found, outermost

UNIT, SEAT = 0.7, 0.65
"""Confidence: words of armed people stand beside; the text speaks of this town most."""

_UNIT_NAME = re.compile(r"([A-Z][\w'-]+) (?:Battalion|Brigade|Regiment|[Cc]ompany)")
_ABOUT_UNITS = re.compile(r"\b(?:battalions?|regiments?|volunteers?|volunteer units?)\b", re.IGNORECASE)
_PEOPLE_OF = re.compile(
    r"\b(?:men|fighters?|commanders?|soldiers|volunteers|members?|veterans|ranks|battalions?|units?|formerly) "
    r"(?:of|from|with) (?:the )?$"
)
_RAISED = re.compile(
    r"(?:,|:|, which was)? (?:formed|raised|led|commanded|founded|manned) (?:by|in|under)\b|, under [A-Z]"
)
_FOLLOWS = re.compile(r" (?:follows|obeys|answers to|takes? orders|belongs to the (?:army|Guard)) ?")
_REACH = 40

_SEAT_NAME = re.compile(r"(.+) ((?:City|Regional|Town) (?:State )?(?:Council|Administration)|City Hall)", re.IGNORECASE)
_THE_SEAT = re.compile(
    r"\b[Tt]he ((?:City|Regional|Town) (?:State )?(?:Council|Administration))\b(?!\s(?:of|in)\s[A-Z])"
)


def name_units(found: list[Found], clean: str, actors: dict[str, Actor]) -> list[Found]:
    """The same mentions, units and councils that are called by a place named; new ones added."""
    added = [*_units(found, clean, actors), *_seats(found, clean, actors)]
    return sorted([*found, *added], key=lambda span: (span.start, -span.end)) if added else found


# ------------------------------------------------------------------ battalions


def _units(found: list[Found], clean: str, actors: dict[str, Actor]) -> Iterator[Found]:
    if not _ABOUT_UNITS.search(clean):
        return
    shorts = _short_names(actors)
    at = {(span.start, span.end): span for span in outermost(found)}
    cover, persons = Cover(at), {span.end for span in found if span.kind == "person"}
    for match in re.finditer(r"(?<![\w'-])[A-Z][\w-]+", clean):
        actor = shorts.get(match.group())
        span = at.get(match.span())
        if actor is None or (span is None and cover.at(*match.span())) or (span is not None and span.actor):
            continue
        if not _armed(clean, match.start(), match.end(), persons):
            continue
        if span is None:
            span = Found(*match.span(), match.group(), "organisation")
            yield span
        _settle(span, actor, UNIT, f"{actor.name}: words of armed people stand beside it.")


def _short_names(actors: dict[str, Actor]) -> dict[str, Actor]:
    """ "Azov" → the Azov Battalion; numbers ("25th Brigade") and names that two units share are left out."""
    found: dict[str, Actor] = {}
    shared: set[str] = set()
    for actor in actors.values():
        match = _UNIT_NAME.fullmatch(actor.name) if actor.kind in ("military", "armed_group") else None
        if match and found.setdefault(match[1], actor) is not actor:
            shared.add(match[1])
    return {short: actor for short, actor in found.items() if short not in shared}


def _armed(clean: str, start: int, end: int, persons: set[int]) -> bool:
    before = clean[max(0, start - _REACH) : start]
    if _PEOPLE_OF.search(before):
        return True
    opens = not before.strip() or before.rstrip(" ")[-1:] in ".\n" or before.endswith("\n")
    if opens and (_RAISED.match(clean, end) or _FOLLOWS.match(clean, end)):
        return True
    return before.endswith(" of ") and start - 4 in persons


# ------------------------------------------------------------------ councils


def _seats(found: list[Found], clean: str, actors: dict[str, Actor]) -> Iterator[Found]:
    printed = list(_THE_SEAT.finditer(clean))
    if not printed:
        return
    towns = Counter(fold(span.text) for span in found if span.kind == "place")
    at = {(span.start, span.end): span for span in found}
    cover = Cover((span.start, span.end) for span in outermost(found) if span.actor)
    for match in printed:
        actor = _seat(fold(match[1]), towns, actors)
        if actor is None or cover.at(*match.span(1)):
            continue
        span = at.get(match.span(1))
        if span is None:
            span = Found(*match.span(1), match[1], "organisation")
            yield span
        _settle(span, actor, SEAT, f"{actor.name}: the text speaks of this town most.")


def _seat(short: str, towns: Counter[str], actors: dict[str, Actor]) -> Actor | None:
    """The council or administration of this sort whose town is named most; None where two tie."""
    counts: dict[str, int] = {}
    for actor in actors.values():
        for name in actor.names if actor.kind == "government" else ():
            match = _SEAT_NAME.fullmatch(name.text) if name.lang in ("en", "") else None
            if match and fold(match[2]) == short and towns[fold(match[1])]:
                counts[actor.id] = max(counts.get(actor.id, 0), towns[fold(match[1])])
    best = sorted(counts, key=counts.__getitem__, reverse=True)[:2]
    if not best or (len(best) == 2 and counts[best[0]] == counts[best[1]]):
        return None
    return actors[best[0]]


def _settle(span: Found, actor: Actor, confidence: float, why: str) -> None:
    span.kind, span.actor, span.name, span.place, span.reading = "organisation", actor.id, actor.name, "", None
    span.confidence, span.why = confidence, why
