"""Quoted stretches of an English text by place, and the verbs of saying outside them."""

from __future__ import annotations

import re
from bisect import bisect_right

from archive.tagging.quotes.english import Report, subject
from archive.tagging.quotes.marks import Quoted
from archive.tagging.recognise import Parsed, Token
from archive.tagging.speechwords import BARE, SAY

MIN_WORDS = 4
"""A shorter quotation without a verb of saying beside it is a title or a doubt, not speech."""

_WORD = re.compile(r"[^\W\d_]+")
_BACK = 25
"""Tokens back to the verb of saying before, at most."""


class Marks:
    """Quoted stretches by place, and what the reports before say of them."""

    def __init__(self, parsed: Parsed, stretches: list[Quoted]) -> None:
        self.stretches = stretches
        self._starts = [stretch.start for stretch in stretches]
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


def trim_start(parsed: Parsed, marks: Marks, report: Report) -> None:
    """What is before a semicolon, or before a whole quoted sentence, is no part of what a later "he said" reports."""
    if report.cue is None or report.cue[0] < report.end:
        return
    last = marks.around(report.end - 1)
    if last is not None and last.start > report.start and marks.words(last) >= MIN_WORDS:
        inner, lead = parsed.clean[last.start :].lstrip("“\"'‘ "), parsed.clean[report.start : last.start].rstrip()
        if inner[:1].isupper() and not lead.endswith(",") and lead[-5:] != " that":
            report.start = last.start
    at = parsed.clean.rfind("; ", report.start, report.end)
    if at >= 0 and marks.around(at) is None:
        report.start = at + 2


Voice = tuple[tuple[int, int] | None, int | None]
"""Cue in characters and the token of the speaker."""


def goes_on(parsed: Parsed, token: Token) -> bool:
    """ "Putin went on": the verb of going that says."""
    after = parsed.tokens[token.i + 1 : token.i + 2]
    return token.lemma == "go" and bool(after) and after[0].lower == "on" and token.tag != "VBG"


def says(token: Token) -> bool:
    return (
        token.pos in ("VERB", "AUX") and token.lemma in SAY - BARE | {"read"} and token.dep not in ("amod", "compound")
    )


def spoken(verb: Token) -> tuple[int, int]:
    return verb.start, verb.end


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
    for i in range(verb.i - 1, max(parsed.sentences[verb.sent][0], verb.i - _BACK) - 1, -1):
        token = parsed.tokens[i]
        if token.dep == "nsubj" and marks.out(token) and parsed.tokens[token.head].lemma in SAY:
            return i
    return None
