"""Places in Ukrainian and Russian that the authority does not print so: streets and squares by their sort, districts,
villages after a preposition, in any case.

The gazetteer is asked by the first case, which is guessed from the ending and checked by declining it again. Not
here: which of several places is meant, and whether it acts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from archive.authority.values import Name, Place
from archive.tagging.entries import Entry
from archive.tagging.inflection import cases, declined, is_cyrillic
from archive.tagging.slavic.given import first_names
from archive.tagging.slavic.words import CAPITAL
from archive.tagging.spans import Cover, Found, outermost

Candidates = Callable[[str], tuple[Place, ...]]
"""Name in its first case → places of the gazetteer, the greatest first."""

_HEADS = (
    r"площ[аіиеую]\w?|площад\w{1,3}|вулиц\w{1,3}|улиц\w{1,3}|проспект\w{0,3}|бульвар\w{0,3}|провул\w{2,4}"
    r"|переул\w{2,4}|набережн\w{2,3}|шосе|шоссе|алле\w|майдан\w{0,3}"
    r"|собор\w{0,3}|храм\w{0,3}|церкв\w{1,3}|монастир\w{0,3}|монастыр\w{1,3}|лавр[аиуоы]\w?|аеропорт\w{0,3}"
    r"|аэропорт\w{0,3}|аеродром\w{0,3}|аэродром\w{0,3}|вокзал\w{0,3}"
    r"|стадіон\w{0,3}|стадион\w{0,3}|міст\b|мост\w{0,2}|парк\w{0,3}|палац\w{0,3}|двор[ец]ц?\w{0,3}|театр\w{0,3}"
    r"|музе\w{1,3}|спуск\w{0,3}|гор[аиуоыеі]\w?|причал\w{0,3}|кладовищ\w{1,2}|кладбищ\w{1,2}"
)
_ADMIN = (
    r"област[іьіи]\w{0,2}|областей|обл\.|район\w{0,3}|кра[йюяєе]\w?|округ\w{0,3}|повіт\w{0,3}|район[аіиуе]\w{0,2}"
    r"|вал\w?|затон\w?|море|моря|морі|затоц\w|заток\w{1,2}"
    r"|залив\w{0,2}|проток(?:а|и|у|ою|і|ах)?|пролив\w{0,2}|півостр\w{1,4}|полуостр\w{1,4}|остр[оі]в\w{0,2}|озер\w{1,2}"
)
_ADJECTIVE = (
    r"[А-ЯЁІЇЄҐ][а-яёіїєґ'’ʼ-]+(?:ськ|цьк|зьк|ск|цк|н|ов|ев|єв|ин|ів|ян)(?:ий|ый|ой|ая|ое|а|ої|ого|ому|ій|ую"
    r"|у|ою|им|ым|ім|ом|их|ых|ими|ыми)"
)
_OF_PLACE = _ADJECTIVE.replace("|ов|ев|єв|ин|ів", "")
"""Districts are named by places, streets by persons too: «Києву районах» is no district."""
_ANY = r"[А-ЯЁІЇЄҐ][а-яёіїєґ'’ʼ-]+(?:ий|ый|ой|ая|ое|ої|ого|ому|ій|ую|ою|им|ым|ім|ом)"
_ADJECTIVE_HEAD = re.compile(
    rf"(?<![\w-])(?:(?:{_ANY}\s+)?{_ADJECTIVE}\s+(?i:{_HEADS})|(?:{_OF_PLACE}\s+){{1,2}}(?i:{_ADMIN}))(?!\w)"
)
_SHARED = re.compile(
    rf"(?<![\w-])({_ADJECTIVE})(?:,\s+|\s+(?:та|і|й|и)\s+)"
    rf"(?=(?:{_ADJECTIVE}(?:,\s+|\s+(?:та|і|й|и)\s+)){{0,5}}{_ADJECTIVE}\s+(?:област|район|кра))"
)
_NAMED = re.compile(
    rf"(?<![\w-])(?:{_HEADS}|Палац\w{{0,3}}|Двор[ец]ц?\w{{0,3}})\s+(?:«[А-ЯЁІЇЄҐ][^«»\n]{{2,30}}»|(?:(?:імені|имени|святого|святої|святой"
    rf"|[А-ЯЁІЇЄҐ]\.)\s+)?{CAPITAL}(?:\s+{CAPITAL})?)"
)
_SETTLEMENT = re.compile(
    r"(?<!\w)(?:сел[оіеауі]\w{0,2}|міст[оіауи]\w{0,2}|город[аеуо]?\w{0,2}|місте?чк\w{1,2}|городк\w{1,2}"
    r"|селищ\w{1,2}|пос[её]лк\w{0,2}|пос[её]лок|смт|хутор\w{0,2}|станиц\w{1,2}|порт\w{0,2}|передмість?\w{0,2}"
    r"|пригород\w{0,2}|курорт\w{0,2})(?:\s+[а-яіїєґё]+ого\s+типу|\s+городского\s+типа)?\s+$"
)
_WHERE = re.compile(
    r"(?<!\w)(?:[ВвУуЗз]|[Вв]о|[Пп]ід|[Пп]од|[Бб]іля|[Вв]озле|[Оо]коло|[Зз]і|[Іі]з|[Ии]з|[Дд]о|[Вв]ід|[Оо]т"
    r"|[Чч]ерез|[Нн]ад|[Мм]іж|[Мм]ежду"
    r"|[Пп]облизу|[Вв]близи|[Нн]еподалік|[Нн]едалеко\s+от|[Бб]лиз|[Мм]имо|[Пп]овз|[Пп]ередмісті|[Оо]колиц\w+"
    r"|[Оо]краин\w+|[Сс]евернее|[Вв]осточнее"
    r"|[Жж]ител\w+|[Мм]ешкан\w+|[Мм]ер|[Мм]эр\w{0,3}|[Гг]ородск\w+|[Цц]ентр\w{0,2}|[Шш]ахтар\w+|[Шш]ахт[её]р\w+"
    r"|[Аа]еропорт\w{0,2}|[Аа]эропорт\w{0,2}|[Вв]окзал\w{0,2}|[Лл]ікарн\w+|[Бб]ольниц\w+|[Шш]кол\w{1,2}|[Зз]авод\w{0,3})\s+$"
)
_SIDE = re.compile(
    r"(?<!\w)(?:захід|заход|захо[ді]\w{0,2}|схід|сход\w{0,2}|півд(?:ень|ня|ні|нем|ню)|північ|півн[оі]ч\w{0,2}"
    r"|запад\w{0,2}|восток\w{0,2}|юг\w{0,2}|север\w{0,2}|центр\w{0,2}|юго-восток\w{0,2}|юго-запад\w{0,2}"
    r"|південн\w{2,3}\s+(?:схід|сход\w{0,2}|захід|заход\w{0,2}))\s+$"
)
_SIDES = {
    "зах": "західна",
    "сх": "східна",
    "південн": "південно-східна",
    "півд": "південна",
    "півн": "північна",
    "цент": "центральна",
    "зап": "західна",
    "вос": "східна",
    "юго-в": "південно-східна",
    "юго-з": "південно-західна",
    "юг": "південна",
    "сев": "північна",
}
SMALL = 15_000
"""A place of fewer people needs a word of its sort before it, or a whole name that is no other word here."""


def add_toponyms(found: list[Found], clean: str, text: str, candidates: Candidates) -> list[Found]:
    """The same mentions and the places of streets, districts and villages; names within these go."""
    new = [*_sites(clean, text, candidates, _owners(found)), *_sides(found, clean, text, candidates)]
    keeps = [span for span in found if span.kind in ("place", "organisation") and span.entries]
    inner = Cover((span.start, span.end) for span in outermost(sorted(keeps, key=lambda s: (s.start, -s.end))))
    new = [
        span
        for span in new
        if (at := inner.at(span.start, span.end)) is None
        or (span.start <= at[0] and at[1] <= span.end and at != (span.start, span.end))
    ]
    new = outermost(sorted(new, key=lambda span: (span.start, -span.end)))
    taken = Cover((span.start, span.end) for span in new)
    kept = [span for span in found if not taken.at(span.start, span.end)]
    cover = Cover((span.start, span.end) for span in outermost(sorted([*kept, *new], key=lambda s: (s.start, -s.end))))
    towns = list(_towns(clean, text, candidates, cover))
    return sorted([*kept, *new, *towns], key=lambda span: (span.start, -span.end))


def _place(start: int, end: int, text: str, name: str, why: str) -> Found:
    entry = Entry("place", "", Name(name, ""))
    return Found(start, end, text[start:end], "place", "", (entry,), why=why)


_GOES_ON = re.compile(r"\s[а-яёіїєґ]+(?:ої|ой|ого|ій|ому|ую|у)\s")


def _owners(found: list[Found]) -> frozenset[int]:
    """Where names of towns and countries in the genitive end: «головній вулиці Донецька»."""
    return frozenset(
        span.end
        for span in found
        if span.kind == "place"
        for entry in span.entries
        if entry.kind == "place" and is_cyrillic(entry.name.text)
        if "G" in (own := cases(entry.name.text, span.text)) and "N" not in own
    )


def _sites(clean: str, text: str, candidates: Candidates, owners: frozenset[int]) -> Iterator[Found]:
    for match in _ADJECTIVE_HEAD.finditer(clean):
        name = _with_head(match.group())
        yield _place(match.start(), match.end(), text, name, "A place by the word of its sort.")
    for match in _NAMED.finditer(clean):
        last = match.group().split(maxsplit=1)[-1]
        if match.group().startswith(_FIELDS) and candidates(last):
            continue  # «аэродром Бельбек»: a name of its own, not whose it is
        if match.end() in owners and "«" not in match.group():
            continue  # «улице Донецка»: the town's
        if _GOES_ON.match(clean, match.end()) and _ENDING.search(last):
            continue  # «храму Української православної церкви»
        if not _SETTLEMENT.search(clean, max(0, match.start() - 1), match.start()):
            yield _place(match.start(), match.end(), text, match.group(), "A place by the word of its sort.")
    for match in _SHARED.finditer(clean):
        name = f"{_feminine(match[1])} область"
        if candidates(name):
            yield _place(*match.span(1), text, name, "A region; the word of its sort follows once for several.")


_FIELDS = ("аеропорт ", "аэропорт ", "аеродром ", "аэродром ")


def _with_head(printed: str) -> str:
    """«Донецкой областей», «Бориспольского района» → the first case, as far as endings tell."""
    *adjectives, head = printed.split()
    low = head.lower()
    if low.startswith("област"):
        return " ".join([*map(_feminine, adjectives), "область"])
    for stem, first in (
        ("площад", "площадь"),
        ("площ", "площа"),
        ("вулиц", "вулиця"),
        ("улиц", "улица"),
        ("набережн", "набережна"),
    ):
        if low.startswith(stem):
            return " ".join([*map(_feminine, adjectives), first])
    for stem in (
        "район",
        "собор",
        "аеропорт",
        "аэропорт",
        "вокзал",
        "проспект",
        "бульвар",
        "край",
        "округ",
        "театр",
        "парк",
        "стадіон",
        "стадион",
    ):
        if low.startswith(stem):
            return " ".join([*map(_masculine, adjectives), stem])
    return printed


_ENDING = re.compile(r"(?:ий|ый|ой|ая|ое|а|ої|ого|ому|ій|ую|у|ою|им|ым|ім|ом|их|ых|ими|ыми)$")


def _feminine(word: str) -> str:
    stem = _ENDING.sub("", word)
    return stem + ("а" if stem.endswith(("ськ", "цьк", "зьк")) else "ая")


def _masculine(word: str) -> str:
    stem = _ENDING.sub("", word)
    return stem + ("ий" if stem.endswith(("к", "г", "х")) else "ый")


def _sides(found: list[Found], clean: str, text: str, candidates: Candidates) -> Iterator[Found]:
    """«на заході України»: the part of the country, where the gazetteer has it."""
    for span in found:
        names = [entry.name.text for entry in span.entries if entry.kind == "place"]
        side = _SIDE.search(clean, max(0, span.start - 20), span.start) if span.kind == "place" and names else None
        if side is None or not any("G" in cases(name, span.text) for name in names):
            continue
        word = next((full for stem, full in _SIDES.items() if side.group().lower().startswith(stem)), "")
        name = next((f"{word} {base}" for base in (*names, "Україна") if word and candidates(f"{word} {base}")), "")
        if name and any(base in ("Україна", "Украина") for base in names):
            yield _place(side.start(), span.end, text, name, "A part of the country, by the side named.")


def _towns(clean: str, text: str, candidates: Candidates, cover: Cover) -> Iterator[Found]:
    """A capitalised word after a preposition of place or a word of settlement, if the gazetteer has it."""
    for match in re.finditer(rf"(?<![\w«„\"-]){CAPITAL}(?:[ -]{CAPITAL})?(?![\w-])", clean):
        before = clean[max(0, match.start() - 30) : match.start()]
        settled = bool(_SETTLEMENT.search(before))
        if not settled and not _WHERE.search(before):
            continue
        for start, end in _lengths(match):
            name = "" if cover.at(start, end) else _known(clean[start:end], candidates, settled)
            if name:
                yield _place(start, end, text, name, "")
                break


def _lengths(match: re.Match[str]) -> Iterator[tuple[int, int]]:
    yield match.span()
    if " " in match.group():
        yield match.start(), match.start() + match.group().index(" ")


def _known(printed: str, candidates: Candidates, settled: bool) -> str:
    """The first case under which the gazetteer has the place, "" if none is likely; after «село» any name is one."""
    if first_names(printed.split()[0]) and not settled:
        return ""
    for name in nominatives(printed):
        places = candidates(name)
        if places and (settled or places[0].population >= SMALL or places[0].kind not in ("city", "town", "village")):
            return name
    return printed if settled else ""


_BACK = [
    (end.replace("-", ""), starts.replace("-", "").split("/"))
    for end, starts in (
        pair.split(":")
        for pair in """
ого:е/ий/ое ому:е/ий/ое ої:а ій:а ою:а ой:а/ая ом:-/о ем:ь/е/-/й єм:й ові:- ах:и/ы/а ях:і/и ів:и/і ов:ы/и
ці:ка/ці ці:ця лі:ль/ля і:-/а/е/о/ь/я е:-/а/о/ь/е/й а:-/о/а у:-/а/о я:ь/е/й ю:ь/я/й и:ь/а/я/и ы:а/ы ї:я/й
єва:їв єві:їв ова:ів ові:ів ок:ки им:е/ий ым:ый/ое -:и/ы/и
""".split()
    )
]
"""Endings with what may stand in their place in the first case; "-" is none."""


def nominatives(printed: str) -> list[str]:
    """First cases of which `printed` may be a form, itself first: the last word turned back, others as adjectives."""
    *front, last = printed.split(" ")
    guesses = [last]
    for ending, starts in _BACK:
        if last.endswith(ending) and len(last) - len(ending) > 2:
            stem = last[: len(last) - len(ending)]
            guesses += [stem + start for start in starts]
            guesses += [stem[:-3] + "іль" for start in starts[:1] if stem.endswith("пол")]
    good = [g for g in dict.fromkeys(guesses) if g == last or last.lower().replace("ё", "е") in declined(g)]
    if not front:
        return good
    heads = [
        front[0],
        *(f(front[0]) for f in (_masculine, _feminine)),
        _ENDING.sub("е", front[0]),
        _ENDING.sub("і", front[0]),
    ]
    return [f"{head} {g}" for g in good for head in dict.fromkeys(heads)][:40]
