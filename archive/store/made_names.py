"""Which printed names are of actors that an editor made (store.made): asked by all that writes tags."""

from __future__ import annotations

from collections.abc import Iterable

from archive.models import Actor, ActorName

WHY = "Made an actor by an editor: whoever is printed by this full name."
KINDS = {"person": "person", "organisation": "other"}
"""Kind of the mention → kind of the actor: of a body more is not known."""
Key = tuple[str, str]
"""Folded name and kind of the actor."""


def made_of(names: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Made actors of candidates: (folded name, kind of the mention) → actor's id, for those that have one."""
    wanted = set(names)
    made = made_named({folded for folded, _ in wanted})
    return {(folded, kind): id for folded, kind in wanted if (id := made.get((folded, KINDS.get(kind, ""))))}


def made_named(folded: Iterable[str]) -> dict[Key, str]:
    """Made actors of folded names: (folded name, kind of the actor) → actor's id."""
    rows = ActorName.objects.filter(actor__id__startswith=Actor.MADE_PREFIX, folded__in=list(folded))
    return {(text, kind): id for text, kind, id in rows.values_list("folded", "actor__kind", "actor_id")}
