"""The address is the state, in a real browser: copied, gone back to, and kept when the server fails."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def words(page: Any) -> str:
    return str(page.locator("main").inner_text())


def settled(page: Any, count: str) -> None:
    page.locator("#rh", has_text=count).wait_for()


SHOWN = {
    "query, filter, order, bars": "/search?q=grain&source=granite-desk&sort=oldest&bin=week",
    "a page, copies once, stories": "/search?q=grain&copies=first&group=1&page=2",
    "a range and its surroundings": "/search?q=grain&from=2014-02-01&to=2014-02-10&span=whole",
    "left out, by spoken date": "/search?actor=-minister-01&source=-granite-desk&by=about&bin=month&own_day=1",
    "compared, as shares, smoothed": "/search?q=grain&compare=crimea&compare=talks&share=1&smooth=3&bin=week",
    "lines": "/search?q=crimea&view=kwic&kwic_sort=left&kwic_width=40",
    "a facet opened": "/search?q=grain&facet=actor&facet_order=distinctive&whole=1",
    "a search in a facet": "/search?facet=place&facet_q=%D0%9A%D1%80%D0%B8%D0%BC",
    "quotes": "/quotes/?q=sanctions&indirect=1&speaker=sergey-lavrov",
    "a mistake": "/search?q=%28grain",
    "an article in its walk": "/article/{london}/?q=crimea&n=1&marks=-actors",
    "what sets apart": "/why?from=2014-03-14&to=2014-03-15",
}


@pytest.mark.parametrize("state", SHOWN)
def test_r01_an_address_shows_the_same_to_everybody(browser: Any, site: SimpleNamespace, state: str) -> None:
    """In two fresh browsers, one of them without script: nothing of the state is anywhere but in the address."""
    shown = []
    for scripted in (True, True, False):
        context = browser.new_context(
            viewport={"width": 1280, "height": 900}, locale="en-GB", java_script_enabled=scripted
        )
        page = context.new_page()
        page.goto(site.url + SHOWN[state].format(**site.ids))
        shown.append(page.locator("main").text_content())
        context.close()
    assert shown[0] == shown[1]
    assert shown[0].split() == shown[2].split()


def test_r01_a_state_reached_by_clicks_is_whole_in_its_address(page: Any, browser: Any, site: SimpleNamespace) -> None:
    page.goto(f"{site.url}/search?q=grain")
    page.locator("#d-source").get_by_role("link", name="Granite Desk").first.click()
    settled(page, "30 articles")
    page.locator("#order2 a").click()
    page.locator("#order2 a[aria-current]").wait_for()
    page.locator("#bin-week a").click()
    page.locator("#bin-week a[aria-current]").wait_for()
    page.get_by_role("link", name="share", exact=False).first.click()
    page.wait_for_url("**share=1**")
    page.get_by_text("Compare queries, moving average").click()
    page.get_by_label("Compare with").fill("crimea")
    page.get_by_role("button", name="Add to the chart").click()
    page.locator(".queries li").nth(1).wait_for()
    page.locator(".pager a[rel=next]").click()
    page.wait_for_url("**page=2**")
    page.locator(".pager [aria-current=page]", has_text="2").wait_for()
    assert set(re.findall(r"(\w+)=", page.url)) == {"q", "source", "sort", "bin", "share", "compare", "page"}
    fresh = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB").new_page()
    fresh.goto(page.url)
    assert words(fresh) == words(page)
    assert fresh.title() == page.title()
    fresh.context.close()


# From an address by links, each through htmx or by a whole page, to a state of another kind.
CLICKED: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "lines": ("/search?q=crimea", [("Lines", "**view=kwic"), ("word before", "**kwic_sort=left**"), ("counted once", "**copies=first**")]),
    "stories": ("/search?q=talks", [("once, others listed", "**group=1**"), ("oldest", "**sort=oldest**"), ("spoken of", "**by=about**")]),
    "a facet": ("/search?q=grain&facet=actor", [("name", "**facet_order=name**"), ("and of the whole archive", "**whole=1**")]),
}  # fmt: skip


@pytest.mark.parametrize("kind", CLICKED)
def test_r01_views_and_facet_pages_are_whole_in_their_address(
    page: Any, browser: Any, site: SimpleNamespace, kind: str
) -> None:
    start, links = CLICKED[kind]
    page.goto(site.url + start)
    for name, address in links:
        page.get_by_role("link", name=name, exact=True).first.click()
        page.wait_for_url(address)
        page.wait_for_load_state("networkidle")
    fresh = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB").new_page()
    fresh.goto(page.url)
    assert words(fresh) == words(page)
    fresh.goto(site.url + start)
    assert words(fresh) != words(page)
    fresh.context.close()


# Ten actions: through htmx (facets, bars, order, chips, pages, views), by whole pages (articles), by forms.
ACTIONS: list[tuple[str, Any]] = [
    ("#d-source a:has-text('Granite Desk')", "**source=granite-desk"),
    ("#bin-week a", "**bin=week"),
    ("#order2 a", "**sort=newest**"),
    (".pager a[rel=next]", "**page=2"),
    ("li.hit:nth-child(2) h3 a", "**/article/**"),
    ("nav.walk a[rel=next]", "**n=23**"),
    ("nav.walk p a", "**/search?**"),
    (".terms li:has-text('Granite Desk') a:first-child", lambda url: "granite-desk" not in url),
    ("#copies2 a", "**copies=first**"),
    (".views a:has-text('Lines'), a:text-is('Lines')", "**view=kwic**"),
]  # fmt: skip


def focused(page: Any) -> str:
    return str(
        page.evaluate("(document.activeElement.id || '') + document.activeElement.textContent.trim().slice(0, 40)")
    )


def test_r02_back_and_forward_over_ten_mixed_actions(page: Any, site: SimpleNamespace) -> None:
    """The same words, counts and title each time, and the focus where it was when that state was left."""
    page.goto(f"{site.url}/search?q=grain")
    states: list[tuple[str, str, str, str]] = []
    for control, address in ACTIONS:
        one = page.locator(control).first
        one.focus()
        states.append((page.url, page.title(), words(page), focused(page)))
        one.press("Enter")
        page.wait_for_url(address)
        page.wait_for_load_state("networkidle")
    states.append((page.url, page.title(), words(page), focused(page)))
    assert len({url for url, *_ in states}) == len(ACTIONS) + 1
    for step, wanted in ((page.go_back, states[-2::-1]), (page.go_forward, states[1:])):
        for url, title, shown, focus in wanted:
            step()
            page.wait_for_url(url)
            page.wait_for_function("(shown) => document.querySelector('main').innerText === shown", arg=shown)
            assert (page.url, page.title()) == (url, title)
            page.wait_for_load_state()
            assert focused(page) == focus, url


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
