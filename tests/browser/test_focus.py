"""Where the focus goes when a control is used: kept, or handed to a named successor, through htmx and through history."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

# Where, the control used with Enter, the address it leads to, and what then has the focus.
USED: dict[str, tuple[str, str, str, str]] = {
    "all dates": ("/search?q=grain&from=2014-02-01&to=2014-02-10", "#all-dates", "**/search?q=grain", "#set-range"),
    "counts of the whole archive too": ("/search?q=grain", "#whole-counts", "**whole=1", "#whole-counts"),
    "clear a facet": (
        "/search?q=grain&source=granite-desk",
        "#clear-source",
        "**/search?q=grain",
        "#d-source > summary",
    ),
    "the width of lines": ("/search?q=crimea&view=kwic&kwic_width=40", "#kw-set", "**kwic_width=40", "#kw-set"),
    "a bar of the chart": ("/search?q=grain&bin=month", "#chart a[data-from]", "**from=**", "#chart a[data-from]"),
    "a chip": (
        "/search?q=grain&source=granite-desk",
        ".terms .first a",
        "**/search?q=grain",
        "#results, #tf, .terms a",
    ),
}


@pytest.mark.parametrize("case", USED)
def test_a05_r02_the_focus_is_kept_or_handed_on_and_given_back(page: Any, site: SimpleNamespace, case: str) -> None:
    """After the swap, after Back, after Forward: never on the page as a whole."""
    start, control, address, after = USED[case]
    page.goto(site.url + start)
    used = page.locator(control).first
    used.focus()
    name = used.text_content()
    if case == "the width of lines":
        page.locator("#kw").fill("41")
        address = "**kwic_width=41"
        used.focus()
    used.press("Enter")
    page.wait_for_url(address)
    page.wait_for_load_state("networkidle")
    here = "(selector) => document.activeElement.matches(selector)"
    page.wait_for_function(here, arg=after)
    seat = page.evaluate("document.activeElement.textContent")
    page.go_back()
    page.wait_for_url(site.url + start)
    page.wait_for_function(here, arg=control)
    assert page.evaluate("document.activeElement.textContent") == name
    page.go_forward()
    page.wait_for_url(address)
    page.wait_for_function(here, arg=after)
    assert page.evaluate("document.activeElement.textContent") == seat


def test_the_strip_comes_into_a_page_that_was_quicker_than_it(page: Any, site: SimpleNamespace) -> None:
    """A page answered before the strip was counted has a plain dash, whose place the strip takes at the next swap."""
    page.goto(f"{site.url}/search?q=grain")
    page.evaluate("document.querySelector('#strip').outerHTML = '<span class=\"dash\" id=\"strip\"></span>'")
    page.locator("#d-source a").first.click()
    page.locator("svg#strip").wait_for()


def test_a_journey_leaves_nothing_in_the_console(page: Any, site: SimpleNamespace) -> None:
    """From the home page into results, a facet, a drag over the chart, wider again, another width of lines."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(site.url)
    page.locator("#q").fill("grain")
    page.locator("#q").press("Enter")
    page.wait_for_url("**q=grain**")
    page.locator("#d-source a").first.click()
    page.wait_for_url("**source=**")
    page.locator("#clear-source").wait_for()
    page.locator("#chart").scroll_into_view_if_needed()
    box = page.locator("#chart").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 3, box["y"] + 60, steps=5)
    page.mouse.up()
    page.wait_for_url("**from=**")
    page.locator("#wider").click()
    page.wait_for_load_state("networkidle")
    page.get_by_role("link", name="Lines", exact=True).click()
    page.wait_for_url("**view=kwic**")
    page.locator("#kw").fill("30")
    assert said == []
    # Tools and extensions leave an empty style behind; htmx would copy it, which the policy refuses.
    page.evaluate("document.querySelector('#kw').style.color = 'red'")
    page.locator("#kw-set").click()
    page.wait_for_url("**kwic_width=30**")
    page.wait_for_load_state("networkidle")
    assert said == []
