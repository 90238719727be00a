"""SEARCH_URL: how it is read, and that nothing of a password is ever repeated."""

from __future__ import annotations

import pytest

from archive.search.opensearch_engine import read_address


def test_hosts_login_and_prefix() -> None:
    address = read_address("opensearchs://user:s3%40cret/x@one:9201,two/crisis")
    assert address.hosts == (("one", 9201), ("two", 9200))
    assert (address.user, address.password, address.prefix, address.tls) == ("user", "s3@cret/x", "crisis", True)
    assert read_address("opensearch://localhost").prefix == "dateline"
    assert "cret" not in repr(address)


@pytest.mark.parametrize("password", ["can/ary", "can@ary", "can:ary", "can?ary", "can#ary", "1234/canary", "can,ary"])
@pytest.mark.parametrize("rest", ["one:port/x", "one:9200/Large", ":9200", "one:9200,/x", "one:99999"])
def test_a_mistake_is_told_without_the_password(password: str, rest: str) -> None:
    with pytest.raises(ValueError) as told:
        read_address(f"opensearch://user:{password}@{rest}")
    assert "can" not in str(told.value).replace("cannot", "")
    assert "ary" not in str(told.value)


@pytest.mark.parametrize("url", ["http://one", "opensearch://", "one:9200"])
def test_what_is_no_address_is_said(url: str) -> None:
    with pytest.raises(ValueError, match="opensearch://"):
        read_address(url)
