"""Names in order of the alphabet, Latin before Cyrillic, and the letters to jump to. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from archive.authority.names import fold

# Cyrillic as English prints it (much as BGN/PCGN does), so that a name typed in one script is found in the other.
_LATIN = dict(
    zip(
        map(ord, "абвгґдеєжзиіїйклмнопрстуфхцчшщыэюяьъё"),
        "a b v g g d e ye zh z i i yi y k l m n o p r s t u f kh ts ch sh shch y e yu ya   e".split(" "),
        strict=True,
    )
)
_AFTER_LATIN = "\u0250"
_CYRILLIC = ("\u0400", "\u052f")
# Names that the processes look at again and again; a facet has up to some hundred thousand.
_KEPT = 300_000


@lru_cache(_KEPT)
def folded(name: str) -> str:
    """As `authority.names.fold`, remembered."""
    return fold(name)


@lru_cache(_KEPT)
def latin(name: str) -> str:
    """A folded name in Latin letters: "Лавров" and "Lavrov" are the same."""
    return folded(name).translate(_LATIN)


def letter(name: str) -> str:
    """The capital that a name stands under: "L", "Л", "0–9", or "#" where it begins with no letter."""
    first = folded(name)[:1]
    if not first.isalpha():
        return "0–9" if first.isdigit() else "#"
    capital = first.upper()
    return capital if capital.casefold() == first else first  # dotless ı has I for its capital, which is that of i


def order(name: str) -> str:
    """What names are sorted by: signs, figures, Latin, Cyrillic, other scripts; the letters within each."""
    plain = folded(name)
    first = plain[:1]
    if not first.isalpha():
        return f"{'1' if first.isdigit() else '0'}{plain}"
    return f"{'2' if first < _AFTER_LATIN else '3' if _CYRILLIC[0] <= first <= _CYRILLIC[1] else '4'}{plain}"


def starts(ordered: Sequence[str]) -> dict[str, int]:
    """Letter → place of the first name that stands under it, of names in order."""
    found: dict[str, int] = {}
    before = ""
    for n, name in enumerate(ordered):
        first = order(name)[:2]
        if first != before:
            found.setdefault(letter(name), n)
            before = first
    return found
