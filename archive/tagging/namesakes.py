"""One person under several printed names: "Antyufeyev, also known as Vadim Shevtsov", Mikhail and Mykhailo Golub.

After the persons are named (`actors`): what is one person here has one actor or one name, so that an article has one
candidate a person. Two people of one surname stay two: their first names differ by sound and by initial.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict

from archive.authority.names import fold
from archive.tagging.actors import LIKELY, sound
from archive.tagging.lexicon import words
from archive.tagging.spans import Found

_ALSO = re.compile(
    r"[\s,(\"“]{1,4}(?:who (?:is|was) |who goes |or )?(?:(?:also|better|otherwise|formerly|previously|locally) )?"
    r"(?:known (?:as|by the (?:name|alias|nom de guerre)(?: of)?)|a\.?k\.?a\.?|alias"
    r"|whose real name (?:is|was)|real name:?|born|n[ée]e?)"
    r"[\s\"“(]{1,3}"
)
_IN_RUSSIAN = dict(
    pair.split("/")
    for pair in (
        "mykhailo/mikhail oleksandr/alexander olexander/alexander aleksandr/alexander serhiy/sergei serhii/sergei"
        " volodymyr/vladimir dmytro/dmitry yevhen/yevgeny hennadiy/gennady ihor/igor oleh/oleg mykola/nikolai"
        " pavlo/pavel petro/pyotr kostiantyn/konstantin hryhoriy/grigory vasyl/vasily oleksiy/alexei olena/elena"
        " iryna/irina olha/olga kateryna/ekaterina ksenia/xenia nataliya/natalia yuliya/yulia valeriy/valery"
    ).split()
)
"""Ukrainian first names and what the same person is called in Russian."""
_REACH = 60
"""Characters between the two names: the longest form of the words above."""


def name_as_one(found: list[Found], clean: str) -> None:
    """Give every person of the text one actor or one name, whatever the printing."""
    persons = [span for span in found if span.kind == "person" and span.name]
    _other_names(persons, clean)
    _spellings(persons)


def _other_names(persons: list[Found], clean: str) -> None:
    """ "X, also known as Y": whoever is called Y is X, or X is Y where only Y is known."""
    for first, second in itertools.pairwise(persons):
        if second.start - first.end > _REACH or not _ALSO.fullmatch(clean, first.end, second.start):
            continue
        if bool(first.actor) == bool(second.actor) and (first.actor or first.name == second.name):
            continue  # two whom the authority tells apart, or one already
        known, other = (first, second) if first.actor or not second.actor else (second, first)
        alias = other.name
        for span in persons:
            if span.name == alias and not span.actor:
                span.actor, span.name, span.confidence = known.actor, known.name, LIKELY
                span.why = f"{alias} is another name of {known.name}: the text says so."


def _spellings(persons: list[Found]) -> None:
    """Of names that sound alike, or of which one has initials only, the one printed most."""
    groups: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for span in persons:
        if not span.actor and (key := _key(span.name)):
            groups[key][span.name] += 1
    by_surname: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key in groups:
        by_surname[key[1]].append(key)
    for keys in by_surname.values():
        full = [key for key in keys if not _initial(groups[key])]
        for key in keys:
            meant = [other for other in full if key not in full and other[0][:1] == key[0][:1]]
            if len(meant) == 1:
                groups[meant[0]].update(dict.fromkeys(groups.pop(key), 0))
    kept = {name: names.most_common(1)[0][0] for names in groups.values() if len(names) > 1 for name in names}
    for span in persons:
        name = kept.get(span.name, span.name)
        if not span.actor and fold(name) != fold(span.name):
            span.name, span.why = name, f"Another printing of {name}; the authority lists nobody of this name."


def _key(name: str) -> tuple[str, str] | None:
    """First and last name by sound, the first as Russian has it."""
    first, *rest = words(name) or [""]
    return sound(" ".join((_IN_RUSSIAN.get(first, first), *rest)))


def _initial(names: Counter[str]) -> bool:
    """Is the first name a letter only, as in "M. Golub"?"""
    return all(len(words(name)[0]) == 1 for name in names)
