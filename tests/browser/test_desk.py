"""Saved searches and lists of queries in Chromium: with JavaScript, without, and by keyboard alone."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from archive import store
from archive.ingest.record import RawArticle
from archive.models import Collection, SavedList, SavedSearch, Source
from archive.search import indexing
from tests.browser.conftest import PASSWORD
from tests.browser.test_access import faults, looked_at
from tests.pages import corpus

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

LIST = 'query,name,from\ngrain,Grain,\n"""counterproductive""",Said,\n(grain,Broken,\ngrain,Late grain,2014-03\n'


def committed(deed: Callable[[], Any]) -> Any:
    """What a deed gives, done on a connection of its own: a test runs within a transaction, which the site, in
    another thread, does not see."""

    def done() -> Any:
        try:
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as alone:
        return alone.submit(done).result()


def arrive(title: str) -> None:
    """One more article."""
    record = RawArticle(title=title, body="Barley went up again, a trader said.", format="text", published=corpus.day(2014, 4, 10),
                        source="Barley Desk", language="en", locator=f"{title}.txt")  # fmt: skip

    def stored() -> None:
        run = store.run_begin("later", {})
        keeping = store.Keeping(run=run, collection=Collection.objects.get(slug="sample"))
        store.article_save_many([record], keeping)
        store.run_finish(run)
        Source.objects.filter(name="Barley Desk").update(rights="public")
        indexing.drain()

    committed(stored)


@pytest.fixture(autouse=True)
def empty_desk(site: SimpleNamespace) -> Iterator[None]:
    """What one test keeps is not the next one's."""
    yield
    committed(lambda: (SavedSearch.objects.all().delete(), SavedList.objects.all().delete()))


def log_in(page: Any) -> None:
    page.get_by_label("Name").fill("rosa")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def sign_in(page: Any, site: SimpleNamespace) -> None:
    page.goto(f"{site.url}/login/")
    log_in(page)
    page.get_by_role("button", name="Log out").wait_for()


def test_save_see_what_is_new_change_and_delete(either: Any, site: SimpleNamespace) -> None:
    page = either
    page.goto(f"{site.url}/search?q=barley&sort=newest")
    before = int(re.sub(r"\D", "", page.locator("#rh").inner_text()) or 0)
    page.get_by_role("link", name="Save this search").click()
    log_in(page)
    page.get_by_role("heading", level=1, name="Save this search").wait_for()
    page.get_by_label("Name").fill("Barley")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", level=2, name="Nothing new").wait_for()
    arrive(f"Barley dearer {before}")
    page.get_by_role("link", name="Saved", exact=True).click()
    page.get_by_role("link", name="1 new").click()
    page.get_by_role("link", name=f"Barley dearer {before}").click()
    page.get_by_role("heading", level=1, name=f"Barley dearer {before}").wait_for()
    assert page.locator("article mark").count() >= 1
    page.get_by_role("link", name="Saved", exact=True).click()
    page.get_by_role("button", name="Seen Barley").click()
    page.get_by_text("Nothing new since").wait_for()
    page.get_by_role("link", name="Change Barley").click()
    page.get_by_label("Name").fill("Grain and barley")
    page.get_by_label("Query").fill("(grain OR barley")
    page.get_by_role("button", name="Save").click()
    page.locator("#faults").wait_for()
    page.locator(".mend-it a").click()
    page.get_by_label("Name").fill("Grain and barley")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name=f"All {60 + before + 1} articles").click()
    page.locator("#rh", has_text=f"{60 + before + 1} articles").wait_for()
    assert "sort=newest" in page.url
    page.get_by_role("link", name="Saved", exact=True).click()
    page.get_by_role("button", name="Delete Grain and barley").click()
    page.get_by_text("Nothing is saved yet").wait_for()
    page.get_by_role("button", name="Put back Grain and barley").click()
    page.get_by_role("link", name="Grain and barley", exact=True).wait_for()


def test_send_a_list_with_a_mistake_and_mend_it(either: Any, site: SimpleNamespace, tmp_path: Path) -> None:
    page = either
    file = tmp_path / "queries.csv"
    file.write_bytes(LIST.encode("utf-16"))
    page.goto(f"{site.url}/search?q=grain&source=harbour-desk")
    page.get_by_role("link", name="Many at once").click()
    page.get_by_label("Or a file in their place").set_input_files(file)
    page.get_by_label("by month of publication").check()
    page.get_by_role("button", name="Count").click()
    page.get_by_text("4 queries, 1 of them with a mistake").wait_for()
    broken = page.locator("#row3")
    assert "Line 4, character 1:" in broken.inner_text()
    assert page.locator("#row1 td.n").first.inner_text() == "30"
    with page.expect_download() as download:
        page.get_by_role("link", name="Table as CSV").click()
    table = list(csv.DictReader(Path(download.value.path()).read_text(encoding="utf-8").splitlines()))
    assert [row["total"] for row in table] == ["30", "1", "", "10"]
    late = page.locator("#row4 td.n a").first
    late.click()
    page.locator("#rh", has_text="10 articles").wait_for()
    page.go_back()
    broken.get_by_role("link", name="(grain)").click()
    page.locator("#rh", has_text="30 articles").wait_for()


def test_a_list_is_kept_by_name(either: Any, site: SimpleNamespace) -> None:
    page = either
    sign_in(page, site)
    page.goto(f"{site.url}/batch/")
    page.get_by_label("Queries").fill("grain\ncrimea")
    page.get_by_role("button", name="Count").click()
    page.get_by_label("Name").fill("Two things")
    page.get_by_role("button", name="Save this list").click()
    page.get_by_role("heading", level=1, name="Two things").wait_for()
    page.get_by_label("Queries").fill("grain\ncrimea\nzebra")
    page.get_by_role("button", name="Save changes").click()
    page.locator("#row3").wait_for()
    page.get_by_role("link", name="Saved searches and lists").click()
    page.get_by_role("button", name="Delete Two things").click()
    page.get_by_role("button", name="Put back Two things").wait_for()


def tab_to(page: Any, words: str) -> None:
    """Tab until the focused control has these words."""
    said = "(document.activeElement.labels?.[0] ?? document.activeElement).textContent.replace(/\\s+/g, ' ').trim()"
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(said) == words:
            return
    raise AssertionError(f"no way by Tab to {words!r}")


def test_save_and_delete_by_keyboard(page: Any, site: SimpleNamespace) -> None:
    sign_in(page, site)
    page.goto(f"{site.url}/search?q=grain")
    tab_to(page, "Save this search")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Save this search").wait_for()
    tab_to(page, "Name")
    page.keyboard.press("Control+A")
    page.keyboard.type("By keys")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="By keys").wait_for()
    tab_to(page, "Saved")
    page.keyboard.press("Enter")
    page.wait_for_url("**/saved/")
    tab_to(page, "Delete By keys")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Deleted within the last day").wait_for()


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    browser: Any, site: SimpleNamespace, width: int, scheme: str
) -> None:
    with looked_at(browser, width, scheme) as page:
        sign_in(page, site)
        for query, name in (("q=barley&copies=first", "Barley"), ("q=grain", "Worthlos" * 12)):
            page.goto(f"{site.url}/saved/new/?{query}")
            page.get_by_label("Name").fill(name)
            page.get_by_role("button", name="Save").click()
            page.wait_for_url("**/saved/*/")
        gone = page.url.removeprefix(site.url)
        committed(lambda: SavedSearch.objects.filter(name__startswith="Worth").update(query="q=%28grain&source=gone"))
        arrive(f"Barley {width}")
        first = f"/saved/{committed(lambda: SavedSearch.objects.get(name='Barley').pk)}/"
        states = [
            "/saved/",
            first,
            f"{first}edit/",
            gone,
            f"{gone}edit/",
            "/saved/new/?q=grain&from=2014-02-01",
            "/saved/new/?q=%28grain",
        ]
        states += [
            "/batch/",
            "/batch/?q=grain&q=%28grain&bin=month&source=harbour-desk",
            "/batch/?q=grain&from=nonsense",
        ]
        found = []
        for state in states:
            page.goto(site.url + state)
            found += faults(page, state)
    assert found == [], "\n".join(map(str, found))
