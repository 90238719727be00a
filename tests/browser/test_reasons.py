"""Why a name is tagged as it is: at the mark by click and by keyboard, and without JavaScript at the side."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_a_click_on_a_mark_shows_who_it_is_and_why(page: Any, site: SimpleNamespace) -> None:
    page.goto(f"{site.url}/article/{site.ids['london']}/")
    page.locator(".text .m", has_text="Moscow").click()
    card = page.get_by_role("dialog", name="Government of Russia")
    assert card.is_visible()
    assert [line for line in card.inner_text().split("\n") if line] == [
        "Government of Russia",
        "named as “Moscow”, because the words act",
        "“Moscow”, the name acts. The words act: would. 87% sure",
    ]
    box, mark = card.bounding_box(), page.locator(".text .m").bounding_box()
    assert box["y"] >= mark["y"] + mark["height"]
    assert box["x"] + box["width"] <= 1280
    card.get_by_role("link", name="Government of Russia").click()
    page.wait_for_url("**/actor/government-of-russia/")


def test_the_same_by_keyboard_and_escape_gives_the_place_back(page: Any, site: SimpleNamespace) -> None:
    page.goto(f"{site.url}/article/{site.ids['london']}/")
    unknown = page.locator(".text .u", has_text="Mikhail Malyshev")
    unknown.focus()
    page.keyboard.press("Enter")
    card = page.locator("#card")
    assert "A person by the language model. 60% sure" in card.inner_text()
    assert page.evaluate("document.activeElement.closest('#card') !== null")
    page.keyboard.press("Escape")
    assert not card.is_visible()
    assert page.evaluate("document.activeElement.textContent") == "Mikhail Malyshev"
    assert page.url.endswith(f"/article/{site.ids['london']}/")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?actor=*")
    assert page.locator("#rh").inner_text() == "2 articles"


def test_nothing_is_added_to_what_is_copied(page: Any, site: SimpleNamespace) -> None:
    page.goto(f"{site.url}/article/{site.ids['london']}/")
    page.locator(".text .m").click()
    copied = page.evaluate(
        "(getSelection().selectAllChildren(document.querySelector('#p3')), getSelection().toString())"
    )
    assert copied == (
        "“The sanctions would be counterproductive”, Lavrov told reporters before Sunday’s vote."
        " Mikhail Malyshev was not there."
    )


@pytest.mark.parametrize("width", [320, 820])
def test_the_card_stays_on_the_screen(browser: Any, site: SimpleNamespace, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 640}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{site.url}/article/{site.ids['london']}/")
    for mark in page.locator(".text [data-y]").all():
        mark.scroll_into_view_if_needed()
        mark.focus()
        page.keyboard.press("Enter")
        box = page.locator("#card").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 640
        page.keyboard.press("Escape")
    context.close()


def test_without_a_mark_the_reasons_stand_folded_at_the_side(either: Any, site: SimpleNamespace) -> None:
    either.goto(f"{site.url}/article/{site.ids['london']}/")
    row = either.locator(".side li", has=either.get_by_role("link", name="Sergey Lavrov")).first
    reason = row.get_by_text("Its full name stands in the text.").first
    assert not reason.is_visible()
    row.locator("summary").click()
    assert reason.is_visible()
    assert re.search(r"“Lavrov” twice\. .* 100% sure", row.inner_text())


def test_a_mark_leads_to_its_page_without_javascript(page_without_javascript: Any, site: SimpleNamespace) -> None:
    page = page_without_javascript
    page.goto(f"{site.url}/article/{site.ids['london']}/")
    page.locator(".text .a", has_text="John Kerry").click()
    page.wait_for_url("**/actor/john-kerry/")
