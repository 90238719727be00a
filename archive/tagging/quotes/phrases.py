"""English quotations that no clause has claimed: which words beside them say who speaks.

In this order: a verb of saying right before or after, a colon, the verb that governs the words ("saw a “glimmer of
hope”"), a dash with a name, and last the voice before (a floating quotation).
"""

from __future__ import annotations

import re
from bisect import bisect_right

from archive.tagging.quotes.english import Report, chars, subject
from archive.tagging.quotes.marks import Inside, Quoted
from archive.tagging.quotes.titles import is_named, is_title
from archive.tagging.recognise import Parsed, Token
from archive.tagging.speechwords import BARE, NAMING, NOUNS, OBJECT, PREPOSED, SAY, TO_DO

MIN_WORDS = 4
"""A shorter quotation without a verb of saying beside it is a title or a doubt, not speech."""

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
_WORDS_OF = NOUNS | frozenset(
    "remark comment reply answer retort quip verdict word phrase talk threat call praise criticism description vision demand appeal".split()
)
_HUMAN = frozenset(
    """minister president chancellor premier chief leader mayor governor secretary ambassador envoy general
colonel commander spokesman spokeswoman spokesperson official diplomat senator deputy lawmaker lawyer judge prosecutor
woman man resident protester soldier officer activist witness doctor teacher student priest bishop pope patriarch king
queen prince expert analyst economist author writer editor journalist reporter director manager mother father son
daughter brother sister widow wife husband boy girl volunteer driver miner pensioner""".split()
)

_AFTER, _BEFORE, _NEAR = 16, 25, 8
MAX_AROUND = 120
"""Characters of a clause after the marks that still belong to what was said."""
_STOP = frozenset([".", "!", "?", ";"])
_MARKS = frozenset(["“", "”", '"', "''", "``", "'", "‘", "’"])
_WORD = re.compile(r"[^\W\d_]+")
_COLON = re.compile(r":\s*$")
_DASH = re.compile(r"\s*([–—―]|--?)\s*(?=[A-Z])")
_LATE = re.compile(r"^\s*,?\s*(?:and|but|or|that|which|who|as|in|on|at|for|to|of|with|from|by|because|while|when)\b")
_ENDS = re.compile(
    r"(?<![A-Z])(?<!\b(?:Mr|Ms|Dr|St))(?<!\b(?:Mrs|Sen|Gov|Gen|Rep|Col|Rev))[.!?][\"”']?\s+(?=[\"“'‘A-Z])"
)


class Marks:
    """Quoted stretches by place, and what the reports before say of them."""

    def __init__(self, parsed: Parsed, stretches: list[Quoted]) -> None:
        self.stretches = stretches
        self._starts = [stretch.start for stretch in stretches]
        self._inside = Inside(stretches)
        self._parsed = parsed
        self.token_starts = [token.start for token in parsed.tokens]

    def around(self, offset: int) -> Quoted | None:
        i = bisect_right(self._starts, offset) - 1
        return self.stretches[i] if i >= 0 and offset < self.stretches[i].end else None

    def out(self, token: Token) -> bool:
        return self.around(token.start) is None

    def widen(self, report: Report) -> None:
        """Content that begins or ends within quotation marks has all of what stands between them."""
        first, last = self.around(report.start), self.around(report.end - 1)
        if first is not None and not _holds(first, report.cue):
            report.start = first.start
        if last is not None and not _holds(last, report.cue):
            report.end = last.end
        after = self.around(report.end) or self.around(report.end + 1)
        if after is None or _holds(after, report.cue):
            return
        gap = self._parsed.clean[report.end : after.start]
        if after.end == report.end + 1 or (
            gap == " " and not self._parsed.clean[report.start : report.end].strip().endswith(("”", '"'))
        ):
            report.end = after.end

    def own_voice(self, report: Report) -> None:
        """A speaker within the marks is the parser's error: it is whoever has the verb outside."""
        if report.cue is None or report.speaker is None or self.out(self._parsed.tokens[report.speaker]):
            return
        verb = bisect_right(self.token_starts, report.cue[1] - 1) - 1
        report.speaker = outer_subject(self._parsed, self, self._parsed.tokens[verb])

    def words(self, stretch: Quoted) -> int:
        return len(_WORD.findall(self._parsed.clean[stretch.start : stretch.end]))

    def beside(self, stretch: Quoted) -> tuple[int, int]:
        """The tokens just before and just after the marks."""
        return bisect_right(self.token_starts, stretch.start - 1) - 1, bisect_right(self.token_starts, stretch.end - 1)


def _holds(stretch: Quoted, cue: tuple[int, int] | None) -> bool:
    return cue is not None and stretch.start <= cue[0] < stretch.end


def after_semicolon(parsed: Parsed, marks: Marks, report: Report) -> None:
    """What is before a semicolon is no part of what a later "he said" reports."""
    if report.cue is None or report.cue[0] < report.end:
        return
    at = parsed.clean.rfind("; ", report.start, report.end)
    if at >= 0 and marks.around(at) is None:
        report.start = at + 2


Voice = tuple[tuple[int, int] | None, int | None]
"""Cue in characters and the token of the speaker."""


def attribute(parsed: Parsed, marks: Marks, stretch: Quoted, before: Report | None) -> Report | None:
    """Whose words these are; None if they are nobody's. `before`: the report that ends last before the stretch."""
    if marks.words(stretch) < 1 or is_named(parsed.clean, stretch):
        return None
    title = is_title(parsed.clean, stretch)
    voice = _right_before(parsed, marks, stretch) or _after(parsed, marks, stretch, near=title)
    if voice is None and not title:
        voice = _colon(parsed, marks, stretch) or _as_put(parsed, marks, stretch)
        if voice is None and (report := _governed(parsed, marks, stretch)) is not None:
            return report
        voice = voice or _before(parsed, marks, stretch) or _dash(parsed, marks, stretch)
        if voice is None and _a_sentence(parsed, stretch):
            voice = _floating(parsed, marks, stretch, before)
    return Report(stretch.start, stretch.end, *voice) if voice is not None else None


def _says(token: Token) -> bool:
    return (
        token.pos in ("VERB", "AUX") and token.lemma in SAY - BARE | {"read"} and token.dep not in ("amod", "compound")
    )


def _spoken(verb: Token) -> tuple[int, int]:
    return verb.start, verb.end


def _right_before(parsed: Parsed, marks: Marks, stretch: Quoted) -> Voice | None:
    """ "he shouted: “…”", "said, “…”", "said that “…”": the verb at the marks."""
    first, _ = marks.beside(stretch)
    i = first
    while i > max(first - 3, 0) and (parsed.tokens[i].text in (",", ":") or parsed.tokens[i].lower == "that"):
        i -= 1
    if i >= 0 and (owned := _owned_word(parsed, marks, parsed.tokens[i])) is not None:
        return owned
    if i < 0 or not _says(parsed.tokens[i]) or not marks.out(parsed.tokens[i]):
        return None
    if "\n" in parsed.clean[parsed.tokens[i].end : stretch.start]:
        return None
    return _spoken(parsed.tokens[i]), outer_subject(parsed, marks, parsed.tokens[i])


def _owned_word(parsed: Parsed, marks: Marks, noun: Token) -> Voice | None:
    """ "Nuland's remark, “…”"."""
    if noun.lemma not in _WORDS_OF or noun.pos != "NOUN" or not marks.out(noun):
        return None
    owner = next((j for j in noun.children if parsed.tokens[j].dep == "poss"), None)
    return (_spoken(noun), owner) if owner is not None else None


_PUT = (
    r"\bas (?:[^,.;:\n“”\"]{1,60}? )(?P<verb>put|puts|phrased|phrases|worded|called|calls|described|describes|said|says|"
    r"likes? to say|liked to say)(?: it| them| him| her)?"
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
    return (_spoken(verb), found) if found is not None else None


def outer_subject(parsed: Parsed, marks: Marks, verb: Token) -> int | None:
    """The subject of a verb outside the marks; where the parser hung it on words inside, that of the verb above."""
    start = verb
    for _ in range(4):
        found = subject(parsed, verb)
        if found is None or marks.out(parsed.tokens[found]):
            return found
        above = parsed.tokens[verb.head]
        for _ in range(6):
            if marks.out(above) and above.pos in ("VERB", "AUX"):
                break
            above = parsed.tokens[above.head]
        if above.i == verb.i or not marks.out(above):
            break
        verb = above
    return _subject_before(parsed, marks, start)


def _subject_before(parsed: Parsed, marks: Marks, verb: Token) -> int | None:
    """ "“…,” Yatsenyuk said, and added: “…”": the subject of the verb of saying before, in the same sentence."""
    for i in range(verb.i - 1, max(parsed.sentences[verb.sent][0], verb.i - _BEFORE) - 1, -1):
        token = parsed.tokens[i]
        if token.dep == "nsubj" and marks.out(token) and parsed.tokens[token.head].lemma in SAY:
            return i
    return None


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
        if _says(token) and (token.tag != "VBG" or i > last + 1):
            found = outer_subject(parsed, marks, token)
            if found is None or not last <= found <= i + _AFTER:
                found = _subject_between(parsed, last, i)
            return (_spoken(token), found) if found is not None else None
    return None


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
        if _says(verb) and (found := outer_subject(parsed, marks, verb)) is not None:
            return _spoken(verb), found
    roots = [verb for verb in verbs if verb.dep in ("ROOT", "ccomp", "conj")] or verbs
    for verb in roots:
        found = next((i for i in verb.children if parsed.tokens[i].dep in ("nsubj", "nsubjpass")), None)
        if (
            found is not None
            and marks.out(parsed.tokens[found])
            and _speaker_like(parsed, parsed.tokens[found], noun=False)
        ):
            return None, found
    names = (t.i for t in parsed.tokens[begin:first] if t.pos == "PROPN" and t.dep not in ("compound", "poss", "pobj"))
    return next(((None, i) for i in names), None) if not verbs and first - begin < _NEAR else None


def _governed(parsed: Parsed, marks: Marks, stretch: Quoted) -> Report | None:
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
                return Report(min(start, stretch.start), stretch.end, _spoken(joined), voice[1])
            if voice is not None:
                return Report(*_around(parsed, marks, stretch, token, under), *voice)
            if token.lemma in _GOVERN:
                return None
        if token.pos == "NOUN" and token.lemma in _WORDS_OF and marks.out(token):
            owner = next((j for j in token.children if parsed.tokens[j].dep == "poss"), None)
            if owner is not None:
                return Report(stretch.start, stretch.end, _spoken(token), owner)
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
    if under.pos == "ADP" and under.lower != "as":
        first += 1
    if first <= verb.i or parsed.tokens[last].end > stretch.end + MAX_AROUND:
        return stretch.start, stretch.end
    _, after = marks.beside(stretch)
    for i in range(after, last):
        if (
            parsed.tokens[i].pos == "CCONJ"
            and parsed.tokens[i + 1].pos in ("VERB", "AUX")
            and marks.out(parsed.tokens[i])
        ):
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
    if verb.dep == "acl" and verb.tag == "VBN" and not any(child.dep == "agent" for child in children):
        return None  # "a film called …"
    found = outer_subject(parsed, marks, verb)
    if found is None:
        return None
    if verb.lemma in PERSONAL and not _speaker_like(parsed, parsed.tokens[found], noun=False):
        return None
    return _spoken(verb), found


def _speaker_like(parsed: Parsed, token: Token, *, noun: bool) -> bool:
    """A name, a person's pronoun, or a word for a person (`noun`: any noun)."""
    if token.pos == "PROPN" or token.lower in ("he", "she", "they", "who", "i", "we"):
        return True
    return token.pos == "NOUN" and (noun or token.lemma in _HUMAN)


def _before(parsed: Parsed, marks: Marks, stretch: Quoted) -> Voice | None:
    """The nearest verb of saying before, in the same sentence."""
    first, _ = marks.beside(stretch)
    reach = _BEFORE if marks.words(stretch) >= MIN_WORDS else _NEAR
    for i in range(first, max(first - reach, -1), -1):
        token = parsed.tokens[i]
        if token.text in _STOP or "\n" in parsed.clean[token.end : stretch.start]:
            break
        if marks.out(token) and (
            _says(token) or (token.lemma in NAMING and token.pos == "VERB" and token.tag != "VBN")
        ):
            found = outer_subject(parsed, marks, token)
            if found is not None:
                return _spoken(token), found
            if _says(token):
                return _spoken(token), None
    return None


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
        if (
            token.dep in ("nsubj", "nsubjpass")
            and marks.out(token)
            and parsed.tokens[token.head].dep in ("ROOT", "conj")
        ):
            return None, token.i if _speaker_like(parsed, token, noun=False) else None
    return None, None


def _goes_on(parsed: Parsed, before: Report, stretch: Quoted) -> bool:
    """Is it the same voice: nothing but the end of that sentence lies between, in its paragraph or at its end?"""
    ends = max(before.end, before.cue[1] if before.cue else 0)
    between = parsed.clean[ends : stretch.start]
    if len(between) > 500 or between.strip().count("\n"):
        return False
    return len(_ENDS.findall(between)) <= 1
