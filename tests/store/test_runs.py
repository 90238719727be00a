"""Taking a run back, withdrawing an article, removing a collection: exactly that goes, and from the index too."""

from __future__ import annotations

import pytest

from archive import store
from archive.ingest.record import Rejected
from archive.models import (
    Article,
    Capture,
    Collection,
    CopyGroup,
    Gone,
    IngestRun,
    Mention,
    Place,
    Revision,
    Source,
)
from archive.models import Rejected as RejectedRow
from archive.text.similarity import text_digest
from tests.support.articles import BODY, keep, keep_one, raw

pytestmark = pytest.mark.django_db


def run():
    return store.run_begin("test", {})


def texts():
    return dict(Article.objects.values_list("external_id", "body"))


def test_undo_removes_what_the_run_stored_and_nothing_else():
    first, second = run(), run()
    keep(raw("A", external_id="a"), run=first)
    keep(raw("B", external_id="b"), raw("C", external_id="c"), run=second)
    gone = set(Article.objects.filter(external_id__in="bc").values_list("pk", flat=True))
    assert store.run_undo(second) == store.Undone(removed=2, restored=0, kept=0)
    assert set(texts()) == {"a"}
    assert set(Gone.objects.values_list("article_id", flat=True)) == gone
    assert IngestRun.objects.get(pk=second.pk).state == "undone"


def test_undo_gives_back_the_text_that_the_run_replaced():
    first, second = run(), run()
    keep(raw("A", external_id="a"), run=first)
    keep(raw("A", external_id="a", body=BODY + " Corrected."), run=second)
    Article.objects.update(index_due=False, tag_due=False)
    assert store.run_undo(second).restored == 1
    article = Article.objects.get()
    assert article.body == BODY
    assert bytes(article.digest) == text_digest("A", BODY)
    assert article.revision_count == 1
    assert article.index_due
    assert article.tag_due
    assert not Revision.objects.exists()


def test_undo_of_a_middle_revision_leaves_the_later_text():
    runs = [run(), run(), run()]
    for number, one in enumerate(runs, start=1):
        keep(raw("A", external_id="a", body=f"{BODY} Edition {number}."), run=one)
    store.run_undo(runs[1])
    article = Article.objects.get()
    assert article.body.endswith("Edition 3.")
    assert article.revision_count == 2
    assert [r.body[-10:] for r in article.revisions.all()] == ["Edition 1."]
    assert Capture.objects.get(run=runs[2]).revision == 2


def test_undo_keeps_what_another_run_brought_too():
    first, second = run(), run()
    keep(raw("A", external_id="a"), run=first)
    keep(raw("A", external_id="a"), run=second)
    assert store.run_undo(first) == store.Undone(removed=0, restored=0, kept=1)
    assert set(texts()) == {"a"}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_when_both_runs_that_brought_it_are_undone_nothing_is_left(order):
    runs = [run(), run()]
    for one in runs:
        keep(raw("A", external_id="a"), run=one)
    for n in order:
        store.run_undo(runs[n])
    assert texts() == {}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_when_the_first_text_and_its_correction_are_undone_nothing_is_left(order):
    runs = [run(), run()]
    for number, one in enumerate(runs, start=1):
        keep(raw("A", external_id="a", body=f"{BODY} Edition {number}."), run=one)
    store.run_undo(runs[order[0]])
    left = Article.objects.get()
    assert left.body.endswith("Edition 1." if order[0] else "Edition 2.")
    assert (left.revision_count, left.revisions.count()) == (1, 0)
    store.run_undo(runs[order[1]])
    assert texts() == {}


def test_a_correction_that_two_runs_brought_stays_until_both_are_undone():
    runs = [run(), run(), run()]
    for number, one in zip((1, 2, 2), runs, strict=True):
        keep(raw("A", external_id="a", body=f"{BODY} Edition {number}."), run=one)
    store.run_undo(runs[1])
    assert Article.objects.get().body.endswith("Edition 2.")
    store.run_undo(runs[2])
    assert Article.objects.get().body.endswith("Edition 1.")


def test_the_same_reject_again_stays_one_row():
    for _ in range(2):
        store.reject(run(), Rejected("empty", "empty.txt", "text", b""))
    assert RejectedRow.objects.count() == 1


def test_an_article_is_withdrawn_once():
    article = keep_one(external_id="a")
    store.article_withdraw(article.pk, "asked by the source")
    with pytest.raises(store.AlreadyWithdrawn):
        store.article_withdraw(article.pk, "another reason")
    assert Article.objects.get().withdrawn_reason == "asked by the source"


def test_after_undo_the_same_files_are_stored_again():
    one = run()
    keep(raw("A", external_id="a"), run=one)
    store.run_undo(one)
    assert [saved.outcome for saved in keep(raw("A", external_id="a"))] == ["stored"]


def test_withdrawing_leaves_a_tombstone_and_no_text_anywhere():
    article = keep_one(title="Canary headline", external_id="a")
    keep(raw("Canary headline", external_id="a", body=BODY + " Canary."))
    Mention.objects.create(article=article, start=0, end=4, text="Mini", kind="other")
    store.article_withdraw(article.pk, "asked by the source")
    article.refresh_from_db()
    assert (article.title, article.body, article.withdrawn_reason) == ("", "", "asked by the source")
    assert article.index_due
    assert not Mention.objects.exists()
    assert not Revision.objects.exists()
    assert not Capture.objects.exists()


def test_a_withdrawn_article_stays_withdrawn_when_it_comes_again():
    article = keep_one(external_id="a")
    store.article_withdraw(article.pk, "asked by the source")
    [saved] = keep(raw(external_id="a"))
    assert saved.outcome == "unchanged"
    assert "withdrawn" in saved.why
    article.refresh_from_db()
    assert article.body == ""


def test_removing_a_collection_spares_articles_of_others():
    keep(raw("A", external_id="a"), raw("B", external_id="b", source="River Wire"), collection="sample")
    keep(raw("A", external_id="a"), collection="articles")
    assert store.collection_remove(store.collection_named("sample")) == 1
    assert set(texts()) == {"a"}
    assert not Article._meta.get_field("source").related_model.objects.filter(name="River Wire").exists()


def test_a_removed_collection_leaves_no_trace():
    town = Place.objects.create(id="gn-1", kind="town", name="Kite", lat=50, lon=30, shipped=False)
    keep(raw("A", source="River Wire"), raw("A", source="Harbour Desk"), collection="sample")
    Mention.objects.create(article=Article.objects.first(), start=0, end=4, text="Mini", kind="place", place=town)
    store.collection_remove(store.collection_named("sample"))
    left = (Article, Collection, CopyGroup, Capture, Mention, Source)
    assert [model.__name__ for model in left if model.objects.exists()] == []
    assert not Place.objects.filter(pk="gn-1").exists()
