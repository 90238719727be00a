"""Names that play the part of another noun, and names of teams, peoples and exchanges, in English.

"The Kingdom of Poland", "the whole of Spain", "states such as Japan" take the part of the noun they hang on; a score,
a plural verb ("Sheffield were relegated") or a transfer tells a team, whoever governs the town.
"""

from __future__ import annotations

import re

from archive.tagging import clausewords as w
from archive.tagging.clausetree import children, noun_above
from archive.tagging.recognise import Parsed, Token

_SCORE = re.compile(r" (\d{1,3})(?=[,;.)\n]| *$| [A-Z])")
"""What follows a name in a list of results: "Finland 2, Latvia 1"."""

_RESULTS = re.compile(r"[A-Z]\w+ \d{1,3}[,;]? (?:and )?[A-Z][\w ]{2,24} \d{1,3}(?:[,;.)\n]| *$)")


def stands_for(parsed: Parsed, token: Token) -> Token:
    """The noun whose part the name plays: itself, or the noun that it hangs on by "of", "such as", "including"."""
    preposition = parsed.tokens[token.head]
    if (
        token.dep in ("compound", "nmod")
        and preposition.text[:1].isupper()
        and preposition.lower in w.STYLES - w.BODIES
    ):
        return preposition
    if token.dep != "pobj" or preposition.head == preposition.i:
        return token
    noun = parsed.tokens[preposition.head]
    if preposition.lower == "of" and noun.text[:1].isupper() and noun.lower in w.STYLES:
        return noun
    if preposition.lower == "of" and noun.lower in w.AMOUNTS and noun.dep in ("nsubj", "dobj"):
        return noun
    example = preposition.lower in ("including", "like") or (
        preposition.lower == "as" and any(child.lower == "such" for child in children(parsed, preposition, "amod"))
    )
    if example and noun.lemma in w.LANDS | w.PARTIES and noun.i < preposition.i:
        return noun
    return token


def is_team(parsed: Parsed, token: Token, last: int, *, governed: bool) -> bool:
    """Is the name a team's by a score, by a verb in the plural, by a sport's deed or by a transfer of a player?"""
    return (
        _has_score(parsed, token, last)
        or _is_plural(parsed, token)
        or _is_in_play(parsed, token, governed=governed)
        or _has_player(parsed, token)
    )


def in_list_of(parsed: Parsed, first: int) -> Token | None:
    """The noun before the colon of a list of names: "member countries: Mali, Togo", "Group B: Spain, Chile"."""
    low = parsed.sentences[parsed.tokens[first].sent][0]
    i = first - 1
    while i > low and (parsed.tokens[i].text in (",", "the", "and", "&", ";") or parsed.tokens[i].text[:1].isupper()):
        i -= 1
    if i <= low or parsed.tokens[i].text != ":":
        return None
    return next((t for t in reversed(parsed.tokens[low:i]) if t.lemma.lower() in w.LANDS | w.PARTIES | w.GROUPS), None)


def _has_score(parsed: Parsed, token: Token, last: int) -> bool:
    end = parsed.tokens[last - 1].end
    if not _SCORE.match(parsed.clean, end):
        return False
    return bool(_RESULTS.search(parsed.clean, max(0, token.start - 40), end + 44))


def _is_plural(parsed: Parsed, token: Token) -> bool:
    """ "England were all out": one name, a verb in the plural; names that are plural themselves say nothing."""
    if token.dep not in ("nsubj", "nsubjpass") or token.lower.endswith("s") or parsed.tokens[token.head].i < token.i:
        return False
    if any(children(parsed, token, "conj", "cc", "appos", "det")):
        return False
    verb = parsed.tokens[token.head]
    first = min((c for c in children(parsed, verb, "aux", "auxpass") if c.i > token.i), key=lambda c: c.i, default=verb)
    if first.lower not in ("are", "were", "have"):
        return False
    return first.i == token.i + 1 and (token.i == 0 or parsed.tokens[token.i - 1].lower not in ("if", "and", "or"))


def _is_in_play(parsed: Parsed, token: Token, *, governed: bool) -> bool:
    """ "France meet Wales": what a team does to another that has nobody else to act for it."""
    above = parsed.tokens[token.head]
    if token.dep == "dobj":
        return not governed and above.lemma in w.MEETS
    if token.dep != "pobj":
        return False
    noun = parsed.tokens[above.head]
    if above.lower == "for":
        return (noun.pos == "NOUN" and noun.lemma in w.EARNED) or any(
            thing.lemma in w.EARNED for thing in children(parsed, noun, "dobj")
        )
    return above.lower in ("between", "against") and noun.lemma in w.FIXTURES


def _has_player(parsed: Parsed, token: Token) -> bool:
    """ "Traded him to Chicago", "bought the striker from Porto"."""
    preposition = parsed.tokens[token.head]
    if token.dep != "pobj" or preposition.lower not in ("to", "from"):
        return False
    verb = parsed.tokens[preposition.head]
    if verb.pos == "NOUN":
        verb = parsed.tokens[verb.head]
    if verb.lemma not in ("sign", "trade", "sell", "buy", "loan"):
        return False
    things = children(parsed, verb, "dobj", "nsubjpass")
    return any(thing.lemma in w.SPORT or thing.lower in ("him", "her", "he", "she") for thing in things)


def moves_people(parsed: Parsed, verb: Token) -> bool:
    """ "The murder shocked Sweden", "the song conquered Japan": news and works move people, not land."""
    return verb.lemma in w.MOVING and any(
        noun_above(parsed, child).lemma in w.MOVERS for child in children(parsed, verb, "nsubj")
    )


def other_than_government(parsed: Parsed, token: Token, last: int) -> str:
    """Who acts behind a metonymic name, if no government: "team", "people", "stock exchange", else "".

    A verb of winning or losing alone says nothing: the sentence must speak of sport.
    """
    if _has_score(parsed, token, last) or _is_in_play(parsed, token, governed=True) or _has_player(parsed, token):
        return "team"
    if noun_above(parsed, token).lemma in w.SPORT:
        return "team"
    governor = parsed.tokens[token.head]
    if token.dep == "pobj":
        governor = parsed.tokens[governor.head]
    if (governor.lemma in w.CONTESTS or _is_plural(parsed, token)) and _speaks_of_sport(parsed, token):
        return "team"
    if moves_people(parsed, governor) or (token.dep == "nsubj" and _feels_or_votes(parsed, governor)):
        return "people"
    return "stock exchange" if token.dep == "nsubj" and quotes_shares(parsed, governor) else ""


def _speaks_of_sport(parsed: Parsed, token: Token) -> bool:
    low, high = parsed.sentences[token.sent]
    return any(
        word.lemma.lower() in w.OF_SPORT and (word.pos == "NOUN" or word.dep == "pobj" or word.lower == "cup")
        for word in parsed.tokens[low:high]
    )


def _feels_or_votes(parsed: Parsed, verb: Token) -> bool:
    """ "Ireland mourned its poet", "France went to the polls"."""
    polls = any(
        noun.lemma in ("poll", "urn") for p in children(parsed, verb, "prep") for noun in children(parsed, p, "pobj")
    )
    return verb.lemma in w.FELT or (verb.lemma in ("go", "head", "return") and polls)


def quotes_shares(parsed: Parsed, verb: Token) -> bool:
    """ "Tokyo closed higher", "Wall Street fell by two percent": a day's prices."""
    if verb.lemma not in w.PRICED:
        return False
    by = (n for p in children(parsed, verb, "prep") if p.lower == "by" for n in children(parsed, p, "pobj"))
    beside = (*children(parsed, verb, "advmod", "acomp", "npadvmod", "dobj"), *by)
    if any(child.lemma in ("percent", "%", "point") and not any(children(parsed, child, "prep")) for child in beside):
        return True
    return verb.lemma in ("close", "open", "end", "finish") and any(c.lower in ("higher", "lower") for c in beside)
