"""Who is meant: persons and organisations of the authority, in the light of the whole text.

Full names first; then surnames and first names within the text; then acronyms that the text itself explains
("… (OSCE)"). Where two entries tie, nobody is named. Offices are for `offices`, short forms of bodies for `bodies` and
`shortforms`. A person or organisation that the authority does not list keeps its printed
name (`Found.name`, the fullest in the text) and no actor.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from archive.authority.names import fold
from archive.authority.values import Actor, Authority
from archive.tagging.elliptic import kin, share_surnames
from archive.tagging.lexicon import surname, words
from archive.tagging.names import entries_of
from archive.tagging.spans import Found

SURE, LIKELY, GUESS = 0.97, 0.88, 0.7
"""Full name; a reference that the text itself explains; a name that only the authority makes unique."""


class People:
    """Persons of the authority by surname and by sound, made once."""

    def __init__(self, authority: Authority) -> None:
        self.actors = authority.actors
        self._terms: dict[str, list[tuple[date | None, date | None]]] = defaultdict(list)
        for role in authority.roles:
            self._terms[role.person].append((role.start, role.end))
        self.given = {fold(a.name.split()[0]) for a in authority.actors.values() if a.kind == "person"}
        """Folded first names that some person of the authority bears."""
        self._by_sound: dict[tuple[str, str], set[str]] = defaultdict(set)
        for actor in authority.actors.values():
            if actor.kind == "person":
                for text in {
                    actor.name,
                    *(n.text for n in actor.names if n.kind in ("name", "alias", "transliteration")),
                }:
                    if key := sound(text):
                        self._by_sound[key].add(actor.id)

    def in_office(self, ids: Iterable[str], on: date | None) -> list[str]:
        """Those of `ids` who hold some office that day; without a day, who ever did."""
        return [
            i
            for i in ids
            if any(
                on is None or ((start is None or start <= on) and (end is None or on <= end))
                for start, end in self._terms.get(i, ())
            )
        ]

    def with_surname(self, ids: set[str]) -> set[str]:
        """Those whom the files let be called by a surname at all: not the minor bearer of a common one."""
        return {i for i in ids if any(n.kind == "surname" for n in self.actors[i].names)}

    def bearing(self, surname: str, ids: set[str]) -> set[str]:
        """Those whom the authority lets be called by this surname alone (the files' `surnames`)."""
        return {i for i in ids if any(n.kind == "surname" and fold(n.text) == surname for n in self.actors[i].names)}

    def sounding_like(self, full: str) -> str:
        """The one person whose name is this one in another spelling ("Sergei Lavrov"), or ""."""
        key = sound(full)
        ids = self._by_sound.get(key, set()) if key else set()
        return next(iter(ids)) if len(ids) == 1 else ""


_SOUNDS = [
    (re.compile(pattern), put)
    for pattern, put in [
        (r"kh", "h"),
        (r"zh", "z"),
        (r"shch|sch|sh", "s"),
        (r"tch|ch|tsch|cz|č", "c"),
        (r"ph|ff", "f"),
        (r"w", "v"),
        (r"ey\b|ei\b|ej\b|iy\b|yi\b|ii\b|ij\b|yy\b|y\b|i\b", "i"),
        (r"y[ou]|io|iu|ju|jo", "u"),
        (r"y[ea]|ie|ia|ja|je", "e"),
        (r"[yj]", "i"),
        (r"ks", "x"),
        (r"(.)\1", r"\1"),
        (r"h\b", ""),
        (r"ei|ai", "i"),
    ]
]


def sound(full: str) -> tuple[str, str] | None:
    """First and last name reduced to what transliterations agree on; None for a single word."""
    parts = words(full)
    if len(parts) < 2:
        return None
    return _sound(parts[0]), _sound(parts[-1])


def _sound(word: str) -> str:
    for pattern, put in _SOUNDS:
        word = pattern.sub(put, word)
    return word


# ------------------------------------------------------------------ persons


def name_people(found: list[Found], people: People, on: date | None, clean: str = "") -> None:
    """Set `actor`, `name`, `confidence` and `why` of all persons; surnames that nothing supports lose their kind."""
    persons = [f for f in found if f.kind == "person"]
    for person in persons:
        _by_full_name(person, people)
    persons = _with_misread(found, persons, clean)
    for first, name in share_surnames(persons, clean):
        if fold(first.text) in people.given:
            _by_shared_surname(first, name, people)
    for child, name in kin(persons, clean):
        _by_shared_surname(child, name, people)
    full = _full_names(persons)
    for person in persons:
        if not person.name:
            _by_part(person, full, people, on)


def _by_full_name(person: Found, people: People) -> None:
    ids = {entry.id for entry in entries_of(person, "person")}
    if len(ids) == 1:
        _settle(person, next(iter(ids)), people, SURE, f"{people.actors[next(iter(ids))].name}, named in full.")
    elif len(words(person.text)) > 1 and not ids:
        actor = people.sounding_like(person.text)
        if actor:
            _settle(person, actor, people, LIKELY, f"Another spelling of {people.actors[actor].name}.")
        elif not entries_of(person, "surname"):
            person.name, person.confidence = _plain(person.text), 0.6
            person.why = "A person by the language model; the authority lists nobody of this name."


_AT = re.compile(r"\b(?:in|at|near|from|to|outside|around|of|the)\s$")


def _with_misread(found: list[Found], persons: list[Found], clean: str) -> list[Found]:
    """The persons, and the surnames of those named in full that the model took for something else ("Prystaiko")."""
    surnames = {person.text.split()[-1] for person in persons if person.name and " " in person.text}
    bodies = {word for span in found if span.kind == "organisation" and " " in span.text for word in span.text.split()}
    for span in found:
        misread = span.kind in ("organisation", "place", "other") and not span.entries and span.text in surnames
        if misread and span.text not in bodies and not _AT.search(clean, max(0, span.start - 9), span.start):
            span.kind = "person"
    return [span for span in found if span.kind == "person"]


def _by_shared_surname(first: Found, name: str, people: People) -> None:
    """ "Arkady" of "the brothers Arkady and Boris Rotenberg", "Oleksandr" of "Yanukovych's son Oleksandr"."""
    actor = people.sounding_like(name)
    if actor:
        _settle(first, actor, people, LIKELY, f"{people.actors[actor].name}: the surname stands beside it.")
    else:
        first.name, first.confidence, first.why = (
            name,
            0.6,
            "A person by the language model; the surname stands beside it.",
        )


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _settle(person: Found, actor: str, people: People, confidence: float, why: str) -> None:
    person.actor, person.name, person.confidence, person.why = actor, people.actors[actor].name, confidence, why


def _full_names(persons: list[Found]) -> dict[str, list[Found]]:
    """Folded surname, first name and short names → persons named in full, in reading order."""
    found: dict[str, list[Found]] = defaultdict(list)
    for person in persons:
        if not person.name:
            continue
        printed = words(person.text)
        last = words(surname(person.text) or person.text)
        keys = {" ".join(last), printed[-1], printed[0]} if printed else set()
        for key in keys:
            found[key].append(person)
    return found


def _by_part(person: Found, full: dict[str, list[Found]], people: People, on: date | None) -> None:
    """A surname or first name: the person of the text it belongs to, else the only one the authority has."""
    key = " ".join(words(person.text))
    bearers = full.get(key) or full.get(key.rsplit(" ", 1)[-1], [])
    known = {entry.id for entry in entries_of(person, "surname", "person")}
    before = [bearer for bearer in bearers if bearer.start < person.start] or bearers
    if not bearers and known:
        _by_authority_alone(person, known, people, on)
    elif holder := _in_office_before(person, bearers, known, people, on):
        _settle(person, holder, people, 0.75, "The one of this name in office that day; a namesake is named later.")
    elif before:
        _after(person, _main(before), bearers)
    else:
        person.name, person.confidence = _plain(person.text), 0.45
        person.why = "A person by the language model; no full name in the text."


def _in_office_before(person: Found, bearers: list[Found], known: set[str], people: People, on: date | None) -> str:
    """ "Vice President Biden said that Hunter Biden had left": a surname alone before its first full name is whoever
    holds an office, unless the one named later does."""
    if any(bearer.start < person.start for bearer in bearers):
        return ""
    holders = people.in_office(sorted(known), on)
    return holders[0] if len(holders) == 1 and holders[0] not in {bearer.actor for bearer in bearers} else ""


def _main(bearers: list[Found]) -> Found:
    """Of several of one name the one whom the text names in full most, then first: others keep their first names."""
    counts = Counter(bearer.name for bearer in bearers)
    return max(reversed(bearers), key=lambda bearer: (counts[bearer.name], -bearer.start))


def _after(person: Found, bearer: Found, bearers: list[Found]) -> None:
    names = {fold(other.name) for other in bearers}
    person.name = bearer.name
    person.confidence = LIKELY if len(names) == 1 else 0.6
    person.actor = bearer.actor
    person.why = f"Short for {bearer.name}, named in full in this text."


def _by_authority_alone(person: Found, known: set[str], people: People, on: date | None) -> None:
    known = people.bearing(" ".join(words(person.text)), known) or people.with_surname(known)
    holders = people.in_office(sorted(known), on) if len(known) > 1 else []
    if len(known) == 1 and person.label in ("PERSON", "ORG", "GPE", "NORP", "FAC", ""):
        actor = next(iter(known))
        trusted = person.label == "PERSON"
        _settle(
            person,
            actor,
            people,
            GUESS if trusted else 0.55,
            f"The only {_plain(person.text)} that the authority knows.",
        )
    elif len(holders) == 1:
        _settle(person, holders[0], people, 0.6, f"Of {len(known)} of this name the one in office that day.")
    else:
        person.name, person.confidence = _plain(person.text), 0.4
        person.why = f"The authority knows {len(known) or 'nobody'} of this name and the text does not say which."


# ------------------------------------------------------------------ organisations


def name_organisations(found: list[Found], actors: dict[str, Actor], clean: str) -> None:
    """Set the actor of organisations named in full or by an acronym that the text explains."""
    for span in found:
        if span.kind == "organisation":
            _by_name(span, actors)
    _acronyms(found, clean)


def _by_name(span: Found, actors: dict[str, Actor]) -> None:
    ids = list(dict.fromkeys(entry.id for entry in entries_of(span, "actor", "metonym")))
    span.name = _plain(span.text)
    if len(ids) == 1:
        actor = actors[ids[0]]
        span.actor, span.name, span.confidence = actor.id, actor.name, SURE - 0.02
        span.why = f"A name of {actor.name}." if span.text != actor.name else f"{actor.name}, by its name."
    elif composed := entries_of(span, "institution"):
        span.name, span.confidence = composed[0].name.text, 0.8
        span.why = f"{span.name}, by its nation; the authority does not list it."
    elif ids:
        span.confidence, span.why = 0.4, f"The authority knows {len(ids)} of this name and the text does not say which."
    else:
        span.confidence = 0.55
        span.why = "An organisation by the language model; the authority does not list it."


_SHORT = re.compile(r"\s?\(\s?(?:the\s+)?[\"“]?([A-Z][A-Za-z-]{1,9})[\"”]?\s?\)")


def _acronyms(found: list[Found], clean: str) -> None:
    """ "Organization for … (OSCE)": from there on the letters are that organisation."""
    short: dict[str, Found] = {}
    for span in found:
        match = _SHORT.match(clean, span.end) if span.kind == "organisation" else None
        if match and _abbreviates(match[1], span.text):
            short.setdefault(match[1], span)
    for span in found:
        whole = short.get(span.text)
        if whole is not None and not span.actor and not span.known and span is not whole:
            span.kind, span.actor, span.name = "organisation", whole.actor, whole.name
            span.confidence, span.why = LIKELY, f"Short for {whole.name}, explained in this text."


_LETTERS = re.compile(r"[A-Z]{3,6}")
_SMALL = frozenset("of the and for in on to".split())


def name_initials(found: list[Found]) -> None:
    """Letters that nothing explains are the one body of the text whose words they begin: "CEC" where the text names the
    Central Election Commission."""
    bodies: dict[str, dict[str, Found]] = defaultdict(dict)
    for span in found:
        if span.kind == "organisation" and " " in span.text and span.name:
            initials = "".join(word[0] for word in words(span.text) if word not in _SMALL).upper()
            bodies[initials].setdefault(span.name, span)
    for span in found:
        open_ = span.kind in ("organisation", "other", "person") and not (span.actor or span.known)
        whole = bodies.get(span.text, {}) if open_ and _LETTERS.fullmatch(span.text) else {}
        if len(whole) == 1:
            body = next(iter(whole.values()))
            span.kind, span.actor, span.name = "organisation", body.actor, body.name
            span.confidence, span.why = 0.75, f"The first letters of {body.name}, named in full in this text."


def _abbreviates(letters: str, full: str) -> bool:
    initials = "".join(word[0] for word in re.findall(r"[^\W\d_]+", full)).lower()
    rest = iter(initials)
    return sum(c.isupper() for c in letters) >= 2 and all(c in rest for c in letters.lower() if c.isalpha())
