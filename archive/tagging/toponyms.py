"""Place names that the model missed: taken for a person or body, or standing inside a longer name.

Asks the gazetteer whether the words are a place at all, and the words around whether they are one here.
"Harrison said" stays a person, "in Harrison, Maine" does not. Not here: which place is meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from archive.tagging.countylists import county_lists
from archive.tagging.lexicon import WORD
from archive.tagging.places import may_be_town
from archive.tagging.recognise import Parsed
from archive.tagging.sites import add_sites, double_named, misnamed, no_place_at_all
from archive.tagging.spans import Cover, Found, outermost, without_crossing
from archive.tagging.townlike import peopled, persons_as_places, town_like, unseen
from archive.tagging.wider import widen, without_halves

Size = Callable[[str], float]
"""Printed name → what its greatest place weighs in powers of ten of people, 0 for none (`Resolver.size`)."""

ANY, TOWN, CITY = 0.1, 3.3, 4.7
"""The weaker the words about a name, the greater must be the place: a hamlet is named like everything."""

_WHERE = re.compile(r"(?:^|[\s(\"“])(?:in|near|outside|at|around|throughout|across)\s+(?:the\s+)?$", re.IGNORECASE)
_FROM = re.compile(r"(?:^|\s)(?:from|to|towards?|of|between|and)\s+$", re.IGNORECASE)
_SORT = re.compile(
    r",?\s+(?:is|was|are|lies)\s+(?:now\s+|also\s+|located\s+|situated\s+)?(?:an?|the|one\s+of\s+the|in)\s+(?:[\w-]+\s+){0,4}"
    r"(?:towns?|villages?|cit(?:y|ies)|communes?|municipalit(?:y|ies)|count(?:y|ies)|districts?|parish(?:es)?|neighbou?rhoods?"
    r"|suburbs?|hamlets?|communit(?:y|ies)|provinces?|regions?|islands?|rivers?|lakes?|mountains?|settlements?|boroughs?)\b"
)
_DATELINE = re.compile(r"(?:,\s+[\w. ]{2,24})?\s*(?:\([\w. /]{2,20}\)\s*)?(?:—|–|--|-)\s")
_CIVIC = frozenset(
    """police city county school schools board council chamber fire sheriff department university hospital
public high middle elementary community health area district center centre airport courthouse jail township parish mayor
college court regional municipal metropolitan park library international civic national state government commission
recreation historical memorial times herald news gazette oblast region""".split()
)
_INSTITUTIONAL = frozenset(
    """supreme constitutional general united federal central public free independent royal progressive higher
high executive security joint special legislative democratic people's""".split()
)
"""Adjectives of bodies, each of which is a village somewhere: "the Supreme Council"."""
_ROAD = re.compile(
    r"(?:route|highway|interstate|exit|loop|hwy|rte|u\.s\.|us|i|state road|county road|road|runway|gate"
    r"|room)[\s-]*\d+\w?$",
    re.IGNORECASE,
)
_OF = re.compile(
    r"(?:city|town|village|county|state|borough|township|municipality|port|republic)\s+of\s+", re.IGNORECASE
)
_ADMIN = re.compile(r"\b(?:County|Parish|Township|Oblast|District|Province)$")
_TAIL = re.compile(r"\s+(?:city|town|village|area|region|metropolitan area|downtown)$")
MAX_NESTED = 3
"""Words of a place name inside a longer name; longer ones ("City of New York Police") begin with it anyway."""


def add_toponyms(found: list[Found], parsed: Parsed, size_of: Size) -> list[Found]:
    """The same mentions, misread places put right, and places inside other names added."""
    for span in found:
        _put_right(span, parsed, size_of)
    if parsed.deep:
        found = _with_counties(found, parsed)
        widen(found, parsed, size_of)
        persons_as_places(found, parsed)
        found = without_crossing([*found, *_towns(found, parsed, size_of)])
    found = _without_misnamed(found, parsed)
    named = {span.text for span in found if span.kind == "place"}
    for span in found:
        if span.text in named and span.kind in ("organisation", "other") and not span.known:
            span.kind = "place"
    nested = [inner for span in found if not span.known for inner in _nested(span, parsed, size_of, named)]
    sites = add_sites(found, parsed) if parsed.deep else []
    within = Cover((site.start, site.end) for site in sites)
    found = without_crossing([*sites, *(span for span in (*found, *nested) if not within.at(span.start, span.end))])
    return without_halves(found, size_of) if parsed.deep else found


def _with_counties(found: list[Found], parsed: Parsed) -> list[Found]:
    """Every name of a list of counties is a place, whatever man is called so."""
    listed = county_lists(parsed.clean)
    if not listed:
        return found
    within = Cover(listed)
    counties = [Found(start, end, parsed.text[start:end], "place", "GPE") for start, end in listed]
    return without_crossing([*counties, *(span for span in found if not within.at(span.start, span.end))])


def _towns(found: list[Found], parsed: Parsed, size_of: Size) -> list[Found]:
    """Makes places of names read otherwise where the words call for it; returns those that the model did not see."""
    places = {at: span for span in found if span.kind == "place" for at in (span.start, span.end)}
    added: list[Found] = []
    fresh = list(unseen(found, parsed, places))
    unknown = [span for span in found if span.kind != "place" and not span.known and " " not in span.text]
    for span in sorted([*unknown, *fresh], key=lambda span: span.start):
        if town_like(span, parsed, places, size_of(span.text)):
            span.kind, span.label = "place", "GPE"
            places |= {span.start: span, span.end: span}
            added.append(span)
    given = {id(span) for span in unknown}
    return [span for span in added if id(span) not in given]


def _without_misnamed(found: list[Found], parsed: Parsed) -> list[Found]:
    """Without the places that name something else here, and those within a person's name."""
    if not parsed.deep:
        return found
    named = Cover((span.start, span.end) for span in outermost(found))
    bounds = {at for span in found for at in (span.start, span.end)}
    persons = Cover((span.start, span.end) for span in outermost([s for s in found if s.kind == "person"]))
    kept: list[Found] = []
    for span in found:
        if span.kind == "place" and (person := persons.at(span.start, span.end)):
            if person[0] <= span.start and span.end <= person[1]:
                continue
        elif span.kind in ("place", "organisation") and no_place_at_all(span, parsed.clean):
            continue
        elif span.kind == "place" and misnamed(span, parsed):
            span.kind, span.entries, span.label = "other", (), "PRODUCT"
        elif span.kind == "place" and double_named(span, parsed.clean, named, bounds):
            continue
        kept.append(span)
    return kept


def _put_right(span: Found, parsed: Parsed, size_of: Size) -> None:
    if span.known:
        return
    if span.kind == "place":
        _shorten(span, parsed, size_of)
        if _ROAD.fullmatch(span.text) or (" " not in span.text and not may_be_town(span.text)):
            span.kind = "other"
    elif span.kind in ("person", "organisation", "other"):
        needed = _stands_as_place(span, parsed)
        if needed and size_of(span.text) >= needed:
            span.kind = "place"


def _stands_as_place(span: Found, parsed: Parsed) -> float:
    """How great a place the words around allow it to be; 0 if they do not call for one."""
    clean = parsed.clean
    before, after = clean[max(0, span.start - 16) : span.start], clean[span.end : span.end + 110]
    if _SORT.match(after):
        return ANY
    if span.kind != "other" and peopled(span, clean):
        return TOWN
    words = len(span.text.split())
    if span.kind == "other" or words > 3 or (span.text.isupper() and len(span.text) < 5):
        return 0
    if re.match(r",\s(?:[A-Z][a-z]{1,4}\.|[A-Z]\.[A-Z]\.)", after):
        return ANY
    follows = after.lstrip()[:1]
    if _WHERE.search(before) and (not follows.isupper() or follows in ",.;)"):
        return TOWN if span.kind == "organisation" or words == 1 or re.match(r",\s[A-Z]", after) else 0
    at_start = span.start == 0 or clean[span.start - 1] == "\n"
    if at_start and _DATELINE.match(after):
        return TOWN
    return CITY if _FROM.search(before) and span.kind == "organisation" and words == 1 else 0


def _shorten(span: Found, parsed: Parsed, size_of: Size) -> None:
    """ "City of Edwardsville", "south Fargo": the name without the word of its sort or side."""
    if size_of(span.text):
        return
    front = re.match(
        r"(?:north|south|east|west|central|northern|southern|eastern|western|downtown|uptown|greater|mid|inner|outer)\s+"
        rf"|{_OF.pattern}",
        span.text,
        re.IGNORECASE,
    )
    if front and size_of(span.text[front.end() :]):
        span.start += front.end()
    elif (tail := _TAIL.search(span.text)) and size_of(span.text[: tail.start()]):
        span.end -= len(span.text) - tail.start()
    span.text = parsed.text[span.start : span.end]


def _nested(span: Found, parsed: Parsed, size_of: Size, named: set[str]) -> Iterator[Found]:
    """Places inside a longer name: "Woodstock" in "Woodstock District Chamber of Commerce"."""
    if span.kind == "person" or (span.kind == "place" and (size_of(span.text) or _ADMIN.search(span.text))):
        return
    words = list(WORD.finditer(parsed.clean, span.start, span.end))[:12]
    i = 0
    while i < len(words):
        size = next(
            (
                n
                for n in range(min(MAX_NESTED, len(words) - i), 0, -1)
                if n < len(words) and _inside(parsed, words, i, n, size_of, named)
            ),
            0,
        )
        if size:
            start, end = words[i].start(), words[i + size - 1].end()
            yield Found(start, end, parsed.text[start:end], "place", "GPE")
        i += size or 1


def _inside(parsed: Parsed, words: list[re.Match[str]], i: int, size: int, size_of: Size, named: set[str]) -> bool:
    start, end = words[i].start(), words[i + size - 1].end()
    text = parsed.clean[start:end]
    if not text[0].isupper() or not all(w.group()[0].isupper() for w in words[i : i + size]):
        return False
    if text in named:
        return True
    last = words[i + size - 1].group()
    if size > 1 and last in ("County", "Parish", "Township", "Oblast"):
        return True
    after = words[i + size].group().lower() if i + size < len(words) else ""
    before = words[i - 1].group().lower() if i else ""
    if len(text) < 4 or last.lower() in _CIVIC:
        return False
    if last.lower() in _INSTITUTIONAL:
        return False
    needed = ANY if i == 0 and after in _CIVIC else CITY if before == "of" and not after else 0
    return bool(needed) and size_of(text) >= needed
