"""The page of quotes: what is listed, how each is printed, counts that hold, links that keep to the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from archive import store
from archive.models import Quote
from archive.search import indexing
from archive.text.when import Published
from tests.pages import corpus
from tests.pages.conftest import empty_archive
from tests.pages.corpus import HOSTILE, Dispatch
from tests.pages.seen import Element, seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]
MANY = 45


def dispatches() -> dict[str, Dispatch]:
    """Forty-five quotes of Kerry's on grain, one a day; and one sentence in every type of speech."""
    first = date(2014, 5, 1)
    out = {
        f"grain-{n}": Dispatch(
            f"Harvest {n}",
            f"{{a:john-kerry|Kerry}} said “{{q:john-kerry|grain number {n} will grow}}” on a field. Grain prices fell.",
            Published.day(first + timedelta(days=n), "header Date"),
            ["Harbour Desk", "Granite Desk"][n % 2],
        )
        for n in range(MANY)
    }
    out["unknown"] = Dispatch(
        "A senator", "Senator Mikulski said: “{q:|the volcano sleeps}”. Nobody asked.", corpus.day(2014, 3, 11)
    )
    out["cyrillic"] = Dispatch(
        "Заява в Києві", "«{q:sergey-lavrov|Переговори тривають}», – сказав {a:sergey-lavrov|Лавров}.", corpus.day(2014, 3, 2),
        "Kashtan Desk", "uk",
    )  # fmt: skip
    out["secret"] = Dispatch(
        "Behind the door", "{a:john-kerry|Kerry} said “{q:john-kerry|the marmot ledger is locked}”.", corpus.day(2014, 3, 9), "Locked Desk"
    )  # fmt: skip
    long = " ".join(f"word{n}" for n in range(400))
    out["long"] = Dispatch("A speech", f"He said “{{q:john-kerry|{long}}}”.", corpus.day(2014, 3, 10))
    return out


@pytest.fixture(scope="module")
def archive(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    with django_db_blocker.unblock():
        empty_archive()
        ids = corpus.build()
        more = dispatches()
        keeping = store.Keeping(run=store.run_begin("quotes", {}), collection=store.collection_named("sample"))
        saved = store.article_save_many([corpus._raw(name, one) for name, one in more.items()], keeping)
        ids |= {name: one.article_id or 0 for name, one in zip(more, saved, strict=True)}
        corpus._tag(more, ids)
        printed = {"speaker_start": 0, "speaker_end": 16, "cue_start": 17, "cue_end": 21}
        Quote.objects.filter(article=ids["unknown"]).update(**printed)
        indexing.drain()
        yield SimpleNamespace(ids=ids)
        empty_archive()


@pytest.fixture
def visitor() -> Client:
    return Client()


def found(page: Element) -> int:
    words = page.one("h2", id="rh").text
    return int(re.sub(r"\D", "", words) or 0)


def quotes(page: Element) -> list[Element]:
    return page.all("li", class_="hit")


def said(page: Element) -> list[str]:
    """The words set off as quoted."""
    return [quote.one("span", class_="s").text for quote in quotes(page)]


def test_words_of_a_quote_find_it_by_speaker_source_and_date(visitor: Client) -> None:
    page = seen(visitor.get("/quotes/?q=counterproductive&copies=first"))
    assert said(page) == ["The sanctions would be counterproductive"]
    (quote,) = quotes(page)
    assert "Sergey Lavrov" in quote.text
    assert "quoted" in quote.text
    assert "Harbour Desk" in quote.text
    assert [mark.text for mark in quote.all("mark")] == ["counterproductive"]
    for address in ("speaker=john-kerry", "source=windmill-desk&from=2014-03-15", "from=2014-04-01"):
        assert found(seen(visitor.get(f"/quotes/?q=counterproductive&{address}"))) == 0


def test_the_whole_printed_sentence_stands_around_the_quote(visitor: Client) -> None:
    page = seen(visitor.get("/quotes/?q=counterproductive"))
    sentence = quotes(page)[0].one("span", class_="s").parent
    assert sentence is not None
    assert sentence.text == "“The sanctions would be counterproductive”, Lavrov told reporters before Sunday’s vote."


def test_typed_words_are_the_quotes_and_not_the_articles(visitor: Client) -> None:
    assert found(seen(visitor.get("/search?q=prices"))) > MANY
    page = seen(visitor.get("/quotes/?q=prices"))
    assert found(page) == 0
    assert "in the quotes themselves" in page.text
    assert any(a.attrs["href"] == "/search?q=prices" for a in page.all("a"))


def test_indirect_speech_is_left_out_until_asked_for_and_labelled(visitor: Client) -> None:
    closed = seen(visitor.get("/quotes/?q=respect"))
    assert found(closed) == 0
    assert "indirect speech" in closed.text
    page = seen(visitor.get("/quotes/?q=respect&indirect=1"))
    assert said(page)[0].startswith("respect the choice")
    assert all("indirect speech" in quote.text for quote in quotes(page))


def test_partly_quoted_words_say_so(visitor: Client) -> None:
    page = seen(visitor.get("/quotes/?q=vision"))
    assert found(page) == 2
    assert all("partly quoted" in quote.text for quote in quotes(page))


def test_words_around_quotation_marks_are_found_on_request_only(visitor: Client) -> None:
    """Of “no “common vision” of the crisis” the reporter's words are nobody's."""
    outside, inside = ("/quotes/?q=crisis", "/quotes/?q=vision")
    page = seen(visitor.get(outside))
    assert found(page) == 0
    assert quotes(page) == []
    (way,) = [a for a in page.one(class_="none").all("a") if a.attrs["href"] == f"{outside}&indirect=1"]
    asked = seen(visitor.get(way.attrs["href"]))
    assert found(asked) == int(re.sub(r"\D", "", way.text)) > 0
    assert [m.text for m in quotes(asked)[0].all("mark")] == ["crisis"]
    assert "crisis" not in [m.text for q in quotes(seen(visitor.get(inside))) for m in q.all("mark")]
    lead = next(a for a in seen(visitor.get("/search?q=vision")).all("a") if a.attrs["href"] == inside)
    assert lead.text.startswith("2 quotes")


def test_counts_of_types_are_what_their_links_give(visitor: Client) -> None:
    page = seen(visitor.get("/quotes/?speaker=sergey-lavrov"))
    links = [a for a in page.all("a") if "speech=" in a.attrs.get("href", "") and re.match(r"\d", a.text)]
    assert len(links) == 3
    for link in links:
        assert found(seen(visitor.get(link.attrs["href"]))) == int(re.match(r"\d+", link.text)[0])  # type: ignore[index]


def test_who_speaks_is_the_first_facet_and_each_count_holds(visitor: Client) -> None:
    page = seen(visitor.get("/quotes/"))
    facets = [group.attrs["id"] for group in page.one("aside", id="filters").all("details")]
    assert facets[:2] == ["d-speaker", "d-source"]
    for name in ("speaker", "source", "place"):
        for li in page.one("details", id=f"d-{name}").all("ul")[0].all("li")[:3]:
            link = li.all("a")[0]
            assert link.attrs["href"].startswith("/quotes/?")
            count = int(re.sub(r"\D", "", link.all("span")[1].text))
            assert found(seen(visitor.get(link.attrs["href"]))) == count


def test_quotes_of_unidentified_speakers_are_the_last_row_of_the_speakers(visitor: Client) -> None:
    for address in ("/quotes/?indirect=1", "/quotes/?q=volcano", "/quotes/?indirect=1&speaker=john-kerry"):
        group = seen(visitor.get(address)).one("details", id="d-speaker")
        (row,) = [a for a in group.all("a") if "not identified" in a.text]
        page = seen(visitor.get(row.attrs["href"]))
        assert found(page) == int(re.sub(r"\D", "", row.text)) > 0
        assert all("(not identified)" in q.text or "speaker not known" in q.text for q in quotes(page))
    page = seen(visitor.get("/quotes/?indirect=1&facet=speaker"))
    (link,) = [a for a in page.all("a") if "without an identified speaker" in a.text]
    assert found(seen(visitor.get(link.attrs["href"]))) == int(re.sub(r"\D", "", link.text))
    page = seen(visitor.get("/quotes/?q=grain&facet=speaker"))
    assert "of these quotes" in page.text
    assert "these articles" not in page.text


def test_the_heading_of_a_quote_tells_its_parts_apart(visitor: Client) -> None:
    (quote,) = quotes(seen(visitor.get("/quotes/?q=volcano")))
    assert quote.one(class_="by").text == "Senator Mikulski (not identified) · quoted · cue “said”"


def test_every_link_of_the_page_keeps_to_quotes_and_their_question(visitor: Client) -> None:
    page = seen(visitor.get("/quotes/?q=grain&indirect=1&source=harbour-desk"))
    assert page.one("form", class_="ask").attrs["action"] == "/quotes/"
    for link in page.one("section", id="results").all("a"):
        if link.attrs["href"].startswith("/quotes/?"):
            assert "q=grain" in link.attrs["href"]
    bars = [a.attrs["href"] for a in page.one("section", class_="time").all("a") if "from=" in a.attrs["href"]]
    assert bars
    assert all(href.startswith("/quotes/?q=grain") and "indirect=1" in href for href in bars if "timeline" not in href)


def test_bars_count_quotes(visitor: Client) -> None:
    lines = visitor.get("/timeline.csv?rows=quotes&q=grain&bin=month").content.decode()
    assert re.search(r"^2014-05-01,31,", lines, re.MULTILINE), lines


def test_the_last_page_is_reached_and_none_beyond(visitor: Client) -> None:
    page = seen(visitor.get("/quotes/?q=grain&sort=oldest&page=3"))
    assert len(quotes(page)) == MANY - 40
    assert said(page)[-1] == f"grain number {MANY - 1} will grow"
    assert visitor.get("/quotes/?q=grain&page=4").status_code == 404


def test_copies_of_one_story_give_each_quote_once_on_request(visitor: Client) -> None:
    assert found(seen(visitor.get("/quotes/?q=counterproductive"))) == 2
    assert found(seen(visitor.get("/quotes/?q=counterproductive&copies=first"))) == 1


def test_a_quote_leads_to_its_place_in_the_article_and_back(visitor: Client) -> None:
    page = seen(visitor.get("/quotes/?q=grain&sort=oldest"))
    link = quotes(page)[2].one("small").one("a").attrs["href"]
    address, anchor = link.split("#")
    article = seen(visitor.get(address))
    assert article.one("span", id=anchor).text == "grain number 2 will grow"
    walk = article.one("nav", class_="walk")
    assert "Quote 3 of 45" in walk.text
    assert any(a.attrs["href"] == "/quotes/?q=grain&sort=oldest#r3" for a in walk.all("a"))
    following = walk.one("a", rel="next").attrs["href"].split("#")[0]
    assert "Quote 4 of 45" in seen(visitor.get(following)).one("nav", class_="walk").text


def test_quotes_of_locked_texts_are_nowhere(visitor: Client, signed_in: Any) -> None:
    for address in ("/quotes/?q=marmot", "/quotes/?source=locked-desk", "/quotes/?q=title:door"):
        response = visitor.get(address)
        assert found(seen(response)) == 0
        assert b"marmot ledger" not in response.content
    assert found(seen(signed_in("researcher").get("/quotes/?q=marmot"))) == 1


def test_hostile_words_stay_text(visitor: Client) -> None:
    response = visitor.get("/quotes/?speaker=hostile")
    assert b"<script>alert" not in response.content
    assert HOSTILE[:20] in seen(response).text


def test_a_very_long_quote_is_shown_around_what_was_asked(visitor: Client) -> None:
    page = seen(visitor.get("/quotes/?q=word300"))
    words = said(page)[0]
    assert "word300" in words.split()
    assert len(words) < 1_000


def test_cyrillic_quotes_are_found_and_named_in_their_language(visitor: Client) -> None:
    page = seen(visitor.get("/quotes/?q=переговорів"))
    assert said(page) == ["Переговори тривають"]
    assert page.one("span", class_="s").parent.attrs["lang"] == "uk"  # type: ignore[union-attr]


def test_a_wrong_query_is_mended_on_the_page_of_quotes(visitor: Client) -> None:
    response = visitor.get("/quotes/?q=said:(")
    assert response.status_code == 400
    assert seen(response, 400).one("form", class_="ask").attrs["action"] == "/quotes/"
    repaired = seen(visitor.get("/quotes/?q=titel:grain"), 400)
    assert any(a.attrs["href"] == "/quotes/?q=title%3Agrain" for a in repaired.all("a"))


def test_a_search_of_articles_leads_to_its_quotes_and_back(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=grain&source=harbour-desk"))
    links = [a for a in page.all("a") if a.attrs["href"] == "/quotes/?q=grain&source=harbour-desk"]
    link = next(a for a in links if re.match(r"\d", a.text))
    shown = seen(visitor.get(link.attrs["href"]))
    assert found(shown) == int(re.sub(r"\D", "", link.text))
    assert any(a.attrs["href"] == "/search?q=grain&source=harbour-desk" for a in shown.all("a"))
    assert visitor.get("/search?rows=quotes&q=grain").headers["Location"] == "/quotes/?q=grain"


def test_all_speakers_have_a_page_of_their_own(visitor: Client) -> None:
    page = seen(visitor.get("/quotes/?q=grain&facet=speaker"))
    assert "John Kerry" in page.text
    assert any(a.attrs["href"] == "/quotes/?q=grain&speaker=john-kerry" for a in page.all("a"))


def test_the_masthead_leads_to_the_quotes(visitor: Client) -> None:
    page = seen(visitor.get("/quotes/"))
    (entry,) = [a for a in page.one("header").all("a") if a.attrs["href"] == "/quotes/"]
    assert entry.attrs["aria-current"] == "page"
    assert found(page) == Quote.objects.exclude(type="indirect").exclude(article__source__name="Locked Desk").count()


def test_a_misspelled_word_is_mended_with_the_number_of_quotes(visitor: Client) -> None:
    page = seen(visitor.get("/quotes/?q=graim"))
    assert found(page) == 0
    (offer,) = [a for a in page.all("a") if a.attrs["href"] == "/quotes/?q=grain"]
    assert f"{MANY} quotes" in offer.parent.text  # type: ignore[union-attr]


def test_where_parts_exclude_each_other_each_way_on_says_what_it_finds(visitor: Client) -> None:
    page = seen(visitor.get("/quotes/?q=grain+counterproductive"))
    assert found(page) == 0
    for link in page.one(class_="none").all("a"):
        if link.text.startswith("without"):
            count = int(re.sub(r"\D", "", link.parent.all("span")[-1].text))  # type: ignore[union-attr]
            assert count == found(seen(visitor.get(link.attrs["href"]))) > 0
