"""What a reader yields: one article as found, or one rejection. Frozen, pure, one at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from archive.text.when import UNKNOWN, Published

Format = Literal["text", "html", "json", "ndjson", "csv", "tsv"]


@dataclass(frozen=True, slots=True)
class RawArticle:
    """An article as a document gives it, normalised text, not yet stored.

    Empty strings where a field is not there. `origins` says for each filled field where it came from
    ("title": "og:title"). `locator` finds it again: file path and record ("news.csv, line 14").
    `removed` are lines taken out of the body as leftovers of a web page, in their order.
    `raw_sha256` is the digest (hex) of the raw bytes of this record.
    """

    title: str
    body: str
    locator: str
    format: Format
    published: Published = UNKNOWN
    byline: str = ""
    source: str = ""
    url: str = ""
    language: str = ""
    section: str = ""
    dateline_place: str = ""
    external_id: str = ""
    version: str = ""
    removed: tuple[str, ...] = ()
    origins: dict[str, str] = field(default_factory=dict)
    raw_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that cannot become an article: why, where, and its raw bytes for another try."""

    reason: str
    locator: str
    format: Format | None = None
    raw: bytes = b""
