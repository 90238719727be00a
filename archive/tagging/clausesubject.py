"""Literal or metonymic: the subject of a verb, or of "be" and its complement (English)."""

from __future__ import annotations

from archive.tagging import clausewords as w
from archive.tagging.clausegroups import quotes_shares
from archive.tagging.clausetrade import is_market
from archive.tagging.clausetree import children, has_prep
from archive.tagging.recognise import Parsed, Token
from archive.tagging.values import Reading

Verdict = tuple[Reading, str]
BE = frozenset(["be", "remain", "stay"])


def as_subject(parsed: Parsed, token: Token, verb: Token, kind: str = "country") -> Verdict:
    """Reading of a name that is the subject of this verb; `kind` is the place's."""
    if verb.dep == "aux":  # "Japan, too, has frozen": the parser may stop at the auxiliary
        verb = parsed.tokens[verb.head]
    if verb.lemma in BE or verb.pos in ("AUX", "ADJ"):
        return _as_subject_of_be(parsed, verb)
    if (kind != "country" or token.lower == "street") and quotes_shares(parsed, verb):
        return "metonymic", f"names its stock exchange: “{verb.text}”"
    if (verb.pos == "NOUN" and verb.lemma in w.PLACES) or _is_described(parsed, verb, kind):
        return "literal", f"is described: “{verb.text}”"
    if is_market(parsed, verb):
        return "literal", f"is named as a market: “{verb.text}”"
    return "metonymic", f"acts here: “{verb.text}”"


def _is_described(parsed: Parsed, verb: Token, kind: str) -> bool:
    """Does the verb tell what the land is like or undergoes, with this object?"""
    objects = list(children(parsed, verb, "dobj"))
    match verb.lemma:
        case "have":
            forces = kind == "city" and any(child.lemma in w.FORCES for child in objects)
            return not forces and any(child.lemma in w.POSSESSIONS | w.FRACTIONS for child in objects)
        case "suffer":
            return any(child.lemma in w.CALAMITIES for child in objects)
        case "host":
            return any(child.lemma in w.HOUSED for child in objects)
        case "become":
            return any(child.lemma in w.PLACES for child in children(parsed, verb, "attr"))
        case "keep" | "mark" | "observe" | "celebrate" | "commemorate":
            return any(child.lower in w.FEASTS for child in objects)
        case "leave":
            return any(child.pos == "PROPN" for child in objects)
        case "go":
            return any(child.lemma in w.WANTS for child in children(parsed, verb, "acomp", "oprd"))
        case "come" | "return" | "pass":
            return _goes_over(parsed, verb, kind)
    return verb.lemma in w.STATES and _is_state(parsed, verb, objects)


def _goes_over(parsed: Parsed, verb: Token, kind: str) -> bool:
    """ "Crimea has come to Russia", "has come home": a land goes over to another; or it "came into being"."""
    into = (parsed.tokens[i] for prep in children(parsed, verb, "prep") if prep.lower == "into" for i in prep.children)
    if any(child.lower in ("being", "existence") for child in into):
        return True
    if any(child.lower == "home" for child in children(parsed, verb, "advmod", "npadvmod", "dobj")):
        return True
    to = (prep for prep in children(parsed, verb, "prep") if prep.lower in ("to", "under"))
    named = any(noun.pos == "PROPN" for prep in to for noun in children(parsed, prep, "pobj"))
    return kind == "region" and named


def _is_state(parsed: Parsed, verb: Token, objects: list[Token]) -> bool:
    """Is a verb of states one here, with its object and particles?"""
    match verb.lemma:
        case "freeze" | "burn" | "wake" | "shrink" | "grow":
            return not objects
        case "break" | "fall":
            broken = any(child.lemma in w.TIES | w.BROKEN for child in objects)
            parted = any(child.lower in ("out", "off", "with") for child in children(parsed, verb, "prt", "prep"))
            return not broken and not parted
        case "include" | "cover":
            return not any(child.text[0].isupper() or child.lemma in w.TIES for child in objects)
        case "see":
            thought = any(child.lemma in w.SEEN_IN_MIND for child in objects)
            return not thought and not any(children(parsed, verb, "ccomp")) and not has_prep(parsed, verb, "as")
        case "stand":
            return not has_prep(parsed, verb, "by", "behind", "against", "with", "for")
    return True


def _as_subject_of_be(parsed: Parsed, verb: Token, depth: int = 0) -> Verdict:
    if verb.pos in ("ADJ", "NOUN") and verb.lemma in w.MINDED | w.PARTIES:
        return "metonymic", f"is “{verb.text}”, as only those who act can be"
    for child in (parsed.tokens[i] for i in verb.children):
        if child.dep in ("acomp", "attr") and (
            child.lemma in w.MINDED | w.PARTIES or (child.lower in w.MINDED and child.lower != "divided")
        ):
            return "metonymic", f"is “{child.text}”, as only those who act can be"
        if child.dep == "attr" and _is_such_as_does(parsed, child):
            return "metonymic", f"is “{child.text}” of those who do something"
        if child.dep == "xcomp" and any(parsed.tokens[j].lower == "to" for j in child.children):
            return "metonymic", f"is to “{child.text}”"
        if child.dep == "prep" and _tells_of_actors(parsed, child):
            return "metonymic", f"is “{child.text}” something as only those who act can be"
    above = parsed.tokens[verb.head]
    if verb.dep == "conj" and above.lemma != verb.lemma:
        above = next((child for child in children(parsed, above, "ccomp") if child.i < verb.i), above)
    if verb.dep == "conj" and above.lemma == verb.lemma and depth < 3 and not _has_complement(parsed, verb):
        return _as_subject_of_be(parsed, above, depth + 1)
        if (
            child.dep == "prep"
            and child.lower == "among"
            and any(n.lemma in w.PARTIES for n in children(parsed, child, "pobj"))
        ):
            return "metonymic", "is among those who act"
    return "literal", "is described here"


def _is_such_as_does(parsed: Parsed, noun: Token) -> bool:
    """ "Was the first to recognise it", "is the only state that has ratified": told by a deed of its own."""
    if noun.lower in ("first", "second", "third", "last", "next", "one"):
        deeds = [deed for deed in children(parsed, noun, "relcl", "acl", "xcomp") if deed.tag == "VB"]
    elif noun.lemma in w.LANDS:
        deeds = [d for d in children(parsed, noun, "relcl") if any(children(parsed, d, "nsubj"))]
        deeds = [d for d in deeds if any(s.lower in ("that", "which", "who") for s in children(parsed, d, "nsubj"))]
        deeds += [deed for deed in children(parsed, noun, "acl") if deed.tag == "VB"]
    else:
        return False
    return any(d.lemma not in BE | {"have"} and as_subject(parsed, noun, d)[0] == "metonymic" for d in deeds)


def _has_complement(parsed: Parsed, verb: Token) -> bool:
    return any(children(parsed, verb, "acomp", "attr", "prep", "xcomp", "ccomp", "dobj"))


def _tells_of_actors(parsed: Parsed, preposition: Token) -> bool:
    if preposition.lower in ("behind", "against"):
        return True
    words = w.ABOUT.get(preposition.lower, frozenset())
    return any(child.lemma in words for child in children(parsed, preposition, "pobj"))
