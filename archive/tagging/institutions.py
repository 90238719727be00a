"""Institutions named by their nation: "the Ukrainian army", "Germany's government", "the parliament of Crimea".

The noun needs no capital: the nation makes it a name. A nation before another noun names nobody ("Ukrainian
troops", "a Ukrainian military aircraft"). Where the authority has no such body, its name is composed
("Parliament of France"), so that one body keeps one name whatever the printing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from archive.authority.names import fold
from archive.authority.values import Authority, Name, Place
from archive.tagging.bodies import less_nation
from archive.tagging.entries import Entry, Hit
from archive.tagging.recognise import Parsed

_PORTFOLIO_WORDS = (
    r"foreign affairs|foreign|defen[cs]e|interior|internal affairs|finance|justice|energy|economy|health|culture"
    r"|education|agriculture|transport|emergencies|emergency situations|trade|labou?r|environment|sports?"
)
_SORTS = {
    "government": r"governments?|cabinet|authorities",
    "parliament": r"parliament|legislature|assembly",
    "army": r"army|military|armed forces",
    "navy": r"navy",
    "air force": r"air force",
    "airborne troops": r"airborne (?:troops|forces)",
    "general staff": r"general staff",
    "central bank": r"central bank",
    "security council": r"(?:national )?security council",
    "security service": r"(?:state |federal )?security services?",
    "border service": r"(?:state )?border (?:guard )?service",
    "emergency service": r"(?:state )?emergenc(?:y|ies) service",
    "election commission": r"(?:central )?election commission",
    "constitutional court": r"constitutional court",
    "supreme court": r"supreme court",
    "presidency": r"presidency",
    "presidential administration": r"presidential administration",
    "embassy": r"embassy",
    "ministry": rf"ministry (?:of|for) (?:the )?(?:{_PORTFOLIO_WORDS})|(?:(?:{_PORTFOLIO_WORDS}) )?ministry",
}
_NOUN = "|".join(f"(?P<{sort.replace(' ', '_')}>{words.replace(' ', '[ -]')})" for sort, words in _SORTS.items())
_FRESH = (
    r"(?:(?:new|interim|provisional|transitional|caretaker|current|own|federal|central|fledgling|national|regional"
    r"|then|pro-\w+)[ -])?"
)
_AFTER = re.compile(rf"(?:'s?)?[ -]{_FRESH}(?:{_NOUN})\b", re.IGNORECASE)
_BEFORE = re.compile(rf"\b(?:{_NOUN}) of (?:the )?$", re.IGNORECASE)
_REACH = 60
_PORTFOLIOS = {
    "foreign": "Foreign Affairs",
    "foreign affairs": "Foreign Affairs",
    "defense": "Defence",
    "defence": "Defence",
    "interior": "Internal Affairs",
    "internal affairs": "Internal Affairs",
    "emergencies": "Emergency Situations",
    "emergency situations": "Emergency Situations",
}
_ARTICLE = re.compile(r"^Government of ")


class Institutions:
    """Bodies of nations by country and sort. Finding is linear in the text."""

    def __init__(self, authority: Authority) -> None:
        self._actors = authority.actors
        self._places = authority.places
        self._nations = {
            place.id: _nation_names(place)
            for place in authority.places.values()
            if place.kind == "country" or (place.kind == "region" and place.government)
        }
        countries = (authority.places[ident] for ident in self._nations)
        self._countries = {place.country: place.id for place in countries if place.kind == "country"}
        self._bodies: dict[tuple[str, str], str] = {}
        by_name = {text: ident for ident, texts in self._nations.items() for text in texts}
        for actor in authority.actors.values():
            home = actor.place if actor.kind != "person" else ""
            if home in self._nations:
                for name in actor.names:
                    rest = _rest(name.text, self._nations[home]) if name.lang in ("en", "") else ""
                    if rest and (match := re.fullmatch(_NOUN, rest, re.IGNORECASE)):
                        self._bodies.setdefault((home, _key(match)), actor.id)
        self._by_name = by_name

    def find(self, parsed: Parsed, hits: list[Hit]) -> Iterator[Hit]:
        """Institutions at the nations among `hits`."""
        for hit in hits:
            nation = next((e.id for e in hit.entries if e.kind in ("place", "demonym") and e.id in self._nations), "")
            if nation:
                yield from self._at(parsed, hit, nation)

    def alone(self, text: str, country: str) -> tuple[str, str]:
        """ "Agriculture Ministry" in a text about Russia → actor "", name "Ministry of Agriculture of Russia"."""
        match = re.fullmatch(_NOUN, text, re.IGNORECASE)
        home = self._countries.get(country, "")
        if not match or not home or not text[:1].isupper() or _key(match) == "ministry":
            return "", ""
        actor = self._actor(self._places[home], _key(match))
        return actor, "" if actor else self._composed(self._places[home], _key(match))

    def _at(self, parsed: Parsed, hit: Hit, nation: str) -> Iterator[Hit]:
        adjective = all(entry.kind == "demonym" for entry in hit.entries)
        match = _AFTER.match(parsed.clean, hit.end)
        if match and match["presidency"] and not adjective:
            match = None  # "Ukraine's presidency" is an office, "the Lithuanian presidency" sat at a table
        if match and (match["ministry"] or "").lower() != "ministry":
            yield self.hit(hit.start, match.end(), nation, _key(match))
        before = _BEFORE.search(parsed.clean, max(0, hit.start - _REACH), hit.start)
        if before and not adjective and not before["presidency"]:
            yield self.hit(before.start(), hit.end, nation, _key(before))

    def has(self, nation: str) -> bool:
        """Is this the id of a country or governed region?"""
        return nation in self._nations

    def hit(self, start: int, end: int, nation: str, key: str) -> Hit:
        """The nation's body of the sort `key` as a hit at [start, end)."""
        place = self._places[nation]
        if actor := self._actor(place, key):
            return Hit(start, end, (Entry("actor", actor, Name(self._actors[actor].name, "en")),))
        return Hit(start, end, (Entry("institution", nation, Name(self._composed(place, key), "en")),))

    def _actor(self, place: Place, key: str) -> str:
        actor = self._bodies.get((place.id, key), "") or (place.government if key == "government" else "")
        return actor if actor in self._actors else ""

    def _composed(self, place: Place, key: str) -> str:
        government = self._actors.get(place.government)
        whole = _ARTICLE.sub("", government.name) if government else place.name
        adjective = next((n.text for n in place.names if n.kind == "demonym" and n.lang == "en"), place.name)
        if key in ("navy", "air force", "airborne troops", "general staff"):
            return f"{adjective} {key.title()}"
        sort = {"army": "Armed Forces"}.get(
            key, key[:1].upper() + key[1:] if key.startswith("ministry of") else key.title()
        )
        return f"{sort} of {whole}"


def _nation_names(place: Place) -> frozenset[str]:
    return frozenset(fold(text) for text in (place.name, *(n.text for n in place.names if n.lang in ("en", ""))))


def _rest(name: str, nation: frozenset[str]) -> str:
    """ "Ukrainian Foreign Ministry", "Parliament of Crimea" → the name without the nation."""
    return less_nation(name, nation)


def _key(match: re.Match[str]) -> str:
    """One key for all printings of a sort: "ministry of Defence" for "defense ministry"."""
    sort = next(name for name, text in match.groupdict().items() if text).replace("_", " ")
    if sort != "ministry":
        return sort
    words = re.sub(r"\bministry\b(?: of| for)?(?: the)?", "", match["ministry"].lower().replace("-", " ")).strip()
    return f"ministry of {_PORTFOLIOS.get(words, words.title())}" if words else "ministry"


def describes(parsed: Parsed, start: int, end: int) -> bool:
    """ "Ukrainian military aircraft", "the Crimean parliament building": the name only describes the next noun."""
    i = bisect_left(parsed.tokens, end, key=lambda token: token.start)
    after = parsed.tokens[i] if i < len(parsed.tokens) else None
    if after is None or not parsed.deep or parsed.clean[end : after.start] not in (" ", "-"):
        return False
    words = parsed.clean[start:end].lower().split()
    if len(words) < 2 or words[-1] not in _LOOSE:
        return False
    if after.lower.startswith(("building", "headquarter")):
        return True
    return words[-1] == "military" and after.tag in ("NN", "NNS", "NNP", "JJ", "VBG")


_LOOSE = frozenset("military government parliament embassy ministry assembly".split())
