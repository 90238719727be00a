"""The tag stage: everything that is due is tagged, and poison costs only itself."""

from __future__ import annotations

import pytest

from archive import store
from archive.models import Article, Mention, TagState
from archive.tagging.values import Mention as MentionValue
from archive.tagging.values import Tags
from archive.tasks.tagging import Stage
from tests.support.articles import BODY, keep, keep_one, raw

pytestmark = pytest.mark.django_db


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
