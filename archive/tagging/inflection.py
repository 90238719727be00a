"""The case forms of Ukrainian and Russian names, made by rule from the form that the authority lists.

Names, not words: dictionaries know few surnames, and a wrong form of a name matches nothing, so the rules
may give more forms than grammar allows. Not here: lemmas of ordinary words.
"""

from __future__ import annotations

import re

_CYRILLIC = re.compile(r"[а-яёіїєґ]", re.IGNORECASE)
_HARD = ("а", "у", "ом", "ем", "ові", "еві", "і", "е", "и", "ы")
_SURNAME = ("ым", "им", "ой", "ою", "ої", "ій", "ую")
_SOFT = ("я", "ю", "ем", "єм", "ём", "і", "и", "ї", "ею", "єю", "ей", "єві", "еві", "ью")
_ADJECTIVE = (
    "ий",
    "ый",
    "ой",
    "ій",
    "ого",
    "его",
    "ому",
    "ему",
    "им",
    "ым",
    "ім",
    "ом",
    "ем",
    "их",
    "ых",
    "ими",
    "ыми",
    "а",
    "ая",
    "я",
    "яя",
    "ої",
    "ою",
    "ую",
    "у",
    "ю",
    "ій",
    "ей",
    "і",
    "ие",
    "ые",
    "е",
    "ое",
    "є",
)
_PLURAL = ("и", "ы", "і", "а", "ів", "ов", "ам", "ами", "ах", "ям", "ями", "ях", "ей", "")
_SOFTENED = {"к": "ц", "г": "з", "х": "с"}


def is_cyrillic(word: str) -> bool:
    return bool(_CYRILLIC.search(word))


def forms(word: str) -> frozenset[str]:
    """All case forms of one word of a name, lower case, the word itself among them.

    `forms("Янукович")` has "януковича", "януковичу", "януковичем"…; what is not Cyrillic, or is an
    acronym ("США"), has itself alone.
    """
    lower = word.lower()
    if not is_cyrillic(word) or (word.isupper() and len(word) > 1) or len(word) < 3:
        return frozenset([lower])
    return frozenset([lower, *_declined(lower)])


def _declined(word: str) -> list[str]:
    if word.endswith(("ий", "ый", "ой")):
        return [word[:-2] + end for end in _ADJECTIVE]
    if word.endswith("ній"):  # an adjective («Крайній») or a first name («Арсеній»)
        return [word[:-2] + end for end in _ADJECTIVE] + [word[:-1] + end for end in _SOFT]
    if word.endswith(("ая", "яя")):
        return [word[:-2] + end for end in _ADJECTIVE]
    last, stem = word[-1], word[:-1]
    if last in "йь":
        return [stem + end for end in _SOFT]
    if last == "а":
        return _in_a(stem)
    if last == "я":
        return [stem + end for end in _SOFT] + [stem + "ям", stem + "ями"]
    if last in "ое":
        return [stem + end for end in (*_HARD, *_SOFT, "ові")]
    if last in "иыі":
        return [stem + end for end in _PLURAL] + [stem + end for end in ("их", "им", "ими", "ых", "ым", "ыми")]
    return _in_consonant(word)


def _in_a(stem: str) -> list[str]:
    """Feminine in -а: nouns («Рада»), surnames («Тимошенкова») and short adjectives («Верховна»)."""
    found = [stem + end for end in ("а", "и", "ы", "і", "е", "у", "ою", "ой", "ої", "ій", "ую", "ей", "ею")]
    if stem[-1] in _SOFTENED:
        found.append(stem[:-1] + _SOFTENED[stem[-1]] + "і")
    return found


def _in_consonant(word: str) -> list[str]:
    """Masculine nouns and surnames; Київ → Києва, Львів → Львова, Донець → Донця."""
    stems = [word]
    if word.endswith("їв"):
        stems.append(word[:-2] + "єв")
    elif word.endswith("ів"):
        stems += [word[:-2] + "ов", word[:-2] + "ев"]
    elif word.endswith(("ок", "ек")) and len(word) > 4:
        stems.append(word[:-2] + "к")
    ends = (*_HARD, *_SURNAME) if word.endswith(("ов", "ев", "єв", "ин", "ін", "їн", "ын")) else _HARD
    return [stem + end for stem in stems for end in ends]
