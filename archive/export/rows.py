"""From a set of ids, fixed at the start, to export rows: batch by batch, rights decided again for each row.

Invariant: an export holds exactly the ids of its `FixedSet`, each with the version that was fixed. Whatever
cannot keep that raises `ExportChanged`; a row is never left out in silence and never twice.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from archive import selectors
from archive.export.errors import ExportChanged
from archive.search.query import Access
from archive.selectors import exported, values
from archive.selectors.cards import Card
from archive.selectors.exported import PARTS
from archive.text.when import Published

# Rows held in memory at once. Six queries a batch: smaller ones cost more time, larger ones only memory.
# 1,000 articles of 400 words are about 3 MB of text.
BATCH = 1_000
# Ids whose versions are asked for at once: two numbers a row, no text.
_VERSIONS = 10_000


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One article as exporters see it. `text`, names and `digest` are empty where the text may not be read.

    `digest`: SHA-256 (hex) of headline, NUL and text, as the archive stores it. `query`: the canonical query.
    """

    card: Card
    external_id: str = ""
    collections: tuple[str, ...] = ()
    text: str = ""
    digest: str = ""
    link: str = ""
    query: str = ""


@dataclass(frozen=True, slots=True)
class FixedSet:
    """What an export is of: ids in their order with their versions, and ids found but no longer there.

    `articles`: of rows that are no articles, the article that each is of; its version is the row's.
    Arrays of 64-bit numbers: 300,000 articles are 5 MB.
    """

    ids: array[int]
    versions: array[int]
    missing: tuple[int, ...] = ()
    articles: array[int] | None = None

    def __len__(self) -> int:
        return len(self.ids)

    def part(self, start: int, end: int) -> FixedSet:
        """Its rows from `start` to before `end`."""
        articles = None if self.articles is None else self.articles[start:end]
        return FixedSet(self.ids[start:end], self.versions[start:end], articles=articles)


class Present:
    """Asks beside a snapshot what is true now: what was withdrawn or restricted a moment ago must not go out.

    It has a connection of its own, because everything on the snapshot's sees the past. `shared`: other processes may
    read the same snapshot.
    """

    def __init__(self, asked: BaseDatabaseWrapper, *, shared: bool = False) -> None:
        self._asked = asked
        self.shared = shared

    def forbidden(self, cards: Sequence[Card], access: Access) -> list[int]:
        """Of these cards, those that this person may no longer see as they are."""
        there = values.among([card.id for card in cards])
        seen = selectors.visible_articles(access).filter(pk__in=there, withdrawn_at__isnull=True)
        rights = dict(values.fetched(seen.values_list("pk", "source__rights"), self._asked))
        return [c.id for c in cards if c.id not in rights or (c.may_read and rights[c.id] not in access.text)]

    def unreadable(self, articles: Iterable[int], access: Access) -> set[int]:
        """Of these articles, those whose text this person may no longer read."""
        there = selectors.visible_articles(access).filter(pk__in=articles, withdrawn_at__isnull=True)
        query = there.filter(source__rights__in=access.text).values_list("pk", flat=True).query
        return set(articles) - {id for (id,) in query.get_compiler(connection=self._asked).results_iter()}


@contextmanager
def snapshot(*, shared: bool = False) -> Iterator[Present]:
    """All reads inside see the database as it is at the first of them, whatever is written meanwhile.

    So an archive that is being tagged can be exported. Inside a transaction of the caller's, that one decides.
    `shared`: processes may be started that read it too, which a server's process must not do.
    """
    if connection.in_atomic_block:
        yield Present(connection)
        return
    beside = connection.copy()
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield Present(beside, shared=shared)
    finally:
        beside.close()


def fix(ids: Iterable[int], access: Access) -> FixedSet:
    """Fix the versions of these articles as they are now; those that this person cannot see are `missing`."""
    kept, versions, missing = array("q"), array("q"), []
    for chunk in chunks(ids, _VERSIONS):
        rows = selectors.visible_articles(access).filter(pk__in=values.among(chunk), withdrawn_at__isnull=True)
        current = dict(rows.values_list("pk", "doc_version"))
        for id in chunk:
            if id in current:
                kept.append(id)
                versions.append(current[id])
            else:
                missing.append(id)
    return FixedSet(kept, versions, tuple(missing))


def chunks(items: Iterable[int], size: int) -> Iterator[list[int]]:
    """Lists of `size` items; the last may be shorter."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def batches(
    fixed: FixedSet,
    access: Access,
    present: Present,
    *,
    with_text: bool,
    link_base: str,
    query: str,
    reader: exported.Reader | None = None,
) -> Iterator[list[ExportRow]]:
    """The rows of a fixed set in its order, at most `BATCH` in memory.

    `reader`: one that reads only what is wanted of each, kept from part to part for the names it knows; else all is
    read, the text only `with_text`.
    """
    reader = reader or exported.Reader(access, PARTS if with_text else PARTS - {"text"})
    for at in range(0, len(fixed), BATCH):
        ids = fixed.ids[at : at + BATCH].tolist()
        versions = fixed.versions[at : at + BATCH].tolist()
        rows = _rows(reader, ids, versions, link_base, query)
        if forbidden := present.forbidden([row.card for row in rows], access):
            raise ExportChanged(forbidden)
        yield rows


def _rows(reader: exported.Reader, ids: list[int], versions: list[int], link_base: str, query: str) -> list[ExportRow]:
    wanted = dict(zip(ids, versions, strict=True))
    held = [one for one in reader.read(ids) if one.version == wanted[one.card.id]]
    if len(held) != len(ids):
        raise ExportChanged(sorted(set(ids) - {one.card.id for one in held}))
    return [
        ExportRow(
            one.card,
            one.external_id,
            one.collections,
            one.text,
            one.digest,
            f"{link_base}/article/{one.card.id}/",
            query,
        )
        for one in held
    ]


def published_printed(published: Published) -> str:
    """ISO 8601 as fine as it is known, instants on the archive's clock with its offset; "" if unknown."""
    if published.at is not None:
        return moment_printed(published.at)
    if published.on is None:
        return ""
    length = {"day": 10, "month": 7, "year": 4}[published.precision]
    return published.on.isoformat()[:length]


def moment_printed(moment: datetime) -> str:
    """ISO 8601 to the second on the archive's clock, with its offset."""
    return moment.astimezone(ZoneInfo(settings.ARCHIVE_ZONE)).isoformat(timespec="seconds")
