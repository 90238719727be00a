"""Bodies in Ukrainian and Russian: institutions by their nation, names in quotation marks, unlisted acronyms.

«уряд Німеччини», «німецького уряду»: the noun needs no capital, the nation makes it a name. «Рада міністрів
Автономної Республіки Крим»: a body and the place after it are one name. «Свободы» in marks is the party. Not
here: bodies printed without their country (`tagging.bodies`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from archive.authority.names import fold
from archive.authority.values import Actor, Authority, Name
from archive.tagging.entries import Entry, Hit
from archive.tagging.inflection import cases, forms, is_cyrillic
from archive.tagging.institutions import Institutions
from archive.tagging.slavic.local import find_local
from archive.tagging.slavic.words import CAPITAL, verb

_MINISTRY = r"[мМ](?:іністерств|инистерств)\w{1,2}\s+"
_SORTS = {
    "government": r"уряд\w{0,3}|правительств\w{1,2}|кабінет\w{0,3}\s+міністрів|кабинет\w{0,2}\s+министров"
    r"|влад[аиуоі]\w?|власт(?:и|ей|ям|ями|ях)",
    "parliament": r"парламент\w{0,3}",
    "army": r"армі[яїєю]\w?|арми[яиеюй]\w?|збройн\w{2,4}\s+сил\w{0,3}|вооруж[её]нн\w{2,3}\s+сил\w{0,3}",
    "general staff": r"генштаб\w{0,3}|генеральн\w{2,3}\s+штаб\w{0,3}",
    "embassy": r"посольств\w{1,2}",
    "central bank": r"центральн\w{2,3}\s+банк\w{0,3}|центробанк\w{0,3}",
    "supreme court": r"верховн\w{2,3}\s+суд\w{0,3}",
    "constitutional court": r"конституц(?:ійн|ионн)\w{2,3}\s+суд\w{0,3}",
    "ministry of Foreign Affairs": rf"{_MINISTRY}(?:закордонних\s+справ|иностранных\s+дел)|МЗС|МИД",
    "ministry of Defence": rf"{_MINISTRY}оборон[иы]|Міноборони|Минобороны",
    "ministry of Internal Affairs": rf"{_MINISTRY}(?:внутрішніх\s+справ|внутренних\s+дел)|МВС|МВД",
    "ministry of Finance": rf"{_MINISTRY}(?:фінансів|финансов)|Мінфін\w{{0,3}}|Минфин\w{{0,3}}",
    "ministry of Justice": rf"{_MINISTRY}юстиц[іи]ї?|Мін'?юст\w{{0,3}}|Минюст\w{{0,3}}",
    "ministry of Energy": rf"{_MINISTRY}(?:енергетики|энергетики)|Міненерго|Минэнерго",
}
"""Sorts of institution, as `Institutions` keys them, with their nouns; compared without regard to capitals."""
_NOUN = "|".join(f"(?P<{sort.replace(' ', '_')}>{words})" for sort, words in _SORTS.items())
COMMON = re.compile(r"(?:уряд|правительств|влад|власт|парламент|армі|арми)\w{0,3}(?!\w)", re.IGNORECASE)
"""Nouns of everyday use, which have a capital only where a sentence begins."""
_BEFORE = re.compile(rf"(?<!\w)(?:{_NOUN})\s+$", re.IGNORECASE)
_FRESH = (
    r"(?:(?:нов|тимчасов|временн|перехідн|переходн|місцев|местн|федеральн|національн|национальн|центральн)\w{2,3}\s+)?"
)
_AFTER = re.compile(rf"\s+{_FRESH}(?:{_NOUN})(?!\w)", re.IGNORECASE)
_REACH = 60
_AND = re.compile(r"\s+(?:та|і|й|и)\s+")
_MARKED = re.compile(r"«([^«»\n]{2,60})»|„([^„“”\n]{2,60})[“”]|“([^“”\n]{2,60})”|\"([^\"\n]{2,60})\"")
SORT_WORD = re.compile(
    r"(?:парті|парти|рух|движени|блок|батальйон|батальон|полк|бригад|компані|компани|концерн|холдинг|корпорац"
    r"|телеканал|канал|агентств|газет|сайт|видан"
    r"|издани|журнал|радіо|радио|фонд|організац|организац|об['’ʼ]єднан|объединени|фракці|фракци|банк|завод|клуб"
    r"|група|груп|группировк|угрупован|союз|спілк|альянс|коаліц"
    r"|коалици|комітет|комитет|центр|центру|загін|отряд|підрозділ|подразделени|фірм|фирм|авіакомпан|авиакомпани"
    r"|підприємств|предприяти|видавництв|издательств"
    r"|ініціатив|инициатив|асоціац|ассоциаци|служб|оператор|федерац|лабораторі|інститут|институт|депутат|лідер"
    r"|лидер|голов|глав|прихильник|сторонник|боєць|бійц|бойц|член"
    r"|представник|представител|речник|активіст|активист|кандидат|список|списк|директор|акці|акци|працівник"
    r"|сотрудник|журналіст|журналист|власник|владелец|сотн|гурт|ансамбл|команд"
    r"|уболівальник|вболівальник|болельщик|тренер|гравц|гравець|игрок|футболіст|футболист|півзахисник|полузащитник"
    r"|нападник|нападающ|воротар|вратар|шахт|кінотеатр|кинотеатр)[а-яёіїєґ]*"
    r"(?:\s+(?:від|от|из|із|з))?\s+$",
    re.IGNORECASE,
)
_PRESS = re.compile(
    r"(?<!\w)(?:фільм|фильм|книг|роман|пісн|песн|стать|статт|текст|плакат|гасл|лозунг|марш|операц|закон|програм"
    r"|под названи|під назв)\w*\s+$"
)
_ACRONYM = re.compile(r"(?<![\w.-])[А-ЯІЇЄҐ]{3,6}(?![\w-])")
_NO_BODY = frozenset(
    """
ВВП НДС ПДВ ДТП ЖКГ ЖКХ СРСР СССР УРСР УССР АТО БТР БМП РСЗВ РСЗО США КНР ФРН ФРГ ОАЕ ОАЭ ПРО ПВО ППО ЗРК ЗМІ
СМИ СНІД СПИД ДНК КПП
ТАК НЕМА ДВА ТРИ ЦЕ ЭТО ВІЛ ВИЧ ЛГБТ ТЕС АЕС АЭС ТЭС ТЕЦ ТЭЦ ДАІ ДАИ ГАИ ЗНО ЕГЭ ВНЗ ВУЗ ПТР РПГ БПЛА ОДА
ОГА АРК ДАП СІЗО СИЗО ВПЛ ПАТ ТОВ ООО ОАО ЗАТ ЗАО НДФЛ МРТ ЛЕП ЛЭП ГЕС ГЭС""".split()
)
_UNIT = re.compile(rf"(?<!\w)({CAPITAL})\s+$")
_CONCERN = re.compile(r"\s+(?:з|із|по|у\s+справах|по\s+делам)((?:\s+[а-яёіїєґ]{2,}){1,4})")
_UNIT_WORD = re.compile(
    r"(?:Управлін|Управлени|Комісі|Комисси|Місі|Мисси|Агентств|Програм|Комітет|Комитет|Рад|Совет|Фонд|Представництв"
    r"|Офіс|Офис|Бюро)\w*"
)


class Bodies:
    """The authority's bodies as these languages print them. Finding is linear in the text."""

    def __init__(self, authority: Authority, institutions: Institutions) -> None:
        self._actors = authority.actors
        self._places = authority.places
        self._institutions = institutions
        self._marked: _Index = {}
        self._bare: _Index = {}
        self._parties = {
            stem: tuple(
                a.id
                for a in authority.actors.values()
                if a.kind == "party" and any(n.text.startswith(start) for n in a.names)
            )
            for stem, start in _PARTY_OF.items()
        }
        for actor in authority.actors.values():
            if actor.kind != "person":
                _index(self._marked, actor, _short_names(actor))
                _index(self._bare, actor, _without_founder(actor))

    def find(self, clean: str, hits: list[Hit]) -> Iterator[Hit]:
        """Institutions at the nations of `hits`, bodies with their place, names in marks, acronyms."""
        places = {hit.start: hit for hit in hits if any(e.kind in ("place", "demonym") for e in hit.entries)}
        for hit in places.values():
            yield from self._by_nation(clean, hit)
        joined = list(self._joined(clean, hits))
        yield from joined
        yield from self._shared(clean, hits, joined)
        yield from self._units(clean, hits)
        yield from self._in_marks(clean, hits)
        yield from self._without_founders(clean)
        yield from self._by_members(clean)
        yield from find_local(clean, hits)
        yield from _latin(clean, hits)
        known = {hit.start for hit in hits}
        for match in _ACRONYM.finditer(clean):
            if match.start() not in known and match.group() not in _NO_BODY and not _shouted(clean, match):
                yield Hit(*match.span(), (Entry("institution", "", Name(match.group(), "")),))

    def _by_nation(self, clean: str, hit: Hit) -> Iterator[Hit]:
        for entry in hit.entries:
            if not self._institutions.has(entry.id) or entry.kind not in ("place", "demonym"):
                continue
            if entry.kind == "demonym" and (after := _AFTER.match(clean, hit.end)):
                yield self._institutions.hit(hit.start, after.end(), entry.id, _key(after))
            before = _BEFORE.search(clean, max(0, hit.start - _REACH), hit.start)
            if entry.kind == "place" and before and "G" in cases(entry.name.text, clean[hit.start : hit.end]):
                yield self._institutions.hit(before.start(), hit.end, entry.id, _key(before))
            return

    def _joined(self, clean: str, hits: list[Hit]) -> Iterator[Hit]:
        """«Ради міністрів Автономної Республіки Крим»: a body listed under this place."""
        ends = {hit.end: hit for hit in hits if any(e.kind in ("body", "actor") for e in hit.entries)}
        for place in hits:
            body = ends.get(place.start - 1)
            homes = {e.id for e in place.entries if e.kind == "place"}
            if body is not None and homes and clean[body.end] == " ":
                yield from self._of(body, body.start, place.end, homes)

    def _of(self, body: Hit, start: int, end: int, homes: set[str]) -> Iterator[Hit]:
        ids = {e.id for e in body.entries if e.kind in ("body", "actor") and self._actors[e.id].place in homes}
        if len(ids) == 1:
            ident = next(iter(ids))
            yield Hit(start, end, (Entry("actor", ident, Name(self._actors[ident].name, "en")),))

    def _shared(self, clean: str, hits: list[Hit], joined: list[Hit]) -> Iterator[Hit]:
        """«Верховної Ради та Ради міністрів … Крим»: the place is of both."""
        starts = {hit.start: hit for hit in joined}
        for hit in hits:
            link = _AND.match(clean, hit.end)
            whole = starts.get(link.end()) if link else None
            if whole is not None:
                yield from self._of(hit, hit.start, hit.end, {self._actors[whole.entries[0].id].place})

    def _units(self, clean: str, hits: list[Hit]) -> Iterator[Hit]:
        """«Управлении ООН по правам человека»: a part of a body, named by its concern."""
        for hit in hits:
            before = _UNIT.search(clean, max(0, hit.start - 30), hit.start)
            if before and _UNIT_WORD.fullmatch(before[1]) and (after := _CONCERN.match(clean, hit.end)):
                end = after.start(1) + _nouns(after[1])
                yield Hit(before.start(1), end, (Entry("institution", "", Name(clean[before.start(1) : end], "")),))

    def _in_marks(self, clean: str, hits: list[Hit]) -> Iterator[Hit]:
        known = {(hit.start, hit.end) for hit in hits if any(e.kind == "actor" for e in hit.entries)}
        for match in _MARKED.finditer(clean):
            start, end = match.span(match.lastindex or 0)
            inner = clean[start:end]
            if (start, end) in known or not is_cyrillic(inner) or len(inner.split()) > 5:
                continue
            actors = _lookup(self._marked, inner)
            if len(actors) == 1 and not _PRESS.search(clean, max(0, match.start() - 24), match.start()):
                yield Hit(start, end, (Entry("actor", actors[0].id, Name(actors[0].name, "en")),))
            elif inner[:1].isupper() and (
                SORT_WORD.search(clean, max(0, match.start() - 60), match.start()) or _listed(clean, match, known)
            ):
                yield Hit(start, end, (Entry("institution", "", Name(_plain(inner), "")),))

    def _by_members(self, clean: str) -> Iterator[Hit]:
        """«комуністи» for their party; of which country is the text's to say."""
        for match in _MEMBERS.finditer(clean):
            parties = self._parties.get((match[1] or match[2]).lower(), ())
            if parties:
                yield Hit(*match.span(), tuple(Entry("body", i, Name(self._actors[i].name, "en")) for i in parties))

    def _without_founders(self, clean: str) -> Iterator[Hit]:
        """«Радикальної партії» for «Радикальна партія Олега Ляшка»."""
        for match in _TWO.finditer(clean):
            actors = _lookup(self._bare, match.group())
            if len(actors) == 1:
                yield Hit(*match.span(), (Entry("actor", actors[0].id, Name(actors[0].name, "en")),))


_PARTY_OF = {
    "комуніст": "Комуністична партія",
    "коммунист": "Коммунистическая партия",
    "регіонал": "Партія регіонів",
    "регионал": "Партия регионов",
    "компарті": "Комуністична партія",
    "компарти": "Коммунистическая партия",
}
_MEMBERS = re.compile(
    r"(?<!\w)(?:(комуніст|коммунист|регіонал|регионал)(?:и|ы|ів|ов|ам|ами|ах)|(компарті|компарти)(?:я|ї|и|ю|єю|ей))(?!\w)",
    re.IGNORECASE,
)
_Index = dict[str, list[tuple[list[frozenset[str]], Actor]]]
_TWO = re.compile(rf"{CAPITAL}[ \u00a0][а-яёіїєґ'’ʼ]{{4,}}(?![\w-])")
_FOUNDER = re.compile(rf"^({CAPITAL}\s+[а-яёіїєґ'’ʼ]{{4,}})\s+{CAPITAL}\s+{CAPITAL}$")


def _index(index: _Index, actor: Actor, names: Iterable[str]) -> None:
    for words in {tuple(name.split()) for name in names}:
        shapes = [frozenset(map(fold, forms(word))) for word in words]
        for first in shapes[0]:
            index.setdefault(first, []).append((shapes, actor))


def _lookup(index: _Index, printed: str) -> list[Actor]:
    """The bodies whose name, word by word, has these forms."""
    words = [fold(word) for word in printed.split()]
    found = {
        actor.id: actor
        for shapes, actor in index.get(words[0], ())
        if len(shapes) == len(words) and all(word in shape for word, shape in zip(words, shapes, strict=True))
    }
    return list(found.values())


def _listed(clean: str, match: re.Match[str], known: set[tuple[int, int]]) -> bool:
    """Does it stand in a list with a listed body: «„Народного фронту“, „Самопомочі“»?"""
    ends = {end for _, end in known}
    gap = re.search(r"[»“”\"]?(?:,\s+|\s+(?:та|і|и|й)\s+)$", clean[max(0, match.start() - 8) : match.start()])
    return gap is not None and match.start() - len(gap.group()) in ends


def _without_founder(actor: Actor) -> Iterator[str]:
    """«Радикальна партія Олега Ляшка» → «Радикальна партія»."""
    for name in actor.names:
        if actor.kind == "party" and (match := _FOUNDER.match(name.text)):
            yield match[1]


def _short_names(actor: Actor) -> Iterable[str]:
    """What may stand in marks: Cyrillic names, and what an own name has in its marks (ВО «Свобода»)."""
    for name in actor.names:
        if is_cyrillic(name.text) and name.kind not in ("title", "metonym", "demonym"):
            inner = re.search(r"«(.+?)»", name.text)
            yield inner[1] if inner else name.text


def _nouns(words: str) -> int:
    """How far the words are nouns of a name: «правам человека | призвали», at most two and what «і» joins to them."""
    end, left = 0, 2
    for match in re.finditer(r"\s+(\w+)", words):
        joint = match[1] in ("і", "и", "та")
        if verb(match[1]) or not (left or joint) or (len(match[1]) < 3 and not joint):
            break
        left = left + 1 if joint else left - 1
        end = end if joint else match.end()
    return end


def is_named(clean: str, start: int) -> bool:
    """Do the words in marks from `start` name a body or a work, so that nobody says them?"""
    before = clean[max(0, start - 60) : start]
    inner = clean[start + 1 : start + 2]
    return bool(inner.isupper() and SORT_WORD.search(before)) or bool(_PRESS.search(before))


_LATIN = re.compile(r"(?<![\w.«-])[A-Z][A-Za-z&.-]+(?:[ \u00a0][A-Z][A-Za-z&.-]+){0,3}(?![\w-])")
_LATIN_ACRONYM = re.compile(r"[A-Z]{3,6}")


def _latin(clean: str, hits: list[Hit]) -> Iterator[Hit]:
    """«у компанії Dragon Capital»: Latin letters after a word of a body's sort, or an acronym."""
    known = {hit.start for hit in hits}
    for match in _LATIN.finditer(clean):
        sorted_so = SORT_WORD.search(clean, max(0, match.start() - 60), match.start())
        if match.start() not in known and (sorted_so or _LATIN_ACRONYM.fullmatch(match.group())):
            yield Hit(*match.span(), (Entry("institution", "", Name(match.group(), "")),))


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _key(match: re.Match[str]) -> str:
    return next(name for name, text in match.groupdict().items() if text).replace("_", " ")


def _shouted(clean: str, match: re.Match[str]) -> bool:
    """In a line all of capitals, or the dateline, letters are no acronym."""
    start = clean.rfind("\n", 0, match.start()) + 1
    around = clean[max(start, match.start() - 12) : match.end() + 12].replace(match.group(), "", 1)
    letters = [c for c in around if c.isalpha()]
    dateline = match.start() == start and bool(re.match(r",?\s[^—\n]{0,30}—", clean[match.end() : match.end() + 34]))
    return dateline or (len(letters) > 3 and sum(c.isupper() for c in letters) > len(letters) / 2)
