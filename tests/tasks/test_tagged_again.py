"""What an earlier version of rules, model or authority tagged is tagged again by itself, behind what is new."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from archive import selectors, store, tasks
from archive.authority.cities import open_cities
from archive.authority.gazetteer import Gazetteer
from archive.authority.values import Authority
from archive.models import Article, AuthorityState, Mention, TagState
from archive.tagging import version
from archive.tagging.pipeline import Tagger
from archive.tasks.tagging import BATCH, Stage
from tests.support.articles import BODY, keep, keep_one, raw
from tests.support.cities import CACHE

pytestmark = pytest.mark.django_db

ARTICLES = 3 * BATCH


class Stopped(Exception):
    """The worker goes away between two batches."""


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def stub_is_todays(monkeypatch):
    """The stub calls itself "stub 1", and so does what the archive expects."""
    monkeypatch.setattr(version, "tagger_version", lambda model, authority: "stub 1")


def stage() -> Stage:
    return Stage("tests.tasks.stub_tagger:make")


def tagged_before(count: int = ARTICLES) -> None:
    """Articles of one day each, stored in no order of their days, tagged by an earlier version."""
    days = [date(2014, 1, 1) + timedelta(days=(n * 7) % count) for n in range(count)]
    keep(*[raw(f"Story {n}", external_id=str(n), body=f"{BODY} {n}", day=day) for n, day in enumerate(days)])
    worker = stage()
    worker.drain(outdated=False)
    worker.close()
    TagState.objects.update(tagger="stub 0")
    Article.objects.update(index_due=False)


def of_today() -> list[int]:
    return list(TagState.objects.filter(tagger="stub 1").values_list("article_id", flat=True))


@pytest.mark.usefixtures("stub_is_todays")
def test_the_newest_come_first_what_is_new_before_them_and_a_stop_loses_nothing(settings):
    settings.TAG_PROCESSES = 1
    tagged_before()
    assert selectors.waiting().tags_outdated == ARTICLES
    newest = list(Article.objects.order_by("-published_on").values_list("pk", flat=True))
    seen: list[set[int]] = []

    def work_until_the_second_batch(_counts: object) -> None:
        seen.append(set(of_today()))
        if len(seen) == 1:
            keep_one(external_id="new", body=f"{BODY} and more", day=date(2013, 12, 1))
        if len(seen) == 2:
            raise Stopped

    worker = stage()
    with pytest.raises(Stopped):
        worker.drain(work_until_the_second_batch)
    worker.close()
    new = Article.objects.get(external_id="new").pk
    assert seen == [set(newest[:BATCH]), {*newest[:BATCH], new}]
    assert selectors.waiting().tags_outdated == ARTICLES - BATCH
    # A fresh worker goes on where this one stopped, and leaves one mention an article as before.
    another = stage()
    assert another.drain().tagged == ARTICLES - BATCH
    another.close()
    assert selectors.waiting().tags_outdated == 0
    assert Mention.objects.count() == ARTICLES + 1
    assert Article.objects.filter(index_due=True).count() == ARTICLES + 1


@pytest.mark.usefixtures("stub_is_todays")
def test_until_its_turn_an_article_keeps_its_tags_and_is_not_called_untagged():
    tagged_before(3)
    assert Mention.objects.count() == 3
    assert Article.objects.filter(tag_due=True).count() == 0
    assert [
        record.tagged for record in selectors.article_records(list(Article.objects.values_list("pk", flat=True)))
    ] == [True] * 3


@pytest.mark.usefixtures("stub_is_todays")
def test_what_fails_under_new_rules_is_tried_twice_and_keeps_its_earlier_tags():
    tagged_before(3)
    Article.objects.filter(external_id="1").update(body=BODY + " RAISE", body_length=len(BODY) + 6)
    worker = stage()
    counts = worker.drain()
    worker.close()
    assert (counts.tagged, counts.failed) == (2, 1)
    state = TagState.objects.get(article__external_id="1")
    assert (state.state, state.tries) == ("failed", 2)
    assert Mention.objects.filter(article__external_id="1").count() == 1
    assert selectors.waiting().tags_outdated == 0
    assert not Article.objects.filter(tag_due=True).exists()


@pytest.mark.usefixtures("stub_is_todays")
def test_an_ingest_that_waits_for_its_tags_does_not_wait_for_the_old_ones():
    tagged_before(5)
    keep_one(external_id="new", body=f"{BODY} and more")
    worker = stage()
    assert worker.drain(outdated=False).tagged == 1
    worker.close()
    assert selectors.waiting().tags_outdated == 5


def test_a_tagger_that_names_itself_otherwise_tags_each_article_once(caplog, monkeypatch):
    monkeypatch.setattr(version, "tagger_version", lambda model, authority: "expected")
    tagged_before(5)
    for tagged in (5, 0, 0):
        worker = stage()
        assert worker.drain().tagged == tagged
        worker.close()
    assert "the tagger calls itself 'stub 1' and not 'expected'" in caplog.text


def raise_the_rules(monkeypatch, settings):
    monkeypatch.setattr(version, "RULES", "raised")


def change_the_model(monkeypatch, settings):
    monkeypatch.setattr(version, "model_version", lambda model: "another-model-1")


def change_the_authority(monkeypatch, settings):
    AuthorityState.objects.update_or_create(id=1, defaults={"version": "another"})


@pytest.mark.parametrize("change", [raise_the_rules, change_the_model, change_the_authority])
def test_whatever_the_tags_depend_on_makes_them_due_and_wakes_the_worker(change, monkeypatch, settings):
    article = keep_one()
    Article.objects.update(tag_due=False, index_due=False)
    TagState.objects.create(
        article=article,
        text_version=article.text_version,
        tagger=selectors.tagger_version(),
        state="done",
        language="en",
    )
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    tasks.wake_what_is_due()
    assert jobs() == []
    assert selectors.waiting().tags_outdated == 0
    change(monkeypatch, settings)
    tasks.wake_what_is_due()
    assert jobs() == ["archive.tasks.tag_due"]
    assert selectors.waiting().tags_outdated == 1


def jobs() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name FROM procrastinate_jobs ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def test_the_version_known_beforehand_is_the_taggers_own():
    authority = Authority(version="abc", actors={}, places={}, roles=())
    assert (
        version.tagger_version("en_core_web_md", "abc")
        == Tagger(authority, Gazetteer(authority, open_cities(CACHE))).version
    )
    assert version.tagger_version("no_such_model", "abc") == ""


def test_status_tells_how_many_wait(client, capsys):
    article = keep_one()
    Article.objects.update(tag_due=False)
    TagState.objects.create(article=article, text_version=1, tagger="old", state="done", language="en")
    call_command("status", "--json")
    assert json.loads(capsys.readouterr().out)["waiting"]["tag_again"] == 1
    call_command("status")
    assert "1 tagged by an earlier version to be tagged again" in capsys.readouterr().out


# --- everything again (`tag --all`) ------------------------------------------------------------------------


def test_all_again_leaves_every_article_its_tags_until_its_turn(stub_is_todays):
    tagged_before(ARTICLES)
    TagState.objects.update(tagger="stub 1")
    before = Mention.objects.count()
    assert store.tag_all_again() == ARTICLES
    assert Mention.objects.count() == before
    assert not Article.objects.filter(tag_due=True).exists()
    assert selectors.waiting().tags_outdated == ARTICLES
    worker = stage()
    worker.drain()
    worker.close()
    assert len(of_today()) == ARTICLES
    assert selectors.waiting().tags_outdated == 0


def test_all_again_begun_twice_marks_each_once_and_takes_in_what_was_never_tagged(monkeypatch, stub_is_todays):
    monkeypatch.setattr("archive.store.authority._MARKED_AT_ONCE", 5)
    tagged_before(12)
    assert store.tag_all_again() == 12
    assert store.tag_all_again() == 0
    fresh = keep_one(title="Never tagged", external_id="new")
    Article.objects.update(tag_due=False)
    store.tag_all_again()
    assert list(Article.objects.filter(tag_due=True)) == [fresh]


def test_stopped_between_two_batches_the_next_goes_on_where_it_was(stub_is_todays):
    tagged_before()
    TagState.objects.update(tagger="stub 1")
    store.tag_all_again()

    def stop(counts):
        raise Stopped

    worker = stage()
    with pytest.raises(Stopped):
        worker.drain(stop)
    worker.close()
    done = set(of_today())
    assert 0 < len(done) < ARTICLES
    again = stage()
    counts = again.drain()
    again.close()
    assert counts.tagged == ARTICLES - len(done)
    assert len(of_today()) == ARTICLES


def test_who_finds_another_at_it_tags_only_what_is_due(monkeypatch, stub_is_todays):
    tagged_before()

    @contextmanager
    def taken():
        yield False

    monkeypatch.setattr(store, "tag_again_lock", taken)
    fresh = keep_one(title="New", external_id="new")
    worker = stage()
    counts = worker.drain()
    worker.close()
    assert counts.elsewhere
    assert of_today() == [fresh.pk]
