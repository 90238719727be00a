"""Actors made by an editor from a printed name, and the articles that name them.

The rule that joins articles: whoever is printed by this full name (folded, so that case, accents and hyphens do not
count), as a person or as a body, and is nobody whom the authority lists, is this actor. The tagger does not know made
actors; every write of tags applies the rule, so it holds for articles that come later, and when all is tagged again.
"""

from __future__ import annotations

import secrets
import time
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from archive.authority.names import fold
from archive.models import Actor, ActorName, Article, AuthorityState, Mention
from archive.store.due import mark_index_due, rulings_hold
from archive.store.made_names import KINDS, WHY, made_named
from archive.store.rulings import rulings_apply


def actor_make(name: str, kind: str) -> Actor:
    """The actor of this printed name and kind ("person", "organisation"), made where there is none; all articles that
    print it are its articles from now on."""
    with transaction.atomic():
        rulings_hold()
        AuthorityState.objects.get_or_create(id=1)
        AuthorityState.objects.select_for_update().get(id=1)  # two editors at once make one actor
        found = made_named([fold(name)]).get((fold(name), KINDS[kind]))
        if found:
            return Actor.objects.get(pk=found)
        actor = Actor.objects.create(
            id=f"{Actor.MADE_PREFIX}{_uuid7()}",
            kind=KINDS[kind],
            name=name,
            description="Made by an editor from the printed name",
        )
        ActorName.objects.create(actor=actor, text=name, folded=fold(name), kind="name")
        rows = Mention.objects.filter(candidate_folded=fold(name), kind=kind)
        articles = _locked(rows)
        rows.update(actor=actor, candidate="", candidate_folded="", why=WHY)
        with connection.cursor() as cursor:
            cursor.execute(_SPEAKERS, [actor.pk, actor.pk])
        rulings_apply(articles)
        mark_index_due(articles)
        return actor


_SPEAKERS = """
UPDATE archive_quote q SET speaker_id = %s
  FROM archive_mention m
 WHERE m.actor_id = %s AND q.article_id = m.article_id AND q.part = m.part AND q.speaker_id IS NULL
   AND q.speaker_start = m.start AND q.speaker_end = m."end"
"""


def actor_unmake(actor: Actor) -> None:
    """Undo `actor_make`: the name is a mere name again everywhere. ValueError for an actor that was not made."""
    if not actor.is_made:
        raise ValueError(f"{actor.pk} was not made from a printed name")
    with transaction.atomic():
        rulings_hold()
        rows = Mention.objects.filter(actor=actor)
        articles = _locked(rows)
        rows.update(
            actor=None,
            candidate=actor.name[:200],
            candidate_folded=fold(actor.name)[:400],
            why="The authority lists nobody of this name.",
        )
        actor.delete()
        rulings_apply(articles)
        mark_index_due(articles)


def _locked(rows: QuerySet[Mention, Any]) -> list[int]:
    """The articles of mentions, locked in their order: nobody lays rulings over what is changed here."""
    found = Article.objects.filter(pk__in=rows.values("article_id")).order_by("pk")
    return list(found.select_for_update().values_list("pk", flat=True))


def _uuid7() -> UUID:
    """A UUID of version 7 (RFC 9562): 48 bits of milliseconds, the rest random."""
    value = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)
