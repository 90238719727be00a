"""Words in context in a real browser: sorted, followed into an article and back, narrow, in every script."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def words(page: Any, column: int) -> list[str]:
    return [cell.strip() for cell in page.locator(f"table.lines tbody td:nth-child({column})").all_inner_texts()]


def test_lines_are_sorted_followed_to_the_match_and_come_back_to(site: SimpleNamespace, either: Any) -> None:
    """From the list to the lines, by the word before, into an article at its match, on to the next line and back."""
    either.goto(f"{site.url}/search?q=crimea&source=harbour-desk")
    either.get_by_role("link", name="Lines", exact=True).click()
    either.wait_for_url("**view=kwic**")
    either.get_by_role("link", name="word before").click()
    either.wait_for_url("**kwic_sort=left**")
    lefts = [re.findall(r"\w+", left.lower())[-1] for left in words(either, 2)]
    assert lefts == sorted(lefts) == ["of", "on", "on"]
    either.locator("table.lines a").nth(1).click()
    either.wait_for_url("**/article/**")
    assert either.locator("nav.walk").inner_text().count("Line 2 of 3") == 1
    target = either.evaluate("location.hash.slice(1)")
    assert either.locator(f"#{target}").inner_text() == "Crimea"
    assert either.locator(f"#{target}").is_visible()
    either.get_by_role("link", name=re.compile("Next →")).click()
    either.wait_for_url("**n=3**")
    assert "Line 3 of 3" in either.locator("nav.walk").inner_text()
    either.locator("nav.walk p a").click()
    either.wait_for_url("**#k3")
    assert either.locator("tr#k3 a").inner_text() == "Crimea"
    assert either.get_by_role("link", name="word before").get_attribute("aria-current") == "true"


def test_the_width_is_set_with_the_keyboard(site: SimpleNamespace, either: Any) -> None:
    either.goto(f"{site.url}/search?q=crimea&view=kwic&kwic_sort=right")
    before = max(map(len, words(either, 2)))
    either.get_by_label("Characters on each side").fill("20")
    either.get_by_label("Characters on each side").press("Enter")
    either.wait_for_url("**kwic_width=20**")
    assert max(map(len, words(either, 2))) <= 20 < before
    assert "kwic_sort=right" in either.url


@pytest.mark.parametrize("width", [390, 820, 1440])
def test_the_page_is_no_wider_than_the_screen(site: SimpleNamespace, browser: Any, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    for query in ("crimea", "crimea&kwic_width=500", "محادثات OR криму", "long&kwic_width=300"):
        page.goto(f"{site.url}/search?view=kwic&q={query}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, query
    page.close()


@pytest.mark.parametrize(("width", "context"), [(390, 60), (820, 60), (1000, 60), (1000, 120), (1440, 60), (1440, 120)])
def test_every_line_is_whole_or_can_be_scrolled_to(
    site: SimpleNamespace, browser: Any, width: int, context: int
) -> None:
    """Nothing of a cell is cut; at 1440 px the usual width needs no scrolling; the match is in view at once."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(f"{site.url}/search?view=kwic&q=crimea OR grain OR long&kwic_width={context}")
    cut = page.eval_on_selector_all(
        "table.lines td",
        """cells => cells.filter(cell => getComputedStyle(cell).overflowX !== 'visible'
          || getComputedStyle(cell).display !== 'inline' && cell.scrollWidth > cell.clientWidth).length""",
    )
    assert cut == 0
    box, reach, seen_, match, right = page.eval_on_selector(
        "#lines",
        """box => [box.clientWidth, box.scrollWidth, getComputedStyle(box).overflowX,
          box.querySelector('td:nth-child(3)').getBoundingClientRect().right, box.getBoundingClientRect().right]""",
    )
    assert seen_ == "auto"
    assert match <= right + 1
    assert reach <= box or (width, context) != (1440, 60)
    page.close()


def test_matches_stand_in_one_column_and_contexts_beside_them(site: SimpleNamespace, browser: Any) -> None:
    """The end of what is before is at the match, in a script from right to left on its other side."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{site.url}/search?view=kwic&q=crimea OR محادثات")
    lefts = page.eval_on_selector_all(
        "table.lines tbody td:nth-child(3)", "cells => cells.map(cell => Math.round(cell.getBoundingClientRect().left))"
    )
    assert len(set(lefts)) == 1
    sides = page.eval_on_selector_all(
        "table.lines tbody tr",
        "rows => rows.map(row => [row.dir, ...[1, 2, 3].map(n => row.children[n].getBoundingClientRect().left)])",
    )
    assert {row[0] for row in sides} == {"", "rtl"}
    for direction, before, match, after in sides:
        assert (before < match < after) == (direction == "")
    # The last word before the match is in view however long the line is.
    cut = page.eval_on_selector_all(
        "table.lines tbody tr:not([dir]) td:nth-child(2)",
        """cells => cells.map(cell => {
          const range = document.createRange(); range.selectNodeContents(cell);
          return cell.textContent.trim() ? cell.getBoundingClientRect().right - range.getBoundingClientRect().right : 0;
        })""",
    )
    assert all(abs(gap) < 6 for gap in cut), cut
    page.close()
