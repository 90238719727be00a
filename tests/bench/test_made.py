"""The made archive: the same for a seed, whatever its size, and with the shape that it promises."""

from __future__ import annotations

from itertools import islice
from statistics import fmean

import pytest

from archive.bench import made


@pytest.fixture(scope="module")
def some() -> list[made.MadeArticle]:
    return list(made.whole_articles(1_000))


def test_a_smaller_archive_is_the_beginning_of_a_larger_one(some: list[made.MadeArticle]) -> None:
    assert list(made.articles(300)) == [article.record for article in some[:300]]
    assert list(made.articles(1_010))[:1_000] == [article.record for article in some]
    assert next(made.articles(1, seed=2)) != some[0].record


def test_lengths_tags_and_copies_are_as_promised(some: list[made.MadeArticle]) -> None:
    records = [article.record for article in some]
    assert [record.id for record in records] == list(range(1, 1_001))
    assert 340 < fmean(record.words for record in records) < 420
    assert fmean(len(record.actors) for record in records) > 11.5
    assert {record.language for record in records} == {"en", "fr"}
    assert 30 <= sum(record.copies > 1 for record in records) <= 70


def test_every_span_holds_what_it_stands_for(some: list[made.MadeArticle]) -> None:
    actors = {actor.id: actor.name for actor in made.actors()}
    places = {place.id: place.name for place in made.places()}
    for article in islice(some, 200):
        body = article.record.body
        for mention in article.mentions:
            name = actors.get(mention.actor) or places.get(mention.place) or mention.candidate
            assert body[mention.start : mention.end] == name
        for quote in article.record.quotes:
            assert body[quote.start] + body[quote.end - 1] == "“”"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_word_that_can_be_drawn_is_there(language: str) -> None:
    assert len(made.vocabulary(language)) == len(made._world().word_sums)
