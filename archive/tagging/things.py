"""Names that are no actors: makes and weapons, streets and buildings called after somebody, houses of power.

"a Boeing 777" is a machine and "Boeing" a company; "Lenin Square" is a place and Lenin is not in it; "talks in the
Kremlin" are held in a building, "the Kremlin said" is its master.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from archive.authority.names import fold
from archive.authority.values import Place
from archive.tagging.spans import Cover, Found

_NUMBER = re.compile(r"[ -](?:[A-Z]{0,3}-?)?\d[\w-]*")
_DESIGNATION = re.compile(
    r"(?:[A-Z][a-z]{1,9} )?[A-Z][A-Za-z]{0,3}-\d{1,4}[A-Za-z]{0,3}(?: \w+)?|[A-Z]{1,4}\d{2,4}[A-Z]?"
)
_WEAPONS = frozenset(
    """buk grad uragan smerch tochka tochka-u igla strela stinger javelin kalashnikov kalashnikovs molotov iskander
topol bulava mistral humvee humvees kamaz ural tomahawk patriot hellfire bayraktar""".split()
)
_PIPES = frozenset(["south stream", "nord stream", "blue stream", "turkish stream", "nabucco", "trans-siberian"])
_A_MAKE = re.compile(r"\b[Aa]n? $")
_NO_MAKER = re.compile(
    r"(?:-\w+)?(?:\s(?:plane|jet|airliner|aircraft|passenger|cargo|car|van|truck|rifles?|missiles?|rockets?|launchers?"
    r"|system|tanks?|was|had|has|took|crashed|carrying|with|on|in|from|of|and)\b|[,.;])"
)
_SITES = (
    r"(?:[A-Z][\w'-]+ ){0,2}(?:Squares?|Streets?|Avenue|Boulevard|Prospekt|Bridge|Airport|Station|Stadium|Arena|Palace"
    r"|Hotel|Castle|Ch[aâ]teau|Cathedral|Monastery|Museum|Theatre|Theater|Library|Tower|Park|Gardens?|Hall|Lane|Road|Highway"
    r"|Embankment|Barracks|Prison|Cemetery|Lake|Island|Peninsula|Canal|Dam|Plaza|Mall|Railroad|Railway|Terminal"
    r"|Courthouse|Auditorium|Chapel|Reservoir|Beach|Valley|Mountains?|Hills?|Bay|Harbou?r|Dock|Docks|Corner|Way|Drive)"
)
_SITE_AFTER = re.compile(rf"[ -]{_SITES}\b(?!')")
_NAMED_SITE = re.compile(
    r"(?:Ch[aâ]teau|Palais|Palazzo|Villa|Hotel) (?:[\w'-]+ ){0,2}[\w'-]+|.+ (?:Hotel|Theat(?:re|er))|Oval Office"
    r"|.+ No\.? ?\d+"
)
_BESIDE = re.compile(r"\b(?:outside|near|in front of|opposite|facing|around|behind) (?:the )?$", re.IGNORECASE)
_HOUSED = frozenset(["government-of-ukraine", "verkhovna-rada", "state-duma", "us-congress"])
_HOUSES = frozenset(["kremlin", "white-house", "elysee", "pentagon", "downing-street", "german-chancellery"])
_IN = re.compile(
    r"\b(?:[Ii]n|[Aa]t|[Oo]utside|[Nn]ear|[Ii]nside|[Ii]nto|[Aa]round|[Ii]n front of|[Ff]acing|[Oo]pposite|[Bb]ehind"
    r"|[Pp]ast|(?:stood|stand|gathered|gather|massed|rallied|parked|waited|wait) (?:before|by|at)"
    r"|(?:arrived|flew|came|drove|went|invited|returned|marched|walked|rushed) (?:\w+ )?(?:at|to)"
    r"|(?:[Ll]awn|steps|gates|walls|windows|towers?|halls?|rooms?|roof|garden) (?:of|at)) (?:the )?$"
)
_STAFF = re.compile(
    r"\b(?:staff|officials?|aides?|advisers?|sources?|men|friends?|allies|circles?|someone|anyone|those|people|power"
    r"|contacts?|faith|confidence|trust|influence|changes?|anger|fury|criticism|aimed|directed) (?:in|at) (?:the )?$",
    re.IGNORECASE,
)


_SHIP = re.compile(r"(?:USS|HMS|ROS|RFS|HMCS|MV|SS|INS|FS) [A-Z].*")
_SHIP_BEFORE = re.compile(
    r"\b(?:USS|HMS|ROS|frigate|cruiser|destroyer|corvette|minesweeper|submarine|warship|ship|vessel|ferry|tanker|yacht"
    r"|trawler|tug|carrier|icebreaker|flagship|gunboat|trimaran)s?,? (?:the )?[\"“«']?(?:[A-Z]\w+ )?$"
)
_SHIP_CLASS = re.compile(r"-class\b")
_PAPER = re.compile(
    r"(?:.+ )?(?:Ministers|Presidents|Order|Act|Law|Bill|Treaty|Agreements?|Accords?|Pact|Convention|Constitution"
    r"|Declaration|Memorandum|Charter|Resolution|Protocols?|Amendment|Ceasefire|Elections?|Olympics|Games|Cup|Championships?|Prize|Awards?|Trophy"
    r"|Contest|Chart|Census|Festival|Grand Prix|Campaign"
    r"|Summit|War|Doctrine|Budget|Decree|Referendum)"
)


def is_ship(span: Found, clean: str) -> bool:
    """Whether the words at a span say that it names a ship, or a part of its name does ("the frigate Hetman X")."""
    if _SHIP.fullmatch(span.text) or _SHIP_CLASS.match(clean, span.end):
        return True
    return bool(_SHIP_BEFORE.search(clean, max(0, span.start - 32), span.start))


def not_actors(found: list[Found], clean: str) -> list[Found]:
    """The same mentions without the makers of machines and the patrons of streets; these as things and places."""
    ships = [span for span in found if is_ship(span, clean)]
    called = {re.sub(r"^(?:USS|HMS|ROS) ", "", ship.text) for ship in ships if " " in ship.text}
    sites: list[Found] = []
    kept: list[Found] = []
    for span in found:
        if end := _site_end(span, clean):
            sites.append(Found(span.start, end, clean[span.start : end], "place", "FAC"))
        else:
            _reconsider(span, clean, called)
            kept.append(span)
    cover = Cover((site.start, site.end) for site in sites)
    hulls = Cover((ship.start, ship.end) for ship in ships)
    kept = [span for span in kept if not cover.at(span.start, span.end) and not _inside(span, hulls)]
    return sorted([*kept, *sites], key=lambda span: (span.start, -span.end))


_WITHIN = re.compile(
    r"(?<!trust )(?<!faith )(?<!confidence )(?<!believe )(?<!believed )(?<!interest )(?<!lost )(?<!belief )"
    r"\b(?:in|near|throughout|inside) $"
)
_FAR = re.compile(r" \(\d+(?:\.\d+)? ?(?:km|kilomet|miles?)\b")
"""Nobody but a village stands "(33km north-west of Luhansk)"."""


_BY = re.compile(
    r"\b(?:(?:on duty|post|checkpoint|border crossing|crossing|fighting|battles?|villages?|towns?|fields?|hamlets?) "
    r"(?:near|at|of|like|such as)|outside|near) $"
)


def _where(span: Found, clean: str) -> bool:
    """Does one word that the authority lacks stand where only a place can? "on duty near Luhamaa", "towns like …"."""
    if " " in span.text:
        return False
    if span.kind == "person" and _WITHIN.search(clean, max(0, span.start - 24), span.start):
        return True
    return span.text[1:].islower() and bool(_BY.search(clean, max(0, span.start - 32), span.start))


def _inside(span: Found, cover: Cover) -> bool:
    whole = cover.at(span.start, span.end)
    return whole is not None and whole != (span.start, span.end)


def _reconsider(span: Found, clean: str, ships: set[str]) -> None:
    """Give a machine, a ship, a law or a site its kind."""
    named = span.kind in ("person", "organisation")
    ship = span.kind != "group" and (is_ship(span, clean) or span.text in ships)
    if ship or (span.kind != "group" and _is_machine(span, clean)):
        span.kind, span.entries, span.label = "other", (), "PRODUCT"
    elif named and not span.entries and _where(span, clean):
        span.kind = "place"
    elif not span.entries and named and _PAPER.fullmatch(span.text):
        span.kind = "other"
    elif not span.entries and (named or span.kind == "other") and (_is_site(span) or _FAR.match(clean, span.end)):
        span.kind = "place"


_NO_PERSON = re.compile(
    r".+[ -](?:Square|Street|Avenue|Boulevard|Prospekt|Bridge|Airport|Station|Stadium|Palace|Cathedral|Monastery"
    r"|Cemetery|Embankment|Highway|Road|Castle|Barracks|Prison|Mountains?)"
)
"""Sorts of sites that are nobody's surname, as Hall, Lake, Lane, Hill and Park are."""


def _is_site(span: Found) -> bool:
    """Is it called by the word of a site, and more than that word?"""
    if _NO_PERSON.fullmatch(span.text):
        return len(span.text.split()) <= 5
    return span.kind != "person" and bool(_NAMED_SITE.fullmatch(span.text))


def _site_end(span: Found, clean: str) -> int:
    """End of "Lenin Square" where `span` is the person that it is called after, else 0."""
    if span.kind != "person":
        return 0
    match = _SITE_AFTER.match(clean, span.end)
    return match.end() if match else 0


def _is_machine(span: Found, clean: str) -> bool:
    if not any(entry.kind in ("actor", "person", "place", "body") for entry in span.entries):
        name = fold(span.text)
        return name.split()[0] in _WEAPONS or name in _PIPES or bool(_DESIGNATION.fullmatch(span.text))
    if span.kind != "organisation":
        return False
    if _NUMBER.match(clean, span.end) and " " not in span.text and not clean.startswith(" 20", span.end):
        return _makes(span)
    return bool(
        _A_MAKE.search(clean, max(0, span.start - 3), span.start) and _NO_MAKER.match(clean, span.end)
    ) and _makes(span)


_MAKERS = frozenset("boeing airbus antonov sukhoi mig tupolev ilyushin mercedes toyota volkswagen ford lada".split())


def _makes(span: Found) -> bool:
    return fold(span.text) in _MAKERS


def _housed(span: Found, clean: str) -> bool:
    before = max(0, span.start - 24), span.start
    if clean.startswith("'s", span.end):
        return False
    if span.actor in _HOUSES:
        return bool(_IN.search(clean, *before)) and not _STAFF.search(clean, *before)
    whole = not span.text.endswith(("government", "authorities"))
    return span.actor in _HOUSED and whole and bool(_BESIDE.search(clean, *before))


def read_houses(found: Iterable[Found], clean: str, buildings: dict[str, Place]) -> None:
    """ "talks in the Kremlin": the building, a literal place; its people and its deeds stay with the body.

    `buildings`: the authority's buildings by folded name.
    """
    for span in found:
        if span.kind != "organisation" or not _housed(span, clean):
            continue
        place = next((p for name, p in buildings.items() if name.endswith(fold(span.text))), None)
        span.kind, span.actor, span.reading, span.entries = "place", "", "literal", ()
        span.place, span.name = (place.id, place.name) if place else ("", span.text)
        span.confidence, span.why = 0.7, "The building: something is or happens there."
