"""Reported speech in Ukrainian and Russian: marks, dashes, «що»/«что» clauses and "за словами"/"по словам"."""

from __future__ import annotations

import re

from archive.tagging.quotes.english import Report
from archive.tagging.quotes.marks import Quoted
from archive.tagging.recognise import Parsed
from archive.tagging.speechwords import OFFICES

_SAID = {
    "uk": r"(?:за|при)?(?:сказа|заяви|повідоми|наголоси|підкресли|зазначи|дода|поясни|відпові|"
    r"розпові|стверджу|запевни|"
    r"попереди|оголоси|визна|уточни|написа|закликa|заклика|переконa|вважа|нагада|прокоментува)\w*|каже|говорить|пише",
    "ru": r"сказа\w*|заяви\w*|заявля\w*|сообщи\w*|сообща\w*|подчеркну\w*|отмети\w*|отмеча\w*|добави\w*|"
    r"поясни\w*|объясни\w*|ответи\w*|"
    r"рассказа\w*|утвержда\w*|завери\w*|предупреди\w*|объяви\w*|призна\w*|уточни\w*|написа\w*|призва\w*|счита\w*|напомни\w*|"
    r"прокомментирова\w*|говорит|пишет",
}
_THAT = {"uk": "що", "ru": "что"}
_ACCORDING = {
    "uk": r"[Зз]а\s+(?:словами|даними|повідомленням|інформацією)",
    "ru": r"[Пп]о\s+(?:словам|данным|сообщению|информации)",
}
_CLAUSE_END = re.compile(r"[.!?…]+(?=\s|$)|\n|;")
_NAMEY = re.compile(r"[А-ЯЁІЇЄҐA-Z][\w'’-]+|\b(?:він|вона|вони|он|она|они)\b")
_REACH = 90
_OFFICE = re.compile(
    r"(?<!\w)((?:віце-|вице-)?(?:" + "|".join(sorted(OFFICES, key=len, reverse=True)) + r"))\s+(?:також\s+|также\s+)?$",
    re.IGNORECASE,
)
"""Who speaks by office alone: «президент сказав». Which person that is, is `coreference`'s answer."""


def reports(parsed: Parsed, stretches: list[Quoted], language: str) -> list[Report]:
    """Attributions in order of place; the speaker is the token of the nearest name or pronoun to the cue."""
    said = re.compile(rf"(?<!\w)(?:{_SAID[language]})(?!\w)", re.IGNORECASE)
    found = [_beside(parsed, stretch, said) for stretch in stretches]
    kept = [report for report in found if report is not None]
    kept += _dashed(parsed, said)
    kept += _clauses(parsed, said, _THAT[language])
    kept += _according(parsed, language)
    taken: list[Report] = []
    for report in kept:
        if not any(report.start < other.end and other.start < report.end for other in taken[-30:]):
            taken.append(report)
    return sorted(taken, key=lambda report: report.start)


def _line(parsed: Parsed, at: int) -> tuple[int, int]:
    start = parsed.clean.rfind("\n", 0, at) + 1
    end = parsed.clean.find("\n", at)
    return start, len(parsed.clean) if end < 0 else end


def _beside(parsed: Parsed, stretch: Quoted, said: re.Pattern[str]) -> Report | None:
    """«…», — сказав X; X заявив: «…»."""
    if not _speech(parsed, stretch):
        return None
    first, last = _line(parsed, stretch.start)[0], _line(parsed, max(stretch.start, stretch.end - 1))[1]
    after = said.search(parsed.clean, stretch.end, min(last, stretch.end + _REACH))
    gap = parsed.clean[stretch.end : after.start()] if after else "."
    if after and re.match(r"\s*[,.!?]?\s*[—–-]?\s*[^.!?«“\"]*$", gap):
        return Report(stretch.start, stretch.end, after.span(), _speaker(parsed, after, last))
    before = list(said.finditer(parsed.clean, max(first, stretch.start - _REACH), stretch.start))
    if before and not re.search(r"[.!?]\s", parsed.clean[before[-1].end() : stretch.start]):
        return Report(stretch.start, stretch.end, before[-1].span(), _speaker(parsed, before[-1], last))
    return None


def _speech(parsed: Parsed, stretch: Quoted) -> bool:
    """Speech, no name of a party: a comma or dash follows, a colon comes before, or it is long."""
    words = len(re.findall(r"\w+", parsed.clean[stretch.start : stretch.end]))
    follows = re.match(r"\s*[,.]?\s*[—–,-]", parsed.clean[stretch.end : stretch.end + 5])
    leads = parsed.clean[max(0, stretch.start - 3) : stretch.start].rstrip().endswith(":")
    return leads or words > 3 or (words > 1 and bool(follows))


def _dashed(parsed: Parsed, said: re.Pattern[str]) -> list[Report]:
    """Speech in a paragraph that begins with a dash: — …, — сказав він."""
    found = []
    for match in re.finditer(r"^[—–-]\s+(.+?)[,.!?]\s+[—–]\s+", parsed.clean, re.MULTILINE):
        cue = said.search(parsed.clean, match.end(), match.end() + _REACH)
        if cue and "\n" not in parsed.clean[match.end() : cue.start()]:
            found.append(
                Report(match.start(1), match.end(1), cue.span(), _speaker(parsed, cue, _line(parsed, cue.start())[1]))
            )
    return found


def _clauses(parsed: Parsed, said: re.Pattern[str], that: str) -> list[Report]:
    """X заявив, що …"""
    found = []
    for match in said.finditer(parsed.clean):
        link = re.compile(rf"[^.!?\n«»]{{0,60}}?,\s+{that}\s+").match(parsed.clean, match.end())
        if link:
            end = _CLAUSE_END.search(parsed.clean, link.end())
            stop = end.start() if end else len(parsed.clean)
            if stop - link.end() > 8:
                found.append(Report(link.end(), stop, match.span(), _speaker(parsed, match, link.end())))
    return found


def _according(parsed: Parsed, language: str) -> list[Report]:
    found = []
    for match in re.finditer(rf"(?<!\w)(?:{_ACCORDING[language]})\s+([^,.\n]{{2,80}}),\s+", parsed.clean):
        end = _CLAUSE_END.search(parsed.clean, match.end())
        stop = end.start() if end else len(parsed.clean)
        name = _NAMEY.search(parsed.clean, match.start(1), match.end(1))
        at = name.start() if name else match.start(1)
        if stop - match.end() > 8:
            found.append(Report(match.end(), stop, (match.start(), match.start(1) - 1), parsed.starts.get(at)))
    return found


def _speaker(parsed: Parsed, cue: re.Match[str], last: int) -> int | None:
    """The name or pronoun nearest to the cue within its sentence, what follows it first."""
    after = _NAMEY.search(parsed.clean, cue.end(), min(last, cue.end() + 60))
    if after and not re.search(r"[.!?:,«]", parsed.clean[cue.end() : after.start()]):
        return parsed.starts.get(after.start())
    if office := _OFFICE.search(parsed.clean[max(0, cue.start() - 24) : cue.start()]):
        return parsed.starts.get(max(0, cue.start() - 24) + office.start(1))
    start = max(_line(parsed, cue.start())[0], cue.start() - _REACH)
    before = list(_NAMEY.finditer(parsed.clean, start, cue.start()))
    return parsed.starts.get(before[-1].start()) if before else None
