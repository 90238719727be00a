"""A result read from question to article by clicks, with script and without: the same addresses in the end (R3)."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from archive import store
from archive.ingest.record import RawArticle
from archive.models import Source
from archive.search import indexing
from tests.browser.test_journeys import found, wait_for_count
from tests.browser.test_kwic import words
from tests.pages import corpus

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


FLOODS = 14


@pytest.fixture(scope="module")
def peaked(site: SimpleNamespace, django_db_blocker: Any) -> SimpleNamespace:
    """The site with one day of many articles of one thing: a peak."""
    with django_db_blocker.unblock():
        run = store.run_begin("floods", {})
        some = [
            RawArticle(title=f"Flood report {n}", body=f"The river rose in village {n}.", format="text", language="en",
                       published=corpus.day(2014, 3, 10), source="Flood Desk", locator=f"flood-{n}.txt")
            for n in range(FLOODS)
        ]  # fmt: skip
        store.article_save_many(some, store.Keeping(run=run, collection=store.collection_named("sample")))
        store.run_finish(run)
        Source.objects.filter(name="Flood Desk").update(rights="public")
        indexing.drain()
    return site


def build_a_query_by_clicking(page: Any, url: str) -> None:
    page.goto(url)
    page.get_by_role("searchbox", name="Search every word").fill("grain prices")
    page.get_by_role("button", name="Search").click()
    wait_for_count(page, "60 articles")
    page.locator("#d-source").get_by_role("link", name="Granite Desk").first.click()
    wait_for_count(page, "30 articles")
    page.get_by_role("link", name="Not Minister 02").click()
    page.locator("#d-actor a.not").wait_for()
    page.locator("#bin-week a").click()
    page.wait_for_url("**bin=week**")
    page.locator("#bin-week a[aria-current]").wait_for()
    page.locator("svg#chart a[data-from='2014-02-03'] rect").click()
    page.wait_for_url("**from=2014-02-03&to=2014-02-09**")
    page.get_by_role("link", name=re.compile("^Remove prices")).click()
    page.locator(".terms", has_text="prices").wait_for(state="detached")
    assert 0 < found(page) < 30


def mend_a_wrong_query_by_its_repair(page: Any, url: str) -> None:
    page.goto(f"{url}/search?q=grain")
    page.locator("#q").fill("titel:talks AND (crimea OR london")
    page.locator("#q").press("Enter")
    page.locator("#faults").wait_for()
    assert page.locator("#faults mark").all_inner_texts() == ["titel:", "("]
    page.locator(".mend-it a").click()
    page.locator("#rh", has_text=re.compile(r"^\d+ article")).wait_for()
    assert page.locator("#q").input_value() == "title:talks AND (crimea OR london)"


def compare_two_queries(page: Any, url: str) -> None:
    page.goto(f"{url}/search?q=grain&bin=week")
    page.get_by_text("Compare queries, moving average").click()
    page.get_by_label("Compare with").fill("crimea")
    page.get_by_role("button", name="Add to the chart").click()
    page.locator(".queries li").nth(1).wait_for()
    page.locator("svg#chart [data-line='2'] a").first.click()
    page.wait_for_url("**q=crimea**")
    wait_for_count(page, "[0-9]+ articles?")


def choose_a_range_without_dragging(page: Any, url: str) -> None:
    """By keys on the bars where there is script; the dates typed where there is none."""
    page.goto(f"{url}/search?q=grain&bin=day")
    if page.locator("svg#chart[data-ready]").count():
        page.locator("svg#chart a[data-from]").first.focus()
        for key in [*["ArrowRight"] * 5, *["Shift+ArrowRight"] * 4, "Enter"]:
            page.keyboard.press(key)
    else:
        page.get_by_label("From").fill("2014-01-25")
        page.get_by_label("to", exact=True).fill("2014-01-29")
        page.get_by_label("to", exact=True).press("Enter")
    wait_for_count(page, "5 articles")


def open_a_peak_and_its_reasons(page: Any, url: str) -> None:
    page.goto(f"{url}/search?q=river+OR+grain&bin=day")
    peak = page.locator("ol.key li").first
    name, promised = peak.locator("a span").all_inner_texts()[:2]
    peak.locator("a").first.click()
    wait_for_count(page, promised)
    assert (name, promised) == ("10 March 2014", f"{FLOODS + 1} articles")
    assert name in page.locator(".terms").inner_text()
    page.get_by_role("link", name="why these days?").click()
    page.wait_for_url("**/why?**")
    assert page.locator("section[aria-labelledby=w-words] li").count() > 0


def reach_a_value_far_down_a_facet(page: Any, url: str) -> None:
    page.goto(f"{url}/search?q=grain")
    page.locator("#d-actor a.more", has_text="All 12").click()
    page.get_by_role("link", name="name", exact=True).click()
    page.wait_for_url("**facet_order=name**")
    page.locator("#values").get_by_role("link", name=re.compile("^Minister 12")).first.click()
    wait_for_count(page, "5 articles")


def walk_to_the_last_page(page: Any, url: str) -> None:
    page.goto(f"{url}/search?q=grain&sort=oldest")
    page.get_by_role("link", name="Page 3", exact=True).click()
    page.locator(".pager [aria-current=page]", has_text="3").wait_for()
    assert page.locator("li.hit h3").last.inner_text() == "Grain report 59"
    assert page.locator(".pager a[rel=next]").count() == 0


def sort_lines_by_the_word_before(page: Any, url: str) -> None:
    page.goto(f"{url}/search?q=crimea&source=harbour-desk")
    page.get_by_role("link", name="Lines", exact=True).click()
    page.wait_for_url("**view=kwic**")
    page.get_by_role("link", name="word before").click()
    page.wait_for_url("**kwic_sort=left**")
    page.locator("a[aria-current]", has_text="word before").wait_for()
    lefts = [re.findall(r"\w+", left.lower())[-1] for left in words(page, 2)]
    assert lefts == sorted(lefts)


def from_a_card_to_the_next_match_and_back(page: Any, url: str) -> None:
    page.goto(f"{url}/search?q=crimea&sort=oldest&copies=first")
    card = page.locator("li.hit", has_text="London talks")
    place = card.get_attribute("id")
    card.locator("h3 a").click()
    page.wait_for_url("**/article/**")
    second = page.locator("#text mark").nth(1).get_attribute("id")
    if page.locator(".keys").first.is_visible():
        page.keyboard.press("n")
        page.keyboard.press("n")
        assert page.locator("mark.now").get_attribute("id") == second
    else:
        page.locator(f".jump a[href='#{second}']").click()
        assert page.url.endswith(f"#{second}")
    assert page.locator(f"#{second}").evaluate(
        "(one) => { const at = one.getBoundingClientRect(); return at.top >= 0 && at.bottom <= innerHeight; }"
    )
    page.locator("nav.walk p a").click()
    page.wait_for_url(f"**/search**#{place}")
    assert page.locator(f"#{place} h3").inner_text().startswith("London talks")
    assert page.locator(f"#{place}").evaluate(
        "(one) => { const at = one.getBoundingClientRect(); return at.top < innerHeight && at.bottom > 0; }"
    )


def from_articles_to_quotes(page: Any, url: str) -> None:
    page.goto(f"{url}/search?q=sanctions")
    page.locator("#view-quotes a").click()
    page.wait_for_url("**/quotes/?**")
    page.locator("#d-speaker").get_by_role("link", name=re.compile("^Sergey Lavrov")).first.click()
    page.wait_for_url("**speaker=sergey-lavrov**")
    page.locator("#rh", has_text=re.compile(r"^\d+ quotes?$")).wait_for()


JOURNEYS: list[Callable[[Any, str], None]] = [
    build_a_query_by_clicking,
    mend_a_wrong_query_by_its_repair,
    compare_two_queries,
    choose_a_range_without_dragging,
    open_a_peak_and_its_reasons,
    reach_a_value_far_down_a_facet,
    walk_to_the_last_page,
    sort_lines_by_the_word_before,
    from_a_card_to_the_next_match_and_back,
    from_articles_to_quotes,
]


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.__name__)
def test_r03_with_and_without_script_a_journey_ends_at_one_address(
    browser: Any, peaked: SimpleNamespace, journey: Callable[[Any, str], None]
) -> None:
    ends = []
    for scripted in (True, False):
        context = browser.new_context(
            java_script_enabled=scripted, viewport={"width": 1280, "height": 900}, locale="en-GB"
        )
        context.set_default_timeout(10_000)
        page = context.new_page()
        journey(page, peaked.url)
        ends.append((page.url, page.title(), page.locator("h1").first.inner_text()))
        context.close()
    assert ends[0] == ends[1]
