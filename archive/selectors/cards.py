"""Articles as rows of results: cards for one person, with the texts that a query's words are looked for in.

Every page of results reads these, so they are plain rows of two statements, three where there are copies: model
instances and a statement for each part took half of the page's time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from archive.search.documents import QuoteRecord
from archive.search.query import Access, Rights
from archive.text.when import Published

# How many leading actors and places a result card names.
CARD_NAMES = 4


@dataclass(frozen=True, slots=True)
class Named:
    """An actor or place by id and name, with how often something names it."""

    id: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Card:
    """One article as a row of results. Names and quotes are empty where the text may not be read.

    `copies`: articles of its story that this person may see, itself included; `copy_sources`: in how many sources
    other than its own they stand. `speakers` are filled for exports alone.
    """

    id: int
    title: str
    language: str
    source: str
    source_name: str
    published: Published
    first_seen: datetime
    dateline_place: str
    byline: str
    section: str
    url: str
    words: int
    may_read: bool
    notes: tuple[str, ...]
    actors: tuple[Named, ...] = ()
    places: tuple[Named, ...] = ()
    speakers: tuple[Named, ...] = ()
    quotes: int = 0
    copies: int = 1
    copy_sources: int = 0
    revisions: int = 1
    tagged: bool = False


@dataclass(frozen=True, slots=True)
class SearchedText:
    """What of an article a query's words are looked for in, and the rights of its source. Whoever shows it sees to
    the rights."""

    id: int
    title: str
    body: str
    byline: str
    language: str
    rights: Rights
    quotes: tuple[QuoteRecord, ...]


def cards(ids: Sequence[int], access: Access, names: int = CARD_NAMES) -> list[Card]:
    """Cards in the order of `ids`; articles that are gone, withdrawn or not visible are left out.

    `names`: how many leading actors and places each card names; 0 for all.
    """
    return [card for card, _ in _found(ids, access, frozenset(), names)]


def cards_with_texts(ids: Sequence[int], access: Access, *, quotes: bool) -> list[tuple[Card, SearchedText]]:
    """Cards as `cards` gives them, each with its texts; a body of which this person may not even see a passage is "".

    `quotes`: with the quotes of the bodies that may be read.
    """
    found = _found(ids, access, access.text | access.snippet, CARD_NAMES)
    spans = quotes_of_bodies([card.id for card, _ in found if card.may_read]) if quotes else {}
    return [
        (card, SearchedText(card.id, card.title, body, card.byline, card.language, rights, spans.get(card.id, ())))
        for card, (rights, body) in found
    ]


def quotes_of_bodies(ids: Sequence[int]) -> dict[int, tuple[QuoteRecord, ...]]:
    """Article id → the quotes of its body, as search documents hold them; articles without any are left out."""
    found: dict[int, list[QuoteRecord]] = defaultdict(list)
    for id, *quote in _rows(_QUOTES, {"ids": list(ids)}):
        found[id].append(QuoteRecord(*quote))
    return {id: tuple(quotes) for id, quotes in found.items()}


_QUOTES = """
SELECT article_id, start, "end", type, coalesce(speaker_id, ''), id
  FROM archive_quote WHERE article_id = ANY(%(ids)s) AND part = 'body' ORDER BY id
"""

# %(sees)s: ids of the collections that are seen, null for all of them.
_SEEN = """
       a.withdrawn_at IS NULL AND (%(sees)s::bigint[] IS NULL OR EXISTS (
       SELECT FROM archive_article_collections m WHERE m.article_id = a.id AND m.collection_id = ANY(%(sees)s)))
"""

_ARTICLES = f"""
SELECT a.id, a.title, a.language, s.slug, s.name, a.published_precision, a.published_on, a.published_at,
       a.published_from, a.first_seen, a.dateline_place, a.byline, a.section, coalesce(a.url, ''), a.words,
       a.revision_count, a.copy_group_id, a.source_id, s.rights,
       ARRAY(SELECT c.note FROM archive_article_collections m JOIN archive_collection c ON c.id = m.collection_id
              WHERE m.article_id = a.id AND c.note <> '' AND (%(sees)s::bigint[] IS NULL OR c.id = ANY(%(sees)s))
              ORDER BY c.id),
       EXISTS (SELECT FROM archive_tagstate t WHERE t.article_id = a.id AND t.state = 'done'),
       (SELECT count(*) FROM archive_quote q WHERE q.article_id = a.id),
       CASE WHEN s.rights = ANY(%(bodies)s) THEN a.body ELSE '' END
  FROM archive_article a JOIN archive_source s ON s.id = a.source_id
 WHERE a.id = ANY(%(ids)s) AND {_SEEN}
"""  # noqa: S608 - a condition of our own

# The most-mentioned actors and places of each article, of places the literal ones; equally frequent ones in the order
# of the text.
_NAMES = """
SELECT ranked.article_id, ranked.kind, ranked.id, coalesce(x.name, p.name), ranked.n
  FROM (SELECT *, row_number() OVER (PARTITION BY article_id, kind ORDER BY n DESC, first, id) AS place
          FROM (SELECT article_id, 'actor' AS kind, actor_id AS id, count(*) AS n, min(start) AS first
                  FROM archive_mention WHERE article_id = ANY(%(ids)s) AND actor_id IS NOT NULL GROUP BY 1, 3
                 UNION ALL
                SELECT article_id, 'place', place_id, count(*), min(start)
                  FROM archive_mention
                 WHERE article_id = ANY(%(ids)s) AND place_id IS NOT NULL AND reading = 'literal' GROUP BY 1, 3
               ) counted
       ) ranked
  LEFT JOIN archive_actor x ON ranked.kind = 'actor' AND x.id = ranked.id
  LEFT JOIN archive_place p ON ranked.kind = 'place' AND p.id = ranked.id
 WHERE %(names)s = 0 OR ranked.place <= %(names)s
 ORDER BY ranked.article_id, ranked.kind, ranked.place
"""

_COPIES = f"""
SELECT a.copy_group_id, a.source_id, count(*)
  FROM archive_article a
 WHERE a.copy_group_id = ANY(%(groups)s) AND {_SEEN}
 GROUP BY 1, 2
"""  # noqa: S608 - a condition of our own


def _rows(statement: str, parameters: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def _sees(access: Access) -> list[int] | None:
    return None if access.collections is None else sorted(access.collections)


def _found(
    ids: Sequence[int], access: Access, bodies: frozenset[Rights], names: int
) -> list[tuple[Card, tuple[Rights, str]]]:
    """Each card with the rights of its source and, where these are among `bodies`, its text."""
    if not ids:
        return []
    sees = _sees(access)
    asked = {"ids": list(ids), "sees": sees, "bodies": sorted(bodies)}
    articles = {row[0]: row for row in _rows(_ARTICLES, asked)}
    readable = [id for id, row in articles.items() if row[18] in access.text]
    named = _named(readable, names)
    copies = copies_of({row[16] for row in articles.values() if row[16]}, access)
    shown = frozenset(readable)
    return [
        (_card(row, id in shown, named, copies.get(row[16], ALONE)), (row[18], row[22]))
        for id in ids
        if (row := articles.get(id))
    ]


def _card(row: Any, may_read: bool, named: dict[tuple[int, str], tuple[Named, ...]], story: Story) -> Card:
    id, title, language, source, source_name, precision, on, at, origin, seen, place, *_ = row
    return Card(
        id=id,
        title=title,
        language=language,
        source=source,
        source_name=source_name,
        published=Published(precision, on, at, origin),
        first_seen=seen,
        dateline_place=place,
        byline=row[11],
        section=row[12],
        url=row[13],
        words=row[14],
        may_read=may_read,
        notes=tuple(row[19]),
        actors=named.get((id, "actor"), ()),
        places=named.get((id, "place"), ()),
        quotes=row[21] if may_read else 0,
        copies=story.articles,
        copy_sources=len(story.sources - {row[17]}),
        revisions=row[15],
        tagged=may_read and row[20],
    )


def _named(ids: Sequence[int], most: int) -> dict[tuple[int, str], tuple[Named, ...]]:
    """(article id, "actor" or "place") → its leading names."""
    found: dict[tuple[int, str], list[Named]] = defaultdict(list)
    if ids:
        for article, kind, id, name, count in _rows(_NAMES, {"ids": list(ids), "names": most}):
            found[article, kind].append(Named(id, name, count))
    return {key: tuple(some) for key, some in found.items()}


@dataclass(frozen=True, slots=True)
class Story:
    """A copy group as one person sees it: how many articles, and the ids of their sources."""

    articles: int
    sources: frozenset[int]


# What an article without copies is.
ALONE = Story(1, frozenset())


def copies_of(groups: Iterable[int], access: Access) -> dict[int, Story]:
    """Copy group → the articles in it that this person may see, and their sources; a group of none is left out."""
    wanted = sorted(set(groups))
    if not wanted:
        return {}
    sources: dict[int, set[int]] = defaultdict(set)
    counts: dict[int, int] = defaultdict(int)
    for group, source, count in _rows(_COPIES, {"groups": wanted, "sees": _sees(access)}):
        sources[group].add(source)
        counts[group] += count
    return {group: Story(counts[group], frozenset(found)) for group, found in sources.items()}
