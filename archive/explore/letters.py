"""Names in order of the alphabet, Latin before Cyrillic, and the letters to jump to. Pure."""

from __future__ import annotations

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


@lru_cache(_KEPT)
def order(name: str) -> tuple[int, str]:
    """What names are sorted by: signs, figures, Latin, Cyrillic, other scripts; the letters within each."""
    plain = folded(name)
    first = plain[:1]
    if not first.isalpha():
        return (1 if first.isdigit() else 0), plain
    return (2 if first < "\u0250" else 3 if "\u0400" <= first < "\u0530" else 4), plain
