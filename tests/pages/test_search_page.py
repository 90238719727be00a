"""The search page: what is asked, found, counted, chosen, and what is said when something is wrong."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests.pages.seen import Element, seen

pytestmark = pytest.mark.django_db


def found(page: Element) -> int:
    """The number in the heading of the results."""
    words = page.one(class_="count").text
    return int(re.sub(r"\D", "", words) or 0)


def titles(page: Element) -> list[str]:
    return [li.one("h3").text for li in page.all("li", class_="hit")]


def facet(page: Element, name: str) -> dict[str, int]:
    """Values of a facet and the counts beside them."""
    group = page.one("details", id=f"d-{name}")
    return {
        a.all("span")[0].text: int(re.sub(r"\D", "", a.all("span")[1].text))
        for li in group.one("ul").all("li")
        for a in li.all("a")[:1]
    }


def test_words_find_articles_and_are_marked(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=leaflet"))
    assert titles(page) == ["A leaflet without a date"]
    assert "leaflet" in {mark.text.lower() for mark in page.all("mark")}
    assert page.one("input", id="q").attrs["value"] == "leaflet"
    assert page.one("title").text.startswith("1 article: leaflet")


def test_an_empty_query_is_all_articles_newest_first(visitor: Client) -> None:
    page = seen(visitor.get("/search"))
    dates = [t.attrs["datetime"] for li in page.all("li", class_="hit") for t in li.all("time")]
    assert dates == sorted(dates, reverse=True)
    assert found(page) > 60


def test_the_count_of_a_facet_value_is_what_choosing_it_gives(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=grain"))
    for words, count in list(facet(page, "actor").items())[:3]:
        group = page.one("details", id="d-actor")
        href = next(a.attrs["href"] for a in group.all("a") if a.all("span") and a.all("span")[0].text == words)
        assert found(seen(visitor.get(href))) == count


def test_a_value_is_included_excluded_and_let_go(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=grain"))
    everything = found(page)
    without = seen(visitor.get(page.link("Not Granite Desk")))
    assert found(without) == everything - facet(page, "source")["Granite Desk"]
    row = next(li for li in without.one("details", id="d-source").all("li") if "Granite Desk" in li.text)
    assert row.text.startswith("not Granite Desk")
    assert found(seen(visitor.get(row.link("Undo not Granite Desk")))) == everything


def test_chips_say_what_is_found_without_them(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=grain+prices&source=granite-desk&from=2014-02-01&to=2014-02-28&copies=first"))
    rows = page.one("ul", class_="terms").all("li")
    chips = [row.all("a")[0] for row in rows if not row.has("id", "clear")]
    assert [chip.text.split(" without this")[0] for chip in chips] == [
        "Remove grain", "Remove prices", "Remove published February 2014", "Remove source Granite Desk",
        "Remove copies counted once",
    ]  # fmt: skip
    for chip in chips:
        promised = int(re.sub(r"\D", "", chip.one("small").text))
        assert found(seen(visitor.get(chip.attrs["href"]))) == promised, chip.text


def test_bars_are_links_that_give_their_count(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=grain"))
    bars = page.one("svg", id="chart").all("a")
    counted = [bar for bar in bars if bar.all("title")]
    assert len(counted) > 3
    for bar in counted[:4]:
        words = bar.one("title").text
        promised = int(words.rsplit(", ", 1)[1].split()[0])
        assert found(seen(visitor.get(bar.attrs["href"]))) == promised, words


def test_bars_and_unknown_dates_add_up_to_the_total(visitor: Client) -> None:
    page = seen(visitor.get("/search"))
    bars = sum(
        int(b.one("title").text.rsplit(", ", 1)[1].split()[0])
        for b in page.one("svg", id="chart").all("a")
        if b.all("title")
    )
    caption = page.one("figcaption").text
    undated = int(re.search(r"(\d+) with no known date", caption)[1])  # type: ignore[index]
    coarse = int(re.search(r"(\d+) known too coarsely", caption)[1])  # type: ignore[index]
    assert bars + undated + coarse == found(page)


def test_unknown_dates_are_a_link(visitor: Client) -> None:
    page = seen(visitor.get("/search"))
    undated = seen(visitor.get(page.link("1 with no known date")))
    assert titles(undated) == ["A leaflet without a date"]


def test_a_range_shows_what_lies_around_it(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=grain&from=2014-02-01&to=2014-02-10"))
    assert found(page) == 10
    rects = [a.one("rect") for a in page.one("svg", id="chart").all("a") if a.all("rect")]
    assert sum(rect.has("class", "on") for rect in rects) == 10
    assert len(rects) > 10
    assert page.one("input", id="from").attrs["value"] == "2014-02-01"


def test_the_caption_counts_the_range_and_not_what_its_widest_bars_hold(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=grain&from=2014-02-03&to=2014-02-12&bin=week"))
    rects = [
        a.one("rect")
        for a in page.one("svg", id="chart").all("a")
        if a.all("rect") and a.one("rect").has("class", "on")
    ]
    in_bars = sum(int(rect.parent.one("title").text.split(", ")[-1].split()[0]) for rect in rects)
    assert found(page) < in_bars
    assert f"{found(page)} in the range" in page.one("figcaption").text


def test_copies_count_each_or_once(visitor: Client) -> None:
    each = seen(visitor.get("/search?q=%22common+vision%22"))
    assert found(each) == 2
    once = seen(visitor.get(each.link("counted once")))
    assert found(once) == 1
    assert "one for each story" in once.one(id="results").text


def test_pages_follow_one_another_to_the_last(visitor: Client) -> None:
    page, shown = seen(visitor.get("/search?q=grain&sort=oldest")), []
    while True:
        shown += titles(page)
        following = page.all("a", rel="next")
        if not following:
            break
        page = seen(visitor.get(following[0].attrs["href"]))
    assert len(shown) == len(set(shown)) == 60
    assert shown[0] == "Grain report 0"


def test_a_page_that_is_not_there_says_how_many_there_are(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=grain&page=9"), 404)
    assert "these results have 3" in page.one(id="faults").text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("(crimea", ")"),
        ('"common vision', "quotation"),
        ("crimea AND", "AND"),
        ("feild:x", "feild"),
        ("date:2014-02-30", "2014-02-30"),
        ("date:2014-03-16..2014-03-01", "2014"),
        ("OR crimea", "OR"),
        ("crimea)", ")"),
    ],
)
def test_a_mistake_is_marked_and_no_result_pretends(visitor: Client, query: str, words: str) -> None:
    page = seen(visitor.get("/search", {"q": query}), 400)
    faults = page.one(id="faults")
    assert words in faults.text
    assert faults.all("mark")
    assert page.all("li", class_="hit") == []
    assert page.one("title").text.startswith("Error:")
    assert page.one("input", id="q").attrs["aria-invalid"] == "true"


def test_a_repair_works(visitor: Client) -> None:
    page = seen(visitor.get("/search", {"q": "(crimea"}), 400)
    mend = page.one("p", class_="mend-it").one("a").attrs["href"]
    assert found(seen(visitor.get(mend))) >= 1


def test_a_wrong_parameter_is_named_with_a_way_on(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=grain&from=2014-02-30"), 400)
    assert "2014-02-30" in page.one(id="faults").text
    assert found(seen(visitor.get(page.one("p", class_="mend-it").one("a").attrs["href"]))) == 60


def test_an_unknown_parameter_is_said_to_be_ignored(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=grain&colour=red"))
    assert "colour" in page.one("p", class_="note").text
    assert found(page) == 60


def test_nothing_found_offers_what_would_find_something(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=grain+zebra&lang=en"))
    assert found(page) == 0
    way = page.one(class_="none").all("a")[0]
    assert way.text == "without zebra"
    assert found(seen(visitor.get(way.attrs["href"]))) == 60


def test_nothing_found_outside_the_archive_says_so(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=grain&from=2020-01-01"))
    assert "outside the archive" in page.one(class_="none").text


def test_headlines_and_snippets_say_their_language(visitor: Client) -> None:
    page = seen(visitor.get("/search?lang=uk"))
    assert page.one("li", class_="hit").one("h3").attrs["lang"] == "uk"
    arabic = seen(visitor.get("/search?lang=ar")).one("li", class_="hit")
    assert arabic.one("h3").attrs["dir"] == "rtl"
    assert {p.attrs.get("dir") for p in arabic.all("p", class_="snip")} <= {"rtl"}


def test_every_result_of_the_sample_carries_its_note(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=grain"))
    for li in page.all("li", class_="hit"):
        assert "Written for demonstration; not a published report" in li.text


def test_a_facet_lists_all_values_and_finds_by_any_name(visitor: Client) -> None:
    page = seen(visitor.get("/search?facet=actor"))
    assert "Minister 12" in page.one(id="values").text
    found_ = seen(visitor.get("/search", {"facet": "actor", "facet_q": "Лавров"})).one(id="values")
    assert [a.text for li in found_.all("li") for a in li.all("a")[:1]] == ["Sergey Lavrov"]


def test_a_facet_page_keeps_the_question(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=grain&facet=actor&source=-granite-desk"))
    link = next(a.attrs["href"] for a in page.one(id="values").all("a") if a.text.startswith("Minister 01"))
    chosen = seen(visitor.get(link))
    assert "q=grain" in link
    assert "not Granite Desk" in chosen.one("ul", class_="terms").text


def test_the_table_has_the_numbers_of_the_chart(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=grain&bin=week"))
    bars = {b.one("title").text.rsplit(", ", 1)[0]: int(b.one("title").text.rsplit(", ", 1)[1].split()[0])
            for b in page.one("svg", id="chart").all("a") if b.all("title")}  # fmt: skip
    table = seen(visitor.get(page.link("These numbers as a table"))).one("table")
    rows = {tr.one("th").text: tr.all("td")[0].text for tr in table.one("tbody").all("tr")}
    assert {label: int(count) for label, count in rows.items() if label in bars} == bars
    lines = visitor.get(page.link("as CSV")).content.decode().split("\r\n")
    assert lines[0].startswith("start,articles_published")
    assert sum(int(line.split(",")[1]) for line in lines[1:] if line) == sum(bars.values())


def test_too_many_bars_are_made_wider_and_it_is_said(visitor: Client) -> None:
    page = seen(visitor.get("/search?bin=hour&from=2014-01-20&to=2014-03-20&span=range"))
    assert "more bars than can be read" in page.one("figcaption").text


def test_htmx_gets_the_live_part_only(visitor: Client) -> None:
    whole = visitor.get("/search?q=grain")
    part = visitor.get("/search?q=grain", headers={"HX-Request": "true", "HX-Target": "live"})
    assert len(part.content) < len(whole.content)
    page = seen(part)
    assert page.all("html") == []
    assert page.one(id="live").attrs["data-status"] == "60 articles"
    assert page.one(id="strip").attrs["hx-swap-oob"] == "true"


def test_what_may_not_be_read_is_not_found_nor_shown(visitor: Client, signed_in: Any, archive: SimpleNamespace) -> None:
    assert found(seen(visitor.get("/search?q=canary"))) == 0
    shown = seen(visitor.get("/search?source=locked-desk"))
    assert "canary" not in shown.text
    assert "do not let you read the text" in shown.one("li", class_="hit").text
    assert found(seen(signed_in("researcher").get("/search?q=canary"))) == 1


@pytest.mark.parametrize("address", ["/search?q=grain", "/search?q=(grain", "/timeline?q=grain"])
def test_a_part_is_never_kept_in_place_of_the_page(visitor: Client, address: str) -> None:
    part = visitor.get(address, headers={"HX-Request": "true", "HX-Target": "live"})
    page = visitor.get(address)
    assert "stylesheet" not in part.content.decode()
    assert "stylesheet" in page.content.decode()
    assert part["Cache-Control"] == "no-store"
    for answer in (part, page):
        assert {"HX-Request", "HX-Target"} <= set(answer["Vary"].split(", "))


def test_export_is_named_and_has_its_manifest(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=grain&source=granite-desk"))
    group = page.one("div", role="group", aria_labelledby="ex")
    assert group.one("span", id="ex").text == "Export"
    assert [a.text for a in group.all("a")] == ["CSV of all 30", "NDJSON", "manifest"]
    manifest = visitor.get(group.link("manifest")).json()
    assert (manifest["query"], manifest["total"]) == ("grain", 30)
