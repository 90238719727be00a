"""What single pages show beside search results: an article with its tags, an actor, a place, a source, the figures.

All of it is for somebody: text, quotes and tags of articles that `access` may not read are not even fetched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count, F, Max, Min, Q, QuerySet

from archive.models import (
    Actor,
    Article,
    Capture,
    Collection,
    IngestRun,
    Mention,
    Place,
    Quote,
    Revision,
    Role,
    Source,
    SpokenDate,
    TagState,
)
from archive.search.query import Access
from archive.selectors.access import may_read, visible_articles
from archive.selectors.cards import cards
from archive.selectors.records import published_order
from archive.text.when import PRECISIONS, UNKNOWN, Precision, Published


def collection_notes(ids: Sequence[int], access: Access) -> dict[int, tuple[str, ...]]:
    """Article id → what must be printed with it, from those of its collections that this person may know of
    ("Written for demonstration; …")."""
    found: dict[int, tuple[str, ...]] = {}
    rows = Article.collections.through.objects.filter(article_id__in=ids).exclude(collection__note="")
    if access.collections is not None:
        rows = rows.filter(collection_id__in=access.collections)
    for pk, note in rows.order_by("collection_id").values_list("article_id", "collection__note"):
        found[pk] = (*found.get(pk, ()), note)
    return found


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of a story, as a line: what it is called and where and when it was printed."""

    id: int
    title: str
    language: str
    source: str
    source_name: str
    published: Published


def other_copies(ids: Sequence[int], access: Access) -> dict[int, tuple[Copy, ...]]:
    """Article id → the other copies of its story that this person may see, earliest first."""
    groups = copy_groups(ids)
    members: dict[int, list[Article]] = defaultdict(list)
    rows = visible_articles(access).filter(copy_group_id__in=set(groups.values()), withdrawn_at__isnull=True)
    for row in rows.defer("body").select_related("source"):
        members[row.copy_group_id or 0].append(row)
    told = {
        group: [
            Copy(row.pk, row.title, row.language, row.source.slug, row.source.name, row.published)
            for row in sorted(some, key=published_order)
        ]
        for group, some in members.items()
    }
    return {id: tuple(one for one in told.get(group, ()) if one.id != id) for id, group in groups.items()}


def copy_groups(ids: Sequence[int]) -> dict[int, int]:
    """Article id → its copy group; articles without copies are left out."""
    rows = Article.objects.filter(pk__in=ids, copy_group__isnull=False)
    return dict(rows.values_list("pk", "copy_group_id"))


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article and everything its page shows. Tags are empty where the text may not be read."""

    article: Article
    may_read: bool
    notes: tuple[str, ...]
    collections: tuple[Collection, ...]
    mentions: tuple[Mention, ...]
    quotes: tuple[Quote, ...]
    dates: tuple[SpokenDate, ...]
    captures: tuple[Capture, ...]
    revisions: tuple[Revision, ...]
    copies: tuple[Article, ...]
    tag_state: TagState | None
    before: Article | None
    after: Article | None


def article_page(article_id: int, access: Access) -> ArticlePage | None:
    """None if there is no such article for this person. A withdrawn one comes without anything but its reason."""
    article = visible_articles(access).filter(pk=article_id).select_related("source").first()
    if article is None:
        return None
    readable = may_read(article, access) and article.withdrawn_at is None
    tags = Mention.objects.filter(article=article).select_related("actor", "place")
    before, after = _neighbours(article, access)
    return ArticlePage(
        article=article,
        may_read=readable,
        notes=collection_notes([article.pk], access).get(article.pk, ()),
        collections=tuple(_collections_of(article, access)),
        mentions=tuple(tags.order_by("part", "start", F("end").desc())) if readable else (),
        quotes=tuple(article.quotes.select_related("speaker").order_by("part", "start")) if readable else (),
        dates=tuple(article.spoken_dates.order_by("part", "start")) if readable else (),
        captures=tuple(article.captures.select_related("run").order_by("pk")),
        revisions=tuple(article.revisions.order_by("number")) if readable else (),
        copies=tuple(_other_copies(article, access)),
        tag_state=TagState.objects.filter(article=article).first(),
        before=before,
        after=after,
    )


def _collections_of(article: Article, access: Access) -> Iterable[Collection]:
    rows = article.collections.all()
    return rows if access.collections is None else rows.filter(pk__in=access.collections)


def _other_copies(article: Article, access: Access) -> list[Article]:
    if article.copy_group_id is None:
        return []
    others = visible_articles(access).filter(copy_group_id=article.copy_group_id, withdrawn_at__isnull=True)
    return sorted(others.exclude(pk=article.pk).defer("body").select_related("source"), key=published_order)


def _neighbours(article: Article, access: Access) -> tuple[Article | None, Article | None]:
    """The article before and after in the same source by day, then id; none where the date is unknown."""
    if article.published_on is None:
        return None, None
    same = visible_articles(access).filter(source=article.source, withdrawn_at__isnull=True, published_on__isnull=False)
    same = same.defer("body")
    here = article.published_on
    earlier = same.filter(Q(published_on__lt=here) | Q(published_on=here, pk__lt=article.pk))
    later = same.filter(Q(published_on__gt=here) | Q(published_on=here, pk__gt=article.pk))
    return earlier.order_by("-published_on", "-pk").first(), later.order_by("published_on", "pk").first()


@dataclass(frozen=True, slots=True)
class Figures:
    """What the archive holds, for one person."""

    articles: int
    sources: int
    languages: int
    undated: int
    first: Published
    last: Published
    last_ingest: datetime | None
    untagged: int


def figures(access: Access) -> Figures:
    articles = visible_articles(access).filter(withdrawn_at__isnull=True)
    row = articles.aggregate(
        n=Count("pk"),
        sources=Count("source", distinct=True),
        languages=Count("language", distinct=True),
        undated=Count("pk", filter=Q(published_precision="unknown")),
        first=Min("published_on"),
        last=Max("published_on"),
    )
    untagged = articles.exclude(tag_state__state=TagState.State.DONE, tag_state__language__gt="").count()
    last = IngestRun.objects.filter(finished__isnull=False).aggregate(last=Max("finished"))["last"]
    first, final = (_as_known(articles, row[end]) for end in ("first", "last"))
    return Figures(row["n"], row["sources"], row["languages"], row["undated"], first, final, last, untagged)


def _as_known(articles: QuerySet[Article], on: date | None) -> Published:
    """The day `on` as finely as any of the articles printed on it knows it: the first of a month may be the month."""
    if on is None:
        return UNKNOWN
    if on.day != 1:  # months and years are given by their first days
        return Published("day", on)
    known = set(articles.filter(published_on=on).values_list("published_precision", flat=True))
    fine: list[Precision] = [precision for precision in reversed(PRECISIONS) if precision in known]
    return Published("day" if not fine or fine[0] == "minute" else fine[0], on)


def sources(access: Access) -> list[Source]:
    """Sources with visible articles, each with `count`, `first`, `last` (as finely as known) and `undated`."""
    articles = visible_articles(access).filter(withdrawn_at__isnull=True)
    condition = Q(articles__in=articles)
    found: list[Source] = list(
        Source.objects.annotate(
            count=Count("articles", filter=condition),
            first=Min("articles__published_on", filter=condition),
            last=Max("articles__published_on", filter=condition),
            undated=Count("articles", filter=condition & Q(articles__published_precision="unknown")),
        )
        .filter(count__gt=0)
        .order_by("name")
    )
    for source in found:
        for end in ("first", "last"):
            setattr(source, end, _as_known(articles.filter(source=source), getattr(source, end)))
    return found


def source_page(slug: str, access: Access) -> Source | None:
    return next((source for source in sources(access) if source.slug == slug), None)


@dataclass(frozen=True, slots=True)
class ActorPage:
    """An actor: names by script, offices over time, parts; and the id that replaced it, if it was merged."""

    actor: Actor
    names: tuple[Any, ...]
    roles: tuple[Role, ...]
    office_holders: tuple[Role, ...]
    parts: tuple[Actor, ...]
    wholes: tuple[Actor, ...]
    place: Place | None


def actor_page(actor_id: str) -> ActorPage | None:
    """The actor, followed through merges."""
    actor = Actor.objects.filter(pk=actor_id).select_related("merged_into").first()
    while actor is not None and actor.merged_into is not None:
        actor = actor.merged_into
    if actor is None:
        return None
    return ActorPage(
        actor=actor,
        names=tuple(actor.names.order_by("lang", "kind", "text")),
        roles=tuple(actor.roles.select_related("organisation").order_by("start", "pk")),
        office_holders=tuple(actor.office_holders.select_related("person").order_by("office", "start", "pk")),
        parts=tuple(Actor.objects.filter(part_of__contains=[actor.pk]).order_by("start", "name")),
        wholes=tuple(Actor.objects.filter(pk__in=actor.part_of)),
        place=Place.objects.filter(pk=actor.place).first() if actor.place else None,
    )


@dataclass(frozen=True, slots=True)
class PlacePage:
    """A place: names by script, what contains it (nearest first), what it contains, who acts under its name."""

    place: Place
    names: tuple[Any, ...]
    above: tuple[Place, ...]
    within: tuple[Place, ...]
    government: Actor | None


def place_page(place_id: str) -> PlacePage | None:
    place = Place.objects.filter(pk=place_id).first()
    if place is None:
        return None
    above = {row.pk: row for row in Place.objects.filter(pk__in=place.ancestors)}
    return PlacePage(
        place=place,
        names=tuple(place.names.order_by("lang", "kind", "text")),
        above=tuple(above[id] for id in place.ancestors if id in above),
        within=tuple(Place.objects.filter(parent=place.pk).order_by("name")),
        government=Actor.objects.filter(pk=place.government).first() if place.government else None,
    )


def quotes_of(ids: Sequence[int], access: Access, *, speaker: str = "", limit: int = 20) -> list[Quote]:
    """Quotes of these articles that may be read, newest article first; of one speaker if given."""
    readable = [pk for pk, card in ((c.id, c) for c in cards(ids, access, names=1)) if card.may_read]
    quotes = Quote.objects.filter(article_id__in=readable).select_related("article__source", "speaker")
    if speaker:
        quotes = quotes.filter(speaker_id=speaker)
    order = (F("article__published_on").desc(nulls_last=True), "article_id", "part", "start")
    return list(quotes.order_by(*order)[:limit])


def database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)
