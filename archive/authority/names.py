"""How printed names are compared: one folding for the authority, the gazetteer and the tagger.

Not here: inflection (the tagger's) and the search index's analysis (`archive.text.analysis`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Apostrophes of every sort are soft signs or elisions ("Luhans'k", "D’Argenteuil", "Кам'янське") and
# full stops are abbreviations ("U.S.", "St."): printers leave them out as often as not.
_DROPPED = dict.fromkeys(map(ord, "'’‘ʼʹ`´\"“”„«».,"))
_SPACES = re.compile(r"[\s\-‐‑‒–—_/]+")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """The form under which two printings of one name are the same.

    Case, apostrophes, full stops, hyphens, a leading English article, Russian ё and the accents of
    Latin letters do not count: `fold("The Luhans'k–Oblast") == "luhansk oblast"`. The marks of
    Cyrillic й and ї stay, as they tell names apart. Idempotent. Kept for the words asked last: a text asks again
    and again for the same.
    """
    lowered = unicodedata.normalize("NFKC", text).casefold().translate(_DROPPED).replace("ё", "е")
    plain = lowered if lowered.isascii() else _without_latin_accents(lowered)
    words = _SPACES.sub(" ", plain).strip()
    while words.startswith("the "):
        words = words[4:]
    return words


def _without_latin_accents(text: str) -> str:
    kept: list[str] = []
    latin = False
    for character in unicodedata.normalize("NFD", text):
        if not unicodedata.combining(character):
            latin = character < "\u0250" or "\u1e00" <= character < "\u1f00"
            kept.append(character)
        elif not latin:
            kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))


def slug(text: str) -> str:
    """An id made of a Latin-script name: `slug("Côte d'Ivoire") == "cote-d-ivoire"`."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("’", "'"))
    ascii_only = "".join(c for c in plain if not unicodedata.combining(c))
    return _NOT_SLUG.sub("-", ascii_only).strip("-")
