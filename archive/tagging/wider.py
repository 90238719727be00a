"""Town names of two words of which the model or the authority saw one: "North Kansas City", "ATLANTIC BEACH".

A word of the sort that town names begin or end with is taken in where the gazetteer has the longer name. Not here:
which place is meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from archive.tagging.recognise import Parsed
from archive.tagging.spans import Found

_BEFORE = re.compile(
    r"\b(?:New|Old|North|South|East|West|Upper|Lower|Great|Little|Mount|Mt\.|Fort|Ft\.|Port|Cape|Saint|St\.|Lake|El|San|Santa|La|Los"
    r"|Las|Novo|Nova|NEW|OLD|NORTH|SOUTH|EAST|WEST|MOUNT|FORT|PORT|CAPE|ST\.|LAKE|SAN|SANTA|LOS|LAS)\s$"
)
_AFTER = re.compile(
    r"\s(?:City(?!\s(?:Council|Manager|Hall|Office|Attorney|Clerk|Commission|Administrator|School|Police|Court))|Beach|Springs?|Falls|Heights|Hills?|Park|Bay|Islands?|Lakes?|River|Valley|Grove|Point|Creek|Rapids|Junction"
    r"|Harbou?r|Township|CITY|BEACH|SPRINGS?|FALLS|HEIGHTS|HILLS?|PARK|BAY|GROVE|CREEK|RAPIDS)(?![\w'-])"
)


def widen(found: list[Found], parsed: Parsed, size_of: Callable[[str], float]) -> None:
    """Take the word before or behind into a place's name where that makes the name of a place of its own."""
    clean = parsed.clean
    ends, starts = {span.end for span in found}, {span.start for span in found}
    for span in found:
        if span.kind != "place" or (" " in span.text and span.known):
            continue
        before = _BEFORE.search(clean, max(0, span.start - 7), span.start)
        after = _AFTER.match(clean, span.end)
        start = before.start() if before and before.start() not in starts else span.start
        end = after.end() if after and after.end() not in ends else span.end
        for low, high in ((start, end), (start, span.end), (span.start, end)):
            if (low, high) != (span.start, span.end) and size_of(clean[low:high]):
                span.start, span.end, span.entries = low, high, ()
                span.text = parsed.text[low:high]
                break


def without_halves(found: list[Found], size_of: Callable[[str], float]) -> list[Found]:
    """Without the places inside a longer name of a town of its own: no Kansas in Kansas City."""
    kept: list[Found] = []
    whole: Found | None = None
    for span in found:
        if whole is not None and span.end <= whole.end and span.kind in ("place", "group"):
            continue
        if span.kind == "place" and " " in span.text and not span.known and size_of(span.text):
            whole = span
        kept.append(span)
    return kept
