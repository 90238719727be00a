"""The article page and the pages of its revisions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from archive import selectors
from archive.explore import chart, differences
from archive.explore.words import machine, published, published_day
from archive.models import Article
from archive.pages import forms, frame
from archive.pages.article import side
from archive.pages.article.reasons import Reasons
from archive.pages.article.text import legend, mark, matches_of, paragraph_spans
from archive.pages.article.walk import walk
from archive.search import service
from archive.search.query import Access, Bin
from archive.selectors import ArticlePage

# A list at the side longer than this is folded.
LIST_SHOWN = 8


@require_safe
def article(request: HttpRequest, article_id: int) -> HttpResponse:
    """`/article/<id>/`: one article, as much of it as this person may read."""
    who = frame.access(request)
    found = found_for(request, article_id)
    if found.article.withdrawn_at is not None:
        return withdrawn(request, found)
    state = forms.read(request.GET)
    reading = service.read_query(state.q, who)
    reasons = Reasons(found.mentions)
    editing = _editing(request, who)
    marked = mark(found, matches_of(found, reading, who), reasons, may_edit=editing["may_edit"])
    context = {
        "page": found,
        "article": found.article,
        "state": state,
        "marked": marked,
        "legend": legend(request, state, marked),
        "hide": " ".join(f"hide-{kind}" for kind in sorted(state.hidden)),
        "citation": citation(request, found),
        "link": web_address(found.article.url),
        "walk": walk(request, state, reading, who, article_id),
        "highwire": tuple(highwire(request, found)),
        "similar": side.similar_list(found, who),
        **editing,
        **_beside(found, reasons),
    }
    return frame.page(request, "article/article.html", context, section="search", shown=_shown(found.article))


def _editing(request: HttpRequest, who: Access) -> dict[str, Any]:
    """What an editor has besides: the way to correct a name and back to this question, and what was just ruled."""
    if not selectors.may_edit(getattr(request, "user", None)):
        return {"may_edit": False}
    left = request.GET.copy()
    number = left.pop("ruled", [""])[-1]
    ruled = selectors.ruling(int(number), who) if number.isascii() and number.isdigit() and len(number) < 19 else None
    back = f"&{urlencode({'back': left.urlencode()})}" if left else ""
    return {"may_edit": True, "correct_back": back, "ruled": ruled}


def _beside(found: ArticlePage, reasons: Reasons) -> dict[str, Any]:
    places = side.where_list(found, reasons)
    return {
        "who": side.who_list(found, reasons),
        "where": places,
        "others": side.others(found, reasons),
        "map": side.map_of(places),
        "said": side.said_lists(found),
        "spoken": side.spoken_chart(found),
        "spoken_dates": side.spoken_list(found),
        "captures": tuple(side.captures(found)),
        "versions": side.versions(found)[::-1],
        "nameless": side.nameless(found, reasons),
        "shown_first": LIST_SHOWN,
    }


# Precisions that are wider than a day are shown as wide as they are.
_COARSE: dict[str, Bin] = {"year": "year", "month": "month"}


def _shown(row: Article) -> frame.Shown | None:
    """The day, month or year of publication, for the strip."""
    if row.published_on is None:
        return None
    bin_ = _COARSE.get(row.published_precision, "day")
    last = chart.bin_days(row.published_on.isoformat(), bin_)[1]
    return frame.Shown(row.published_on, last, published_day(row.published, frame.zone()))


def found_for(request: HttpRequest, article_id: int) -> ArticlePage:
    """The article as far as this person may see it; a 404 where they may not know of it."""
    found = selectors.article_page(article_id, frame.access(request))
    if found is None:
        raise Http404("There is no article with this number, or you may not see it.")
    return found


def withdrawn(request: HttpRequest, found: ArticlePage) -> HttpResponse:
    """What is left of a withdrawn article: that there was one, when it went, and why."""
    return frame.page(request, "article/withdrawn.html", {"article": found.article}, section="search", status=410)


def web_address(url: str | None) -> str:
    """The address if it is one of the web; "javascript:" and the like are printed nowhere as links."""
    return url if url and urlsplit(url).scheme in ("http", "https") else ""


def citation(request: HttpRequest, found: ArticlePage) -> str:
    """The article cited in plain text: source, headline, date, archive, number, revision, address, note."""
    row = found.article
    when = published(row.published, frame.zone())
    zone = f" {settings.ARCHIVE_ZONE}" if row.published_precision == "minute" else ""
    address = request.build_absolute_uri(reverse("article", args=[row.pk]))
    stop = "" if row.title.endswith((".", "?", "!", "…")) else "."
    words = f"{row.source.name}. “{row.title or 'Without headline'}{stop}” {when}{zone}. "
    words += f"{settings.ARCHIVE_NAME}, article {row.pk}, revision {row.revision_count}. {address}."
    return words + "".join(f" {note}." for note in found.notes)


def highwire(request: HttpRequest, found: ArticlePage) -> Iterable[tuple[str, str]]:
    """Names and contents of the meta elements that reference managers read."""
    row = found.article
    yield "citation_title", row.title
    yield "citation_journal_title", row.source.name
    if row.published.precision in ("day", "minute"):
        yield "citation_publication_date", str(machine(row.published_on)).replace("-", "/")
    if row.byline:
        yield "citation_author", row.byline
    if row.language:
        yield "citation_language", row.language
    yield "citation_public_url", request.build_absolute_uri(reverse("article", args=[row.pk]))


@require_safe
def revision(request: HttpRequest, article_id: int, number: int) -> HttpResponse:
    """`/article/<id>/revision/<n>/`: the text as it stood, and what changed against the one before."""
    found = found_for(request, article_id)
    if found.article.withdrawn_at is not None:
        return withdrawn(request, found)
    known = {version.number: version for version in side.versions(found)}
    this, before = known.get(number), known.get(number - 1)
    if this is None:
        raise Http404("There is no such revision, or you may not read it.")
    context = {
        "page": found,
        "article": found.article,
        "versions": tuple(known.values()),
        "revision": this,
        "before": before,
        "title_pieces": differences.differences(before.title, this.title) if before else (),
        "pieces": differences.shortened(differences.differences(before.body, this.body)) if before else (),
        "paragraphs": [this.body[start:end] for start, end in paragraph_spans(this.body)],
    }
    return frame.page(request, "article/revision.html", context, section="search")
