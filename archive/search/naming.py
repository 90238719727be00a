"""`Names` over the database: the authority's actors and places, and the archive's own sources and sections."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import pycountry
from django.db.models import Q

from archive import selectors
from archive.authority.names import fold
from archive.models import Actor, ActorName, Collection, PlaceName, Role
from archive.search import fields
from archive.search.grammar import nearest
from archive.search.names import Found, Holder
from archive.search.query import Access, candidate_name, candidate_value

# Names looked at for a near one: enough for every name of an authority that begins with the same letters.
_NEAR_AMONG = 5_000
# What joins the words of one name, which folding takes away.
_JOINTS = re.compile(r"[.\-_/]")
# Names offered that hold the words typed; each is counted.
_HOLDING = 4


class ArchiveNames:
    """What one person may find by name: sections, sources, collections and printed names are told only of what
    `access` lets be seen."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def named(self, field: str, text: str) -> Sequence[Found]:
        match field:
            case "actor":
                return [*_actors(text), *self._candidates(text)]
            case "under" | "speaker":
                return _actors(text)
            case "person":
                return [*_actors(text, persons=True), *self._candidates(text, "person")]
            case "org":
                return [*_actors(text, persons=False), *self._candidates(text, "organisation")]
            case "place":
                return _places(text)
            case "names":
                return [*_actors(text), *_places(text)]
            case "country":
                return _countries(text)
            case "source":
                return _fitting(text, selectors.visible_sources(self._access).values_list("slug", "name"))
            case "collection":
                return _fitting(text, self._collections())
            case "section":
                sections = self._articles_sections()
                return _fitting(text, ((section, section) for section in sections))
            case _:
                raise ValueError(f"{field} takes no names")

    def near(self, field: str, text: str) -> Sequence[str]:
        """Names that hold the words typed, else names spelled like them."""
        return self._holding(field, text) or self._spelled(field, text)

    def _holding(self, field: str, text: str) -> list[str]:
        match field:
            case "actor" | "under" | "speaker" | "person" | "org":
                return _holding(text, _with(ActorName.objects.all(), text))
            case "place":
                return _holding(text, _with(PlaceName.objects.all(), text))
            case "source":
                return _holding(text, selectors.visible_sources(self._access).values_list("name", flat=True))
            case "collection":
                return _holding(text, (name for _, name in self._collections()))
            case "section":
                return _holding(text, self._articles_sections())
            case _:
                return []

    def _spelled(self, field: str, text: str) -> Sequence[str]:
        match field:
            case "actor" | "under" | "speaker" | "person" | "org":
                return _near(text, _beginning(ActorName.objects.all(), text))
            case "place":
                return _near(text, _beginning(PlaceName.objects.all(), text))
            case "names":
                return [*self.near("actor", text), *self.near("place", text)][:3]
            case "country":
                return _near(text, [country.name for country in pycountry.countries])
            case "source":
                return _near(text, selectors.visible_sources(self._access).values_list("name", flat=True))
            case "collection":
                return _near(text, (name for _, name in self._collections()))
            case _:
                return _near(text, self._articles_sections())

    def parts(self, id: str) -> Sequence[str]:
        found, due = [id], [id]
        while due:
            below = Actor.objects.filter(part_of__overlap=due, merged_into=None).exclude(pk__in=found)
            due = list(below.values_list("pk", flat=True))
            found += due
        return found

    def holders(self, ids: Sequence[str]) -> Sequence[Holder]:
        roles = Role.objects.filter(organisation_id__in=ids).order_by("person_id", "start", "pk")
        return [Holder(*row) for row in roles.values_list("person_id", "start", "end")]

    def _collections(self) -> Iterable[tuple[str, str]]:
        rows = Collection.objects.values_list("slug", "name")
        return rows if self._access.collections is None else rows.filter(pk__in=self._access.collections)

    def _candidates(self, text: str, kind: str = "") -> list[Found]:
        """People and organisations that the authority does not know, by their printed name."""
        names = selectors.candidates_named(candidate_name(text) or text, self._access, kind)
        return [Found(candidate_value(name), name) for name in names]

    def _articles_sections(self) -> Iterable[str]:
        articles = selectors.visible_articles(self._access).filter(withdrawn_at__isnull=True).exclude(section="")
        return articles.order_by("section").values_list("section", flat=True).distinct()


def _actors(text: str, persons: bool | None = None) -> list[Found]:
    return [
        Found(actor.id, actor.name)
        for actor in selectors.actors_named(text)
        if persons is None or (actor.kind == "person") == persons
    ]


def _places(text: str) -> list[Found]:
    return [Found(place.id, place.name) for place in selectors.places_named(text)]


def _countries(text: str) -> list[Found]:
    return [Found(code, name) for code, name in _countries_by_name().get(fold(text), ())]


@lru_cache(maxsize=1)
def _countries_by_name() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for country in pycountry.countries:
        shown = getattr(country, "common_name", country.name)
        forms = {country.alpha_2, country.alpha_3, country.name, shown, country.name.partition(",")[0]}
        for form in {fold(form) for form in (*forms, getattr(country, "official_name", country.name))}:
            found.setdefault(form, []).append((country.alpha_2, shown))
    # A code means its country, whatever else is called so.
    return found | {fold(c.alpha_2): [(c.alpha_2, getattr(c, "common_name", c.name))] for c in pycountry.countries}


def country_labels(codes: Iterable[str]) -> dict[str, str]:
    """Names of countries by ISO 3166-1 alpha-2 code."""
    known = {code: pycountry.countries.get(alpha_2=code) for code in codes}
    return {code: getattr(c, "common_name", c.name) for code, c in known.items() if c}


def step_labels(facet: str, values: Iterable[str]) -> dict[str, str]:
    """Words for values of the facets of few values: "100 to 249 words", "March 2014", "the place itself"."""
    make = {"length": _length, "carried": _carried, "month": _month, "reading": lambda value: _READINGS.get(value, "")}
    labels = {value: make[facet](value) for value in values}
    return {value: label for value, label in labels.items() if label}


_READINGS = {
    "literal": "the place itself",
    "metonymic": "the place for those who act there",
    "adjectival": "as an adjective",
}


def _length(value: str) -> str:
    return f"{_steps(value)} words" if value in fields.LENGTHS else ""


def _carried(value: str) -> str:
    return "no copies" if value == "1" else f"{_steps(value)} copies" if value in fields.CARRIED else ""


def _steps(value: str) -> str:
    low, high = fields.ends(value)
    return f"{low:,} and more" if high is None else f"{low:,} to {high:,}" if low else f"up to {high:,}"


def _month(value: str) -> str:
    year, _, month = value.partition("-")
    return f"{calendar.month_name[int(month)]} {year}" if month.isdecimal() and 1 <= int(month) <= 12 else ""


def _fitting(text: str, known: Iterable[tuple[str, str]]) -> list[Found]:
    """By id, else by name."""
    rows = list(known)
    by_id = [Found(id, name) for id, name in rows if id == text]
    return by_id or [Found(id, name) for id, name in rows if fold(name) == fold(text) or fold(id) == fold(text)]


def _beginning(rows: object, text: str) -> Iterable[str]:
    """Names that share their first two letters with a text, or its last word: surnames are what is mistyped."""
    folded = fold(text)
    last = folded.rpartition(" ")[2]
    wanted = Q(folded__startswith=folded[:2]) | Q(folded__startswith=last[:2])
    names: Iterable[str] = rows.filter(wanted).exclude(kind="demonym").values_list("text", flat=True)[:_NEAR_AMONG]  # type: ignore[attr-defined]
    return names


def _with(rows: object, text: str) -> Iterable[str]:
    """Names in which a text stands somewhere."""
    named = rows.filter(folded__contains=fold(text)).exclude(kind="demonym")  # type: ignore[attr-defined]
    names: Iterable[str] = named.values_list("text", flat=True)[:_NEAR_AMONG]
    return names


def _holding(text: str, known: Iterable[str]) -> list[str]:
    """The names that have the text as whole words of theirs, shortest first: `bbc` is one of www.bbc.com."""
    words = fold(text)
    if not words:
        return []
    whole = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
    by_fold = {fold(_JOINTS.sub(" ", name)): name for name in known}
    held = sorted((name for name in by_fold if whole.search(name)), key=lambda name: (len(name), name))
    return [by_fold[name] for name in held[:_HOLDING]]


def _near(text: str, known: Iterable[str]) -> list[str]:
    by_fold = {fold(name): name for name in known}
    return [by_fold[folded] for folded in nearest(fold(text), tuple(sorted(by_fold)))]
