"""Copy groups in the database, kept up as articles come, change and go (docs/decisions/010-copy-groups.md).

Whether two articles are linked follows from the two alone (text/copies.py), and a group is a connected component of
links. An article that comes can only join groups; one that changes or goes can split its own. So only the groups of
the articles that were touched are worked out again, and those that they join.

Invariants: the groups are those of the articles stored, whatever the order in which they came; every article whose
group changed, or whose group has changed members or dates, is due for the index in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Collection as Some
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import numpy as np
from django.db import connection, transaction

from archive.models import Article, CopyGroup, CopySketch
from archive.store.copy import copy_in
from archive.store.due import Lock, hold, wake_index
from archive.text.copies import (
    WINDOW_DAYS,
    Hashes,
    Joined,
    Keys,
    Sketch,
    linked,
    links,
    looks,
    shingle_hashes,
    sketch,
    speakers,
)

_NO_KEYS: Keys = np.empty(0, np.int32)

# Precisions of a publication date that is known to the day.
_TO_THE_DAY = ("day", "minute")


def hold_copies() -> None:
    """One transaction at a time changes texts and groups; waits for the other, which ends its hold with its end.

    To be called before any article is locked or changed: two transactions that each compare with what the other
    has not yet committed would both miss a link, and two that update the same groups would wait for each other.
    """
    hold(Lock.COPIES)


@dataclass(frozen=True, slots=True)
class _Known:
    """An article among those compared, and the group that it was in."""

    sketch: Sketch
    group: int | None


@dataclass(frozen=True, slots=True)
class _Again:
    """What is worked out again: the articles touched, and the groups that they were in."""

    touched: set[int]
    split: set[int]


# Groups, or articles, that are worked out together: what they hold is in memory at once.
_PIECE = 200


def regroup_copies(touched: Iterable[int], former: Iterable[int | None] = ()) -> None:
    """Bring the copy groups up to date; inside a transaction that holds `hold_copies`.

    `touched`: articles that are new, or whose text, date or life changed; `former`: groups that deleted ones were in.
    Pieces come to the same as all at once: an article that waits for its piece has no sketch and is met as an exact
    copy at most, and its own piece works its whole group out again.
    """
    touched = set(touched)
    CopySketch.objects.filter(pk__in=touched).delete()
    for groups in _pieces({group for group in former if group}):
        _regroup((), groups)
    for articles in _pieces(touched):
        _regroup(articles, ())


def _pieces(ids: set[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    for begin in range(0, len(ordered), _PIECE):
        yield ordered[begin : begin + _PIECE]


def _regroup(touched: Sequence[int], former: Sequence[int]) -> None:
    rows = {row.pk: row for row in Article.objects.filter(pk__in=touched).order_by("pk")}
    alive = {pk: row for pk, row in rows.items() if row.withdrawn_at is None}
    groups = {*former, *(row.copy_group_id for row in rows.values())}
    again = _Again(set(rows), {group for group in groups if group})
    texts = _Texts({pk: row.body for pk, row in alive.items()})
    before = _members(again.split)
    known = _sketched(list(alive.values()), texts)
    known |= _stored(set().union(*before.values()) - set(rows))
    joined: Joined[Any] = Joined()
    _join_within(known, joined, texts)
    before |= _members(_join_outside(list(alive), known, joined, texts))
    Article.objects.filter(pk__in=set(rows) - set(alive)).update(copy_group=None)
    _write(joined, known, before, again)
    if compared := [row.pk for row in rows.values() if row.copies_due]:
        Article.objects.filter(pk__in=compared).update(copies_due=False)


# Articles compared together where many are due: about as many as one batch of ingest.
CATCH_UP = 200


def copies_catch_up(limit: int = CATCH_UP) -> int:
    """Compare up to `limit` articles that were stored before copies were found this way; how many were due.

    One transaction: a kill leaves them due, or their groups whole.
    """
    with transaction.atomic():
        hold_copies()
        due = Article.objects.filter(copies_due=True).order_by("pk").values_list("pk", flat=True)[:limit]
        ids = list(due)
        regroup_copies(ids)
        return len(ids)


def copies_drain(progress: Callable[[int], None] = lambda done: None) -> int:
    """Compare all that are due, some at a time; how many they were."""
    done = 0
    while some := copies_catch_up():
        done += some
        progress(done)
    return done


class _Texts:
    """Shingles of articles by id, worked out once; bodies that are not given are read when they are asked for."""

    def __init__(self, bodies: dict[int, str]) -> None:
        self._bodies = bodies
        self._hashes: dict[int, Hashes] = {}

    def __call__(self, pk: int) -> Hashes:
        if pk not in self._hashes:
            body = self._bodies.pop(pk, None)
            if body is None:
                body = Article.objects.values_list("body", flat=True).get(pk=pk)
            self._hashes[pk] = shingle_hashes(body)
        return self._hashes[pk]

    def two(self, one: int, other: int) -> tuple[Hashes, Hashes]:
        return self(one), self(other)


def _sketched(rows: Sequence[Article], texts: _Texts) -> dict[int, _Known]:
    """Make the sketches of these articles anew."""
    known = {}
    for row in rows:
        made = sketch(texts(row.pk), bytes(row.body_digest), source=str(row.source_id), day=_day(row))
        known[row.pk] = _Known(made, row.copy_group_id)
    copy_in(
        [
            CopySketch(article_id=row.pk, day=_day(row), size=made.size, keys=made.keys.tolist())
            for row in rows
            for made in [known[row.pk].sketch]
        ]
    )
    return known


def _day(row: Article) -> date | None:
    """None where the day is not known: a month or a year is no day to count a window from."""
    return row.published_on if row.published_precision in _TO_THE_DAY else None


def _stored(ids: Some[int]) -> dict[int, _Known]:
    """Articles with the sketches that they have; one not compared yet is a copy of exact copies alone."""
    rows = Article.objects.filter(pk__in=ids).values_list(
        "pk", "copy_group_id", "body_digest", "source_id", "copy_sketch__day", "copy_sketch__size", "copy_sketch__keys"
    )
    return {
        pk: _Known(_sketch_of(digest, source, day, size, keys), group)
        for pk, group, digest, source, day, size, keys in rows
    }


def _sketch_of(
    digest: bytes | memoryview[int], source: int, day: Any, size: int | None, keys: Sequence[int] | None
) -> Sketch:
    ordinal = day.toordinal() if day else None
    return Sketch(bytes(digest), str(source), ordinal, size or 0, np.array(keys, np.int32) if keys else _NO_KEYS)


def _members(groups: Some[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {group: set() for group in groups}
    for pk, group in Article.objects.filter(copy_group_id__in=groups).values_list("pk", "copy_group_id"):
        found[group or 0].add(pk)
    return found


def _join_within(known: dict[int, _Known], joined: Joined[Any], texts: _Texts) -> None:
    """Link those whose groups are worked out anew with each other."""
    ids = list(known)
    for pk in ids:
        joined.root(pk)
    for one, other in links([known[pk].sketch for pk in ids], lambda place: texts(ids[place])):
        joined.join(ids[one], ids[other])


# One of each group is enough: a text that is printed again and again has one row here.
_SAME_DIGEST = """
SELECT DISTINCT ON (body_digest, coalesce(copy_group_id, -id)) body_digest, id, copy_group_id
  FROM archive_article
 WHERE body_digest = ANY(%s) AND NOT id = ANY(%s) AND withdrawn_at IS NULL
 ORDER BY body_digest, coalesce(copy_group_id, -id), id
"""

# Of equal texts of one day, which are in one group, one of the asking article's source and one of another are enough.
_SAME_KEY = """
SELECT DISTINCT ON (t.id, a.body_digest, s.day, a.source_id = t.source)
       t.id, a.id, a.copy_group_id, a.body_digest, a.source_id, s.day, s.size
  FROM unnest(%s::bigint[], %s::text[], %s::date[], %s::bigint[], %s::bytea[]) AS t(id, looks, day, source, digest)
 CROSS JOIN LATERAL (
       SELECT article_id, day, size FROM archive_copysketch WHERE keys && t.looks::integer[] OFFSET 0
       ) AS s
  JOIN archive_article a ON a.id = s.article_id
 WHERE NOT a.id = ANY(%s) AND a.body_digest <> t.digest
   AND (t.day IS NULL OR s.day IS NULL OR abs(t.day - s.day) <= %s)
 ORDER BY t.id, a.body_digest, s.day, a.source_id = t.source, a.id
"""


def _join_outside(ids: Some[int], known: dict[int, _Known], joined: Joined[Any], texts: _Texts) -> set[int]:
    """Link touched articles with those that are in none of the groups worked out anew; the groups so reached.

    Members of one such group are joined already: the group is one node, and one link to any of them is enough.
    """
    reached: set[int | None] = set()
    same = {known[pk].sketch.digest: pk for pk in ids}
    for digest, other, group in _rows(_SAME_DIGEST, [list(same), list(known)]):
        joined.join(same[bytes(digest)], _node(other, group))
        reached.add(group)
    for pk, other, group, digest, source, day, size in _same_key(ids, known):
        made = _sketch_of(digest, source, day, size, None)
        two = partial(texts.two, pk, other)
        if joined.apart(pk, _node(other, group)) and linked(known[pk].sketch, made, two):
            joined.join(pk, _node(other, group))
            reached.add(group)
    return {group for group in reached if group}


def _node(pk: int, group: int | None) -> Any:
    return ("group", group) if group else pk


def _same_key(ids: Some[int], known: dict[int, _Known]) -> list[tuple[Any, ...]]:
    """Articles outside that share a key with one of these, enough of them to join all that are linked."""
    ids = list(ids)
    speak = [ids[place] for place in speakers([known[pk].sketch for pk in ids])]
    asked = {pk: keys for pk in speak if len(keys := looks(known[pk].sketch))}
    if not asked:
        return []
    arrays = ["{" + ",".join(map(str, keys.tolist())) + "}" for keys in asked.values()]
    made = [known[pk].sketch for pk in asked]
    days = [date.fromordinal(one.day) if one.day else None for one in made]
    of = [list(asked), arrays, days, [int(one.source) for one in made], [one.digest for one in made]]
    # The planner takes "shares one of 140 keys" for likely and would compare every sketch, read by whatever other way
    # is left to it; the index of keys, which is read as a bitmap, finds few. In a new archive, whose tables have no
    # statistics yet, joining first and comparing then took 40 s for 3,000 articles.
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    try:
        return _rows(_SAME_KEY, [*of, list(known), WINDOW_DAYS])
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = on; SET LOCAL enable_indexscan = on")


def _rows(statement: str, given: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchall()


def _write(joined: Joined[Any], known: dict[int, _Known], before: dict[int, set[int]], again: _Again) -> None:
    """Give each component its group. A group keeps its number: of its parts the one with the oldest article, of
    groups that become one the lowest."""
    taken: set[int] = set()
    changed: dict[int, int | None] = {}
    for members, held in sorted(_components(joined, known, before), key=lambda found: min(found[0])):
        free = sorted(held - taken)
        group = (free[0] if free else CopyGroup.objects.create().pk) if len(members) > 1 else None
        taken |= {group} if group else set()
        same = members == before.get(group or 0) and not (again.touched & members or again.split & held)
        if (group or held) and not same:
            changed |= dict.fromkeys(members, group)
    if changed:
        with connection.cursor() as cursor:
            cursor.execute(_CHANGE, [list(changed), list(changed.values())])
        wake_index()
    CopyGroup.objects.filter(pk__in=set(before) - taken, articles__isnull=True).delete()


# In the order of their numbers, as other writers take them (store/due.py).
_CHANGE = """
UPDATE archive_article a
   SET copy_group_id = w.copies, doc_version = nextval('archive_version_seq'), index_due = true
  FROM (SELECT id, w.copies
          FROM archive_article JOIN unnest(%s::bigint[], %s::bigint[]) AS w(article, copies) ON id = w.article
         ORDER BY id FOR NO KEY UPDATE OF archive_article) AS w
 WHERE a.id = w.id
"""


def _components(
    joined: Joined[Any], known: dict[int, _Known], before: dict[int, set[int]]
) -> Iterator[tuple[set[int], set[int]]]:
    """(articles, groups that some of them were in) of each component; none of what was looked at and not joined."""
    for nodes in joined.components():
        if known.keys().isdisjoint(nodes):
            continue
        held = {node[1] for node in nodes if isinstance(node, tuple)}
        members = {node for node in nodes if not isinstance(node, tuple)}.union(*(before[group] for group in held))
        held |= {known[pk].group for pk in members if pk in known and known[pk].group}
        yield members, held
