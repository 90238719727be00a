"""Reported speech: the words, who said them, and the cue; direct, indirect and mixed are never confused.

English by dependencies and quotation marks (`english`), Ukrainian and Russian by marks, dashes and verbs of
saying (`slavic`). Speakers are spans here; which actor stands behind them is `coreference`'s answer.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from archive.tagging.quotes import english, slavic
from archive.tagging.quotes.english import Report
from archive.tagging.quotes.marks import Inside, Quoted, both, quoted
from archive.tagging.quotes.phrases import attribute, inverted_subject
from archive.tagging.quotes.stretches import Marks, trim_start
from archive.tagging.quotes.titles import is_named, is_title
from archive.tagging.quotes.transcripts import turns
from archive.tagging.recognise import Parsed, Token
from archive.tagging.speechwords import NAMING, OBJECT, PREPOSED
from archive.tagging.values import QuoteType

DIRECT = 0.8
"""Share of the words between quotation marks from which speech is direct: PolNeAR's own measure. Any less is mixed."""

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
    stretches = both(parsed.clean, parsed.text) if language == "en" else quoted(parsed.clean)
    if language == "en" and parsed.deep:
        found = _english(parsed, stretches)
    elif language in ("uk", "ru"):
        found = slavic.reports(parsed, stretches, language)
    else:
        return []
    inside = Inside(stretches)
    words = Inside([s for s in stretches if language != "en" or _spoken(parsed, s)])
    typed = [_typed(parsed, report, inside, words) for report in found[:MAX_QUOTES]]
    typed = [s for s in typed if s.type != "indirect" or _says_something(parsed, s, language)]
    found_once = sorted({(s.start, s.end): s for s in typed}.values(), key=lambda s: (s.start, -s.end))
    return _by_one_voice(parsed.clean, found_once)


_SELF = frozenset(["he", "she", "they", "it", "we", "i"])


def _by_one_voice(clean: str, said: list[Said]) -> list[Said]:
    """Without marked words within a mixed quote that has their verb and pronoun: "he expects “…”" in what he says.

    `said` in order of place, the longer first: the mixed quote that reaches farthest is the one that may hold the next.
    """
    outer: Said | None = None
    kept = []
    for one in said:
        if outer is not None and one.type == "direct" and one.end <= outer.end and _owns(clean, outer, one):
            continue
        if one.type == "mixed" and (outer is None or one.end > outer.end):
            outer = one
        kept.append(one)
    return kept


def _owns(clean: str, outer: Said, inner: Said) -> bool:
    """Do the inner quote's verb and its pronoun stand in the outer one, before the words?"""
    if inner.cue is None or inner.speaker is None or clean[slice(*inner.speaker)].lower() not in _SELF:
        return False
    return outer.start <= inner.cue[0] < inner.start and outer.start <= inner.speaker[0] < inner.start


def _spoken(parsed: Parsed, stretch: Quoted) -> bool:
    """Words, not the name of a ship or a paper: those leave indirect speech indirect."""
    return not is_named(parsed.clean, stretch) and not is_title(parsed.clean, stretch)


def _typed(parsed: Parsed, report: Report, inside: Inside, words: Inside) -> Said:
    """`inside`: all stretches; `words`: those that are somebody's words."""
    if isinstance(report, slavic.Told):
        return Said(report.start, report.end, report.kind, report.cue, report.who, report.speaker)
    share = inside.share(parsed.clean, report.start, report.end)
    mixed = words.share(parsed.clean, report.start, report.end) > 0
    kind: QuoteType = "direct" if share > DIRECT else "mixed" if mixed else "indirect"
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


# ------------------------------------------------------------------ what is no statement


_PLACE_OR_TIME = re.compile(
    r"(?:в|во|у|на|до|к|ко|из|з|із|від|от|при|під|под|після|после|о|об)\s+"
    r"(?:[^\W\d_]+|[А-ЯЁІЇЄҐ][\w’'-]+\s+[А-ЯЁІЇЄҐ][\w’'-]+)"
)
"""«В Киеве», "У Верховній Раді": where or when, but not what was said."""


def _says_something(parsed: Parsed, said: Said, language: str) -> bool:
    """Is there a statement, or only a place, a time or a bare name that a verb of saying stands beside?"""
    if language != "en":
        text = parsed.clean[said.start : said.end]
        return _PLACE_OR_TIME.fullmatch(text[:1].lower() + text[1:]) is None
    if said.cue and _WORD.search(parsed.clean[said.cue[0] : said.cue[1]]) is None:
        return True  # a turn of a transcript, behind its colon: however short, it was said
    tokens = [parsed.tokens[i] for i in _within(parsed, said.start, said.end)]
    words = [token for token in tokens if _WORD.search(token.text)]
    if any(token.tag in ("VBD", "VBZ", "VBP", "MD") for token in words):
        return True
    if len(words) > 2 and any(token.tag == "VB" for token in words):
        return True  # "to send more troops", "that Russia withdraw"
    if any(
        token.dep in ("nsubj", "nsubjpass") and token.head not in _within(parsed, said.start, said.end)
        for token in words
    ):
        return _is_described(words)  # "Western sanctions, he said, are useless"
    cues = {parsed.tokens[i].lemma for i in _within(parsed, *said.cue)} if said.cue else set()
    return not cues.isdisjoint(_TAKES_A_THING) and _tells_more_than_a_name(words)


_TAKES_A_THING = OBJECT | NAMING | frozenset(PREPOSED)


def _is_described(words: list[Token]) -> bool:
    """ "Western sanctions"; not "the deal", "the United States"."""
    kinds = [token.pos for token in words if token.pos != "DET"]
    return len(kinds) > 1 and set(kinds) != {"PROPN"} and kinds[0] != "ADP"


def _tells_more_than_a_name(words: list[Token]) -> bool:
    """ "any Russian role in it", "arming rebels"; not "the report", "the United States", "women and children"."""
    if any(token.tag == "VBG" and token.pos == "VERB" for token in words):
        return len(words) > 1
    kinds = {token.pos for token in words} - {"DET", "NUM"}
    listed = "CCONJ" in kinds and kinds <= {"NOUN", "CCONJ"}
    return len(words) > 2 and words[0].pos != "ADP" and not kinds <= {"PROPN", "CCONJ"} and not listed


def _within(parsed: Parsed, start: int, end: int) -> range:
    """Indexes of the tokens between two characters."""
    first = bisect_left(parsed.tokens, start, key=lambda token: token.start)
    return range(first, bisect_left(parsed.tokens, end, key=lambda token: token.start))


# ------------------------------------------------------------------ English


def _english(parsed: Parsed, stretches: list[Quoted]) -> list[Report]:
    marks = Marks(parsed, stretches)
    kept: list[Report] = []
    for report in english.reports(parsed):
        if report.cue and marks.around(report.cue[0]) is not None:
            continue  # somebody's own words ("I think"), not a report of ours
        marks.widen(report)
        trim_start(parsed, marks, report)
        marks.own_voice(report)
        if report.speaker is None:
            report.speaker = inverted_subject(parsed, marks, report.cue, report.end)
        if len(_WORD.findall(parsed.clean[report.start : report.end])) > 1:
            kept.append(report)
    kept = _without_cue_inside(kept)
    kept += turns(parsed, marks)
    return kept + _marked(parsed, stretches, kept, marks)


_WORD = re.compile(r"[^\W\d_]+")


def _without_cue_inside(reports: list[Report]) -> list[Report]:
    """Of two with one beginning, not the one that takes the other's "said the general" for part of what was said."""
    shortest: dict[int, Report] = {}
    for report in reports:
        known = shortest.get(report.start)
        if known is None or report.end < known.end:
            shortest[report.start] = report
    return [r for r in reports if not _swallows(r, shortest[r.start])]


def _swallows(report: Report, other: Report) -> bool:
    """Does it reach over the cue that follows the other?"""
    return report is not other and other.cue is not None and other.end <= other.cue[0] < report.end


def _marked(parsed: Parsed, stretches: list[Quoted], reports: list[Report], marks: Marks) -> list[Report]:
    """Quotations that no clause has claimed, each with what stands beside it."""
    claimed = sorted((report.start, report.end) for report in reports)
    starts = [start for start, _ in claimed]
    by_end = sorted(reports, key=lambda report: report.end)
    ends = [report.end for report in by_end]
    found: list[Report] = []
    for stretch in stretches:
        if not _claimed(claimed, starts, stretch):
            i = bisect_right(ends, stretch.start) - 1
            others = by_end[i : i + 1] if i >= 0 else []
            if found and found[-1].end <= stretch.start:
                others = [*others, found[-1]]
            before = max(others, key=lambda report: report.end, default=None)
            report = attribute(parsed, marks, stretch, before)
            if report is not None:
                found.append(report)
    return found


def _claimed(claimed: list[tuple[int, int]], starts: list[int], stretch: Quoted) -> bool:
    """Does some report's content hold half of the stretch?"""
    i = bisect_right(starts, stretch.end - 1)
    half = (stretch.end - stretch.start) / 2
    return any(min(end, stretch.end) - max(start, stretch.start) >= half for start, end in claimed[max(0, i - 8) : i])
