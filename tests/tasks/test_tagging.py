"""The tag stage: everything that is due is tagged, and poison costs only itself."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core.management import call_command

from archive import child as child_module
from archive import store, tasks
from archive.child import Child
from archive.models import Article, Mention, TagState
from archive.tagging.values import Mention as MentionValue
from archive.tagging.values import Tags
from archive.tasks import trouble
from archive.tasks.tagging import Stage, TaggerNotStartedError
from tests.support.articles import BODY, keep, keep_one, raw
from tests.support.cities import CACHE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    """Where trouble is noted: each test its own."""
    settings.DATA_DIR = tmp_path


@pytest.fixture
def stage():
    made = Stage("tests.tasks.stub_tagger:make")
    yield made
    made.close()


def test_everything_due_is_tagged_and_due_for_the_index_again(stage):
    keep(*[raw(f"Story {n}", external_id=str(n), body=f"{BODY} {n}") for n in range(70)])
    Article.objects.update(index_due=False)
    assert stage.drain().tagged == 70
    assert Mention.objects.filter(candidate="Ministers").count() == 70
    assert Article.objects.filter(tag_due=False, index_due=True).count() == 70
    assert set(TagState.objects.values_list("state", "tagger")) == {("done", "stub 1")}


@pytest.mark.parametrize("poison", ["SEGFAULT", "EXIT", "STALL", "EAT", "RAISE"])
def test_poison_is_tried_twice_then_set_aside_with_its_error_and_the_others_go_on(stage, poison, settings):
    settings.TAG_SECONDS = 0.5
    bodies = [f"{BODY} {n}" for n in range(8)]
    bodies[5] += poison
    keep(*[raw(f"Story {n}", external_id=str(n), body=body) for n, body in enumerate(bodies)])
    counts = stage.drain()
    assert (counts.tagged, counts.failed) == (7, 1)
    assert not Article.objects.filter(tag_due=True).exists()
    aside = TagState.objects.filter(state="failed")
    assert {state.article.external_id for state in aside} == {"5"}
    assert all(state.tries == 2 and state.error for state in aside)


def test_a_tagger_that_cannot_start_blames_no_article_and_status_tells_it(capsys):
    keep(*[raw(f"Story {n}", external_id=str(n), body=f"{BODY} {n}") for n in range(3)])
    broken = Stage("tests.tasks.stub_tagger:die_at_start")
    for _ in range(3):
        with pytest.raises(
            TaggerNotStartedError, match=r"cannot start: it was killed by SIGKILL\. .*TAG_MEGABYTES=2048"
        ):
            broken.drain()
    assert Article.objects.filter(tag_due=True).count() == 3
    assert not TagState.objects.filter(state="failed").exists()
    call_command("status")
    [line] = [line for line in capsys.readouterr().out.splitlines() if line.startswith("trouble")]
    assert "tag, at 20" in line
    assert "killed by SIGKILL" in line


def test_the_child_gets_the_archives_own_cache_folder(settings, tmp_path):
    settings.CACHE_DIR = tmp_path / "cache"
    (tmp_path / "cache").symlink_to(CACHE)  # built once for all tests
    keep_one()
    telling = Stage("tests.tasks.stub_tagger:make_telling_its_cache")
    telling.drain()
    telling.close()
    assert TagState.objects.get().tagger == str(tmp_path / "cache")


def test_trouble_is_forgotten_when_the_stage_succeeds(stage):
    with pytest.raises(ValueError, match="first"), trouble.noted("tag"):
        raise ValueError("first line\nDETAIL: a row's text")
    assert [found.error for found in trouble.troubles()] == ["first line"]
    stage.drain()
    assert trouble.troubles() == []


def test_the_worker_logs_one_line_for_a_tagger_that_cannot_start(monkeypatch, caplog):
    keep_one()
    monkeypatch.setattr(tasks, "_tag_stage", lambda: Stage("tests.tasks.stub_tagger:die_at_start"))
    tasks.tag_due.func(SimpleNamespace(should_abort=lambda: False))
    [record] = caplog.records
    assert record.levelname == "ERROR"
    assert record.exc_info is None
    assert "\n" not in record.getMessage()
    assert "The tagger cannot start" in record.getMessage()


def test_what_was_tagged_before_the_tagger_could_not_start_again_is_kept(stage, monkeypatch):
    bodies = [f"{BODY} 0", f"{BODY} SEGFAULT", f"{BODY} 2"]
    keep(*[raw(f"Story {n}", external_id=str(n), body=body) for n, body in enumerate(bodies)])
    start, pids = Child._started, []

    def once(child):
        if child.pid is None:
            monkeypatch.setattr(child_module, "START_SECONDS", 0 if pids else 60)
        pipe = start(child)
        pids.append(child.pid)
        return pipe

    monkeypatch.setattr(Child, "_started", once)
    with pytest.raises(TaggerNotStartedError):
        stage.drain()
    assert TagState.objects.filter(state="done").count() == 1
    assert Article.objects.filter(tag_due=True).count() == 2


def test_a_revised_text_is_tried_again(stage):
    keep(raw(external_id="a", body=BODY + " RAISE"))
    stage.drain()
    keep(raw(external_id="a", body=BODY))
    assert stage.drain().tagged == 1
    assert TagState.objects.get().state == "done"


def test_tags_of_a_text_that_changed_meanwhile_are_not_written():
    article = keep_one(external_id="a")
    read = article.text_version
    keep(raw(external_id="a", body="Changed. " + BODY))
    tags = Tags("en", (MentionValue(0, 9, "Ministers", "organisation"),))
    assert store.tags_write([(article.pk, read, tags)], "stub 1", lambda _: None) == 0
    assert not Mention.objects.exists()
    assert Article.objects.get().tag_due


def test_articles_ingested_without_tags_wait_until_they_are_asked_for(stage):
    run = store.run_begin("test", {})
    keeping = store.Keeping(run=run, collection=store.collection_named("articles"), tag=False)
    store.article_save_many([raw("One")], keeping)
    assert stage.drain().tagged == 0
    store.tag_untagged()
    assert stage.drain().tagged == 1


def test_what_was_set_aside_is_tried_again_when_asked(stage):
    keep(raw(body=BODY + " RAISE"))
    stage.drain()
    store.tag_untagged()
    assert not Article.objects.get().tag_due
    store.tag_untagged(failed=True)
    assert Article.objects.get().tag_due
