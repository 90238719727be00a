"""Who an article is: the same record again changes nothing, a changed text becomes a revision."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import store
from archive.models import Article, Capture, Mention, Revision
from archive.text.when import UNKNOWN, Published
from tests.support.articles import BODY, keep, keep_one, raw

pytestmark = pytest.mark.django_db


def outcomes(*records):
    return [saved.outcome for saved in keep(*records)]


def test_the_same_record_again_is_unchanged():
    record = raw(external_id="dl-1")
    assert outcomes(record) == ["stored"]
    assert outcomes(record) == ["unchanged"]
    assert Article.objects.count() == 1
    assert Capture.objects.count() == 2


def test_twice_in_one_batch_is_stored_once():
    assert outcomes(raw(external_id="dl-1"), raw(external_id="dl-1")) == ["stored", "unchanged"]


def test_new_text_under_the_same_id_is_a_revision_and_the_old_text_is_kept():
    keep(raw(external_id="dl-1", body=BODY))
    assert outcomes(raw(external_id="dl-1", body=BODY + " Corrected.", version="2")) == ["revised"]
    article = Article.objects.get()
    assert article.body.endswith("Corrected.")
    assert article.revision_count == 2
    assert Revision.objects.get().body == BODY


def test_an_earlier_text_delivered_again_does_not_undo_the_correction():
    old, new = raw(external_id="dl-1"), raw(external_id="dl-1", body=BODY + " Corrected.")
    keep(old)
    keep(new)
    assert outcomes(old) == ["unchanged"]
    assert Article.objects.get().body == new.body


def test_the_address_is_an_identity_of_its_source_only():
    assert outcomes(raw(url="https://example.org/a"), raw(url="https://example.org/a", body=BODY + " More.")) == [
        "stored",
        "revised",
    ]
    assert outcomes(raw(url="https://example.org/a", source="River Wire")) == ["stored"]


def test_the_same_text_of_the_same_day_and_source_is_one_article():
    assert outcomes(raw(locator="a.txt"), raw(locator="b.txt")) == ["stored", "unchanged"]
    assert outcomes(raw(locator="c.txt", day=date(2014, 3, 15))) == ["stored"]


def test_a_changed_file_is_the_same_article_only_if_it_tells_the_same_story():
    keep(raw(place="a", body=BODY))
    assert outcomes(raw(place="a", body=BODY + " A line was added.")) == ["revised"]
    other = "Grain prices rose in the south after the port was closed to ships for a second day in a row on Monday."
    assert outcomes(raw(title="Grain", place="a", body=other)) == ["stored"]


def test_the_same_headline_and_file_name_elsewhere_is_another_article():
    briefing = (
        "In the east it rained. The ministers of nine countries will meet on the coast to talk about the harvest."
    )
    keep(raw("Morning briefing", locator="news.txt", place="day one"))
    assert outcomes(raw("Morning briefing", locator="news.txt", place="day two", body=BODY + " More.")) == ["stored"]
    assert outcomes(raw("Morning briefing", locator="news.txt", place="day one", body=briefing)) == ["stored"]


def test_the_same_place_on_another_day_is_another_article():
    keep(raw(place="a"))
    assert outcomes(raw(place="a", body=BODY + " More.", day=date(2014, 3, 15))) == ["stored"]


def test_a_date_learnt_later_is_a_revision_and_a_missing_one_is_not():
    keep(raw(external_id="dl-1", published=UNKNOWN))
    assert outcomes(raw(external_id="dl-1")) == ["revised"]
    assert outcomes(raw(external_id="dl-1", published=UNKNOWN)) == ["unchanged"]
    assert Article.objects.get().published_on == date(2014, 3, 14)


def test_a_bad_record_costs_only_itself():
    records = [
        raw("One", external_id="1"),
        raw("Two", body="nul \0 byte", external_id="2"),
        raw("Three", external_id="3"),
    ]
    saved = keep(*records)
    assert [one.outcome for one in saved] == ["stored", "rejected", "stored"]
    assert "refused" in saved[1].why
    assert set(Article.objects.values_list("title", flat=True)) == {"One", "Three"}


def test_exact_copies_under_several_sources_form_one_group():
    keep(
        raw("Wire", source="A"),
        raw("Wire, shortened headline", source="B"),
        raw(
            "Other",
            body=BODY[: len(BODY) // 2] + " Nothing else was decided; rain fell on the harbour all day.",
            source="C",
        ),
    )
    groups = list(Article.objects.order_by("id").values_list("copy_group", flat=True))
    assert groups[0] is not None
    assert groups[0] == groups[1]
    assert groups[2] is None


def test_a_revised_copy_leaves_its_group():
    keep(raw("Wire", source="A", external_id="1"), raw("Wire", source="B", external_id="2"))
    keep(raw("Wire", source="A", external_id="1", body=BODY + " Corrected."))
    assert None not in Article.objects.values_list("copy_group", flat=True)
    keep(raw("Wire", source="A", external_id="1", body="The talks were called off before they began."))
    assert list(Article.objects.values_list("copy_group", flat=True)) == [None, None]


def test_short_bodies_are_no_copies_of_each_other():
    keep(raw("Flood", body="Details follow.", source="A"), raw("Fire", body="Details follow.", source="B"))
    assert list(Article.objects.values_list("copy_group", flat=True)) == [None, None]


def test_storing_marks_work_due_and_wakes_each_stage_once():
    keep(raw("One"), raw("Two"))
    keep(raw("Three"))
    assert Article.objects.filter(index_due=True, tag_due=True).count() == 3
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, count(*) FROM procrastinate_jobs WHERE status = 'todo' GROUP BY 1 ORDER BY 1")
        assert cursor.fetchall() == [("archive.tasks.index_due", 1), ("archive.tasks.tag_due", 1)]


def test_an_article_changed_while_it_was_indexed_stays_due():
    article = keep_one()
    [(id, version)] = store.index_batch_take(10)
    store.mark_index_due([article.pk])
    store.index_batch_done([(id, version)])
    assert Article.objects.get().index_due
    store.index_batch_done(store.index_batch_take(10))
    assert not Article.objects.get().index_due


def test_the_database_refuses_a_span_outside_the_text():
    article = keep_one(body="Short text.")
    inside = Mention(article=article, start=0, end=11, text="Short text.", kind="other")
    inside.save()
    with pytest.raises(IntegrityError, match="reaches past the body"), transaction.atomic():
        Mention.objects.create(article=article, start=0, end=12, text="?", kind="other")


@pytest.mark.parametrize(
    "changes",
    [
        {"published_precision": "minute"},
        {"published_precision": "unknown"},
        {"published_precision": "month", "published_on": date(2014, 3, 14)},
        {"published_precision": "about"},
        {"body_length": 3},
    ],
)
def test_the_database_refuses_what_is_not_true(changes):
    article = keep_one()
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(**changes)


def test_an_instant_keeps_its_printed_day():
    at = datetime(2014, 3, 14, 23, 30, tzinfo=UTC)
    article = keep_one(published=Published.instant(at, "meta"))
    assert (article.published.precision, article.published.at, article.published.on) == ("minute", at, at.date())


# Five identities with up to three texts each, delivered in any order, doubled, in batches of any size.
deliveries = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 3)), min_size=1, max_size=25)


@settings(max_examples=30)
@given(deliveries=deliveries, cut=st.integers(1, 7), seed=st.integers(0, 99))
def test_any_delivery_again_in_any_order_leaves_every_article_as_it_is(deliveries, cut, seed):
    records = [raw(f"Story {n}", body=f"{BODY} Edition {text}.", external_id=f"x{n}") for n, text in deliveries]
    with transaction.atomic():
        for i in range(0, len(records), cut):
            keep(*records[i : i + cut])
        before = list(Article.objects.order_by("id").values_list("external_id", "body", "revision_count"))
        assert {id for id, _, _ in before} == {f"x{n}" for n, _ in deliveries}
        assert all(count == len({t for m, t in deliveries if f"x{m}" == id}) for id, _, count in before)
        random.Random(seed).shuffle(records)
        assert {saved.outcome for saved in keep(*records)} == {"unchanged"}
        assert list(Article.objects.order_by("id").values_list("external_id", "body", "revision_count")) == before
        transaction.set_rollback(True)


def test_two_texts_of_one_known_article_in_one_batch_are_two_revisions():
    first = raw(external_id="dl-1", url="https://example.org/1")
    keep(first)
    texts = [raw(external_id="dl-1", body=f"{BODY} {n}.", url="https://example.org/1") for n in (2, 3)]
    assert outcomes(*texts, first) == ["revised", "revised", "unchanged"]
    article = Article.objects.get()
    assert article.body.endswith("3.")
    assert [r.body for r in article.revisions.all()] == [BODY, f"{BODY} 2."]
