"""THE table of export columns: name, kind, meaning, and where its value comes from.

Formats, manifests, the command, the web and docs/export.md read this one list.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from archive.export.errors import ExportError
from archive.export.rows import moment_printed, published_printed
from archive.selectors.cards import Named
from archive.selectors.exported import Part
from archive.text.when import Published

# text: foreign words, guarded in spreadsheets. number: digits only. date: ISO 8601, made by us.
# names, list: several values, joined in flat formats.
Kind = Literal["text", "number", "date", "names", "list"]
Value = str | int | tuple[str, ...] | tuple[Named, ...]

# Between the values of one cell. Names hold commas ("Ministry, Russian"), hardly ever this.
JOINED = "; "
ALWAYS_LAST = "note"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `value` gives what an exact format writes of a row, here of an `ExportRow`; flat formats print it
    with `flat`. `needs`: what of an article has to be read for it."""

    name: str
    kind: Kind
    help: str
    value: Callable[[Any], Value]
    needs: Part | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of one kind of row. `default`: those written unless others are asked for; `always`: those that
    follow in every export, so that no row loses them."""

    columns: tuple[Column, ...]
    default: tuple[str, ...]
    always: tuple[str, ...]

    @property
    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    def chosen(self, names: Sequence[str], *, with_text: bool = False, with_query: bool = False) -> tuple[Column, ...]:
        """The columns of an export in their order; unknown names are an error that lists the known ones."""
        known = self.by_name
        wanted = [*names, *(["query"] if with_query else []), *(["text"] if with_text else [])]
        if unknown := [name for name in wanted if name not in known]:
            raise ExportError(f"no column {', '.join(unknown)}; there are {', '.join(known)}")
        last = [name for name in self.always if name == ALWAYS_LAST or name not in wanted]
        return tuple(known[name] for name in (*(n for n in dict.fromkeys(wanted) if n != ALWAYS_LAST), *last))


def of_source(article: Callable[[Any], Any]) -> dict[str, Column]:
    """Name → column, of rows of which `article` gives a card or a readable text."""
    columns = (
        Column("source", "text", "short name of the source", lambda r: article(r).source),
        Column("source_name", "text", "printed name of the source", lambda r: article(r).source_name),
        Column("language", "text", "language, ISO 639-1", lambda r: article(r).language),
    )
    return {column.name: column for column in columns}


def of_date(published: Callable[[Any], Published]) -> dict[str, Column]:
    """Name → column, of rows of which `published` gives the article's date."""
    columns = (
        Column(
            "published",
            "date",
            "when the article was published, as fine as it is known; empty if unknown",
            lambda r: published_printed(published(r)),
        ),
        Column(
            "published_precision",
            "text",
            "how finely that is known: minute, day, month, year, unknown",
            lambda r: published(r).precision,
        ),
        Column("published_from", "text", "what said so: a field, the file's name", lambda r: published(r).origin),
    )
    return {column.name: column for column in columns}


def of_notes(notes: Callable[[Any], tuple[str, ...]]) -> Column:
    """The column that is always last."""
    return Column(
        ALWAYS_LAST,
        "text",
        "what must be printed with it, for example that it was written for demonstration",
        lambda r: JOINED.join(notes(r)),
        "notes",
    )


_SOURCE = of_source(lambda r: r.card)
_DATE = of_date(lambda r: r.card.published)
COLUMNS: tuple[Column, ...] = (
    Column("id", "number", "the article's number in this archive", lambda r: r.card.id),
    Column(
        "published",
        "date",
        "when it was published, as fine as it is known (2014-03-14T09:30:00+00:00, 2014-03-14, 2014-03, 2014);"
        " empty if unknown; a day is as printed, never shifted by a zone",
        lambda r: published_printed(r.card.published),
    ),
    _DATE["published_precision"],
    _DATE["published_from"],
    Column("first_seen", "date", "when this archive first saw it", lambda r: moment_printed(r.card.first_seen)),
    Column("title", "text", "headline", lambda r: r.card.title),
    _SOURCE["source"],
    _SOURCE["language"],
    Column("byline", "text", "author's line", lambda r: r.card.byline),
    Column("url", "text", "address at the source", lambda r: r.card.url),
    Column("actors", "names", "actors mentioned, most mentioned first", lambda r: r.card.actors, "actors"),
    Column("places", "names", "places mentioned literally, most mentioned first", lambda r: r.card.places, "places"),
    Column("speakers", "names", "actors quoted, most quoted first", lambda r: r.card.speakers, "speakers"),
    Column("words", "number", "length of the text in words", lambda r: r.card.words),
    Column(
        "copies",
        "number",
        "articles in its copy group that you may see, itself included",
        lambda r: r.card.copies,
        "copies",
    ),
    Column("link", "text", "permanent address in this archive", lambda r: r.link),
    _SOURCE["source_name"],
    Column("section", "text", "section of the source", lambda r: r.card.section),
    Column("dateline_place", "text", "place in the dateline", lambda r: r.card.dateline_place),
    Column("collections", "list", "short names of its collections", lambda r: r.collections, "collections"),
    Column("external_id", "text", "the source's own number for it", lambda r: r.external_id),
    Column("actor_ids", "list", "ids of the actors, in the order of `actors`", lambda r: _ids(r.card.actors), "actors"),
    Column("place_ids", "list", "ids of the places, in the order of `places`", lambda r: _ids(r.card.places), "places"),
    Column(
        "speaker_ids",
        "list",
        "ids of the speakers, in the order of `speakers`",
        lambda r: _ids(r.card.speakers),
        "speakers",
    ),
    Column("quotes", "number", "quotes found in it", lambda r: r.card.quotes, "quotes"),
    Column("revisions", "number", "versions of its text that the archive holds", lambda r: r.card.revisions),
    Column(
        "tagged", "text", "yes if it has been tagged, else no", lambda r: "yes" if r.card.tagged else "no", "tagged"
    ),
    Column(
        "text_access",
        "text",
        "full, or restricted: then text, names, quotes and digest are left out",
        lambda r: "full" if r.card.may_read else "restricted",
    ),
    Column("text_sha256", "text", "SHA-256 of headline, NUL and text in UTF-8", lambda r: r.digest, "digest"),
    Column("text", "text", "the full text, where its source allows", lambda r: r.text, "text"),
    Column("query", "text", "the query that found it", lambda r: r.query),
    of_notes(lambda r: r.card.notes),
)

# The contract's columns.
DEFAULT: tuple[str, ...] = (
    "id", "published", "published_precision", "published_from", "first_seen", "title", "source", "language",
    "byline", "url", "actors", "places", "speakers", "words", "copies", "link",
)  # fmt: skip
ARTICLES = Table(COLUMNS, DEFAULT, always=(ALWAYS_LAST,))


def flat(value: Value) -> str:
    """A value as one cell."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return JOINED.join([item if isinstance(item, str) else item.name for item in value])
    return str(value)


def _ids(named: tuple[Named, ...]) -> tuple[str, ...]:
    return tuple(one.id for one in named)
