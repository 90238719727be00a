"""From what a reader found to a RawArticle: one place where every format's fields are normalised and checked.

Inside: normal text, leftovers taken out, date, language, address, origins. Not inside: finding the fields.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from archive.ingest import dates
from archive.ingest.datelines import dateline
from archive.ingest.document import digest
from archive.ingest.record import DateOrder, Format, RawArticle, ReadOptions, Rejected
from archive.text import boilerplate, language, normalise
from archive.text.when import Published

_LONGEST_LINE: Final = 1_000
"""Longest one-line field kept (title, byline, address …): the longest headline seen has 199 characters; what is
longer is a text in the wrong column, and is cut with a note in the origins."""

_BY: Final = re.compile(r"(?:by|von|par|por|автор[ыи]?)[:\s]+(?=\S)", re.IGNORECASE)
_LINE_FIELDS: Final = ("byline", "source", "section", "external_id", "version", "dateline_place", "note")


class UnusableError(ValueError):
    """The record cannot become an article; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a reader found in one record. `values` by field name of RawArticle, as printed, without the body.

    `name` is the file's name, `raw` the record's bytes, `context` bytes that must stand before `raw` to read it
    by itself (a table's header).
    """

    format: Format
    locator: str
    raw: bytes
    name: str = ""
    values: dict[str, str] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    body: str = ""
    removed: tuple[str, ...] = ()
    context: bytes = b""

    def rejected(self, reason: str) -> Rejected:
        return Rejected(reason, self.locator, self.format, self.context + self.raw)


def normal_body(text: str) -> str:
    """The normal form of a body. Raises UnusableError if it is too long or no text."""
    try:
        body = normalise.text(text)
    except normalise.TextTooLongError as error:
        raise UnusableError(str(error)) from error
    if not normalise.readable(body):
        raise UnusableError("binary data, not text: more than one character in ten is unreadable")
    return body


def build(
    found: Found, options: ReadOptions, order: DateOrder | None = None, now: datetime | None = None
) -> RawArticle | Rejected:
    """The article, or the reason why the record is none. `order` is that of the record's date column.

    Raises dates.OrderNeededError where `order` is None and the printed date needs one.
    """
    try:
        body = normal_body(found.body)
        title = _one_line(found, "title")
    except UnusableError as error:
        return found.rejected(str(error))
    if not title and not body:
        return found.rejected("no text: neither a title nor a body" if found.raw.strip() else "empty")
    body, removed = _clean(title, body)
    if not body and removed:
        return found.rejected("no text but leftovers of a web page")
    return _assemble(found, options, title, body, removed, order, now)


def _clean(title: str, body: str) -> tuple[str, tuple[str, ...]]:
    """The body without leftovers, and without the title repeated as its first line."""
    first, _, rest = body.partition("\n")
    is_title = rest and title and normalise.line(first).casefold() == title.casefold()
    return boilerplate.clean(rest.lstrip("\n") if is_title else body)


def _one_line(found: Found, name: str) -> str:
    value = found.values.get(name, "")
    return normalise.line(value[: 4 * _LONGEST_LINE])[:_LONGEST_LINE].strip() if value else ""


def _assemble(
    found: Found,
    options: ReadOptions,
    title: str,
    body: str,
    removed: tuple[str, ...],
    order: DateOrder | None,
    now: datetime | None,
) -> RawArticle:
    values = {"title": title} | {name: _one_line(found, name) for name in _LINE_FIELDS}
    values["byline"] = _BY.sub("", values["byline"], count=1) if _BY.match(values["byline"]) else values["byline"]
    values["url"] = normalise.url(found.values.get("url", "") or options.url)
    values["source"] = values["source"] or options.source
    values["dateline_place"] = values["dateline_place"] or dateline(body)
    values["language"], language_from = _language(found, options, title, body)
    published = published_of(found, options, order, now)
    by_default = {"source": "given", "url": "given", "dateline_place": "dateline"}
    origins = by_default | found.origins | {"language": language_from}
    origins = {name: said for name, said in origins.items() if values.get(name)}
    origins["body"] = found.origins.get("body", "text")
    if published.origin:
        origins["published"] = published.origin
    return RawArticle(
        body=body, locator=found.locator, format=found.format, published=published, origins=origins,
        removed=found.removed + removed, raw_sha256=digest(found.raw), **values,
    )  # fmt: skip


def _language(found: Found, options: ReadOptions, title: str, body: str) -> tuple[str, str]:
    """The language and how it is known: said by the record, said by the person, or detected."""
    said = found.values.get("language", "")
    if found.format != "html" and (known := language.code(said) if said else ""):
        return known, found.origins.get("language", "record")
    if known := language.code(options.language):
        return known, "given"
    detected = language.detect(f"{title}\n{body[: language.SAMPLE_RAW]}", said)
    return detected, "detected"


def published_of(found: Found, options: ReadOptions, order: DateOrder | None, now: datetime | None = None) -> Published:
    """The record's own date, else that of its file's name if asked for, else the default; unknown otherwise."""
    own = Published()
    if printed := found.values.get("published", ""):
        own = dates.parse(printed, found.origins.get("published", "record"), order, options.zone, now)
    if own.precision != "unknown":
        return own
    named = dates.date_in_name(found.name, now) if options.date_from_name else None
    if named is not None:
        return named
    return options.default_date if options.default_date.precision != "unknown" else own
