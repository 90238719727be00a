"""Where sentences of a printed text end: one rule for snippets, samples and reasons. Pure.

Not the tagger's rule, which may read the language of the text (`tagging`): here a wrong end only cuts a passage at
another place.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

# A sentence ends after its stop and the marks that close with it, or with its line.
_STOP = regex.compile(r"[.!?…]+[\"'”’»)\]]*|\n")
# A full stop that ends no sentence: after an initial (U.S., J., р.), a title, a month cut short, a unit.
_SHORTENED = regex.compile(
    r"\b(?:\p{L}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun|Mr|Mrs|Ms|Dr|Prof|St|Gen|Lt|"
    r"Col|Maj|Capt|Sgt|Adm|Sen|Rep|Gov|Rev|Hon|Pres|Jr|Sr|Inc|Ltd|Corp|Co|vs|etc|"
    r"ст|см|пл|ул|вул|им|ім|тис|тыс|млн|млрд|грн|руб|проф|акад|св)\.\Z"
)
_NUMBERED = regex.compile(r"\b(?:[Nn]o|[Pp]p?|[Aa]rt|[Ss]ec)\.\Z")
_LONGEST = 8
# A span's own stop at its end: whether its sentence ends there is for the rule to say.
_OWN_STOP = regex.compile(r"[.!?…]+[\"'”’»)\]]*\s*\Z")
# Looked through on either side of a span; a longer sentence is cut there.
REACH = 1_500
_NEXT = regex.compile(r"\s*([\"'“‘„«(\[]*)(.)", regex.DOTALL)


def ends(text: str, low: int, high: int) -> Iterator[int]:
    """The offsets in (low, high] at which a sentence has ended, its closing marks behind it."""
    for stop in _STOP.finditer(text, low, high):
        if stop.group() == "\n" or _is_end(text, stop.end()):
            yield stop.end()


def around(text: str, start: int, end: int) -> tuple[int, int]:
    """The whole printed sentence (or sentences) that a span lies in, as offsets without white space at its ends."""
    low, high = max(0, start - REACH), min(len(text), end + REACH)
    first = max(ends(text, low, start), default=low)
    own = _OWN_STOP.search(text, start, end)
    last = max(end, next(ends(text, own.start() if own else end, high), high))
    while first < start and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return first, last


def _is_end(text: str, at: int) -> bool:
    if at < len(text) and not text[at].isspace():
        return False
    before = text[max(0, at - _LONGEST) : at]
    following = _NEXT.match(text, at)
    after = following[2] if following else ""
    if _SHORTENED.search(before) or (after.isdigit() and _NUMBERED.search(before)):
        return False
    return not after.islower()
