"""Rows of quotes: the columns that they have, and from numbers fixed at the start to rows, batch by batch.

Invariants as in `rows`; and no row is without the type, the cue, the whole printed sentence, source, date and address
of its quote, whatever columns were asked for: indirect speech must never pass for a quotation.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archive import selectors
from archive.export import rows
from archive.export.columns import Column, Table, of_date, of_notes
from archive.export.errors import ExportChanged
from archive.export.rows import FixedSet, Present, chunks, moment_printed
from archive.search.query import Access
from archive.selectors import Said
from archive.text import sentences

_VERSIONS = 10_000


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """One quote as exporters see it. `copy_group` None where no other copy of its article may be seen."""

    said: Said
    link: str
    query: str
    copy_group: int | None = None

    @property
    def words(self) -> str:
        return self.said.text[self.said.quote.start : self.said.quote.end]

    @property
    def sentence(self) -> str:
        start, end = sentences.around(self.said.text, self.said.quote.start, self.said.quote.end)
        return self.said.text[start:end]


QUOTES = Table(
    columns=(
        Column(
            "id",
            "number",
            "the quote's number in this archive, until its article is tagged anew",
            lambda r: r.said.quote.pk,
        ),
        Column("words", "text", "the words said, or of indirect speech the reporter's", lambda r: r.words),
        Column("type", "text", "direct (in quotation marks), mixed (partly) or indirect", lambda r: r.said.quote.type),
        Column(
            "speaker",
            "text",
            "who speaks: the actor's name, else as printed; empty if unknown",
            lambda r: r.said.speaker,
        ),
        Column(
            "speaker_id", "text", "the actor's id; empty if not identified", lambda r: r.said.quote.speaker_id or ""
        ),
        Column("cue", "text", "the words that say that somebody speaks", lambda r: r.said.cue),
        Column("sentence", "text", "the whole printed sentence around it", lambda r: r.sentence),
        Column("article", "number", "the article's number in this archive", lambda r: r.said.article.pk),
        Column(
            "revision",
            "number",
            "which version of the article's text it stands in",
            lambda r: r.said.article.revision_count,
        ),
        Column("source", "text", "short name of the source", lambda r: r.said.article.source.slug),
        Column(
            "external_id", "text", "the source's own number for the article", lambda r: r.said.article.external_id or ""
        ),
        Column("url", "text", "the article's address at the source", lambda r: r.said.article.url or ""),
        *of_date(lambda r: r.said.article.published).values(),
        Column(
            "copy_group",
            "text",
            "number of the group of copies that the article is of; empty if you may see no other of them",
            lambda r: str(r.copy_group or ""),
        ),
        Column(
            "text_sha256",
            "text",
            "SHA-256 of the article's headline, NUL and text in UTF-8",
            lambda r: bytes(r.said.article.digest).hex(),
        ),
        Column("link", "text", "permanent address of the article in this archive, at the quote", lambda r: r.link),
        Column("part", "text", "where it stands: body, or title for the headline", lambda r: r.said.quote.part),
        Column("start", "number", "its first character in that text, counted from 0", lambda r: r.said.quote.start),
        Column("end", "number", "the character after its last", lambda r: r.said.quote.end),
        Column("title", "text", "headline of the article", lambda r: r.said.article.title),
        Column("language", "text", "language of the article, ISO 639-1", lambda r: r.said.article.language),
        Column("source_name", "text", "printed name of the source", lambda r: r.said.article.source.name),
        Column("section", "text", "section of the source", lambda r: r.said.article.section),
        Column(
            "first_seen",
            "date",
            "when this archive first saw the article",
            lambda r: moment_printed(r.said.article.first_seen),
        ),
        Column("query", "text", "the query that found it", lambda r: r.query),
        of_notes(lambda r: r.said.notes),
    ),
    default=(
        "id",
        "words",
        "type",
        "speaker",
        "speaker_id",
        "cue",
        "sentence",
        "article",
        "revision",
        "source",
        "external_id",
        "url",
        "published",
        "published_precision",
        "published_from",
        "copy_group",
        "text_sha256",
        "link",
    ),
    always=("type", "cue", "sentence", "source", "published", "link", "note"),
)


def fix(ids: Iterable[int], access: Access) -> FixedSet:
    """Fix the versions of these quotes' articles as they are now; quotes that are gone or may not be read are
    `missing`."""
    kept, versions, articles, missing = array("q"), array("q"), array("q"), []
    for chunk in chunks(ids, _VERSIONS):
        found = selectors.readable_quotes(access).filter(pk__in=chunk)
        current = {id: rest for id, *rest in found.values_list("pk", "article_id", "article__doc_version")}
        for id in chunk:
            if id not in current:
                missing.append(id)
                continue
            kept.append(id)
            articles.append(current[id][0])
            versions.append(current[id][1])
    return FixedSet(kept, versions, tuple(missing), articles)


def batches(
    fixed: FixedSet, access: Access, present: Present, *, link_base: str, query: str
) -> Iterator[list[QuoteRow]]:
    """The rows of a fixed set in its order, at most `rows.BATCH` in memory."""
    for at in range(0, len(fixed), rows.BATCH):
        ids = fixed.ids[at : at + rows.BATCH].tolist()
        wanted = dict(zip(ids, fixed.versions[at : at + rows.BATCH], strict=True))
        found = [one for one in selectors.said(ids, access) if one.article.doc_version == wanted[one.quote.pk]]
        if len(found) != len(ids):
            raise ExportChanged(sorted(set(ids) - {one.quote.pk for one in found}))
        if forbidden := present.unreadable({one.article.pk for one in found}, access):
            raise ExportChanged(sorted(forbidden))
        groups = _copied(found, access)
        yield [
            QuoteRow(one, f"{link_base}/article/{one.article.pk}/#s{one.quote.pk}", query, groups.get(one.article.pk))
            for one in found
        ]


def _copied(found: Iterable[Said], access: Access) -> dict[int, int]:
    """Article → its group of copies, where this person sees another of them."""
    groups = {one.article.pk: one.article.copy_group_id for one in found if one.article.copy_group_id}
    seen = selectors.copies_of(groups.values(), access)
    return {id: group for id, group in groups.items() if group in seen and seen[group].articles > 1}
