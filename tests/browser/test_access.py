"""Accessibility and reflow in Chromium: axe finds nothing on any page, nothing scrolls sideways (pages.md)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "rules": {"target-size": {"enabled": True}},
}
STATES = {
    "home": "/",
    "results": "/search",
    "filtered": "/search?q=grain&from=2014-02-01&to=2014-02-28&actor=minister-01&actor=minister-02&source=-granite-desk",
    "zero": "/search?q=grain+zebra&lang=en",
    "misspelled": "/search?q=leafelt+OR+talks",
    "stories": "/search?q=talks&copies=first&group=1",
    "what sets apart": "/why?from=2014-03-14&to=2014-03-15&q=crimea",
    "mistakes": "/search?q=%28grain+AND",
    "quotes": "/quotes/?indirect=1",
    "no quote": "/quotes/?q=zebra",
    "facet": "/search?facet=actor",
    "facet of a search": "/search?facet=actor&q=grain&actor=-minister-01",
    "lines": "/search?q=crimea+OR+محادثات&view=kwic&kwic_sort=left",
    "lines without words": "/search?view=kwic",
    "table": "/timeline?q=grain",
    "article": "/article/{london}/?q=crimea&n=2",
    "metadata only": "/article/{locked}/",
    "right to left": "/article/{arabic}/",
    "withdrawn": "/article/{withdrawn}/",
    "revision": "/article/{revised}/revision/2/",
    "actor": "/actor/sergey-lavrov/",
    "organisation": "/actor/government-of-russia/",
    "place": "/place/crimea/",
    "day": "/day/2014-03-16/",
    "sources": "/sources/",
    "source": "/source/granite-desk/",
    "help": "/help/",
    "about": "/about/",
    "status": "/status/",
    "login": "/login/",
    "not found": "/nothing",
}
# Every state at the width that breaks first; in the other theme those that have forms of their own.
DARK = (
    "home",
    "filtered",
    "lines",
    "zero",
    "stories",
    "what sets apart",
    "mistakes",
    "article",
    "actor",
    "place",
    "day",
    "sources",
    "login",
)
Fault = tuple[str, str, Any]
"""Which page, which rule, and the elements."""


@contextmanager
def looked_at(browser: Any, width: int, scheme: str) -> Iterator[Any]:
    """A page of this width into which axe can be put: as a script, which our policy refuses on purpose."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    yield context.new_page()
    context.close()


def faults(page: Any, name: str) -> list[Fault]:
    """The rules of access that a page breaks, and whether it scrolls sideways."""
    found: list[Fault] = [
        (name, violation["id"], [node["html"][:200] for node in violation["nodes"][:3]])
        for violation in Axe().run(page, options=RULES).response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth") > page.viewport_size["width"]:
        found.append((name, "scrolls sideways", _too_wide(page)))
    return found


VIEWS = [(320, "light", tuple(STATES)), (1280, "dark", DARK)]


@pytest.mark.parametrize(("width", "scheme", "states"), VIEWS, ids=["320 light", "1280 dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    browser: Any, site: SimpleNamespace, width: int, scheme: str, states: tuple[str, ...]
) -> None:
    found: list[Fault] = []
    with looked_at(browser, width, scheme) as page:
        for name in states:
            page.goto(site.url + STATES[name].format(**site.ids))
            found += faults(page, name)
    assert found == [], "\n".join(map(str, found))


def _too_wide(page: Any) -> Any:
    return page.evaluate(
        "[...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1)"
        ".slice(0, 3).map((e) => e.outerHTML.slice(0, 120))"
    )


def test_a_swap_announces_the_count_once_and_nothing_else(page: Any, site: SimpleNamespace) -> None:
    page.goto(f"{site.url}/search?q=grain")
    page.evaluate(
        """() => {
            const status = document.getElementById('status');
            window.status_before = status; window.said = [];
            new MutationObserver(() => window.said.push(status.textContent))
                .observe(status, { childList: true, characterData: true, subtree: true });
        }"""
    )
    page.locator("#d-source").get_by_role("link", name="Granite Desk").first.click()
    page.locator("#rh", has_text="30 articles").wait_for()
    page.wait_for_function("window.said.length > 0")
    assert page.evaluate("window.said") == ["30 articles"]
    assert page.evaluate("document.getElementById('status') === window.status_before")


@pytest.mark.parametrize(
    ("control", "after"),
    [
        ("#d-actor li:nth-child(2) > a:first-child", "#d-actor li[data-v] > a"),
        ("#d-source li:nth-child(1) > a:last-child", "#d-source li a"),
        ("#order2 a", "#order2 a"),
        ("#copies2 a", "#copies2 a"),
        ("#bin-week a", "#bin-week a"),
        (".terms li:first-child a:first-child", ".terms a, #tf, #results"),
        ("#set-range", "#set-range"),
        (".pager a[rel=next]", "#results"),
    ],
)
def test_the_focus_stays_with_its_control(page: Any, site: SimpleNamespace, control: str, after: str) -> None:
    page.goto(f"{site.url}/search?q=grain+prices&from=2014-01-20&to=2014-03-30")
    page.evaluate("document.getElementById('live').dataset.old = '1'")
    page.locator(control).focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#live:not([data-old])")
    page.wait_for_function("document.activeElement !== document.body")
    assert page.evaluate("(after) => document.activeElement.matches(after)", after), page.evaluate(
        "document.activeElement.outerHTML.slice(0, 200)"
    )


def test_no_control_changes_the_page_before_it_is_pressed(page: Any, site: SimpleNamespace) -> None:
    page.goto(f"{site.url}/search?q=grain")
    asked: list[str] = []
    page.on("request", lambda request: None if "/static/" in request.url else asked.append(request.url))
    page.evaluate(
        """() => document.querySelectorAll('input, select, textarea').forEach((control) =>
            ['input', 'change'].forEach((name) => control.dispatchEvent(new Event(name, { bubbles: true }))))"""
    )
    page.wait_for_function("document.readyState === 'complete'")
    assert asked == []


def test_letters_do_nothing_in_fields_and_can_be_switched_off(page: Any, site: SimpleNamespace) -> None:
    page.goto(f"{site.url}/search?q=grain")
    page.locator("#q").focus()
    page.keyboard.press("End")
    page.keyboard.type("/n")
    assert page.locator("#q").input_value().endswith("/n")
    page.goto(f"{site.url}/help/")
    page.locator("#keys-off").check()
    page.goto(f"{site.url}/search?q=grain")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement === document.body")


def test_the_first_two_stops_are_the_skip_links(page: Any, site: SimpleNamespace) -> None:
    page.goto(f"{site.url}/search?q=grain")
    words = []
    for _ in range(2):
        page.keyboard.press("Tab")
        words.append(page.evaluate("document.activeElement.textContent"))
    assert words == ["Skip to results", "Skip to filters"]


def test_one_tab_stop_for_all_bars(page: Any, site: SimpleNamespace) -> None:
    page.goto(f"{site.url}/search?q=grain&bin=day")
    assert page.locator("svg#chart a:not([tabindex='-1'])").count() == 1


def test_nothing_moves_where_less_motion_is_wanted(browser: Any, site: SimpleNamespace) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{site.url}/search?q=grain")
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter((e) => { const s = getComputedStyle(e);"
        " return parseFloat(s.transitionDuration) > 0 || s.animationName !== 'none' || s.scrollBehavior === 'smooth'; }).length"
    )
    context.close()
    assert moving == 0
