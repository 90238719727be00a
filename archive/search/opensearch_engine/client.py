"""The connection to the cluster, and the border that none of the client's errors passes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from opensearchpy import OpenSearch, Urllib3HttpConnection
from opensearchpy.exceptions import (
    AuthenticationException,
    AuthorizationException,
    NotFoundError,
    OpenSearchException,
    RequestError,
)

from archive.search.engine import IndexDamagedError, QueryError, SearchError, SearchUnavailableError

# A node that hangs is left for another after this long, once: a page is answered or refused before a person gives up.
SECONDS = 10
_PREFIX = re.compile(r"[a-z0-9][a-z0-9_-]*")
_REBUILD = "run: .venv/bin/python manage.py index rebuild"


@dataclass(frozen=True, slots=True)
class Address:
    """SEARCH_URL taken apart. `prefix` begins the name of every index, so that archives can share a cluster."""

    hosts: tuple[tuple[str, int], ...]
    prefix: str
    user: str = ""
    password: str = ""
    tls: bool = False

    def __repr__(self) -> str:
        """Without the password: this may reach a log."""
        return ",".join(f"{host}:{port}" for host, port in self.hosts) + f"/{self.prefix}"


def read_address(url: str) -> Address:
    """opensearch://[user:password@]host[:port][,host…][/prefix]; opensearchs:// for TLS. ValueError otherwise."""
    # What is wrong is said without the words that are wrong: they may be a piece of the password.
    scheme, _, rest = url.partition("://")
    if scheme not in ("opensearch", "opensearchs") or not rest:
        raise ValueError("write opensearch://host:9200, several hosts separated by commas; opensearchs:// for TLS")
    login, _, place = rest.rpartition("@")
    user, _, password = login.partition(":")
    printed, _, path = place.partition("/")
    hosts = tuple(map(_host, printed.split(",")))
    prefix = path.strip("/") or "dateline"
    if not _PREFIX.fullmatch(prefix):
        raise ValueError("what follows the hosts cannot begin an index's name: lower-case letters, digits, - and _")
    return Address(hosts, prefix, unquote(user), unquote(password), scheme == "opensearchs")


def _host(printed: str) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{printed}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or "@" in printed:
        raise ValueError("a host is not written as host:port")
    return host, port or 9200


def connect(address: Address) -> OpenSearch:
    """A client that goes on with another node when one does not answer. Opens no connection yet."""
    return OpenSearch(
        hosts=[{"host": host, "port": port} for host, port in address.hosts],
        http_auth=(address.user, address.password) if address.user else None,
        use_ssl=address.tls,
        verify_certs=address.tls,
        connection_class=Urllib3HttpConnection,
        timeout=SECONDS,
        max_retries=1 if len(address.hosts) == 1 else len(address.hosts) - 1,
        retry_on_timeout=True,
        retry_on_status=(502, 503, 504),
        pool_maxsize=16,
    )


@contextmanager
def border() -> Iterator[None]:
    """Nothing of the client's passes: its errors name hosts, indexes and Java classes, which are nobody's business."""
    try:
        yield
    except SearchError:
        raise
    except NotFoundError as error:
        raise IndexDamagedError("the search index is missing in the cluster", _REBUILD) from error
    except (AuthenticationException, AuthorizationException) as error:
        message = "the search cluster refuses the archive's login"
        raise SearchUnavailableError(message, "see the user and password of SEARCH_URL") from error
    except RequestError as error:
        raise _refused(error) from error
    except OpenSearchException as error:
        message = "the search cluster does not answer"
        raise SearchUnavailableError(message, "see that its nodes run; nothing is lost meanwhile") from error


def _refused(error: RequestError) -> SearchError:
    """A request that the cluster understood and will not run: too large, or our mistake."""
    if "too_many" in str(error) or "maxClauseCount" in str(error):
        return QueryError("the query has too many parts for the search cluster", "take out words or wildcards")
    return SearchUnavailableError("the search cluster refused the query", "report it: this is a mistake of Dateline's")


def cluster_setting(client: OpenSearch, name: str, usual: int) -> int:
    """A number that the cluster's own settings hold, set or by default; `usual` where it does not say."""
    # Not flat: a filter's dots are steps into the answer, so a name with dots is never found among flat ones.
    asked = {"include_defaults": "true", "filter_path": f"*.{name}"}
    found: dict[str, Any] = client.cluster.get_settings(params=asked)
    for kind in ("transient", "persistent", "defaults"):
        value: Any = found.get(kind, {})
        for part in name.split("."):
            value = value.get(part, {})
        if value:
            return int(value)
    return usual


def failed_shards(answer: dict[str, Any]) -> bool:
    """Did a part of the index not answer?"""
    return bool(answer.get("timed_out")) or answer.get("_shards", {}).get("failed", 0) > 0
