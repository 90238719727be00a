"""Web pages: the article's text and what the page says about it, each with its origin."""

from __future__ import annotations

import importlib.util
import json
from collections import Counter
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.ingest.record import RawArticle, Rejected
from archive.text.when import Published
from tests.ingest.reading import article, read, rejected
from tests.support.shared import SHARED, needs_shared

PARAGRAPHS = [
    "The parliament of the peninsula voted on Thursday to hold a referendum on joining Russia within ten days.",
    "The government in Kyiv called the vote illegal, and the acting president said that it would not be recognised.",
    "Observers of the European security organisation were turned back at the checkpoint for the second day running.",
    "Shares fell in Moscow after the vote, and the rouble lost two per cent against the dollar in early trading.",
]
LD: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Crimea votes to join Russia",
    "datePublished": "2014-03-06T16:30:00+02:00",
    "author": [{"@type": "Person", "name": "Anna Example"}, {"@type": "Person", "name": "Boris Sample"}],
    "publisher": {"@type": "Organization", "name": "Example Daily"},
    "articleSection": "World",
    "url": "https://example.org/crimea?utm_source=feed",
}


def page(head: str = "", body: str = "", paragraphs: list[str] = PARAGRAPHS) -> str:
    """A page with navigation, an article and a footer."""
    text = "".join(f"<p>{one}</p>" for one in paragraphs)
    return (
        f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>{head}</head><body>"
        "<nav><ul><li><a href='/'>Home</a></li><li><a href='/world'>World</a></li></ul></nav>"
        f"<main><article>{body or '<h1>Crimea votes to join Russia</h1>'}{text}</article></main>"
        "<aside><h2>Most read</h2><ul><li><a href='/1'>Something else happened elsewhere today</a></li></ul></aside>"
        "<footer>© 2014 Example Daily. All rights reserved.</footer></body></html>"
    )


def script(data: object, wrap: str = "{}") -> str:
    return f'<script type="application/ld+json">{wrap.replace("{}", json.dumps(data))}</script>'


def test_the_text_without_what_stands_around_it() -> None:
    found = article(page(), "a.html")
    assert found.body == "\n".join(PARAGRAPHS)
    assert found.title == "Crimea votes to join Russia"
    assert found.language == "en"
    assert found.published.precision == "unknown"


@pytest.mark.parametrize("wrap", ["{}", "\n<![CDATA[\n{}\n]]>", "//<![CDATA[\n{}\n//]]>", "<!-- {} -->", "{};"])
def test_json_ld_is_believed_first(wrap: str) -> None:
    head = script(LD, wrap) + "<meta property='article:published_time' content='2013-01-01T00:00:00Z'>"
    found = article(page(head), "a.html")
    assert found.published == Published.instant(datetime.fromisoformat(LD["datePublished"]), "JSON-LD datePublished")
    assert (found.byline, found.source, found.section) == ("Anna Example; Boris Sample", "Example Daily", "World")
    assert found.url == "https://example.org/crimea"
    assert found.origins["title"] == "JSON-LD headline"


def test_an_article_inside_a_graph_and_a_broken_one() -> None:
    graph = {"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "X"}, LD]}
    assert article(page(script(graph)), "a.html").published.at is not None
    broken = '<script type="application/ld+json">{"headline": "a "b" c", "datePublished": "2014-03-06"}</script>'
    assert str(article(page(broken), "a.html").published.on) == "2014-03-06"


def test_meta_tags() -> None:
    head = (
        "<meta property='og:title' content='Crimea votes to join Russia | Example Daily'>"
        "<meta property='og:site_name' content='Example Daily'><meta name='author' content='Anna Example'>"
        "<meta property='article:published_time' content='2014-03-06T14:30:00Z'>"
        "<link rel='canonical' href='https://example.org/crimea#top'><meta name='author' content='https://example.org/anna'>"
    )
    found = article(page(head), "a.html")
    assert found.title == "Crimea votes to join Russia"
    assert found.origins["title"] == "meta og:title"
    assert found.source == "Example Daily"
    assert found.byline == "Anna Example"
    assert found.url == "https://example.org/crimea"
    assert found.published.origin == "meta article:published_time"
    assert found.published.at == datetime(2014, 3, 6, 14, 30, tzinfo=UTC)


def test_a_title_of_the_whole_site_is_not_the_articles() -> None:
    head = "<meta property='og:title' content='Example Daily'><meta property='og:site_name' content='Example Daily'>"
    assert article(page(head), "a.html").title == "Crimea votes to join Russia"


def test_a_date_that_can_be_read_two_ways_is_not_taken() -> None:
    head = "<meta name='date' content='03/04/2014'>"
    assert article(page(head), "a.html").published.precision == "unknown"
    written = page(head, "<h1>Crimea votes</h1><time>April 3, 2014</time>")
    assert str(article(written, "a.html").published.on) in ("2014-04-03", "None")


def test_a_time_element_gives_the_day() -> None:
    found = article(
        page(body="<h1>Crimea votes</h1><time datetime='2014-03-06T10:00:00Z'>6 March 2014</time>"), "a.html"
    )
    assert str(found.published.on) == "2014-03-06"


def test_the_declared_encoding_of_an_old_page() -> None:
    text = "Верховна Рада проголосувала за постанову, якою визнала рішення про референдум незаконним. " * 2
    raw = page(paragraphs=[text] * 4).replace("utf-8", "windows-1251").encode("cp1251")
    found = article(raw, "a.html")
    assert found.body.startswith("Верховна Рада")
    assert found.language == "uk"


def test_the_page_keeps_no_leftovers() -> None:
    found = article(page(paragraphs=[*PARAGRAPHS[:2], "Read more: What the vote means", *PARAGRAPHS[2:]]), "a.html")
    assert found.removed == ("Read more: What the vote means",)
    assert found.body == "\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("<html></html>", "no article text"),
        ("<html><body><form><input></form></body></html>", "no article text"),
        ("<!-- -->", "page"),
        ("", "empty"),
    ],
)
def test_pages_without_an_article(raw: str, said: str) -> None:
    assert said in rejected(raw, "a.html", format="html").reason


@settings(max_examples=60)
@given(st.binary(max_size=400) | st.text("<>/=\"' pdivahtmlbody&;#x0\n", max_size=120).map(str.encode))
def test_no_bytes_crash_the_reader(raw: bytes) -> None:
    for one in read(b"<html><body><p>" + raw, "x", format="html"):
        assert isinstance(one, RawArticle | Rejected)


@needs_shared("gold", "readability-pages")
def test_saved_news_pages() -> None:
    folders = sorted(path for path in (SHARED / "gold" / "readability-pages").iterdir() if path.is_dir())
    titles = dated = 0
    for folder in folders:
        expected = json.loads((folder / "expected-metadata.json").read_text("utf-8"))
        found = article((folder / "source.html").read_bytes(), "source.html")
        titles += found.title == expected["title"]
        if expected.get("publishedTime"):
            dated += str(found.published.on) == expected["publishedTime"][:10]
    assert len(folders) == 25
    assert titles >= 21
    assert dated >= 9


@needs_shared("gold", "readability-pages")
def test_the_measure_of_extraction() -> None:
    score = _score()
    rows, total = [], Counter[str]()
    for item in score.load_readability():
        found = article(item["html"], "page.html")
        rows.append(score.extract_rows(item, {"body": found.body, "title": found.title, "byline": found.byline}))
        total.update(rows[-1])
    assert score.extract_sum(total, rows)["f1"] >= 0.93


def _score() -> ModuleType:
    """The measuring program as a module."""
    spec = importlib.util.spec_from_file_location("score", SHARED.parent / "eval" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
