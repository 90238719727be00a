"""The article page: the text whole, its marks, what stands beside it, and what is kept from whom."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client

from archive.models import Article
from tests.pages import corpus
from tests.pages.seen import Element, seen
from tests.support.articles import keep, raw

pytestmark = pytest.mark.django_db


@pytest.fixture
def london(visitor: Client, archive: SimpleNamespace) -> Element:
    return seen(visitor.get(f"/article/{archive.ids['london']}/"))


def section(page: Element, heading: str) -> Element:
    """The section under a heading."""
    return next(s for s in page.all("section") if s.all("h2") and s.all("h2")[0].text.startswith(heading))


def test_the_paragraphs_put_together_are_the_stored_text(london: Element, archive: SimpleNamespace) -> None:
    stored = Article.objects.get(pk=archive.ids["london"]).body
    assert "\n\n".join(p.raw for p in london.one("div", class_="text").all("p")) == stored


def test_names_are_links_by_their_kind(london: Element) -> None:
    text = london.one("div", class_="text")
    assert {a.attrs["href"] for a in text.all("a", class_="a")} == {"/actor/sergey-lavrov/", "/actor/john-kerry/"}
    assert {a.attrs["href"] for a in text.all("a", class_="p")} == {"/place/london/", "/place/crimea/"}
    (acting,) = text.all("a", class_="m")
    assert acting.text == "Moscow"
    assert acting.attrs["data-reading"] == "Government of Russia"
    assert london.one("li", id=acting.attrs["aria-describedby"]).one("a").text == "Government of Russia"
    assert [d.attrs["href"] for d in text.all("a", class_="d")] == ["/day/2014-03-14/", "/day/2014-03-16/"]
    (unknown,) = text.all("a", class_="u")
    assert unknown.text == "Mikhail Malyshev"
    assert unquote(unknown.attrs["href"]) == "/search?actor=“Mikhail+Malyshev”"


def test_printed_words_and_indirect_speech_are_apart(london: Element) -> None:
    said = section(london, "Said")
    lists = dict(zip([h.text for h in said.all("h3")], said.all("ol"), strict=True))
    assert [li.one(class_="said").text for li in lists["In quotation marks"].all("li")] == [
        "The sanctions would be counterproductive"
    ]
    assert [li.one(class_="said").text for li in lists["Partly in quotation marks"].all("li")] == [
        "no “common vision” of the crisis"
    ]
    (indirect,) = [ol for words, ol in lists.items() if words.startswith("Indirect speech")]
    assert indirect.all("li")[0].text.startswith("respect the choice of the people of Crimea")
    assert indirect.all("li")[0].all("a")[1].attrs["href"] == "/actor/sergey-lavrov/"


def test_a_quote_at_the_side_leads_to_its_place(london: Element) -> None:
    anchor = section(london, "Said").all("a", class_="said")[0].attrs["href"].lstrip("#")
    assert london.one("div", class_="text").one("span", id=anchor).text == "The sanctions would be counterproductive"


def test_who_says_the_office_of_that_day_and_why(london: Element) -> None:
    rows = {li.all("a")[0].text: li.text for li in section(london, "Who").all("li") if li.all("a")}
    assert "foreign minister, Government of Russia" in rows["Sergey Lavrov"]
    assert "3 quotes" in rows["Sergey Lavrov"]
    assert "named as “Moscow”, because the words act" in rows["Government of Russia"]
    assert "“Moscow”, the name acts. The words act: would. 87% sure" in rows["Government of Russia"]
    # The same printed name, read alike, is one line.
    assert "“Lavrov” twice. Its full name stands in the text. 100% sure" in rows["Sergey Lavrov"]
    assert "Not identified the archive does not know who they are" in section(london, "Who").text
    assert rows["Mikhail Malyshev"].endswith("“Mikhail Malyshev”. A person by the language model. 60% sure")


def test_each_mark_names_the_line_that_says_why(london: Element) -> None:
    """Without a script the lines stand folded at the side; with one they are shown at the mark."""
    marks = london.one("div", class_="text").all("a")
    reasons = {li.attrs["id"]: li for li in london.all("li") if li.attrs.get("id", "").startswith("y")}
    named = [mark for mark in marks if mark.attrs.get("class", "") in ("a", "p", "m", "u")]
    assert len(named) == 9
    for mark in named:
        line = reasons[mark.attrs["data-y"]]
        assert line.text.startswith(f"“{mark.text}”")
        assert line.parent is not None
        assert line.parent.parent is not None
        assert line.parent.parent.tag == "details"
    assert {mark.attrs["data-y"] for mark in named} == set(reasons)


def test_dates_spoken_of_say_how_they_are_read_and_lead_to_their_days(london: Element) -> None:
    rows = section(london, "When").one("ul", class_="dates").all("li")
    assert [(row.all("span")[0].text, row.one("a").text, row.one("a").attrs["href"]) for row in rows] == [
        ("“Friday”", "14 March 2014", "/day/2014-03-14/"),
        ("“Sunday’s”", "16 March 2014", "/day/2014-03-16/"),
    ]
    assert section(london, "When").link("14 March 2014, 18:42") == "/day/2014-03-14/"
    why = [" ".join(row.one("details", class_="why").text.split()) for row in rows]
    assert why == ["86% sure, and whyCounted from the day of publication."] * 2


def test_each_quote_says_why_he_is_its_speaker(london: Element) -> None:
    said = [li.one("details", class_="why").text for li in section(london, "Said").all("li") if li.all("a")]
    assert said == ["91% sure, and why“Lavrov” stands with “said”."] * 3


def test_when_says_how_fine_and_how_known(london: Element) -> None:
    when = section(london, "When").text
    assert "14 March 2014, 18:42 UTC" in when
    assert "to the minute, from header Published" in when


def test_where_has_a_map_that_says_the_same_in_words(london: Element) -> None:
    where = section(london, "Where")
    assert "Crimea" in where.one("svg", class_="map").attrs["aria-label"]
    assert "London" in where.one("svg", class_="map").attrs["aria-label"]
    assert [li.one("a").text for li in where.one("ul", class_="list").children if isinstance(li, Element)] == [
        "Crimea",
        "London",
    ]


def test_what_was_taken_out_is_shown_and_no_folder_of_the_machine(london: Element) -> None:
    origin = section(london, "Where this came from")
    assert "Also read: Ten things to know" in origin.text
    assert "london.txt" in origin.text
    assert "/secret/folder" not in london.text


def test_copies_are_named(london: Element) -> None:
    assert "Windmill Desk" in section(london, "Copies").text


def test_every_copy_is_listed_the_many_folded(visitor: Client, archive: SimpleNamespace) -> None:
    body = Article.objects.get(pk=archive.ids["london"]).body
    keep(*(raw(f"Own headline {n}", body, source=f"Paper {n}") for n in range(12)))
    copies = section(seen(visitor.get(f"/article/{archive.ids['london']}/")), "Copies")
    count = int(copies.one("p", class_="soft").text.split(" other places")[0].rsplit(" ", 1)[1])
    assert count >= 13
    assert len(copies.all("a", class_="head")) == count
    assert len(copies.one("details").all("a", class_="head")) == count - 8
    assert copies.one("summary").text == f"{count - 8} more"


def test_the_citation_carries_the_note(london: Element, archive: SimpleNamespace) -> None:
    cite = london.one("p", class_="cite").text
    assert cite.startswith("Harbour Desk. “London talks on Crimea end without agreement.” 14 March 2014, 18:42 UTC.")
    assert f"/article/{archive.ids['london']}/" in cite
    assert cite.endswith(f"{corpus.NOTE}.")
    assert london.one("p", class_="stamp").text == corpus.NOTE


def test_matches_of_the_question_are_marked(visitor: Client, archive: SimpleNamespace) -> None:
    page = seen(visitor.get(f"/article/{archive.ids['london']}/?q=sanctions"))
    assert [m.text for m in page.one("article").all("mark")] == ["sanctions"]
    assert page.one("mark", id="m1").text == "sanctions"
    assert "1 match of the question" in page.text


@pytest.mark.parametrize(
    ("q", "fragment"), [("counterproductive", "m1"), ("agreement", ""), ("", ""), ("canary OR headline", "")]
)
def test_a_hit_opens_at_its_first_match(visitor: Client, q: str, fragment: str) -> None:
    """Not where the headline has it, nothing is asked, or the text may not be read."""
    hits = seen(visitor.get(f"/search?q={q}&sort=oldest")).all("li", class_="hit")
    assert hits
    for hit in hits:
        address, _, anchor = hit.one("h3").one("a").attrs["href"].partition("#")
        assert anchor == fragment
        if anchor:
            assert seen(visitor.get(address)).one("mark", id=anchor).text == q


def test_marks_are_switched_in_the_address(visitor: Client, archive: SimpleNamespace) -> None:
    page = seen(visitor.get(f"/article/{archive.ids['london']}/?q=sanctions"))
    hidden = seen(visitor.get(page.link("Hide quotes")))
    assert "hide-quotes" in hidden.one("article").attrs["class"]
    assert hidden.link("Show quotes").startswith(f"/article/{archive.ids['london']}/?q=sanctions")
    assert "marks=-quotes" in hidden.link("Hide dates")


def test_previous_and_next_go_through_the_results(visitor: Client, archive: SimpleNamespace) -> None:
    results = seen(visitor.get("/search?q=grain&sort=oldest"))
    href = results.all("li", class_="hit")[-1].one("h3").one("a").attrs["href"]
    page = seen(visitor.get(href))
    assert "20 of 60 in grain" in page.one("nav", class_="walk").text
    after = seen(visitor.get(page.all("a", rel="next")[0].attrs["href"]))
    assert after.one("h1").text == "Grain report 20"
    assert "21 of 60" in after.one("nav", class_="walk").text
    back = after.one("nav", class_="walk").one("p").one("a").attrs["href"]
    assert "page=2" in back
    assert seen(visitor.get(back.split("#")[0])).one("li", id=back.split("#")[1]).one("h3").text == "Grain report 20"


def test_a_place_in_results_that_is_wrong_shows_no_neighbours_of_them(
    visitor: Client, archive: SimpleNamespace
) -> None:
    page = seen(visitor.get(f"/article/{archive.ids['london']}/?q=grain&n=7"))
    assert "in Harbour Desk, by date" in page.one("nav", class_="walk").text


def test_an_article_in_another_language_says_so(visitor: Client, archive: SimpleNamespace) -> None:
    arabic = seen(visitor.get(f"/article/{archive.ids['arabic']}/")).one("article")
    assert (arabic.attrs["lang"], arabic.attrs["dir"]) == ("ar", "rtl")
    assert seen(visitor.get(f"/article/{archive.ids['ukrainian']}/")).one("article").attrs["lang"] == "uk"


def test_dates_that_are_coarse_or_unknown_are_said_so(visitor: Client, archive: SimpleNamespace) -> None:
    assert "December 2013" in section(seen(visitor.get(f"/article/{archive.ids['month']}/")), "When").text
    assert "to the month only" in section(seen(visitor.get(f"/article/{archive.ids['month']}/")), "When").text
    assert "unknown" in section(seen(visitor.get(f"/article/{archive.ids['undated']}/")), "When").text


def test_a_withdrawn_article_answers_with_its_reason_and_nothing_else(
    visitor: Client, archive: SimpleNamespace
) -> None:
    page = seen(visitor.get(f"/article/{archive.ids['withdrawn']}/"), 410)
    assert "The source asked for it." in page.text
    assert "taken out again" not in page.text
    for kind in ("txt", "json"):
        assert visitor.get(f"/article/{archive.ids['withdrawn']}.{kind}").status_code == 410


def test_a_revised_article_shows_what_changed(visitor: Client, archive: SimpleNamespace) -> None:
    page = seen(visitor.get(f"/article/{archive.ids['revised']}/"))
    assert page.one("h1").text == "Six hours of talks"
    change = seen(visitor.get(page.link("differences")))
    assert [d.text for d in change.all("del")] == ["Five", "five"]
    assert [d.text for d in change.all("ins")] == ["Six", "six"]
    first = seen(visitor.get(f"/article/{archive.ids['revised']}/revision/1/"))
    assert first.one("h1").text == "Five hours of talks"
    assert visitor.get(f"/article/{archive.ids['revised']}/revision/9/").status_code == 404


def test_text_and_json_are_the_article(visitor: Client, archive: SimpleNamespace) -> None:
    row = Article.objects.get(pk=archive.ids["london"])
    text = visitor.get(f"/article/{row.pk}.txt").content.decode()
    assert row.body in text
    assert corpus.NOTE in text
    data = json.loads(visitor.get(f"/article/{row.pk}.json").content)
    assert data["text"] == row.body
    for mention in data["mentions"]:
        assert data["text"][mention["start"] : mention["end"]] == mention["text"]


@pytest.mark.parametrize("address", ["/article/{}/", "/article/{}.txt", "/article/{}.json", "/article/{}/revision/1/"])
def test_text_that_may_not_be_read_leaves_by_no_door(
    visitor: Client, signed_in: Any, archive: SimpleNamespace, address: str
) -> None:
    locked = address.format(archive.ids["locked"])
    for client in (visitor, signed_in("metadata reader", "meta"), signed_in("reader", "rea")):
        answer = client.get(locked)
        assert "canary" not in answer.content.decode()
    if "revision" not in address:
        assert "canary" in signed_in("researcher", "res").get(locked).content.decode()


def test_a_locked_article_says_why_and_offers_a_way(visitor: Client, archive: SimpleNamespace) -> None:
    page = seen(visitor.get(f"/article/{archive.ids['locked']}/"))
    assert page.one("h1").text == "Only the headline is open"
    assert "The text is not shown" in page.text
    assert page.link("Log in here").startswith("/login/")


def test_pages_of_signed_in_people_are_not_kept_by_the_browser(signed_in: Any, archive: SimpleNamespace) -> None:
    client = signed_in("researcher")
    for address in (f"/article/{archive.ids['locked']}/", f"/article/{archive.ids['locked']}.txt", "/search?q=grain"):
        assert "no-store" in client.get(address)["Cache-Control"]


def test_an_article_that_is_not_there_is_a_404_with_a_way_on(visitor: Client) -> None:
    page = seen(visitor.get("/article/999999/"), 404)
    assert page.one("form", role="search")
    assert "no article with this number" in page.text
