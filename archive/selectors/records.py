"""Everything of an article that its search document holds, read in a fixed number of queries a batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import Count

from archive.models import (
    Actor,
    Article,
    Collection,
    IndexGeneration,
    Mention,
    Place,
    Quote,
    SpokenDate,
    TagState,
)
from archive.search.documents import ArticleRecord, QuoteRecord
from archive.search.query import Access, candidate_value
from archive.selectors.access import visible_articles
from archive.selectors.values import among, among_keys, fetched


def generation(id: int) -> IndexGeneration | None:
    """One generation, None if it has been forgotten."""
    return IndexGeneration.objects.filter(pk=id).first()


def retired_generations() -> list[IndexGeneration]:
    """Generations that serve nobody any more."""
    return list(IndexGeneration.objects.filter(state=IndexGeneration.State.RETIRED).order_by("pk"))


def serving_generation(shelf: str = "articles") -> IndexGeneration | None:
    return IndexGeneration.objects.filter(shelf=shelf, state=IndexGeneration.State.SERVING).first()


class Moment(NamedTuple):
    """What serves, and whether what is read now is what the index holds.

    `settled`: the authority's version where nothing waits for the index, None where something does.
    """

    generation: IndexGeneration | None
    settled: str | None


def moment() -> Moment:
    """Now: asked by every page, so one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_MOMENT)
        waits, version, *row = cursor.fetchone()
    generation = IndexGeneration.from_db(connection.alias, _GENERATION, row) if row[0] is not None else None
    return Moment(generation, None if waits else version or "")


_GENERATION = [field.attname for field in IndexGeneration._meta.concrete_fields]
_MOMENT = f"""
SELECT EXISTS (SELECT FROM archive_article WHERE index_due) OR EXISTS (SELECT FROM archive_gone),
       (SELECT version FROM archive_authoritystate LIMIT 1), {", ".join(f"g.{name}" for name in _GENERATION)}
  FROM (SELECT) one LEFT JOIN archive_indexgeneration g ON g.shelf = 'articles' AND g.state = 'serving'
"""  # noqa: S608 - names of our own columns


def doc_versions(first: int, last: int) -> dict[int, int]:
    """id → doc_version of the articles that the index must hold, ids first..last inclusive."""
    rows = Article.objects.filter(pk__range=(first, last), withdrawn_at__isnull=True)
    return dict(rows.values_list("pk", "doc_version"))


def quote_counts(first: int, last: int) -> dict[int, int]:
    """Article id → how many quotes the text has, withdrawn articles too; those without any are left out."""
    rows = Quote.objects.filter(article_id__gte=first, article_id__lte=last, part="body")
    return dict(rows.order_by().values_list("article_id").annotate(Count("pk")))


def id_range() -> tuple[int, int]:
    """Lowest and highest article id; (1, 0) of an empty archive."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(min(id), 1), coalesce(max(id), 0) FROM archive_article")
        low, high = cursor.fetchone()
    return low, high


def article_records(ids: Sequence[int]) -> list[ArticleRecord]:
    """The records of these articles, by id; withdrawn and missing ones are left out."""
    articles = list(
        Article.objects.filter(pk__in=among(ids), withdrawn_at__isnull=True).select_related("source").order_by("pk")
    )
    present = [article.pk for article in articles]
    collections = _collections(present)
    tags = _Tags(present)
    groups = _copies({a.copy_group_id for a in articles if a.copy_group_id})
    return [
        _record(article, collections[article.pk], tags, groups.get(article.copy_group_id or 0)) for article in articles
    ]


def _record(
    article: Article, collections: list[tuple[int, str]], tags: _Tags, group: tuple[int, int] | None
) -> ArticleRecord:
    id = article.pk
    mentions, quotes = tags.mentions[id], tags.quotes[id]
    literal = {m.place for m in mentions if m.place and m.reading == "literal"}
    actors = {m.actor for m in mentions if m.actor}
    named = actors | {m.place for m in mentions if m.place}
    copies, first = group or (1, id)
    persons, orgs = _by_kind(mentions, tags.kinds)
    return ArticleRecord(
        id=id,
        version=article.doc_version,
        title=article.title,
        body=article.body,
        language=article.language,
        source=article.source.slug,
        source_name=article.source.name,
        rights=article.source.rights,  # type: ignore[arg-type]
        collections=tuple(pk for pk, _ in collections),
        collection_slugs=tuple(slug for _, slug in collections),
        first_seen=article.first_seen,
        words=article.words,
        published=article.published,
        byline=article.byline,
        section=article.section,
        url=article.url or "",
        external_id=article.external_id or "",
        copy_group=article.copy_group_id,
        copies=copies,
        is_first=first == id,
        revisions=article.revision_count,
        tagged=id in tags.tagged,
        actors=tuple(sorted(actors)),
        actor_kinds=tuple(sorted({tags.kinds[actor] for actor in actors})),
        persons=persons,
        orgs=orgs,
        readings=tuple(sorted({m.reading for m in mentions if m.reading})),
        candidates=tuple(sorted({m.candidate for m in mentions if m.candidate})),
        unidentified=sum(bool(m.candidate) for m in mentions),
        speakers=tuple(sorted({q.record.speaker for q in quotes if q.record.speaker})),
        places=tuple(sorted({above for place in literal for above in (place, *tags.ancestors[place])})),
        places_named=tuple(sorted(literal)),
        countries=tuple(sorted({m.country for m in mentions if m.country})),
        names=tuple(sorted(named)),
        quotes=tuple(q.record for q in quotes if q.part == "body"),
        spoken=tuple(sorted(set(tags.dates[id]))),
    )


class _Mentioned(NamedTuple):
    kind: str
    reading: str
    actor: str | None
    place: str | None
    country: str
    candidate: str


class _Quoted(NamedTuple):
    part: str
    record: QuoteRecord


def _by_kind(mentions: Sequence[_Mentioned], kinds: dict[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Persons, and all other actors, as values of the facet; printed names by the kind that they were printed as."""
    persons, orgs = set[str](), set[str]()
    for mention in mentions:
        if mention.actor:
            (persons if kinds[mention.actor] == "person" else orgs).add(mention.actor)
        elif mention.candidate and mention.kind in ("person", "organisation"):
            (persons if mention.kind == "person" else orgs).add(candidate_value(mention.candidate))
    return tuple(sorted(persons)), tuple(sorted(orgs))


class _Tags:
    """The tags of a batch, by article; `kinds` of the actors and `ancestors` of the places that are named in it."""

    def __init__(self, ids: Sequence[int]) -> None:
        these = among(ids)
        done = TagState.objects.filter(article_id__in=these, state=TagState.State.DONE, language__gt="")
        self.tagged = {pk for (pk,) in fetched(done.values_list("pk"), connection)}
        self.mentions: dict[int, list[_Mentioned]] = defaultdict(list)
        self.quotes: dict[int, list[_Quoted]] = defaultdict(list)
        self.dates: dict[int, list[tuple[date, date]]] = defaultdict(list)
        mentions = Mention.objects.filter(article_id__in=these).order_by("id")
        for article, *mention in fetched(
            mentions.values_list("article_id", "kind", "reading", "actor_id", "place_id", "country", "candidate"),
            connection,
        ):
            self.mentions[article].append(_Mentioned(*mention))
        quotes = Quote.objects.filter(article_id__in=these).order_by("id")
        for article, part, start, end, kind, speaker, pk in fetched(
            quotes.values_list("article_id", "part", "start", "end", "type", "speaker_id", "pk"), connection
        ):
            self.quotes[article].append(_Quoted(part, QuoteRecord(start, end, kind, speaker or "", pk)))
        dates = SpokenDate.objects.filter(
            article_id__in=these, first__isnull=False, last__isnull=False, type__in=["DATE", "TIME"]
        ).exclude(value__endswith="_REF")
        for article, first, last in fetched(dates.values_list("article_id", "first", "last"), connection):
            self.dates[article].append((first, last))
        named = [mention for some in self.mentions.values() for mention in some]
        self.kinds = _by_id(Actor, "kind", {mention.actor for mention in named if mention.actor})
        self.ancestors = _by_id(Place, "ancestors", {mention.place for mention in named if mention.place})


def _by_id(model: type[Actor] | type[Place], field: str, ids: set[str]) -> dict[str, Any]:
    rows = model.objects.order_by().filter(pk__in=among_keys(list(ids))).values_list("pk", field)
    return dict(fetched(rows, connection)) if ids else {}


def _collections(ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    slugs = dict(Collection.objects.values_list("pk", "slug"))
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for article_id, collection_id in (
        Article.collections.through.objects.filter(article_id__in=ids)
        .order_by("collection_id")
        .values_list("article_id", "collection_id")
    ):
        found[article_id].append((collection_id, slugs[collection_id]))
    return found


def _copies(groups: set[int]) -> dict[int, tuple[int, int]]:
    """Copy group → (members, id of its first: earliest published, unknown last, then lowest id)."""
    members: dict[int, list[Article]] = defaultdict(list)
    fields = ("pk", "copy_group_id", "published_precision", "published_on", "published_at", "published_from")
    for article in Article.objects.filter(copy_group_id__in=groups, withdrawn_at__isnull=True).only(*fields):
        members[article.copy_group_id or 0].append(article)
    return {group: (len(some), min(some, key=published_order).pk) for group, some in members.items()}


def published_order(article: Article) -> tuple[bool, datetime, int]:
    """Sort key: earliest published on the archive's wall clock, unknown last, then the lowest id."""
    span = article.published.span(ZoneInfo(settings.ARCHIVE_ZONE))
    return (False, span.start, article.pk) if span else (True, datetime(1, 1, 1), article.pk)


def archive_span(access: Access) -> tuple[date | None, date | None]:
    """First and last publication day of the articles that this person may know of; (None, None) where none is known."""
    dated = visible_articles(access).filter(withdrawn_at__isnull=True, published_on__isnull=False)
    # Each end by itself in the order of the index: found at its first article, without counting all.
    days = dated.values_list("published_on", flat=True)
    return days.order_by("published_on").first(), days.order_by("-published_on").first()
