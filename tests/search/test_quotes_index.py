"""The shelf of quotes follows the database as that of articles does: written with it, checked, repaired, rebuilt."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from django.core.management import call_command

from archive import selectors, store
from archive.models import Article, Quote
from archive.search import engines, indexing, service
from archive.search.engine import SearchUnavailableError
from archive.search.query import EVERYTHING, SearchRequest, Term
from archive.search.shelves import Shelves
from archive.tagging.values import Quote as Said
from archive.tagging.values import Tags
from tests.export.support import restrict, tag, tagged
from tests.support.articles import keep, raw

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("index_folder")]


def shelved() -> list[int]:
    return list(service.scan(SearchRequest(EVERYTHING, Term("speaker", "sergey-lavrov"), shelf="quotes")))


def kept() -> list[int]:
    return list(Quote.objects.order_by("pk").values_list("pk", flat=True))


def test_quotes_are_found_after_a_drain_and_by_their_numbers() -> None:
    tagged()
    indexing.drain()
    assert shelved() == kept()
    status = indexing.status()
    assert (status.documents, status.quotes) == (1, 1)


def test_tagged_anew_the_earlier_quotes_are_gone() -> None:
    article = tagged()
    indexing.drain()
    before = kept()
    tag(article, Tags("en", (), (Said(22, 24, "direct", 10, 16, "sergey-lavrov", 17, 21),), ()))
    indexing.drain()
    assert shelved() == kept()
    assert kept() != before
    assert indexing.check().equal


def test_withdrawn_articles_take_their_quotes_along() -> None:
    article = tagged()
    indexing.drain()
    store.article_withdraw(article.pk, "by request")
    indexing.drain()
    assert shelved() == []
    assert indexing.check().equal


def test_killed_between_the_shelves_the_articles_stay_due(monkeypatch: pytest.MonkeyPatch) -> None:
    article = tagged()
    engine = type(engines.open_engine(_generation()).quotes)
    write = engine.write

    def broken(self: Any, *given: Any) -> None:
        if self._shelf == "quotes":
            raise SearchUnavailableError("killed")
        write(self, *given)

    monkeypatch.setattr(engine, "write", broken)
    with pytest.raises(SearchUnavailableError):
        indexing.drain()
    monkeypatch.undo()
    assert Article.objects.get(pk=article.pk).index_due
    indexing.drain()
    assert shelved() == kept()
    assert indexing.check().equal


def _generation() -> int:
    indexing.drain()
    store.mark_index_due(Article.objects.values_list("pk", flat=True))
    return engines.serving().pk


def test_the_check_sees_quotes_that_lack_or_are_too_many_and_repair_mends_them() -> None:
    article = tagged()
    keep(raw("Nobody speaks", external_id="b"))
    indexing.drain()
    (record,) = selectors.article_records([article.pk])
    for wrong in ((), (record.quotes[0], dataclasses.replace(record.quotes[0], id=record.quotes[0].id + 1))):
        with indexing._engine(engines.serving().pk) as engine:
            engine.quotes.write([dataclasses.replace(record, quotes=wrong)], [])
        found = indexing.check()
        assert found.difference.stale == (article.pk,)
        indexing.repair()
        assert indexing.check().equal
    assert shelved() == kept()


def test_quotes_of_an_article_that_is_gone_are_extra() -> None:
    article = tagged()
    indexing.drain()
    (record,) = selectors.article_records([article.pk])
    with indexing._engine(engines.serving().pk) as engine:
        engine.quotes.write([dataclasses.replace(record, id=article.pk + 50)], [])
    assert indexing.check().difference.extra == (article.pk + 50,)
    indexing.repair()
    assert indexing.check().equal


def test_a_rebuild_makes_both_shelves_anew() -> None:
    tagged()
    indexing.drain()
    before = engines.serving().pk
    indexing.rebuild()
    assert engines.serving().pk != before
    assert shelved() == kept()
    assert isinstance(engines.get_engine(engines.serving()), Shelves)


def test_restricted_quotes_are_on_no_shelf_for_those_who_may_not_read_them() -> None:
    article = tagged()
    restrict(article, "researchers")
    indexing.drain()
    anybody = selectors.access_for(None)
    request = SearchRequest(anybody, shelf="quotes")
    assert list(service.scan(request)) == []
    assert shelved() == kept()


def test_the_command_gives_quotes_with_all_that_a_quotation_needs(capsys: pytest.CaptureFixture[str]) -> None:
    article = tagged()
    indexing.drain()
    call_command("search", "--speaker", "sergey-lavrov", "--quotes", "--json", "--facets", "speaker")
    told = json.loads(capsys.readouterr().out)
    assert (told["total"], told["facets"]["speaker"][0]["count"]) == (1, 1)
    (hit,) = told["hits"]
    assert (hit["id"], hit["article"], hit["type"], hit["speaker"]) == (
        kept()[0],
        article.pk,
        "direct",
        "Sergey Lavrov",
    )
    assert hit["words"] in hit["sentence"]["text"]
    call_command("search", "--quotes")
    assert "1 quotes" in capsys.readouterr().out
