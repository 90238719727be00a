"""One cluster of three nodes for all of these tests; each test that kills a node starts it again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.opensearch import JARS, Cluster


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/cluster" in str(item.path):
            item.add_marker(pytest.mark.cluster)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    if not (JARS / "lib").is_dir():
        pytest.fail(f"the OpenSearch server is not in {JARS}: run make test-cluster")
    with Cluster() as running:
        yield running
