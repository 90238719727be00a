"""Reading bytes in tests: what they hold, without a child process where it is not the question."""

from __future__ import annotations

from typing import Any

from archive.ingest.readers import read_bytes
from archive.ingest.record import RawArticle, ReadOptions, Rejected


def read(raw: bytes | str, name: str = "", **options: Any) -> list[RawArticle | Rejected]:
    """Everything that the bytes hold."""
    data = raw.encode() if isinstance(raw, str) else raw
    return list(read_bytes(data, name or "input", ReadOptions(isolated=False, **options), name))


def articles(raw: bytes | str, name: str = "", **options: Any) -> list[RawArticle]:
    """The articles that the bytes hold; nothing may be rejected."""
    found = read(raw, name, **options)
    assert not [one for one in found if isinstance(one, Rejected)], found
    return [one for one in found if isinstance(one, RawArticle)]


def article(raw: bytes | str, name: str = "", **options: Any) -> RawArticle:
    """The one article that the bytes hold."""
    (only,) = articles(raw, name, **options)
    return only


def rejected(raw: bytes | str, name: str = "", **options: Any) -> Rejected:
    """The one rejection that the bytes give."""
    (only,) = read(raw, name, **options)
    assert isinstance(only, Rejected), only
    return only
