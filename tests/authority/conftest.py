"""The shipped authority and the gazetteer, read once for all of these tests."""

from __future__ import annotations

import pytest

from archive.authority.cities import Cities, open_cities
from archive.authority.files import read_authority
from archive.authority.gazetteer import Gazetteer
from archive.authority.values import Authority
from tests.support.cities import CACHE


@pytest.fixture(scope="session")
def cities() -> Cities:
    return open_cities(CACHE)


@pytest.fixture(scope="session")
def shipped(cities: Cities) -> Authority:
    return read_authority(None, cities)


@pytest.fixture(scope="session")
def gazetteer(shipped: Authority, cities: Cities) -> Gazetteer:
    return Gazetteer(shipped, cities)
