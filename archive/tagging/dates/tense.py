"""Which way in time the English words about a date look: back, ahead, or neither. Decides bare weekdays and
months; and whether a day is the one that the text is now at."""

from __future__ import annotations

import re

from archive.tagging.dates.words import PARTS
from archive.tagging.recognise import Parsed, Token

PLANS = frozenset(
    """plan expect schedule set intend agree want hope prepare vow promise threaten decide due slate urge ask
call invite order pledge aim propose arrange offer demand need try vote announce fix book appoint refuse
mean seek request convene summon""".split()
)
"""What is governed by these lies ahead, though they stand in the past ("planned to vote Sunday")."""

DATED = frozenset("plan expect schedule slate due await tip".split())
"""Their passive puts the date itself ahead: "scheduled on Friday". "Agreed on Friday" is past."""

CALLED = frozenset("call announce fix appoint name book order demand propose plan urge convene summon".split())
"""Of an event that they make, the date lies ahead: "called a march on parliament on Tuesday"."""

AHEAD = frozenset("expect await ready due possible likely imminent upcoming forthcoming".split())
"""Whatever their tense, what hangs on them is to come: "she expected steps from Tuesday's meeting"."""

AHEAD_NOUNS = frozenset(
    """plan deadline ultimatum decision proposal invitation intention offer call threat promise pledge""".split()
)

DONE = frozenset(
    """clash attack violence killing shooting explosion crash bloodshed death statement announcement decision raid
assault storming ambush bombing shelling blast arrest riot massacre murder fire incident strike offensive
casualty victim capture seizure fighting battle remark comment""".split()
)
"""Events that nobody names before they happen: "Tuesday's clashes"."""

EVENTS = frozenset(
    """vote election referendum summit meeting talk march rally protest demonstration session hearing visit poll
conference congress ballot inauguration funeral parade ceremony trip exercise runoff round strike ceasefire truce
debate gathering deadline""".split()
)
"""Events that are called for a day."""

SPEECH = frozenset("say tell report warn note add claim write".split())
HOLDING = frozenset(
    """give extend prolong postpone delay adjourn suspend allow set order ban close grant put hold remand jail keep
detain leave book arrest""".split()
)
"""Past tense with "until" that looks ahead: "gave Moscow until Monday". Others are over: "lasted until Sunday"."""

UNCHANGED = frozenset("let put set cut hit shut cost spread split quit beat burst cast hurt read shed".split())
"""The same form in present and past: in news the past, whatever the model says."""

_AHEAD = re.compile(
    r"\b(?:due|next|coming|upcoming|scheduled\s+for|set\s+for|planned\s+for|ahead\s+of|in\s+time\s+for|pending)"
    r"\s+(?:the\s+|on\s+)?$",
    re.I,
)
_BACK = re.compile(r"\b(?:since|last|past|previous|following|after\s+(?:the\s+)?events\s+of)\s+$", re.I)
_SAID = re.compile(
    r"\b(?:said|added|wrote|noted|told\s+\w+(?:\s+\w+)?)\s+(?:in\s+\w+\s+)?(?:on\s+)?(?:(?:late|early)\s+)?$", re.I
)
""" "Said on Tuesday the group would not come": the day of saying, whatever the model makes of it."""
_FORMER = re.compile(r"\b(?:previous|earlier|former)\s+(?:[\w’'-]+\s+){1,3}in\s+(?:\w+(?:,|\s+and)\s+)?$", re.I)
_UNTIL = re.compile(r"\b(?:until|till)\s+(?:(?:after|the|late|early|on)\s+)*$", re.I)
_TO_DO = re.compile(r"\s+to\s+[a-z]")
_FOR = re.compile(r"\bfor\s+(?:the\s+)?(?:late\s+|early\s+)?$", re.I)
_OF = re.compile(r"\bof\s+(?:the\s+)?$", re.I)
"""A date after "of" names its noun ("the laws of Jan. 16"): what is done with them says nothing of it."""
_NAMED_DAY = re.compile(r"(?:'s|’s)?\s+(?:an?|the)\s+(?:\w+\s+){0,2}(?:day|holiday)\b", re.I)
_NAMING = frozenset("declare proclaim name call make".split())
_MODALS = frozenset(["will", "wo", "'ll", "shall", "would", "must", "should", "'d"])
_CAN = frozenset(["may", "might", "can", "could", "ca"])
_REACH = 12
"""Heads climbed from the date to its verb; no clause nests deeper and still rules the date."""


def direction(parsed: Parsed, start: int, index: int | None) -> int:
    """-2 surely past to +2 surely ahead, 0 unknown, for the expression at `start` whose first token is `index`."""
    before = parsed.clean[max(0, start - 24) : start]
    if _AHEAD.search(before):
        return 2
    if _BACK.search(before) or _SAID.search(before) or _FORMER.search(parsed.clean, max(0, start - 60), start):
        return -2
    if index is None or not parsed.deep:
        return 2 if _UNTIL.search(before) else 0
    token = parsed.tokens[index]
    if _UNTIL.search(before):
        return _until(parsed, token)
    if _names_a_day(parsed, token):
        return 2
    if parsed.tokens[token.head].lemma in PARTS:
        token = parsed.tokens[token.head]
    if _OF.search(before) and not token.lower.endswith("day"):
        return min(_climb(parsed, token, False), 0)
    owned = _owned(parsed, token)
    if owned is not None:
        return _of_event(parsed, token, owned)
    aimed = bool(_FOR.search(before))
    found = _climb(parsed, token, aimed)
    return max(found, 1) if aimed and not _is_of_earlier_past(parsed, token) else found


def _is_of_earlier_past(parsed: Parsed, token: Token) -> bool:
    """Under a "had": "had promised for the weekend"."""
    return any("had" in _helpers(parsed, parsed.tokens[i]) for i in _ancestors(parsed, token))


def _owned(parsed: Parsed, token: Token) -> Token | None:
    """What the day owns or describes: "Sunday's referendum", "the Sunday vote"."""
    head = parsed.tokens[token.head]
    if head.i > token.i and token.dep in ("poss", "compound", "nmod", "npadvmod", "amod") and head.pos == "NOUN":
        return head
    return None


def _of_event(parsed: Parsed, token: Token, event: Token) -> int:
    """The tense about an event does not date the event: it only makes one side likelier."""
    if event.lemma in DONE:
        return -2
    found = _climb(parsed, event, False)
    if event.dep in ("nsubj", "nsubjpass") and parsed.tokens[event.head].dep not in ("ccomp", "advcl", "relcl"):
        return found
    ahead = any(parsed.tokens[i].lemma in AHEAD for i in _ancestors(parsed, event))
    return 2 if ahead else max(-1, min(1, found))


def _ancestors(parsed: Parsed, token: Token) -> list[int]:
    found: list[int] = []
    while token.head != token.i and len(found) < _REACH:
        found.append(token.head)
        token = parsed.tokens[token.head]
    return found


def _names_a_day(parsed: Parsed, token: Token) -> bool:
    """ "Declared Sunday a day of mourning"."""
    near = [parsed.tokens[i] for i in _ancestors(parsed, token)[:3]]
    return any(head.lemma in _NAMING for head in near) and bool(
        _NAMED_DAY.match(parsed.clean, token.end, token.end + 40)
    )


def _until(parsed: Parsed, token: Token) -> int:
    verb = next((t for t in (parsed.tokens[i] for i in _ancestors(parsed, token)) if t.pos in ("VERB", "AUX")), None)
    if verb is None:
        return 2
    helpers = _helpers(parsed, verb)
    if "had" in helpers:
        return -2
    if verb.tag not in ("VBD", "VBN") or verb.lemma in HOLDING | PLANS or helpers & (_MODALS | _CAN):
        return 2
    return 2 if _TO_DO.match(parsed.clean, token.end, token.end + 12) else -1


def _climb(parsed: Parsed, token: Token, aimed: bool) -> int:
    """The tense of the first verb above that has one. `aimed`: the date stands after "for"."""
    at_noun = False
    for _ in range(_REACH):
        if token.lemma in AHEAD or (token.lemma in AHEAD_NOUNS and at_noun):
            return 2
        if token.lower == "since":
            return -2
        if token.pos in ("VERB", "AUX"):
            found = _of_dated_verb(parsed, token, aimed, at_noun)
            if found:
                return found
        if token.head == token.i:
            return _of_rootless(parsed, token)
        aimed = aimed or (token.lower == "for" and not at_noun)
        at_noun = at_noun or (token.pos == "NOUN" and token.lemma in EVENTS)
        token = parsed.tokens[token.head]
        aimed = aimed or (token.lower == "for" and at_noun)
    return 0


def _of_rootless(parsed: Parsed, root: Token) -> int:
    """Where no verb governs ("On Sunday people queued", misread), the first verb after the date gives a hint."""
    if root.pos in ("VERB", "AUX"):
        return 0
    for token in parsed.tokens[root.i + 1 : root.i + _REACH]:
        if token.lower in (".", "!", "?"):
            return 0
        if token.tag in ("VBD", "VBN", "MD"):
            return 1 if token.tag == "MD" else -1
    return 0


def _of_dated_verb(parsed: Parsed, verb: Token, aimed: bool, at_noun: bool) -> int:
    """`at_noun`: an event stands between date and verb ("called a march on Tuesday")."""
    made = (aimed and verb.lemma in (PLANS | CALLED) - {"vote"}) or (at_noun and verb.lemma in CALLED)
    if made:
        return 1 if "had" in _helpers(parsed, verb) else 2
    if verb.lemma in CALLED and _calls_for_event(parsed, verb):
        return 1
    found = _of_verb(parsed, verb)
    weak = at_noun or (found < 0 and verb.lemma in CALLED)
    return max(-1, min(1, found)) if weak else found


def _calls_for_event(parsed: Parsed, verb: Token) -> bool:
    """ "Called for a march": when it was called, or when it is to be?"""
    prepositions = [parsed.tokens[i] for i in verb.children if parsed.tokens[i].lower == "for"]
    return any(parsed.tokens[i].lemma in EVENTS for prep in prepositions for i in prep.children)


def _helpers(parsed: Parsed, verb: Token) -> set[str]:
    return {t.lower for t in (parsed.tokens[i] for i in verb.children) if t.dep in ("aux", "auxpass")}


def _is_condition(parsed: Parsed, verb: Token) -> bool:
    return any(parsed.tokens[i].lower in ("if", "unless") for i in verb.children)


def _of_verb(parsed: Parsed, verb: Token) -> int:
    words = _helpers(parsed, verb)
    if verb.lemma == "be" and any(parsed.tokens[i].lemma in AHEAD for i in verb.children):
        return 2
    if _is_condition(parsed, verb) and "had" not in words:
        return 2
    passive = any(parsed.tokens[i].dep == "auxpass" for i in verb.children)
    if words & (_MODALS | _CAN):
        return -1 if "have" in words and verb.tag == "VBN" else 2 if words & _MODALS else 1
    if "to" in words:
        return _of_infinitive(parsed, verb)
    if verb.lemma in DATED and verb.tag == "VBN" and (passive or verb.dep in ("acl", "amod")):
        return 1 if "had" in words else 2
    if verb.tag == "VBG":
        return 2 if words & {"is", "are", "'s", "'re", "am", "'m"} else -2 if words & {"was", "were"} else 0
    if verb.tag in ("VBD", "VBN") or words & {"had", "was", "were", "have", "has", "'ve", "did"}:
        return -2
    if verb.lemma in UNCHANGED and verb.tag != "VBZ" and not words:
        return -2
    if words & {"do", "does"}:
        return 2
    if verb.tag in ("VBZ", "VBP") and verb.lemma not in SPEECH and not passive:
        return 2 if verb.pos == "VERB" else 1
    return 0


def _of_infinitive(parsed: Parsed, verb: Token) -> int:
    """ "Agreed to meet on Tuesday" looks ahead; "asked to join Russia on Thursday" may as well say when it asked."""
    governor = parsed.tokens[verb.head]
    if governor.tag == "VBD" and governor.lemma in PLANS and not _helpers(parsed, governor):
        return 1
    if governor.lemma == "be" and governor.tag == "VBD":
        return 0  # "was to stop on Friday": it may have been that day already
    if governor.lemma == "be" or governor.lemma in PLANS | AHEAD | AHEAD_NOUNS or governor.lower in ("able", "right"):
        return 2
    return 0


_BOUND = re.compile(r"\b(?:since|until|till|for|before|after|by|from)\s+(?:(?:the|late|early|last|next)\s+)*$", re.I)
"""A day after these bounds a time; nothing is told of it."""

_ASIDE = frozenset(["relcl", "acl", "advcl"])
_APPOSED = re.compile(r",\s(?:yesterday|today|tomorrow),")
"""A day between commas only dates the noun before it ("a first meeting, yesterday, led nowhere")."""


def is_told(parsed: Parsed, index: int | None) -> bool:
    """Is the day at token `index` the one that the text goes on from? Not one in an aside ("the truce announced on
    Wednesday"), of an earlier past ("had retaken on Tuesday") or that only describes ("Sunday's vote")."""
    if index is None or not parsed.deep:
        return True
    token = parsed.tokens[index]
    if _BOUND.search(parsed.clean[max(0, token.start - 24) : token.start]):
        return False
    if parsed.tokens[token.head].lemma not in PARTS and _owned(parsed, token) is not None:
        return False
    if _APPOSED.match(parsed.clean, max(0, token.start - 2)):
        return False
    for i in [token.i, *_ancestors(parsed, token)]:
        at = parsed.tokens[i]
        if at.pos in ("VERB", "AUX") and (at.dep in _ASIDE or "had" in _helpers(parsed, at)):
            return False
    return True
