"""Literal or metonymic, in English: the part that a place's name plays in its clause, by dependencies.

Asks of the name's governor what only a land, or only those who act for it, can be or suffer (`clausewords`).
Not here: which mentions are asked, and the actor behind a name that acts (readings).
"""

from __future__ import annotations

from collections.abc import Iterator

from archive.tagging import clausewords as w
from archive.tagging.recognise import Parsed, Token
from archive.tagging.values import Reading

Verdict = tuple[Reading, str]
LITERAL: Verdict = ("literal", "names the territory here")
BE = frozenset(["be", "remain", "stay"])


def reading(parsed: Parsed, first: int, last: int, *, governed: bool = True, kind: str = "country") -> Verdict:
    """Reading of the place named by tokens [first, last), with its reason as a plain sentence.

    `governed`: somebody acts for the place, or it is not known; a region of no government is a party to
    nothing and acts only as the subject of a verb. `kind` is the place's.
    """
    head = _real_head(parsed, _head_of(parsed, first, last))
    name = parsed.text[parsed.tokens[first].start : parsed.tokens[last - 1].end]
    found = _hyphenated(parsed, first, last) or _by_role(parsed, head, kind)
    other_side = parsed.tokens[head.head].lower in ("by", "against", "versus", "vs", "v")
    plays = head.dep == "pobj" and _plays_for(parsed, parsed.tokens[head.head])
    if not governed and head.dep != "nsubj" and not (other_side or plays):
        found = "literal", "has no government that could act"
    return (found[0], f"{name} {found[1]}.")


def _plays_for(parsed: Parsed, preposition: Token) -> bool:
    return preposition.lower == "for" and parsed.tokens[preposition.head].lemma in w.PLAYS


def _head_of(parsed: Parsed, first: int, last: int) -> Token:
    for token in parsed.tokens[first:last]:
        if not first <= token.head < last or token.head == token.i:
            return token
    return parsed.tokens[last - 1]


def _real_head(parsed: Parsed, token: Token) -> Token:
    """ "Berlin and Paris want", "its rival, Iran, wants": what holds for the first holds for the other."""
    for _ in range(6):
        above = parsed.tokens[token.head]
        listed = token.dep == "conj" and above.pos != "VERB"
        if above.i == token.i or not (listed or (token.dep == "appos" and above.pos == "NOUN")):
            return token
        if token.dep == "appos" and above.lemma in w.PARTIES:
            return token
        token = above
    return token


def _children(parsed: Parsed, token: Token, *deps: str) -> Iterator[Token]:
    return (child for i in token.children if (child := parsed.tokens[i]).dep in deps)


def _hyphenated(parsed: Parsed, first: int, last: int) -> Verdict | None:
    """ "Moscow-led", "pro-Moscow", "a Russia-EU summit"; None where no hyphen says anything."""
    tokens = parsed.tokens
    after = tokens[last + 1] if last + 1 < len(tokens) and tokens[last].text in ("-", "–") else None
    if after is not None and tokens[last].start == tokens[last - 1].end:
        if after.lower in w.LED:
            return "metonymic", f"does it: “-{after.text}”"
        return _pair(parsed, after)
    if first > 1 and tokens[first - 1].text in ("-", "–") and tokens[first - 1].end == tokens[first].start:
        if tokens[first - 2].lower in ("pro", "anti"):
            return "metonymic", f"is a party: “{tokens[first - 2].text}-”"
        return _pair(parsed, tokens[last - 1])
    return None


def _pair(parsed: Parsed, token: Token) -> Verdict | None:
    noun = _noun_above(parsed, token)
    if noun.lemma in w.TIES:
        return "metonymic", f"is a party to the “{noun.text}”"
    return None


def _noun_above(parsed: Parsed, token: Token) -> Token:
    for _ in range(4):
        if token.dep not in ("compound", "nmod", "amod", "poss") or token.head == token.i:
            return token
        token = parsed.tokens[token.head]
    return token


def _by_role(parsed: Parsed, token: Token, kind: str) -> Verdict:
    governor = parsed.tokens[token.head]
    if any(child.lower in ("a", "an") and child.i < token.i for child in _children(parsed, token, "det")):
        return "literal", "is one such land among others"
    if token.dep != "poss" and any(_children(parsed, token, "case")) and _has_prep(parsed, token, "among", "of"):
        return "literal", "is whose something is"
    match token.dep:
        case "nsubj" if governor.i != token.i:
            return _as_subject(parsed, token, governor)
        case "conj" if governor.pos == "VERB" and _verb_left_out(parsed, token):
            return "metonymic", "acts here; the verb is left out"
        case "nsubjpass" | "dobj" | "dative" | "iobj" | "oprd":
            return _acted_on(parsed, token, governor)
        case "agent":
            return "metonymic", "does it: “by”"
        case "attr" if governor.lemma == "be":
            return _as_complement(parsed, governor)
        case "pobj":
            return _after_preposition(parsed, token, governor)
        case "poss" | "compound" | "nmod" | "amod":
            return _as_owner(parsed, token, governor, kind)
        case "appos" if governor.lemma in w.PARTIES:
            return "metonymic", f"is called “{governor.text}”"
    return LITERAL


def _verb_left_out(parsed: Parsed, token: Token) -> bool:
    """ "…, and Ukraine its own duties", "…, Moldova too"."""
    return any(c.dep == "dobj" or c.lower in ("too", "either") for c in (parsed.tokens[i] for i in token.children))


# ------------------------------------------------------------------ as subject


def _as_subject(parsed: Parsed, token: Token, verb: Token) -> Verdict:
    if verb.dep == "aux":  # "Japan, too, has frozen": the parser may stop at the auxiliary
        verb = parsed.tokens[verb.head]
    if verb.lemma in BE or verb.pos in ("AUX", "ADJ"):
        return _as_subject_of_be(parsed, verb)
    if (verb.pos == "NOUN" and verb.lemma in w.PLACES) or _is_described(parsed, verb):
        return "literal", f"is described: “{verb.text}”"
    if verb.lemma in w.TRADE and _ware(parsed, verb):
        return "literal", f"is named as a market: “{verb.text}”"
    return "metonymic", f"acts here: “{verb.text}”"


def _is_described(parsed: Parsed, verb: Token) -> bool:
    """Does the verb tell what the land is like or undergoes, with this object?"""
    objects = list(_children(parsed, verb, "dobj"))
    if verb.lemma == "have":
        return any(child.lemma in w.POSSESSIONS for child in objects)
    if verb.lemma == "become":
        return any(child.lemma in w.PLACES for child in _children(parsed, verb, "attr"))
    if verb.lemma in ("keep", "mark", "observe", "celebrate", "commemorate"):
        return any(child.lower in w.FEASTS for child in objects)
    if verb.lemma == "leave":
        return any(child.pos == "PROPN" for child in objects)
    if verb.lemma not in w.STATES:
        return False
    if verb.lemma in ("freeze", "burn", "wake", "shrink", "grow") and objects:
        return False
    if verb.lemma in ("break", "fall"):
        return not any(child.lower in ("out", "off", "with") for child in _children(parsed, verb, "prt", "prep"))
    if verb.lemma in ("include", "cover"):
        return not any(child.text[0].isupper() or child.lemma in w.TIES for child in objects)
    if verb.lemma == "see":
        return not any(_children(parsed, verb, "ccomp")) and not _has_prep(parsed, verb, "as")
    return verb.lemma != "stand" or not _has_prep(parsed, verb, "by", "behind", "against", "with", "for")


def _has_prep(parsed: Parsed, verb: Token, *words: str) -> bool:
    return any(child.lower in words for child in _children(parsed, verb, "prep", "dative"))


def _as_subject_of_be(parsed: Parsed, verb: Token, depth: int = 0) -> Verdict:
    if verb.pos in ("ADJ", "NOUN") and verb.lemma in w.STATIVE_PREDICATES | w.PARTIES:
        return "metonymic", f"is “{verb.text}”, as only those who act can be"
    for child in (parsed.tokens[i] for i in verb.children):
        if child.dep in ("acomp", "attr") and child.lemma in w.STATIVE_PREDICATES | w.PARTIES:
            return "metonymic", f"is “{child.text}”, as only those who act can be"
        if child.dep == "xcomp" and any(parsed.tokens[j].lower == "to" for j in child.children):
            return "metonymic", f"is to “{child.text}”"
        if child.dep == "prep" and _tells_of_actors(parsed, child):
            return "metonymic", f"is “{child.text}” something as only those who act can be"
    above = parsed.tokens[verb.head]
    if verb.dep == "conj" and above.lemma != verb.lemma:
        above = next((child for child in _children(parsed, above, "ccomp") if child.i < verb.i), above)
    if verb.dep == "conj" and above.lemma == verb.lemma and depth < 3 and not _has_complement(parsed, verb):
        return _as_subject_of_be(parsed, above, depth + 1)
    return "literal", "is described here"


def _has_complement(parsed: Parsed, verb: Token) -> bool:
    return any(_children(parsed, verb, "acomp", "attr", "prep", "xcomp", "ccomp", "dobj"))


def _tells_of_actors(parsed: Parsed, preposition: Token) -> bool:
    if preposition.lower in ("behind", "against"):
        return True
    words = w.ABOUT.get(preposition.lower, frozenset())
    return any(child.lemma in words for child in _children(parsed, preposition, "pobj"))


def _as_complement(parsed: Parsed, verb: Token) -> Verdict:
    """ "The successor is Russia", "one of the creditors is Russia"."""
    for subject in _children(parsed, verb, "nsubj"):
        of = [noun for prep in _children(parsed, subject, "prep") for noun in _children(parsed, prep, "pobj")]
        party = next((noun for noun in (subject, *of) if noun.lemma in w.PARTIES), None)
        if party is not None:
            return "metonymic", f"is called “{party.text}”"
    return LITERAL


# ------------------------------------------------------------------ as object


def _acted_on(parsed: Parsed, token: Token, verb: Token) -> Verdict:
    if verb.pos not in ("VERB", "AUX"):
        return LITERAL
    land = verb.lemma in w.TERRITORY and not _dealt_with(parsed, token, verb)
    passed_on = token.dep != "dative" and verb.lemma in ("give", "hand") and _has_prep(parsed, verb, "to")
    if land or passed_on or _taken_for_land(parsed, token, verb):
        return "literal", f"is the territory of “{verb.text}”"
    return "metonymic", f"is whom the words “{verb.text}” are aimed at"


def _dealt_with(parsed: Parsed, token: Token, verb: Token) -> bool:
    """A verb of lands, said of those who act: "leaving Moscow alone", "joined Paris in protesting"."""
    after = [child for i in verb.children if (child := parsed.tokens[i]).i > token.i]
    if verb.lemma in ("leave", "keep"):
        return any(c.dep in ("oprd", "acomp") or c.lower in ("alone", "out", "with", "without") for c in after)
    if verb.lemma == "join":
        return any(c.lower == "in" and parsed.tokens[c.i + 1].tag == "VBG" for c in after if c.children)
    if verb.lemma in ("name", "call", "describe"):
        named = any(c.lower in ("among", "as") for c in after)
        return named or any(c.dep in ("oprd", "ccomp") and c.lemma in w.PARTIES for c in after)
    if verb.lemma in ("hit", "strike", "cover"):
        return any(child.lemma in w.MEASURES for child in _children(parsed, verb, "nsubj"))
    return False


def _taken_for_land(parsed: Parsed, token: Token, verb: Token) -> bool:
    """ "recognised Crimea as part of Russia", "want Ukraine in the union"."""
    if verb.lemma in ("want", "need", "see") and (_has_prep(parsed, verb, "in") or _has_prep(parsed, token, "in")):
        return True
    below = (prep for prep in _children(parsed, verb, "prep") if prep.lower == "as")
    named = [*_children(parsed, verb, "oprd", "attr"), *(n for prep in below for n in _children(parsed, prep, "pobj"))]
    return any(child.lemma in w.PLACES for child in named)


# ------------------------------------------------------------------ after a preposition


def _after_preposition(parsed: Parsed, token: Token, preposition: Token) -> Verdict:
    word, governor = preposition.lower, parsed.tokens[preposition.head]
    if governor.dep == "parataxis":  # "must choose, he said, between"
        governor = parsed.tokens[governor.head]
    verb = governor.pos in ("VERB", "AUX")
    match word:
        case "by" | "against" | "versus" | "v" | "vs" | "without":
            acts = True
        case "with":
            joined = any(child.lower == "together" for child in _children(parsed, preposition, "advmod"))
            acts = not joined and governor.lemma not in w.UNITING
        case "between" | "among":
            acts = governor.lemma in w.TIES or governor.lemma in w.AMID
        case "for":
            acts = not (verb and governor.lemma in w.GOING) and governor.lemma not in w.NOT_FOR
            acts = acts and not _is_ware(parsed, governor)
            acts = acts and not any(child.lower in w.SORT for child in _children(parsed, token, "amod", "compound"))
        case "to" | "towards" | "toward":
            acts = _towards(parsed, word, governor, verb)
        case "from":
            acts = governor.lemma in (w.ASKED if verb else w.GIVEN | w.TIES)
        case "on" | "upon":
            acts = governor.lemma in (w.PRESS if verb else w.MEASURES)
        case "of":
            acts = governor.lemma in ("make", "ask", "demand", "require") if verb else _of(governor)
        case "at":
            acts = governor.lemma in ("aim", "direct")
        case "in":
            acts = governor.lemma in ("trust", "confidence", "faith")
        case "unlike" | "like":
            acts = _as_the_subject(parsed, governor)
        case _:
            acts = word == "over" and governor.lemma in w.BEATING
    if acts:
        return "metonymic", f"is a party: “{governor.text} {word}”"
    return "literal", f"is where: “{word}”"


def _is_ware(parsed: Parsed, noun: Token) -> bool:
    """ "gas for Ukraine", "the price of gas for Ukraine", also where the parser ties them to the verb."""
    if noun.pos == "VERB":
        return any(_is_ware(parsed, thing) for thing in _children(parsed, noun, "dobj"))
    of = (thing for prep in _children(parsed, noun, "prep") for thing in _children(parsed, prep, "pobj"))
    return noun.pos == "NOUN" and (noun.lemma in w.WARES or any(thing.lemma in w.WARES for thing in of))


def _towards(parsed: Parsed, word: str, governor: Token, verb: bool) -> bool:
    if governor.lower == "according":
        return True
    if governor.pos == "ADJ":
        return word != "to" or governor.lemma in w.ATTITUDES
    if not verb:
        return governor.lemma in w.GIVEN | w.TIES
    return governor.lemma in w.GIVE and not _moves_land_or_goods(parsed, governor)


def _moves_land_or_goods(parsed: Parsed, verb: Token) -> bool:
    """Is what is given a land or a ware: "transferred Crimea to Ukraine", "gas to sell to China"?"""
    if verb.lemma in ("transfer", "give", "restore", "hand") and any(
        thing.pos == "PROPN" for thing in _children(parsed, verb, "dobj", "nsubjpass")
    ):
        return True
    return verb.lemma in ("sell", "supply", "deliver") and _ware(parsed, verb)


def _ware(parsed: Parsed, verb: Token) -> bool:
    """Is it a ware that is sold, bought, delivered, or nothing named?"""
    things = list(_children(parsed, verb, "dobj", "nsubjpass"))
    if verb.dep in ("relcl", "acl"):
        things.append(parsed.tokens[verb.head])
    named = [thing for thing in things if thing.pos != "PRON"]
    if verb.lemma in ("get", "receive", "draw"):  # of much else than wares
        return any(thing.lemma in w.GOODS for thing in named)
    return not named or any(thing.lemma in w.GOODS for thing in named)


def _of(noun: Token) -> bool:
    return noun.lemma in (w.DEEDS | w.PARTIES) - w.UNDERGONE


def _as_the_subject(parsed: Parsed, verb: Token) -> bool:
    """ "Unlike the Soviet Union, Russia led no bloc": both do the same."""
    acting = (s for s in _children(parsed, verb, "nsubj") if s.pos == "PROPN")
    return any(_as_subject(parsed, subject, verb)[0] == "metonymic" for subject in acting)


# ------------------------------------------------------------------ before a noun


def _as_owner(parsed: Parsed, token: Token, noun: Token, kind: str) -> Verdict:
    bare = token.dep != "poss"
    verb = parsed.tokens[noun.head]
    if bare and noun.dep == "dobj" and verb.lemma in w.TWO_OBJECTS and verb.i + 1 == token.i:
        return "metonymic", f"is whom the words “{verb.text}” are aimed at"
    if bare and noun.lemma in (w.ABOUT_IT if kind == "country" else w.NAMED_AFTER):
        return "literal", f"is where the “{noun.text}” is"
    if noun.lemma in w.UNDERGONE | w.OF_REGIONS and kind == "region" and not _has_prep(parsed, noun, "of"):
        return "literal", f"is the territory of the “{noun.text}”"
    if noun.lemma in w.DEEDS | w.PARTIES or (not bare and noun.tag == "VBG"):
        return "metonymic", f"is whose “{noun.text}” it is"
    return "literal", f"is where “{noun.text}” belongs"
