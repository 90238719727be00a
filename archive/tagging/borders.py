"""Where a name of the language model begins and ends: articles, titles and 's off, two names apart.

The model keeps "the", titles and 's in its spans, swallows what follows ("People's Front of Prime | Minister")
and joins what a paper joins ("European Council and Commission", "Petro Poroshenko's bloc"). Not here: what
the authority knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.tagging.values import MentionKind

_TITLES = frozenset(
    """mr mrs ms miss dr prof professor sir lord lady dame president vice prime minister foreign defence
defense finance interior economy premier chancellor secretary senator sen rep representative congressman congresswoman
governor gov mayor ambassador general gen colonel col lieutenant lt captain capt major maj sergeant sgt admiral adm
king queen prince princess pope bishop archbishop father sister brother judge justice spokesman spokeswoman spokesperson
director chief deputy former ex the a an acting leader chairman chairwoman officer agent detective inspector coach
commissioner attorney officer st elder speaker patriarch metropolitan comrade commander""".split()
)
_LEADING = re.compile(r"(?:the|a|an|this|that|its|his|her|their|post|pre|near|then|former)\s+", re.IGNORECASE)
_TRAILING = re.compile(r"(?:'s?|\s|[&,.;:!?\"“”)(\[\]-])+$")
_FRONT = re.compile(r"^[\s\"“”'(\[\]—–-]+")
_TITLE_END = re.compile(r"\s+(?:Prime|President|Premier|Chancellor|Foreign|Flight)\Z")
_DANGLING = re.compile(r"\s+(?:of|and|by|for|with|from|to|in|at|on|as|under|near)(?:\s+the)?\Z")
_SUM = re.compile(
    r"\s+(?:(?:US|C|A)?[$€£]\s?\d|\d[\d.,]*\s(?:billion|million|thousand|dollars|euros|hryvnias?|roubles|rubles|percent)\b)"
)
_STANCE = re.compile(r"(?:pro|anti|ex|non|post|un|all)-(?=[A-Z])", re.IGNORECASE)
_OWNER = re.compile(r"(?<=[\w.])'s?\s+(?=[a-z])")
_OWN_CAPITAL = re.compile(r"(?<=[\w.])'s\s+(?=[A-Z])")
_TICKER = re.compile(
    r"(?<=[a-z])\s(?:Inc|Corp|Co|Company|Ltd|Plc|PLC|AG|SA|NV|SpA|AB|Group|Bancorp|Trust)\.?"
    r"(?=\s[(<]?(?!(?:AG|SA|NV|AB|PLC|LP|LLC)\b)[A-Z]{1,5}(?:\.[A-Z]{1,2})?$)"
)
_AND = re.compile(r"\s+(?:and|&)\s+(?:the\s+)?")
_LIST = re.compile(r", (?=[A-Z])(?!(?:Inc|Ltd|LLC|Jr|Sr|Co|Corp|PLC|GmbH)\b)| or (?=[A-Z])| [-–] (?=[A-Z])")
_HOUSE_NUMBER = re.compile(r"\d{1,5} (?=[A-Z])")
Piece = tuple[int, int]


def trim(clean: str, start: int, end: int, kind: MentionKind) -> Piece:
    """The span with article, marks, titles of a person and a possessive 's taken off."""
    text = clean[start:end]
    front = _FRONT.match(text)
    start += front.end() if front else 0
    if match := _STANCE.match(clean, start, end):
        start = match.end()
    if match := _LEADING.match(clean, start, end):
        start = match.end()
    if kind == "place" and (match := _HOUSE_NUMBER.match(clean, start, end)):
        start = match.end()
    if kind == "person":
        start = _past_titles(clean, start, end)
    tail = _TRAILING.search(clean[start:end])
    if tail and not _keeps_dot(clean[start:end]):
        end = start + tail.start()
    if "(" in clean[start:end] and ")" not in clean[start:end]:
        end = start + len(clean[start : clean.index("(", start)].rstrip())
    if kind == "organisation" and (money := _SUM.search(clean, start + 1, end)):
        end = money.start()  # "Naftogaz owes | Gazprom | $2 billion"
    if kind == "organisation" and (listed := _TICKER.search(clean[start:end])):
        end = start + listed.end()  # "Pennzoil Co | PZL", the letters under which its shares are listed
    if kind == "organisation" and end > start:
        end = _before_swallowed(clean, start, end)
    return start, end


def _before_swallowed(clean: str, start: int, end: int) -> int:
    if re.match(r"\s+[A-Z0-9]", clean[end : end + 3]) and (match := _TITLE_END.search(clean, start + 1, end)):
        end = match.start()
    match = _DANGLING.search(clean, start + 1, end)
    return match.start() if match else end


def _keeps_dot(text: str) -> bool:
    """ "U.S." and "Inc." end in a full stop that is theirs."""
    return bool(
        re.search(
            r"(?:\b[A-Z]\.|\b(?:Inc|Co|Corp|Ltd|Jr|Sr|Calif|Pa|Md|Va|Ga|Fla|Ill|Mass|Conn|Tenn|Ind|Mich|Minn|Wis|Mo|Ala"
            r"|Ark|Ariz|Colo|Del|Kan|Ky|La|Miss|Mont|Neb|Nev|Okla|Ore|Tex|Vt|Wash|Wyo|Sask|Alta|Ont)\.)$",
            text,
        )
    )


def _past_titles(clean: str, start: int, end: int) -> int:
    """Skip titles before a person's name, but never all of it."""
    while True:
        match = re.match(r"([\w-]+)\.?\s+(?=\S)", clean[start:end])
        if not match or match[1].lower() not in _TITLES:
            return start
        start += match.end()


def before_letters(clean: str, start: int, end: int, starts_known: frozenset[int]) -> int:
    """The end of a person's name before a known acronym that a headline joins to it: "Rutte | EU leaders"."""
    at = clean.rfind(" ", start, end) + 1
    joined = at > start and at in starts_known and clean[at:end].isupper() and end - at > 1
    return at - 1 if joined and not clean[start : at - 1].isupper() else end


def split(
    clean: str, start: int, end: int, ends_known: frozenset[int], starts_known: frozenset[int]
) -> Iterator[Piece]:
    """The names that one span of the model holds, usually one.

    `ends_known`, `starts_known`: offsets at which a name of the authority ends or begins. An owner before a
    common noun is the name ("Petro Poroshenko's bloc"); an owner before a name, and two names joined by "and",
    are two where the authority knows one of them.
    """
    text = clean[start:end]
    if owner := _OWNER.search(text):
        yield start, start + owner.start()
        return
    for pattern in (_OWN_CAPITAL, _AND):
        for match in pattern.finditer(text):
            left, right = start + match.start(), start + match.end()
            if left in ends_known or (pattern is _OWN_CAPITAL and right in starts_known):
                yield start, left
                yield right, end
                return
    yield from _members(clean, start, end, ends_known, starts_known)


def _members(
    clean: str, start: int, end: int, ends_known: frozenset[int], starts_known: frozenset[int]
) -> Iterator[Piece]:
    """The members of an enumeration that the model took for one name ("Hymenoptera, Diptera")."""
    text = clean[start:end]
    cuts = [(start + m.start(), start + m.end()) for m in _LIST.finditer(text)]
    place = any(left in ends_known or right in starts_known for left, right in cuts)
    if place or " and " in text or " & " in text:
        cuts = []  # "University of California, Berkeley", "Department of Health, Labour and Welfare"
    for left, right in cuts:
        yield start, left
        start = right
    yield start, end
