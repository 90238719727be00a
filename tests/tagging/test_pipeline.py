"""Whole texts, and what holds for any text."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.authority.cities import open_cities
from archive.authority.files import read_authority
from archive.authority.gazetteer import Gazetteer
from archive.tagging.pipeline import Tagger
from archive.tagging.values import Article, Tags
from tests.support.cities import CACHE
from tests.support.shared import SHARED, needs_shared
from tests.tagging.support import DAY, mentioned, said, tag, tagger

OWN = """\
Moscow and the wider world will not settle Tuesday's vote, US Secretary of State John Kerry said today in Paris after \
four hours with Russia's foreign minister.
Russian Foreign Minister Sergey Lavrov admitted there was no "easy way out" for either side in Crimea.
The new government in Kiev calls the ballot unlawful, but Moscow says it will respect it.
"Nobody here wants a quarrel," he said.
While the Russian Foreign Ministry spoke of the Black Sea, France kept silent on the EU."""


def test_a_text_of_our_own_reads_well() -> None:
    tags = tag(OWN)
    assert mentioned(tags, "John Kerry").actor == "john-kerry"
    assert mentioned(tags, "foreign minister").actor == "sergey-lavrov"
    assert mentioned(tags, "Kiev").reading == "literal"
    assert mentioned(tags, "Moscow").actor == "government-of-russia"
    assert mentioned(tags, "Paris").reading == mentioned(tags, "Black Sea").reading == "literal"
    assert mentioned(tags, "EU").actor == "european-union"
    assert "State" not in {m.text for m in tags.mentions}
    assert ("direct", '"Nobody here wants a quarrel,"', "sergey-lavrov") in said(tags, OWN)
    assert [d.value for d in tags.dates][:2] == ["2014-03-18", "2014-03-14"]


@needs_shared("sample", "london-talks-2014-03-14.txt")
def test_the_london_text() -> None:
    """What issue 2 lists, with the shipped authority."""
    cities = open_cities(CACHE)
    authority = read_authority(None, cities)
    body = (SHARED / "sample" / "london-talks-2014-03-14.txt").read_text()
    tags = Tagger(authority, Gazetteer(authority, cities)).tag(Article(body, language="en", published=DAY))
    actors = {m.actor for m in tags.mentions}
    assert {"john-kerry", "sergey-lavrov", "vladimir-putin", "foreign-ministry-of-russia", "european-union"} <= actors
    acting = {m.text: m.actor for m in tags.mentions if m.reading == "metonymic"}
    assert acting["Washington"] == "government-of-united-states"
    assert acting["Moscow"] == "government-of-russia"
    assert mentioned(tags, "new government in Kiev").actor == "yatsenyuk-government"
    literal = {m.text for m in tags.mentions if m.kind == "place" and m.reading == "literal" and m.place}
    assert {"Crimea", "Ukraine", "London", "Black Sea", "Russia", "France"} <= literal
    assert not {m.text for m in tags.mentions} & {"State", "Secretary of State", "More From This Section", "West"}
    marked = [(q, body[q.start : q.end]) for q in tags.quotes if q.type != "indirect"]
    assert [q.actor for q, _ in marked] == ["sergey-lavrov"] * 3
    for words, (_, content) in zip(
        ("common vision", "respect the results of the referendum", "Our partners also"), marked, strict=True
    ):
        assert words in content
    assert {(d.text, d.value) for d in tags.dates} >= {("today", "2014-03-14"), ("Sunday", "2014-03-16")}


def check(article: Article, tags: Tags) -> None:
    """What the contract promises of any answer."""
    parts = {"title": article.title, "body": article.body}
    for item in (*tags.mentions, *tags.quotes, *tags.dates):
        assert 0 <= item.start < item.end <= len(parts[item.part])
    for mention in tags.mentions:
        assert parts[mention.part][mention.start : mention.end] == mention.text
        assert 0 <= mention.confidence <= 1
        assert mention.why
    for part in parts:
        spans = [(m.start, m.end) for m in tags.mentions if m.part == part]
        assert spans == sorted(spans, key=lambda span: (span[0], -span[1]))
        assert len(spans) == len(set(spans))
        open_ends: list[int] = []
        for start, end in spans:
            while open_ends and open_ends[-1] <= start:
                open_ends.pop()
            assert not open_ends or end <= open_ends[-1], "mentions cross"
            open_ends.append(end)


PIECES = st.sampled_from(
    [
        "Moscow",
        "Russian Foreign Ministry",
        "Sergey Lavrov",
        " said ",
        '"',
        "“",
        "”",
        "\n",
        ", ",
        ". ",
        "’s ",
        "Paris, Texas",
        "March 14-16",
        "(OSCE)",
        "Organization for Security",
        "\u200b",
        "Крим",
        "«",
        "»",
        "the ",
        "Sunday",
        "2014",
        "\r",
        "\x00",
        "U.S.",
        "that ",
        "foreign minister of Russia",
        "\ud800",
        "𝔘",
        "e\u0301",
    ]
)


@settings(max_examples=60)
@given(
    st.text(max_size=80),
    st.lists(PIECES, max_size=25),
    st.lists(PIECES, max_size=5),
    st.sampled_from(["en", "uk", "ru", "de", ""]),
    st.none() | st.dates(),
)
def test_no_text_breaks_the_promises(
    noise: str, pieces: list[str], title: list[str], language: str, on: date | None
) -> None:
    article = Article("".join(pieces) + noise, "".join(title), language, on)
    check(article, tagger().tag(article))


def test_a_batch_gives_what_single_articles_give() -> None:
    articles = [
        Article(OWN, "One", "en", DAY),
        Article("", "", "en"),
        Article("У Криму.", "", "uk"),
        Article(OWN * 4, "", "en", DAY),
    ]
    assert list(tagger().tag_many(articles)) == [tagger().tag(article) for article in articles]


@pytest.mark.parametrize(
    "body",
    [
        "a" * 1_000_000,
        "“" * 20_000,
        "Moscow said " * 1_500,
        "\n".join(["Kiev."] * 5_000),
        "2014-" * 8_000,
        "(" * 20_000,
        "Sergey Lavrov said that " * 1_000,
        '"a" ' * 4_000,
        "1 " * 15_000,
    ],
    ids=["word", "marks", "cues", "paragraphs", "figures", "brackets", "nested", "quotes", "numbers"],
)
def test_hostile_texts_end(body: str) -> None:
    started = time.process_time()
    article = Article(body, language="en", published=DAY)
    check(article, tagger().tag(article))
    assert time.process_time() - started < 60


def test_an_empty_text_has_no_tags() -> None:
    assert tag("") == Tags("en")


def test_the_version_names_model_rules_and_authority() -> None:
    assert tagger().version.startswith("en_core_web_md-3.7.1 rules-")
    assert tagger().version.endswith("authority-test")


@pytest.mark.parametrize(
    ("title", "body", "language", "named"),
    [
        ("New doubts over Sergey", "Lavrov said on Friday that he would wait.", "en", "Lavrov"),
        ("Talks with John", "Kerry went on in London on Friday.", "en", "Kerry"),
        ("Путин и Сергей", "Лавров заявил об этом в пятницу.", "ru", "Лавров"),
    ],
)
def test_no_name_goes_from_the_headline_into_the_text(title: str, body: str, language: str, named: str) -> None:
    article = Article(body, title, language, DAY)
    tags = tagger().tag(article)
    check(article, tags)
    assert any(m.part == "body" and m.start == 0 and m.text == named for m in tags.mentions)
    assert not any("\n" in m.text for m in tags.mentions)
