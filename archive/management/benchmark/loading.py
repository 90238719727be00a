"""A made archive (archive/bench/made.py) in the tables, by COPY, without indexing or tagging anything.
Indexes are made again at the end.
"""

from __future__ import annotations

import itertools
import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import connection, connections, models, transaction

from archive.authority.names import fold
from archive.bench import made
from archive.bench.made import MadeArticle
from archive.models import (
    Actor,
    Article,
    Collection,
    CopyGroup,
    Mention,
    Place,
    Quote,
    Source,
    SpokenDate,
    TagState,
)
from archive.store.copy import copy_in
from archive.text.similarity import copy_digest, text_digest

# Processes that make articles and write them; PostgreSQL works beside them.
PROCESSES = 2
TAGGER = "made"

_FILLED: tuple[type[models.Model], ...] = (
    Article, Article.collections.through, Mention, Quote, SpokenDate, TagState,
)  # fmt: skip


def load(count: int, seed: int, progress: Callable[[int], None] = lambda done: None) -> int:
    """Fill the archive up to the first `count` articles of this seed, a block of articles at least; how many it has.

    CommandError where it holds articles that are not made: nothing is written into an archive of somebody's.
    """
    if Article.objects.exclude(collections__slug=made.COLLECTION).exists():
        raise CommandError(
            "This archive has articles of its own; bench fills an archive that it made. "
            "Set DATA_DIR to an empty folder, and DATABASE_URL to none."
        )
    there = Article.objects.count()
    blocks = range(there // made.BLOCK, -(-count // made.BLOCK))
    if blocks:
        _frame()
        with _without_checks():
            _fill(seed, blocks, progress)
        _sequences()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return max(there, blocks.stop * made.BLOCK)


def _frame() -> None:
    """Collection, sources, actors and places, once."""
    with transaction.atomic():
        if Collection.objects.filter(slug=made.COLLECTION).exists():
            return
        Collection.objects.create(pk=made.COLLECTION_ID, slug=made.COLLECTION, name="Made articles")
        numbered = enumerate((made.source_name(n) for n in range(made.SOURCES)), 1)
        copy_in([Source(pk=n, slug=slug, name=name, rights=rights) for n, (slug, name, rights) in numbered])
        copy_in([Actor(id=actor.id, kind=actor.kind, name=actor.name) for actor in made.actors()])
        copy_in([_place(n, place) for n, place in enumerate(made.places())])


def _place(number: int, place: made.MadePlace) -> Place:
    """Somewhere on earth, no two at one point."""
    lat, lon = (number * 37) % 140 - 70 + number / 10_000, (number * 61) % 360 - 180
    return Place(
        id=place.id, kind=place.kind, name=place.name, lat=lat, lon=lon, country=place.country,
        parent=place.ancestors[0] if place.ancestors else "", ancestors=list(place.ancestors),
    )  # fmt: skip


# --- articles -----------------------------------------------------------------------------------------------


def _fill(seed: int, blocks: range, progress: Callable[[int], None]) -> None:
    connections.close_all()  # a child must not speak on this process's connection
    done = 0
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        for count in pool.imap_unordered(_block, ((seed, number) for number in blocks)):
            done += count
            progress(done)
        pool.close()
        pool.join()


def _block(asked: tuple[int, int]) -> int:
    seed, number = asked
    articles = made.block(seed, number)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")
        groups = {a.record.copy_group for a in articles if a.record.copy_group}
        copy_in([CopyGroup(pk=group) for group in sorted(groups)])
        copy_in([_article(one) for one in articles])
        of_collection = Article.collections.through
        copy_in([of_collection(article_id=a.record.id, collection_id=made.COLLECTION_ID) for a in articles])
        copy_in(list(_each(_mentions, articles)))
        copy_in(list(_each(_quotes, articles)))
        copy_in(list(_each(_spoken, articles)))
        copy_in([_tagged(one) for one in articles])
    return len(articles)


def _each(
    rows: Callable[[MadeArticle], Iterable[models.Model]], articles: Iterable[MadeArticle]
) -> Iterator[models.Model]:
    return itertools.chain.from_iterable(map(rows, articles))


_SOURCE_IDS = {made.source_name(n)[0]: n + 1 for n in range(made.SOURCES)}


def _article(one: MadeArticle) -> Article:
    record = one.record
    published = record.published
    return Article(
        id=record.id,
        source_id=_SOURCE_IDS[record.source],
        external_id=record.external_id,
        url=record.url,
        title=record.title,
        body=record.body,
        language=record.language,
        byline=record.byline,
        section=record.section,
        published_precision=published.precision,
        published_on=published.on,
        published_at=published.at,
        published_from=published.origin,
        first_seen=record.first_seen,
        words=record.words,
        title_length=len(record.title),
        body_length=len(record.body),
        digest=text_digest(record.title, record.body),
        body_digest=copy_digest(record.title, record.body, published.on),
        copy_group_id=record.copy_group,
        text_version=record.version,
        doc_version=record.version,
        index_due=False,
        tag_due=False,
        copies_due=False,
    )


def _mentions(one: MadeArticle) -> Iterator[Mention]:
    for mention in one.mentions:
        yield Mention(
            article_id=one.record.id,
            start=mention.start,
            end=mention.end,
            text=one.record.body[mention.start : mention.end],
            folded=fold(one.record.body[mention.start : mention.end])[:200],
            kind=mention.kind,
            reading="literal" if mention.place else "",
            actor_id=mention.actor or None,
            place_id=mention.place or None,
            country=mention.country,
            candidate=mention.candidate,
            candidate_folded=mention.candidate.casefold(),
            confidence=0.9,
            why="made",
        )


def _quotes(one: MadeArticle) -> Iterator[Quote]:
    for quote in one.record.quotes:
        yield Quote(
            id=quote.id, article_id=one.record.id, start=quote.start, end=quote.end, type=quote.type,
            speaker_id=quote.speaker or None,
        )  # fmt: skip


def _spoken(one: MadeArticle) -> Iterator[SpokenDate]:
    start, end = one.said
    for first, last in one.record.spoken:
        yield SpokenDate(
            article_id=one.record.id, start=start, end=end, text=one.record.body[start:end], type="DATE",
            value=first.isoformat(), first=first, last=last,
        )  # fmt: skip


def _tagged(one: MadeArticle) -> TagState:
    record = one.record
    return TagState(
        article_id=record.id, text_version=record.version, tagger=TAGGER, state=TagState.State.DONE,
        language=record.language, at=record.first_seen,
    )  # fmt: skip


# --- what the tables have beside rows -----------------------------------------------------------------------


@contextmanager
def _without_checks() -> Iterator[None]:
    """Foreign keys, and indexes that hold no constraint, are taken away and made again after; triggers rest."""
    tables = [model._meta.db_table for model in _FILLED]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE contype = 'f' AND conrelid = ANY(%s::regclass[]) ORDER BY conname",
            [tables],
        )
        keys = cursor.fetchall()
        cursor.execute(
            "SELECT indexrelid::regclass, pg_get_indexdef(indexrelid) FROM pg_index "
            "WHERE indrelid = ANY(%s::regclass[]) AND NOT indisunique",
            [tables],
        )
        indexes = cursor.fetchall()
    away = [f"ALTER TABLE {table} DROP CONSTRAINT {name}" for table, name, _ in keys]
    away += [f"DROP INDEX {name}" for name, _ in indexes]
    back = [statement for _, statement in indexes]
    back += [f"ALTER TABLE {table} ADD CONSTRAINT {name} {statement}" for table, name, statement in keys]
    _do([*away, *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables)])
    try:
        yield
    finally:
        # More than at rest: what is sorted here are all rows of a table.
        _do(["SET maintenance_work_mem = '512MB'", *back, *(f"ALTER TABLE {t} ENABLE TRIGGER USER" for t in tables)])


def _do(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _sequences() -> None:
    """Sequences go on after the numbers that were given."""
    with connection.cursor() as cursor:
        for model in (Article, Quote, CopyGroup, Source, Collection):
            table = model._meta.db_table
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM {table}))",  # noqa: S608
                [table],
            )
        cursor.execute("SELECT setval('archive_version_seq', (SELECT max(doc_version) FROM archive_article))")
