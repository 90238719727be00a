"""A large export is made by several processes: the same bytes, the same manifest, of one snapshot, and its errors."""

from __future__ import annotations

import pickle

import pytest

from archive import store
from archive.export import files, hands, manifest, rows, streams
from archive.export.errors import ExportChanged
from archive.models import Article
from archive.search.query import EVERYTHING, SearchRequest
from tests.support.articles import BODY, keep, raw

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plan(monkeypatch):
    monkeypatch.setattr(rows, "BATCH", 2)
    monkeypatch.setattr(manifest, "_CHUNK", 3)
    ids = [s.article_id for s in keep(*(raw(f"День {n}", f"{BODY} {n}", external_id=str(n)) for n in range(9)))]
    options = streams.Options(with_text=True, link_base="https://archive.example")
    return streams.plan(SearchRequest(visible_to=EVERYTHING), "ndjson", options, ids=ids)


@pytest.fixture
def many(monkeypatch):
    """Nine rows count as many."""
    monkeypatch.setattr(hands, "MANY", 2)


def written(tmp_path, name, plan):
    target = files.Target(tmp_path / name)
    done = files.write(target, plan, lambda records, total: None)
    return target.path.read_bytes(), done


def test_several_processes_write_what_one_writes(plan, tmp_path, monkeypatch):
    alone = written(tmp_path, "out.ndjson", plan)
    set_alone = manifest._describe(streams.fix(plan), EVERYTHING, None)
    monkeypatch.setattr(hands, "MANY", 2)
    assert written(tmp_path, "out.ndjson", plan) == alone
    with rows.snapshot(shared=True) as present:
        assert manifest._describe(streams.fix(plan), EVERYTHING, present) == set_alone


def test_they_see_the_archive_as_it_was_when_the_export_began(plan, many):
    with rows.snapshot(shared=True) as present:
        fixed = streams.fix(plan)
        # Another connection's, as a worker's would be: its transaction ends before the rows are read.
        with present._asked.cursor() as cursor:
            cursor.execute(
                "UPDATE archive_article SET title = 'Later', title_length = 5, doc_version = doc_version + 100"
            )
        data = b"".join(piece.data for piece in streams.pieces(plan, fixed, present))
    assert "День 8".encode() in data
    assert b"Later" not in data


def test_what_was_withdrawn_meanwhile_ends_it_with_the_article_s_number(plan, many):
    with rows.snapshot(shared=True) as present:
        fixed = streams.fix(plan)
        with present._asked.cursor() as cursor:
            cursor.execute(
                "UPDATE archive_article SET withdrawn_at = now(), title = '', body = '', title_length = 0,"
                " body_length = 0, words = 0, withdrawn_reason = 'asked' WHERE id = %s",
                [plan.ids[4]],
            )
        with pytest.raises(ExportChanged) as told:
            list(streams.pieces(plan, fixed, present))
    assert told.value.ids == (plan.ids[4],)


def test_the_caller_s_connection_still_answers(plan, many, tmp_path):
    written(tmp_path, "out.ndjson", plan)
    store.article_withdraw(plan.ids[0], "asked by its author")
    assert Article.objects.filter(withdrawn_at__isnull=True).count() == 8


def test_a_change_told_by_another_process_names_the_same_articles():
    assert pickle.loads(pickle.dumps(ExportChanged([3, 4]))).ids == (3, 4)
