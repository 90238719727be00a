"""One article taken away: as plain text, and as JSON with its tags in the shape of `annotate` (contracts.md)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from archive import selectors
from archive.models import Mention, Quote, SpokenDate
from archive.pages import frame
from archive.pages.article import citation
from archive.selectors import ArticlePage
from archive.templatetags.words import machine, published


def _found(request: HttpRequest, article_id: int) -> ArticlePage:
    found = selectors.article_page(article_id, frame.access(request))
    if found is None:
        raise Http404("There is no article with this number, or you may not see it.")
    return found


@require_safe
def text(request: HttpRequest, article_id: int) -> HttpResponse:
    """`/article/<id>.txt`: headline, source and date, the text exactly as kept, the citation."""
    found = _found(request, article_id)
    row = found.article
    if row.withdrawn_at is not None:
        return HttpResponse(f"Article {row.pk} was withdrawn.\n", status=410, content_type="text/plain; charset=utf-8")
    zone = f" {settings.ARCHIVE_ZONE}" if row.published_precision == "minute" else ""
    head = [row.title, f"{row.source.name}, {published(row.published)}{zone}", *found.notes]
    body = row.body if found.may_read else "The source’s rights do not let you read the text here."
    content = "\n".join(line for line in head if line) + f"\n\n{body}\n\n{citation(request, found)}\n"
    return _file(HttpResponse(content, content_type="text/plain; charset=utf-8"), f"article-{row.pk}.txt", request)


@require_safe
def json(request: HttpRequest, article_id: int) -> HttpResponse:
    """`/article/<id>.json`: everything of the article that this person may read."""
    found = _found(request, article_id)
    if found.article.withdrawn_at is not None:
        gone = {"id": found.article.pk, "withdrawn": machine(found.article.withdrawn_at)}
        return JsonResponse(gone, status=410)
    response = JsonResponse(as_json(request, found), json_dumps_params={"ensure_ascii": False, "indent": 1})
    return _file(response, f"article-{found.article.pk}.json", request)


def _file(response: HttpResponse, name: str, request: HttpRequest) -> HttpResponse:
    response["Content-Disposition"] = f'inline; filename="{name}"'
    if request.user.is_authenticated:
        response["Cache-Control"] = "no-store"
    return response


def as_json(request: HttpRequest, found: ArticlePage) -> dict[str, Any]:
    """The article as plain values. Tags of the headline carry "part": "title"; offsets are code points."""
    row = found.article
    return {
        "id": row.pk,
        "title": row.title,
        "text": row.body if found.may_read else None,
        "source": row.source.slug,
        "source_name": row.source.name,
        "published": machine(row.published) or None,
        "published_precision": row.published_precision,
        "published_from": row.published_from,
        "first_seen": machine(row.first_seen),
        "language": row.language,
        "byline": row.byline,
        "section": row.section,
        "dateline_place": row.dateline_place,
        "external_id": row.external_id,
        "url": row.url,
        "words": row.words,
        "revision": row.revision_count,
        "copies": [other.pk for other in found.copies],
        "collections": [collection.slug for collection in found.collections],
        "notes": list(found.notes),
        "mentions": [_mention(m) for m in found.mentions],
        "quotes": [_quote(q) for q in found.quotes],
        "dates": [_date(d) for d in found.dates],
        "link": request.build_absolute_uri(reverse("article", args=[row.pk])),
    }


def _mention(m: Mention) -> dict[str, Any]:
    actor = m.actor and {
        "id": m.actor.pk, "name": m.actor.name, "kind": m.actor.kind,
        "wikidata": m.actor.wikidata, "wikipedia": m.actor.wikipedia,
    }  # fmt: skip
    place = m.place and {
        "id": m.place.pk, "name": m.place.name, "lat": m.place.lat, "lon": m.place.lon,
        "country": m.place.country or None, "geonames": m.place.geonames, "wikidata": m.place.wikidata,
    }  # fmt: skip
    return {
        "part": m.part, "start": m.start, "end": m.end, "text": m.text, "kind": m.kind,
        "reading": m.reading or None, "actor": actor or None, "place": place or None,
        "confidence": m.confidence, "why": m.why,
    }  # fmt: skip


def _quote(q: Quote) -> dict[str, Any]:
    speaker = None
    if q.speaker_start is not None:
        speaker = {"start": q.speaker_start, "end": q.speaker_end, "actor": q.speaker_id}
    cue = {"start": q.cue_start, "end": q.cue_end} if q.cue_start is not None else None
    return {"part": q.part, "start": q.start, "end": q.end, "type": q.type, "speaker": speaker, "cue": cue}


def _date(d: SpokenDate) -> dict[str, Any]:
    return {
        "part": d.part, "start": d.start, "end": d.end, "type": d.type, "value": d.value,
        "from": machine(d.first) or None, "to": machine(d.last) or None,
    }  # fmt: skip
