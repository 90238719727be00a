"""Place names that the model missed: taken for a person or body, or standing inside a longer name.

Asks the gazetteer whether the words are a place at all, and the words around whether they are one here.
"Harrison said" stays a person, "in Harrison, Maine" does not. Not here: which place is meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from archive.tagging.lexicon import WORD
from archive.tagging.recognise import Parsed
from archive.tagging.spans import Found, without_crossing

IsPlace = Callable[[str], bool]

_WHERE = re.compile(r"(?:^|[\s(\"“])(?:in|near|outside|at|around|throughout|across)\s+(?:the\s+)?$", re.IGNORECASE)
_FROM = re.compile(r"(?:^|\s)(?:from|to|towards?|of|between|and)\s+$", re.IGNORECASE)
_SORT = re.compile(
    r",?\s+(?:is|was|are|lies)\s+(?:now\s+|also\s+|located\s+|situated\s+)?(?:an?|the|one\s+of\s+the|in)\s+(?:[\w-]+\s+){0,4}"
    r"(?:towns?|villages?|cit(?:y|ies)|communes?|municipalit(?:y|ies)|count(?:y|ies)|districts?|parish(?:es)?|neighbou?rhoods?"
    r"|suburbs?|hamlets?|communit(?:y|ies)|provinces?|regions?|islands?|rivers?|lakes?|mountains?|settlements?|boroughs?)\b")
_DATELINE = re.compile(r"(?:,\s+[\w. ]{2,24})?\s*(?:\([\w. /]{2,20}\)\s*)?(?:—|–|--|-)\s")
_CIVIC = frozenset("""police city county school schools board council chamber fire sheriff department university hospital
public high middle elementary community health area district center centre airport courthouse jail township parish mayor
college court regional municipal metropolitan park library international civic national state government commission
recreation historical memorial times herald news gazette oblast region""".split())
_ROAD = re.compile(r"(?:route|highway|interstate|exit|loop|hwy|rte|u\.s\.|us|i|state road|county road|road|runway|gate|room)[\s-]*\d+\w?$", re.IGNORECASE)
_OF = re.compile(r"(?:city|town|village|county|state|borough|township|municipality|port|republic)\s+of\s+", re.IGNORECASE)
_TAIL = re.compile(r"\s+(?:city|town|village|area|region|metropolitan area|downtown)$")
MAX_NESTED = 3
"""Words of a place name inside a longer name; longer ones ("City of New York Police") begin with it anyway."""


def add_toponyms(found: list[Found], parsed: Parsed, is_place: IsPlace) -> list[Found]:
    """The same mentions, misread places put right, and places inside other names added."""
    for span in found:
        _put_right(span, parsed, is_place)
    named = {span.text for span in found if span.kind == "place"}
    for span in found:
        if span.text in named and span.kind in ("organisation", "other") and not span.known:
            span.kind = "place"
    nested = [inner for span in found if not span.known for inner in _nested(span, parsed, is_place, named)]
    return without_crossing([*found, *nested])


def _put_right(span: Found, parsed: Parsed, is_place: IsPlace) -> None:
    if span.known:
        return
    if span.kind == "place":
        _shorten(span, parsed, is_place)
        if _ROAD.fullmatch(span.text):
            span.kind = "other"
    elif span.kind in ("person", "organisation", "other") and _stands_as_place(span, parsed) and is_place(span.text):
        span.kind = "place"


def _stands_as_place(span: Found, parsed: Parsed) -> bool:
    """Do the words around call for a place?"""
    clean = parsed.clean
    before, after = clean[max(0, span.start - 16):span.start], clean[span.end:span.end + 110]
    if _SORT.match(after):
        return True
    if span.kind == "other" or len(span.text.split()) > 3:
        return False
    follows = after.lstrip()[:1]
    if _WHERE.search(before) and (not follows.isupper() or follows in ",.;)"):
        return span.kind == "organisation" or len(span.text.split()) == 1 or bool(re.match(r",\s[A-Z]", after))
    if re.match(r",\s(?:[A-Z][a-z]{1,4}\.|[A-Z]\.[A-Z]\.)", after):
        return True
    at_start = span.start == 0 or clean[span.start - 1] == "\n"
    return (at_start and bool(_DATELINE.match(after))) or (bool(_FROM.search(before)) and span.kind == "organisation"
                                                           and len(span.text.split()) == 1)


def _shorten(span: Found, parsed: Parsed, is_place: IsPlace) -> None:
    """"City of Edwardsville", "south Fargo": the name without the word of its sort or side."""
    if is_place(span.text):
        return
    front = re.match(r"(?:north|south|east|west|central|northern|southern|eastern|western|downtown|uptown|greater|mid|inner|outer)\s+"
                     rf"|{_OF.pattern}", span.text, re.IGNORECASE)
    if front and is_place(span.text[front.end():]):
        span.start += front.end()
    elif (tail := _TAIL.search(span.text)) and is_place(span.text[:tail.start()]):
        span.end -= len(span.text) - tail.start()
    span.text = parsed.text[span.start:span.end]


def _nested(span: Found, parsed: Parsed, is_place: IsPlace, named: set[str]) -> Iterator[Found]:
    """Places inside a longer name: "Woodstock" in "Woodstock District Chamber of Commerce"."""
    if span.kind == "person" or (span.kind == "place" and is_place(span.text)):
        return
    words = list(WORD.finditer(parsed.clean, span.start, span.end))[:12]
    i = 0
    while i < len(words):
        size = next((n for n in range(min(MAX_NESTED, len(words) - i), 0, -1)
                     if n < len(words) and _inside(parsed, words, i, n, is_place, named)), 0)
        if size:
            start, end = words[i].start(), words[i + size - 1].end()
            yield Found(start, end, parsed.text[start:end], "place", "GPE")
        i += size or 1


def _inside(parsed: Parsed, words: list[re.Match[str]], i: int, size: int, is_place: IsPlace, named: set[str]) -> bool:
    start, end = words[i].start(), words[i + size - 1].end()
    text = parsed.clean[start:end]
    if not text[0].isupper() or not all(w.group()[0].isupper() for w in words[i:i + size]):
        return False
    if text in named:
        return True
    last = words[i + size - 1].group()
    if size > 1 and last in ("County", "Parish", "Township", "Oblast"):
        return True
    after = words[i + size].group().lower() if i + size < len(words) else ""
    before = words[i - 1].group().lower() if i else ""
    placed = (i == 0 and after in _CIVIC) or (before == "of" and not after)
    return placed and len(text) > 3 and last.lower() not in _CIVIC and is_place(text)

