"""Reported speech in English: cues with what they report, by dependencies and quotation marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archive.tagging.recognise import Parsed, Token
from archive.tagging.speechwords import (
    BARE,
    DOCUMENTS,
    ISSUE,
    NAMING,
    NOUNS,
    OBJECT,
    PREPOSED,
    SAY,
    SEEN,
    STRONG,
    TO_DO,
)


@dataclass(slots=True)
class Report:
    """Speech found: token range of content, of the cue, and the head token of the speaker (None: unknown)."""

    start: int
    end: int
    cue: tuple[int, int] | None
    speaker: int | None


_REPORTING = SAY | TO_DO | OBJECT | NAMING | frozenset(PREPOSED) | {"put"}


def reports(parsed: Parsed) -> Iterator[Report]:
    """Attributions by dependencies, in reading order of their cues. Content in characters."""
    for token in parsed.tokens:
        if token.pos in ("VERB", "AUX") and token.lemma in _REPORTING:
            yield from _of_verb(parsed, token)
        elif token.lower == "according":
            yield from _according(parsed, token)
        elif token.lower in ("words", "phrase") and _in_the(parsed, token):
            yield from _in_words_of(parsed, token)
        elif token.pos == "NOUN" and token.lemma in NOUNS:
            yield from _of_noun(parsed, token)


def _of_verb(parsed: Parsed, verb: Token) -> Iterator[Report]:
    children = [parsed.tokens[i] for i in verb.children]
    speaker = subject(parsed, verb)
    cue = _cue(parsed, verb)
    if speaker is not None and (parts := _inside_aside(parsed, verb, cue, speaker)):
        yield from parts
        return
    for child in children:
        if child.dep == "ccomp" and verb.lemma in SAY:
            if verb.lemma in BARE and _is_search(parsed, verb, child):
                return
            yield from _clause(parsed, verb, child, cue, speaker)
            return
    if speaker is None:
        return
    if (clause := _that_clause(parsed, verb)) is not None:
        yield Report(*chars(parsed, parsed.left_edge(clause.i), parsed.right_edge(clause.i)), cue, speaker)
        return
    found: list[Report] = list(_as_clause(parsed, verb, children, cue, speaker))
    if not found and verb.dep in ("parataxis", "ccomp", "dep") and verb.head != verb.i and verb.lemma in SAY - BARE:
        found = list(_around_aside(parsed, verb, cue, speaker))
    found = found or list(_verdict(parsed, verb, children, cue, speaker))
    found = found or list(_object(parsed, verb, children, cue, speaker))
    found = found or list(_at_the_end(parsed, verb, cue, speaker))
    yield from found


def _is_search(parsed: Parsed, verb: Token, clause: Token) -> bool:
    """ "so as to see whether it holds", "will find it harder to borrow": nobody has said anything."""
    to = any(parsed.tokens[i].lower == "to" and parsed.tokens[i].dep == "aux" for i in verb.children)
    return (to and verb.tag == "VB") or clause.pos not in ("VERB", "AUX")


_NOUN, _ASIDE = 8, 12
"""Tokens of an aside before its verb and after it: "…, the minister said in a statement on Friday, …"."""


def _inside_aside(parsed: Parsed, verb: Token, cue: tuple[int, int], speaker: int) -> list[Report]:
    """ "The United States, he said in a statement, expressed its disgust": between subject and verb of one clause."""
    begin, end = parsed.sentences[verb.sent]
    begin = next((i + 1 for i in range(verb.i, begin, -1) if parsed.tokens[i].text == ";"), begin)
    first, last = min(cue_first(parsed, verb), speaker), max(verb.i, speaker)
    left = next((i for i in range(first - 1, max(begin, first - _NOUN) - 1, -1) if _comma(parsed, i)), begin)
    right = next((i for i in range(last + 1, min(end - 3, last + _ASIDE)) if _comma(parsed, i)), 0)
    if verb.lemma not in SAY - BARE or left <= begin or not right or parsed.tokens[right + 1].pos in ("CCONJ", "SCONJ"):
        return []
    if _finite(parsed, begin, left) or _finite(parsed, last + 1, right) or not _finite(parsed, right + 1, end):
        return []
    return [
        Report(*chars(parsed, begin, left - 1), cue, speaker),
        Report(*chars(parsed, right + 1, end - 1), cue, speaker),
    ]


def _finite(parsed: Parsed, first: int, stop: int) -> bool:
    return any(token.tag in ("VBD", "VBZ", "VBP", "MD") for token in parsed.tokens[first:stop])


def _comma(parsed: Parsed, i: int) -> bool:
    return parsed.tokens[i].text in (",", "–", "—", "-")


def cue_first(parsed: Parsed, verb: Token) -> int:
    """The first of the helpers right before a verb, or the verb itself."""
    first = verb.i
    while first - 1 >= 0 and first - 1 in verb.children and parsed.tokens[first - 1].dep in ("aux", "auxpass", "neg"):
        first -= 1
    return first


def _that_clause(parsed: Parsed, verb: Token) -> Token | None:
    """ "said in a statement that …", "told a briefing in Kiev that …": the clause that the parser hung on the noun."""
    if verb.lemma not in STRONG | {"tell"}:
        return None
    for token in parsed.tokens[verb.i + 2 : min(parsed.right_edge(verb.i), verb.i + _ASIDE) + 1]:
        if token.pos in ("VERB", "AUX") and token.tag in ("VBD", "VBZ", "VBP"):
            return None
        clause = parsed.tokens[token.head]
        if token.lower == "that" and token.dep == "mark" and clause.dep in ("acl", "relcl", "ccomp"):
            return clause if parsed.tokens[clause.head].pos in ("NOUN", "PROPN") else None
    return None


def _as_clause(
    parsed: Parsed, verb: Token, children: list[Token], cue: tuple[int, int], speaker: int
) -> Iterator[Report]:
    """ "As experts have pointed out, …", "…, as he put it, …": what stands beside it is what they say."""
    like = next((c for c in children if c.lower == "as" and c.i < verb.i and c.dep in ("mark", "advmod")), None)
    put = verb.lemma == "put" and any(c.lower in ("it", "this") and c.dep == "dobj" for c in children)
    said = verb.lemma in SAY and not any(c.dep in ("dobj", "xcomp") for c in children)
    if like is None or verb.dep != "advcl" or not (put or said):
        return
    begin, end = parsed.sentences[verb.sent]
    left, right = parsed.left_edge(verb.i), parsed.right_edge(verb.i)
    if left > begin + 1 and _comma(parsed, left - 1):
        yield Report(*chars(parsed, begin, left - 1), cue, speaker)
    if right + 3 < end and _comma(parsed, right + 1):
        yield Report(*chars(parsed, right + 1, end - 1), cue, speaker)


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
        yield Report(*chars(parsed, parsed.left_edge(thing.i), parsed.right_edge(name.i)), cue, speaker)


def _at_the_end(parsed: Parsed, verb: Token, cue: tuple[int, int], speaker: int) -> Iterator[Report]:
    """ "…, the minister said." where the parser did not tie the two together."""
    if verb.lemma not in STRONG:
        return
    first, last = parsed.sentences[verb.sent]
    left = min(verb.i, parsed.left_edge(speaker))
    if first + 2 < left and parsed.tokens[left - 1].text in (",", "”", '"') and last - max(verb.i, speaker) < 10:
        yield Report(*chars(parsed, first, left - 1), cue, speaker)


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
    yield Report(*chars(parsed, first, last), cue, speaker)


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
        yield Report(*chars(parsed, first, left - 1), cue, speaker)
    if right < last:
        yield Report(*chars(parsed, right + 1, last), cue, speaker)


def _around_aside(parsed: Parsed, verb: Token, cue: tuple[int, int], speaker: int | None) -> Iterator[Report]:
    """The verb of saying hangs on what is said, as an aside."""
    said = parsed.tokens[verb.head]
    first, last = parsed.left_edge(said.i), parsed.right_edge(said.i)
    left, right = parsed.left_edge(verb.i), parsed.right_edge(verb.i)
    if said.pos not in ("VERB", "AUX") or not _comma_beside(parsed, left, right):
        return
    if left > first:
        yield Report(*chars(parsed, first, left - 1), cue, speaker)
    if right < last and right - left < 12 and not _another_verb(parsed, right + 1):
        yield Report(*chars(parsed, right + 1, last), cue, speaker)


def _another_verb(parsed: Parsed, first: int) -> bool:
    """Does what follows the aside begin with one more verb of saying ("…, and added")?"""
    return any(token.lemma in SAY and token.pos == "VERB" for token in parsed.tokens[first : first + 3])


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
        yield Report(*chars(parsed, sent_first, first - 1), cue, source.i)
    elif last + 1 < sent_last:
        yield Report(*chars(parsed, last + 1, sent_last - 1), cue, source.i)


def _in_the(parsed: Parsed, noun: Token) -> bool:
    return parsed.tokens[noun.head].lower in ("in", "to")


def _in_words_of(parsed: Parsed, noun: Token) -> Iterator[Report]:
    """ "in the words of X", "in X's words": the sentence around it is his."""
    of = next((i for i in noun.children if parsed.tokens[i].lower == "of"), None)
    speaker = next((i for i in noun.children if parsed.tokens[i].dep == "poss"), None)
    if of is not None:
        speaker = next((i for i in parsed.tokens[of].children if parsed.tokens[i].dep == "pobj"), None)
    if speaker is None:
        return
    begin, end = parsed.sentences[noun.sent]
    first, last = parsed.tokens[noun.head].i, max(noun.i, parsed.right_edge(speaker) if of is not None else noun.i)
    cue = (parsed.tokens[first].start, parsed.tokens[of if of is not None else noun.i].end)
    if last + 3 < end:
        yield Report(*chars(parsed, last + 1, end - 1), cue, speaker)
    elif first - begin > 2:
        yield Report(*chars(parsed, begin, first - 1), cue, speaker)


def _of_noun(parsed: Parsed, noun: Token) -> Iterator[Report]:
    """ "the claim that …"; not "said in a statement that …", which is the verb's."""
    above = parsed.tokens[noun.head]
    verb = parsed.tokens[above.head] if above.pos == "ADP" else above
    if verb.pos == "VERB" and _that_clause(parsed, verb) is not None:
        return
    issuer = _own_subject(parsed, verb) if noun.dep == "dobj" and verb.lemma in ISSUE else None
    for i in noun.children:
        child = parsed.tokens[i]
        that = child.dep in ("acl", "ccomp") and any(
            parsed.tokens[j].lower == "that" and parsed.tokens[j].dep == "mark" for j in child.children
        )
        if that:
            owner = next((j for j in noun.children if parsed.tokens[j].dep == "poss"), None)
            yield Report(
                *chars(parsed, parsed.left_edge(i), parsed.right_edge(i)),
                (noun.start, noun.end),
                issuer if owner is None else owner,
            )
            return


def _extent(parsed: Parsed, head: int, verb: int, *, skip_first: bool = False) -> tuple[int, int]:
    first, last = parsed.left_edge(head), parsed.right_edge(head)
    return chars(parsed, max(first + skip_first, verb + 1), last)


_OPENERS = frozenset([",", ";", ":", "-", "–", "—", ")", "―"])
_CLOSERS = frozenset([",", ";", ":", ".", "-", "–", "—", "(", "―"])


def chars(parsed: Parsed, first: int, last: int) -> tuple[int, int]:
    """Characters of tokens first to last (both in), without commas and the like at either end."""
    while first < last and parsed.tokens[first].text in _OPENERS:
        first += 1
    while last > first and parsed.tokens[last].text in _CLOSERS:
        last -= 1
    return parsed.tokens[first].start, parsed.tokens[last].end


def _cue(parsed: Parsed, verb: Token) -> tuple[int, int]:
    """The verb with helpers right before it ("has said")."""
    return parsed.tokens[cue_first(parsed, verb)].start, verb.end


def subject(parsed: Parsed, verb: Token) -> int | None:
    """Head token of who says it: subject, agent, antecedent, or the subject of the clause above."""
    below: Token | None = None
    for _ in range(5):
        for own in (_quoted_one(parsed, verb, below), _own_subject(parsed, verb)):
            if own is not None:
                return own
        below = verb
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
        if verb.dep == "acl" and verb.tag == "VBN":
            return None  # "people accused of plotting": others accuse them
        if verb.dep in ("relcl", "acl") and head.pos in ("NOUN", "PROPN", "PRON"):
            return _issuer(parsed, head) if verb.dep == "acl" else head.i
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


def _issuer(parsed: Parsed, document: Token) -> int:
    """ "The group released a statement saying …": who released it; else the document itself."""
    verb = parsed.tokens[document.head]
    if document.lemma not in DOCUMENTS or document.dep != "dobj" or verb.lemma not in ISSUE:
        return document.i
    found = _own_subject(parsed, verb)
    return found if found is not None else document.i


def _quoted_one(parsed: Parsed, verb: Token, below: Token | None) -> int | None:
    """ "Azarov was quoted by Interfax as saying": he says it, not who quotes him."""
    if below is None or below.dep not in ("xcomp", "pcomp", "prep") or verb.lemma not in SEEN:
        return None
    return next((i for i in verb.children if parsed.tokens[i].dep == "nsubjpass"), None)


def detached(parsed: Parsed, verb: Token) -> Token | None:
    """ "said he will respect it and added …": a past verb joined to a future one belongs to the clause above."""
    head = parsed.tokens[verb.head]
    if verb.dep != "conj" or head.dep != "ccomp" or (verb.lemma != "add" and (verb.tag != "VBD" or head.tag != "VB")):
        return None
    if any(parsed.tokens[i].dep in ("nsubj", "nsubjpass") for i in verb.children):
        return None
    above = parsed.tokens[head.head]
    return above if above.tag == verb.tag and above.lemma in SAY else None


def _hung_on_place(parsed: Parsed, verb: Token) -> int | None:
    """ "In Kyiv Petro Poroshenko called …": the parser takes place and person for one name."""
    begin = parsed.sentences[verb.sent][0]
    before = parsed.tokens[verb.i - 1]
    opens = parsed.tokens[begin].pos == "ADP" and verb.i - begin > 2 and verb.tag in ("VBD", "VBZ")
    hung = before.dep == "pobj" and before.pos == "PROPN" and before.head == begin
    return before.i if opens and hung and verb.dep in ("ROOT", "ccomp") else None


def _own_subject(parsed: Parsed, verb: Token) -> int | None:
    for i in verb.children:
        if parsed.tokens[i].dep == "nsubj":
            return i
    passive = verb.tag == "VBN" and not any(parsed.tokens[i].lemma == "have" for i in verb.children)
    agent = next((i for i in verb.children if parsed.tokens[i].dep == "agent"), None) if passive else None
    if agent is None:
        return None if passive else _hung_on_place(parsed, verb)
    return next((j for j in parsed.tokens[agent].children if parsed.tokens[j].dep == "pobj"), None)
