"""Questions of `bench search`: many of each class, the same each time, and as frequent as their class says."""

from __future__ import annotations

import re
from statistics import fmean

import pytest

from archive.bench import made, queries
from archive.text import analysis

ARTICLES = 20_000


@pytest.fixture(scope="module")
def english() -> list[str]:
    return [article.record.body for article in made.whole_articles(1_000) if article.record.language == "en"]


@pytest.fixture(scope="module")
def stems(english: list[str]) -> list[set[str]]:
    return [{analysis.lookup(form, "en") for form in analysis.forms(body)} for body in english]


@pytest.mark.parametrize("kind", queries.CLASSES)
def test_a_class_has_many_questions_that_differ_and_are_the_same_again(kind: str) -> None:
    asked = queries.questions(kind, 30, ARTICLES)
    assert len({question.parameters for question in asked}) == 30
    assert {question.kind for question in asked} == {kind}
    assert queries.questions(kind, 30, ARTICLES) == asked
    assert kind == "match-all" or queries.questions(kind, 30, ARTICLES, seed=2) != asked


@pytest.mark.parametrize(("kind", "low", "high"), [("rare", 0.0, 0.003), ("medium", 0.01, 0.05), ("common", 0.28, 1.0)])
def test_words_stand_in_as_many_articles_as_their_class_says(
    stems: list[set[str]], kind: str, low: float, high: float
) -> None:
    words = [analysis.lookup(question.tsquery, "en") for question in queries.questions(kind, 30, ARTICLES)]
    assert low <= fmean(fmean(word in found for found in stems) for word in words) <= high


def test_a_phrase_stands_in_some_article(english: list[str]) -> None:
    for question in queries.questions("phrase", 20, ARTICLES):
        words = question.parameters[0][1].strip('"')
        assert any(re.search(rf"\b{words}\b", body) for body in english), words


def test_pages_asked_for_are_there() -> None:
    deep = queries.questions("deep", 30, ARTICLES)
    assert all(2 <= question.page * 20 <= ARTICLES * 0.3 for question in deep)
    assert [q.page for q in queries.questions("match-all", 3, ARTICLES)] == [1, 2, 3]


def test_a_class_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(ValueError, match="no class of queries odd; there are: rare, medium"):
        queries.questions("odd", 1, ARTICLES)
