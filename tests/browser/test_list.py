"""The list of results as it is used: passages to articles and back, pages to the last, spellings, what sets a day apart."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest

from tests.browser.test_journeys import found, wait_for_count

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_r15_one_announcement_for_each_change_of_the_list(page: Any, site: SimpleNamespace) -> None:
    page.goto(f"{site.url}/search?q=talks")
    page.evaluate(
        """() => {
            window.said = []; window.others = [];
            const status = document.getElementById('status');
            new MutationObserver(() => window.said.push(status.textContent))
                .observe(status, { childList: true, characterData: true, subtree: true });
            new MutationObserver((changes) => changes.forEach((change) => {
                const live = change.target.closest && change.target.closest('[aria-live], [role=status], [role=alert]');
                if (live && live !== status) window.others.push(live.outerHTML.slice(0, 80));
            })).observe(document.body, { childList: true, characterData: true, subtree: true });
        }"""
    )
    page.get_by_role("link", name="counted once").click()
    wait_for_count(page, "2 articles")
    page.wait_for_function("window.said.length > 0")
    assert page.evaluate("window.said") == ["2 articles"]
    assert page.evaluate("window.others") == []


def test_r16_a_result_opens_at_its_first_match_and_back_at_the_same_card(page: Any, site: SimpleNamespace) -> None:
    page.goto(f"{site.url}/search?q=agreement&copies=first")
    card = page.locator("li.hit", has_text="London talks")
    place = card.get_attribute("id")
    card.locator("h3 a").click()
    page.wait_for_url("**/article/**")
    marks = page.locator("article mark")
    assert {mark.inner_text().lower() for mark in marks.all()} == {"agreement"}
    assert page.locator(".jump h2").inner_text().startswith(f"{marks.count()} match")
    page.keyboard.press("n")
    assert page.locator("mark.now").count() == 1
    page.locator("nav.walk p a").click()
    page.wait_for_url(f"**/search**#{place}")
    assert page.locator(f"#{place} h3").inner_text() == "London talks on Crimea end without agreement"


def test_r17_the_walk_goes_on_over_the_pages_of_the_results(either: Any, site: SimpleNamespace) -> None:
    page = either
    page.goto(f"{site.url}/search?q=grain&sort=oldest")
    page.locator("li.hit h3 a").last.click()
    page.wait_for_url("**/article/**")
    for n in range(20, 23):
        assert f"{n} of 60" in page.locator("nav.walk").inner_text()
        assert page.locator("h1").inner_text() == f"Grain report {n - 1}"
        page.locator("nav.walk a[rel=next]").click()
        page.wait_for_url(f"**&n={n + 1}*")


def test_every_page_is_reached_to_the_last(either: Any, site: SimpleNamespace) -> None:
    page = either
    page.goto(f"{site.url}/search?q=grain&sort=oldest")
    seen: list[str] = []
    while True:
        seen += page.locator("li.hit h3").all_inner_texts()
        following = page.locator(".pager a[rel=next]")
        if not following.count():
            break
        present = page.locator(".pager [aria-current=page]").inner_text()
        following.click()
        page.locator(".pager [aria-current=page]", has_text=str(int(present) + 1)).wait_for()
    assert len(set(seen)) == len(seen) == 60
    page.get_by_role("link", name="Page 1", exact=True).click()
    page.locator(".pager [aria-current=page]", has_text="1").wait_for()


def test_a_story_shows_its_other_sources(either: Any, site: SimpleNamespace) -> None:
    page = either
    page.goto(f"{site.url}/search?q=counterproductive")
    page.get_by_role("link", name="counted once").click()
    wait_for_count(page, "1 article")
    page.get_by_text("also in 1 other source").click()
    page.get_by_role("link", name="Windmill Desk", exact=True).last.click()
    page.wait_for_url(f"**/article/{site.ids['copy']}/")


def test_a_misspelled_word_is_mended_by_a_click(either: Any, site: SimpleNamespace) -> None:
    page = either
    page.goto(f"{site.url}/search?q=leafelt")
    wait_for_count(page, "No article")
    row = page.locator(".none .row", has_text="leaflet")
    promised = int(re.sub(r"\D", "", row.locator("> span").last.inner_text()))
    row.get_by_role("link").click()
    page.locator("#rh", has_text=f"{promised} article").wait_for()
    assert found(page) == promised == 1


def test_r26_from_what_sets_a_span_apart_to_its_articles(either: Any, site: SimpleNamespace) -> None:
    page = either
    page.goto(f"{site.url}/search?q=&from=2014-03-14&to=2014-03-15")
    page.get_by_role("link", name="What sets them apart").click()
    page.wait_for_url("**/why?*")
    words = page.locator("section[aria-labelledby=w-words] li")
    assert words.count() >= 5
    first = words.first.locator("a").nth(1)
    promised = int(first.inner_text())
    first.click()
    page.wait_for_url("**/search?*")
    assert found(page) == promised


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize(
    "address", ["/why?from=2014-03-14&to=2014-03-15", "/search?q=leafelt+zebra", "/search?q=talks&copies=first&group=1"]
)
def test_nothing_scrolls_sideways_at_320(browser: Any, site: SimpleNamespace, look: str, address: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 800}, color_scheme=look)
    page = context.new_page()
    page.goto(f"{site.url}{address}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()
