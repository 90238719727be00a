"""Words in context: every match of the results in its line, in any order, to the last one."""

from __future__ import annotations

import csv
import io
import json
import re
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from tests.pages import corpus
from tests.pages.seen import Element, seen

pytestmark = pytest.mark.django_db


def rows(page: Element) -> list[list[str]]:
    """Published and source, before, match, after."""
    return [[td.text for td in tr.all("td")] for tr in page.one("table", class_="lines").one("tbody").all("tr")]


def bar(page: Element) -> str:
    """What is said of the lines as a whole."""
    return page.one("section", id="results").all("p", class_="soft")[0].text


def test_each_match_is_a_line_between_its_words(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=crimea&view=kwic&source=harbour-desk"))
    assert rows(page) == [
        ["14 Mar 2014, Harbour Desk", "London talks on", "Crimea", "end without agreement"],
        ["14 Mar 2014, Harbour Desk", "John Kerry in London ended on Friday without agreement on", "Crimea",
         ". Lavrov said that the two sides had no “common vision” of"],
        ["14 Mar 2014, Harbour Desk", "the crisis. Moscow would respect the choice of the people of", "Crimea",
         ", he said. “The sanctions would be counterproductive”,"],
    ]  # fmt: skip
    assert bar(page) == "1 to 3 of 3 lines in 1 article"
    assert [th.text for th in page.one("table", class_="lines").all("th")] == ["Published", "Before", "Match", "After"]
    assert "Each match with the words before and after it" in page.one("caption").text


def test_what_must_be_printed_with_articles_says_of_how_many_lines(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=crimea&view=kwic&source=harbour-desk"))
    (note,) = [p.text for p in page.all("p", class_="note-line")]
    assert note == f"Of 3 lines on this page: {corpus.NOTE}"


def test_a_line_leads_to_its_match_in_the_article(visitor: Client, archive: SimpleNamespace) -> None:
    page = seen(visitor.get("/search?q=crimea&view=kwic&source=harbour-desk"))
    links = [a.attrs["href"] for a in page.one("table", class_="lines").all("a")]
    assert [urlsplit(link).fragment for link in links] == ["t1", "m1", "m2"]
    article = seen(visitor.get(links[2]))
    mark = article.one("mark", id="m2")
    assert mark.text == "Crimea"
    assert "the choice of the people of Crimea" in article.text
    walk = article.one("nav", class_="walk")
    assert "Line 3 of 3" in walk.text
    back = walk.all("p")[0].one("a").attrs["href"]
    assert back.endswith("#k3")
    assert seen(visitor.get(back)).one("tr", id="k3").one("a").text == "Crimea"
    assert urlsplit(walk.all("a")[0].attrs["href"]).fragment == "m1"  # the line before, in the same article


def test_lines_are_ordered_by_the_words_beside_and_by_date(visitor: Client) -> None:
    asked = "/search?q=grain+prices&view=kwic&source=granite-desk"
    by_right = rows(seen(visitor.get(f"{asked}&kwic_sort=right")))
    assert [row[3] for row in by_right] == sorted((row[3] for row in by_right), key=_outward)
    by_left = rows(seen(visitor.get(f"{asked}&kwic_sort=left")))
    assert [row[1].split()[-1:] for row in by_left] == sorted(row[1].split()[-1:] for row in by_left)
    newest = seen(visitor.get(asked))
    oldest = seen(visitor.get(newest.link("oldest")))
    dates = [t.attrs["datetime"] for t in oldest.one("table", class_="lines").all("time")]
    assert dates == sorted(dates)
    assert len(rows(newest)) == len(rows(oldest))


def _outward(words: str) -> list[str]:
    return re.findall(r"\w+", words.lower())


def test_every_page_of_the_lines_is_reached_and_together_they_are_all(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=grain+prices+minister+kyiv&view=kwic&kwic_sort=left"))
    total = int(re.sub(r"\D", "", bar(page).split(" of ")[1].split(" line")[0]))
    assert total > 200
    found, address = rows(page), page.link("Next")
    for _ in range(9):
        page = seen(visitor.get(address))
        found += rows(page)
        following = [a.attrs["href"] for a in page.all("a", rel="next")]
        if not following:
            break
        address = following[0]
    assert len(found) == total
    words = [row[1].lower().split()[-1:] for row in found]
    assert words == sorted(words)
    seen(visitor.get("/search?q=grain+prices&view=kwic&page=99"), 404)


def test_r01_the_view_its_order_and_its_width_stand_in_the_address(visitor: Client) -> None:
    """R1: the address is the state: every link of the page keeps what was chosen for the lines."""
    address = "/search?q=grain&view=kwic&kwic_sort=right&kwic_width=40&copies=first&from=2014-02-01"
    page = seen(visitor.get(address))
    again = seen(visitor.get(address))
    assert rows(page) == rows(again)
    kept = {"view": ["kwic"], "kwic_sort": ["right"], "kwic_width": ["40"]}
    for link in [page.link("Not Granite Desk"), page.one("ul", class_="terms").all("a")[0].attrs["href"]]:
        asked = parse_qs(urlsplit(link).query)
        assert {name: asked[name] for name in kept} == kept
    form = next(form for form in page.all("form") if form.all("input", id="kw"))
    assert form.one("input", id="kw").attrs["value"] == "40"
    hidden = {i.attrs["name"]: i.attrs["value"] for i in form.all("input", type="hidden")}
    assert hidden == {
        "q": "grain", "from": "2014-02-01", "copies": "first", "view": "kwic", "kwic_sort": "right",
    }  # fmt: skip
    box = page.one("form", class_="ask")
    assert {i.attrs["name"] for i in box.all("input", type="hidden")} >= {"view", "kwic_sort", "kwic_width"}
    listed = seen(visitor.get(page.link("List")))
    assert listed.all("li", class_="hit")
    assert rows(seen(visitor.get(listed.link("Lines")))) == rows(page)


def test_the_width_is_what_was_asked_for_between_words(visitor: Client) -> None:
    for width in (10, 60, 500):
        for row in rows(seen(visitor.get(f"/search?q=lavrov&view=kwic&kwic_width={width}"))):
            assert len(row[1]) <= width
            assert len(row[3]) <= width
    page = seen(visitor.get("/search?q=lavrov&view=kwic&kwic_width=501"), 400)
    assert "from 1 to 500" in page.text


def test_copies_count_once_where_asked(visitor: Client) -> None:
    each = seen(visitor.get("/search?q=crimea&view=kwic"))
    once = seen(visitor.get("/search?q=crimea&view=kwic&copies=first"))
    assert "Windmill Desk" in each.one("table", class_="lines").text
    assert "one article for each story" in bar(once)
    assert len(rows(once)) <= len(rows(each))


def test_a_search_without_words_says_that_lines_need_words_and_leads_on(visitor: Client) -> None:
    for query in ("/search?view=kwic", "/search?view=kwic&q=has:quotes&source=harbour-desk"):
        page = seen(visitor.get(query))
        assert "Lines show words in their context, and this search has no words" in page.text
        assert not page.all("table", class_="lines")
        assert seen(visitor.get(page.link("See the articles as a list"))).all("li", class_="hit")


def test_a_text_that_may_not_be_read_gives_no_line(visitor: Client, signed_in: Any) -> None:
    query = "/search?view=kwic&q=headline+OR+lang:en"
    page = seen(visitor.get(query))
    assert "1 of these articles may not be read here" not in page.text  # its headline gives a line
    assert corpus.SECRET not in page.text
    assert ["20 Mar 2014, Locked Desk", "Only the", "headline", "is open"] in rows(page)
    hidden = seen(visitor.get("/search?view=kwic&q=leaflet+OR+source:locked-desk"))
    assert "1 of these articles may not be read here" in hidden.text
    assert "canary" not in hidden.text.lower()
    none = seen(visitor.get("/search?view=kwic&q=canary"))
    assert "No article" in none.one(class_="count").text
    allowed = seen(signed_in("researcher").get("/search?view=kwic&q=canary"))
    assert rows(allowed) == [
        ["20 Mar 2014, Locked Desk", "The", "canary", "sang at midnight in the locked room. Kerry was in Kyiv."]
    ]


def test_other_scripts_have_their_direction_and_language(visitor: Client) -> None:
    page = seen(visitor.get("/search?view=kwic&q=محادثات+OR+криму"))
    arabic = next(tr for tr in page.one("table", class_="lines").all("tr") if tr.attrs.get("lang") == "ar")
    assert arabic.attrs["dir"] == "rtl"
    assert arabic.all("td")[0].attrs["dir"] == "ltr"
    ukrainian = next(tr for tr in page.one("table", class_="lines").all("tr") if tr.attrs.get("lang") == "uk")
    assert [td.text for td in ukrainian.all("td")][1:] == ["У", "Криму", "голосують у неділю"]


def test_hostile_text_stays_text(visitor: Client) -> None:
    page = seen(visitor.get("/search?view=kwic&q=hostile&source=hostile-desk&kwic_width=300"))
    table = page.one("table", class_="lines")
    assert not table.all("img")
    assert not table.all("script")
    assert "<img src=x onerror=alert(1)>" in table.text


def test_a_part_is_answered_to_htmx_with_the_lines(visitor: Client) -> None:
    answer = visitor.get("/search?q=crimea&view=kwic", headers={"HX-Request": "true", "HX-Target": "live"})
    page = seen(answer)
    assert page.one(id="live").one("table", class_="lines")
    assert not page.all("html")


def test_the_page_stays_within_its_weight(visitor: Client) -> None:
    answer = visitor.get("/search?q=grain+prices+minister+kyiv&view=kwic")
    page = seen(answer)
    assert len(rows(page)) == 100
    assert len(page.all()) <= 1_500


# --- taken away ----------------------------------------------------------------------------------


def test_all_lines_are_taken_away_in_the_order_of_the_page(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=grain+prices+minister+kyiv&view=kwic&kwic_sort=right&kwic_width=30"))
    total = int(re.sub(r"\D", "", bar(page).split(" of ")[1].split(" line")[0]))
    href = page.link(f"CSV of all {total} lines")
    answer = visitor.get(href)
    assert answer["Content-Disposition"].startswith('attachment; filename="dateline-lines-')
    records = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode(), newline="")))  # type: ignore[attr-defined]
    assert len(records) == total
    assert [[r["left"], r["match"], r["right"]] for r in records][:100] == [row[1:] for row in rows(page)]
    json_lines = b"".join(visitor.get(page.link("NDJSON")).streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert [str(json.loads(line)["id"]) for line in json_lines] == [record["id"] for record in records]
    described = visitor.get(page.link("manifest")).json()
    assert described["records"] == total
    assert described["lines"]["order"] == "right"
    assert described["lines"]["width"] == 30


def test_a_file_of_lines_is_never_other_than_asked(visitor: Client) -> None:
    assert visitor.get("/lines.csv?q=grain&columns=id").status_code == 400
    assert visitor.get("/lines.csv?q=has:quotes").status_code == 400
    for address in ("/lines.csv", "/lines.manifest.json"):
        page = seen(visitor.get(f"{address}?q=grain&rows=quotes"), 400)
        assert page.link("the lines of the articles") == f"{address}?q=grain"
    assert visitor.get("/lines.xlsx?q=grain").status_code == 400
    assert visitor.get("/lines.manifest.json?q=grain&format=ndjson").json()["format"] == "ndjson"


def test_the_file_holds_only_what_this_person_may_read(visitor: Client, signed_in: Any) -> None:
    def texts(client: Client) -> str:
        return b"".join(client.get("/lines.ndjson?q=canary+OR+headline").streaming_content).decode()  # type: ignore[attr-defined]

    assert "canary" not in texts(visitor)
    assert "Only the" in texts(visitor)
    assert "canary" in texts(signed_in("researcher"))


# --- mentions ------------------------------------------------------------------------------------


def test_without_words_the_mentions_of_whom_is_named_are_the_lines(visitor: Client) -> None:
    """ "Лавров" and "Sergey Lavrov" are lines of the same actor."""
    page = seen(visitor.get("/search?view=kwic&q=actor:lavrov&kwic_sort=oldest"))
    matched = [row[2] for row in rows(page)]
    assert matched == ["Sergey Lavrov", "Lavrov", "Lavrov"] * 2 + ["Лавров"]
    assert "Each line is a mention of what the search names" in page.text
    assert rows(seen(visitor.get("/search?view=kwic&actor=sergey-lavrov&kwic_sort=oldest"))) == rows(page)
    href = page.one("table", class_="lines").all("a")[1].attrs["href"]
    assert urlsplit(href).fragment.startswith(":~:text=agreement%20on%20Crimea.-,Lavrov,-said")
    article = seen(visitor.get(href))
    assert "Line 2 of 7" in article.one("nav", class_="walk").text


def test_a_place_has_the_lines_of_everything_in_it(visitor: Client) -> None:
    def matched(query: str) -> set[str]:
        return {row[2] for row in rows(seen(visitor.get(f"/search?view=kwic&{query}")))}

    assert matched("q=place:ukraine&source=harbour-desk&to=2014-03-14&from=2014-03-14") == {"Crimea"}
    assert matched("q=place:ukraine+actor:kerry&from=2014-03-14") == {"Crimea", "John Kerry"}
    assert matched("actor=“Mikhail+Malyshev”") == {"Mikhail Malyshev"}
    assert matched("q=reading:metonymic") == {"Moscow"}


def test_mentions_in_a_text_that_may_not_be_read_are_no_lines(visitor: Client, signed_in: Any) -> None:
    query = "/search?view=kwic&q=actor:kerry+OR+source:locked-desk"
    page = seen(visitor.get(query))
    assert {row[0].split(", ")[1] for row in rows(page)} == {"Harbour Desk", "Windmill Desk"}
    assert "1 of these articles may not be read here" in page.text
    assert "Locked Desk" in seen(signed_in("researcher").get(query)).one("table", class_="lines").text
