"""Reported speech in English: cues with what they report, by dependencies and quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.tagging.quotes.marks import Quoted
from archive.tagging.recognise import Parsed, Token

SAY = frozenset(
    """say tell add note explain argue claim insist warn announce declare state report confirm deny
acknowledge admit concede suggest stress emphasize emphasise reiterate repeat maintain assert contend allege predict
promise vow pledge reply respond answer write tweet recall comment remark observe recommend urge complain conclude
believe think feel hope fear know expect estimate indicate reveal disclose hint signal testify caution agree joke
continue reaffirm affirm boast mention point find show learn understand hear assume doubt worry wonder argue proclaim
protest quip lament muse note blog post read propose swear imply speculate guess forecast assure inform advise remind
convince persuade ask inquire demand threaten decide realize realise recognize recognise see discover calculate
clarify counter interject shout yell cry whisper murmur sigh exclaim chant sing go retort rejoin sneer""".split()
)
"""Verbs whose clause is what somebody said, thought or found."""

BARE = frozenset(
    "go sing read find show see know learn hear understand discover recognize recognise realize realise".split()
)
"""Of these only the finite clause counts, and no quotation hangs on them without one but "read"."""

OBJECT = frozenset(
    """deny reject dismiss condemn criticize criticise denounce praise welcome announce confirm cite
blame demand propose predict mention discuss describe blast stress emphasize emphasise acknowledge reiterate question
note mock slam chastise advocate extol ridicule deride lament decry deplore applaud reference""".split()
)
"""Verbs of saying whose object alone tells what was said ("denied any plans")."""

NAMING = frozenset("call label brand term dub describe characterize characterise".split())
"""Verbs that report a verdict: "called the vote a farce", "described it as illegal"."""

STRONG = frozenset("say add note tell write explain report announce state claim argue warn insist".split())
"""Verbs that stand at a sentence's end after what was said, whatever the parser made of it."""

PREPOSED = {
    "call": ("for", "on"),
    "warn": ("of", "about", "against"),
    "accuse": ("of",),
    "complain": ("about", "of"),
    "blame": ("for",),
    "boast": ("of", "about"),
    "hint": ("at",),
    "talk": ("about",),
    "speak": ("of", "about"),
    "point": ("to",),
    "refer": ("to",),
    "push": ("for",),
    "criticize": ("for",),
    "apologize": ("for",),
}
TO_DO = frozenset(
    "vow pledge promise threaten refuse agree decline ask urge call offer demand plan want propose decide swear expect "
    "warn tell encourage advise order intend hope".split()
)
SEEN = frozenset("catch hear see film show quote record find".split())
"""Whose object does the speaking: "a camera caught Merkel telling him …"."""

NOUNS = frozenset(
    """statement claim allegation report suggestion announcement warning belief hope fear assertion argument
idea notion conclusion promise pledge assurance evidence accusation rumor rumour speculation concern view opinion
confirmation denial complaint prediction doubt insistence declaration""".split()
)


@dataclass(slots=True)
class Report:
    """Speech found: token range of content, of the cue, and the head token of the speaker (None: unknown)."""

    start: int
    end: int
    cue: tuple[int, int] | None
    speaker: int | None


def reports(parsed: Parsed) -> Iterator[Report]:
    """Attributions by dependencies, in reading order of their cues. Content in characters."""
    for token in parsed.tokens:
        if token.pos in ("VERB", "AUX") and (
            token.lemma in SAY or token.lemma in TO_DO or token.lemma in PREPOSED or token.lemma in OBJECT | NAMING
        ):
            yield from _of_verb(parsed, token)
        elif token.lower == "according":
            yield from _according(parsed, token)
        elif token.pos == "NOUN" and token.lemma in NOUNS:
            yield from _of_noun(parsed, token)


def _of_verb(parsed: Parsed, verb: Token) -> Iterator[Report]:
    children = [parsed.tokens[i] for i in verb.children]
    speaker = subject(parsed, verb)
    cue = _cue(parsed, verb)
    for child in children:
        if child.dep == "ccomp" and verb.lemma in SAY:
            yield from _clause(parsed, verb, child, cue, speaker)
            return
    if speaker is None:
        return
    found: list[Report] = []
    if verb.dep in ("parataxis", "ccomp", "dep") and verb.head != verb.i and verb.lemma in SAY - BARE:
        found = list(_around_aside(parsed, verb, cue, speaker))
    found = found or list(_verdict(parsed, verb, children, cue, speaker))
    found = found or list(_object(parsed, verb, children, cue, speaker))
    found = found or list(_at_the_end(parsed, verb, cue, speaker))
    yield from found


def _verdict(
    parsed: Parsed, verb: Token, children: list[Token], cue: tuple[int, int], speaker: int
) -> Iterator[Report]:
    """ "called the vote a farce": the thing and what it was called."""
    if verb.lemma not in NAMING:
        return
    thing = next((c for c in children if c.dep == "dobj" and c.i > verb.i), None)
    name = next(
        (c for c in children if c.i > verb.i and (c.dep == "oprd" or (c.dep == "prep" and c.lower == "as"))), None
    )
    if thing is not None and name is not None:
        yield Report(*_chars(parsed, parsed.left_edge(thing.i), parsed.right_edge(name.i)), cue, speaker)


def _at_the_end(parsed: Parsed, verb: Token, cue: tuple[int, int], speaker: int) -> Iterator[Report]:
    """ "…, the minister said." where the parser did not tie the two together."""
    if verb.lemma not in STRONG:
        return
    first, last = parsed.sentences[verb.sent]
    left = min(verb.i, parsed.left_edge(speaker))
    if first + 2 < left and parsed.tokens[left - 1].text in (",", "”", '"') and last - max(verb.i, speaker) < 10:
        yield Report(*_chars(parsed, first, left - 1), cue, speaker)


def _object(parsed: Parsed, verb: Token, children: list[Token], cue: tuple[int, int], speaker: int) -> Iterator[Report]:
    """What is denied, called for, vowed: no clause, but what somebody said all the same."""
    for child in children:
        if child.dep == "xcomp" and verb.lemma in TO_DO and any(parsed.tokens[i].lower == "to" for i in child.children):
            yield Report(*_extent(parsed, child.i, verb.i), cue, speaker)
            return
        if child.dep == "prep" and child.lower in PREPOSED.get(verb.lemma, ()) and child.i > verb.i and child.children:
            yield Report(
                *_extent(parsed, child.i, verb.i, skip_first=True),
                (cue[0], max(cue[1], child.end) if child.i == verb.i + 1 else cue[1]),
                speaker,
            )
            return
    for child in children:
        if child.dep == "dobj" and verb.lemma in OBJECT and child.i > verb.i and child.pos in ("NOUN", "PROPN"):
            yield Report(*_extent(parsed, child.i, verb.i), cue, speaker)
            return


def _clause(parsed: Parsed, verb: Token, comp: Token, cue: tuple[int, int], speaker: int | None) -> Iterator[Report]:
    first, last = parsed.left_edge(comp.i), _without_detached(parsed, comp)
    if first < verb.i < last:
        yield from _split_by(parsed, verb, first, last, cue, speaker)
        return
    yield Report(*_chars(parsed, first, last), cue, speaker)


def _without_detached(parsed: Parsed, comp: Token) -> int:
    """The last token of a clause, short of a joined verb that is the outer speaker's."""
    for i in comp.children:
        child = parsed.tokens[i]
        if i > comp.i and child.lemma in SAY and detached(parsed, child) is not None:
            return max(comp.i, parsed.left_edge(i) - 2)
    return parsed.right_edge(comp.i)


def _split_by(
    parsed: Parsed, verb: Token, first: int, last: int, cue: tuple[int, int], speaker: int | None
) -> Iterator[Report]:
    """ "Sanctions, he said, are useless": what stands on either side of the aside."""
    left, right = parsed.left_edge(verb.i), parsed.right_edge(verb.i)
    inner_left = min([verb.i] + ([parsed.left_edge(speaker)] if speaker is not None else []))
    inner_right = max([verb.i] + ([parsed.right_edge(speaker)] if speaker is not None else []))
    left, right = max(left, inner_left) if left <= first else left, min(right, inner_right) if right >= last else right
    if left > first:
        yield Report(*_chars(parsed, first, left - 1), cue, speaker)
    if right < last:
        yield Report(*_chars(parsed, right + 1, last), cue, speaker)


def _around_aside(parsed: Parsed, verb: Token, cue: tuple[int, int], speaker: int | None) -> Iterator[Report]:
    """The verb of saying hangs on what is said, as an aside."""
    said = parsed.tokens[verb.head]
    first, last = parsed.left_edge(said.i), parsed.right_edge(said.i)
    left, right = parsed.left_edge(verb.i), parsed.right_edge(verb.i)
    if said.pos not in ("VERB", "AUX") or not _comma_beside(parsed, left, right):
        return
    if left > first:
        yield Report(*_chars(parsed, first, left - 1), cue, speaker)
    if right < last and right - left < 12:
        yield Report(*_chars(parsed, right + 1, last), cue, speaker)


def _comma_beside(parsed: Parsed, left: int, right: int) -> bool:
    before = parsed.tokens[left - 1].text if left else ""
    return before in (",", '"', "”", "''", "—", "–", "?", "!") or parsed.tokens[left].text in (",", '"', "”")


def _according(parsed: Parsed, token: Token) -> Iterator[Report]:
    """ "according to X": the rest of its clause is what X says."""
    to = next((parsed.tokens[i] for i in token.children if parsed.tokens[i].lower == "to"), None)
    if to is None and token.i + 1 < len(parsed.tokens) and parsed.tokens[token.i + 1].lower == "to":
        to = parsed.tokens[token.i + 1]
    source = next((parsed.tokens[i] for i in to.children if parsed.tokens[i].dep == "pobj"), None) if to else None
    if to is None or source is None or token.head == token.i:
        return
    first, last = parsed.left_edge(token.i), parsed.right_edge(to.i)
    sent_first, sent_last = parsed.sentences[token.sent]
    cue = (token.start, to.end)
    if first - sent_first > 2:
        yield Report(*_chars(parsed, sent_first, first - 1), cue, source.i)
    elif last + 1 < sent_last:
        yield Report(*_chars(parsed, last + 1, sent_last - 1), cue, source.i)


def _of_noun(parsed: Parsed, noun: Token) -> Iterator[Report]:
    for i in noun.children:
        child = parsed.tokens[i]
        that = child.dep in ("acl", "ccomp") and any(
            parsed.tokens[j].lower == "that" and parsed.tokens[j].dep == "mark" for j in child.children
        )
        if that:
            owner = next((j for j in noun.children if parsed.tokens[j].dep == "poss"), None)
            yield Report(*_chars(parsed, parsed.left_edge(i), parsed.right_edge(i)), (noun.start, noun.end), owner)
            return


def _extent(parsed: Parsed, head: int, verb: int, *, skip_first: bool = False) -> tuple[int, int]:
    first, last = parsed.left_edge(head), parsed.right_edge(head)
    return _chars(parsed, max(first + skip_first, verb + 1), last)


_OPENERS = frozenset([",", ";", ":", "-", "–", "—", ")", "―"])
_CLOSERS = frozenset([",", ";", ":", ".", "-", "–", "—", "(", "―"])


def _chars(parsed: Parsed, first: int, last: int) -> tuple[int, int]:
    """Characters of tokens first to last (both in), without commas and the like at either end."""
    while first < last and parsed.tokens[first].text in _OPENERS:
        first += 1
    while last > first and parsed.tokens[last].text in _CLOSERS:
        last -= 1
    return parsed.tokens[first].start, parsed.tokens[last].end


def _cue(parsed: Parsed, verb: Token) -> tuple[int, int]:
    """The verb with helpers right before it ("has said")."""
    first = verb.i
    while first - 1 >= 0 and first - 1 in verb.children and parsed.tokens[first - 1].dep in ("aux", "auxpass", "neg"):
        first -= 1
    return parsed.tokens[first].start, verb.end


def subject(parsed: Parsed, verb: Token) -> int | None:
    """Head token of who says it: subject, agent, antecedent, or the subject of the clause above."""
    for _ in range(5):
        own = _own_subject(parsed, verb)
        if own is not None:
            return own
        if any(parsed.tokens[i].dep == "nsubjpass" for i in verb.children):
            return None  # "is expected": nobody says by whom
        if verb.head == verb.i or verb.dep not in (
            "conj",
            "xcomp",
            "advcl",
            "pcomp",
            "relcl",
            "acl",
            "ccomp",
            "prep",
            "dep",
        ):
            return None
        head = detached(parsed, verb) or parsed.tokens[verb.head]
        if verb.dep in ("relcl", "acl") and head.pos in ("NOUN", "PROPN", "PRON"):
            return head.i
        if (
            verb.tag == "VBG"
            and head.lemma in SEEN
            and (seen := next((i for i in head.children if parsed.tokens[i].dep == "dobj"), None))
        ):
            return seen
        if head.pos == "ADP" and head.head != head.i:
            head = parsed.tokens[head.head]
        verb = head
    return None


def detached(parsed: Parsed, verb: Token) -> Token | None:
    """ "said he will respect it and added …": a past verb joined to a future one belongs to the clause above."""
    head = parsed.tokens[verb.head]
    if verb.dep != "conj" or verb.tag != "VBD" or head.dep != "ccomp" or head.tag != "VB":
        return None
    if any(parsed.tokens[i].dep in ("nsubj", "nsubjpass") for i in verb.children):
        return None
    above = parsed.tokens[head.head]
    return above if above.tag == "VBD" else None


def _own_subject(parsed: Parsed, verb: Token) -> int | None:
    passive = any(parsed.tokens[i].dep == "auxpass" for i in verb.children)
    for i in verb.children:
        child = parsed.tokens[i]
        if child.dep == "nsubj":
            return i
    if passive:
        agent = next((i for i in verb.children if parsed.tokens[i].dep == "agent"), None)
        if agent is not None:
            return next((j for j in parsed.tokens[agent].children if parsed.tokens[j].dep == "pobj"), None)
    return None


# ------------------------------------------------------------------ cues beside quotation marks

_AFTER = 14
_BEFORE = 25
_END = re.compile(r"[.!?]")


def cue_beside(parsed: Parsed, stretch: Quoted, first: int, last: int) -> tuple[Token, int | None] | None:
    """The verb of saying next to a quotation: after it, else before it, in the same sentence.

    `first`, `last`: the tokens just before and just after the marks.
    """
    for i in range(last, min(last + _AFTER, len(parsed.tokens))):
        token = parsed.tokens[i]
        if token.text in (".", "!", "?", "“", '"') or "\n" in parsed.clean[stretch.end : token.start]:
            break
        if _says(token):
            return token, subject(parsed, token)
    for i in range(first, max(first - _BEFORE, -1), -1):
        token = parsed.tokens[i]
        if token.text in (".", "!", "?", "”") or "\n" in parsed.clean[token.end : stretch.start]:
            break
        if _says(token):
            return token, subject(parsed, token)
    return None


def _says(token: Token) -> bool:
    return (
        token.pos in ("VERB", "AUX") and token.lemma in SAY - BARE | {"read"} and token.dep not in ("amod", "compound")
    )
