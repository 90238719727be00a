"""Literal or metonymic, in English: the part that a place's name plays in its clause, by dependencies.

Asks of the name's governor what only a land, or only those who act for it, can be or suffer (`clausewords`).
Not here: which mentions are asked, and the actor behind a name that acts (readings).
"""

from __future__ import annotations

from archive.tagging import clausewords as w
from archive.tagging.clausegroups import in_list_of, is_team, moves_people, other_than_government, stands_for
from archive.tagging.clausesubject import as_subject
from archive.tagging.clausetrade import is_of_wares, moves_land_or_goods, names_ware, ships_arms
from archive.tagging.clausetree import children, has_prep, noun_above
from archive.tagging.recognise import Parsed, Token
from archive.tagging.values import Reading

Verdict = tuple[Reading, str]
LITERAL: Verdict = ("literal", "names the territory here")
TEAM: Verdict = ("metonymic", "names a team, or a body, here")


def reading(parsed: Parsed, first: int, last: int, *, governed: bool = True, kind: str = "country") -> Verdict:
    """Reading of the place named by tokens [first, last), with its reason: a sentence that lacks its subject, the name.

    `governed`: somebody acts for the place, or it is not known; a region of no government is a party to
    nothing and acts only as the subject of a verb. `kind` is the place's.
    """
    head = _real_head(parsed, _head_of(parsed, first, last))
    team = is_team(parsed, head, last, governed=governed)
    head = stands_for(parsed, head)
    found = TEAM if team else _hyphenated(parsed, first, last)
    found = found or _outside_clause(parsed, first, last)
    printed = _head_of(parsed, first, last)
    verb = None if found else _own_verb(parsed, printed, last) or _own_verb(parsed, head, last)
    if verb is not None:
        found = _as_subject(parsed, head, verb, kind)
    found = found or _by_role(parsed, head, kind)
    if found is LITERAL and (listed := _listed_before(parsed, first)) is not None:
        found = _by_role(parsed, _real_head(parsed, listed), kind)
    other_side = parsed.tokens[head.head].lower in ("by", "against", "versus", "vs", "vs.", "v", "v.")
    plays = team or (head.dep == "pobj" and _plays_for(parsed, parsed.tokens[head.head]))
    other_side = other_side or _is_at_war(parsed, head) or _has_say(parsed, head)
    if not governed and head.dep != "nsubj" and not (other_side or plays or _has_team(parsed, head)):
        found = "literal", "has no government that could act"
    return found


def behind(parsed: Parsed, first: int, last: int) -> str:
    """Who acts behind a metonymic name where it is no government: "team", "people", "stock exchange"; else ""."""
    return other_than_government(parsed, _real_head(parsed, _head_of(parsed, first, last)), last)


def _listed_before(parsed: Parsed, first: int) -> Token | None:
    """The name before "and", or before the comma of a list of three, where the parser lost the list.

    Two with a comma may be a town and its country.
    """
    tokens = parsed.tokens
    if first < 4 or tokens[first - 2].pos != "PROPN" or tokens[first - 2].sent != tokens[first].sent:
        return None
    of_three = tokens[first - 1].text == "," and tokens[first - 3].text == "," and tokens[first - 4].pos == "PROPN"
    return tokens[first - 2] if tokens[first - 1].lower == "and" or of_three else None


def _has_say(parsed: Parsed, token: Token) -> bool:
    """ "Sheffield's decision", "their rival, Boston": somebody acts for it, listed or not."""
    above = parsed.tokens[token.head]
    return (token.dep == "poss" and above.lemma in w.SAID) or (token.dep == "appos" and above.lemma in w.PARTIES)


def _is_at_war(parsed: Parsed, token: Token) -> bool:
    """ "Three wars with Carthage", "the treaty between Genoa and Pisa": sides of a war, also in old times."""
    preposition = parsed.tokens[token.head]
    governor = parsed.tokens[preposition.head]
    return preposition.lower in ("with", "between") and governor.lemma in (
        "war",
        "truce",
        "alliance",
        "treaty",
        "pact",
        "agreement",
    )


def _plays_for(parsed: Parsed, preposition: Token) -> bool:
    return preposition.lower == "for" and parsed.tokens[preposition.head].lemma in w.PLAYS


def _has_team(parsed: Parsed, token: Token) -> bool:
    """ "the Wales coach", "represents England": who has no government still has a team."""
    above = parsed.tokens[token.head]
    if token.dep == "dobj":
        return above.lemma in ("represent", "captain", "coach", "manage")
    return noun_above(parsed, token).lemma in w.SPORT


def _head_of(parsed: Parsed, first: int, last: int) -> Token:
    for token in parsed.tokens[first:last]:
        if not first <= token.head < last or token.head == token.i:
            return token
    return parsed.tokens[last - 1]


def _real_head(parsed: Parsed, token: Token) -> Token:
    """ "Berlin and Paris want", "its rival, Iran, wants", "it was Berlin, not Paris, that wanted": what holds for the
    first holds for the other."""
    for _ in range(6):
        above = parsed.tokens[token.head]
        listed = token.dep == "conj" and above.pos != "VERB"
        beside = token.dep == "appos" and (above.pos == "NOUN" or any(children(parsed, token, "neg")))
        if above.i == token.i or not (listed or beside):
            return token
        if token.dep == "appos" and above.lemma in w.PARTIES:
            return token
        token = above
    return token


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


def _outside_clause(parsed: Parsed, first: int, last: int) -> Verdict | None:
    """A name before a colon says where; one before a state of mind lacks only its verb."""
    tokens = parsed.tokens
    if last < len(tokens) and tokens[last].text == ":" and _begins(parsed, first):
        return "literal", "says where, before a colon"
    listed = in_list_of(parsed, first)
    if listed is not None and (listed.lemma.lower() in w.PARTIES | w.GROUPS or _are_members(parsed, listed)):
        return "metonymic", f"stands in a list of those who act: “{listed.text}”"
    if last - first == 1 and _minded(parsed, last):
        return "metonymic", f"is “{tokens[last].text}”, as only those who act can be"
    return None


def _are_members(parsed: Parsed, lands: Token) -> bool:
    """ "Member countries", "participating nations", "countries voted in favour": lands that act."""
    if any(child.lower in w.MEMBERS for child in children(parsed, lands, "amod", "compound")):
        return True
    verb = parsed.tokens[lands.head]
    return lands.dep == "nsubj" and verb.pos == "VERB" and as_subject(parsed, lands, verb)[0] == "metonymic"


def _begins(parsed: Parsed, first: int) -> bool:
    """Does the token stand at the head of a line, or after a dash?"""
    before = parsed.clean[: parsed.tokens[first].start].rstrip(" ")
    return not before or before[-1] in "\n—–-"


def _pair(parsed: Parsed, token: Token) -> Verdict | None:
    noun = noun_above(parsed, token)
    if noun.lemma in w.TIES:
        return "metonymic", f"is a party to the “{noun.text}”"
    return None


def _by_role(parsed: Parsed, token: Token, kind: str) -> Verdict:
    governor = parsed.tokens[token.head]
    if any(child.lower in ("a", "an") and child.i < token.i for child in children(parsed, token, "det")):
        return "literal", "is one such land among others"
    if token.dep != "poss" and any(children(parsed, token, "case")) and has_prep(parsed, token, "among", "of"):
        return "literal", "is whose something is"
    match token.dep:
        case "nsubj" if governor.i != token.i:
            return _as_subject(parsed, token, governor, kind)
        case "conj" if governor.pos == "VERB" and _verb_left_out(parsed, token):
            return "metonymic", "acts here; the verb is left out"
        case "nsubjpass" | "dobj" | "dative" | "iobj" | "oprd":
            return _acted_on(parsed, token, governor)
        case "agent":
            return "metonymic", "does it: “by”"
        case "npadvmod" if governor.pos == "VERB" and _beside_the_verb(parsed, token):
            return "metonymic", "is called upon, or acts with the verb left out"
        case "attr" if governor.lemma == "be":
            return _as_complement(parsed, token, governor)
        case "pobj":
            return _after_preposition(parsed, token, governor, kind)
        case "poss" | "compound" | "nmod" | "amod":
            return _as_owner(parsed, token, governor, kind)
        case "appos" if governor.lemma in w.PARTIES:
            return "metonymic", f"is called “{governor.text}”"
        case "appos" if any(children(parsed, token, "neg")):
            return _in_clefts(parsed, token)
    return LITERAL


def _as_subject(parsed: Parsed, token: Token, verb: Token, kind: str) -> Verdict:
    passive = verb if any(children(parsed, verb, "auxpass")) else _to_be_done(parsed, verb)
    return as_subject(parsed, token, verb, kind) if passive is None else _acted_on(parsed, token, passive)


def _own_verb(parsed: Parsed, token: Token, last: int) -> Token | None:
    """The verb right after a name that the parser gave to what goes before.

    "BRUSSELS, March 4 — Warsaw asked", "left Hungary and Warsaw was displeased".
    """
    if token.dep not in ("conj", "appos", "dep", "npadvmod") or any(children(parsed, token, "neg")):
        return None
    after = parsed.right_edge(token.i) + 1 if any(children(parsed, token, "relcl")) else last
    if after >= len(parsed.tokens) or parsed.tokens[after].tag not in ("VBZ", "VBD", "MD", "VBP"):
        return None
    verb = parsed.tokens[after]
    verb = parsed.tokens[verb.head] if verb.dep in ("aux", "auxpass") else verb
    subject = next(children(parsed, verb, "nsubj", "nsubjpass"), None)
    return verb if verb.sent == token.sent and (subject is None or _dashed_off(parsed, subject, token)) else None


def _dashed_off(parsed: Parsed, subject: Token, token: Token) -> bool:
    """Does the subject belong to a dateline, which a dash before the name ends?"""
    return subject.i < token.i and parsed.tokens[token.i - 1].text in ("—", "–", "--", "-")


def _to_be_done(parsed: Parsed, verb: Token) -> Token | None:
    """ "Donetsk ought to be led by": the verb of what is to be done to the subject."""
    if verb.lemma not in ("ought", "need", "have", "seem", "appear"):
        return None
    return next((c for c in children(parsed, verb, "xcomp") if any(children(parsed, c, "auxpass"))), None)


def _beside_the_verb(parsed: Parsed, token: Token) -> bool:
    """ "Russia, go home", "Vienna goes along, Rome with a sigh": the name stands off by a comma."""
    after = parsed.tokens[token.i + 1] if token.i + 1 < len(parsed.tokens) else token
    before = parsed.tokens[token.i - 1] if token.i else token
    if after.text == ",":
        verb = parsed.tokens[token.head]
        return after.i + 1 == verb.i and verb.tag in ("VB", "VBP")
    return before.text in (",", ";") and after.lower in ("with", "less", "more", "not", "without", "only", "too")


def _minded(parsed: Parsed, last: int) -> bool:
    """ "Tokyo was envious, Seoul hopeful": a mind after the name, and no verb."""
    tokens = parsed.tokens
    if not 1 < last < len(tokens) - 1 or tokens[last].lower not in w.MINDED:
        return False
    return tokens[last - 2].text in (",", ";") and not tokens[last + 1].text[0].isalnum()


def _verb_left_out(parsed: Parsed, token: Token) -> bool:
    """ "…, and Ukraine its own duties", "…, Moldova too"."""
    return any(c.dep == "dobj" or c.lower in ("too", "either") for c in (parsed.tokens[i] for i in token.children))


def _as_complement(parsed: Parsed, token: Token, verb: Token) -> Verdict:
    """ "The successor is Russia", "one of the creditors is Russia", "it was Warsaw that asked"."""
    for subject in children(parsed, verb, "nsubj"):
        of = [noun for prep in children(parsed, subject, "prep") for noun in children(parsed, prep, "pobj")]
        party = next((noun for noun in (subject, *of) if noun.lemma in w.PARTIES), None)
        if party is not None:
            return "metonymic", f"is called “{party.text}”"
        if subject.lower == "it":
            return _in_clefts(parsed, token)
    return LITERAL


def _in_clefts(parsed: Parsed, token: Token) -> Verdict:
    """ "It was Warsaw, not Berlin, that called": what the relative clause says of its subject."""
    doing = children(parsed, token, "relcl")
    return next((as_subject(parsed, token, deed) for deed in doing if _is_subject(parsed, deed)), LITERAL)


def _is_subject(parsed: Parsed, verb: Token) -> bool:
    """Is the pronoun of this relative clause its subject?"""
    return any(child.lower in ("that", "who", "which") for child in children(parsed, verb, "nsubj"))


# ------------------------------------------------------------------ as object


def _acted_on(parsed: Parsed, token: Token, verb: Token) -> Verdict:
    if moves_people(parsed, verb):
        return "metonymic", f"is moved as its people are: “{verb.text}”"
    if verb.pos not in ("VERB", "AUX"):
        return LITERAL
    if any(
        noun.lemma in w.CALAMITIES for by in children(parsed, verb, "agent") for noun in children(parsed, by, "pobj")
    ):
        return "literal", f"is what befell the territory: “{verb.text}”"
    land = verb.lemma in w.TERRITORY and not _dealt_with(parsed, token, verb)
    market = token.dep == "dative" and verb.lemma in ("sell", "supply", "deliver") and is_of_wares(parsed, verb)
    passed_on = token.dep != "dative" and verb.lemma in ("give", "hand") and has_prep(parsed, verb, "to")
    if land or market or passed_on or _taken_for_land(parsed, token, verb):
        return "literal", f"is the territory of “{verb.text}”"
    return "metonymic", f"is whom the words “{verb.text}” are aimed at"


def _dealt_with(parsed: Parsed, token: Token, verb: Token) -> bool:
    """A verb of lands, said of those who act: "leaving Moscow alone", "joined Paris in protesting"."""
    after = [child for i in verb.children if (child := parsed.tokens[i]).i > token.i]
    if verb.lemma in ("leave", "keep"):
        return any(c.dep in ("oprd", "acomp") or c.lower in ("alone", "out", "with", "without") for c in after)
    if verb.lemma == "join":
        return any(_in_a_deed(parsed, c) for c in after if c.lower == "in" and c.children)
    if verb.lemma == "bypass":
        return any(child.pos == "PROPN" for child in children(parsed, verb, "nsubj"))
    if verb.lemma in ("name", "call", "describe"):
        named = any(c.lower in ("among", "as") for c in after)
        return named or any(c.dep in ("oprd", "ccomp") and c.lemma in w.PARTIES for c in after)
    if verb.lemma in ("hit", "strike", "cover"):
        return any(child.lemma in w.MEASURES for child in children(parsed, verb, "nsubj"))
    return False


def _in_a_deed(parsed: Parsed, preposition: Token) -> bool:
    """ "in protesting", "in its protest"."""
    nouns = children(parsed, preposition, "pobj")
    return parsed.tokens[preposition.i + 1].tag == "VBG" or any(noun.lemma in w.DEEDS | w.OWNED for noun in nouns)


def _taken_for_land(parsed: Parsed, token: Token, verb: Token) -> bool:
    """ "recognised Crimea as part of Russia", "want Ukraine in the union"."""
    if verb.lemma in ("want", "need", "see") and (has_prep(parsed, verb, "in") or has_prep(parsed, token, "in")):
        return True
    below = (prep for prep in children(parsed, verb, "prep") if prep.lower == "as")
    named = [*children(parsed, verb, "oprd", "attr"), *(n for prep in below for n in children(parsed, prep, "pobj"))]
    of = [n for one in named for prep in children(parsed, one, "prep") for n in children(parsed, prep, "pobj")]
    one_of = any(one.lower == "one" for one in named) and any(noun.lemma in w.LANDS for noun in of)
    return one_of or any(child.lemma in w.PLACES for child in named)


# ------------------------------------------------------------------ after a preposition


def _after_preposition(parsed: Parsed, token: Token, preposition: Token, kind: str) -> Verdict:
    word, governor = preposition.lower, parsed.tokens[preposition.head]
    if governor.lower == "than" and governor.dep == "prep":  # "expects more from Ankara than from Brussels"
        governor = parsed.tokens[governor.head]
    if governor.dep == "parataxis":  # "must choose, he said, between"
        governor = parsed.tokens[governor.head]
    verb = governor.pos in ("VERB", "AUX")
    match word:
        case "by" | "against" | "versus" | "v" | "v." | "vs" | "vs." | "without":
            acts = True
        case "with":
            joined = any(child.lower == "together" for child in children(parsed, preposition, "advmod"))
            acts = not joined and governor.lemma not in w.UNITING and not _is_begun(parsed, governor)
        case "between" | "among":
            acts = governor.lemma in w.TIES or governor.lemma in w.AMID
        case "for":
            going = governor.lemma in w.GOING and (verb or governor.lemma == "home")
            acts = not going and governor.lemma not in w.NOT_FOR
            acts = acts and not names_ware(parsed, governor)
            acts = acts and not any(child.lower in w.SORT for child in children(parsed, token, "amod", "compound"))
        case "to" | "towards" | "toward":
            acts = _towards(parsed, word, governor, verb)
        case "from":
            acts = _comes_as_a_word(parsed, governor) or _from(parsed, governor, verb)
        case "on" | "upon":
            war = any(thing.lemma in w.MEASURES for thing in children(parsed, governor, "dobj"))
            acts = governor.lemma in (w.PRESS if verb else w.MEASURES) or (governor.lemma == "declare" and war)
        case "of":
            acts = governor.lemma in ("make", "ask", "demand", "require") if verb else _of(parsed, governor, kind)
            acts = acts or governor.lemma in ("independent", "suspicious", "critical", "wary", "afraid", "distrustful")
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


def _is_begun(parsed: Parsed, governor: Token) -> bool:
    """ "began his speech with Ukraine": a subject of speech, unless talks are what begins."""
    if governor.lemma in ("speech", "address", "lecture"):
        return True
    ties = any(thing.lemma in w.TIES for thing in children(parsed, governor, "dobj", "nsubj"))
    return governor.lemma in ("begin", "start", "open", "end", "close", "finish", "conclude") and not ties


def _comes_as_a_word(parsed: Parsed, verb: Token) -> bool:
    """ "The proposal came from Ottawa", "take orders from Moscow": what is said or asked by those who act."""
    if verb.lemma in ("come", "arrive"):
        return any(thing.lemma in w.SAID for thing in children(parsed, verb, "nsubj"))
    things = children(parsed, verb, "dobj", "nsubjpass")
    return verb.lemma in ("take", "get", "receive", "await") and any(thing.lemma in w.SAID for thing in things)


def _from(parsed: Parsed, governor: Token, verb: bool) -> bool:
    """Is what comes from there an answer, a favour or a turn away, and no ware?"""
    if verb:
        return governor.lemma in w.ASKED and not names_ware(parsed, governor)
    if governor.lower == "away":
        return parsed.tokens[governor.head].lemma == "turn"
    asked = parsed.tokens[governor.head].lemma in w.ASKED and governor.dep == "dobj"
    return governor.lemma in (w.GIVEN | w.TIES) - {"association"} or (asked and governor.lemma in w.WORDS)


def _towards(parsed: Parsed, word: str, governor: Token, verb: bool) -> bool:
    if governor.lower == "according" or (governor.lower == "up" and parsed.tokens[governor.head].lemma == "be"):
        return True
    if governor.pos == "ADJ":
        return word != "to" or governor.lemma in w.ATTITUDES
    if not verb:
        stance = word != "to" and governor.lemma in ("policy", "stance", "position", "conduct", "behaviour", "gesture")
        return stance or governor.lemma in w.GIVEN | w.TIES or ships_arms(parsed, governor)
    if any(ships_arms(parsed, thing) for thing in children(parsed, governor, "dobj")):
        return True
    if governor.lemma == "leave" and not any(children(parsed, governor, "dobj")):
        return False
    return governor.lemma in w.GIVE and not moves_land_or_goods(parsed, governor)


def _of(parsed: Parsed, noun: Token, kind: str) -> bool:
    """Is what is "of" it its doing? "Under the administration of Israel" is, "the administration of Gaza" is not."""
    if noun.lemma == "independence":
        return kind == "country"
    if noun.lemma in w.UNDERGONE:
        above = parsed.tokens[noun.head]
        return noun.dep == "pobj" and above.lower == "under"
    return noun.lemma in w.DEEDS | w.PARTIES | {"alliance", "coalition"}


def _as_the_subject(parsed: Parsed, verb: Token) -> bool:
    """ "Unlike the Soviet Union, Russia led no bloc": both do the same."""
    acting = (s for s in children(parsed, verb, "nsubj") if s.pos == "PROPN")
    return any(as_subject(parsed, subject, verb)[0] == "metonymic" for subject in acting)


# ------------------------------------------------------------------ before a noun


def _as_owner(parsed: Parsed, token: Token, noun: Token, kind: str) -> Verdict:
    bare = token.dep != "poss"
    verb = parsed.tokens[noun.head]
    if bare and noun.dep == "dobj" and verb.lemma in w.TWO_OBJECTS and verb.i + 1 == token.i:
        return "metonymic", f"is whom the words “{verb.text}” are aimed at"
    if bare and noun.lemma in (w.ABOUT_IT if kind == "country" else w.NAMED_AFTER):
        return "literal", f"is where the “{noun.text}” is"
    if noun.lemma in w.UNDERGONE | w.OF_REGIONS and kind == "region" and not has_prep(parsed, noun, "of"):
        return "literal", f"is the territory of the “{noun.text}”"
    if noun.lemma in w.DEEDS | w.PARTIES or (not bare and (noun.tag == "VBG" or noun.lemma in w.OWNED | w.TIES)):
        return "metonymic", f"is whose “{noun.text}” it is"
    return "literal", f"is where “{noun.text}” belongs"
