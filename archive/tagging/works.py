"""Names of works and events: a song in quotation marks after its sort, "Battle of" and what follows.

They are names of their own ("other"), so that no person, body or place is seen within them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.tagging.spans import Found

_SORT = (
    r"(?:albums?|songs?|singles?|tracks?|books?|novels?|poems?|films?|movies?|plays?|operas?|shows?|series|episodes?|essays?"
    r"|magazines?|stories|story|titled|entitled|hit|anthem|hymn|ballad|painting|documentary|report)"
)
_WORD = r"(?:[A-Z0-9][\w'&-]*|a|an|the|of|in|on|to|and|for|with|at|by|from|or|is|my|your|you)"
_WORK = re.compile(
    rf"\b{_SORT},? (?:called |named |is |was )?[\"“](?P<name>[A-Z][\w'&-]*(?:,? {_WORD}){{0,8}})[.,!?]?[\"”]"
)
_NEXT = re.compile(rf"(?:, | and |, and )[\"“](?P<name>[A-Z][\w'&-]*(?:,? {_WORD}){{0,8}})[.,!?]?[\"”]")
_TITLE = re.compile(rf"[\"“](?P<name>(?:[A-Z][\w'&-]*|A|I)(?: {_WORD}){{1,7}})[.,!?]?[\"”]")
"""Words in marks that all have capitals: a title, whatever it is of."""
_EVENT = re.compile(
    r"\b(?:Battle|Siege|Treaty|Massacre|Peace|Congress|Convention|Edict|Feast|Campaign) of (?:the )?"
    r"[A-Z][\w'-]*(?:(?: of| the| and)* [A-Z][\w'-]*)*"
)


def works(clean: str) -> Iterator[tuple[int, int]]:
    """Where works and events are named, in reading order for each sort."""
    for match in _WORK.finditer(clean):
        yield match.span("name")
        end = match.end()
        while following := _NEXT.match(clean, end):
            yield following.span("name")
            end = following.end()
    for match in _EVENT.finditer(clean):
        text = re.sub(r"'s$", "", match.group())
        yield match.start(), match.start() + len(text)


def titles(clean: str) -> Iterator[tuple[int, int]]:
    """Where words in marks have the capitals of a title, without their marks."""
    return (match.span("name") for match in _TITLE.finditer(clean))


def with_works(found: list[Found], text: str, clean: str) -> list[Found]:
    """The same mentions, works and events added and what stands within them taken away."""
    spans = [*works(clean), *titles(clean)]
    if not spans:
        return found
    listed = [span for span in found if span.entries]
    spans = [at for at in spans if not any(at[0] <= span.start < at[1] for span in listed)]
    starts = {position: span for span in spans for position in range(*span)}
    kept = [span for span in found if span.start not in starts and span.end - 1 not in starts]
    added = [Found(start, end, text[start:end], "other", "WORK_OF_ART") for start, end in dict.fromkeys(spans)]
    return sorted([*kept, *added], key=lambda span: (span.start, -span.end))
