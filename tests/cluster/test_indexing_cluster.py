"""The index in the cluster follows the database by the same tests as the embedded one, and knows what only it can meet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from archive.models import Article
from archive.search import engines, indexing
from archive.search.engine import SearchUnavailableError
from tests.search.test_indexing import (
    found,
    test_a_cached_answer_is_never_older_than_the_last_commit,
    test_a_changed_article_is_found_by_its_new_text_only,
    test_an_article_changed_while_it_is_written_stays_due,
    test_an_index_of_another_version_is_refused_with_the_command,
    test_changes_made_while_rebuilding_are_in_the_new_index,
    test_check_counts_what_differs_and_repair_mends_it,
    test_rebuild_serves_everything_under_a_new_generation,
    test_the_old_index_serves_until_the_new_one_holds_its_place,
    test_two_rebuilds_at_once_are_one,
    test_what_is_stored_is_found_after_a_drain,
    test_withdrawn_and_deleted_articles_leave_the_index,
)
from tests.support import answers
from tests.support.articles import keep_one
from tests.support.opensearch import Cluster

__all__ = [
    "test_a_cached_answer_is_never_older_than_the_last_commit",
    "test_a_changed_article_is_found_by_its_new_text_only",
    "test_an_article_changed_while_it_is_written_stays_due",
    "test_an_index_of_another_version_is_refused_with_the_command",
    "test_changes_made_while_rebuilding_are_in_the_new_index",
    "test_check_counts_what_differs_and_repair_mends_it",
    "test_rebuild_serves_everything_under_a_new_generation",
    "test_the_old_index_serves_until_the_new_one_holds_its_place",
    "test_two_rebuilds_at_once_are_one",
    "test_what_is_stored_is_found_after_a_drain",
    "test_withdrawn_and_deleted_articles_leave_the_index",
]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("index_in_cluster")]


@pytest.fixture
def index_in_cluster(cluster: Cluster, settings: Any) -> Iterator[Cluster]:
    settings.SEARCH_URL = f"{cluster.url}/indexing"
    engines.forget()
    answers.forget()
    yield cluster
    engines.forget()
    answers.forget()
    cluster.ask("DELETE", "/indexing-*")


def test_an_index_of_the_embedded_engine_is_refused_with_the_command(settings: Any) -> None:
    keep_one(title="Crimea votes")
    indexing.drain()
    settings.SEARCH_URL = ""
    with pytest.raises(SearchUnavailableError, match="made for opensearch") as told:
        found("crimea")
    assert "index rebuild" in told.value.repair


def test_a_wiped_cluster_is_said_and_written_again(cluster: Cluster) -> None:
    article = keep_one(title="Crimea votes")
    indexing.drain()
    cluster.ask("DELETE", "/indexing-*")
    with pytest.raises(SearchUnavailableError, match="missing"):
        found("crimea")
    assert "missing" in indexing.check().damaged
    other = keep_one(title="Crimea again", external_id="b")
    indexing.drain()
    assert found("crimea") == [article.pk, other.pk]


def test_a_write_to_a_wiped_cluster_makes_no_index_of_its_own(cluster: Cluster) -> None:
    """An index that the cluster makes up by itself would know no fields: everything would seem to be written."""
    keep_one(title="Crimea votes")
    indexing.drain()
    with indexing._engine(engines.serving().pk) as engine:
        cluster.ask("DELETE", "/indexing-*")
        with pytest.raises(SearchUnavailableError, match="missing"):
            engine.write(indexing.selectors.article_records(list(Article.objects.values_list("pk", flat=True))), [])
    assert cluster.ask("GET", "/_cat/indices/indexing-*?format=json") == []


def test_a_cluster_that_is_down_costs_the_search_only(settings: Any, client: Client) -> None:
    article = keep_one(title="Crimea votes")
    indexing.drain()
    settings.SEARCH_URL = "opensearch://127.0.0.1:9/indexing"  # nobody listens there
    engines.forget()
    answers.forget()
    page = client.get("/search", {"q": "crimea"})
    assert page.status_code == 503
    for inner in ("127.0.0.1", "opensearch", "Traceback", "Connection"):
        assert inner.lower() not in page.content.decode().lower(), inner
    assert client.get(f"/article/{article.pk}/").status_code == 200
    other = keep_one(title="Crimea again", external_id="b")
    with pytest.raises(SearchUnavailableError, match="does not answer"):
        indexing.drain()
    assert other.pk in Article.objects.filter(index_due=True).values_list("pk", flat=True)
