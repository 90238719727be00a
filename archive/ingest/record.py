"""What a reader takes and yields: options in, articles or rejections out. Frozen (but the report), pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal
from zoneinfo import ZoneInfo

from archive.text.when import UNKNOWN, Published

Format = Literal["text", "html", "json", "ndjson", "csv", "tsv"]
FORMATS: tuple[Format, ...] = ("text", "html", "json", "ndjson", "csv", "tsv")
DateOrder = Literal["dmy", "mdy"]

MAX_RECORD_BYTES = 50_000_000
"""Largest record (a file of text or HTML, a line of NDJSON, an element of JSON, a row), unpacked (safety.md, T3)."""


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
    place: str = ""  # digest of the file's own path and the record in it; empty where there is no file
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that cannot become an article: why, where, and its raw bytes for another try.

    `raw` is readable by itself (readers.read_bytes): the row of a table comes with its header.
    Empty where the record was too large to keep.
    """

    reason: str
    locator: str
    format: Format | None = None
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which column or JSON path fills which field of an article; "" where none does.

    A path is dotted ("source.name"), a number picks an element of a list ("sentences.0.content"), `1:` its
    rest, a name picks it from every element. Paths joined by "+" are read in order ("lead+text").
    """

    title: str = ""
    body: str = ""
    published: str = ""
    source: str = ""
    byline: str = ""
    url: str = ""
    external_id: str = ""
    section: str = ""
    language: str = ""
    version: str = ""
    dateline_place: str = ""
    note: str = ""

    def shown(self) -> str:
        """As it is shown to a person and given to --map: "title=headline, body=text"."""
        return ", ".join(f"{name}={path}" for name in self.__slots__ if (path := getattr(self, name)))


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a person said about the files. Everything may be left out.

    `format` overrides sniffing. `mapping` overrides the guess field by field. `date_order` is for numbers such
    as 03/04/2014. `date_from_name` gives undated articles the date in their file's name, `default_date` the
    rest. `source`, `language` and `url` fill what a record does not say. `zone` is the source's time zone, for
    times printed without one; UTC if None. `isolated`: read HTML in a child process with limits.
    """

    format: Format | None = None
    mapping: Mapping = Mapping()
    date_order: DateOrder | None = None
    date_from_name: bool = False
    default_date: Published = UNKNOWN
    source: str = ""
    language: str = ""
    zone: ZoneInfo | None = None
    url: str = ""
    isolated: bool = True


@dataclass(slots=True)
class ReadReport:
    """Counts of one reading, filled while it goes; the only mutable value here.

    `unused` are, by file, the columns of a table that fill no field (once, at the first file that has them).
    `undated_with_date_in_name` is what --date-from name would date. `mappings` and `date_orders` say, by file,
    what was guessed or decided (a mapping once, at the first file that has it), `skipped` which files were passed
    over and why.
    """

    files: int = 0
    articles: int = 0
    rejected: int = 0
    undated: int = 0
    undated_with_date_in_name: int = 0
    mappings: dict[str, Mapping] = field(default_factory=dict)
    unused: dict[str, tuple[str, ...]] = field(default_factory=dict)
    date_orders: dict[str, str] = field(default_factory=dict)
    encodings: Counter[str] = field(default_factory=Counter)
    skipped: list[str] = field(default_factory=list)
