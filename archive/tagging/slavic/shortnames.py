"""First names that stand for a person of the text: alone («Борис»), or with the father's («Борис Ефимович»).

Asked only of persons whom the text names in full elsewhere. Not here: surnames alone (`slavic.persons`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from archive.authority.names import fold
from archive.authority.values import Actor
from archive.tagging.actors import LIKELY
from archive.tagging.inflection import forms, is_cyrillic
from archive.tagging.slavic.given import first_names
from archive.tagging.slavic.words import CAPITAL
from archive.tagging.spans import Cover, Found, outermost

_FATHERS = re.compile(
    r"\w{2,}(?:[оеєй]вич|йович|ьич|[иі]ч)(?:а|у|ем|ові|еві|е|і)?"
    r"|\w{2,}(?:[иії]вн|[ое]вн|ичн|їчн|инишн)(?:а|и|і|у|ою|ой|ы|е)"
)
_ALONE = re.compile(rf"(?<![\w«„“\"-]){CAPITAL}(?![\w-])(?![ \u00a0][А-ЯЁІЇЄҐ])")
_NOT_ALONE = re.compile(
    r"(?:свят\w+|св\.|імен[іи]|имени|король|корол[яю]|цар[яюь]?|князь|княз[яю]|[Пп]ап[аиыу]"
    r"|[А-ЯЁІЇЄҐ][а-яёіїєґ]+)[ \u00a0]$"
)
_WORDS_TOO = frozenset("віра вера надія надежда любов любовь роман лев мир".split())
"""First names that are words as well: at a sentence's beginning nobody can tell."""


def by_father(persons: list[Found], actors: dict[str, Actor]) -> None:
    """«Лев Маркович»: who else of the text has this first name; nobody where two have."""
    named = [person for person in persons if person.name and not _is_fathers(person)]
    bearers = _bearers(named, actors)
    for person in persons:
        if person.actor or not person.name or not _is_fathers(person):
            continue
        meant = bearers.get(fold(person.name.split()[0]), [])
        if len(meant) == 1:
            _name_as(person, meant[0])


def is_fathers(word: str) -> bool:
    """Is it a father's name by its ending: «Маркович», «Іванівна» (and some surnames)?"""
    return bool(_FATHERS.fullmatch(word.lower()))


def _is_fathers(person: Found) -> bool:
    words = person.name.split()
    return not person.actor and len(words) == 2 and is_fathers(words[1])


def _name_as(person: Found, bearer: Found) -> None:
    person.actor, person.name, person.confidence = bearer.actor, bearer.name, LIKELY
    person.why = f"Short for {bearer.name}, named in full in this text."


def _bearers(persons: Iterable[Found], actors: dict[str, Actor]) -> dict[str, list[Found]]:
    """Folded forms of first names → the different persons of the text that bear them."""
    found: dict[str, list[Found]] = {}
    known: set[tuple[str, str]] = set()
    for person in persons:
        if (person.actor, person.name) in known:
            continue
        known.add((person.actor, person.name))
        for form in {fold(form) for first in _firsts(person, actors) for form in forms(first)}:
            found.setdefault(form, []).append(person)
    return found


def _firsts(person: Found, actors: dict[str, Actor]) -> set[str]:
    if person.actor:
        names = [name.text for name in actors[person.actor].names if is_cyrillic(name.text) and " " in name.text]
    else:
        names = [person.name] if " " in person.name and "." not in person.name else []
    return {name.split()[0] for name in names}


def alone(found: list[Found], clean: str, text: str, actors: dict[str, Actor]) -> Iterator[Found]:
    """First names printed alone of whom the text names in full before."""
    full = [s for s in found if s.kind == "person" and s.name and " " in s.text]
    bearers = _bearers(full, actors)
    cover = Cover((span.start, span.end) for span in outermost(found))
    for match in _ALONE.finditer(clean):
        start, end = match.span()
        meant = bearers.get(fold(match.group()), [])
        if len(meant) != 1 or meant[0].start > start or not first_names(match.group()):
            continue
        before = clean[max(0, start - 14) : start]
        opens = not before.strip() or before.rstrip()[-1] in ".!?\n"
        if cover.at(start, end) or _NOT_ALONE.search(before) or (opens and match.group().lower() in _WORDS_TOO):
            continue
        span = Found(start, end, text[start:end], "person", "")
        _name_as(span, meant[0])
        yield span
