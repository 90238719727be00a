"""Which way in time an English clause looks: back, ahead, or neither. Decides bare weekdays and months."""

from __future__ import annotations

import re

from archive.tagging.recognise import Parsed, Token

PLANS = frozenset(
    """plan expect schedule set intend agree want hope prepare vow promise threaten decide due slate urge ask
call invite order pledge aim propose arrange offer demand need try vote""".split()
)
"""What is governed by these lies ahead, though they stand in the past ("planned to vote Sunday")."""

CALLED = frozenset("call announce fix appoint declare name book".split())
"""With "for" and a date: "called elections for May 25"."""

AHEAD = frozenset("expect await ready due possible likely imminent upcoming".split())
"""Whatever their tense, what hangs on them is to come: "she expected steps from Tuesday's meeting"."""

SPEECH = frozenset("say tell report warn note add claim".split())
_AHEAD = re.compile(
    r"\b(?:until|till|due|next|coming|upcoming|scheduled\s+for|set\s+for|planned\s+for|ahead\s+of)\s+(?:the\s+|on\s+)?$",
    re.I,
)
_BACK = re.compile(r"\b(?:since|last|past|previous)\s+$", re.I)
_MODALS = frozenset(
    ["will", "wo", "'ll", "shall", "would", "may", "might", "must", "should", "can", "could", "'d", "ca"]
)
_REACH = 12
"""Heads climbed from the date to its verb; no clause nests deeper and still rules the date."""


def direction(parsed: Parsed, start: int, index: int | None) -> int:
    """-1 past, +1 future, 0 unknown, for the expression at `start` whose first token is `index`."""
    before = parsed.clean[max(0, start - 24) : start]
    if _AHEAD.search(before):
        return 1
    if _BACK.search(before):
        return -1
    if index is None or not parsed.deep:
        return 0
    token = parsed.tokens[index]
    aimed = before.rstrip().endswith(" for")
    for _ in range(_REACH):
        if token.lemma in AHEAD:
            return 1
        if token.pos in ("VERB", "AUX"):
            found = 1 if aimed and token.lemma in PLANS | CALLED else _of_verb(parsed, token)
            if found:
                return found
        if token.head == token.i:
            return 0
        aimed = aimed or token.lower == "for"  # "called for a march on Tuesday"
        token = parsed.tokens[token.head]
    return 0


def _of_verb(parsed: Parsed, verb: Token) -> int:
    helpers = [parsed.tokens[i] for i in verb.children if parsed.tokens[i].dep in ("aux", "auxpass")]
    words = {helper.lower for helper in helpers}
    if words & _MODALS:
        return -1 if "have" in words and verb.tag == "VBN" else 1
    if "to" in words:
        return _of_infinitive(parsed, verb)
    planned = verb.lemma in PLANS and verb.tag == "VBN"
    if planned and any(h.dep == "auxpass" for h in helpers):
        return 1
    if planned and not helpers and verb.dep in ("acl", "amod"):
        return 1
    if verb.tag == "VBD" or words & {"had", "was", "were", "have", "has", "'ve", "did"}:
        return -1
    if verb.tag == "VBN":
        return -1
    if verb.tag == "VBG":
        return 1 if words & {"is", "are", "'s", "'re", "am", "'m"} else 0
    passive = any(h.dep == "auxpass" for h in helpers)
    return 1 if verb.tag in ("VBZ", "VBP") and not passive and verb.lemma not in SPEECH and verb.pos == "VERB" else 0


def _of_infinitive(parsed: Parsed, verb: Token) -> int:
    governor = parsed.tokens[verb.head]
    if (
        governor.lemma == "be"
        or governor.lemma in PLANS
        or governor.lower in ("due", "likely", "ready", "able", "plan", "plans")
    ):
        return 1
    return 0
