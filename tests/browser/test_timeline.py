"""The chart in a real browser: a range by keys, by mouse and by touch, several queries with and without script."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

DAYS = "/search?q=grain&bin=day"


def starts(page: Any) -> list[str]:
    return str(page.locator("svg#chart").get_attribute("data-starts")).split(",")


def middle(page: Any, n: int) -> tuple[float, float]:
    """The middle of the nth bin, a little above the base line."""
    svg = page.locator("svg#chart")
    box, inner = svg.bounding_box(), float(svg.get_attribute("data-inner")) / 100
    return box["x"] + (n + 0.5) * box["width"] * inner / len(starts(page)), box["y"] + 60


def chosen(page: Any, first: str, last: str) -> None:
    page.locator("svg#chart .span").wait_for(state="attached")
    page.wait_for_url(f"**from={first}&to={last}**")


# --- a range ------------------------------------------------------------------------------------


def test_r23_keys_mouse_touch_and_typed_dates_give_one_filter(browser: Any, site: SimpleNamespace) -> None:
    said = []
    for how in (by_keys, by_mouse, by_touch, by_typing):
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB", has_touch=True)
        page = context.new_page()
        page.goto(f"{site.url}{DAYS}")
        how(page)
        chosen(page, "2014-01-25", "2014-01-29")
        expect(page.locator("#rh")).to_have_text("5 articles")
        said.append((page.url.split("?")[1], page.locator(".terms").inner_text()))
        context.close()
    page = browser.new_page()
    page.goto(f"{site.url}{DAYS}&from=2014-01-25&to=2014-01-29")
    addresses, words = zip(*said, strict=True)
    assert set(words) == {page.locator(".terms").inner_text()}
    assert len({frozenset(address.split("&")) for address in addresses}) == 1
    page.context.close()


def by_keys(page: Any) -> None:
    page.locator("svg#chart a[data-from]").first.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    for _ in range(4):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")


def by_mouse(page: Any) -> None:
    page.mouse.move(*middle(page, 5))
    page.mouse.down()
    page.mouse.move(*middle(page, 9), steps=5)
    page.mouse.up()


def by_touch(page: Any) -> None:
    touch(page, middle(page, 5), middle(page, 9))


def by_typing(page: Any) -> None:
    page.get_by_label("From").fill("2014-01-25")
    page.get_by_label("to", exact=True).fill("2014-01-29")
    page.get_by_role("button", name="Set range").click()


def touch(page: Any, begin: tuple[float, float], end: tuple[float, float]) -> None:
    """A finger put down, drawn across and lifted, as the browser itself hears it."""
    session = page.context.new_cdp_session(page)

    def send(kind: str, x: float, y: float) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    send("touchStart", *begin)
    for step in range(1, 9):
        send("touchMove", begin[0] + (end[0] - begin[0]) * step / 8, begin[1])
    send("touchEnd", *end)


def test_an_end_of_the_range_is_dragged(page: Any, site: SimpleNamespace) -> None:
    page.goto(f"{site.url}{DAYS}&from=2014-01-25&to=2014-01-29")
    first = starts(page).index("2014-01-25")
    left, y = middle(page, first)
    half = middle(page, first + 1)[0] - left
    page.mouse.move(left - half / 2 + 1, y)
    page.mouse.down()
    page.mouse.move(*middle(page, first - 3), steps=4)
    page.mouse.up()
    page.wait_for_url("**from=2014-01-22&to=2014-01-29**")
    expect(page.locator("#rh")).to_have_text("8 articles")


def test_hours_are_chosen_by_keys(page: Any, site: SimpleNamespace) -> None:
    page.goto(f"{site.url}/search?q=crimea&bin=hour&from=2014-03-14&to=2014-03-15&span=range")
    page.locator("svg#chart a[data-from='2014-03-14T18']").focus()
    for _ in range(2):
        page.keyboard.press("Shift+ArrowRight")
    assert page.get_by_label("From").input_value() == "2014-03-14T18:00"
    assert page.get_by_label("to", exact=True).input_value() == "2014-03-14T20:59"
    page.keyboard.press("Enter")
    expect(page.locator(".terms")).to_contain_text("published 14 March 2014, 18:00 to 20:59")
    expect(page.locator("#rh")).to_have_text("2 articles")


def test_a_click_after_a_drag_follows_its_bar(page: Any, site: SimpleNamespace) -> None:
    page.goto(f"{site.url}{DAYS}")
    by_mouse(page)
    chosen(page, "2014-01-25", "2014-01-29")
    page.locator("svg#chart a[data-from='2014-01-27'] rect").click()
    chosen(page, "2014-01-27", "2014-01-27")


def test_the_focus_is_seen_and_kept_after_a_range_is_set(page: Any, site: SimpleNamespace) -> None:
    page.goto(f"{site.url}{DAYS}")
    page.locator("svg#chart a[data-from]").first.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    chosen(page, "2014-01-21", "2014-01-22")
    assert page.evaluate("document.activeElement.dataset.from") == "2014-01-21"


def test_a_finger_that_scrolls_chooses_nothing(browser: Any, site: SimpleNamespace) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 600}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{site.url}{DAYS}")
    page.locator("svg#chart").scroll_into_view_if_needed()
    x, y = middle(page, 10)
    session = context.new_cdp_session(page)
    session.send("Input.synthesizeScrollGesture", {"x": x, "y": y, "yDistance": -200})
    assert page.evaluate("scrollY") > 100
    assert page.locator("svg#chart .shade").count() == 0
    assert "from=" not in page.url
    context.close()


# --- several queries ------------------------------------------------------------------------------


def test_two_queries_are_compared_and_one_is_taken_off(either: Any, site: SimpleNamespace) -> None:
    page = either
    page.goto(f"{site.url}/search?q=grain&bin=week")
    page.get_by_text("Compare queries, moving average").click()
    page.get_by_label("Compare with").fill("crimea")
    page.get_by_role("button", name="Add to the chart").click()
    page.wait_for_url("**compare=crimea**")
    listed = page.locator(".queries li")
    expect(listed).to_have_count(2)
    expect(page.locator("#rh")).to_have_text("60 articles")
    page.locator("svg#chart [data-line='2'] a").last.click()
    page.wait_for_url("**q=crimea**")
    expect(page.locator("#q")).to_have_value("crimea")
    page.get_by_role("link", name="Take grain off the chart").click()
    page.wait_for_url(lambda url: "compare" not in url)
    expect(page.locator(".queries")).to_have_count(0)


def test_a_wrong_compared_query_is_mended_by_a_click(either: Any, site: SimpleNamespace) -> None:
    page = either
    page.goto(f"{site.url}/search?q=grain")
    page.get_by_text("Compare queries, moving average").click()
    page.get_by_label("Compare with").fill("(crimea")
    page.get_by_role("button", name="Add to the chart").click()
    expect(page.locator("#faults")).to_contain_text("Compared query “(crimea”")
    page.locator(".mend-it a").click()
    expect(page.locator(".queries li")).to_have_count(2)


def test_arrows_walk_along_lines_and_between_them(page: Any, site: SimpleNamespace) -> None:
    page.goto(f"{site.url}/search?q=grain&compare=crimea&bin=week")
    first = page.locator("svg#chart [data-line='1'] a").first
    first.focus()
    page.keyboard.press("End")
    label = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("B, ")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')")[0] == label[0] == "A"
    assert page.locator("svg#chart a:not([tabindex='-1'])").count() == 1


def test_a_range_is_brushed_on_lines(page: Any, site: SimpleNamespace) -> None:
    page.goto(f"{site.url}/search?q=grain&compare=crimea&bin=week")
    first, last = starts(page)[2], starts(page)[4]
    page.mouse.move(*middle(page, 2))
    page.mouse.down()
    page.mouse.move(*middle(page, 4), steps=5)
    page.mouse.up()
    page.locator("svg#chart .span").wait_for(state="attached")
    assert f"from={first}" in page.url
    assert last < page.url.split("to=")[1][:10]


def test_r24_lines_are_told_apart_in_greyscale(page: Any, site: SimpleNamespace) -> None:
    """Dash and width as the browser computes them, and lightness a step apart, in both themes."""
    address = f"{site.url}/search?q=grain&compare=crimea&compare=talks&compare=minister&compare=kyiv&bin=week"
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(address)
        looks = page.evaluate(
            """() => [...document.querySelectorAll('svg#chart path.ln')].map((path) => {
                const look = getComputedStyle(path);
                return [look.stroke, look.strokeDasharray];
            })"""
        )
        assert len({colour for colour, _ in looks}) == 5
        assert len({dash for _, dash in looks}) == 5


# --- the rest -------------------------------------------------------------------------------------


def test_the_table_is_fetched_when_opened_and_a_plain_page_without_script(either: Any, site: SimpleNamespace) -> None:
    page = either
    page.goto(f"{site.url}/search?q=grain&compare=crimea&bin=week&share=1")
    page.get_by_role("link", name="These numbers as a table").click()
    heads = page.locator("table.num thead th")
    expect(heads).to_have_count(9)
    assert heads.nth(1).inner_text() == "A grain"


def test_a_peaks_explanation_is_opened(either: Any, site: SimpleNamespace) -> None:
    page = either
    page.goto(f"{site.url}/search?q=crimea&from=2014-03-10&to=2014-03-16")
    page.get_by_role("link", name="why these days?").click()
    page.wait_for_url("**/why?q=crimea&from=2014-03-10&to=2014-03-16")


def test_files_are_downloaded(page: Any, site: SimpleNamespace) -> None:
    page.goto(f"{site.url}/search?q=grain&compare=crimea&bin=week")
    for words, name in (("as CSV", "timeline.csv"), ("as SVG", "timeline.svg"), ("as PNG", "timeline.png")):
        with page.expect_download() as waited:
            page.get_by_role("link", name=words).click()
        assert waited.value.suggested_filename == name


def test_five_lines_have_no_barriers(page: Any, site: SimpleNamespace) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(f"{site.url}/search?q=grain&compare=crimea&compare=talks&compare=minister&compare=kyiv&bin=week&smooth=3")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
