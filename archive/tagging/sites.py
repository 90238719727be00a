"""Sites that no gazetteer has, by the word of their sort, and names of places that name no place here.

"Kyivskyi market", "Palais des Beaux-Arts", the town of a dateline; "the minesweeper Cherkasy", "the Donbas
battalion", "Grad rockets", "Yamal-Europe". Not here: which place is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from archive.tagging.recognise import Parsed
from archive.tagging.spans import Cover, Found, outermost

_SORT = (
    r"(?:squares?|streets?|avenues?|boulevards?|markets?|palaces?|cathedral|monastery|church|bridges?|airport|airfield|station"
    r"|district|quarter|prison|hospital|stadium|theatre|theater|cemetery|crossing|checkpoint|mine|court|park|plant"
    r"|reservoir|barracks)"
)
_SLAVIC = re.compile(
    rf"\b[A-Z][a-z]{{2,}}(?:-[A-Z][a-z]+)?(?:[tsz]k(?:yi|yy|iy|ij|y|aya|aia|a|oe|e)|[nv](?:yi|yy|iy|ij|aya|aia))\s+{_SORT}(?![\w-])"
)
""" "Kyivskyi market", "Leninskyi district": an adjective of the language of the place before an English word."""
_ROMANCE = re.compile(
    r"\b(?:Palais|Ch[aâ]teau|Place|Rue|Gare|H[oô]tel|Pont|Mus[eé]e|Jardin|Quai|Piazza|Palazzo|Plaza|Calle|Ploshcha"
    r"|Vulytsia|Ulitsa|Prospekt)\s+(?:d[eui]s?\s+(?:la\s+|las?\s+|los\s+)?|della?\s+|d')?[A-ZÉÈ][\w'é-]+(?:-[A-Z][\w-]+)*"
)
_SAINTS = re.compile(
    r"\b(?:St\.?|Saint)\s+[A-Z]\w+(?:'s)?\s+(?:[A-Z][\w-]+\s+){0,2}(?:[Cc]athedral|[Cc]hurch|[Mm]onastery|[Ss]quare|[Bb]asilica)\b"
)
_GERMAN = re.compile(r"\b[A-ZÄÖÜ]\w{3,}(?:platz|straße|strasse|allee|brücke)\b")
_DATELINE = re.compile(
    r"(?:^|(?<=[.!?] ))(?P<town>[A-Z][A-Z'.]{2,}(?:[ -][A-Z'.]{2,}){0,3})(?:,\s+[A-Z][\w. ]{1,24})?"
    r"(?:,\s+[A-Z][a-z]{2,8}\.?\s+\d{1,2})?\s*(?:\([\w. /]{2,20}\)\s*)?(?:—|–|--)\s",
    re.MULTILINE,
)
_SHIP = re.compile(
    r"\b(?:minesweepers?|frigates?|corvettes?|cruisers?|destroyers?|submarines?|warships?|flagship|vessel|ferry|tanker"
    r"|yacht|trawler|tugboat|gunboats?|battleship|icebreaker|freighter|landing ship|command ship|ship)\s+[\"“']?$"
)
_UNIT_BEFORE = re.compile(r"\b(?:battalion|regiment|brigade|squadron),?\s+[\"“']?$")
_UNIT_AFTER = re.compile(r"[\"”']?(?:\s+and\s+[\w-]+)?\s+(?:volunteer\s+)?(?:battalions?|regiments?|squadrons?)\b")
_ARMS = re.compile(
    r"(?:\s+and\s+\w+)?\s+(?:multiple\s+)?(?:rockets?|missiles?|rocket launchers?|launchers?|howitzers?|mortars?)\b"
)
_NAMED_AFTER = re.compile(r"\s+(?:[A-Z]\w+\s+){0,2}(?:Treaty|Conference|Forum|Pact|Arena|Hotel|SOS|Energy Union)\b")
_CLUB_BEFORE = re.compile(r"\b(?:FC|Arena|D[yi]namo|Metalurh|Metallurg|Shakhtar|Spartak|Lokomotiv|Hotel)\s+$")
_SAINT = re.compile(r"\b(?:ribbons?|order|medal|cross|feast|gospel|icon|relics)\s+of\s+(?:the\s+)?$", re.IGNORECASE)


_CODE = re.compile(r"(?:IN|OR|ME|OK|HI|OH|PA|DE|LA|MA|AL|ID)|[Oo]k")
_AFTER_TOWN = re.compile(r"(?:,\s?|\(|\b[DRI][-–\s]{1,2})$")


def no_place_at_all(span: Found, clean: str) -> bool:
    """Letters of a state that are a word or an agency here ("FUNDING IN", "PA"), half a route, "Valley" alone."""
    before, after = clean[max(0, span.start - 6) : span.start], clean[span.end : span.end + 6]
    if _CODE.fullmatch(span.text) and not _AFTER_TOWN.search(before):
        return True
    if span.text in ("US", "I") and re.match(r"-\d", after):
        return True
    return span.text == "Valley" and not before.endswith("The ")


def misnamed(span: Found, parsed: Parsed) -> bool:
    """Does this name of a place name something else here: a ship, a unit, a weapon, a saint, a club, a treaty?"""
    clean = parsed.clean
    before, after = clean[max(0, span.start - 24) : span.start], clean[span.end : span.end + 48]
    if _SHIP.search(before) or _UNIT_BEFORE.search(before) or _UNIT_AFTER.match(after):
        return True
    if _NAMED_AFTER.match(after) or _CLUB_BEFORE.search(before):
        return True
    if span.text.startswith(("St ", "St. ", "Saint ")) and _SAINT.search(before):
        return True
    return " " not in span.text and not _listed(span) and bool(_ARMS.match(after))


def _listed(span: Found) -> bool:
    return any(entry.kind == "place" for entry in span.entries)


def double_named(span: Found, clean: str, named: Cover, bounds: Set[int]) -> bool:
    """ "Yamal-Europe", "the Kiev-Sviatoshyn court": half of a name of which the other half is no name of the text.

    `named`: the outermost names; `bounds`: where names begin and end, those within others too.
    """
    after = re.match(r"-[A-Z][a-z]+", clean[span.end : span.end + 24])
    before = re.search(r"(?<![\w-])[A-Z][a-z]+-$", clean[max(0, span.start - 24) : span.start])
    if after and span.end + 1 not in bounds and not _apart(named.at(span.end + 1, span.end + after.end()), span):
        return True
    return bool(before) and span.start - 1 not in bounds and not _apart(named.at(span.start - 2, span.start - 1), span)


def _apart(other: tuple[int, int] | None, span: Found) -> bool:
    """Whether there is another name, and not one of both halves together."""
    return other is not None and not other[0] <= span.start < span.end <= other[1]


def add_sites(found: list[Found], parsed: Parsed) -> list[Found]:
    """The places that `found` lacks: sites by the word of their sort, and towns of datelines in capitals."""
    taken = Cover((span.start, span.end) for span in outermost(found))
    places = Cover((span.start, span.end) for span in outermost([s for s in found if s.kind == "place"]))
    added = [
        Found(start, end, parsed.text[start:end], "place", "FAC")
        for start, end in _sites(parsed.clean)
        if _may_stand(taken.at(start, end), start, end) and not _covers(places.at(start, end), start, end)
    ]
    begun = {span.start: span for span in reversed(found)}
    towns = (_town(match, begun, taken, parsed) for match in _DATELINE.finditer(parsed.clean))
    return [*added, *(town for town in towns if town)]


def _sites(clean: str) -> Iterator[tuple[int, int]]:
    for pattern in (_SLAVIC, _SAINTS, _ROMANCE, _GERMAN):
        for match in pattern.finditer(clean):
            yield match.start(), match.end()


def _may_stand(touching: tuple[int, int] | None, start: int, end: int) -> bool:
    """Nothing there, or a shorter name that the site contains ("Kyivskyi")."""
    return touching is None or (start <= touching[0] and touching[1] <= end)


def _covers(outer: tuple[int, int] | None, start: int, end: int) -> bool:
    return outer is not None and outer[0] <= start and end <= outer[1]


def _town(match: re.Match[str], begun: dict[int, Found], taken: Cover, parsed: Parsed) -> Found | None:
    """The town of a dateline; a name read there as something else is put right."""
    start, end = match.span("town")
    there = begun.get(start)
    if there is not None and there.end == end and not there.known:
        there.kind = "place"
    if taken.at(start, end):
        return None
    return Found(start, end, parsed.text[start:end], "place", "GPE")
