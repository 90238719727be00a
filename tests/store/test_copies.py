"""Copy groups in the archive: the same whatever the order of arrival, and kept up through every change."""

from __future__ import annotations

import random
import re
import threading
import time
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive import selectors, store
from archive.ingest.record import RawArticle
from archive.models import Article, Collection, CopyGroup, CopySketch, Gone
from archive.search.query import EVERYTHING, Access
from archive.store.copies import _members, _rows, copies_catch_up, regroup_copies
from archive.tagging.values import Tags
from archive.text.copies import Copies, shingle_hashes, sketch
from archive.text.similarity import copy_digest
from tests.support.articles import keep, raw

pytestmark = pytest.mark.django_db

STORIES = [" ".join(f"w{number}" for number in random.Random(seed).sample(range(5000), 90)) for seed in range(3)]
DAY = date(2014, 3, 14)


def story(number: int, length: int = 90, start: int = 0) -> str:
    return " ".join(STORIES[number].split()[start : start + length])


def groups() -> set[frozenset[str]]:
    """The groups of the archive, by external id."""
    found: dict[int, set[str]] = {}
    for group, name in Article.objects.filter(copy_group__isnull=False).values_list("copy_group_id", "external_id"):
        found.setdefault(group, set()).add(name)
    return {frozenset(names) for names in found.values()}


def expected() -> set[frozenset[str]]:
    """The groups of what is stored, worked out from nothing."""
    copies = Copies()
    rows = list(Article.objects.filter(withdrawn_at__isnull=True))
    for row in rows:
        hashes = shingle_hashes(row.body)
        digest = copy_digest(row.title, row.body, row.published_on)
        copies.add(sketch(hashes, digest, source=str(row.source_id), day=row.published_on), hashes)
    return {frozenset(rows[n].external_id or "" for n in group) for group in copies.groups()}


def settled() -> None:
    Article.objects.update(index_due=False)


def due() -> set[str]:
    return {name or "" for name in Article.objects.filter(index_due=True).values_list("external_id", flat=True)}


def one(name: str, body: str, **fields: object) -> RawArticle:
    return raw(
        fields.pop("title", f"Headline {name}"),
        body,
        external_id=name,
        source=fields.pop("source", f"Paper {name}"),
        **fields,
    )


def test_a_cut_copy_joins_and_all_are_due_for_the_index():
    keep(one("a", story(0)), one("b", story(1)))
    settled()
    keep(one("c", story(0, 60)))
    assert groups() == {frozenset("ac")}
    assert due() == {"a", "c"}


def test_one_that_is_a_copy_of_both_makes_one_group_of_two_and_keeps_the_lower_number():
    keep(one("a", story(0, 50)), one("b", story(0, 40, 50)))
    keep(one("c", story(0, 50)), one("d", story(0, 40, 50)))
    assert groups() == {frozenset("ac"), frozenset("bd")}
    lower = min(CopyGroup.objects.values_list("pk", flat=True))
    keep(one("e", story(0)))
    assert groups() == {frozenset("abcde")}
    assert list(CopyGroup.objects.values_list("pk", flat=True)) == [lower]


def test_the_one_that_held_two_together_goes_and_they_part():
    keep(one("a", story(0, 50)), one("b", story(0, 40, 50)), one("c", story(0)), one("d", story(0, 50)))
    assert groups() == {frozenset("abcd")}
    settled()
    store.article_withdraw(Article.objects.get(external_id="c").pk, "asked for")
    assert groups() == {frozenset("ad")}
    assert due() == {"a", "b", "c", "d"}
    assert not CopySketch.objects.filter(article__withdrawn_at__isnull=False).exists()


def test_undo_and_removal_take_copies_out():
    keep(one("a", story(0)), one("b", story(0, 80)))
    run = store.run_begin("test", {})
    keep(one("c", story(0, 70)), one("a", story(2)), run=run)
    assert groups() == {frozenset("bc")}
    settled()
    store.run_undo(run)
    assert groups() == {frozenset("ab")}
    assert due() == {"a", "b"}
    keep(one("d", story(0)), collection="other")
    store.collection_remove(Collection.objects.get(slug="articles"))
    assert groups() == set()
    assert not CopyGroup.objects.exists()
    assert Gone.objects.exists()


def test_a_group_that_did_not_change_is_left_alone():
    keep(one("a", story(0)), one("b", story(0, 80)))
    settled()
    keep(one("c", story(1)), one("a", story(0)))
    assert due() == {"c"}


def test_the_first_is_the_earliest_published_unknown_last():
    keep(one("a", story(0), day=None), one("b", story(0), day=DAY + timedelta(days=1)), one("c", story(0, 80)))
    ids = list(Article.objects.order_by("external_id").values_list("pk", flat=True))
    records = selectors.article_records(ids)
    assert [(r.external_id, r.copies, r.is_first) for r in records] == [
        ("a", 3, False),
        ("b", 3, False),
        ("c", 3, True),
    ]


def test_cards_count_copies_and_other_sources_that_this_person_may_see():
    keep(one("a", story(0)), one("b", story(0, 80)), one("c", story(0, 85), source="Paper b"))
    keep(one("d", story(0, 75)), collection="private")
    ids = list(Article.objects.order_by("external_id").values_list("pk", flat=True))
    seen = Collection.objects.get(slug="articles")
    some = Access(frozenset({seen.pk}), frozenset({"public"}), frozenset(), frozenset({seen.slug}))
    assert [(card.copies, card.copy_sources) for card in selectors.cards(ids[:2], EVERYTHING)] == [(4, 2), (4, 2)]
    assert [(card.copies, card.copy_sources) for card in selectors.cards(ids[:2], some)] == [(3, 1), (3, 1)]
    keep(one("e", story(1)))
    (alone,) = selectors.cards([Article.objects.get(external_id="e").pk], EVERYTHING)
    assert (alone.copies, alone.copy_sources) == (1, 0)


# --- many at once ---------------------------------------------------------------------------------------


def test_what_a_run_leaves_is_grouped_again_in_pieces_and_once(monkeypatch):
    keep(*(one(f"{n}{k}", story(n, 90 - k)) for n in range(3) for k in range(2)), one("z", story(0, 50)))
    before = groups()
    run = store.run_begin("test", {})
    keep(*(one(f"{n}c", story(n, 85)) for n in range(3)), one("00", story(1, 70)), one("z", story(2)), run=run)
    assert groups() == expected() != before
    pieces = []
    monkeypatch.setattr("archive.store.copies._PIECE", 2)
    monkeypatch.setattr("archive.store.copies._members", lambda some: pieces.append(len(some)) or _members(some))
    store.run_undo(run)
    assert groups() == expected() == before
    assert max(pieces) <= 2
    # Each asks twice, for its own groups and for those that it reaches: three groups and two restored are three pieces.
    assert len(pieces) == 6


def test_one_of_many_equal_texts_goes_without_every_pair_being_compared(monkeypatch):
    keep(*(one(f"a{n}", story(0), source=f"Paper {n % 90}", day=DAY + timedelta(days=n % 3)) for n in range(150)))
    keep(one("b", story(0, 70)))
    asked = []
    monkeypatch.setattr("archive.store.copies.shingle_hashes", lambda text: asked.append(text) or shingle_hashes(text))
    store.article_withdraw(Article.objects.get(external_id="a7").pk, "asked for")
    assert groups() == {frozenset({"b", *(f"a{n}" for n in range(150) if n != 7)})}
    assert len(asked) == 2


def test_what_is_printed_again_meets_one_of_all_that_are_equal_to_it(monkeypatch):
    keep(*(one(f"a{n}", story(0), source=f"Paper {n}") for n in range(30)))
    rows = []
    monkeypatch.setattr("archive.store.copies._rows", lambda *given: rows.append(_rows(*given)) or rows[-1])
    keep(*(one(f"b{n}", story(0), source=f"Paper {n}") for n in range(20)), one("c", story(0, 70), source="Paper 1"))
    assert groups() == {frozenset({"c", *(f"a{n}" for n in range(30)), *(f"b{n}" for n in range(20))})}
    assert sum(map(len, rows)) <= 3


BODIES = st.builds(story, st.integers(0, 1), st.sampled_from([45, 60, 90]), st.sampled_from([0, 20]))
PAPERS = st.sampled_from(["Herald", "Courier", "Gazette"])


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), BODIES, st.sampled_from([None, 0, 5]), PAPERS), max_size=12))
def test_groups_of_few_papers_undone_in_small_pieces_are_those_of_what_is_stored(arrivals):
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("archive.store.copies._PIECE", 2)
        runs = [store.run_begin("test", {}) for _ in range(3)]
        for number, (name, body, after, paper) in enumerate(arrivals):
            day = None if after is None else DAY + timedelta(days=after)
            keep(one(name + paper, body, day=day, source=paper), run=runs[number % 3])
        for run in runs[::-1]:
            assert groups() == expected()
            store.run_undo(run)
        assert not CopyGroup.objects.exists()
        transaction.set_rollback(True)


# --- articles of an earlier version ---------------------------------------------------------------------


def forget_sketches() -> None:
    """The archive as a version left it that knew exact copies only."""
    CopySketch.objects.all().delete()
    Article.objects.update(copy_group=None, copies_due=True, index_due=False)
    CopyGroup.objects.all().delete()


def test_articles_of_an_earlier_version_are_grouped_some_at_a_time_and_a_kill_loses_nothing(monkeypatch):
    keep(*(one(f"{n}{k}", story(n, 90 - k)) for n in range(3) for k in range(4)))
    whole = groups()
    assert len(whole) == 3
    forget_sketches()
    assert copies_catch_up(5) == 5
    with monkeypatch.context() as patch:
        patch.setattr("archive.store.copies._write", _killed)
        with pytest.raises(KeyboardInterrupt):
            copies_catch_up(5)
    assert Article.objects.filter(copies_due=True).count() == 7
    assert store.copies_drain() == 7
    assert groups() == whole
    assert due() == {f"{n}{k}" for n in range(3) for k in range(4)}
    assert store.copies_drain() == 0


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_new_article_joins_exact_copies_that_were_not_compared_yet():
    keep(one("a", story(0)), one("b", story(0)))
    forget_sketches()
    keep(one("c", story(0)))
    assert groups() == {frozenset("abc")}


# --- whatever the order ---------------------------------------------------------------------------------

ARRIVAL = st.tuples(st.sampled_from("abcdef"), BODIES, st.sampled_from([None, 0, 5, 10]))


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ARRIVAL, max_size=9), st.sets(st.sampled_from("abcdef"), max_size=2), st.integers(1, 4))
def test_groups_are_those_of_what_is_stored(arrivals, withdrawn, batch):
    with transaction.atomic():
        for begin in range(0, len(arrivals), batch):
            some = arrivals[begin : begin + batch]
            keep(*(one(n, body, day=None if after is None else DAY + timedelta(days=after)) for n, body, after in some))
            assert groups() == expected()
        for article in Article.objects.filter(external_id__in=withdrawn):
            store.article_withdraw(article.pk, "asked for")
            assert groups() == expected()
        assert all(
            count > 1
            for count in Counter(Article.objects.values_list("copy_group", flat=True).exclude(copy_group=None)).values()
        )
        assert not CopyGroup.objects.filter(articles__isnull=True).exists()
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_one_that_stores_while_another_has_not_ended_finds_its_copies():
    done = threading.Event()

    def ingest() -> None:
        try:
            keep(one("b", story(0, 80)))
        finally:
            connection.close()
            done.set()

    other = threading.Thread(target=ingest)
    store.collection_named("articles")  # else the other waits for its row already
    with transaction.atomic():
        keep(one("a", story(0)))
        other.start()
        until = time.monotonic() + 30
        while not (done.is_set() or _somebody_waits()) and time.monotonic() < until:
            pass
    other.join(60)
    assert groups() == {frozenset("ab")}


def withdraw(id: int) -> None:
    store.article_withdraw(id, "asked for")


def undo(id: int) -> None:
    run = Article.objects.get(pk=id).captures.get().run
    assert run
    store.run_undo(run)


def remove(id: int) -> None:
    store.collection_remove(Article.objects.get(pk=id).collections.get())


class Ended:
    """In place of `regroup_copies`: after its work the database ends the transaction as it ends a deadlock."""

    def __init__(self, times: int) -> None:
        self.times = times

    def __call__(self, *given: Any) -> None:
        regroup_copies(*given)
        if self.times:
            self.times -= 1
            with connection.cursor() as cursor:
                cursor.execute(
                    "DO $$ BEGIN RAISE 'each waits for the other' USING ERRCODE = 'deadlock_detected'; END $$"
                )


@pytest.mark.parametrize("take_out", [withdraw, undo, remove])
def test_what_ends_in_a_deadlock_is_done_at_the_second_try(take_out, monkeypatch):
    keep(one("a", story(0)), one("c", story(0, 85)))
    keep(one("b", story(0, 80)), collection="other")
    id = Article.objects.get(external_id="b").pk
    monkeypatch.setattr("archive.store.runs.regroup_copies", Ended(2))
    with pytest.raises(OperationalError), transaction.atomic():
        take_out(id)
    assert groups() == {frozenset("abc")}
    monkeypatch.setattr("archive.store.runs.regroup_copies", Ended(1))
    take_out(id)
    assert groups() == {frozenset("ac")}


@pytest.mark.parametrize(
    "write",
    [
        lambda ids: store.tags_write([(id, 0, Tags("en")) for id in ids], "test", lambda _: None),
        store.mark_index_due,
        lambda ids: store.index_batch_done([(id, 0) for id in ids]),
    ],
    ids=["tags", "due", "done"],
)
def test_rows_are_locked_in_the_order_of_their_numbers(write):
    ids = [saved.article_id for saved in keep(*(one(name, story(0)) for name in "abc"))]
    with CaptureQueriesContext(connection) as asked:
        write(ids[::-1])
    first = next(query["sql"] for query in asked if "archive_article" in query["sql"])
    assert re.search(r'ORDER BY ([\w"]+\.)?"?(id|1)"?( ASC)? FOR (NO KEY )?UPDATE', first), first


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)")
        return bool(cursor.fetchone()[0])


def test_candidates_are_looked_up_by_their_keys_where_the_tables_have_no_statistics() -> None:
    """The planner knows nothing of a new archive; joining first and comparing takes seconds a batch."""
    draw = random.Random(7)
    texts = [" ".join(f"w{draw.randrange(5000)}" for _ in range(60)) for _ in range(400)]
    records = [raw(f"s{n}", source=f"Paper {n % 3}", body=text) for n, text in enumerate(texts)]
    keep(*records[:200])
    plans = []

    def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "keys &&" in sql and not sql.startswith("EXPLAIN"):
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN {sql}", params)
                plans.append("\n".join(line for (line,) in cursor.fetchall()))
        return execute(sql, params, many, context)

    with connection.cursor() as cursor:
        for relation in ("archive_article", "archive_copysketch"):
            cursor.execute("SELECT pg_clear_relation_stats('public', %s)", [relation])
    with connection.execute_wrapper(explain):
        keep(*records[200:])
    assert plans
    assert all("Bitmap Index Scan on copysketch_keys" in plan for plan in plans)
