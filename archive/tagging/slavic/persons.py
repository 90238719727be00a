"""Persons in Ukrainian and Russian texts: unlisted ones found, and every later printing joined to its full name.

A person is a first name with what follows it, initials with a surname, or capitalised words after a word of
office; once named in full, the surname alone in any case. `Found.name` is the first case, so that oblique
printings of one person count as one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date

from archive.authority.names import fold
from archive.authority.values import Actor
from archive.tagging.actors import GUESS, LIKELY, SURE, People
from archive.tagging.entries import Entry
from archive.tagging.inflection import forms, is_cyrillic
from archive.tagging.names import entries_of
from archive.tagging.slavic import shortnames
from archive.tagging.slavic.given import Gender, first_names
from archive.tagging.slavic.shortnames import is_fathers
from archive.tagging.slavic.surnames import guessed, is_mans, nominative
from archive.tagging.slavic.words import CAPITAL
from archive.tagging.spans import Cover, Found, outermost

_PARTICLE = r"(?:ван|фон|де|да|дер|ді|ди|аль|бен|ібн|ибн|Ван|Фон|Де)"
_RUN = re.compile(rf"(?<![\w.«„\"-]){CAPITAL}(?:[ \u00a0](?:{_PARTICLE}[ \u00a0])?{CAPITAL}){{0,4}}(?!\w)")
_WORD = re.compile(r"\S+")
_INITIALS = re.compile(
    rf"(?<!\w)(?:[А-ЯЁІЇЄҐ]\.[ \u00a0]?){{1,2}}{CAPITAL}"
    rf"|(?<!\w){CAPITAL}[ \u00a0](?:[А-ЯЁІЇЄҐ]\.[ \u00a0]?){{1,2}}(?=[\s,;)])"
)
_OFFICE = re.compile(
    r"(?<!\w)(?:прем['’ʼ]?[єь]ер|президент|віцепрезидент|вице-президент|міністр|министр|посол|посл|генерал"
    r"|полковник|підполковник|подполковник|майор|капітан|капитан|адмірал|адмирал"
    r"|депутат|сенатор|губернатор|мер|мэр|канцлер|речни|пресс-секретар|прес-секретар|представни|представител|голов"
    r"|глав|глава|лідер|лидер|керівник|руководител|командир|командувач"
    r"|командующ|главнокомандующ|секретар|комісар|комиссар|директор|журналіст|журналист|репортер|оператор|фотограф"
    r"|активіст|активист|адвокат|суддя|судд|судья|суд[ьи]|прокурор"
    r"|слідч|следовател|експерт|эксперт|аналітик|аналитик|економіст|экономист|політолог|политолог|політик|политик"
    r"|науков|письменник|писател|співа|певиц|певец|актор|актер|режисер|режиссер"
    r"|лікар|врач|хірург|учител|вчител|єпископ|епископ|митрополит|патріарх|патриарх|священик|священник|отець|отец"
    r"|пастор|боєць|бійц|бо[йец]ц|солдат|сержант|лейтенант|прапорщик"
    r"|командант|сотник|ватажок|ватажк|бізнесмен|бизнесмен|підприєм|предпринимател|олігарх|олигарх|мільярдер"
    r"|миллиардер|власник|владелец|пан[аіоуу]?|господин\w*|громадян|гражданин|житель|мешкан"
    r"|координатор|організатор|организатор|учасник|участник|правозахисни|правозащитн|волонтер|волонтёр|історик"
    r"|историк|чиновник|дипломат|наступни|попередни|преемник|предшественник|виконувач"
    r"|дружин|жен[аыеуо]|син[ауом]*|сын[ауом]*|дочк|доч|донь|донк|брат|сестр|батьк|отц|мат|однопартійц|соратник"
    r"|радник|советник|помічник|помощник|заступник|заместител|спікер|спикер|очільни"
    r"|журналістк|король|королев|принц|принцес|канцлерк|єврокомісар|еврокомиссар|тренер|футболіст|футболист|чемпіон"
    r"|чемпион|снайпер|ополченец|ополченц|комбат|начальник|проректор|ректор|професор|профессор"
    r"|академік|академик|\w{3,}(?:ець|єць|янин|анин|ець|овець))[а-яёіїєґ]*(?:[ \u00a0](?:[а-яёіїєґ'’ʼ-]+"
    r"|«[^«»]{2,40}»)){0,6}[ \u00a0]$"
)
_DIRECT = re.compile(
    r"(?<!\w)(?:прем['’ʼ]?[єь]ер-?\w*|президент|міністр|министр|генерал|полковник|майор|капітан|капитан|адмірал"
    r"|адмирал|депутат|сенатор|губернатор|мер|мэр|канцлер|речник|речниця"
    r"|журналіст|журналист|активіст|активист|адвокат|суддя|судья|експерт|эксперт|пан|пані|господин|госпожа|посол"
    r"|прапорщик|сержант|лейтенант)[а-яёіїєґ]{0,4}[ \u00a0]$"
)
_PLACE_WORD = re.compile(
    r"(?<!\w)(?:вул\w*|площ\w+|проспект\w*|бульвар\w*|майдан\w*|провул\w+|переул\w+|набережн\w+|улиц\w+|імені|имени"
    r"|ім\.|им\.|м\.|г\.|с\.|смт|місто|міста|місті|город[ае]?|сел[оіае]\w?|селищ\w+"
    r"|посёл\w+|посел\w+|станці\w+|собор\w*|храм\w*|церкв\w+|монастир\w*|монастыр\w*|аеропорт\w*|аэропорт\w*|метро"
    r"|річ\w+|рек\w+|озер\w+|стадіон\w*|стадион\w*|готел\w+|район\w*|област\w+)[ \u00a0]$",
    re.IGNORECASE,
)
_ADJECTIVE = re.compile(
    r"\w+(?:ськ|цьк|зьк|ск|цк|ов|ев|єв|н|в)(?:ий|ый|ой|а|ая|е|ое|ої|ой|ого|ому|ій|ую|у|ою|им|ым|ом)"
)
OPENING = frozenset(
    """
Після После Перед Проти Против Крім Кроме Для Під Над При Між Про Без Через Біля Около Серед Среди Навколо
Вокруг Сам Сама Його Её Її Его Їх Их Цей Этот Ця Эта
Той Тот Так Також Также Тоді Тогда Там Тут Але Но Однак Однако Якщо Если Коли Когда Поки Пока Хоча Хотя Адже
Ведь Лише Только Навіть Даже Раніше Ранее Пізніше Позже Згодом
    Потім Затем Вчора Вчера Сьогодні Сегодня Напередодні Накануне Нині Теперь Тепер Зараз Сейчас""".split()
)


def add_persons(found: list[Found], clean: str, text: str) -> list[Found]:
    """The same mentions and the persons that the authority does not list; names within names go."""
    cover = Cover((span.start, span.end) for span in outermost(found))
    at = {(span.start, span.end): span for span in outermost(found)}
    new = [*_by_initials(clean, text, cover, at), *_by_runs(clean, text, cover, at)]
    taken = Cover((span.start, span.end) for span in new)
    kept = [span for span in found if not taken.at(span.start, span.end)]
    return sorted([*kept, *new], key=lambda span: (span.start, -span.end))


def _by_initials(clean: str, text: str, cover: Cover, at: dict[tuple[int, int], Found]) -> Iterator[Found]:
    """«В. И. Громов», with what the authority has under the surname."""
    for match in _INITIALS.finditer(clean):
        touching = cover.at(*match.span())
        known = at[touching].entries if touching else ()
        if touching is None or (known and all(e.kind == "surname" for e in known)):
            name = re.sub(r"\s+", " ", match.group())
            yield _person(match.start(), match.end(), text, name, "initials and a surname", known=known)


def _person(
    start: int, end: int, text: str, name: str, why: str, confidence: float = 0.6, known: tuple[Entry, ...] = ()
) -> Found:
    words = f"A person by {why}; the authority lists nobody of this name."
    return Found(start, end, text[start:end], "person", "PERSON", known, "", "", name, None, confidence, words)


def _by_runs(clean: str, text: str, cover: Cover, at: dict[tuple[int, int], Found]) -> Iterator[Found]:
    starts = _sentence_starts(clean)
    for match in _RUN.finditer(clean):
        words = [(match.start() + w.start(), match.start() + w.end()) for w in _WORD.finditer(match.group())]
        free = [_free(cover, at, *word) for word in words]
        last = at.get(cover.at(*words[-1]) or (0, 0))
        known = last.entries if last is not None and last.kind == "person" else ()
        yield from _in_run(clean, text, words, free, match.start() in starts, known)


def _sentence_starts(clean: str) -> frozenset[int]:
    return frozenset(match.end() for match in re.finditer(r"(?:^|[.!?…]\s+|\n|\s[—–]\s)[«„\"“(—–-]*\s*", clean))


def _free(cover: Cover, at: dict[tuple[int, int], Found], start: int, end: int) -> bool:
    """May the word be part of an unlisted name? A listed surname may («Олександр Янукович» beside Віктор)."""
    touching = cover.at(start, end)
    if touching is None:
        return True
    span = at[touching]
    return touching == (start, end) and span.kind == "person" and all(e.kind == "surname" for e in span.entries)


def _in_run(
    clean: str, text: str, words: list[tuple[int, int]], free: list[bool], opens: bool, known: tuple[Entry, ...]
) -> Iterator[Found]:
    for i, (start, end) in enumerate(words):
        if not free[i] or _DIRECT.fullmatch(clean[start:end].lower() + " "):
            continue
        last = i
        while last + 1 < len(words) and free[last + 1]:
            last += 1
        rest = words[i + 1 : last + 1]
        if not first_names(clean[start:end]) and _is_full(clean, rest):
            continue  # «мешканець Джанкоя Ібраїм Сейтаблаєв»: the town is no part of the name
        if rest and (given := first_names(clean[start:end])):
            named = _name(clean, (start, end), rest, given)
            yield _person(start, rest[-1][1], text, named, "a first name and a surname", 0.7, known)
            return
        if known and not rest:
            return  # a listed surname alone, which stands as it was found
        if found := _by_office(clean, text, words[i : last + 1], opens and i == 0):
            yield found
            return
        if i and not free[i - 1]:
            continue


def _is_full(clean: str, words: list[tuple[int, int]]) -> bool:
    """First name and surname, and not the first and father's name after a surname."""
    printed = [clean[slice(*word)] for word in words]
    return len(printed) == 2 and bool(first_names(printed[0])) and not is_fathers(printed[1])


def _name(
    clean: str, first: tuple[int, int], rest: list[tuple[int, int]], given: tuple[tuple[str, Gender, str], ...]
) -> str:
    """The full name in the first case: the likeliest reading of the first name's ending rules the others'."""
    printed = clean[slice(*first)]
    if is_mans(clean[slice(*rest[-1])]):
        given = tuple(g for g in given if g[1] == "m") or given
    base, gender, cases = next((g for g in given if fold(g[0]) == fold(printed)), given[0])
    if fold(base) == fold(printed):
        return " ".join([printed, *(clean[slice(*word)] for word in rest)])
    return " ".join([base, *(nominative(clean[slice(*word)], cases.replace("N", ""), gender) for word in rest)])


def _by_office(clean: str, text: str, words: list[tuple[int, int]], opens: bool) -> Found | None:
    """Capitalised words without a known first name: persons after an office, or two together amid a sentence."""
    start, end = words[0][0], words[-1][1]
    before = clean[max(0, start - 110) : start]
    if opens or _PLACE_WORD.search(before) or clean[start:end].split()[0] in OPENING:
        return None
    office = len(words) > 1 and _OFFICE.search(before)
    direct = _DIRECT.search(before)
    plain = not _ADJECTIVE.fullmatch(clean[slice(*words[0])])
    name = guessed(clean[start:end], clean)
    if (office or direct) and (plain or len(words) > 1):
        return _person(start, end, text, name, "the office before it")
    return _person(start, end, text, name, "two names together", 0.5) if len(words) > 1 and plain else None


# ------------------------------------------------------------------ who is meant


def name_persons(found: list[Found], people: People, on: date | None, clean: str, text: str) -> list[Found]:
    """Set `actor`, `name`, `confidence` and `why` of all persons, and add surnames printed alone of unlisted ones."""
    persons = [span for span in found if span.kind == "person"]
    for person in persons:
        _by_full_name(person, people)
    shortnames.by_father(persons, people.actors)
    bearers = [person for person in persons if person.name]
    shapes = _shapes(bearers, people)
    for person in persons:
        if not person.name:
            _by_surname(person, shapes, people, on)
    found = [*found, *_relatives(persons, clean, text, people, Cover((s.start, s.end) for s in outermost(found)))]
    found = [*found, *_alone(found, clean, text, shapes)]
    found.sort(key=lambda span: (span.start, -span.end))
    added = shortnames.alone(found, clean, text, people.actors)
    return sorted([*found, *added], key=lambda span: (span.start, -span.end))


_INITIAL = re.compile(r"[А-ЯЁІЇЄҐ]\.")


def _by_full_name(person: Found, people: People) -> None:
    ids = {entry.id for entry in entries_of(person, "person")}
    if person.entries and len(ids) == 1:
        actor = people.actors[next(iter(ids))]
        person.actor, person.name, person.confidence = actor.id, actor.name, SURE
        person.why = f"{actor.name}, named in full."
        return
    initial = _INITIAL.search(person.name)
    first = initial.group().lower() if initial else fold(person.name.split()[0]) if person.name else ""
    same = {e.id for e in entries_of(person, "surname") if first and _is_first_name(first, people.actors[e.id])}
    if len(same) == 1:
        actor = people.actors[next(iter(same))]
        person.actor, person.name, person.confidence = actor.id, actor.name, LIKELY
        person.why = f"{actor.name} by surname and first name."
    elif sounds := people.sounding_like(person.name):
        person.actor, person.name, person.confidence = sounds, people.actors[sounds].name, LIKELY
        person.why = f"Another spelling of {person.name}."


def _is_first_name(first: str, actor: Actor) -> bool:
    """Is it the person's first name, or does one begin like the other («Джо», «Джозеф»)?"""
    own = {fold(name.text.split()[0]) for name in actor.names if is_cyrillic(name.text) and " " in name.text}
    if first.endswith("."):
        return any(name.startswith(first[0]) for name in own)
    return any(first.startswith(name) or name.startswith(first) for name in own if min(len(first), len(name)) > 2)


Shapes = dict[str, list[Found]]
"""Folded form of a surname → the persons of the text that bear it, each where it is first named in full."""


def _shapes(bearers: Iterable[Found], people: People) -> Shapes:
    found: Shapes = {}
    known: set[tuple[str, str]] = set()
    for person in bearers:
        if (person.actor, person.name) in known:
            continue
        known.add((person.actor, person.name))
        for surname in _surnames(person, people):
            for form in {fold(form) for form in forms(surname)}:
                found.setdefault(form, []).append(person)
    return found


def _surnames(person: Found, people: People) -> set[str]:
    actor = people.actors.get(person.actor)
    if actor is None:
        return {person.name.split()[-1]} if not person.name.endswith(".") else {person.name.split()[0]}
    names = {name.text.split()[-1] for name in actor.names if is_cyrillic(name.text)}
    return names | {person.text.split()[-1]}


def _by_surname(person: Found, shapes: Shapes, people: People, on: date | None) -> None:
    known = {entry.id for entry in entries_of(person, "surname", "person")}
    bearers = [b for b in shapes.get(fold(person.text), []) if not b.actor or not known or b.actor in known]
    before = [bearer for bearer in bearers if bearer.start < person.start] or bearers
    if before:
        names = {bearer.name for bearer in bearers}
        bearer = before[-1]
        person.name, person.actor = bearer.name, bearer.actor
        person.confidence, person.why = (
            LIKELY if len(names) == 1 else GUESS - 0.1,
            f"Short for {bearer.name}, named in full in this text.",
        )
        return
    holders = people.in_office(sorted(known), on) if len(known) > 1 else sorted(known)
    holders = holders if len(holders) == 1 else _called_so(person.text, known, people) or holders
    if len(holders) == 1:
        actor = people.actors[holders[0]]
        person.actor, person.name, person.confidence = actor.id, actor.name, GUESS - 0.1
        person.why = (
            f"The only {person.text} that the authority knows{' in office that day' if len(known) > 1 else ''}."
        )
    elif not person.why:
        person.name, person.confidence = person.text, 0.4
        person.why = f"The authority knows {len(known)} of this name and the text does not say which."


def _called_so(printed: str, known: set[str], people: People) -> list[str]:
    """Those whom the authority lets be called by the surname alone (the files' `surnames`)."""
    low = fold(printed)
    return [
        ident
        for ident in sorted(known)
        if any(n.kind == "surname" and low in map(fold, forms(n.text)) for n in people.actors[ident].names)
    ]


_KIN = re.compile(r"(?<!\w)(?:син|сын|дочк|дочер|доньк|дружин|жен|брат|сестр|батьк|отц)\w{0,4}[ \u00a0]$")


def _relatives(persons: list[Found], clean: str, text: str, people: People, cover: Cover) -> Iterator[Found]:
    """«его сыну Александру»: a first name alone after a word of kinship has the surname of who was named before."""
    starts = [person.start for person in persons]
    for match in re.finditer(rf"(?<![\w-]){CAPITAL}(?![\w-])(?![ \u00a0][А-ЯІЇЄҐ])", clean):
        given = first_names(match.group()) if _KIN.search(clean, max(0, match.start() - 12), match.start()) else ()
        i = bisect_right(starts, match.start()) - 1
        if not given or i < 0 or cover.at(*match.span()) is not None:
            continue
        lines = [g for g in given if people.sounding_like(f"{g[0]} {_surname(persons[i], people)}")] or given
        name = f"{lines[0][0]} {_surname(persons[i], people)}"
        actor = people.sounding_like(name)
        yield Found(
            match.start(), match.end(), text[match.start() : match.end()], "person", "", (), actor, "",
            people.actors[actor].name if actor else name, None, GUESS, f"A relative of {persons[i].name}.",
        )  # fmt: skip


def _surname(person: Found, people: People) -> str:
    """The surname in its first case and in these letters."""
    actor = people.actors.get(person.actor)
    printed = fold(person.text.split()[-1])
    own = (
        [name.text.split()[-1] for name in actor.names if is_cyrillic(name.text)]
        if actor
        else [person.name.split()[-1]]
    )
    return next(
        (name for name in own if printed in {fold(form) for form in forms(name)}), own[0] if own else person.text
    )


def _alone(found: list[Found], clean: str, text: str, shapes: Shapes) -> Iterator[Found]:
    """Surnames of unlisted persons printed alone, in any case."""
    cover = Cover((span.start, span.end) for span in outermost(found))
    for match in re.finditer(rf"(?<![\w-]){CAPITAL}(?![\w-])", clean):
        bearers = [b for b in shapes.get(fold(match.group()), []) if not b.actor]
        if bearers and cover.at(*match.span()) is None:
            at = bisect_right(bearers, match.start(), key=lambda b: b.start) - 1
            bearer = bearers[max(0, at)]
            yield Found(
                match.start(), match.end(), text[match.start() : match.end()], "person", "", (), "", "",
                bearer.name, None, LIKELY, f"Short for {bearer.name}, named in full in this text.",
            )  # fmt: skip
