"""From ids to rows: fixed at the start, rights decided for each row, nothing left out in silence."""

from __future__ import annotations

import gc
from collections.abc import Iterable
from threading import Thread

import pytest
from django.db import connection

from archive import selectors, store
from archive.export import rows
from archive.export.errors import ExportChanged
from archive.models import Article, Collection
from archive.search.query import EVERYTHING, Access
from tests.export.support import CANARY, restrict, tagged
from tests.support.articles import BODY, keep, keep_one, raw

pytestmark = pytest.mark.django_db


def exported(ids: Iterable[int], access: Access = EVERYTHING) -> list[rows.ExportRow]:
    fixed = rows.fix(ids, access)
    batches = rows.batches(
        fixed, access, rows.Present(connection), with_text=True, link_base="https://archive.example", query="talks"
    )
    return [row for batch in batches for row in batch]


def test_rows_come_in_the_order_of_the_ids_over_several_batches(monkeypatch):
    monkeypatch.setattr(rows, "BATCH", 2)
    ids = [saved.article_id for saved in keep(*(raw(f"Day {n}", external_id=str(n)) for n in range(5)))]
    wanted = [ids[3], ids[0], ids[4], ids[2], ids[1]]
    found = exported(wanted)
    assert [row.card.id for row in found] == wanted
    assert {row.text for row in found} == {BODY}
    assert found[0].link == f"https://archive.example/article/{ids[3]}/"
    assert [row.external_id for row in found] == ["3", "0", "4", "2", "1"]


def rows_in_memory() -> int:
    return sum(type(thing) is rows.ExportRow for thing in gc.get_objects())


def test_no_more_than_a_batch_is_in_memory(monkeypatch):
    monkeypatch.setattr(rows, "BATCH", 3)
    keep(*(raw(f"Day {n}", external_id=str(n)) for n in range(12)))
    fixed = rows.fix(Article.objects.values_list("pk", flat=True), EVERYTHING)
    gc.collect()
    before, most = rows_in_memory(), 0
    for batch in rows.batches(fixed, EVERYTHING, rows.Present(connection), with_text=True, link_base="", query=""):
        most = max(most, rows_in_memory() - before)
        assert len(batch) == 3
        del batch
    # While the next batch is made the generator still holds the last one.
    assert 3 <= most <= 6


def test_all_names_come_not_only_the_leading_ones():
    (row,) = exported([tagged().pk])
    assert [actor.name for actor in row.card.actors] == ["Sergey Lavrov"]
    assert [place.name for place in row.card.places] == ["London"]
    assert [speaker.id for speaker in row.card.speakers] == ["sergey-lavrov"]


@pytest.mark.parametrize("rights", ["metadata", "snippet", "researchers"])
def test_restricted_text_names_quotes_and_digest_stay_here(rights):
    article = tagged(body=f'In London Lavrov said "no" on Sunday. {CANARY}.')
    restrict(article, rights)
    (row,) = exported([article.pk], selectors.access_for(None))
    assert row.card.title == "Talks end"
    assert (row.text, row.digest) == ("", "")
    assert (row.card.actors, row.card.places, row.card.speakers, row.card.quotes) == ((), (), (), 0)
    (whole,) = exported([article.pk], EVERYTHING)
    assert CANARY in whole.text
    assert whole.card.actors


def test_what_is_withdrawn_gone_or_hidden_at_the_start_is_told_as_missing():
    kept, withdrawn, hidden = keep_one(title="A"), keep_one(title="B"), keep_one(title="C")
    private = Collection.objects.create(slug="private", name="Private", visibility="private")
    hidden.collections.set([private])
    store.article_withdraw(withdrawn.pk, "asked by its author")
    fixed = rows.fix([kept.pk, withdrawn.pk, hidden.pk, 999_999], selectors.access_for(None))
    assert (fixed.ids.tolist(), fixed.missing) == ([kept.pk], (withdrawn.pk, hidden.pk, 999_999))


def test_a_private_collection_is_not_named_to_others():
    article = keep_one()
    article.collections.add(Collection.objects.create(slug="leak-desk", name="Leak desk", visibility="private"))
    assert exported([article.pk], selectors.access_for(None))[0].collections == ("articles",)
    assert exported([article.pk])[0].collections == ("articles", "leak-desk")


@pytest.mark.parametrize(
    "change",
    [
        lambda article: store.article_withdraw(article.pk, "asked by its author"),
        lambda article: keep(raw("A", external_id="a", body=BODY + " Corrected.")),
        lambda article: restrict(article, "metadata"),
        lambda article: article.delete(),
    ],
    ids=["withdrawn", "revised", "restricted", "deleted"],
)
def test_what_changes_after_the_start_stops_the_export_by_name(change):
    keep(raw("A", external_id="a"), raw("B", external_id="b"))
    first, second = Article.objects.order_by("external_id")
    fixed = rows.fix([second.pk, first.pk], EVERYTHING)
    number = first.pk
    change(first)
    with pytest.raises(ExportChanged, match=rf"\b{number}\b") as error:
        list(rows.batches(fixed, EVERYTHING, rows.Present(connection), with_text=False, link_base="", query=""))
    assert number in error.value.ids


@pytest.mark.django_db(transaction=True)
def test_inside_a_snapshot_a_change_of_tags_or_text_is_not_seen():
    """An archive that is being tagged and corrected can be exported: the file is as it was at the start."""
    keep(raw("A", external_id="a"))
    with rows.snapshot() as present:
        id = Article.objects.values_list("pk", flat=True).get()
        fixed = rows.fix([id], EVERYTHING)
        _elsewhere(lambda: keep(raw("A", external_id="a", body=BODY + " Corrected.")))
        (batch,) = rows.batches(fixed, EVERYTHING, present, with_text=True, link_base="", query="")
        assert batch[0].text == BODY
    assert Article.objects.get().body == BODY + " Corrected."


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "change",
    [
        lambda article: store.article_withdraw(article.pk, "asked by its author"),
        lambda article: restrict(article, "metadata"),
        lambda article: article.collections.set([Collection.objects.create(slug="desk", visibility="private")]),
    ],
    ids=["withdrawn", "restricted", "hidden"],
)
def test_what_was_forbidden_a_moment_ago_does_not_go_out_of_a_snapshot_either(change):
    article = keep_one()
    who = selectors.access_for(None)
    with rows.snapshot() as present:
        fixed = rows.fix([article.pk], who)
        _elsewhere(lambda: change(Article.objects.get()))
        with pytest.raises(ExportChanged, match=f"article {article.pk}"):
            list(rows.batches(fixed, who, present, with_text=True, link_base="", query=""))


def _elsewhere(act):
    """Do something in another thread, so on another connection."""

    def run():
        try:
            act()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join()
