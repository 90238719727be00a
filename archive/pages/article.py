"""The article page: the text with its marks, and at its side who, where, said, when and where it came from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from archive import selectors
from archive.explore import chart, differences
from archive.explore import map as maps
from archive.models import Article, Mention, Quote, SpokenDate
from archive.pages import forms, frame
from archive.pages.forms import MARKS, State
from archive.search import service
from archive.search.query import Access, Bar
from archive.selectors import ArticlePage
from archive.templatetags.marks import Mark, Passage, without_overlap
from archive.templatetags.words import machine, published

# A TIMEX3 value that is also a value of <time datetime>: a year, month, day, week or minute.
_HTML_TIME = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d)?)?|-W\d\d)?")
# Longer quotes are cut in the list at the side; the text itself shows them whole.
QUOTE_SHOWN = 240
# A list at the side longer than this is folded.
LIST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, numbered from 1, with its marks."""

    number: int
    passage: Passage


@dataclass(frozen=True, slots=True)
class MarkKind:
    """A line of the legend: how often the mark occurs, and the address that hides or shows it."""

    name: str
    words: str
    form: str
    count: int
    hidden: bool
    href: str


@dataclass(frozen=True, slots=True)
class Who:
    """An actor of the article: how often, in what office that day, under which names of places it acts."""

    id: str
    name: str
    count: int
    office: str
    quotes: int
    as_places: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Where:
    """A place of the article, literally named."""

    id: str
    name: str
    count: int
    why: str
    lat: float
    lon: float
    country: str
    kind: str


@dataclass(frozen=True, slots=True)
class Said:
    """A quote in the list at the side: its words as printed, its speaker, cue and kind."""

    anchor: str
    words: str
    speaker: str
    speaker_id: str
    cue: str
    type: str


@dataclass(frozen=True, slots=True)
class Walk:
    """The way through the results from which the article was opened."""

    place: int
    total: int
    back: str
    question: str
    previous: str = ""
    previous_title: str = ""
    previous_lang: str = ""
    next: str = ""
    next_title: str = ""
    next_lang: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """The headline and paragraphs with their marks, and how often each kind occurs."""

    title: Passage
    paragraphs: tuple[Paragraph, ...]
    counts: dict[str, int]
    matches: tuple[str, ...] = field(default=())


@require_safe
def article(request: HttpRequest, article_id: int) -> HttpResponse:
    """`/article/<id>/`: one article, as much of it as this person may read."""
    who = frame.access(request)
    found = _found(article_id, who)
    if found.article.withdrawn_at is not None:
        return withdrawn(request, found)
    state = forms.read(request.GET)
    reading = service.read_query(state.q, who)
    matches = _matches(found, reading, who)
    marked = mark(found, matches, _notes(found))
    row = found.article
    actors = who_list(found)
    places = where_list(found)
    context: dict[str, Any] = {
        "page": found,
        "article": row,
        "state": state,
        "marked": marked,
        "legend": legend(request, state, marked),
        "hide": " ".join(f"hide-{kind}" for kind in sorted(state.hidden)),
        "who": actors,
        "where": places,
        # A country is no dot: its point would stand somewhere in the middle of nothing.
        "map": maps.draw(
            [
                maps.Dot(p.name, p.lat, p.lon, p.count, p.country, f"/place/{p.id}/")
                for p in places
                if p.kind != "country"
            ]
        ),
        "said": said_lists(found),
        "spoken": spoken_chart(found),
        "spoken_days": len({(d.first, d.last) for d in found.dates if d.first}),
        "citation": citation(request, found),
        "link": web_address(row.url),
        "captures": tuple(captures(found)),
        "versions": versions(found)[::-1],
        "walk": walk(request, state, reading, who, row.pk),
        "candidates": candidates(found),
        "shown_first": LIST_SHOWN,
        "highwire": tuple(highwire(request, found)),
    }
    shown = None
    if row.published_on:
        last = chart.bin_days(row.published_on.isoformat(), _bin_of(row))[1]
        shown = frame.Shown(row.published_on, last, published(row.published).split(",")[0])
    return frame.page(request, "article/article.html", context, section="search", shown=shown)


def _found(article_id: int, who: Access) -> ArticlePage:
    found = selectors.article_page(article_id, who)
    if found is None:
        raise Http404("There is no article with this number, or you may not see it.")
    return found


def withdrawn(request: HttpRequest, found: ArticlePage) -> HttpResponse:
    """What is left of a withdrawn article: that there was one, when it went, and why."""
    return frame.page(request, "article/withdrawn.html", {"article": found.article}, section="search", status=410)


def _bin_of(row: Article) -> Any:
    return {"year": "year", "month": "month"}.get(row.published_precision, "day")


# --- the text -----------------------------------------------------------------------------------


def _matches(found: ArticlePage, reading: service.Reading, who: Access) -> tuple[Sequence[Any], Sequence[Any]]:
    """Spans of headline and text that the question matches; none where there is no question or no right."""
    if not reading.text.strip() or reading.tree is None or not found.may_read:
        return (), ()
    records = selectors.article_records([found.article.pk])
    matches = service.marks(reading.tree, records[0], who)
    return matches.title, matches.body


def _notes(found: ArticlePage) -> dict[str, str]:
    """Actor id → id of its entry at the side, for marks that point there."""
    return {m.actor_id: f"r-{m.actor_id}" for m in found.mentions if m.actor_id}


def mark(found: ArticlePage, matches: tuple[Sequence[Any], Sequence[Any]], entries: dict[str, str]) -> Marked:
    """Headline and text with their marks in three layers: quotes, then names and dates, then matches."""
    row = found.article
    in_title, in_body = (_match_marks(spans, name) for spans, name in zip(matches, ("t", "m"), strict=True))
    quotes = without_overlap([Mark(q.start, q.end, "s", anchor=f"s{q.pk}") for q in found.quotes if q.part == "body"])
    names = without_overlap([*_mention_marks(found.mentions, entries), *_date_marks(found.dates)])
    layers = (quotes, names, in_body)
    body = row.body if found.may_read else ""
    paragraphs = tuple(
        Paragraph(n, Passage(body, start, end, tuple(_inside(layer, start, end) for layer in layers)))
        for n, (start, end) in enumerate(paragraph_spans(body), 1)
    )
    forms_found = Counter(mark.form for mark in names)
    counts = {
        "matches": len(in_title) + len(in_body),
        "actors": forms_found["a"] + forms_found["u"],
        "places": forms_found["p"],
        "readings": forms_found["m"],
        "quotes": len(quotes),
        "dates": forms_found["d"],
    }
    anchors = tuple(mark.anchor for mark in (*in_title, *in_body))
    return Marked(Passage(row.title, 0, len(row.title), (in_title,)), paragraphs, counts, anchors)


def _match_marks(spans: Sequence[Any], name: str) -> tuple[Mark, ...]:
    marks = without_overlap([Mark(start, end) for start, end in spans])
    return tuple(Mark(m.start, m.end, anchor=f"{name}{n}") for n, m in enumerate(marks, 1))


def _inside(layer: Sequence[Mark], start: int, end: int) -> tuple[Mark, ...]:
    return tuple(mark for mark in layer if mark.start < end and mark.end > start)


def paragraph_spans(body: str) -> list[tuple[int, int]]:
    """Spans of the paragraphs: parted by blank lines, or by line ends where there is no blank line."""
    parting = re.compile(r"\n[ \t]*\n\s*" if re.search(r"\n[ \t]*\n", body) else r"\n+")
    spans, at = [], 0
    for gap in parting.finditer(body):
        spans.append((at, gap.start()))
        at = gap.end()
    return [(start, end) for start, end in [*spans, (at, len(body))] if body[start:end].strip()]


def _mention_marks(mentions: Iterable[Mention], entries: dict[str, str]) -> Iterable[Mark]:
    for m in mentions:
        if m.part != "body":
            continue
        if m.reading == "metonymic" and m.actor is not None:
            yield Mark(m.start, m.end, "m", f"/actor/{m.actor_id}/", note=m.actor.name, list_id=entries.get(m.actor_id, ""))
        elif m.actor_id and m.kind != "place":
            yield Mark(m.start, m.end, "a", f"/actor/{m.actor_id}/")
        elif m.place_id and m.reading == "literal":
            yield Mark(m.start, m.end, "p", f"/place/{m.place_id}/")
        elif m.candidate:
            yield Mark(m.start, m.end, "u")


def _date_marks(dates: Iterable[SpokenDate]) -> Iterable[Mark]:
    for d in dates:
        if d.part == "body":
            href = f"/day/{d.first.isoformat()}/" if d.first and d.first == d.last else ""
            yield Mark(d.start, d.end, "d", href, machine=d.value if _HTML_TIME.fullmatch(d.value) else "")


_MARK_WORDS = {
    "matches": ("matches", ""),
    "actors": ("actors", "a"),
    "places": ("places", "p"),
    "readings": ("places that act", "m"),
    "quotes": ("quotes", "s"),
    "dates": ("dates", "d"),
}


def legend(request: HttpRequest, state: State, marked: Marked) -> tuple[MarkKind, ...]:
    """The kinds of marks that this article has, each with its switch. The switches are in the address."""
    out = []
    extra = request.GET.get("n", "")
    for kind in MARKS:
        if not marked.counts[kind]:
            continue
        hidden = kind in state.hidden
        changed = state.hidden - {kind} if hidden else state.hidden | {kind}
        query = _with_place(state.with_(hidden=frozenset(changed)), extra)
        words, form = _MARK_WORDS[kind]
        out.append(MarkKind(kind, words, form, marked.counts[kind], hidden, f"{request.path}?{query}"))
    return tuple(out)


def _with_place(state: State, place: str) -> str:
    query = state.query()
    if not (place.isascii() and place.isdigit()):
        return query
    return f"{query}&n={place}" if query else f"n={place}"


# --- at the side --------------------------------------------------------------------------------


def who_list(found: ArticlePage) -> tuple[Who, ...]:
    """Actors, most mentioned first."""
    named = [m for m in found.mentions if m.actor is not None]
    counts = Counter(m.actor_id for m in named)
    quotes = Counter(q.speaker_id for q in found.quotes if q.speaker_id)
    offices = selectors.offices_at(list(counts), found.article.published_on)
    first: dict[str, Mention] = {}
    places: dict[str, list[str]] = {}
    for m in named:
        first.setdefault(m.actor_id, m)
        if m.reading == "metonymic" and m.text not in places.setdefault(m.actor_id, []):
            places[m.actor_id].append(m.text)
    ordered = sorted(counts, key=lambda id: (-counts[id], first[id].part != "body", first[id].start))
    return tuple(
        Who(
            id,
            first[id].actor.name,
            counts[id],
            offices.get(id, ""),
            quotes[id],
            tuple(places.get(id, ())),
            first[id].why,
        )
        for id in ordered
    )


def where_list(found: ArticlePage) -> tuple[Where, ...]:
    """Literally named places, most named first."""
    named = [m for m in found.mentions if m.place is not None and m.reading == "literal"]
    counts = Counter(m.place_id for m in named)
    first: dict[str, Mention] = {}
    for m in named:
        first.setdefault(m.place_id, m)
    ordered = sorted(counts, key=lambda id: (-counts[id], first[id].start))
    places = [(id, first[id].place, first[id].why) for id in ordered]
    return tuple(Where(id, p.name, counts[id], why, p.lat, p.lon, p.country, p.kind) for id, p, why in places if p)


def candidates(found: ArticlePage) -> tuple[str, ...]:
    """Printed names of people and organisations that the archive does not know."""
    return tuple(dict.fromkeys(m.candidate for m in found.mentions if m.candidate and not m.actor_id))


def said_lists(found: ArticlePage) -> dict[str, tuple[Said, ...]]:
    """Printed words and indirect speech, never in one list (product.md, promise 6)."""
    lists: dict[str, list[Said]] = {"direct": [], "mixed": [], "indirect": []}
    for quote in found.quotes:
        lists[quote.type].append(_said(found.article, quote))
    return {kind: tuple(some) for kind, some in lists.items()}


def _said(row: Article, quote: Quote) -> Said:
    text = row.title if quote.part == "title" else row.body
    words = " ".join(text[quote.start : quote.end].split())
    speaker = quote.speaker.name if quote.speaker else ""
    if not speaker and quote.speaker_start is not None and quote.speaker_end is not None:
        speaker = text[quote.speaker_start : quote.speaker_end]
    cue = ""
    if quote.cue_start is not None and quote.cue_end is not None:
        cue = text[quote.cue_start : quote.cue_end]
    shown = words if len(words) <= QUOTE_SHOWN else words[:QUOTE_SHOWN].rsplit(" ", 1)[0] + " …"
    return Said(f"s{quote.pk}", shown, speaker, quote.speaker_id or "", cue, quote.type)


def spoken_chart(found: ArticlePage) -> chart.Chart | None:
    """The single days that the text speaks of, as a small chart; None for fewer than two."""
    days = Counter(d.first for d in found.dates if d.first and d.first == d.last)
    if len(days) < 2:
        return None
    own = found.article.published_on
    first, last = min(days), max(days)
    bin_ = "day" if (last - first).days < 92 else "month" if (last - first).days < 1900 else "year"
    counts: Counter[str] = Counter()
    for day, count in days.items():
        counts[chart.bin_start(day, bin_).isoformat()] += count
    bars = chart.filled([Bar(start, n, n) for start, n in sorted(counts.items())], bin_, (first, last))
    drawn = chart.draw(
        bars, bin_, lambda a, b: reverse("day", args=[a.isoformat()]) if a == b else f"/search?about_from={a}&about_to={b}",
        height=60, head=8, peaks=0, chosen=(own, own) if own else None,
    )  # fmt: skip
    return replace(drawn, ticks=chart.ends(drawn.columns), levels=())


@dataclass(frozen=True, slots=True)
class CaptureView:
    """How the archive got the article, in a reader's words."""

    file: str
    format: str
    seen: Any
    outcome: str
    rule: str
    version: str
    removed: tuple[str, ...]
    origins: tuple[tuple[str, str], ...]
    digest: str


def captures(found: ArticlePage) -> Iterable[CaptureView]:
    """The captures, first to last. Of a path only its last part: the machine's folders are nobody's business."""
    for capture in found.captures:
        yield CaptureView(
            file=capture.locator.rsplit("/", 1)[-1],
            format=capture.format,
            seen=capture.seen,
            outcome=capture.outcome,
            rule=capture.rule,
            version=capture.version,
            removed=tuple(capture.removed) if found.may_read else (),
            origins=tuple((name.replace("_", " "), origin) for name, origin in sorted(capture.origins.items())),
            digest=capture.raw_sha256,
        )


def web_address(url: str | None) -> str:
    """The address if it is one of the web; "javascript:" and the like are printed nowhere as links."""
    return url if url and urlsplit(url).scheme in ("http", "https") else ""


def citation(request: HttpRequest, found: ArticlePage) -> str:
    """The article cited in plain text: source, headline, date, archive, number, revision, address, note."""
    row = found.article
    when = published(row.published)
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


# --- the way through the results ----------------------------------------------------------------


def walk(request: HttpRequest, state: State, reading: service.Reading, who: Access, article_id: int) -> Walk | None:
    """Previous and next in the results from which the article was opened; None where there are none, or where
    the results have changed since, so that a wrong neighbour is never shown (pages.md, R20)."""
    printed = request.GET.get("n", "")
    if not (printed.isascii() and printed.isdigit()) or len(printed) > 7 or reading.tree is None or state.faults:
        return None
    place = int(printed)
    if place < 1:
        return None
    offset = max(0, place - 2)
    asked = state.with_().request(who, reading.tree, size=3)
    results = service.search(replace(asked, offset=offset))
    ids = [row.hit.id for row in results.rows]
    here = place - 1 - offset
    if here >= len(ids) or ids[here] != article_id:
        return None
    before = results.rows[here - 1] if here else None
    after = results.rows[here + 1] if here + 1 < len(ids) else None
    base = state.with_(page=-(-place // forms.PAGE_SIZE)).url()
    return Walk(
        place=place,
        total=results.page.total,
        back=f"{base}#r{place}",
        question=state.q,
        previous=_step(state, before, place - 1),
        previous_title=before.card.title if before else "",
        previous_lang=before.card.language if before else "",
        next=_step(state, after, place + 1),
        next_title=after.card.title if after else "",
        next_lang=after.card.language if after else "",
    )


def _step(state: State, row: Any, place: int) -> str:
    if row is None:
        return ""
    return f"/article/{row.hit.id}/?{_with_place(state.with_(), str(place))}"


# --- revisions ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Version:
    """One of the texts that an article has had. `seen`: when the archive first got it, where that is recorded."""

    number: int
    title: str
    body: str
    printed_version: str
    seen: Any


def versions(found: ArticlePage) -> tuple[Version, ...]:
    """All of them, first to present; only the number is known of those that may not be read."""
    row = found.article
    seen: dict[int, Any] = {}
    printed: dict[int, str] = {}
    for capture in found.captures:
        seen.setdefault(capture.revision, capture.seen)
        printed.setdefault(capture.revision, capture.version)
    earlier = [(r.number, r.title, r.body) for r in found.revisions]
    texts = [*earlier, (row.revision_count, row.title, row.body)] if found.may_read else []
    return tuple(Version(n, title, body, printed.get(n, ""), seen.get(n)) for n, title, body in texts)


@require_safe
def revision(request: HttpRequest, article_id: int, number: int) -> HttpResponse:
    """`/article/<id>/revision/<n>/`: the text as it stood, and what changed against the one before."""
    who = frame.access(request)
    found = _found(article_id, who)
    if found.article.withdrawn_at is not None:
        return withdrawn(request, found)
    known = {version.number: version for version in versions(found)}
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
