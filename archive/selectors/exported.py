"""Articles as rows of an export: as `pages.cards`, with every name, and only what the columns that were asked for need.

An export of everything reads each of these as often as the archive has articles: plain tuples instead of model
instances, names gathered to one row an article by the database, and only the parts that are wanted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import repeat
from typing import Any, Final, Literal

from django.db import connection
from django.db.models import Count, DateTimeField, F, Func, Q

from archive.models import Actor, Article, Place, Quote, Source, TagState
from archive.search.query import Access
from archive.selectors.access import visible_articles
from archive.selectors.cards import ALONE, Card, Named, copies_of
from archive.selectors.pages import collection_notes
from archive.selectors.values import among, among_keys, fetched, listed
from archive.text.when import Published

Part = Literal["actors", "places", "speakers", "quotes", "copies", "notes", "tagged", "collections", "text", "digest"]
PARTS: frozenset[Part] = frozenset(
    ("actors", "places", "speakers", "quotes", "copies", "notes", "tagged", "collections", "text", "digest")
)
"""What is read beside the article's own row, or is long in it."""

# Between the ids that the database joins to one value: no id holds a control character.
_BETWEEN: Final = "\x1f"

# Different pairs of name and count that are kept.
_KEPT: Final = 100_000


@dataclass(frozen=True, slots=True)
class Exported:
    """One article of an export. `text`, the card's names and `digest` (hex) are empty where the text may not be read,
    or where they were not wanted; so are the other parts."""

    card: Card
    version: int
    external_id: str
    collections: tuple[str, ...]
    text: str
    digest: str


# Both from one look at the mentions, each in the order in which the text names them; of places the literal ones, as
# `pages.cards` shows them.
_MENTIONED = """
SELECT article_id, string_agg(actor_id, E'\\x1f' ORDER BY start, actor_id),
       string_agg(place_id, E'\\x1f' ORDER BY start, place_id) FILTER (WHERE reading = 'literal')
  FROM archive_mention WHERE article_id = ANY(%s::bigint[]) GROUP BY article_id
"""

_SPEAKING = """
SELECT article_id, string_agg(speaker_id, E'\\x1f' ORDER BY start, speaker_id)
  FROM archive_quote WHERE article_id = ANY(%s::bigint[]) AND speaker_id IS NOT NULL GROUP BY article_id
"""

_Ids = list[tuple[int, str | None]]


def _rows(statement: str, articles: Sequence[int]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [listed(articles)])
        return cursor.fetchall()


def _counted(ids: list[str]) -> Iterable[tuple[str, int]]:
    """Each id with how often it stands there, the most frequent first, equally frequent ones in the order given."""
    if len(set(ids)) == len(ids):
        return zip(ids, repeat(1))
    return Counter(ids).most_common()  # in the order of first sight, which sorting keeps among equals


class _Made(dict[tuple[str, int], Named]):
    """Ids with counts as names, each made once: most names stand in an article once or twice."""

    def __init__(self, names: dict[str, str]) -> None:
        self._names = names

    def __missing__(self, counted: tuple[str, int]) -> Named:
        made = self[counted] = Named(counted[0], self._names[counted[0]], counted[1])
        return made


class _Names:
    """Ids as names; each name is looked up once an export."""

    def __init__(self, model: type[Actor] | type[Place]) -> None:
        self._model = model
        self._names: dict[str, str] = {}
        self._made = _Made(self._names)

    def of(self, ids: _Ids) -> dict[int, tuple[Named, ...]]:
        """Article → those that it names, most named first; of equally often named ones the first."""
        split = [(pk, joined.split(_BETWEEN)) for pk, joined in ids if joined]
        self._look_up({id for _, some in split for id in some})
        if len(self._made) > _KEPT:
            self._made.clear()
        made = self._made.__getitem__
        return {pk: tuple(map(made, _counted(some))) for pk, some in split}

    def _look_up(self, ids: set[str]) -> None:
        if unknown := ids - self._names.keys():
            self._names |= fetched(
                self._model.objects.order_by().filter(pk__in=among_keys(list(unknown))).values_list("pk", "name"),
                connection,
            )


def _in_utc(field: str) -> Func:
    """An instant as the naive one in UTC: Django reads instants with their zone in Python, at 4 µs each."""
    return Func(F(field), template="(%(expressions)s AT TIME ZONE 'UTC')", output_field=DateTimeField())


@dataclass(frozen=True, slots=True)
class Identity:
    """What an article is known by: `known_as` is its source's own id, else its address. `digest`: of its text."""

    id: int
    rights: str
    source: str
    known_as: str
    published: Published
    digest: bytes


def identities(ids: Sequence[int]) -> Iterator[Identity]:
    """Those of these articles, in no order; whether their digests may be told is for the caller to decide."""
    sources = {pk: (rights, slug) for pk, rights, slug in Source.objects.values_list("pk", "rights", "slug")}
    rows = Article.objects.filter(pk__in=among(ids)).values_list(
        "pk", "source_id", "external_id", "url", *_DATE, "digest"
    )
    for pk, source, external_id, url, precision, on, at, origin, digest in fetched(rows, connection):
        published = _published(precision, on, at, origin)
        yield Identity(pk, *sources[source], external_id or url or "", published, bytes(digest))


_DATE: Final = ("published_precision", "published_on", _in_utc("published_at"), "published_from")

# In the order in which `_card` takes them.
_FIELDS: Final = (
    "pk", "doc_version", "source_id", "copy_group_id", "external_id", "title", "language", *_DATE,
    _in_utc("first_seen"), "dateline_place", "byline", "section", "url", "words", "revision_count",
)  # fmt: skip


class Reader:
    """Reads the articles of one export, batch by batch. `wanted`: the parts that its columns need."""

    def __init__(self, access: Access, wanted: Collection[Part] = PARTS) -> None:
        self._access = access
        self._wanted = frozenset(wanted)
        self._actors, self._places = _Names(Actor), _Names(Place)

    def read(self, ids: Sequence[int]) -> Iterator[Exported]:
        """The articles in the order of `ids`; those that are gone, withdrawn or not visible are left out."""
        long = [name for name, part in (("body", "text"), ("digest", "digest")) if part in self._wanted]
        seen = visible_articles(self._access).filter(pk__in=among(ids), withdrawn_at__isnull=True)
        rows = {row[0]: row for row in fetched(seen.values_list(*_FIELDS, *long), connection)}
        sources = Source.objects.in_bulk({row[2] for row in rows.values()})
        readable = {pk for pk, row in rows.items() if sources[row[2]].rights in self._access.text}
        parts = self._parts(list(rows), sorted(readable), {row[3] for row in rows.values() if row[3]})
        for pk in ids:
            if (row := rows.get(pk)) is not None:
                yield self._exported(
                    row, sources[row[2]], pk in readable, parts, dict(zip(long, row[18:], strict=True))
                )

    def _parts(self, ids: list[int], readable: list[int], groups: set[int]) -> dict[str, dict[int, Any]]:
        """Part → article → value; of copies by their group."""
        wanted = self._wanted
        mentioned = _rows(_MENTIONED, readable) if wanted & {"actors", "places"} else []
        reads: dict[Part, Callable[[], dict[int, Any]]] = {
            "actors": lambda: self._actors.of([(pk, actors) for pk, actors, _ in mentioned]),
            "places": lambda: self._places.of([(pk, places) for pk, _, places in mentioned]),
            "speakers": lambda: self._actors.of(_rows(_SPEAKING, readable)),
            "quotes": lambda: _quotes(readable),
            "copies": lambda: copies_of(groups, self._access) if groups else {},
            "notes": lambda: collection_notes(among(ids), self._access),
            "tagged": lambda: _tagged(readable),
            "collections": lambda: _collections(ids, self._access),
        }
        return {part: read() if part in wanted else {} for part, read in reads.items()}

    def _exported(
        self,
        row: tuple[Any, ...],
        source: Source,
        may_read: bool,
        parts: dict[str, dict[int, Any]],
        long: dict[str, Any],
    ) -> Exported:
        (
            pk, version, source_id, group, external_id, title, language, precision, on, at, origin, first_seen, place,
            byline, section, url, words, revisions,
        ) = row[:18]  # fmt: skip
        story = parts["copies"].get(group, ALONE)
        card = Card(
            pk, title, language, source.slug, source.name, _published(precision, on, at, origin),
            first_seen.replace(tzinfo=UTC), place,
            byline, section, url or "", words, may_read, parts["notes"].get(pk, ()),
            actors=parts["actors"].get(pk, ()),
            places=parts["places"].get(pk, ()),
            speakers=parts["speakers"].get(pk, ()),
            quotes=parts["quotes"].get(pk, 0),
            copies=story.articles,
            copy_sources=len(story.sources - {source_id}),
            revisions=revisions,
            tagged=pk in parts["tagged"],
        )  # fmt: skip
        return Exported(
            card,
            version,
            external_id or "",
            parts["collections"].get(pk, ()),
            long.get("body", "") if may_read else "",
            bytes(long["digest"]).hex() if may_read and "digest" in long else "",
        )


def _published(precision: Any, on: Any, at: Any, origin: str) -> Published:
    """As `Article.published`; `at` is in UTC, without its zone."""
    return Published(precision, on, at.replace(tzinfo=UTC) if at else None, origin)


def _quotes(ids: Sequence[int]) -> dict[int, int]:
    return dict(
        Quote.objects.filter(article_id__in=among(ids)).order_by().values_list("article_id").annotate(Count("pk"))
    )


def _tagged(ids: Sequence[int]) -> dict[int, bool]:
    done = TagState.objects.filter(article_id__in=among(ids), state=TagState.State.DONE)
    return dict.fromkeys(done.values_list("pk", flat=True), True)


def _collections(ids: Sequence[int], access: Access) -> dict[int, tuple[str, ...]]:
    """Slugs of each article's collections, of those that this person may know of."""
    known = Q() if access.collections is None else Q(collection_id__in=access.collections)
    rows = Article.collections.through.objects.filter(known, article_id__in=among(ids))
    found: dict[int, tuple[str, ...]] = {}
    for id, slug in rows.order_by("collection__slug").values_list("article_id", "collection__slug"):
        found[id] = (*found.get(id, ()), slug)
    return found
