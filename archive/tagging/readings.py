"""Literal or metonymic: the territory, or those who act in its name ("Moscow says").

What the words say is for `clauses` (English) and `slavic.readings`; other languages have no readings.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable

from archive.authority.values import Actor, Place
from archive.tagging.clauses import behind, reading
from archive.tagging.inflection import is_cyrillic
from archive.tagging.names import entries_of
from archive.tagging.recognise import Parsed
from archive.tagging.slavic import readings as slavic
from archive.tagging.spans import Found
from archive.tagging.values import Reading

# ------------------------------------------------------------------ applied to the mentions of a text

_INITIALS = re.compile(r"(?:[A-Z]\.?){2,5}")
_DATELINE = re.compile(r"(?:,\s+[\w. ]{2,24}){0,2}\s*(?:\([\w. /]{2,20}\)\s*)?(?:—|–|--)\s")
_QUOTED = re.compile("“[^”]*”")
_LAST_QUOTED = re.compile(r"([^“”\s]+)”")
_BY_PREPOSITION = ("is where:", "is a party:")
"""Reasons that quote a preposition, the last word of theirs."""
_LAND = frozenset("sea strait river island peninsula square building base airport other".split())
"""Kinds of place that nobody governs: they never act."""


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
    before: Found | None = None
    for span in found:
        if span.kind == "group" and span.place:
            span.reading = "adjectival"
        if span.kind != "place":
            continue
        place = place_of(span.place) if span.place else None
        named = "" if place is None or place.government in actors else _named_after(span, actors)
        acts = place is None or place.kind in ("country", "historical") or place.government in actors or bool(named)
        if parsed.deep and place is not None and _lacks_article(span, parsed, place):
            span.kind, span.reading, span.why = "group", "adjectival", f"An adjective here, of {place.name}."
            continue
        if (place is not None and place.kind in _LAND and not acts) or _in_dateline(span, parsed):
            span.reading, span.footing = "literal", footing("literal", "is where nobody acts")
            continue
        if parsed.deep and place is not None and _is_adjective(span, parsed, starts):
            span.kind, span.reading = "group", "adjectival"
            span.why = f"An adjective here, of {place.name}."
            continue
        kind = place.kind if place else "country"
        if parsed.deep:
            span.reading, reason = _read(span, parsed, starts, governed=acts, kind=kind)
            span.footing = footing(span.reading, reason)
            why = f"{span.text} {reason}." if reason else ""
        elif is_cyrillic(span.text):
            ruled = acts and place is not None
            span.reading, why = slavic.read(span, parsed.clean, governed=ruled, kind=kind, before=before)
            span.footing = footing(span.reading, "is so by the rules of its language")
            before = span
        else:
            span.reading, why = "literal", ""
        if span.reading == "metonymic":
            other = _behind(span, parsed, starts) if parsed.deep else ""
            if other:
                why = f"{why} Behind it is its {other}, not its government."
            elif named:
                span.actor = named
            else:
                _give_actor(span, candidates, place_of, actors)
        if span.reading == "metonymic" or not span.why:
            span.why = f"{span.why} {why}".strip()


def footing(reading: Reading, reason: str) -> str:
    """The class of a reading's grounds, by which its share of right ones is known: what is said for it, without the
    words of the text; of prepositions the word too, as they differ."""
    said = _LAST_QUOTED.search(reason)
    kept = f" {said[1].lower()}" if said and reason.startswith(_BY_PREPOSITION) else ""
    return f"{reading}: {_QUOTED.sub('…', reason)}{kept}"


def _named_after(span: Found, actors: dict[str, Actor]) -> str:
    """The one actor that is called after a street or a building ("Bankova"), else ""."""
    known = {entry.id for entry in entries_of(span, "metonym") if entry.id in actors}
    return known.pop() if len(known) == 1 else ""


def _behind(span: Found, parsed: Parsed, starts: list[int]) -> str:
    first, last = bisect_left(starts, span.start), bisect_left(starts, span.end)
    return behind(parsed, first, last) if first < last else ""


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


def _lacks_article(span: Found, parsed: Parsed, place: Place) -> bool:
    """ "Arctic oil" beside "the Arctic": without its article, such a name only describes."""
    before = parsed.clean[max(0, span.start - 24) : span.start]
    return (
        place.name == f"the {span.text}"
        and not re.search(r"\b(?:the|its|their|our|his|her)(?:\s+[\w-]+)?\s+$", before, re.IGNORECASE)
        and parsed.clean[span.end : span.end + 2].strip()[:1].islower()
    )


def _is_adjective(span: Found, parsed: Parsed, starts: list[int]) -> bool:
    """Initials before a noun: "U.S. Secretary of State", "UK Prime Minister".

    Without full stops only before what has a capital letter: papers that write "the US plan" print the same "US" for
    the country that acts, and its reading is that of any country's name.
    """
    if not _INITIALS.fullmatch(span.text):
        return False
    last = bisect_left(starts, span.end) - 1
    token = parsed.tokens[last]
    after = parsed.tokens[last + 1] if last + 1 < len(parsed.tokens) else token
    joined = token.dep in ("compound", "nmod", "amod") and token.head > last
    plain = "." in span.text or after.text[:1].isupper()
    return joined and plain and after.tag != "POS" and after.text[:1].isalpha() and after.start > token.end


def _read(span: Found, parsed: Parsed, starts: list[int], *, governed: bool, kind: str) -> tuple[Reading, str]:
    first = bisect_left(starts, span.start)
    last = bisect_left(starts, span.end)
    if first >= last:
        return "literal", ""
    return reading(parsed, first, last, governed=governed, kind=kind)
