"""PostgreSQL's full-text search doing the page of results, in tables beside the archive's own.

As somebody would build it who knows PostgreSQL well: one narrow row an article with its text as tsvector under GIN,
actors and places as arrays of numbers beside it, what matches found once, everything counted from that; and the memory
that such a question needs. Words are stemmed by language; none is left out as too frequent, since the archive leaves
out none either.
"""

from __future__ import annotations

import time
from typing import Any

from django.db import connection

from archive.bench import made
from archive.bench.queries import Question

_SIZE, _FACET_SIZE = 20, 8
# A million matches with their arrays fit.
_WORK_MEM = "512MB"

_WORDS = """
CREATE SCHEMA bench;
CREATE TEXT SEARCH DICTIONARY bench.english_stem (TEMPLATE = snowball, LANGUAGE = english);
CREATE TEXT SEARCH DICTIONARY bench.french_stem (TEMPLATE = snowball, LANGUAGE = french);
CREATE TEXT SEARCH CONFIGURATION bench.en (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION bench.en ALTER MAPPING REPLACE pg_catalog.english_stem WITH bench.english_stem;
CREATE TEXT SEARCH CONFIGURATION bench.fr (COPY = pg_catalog.french);
ALTER TEXT SEARCH CONFIGURATION bench.fr ALTER MAPPING REPLACE pg_catalog.french_stem WITH bench.french_stem;
"""
_ROWS = """
CREATE TABLE bench.actor AS SELECT id AS key, row_number() OVER (ORDER BY id)::int AS id FROM archive_actor;
CREATE TABLE bench.place AS SELECT id AS key, row_number() OVER (ORDER BY id)::int AS id FROM archive_place;
CREATE TABLE bench.within AS SELECT p.id AS key, b.id FROM archive_place p
    CROSS JOIN LATERAL unnest(p.ancestors || p.id::text) above JOIN bench.place b ON b.key = above;
CREATE TABLE bench.actors AS SELECT m.article_id AS id, array_agg(DISTINCT a.id) AS actors
    FROM archive_mention m JOIN bench.actor a ON a.key = m.actor_id GROUP BY m.article_id;
CREATE TABLE bench.places AS SELECT m.article_id AS id, array_agg(DISTINCT w.id) AS places
    FROM archive_mention m JOIN bench.within w ON w.key = m.place_id GROUP BY m.article_id;
CREATE TABLE bench.article AS
SELECT id, source_id::int AS source, published_on AS published, actors, places,
    setweight(to_tsvector(('bench.' || language)::regconfig, title), 'A')
    || setweight(to_tsvector(('bench.' || language)::regconfig, body), 'D') AS words
FROM archive_article LEFT JOIN bench.actors USING (id) LEFT JOIN bench.places USING (id);
DROP TABLE bench.within, bench.actors, bench.places
"""
_INDEXES = """
ALTER TABLE bench.article ADD PRIMARY KEY (id);
CREATE INDEX ON bench.article USING gin (words);
CREATE INDEX ON bench.article USING gin (actors);
CREATE INDEX ON bench.article (published, id);
VACUUM ANALYZE bench.article;
"""

# What matches, once; everything else is counted from that. {wide}: the same without the actor filter, for its facet.
_PAGE = """
WITH asked AS (SELECT {tsquery} AS q),
wide AS MATERIALIZED (
    SELECT id, source, published, actors, places, {rank} AS rank FROM bench.article, asked WHERE {where}
),
found AS ({found})
SELECT json_build_object(
    'total', (SELECT count(*) FROM found),
    'actor', (SELECT json_agg(f) FROM (
        SELECT a, count(*) AS n FROM wide, unnest(actors) a GROUP BY a ORDER BY n DESC, a LIMIT {facet}) f),
    'place', (SELECT json_agg(f) FROM (
        SELECT p, count(*) AS n FROM found, unnest(places) p GROUP BY p ORDER BY n DESC, p LIMIT {facet}) f),
    'source', (SELECT json_agg(f) FROM (
        SELECT source, count(*) AS n FROM found GROUP BY source ORDER BY n DESC, source LIMIT {facet}) f),
    'time', (SELECT json_agg(f) FROM (
        SELECT date_trunc('month', published) AS t, count(*) AS n FROM found GROUP BY t ORDER BY t) f),
    'hits', (SELECT json_agg(h) FROM (
        SELECT t.id, title, {snippet} AS snippet
        FROM (SELECT id, rank, published FROM found ORDER BY {order} LIMIT {size} OFFSET {offset}) t
        JOIN archive_article USING (id), asked ORDER BY {order}) h)
)
"""
_SNIPPET = "ts_headline('bench.en', body, q, 'MaxFragments=2, MaxWords=30, MinWords=10')"


def fill(count: int) -> None:
    """The tables, for the archive's articles; nothing where they are there for so many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('bench.article')")
        if cursor.fetchone()[0]:
            cursor.execute("SELECT count(*) FROM bench.article")
            if cursor.fetchone()[0] == count:
                return
        cursor.execute("DROP SCHEMA IF EXISTS bench CASCADE")
        cursor.execute("SET maintenance_work_mem = '1GB'; SET work_mem = '256MB'")
        for statement in (_WORDS + _ROWS + ";" + _INDEXES).split(";"):
            if statement.strip():
                cursor.execute(statement)


class Rival:
    """A connection that asks the page of PostgreSQL."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET work_mem = '{_WORK_MEM}'; SET search_path = public, bench")
            cursor.execute("SELECT key, id FROM bench.actor")
            self._actors: dict[str, int] = dict(cursor.fetchall())

    def ask(self, question: Question) -> tuple[float, int]:
        """Seconds and total."""
        statement, values = self._page(question)
        with connection.cursor() as cursor:
            begun = time.perf_counter()
            cursor.execute(statement, values)
            (found,) = cursor.fetchone()
            return time.perf_counter() - begun, int(found["total"])

    def _page(self, question: Question) -> tuple[str, dict[str, Any]]:
        values: dict[str, Any] = {"words": question.tsquery}
        where = ["true"]
        if question.tsquery:
            where = ["words @@ q"]
        if question.first:
            where.append("published BETWEEN %(first)s AND %(last)s")
            values |= {"first": question.first, "last": question.last}
        found = "SELECT * FROM wide"
        if question.actor is not None:
            found += " WHERE actors @> ARRAY[%(actor)s]"
            values["actor"] = self._actors[made.actors()[question.actor].id]
        statement = _PAGE.format(
            tsquery=_tsquery(question),
            rank="0" if question.newest else "ts_rank_cd(words, q)",
            where=" AND ".join(where),
            found=found,
            facet=_FACET_SIZE,
            snippet=_SNIPPET if question.tsquery else "left(body, 300)",
            order="published DESC, id DESC" if question.newest else "rank DESC, published DESC, id DESC",
            size=_SIZE,
            offset=_SIZE * (question.page - 1),
        )
        return statement, values


def _tsquery(question: Question) -> str:
    if not question.tsquery:
        return "''::tsquery"
    if ":*" in question.tsquery:  # the beginning of a word has no stem
        return "to_tsquery('simple', %(words)s)"
    return "to_tsquery('bench.en', %(words)s) || to_tsquery('bench.fr', %(words)s)"
