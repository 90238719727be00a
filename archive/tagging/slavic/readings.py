"""Literal or metonymic, in Ukrainian and Russian: by the case of a place's name, its preposition and its clause.

The case is told by the name's ending (`inflection.cases`), what governs it by the stems of the words before.
Not here: which mentions are asked, and the actor behind a name that acts (`tagging.readings`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from archive.tagging.inflection import ALL, cases, is_cyrillic
from archive.tagging.slavic.words import CAPITAL, LAND, PREDICATE, SAYS, WORD, verb
from archive.tagging.spans import Found
from archive.tagging.values import Reading

REACH = 5
"""Words before a name in which its governor is looked for; after it, nine in which its verb is."""


MAX_JOINED = 6
"""Names joined to a subject before its verb; a longer list is no subject."""


def _stems(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?:по|за|про|у|при|на|вы|ви|об|від|пере)?(?:{'|'.join(text.split())})\w*")


_TIES = _stems("""
переговор перемов угод соглашен договор домовлен договорен відносин отношен стосунк війн войн конфлікт конфликт
протистоян противостоян зустріч встреч консультац союз співпрац сотруднич співробітн зв['’ʼ]язк связ мир перемир
диалог діалог контакт спор
супереч торг порозум взаимопоним саміт саммит розмов разговор обмін обмен асоціац ассоциац партнер пакт договор
домов соглас погод узгод
обговор обсу посредник посередник спільн совместн єдн ссор свар бо[рр] диску взаємод взаимод працю работ
координ разом_з мирит""")
_BORDER = _stems(
    "кордон границ гранич межу меж стык поруч поряд рядом сообщен сполучен дорог трас міст мост перевал район"
)
_ATTACK = _stems("агрес войн війн напад вторг атак интервенц інтервенц наступ удар воен воєн воюва")
_DEMAND = _stems("""
требова треб вимаг вимог ожида очіку доби добив добит хоч хот получ отрим предложен пропозиц гарант ответ
відповід
кредит заявк просит прос допомог помощ позик борг долг плат обіцян обещан жд чек позов иск згод соглас""")
_APPEAL = _stems("""обра обращ зверн зверт призыв призв заклик закли претенз требован вимог апелл апел звинувач обвин
адрес послан лист письм питан вопрос отношен ставл довір доверие недовір недовер позов ультиматум""")
_PRESS = _stems("""
давлен тиск нажим влия вплив вплин повлия повлиял надав натисн санкц возлож возлаг поклад поклав покла рассчит
розрахов
полага надеж сподіван надав скарж жалоб жалов обиж образ штраф вину вина відповідальн ответствен""")
_ADDRESS = _stems("""
обвин звинува благодар подяк дяку призва призыв заклик закли предупре попере осуд осуж засуд поддерж підтрим
критик раскритик
упрек упрекн підозр подозр побуд спонук застав змус змуш убед переконa перекона наказ покара представля предста
представи уведом повідом попрос прос
умовл умолял вмовл просит примуш принуд обяз зобов хвал похвал лає руга дорік докор запрос запрош упрошу
просл заступ обман одур штраф виключ исключ ізол изол""")
_GIVE = _stems("""
помощ допомог допомаг помог помоч переда нада предостав пообіця обіця обеща пообеща порад рад посовет совет
дозвол разреш запрет
запрещ заборон угрож грози погро предлож предлаг пропон запропон ответ відпов кредит транш позик заем заём заём
ультиматум постав поставк постач
списа прода выдел виділ дава дат дал дал повер верну вернут возвра довір доверя відмов отказ заяв напомн нагад
сообщ повідом вруч сигнал мститі мест
оголос объяв виступ належ принадл закид дорік поступ уступ платит сплат прост проба сочувств співчу вдяч
благодар подяк вірит верит""")
_DEEDS = _stems("""
просьб прохан отношен відносин переговор діалог диалог адрес рішен решен позиц агрес вторг втруч вмешат
требован вимог заяв
дій действ крок шаг отказ відмов согласи згод намер намір роль рол
політик полити ответ відповід пропозиц предложен обіцян обещан зобов обязат обвин звинувач заперечен отрица
визнан призна участ участ підтрим поддерж
помощ допомог тиск давлен вплив влия контрол санкц контрсанкц ембарго эмбарго запрет заборон план інтерес
интерес бажан желан стремл прагн воля вол
сторон думк мнен вет ініціатив инициатив попередж предупреж погроз угроз ультиматум планов амбіц амбиц союзник
партнер партнёр противник ворог враг суперник
представн дипломат тактик стратег претенз образ провокац обман поступ уступ голос агент член підступ подтвержд
спроба попытк озабоч занепок
наступ атак удар присутн провин вин відповідальн ответствен недовір недовер""")
_NO_DEED = _stems(
    "планет представник представител президент політик политик политика сторон стороны вино голосов союз воль"
)
_PASSIVE = re.compile(
    r"\w{3,}(?:[наеєят]н|[аяиу]т|нн|ём|ем|им)(?:ий|ый|ая|а|ое|о|е|ые|і|ими|ыми|ого|ой|ої|ую|у|ом|ым|им|ом|ых|их|ому|ым)"
    r"|\w{4,}(?:ено|ано|ято|уто|ето|єно)|\w{3,}(?:ється|уется|ируется|ется|ються|уются|увал[аои]ся|вал[аои]?с[ья])"
)
_UNDERGONE = _stems(
    """аннекс анекс окуп захоп захват призна визна підтрим поддерж контрол порушен наруш введ ввод запров застос
примен використ использ поставк постач финанс фінанс подписан підписан розгорт разверт закрит блокад
блокув финансирован невыполнен виконан выполнен"""
)
_JOINED = _stems("передач передан єднан соедин належ належн принадлеж повернен возвращен прилег прилягає")
"""Land that goes to a land: «передача полуострова Украине»."""
_ADJECTIVE = re.compile(r"\w+(?:ої|ого|ому|ою|им|ий|ій|ая|ой|ым|ый|ую|ые|ими|ыми|их|ых|єї|ей|ею)")
_PREPOSITIONS = frozenset(
    """
в у во на по из із з зі с со к ко до от від од для про о об обо при над під под перед за через между між меж
біля около
возле без против проти из-за із-за крім кроме серед среди вокруг навколо щодо относительно отношении стосовно
поза вне понад
вздоль вдоль уздовж повз мимо після после ради заради по-за всупереч вопреки согласно згідно благодаря завдяки
недалеко неподалік
    поблизу вблизи""".split()
)
_STOP = re.compile(
    r"[.!?…;:\n«»\"“”„()]|\s[—–]\s|,\s+(?:що|что|який|яка|яке|які|которы\w+|як|как|коли|когда|де|где|бо|але|но|если"
    r"|якщо)\b"
)
_AND = re.compile(r"(?:,\s+|\s+(?:и|і|та|й|а\s+также|а\s+також|разом\s+із|або|или)\s+)$")
_ANDS = re.compile(rf"(?:,\s+|\s+(?:и|і|та|й)\s+)(?:{CAPITAL}|[А-ЯЁІЇЄҐ]{{2,}})(?:\s+(?:{CAPITAL}))?")
_ASIDE = re.compile(r",\s+[^,.;!?\n]{2,70},|\s+[—–]\s+[^—–.;!?\n]{2,70}\s+[—–]")
_SEAT = re.compile(r"(?<!\w)(?:уряд|правительств|кабінет|кабинет)\w*\s+[ву]\s+$", re.IGNORECASE)
_PERSON_AFTER = re.compile(rf"\s+(?:[а-яёіїєґ'-]+\s+){{0,4}}{CAPITAL}")
_INFINITIVE = re.compile(r"\w{2,}(?:ти(?:ся|сь)?|ть(?:ся)?|ч[ьи])")
_AUXILIARY = re.compile(
    r"(?:буд\w+|ма(?:є|ють|в|ла|ли|ло)|мус\w+|може|можуть|мож\w+|мог\w*|міг|змо\w+|долж\w+|повин\w+|намер\w+"
    r"|обязан\w*|зобов\w+|готов\w*|хо[чт]\w+)"
)
_WIDE = frozenset(["country", "city", "town", "historical"])


def read(span: Found, clean: str, *, governed: bool, kind: str, before: Found | None) -> tuple[Reading, str]:
    """The reading of one place's name with its reason; `before`: the place mentioned just before it, already read.

    `governed`: somebody acts for the place; `kind`: the place's kind ("" if unknown). A region acts only where it
    is the subject of a clause.
    """
    if _SEAT.search(clean[max(0, span.start - 30) : span.start]) and governed:
        return "metonymic", f"The words name the government in {span.text}."
    own = _cases(span)
    left = list(_before(clean, span.start))
    preposition = _preposition(left)
    if before is not None and preposition is None and _joined(before, span, clean):
        if before.reading == "metonymic" and governed:
            return "metonymic", f"{span.text} stands beside {before.text}, which acts."
        if set(_cases(before)) & set(own):
            return "literal", ""
    if not governed:
        said = preposition is None and "N" in own and _subject(span, clean, left, own)
        return ("metonymic", f"{span.text} acts here: “{said}”.") if said and SAYS.match(said) else ("literal", "")
    if preposition is not None:
        why = _after(preposition, left, own, clean, span) if kind != "region" else ""
        return ("metonymic", f"{span.text} is a party: {why}.") if why else ("literal", "")
    if "N" in own and (said := _subject(span, clean, left, own)):
        if kind == "region" and not SAYS.match(said):
            return "literal", ""
        return "metonymic", f"{span.text} acts here: “{said}”."
    why = _bare(span, clean, left, own) if kind != "region" else ""
    return ("metonymic", f"{span.text} is dealt with as one who acts: {why}.") if why else ("literal", "")


def _cases(span: Found) -> str:
    """The cases that the name's ending allows; ALL where the authority has no Cyrillic name of it."""
    names = {
        entry.name.text for entry in span.entries if entry.kind in ("place", "metonym") and is_cyrillic(entry.name.text)
    }
    found = {c for name in names for c in cases(name, span.text)} if names else set(ALL)
    return "".join(c for c in ALL if c in found)


def _before(clean: str, start: int) -> Iterator[str]:
    """The words before, nearest first, within the clause."""
    line = clean[max(0, start - 90) : start]
    stops = [match.end() for match in _STOP.finditer(line)]
    words = [match.group() for match in WORD.finditer(line, stops[-1] if stops else 0)]
    if not stops and start > 90:
        words = words[1:]  # cut in the middle
    if words:
        words[0] = words[0].lower()  # the capital of a sentence; other capitals are names
    yield from reversed(words[-9:])


def _preposition(left: list[str]) -> int | None:
    """Where in `left` the preposition stands that governs the name; adjectives may stand between."""
    for i, word in enumerate(left[:3]):
        if word.lower() in _PREPOSITIONS:
            return i
        if len(word) < 5 or not _ADJECTIVE.fullmatch(word):
            return None
    return None


def _joined(before: Found, span: Found, clean: str) -> bool:
    gap = clean[before.end : span.start]
    return len(gap) < 14 and bool(_AND.fullmatch(gap))


def _any(pattern: re.Pattern[str], words: Iterable[str]) -> str:
    return next((word for word in words if pattern.fullmatch(word)), "")


def _after(at: int, left: list[str], own: str, clean: str, span: Found) -> str:
    """Why the name after a preposition is a party; "" if it is only where something is."""
    word, governors = left[at].lower(), left[at + 1 : at + 1 + REACH + 1]
    with_name = f"“{word} {span.text}”"
    if word in ("с", "со", "з", "із", "зі") and "I" in own:
        tie = _any(_TIES, governors)
        apart = _any(_BORDER, governors[:2])
        return f"“{tie or 'with'}”, {with_name}" if tie or (own == "I" and not apart) else ""
    if word in ("между", "між", "меж"):
        later = [match.group() for match in WORD.finditer(clean, span.end, span.end + 80)][:6]
        return f"“{tie}” {with_name}" if (tie := _any(_TIES, [*governors, *later])) else ""
    if word in ("против", "проти"):
        return "" if _any(_ATTACK, governors) else with_name
    if word in ("от", "від"):
        demand = _any(_DEMAND, governors) or (
            bool(_PERSON_AFTER.match(clean, span.end, span.end + 60)) and "a delegate"
        )
        return f"{with_name}, “{demand}”" if demand else ""
    stems = {"к": _APPEAL, "ко": _APPEAL, "до": _APPEAL, "на": _PRESS, "перед": _DEMAND}.get(word)
    if stems is not None and (word != "на" or "A" in own):
        return f"“{found}” {with_name}" if (found := _any(stems, governors[:4])) else ""
    if word in ("без", "щодо", "стосовно", "относительно", "отношении"):
        return with_name
    return ""


def _subject(span: Found, clean: str, left: list[str], own: str) -> str:
    """The verb or predicate whose subject the name is, "" if it has none or is described as land."""
    if _preposition(left) is not None:
        return ""
    if "G" in own and (_TITLE.fullmatch(left[0] if left else "") or _OWNED.match(clean, span.end)):
        return ""  # whose somebody is: «президент США Барак Обама»
    gender = _gender(span)
    nearest = next((word for word in left[:2] if word not in _PARTICLES), "")
    led = verb(nearest) if nearest else None
    sure = "A" not in own
    object_before = len(left) > 1 and left[1].endswith(("у", "ю")) and gender == led == "p"
    if led is not None and not sure and not SAYS.match(nearest) and not object_before:
        return ""  # an object: «захопили Крим»
    at = span.end
    several = False
    for _ in range(MAX_JOINED):
        if joined := _ANDS.match(clean, at, at + 60):
            at, several = joined.end(), True
    if aside := _ASIDE.match(clean, at, at + 80):
        at = aside.end()
    if said := _verb_after(clean, at, gender, several):
        return "" if said == _DESCRIBED else said
    if (
        led is not None
        and (sure or object_before or (SAYS.match(nearest) and led in (gender, "?")))
        and _agrees(led, gender, several)
    ):
        return "" if LAND.fullmatch(nearest) else nearest
    return ""


_TITLE = re.compile(
    r"(?:віце|вице|экс|екс)?-?(?:президент|прем|міністр|министр|держсекрет|госсекрет|секретар|посол|посл|сенатор"
    r"|канцлер|глав|голов|лідер|лидер|уряд|правительств|влад|власт|парламент|конгрес"
    r"|сенат|представн|представит|речник|спікер|спикер|посольств|консул|громадян|гражд|міністерств|министерств|арм"
    r"|військ|войск|сил|збірн|сборн|король|король)\w*"
)
_OWNED = re.compile(r" [А-ЯЁІЇЄҐ]")
_PARTICLES = frozenset("і и й ні ни також также лише тільки только даже навіть сама саме теж тоже".split())
_DESCRIBED = "-"
"""Answer of `_verb_after` for a clause that describes a land."""


def _verb_after(clean: str, at: int, gender: str, several: bool) -> str:
    stop = _STOP.search(clean, at, at + 120)
    line = clean[at : stop.start() if stop else at + 120]
    comma = line.find(",", 1)
    words = [match.group() for match in WORD.finditer(line if comma < 0 else line[:comma])][:9]
    for i, word in enumerate(words):
        number = verb(word)
        if PREDICATE.fullmatch(word) or (number is not None and _agrees(number, gender, several)):
            following = next((w for w in (*words[i + 1 : i + 4], *words[:i]) if _INFINITIVE.fullmatch(w)), "")
            main = following if following and _AUXILIARY.fullmatch(word) else word
            return _DESCRIBED if LAND.fullmatch(main) else main
        if word.lower() in ("який", "которая", "що", "что"):
            return ""
    return ""


def _gender(span: Found) -> str:
    base = next((e.name.text for e in span.entries if e.kind == "place" and is_cyrillic(e.name.text)), span.text)
    last = base.split()[-1]
    if (last.isupper() and len(last) > 1) or last[-1] in "иыії":
        return "p" if last in ("США",) or last[-1] in "иыії" else "*"
    return "f" if last[-1] in "ая" or last.endswith("сь") else "n" if last[-1] in "оеє" else "m"


def _agrees(number: str, gender: str, several: bool) -> bool:
    return number == "?" or (several and number == "p") or gender in (number, "*")


def _bare(span: Found, clean: str, left: list[str], own: str) -> str:
    """Why a name without preposition, not in its first case, is one who acts; "" if it is not."""
    near = left[:REACH]
    after = [match.group() for match in WORD.finditer(clean, span.end, span.end + 50)][:3]
    if own == "I":
        passive = _any(_PASSIVE, near[:4]) or _any(_UNDERGONE, near[:4])
        return f"done by it, “{passive}”" if passive else ""
    if "A" in own and (
        word := _any(
            _ADDRESS,
            [w for w in near[:4] if verb(w) or _INFINITIVE.fullmatch(w) or w.endswith(("в", "вши", "я", "чи"))],
        )
    ):
        return f"“{word}”"
    after_it = next((w for w in after if verb(w) and _ADDRESS.fullmatch(w)), "")
    if "A" in own and "N" not in own and after_it:
        return f"“{after_it}”"
    if "D" in own and not _any(_JOINED, near) and (word := _any(_GIVE, near)):
        return f"“{word}”"
    if "D" in own and "G" not in own:
        return "" if _any(_JOINED, near) else "the words are given to it"
    head = next((w for w in near[:2] if not _ADJECTIVE.fullmatch(w.lower())), "")
    if "G" in own and head and _DEEDS.fullmatch(head) and not _NO_DEED.fullmatch(head):
        return f"“{head}” is its own"
    return ""
