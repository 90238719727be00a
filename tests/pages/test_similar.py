"""Articles like one: those of other stories, however many papers carry its own and theirs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from archive.models import Article, Collection, Source
from archive.search import indexing, telling
from archive.search.query import EVERYTHING, Access
from archive.selectors import article_page
from tests.pages.conftest import empty_archive
from tests.support.articles import keep, raw

pytestmark = pytest.mark.django_db

CARRIED = 60


def told(story: int) -> str:
    """Two of the words in common, and words of its own enough that its copies are found."""
    return f"Harbour pilots {story} strike. " + " ".join(f"story{story}word{n}" for n in range(60))


def papers(story: int) -> range:
    return range(CARRIED) if story < 2 else range(story, story + 1)


@pytest.fixture(scope="module")
def stories(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[int]]:
    """Ids of one article of each of eight stories; the first two are carried by sixty papers."""
    with django_db_blocker.unblock():
        empty_archive()
        saved = [
            keep(*(raw(f"Pilots {story}", told(story), source=f"Paper {n}") for n in papers(story)))
            for story in range(8)
        ]
        keep(*(raw(f"Notice {n}", f"The weather of day {n} was fair at sea") for n in range(60)))
        Source.objects.update(rights="public")
        Source.objects.filter(name="Paper 0").update(rights="metadata")
        Collection.objects.update(visibility="public")
        indexing.drain()
        yield [some[0].article_id or 0 for some in saved]
        empty_archive()


def test_a_story_that_sixty_papers_carry_is_like_other_stories_and_not_like_its_copies(stories: list[int]) -> None:
    page = article_page(stories[0], EVERYTHING)
    assert page is not None
    assert len(page.copies) == CARRIED - 1
    found = telling.similar(page, EVERYTHING)
    groups = Article.objects.in_bulk([one.card.id for one in found])
    assert len(found) == telling.SIMILAR
    assert page.article.copy_group_id not in [one.copy_group_id for one in groups.values()]
    assert sum(one.copy_group_id is not None for one in groups.values()) == 1  # the other story carried by many


def test_an_article_is_like_a_story_once_however_many_carry_it(stories: list[int]) -> None:
    page = article_page(stories[5], EVERYTHING)
    assert page is not None
    titles = [one.card.title for one in telling.similar(page, EVERYTHING)]
    assert len(titles) == len(set(titles)) == telling.SIMILAR


def test_a_story_is_found_by_the_copies_that_may_be_read(stories: list[int]) -> None:
    """The first copy of the story that many carry matches by its headline alone."""
    access = Access(None, frozenset({"public"}))
    page = article_page(stories[5], access)
    assert page is not None
    carried = Article.objects.get(pk=stories[1])
    assert carried.source.rights == "metadata"
    found = [one.card.id for one in telling.similar(page, access)]
    groups = set(Article.objects.filter(pk__in=found).values_list("copy_group_id", flat=True))
    assert carried.copy_group_id in groups
    assert carried.pk not in found
