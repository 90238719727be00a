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
    r"|запит|спрос|повтор|вопроша|переда|пожаліл|пожале|висловл|выраз|вираз)\w*"
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
    r"|[Зз]а\s+(?P<his>його|її|їхніми|їх)(?:\s+ж)?\s+словами|[Пп]о\s+(?P<his2>его|её|ее|их)(?:\s+же)?\s+словам)"
)
_END = re.compile(r"[.!?…]+[»”“\"]?(?=\s|$)|\n|;")
_STOP = re.compile(r"[.!?…:;\n«»\"“”„]")
_NAME = re.compile(
    rf"{CAPITAL}(?:\s+{CAPITAL})*|(?<!\w)[А-ЯІЇЄҐ]{{2,6}}(?!\w)|\b(?:[Вв]ін|[Вв]она|[Вв]они|[Оо]н|[Оо]на|[Оо]ни|тот)\b"
)
_AFTER_PREPOSITION = re.compile(
    r"(?<!\w)(?:[ВвУуЗзСсКкОо]|[Вв]о|[Зз]і|[Іі]з|[Ии]з|[Нн]а|[Дд]о|[Пп]ро|[Оо]б|[Пп]ри|[Дд]ля|[Пп]о|[Пп]ід|[Пп]од"
    r"|[Пп]еред|[Пп]роти|[Пп]ротив|[Мм]іж|[Мм]ежду|[Вв]ід|[Оо]т|[Зз]а|[Чч]ерез|[Бб]ез)"
    r"(?:\s+[а-яёіїєґ]+(?:ого|ому|ої|ій|ою|им|ом|ым|ой|ую|ий|ые|их|ых))?\s+$"
)
_SUBJECT_AFTER = re.compile(r"[^,.!?;:\n«»]{1,90}(?=[,.!?;\n]|$|\s[—–])")
_PREPOSITIONS = frozenset(
    "в во на с со у к ко о об за по до из от при для под над перед против через без після перед про від з зі із між "
    "після после между".split()
)
_NO_NAMES = _PREPOSITIONS | frozenset(
    "як как що что це это ця эта той тот тоді тогда але но та і и а тим коли когда теперь тепер потом потім".split()
)
"""Words that begin a sentence with a capital and name nobody."""
_VOTES = frozenset("за проти против утримались утрималися воздержались".split())
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
        # «назвал доводы Москвы „вымыслом“»: what follows is the object; of «…, сказал Лавров, …» it is the subject
        inverted = kind != "mixed" or self.aside(cue)
        who = (inverted and self._after(cue, last)) or self._before(cue) or self._after(cue, last)
        token = self.parsed.starts.get(who[0]) if who else None
        return Told(start, end, cue.span(), token, kind, who)

    def aside(self, cue: re.Match[str]) -> bool:
        """Is it set between commas or at the end with its subject: «…, добавила она, …», «…», сказала она."""
        clean = self.clean
        return clean[max(0, cue.start() - 2) : cue.start()] in (", ", "— ", "– ") and bool(
            _SUBJECT_AFTER.match(clean, cue.end())
        )

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
        runs = [run for m in _NAME.finditer(self.clean, start, end) if (run := self._ungoverned(m)) and run[0] < run[1]]
        for at, stop in reversed(runs) if nearest_last else runs:
            for word in WORD.finditer(self.clean, at, stop):
                if " " in self.clean[word.start() : stop] and first_names(word.group()):
                    return word.start(), stop
        joined: list[tuple[int, int]] = []
        for run in runs:  # «Госдепартамент США», «Віцепрезидент США Джо Байден»
            if joined and run[0] == joined[-1][1] + 1:
                joined[-1] = joined[-1][0], run[1]
            else:
                joined.append(run)
        if not joined:
            return None
        return joined[-1] if nearest_last else joined[0]

    def _ungoverned(self, name: re.Match[str]) -> tuple[int, int] | None:
        """The run of capitals that no preposition governs, or the person in «в Виннице Пётр Порошенко»."""
        start, end = name.span()
        first = WORD.match(self.clean, start, end)
        if first is not None and first.group()[0].isupper() and first.group().lower() in _NO_NAMES:
            if first.end() == end:
                return None
            start = min(end, first.end() + 1)
        elif not _AFTER_PREPOSITION.search(self.clean[max(0, start - 40) : start]):
            return start, end
        given = (w for w in WORD.finditer(self.clean, start, end) if w.start() > start)
        person = next((w.start() for w in given if first_names(w.group()) and w.end() < end), None)
        if person is not None:
            return person, end
        later = next((w.start() for w in WORD.finditer(self.clean, start, end) if w.start() > start), None)
        return (later, end) if later is not None and self.clean[start:end].count(" ") > 1 else None


def _beside(cues: _Cues, stretch: Quoted) -> Told | None:
    """«…», — сказав X; X заявив: «…»; X назвав це «…»."""
    clean = cues.clean
    first, last = cues.line(stretch.start)[0], cues.line(max(stretch.start, stretch.end - 1))[1]
    inner = clean[stretch.start + 1 : stretch.end - 1]
    count = len(WORD.findall(inner))
    if inner.lower() in _VOTES:
        return None
    follows = re.match(r"\s*[,.!?…]?\s*[—–-]\s*|\s*,\s*", clean[stretch.end : stretch.end + 6])
    ended = inner[-1:] in "!?…,"
    if (follows or ended) and (inside := cues.within(stretch.end, min(last, stretch.end + _REACH))):
        gap = clean[stretch.end : inside[0].start()]
        if gap == ", " and cues.aside(inside[0]) and not ended and inner[:1].islower():
            return cues.told(stretch.start, stretch.end, inside[0], last, "mixed")
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
    named = before and _NAMES.fullmatch(before[-1].group()) and not cues.aside(before[-1])
    if before and count == 1 and re.search(_THAT, clean[before[-1].end() : stretch.start]):
        return None  # «попередив, що „самооборона“ не піде»: a name, not a word of his
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


_DOES = re.compile(r"(?:[уюаяеиієї]ть?|ти|ся|сь|л[аои]?|[аяув]в|є)»$")
"""A single word in marks that is a verb: somebody said so; a noun would be a name."""


_LONG = 30
"""Characters in marks that are somebody's words however they begin."""


def _kind(clean: str, start: int, end: int, stretches: list[Quoted]) -> QuoteType:
    """Indirect, or mixed where words in marks of any length stand within."""
    i = bisect_right(stretches, start - 1, key=lambda stretch: stretch.start)
    if i >= len(stretches) or stretches[i].end > end + 1:
        return "indirect"
    inner = clean[stretches[i].start : stretches[i].end]
    words = inner[1:2].islower() and (" " in inner or _DOES.search(inner) is not None)
    return "mixed" if words or len(inner) > _LONG else "indirect"


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
