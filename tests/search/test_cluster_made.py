"""An index made in a cluster that answers late: a client stands in for it."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from opensearchpy.exceptions import NotFoundError, RequestError

from archive.search import opensearch_engine
from archive.search.engine import SearchUnavailableError
from archive.search.opensearch_engine import OpenSearchEngine, read_address


class Late:
    """The client's own second asking meets what its first has made; `ours`: with the alias that was asked for."""

    def __init__(self, error: str, *, ours: bool) -> None:
        self.indices, self._error, self._ours = self, error, ours
        self.asked: list[str] = []

    def delete(self, index: str, **_: Any) -> None:
        self.asked.append(f"delete {index}")
        raise NotFoundError(404, "index_not_found_exception", {})

    def create(self, index: str, **_: Any) -> None:
        self.asked.append(f"create {index}")
        raise RequestError(400, self._error, {})

    def exists_alias(self, index: str, name: str) -> bool:
        return self._ours and index == f"{name}-1"

    def close(self) -> None:
        """Nothing is open."""


def made(monkeypatch: pytest.MonkeyPatch, client: Late) -> None:
    monkeypatch.setattr(opensearch_engine, "connect", lambda _: client)
    OpenSearchEngine(read_address("opensearch://node/late"), "articles-1", ZoneInfo("UTC"), create=True).close()


def test_an_index_that_the_first_asking_made_is_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Late("resource_already_exists_exception", ours=True)
    made(monkeypatch, client)
    assert client.asked == ["delete late-articles-1-1", "create late-articles-1-1"]


@pytest.mark.parametrize(
    "client",
    [Late("resource_already_exists_exception", ours=False), Late("illegal_argument_exception", ours=True)],
)
def test_any_other_refusal_is_one(monkeypatch: pytest.MonkeyPatch, client: Late) -> None:
    with pytest.raises(SearchUnavailableError):
        made(monkeypatch, client)
