"""The verb or noun that governs quoted words: "saw a “glimmer of hope”", "accused them of “…”", "his talk of “…”"."""

from __future__ import annotations

from archive.tagging.quotes.english import Report, chars
from archive.tagging.quotes.marks import Quoted
from archive.tagging.quotes.stretches import Marks, Voice, outer_subject, spoken
from archive.tagging.recognise import Parsed, Token
from archive.tagging.speechwords import HUMAN, NAMING, NOUNS, OBJECT, PREPOSED, SAY, TO_DO

EXPRESS = frozenset(
    """express voice speak talk hail thank liken compare salute greet scorn echo invoke evoke vent portray
paint depict regard consider deem judge tout summarise summarize profess preach chide berate rebuke scold attack
admonish accept refuse regret rue bemoan mourn cheer toast defend justify foresee envisage plead counsel scoff fume
envision promise resent rail oppose hint relay convey mutter""".split()
)
"""Verbs that say that somebody put something into words, beside those of saying."""

PERSONAL = frozenset("see find feel hear offer use give draw read want need propose get make take".split())
"""Verbs whose quoted object is somebody's word only if a person or a speaking body is their subject: "saw a …"."""

_GOVERN = (SAY | OBJECT | NAMING | TO_DO | EXPRESS | PERSONAL | frozenset(PREPOSED)) - frozenset(
    "go show know sing plan intend order use give draw get make take discover decide learn".split()
)
WORDS_OF = NOUNS | frozenset(
    """remark comment reply answer retort quip verdict word phrase talk threat call praise criticism description vision
demand appeal""".split()
)
_BREAKS = frozenset([",", ";", ":", "-", "–", "—", "--"])
MAX_AROUND = 120
"""Characters of a clause after the marks that still belong to what was said."""


def governed(parsed: Parsed, marks: Marks, stretch: Quoted) -> Report | None:
    """The verb or noun above the words in the tree, outside the marks: "accused them of “…”", "his talk of “…”"."""
    first, last = marks.beside(stretch)
    top = next((t for t in parsed.tokens[first + 1 : last] if t.dep != "punct" and not first < t.head < last), None)
    if top is None or top.head == top.i:
        return None
    under, token = top, parsed.tokens[top.head]
    for _ in range(7):
        if token.pos in ("VERB", "AUX") and marks.out(token) and token.dep != "amod":
            voice = _of_governor(parsed, marks, token, stretch)
            if voice is not None and (joined := _joined(parsed, marks, token, first)) is not None:
                start = parsed.tokens[joined.i + 1].start if joined.lemma in NAMING else stretch.start
                return Report(min(start, stretch.start), stretch.end, spoken(joined), voice[1])
            if voice is not None:
                return Report(*_around(parsed, marks, stretch, token, under), *voice)
            if token.lemma in _GOVERN:
                return None
        if token.pos == "NOUN" and token.lemma in WORDS_OF and marks.out(token):
            owner = next((j for j in token.children if parsed.tokens[j].dep == "poss"), None)
            if owner is not None:
                return Report(stretch.start, stretch.end, spoken(token), owner)
        if token.head == token.i or token.dep in ("relcl", "nsubj", "nsubjpass", "advcl", "csubj"):
            return None
        under, token = token, parsed.tokens[token.head]
    return None


def _joined(parsed: Parsed, marks: Marks, verb: Token, first: int) -> Token | None:
    """ "thanked … and called the vote “…”": a second verb of the same subject nearer to the words."""
    for i in range(first, verb.i + 1, -1):
        token = parsed.tokens[i]
        if (
            token.tag == verb.tag
            and token.lemma in _GOVERN
            and parsed.tokens[i - 1].pos == "CCONJ"
            and marks.out(token)
        ):
            return token
    return None


def _around(parsed: Parsed, marks: Marks, stretch: Quoted, verb: Token, under: Token) -> tuple[int, int]:
    """The part of the verb's clause that holds the words, with the thing spoken of ("called [the vote “a farce”]")."""
    first, last = parsed.left_edge(under.i), parsed.right_edge(under.i)
    if verb.lemma in NAMING or under.lower == "as":
        thing = next((i for i in verb.children if parsed.tokens[i].dep == "dobj" and verb.i < i < first), first)
        first = min(first, parsed.left_edge(thing))
    if under.pos == "ADP" and first == under.i:
        first += 1
    if first <= verb.i or parsed.tokens[last].end > stretch.end + MAX_AROUND:
        return stretch.start, stretch.end
    _, after = marks.beside(stretch)
    for i in range(after, last):
        joined = parsed.tokens[i].pos == "CCONJ" and parsed.tokens[i + 1].pos in ("VERB", "AUX")
        if (joined or parsed.tokens[i].text in _BREAKS) and marks.out(parsed.tokens[i]):
            last = i - 1
            break
    start, end = chars(parsed, first, max(last, first))
    return min(start, stretch.start), max(end, stretch.end)


_SELF = frozenset("himself herself itself themselves".split())


def _of_governor(parsed: Parsed, marks: Marks, verb: Token, stretch: Quoted) -> Voice | None:
    if verb.lemma not in _GOVERN or abs(verb.start - stretch.start) > 200:
        return None
    children = [parsed.tokens[i] for i in verb.children]
    if verb.lemma in NAMING and any(child.lower in _SELF for child in children):
        return None
    found = outer_subject(parsed, marks, verb)
    found = _by_whom(parsed, marks, verb, stretch) if found is None else found
    if found is None:
        return None
    if verb.lemma in PERSONAL and not speaker_like(parsed.tokens[found]):
        return None
    return spoken(verb), found


def _by_whom(parsed: Parsed, marks: Marks, verb: Token, stretch: Quoted) -> int | None:
    """ "called “unfortunate” by the UN": the agent after the marks."""
    _, last = marks.beside(stretch)
    if verb.tag != "VBN" or last >= len(parsed.tokens) or parsed.tokens[last].lower != "by":
        return None
    return next((i for i in parsed.tokens[last].children if parsed.tokens[i].dep == "pobj"), None)


def speaker_like(token: Token) -> bool:
    """A name, a person's pronoun, or a word for a person."""
    if token.pos == "PROPN" or token.lower in ("he", "she", "they", "who", "i", "we"):
        return True
    return token.pos == "NOUN" and token.lemma in HUMAN
