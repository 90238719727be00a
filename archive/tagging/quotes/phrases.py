"""English quotations that no clause has claimed: which words beside them say who speaks.

In this order: a verb of saying right before or after, a colon, the verb that governs the words ("saw a “glimmer of
hope”"), a dash with a name, and last the voice before (a floating quotation).
"""

from __future__ import annotations

import re
from bisect import bisect_right

from archive.tagging.quotes.english import Report
from archive.tagging.quotes.governed import WORDS_OF, governed, speaker_like
from archive.tagging.quotes.marks import Quoted
from archive.tagging.quotes.stretches import MIN_WORDS, Marks, Voice, goes_on, outer_subject, says, spoken
from archive.tagging.quotes.titles import is_named, is_title
from archive.tagging.recognise import Parsed, Token
from archive.tagging.speechwords import NAMING

_AFTER, _BEFORE, _NEAR = 16, 25, 8
_VERDICT = 16
"""Tokens from "called" to the name that it gives: "called those who had driven him out “bandits”"."""
_ANNOUNCED = 90
"""Characters between what somebody said and a colon that goes on with it."""
_NAMED_ONE = re.compile(r"[.!?]\s+[A-Z][\w'-]+(?: [A-Z][\w'-]+)*:\s*$|\b(?:he|she|they|I|we)\b")
_SENTENCE = 60
"""Tokens of a sentence read to either side of a phrase in marks."""
_STOP = frozenset([".", "!", "?", ";"])
_MARKS = frozenset(["“", "”", '"', "''", "``", "'", "‘", "’"])
_COLON = re.compile(r":\s*$")
_DASH = re.compile(r"\s*([–—―]|--?)\s*(?=[A-Z])")
_LATE = re.compile(r"^\s*,?\s*(?:and|but|or|that|which|who|as|in|on|at|for|to|of|with|from|by|because|while|when)\b")
_ENDS = re.compile(
    r"(?<![A-Z])(?<!\b(?:Mr|Ms|Dr|St))(?<!\b(?:Mrs|Sen|Gov|Gen|Rep|Col|Rev))[.!?][\"”']?\s+(?=[\"“'‘A-Z])"
)


def attribute(parsed: Parsed, marks: Marks, stretch: Quoted, before: Report | None) -> Report | None:
    """Whose words these are; None if they are nobody's. `before`: the report that ends last before the stretch."""
    if marks.words(stretch) < 1 or is_named(parsed.clean, stretch):
        return None
    title = is_title(parsed.clean, stretch)
    voice = _right_before(parsed, marks, stretch) or _after(parsed, marks, stretch, near=title)
    if voice is None and not title:
        voice = _colon(parsed, marks, stretch) or _as_put(parsed, marks, stretch)
        voice = voice or _same_voice(parsed, stretch, before)
        if voice is None and (report := governed(parsed, marks, stretch)) is not None:
            return report
        voice = voice or _before(parsed, marks, stretch) or _dash(parsed, marks, stretch)
        if voice is None and _a_sentence(parsed, stretch):
            voice = _floating(parsed, marks, stretch, before)
        else:
            voice = voice or _said_aside(parsed, marks, stretch)
    return Report(stretch.start, stretch.end, *voice) if voice is not None else None


def _right_before(parsed: Parsed, marks: Marks, stretch: Quoted) -> Voice | None:
    """ "he shouted: “…”", "said, “…”", "said that “…”": the verb at the marks."""
    first, _ = marks.beside(stretch)
    i = first
    while i > max(first - 3, 0) and (parsed.tokens[i].text in (",", ":") or parsed.tokens[i].lower == "that"):
        i -= 1
    if i >= 0 and (owned := _owned_word(parsed, marks, parsed.tokens[i])) is not None:
        return owned
    if i < 0 or not says(parsed.tokens[i]) or not marks.out(parsed.tokens[i]):
        return None
    if "\n" in parsed.clean[parsed.tokens[i].end : stretch.start]:
        return None
    verb = parsed.tokens[i]
    found = outer_subject(parsed, marks, verb)
    if found is None and verb.dep == "acl" and verb.tag == "VBN":
        found = verb.head  # "Thousands chanted “…”", read as "Thousands (that were) chanted"
    return spoken(verb), found


def _owned_word(parsed: Parsed, marks: Marks, noun: Token) -> Voice | None:
    """ "Nuland's remark, “…”"."""
    if noun.lemma not in WORDS_OF or noun.pos != "NOUN" or not marks.out(noun):
        return None
    owner = next((j for j in noun.children if parsed.tokens[j].dep == "poss"), None)
    return (spoken(noun), owner) if owner is not None else None


_PUT = (
    r"\bas (?:[^,.;:\n“”\"]{1,60}? )(?P<verb>put|puts|phrased|phrases|worded|called|calls|described|describes|said|"
    r"says|likes? to say|liked to say)(?: it| them| him| her)?"
)
_PUT_BEFORE, _PUT_AFTER = re.compile(_PUT + r",?\s+(?:a |an |the )?$"), re.compile(r",?\s+" + _PUT)


def _as_put(parsed: Parsed, marks: Marks, stretch: Quoted) -> Voice | None:
    """ "as Sikorski put it, “…”" before the words or after them."""
    match = _PUT_BEFORE.search(parsed.clean, max(0, stretch.start - 100), stretch.start)
    match = match or _PUT_AFTER.match(parsed.clean, stretch.end, stretch.end + 100)
    if match is None:
        return None
    verb = parsed.tokens[bisect_right(marks.token_starts, match.start("verb")) - 1]
    found = outer_subject(parsed, marks, verb)
    return (spoken(verb), found) if found is not None else None


def _after(parsed: Parsed, marks: Marks, stretch: Quoted, *, near: bool) -> Voice | None:
    """ "…,” said Lavrov": the verb of saying in what follows, with the subject beside it."""
    inner = parsed.clean[stretch.start : stretch.end].rstrip("”\"'’ ")
    rest = parsed.clean[stretch.end : stretch.end + 12]
    comma = inner[-1:] in ",!?…—-" or rest.lstrip()[:1] in (",", "—", "–", "-")
    if inner[-1:] == "." or _LATE.match(rest) or (near and not comma):
        return None
    _, last = marks.beside(stretch)
    for i in range(last, min(last + (4 if near else _AFTER if comma else 6), len(parsed.tokens))):
        token = parsed.tokens[i]
        if token.text in _STOP or token.text in _MARKS or "\n" in parsed.clean[stretch.end : token.start]:
            break
        out = token.lemma in ("call", "cry") and parsed.tokens[min(i + 1, len(parsed.tokens) - 1)].lower == "out"
        if (says(token) or out) and (token.tag != "VBG" or i > last + 1):
            found = outer_subject(parsed, marks, token)
            if found is None or not last <= found <= i + _AFTER:
                found = _subject_between(parsed, last, i)
            return (spoken(token), found) if found is not None else None
    return None


def inverted_subject(parsed: Parsed, marks: Marks, cue: tuple[int, int] | None, end: int) -> int | None:
    """ "“…,” said the man who …": the noun right after a verb that the marks stand right before."""
    if cue is None or not 0 <= cue[0] - end <= 2 or parsed.clean[end - 1 : end] not in ("”", '"', "'", "’"):
        return None
    verb = bisect_right(marks.token_starts, cue[1] - 1) - 1
    return _subject_between(parsed, verb, verb)


def _subject_between(parsed: Parsed, last: int, verb: int) -> int | None:
    """The noun between marks and verb, else the one after the verb ("said Ellis")."""
    for first, stop in ((last, verb), (verb + 1, verb + 7)):
        for i in range(first, min(stop, len(parsed.tokens))):
            if parsed.tokens[i].text in _STOP:
                break
            if parsed.tokens[i].pos in ("PROPN", "NOUN", "PRON"):
                return _np_head(parsed, i, stop)
    return None


def _np_head(parsed: Parsed, i: int, stop: int) -> int:
    while parsed.tokens[i].dep in ("compound", "amod", "poss", "nmod") and i < parsed.tokens[i].head < stop:
        i = parsed.tokens[i].head
    return i


def _colon(parsed: Parsed, marks: Marks, stretch: Quoted) -> Voice | None:
    """What a colon announces, in the same line or at the end of the paragraph before."""
    if not _COLON.search(parsed.clean[max(0, stretch.start - 6) : stretch.start]):
        return None
    first, _ = marks.beside(stretch)
    while first > 0 and parsed.tokens[first].text != ":":
        first -= 1
    begin = parsed.sentences[parsed.tokens[first].sent][0]
    verbs = [t for t in parsed.tokens[max(begin, first - 40) : first] if t.pos in ("VERB", "AUX") and marks.out(t)]
    for verb in reversed(verbs):
        if says(verb) and (found := outer_subject(parsed, marks, verb)) is not None:
            return spoken(verb), found
    roots = [verb for verb in verbs if verb.dep in ("ROOT", "ccomp", "conj")] or verbs
    for verb in roots:
        found = next((i for i in verb.children if parsed.tokens[i].dep in ("nsubj", "nsubjpass")), None)
        if found is not None and marks.out(parsed.tokens[found]) and speaker_like(parsed.tokens[found]):
            return None, found
    if (minded := _to_whom(parsed, begin, first)) is not None:
        return None, minded
    names = (t.i for t in parsed.tokens[begin:first] if t.pos == "PROPN" and t.dep not in ("compound", "poss", "pobj"))
    return next(((None, i) for i in names), None) if not verbs and first - begin < _NEAR else None


def _same_voice(parsed: Parsed, stretch: Quoted, before: Report | None) -> Voice | None:
    """ "…, Kerry said. It was Moscow's choice: “…”": a colon that names nobody goes on with the voice just heard."""
    if before is None or not _COLON.search(parsed.clean[max(0, stretch.start - 6) : stretch.start]):
        return None
    between = parsed.clean[max(before.end, before.cue[1] if before.cue else 0) : stretch.start]
    if "\n" in between or len(between) > _ANNOUNCED or len(_ENDS.findall(between)) > 1 or _NAMED_ONE.search(between):
        return None
    return (before.cue, before.speaker) if before.speaker is not None else None


def _to_whom(parsed: Parsed, begin: int, stop: int) -> int | None:
    """ "To Yashin there was no doubt: “…”": whose opinion a sentence announces."""
    opener = parsed.tokens[begin]
    if opener.lower not in ("to", "for") or begin + 1 >= stop:
        return None
    name = parsed.tokens[_np_head(parsed, begin + 1, stop)]
    return name.i if name.pos == "PROPN" or name.lower in ("him", "her") else None


def _before(parsed: Parsed, marks: Marks, stretch: Quoted) -> Voice | None:
    """The nearest verb of saying before, in the same sentence."""
    first, _ = marks.beside(stretch)
    reach = _BEFORE if marks.words(stretch) >= MIN_WORDS else _NEAR
    for i in range(first, max(first - max(reach, _VERDICT), -1), -1):
        token = parsed.tokens[i]
        if token.text in _STOP or "\n" in parsed.clean[token.end : stretch.start]:
            break
        names = token.lemma in NAMING and token.pos == "VERB" and token.tag != "VBN"
        if marks.out(token) and ((says(token) and i > first - reach) or names):
            found = outer_subject(parsed, marks, token)
            if found is not None:
                return spoken(token), found
            if says(token):
                return spoken(token), None
    return None


def _said_aside(parsed: Parsed, marks: Marks, stretch: Quoted) -> Voice | None:
    """ "Ukraine, he went on, was “a fortress”": a verb of saying set between commas anywhere in the sentence."""
    first, last = marks.beside(stretch)
    begin, end = _sentence(parsed, marks, first, last)
    before = [t for t in parsed.tokens[begin : first + 1] if marks.out(t)]
    ended = parsed.clean[stretch.start : stretch.end].rstrip("”\"'’ ")[-1:] in ".!?" or _full_stop(
        parsed, marks, last - 1
    )
    after = [] if ended else [t for t in parsed.tokens[last:end] if marks.out(t)]
    for token in [*reversed(before), *after]:
        if (says(token) or goes_on(parsed, token)) and (found := _aside_subject(parsed, token)) is not None:
            return spoken(token), found
    return None


def _sentence(parsed: Parsed, marks: Marks, first: int, last: int) -> tuple[int, int]:
    """The tokens of the sentence around the marks by its full stops; the parser ends it too early at semicolons."""
    begin, end = first + 1, last
    while begin > max(0, first - _SENTENCE) and not _full_stop(parsed, marks, begin - 1):
        begin -= 1
    while end < min(len(parsed.tokens), last + _SENTENCE) and not _full_stop(parsed, marks, end):
        end += 1
    return begin, end


def _full_stop(parsed: Parsed, marks: Marks, i: int) -> bool:
    token = parsed.tokens[i]
    after = parsed.tokens[i + 1].start if i + 1 < len(parsed.tokens) else token.end
    return (token.text in (".", "!", "?") and marks.out(token)) or "\n" in parsed.clean[token.end : after]


def _aside_subject(parsed: Parsed, verb: Token) -> int | None:
    """The subject of ", he went on," or ", said the minister in Kiev,": between commas, few words."""
    left = verb.i
    while left > max(0, verb.i - 8) and not _bounds(parsed, left - 1):
        left -= 1
    right = verb.i
    while right < min(len(parsed.tokens) - 1, verb.i + 9) and not _bounds(parsed, right + 1):
        right += 1
    if left == 0 or not _bounds(parsed, left - 1) or right + 1 >= len(parsed.tokens):
        return None
    ends = parsed.tokens[right + 1].text
    if not _bounds(parsed, right + 1) or (parsed.tokens[left - 1].text == "." and ends == "."):
        return None
    names = [t for t in parsed.tokens[left : right + 1] if t.i != verb.i and t.pos in ("PROPN", "NOUN", "PRON")]
    subjects = [t.i for t in names if t.dep == "nsubj" and t.head == verb.i]
    before = [t.i for t in names if t.i < verb.i and parsed.tokens[t.i - 1].pos != "ADP"]
    return next(iter(subjects or before[-1:]), None)


def _bounds(parsed: Parsed, i: int) -> bool:
    return parsed.tokens[i].text in (",", "–", "—", ";", ":", ".", "(", ")") or parsed.tokens[i].text in _MARKS


def _dash(parsed: Parsed, marks: Marks, stretch: Quoted) -> Voice | None:
    """ "…” — Sergey Lavrov": a name after a dash."""
    match = _DASH.match(parsed.clean, stretch.end)
    if match is None or marks.words(stretch) < MIN_WORDS:
        return None
    i = bisect_right(marks.token_starts, match.end()) - 1
    if parsed.tokens[i].pos != "PROPN":
        return None
    return match.span(1), _np_head(parsed, i, i + 6)


def _a_sentence(parsed: Parsed, stretch: Quoted) -> bool:
    inner = parsed.clean[stretch.start : stretch.end].strip("“”\"'‘’«»„` ")
    return inner[:1].isupper() and inner[-1:] in ".!?,…-—"


def _floating(parsed: Parsed, marks: Marks, stretch: Quoted, before: Report | None) -> Voice | None:
    """The voice goes on from the sentence before, else it is the subject of that sentence."""
    if before is not None and _goes_on(parsed, before, stretch):
        return before.cue, before.speaker
    if marks.words(stretch) < MIN_WORDS:
        return None
    first, _ = marks.beside(stretch)
    if first < 0 or "\n" in parsed.clean[parsed.tokens[first].end : stretch.start]:
        return None, None
    begin, end = parsed.sentences[parsed.tokens[first].sent]
    for token in parsed.tokens[begin : min(end, first + 1)]:
        main = token.dep in ("nsubj", "nsubjpass") and parsed.tokens[token.head].dep in ("ROOT", "conj")
        if main and marks.out(token) and speaker_like(token):
            return None, token.i
    return None, None


def _goes_on(parsed: Parsed, before: Report, stretch: Quoted) -> bool:
    """Is it the same voice: nothing but the end of that sentence lies between, in its paragraph or at its end?"""
    ends = max(before.end, before.cue[1] if before.cue else 0)
    between = parsed.clean[ends : stretch.start]
    if len(between) > 500 or between.strip().count("\n"):
        return False
    return not _ENDS.search(between)
