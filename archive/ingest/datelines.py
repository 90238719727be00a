"""The dateline of an agency text ("LONDON, March 14 (Reuters) -"): the place it names.

The dateline stays in the body, it is part of what was printed.
"""

from __future__ import annotations

import re
from typing import Final

_CAPITAL: Final = r"[^\W\d_a-zа-яіїєґё]"
_PLACE: Final = rf"{_CAPITAL}(?:{_CAPITAL}|[.'’\-])+(?:[ /\-]{_CAPITAL}(?:{_CAPITAL}|[.'’\-])*){{0,4}}"
_DATELINE: Final = re.compile(
    rf"(?P<place>{_PLACE})"
    r"(?:,\s*(?![\d(])(?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+\d)"
    r"[^\W\d_][^\n,()\u2010-\u2015_-]{1,30}?)?"
    r"(?:[,.]?\s+(?P<date>(?:[^\W\d_]{3,10}\.?\s+\d{1,2}|\d{1,2}\.?\s+[^\W\d_]{3,10})(?:,?\s+\d{4})?\.?))?"
    r"(?:[,.]?\s*(?P<agency>\([^()\n]{2,40}\)|/[^/\n]{2,40}/\.?))?"
    r"\s*(?P<dash>[-\u2010-\u2015_]{1,2}|:)\s+"
)
_WRITTEN_SMALL: Final = re.compile(
    rf"(?!(?:On|In|At|By|After|For) )(?P<place>{_CAPITAL}[^\W\d_'’.-]+(?:[ -]{_CAPITAL}?[^\W\d_'’.]+){{0,2}})"
    rf"(?:,\s*{_CAPITAL}[^\W\d_]*(?:\.?{_CAPITAL}\.)?(?: {_CAPITAL}[^\W\d_]+)?\.?)?"
    r"(?P<date>,?\s+(?:[^\W\d_]{3,9}\.? \d{1,2}|\d{1,2} [^\W\d_]{3,9})(?:,? \d{4})?)?"
    r"(?P<agency>,?\s*\([A-Z][^()\n]{1,30}\))?"
    r"\s*(?:--|[\u2010-\u2015]|-(?=\s))\s*(?=[^\W\d_a-zа-я])"
)
"""Place in small letters: "Washington, D.C. -- ", "Kyiv (Ukrinform) – "; needs a region, a date or an agency."""
_CYRILLIC: Final = re.compile(
    r"(?P<place>[А-ЯІЇЄҐЁ][а-яёіїєґА-ЯІЇЄҐЁ'’\-]+(?:[ \-][А-ЯІЇЄҐЁ][а-яёіїєґ'’\-]+){0,2})[.,]\s+"
    r"\d{1,2}\s+[а-яіїєґ]{3,10}(?:\s+\d{4})?(?:\s*(?:года|року|г|р))?\.?\s*(?:[/(\u2010-\u2015-]|[А-ЯІЇЄҐЁ])"
)


def dateline(body: str) -> str:
    """The place that a dateline at the beginning of the text names, as printed; "" if there is none."""
    head = body[:160].split("\n", 1)[0]
    found = _DATELINE.match(head)
    if found and _credible(found):
        return found["place"].strip(" .-")
    small = _WRITTEN_SMALL.match(head)
    if small and (small["date"] or small["agency"] or "," in small[0]):
        return small["place"]
    found = _CYRILLIC.match(head)
    return found["place"] if found else ""


def _credible(found: re.Match[str]) -> bool:
    """Capitals and a dash begin also "EU - Russia talks"; a colon needs the agency or the date before it."""
    known = bool(found["date"] or found["agency"])
    if ":" in found["dash"]:
        return known
    return known or len(found["place"].split("/")[0].strip(" .")) >= 4
