"""Reading the authority back from the database, and finding actors and places by any of their names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, cast

from archive.authority import values
from archive.authority.names import fold
from archive.models import Actor, ActorName, AuthorityState, Mention, Place, PlaceName, Role
from archive.search.query import Access, candidate_name
from archive.selectors.access import visible_articles


def authority_version() -> str:
    return AuthorityState.objects.values_list("version", flat=True).first() or ""


def authority() -> values.Authority:
    """The whole authority as the tagger reads it; towns of the gazetteer, which it knows itself, left out, and actors
    made from a printed name, which writing the tags knows (store.made): its version does not tell of them."""
    actor_names, place_names = defaultdict(list), defaultdict(list)
    for owner, text, lang, kind in ActorName.objects.order_by("id").values_list("actor_id", "text", "lang", "kind"):
        actor_names[owner].append(values.Name(text, lang, cast(Any, kind)))
    shipped = PlaceName.objects.filter(place__shipped=True).order_by("id")
    for owner, text, lang, kind in shipped.values_list("place_id", "text", "lang", "kind"):
        place_names[owner].append(values.Name(text, lang, cast(Any, kind)))
    return values.Authority(
        version=authority_version(),
        actors={
            a.id: _actor(a, tuple(actor_names[a.id]))
            for a in Actor.objects.filter(merged_into=None).exclude(id__startswith=Actor.MADE_PREFIX).order_by("id")
        },
        places={p.id: _place(p, tuple(place_names[p.id])) for p in Place.objects.filter(shipped=True).order_by("id")},
        roles=tuple(_role(r) for r in Role.objects.order_by("id")),
    )


def _actor(row: Actor, names: tuple[values.Name, ...]) -> values.Actor:
    return values.Actor(
        id=row.id,
        kind=cast(Any, row.kind),
        name=row.name,
        names=names,
        description=row.description,
        gender=cast(Any, row.gender),
        part_of=tuple(row.part_of),
        place=row.place,
        start=row.start,
        end=row.end,
        wikidata=row.wikidata,
        wikidata_source=row.wikidata_source,
        wikipedia=row.wikipedia,
    )


def _place(row: Place, names: tuple[values.Name, ...]) -> values.Place:
    return values.Place(
        id=row.id,
        kind=cast(Any, row.kind),
        name=row.name,
        lat=row.lat,
        lon=row.lon,
        country=row.country,
        parent=row.parent,
        names=names,
        population=row.population,
        government=row.government,
        geonames=row.geonames,
        wikidata=row.wikidata,
        origin=row.origin,
    )


def _role(row: Role) -> values.Role:
    titles = tuple(values.Name(text, lang, "title") for text, lang in row.titles)
    return values.Role(row.person_id, row.organisation_id, row.office, row.start, row.end, titles, row.source)


# Kinds of names that mean their bearer by themselves. A capital or a demonym does not.
_OWN_NAMES = ("name", "alias", "acronym", "transliteration", "surname")


def actors_named(text: str) -> list[Actor]:
    """Actors with this id or any such name in any spelling or script; full names before surnames, then by name."""
    by_id = Actor.objects.filter(pk=text)
    if by_id:
        return list(by_id)
    rows = ActorName.objects.filter(folded=fold(text), kind__in=_OWN_NAMES).select_related("actor")
    return sorted({row.actor for row in rows}, key=lambda actor: (actor.name, actor.id))


def places_named(text: str) -> list[Place]:
    """Places with this id or name that the archive knows, the most populous first."""
    by_id = Place.objects.filter(pk=text)
    if by_id:
        return list(by_id)
    rows = PlaceName.objects.filter(folded=fold(text)).exclude(kind="demonym").select_related("place")
    return sorted({row.place for row in rows}, key=lambda place: (-place.population, place.id))


def candidates_named(text: str, access: Access, kind: str = "") -> list[str]:
    """Printed names, in this spelling but for case and accents, of people and organisations that the authority lacks
    (`kind`: "person" or "organisation" alone). Only of articles whose text this person may read: that a name is
    known tells that it was printed."""
    rows = Mention.objects.filter(candidate_folded=fold(text)[:400]).exclude(candidate_folded="")
    rows = rows.filter(article__withdrawn_at__isnull=True, article__source__rights__in=access.text)
    if access.collections is not None:
        rows = rows.filter(article__in=visible_articles(access))
    if kind:
        rows = rows.filter(kind=kind)
    return sorted(set(rows.values_list("candidate", flat=True)))


# Ids in one statement at most; PostgreSQL takes 65,535 parameters.
_AT_ONCE = 10_000


def in_chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """The ids in pieces that one statement can name."""
    return (ids[n : n + _AT_ONCE] for n in range(0, len(ids), _AT_ONCE))


def actor_labels(ids: Sequence[str]) -> dict[str, str]:
    """Actor id, or value that stands for a printed name → name to show."""
    labels = {id: name for id in ids if (name := candidate_name(id))}
    for some in in_chunks([id for id in ids if id not in labels]):
        labels |= Actor.objects.filter(pk__in=some).values_list("pk", "name")
    return labels


def place_labels(ids: Sequence[str]) -> dict[str, str]:
    """Place id → name to show."""
    return {
        id: name for some in in_chunks(ids) for id, name in Place.objects.filter(pk__in=some).values_list("pk", "name")
    }
