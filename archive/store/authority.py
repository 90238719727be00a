"""Writing the authority's values to the database: what changed changes, nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from archive.authority import values
from archive.authority.names import fold
from archive.models import Actor, ActorName, Article, AuthorityState, Place, PlaceName, Role, TagState
from archive.store.due import wake_tag

_ACTOR_FIELDS = (
    "kind",
    "name",
    "description",
    "gender",
    "part_of",
    "place",
    "start",
    "end",
    "wikidata",
    "wikidata_source",
    "wikipedia",
)
_PLACE_FIELDS = (
    "kind",
    "name",
    "lat",
    "lon",
    "country",
    "parent",
    "ancestors",
    "population",
    "government",
    "geonames",
    "wikidata",
    "origin",
    "shipped",
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: ids added, changed and no longer shipped."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    dropped: tuple[str, ...]


def ancestors(place_id: str, places: dict[str, values.Place]) -> list[str]:
    """Ids of what contains a place, nearest first; a loop in the data ends the walk."""
    found: list[str] = []
    place = places.get(place_id)
    while place and place.parent and place.parent not in found and place.parent != place_id:
        found.append(place.parent)
        place = places.get(place.parent)
    return found


def authority_load(authority: values.Authority) -> Loaded:
    """Bring actors, places, names and roles to what the authority says; all tags are then of an earlier version.

    Actors that are no longer shipped stay (their addresses are permanent) but lose their names, so that
    nothing more is tagged as them.
    """
    with transaction.atomic():
        state, _ = AuthorityState.objects.select_for_update().get_or_create(id=1)
        if state.version == authority.version:
            return Loaded((), (), ())
        actors = _load_actors(authority)
        places = _load_places(authority)
        _load_roles(authority)
        AuthorityState.objects.filter(id=1).update(version=authority.version, loaded=timezone.now())
        loaded = Loaded(*(one + two for one, two in zip(actors, places, strict=True)))
        wake_tag()  # all tags are of an earlier version now (selectors.outdated)
        return loaded


NO_TAGGER = ""  # no version of the tagger is called so

# Tags marked at once: some 0.1 s, which is all that somebody who writes one of them may have to wait.
_MARKED_AT_ONCE = 5_000


def tag_all_again() -> int:
    """Let all tags count as made by an earlier version, and what was never tagged as due; how many articles that are.

    They keep their tags until new ones take their place, and wait behind what is due, the newest first. Marked a part
    at a time: no writer waits for all of them. A kill leaves the rest unmarked, so call it again.
    """
    last, count = 0, 0
    while ids := list(
        TagState.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_MARKED_AT_ONCE]
    ):
        count += TagState.objects.filter(pk__in=ids).exclude(tagger=NO_TAGGER).update(tagger=NO_TAGGER)
        last = ids[-1]
    tag_untagged()
    return count


def tag_untagged(*, failed: bool = False) -> None:
    """Mark articles that were never tagged as due; with `failed`, those set aside too."""
    due = Article.objects.filter(withdrawn_at__isnull=True, tag_due=False)
    due.filter(tag_state__isnull=True).update(tag_due=True)
    if failed:
        due.filter(tag_state__state=TagState.State.FAILED).update(tag_due=True)
    wake_tag()


Ids = tuple[str, ...]


def _load_actors(authority: values.Authority) -> tuple[Ids, Ids, Ids]:
    wanted = {
        a.id: Actor(id=a.id, **{f: _column(getattr(a, f)) for f in _ACTOR_FIELDS}) for a in authority.actors.values()
    }
    present = {actor.id: actor for actor in Actor.objects.all()}
    names_wanted = {a.id: _names(a.names, a.name) for a in authority.actors.values()}
    names_present = _names_by_owner(ActorName.objects.values_list("actor_id", "text", "lang", "kind"))
    added = tuple(id for id in wanted if id not in present)
    changed = tuple(
        id
        for id in wanted
        if id in present
        and (_differs(wanted[id], present[id], _ACTOR_FIELDS) or names_wanted[id] != names_present.get(id, set()))
    )
    dropped = tuple(id for id in present if id not in wanted and id in names_present and not present[id].is_made)
    Actor.objects.bulk_create([wanted[id] for id in added], batch_size=500)
    Actor.objects.bulk_update([wanted[id] for id in changed], _ACTOR_FIELDS, batch_size=500)
    ActorName.objects.filter(actor_id__in=[*changed, *dropped]).delete()
    ActorName.objects.bulk_create(
        [
            ActorName(actor_id=id, text=text, lang=lang, kind=kind, folded=fold(text))
            for id in (*added, *changed)
            for text, lang, kind in sorted(names_wanted[id])
        ],
        batch_size=1000,
    )
    return added, changed, dropped


def _load_places(authority: values.Authority) -> tuple[Ids, Ids, Ids]:
    wanted = {p.id: place_row(p, ancestors(p.id, authority.places)) for p in authority.places.values()}
    present = {place.id: place for place in Place.objects.filter(id__in=list(wanted))}
    present |= {place.id: place for place in Place.objects.filter(shipped=True)}
    names_wanted = {p.id: _names(p.names, p.name) for p in authority.places.values()}
    names_present = _names_by_owner(
        PlaceName.objects.filter(place_id__in=list(present)).values_list("place_id", "text", "lang", "kind")
    )
    added = tuple(id for id in wanted if id not in present)
    changed = tuple(
        id
        for id in wanted
        if id in present
        and (_differs(wanted[id], present[id], _PLACE_FIELDS) or names_wanted[id] != names_present.get(id, set()))
    )
    dropped = tuple(id for id, place in present.items() if id not in wanted and place.shipped)
    Place.objects.bulk_create([wanted[id] for id in added], batch_size=500)
    Place.objects.bulk_update([wanted[id] for id in changed], _PLACE_FIELDS, batch_size=500)
    Place.objects.filter(id__in=dropped).update(shipped=False)
    PlaceName.objects.filter(place_id__in=changed).delete()
    PlaceName.objects.bulk_create(
        [
            PlaceName(place_id=id, text=text, lang=lang, kind=kind, folded=fold(text))
            for id in (*added, *changed)
            for text, lang, kind in sorted(names_wanted[id])
        ],
        batch_size=1000,
    )
    return added, changed, dropped


def _load_roles(authority: values.Authority) -> None:
    Role.objects.exclude(person__id__startswith=Actor.MADE_PREFIX).delete()
    Role.objects.bulk_create(
        [
            Role(
                person_id=r.person,
                organisation_id=r.organisation,
                office=r.office,
                start=r.start,
                end=r.end,
                titles=[[t.text, t.lang] for t in r.titles],
                source=r.source,
            )
            for r in authority.roles
        ],
        batch_size=500,
    )


def place_row(place: values.Place, above: list[str], *, shipped: bool = True) -> Place:
    fields = {f: getattr(place, f) for f in _PLACE_FIELDS if f not in ("ancestors", "shipped")}
    return Place(id=place.id, ancestors=above, shipped=shipped, **fields)


def place_name_rows(place: values.Place) -> list[PlaceName]:
    return [
        PlaceName(place_id=place.id, text=text, lang=lang, kind=kind, folded=fold(text))
        for text, lang, kind in sorted(_names(place.names, place.name))
    ]


def _names(names: tuple[values.Name, ...], preferred: str) -> set[tuple[str, str, str]]:
    found: set[tuple[str, str, str]] = {(name.text, name.lang, name.kind) for name in names}
    if not any(text == preferred for text, _, _ in found):
        found.add((preferred, "en", "name"))
    return found


def _names_by_owner(rows: Iterable[tuple[str, str, str, str]]) -> dict[str, set[tuple[str, str, str]]]:
    found: dict[str, set[tuple[str, str, str]]] = {}
    for owner, text, lang, kind in rows:
        found.setdefault(owner, set()).add((text, lang, kind))
    return found


def _differs(one: object, other: object, fields: tuple[str, ...]) -> bool:
    return any(_column(getattr(one, field)) != _column(getattr(other, field)) for field in fields)


def _column(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def authority_version() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM archive_authoritystate WHERE id = 1")
        row = cursor.fetchone()
    return row[0] if row else ""
