"""Which words for an office or calling fit a person: is "the American ambassador" Pyatt, can "the general" be McCain?

By the offices that the authority has for that day and by its description of the person. Not here: what the text itself
prints beside the name, which `coreference` reads first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import Literal

from archive.authority.names import fold
from archive.authority.values import Authority, Role

Fit = Literal["yes", "no", ""]
""" "" where the authority knows too little of the person to tell."""

_MILITARY = frozenset("commander commandant general colonel admiral chief officer".split())
_SPEAKS = frozenset(["spokesman", "spokeswoman", "spokesperson", "press secretary"])
_HEADS = frozenset(
    ["leader", "president", "prime minister", "chancellor", "head", "chairman", "king", "queen", "governor", "mayor"]
)
_SITS = frozenset("senator member deputy speaker chairman lawmaker".split())
_OWNS = frozenset("businessman businesswoman owner tycoon oligarch billionaire shareholder".split())
_SENT = frozenset("ambassador envoy representative commissioner monitor".split())

MEANS: dict[str, frozenset[str]] = {
    "premier": frozenset(["prime minister"]),
    "leader": _HEADS,
    "chief": _HEADS | _MILITARY | {"director", "secretary general", "chief executive"},
    "head": _HEADS | {"director", "chief executive", "chief"},
    "chairman": frozenset(["chairman", "head", "speaker", "president", "chairman-in-office"]),
    "boss": frozenset(["head", "chairman", "chief executive", "director"]),
    "statesman": _HEADS | {"minister", "secretary"},
    "envoy": _SENT,
    "diplomat": _SENT | {"minister", "secretary", "diplomat"},
    "deputy": _SITS,
    "lawmaker": _SITS,
    "legislator": _SITS,
    "congressman": _SITS,
    "mp": _SITS,
    "senator": frozenset(["senator"]),
    "republican": frozenset(["senator", "congressman"]),
    "democrat": frozenset(["senator", "congressman"]),
    "adviser": frozenset(["adviser", "aide", "advisor"]),
    "aide": frozenset(["adviser", "aide", "advisor", "assistant"]),
    **dict.fromkeys(("general", "colonel", "commander", "admiral", "officer"), _MILITARY),
    **dict.fromkeys(("spokesman", "spokeswoman", "spokesperson"), _SPEAKS),
    **dict.fromkeys(("businessman", "oligarch", "tycoon", "billionaire", "magnate", "industrialist"), _OWNS),
}
"""A word → the offices and callings that it may mean beside itself."""

_OFFICIAL = frozenset(
    "president chancellor minister governor mayor ambassador secretary speaker patriarch pope prosecutor commissioner "
    "king queen".split()
) | {"prime minister", "vice president"}
"""Words of which the authority would know: nobody else is meant by them whose offices it lists."""

_TWO = frozenset(["minister", "president"])
"""Prime ministers are no ministers, and vice presidents no presidents."""

FORMER = frozenset("former ex ousted deposed fugitive late fallen then previous toppled exiled disgraced".split())
_PLAIN = FORMER | frozenset(
    "new acting current young old elderly outgoing incoming interim newly next veteran powerful influential the this "
    "that same tired hawkish popular own top senior first".split()
)
"""Words before an office that tell nothing of whose it is."""

_PHRASE = re.compile(r"[^,;.]+")
_AFTER = re.compile(r"\s(?:of|to|in|for|at|on|from|until|since|with|by|killed|arrested|under|known|held|shot)\b")
_WORD = re.compile(r"[^\W_][\w'’-]*")


class Callings:
    """What the authority knows of people's offices, by day, and of first names."""

    def __init__(self, authority: Authority) -> None:
        self._actors = authority.actors
        self._roles: dict[str, list[Role]] = defaultdict(list)
        for role in authority.roles:
            self._roles[role.person].append(role)
        self._first = _first_names(authority)
        self._known = lru_cache(maxsize=4_096)(self._vocabulary)

    def fits(self, actor: str, word: str, more: Collection[str], on: date | None) -> Fit:
        """Can `word` ("minister") with `more` beside it ("foreign") mean this actor on this day?"""
        noun = next((f"{part} {word}" for part in ("prime", "vice") if part in more and word in _TWO), word)
        asked = {noun} | MEANS.get(noun, frozenset())
        heads, words = self._known(actor, None if not FORMER.isdisjoint(more) else on)
        if heads.isdisjoint(asked):
            ever, _ = self._known(actor, None)
            listed = noun in _OFFICIAL or noun in MEANS
            return "no" if ever and listed and ever.isdisjoint(asked) else ""  # who held it once may be called so still
        rest = {_spelled(part) for part in more} - _PLAIN - {"prime", "vice"}
        return "yes" if rest <= words else "no" if self._roles.get(actor) else ""

    def gender(self, first: str) -> str:
        """ "m" or "f" by a first name, as the authority's people bear it; "" if unknown or both."""
        return self._first.get(fold(first), "")

    def _vocabulary(self, actor: str, on: date | None) -> tuple[frozenset[str], frozenset[str]]:
        phrases = list(self._phrases(actor, on))
        heads = {head for phrase in phrases if (head := _head(phrase))}
        words = {_spelled(word.removesuffix("'s")) for p in phrases for word in _WORD.findall(p.lower())}
        return frozenset(heads), frozenset(words)

    def _phrases(self, actor: str, on: date | None) -> Iterator[str]:
        roles = self._roles.get(actor, [])
        for role in roles:
            if on is None or ((role.start is None or role.start <= on) and (role.end is None or on <= role.end)):
                yield role.office
                yield from (title.text for title in role.titles if title.text.isascii())
        known = self._actors.get(actor)
        for match in _PHRASE.finditer(known.description if known else ""):
            phrase = match.group().strip()
            held = {head for role in roles if (head := _head(role.office))}
            if _head(phrase) not in held:  # the role has the days
                yield phrase


def _head(phrase: str) -> str:
    """ "acting foreign minister of Ukraine" → "minister", "British prime minister" → "prime minister"."""
    cut = _AFTER.search(phrase)
    parts = _WORD.findall((phrase[: cut.start()] if cut else phrase).lower())
    if not parts:
        return ""
    two = " ".join(parts[-2:])
    if two in ("prime minister", "vice president", "press secretary", "secretary general", "chief executive"):
        return two
    return parts[-1].removesuffix("s") if parts[-1] not in ("boss",) else parts[-1]


def _spelled(word: str) -> str:
    return word.replace("defense", "defence")


def _first_names(authority: Authority) -> dict[str, str]:
    """First name → gender, where all people of the authority that bear it are of one."""
    seen: dict[str, set[str]] = defaultdict(set)
    for actor in authority.actors.values():
        if actor.kind == "person" and actor.gender:
            for name in (actor.name, *(n.text for n in actor.names if n.kind != "title")):
                parts = name.split()
                if len(parts) > 1:
                    seen[fold(parts[0])].add(actor.gender)
    return {first: next(iter(genders)) for first, genders in seen.items() if len(genders) == 1}


def content(words: Iterable[str]) -> frozenset[str]:
    """Words beside a noun as `fits` compares them: lower case, no possessive."""
    return frozenset(_spelled(word.lower().removesuffix("'s")) for word in words)
