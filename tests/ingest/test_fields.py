"""The mapping that is guessed from common names, and the paths it is written in."""

from __future__ import annotations

import pytest

from archive.ingest.fields import BadMappingError, flat, guess_mapping, parse_mapping, unused, value
from archive.ingest.record import Mapping


@pytest.mark.parametrize(
    ("names", "mapping"),
    [
        ("title body date", Mapping(title="title", body="body", published="date")),
        ("HD LP TD PD SN AN", Mapping(title="HD", body="LP", published="PD", source="SN", external_id="AN")),
        (
            "headline main_text pub_date outlet authors link guid desk lang",
            Mapping("headline", "main_text", "pub_date", "outlet", "authors", "link", "guid", "desk", "lang"),
        ),
        (
            "Article-Title Full_Text publishDate",
            Mapping(title="Article-Title", body="Full_Text", published="publishDate"),
        ),
        (
            "headline.main body.text source.name author.name",
            Mapping(title="headline.main", body="body.text", source="source.name", byline="author.name"),
        ),
        ("description content title", Mapping(title="title", body="content")),
        ("title description", Mapping(title="title", body="description")),
        ("заголовок текст дата джерело автор", Mapping("заголовок", "текст", "дата", "джерело", "автор")),
        ("image.url image.title title", Mapping(title="title", url="image.url")),
        ("a b", Mapping()),
    ],
)
def test_common_names(names: str, mapping: Mapping) -> None:
    assert guess_mapping(names.split()) == mapping


@pytest.mark.parametrize(
    "name",
    [
        "Published on", "published_at", "PUBLISHED DATE", "Publication Date", "Date published", "date_of_publication",
        "Posted on", "postedAt", "Date posted", "post_date", "Release date (UTC)", "Issue Date", "Article date",
        "news-date", "Date/Time", "Published (GMT)", "first_published_at", "publish_datetime",
    ],
)  # fmt: skip
def test_a_publication_day_by_many_names(name: str) -> None:
    assert guess_mapping(["Headline", name, "Text"]).published == name


@pytest.mark.parametrize(
    "name", ["updated on", "Last modified", "crawl date", "post", "print", "issue", "Newsday", "notes on", "position"]
)
def test_what_is_no_publication_day(name: str) -> None:
    assert guess_mapping(["Headline", name, "Text"]).published == ""


def test_words_that_add_nothing_to_a_name() -> None:
    names = ["news_headline", "Post content", "Article author", "story link", "item name", "document key"]
    assert guess_mapping(names) == Mapping(
        title="news_headline", body="Post content", byline="Article author", url="story link"
    )


def test_a_day_of_publication_goes_before_any_date() -> None:
    assert guess_mapping(["title", "date", "Published on"]).published == "Published on"


def test_columns_that_fill_nothing() -> None:
    mapping = Mapping(title="t", body="lead+text", url="a+b")
    assert unused(["t", "lead", "text", "when", "a+b", "tags"], mapping) == ("when", "tags")


def test_samples_decide_what_names_do_not() -> None:
    rows = [{"x": "short", "y": "A long text. " * 40, "title": "T", "text": "", "lang": "https://example.org"}]
    found = guess_mapping(["x", "y", "title", "text", "lang"], rows)
    assert (found.body, found.title, found.language) == ("y", "title", "")


def test_what_is_shown_can_be_given_back() -> None:
    mapping = Mapping(title="headline", body="lead+text", published="meta.date")
    assert mapping.shown() == "title=headline, body=lead+text, published=meta.date"
    assert parse_mapping(mapping.shown()) == mapping
    assert parse_mapping("id=docid,date=d,text=t,author=a") == Mapping(
        external_id="docid", published="d", body="t", byline="a"
    )


@pytest.mark.parametrize("given", ["nonsense=x", "title", "title=", "=x"])
def test_a_wrong_mapping_names_the_fields_there_are(given: str) -> None:
    with pytest.raises(BadMappingError, match=r"--map: .* fields are title, body, published"):
        parse_mapping(given)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("a", "1"),
        ("b.c", "two"),
        ("x.y", "dotted"),
        ("list", "p\nq"),
        ("list.1", "q"),
        ("list.7", ""),
        ("list.1:", "q"),
        ("people.name", "Ann\nBo"),
        ("people", "Ann\nBo"),
        ("a+b.c", "1\n\ntwo"),
        ("none", ""),
        ("nothing", ""),
        ("missing.deep", ""),
    ],
)
def test_paths(path: str, found: str) -> None:
    record = {"a": 1, "b": {"c": "two"}, "x.y": "dotted", "list": ["p", "q"], "none": None, "nothing": "NaN",
              "people": [{"name": "Ann"}, {"name": "Bo"}]}  # fmt: skip
    assert value(record, path) == found


def test_flat_names_every_text_by_its_path() -> None:
    record = {"a": "x", "b": {"c": "y"}, "list": [{"t": "1"}, {"t": "2"}], "empty": None}
    assert dict(flat(record)) == {"a": "x", "b.c": "y", "list.t": "1\n2"}
