"""The names of a Ukrainian or Russian text: what the lexicon gave, put right and added to.

The parts decide in this order: institutions and bodies (as hits beside the lexicon's), squares that stand for
movements and houses that stand for their masters, places, persons.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from datetime import date

from archive.authority.names import fold
from archive.authority.values import Actor, Authority, Name
from archive.tagging.actors import People
from archive.tagging.entries import Entry, Hit
from archive.tagging.inflection import is_cyrillic
from archive.tagging.institutions import Institutions
from archive.tagging.recognise import Parsed
from archive.tagging.slavic.bodies import COMMON, SORT_WORD, Bodies
from archive.tagging.slavic.persons import OPENING, add_persons, name_persons
from archive.tagging.slavic.toponyms import Candidates, add_toponyms
from archive.tagging.spans import Cover, Found, outermost, without_crossing

_AT = re.compile(
    r"(?<!\w)(?:[Вв]о?|[Уу]|[Нн]а|[Зз]|[Ии]з|[Іі]з|[Зз]і|[Сс]о?|[Дд]о|[Вв]ід|[Оо]т|[Пп]о|[Чч]ерез|[Бб]іля|[Вв]озле"
    r"|[Оо]коло|[Пп]оруч\s+із|[Рр]ядом\s+с|[Нн]авколо|[Вв]округ|[Пп]облизу|[Нн]еподалік|[Нн]еподалік\s+від|[Нн]едалеко\s+от"
    r"|[Пп]ід|[Пп]од|[Пп]еред|[Нн]ад|[Кк]|стін\w*|стен\w*|воріт|ворот)\s+$"
)
_OPENS = re.compile(r"(?:^|[.!?…\n])\s*[«„\"“—–]?\s*$")
_EVERYDAY = re.compile(r"(?:ий|ый|ой|ая|ська|цька|на|е|ое)$")


class Slavic:
    """What these languages need of the authority, made once."""

    def __init__(self, authority: Authority, institutions: Institutions, candidates: Candidates) -> None:
        self._bodies = Bodies(authority, institutions)
        self._candidates = candidates
        self._actors = authority.actors
        self._movements = {
            fold(word): actor.id
            for actor in authority.actors.values()
            if actor.kind == "movement"
            for name in actor.names
            if is_cyrillic(name.text)
            for word in (re.sub(r"^[ЄЕ]вро", "", name.text),)
            if word != name.text
        }
        self._houses = {
            fold(name.text.split()[-1]): place
            for place in authority.places.values()
            if place.kind == "building"
            for name in place.names
            if is_cyrillic(name.text) and " " in name.text
        }

    def hits(self, clean: str, hits: list[Hit]) -> list[Hit]:
        """The lexicon's hits with those that the languages' own rules add, and without common words."""
        hits = [_as_marked(clean, hit) for hit in hits]
        good = [hit for hit in hits if not _common(clean, hit) and not _small(clean, hit)]
        added = list(self._bodies.find(clean, good))
        ruled = {(hit.start, hit.end) for hit in added}
        return [*(hit for hit in good if (hit.start, hit.end) not in ruled), *added]

    def mentions(self, found: list[Found], hits: list[Hit], parsed: Parsed) -> list[Found]:
        """Names of the authority as found, with movements, houses, places and persons told apart."""
        kept = [self._told(span, parsed.clean) for span in [*found, *_owners(found, hits, parsed)]]
        kept = add_toponyms(kept, parsed.clean, parsed.text, self._candidates)
        return without_crossing(add_persons(kept, parsed.clean, parsed.text))

    def people(self, found: list[Found], people: People, on: date | None, parsed: Parsed) -> list[Found]:
        """The mentions with persons named, and their surnames printed alone."""
        return without_crossing(name_persons(found, people, on, parsed.clean, parsed.text))

    def _told(self, span: Found, clean: str) -> Found:
        capital = span.text[:1].isupper() and not _OPENS.search(clean, max(0, span.start - 4), span.start)
        if span.kind == "group" and capital and (borne := tuple(e for e in span.entries if e.kind == "surname")):
            span.kind, span.entries = "person", borne  # «Немцов», a form of «немцы» too
        if span.kind not in ("place", "organisation"):
            return span
        at = bool(_AT.search(clean, max(0, span.start - 16), span.start))
        if span.kind == "place" and not at and (borne := tuple(e for e in span.entries if e.kind == "surname")):
            span.kind, span.entries = "person", borne  # «сообщил Песков», a form of the village Пески too
            return span
        keys = [fold(entry.name.text) for entry in span.entries if is_cyrillic(entry.name.text)]
        movement = next((self._movements[key] for key in keys if key in self._movements), "")
        if span.kind == "place" and movement and not at:
            span.kind = "organisation"
            span.entries = (Entry("actor", movement, Name(self._actors[movement].name, "en")),)
        house = next((self._houses[key] for key in keys if key in self._houses), None)
        if span.kind == "organisation" and house is not None and at and any(e.kind == "actor" for e in span.entries):
            span.kind, span.entries = "place", (Entry("place", house.id, Name(span.text, "")),)
        return span


def settle(found: list[Found], clean: str, actors: dict[str, Actor], country_of: Callable[[str], str]) -> None:
    """Bodies printed without their country: of the place named before in the sentence, else of the dateline's.

    `country_of`: place id → ISO code.
    """
    places = [span for span in found if span.place]
    dateline = next(
        (p for p in places if _DATELINE.match(clean, p.end) and clean[p.start - 1 : p.start] in ("", "\n")), None
    )
    starts = [span.start for span in places]
    whole = {span.actor for span in found if span.actor}
    for span in found:
        ids = {e.id for e in span.entries if e.kind == "body"}
        if span.kind != "organisation" or not ids or (span.actor and span.actor not in ids):
            continue
        low = max(0, span.start - 300)
        start = max(low, clean.rfind(". ", low, span.start), clean.rfind("\n", low, span.start))
        i = bisect_left(starts, span.start)
        near = [p for p in places[max(0, i - 1) : i] if start < p.start and p is not dateline]
        if len(ids & whole) == 1 and not (near and _at_once(clean, near[0], span, start)):
            continue
        for place in [*near, *([dateline] if dateline else [])]:
            own = [i for i in ids if country_of(actors[i].place) == country_of(place.place)]
            if len(own) == 1:
                span.actor, span.name, span.confidence = own[0], actors[own[0]].name, 0.75
                span.why = f"{span.name}: {place.text} is where the text speaks of."
                break


def _at_once(clean: str, place: Found, body: Found, start: int) -> bool:
    """«У Москві речник МЗС …»: the sentence begins with where it is said."""
    opening = clean[start : place.start].strip(" .\n").lower()
    return opening in ("у", "в", "во") and body.start - place.end < 40


def join_letters(found: list[Found], clean: str) -> list[Found]:
    """«ЦБ» after «Центральный банк»: letters that abbreviate a body named before are that body."""
    bodies = [span for span in found if span.kind == "organisation" and span.actor and " " in span.text]
    meant: dict[str, Found] = {}
    for span in bodies:
        meant.setdefault("".join(word[0] for word in span.text.split() if len(word) > 2).upper(), span)
    cover = Cover((span.start, span.end) for span in outermost(found))
    spans = {(span.start, span.end): span for span in found}
    added: list[Found] = []
    for match in _LETTERS.finditer(clean):
        body = meant.get(match.group())
        known = spans.get(match.span())
        if body is None or body.start > match.start() or (cover.at(*match.span()) if known is None else known.actor):
            continue
        span = known or Found(match.start(), match.end(), match.group(), "organisation")
        if known is None:
            added.append(span)
        span.kind, span.actor, span.name, span.confidence = "organisation", body.actor, body.name, 0.8
        span.why = f"Short for {body.name}, named before in this text."
    return sorted([*found, *added], key=lambda span: (span.start, -span.end))


_DATELINE = re.compile(r",?\s[^—\n]{0,30}—")
_LETTERS = re.compile(r"(?<![\w«-])[А-ЯІЇЄҐ]{2,5}(?![\w-])")


def _owners(found: list[Found], hits: list[Hit], parsed: Parsed) -> list[Found]:
    """The land of «уряду Німеччини», a place beside the government; in «МЗС України» it is part of the name."""
    ends = {s.end: s for s in found if s.kind == "organisation" and (s.text[0].islower() or COMMON.match(s.text))}
    return [
        Found(hit.start, hit.end, parsed.text[hit.start : hit.end], "place", "", hit.entries)
        for hit in hits
        if hit.end in ends and ends[hit.end].start < hit.start and any(e.kind == "place" for e in hit.entries)
    ]


def _as_marked(clean: str, hit: Hit) -> Hit:
    """«Банк России» without marks is not «банк „Россия“», if it can be another."""
    if "«" in clean[hit.start : hit.end] or "„" in clean[hit.start : hit.end]:
        return hit
    bare = tuple(entry for entry in hit.entries if "«" not in entry.name.text)
    return Hit(hit.start, hit.end, bare) if bare and len(bare) < len(hit.entries) else hit


def _small(clean: str, hit: Hit) -> bool:
    """A body's name without any capital, nor marks around it, is no name: «контактная группа»."""
    printed = clean[hit.start : hit.end]
    body = any(entry.kind in ("actor", "body") for entry in hit.entries)
    return body and printed.islower() and clean[hit.start - 1 : hit.start] not in ("«", "„", "“", '"')


_ADJECTIVE_TOO = re.compile(r"\w+(?:ськ|цьк)[ау]")
_NO_GOVERNOR = re.compile(r"(?:^|[.!?—–,:;«\n]\s*|\s(?:та|і|й|але|а)\s)$")
_FEMININE_NOUN = re.compile(r"\s[а-яіїєґ'’-]{3,}[аяь](?!\w)")
_FEMININE_OBJECT = re.compile(r"\s[а-яіїєґ'’-]+(?:ну|ську|цьку)\s[а-яіїєґ'’-]+[ую](?!\w)")


def _of_noun(clean: str, start: int, end: int) -> bool:
    """«Донецька міська рада», «Луганську обласну раду»: the adjective, which is a form of the town's name too."""
    if clean[end - 1] == "у":
        return bool(_FEMININE_OBJECT.match(clean, end))
    return bool(_NO_GOVERNOR.search(clean[max(0, start - 6) : start]) and _FEMININE_NOUN.match(clean, end))


_CUP = re.compile(r"(?<!\w)(?:Ліг|Лиг|Кубк|Кубок)\w{0,2} $")
"""«Ліги Європи» is a tournament."""
_NEED_MARKS = frozenset(
    """
шахтар шахтер звезда зірка дождь дощ коммерсант ведомости корреспондент кореспондент братство яблоко торнадо восток
схід спарта призрак маяк экономист економіст динамо
""".split()
)
"""Names of bodies that are everyday words: only marks, or the word of their sort before them, make names of them."""


def _unmarked(clean: str, hit: Hit) -> bool:
    bodies = [entry for entry in hit.entries if entry.kind in ("actor", "body")]
    if not bodies or not all(fold(entry.name.text) in _NEED_MARKS for entry in bodies):
        return False
    before = clean[max(0, hit.start - 40) : hit.start]
    return not before.endswith(("«", "„", "“", '"')) and not SORT_WORD.search(before)


def _common(clean: str, hit: Hit) -> bool:
    """«Єдиною державною мовою»: one adjective of a body's name is an everyday word."""
    printed = clean[hit.start : hit.end]
    if _CUP.search(clean, max(0, hit.start - 10), hit.start) or _unmarked(clean, hit):
        return True
    if printed in OPENING or (clean[hit.end : hit.end + 1] == "-" and clean[hit.end + 1 : hit.end + 2].isdigit()):
        return True  # «Біля», a form of a surname too; «Боїнг-777»
    if _ADJECTIVE_TOO.fullmatch(printed) and _of_noun(clean, hit.start, hit.end):
        return True
    lonely = " " not in printed and not printed.isupper() and all(entry.kind == "body" for entry in hit.entries)
    return lonely and is_cyrillic(printed) and (all(map(_is_word, hit.entries)) or bool(COMMON.fullmatch(printed)))


_SORTS = frozenset("банк суд союз фонд партія партия комітет комитет комісія комиссия центр агентство".split())


def _is_word(entry: Entry) -> bool:
    """Is what is left of a body's name an adjective or a noun of its sort: «Єдина», «банк» of «банк „Россия“»?"""
    word = entry.name.text.lower()
    return entry.name.text[:1].islower() or word in _SORTS or bool(_EVERYDAY.search(word))
