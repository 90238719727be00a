"""The case forms of Ukrainian and Russian names, made by rule from the form that the authority lists.

Names, not words: dictionaries know few surnames, and a wrong form of a name matches nothing, so the rules
may give more forms than grammar allows. Each form knows the cases it may stand in. Not here: lemmas of ordinary
words, and the way back from a form to an unknown name (`slavic.persons`).
"""

from __future__ import annotations

import re
from functools import lru_cache

_CYRILLIC = re.compile(r"[а-яёіїєґ]", re.IGNORECASE)

ALL = "NGDAIL"
"""Cases by letter: nominative, genitive, dative, accusative, instrumental, locative (prepositional)."""


def _paradigm(text: str) -> tuple[tuple[str, str], ...]:
    """Endings with the cases they mark: "а:N и:G" → (("а", "N"), ("и", "G")); "-" is no ending at all."""
    return tuple((end.replace("-", ""), cases) for end, cases in (item.split(":") for item in text.split()))


_MASCULINE = _paradigm("-:NA а:GA у:GDL ом:I ем:I ові:DL еві:DL і:L е:L и:N ы:N")
_IN_SK = tuple(pair for pair in _MASCULINE if pair[0] not in ("і", "и", "ы", "е"))
_SOFT_R = _paradigm("я:GA ю:D ем:I еві:DL")
_SURNAME = _paradigm("ым:I им:I ой:GDIL ою:I ої:G ій:DL ую:A а:GNA у:DA ы:N и:N ых:G их:G")
_FEMININE = _paradigm("а:N и:G ы:G е:DL у:A ою:I ой:GDIL ої:G ій:DL ую:A ей:GDIL ею:I ая:N")
_FEMININE_SOFT = _paradigm("я:N и:GDL ї:GDL і:GDL е:DL ю:A ею:I ей:I єю:I ёй:I ям:D ями:I ях:L")
_YOT = _paradigm("й:NA я:GA ю:DL ем:I єм:I ём:I еві:DL єві:DL е:L и:L ї:L і:L")
_SIGN = _paradigm("ь:NA я:GA ю:D ем:I єм:I ём:I еві:DL е:L і:GDL и:GDL ью:I")
_NEUTER = _paradigm("о:NA а:GA у:DL ом:I ові:DL еві:DL е:L і:L ою:I ы:N и:N")
_NEUTER_SOFT = _paradigm("е:NA я:G ю:D ем:I і:L ого:G ому:DL его:G ему:D им:I ым:I ім:L ом:L ем:L а:G у:D")
_PLURAL = _paradigm(
    "и:NA ы:NA і:NA а:NA я:NA ів:G ов:G ев:G ей:G -:G ь:G ам:D ям:D ами:I ями:I ах:L ях:L"
    " их:GL ых:GL им:D ым:D ими:I ыми:I"
)
_ADJECTIVE = _paradigm(
    "ий:NA ый:NA ой:NGDIL ій:NDL ого:GA его:GA ому:DL ему:DL им:ID ым:ID ім:L ом:L ем:L их:GL ых:GL ими:I ыми:I"
    " а:N ая:N я:N яя:N ої:G ою:I ую:A у:A ю:A ей:GDIL і:N ие:N ые:N е:N ое:N є:N еє:N"
)
_LETTERS = _paradigm("-:NA у:GDL а:G ом:I ові:DL і:L е:L")
_ACRONYM = re.compile(r"\w+[аеиоуіїяюєы]\w*[бвгдзклмнпрстфхцчшщ]")
"""Letters that are read as a word are declined like one: «УДАРу»."""
_SOFTENED = {"к": "ц", "г": "з", "х": "с"}


def is_cyrillic(word: str) -> bool:
    return bool(_CYRILLIC.search(word))


def forms(word: str) -> frozenset[str]:
    """All case forms of one word of a name, lower case, the word itself among them.

    `forms("Янукович")` has "януковича", "януковичу", "януковичем"…; what is not Cyrillic, or is an
    acronym ("США"), has itself alone.
    """
    return frozenset(declined(word))


def cases(name: str, printed: str) -> str:
    """The cases in which `printed` may stand as a form of `name`: `cases("Росія", "Росією") == "I"`.

    Word by word, each saying which remain; ALL for what is not declined ("США") or does not agree.
    """
    left = ALL
    bases, words = name.split(), printed.split()
    if len(bases) != len(words):
        return ALL
    for base, word in zip(bases, words, strict=True):
        own = declined(base).get(word.lower().replace("ё", "е"), ALL)
        left = "".join(c for c in left if c in own) or left
    return left


@lru_cache(maxsize=20_000)
def declined(word: str) -> dict[str, str]:
    """The forms of `forms` with the cases each may mark; "ё" is written "е". Do not change the answer: it is shared."""
    lower = word.lower().replace("ё", "е")
    letters = word.isupper() and len(word) > 1
    if not is_cyrillic(word) or len(word) < 3 or (letters and not _ACRONYM.fullmatch(lower)):
        return {word.lower(): ALL}
    found: dict[str, str] = {}
    for stem, paradigm in [(lower, _LETTERS)] if letters else _stems(lower):
        for end, marked in paradigm:
            found[stem + end] = "".join(sorted({*found.get(stem + end, ""), *marked}))
    found[lower] = "".join(sorted({*found.get(lower, ""), "N"}))
    return found


_Stems = list[tuple[str, tuple[tuple[str, str], ...]]]


def _stems(word: str) -> _Stems:
    last, stem = word[-1], word[:-1]
    if word.endswith(("ий", "ый", "ой")):
        return [(word[:-2], _ADJECTIVE), *([(stem, _YOT)] if word.endswith(("ий", "ой")) else [])]  # «Юрий», «Джанкой»
    if word.endswith("ній"):  # an adjective («Крайній») or a first name («Арсеній»)
        return [(word[:-2], _ADJECTIVE), (stem, _YOT)]
    if word.endswith(("ая", "яя")):
        return [(word[:-2], _ADJECTIVE), (stem, _FEMININE_SOFT)]
    if last == "й":
        return [(stem, _YOT)]
    if last == "ь":
        return _in_sign(word)
    if last == "а":
        return _in_a(stem)
    if last == "я":
        return [(stem, _FEMININE_SOFT)]
    if last == "о":
        return [(stem, _NEUTER)]
    if word.endswith(("ые", "ие")):
        return [(stem, _NEUTER_SOFT), (word[:-2], _ADJECTIVE)]
    if last in "еє":
        return [(stem, _NEUTER_SOFT), *([(word[:-2], _ADJECTIVE)] if word.endswith("ое") else [])]
    if last in "иыії":
        return _in_plural(stem)
    return _in_consonant(word)


def _in_a(stem: str) -> _Stems:
    """Feminine in -а: nouns («Рада»), surnames («Тимошенкова») and short adjectives («Верховна»)."""
    dative = "і:GDL" if stem[-1:] in "чщжш" else "і:DL"
    found: _Stems = [(stem, (*_FEMININE, *_paradigm(dative)))]
    if stem[-1:] in _SOFTENED:
        found.append((stem[:-1] + _SOFTENED[stem[-1]], _paradigm("і:DL")))
    return found


def _in_sign(word: str) -> _Stems:
    """Тернопіль → Тернополя, Донець → Донця, Білорусь → Білоруссю."""
    stem = word[:-1]
    found: _Stems = [(stem, (*_SIGN, (stem[-1:] + "ю", "I")))]
    if word.endswith("іль"):
        found.append((word[:-3] + "ол", _SIGN))
    elif word.endswith("ень") and len(word) > 4:  # Відень → Відня
        found.append((word[:-3] + "н", _SIGN))
    elif word.endswith("ець") and len(word) > 4:
        found.append((word[:-3] + ("йц" if word[-4] in "аеєіїоу" else "ц"), _SIGN))
    return found


def _in_plural(stem: str) -> _Stems:
    """Суми → Сум, Вишенки → Вишенок, Чернівці → Чернівців."""
    found: _Stems = [(stem, _PLURAL)]
    if len(stem) > 3 and stem[-1] in "кн" and stem[-2] not in "аеєиіїоуюяыэ":
        found += [(stem[:-1] + vowel + stem[-1], _paradigm("-:G")) for vowel in "оеі"]
    return found


def _in_consonant(word: str) -> _Stems:
    """Masculine nouns and surnames; Київ → Києва, Львів → Львова, Ріг → Рога, Павел → Павла, Ігор → Ігоря."""
    stems = [word]
    if word.endswith("їв"):
        stems.append(word[:-2] + "єв")
    elif word.endswith("ів"):
        stems += [word[:-2] + "ов", word[:-2] + "ев"]
    elif word.endswith("іг"):
        stems.append(word[:-2] + "ог")
    elif word == "лев":
        stems.append("льв")
    elif word.endswith("ипет"):  # Єгипет → Єгипту
        stems.append(word[:-2] + "т")
    elif word.endswith(("ок", "ек", "ел", "ец")) and len(word) > 4:
        stems.append(word[:-2] + word[-1])
    adjective = word.endswith(("ськ", "цьк"))  # «Мінські» is only an adjective: «у Мінську»
    found: _Stems = [(stem, _IN_SK if adjective else _MASCULINE) for stem in stems]
    if word.endswith(("ов", "ев", "єв", "ин", "ін", "їн", "ын")):
        found.append((word, _SURNAME))
    if word.endswith("р"):
        found.append((word, _SOFT_R))
    if word.endswith("іч"):  # «Самопоміч»
        found.append((word[:-2] + "оч", _paradigm("і:GDL")))
    if word[-1] in _SOFTENED:  # «у Страсбурзі»
        found.append((word[:-1] + _SOFTENED[word[-1]], _paradigm("і:L")))
    return found
