"""Facets in Chromium: the 300th value by keyboard, folded facets opened, the page of values for all."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest

from archive import store
from archive.ingest.record import RawArticle
from archive.models import Article, Source
from archive.search import indexing
from archive.tagging.values import Mention, Tags
from tests.browser.test_access import faults, looked_at
from tests.pages import corpus
from tests.pages.facet_corpus import build

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

WITNESSES = 330


@pytest.fixture(scope="module")
def full(site: SimpleNamespace, django_db_blocker: Any) -> SimpleNamespace:
    """The site with the articles of `facet_corpus`, and one that names 330 witnesses whom nobody knows."""
    with django_db_blocker.unblock():
        build()
        names = [f"Witness {chr(65 + n // 26)}{chr(65 + n % 26)}" for n in range(WITNESSES)]
        body = ". ".join(names)
        run = store.run_begin("witnesses", {})
        one = RawArticle(title="The list of witnesses", body=body, format="text", published=corpus.day(2014, 5, 5), source="Facet Desk A",
                         language="en", locator="witnesses.txt")  # fmt: skip
        (saved,) = store.article_save_many([one], store.Keeping(run=run, collection=store.collection_named("sample")))
        store.run_finish(run)
        article = Article.objects.get(pk=saved.article_id)
        starts = [body.index(f"{name}.") if f"{name}." in body else body.index(name) for name in names]
        mentions = tuple(
            Mention(at, at + len(name), name, "person", confidence=0.6, why="By the model.")
            for at, name in zip(starts, names, strict=True)
        )
        store.tags_write([(article.pk, article.text_version, Tags("en", mentions))], "by hand", lambda _id: None)
        Source.objects.filter(name__startswith="Facet").update(rights="public")
        indexing.drain()
    return site


def press(page: Any, locator: Any) -> None:
    """By the keyboard alone: there with Tab, and Enter."""
    for _ in range(700):
        if locator.evaluate("(one) => one === document.activeElement"):
            break
        page.keyboard.press("Tab")
    assert locator.evaluate("(one) => one === document.activeElement"), "Tab never reaches it"
    page.keyboard.press("Enter")


def test_r10_the_300th_value_of_the_actor_facet_by_keyboard(either: Any, full: SimpleNamespace) -> None:
    page = either
    page.goto(f"{full.url}/search?q=witness")
    press(page, page.locator("#d-actor a.more", has_text="All 330"))
    page.get_by_role("heading", level=1, name="Actors").wait_for()
    for n in (2, 3):
        # The skip link leads past the ways through the list; the pager stands after its hundred values.
        press(page, page.get_by_role("link", name="Next"))
        page.wait_for_url(re.compile(f"facet_page={n}"))
    row = page.locator("#values > li").nth(99)
    link = row.get_by_role("link").first
    name = link.locator("span").first.inner_text().split(" not")[0].strip()
    assert name == f"Witness {chr(65 + 299 // 26)}{chr(65 + 299 % 26)}"
    press(page, link)
    page.locator("#rh", has_text=re.compile("^1 article$")).wait_for()
    assert page.locator(".terms", has_text=f"actor {name}").count() == 1


def test_r03_a_folded_facet_opens_with_and_without_javascript(either: Any, full: SimpleNamespace) -> None:
    page = either
    page.goto(f"{full.url}/search?q=marrow")
    summary = page.locator("#d-lang summary")
    summary.focus()
    page.keyboard.press("Enter")
    if page.locator("svg.chart[data-ready]").count():
        page.locator("#d-lang li[data-v=uk]").wait_for()
        assert "facet=" not in page.url
        assert page.evaluate("document.activeElement.closest('details').id") == "d-lang"
        chosen = page.locator("#d-lang li[data-v=uk] a").first
    else:
        page.locator("#d-lang").get_by_role("link", name="All languages").click()
        chosen = page.locator("#values li[data-v=uk] a").first
    promised = int(re.sub(r"\D", "", chosen.inner_text()))
    chosen.click()
    page.locator("#rh", has_text=re.compile(f"^{promised} article")).wait_for()
    assert page.url.endswith("/search?q=marrow&lang=uk")
    assert page.locator("#d-lang[open] a[aria-current=true]").count() == 1


def test_also_only_not_and_clear_in_the_browser(either: Any, full: SimpleNamespace) -> None:
    page = either
    page.goto(f"{full.url}/search?q=marrow&source=facet-desk-a")
    page.get_by_role("link", name="Also Facet Desk B").click()
    page.locator("#d-source a[aria-current=true]").nth(1).wait_for()
    page.locator("#d-source").get_by_role("link", name=re.compile("^Facet Desk B")).first.click()
    page.wait_for_url("**/search?q=marrow&source=facet-desk-b")
    page.get_by_role("link", name="Not Facet Desk C").click()
    page.locator("#d-source a.not").wait_for()
    page.get_by_role("link", name="Clear source").click()
    page.wait_for_url("**/search?q=marrow")


STATES = {
    "filters": "/search?q=marrow&whole=1&source=facet-desk-a&actor=-john-kerry&year=2013&length=0-99&reading=literal",
    "kinds": "/search?q=marrow&facet=actor&facet_kind=unlisted",
    "names": "/search?facet=actor&facet_order=name",
    "distinctive": "/search?q=zither&facet=actor&facet_order=distinctive",
    "tree": "/search?q=marrow&facet=place&whole=1",
    "branch": "/search?q=marrow&facet=place&facet_in=ukraine",
    "years": "/search?q=marrow&facet=year&year=2013",
    "nothing": "/search?q=marrow&facet=actor&facet_q=zzz",
}


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_axe_finds_nothing_on_facets_and_nothing_scrolls_sideways(
    browser: Any, full: SimpleNamespace, width: int, scheme: str
) -> None:
    found = []
    with looked_at(browser, width, scheme) as page:
        for name, address in STATES.items():
            page.goto(full.url + address)
            if width == 320 and page.locator(".open-filters").count():
                page.locator(".open-filters").click()
            page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            page.wait_for_load_state("networkidle")
            found += faults(page, name)
    assert found == [], "\n".join(map(str, found))
