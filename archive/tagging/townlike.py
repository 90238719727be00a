"""Names that the model read as the wrong sort: towns taken for peoples or goods, persons taken for towns.

"at Pchyolkino, near Kramatorsk", "Sukhumi and Gagra", "from Vasylkivka,"; but "Kohver, 43, was", "Mykola Lagun, who".
Only words around the name are asked, and how great a place of the name is. Not here: names within names (toponyms).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.tagging.recognise import Parsed, Token
from archive.tagging.spans import Cover, Found, outermost

_AT = re.compile(r"\b(?:in|near|outside|at|around)\s+$", re.IGNORECASE)
_NEAR = re.compile(r"\b(?:near|outside)\s+$", re.IGNORECASE)
_LIKE = re.compile(r"\b(?:towns?|cities|villages?|settlements?)\s+(?:like|such as|including)\s+$", re.IGNORECASE)
_HAILS = re.compile(r",\s+from\s+$")
_LIES = re.compile(
    r",\s+(?:near|in\s+the\s+(?:far\s+|very\s+)?(?:[a-z-]+(?:east|west)|north|south|east|west|middle|centre|center))\b"
)
_PERSON = re.compile(r",\s+who\b|,\s+(?:aged\s+)?[1-9]\d,")
_CALLING = re.compile(
    r",\s+(?:an?|the|his|her|its|their)\s+(?:[a-z-]+\s+){0,2}(?P<noun>[a-z]+(?:er|or|ist|man|woman|ian|ant|ent))\b"
)
_NO_CALLING = frozenset(
    """center corner border quarter harbor river cluster number power member tower water crater winter other former
later further larger smaller greater bigger older newer former settlement apartment continent district""".split()
)
_KINSHIP = re.compile(r"\b[Aa]n?\s+$")
TOWN = 3.3
"""Powers of ten of people (`toponyms.TOWN`): what a list of towns may take in."""


_PEOPLED = re.compile(
    r"\s(?:[a-z]+-)?(?:residents?|parents|natives?|voters|taxpayers|homeowners|motorists?|firefighters|mayor|councilman"
    r"|councilwoman|councillor|city\s+council|man|woman|couple|teen(?:ager)?s?|businessman|neighbou?rhood|suburbs?|firm)\b(?!\s+of\b)"
)
_AGED = re.compile(r"\b[1-9]\d,\s+of\s+(?:[a-z]+\s+)?$")
_PARTY = re.compile(r"\b[DR]-$")


def peopled(span: Found, clean: str) -> bool:
    """Does a town stand here: one with residents and a mayor, the home of a man of 42, a seat ("D-Columbus")?"""
    before = clean[max(0, span.start - 16) : span.start]
    if _AGED.search(before) or _PARTY.search(before):
        return True
    at_start = (
        before.endswith((". ", "\n", "A ", "An ", "the ", "The ", "a ", "an ", "to ", "for ", "of ")) or not before
    )
    return at_start and bool(_PEOPLED.match(clean, span.end, span.end + 40))


def town_like(span: Found, parsed: Parsed, places: dict[int, Found], size: float) -> bool:
    """Do the words around one unknown word call for a place? `places`: start and end of places → the place."""
    before, after = parsed.clean[max(0, span.start - 30) : span.start], parsed.clean[span.end : span.end + 40]
    if " " in span.text or span.text.isupper() or after[1:2].isupper() or after.startswith(("'s", "-")):
        return False
    if _LIES.match(after) and (_AT.search(before) or size):
        return True
    if _NEAR.search(before) and span.kind != "person":
        return True
    if size and (_LIKE.search(before) or (_HAILS.search(before) and after[:1] in (",", ".", ";"))):
        return True
    if size >= TOWN and _AT.search(before):
        return True
    return size >= TOWN and _in_list(span, parsed.clean, places)


def _in_list(span: Found, clean: str, places: dict[int, Found]) -> bool:
    """ "Izium, Sviatohirsk and Berdiansk": places on both sides; one is enough for what the model thought no person."""
    left = re.search(r"(?:,|,? and)\s+$", clean[max(0, span.start - 6) : span.start])
    right = re.match(r"(?:,|,? and)\s+", clean[span.end : span.end + 6])
    sides = (
        bool(left and (span.start - len(left.group())) in places),
        bool(right and (span.end + right.end()) in places),
    )
    return all(sides) or (any(sides) and span.kind != "person" and bool(right is None or sides[1]))


def unseen(found: list[Found], parsed: Parsed, places: dict[int, Found]) -> Iterator[Found]:
    """Single capitalised words that the model named nothing: candidates for `town_like`."""
    taken = Cover((span.start, span.end) for span in outermost(found))
    for token in parsed.tokens:
        if _may_be_name(parsed, token) and not taken.at(token.start, token.end):
            yield Found(token.start, token.end, parsed.text[token.start : token.end], "other", "GPE")


def _may_be_name(parsed: Parsed, token: Token) -> bool:
    """A capital that is not the sentence's, and no day, month or title."""
    first, _ = parsed.sentences[token.sent]
    return (
        token.i > first
        and token.tag in ("NNP", "NNS", "NNPS")
        and token.text[0].isupper()
        and token.text.isalpha()
        and not token.text.isupper()
        and len(token.text) > 3
        and token.lower not in _DAYS
        and not parsed.tokens[token.i - 1].text[0].isupper()
    )


_DAYS = frozenset(
    """january february march april june july august september october november december monday tuesday wednesday
thursday friday saturday sunday christmas easter""".split()
)


def persons_as_places(found: list[Found], parsed: Parsed) -> None:
    """Make persons of unlisted places that the text treats as persons, and of the same word elsewhere."""
    unlisted = [span for span in found if span.kind == "place" and not span.known]
    full = {span.text.rsplit(" ", 1)[-1] for span in found if span.kind == "person" and " " in span.text}
    treated = [span for span in unlisted if _treated(span, parsed.clean)]
    named = {span.text.rsplit(" ", 1)[-1] for span in treated} | full
    for span in unlisted:
        where = _AT.search(parsed.clean[max(0, span.start - 12) : span.start])
        if span in treated or (span.text.rsplit(" ", 1)[-1] in named and not where and " " not in span.text):
            span.kind, span.label = "person", "PERSON"
        elif _KINSHIP.search(parsed.clean[max(0, span.start - 4) : span.start]) and (
            parsed.clean[span.end : span.end + 1] in (",", ".", ";")
        ):
            span.kind, span.label = "group", "NORP"


def _treated(span: Found, clean: str) -> bool:
    after = clean[span.end : span.end + 60]
    calling = _CALLING.match(after)
    return bool(_PERSON.match(after)) or (calling is not None and calling["noun"] not in _NO_CALLING)
