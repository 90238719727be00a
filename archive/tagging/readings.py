"""Literal or metonymic: the territory, or those who act in its name ("Moscow says").

Rules over dependencies and two small word lists of language. Without dependencies (languages that have no
model here) only the nearest verb of saying decides.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable

from archive.authority.values import Actor, Place
from archive.tagging.recognise import Parsed, Token
from archive.tagging.spans import Found
from archive.tagging.values import Reading

SPEECH = frozenset("""say tell announce declare warn claim insist deny admit acknowledge argue add note state accuse
condemn criticize criticise blame urge demand call ask request reject refuse recognize recognise vow pledge promise
threaten agree disagree accept approve back support oppose want hope fear believe think consider expect intend plan
decide vote veto propose offer welcome praise protest respond react reply answer retaliate impose sanction suspend
expel recall summon negotiate discuss cooperate sign ratify withdraw send deploy supply sell buy finance fund aid help
assist invade annex attack bomb seize occupy violate break try seek press push force persuade convince lead host join
leave lose win beat defeat play face maintain signal appeal reiterate stress emphasize emphasise suggest confirm
dismiss denounce respect""".split())
MOTION = frozenset("""go come travel fly arrive return leave live reside stay visit enter reach cross tour move head
drive walk run flee be bear locate base hold found take place situate settle die work study meet gather near
lie stand border surround include cover span occupy divide unite split destroy hit strike devastate flood rebuild
shake rock sweep""".split())
PLACE_PREPS = frozenset("""in at near from to into through across around within inside outside throughout via toward
towards beyond above under over off along onto""".split())
PARTY_PREPS = frozenset("against with between for by of among".split())
STATE_NOUNS = frozenset("""relation tie talk agreement treaty deal war pact alliance negotiation dialogue cooperation
dispute tension conflict sanction pressure aid support partnership trade accord confrontation summit""".split())
ACT_NOUNS = frozenset("""decision refusal policy government position stance demand claim role interest response reaction
support pledge offer threat aggression intervention plan effort attempt ambition concern strategy statement request
call warning commitment involvement action president minister parliament ambassador foreign-minister""".split())


def reading(parsed: Parsed, first: int, last: int) -> tuple[Reading, str]:
    """Reading of the place named by tokens [first, last), with its reason as a plain sentence."""
    head = _real_head(parsed, _head_of(parsed, first, last))
    name = parsed.text[parsed.tokens[first].start:parsed.tokens[last - 1].end]
    found = _by_role(parsed, head)
    return (found[0], f"{name} {found[1]}.")


def _head_of(parsed: Parsed, first: int, last: int) -> Token:
    for token in parsed.tokens[first:last]:
        if not first <= token.head < last or token.head == token.i:
            return token
    return parsed.tokens[last - 1]


def _real_head(parsed: Parsed, token: Token) -> Token:
    """"Berlin and Paris want": what holds for Berlin holds for Paris."""
    for _ in range(6):
        if token.dep == "conj" and token.head != token.i:
            token = parsed.tokens[token.head]
        else:
            return token
    return token


def _by_role(parsed: Parsed, token: Token) -> tuple[Reading, str]:
    governor = parsed.tokens[token.head]
    dep = token.dep
    if dep in ("nsubj",) and governor.i != token.i:
        return _as_subject(parsed, governor)
    if dep == "nsubjpass":
        return ("literal", "is where something was done") if governor.lemma in MOTION else \
            ("metonymic" if governor.lemma in SPEECH else "literal", "is what something was done to")
    if dep in ("dobj", "dative", "iobj"):
        return _as_object(governor)
    if dep == "pobj":
        return _after_preposition(parsed, token, governor)
    if dep == "poss":
        return _as_owner(governor)
    return "literal", "names the territory here"


def _as_subject(parsed: Parsed, verb: Token) -> tuple[Reading, str]:
    if verb.lemma == "be" or verb.pos == "AUX":
        return _as_subject_of_be(parsed, verb)
    if verb.lemma in MOTION and verb.lemma not in SPEECH:
        return "literal", f"is where it is: “{verb.text}”"
    return "metonymic", f"acts here: “{verb.text}”"


def _as_subject_of_be(parsed: Parsed, verb: Token) -> tuple[Reading, str]:
    for i in verb.children:
        child = parsed.tokens[i]
        if child.dep == "acomp" and child.lemma in ("ready", "willing", "unwilling", "prepared", "concerned", "keen",
                                                    "eager", "responsible", "guilty", "opposed", "worried", "determined",
                                                    "reluctant", "able", "committed", "interested", "wrong", "right"):
            return "metonymic", f"is “{child.text}”, as only people can be"
    return "literal", "is described here"


def _as_object(verb: Token) -> tuple[Reading, str]:
    if verb.lemma in SPEECH and verb.lemma not in MOTION and verb.lemma not in ("leave", "invade", "annex", "bomb", "occupy", "seize", "attack"):
        return "metonymic", f"is whom the words “{verb.text}” are aimed at"
    return "literal", f"is the territory of “{verb.text}”"


def _after_preposition(parsed: Parsed, token: Token, preposition: Token) -> tuple[Reading, str]:
    word = preposition.lower
    governor = parsed.tokens[preposition.head]
    if word == "by" and preposition.dep == "agent":
        return "metonymic", "does it: “by”"
    if word == "against":
        return "metonymic", "is the other side: “against”"
    if word in ("with", "between", "among") and governor.lemma in STATE_NOUNS | SPEECH:
        return "metonymic", f"is a party: “{governor.text} {word}”"
    if word in ("to", "from", "on", "for") and governor.lemma in (SPEECH - MOTION) | STATE_NOUNS and governor.pos in ("NOUN", "VERB") \
            and governor.lemma not in ("withdraw", "send", "deploy", "recall", "expel", "call", "lead"):
        return "metonymic", f"is a party: “{governor.text} {word}”"
    return "literal", f"is where: “{word}”"


def _as_owner(noun: Token) -> tuple[Reading, str]:
    if noun.lemma in ACT_NOUNS and noun.lemma not in ("president", "minister", "parliament", "ambassador"):
        return "metonymic", f"is whose “{noun.text}” it is"
    return "literal", f"is where “{noun.text}” belongs"


# ------------------------------------------------------------------ applied to the mentions of a text

_SEAT = re.compile(r"\b(?:government|authorities|leadership|leaders|officials|administration|regime|cabinet|rulers|junta)\s+in\s+$",
                   re.IGNORECASE)
_SAYS_AFTER = re.compile(
    r"\s+(?:\w+\s+){0,2}(?:заяви\w*|сказа\w*|каже|вважа\w*|вимага\w*|закликa\w*|заклика\w*|визна\w*|відкида\w*|засуди\w*|підтрима\w*"
    r"|обвинува\w*|звинува\w*|пропону\w*|погроз\w*|заявля\w*|счита\w*|требу\w*|призва\w*|призна\w*|отверга\w*|осуди\w*|поддержа\w*"
    r"|обвини\w*|предлож\w*|введ\w*|ввел\w*|ввів|запровади\w*)", re.IGNORECASE)


def read_places(found: list[Found], parsed: Parsed, place_of: Callable[[str], Place | None], actors: dict[str, Actor]) -> None:
    """Set the reading of places and demonyms, and the actor behind a place that acts."""
    starts = [token.start for token in parsed.tokens]
    for span in found:
        if span.kind == "group" and span.place:
            span.reading = "adjectival"
        if span.kind != "place":
            continue
        place = place_of(span.place) if span.place else None
        span.reading, why = _read(span, parsed, starts)
        if span.reading == "metonymic" and place is not None:
            span.actor = _behind(place, actors, place_of)
        if span.reading == "metonymic" or not span.why:
            span.why = f"{span.why} {why}".strip()


def _read(span: Found, parsed: Parsed, starts: list[int]) -> tuple[Reading, str]:
    if _SEAT.search(parsed.clean[max(0, span.start - 30):span.start]):
        return "metonymic", f"The words name the government in {span.text}."
    if not parsed.deep:
        acts = _SAYS_AFTER.match(parsed.clean, span.end, span.end + 60)
        return ("metonymic", f"{span.text} acts here.") if acts else ("literal", "")
    first = bisect_left(starts, span.start)
    last = bisect_left(starts, span.end)
    if first >= last:
        return "literal", ""
    return reading(parsed, first, last)


def _behind(place: Place, actors: dict[str, Actor], place_of: Callable[[str], Place | None]) -> str:
    """The government that a place stands for, "" if the authority has none."""
    return place.government if place.government in actors else ""
