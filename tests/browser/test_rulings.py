"""An editor corrects a name in Chromium: by mouse, by keyboard alone, and without JavaScript; what it looks like."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group, User

from archive import store
from archive.models import Mention, Ruling
from archive.tagging.ruled import Said
from tests.browser.conftest import PASSWORD
from tests.browser.test_access import faults
from tests.browser.test_desk import committed, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def edda(site: SimpleNamespace) -> Iterator[None]:
    """An editor; what she rules in one test is taken back after it."""

    def made() -> None:
        user = User.objects.create_user("edda", password=PASSWORD)
        user.groups.add(Group.objects.get(name="editor"))

    def gone() -> None:
        for made in Ruling.objects.filter(undoes=None, in_force=True):
            store.ruling_undo(User.objects.get(username="edda"), made.pk)
        store.rulings_drain()
        Ruling.objects.filter(undoes__undoes__isnull=False).delete()
        Ruling.objects.filter(undoes__isnull=False).delete()
        Ruling.objects.all().delete()
        User.objects.get(username="edda").delete()

    committed(made)
    yield
    committed(gone)


def sign_in(page: Any, site: SimpleNamespace) -> None:
    page.goto(f"{site.url}/login/?next=/article/{site.ids['london']}/%3Fq=sanctions")
    page.get_by_label("Name").fill("edda")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("heading", level=1, name="London talks").wait_for()


def told(page: Any) -> str:
    page.locator("#ruled").wait_for()
    return " ".join(page.locator("#ruled").inner_text().split())


def test_a_name_is_corrected_and_given_back(either: Any, site: SimpleNamespace) -> None:
    page = either
    sign_in(page, site)
    row = page.locator(".side li", has=page.get_by_role("link", name="Mikhail Malyshev")).last
    row.locator("summary").click()
    row.get_by_role("link", name="Correct “Mikhail Malyshev”").click()
    page.get_by_role("button", name="Show what it would change").click()
    page.get_by_role("alert").get_by_text("Choose what the name means.").wait_for()
    page.get_by_label("Find an actor or a place").fill("керри")
    page.get_by_role("button", name="Find").click()
    page.get_by_text("Nobody and nothing is called “керри”").wait_for()
    page.get_by_label("Find an actor or a place").fill("kerry")
    page.get_by_label("Find an actor or a place").press("Enter")
    page.get_by_label("John Kerry").check()
    page.get_by_label("in this article").check()
    page.get_by_role("button", name="Show what it would change").click()
    page.get_by_role("heading", level=1, name="“Mikhail Malyshev” would mean John Kerry, in this article").wait_for()
    page.get_by_role("link", name="Choose otherwise").click()
    assert page.get_by_label("John Kerry").is_checked()
    page.get_by_label("here alone").check()
    page.get_by_role("button", name="Show what it would change").click()
    page.get_by_role("button", name="Do it").click()
    assert "Done: “Mikhail Malyshev” means John Kerry" in told(page)
    assert "q=sanctions" in page.url
    assert page.locator(".text a.a", has_text="Mikhail Malyshev").get_attribute("href") == "/actor/john-kerry/"
    page.locator("#ruled").get_by_role("button", name="Undo").click()
    page.get_by_text("Undone; no longer").wait_for()
    assert page.locator(".text a.u", has_text="Mikhail Malyshev").count() == 1
    page.locator("#ruled").get_by_role("link", name="All rulings").click()
    page.get_by_role("button", name="Put back ruling").click()
    page.get_by_text("1 mention follows it, in 1 article").wait_for()
    page.get_by_role("button", name="Undo ruling").click()
    page.get_by_role("button", name="Put back ruling").wait_for()


def test_the_card_leads_to_the_mention_that_was_pressed(page: Any, site: SimpleNamespace) -> None:
    sign_in(page, site)
    second = page.locator(".text a.a", has_text="Lavrov").nth(2)
    at = second.get_attribute("data-at")
    second.click()
    page.locator("#card").get_by_role("link", name="Correct “Lavrov”").click()
    page.get_by_role("heading", level=1, name="What “Lavrov” means").wait_for()
    assert at in page.url
    assert "told reporters before" in page.locator(".stand").inner_text()
    page.get_by_text("The same name stands once more in this article").click()
    page.locator("details").get_by_role("link", name="Lavrov").click()
    page.locator(".stand", has_text="said that the two sides").wait_for()


def test_by_keyboard_alone(page: Any, site: SimpleNamespace) -> None:
    sign_in(page, site)
    page.locator(".text .u", has_text="Mikhail Malyshev").focus()
    page.keyboard.press("Enter")
    tab_to(page, "Correct “Mikhail Malyshev”")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="What “Mikhail Malyshev” means").wait_for()
    tab_to(page, "Find an actor or a place by any name, in any script")
    page.keyboard.type("lavrov")
    page.keyboard.press("Enter")
    page.get_by_label("Sergey Lavrov").wait_for()
    tab_to(page, "Find")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Show what it would change")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="would mean Sergey Lavrov, in this article").wait_for()
    tab_to(page, "Do it")
    page.keyboard.press("Enter")
    assert "Done: “Mikhail Malyshev” means Sergey Lavrov" in told(page)
    assert page.evaluate("document.activeElement.id || document.activeElement.tagName") in ("ruled", "BODY")
    tab_to(page, "All rulings")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Undone; no longer").wait_for()


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_no_page_of_it_breaks_a_rule_of_access_or_scrolls_sideways(
    browser: Any, site: SimpleNamespace, width: int, scheme: str
) -> None:
    def two() -> int:
        m = Mention.objects.get(article=site.ids["london"], text="Mikhail Malyshev")
        user = User.objects.get(username="edda")
        store.ruling_add(user, m, "everywhere", Said("person", actor="john-kerry"))
        store.ruling_add(user, m, "here", Said("place", place="london"))
        return m.start

    start = committed(two)
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    sign_in(page, site)
    at = f"/article/{site.ids['london']}/correct/?part=body&start={start}&end={start + 16}"
    number = committed(lambda: Ruling.objects.latest("pk").pk)
    views = (
        at,
        f"{at}&step=show",
        f"{at}&step=show&is=other&scope=everywhere",
        "/rulings/",
        f"/article/{site.ids['london']}/?ruled={number}",
    )
    wrong = []
    for view in views:
        page.goto(f"{site.url}{view}")
        wrong += faults(page, view)
    context.close()
    assert wrong == []
