"""From a surname in some case to its first case, given the case and gender that the first name tells.

Endings only: «Чернявського» → «Чернявський», «Захарченка» → «Захарченко». Where two surnames would have this form
the commoner ending is taken. Not here: the way from the first case to the others (`inflection`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_Rule = tuple[re.Pattern[str], str]


def _rules(text: str) -> tuple[_Rule, ...]:
    rules = (line.split("→") for line in text.split())
    return tuple((re.compile(f"{end}$"), start) for end, start in rules)


_ADJECTIVE = (
    r"(?P<s>ськ|цьк|зьк)ого→ий (?P<s>ськ|цьк|зьк)ому→ий (?P<s>ськ|цьк"
    r"|зьк)[иі]м→ий (?P<s>[сц]к)ого→ий (?P<s>[сц]к)ому→ий (?P<s>[сц]к)им→ий (?P<s>[сц]к)ом→ий "
)
_MEN = {
    "GA": _rules(
        _ADJECTIVE
        + (
            r"ого→ий его→ий (?P<s>енк|[йа]л|[аеиоу]йк|ичк|ушк"
            r"|ечк)а→о (?P<s>[аеєиіїоуюяыэ])я→й (?P<s>[ц])я→ь я→ь а→ у→а ю→я"
        )
    ),
    "D": _rules(
        _ADJECTIVE
        + (
            r"(?P<s>енк)(?:ові|у)→о (?P<s>[ое]к)у→ (?P<s>[рлнмдтшж]к)у→о ому→ий ему→ий"
            r" (?P<s>[бвгґджзклмнпрстфхчшщ])ові→ еві→ь"
            r" (?P<s>[аеєиіїоуюяыэ])ю→й ю→ь у→ ці→ка ні→на е→а"
        )
    ),
    "I": _rules(
        _ADJECTIVE
        + (
            r"(?P<s>енк)ом→о (?P<s>ов|ев|єв|ин|ін|їн"
            r"|ын)[иы]м→ (?P<s>[аеєиіїоуюяыэ])[еєё]м→й (?P<s>[чшжщц])ем→ ем→ь ом→ [иы]м→ий ою→а ой→а ею→я"
        )
    ),
    "L": _rules(_ADJECTIVE + r"(?P<s>енк)(?:ові|у|е)→о ові→ (?P<s>[аеєиіїоуюяыэ])ї→й і→ е→"),
}
_WOMEN = {
    "GA": _rules(
        r"(?P<s>ськ|цьк|зьк)(?:ої|у)→а (?P<s>[сц]к)ой→ая (?P<s>[сц]к)ую→ая (?P<s>ов|ев|єв|ин|ін)(?:ої|ой"
        r"|у)→а у→а [иы]→а ю→я"
    ),
    "D": _rules(r"(?P<s>ськ|цьк|зьк)ій→а (?P<s>[сц]к)ой→ая (?P<s>ов|ев|єв|ин|ін)(?:ій|ой)→а"),
    "I": _rules(r"(?P<s>ськ|цьк|зьк)ою→а (?P<s>[сц]к)ой→ая (?P<s>ов|ев|єв|ин|ін)(?:ою|ой)→а ою→а ой→а"),
    "L": _rules(r"(?P<s>ськ|цьк|зьк)ій→а (?P<s>[сц]к)ой→ая (?P<s>ов|ев|єв|ин|ін)(?:ій|ой)→а"),
}
_KEYS = {"G": "GA", "A": "GA", "D": "D", "I": "I", "L": "L"}


def nominative(word: str, cases: Iterable[str], gender: str) -> str:
    """The first case of a surname printed in one of `cases`: `nominative("Сала", "GA", "m") == "Сало"`."""
    marked = [case for case in cases if case in _KEYS]
    if "N" in cases or not marked or "-" in word:
        return word
    for pattern, ending in (_WOMEN if gender == "f" else _MEN)[_KEYS[marked[0]]]:
        if match := pattern.search(word):
            return word[: match.start()] + (match.groupdict().get("s") or "") + ending
    return word


_MANS = re.compile(
    r"\w+(?:енк(?:а|у|ом|ові)|[сц]ьк(?:ого|ому)|[сц]к(?:ого|ому)|[уюая]к(?:ом|ові)|ич(?:ем|еві)|чук[ау])"
)


def is_mans(surname: str) -> bool:
    """Has it an ending that no woman's surname has: «Сидоренка», «Лубківського»?"""
    return bool(_MANS.fullmatch(surname))


_MARKED: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (re.compile(rf"\w+(?:{end})"), cases, gender)
    for end, cases, gender in (
        ("енка|[сц]ького|[сц]кого|чука", "GA", "m"),
        ("енк(?:у|ові)|[сц]ькому|[сц]кому", "D", "m"),
        ("енком|[сц]ьким|[сц]ким|ичем|ов[иы]м|ев[иы]м|єв[иы]м", "I", "m"),
        ("[оеє]вою|[иі]ною|[сц]ькою", "I", "f"),
        ("[оеє]вої|[иі]ної|[сц]ької", "GA", "f"),
    )
)
"""Endings of surnames that tell case and gender by themselves."""
_FIRST = {
    ("GA", "m"): (("ія", "ій"), ("ия", "ий"), ("я", "й"), ("а", "")),
    ("D", "m"): (("ієві", "ій"), ("ові", ""), ("еві", "й"), ("ію", "ій"), ("ию", "ий"), ("ю", "й"), ("у", "")),
    ("I", "m"): (("ієм", "ій"), ("ием", "ий"), ("єм", "й"), ("ем", "й"), ("ом", "")),
    ("I", "f"): (("єю", "я"), ("ею", "я"), ("ою", "а")),
    ("GA", "f"): (("ії", "ія"), ("ї", "я"), ("і", "я"), ("и", "а")),
}


def guessed(full: str, clean: str) -> str:
    """First case of a full name whose first name is not known: by the surname's ending, or by the text.

    `guessed("Маркіяна Лубківського", "") == "Маркіян Лубківський"`; «Решата Аметова» is turned back only where the
    text has «Аметов» too.
    """
    first, *middle, last = full.split(" ") if " " in full else ("", full)
    marked = next(((c, g) for pattern, c, g in _MARKED if pattern.fullmatch(last)), None)
    if marked is None and re.fullmatch(r"\w+[ая]", first) and re.fullmatch(r"\w+[оеєи][вн]а", last):
        marked = ("GA", "m") if re.search(rf"(?<!\w){last[:-1]}(?!\w)", clean) else None
    if not first or marked is None:
        return full
    ending = next(((end, put) for end, put in _FIRST[marked] if first.endswith(end)), None)
    if ending is None:
        return full
    base = first[: len(first) - len(ending[0])] + ending[1]
    return " ".join([base, *(nominative(word, marked[0], marked[1]) for word in (*middle, last))])
