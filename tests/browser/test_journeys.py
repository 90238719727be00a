"""What people come to do, in Chromium, with JavaScript and without."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from archive.models import Article

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def found(page: Any) -> int:
    return int(re.sub(r"\D", "", page.locator("#rh").inner_text()) or 0)


def wait_for_count(page: Any, words: str) -> None:
    page.locator("#rh", has_text=re.compile(f"^{words}$")).wait_for()


def test_search_and_filter_by_clicking(either: Any, site: SimpleNamespace) -> None:
    page = either
    page.goto(site.url)
    page.get_by_role("searchbox", name="Search every word").fill("grain")
    page.get_by_role("button", name="Search").click()
    wait_for_count(page, "60 articles")
    page.locator("#d-actor").get_by_role("link", name=re.compile("^Minister 01")).first.click()
    wait_for_count(page, "5 articles")
    page.get_by_role("link", name="Not Harbour Desk").click()
    wait_for_count(page, "No article")
    page.get_by_role("link", name="Undo not Harbour Desk").click()
    wait_for_count(page, "5 articles")
    page.get_by_role("link", name=re.compile("^Remove actor Minister 01")).click()
    wait_for_count(page, "60 articles")
    assert page.url.endswith("/search?q=grain")


def test_choose_a_range_by_typing_dates(either: Any, site: SimpleNamespace) -> None:
    page = either
    page.goto(f"{site.url}/search?q=grain")
    page.get_by_label("From").fill("2014-02-01")
    page.get_by_label("to", exact=True).fill("2014-02-10")
    page.get_by_role("button", name="Set range").click()
    wait_for_count(page, "10 articles")
    assert "from=2014-02-01&to=2014-02-10" in page.url


def test_choose_a_range_by_a_bar(either: Any, site: SimpleNamespace) -> None:
    page = either
    page.goto(f"{site.url}/search?q=grain&bin=week")
    page.locator("svg#chart a[data-from='2014-02-03'] rect").click()
    wait_for_count(page, "7 articles")
    assert "from=2014-02-03&to=2014-02-09" in page.url


def test_read_an_article_and_walk_on(either: Any, site: SimpleNamespace) -> None:
    page = either
    page.goto(f"{site.url}/search?q=grain&sort=oldest")
    page.get_by_role("link", name="Grain report 19", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text() == "Grain report 19"
    assert page.locator("article mark").count() >= 1
    page.get_by_role("link", name=re.compile("^Next")).click()
    page.get_by_role("heading", level=1, name="Grain report 20").wait_for()
    page.get_by_role("link", name="grain", exact=True).click()
    assert "page=2" in page.url
    assert page.locator("#r21").inner_text().count("Grain report 20") == 1


def test_switch_marks_off(either: Any, site: SimpleNamespace) -> None:
    page = either
    page.goto(f"{site.url}/article/{site.ids['london']}/?q=sanctions")
    underlined = "getComputedStyle(document.querySelector('.text a.a')).textDecorationLine"
    scripted = page.locator("svg.chart[data-ready]").count() > 0
    if scripted:
        assert page.evaluate(underlined) == "underline"
    page.get_by_role("link", name="Hide actors").click()
    page.get_by_role("link", name="Show actors").wait_for()
    assert "marks=-actors" in page.url
    assert "q=sanctions" in page.url
    if scripted:
        assert page.evaluate(underlined) == "none"


def test_log_in_and_out(either: Any, site: SimpleNamespace) -> None:
    page = either
    locked = f"{site.url}/article/{site.ids['locked']}/"
    page.goto(locked)
    assert "The text is not shown" in page.locator("main").inner_text()
    page.get_by_role("link", name="Log in here").click()
    page.get_by_label("Name").fill("rosa")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("alert").wait_for()
    assert page.get_by_label("Name").input_value() == "rosa"
    page.get_by_label("Password").fill("grain-harbour-kite")
    page.get_by_role("button", name="Log in").click()
    page.get_by_text("The canary sang at midnight").wait_for()
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("link", name="Log in").wait_for()
    page.goto(locked)
    assert "canary" not in page.content()


def test_take_all_results_away(either: Any, site: SimpleNamespace, tmp_path: Path) -> None:
    page = either
    page.goto(f"{site.url}/search?q=grain&source=granite-desk")
    total = found(page)
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("^CSV")).click()
    download.value.save_as(tmp_path / "all.csv")
    with (tmp_path / "all.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == total == 30
    assert all("ranite" in row["source"] for row in rows)


def test_the_numbers_as_a_table(either: Any, site: SimpleNamespace) -> None:
    page = either
    page.goto(f"{site.url}/search?q=grain&bin=month")
    page.get_by_role("link", name="These numbers as a table").click()
    page.get_by_role("table").wait_for()
    assert page.get_by_role("row", name=re.compile("^February 2014 28")).count() == 1


def test_find_a_value_of_a_facet_by_another_script(either: Any, site: SimpleNamespace) -> None:
    page = either
    page.goto(f"{site.url}/search?facet=actor")
    page.get_by_role("searchbox").fill("Лавров")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Sergey Lavrov", exact=True).click()
    page.get_by_role("heading", level=1, name="Sergey Lavrov").wait_for()


# --- with JavaScript only ---------------------------------------------------------------------------


def test_brush_with_the_mouse(page: Any, site: SimpleNamespace) -> None:
    page.goto(f"{site.url}/search?q=grain&bin=day")
    svg = page.locator("svg#chart")
    box = svg.bounding_box()
    starts = svg.get_attribute("data-starts").split(",")
    wide = box["width"] / len(starts)
    first, last = 10, 20
    page.mouse.move(box["x"] + (first + 0.5) * wide, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + (last + 0.5) * wide, box["y"] + 70, steps=6)
    assert page.locator("svg#chart .shade").count() == 1
    page.mouse.up()
    page.locator("svg#chart .span").wait_for(state="attached")
    assert f"from={starts[first]}&to={starts[last]}" in page.url
    assert found(page) == last - first + 1


def test_brush_with_the_keyboard(page: Any, site: SimpleNamespace) -> None:
    page.goto(f"{site.url}/search?q=grain&bin=day")
    page.locator("svg#chart a[data-from]").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    for _ in range(4):
        page.keyboard.press("Shift+ArrowRight")
    assert page.get_by_label("From").input_value() == "2014-01-22"
    page.keyboard.press("Enter")
    page.locator("svg#chart .span").wait_for(state="attached")
    assert "from=2014-01-22&to=2014-01-26" in page.url
    wait_for_count(page, "5 articles")


def test_escape_lets_go_of_a_brush(page: Any, site: SimpleNamespace) -> None:
    page.goto(f"{site.url}/search?q=grain&bin=day")
    page.locator("svg#chart a[data-from]").first.focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Escape")
    assert page.locator("svg#chart .shade").count() == 0
    assert page.get_by_label("From").input_value() == ""


def test_matches_are_walked_by_key(page: Any, site: SimpleNamespace) -> None:
    page.goto(f"{site.url}/article/{site.ids['london']}/?q=crimea")
    page.keyboard.press("n")
    page.keyboard.press("n")
    assert page.locator("mark.now").count() == 1
    second = page.locator("mark.now").get_attribute("id")
    page.keyboard.press("p")
    assert page.locator("mark.now").get_attribute("id") != second
    page.keyboard.press("/")


def test_copied_text_is_the_stored_text(page: Any, site: SimpleNamespace) -> None:
    page.goto(f"{site.url}/article/{site.ids['london']}/?q=crimea")
    copied = page.evaluate(
        """() => [...document.querySelectorAll('.text p')].map((p) => {
            const range = document.createRange(); range.selectNodeContents(p);
            const chosen = getSelection(); chosen.removeAllRanges(); chosen.addRange(range);
            return chosen.toString();
        }).join('\\n\\n')"""
    )
    assert copied == Article.objects.get(pk=site.ids["london"]).body


def test_a_printed_article_is_text_and_citation_without_controls(page: Any, site: SimpleNamespace) -> None:
    page.goto(f"{site.url}/article/{site.ids['london']}/?q=crimea")
    page.emulate_media(media="print")
    shown = page.locator("main").inner_text()
    assert "Six hours of talks" in shown
    assert "Dateline, article" in shown
    assert "hide" not in shown.split()
    assert page.evaluate("getComputedStyle(document.querySelector('.text mark')).backgroundColor") == "rgba(0, 0, 0, 0)"
    assert not page.get_by_role("navigation", name="Archive").is_visible()
