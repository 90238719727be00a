"""Literal or metonymic, in English: the role of a place's name in its clause, by dependencies and word lists.

Words of language only: what describes a land, what only those who act can do, be or suffer. Not here: which
mentions are asked, and the actor behind a name that acts (readings).
"""

from __future__ import annotations

from archive.tagging.recognise import Parsed, Token
from archive.tagging.values import Reading


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STATES = _words("""lie border surround contain include cover remain see house boast grow
consist comprise encompass measure span stretch sit belong share record accede feature abound""")
"""Verbs whose subject is described as land or as a whole, though the grammar makes it active."""

TERRITORY = _words("""leave visit enter reach cross tour invade annex occupy bomb bombard seize conquer liberate capture
devastate flood hit strike divide unite partition split inhabit colonize colonise settle surround include cover see have
rule attack join evacuate rebuild destroy shake ravage sweep explore locate
situate find found establish name call know populate
govern ruin rename reunite incorporate cede border host hold abandon""")
"""Verbs that take the land as object (or as subject of the passive)."""

GOING = _words("leave depart head set sail go come travel fly march embark bind make sail move")
STATIVE_PREDICATES = _words("""ready willing unwilling prepared concerned keen eager responsible guilty opposed worried
determined reluctant able unable committed interested wrong right hostile sympathetic aware afraid confident""")
PARTIES = _words("""member ally successor rival champion winner loser party signatory enemy partner opponent foe
adversary aggressor supporter backer sponsor donor guarantor victim holder finalist runner contender neighbour
neighbor team side""")
"""What only those who act can be: "Russia is the successor", "its rival, Iran"."""

DEEDS = _words("""decision refusal position stance demand claim role response reaction support pledge offer
threat aggression intervention plan effort attempt ambition concern strategy statement request call warning commitment
involvement action proposal application handling conduct occupation war independence army troop force military enemy
ally rival neighbour neighbor partner adversary win victory defeat loss honour honor entry participation membership
attitude will consent security export import trade debt invasion attack raid intention approach resolve representative
delegation envoy squad team goal captain coach player fan side debut manager striker defender goalkeeper kicker match
game tour try score cap record sanction aid help initiative programme program policy
answer isolation wish desire overture talk takeover arrears diplomacy accession admission
readmission withdrawal surrender capitulation request spokesperson spokesman mission cause act foundation conquest
jurisdiction administration dominion vision dissatisfaction opinion view proposal veto vote resolution protest
accusation denial rejection recognition approval condemnation annexation meddling interference backing""")
"""What is somebody's doing or standing, not a land's: "Moscow's refusal", "the proposal of France"."""

UNDERGONE = _words(
    "handling accession occupation invasion annexation conquest tour recognition administration liberation independence"
)
"""Deeds that are done to the land of which they are: "the occupation of France" is no doing of France."""

TIES = _words("""relation relationship tie talk agreement treaty deal pact alliance negotiation dialogue cooperation
dispute tension conflict confrontation summit accord meeting standing engagement war game match draw dealing issue
association discussion contact partnership standoff rivalry peace truce ceasefire cooperation""")
GIVEN = _words("""offer transfer loss capitulation successor gift handover aid help support loan delivery supply payment
concession threat challenge warning message appeal ultimatum response attitude remark hostility loyalty allegiance
sanction pressure embargo attack debut independence order report capture permission answer accusation demand""")
GIVE = _words("""provide give restore transfer loan supply grant offer lose cede propose submit deliver pay lend
award donate present hand surrender yield belong appeal turn look respond reply listen matter owe deny""")
PRESS = _words("impose pressure press call rely depend count blame urge inflict")
BEATING = _words("win victory triumph advantage rule influence power control lead prevail beat")


def reading(parsed: Parsed, first: int, last: int, *, governed: bool = True) -> tuple[Reading, str]:
    """Reading of the place named by tokens [first, last), with its reason as a plain sentence.

    `governed`: somebody acts for the place, or it is not known; a region of no government is a party to
    nothing and acts only as the subject of a verb.
    """
    head = _real_head(parsed, _head_of(parsed, first, last))
    name = parsed.text[parsed.tokens[first].start : parsed.tokens[last - 1].end]
    found = _by_role(parsed, head)
    other_side = parsed.tokens[head.head].lower in ("by", "against", "versus", "vs", "v")
    if not governed and head.dep != "nsubj" and not other_side:
        found = "literal", "has no government that could act"
    return (found[0], f"{name} {found[1]}.")


def _head_of(parsed: Parsed, first: int, last: int) -> Token:
    for token in parsed.tokens[first:last]:
        if not first <= token.head < last or token.head == token.i:
            return token
    return parsed.tokens[last - 1]


def _real_head(parsed: Parsed, token: Token) -> Token:
    """ "Berlin and Paris want", "its rival, Iran, wants": what holds for the first holds for the other."""
    for _ in range(6):
        above = parsed.tokens[token.head]
        if above.i == token.i or not (token.dep == "conj" or (token.dep == "appos" and above.pos == "NOUN")):
            return token
        if token.dep == "appos" and above.lemma in PARTIES:
            return token
        token = above
    return token


def _by_role(parsed: Parsed, token: Token) -> tuple[Reading, str]:
    governor = parsed.tokens[token.head]
    match token.dep:
        case "nsubj" if governor.i != token.i:
            return _as_subject(parsed, governor)
        case "nsubjpass":
            return _acted_on(governor)
        case "dobj" | "dative" | "iobj":
            return _acted_on(governor)
        case "agent":
            return "metonymic", "does it: “by”"
        case "pobj":
            return _after_preposition(parsed, governor)
        case "poss" | "compound" | "nmod" | "amod":
            return _as_owner(governor)
        case "appos" if governor.lemma in PARTIES:
            return "metonymic", f"is called “{governor.text}”"
    return "literal", "names the territory here"


def _as_subject(parsed: Parsed, verb: Token) -> tuple[Reading, str]:
    if verb.lemma == "be" or verb.pos == "AUX":
        return _as_subject_of_be(parsed, verb)
    if verb.lemma in STATES:
        return "literal", f"is described: “{verb.text}”"
    return "metonymic", f"acts here: “{verb.text}”"


def _as_subject_of_be(parsed: Parsed, verb: Token) -> tuple[Reading, str]:
    for i in verb.children:
        child = parsed.tokens[i]
        if (child.dep == "acomp" and child.lemma in STATIVE_PREDICATES) or (
            child.dep == "attr" and child.lemma in PARTIES
        ):
            return "metonymic", f"is “{child.text}”, as only those who act can be"
        if child.dep == "xcomp" and any(parsed.tokens[j].lower == "to" for j in child.children):
            return "metonymic", f"is to “{child.text}”"
        if child.dep == "prep" and child.lower == "behind":
            return "metonymic", "is behind something"
        if child.dep == "prep" and any(
            parsed.tokens[j].lemma in ("war", "talk", "pressure", "favor", "favour", "charge") for j in child.children
        ):
            return "metonymic", f"is “{child.text}” something as only those who act can be"
    return "literal", "is described here"


def _acted_on(verb: Token) -> tuple[Reading, str]:
    if verb.lemma in TERRITORY or verb.pos not in ("VERB", "AUX"):
        return "literal", f"is the territory of “{verb.text}”"
    return "metonymic", f"is whom the words “{verb.text}” are aimed at"


def _after_preposition(parsed: Parsed, preposition: Token) -> tuple[Reading, str]:
    word, governor = preposition.lower, parsed.tokens[preposition.head]
    lemma, verb = governor.lemma, governor.pos in ("VERB", "AUX")
    acts = (
        word in ("by", "against", "versus", "v", "vs", "without")
        or (word == "with" and lemma not in ("border", "frontier", "fill", "cover"))
        or (word in ("between", "among") and lemma in TIES)
        or (
            word == "for"
            and not (verb and lemma in GOING)
            and lemma not in ("flight", "train", "visa", "map", "ticket")
        )
        or (word in ("to", "from", "towards", "toward", "on") and not verb and lemma in GIVEN | TIES)
        or (word in ("to", "towards", "toward") and verb and lemma in GIVE)
        or (word in ("on", "upon") and verb and lemma in PRESS)
        or (word == "over" and lemma in BEATING)
        or (word == "to" and governor.lower == "according")
        or (word == "of" and not verb and lemma in (DEEDS | PARTIES) - UNDERGONE)
    )
    if acts:
        return "metonymic", f"is a party: “{governor.text} {word}”"
    return "literal", f"is where: “{word}”"


def _as_owner(noun: Token) -> tuple[Reading, str]:
    if noun.lemma in DEEDS | PARTIES:
        return "metonymic", f"is whose “{noun.text}” it is"
    return "literal", f"is where “{noun.text}” belongs"
