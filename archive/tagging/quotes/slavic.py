"""Reported speech in Ukrainian and Russian: marks, dashes, «що»/«что» clauses, asides and "за словами"/"по словам".

A cue is a verb of saying in a personal form; its speaker stands beside it, after it in an inverted order («…», —
сказав він). Words in marks within a sentence are mixed speech. Not here: which actor the speaker is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from archive.tagging.quotes.english import Report
from archive.tagging.quotes.marks import Quoted
from archive.tagging.recognise import Parsed
from archive.tagging.slavic.bodies import is_named
from archive.tagging.slavic.given import first_names
from archive.tagging.slavic.words import CAPITAL, SAYS, WORD, verb
from archive.tagging.speechwords import OFFICES
from archive.tagging.values import QuoteType


@dataclass(slots=True)
class Told(Report):
    """A report whose kind is known from its form; `who`: the speaker's words, where they are more than one."""

    kind: QuoteType = "indirect"
    who: tuple[int, int] | None = None


_SAYS_MORE = re.compile(
    r"(?:вигук|выкрик|воскликн|крик|шеп|продовж|продолж|резюм|ірон|пожарт|пошут|цит|процит|напис|пис|пиш"
    r"|прокоментув|прокомментир|розмір|рассужд|розповід|рассказ"
    r"|доповід|доложи|відріз|отреза|заклю|підсум|итож|підбадьор|тві?тну|зізна|созна|свидетельств|свідч|дум|гада"
    r"|запит|спрос|вопроша|переда|пожаліл|пожале|висловл|выраз|вираз)\w*"
)
_NAMES = re.compile(
    r"(?:назва|назив|назвали|именова|охарактериз|опис[аув]|осуди|осужд|засуди|засудж|раскритик|розкритик|сравни"
    r"|порівня|обвини|обвиня|звинува|пообіця|пообеща|обіця|обеща"
    r"|вважа|счита|охрестив|окрестил|оцени|оціни|отверг|відкину|требова|потребова|вимага|закли|призва|предупре"
    r"|попере|говор|сказа|заяви|каж)\w*"
)
"""Verbs beside which even a word or two in marks are somebody's: «назвав мітинг „ганьбою“»."""
_THAT = r",\s+(?:що|ніби|нібито|мов|что|будто|якобы|чтобы|щоб)\s+"
_ACCORDING = re.compile(
    r"(?<!\w)(?:[Зз]а\s+(?:словами|даними|повідомленням|інформацією|версією|оцінкою)|[Нн]а\s+думку"
    r"|[Пп]о\s+(?:словам|данным|сообщению|информации|мнению|версии|оценке)"
    r"|[Зз]а\s+(?P<his>його|її|їхніми|їх)\s+словами|[Пп]о\s+(?P<his2>его|её|ее|их)\s+словам)"
)
_END = re.compile(r"[.!?…]+[»”“\"]?(?=\s|$)|\n|;")
_STOP = re.compile(r"[.!?…:;\n«»\"“”„]")
_NAME = re.compile(
    rf"{CAPITAL}(?:\s+{CAPITAL})*|(?<!\w)[А-ЯІЇЄҐ]{{2,6}}(?!\w)|\b(?:[Вв]ін|[Вв]она|[Вв]они|[Оо]н|[Оо]на|[Оо]ни)\b"
)
_AFTER_PREPOSITION = re.compile(
    r"(?<!\w)(?:[ВвУуЗзСсКкОо]|[Вв]о|[Зз]і|[Іі]з|[Ии]з|[Нн]а|[Дд]о|[Пп]ро|[Оо]б|[Пп]ри|[Дд]ля|[Пп]о|[Пп]ід|[Пп]од"
    r"|[Пп]еред|[Пп]роти|[Пп]ротив|[Мм]іж|[Мм]ежду|[Вв]ід|[Оо]т|[Зз]а|[Чч]ерез|[Бб]ез)"
    r"(?:\s+[а-яёіїєґ]+(?:ого|ому|ої|ій|ою|им|ом|ым|ой|ую|ий|ые|их|ых))?\s+$"
)
_REACH = 110
LINE = 1_500
"""Characters. A longer sentence is no speech, and is not read to its end."""
MAX_FOUND = 6_000
_OFFICE = re.compile(
    r"(?<!\w)((?:віце-|вице-)?(?:" + "|".join(sorted(OFFICES, key=len, reverse=True)) + r"))\s+(?:також\s+|также\s+)?$",
    re.IGNORECASE,
)
_OFFICE_AFTER = re.compile(
    r"\s+((?:віце-|вице-)?(?:"
    + "|".join(sorted(OFFICES, key=len, reverse=True))
    + r"))(?=\s*[.,;»\n]|\s+(?:в|у|на)\s|$)",
    re.IGNORECASE,
)
"""Who speaks by office alone: «президент сказав». Which person that is, is `coreference`'s answer."""


def reports(parsed: Parsed, stretches: list[Quoted], language: str) -> list[Report]:
    """Attributions in order of place; none overlaps another."""
    del language  # one list of words serves both: they share no word of another sense here
    cues = _Cues(parsed)
    spoken = [stretch for stretch in stretches if not is_named(parsed.clean, stretch.start)]
    clauses = [*_clauses(cues, spoken), *_according(cues, spoken)]
    found: list[Told] = [report for report in clauses if report.kind == "mixed"]
    found += [report for stretch in spoken if (report := _beside(cues, stretch))]
    found += [*_dashed(cues), *clauses, *_asides(cues)]
    return sorted(_apart(found[:MAX_FOUND]), key=lambda report: report.start)


def _apart(found: list[Told]) -> list[Report]:
    """The first given of those that overlap."""
    kept: list[Report] = []
    spans: list[tuple[int, int]] = []
    for report in found:
        i = bisect_right(spans, (report.start, report.end))
        before, after = spans[max(0, i - 1) : i], spans[i : i + 1]
        if all(end <= report.start for _, end in before) and all(start >= report.end for start, _ in after):
            spans.insert(i, (report.start, report.end))
            kept.append(report)
    return kept


class _Cues:
    """Verbs of saying in a personal form, by place, and who stands beside them."""

    def __init__(self, parsed: Parsed) -> None:
        self.parsed, self.clean = parsed, parsed.clean
        words = [
            m
            for m in WORD.finditer(self.clean)
            if SAYS.fullmatch(m.group()) or _SAYS_MORE.fullmatch(m.group()) or _NAMES.fullmatch(m.group())
        ]
        self.verbs = [m for m in words if verb(m.group()) is not None]
        self._starts = [m.start() for m in self.verbs]

    def within(self, start: int, end: int) -> list[re.Match[str]]:
        return self.verbs[bisect_right(self._starts, start - 1) : bisect_right(self._starts, end - 1)]

    def line(self, at: int) -> tuple[int, int]:
        """The line around, no further than LINE to either side."""
        low, high = max(0, at - LINE), min(len(self.clean), at + LINE)
        end = self.clean.find("\n", at, high)
        return max(low, self.clean.rfind("\n", low, at) + 1), high if end < 0 else end

    def sentence_end(self, at: int) -> int:
        """Where the sentence of `at` ends, no further than LINE."""
        end = _END.search(self.clean, at, at + LINE)
        return end.start() if end else min(len(self.clean), at + LINE)

    def told(self, start: int, end: int, cue: re.Match[str], last: int, kind: QuoteType) -> Told:
        """A report with the speaker of `cue`, looked for up to `last`."""
        inverted = kind != "mixed"  # «назвал доводы Москвы „вымыслом“»: what follows is the object
        who = (inverted and self._after(cue, last)) or self._before(cue) or self._after(cue, last)
        token = self.parsed.starts.get(who[0]) if who else None
        return Told(start, end, cue.span(), token, kind, who)

    def _after(self, cue: re.Match[str], last: int) -> tuple[int, int] | None:
        if office := _OFFICE_AFTER.match(self.clean, cue.end()):
            return office.span(1)
        stop = _STOP.search(self.clean, cue.end(), min(last, cue.end() + 90))
        end = stop.start() if stop else min(last, cue.end() + 90)
        comma = self.clean.find(",", cue.end(), end)
        return self._who(cue.end(), comma if comma >= 0 else end, nearest_last=False)

    def _before(self, cue: re.Match[str]) -> tuple[int, int] | None:
        if office := _OFFICE.search(self.clean[max(0, cue.start() - 24) : cue.start()]):
            at = max(0, cue.start() - 24) + office.start(1)
            return at, at + len(office[1])
        start = max(self.line(cue.start())[0], cue.start() - _REACH)
        stops = [m.end() for m in _STOP.finditer(self.clean, start, cue.start())]
        return self._who(stops[-1] if stops else start, cue.start(), nearest_last=True)

    def _who(self, start: int, end: int, *, nearest_last: bool) -> tuple[int, int] | None:
        """A person by first name, else the first (or last) name that no preposition governs."""
        names = [
            m
            for m in _NAME.finditer(self.clean, start, end)
            if not _AFTER_PREPOSITION.search(self.clean[max(0, m.start() - 40) : m.start()])
        ]
        for match in reversed(names) if nearest_last else names:
            for word in WORD.finditer(match.group()):
                if " " in match.group()[word.start() :] and first_names(word.group()):
                    return match.start() + word.start(), match.end()
        names = [m for i, m in enumerate(names) if not i or m.start() > names[i - 1].end() + 1]  # «Госдепартамент США»
        if not names:
            return None
        return (names[-1] if nearest_last else names[0]).span()


def _beside(cues: _Cues, stretch: Quoted) -> Told | None:
    """«…», — сказав X; X заявив: «…»; X назвав це «…»."""
    clean = cues.clean
    first, last = cues.line(stretch.start)[0], cues.line(max(stretch.start, stretch.end - 1))[1]
    inner = clean[stretch.start + 1 : stretch.end - 1]
    count = len(WORD.findall(inner))
    follows = re.match(r"\s*[,.!?…]?\s*[—–-]\s*|\s*,\s*", clean[stretch.end : stretch.end + 6])
    ended = inner[-1:] in "!?…,"
    if (follows or ended) and (inside := cues.within(stretch.end, min(last, stretch.end + _REACH))):
        gap = clean[stretch.end : inside[0].start()]
        if re.fullmatch(r"\s*[,.!?…]?\s*(?:[—–-]\s*)?[^.!?«“\"\n,]*", gap) and (
            "—" in gap or "–" in gap or ended or count > 3
        ):
            return cues.told(stretch.start, stretch.end, inside[0], last, "direct")
    if split := next(
        (
            m
            for m in cues.within(stretch.start, stretch.end)
            if re.search(r",\s[—–-]\s(?:\w+\s){0,2}$", clean[max(0, m.start() - 30) : m.start()])
        ),
        None,
    ):
        return cues.told(stretch.start, stretch.end, split, stretch.end, "direct")
    begin = max(first, stretch.start - 160)
    breaks = [m.end() for m in re.finditer(r"[.!?…]\s|\n|;", clean[begin : stretch.start])]
    begin += breaks[-1] if breaks else 0
    before = cues.within(begin, stretch.start)
    if clean[max(0, stretch.start - 2) : stretch.start].rstrip().endswith(":"):
        if before:
            return cues.told(stretch.start, stretch.end, before[-1], stretch.start, "direct")
        who = cues._who(begin, stretch.start, nearest_last=True)
        return (
            Told(
                stretch.start,
                stretch.end,
                (stretch.start - 2, stretch.start - 1),
                cues.parsed.starts.get(who[0]),
                "direct",
                who,
            )
            if who
            else None
        )
    named = before and _NAMES.fullmatch(before[-1].group())
    if before and inner[:1].islower() and (named or count > 2):
        return cues.told(stretch.start, stretch.end, before[-1], stretch.start, "mixed")
    return None


def _dashed(cues: _Cues) -> Iterator[Told]:
    """Speech in a paragraph that begins with a dash: — …, — сказав він."""
    for match in re.finditer(r"^[—–-]\s+(.+?[,.!?…])\s+[—–]\s+", cues.clean, re.MULTILINE):
        last = cues.line(match.start())[1]
        cue = next(iter(cues.within(match.end(), min(last, match.end() + _REACH))), None)
        if cue is not None and not _STOP.search(cues.clean[match.end() : cue.start()]):
            end = match.end(1) - (cues.clean[match.end(1) - 1] == ",")
            yield cues.told(match.start(1), end, cue, last, "direct")


def _kind(clean: str, start: int, end: int, stretches: list[Quoted]) -> QuoteType:
    """Indirect, or mixed where words in marks of any length stand within."""
    i = bisect_right(stretches, start - 1, key=lambda stretch: stretch.start)
    inside = i < len(stretches) and stretches[i].end <= end + 1
    return (
        "mixed"
        if inside
        and (
            clean[stretches[i].start + 1 : stretches[i].start + 2].islower()
            or stretches[i].end - stretches[i].start > 30
        )
        else "indirect"
    )


def _clauses(cues: _Cues, stretches: list[Quoted]) -> Iterator[Told]:
    """X заявив, що …"""
    that = re.compile(rf"[^.!?\n«»]{{0,60}}?{_THAT}")
    for cue in cues.verbs:
        if cue.group().lower().startswith(("назва", "назива", "назыв", "опис")):
            continue  # «назвав те, що сталося, …»
        if link := that.match(cues.clean, cue.end()):
            stop = cues.sentence_end(link.end())
            while (
                stop < len(cues.clean) and cues.clean[stop : stop + 1] == "»" and "«" in cues.clean[link.end() : stop]
            ):
                stop += 1
            if stop - link.end() > 8:
                kind = _kind(cues.clean, link.end(), stop, stretches)
                yield cues.told(link.end(), stop, cue, link.end(), kind)


def _according(cues: _Cues, stretches: list[Quoted]) -> Iterator[Told]:
    """За словами X, …; … , по его словам, …"""
    for match in _ACCORDING.finditer(cues.clean):
        his = "his" if match["his"] else "his2" if match["his2"] else ""
        comma = re.compile(r"[^,.\n]{0,80},\s+").match(cues.clean, match.end())
        if his:
            who: tuple[int, int] | None = match.span(his)
        else:
            who = cues._who(match.end(), comma.end() if comma else match.end() + 60, nearest_last=False)
        if comma is None or who is None:
            continue
        stop = cues.sentence_end(comma.end())
        if stop - comma.end() > 8:
            kind = _kind(cues.clean, comma.end(), stop, stretches)
            yield Told(comma.end(), stop, match.span(), cues.parsed.starts.get(who[0]), kind, who)


_ASIDE = re.compile(
    r"(?:сказа|заяв|повідом|сообщ|дода|добав|вваж|счит|каж|говор|пояс|объясн|пиш|написа|розпов|рассказ|тверд|утвержд|ствердж|пообіця|обіця"
    r"|пообещ|обеща|визна|призна|переконан|запевн|завер|нагад|напомн|зазнач|отме|підкресл|подчерк|наголос|уточн|переда|доклад|попере|предупре)\w*"
)
"""Verbs that stand between commas within what is said."""
_AS = re.compile(r"(?<!\w)(?:[Яя]к|[Кк]ак)\s+(?:вже\s+|уже\s+)?$")


def _as_said(cues: _Cues, cue: re.Match[str]) -> Iterator[Told]:
    """«Как сообщил Песков, встреча состоится …»."""
    comma = re.compile(r"[^,.!?;:\n«»]{1,80},\s+").match(cues.clean, cue.end())
    if comma:
        stop = cues.sentence_end(comma.end())
        if stop - comma.end() > 8:
            yield cues.told(comma.end(), stop, cue, comma.end(), "indirect")


def _asides(cues: _Cues) -> Iterator[Told]:
    """«Росія, додав він, зобов'язана …»: a cue with its subject between commas; «…, вважає X.» at the end."""
    for cue in cues.verbs:
        if _AS.search(cues.clean, max(0, cue.start() - 8), cue.start()):
            yield from _as_said(cues, cue)
            continue
        if cues.clean[max(0, cue.start() - 2) : cue.start()] != ", " or not _ASIDE.fullmatch(cue.group().lower()):
            continue
        end = re.compile(r"[^,.!?;:\n«»]{0,60}([,.!?])(?=\s|$)").match(cues.clean, cue.end())
        start = max(cues.line(cue.start())[0], cue.start() - 400)
        breaks = [m.end() for m in re.finditer(r"[.!?…]\s+", cues.clean[start : cue.start()])]
        begin = start + (breaks[-1] if breaks else 0)
        if end is None or cue.start() - begin < 8 or "«" in cues.clean[begin : cue.start()]:
            continue
        report = cues.told(begin, cue.start() - 2, cue, end.end(), "indirect")
        if report.who is None or report.who[0] < cue.start():
            continue
        if end[1] == ",":
            report.end = cues.sentence_end(end.end())
        yield report
