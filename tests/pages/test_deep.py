"""A result of a thousand articles: walked far down, its last page reached."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from archive import store
from archive.ingest.record import RawArticle
from archive.models import Collection
from archive.search import indexing
from archive.text.when import Published
from tests.pages.seen import seen
from tests.pages.test_search_page import found, titles

pytestmark = pytest.mark.django_db

COUNT = 1_030


@pytest.fixture(scope="module")
def herrings(archive: SimpleNamespace, django_db_blocker: Any) -> int:
    """How many articles there are about herrings, one a day."""
    with django_db_blocker.unblock():
        run = store.run_begin("herrings", {})
        keeping = store.Keeping(run=run, collection=Collection.objects.get(slug="sample"))
        saved = store.article_save_many([herring(n) for n in range(COUNT)], keeping)
        store.run_finish(run)
        store.mark_index_due([one.article_id for one in saved if one.article_id])
        indexing.drain()
    return COUNT


def herring(n: int) -> RawArticle:
    return RawArticle(
        title=f"Herring report {n}", body=f"Herring number {n} was seen.", format="text", source="Harbour Desk",
        language="en", published=Published.day(date(2010, 1, 1) + timedelta(days=n), "column day"),
        origins={}, locator="herrings", external_id=f"herring-{n}",
    )  # fmt: skip


def test_r17_previous_and_next_work_a_thousand_deep(visitor: Client, herrings: int) -> None:
    page = seen(visitor.get("/search?q=herring&sort=oldest&page=50"))
    last = page.all("li", class_="hit")[-1]
    assert last.attrs["id"] == "r1000"
    article = seen(visitor.get(last.one("h3").one("a").attrs["href"]))
    assert f"1,000 of {COUNT:,} in herring" in article.one("nav", class_="walk").text
    after = seen(visitor.get(article.all("a", rel="next")[0].attrs["href"]))
    assert after.one("h1").text == "Herring report 1000"
    before = seen(visitor.get(after.all("a", rel="prev")[0].attrs["href"]))
    assert before.one("h1").text == "Herring report 999"
    back = after.one("nav", class_="walk").one("p").one("a").attrs["href"]
    assert "page=51" in back
    assert back.endswith("#r1001")


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest", "seen", "longest"])
def test_the_last_page_is_reached_in_every_order(visitor: Client, herrings: int, sort: str) -> None:
    page = seen(visitor.get(f"/search?q=herring&sort={sort}"))
    assert found(page) == COUNT
    form = page.one("form", class_="turn")
    assert form.one("input", id="turn").attrs["max"] == "52"
    kept = "&".join(f"{one.attrs['name']}={one.attrs['value']}" for one in form.all("input", type="hidden"))
    last = seen(visitor.get(f"{form.attrs['action']}?{kept}&page=52"))
    assert len(titles(last)) == COUNT % 20
    assert seen(visitor.get(page.link("Page 52"))).one(id="results").text == last.one(id="results").text
    assert not last.all("a", rel="next")
