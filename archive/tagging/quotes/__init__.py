"""Reported speech: the words, who said them, and the cue; direct, indirect and mixed are never confused.

English by dependencies and quotation marks (`english`), Ukrainian and Russian by marks, dashes and verbs of
saying (`slavic`). Speakers are spans here; which actor stands behind them is `coreference`'s answer.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from archive.tagging.quotes import english, slavic
from archive.tagging.quotes.english import Report
from archive.tagging.quotes.marks import Inside, Quoted, quoted
from archive.tagging.recognise import Parsed
from archive.tagging.values import QuoteType

DIRECT, MIXED = 0.8, 0.15
"""Share of the words between quotation marks from which speech is direct, or mixed: PolNeAR's own measure."""

MIN_WORDS = 4
"""A shorter quotation without a verb of saying beside it is a title or a doubt, not speech."""

MAX_QUOTES = 3_000


@dataclass(frozen=True, slots=True)
class Said:
    """A quote before its actor is known. `speaker`: [start, end) of the words that name who says it."""

    start: int
    end: int
    type: QuoteType
    cue: tuple[int, int] | None
    speaker: tuple[int, int] | None
    head: int | None = None


def find_quotes(parsed: Parsed, language: str) -> list[Said]:
    """All reported speech in order of place; spans may nest ("he said he believed …")."""
    stretches = quoted(parsed.clean)
    if language == "en" and parsed.deep:
        found = _english(parsed, stretches)
    elif language in ("uk", "ru"):
        found = slavic.reports(parsed, stretches, language)
    else:
        return []
    inside = Inside(stretches)
    typed = [_typed(parsed, report, inside) for report in found[:MAX_QUOTES]]
    return sorted({(s.start, s.end): s for s in typed}.values(), key=lambda s: (s.start, -s.end))


def _typed(parsed: Parsed, report: Report, inside: Inside) -> Said:
    share = inside.share(parsed.clean, report.start, report.end)
    kind: QuoteType = "direct" if share > DIRECT else "mixed" if share > MIXED else "indirect"
    if report.speaker is None:
        return Said(report.start, report.end, kind, report.cue, None)
    token = parsed.tokens[report.speaker]
    span = speaker_span(parsed, report.speaker) if parsed.deep else (token.start, token.end)
    return Said(report.start, report.end, kind, report.cue, span, report.speaker)


def speaker_span(parsed: Parsed, head: int) -> tuple[int, int]:
    """The noun phrase of a speaker without its relative clauses: "Russian Foreign Minister Sergey Lavrov"."""
    token = parsed.tokens[head]
    first, last = head, head
    for i in token.children:
        child = parsed.tokens[i]
        if i < head and child.dep in ("compound", "amod", "poss", "nmod", "nummod", "quantmod", "flat", "case"):
            first = min(first, parsed.left_edge(i))
        elif i > head and child.dep in ("flat", "case"):
            last = max(last, i)
    return parsed.tokens[first].start, parsed.tokens[last].end


# ------------------------------------------------------------------ English


def _english(parsed: Parsed, stretches: list[Quoted]) -> list[Report]:
    marks = _Marks(parsed, stretches)
    kept: list[Report] = []
    for report in english.reports(parsed):
        if report.cue and marks.around(report.cue[0]) is not None:
            continue  # somebody's own words ("I think"), not a report of ours
        marks.widen(report)
        if len(_WORD.findall(parsed.clean[report.start : report.end])) > 1:
            kept.append(report)
    return kept + _marked(parsed, stretches, kept, marks) + _after_colons(parsed, marks)


_TURN = re.compile(
    r"^(?P<name>[A-Z][A-Z.' -]{2,40}|(?:[A-Z][\w.'-]+ ){0,3}[A-Z][\w.'-]+):[ \n]+(?P<said>\S.{14,})$", re.MULTILINE
)
_NO_SPEAKER = frozenset(
    "note update correction editor photo source related watch read more here example video image".split()
)


def _after_colons(parsed: Parsed, marks: _Marks) -> list[Report]:
    """Turns of a transcript or interview: "PENCE: …". The whole paragraph is what he said."""
    found = []
    turns = [turn for turn in _TURN.finditer(parsed.clean) if turn["name"].lower().split()[0] not in _NO_SPEAKER]
    for turn in turns if len(turns) > 2 else ():  # a single colon is a headline's
        start, end = turn.span("said")
        head = bisect_right(parsed.tokens, turn.end("name") - 1, key=lambda token: token.start) - 1
        if marks.around(start) is None and head >= 0:
            found.append(Report(start, end, (turn.end("name"), turn.end("name") + 1), head))
    return found


class _Marks:
    """Quoted stretches by place."""

    def __init__(self, parsed: Parsed, stretches: list[Quoted]) -> None:
        self.stretches = stretches
        self._starts = [stretch.start for stretch in stretches]
        self._parsed = parsed

    def around(self, offset: int) -> Quoted | None:
        i = bisect_right(self._starts, offset) - 1
        return self.stretches[i] if i >= 0 and offset < self.stretches[i].end else None

    def widen(self, report: Report) -> None:
        """Content that begins or ends within quotation marks has all of what stands between them."""
        first, last = self.around(report.start), self.around(report.end - 1)
        if first is not None and not _holds(first, report.cue):
            report.start = first.start
        if last is not None and not _holds(last, report.cue):
            report.end = last.end
        after = self.around(report.end)
        if after is not None and after.end == report.end + 1 and not _holds(after, report.cue):
            report.end = after.end


def _holds(stretch: Quoted, cue: tuple[int, int] | None) -> bool:
    return cue is not None and stretch.start <= cue[0] < stretch.end


def _marked(parsed: Parsed, stretches: list[Quoted], reports: list[Report], marks: _Marks) -> list[Report]:
    """Quotations that no clause has claimed: the verb beside them, else the speaker before (a floating quote)."""
    claimed = sorted((report.start, report.end) for report in reports)
    starts = [start for start, _ in claimed]
    by_end = sorted(reports, key=lambda report: report.end)
    found: list[Report] = []
    for stretch in stretches:
        if _claimed(claimed, starts, stretch):
            continue
        first, last = _tokens_beside(parsed, stretch)
        beside = english.cue_beside(parsed, stretch, first, last)
        if beside is not None and marks.around(beside[0].start) is None and _long(parsed, stretch, 1):
            verb, speaker = beside
            found.append(Report(stretch.start, stretch.end, (verb.start, verb.end), speaker))
        elif _long(parsed, stretch, MIN_WORDS) and _a_sentence(parsed, stretch):
            before = _last_before(by_end, found, stretch)
            goes_on = before is not None and _goes_on(parsed, before, stretch)
            found.append(
                Report(
                    stretch.start,
                    stretch.end,
                    before.cue if before and goes_on else None,
                    before.speaker if before and goes_on else None,
                )
            )
    return found


def _claimed(claimed: list[tuple[int, int]], starts: list[int], stretch: Quoted) -> bool:
    """Does some report's content hold half of the stretch?"""
    i = bisect_right(starts, stretch.end - 1)
    half = (stretch.end - stretch.start) / 2
    return any(min(end, stretch.end) - max(start, stretch.start) >= half for start, end in claimed[max(0, i - 8) : i])


def _tokens_beside(parsed: Parsed, stretch: Quoted) -> tuple[int, int]:
    first = bisect_right(parsed.tokens, stretch.start - 1, key=lambda token: token.start) - 1
    last = bisect_right(parsed.tokens, stretch.end - 1, key=lambda token: token.start)
    return first, last


_WORD = re.compile(r"[^\W\d_]+")


def _long(parsed: Parsed, stretch: Quoted, words: int) -> bool:
    return len(_WORD.findall(parsed.clean[stretch.start : stretch.end])) >= words


def _a_sentence(parsed: Parsed, stretch: Quoted) -> bool:
    inner = parsed.clean[stretch.start : stretch.end].strip("“”\"'«»„ ")
    return inner[:1].isupper() and inner[-1:] in ".!?,…-—"


def _last_before(by_end: list[Report], found: list[Report], stretch: Quoted) -> Report | None:
    i = bisect_right(by_end, stretch.start, key=lambda report: report.end) - 1
    others = [by_end[i]] if i >= 0 else []
    if found and found[-1].end <= stretch.start:
        others.append(found[-1])
    return max(others, key=lambda report: report.end, default=None)


def _goes_on(parsed: Parsed, before: Report, stretch: Quoted) -> bool:
    """Is it the same voice: the next sentence, or the paragraph right after?"""
    ends = max(before.end, before.cue[1] if before.cue else 0)
    between = parsed.clean[ends : stretch.start]
    return len(between) < 120 and between.strip().count("\n") == 0
