"""The address is the state, in a real browser: copied, gone back to, and kept when the server fails."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def words(page: Any) -> str:
    return str(page.locator("main").inner_text())


def settled(page: Any, count: str) -> None:
    page.locator("#rh", has_text=count).wait_for()


def test_a_copied_address_shows_the_same_in_a_fresh_browser(page: Any, browser: Any, site: SimpleNamespace) -> None:
    page.goto(f"{site.url}/search?q=grain")
    page.locator("#d-source").get_by_role("link", name="Granite Desk").first.click()
    settled(page, "30 articles")
    page.locator("#order2 a").click()
    page.locator("#order2 a[aria-current]").wait_for()
    page.locator("#bin-week a").click()
    page.locator("#bin-week a[aria-current]").wait_for()
    fresh = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB").new_page()
    fresh.goto(page.url)
    assert words(fresh) == words(page)
    fresh.context.close()


def test_back_and_forward_give_the_same_states(page: Any, site: SimpleNamespace) -> None:
    page.goto(f"{site.url}/search?q=grain")
    seen = [(page.url, words(page))]
    for control, count in [
        ("#d-source a:has-text('Granite Desk')", "30 articles"),
        (".terms li:last-child a", "60 articles"),
        ("#d-actor a:has-text('Minister 02')", "5 articles"),
    ]:
        page.locator(control).first.click()
        settled(page, count)
        seen.append((page.url, words(page)))
    for url, shown in reversed(seen[:-1]):
        page.go_back()
        page.wait_for_url(url)
        page.wait_for_function("(shown) => document.querySelector('main').innerText === shown", arg=shown)
    for url, shown in seen[1:]:
        page.go_forward()
        page.wait_for_url(url)
        page.wait_for_function("(shown) => document.querySelector('main').innerText === shown", arg=shown)


def test_the_strip_and_title_follow_a_swap(page: Any, site: SimpleNamespace) -> None:
    page.goto(f"{site.url}/search?q=grain")
    page.get_by_label("From").fill("2014-02-01")
    page.get_by_label("to", exact=True).fill("2014-02-28")
    page.get_by_role("button", name="Set range").click()
    settled(page, "28 articles")
    assert page.locator("#strip .you").text_content() == "February 2014"
    assert page.title() == "28 articles: grain · Dateline"


@pytest.mark.parametrize("swapped", ["a facet", "a mistake"])
def test_back_from_an_article_after_a_swap_gives_the_whole_page(page: Any, site: SimpleNamespace, swapped: str) -> None:
    page.goto(f"{site.url}/search?q=grain")
    if swapped == "a facet":
        page.locator("#d-source").get_by_role("link", name="Granite Desk").first.click()
        settled(page, "30 articles")
    else:
        page.locator("#q").fill("(grain")
        page.keyboard.press("Enter")
        page.locator("#faults").wait_for()
    url, title, shown = page.url, page.title(), words(page)
    leave = "li.hit h3 a" if swapped == "a facet" else ".more a"
    page.locator(leave).first.click()
    page.wait_for_url(lambda now: now != url)
    page.locator("footer").wait_for()
    page.go_back()
    page.wait_for_url(url)
    assert page.evaluate("document.styleSheets.length") == 1
    assert page.locator("header.mast").count() == 1
    assert page.title() == title
    assert words(page) == shown


def test_a_hit_opens_with_its_first_match_in_view_and_what_stands_before_it(page: Any, site: SimpleNamespace) -> None:
    page.emulate_media(reduced_motion="reduce")  # no position on the way is taken for the last
    page.set_viewport_size({"width": 390, "height": 400})
    page.goto(f"{site.url}/search?q=counterproductive")
    page.locator("li.hit h3 a").first.click()
    page.wait_for_url("**/article/**")
    page.wait_for_function(
        "() => { const at = document.querySelector('#m1').getBoundingClientRect().top; return at > 100 && at < 300; }"
    )
    assert page.evaluate("scrollY") > 0
    assert page.locator("nav.walk").inner_text().count("1 of 2") == 1


def test_a_failing_server_leaves_the_page_and_offers_another_try(page: Any, site: SimpleNamespace) -> None:
    page.goto(f"{site.url}/search?q=grain")
    page.locator("#q").fill("grain pri")
    page.route("**/search?*", lambda route: route.fulfill(status=500, body="broken"))
    page.locator("#d-source").get_by_role("link", name="Granite Desk").first.click()
    page.get_by_role("alert").wait_for()
    assert "60 articles" in page.locator("#rh").inner_text()
    assert page.locator("#q").input_value() == "grain pri"
    page.unroute("**/search?*")
    page.get_by_role("link", name="Try again").click()
    settled(page, "30 articles")


def test_a_mistake_is_shown_in_place_with_the_typed_text(page: Any, site: SimpleNamespace) -> None:
    page.goto(f"{site.url}/search?q=grain")
    page.locator("#q").fill("(grain")
    page.keyboard.press("Enter")
    page.locator("#faults").wait_for()
    assert page.locator("#q").input_value() == "(grain"
    page.locator(".mend-it a").first.click()
    settled(page, "60 articles")


def test_filters_on_a_phone_open_close_and_stay_open_after_a_choice(browser: Any, site: SimpleNamespace) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, locale="en-GB")
    page = context.new_page()
    page.goto(f"{site.url}/search?q=grain")
    assert not page.locator("#filters").is_visible()
    page.get_by_role("button", name="Filters").click()
    page.locator("#d-source").get_by_role("link", name="Granite Desk").first.click()
    page.locator("#rh", has_text="30 articles").wait_for(state="attached")
    page.locator("#filters:popover-open").wait_for()
    page.get_by_role("button", name="Show 30 articles").click()
    assert not page.locator("#filters").is_visible()
    context.close()
