"""The list of results: passages, copies of a story, orders, pages; and what R15 to R20 of the pages ask of it."""

from __future__ import annotations

import csv
import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client

from archive import selectors
from archive.pages.forms import State
from archive.pages.hits import HitView
from archive.pages.search import page_links
from archive.search import highlight
from archive.search.query import EVERYTHING
from tests.pages.seen import Element, seen
from tests.pages.test_search_page import facet, found, titles

pytestmark = pytest.mark.django_db


def hit(page: Element, words: str) -> Element:
    return next(li for li in page.all("li", class_="hit") if words in li.one("h3").text)


def option(page: Element, words: str) -> Element:
    """One of the orders."""
    orders = [li for li in page.all("li") if li.attrs.get("id", "").startswith("order")]
    return next(li.one("a") for li in orders if li.text == words)


def rows(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))


def bars(page: Element) -> int:
    words = [bar.one("title").text for bar in page.one("svg", id="chart").all("a") if bar.all("title")]
    return sum(int(re.search(r"(\d+)(?: article|$)", one.rsplit(", ", 1)[1])[1]) for one in words)  # type: ignore[index]


def test_a_result_shows_its_two_best_passages(archive: SimpleNamespace) -> None:
    (card,) = selectors.cards([archive.ids["undated"]], EVERYTHING)
    body = f"Kyiv waits. {'Nothing else is known of that winter by the harbour. ' * 12}The kyiv leaflet ends."
    places = [(m.start(), m.end()) for m in re.finditer("(?i)kyiv", body)]
    shown = HitView(card, 1, "/article/1/", (), highlight.snippets(body, places), None)
    drawn = seen(SimpleNamespace(content=render_to_string("search/hit.html", {"hit": shown}).encode(), status_code=200))
    passages = [p.text for p in drawn.all("p", class_="snip")]
    assert [mark.text for mark in drawn.all("mark")] == ["Kyiv", "kyiv"]
    assert passages[0].startswith("Kyiv waits.")
    assert passages[1].startswith("… ")
    assert passages[1].endswith("The kyiv leaflet ends.")


def test_copies_are_listed_beneath_their_story(visitor: Client, archive: SimpleNamespace) -> None:
    each = seen(visitor.get("/search?q=counterproductive"))
    assert [h.all("details") for h in each.all("li", class_="hit")] == [[], []]
    once = seen(visitor.get(each.link("counted once")))
    details = hit(once, "London talks").one("details")
    assert details.one("summary").text == "also in 1 other source"
    assert "open" not in details.attrs
    copy = details.one("ul").one("a")
    assert (copy.text, copy.attrs["href"]) == ("Windmill Desk", f"/article/{archive.ids['copy']}/")
    opened = seen(visitor.get(once.link("once, others listed")))
    assert "open" in hit(opened, "London talks").one("details").attrs
    assert found(opened) == found(once) == 1


def test_copies_that_may_not_be_seen_are_not_counted(visitor: Client, archive: SimpleNamespace) -> None:
    from archive.models import Article, Collection

    hidden = Collection.objects.create(slug="hidden", name="Hidden", visibility="private")
    copy = Article.objects.get(pk=archive.ids["copy"])
    before = list(copy.collections.all())
    copy.collections.set([hidden])
    try:
        page = seen(visitor.get("/search?q=counterproductive&copies=first&group=1"))
        assert "Windmill" not in " ".join(h.text for h in page.all("li", class_="hit"))
    finally:
        copy.collections.set(before)
        hidden.delete()


def test_r19_list_facets_chart_and_export_follow_the_switch_together(visitor: Client) -> None:
    question = "/search?q=talks"
    each, once = seen(visitor.get(question)), seen(visitor.get(f"{question}&copies=first"))
    assert (found(each), found(once)) == (3, 2)
    assert len(titles(each)) - len(titles(once)) == 1
    for page, copies in ((each, "each"), (once, "first")):
        assert len(titles(page)) == found(page)
        assert bars(page) == found(page)
        assert facet(page, "actor")["Sergey Lavrov"] == found(page) - 1
        listed = rows(visitor.get(page.link(f"CSV of all {found(page)}")))
        assert [row["title"] for row in listed] == titles(page)
        manifest = visitor.get(page.link("manifest")).json()
        assert (manifest["total"], manifest["copies"]) == (found(page), copies)
        for words, count in facet(page, "source").items():
            group = page.one("details", id="d-source")
            href = next(a.attrs["href"] for a in group.all("a") if a.all("span") and a.all("span")[0].text == words)
            assert found(seen(visitor.get(href))) == count, words


@pytest.mark.parametrize("order", ["relevance", "newest", "oldest", "first seen", "longest"])
def test_every_order_is_a_link_and_lists_the_same_articles(visitor: Client, order: str) -> None:
    page = seen(visitor.get("/search?q=talks&sort=" + ("oldest" if order == "newest" else "newest")))
    other = seen(visitor.get(option(page, order).attrs["href"]))
    assert sorted(titles(other)) == sorted(titles(page))
    assert option(other, order).attrs["aria-current"] == "true"
    exported = rows(visitor.get(other.link("CSV of all 3")))
    assert [row["title"] for row in exported] == titles(other)


def test_any_page_is_reached_by_its_number(visitor: Client) -> None:
    state = State(q="grain", choices=(("source", "granite-desk"),), page=7)
    pager = page_links(state, 40_000)
    context = {"pager": pager, "turning": state.pairs(without=("page",))}
    drawn = seen(SimpleNamespace(content=render_to_string("search/pager.html", context).encode(), status_code=200))
    form = drawn.one("form")
    kept = {one.attrs["name"]: one.attrs["value"] for one in form.all("input", type="hidden")}
    assert kept == {"q": "grain", "source": "granite-desk"}
    assert form.one("input", id="turn").attrs["max"] == "2000"
    assert drawn.link("Page 2,000").endswith("page=2000")
    assert form.one("label").attrs["for"] == "turn"


def test_r20_an_article_opened_without_results_has_neighbours_by_date_or_none(
    visitor: Client, archive: SimpleNamespace
) -> None:
    page = seen(visitor.get(f"/article/{archive.ids['filler-10']}/"))
    walk = page.one("nav", class_="walk")
    assert "in Harbour Desk, by date" in walk.text
    assert [a.one("span", class_="t").text for a in walk.all("a") if a.all("span", class_="t")] == [
        "Grain report 8", "Grain report 12",
    ]  # fmt: skip
    assert seen(visitor.get(f"/article/{archive.ids['undated']}/")).all("nav", class_="walk") == []
    stale = seen(visitor.get(f"/article/{archive.ids['filler-10']}/?q=crimea&n=2")).one("nav", class_="walk")
    assert "by date" in stale.text


@pytest.mark.parametrize(
    ("query", "marks"),
    [
        ('"common vision"', {"common vision"}),
        ("talks NEAR/5 lavrov", {"talks", "Lavrov"}),
        ("counterprod*", {"counterproductive"}),
        ("sanction", {"sanctions"}),
        ("lavrof~1", {"Lavrov"}),
    ],
)
def test_r16_from_a_result_to_its_article_with_the_same_matches(visitor: Client, query: str, marks: set[str]) -> None:
    results = seen(visitor.get("/search", {"q": query, "copies": "first"}))
    shown = hit(results, "London talks")
    article = seen(visitor.get(shown.one("h3").one("a").attrs["href"].split("#")[0]))
    in_list = {mark.text for mark in shown.all("mark")}
    in_text = {mark.text for mark in article.one("article").all("mark")}
    assert marks <= in_text
    assert in_list <= in_text
    jump = article.one("div", class_="jump")
    assert int(re.sub(r"\D", "", jump.one("h2").text.split(" of")[0])) >= len(marks)


def test_similar_articles_say_what_they_share_and_leave_copies_out(
    visitor: Client, archive: SimpleNamespace, signed_in: Any
) -> None:
    page = seen(visitor.get(f"/article/{archive.ids['filler-10']}/"))
    similar = page.one("section", aria_labelledby="h-si")
    assert 0 < len(similar.all("li")) <= 6
    assert all("Grain report" in li.one("a").text and "Both: " in li.text for li in similar.all("li"))
    assert "same week" in similar.text
    london = seen(visitor.get(f"/article/{archive.ids['london']}/"))
    assert f"/article/{archive.ids['copy']}/" not in [
        a.attrs["href"] for s in london.all("section", aria_labelledby="h-si") for a in s.all("a")
    ]
    locked = f"/article/{archive.ids['locked']}/"
    assert seen(visitor.get(locked)).all("section", aria_labelledby="h-si") == []


def test_what_may_not_be_read_is_like_nothing(visitor: Client, archive: SimpleNamespace, signed_in: Any) -> None:
    """The locked article shares words and an actor with the one on London for whoever may read it."""
    from archive.search import telling
    from archive.search.query import EVERYTHING, Access
    from archive.selectors import article_page

    everybody = Access(None, frozenset({"public"}), frozenset())
    for access, readable in ((EVERYTHING, True), (everybody, False)):
        shown = article_page(archive.ids["undated"], access)
        assert shown is not None
        others = telling.similar(shown, access)
        locked = [one for one in others if one.card.id == archive.ids["locked"]]
        assert not locked or readable
