"""What sets a span apart: words, actors, places and stories, each a link that gives exactly its count."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tests.pages.seen import Element, seen
from tests.pages.test_search_page import found, titles

pytestmark = pytest.mark.django_db

PEAK = "/why?from=2014-03-14&to=2014-03-15"


def signs(page: Element, section: str) -> dict[str, list[Element]]:
    """Word or name → its two counts as links, of these articles and of all."""
    rows = page.one("section", aria_labelledby=section).all("li")
    return {li.all("a")[0].text: li.all("a")[1:] for li in rows}


def number(words: str) -> int:
    return int(re.sub(r"\D", "", words))


@pytest.mark.parametrize("section", ["w-words", "w-actors", "w-places"])
@pytest.mark.parametrize(
    "question", ["", "&q=crimea", "&q=crimea+OR+grain&against=question", "&copies=first", "&source=-kashtan-desk"]
)
def test_every_count_is_what_its_link_finds(visitor: Client, section: str, question: str) -> None:
    shown = signs(seen(visitor.get(PEAK + question)), section)
    assert shown or question
    for words, links in list(shown.items())[:6]:
        assert len(links) == 2, words
        for link in links:
            assert found(seen(visitor.get(link.attrs["href"]))) == number(link.text), (words, link.attrs["href"])


def test_r26_a_peak_has_the_terms_that_set_it_apart_and_its_articles(visitor: Client) -> None:
    page = seen(visitor.get(PEAK))
    words = list(signs(page, "w-words"))
    assert len(words) >= 5
    assert {"talks", "sanctions", "Lavrov", "Crimea"} & set(words[:12])
    assert not {"the", "of", "grain", "14"} & {word.lower() for word in words}
    assert "Sergey Lavrov" in signs(page, "w-actors")
    assert "Crimea" in signs(page, "w-places")
    articles = page.one("p", class_="stand").all("a")[0]
    assert found(seen(visitor.get(articles.attrs["href"]))) == number(articles.text) == 6


def test_the_comparison_is_said_and_can_be_changed(visitor: Client) -> None:
    page = seen(visitor.get(f"{PEAK}&q=crimea+OR+grain"))
    assert "of the whole archive" in page.one("p", class_="stand").text
    other = seen(visitor.get(page.link("the same question at other dates")))
    compared = other.one("p", class_="stand").all("a")[1]
    assert "of the same question at all dates" in other.one("p", class_="stand").text
    assert found(seen(visitor.get(compared.attrs["href"]))) == number(compared.text)


def test_the_words_of_the_question_itself_tell_nothing(visitor: Client) -> None:
    words = {word.lower() for word in signs(seen(visitor.get(f"{PEAK}&q=talks+lavrov")), "w-words")}
    assert words
    assert not {"talks", "lavrov"} & words


def test_stories_come_with_their_copies(visitor: Client) -> None:
    stories = seen(visitor.get(PEAK)).one("section", aria_labelledby="w-stories")
    first = stories.all("li")[0]
    assert first.all("a")[0].text == "London talks on Crimea end without agreement"
    assert titles(seen(visitor.get(first.link("2 copies")))) == [first.all("a")[0].text] * 2
    assert seen(visitor.get(first.all("a")[0].attrs["href"])).all("article")
    assert "Written for demonstration" in first.text


def test_everything_has_nothing_to_be_compared_with(visitor: Client) -> None:
    page = seen(visitor.get("/why"))
    assert "nothing is left to compare them with" in page.one("p", class_="note").text
    assert page.all("section") == []


def test_nothing_found_is_said(visitor: Client) -> None:
    assert "No article is found" in seen(visitor.get("/why?q=zebra")).text


def test_what_may_not_be_read_sets_nothing_apart(visitor: Client, signed_in: Any) -> None:
    page = seen(visitor.get("/why?from=2014-03-20&to=2014-03-20&source=locked-desk"))
    assert set(signs(page, "w-words")) <= {"Only", "headline", "open", "only"}
    assert signs(page, "w-actors") == signs(page, "w-places") == {}
    read = seen(signed_in("researcher").get("/why?from=2014-03-20&to=2014-03-20&source=locked-desk"))
    assert "canary" in signs(read, "w-words")
    assert "John Kerry" in signs(read, "w-actors")


def test_a_mistake_is_mended_here_too(visitor: Client) -> None:
    assert seen(visitor.get("/why?q=(crimea"), 400).one("p", class_="mend-it")
    assert seen(visitor.get("/why?from=2014-02-30"), 400).one(id="faults")
