"""Articles with tags and rights for export tests."""

from __future__ import annotations

from typing import Any

from archive import store
from archive.models import Actor, Article, Place, Source
from archive.tagging.values import Mention, Quote, SpokenDate, Tags
from tests.support import articles

# A sentence that must never leave the archive where the rights of its source forbid it.
CANARY = "The heliotrope ledger weighs nineteen marmots precisely"


def people() -> None:
    """Two actors and a place."""
    for id, name in (("sergey-lavrov", "Sergey Lavrov"), ("john-kerry", "John Kerry")):
        Actor.objects.get_or_create(id=id, defaults={"kind": "person", "name": name})
    Place.objects.get_or_create(
        id="london", defaults={"kind": "city", "name": "London", "lat": 51.5, "lon": -0.1, "country": "GB"}
    )


def tag(article: Article, tags: Tags) -> None:
    store.tags_write([(article.pk, article.text_version, tags)], "test tagger", lambda _: None)
    article.refresh_from_db()


def tagged(body: str = 'In London Lavrov said "no" on Sunday.', **fields: object) -> Article:
    """An article in which Lavrov is mentioned and quoted, and London and a Sunday are named."""
    people()
    article = articles.keep_one(body=body, **fields)
    tag(
        article,
        Tags(
            "en",
            (
                Mention(3, 9, body[3:9], "place", "literal", place="london", country="GB", why="a city"),
                Mention(10, 16, body[10:16], "person", actor="sergey-lavrov", why="his surname"),
            ),
            (Quote(22, 26, "direct", 10, 16, "sergey-lavrov", 17, 21),),
            (SpokenDate(30, 36, body[30:36], "DATE", "2014-03-16"),),
        ),
    )
    return article


def restrict(article: Article, rights: str) -> None:
    Source.objects.filter(pk=article.source_id).update(rights=rights)
    store.mark_index_due(Article.objects.filter(source_id=article.source_id).values_list("pk", flat=True))
    article.refresh_from_db()


def words_of(value: Any) -> str:
    """Everything in a JSON value as one text, to look for what must not be there."""
    if isinstance(value, dict):
        return " ".join(words_of(item) for pair in value.items() for item in pair)
    if isinstance(value, list | tuple):
        return " ".join(words_of(item) for item in value)
    return str(value)
