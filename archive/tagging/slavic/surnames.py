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
            r"(?P<s>енк)(?:ові|у)→о (?P<s>[ое]к)у→ ому→ий ему→ий (?P<s>[бвгґджзклмнпрстфхчшщ])ові→ еві→ь"
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
