"""An article as text and as JSON: all of it with its tags for who may read it, none of the text for others."""

from __future__ import annotations

import json

import pytest

from archive import selectors, store
from archive.export.article import article_json, article_text
from archive.models import Collection
from archive.search.query import EVERYTHING
from tests.export.support import CANARY, restrict, tagged, words_of
from tests.support.articles import BODY, keep, keep_one, raw

pytestmark = pytest.mark.django_db

NOTE = "Written for demonstration; not a published report"


def page(article, access=EVERYTHING):
    return selectors.article_page(article.pk, access)


def test_text_says_where_it_is_from_then_the_text():
    article = keep_one(byline="By A. Reporter", url="https://example.org/a")
    assert article_text(page(article), "https://archive.example") == (
        "Talks end\nHarbour Desk · 2014-03-14 · By A. Reporter\nhttps://example.org/a\n"
        f"https://archive.example/article/{article.pk}/\n\n{BODY}\n"
    )


def test_the_note_of_the_collection_is_on_it():
    article = keep_one()
    article.collections.add(Collection.objects.create(slug="sample", name="Sample", note=NOTE))
    assert NOTE in article_text(page(article))
    assert article_json(page(article))["notes"] == [NOTE]


def test_json_has_the_tags_in_the_shape_of_annotate():
    article = tagged()
    told = article_json(page(article))
    assert json.loads(json.dumps(told)) == told
    place, actor = told["mentions"]
    assert told["text"][place["start"] : place["end"]] == place["text"] == "London"
    assert place["place"] == {
        "id": "london", "name": "London", "lat": 51.5, "lon": -0.1, "country": "GB", "geonames": None, "wikidata": None,
    }  # fmt: skip
    assert (place["kind"], place["reading"], place["actor"]) == ("place", "literal", None)
    assert (actor["actor"]["id"], actor["reading"], actor["place"]) == ("sergey-lavrov", None, None)
    (quote,) = told["quotes"]
    assert quote["speaker"] == {"start": 10, "end": 16, "actor": "sergey-lavrov"}
    assert quote["cue"] == {"start": 17, "end": 21}
    (date,) = told["dates"]
    assert (date["value"], date["from"], date["to"]) == ("2014-03-16", None, None)


def test_json_keeps_revisions_and_says_how_each_came():
    keep(raw("A", external_id="a", removed=("Share this",), raw_sha256="5" * 64))
    keep(raw("A", external_id="a", body=BODY + " Corrected."))
    told = article_json(selectors.article_page(selectors.id_range()[0], EVERYTHING))
    assert told["revision"] == 2
    assert [(r["revision"], r["text"]) for r in told["revisions"]] == [(1, BODY)]
    assert [(c["outcome"], c["removed"]) for c in told["captures"]] == [("stored", ["Share this"]), ("revised", [])]
    assert told["captures"][0]["raw_sha256"] == "5" * 64


@pytest.mark.parametrize("rights", ["metadata", "snippet"])
def test_restricted_text_is_in_neither(rights):
    article = tagged(
        body=f'In London Lavrov said "no" on Sunday. {CANARY}.', removed=(f"Also read: {CANARY}",), raw_sha256="5" * 64
    )
    restrict(article, rights)
    found = page(article, selectors.access_for(None))
    text, told = article_text(found), article_json(found)
    assert "heliotrope" not in text
    assert "heliotrope" not in words_of(told)
    assert "Not shown" in text
    assert (told["text"], told["text_sha256"], told["tags"], told["mentions"]) == (None, None, None, [])
    assert [capture["raw_sha256"] for capture in told["captures"]] == [None]


def test_a_withdrawn_article_gives_its_reason_and_nothing_else():
    article = tagged(body=f'In London Lavrov said "no" on Sunday. {CANARY}.')
    store.article_withdraw(article.pk, "asked by its author")
    told = article_json(page(article))
    assert set(told) == {"id", "link", "withdrawn", "reason"}
    assert told["reason"] == "asked by its author"
    assert "asked by its author" in article_text(page(article))
    assert "heliotrope" not in article_text(page(article))
