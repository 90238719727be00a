"""One article as text and as JSON, with its tags in the shape of `annotate`, where it came from, its revisions."""

from __future__ import annotations

from typing import Any

from archive.export.rows import moment_printed, published_printed
from archive.models import Article, Capture, Mention, Quote, Revision, SpokenDate
from archive.selectors import ArticlePage
from archive.tagging.lines import actor_shape, place_shape
from archive.text.when import Published


def article_text(page: ArticlePage, link_base: str = "") -> str:
    """Headline, where and when it was published, its address, notes; then the text, or why there is none."""
    article = page.article
    if article.withdrawn_at is not None:
        return f"{_withdrawn(article)}\n{_link(article, link_base)}\n"
    published = published_printed(article.published) or "date unknown"
    head = [
        article.title,
        " · ".join(filter(None, [article.source.name, published, article.byline])),
        article.url or "",
        _link(article, link_base),
        *page.notes,
    ]
    body = article.body if page.may_read else f"[{_restricted(article)}]"
    return "\n".join(line for line in head if line) + f"\n\n{body}\n"


def article_json(page: ArticlePage, link_base: str = "") -> dict[str, Any]:
    """Everything that this person may see of an article. Offsets are code points, into `title` where `part` is
    "title", else into `text`."""
    article = page.article
    if article.withdrawn_at is not None:
        return {"id": article.pk, "link": _link(article, link_base)} | _withdrawal(article)
    return {
        "id": article.pk,
        "link": _link(article, link_base),
        "title": article.title,
        "text": article.body if page.may_read else None,
        "text_access": "full" if page.may_read else _restricted(article),
        "text_sha256": bytes(article.digest).hex() if page.may_read else None,
        **_published(article),
        "first_seen": moment_printed(article.first_seen),
        "source": {"slug": article.source.slug, "name": article.source.name},
        "language": article.language,
        "byline": article.byline,
        "section": article.section,
        "dateline_place": article.dateline_place,
        "url": article.url,
        "external_id": article.external_id,
        "words": article.words,
        "collections": [collection.slug for collection in page.collections],
        "notes": list(page.notes),
        "tags": _tag_state(page),
        "mentions": [_mention(mention) for mention in page.mentions],
        "quotes": [_quote(quote) for quote in page.quotes],
        "dates": [_date(date) for date in page.dates],
        "copies": [{"id": copy.pk, "source": copy.source.slug, **_published(copy)} for copy in page.copies],
        "captures": [_capture(capture, page.may_read) for capture in page.captures],
        "revision": article.revision_count,
        "revisions": [_revision(revision) for revision in page.revisions],
    }


def _link(article: Article, link_base: str) -> str:
    return f"{link_base}/article/{article.pk}/"


def _withdrawn(article: Article) -> str:
    told = _withdrawal(article)
    return f"This article was withdrawn on {told['withdrawn']}: {told['reason']}"


def _withdrawal(article: Article) -> dict[str, Any]:
    withdrawn = moment_printed(article.withdrawn_at) if article.withdrawn_at else None
    return {"withdrawn": withdrawn, "reason": article.withdrawn_reason}


def _restricted(article: Article) -> str:
    return f"Not shown: the rights of this source are {article.source.get_rights_display()}."


def _published(row: Article | Revision) -> dict[str, Any]:
    published = Published(
        row.published_precision,  # type: ignore[arg-type]
        row.published_on,
        row.published_at,
        row.published_from,
    )
    return {
        "published": published_printed(published) or None,
        "published_precision": published.precision,
        "published_from": published.origin,
    }


def _tag_state(page: ArticlePage) -> dict[str, Any] | None:
    state = page.tag_state
    if state is None or not page.may_read:
        return None
    return {"state": state.state, "tagger": state.tagger, "language": state.language, "at": moment_printed(state.at)}


def _mention(mention: Mention) -> dict[str, Any]:
    return {
        "part": mention.part,
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "kind": mention.kind,
        "reading": mention.reading or None,
        "actor": actor_shape(mention.actor),
        "place": place_shape(mention.place),
        "confidence": mention.confidence,
        "why": mention.why,
    }


def _quote(quote: Quote) -> dict[str, Any]:
    has_speaker = quote.speaker_start is not None or quote.speaker_id is not None
    speaker = {"start": quote.speaker_start, "end": quote.speaker_end, "actor": quote.speaker_id}
    cue = {"start": quote.cue_start, "end": quote.cue_end}
    return {
        "part": quote.part,
        "start": quote.start,
        "end": quote.end,
        "type": quote.type,
        "speaker": speaker if has_speaker else None,
        "cue": cue if quote.cue_start is not None else None,
        "confidence": quote.confidence,
        "why": quote.why,
    }


def _date(date: SpokenDate) -> dict[str, Any]:
    return {
        "part": date.part,
        "start": date.start,
        "end": date.end,
        "type": date.type,
        "value": date.value,
        "from": date.first.isoformat() if date.first else None,
        "to": date.last.isoformat() if date.last else None,
        "confidence": date.confidence,
        "why": date.why,
    }


def _capture(capture: Capture, may_read: bool) -> dict[str, Any]:
    """How the archive got it. Lines taken out of the body are text and follow its rights;
    so does the digest of the raw record, by which a guessed text could be proved."""
    return {
        "run": capture.run_id,
        "seen": moment_printed(capture.seen),
        "locator": capture.locator,
        "format": capture.format,
        "url": capture.url or None,
        "raw_sha256": (capture.raw_sha256 or None) if may_read else None,
        "outcome": capture.outcome,
        "revision": capture.revision,
        "rule": capture.rule,
        "version": capture.version or None,
        "removed": list(capture.removed) if may_read else [],
        "origins": capture.origins,
    }


def _revision(revision: Revision) -> dict[str, Any]:
    return {
        "revision": revision.number,
        "title": revision.title,
        "text": revision.body,
        **_published(revision),
        "byline": revision.byline,
        "language": revision.language,
        "version": revision.version or None,
        "superseded": moment_printed(revision.superseded),
    }
