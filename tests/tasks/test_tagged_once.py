"""No text is tagged twice by one version of the tagger: a copy takes the tags of the first."""

from __future__ import annotations

from datetime import date

import pytest

from archive.models import Article, Mention, Quote, Source, SpokenDate, TagState
from archive.tasks.tagging import Stage
from tests.support.articles import BODY, keep, raw

pytestmark = pytest.mark.django_db

LEFT_OUT = ("id", "article_id")


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def stage():
    made = Stage("tests.tasks.counting_tagger:make")
    yield made
    made.close()


def _one(number: int, **fields: object) -> Article:
    """Of a source of its own: a source's own text once more is the same article."""
    fields.setdefault("source", f"Paper {number}")
    [saved] = keep(raw(external_id=str(number), **fields))
    return Article.objects.get(pk=saved.article_id)


def _tags(article: Article) -> list[dict[str, object]]:
    """All tag rows of an article, in the order in which they were stored."""
    return [
        {name: value for name, value in row.items() if name not in LEFT_OUT}
        for model in (Mention, Quote, SpokenDate)
        for row in model.objects.filter(article=article).order_by("pk").values()
    ]


def _questions() -> int:
    """How many texts the tagger has been asked about."""
    return Mention.objects.exclude(why="").values("why").distinct().count()


def test_a_copy_takes_its_tags_from_the_first(stage):
    first = _one(1)
    assert stage.drain().tagged == 1
    copy = _one(2)
    Article.objects.update(index_due=False)
    assert stage.drain().tagged == 1
    assert _questions() == 1
    assert len(_tags(first)) == 4
    assert _tags(copy) == _tags(first)
    copy.refresh_from_db()
    assert (copy.tag_due, copy.index_due) == (False, True)
    state = TagState.objects.get(article=copy)
    assert (state.state, state.tagger, state.language) == ("done", "counting 1", "en")
    assert state.text_version == copy.text_version


def test_copies_that_come_together_are_one_question(stage):
    for number in range(20):
        _one(number)
    assert stage.drain().tagged == 20
    assert _questions() == 1
    assert not Article.objects.filter(tag_due=True).exists()


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Talks and"},
        {"body": f"{BODY}."},
        {"day": date(2014, 3, 15)},
        {"day": None},
    ],
    ids=lambda other: next(iter(other)),
)
def test_what_differs_in_anything_that_the_tagger_reads_is_tagged(stage, other):
    _one(1)
    _one(2, **other)
    stage.drain()
    assert _questions() == 2


def test_a_text_said_to_be_in_another_language_is_another_text(stage):
    _one(1)
    copy = _one(2)
    Article.objects.filter(pk=copy.pk).update(language="de")
    stage.drain()
    assert _questions() == 2


def test_a_source_of_another_country_is_another_text(stage):
    _one(1)
    _one(2)
    Source.objects.filter(name="Paper 2").update(country="UA")
    stage.drain()
    assert _questions() == 2


def test_another_version_of_the_tagger_says_it_anew(stage):
    first = _one(1)
    stage.drain()
    TagState.objects.update(tagger="counting 0")
    Mention.objects.update(why="what it said before")
    copy = _one(2)
    stage.drain(outdated=False)
    assert str(_tags(copy)[0]["why"]).startswith("question ")
    assert _tags(first)[0]["why"] == "what it said before"


def test_tags_of_a_text_that_has_changed_since_are_not_taken(stage):
    first = _one(1)
    stage.drain()
    TagState.objects.filter(article=first).update(text_version=first.text_version - 1)
    _one(2)
    stage.drain(outdated=False)
    assert _questions() == 2


def test_a_text_set_aside_gives_its_copy_nothing(stage):
    first = _one(1)
    stage.drain()
    TagState.objects.filter(article=first).update(state="failed")
    _one(2)
    stage.drain(outdated=False)
    assert _questions() == 2
