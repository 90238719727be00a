"""An editor makes an actor of a name that is not identified, and takes it back: by mouse, by keyboard, without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group, User

from tests.browser.test_access import faults, looked_at
from tests.browser.test_desk import committed, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

NAME = "Mikhail Malyshev"
MAKE = f"Make an actor of {NAME}"
UNDO = "Undo: a mere name again"

Press = Callable[[Any, Any], None]
"""How a button is pressed: of a page, the button."""


def _by_mouse(_page: Any, button: Any) -> None:
    button.click()


def _by_keyboard(page: Any, button: Any) -> None:
    """From the top of the page with nothing but the Tab key, then Enter."""
    page.locator("body").press("Home")
    for _ in range(200):
        page.keyboard.press("Tab")
        if button.evaluate("button => button === document.activeElement"):
            break
    assert button.evaluate("button => button === document.activeElement && button.matches(':focus-visible')")
    page.keyboard.press("Enter")


@pytest.fixture(scope="module")
def newsroom(site: SimpleNamespace) -> SimpleNamespace:
    """The site, of which rosa is an editor."""

    def promoted() -> None:
        User.objects.get(username="rosa").groups.add(Group.objects.get(name="editor"))

    committed(promoted)
    return site


def _made_and_unmade(page: Any, site: SimpleNamespace, press: Press) -> None:
    article = f"{site.url}/article/{site.ids['london']}/"
    sign_in(page, site)
    page.goto(article)
    press(page, page.get_by_role("button", name=MAKE))
    page.wait_for_url("**/actor/c-*/")
    assert page.locator("h1").inner_text() == NAME
    assert "in articles to come too" in page.locator("main").inner_text()
    address = page.url
    page.goto(article)
    assert page.get_by_role("button", name=MAKE).count() == 0
    assert page.locator(f"main a[href='{address.removeprefix(site.url)}']").count()
    page.goto(address)
    press(page, page.get_by_role("button", name=UNDO))
    page.wait_for_url("**/search?*")
    assert page.locator("#rh").inner_text() == "2 articles"
    page.goto(article)
    assert page.get_by_role("button", name=MAKE).is_visible()


def test_one_click_makes_the_actor_and_one_takes_it_back(either: Any, newsroom: SimpleNamespace) -> None:
    _made_and_unmade(either, newsroom, _by_mouse)


def test_the_same_with_the_keyboard_alone(either: Any, newsroom: SimpleNamespace) -> None:
    _made_and_unmade(either, newsroom, _by_keyboard)


def test_readers_and_researchers_see_no_button(page: Any, site: SimpleNamespace) -> None:
    page.goto(f"{site.url}/article/{site.ids['london']}/")
    assert NAME in page.locator("main").inner_text()
    assert page.get_by_role("button", name=MAKE).count() == 0


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (820, "dark")])
def test_an_editors_article_has_no_fault_and_stays_in_its_width(
    browser: Any, newsroom: SimpleNamespace, width: int, scheme: str
) -> None:
    with looked_at(browser, width, scheme) as page:
        sign_in(page, newsroom)
        page.goto(f"{newsroom.url}/article/{newsroom.ids['london']}/")
        button = page.get_by_role("button", name=MAKE)
        button.scroll_into_view_if_needed()
        box = button.bounding_box()
        assert box["height"] >= 24
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert faults(page, "article") == []
