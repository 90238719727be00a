"""The text of an article with its marks in layers, and the legend that switches them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from archive.explore.passages import Mark, Passage, without_overlap
from archive.models import Mention, SpokenDate
from archive.pages.article.reasons import Reasons, where
from archive.pages.article.walk import with_place
from archive.pages.forms import MARKS, State
from archive.search import service
from archive.search.query import Access, candidate_value
from archive.selectors import ArticlePage
from archive.selectors.texts import searched_texts

Span = tuple[int, int]

# A TIMEX3 value that is also a value of <time datetime>: a year, month, day, week or minute.
_HTML_TIME = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d)?)?|-W\d\d)?")


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
class Marked:
    """The headline and paragraphs with their marks, and how often each kind occurs."""

    title: Passage
    paragraphs: tuple[Paragraph, ...]
    counts: dict[str, int]
    matches: tuple[str, ...] = ()


def matches_of(found: ArticlePage, reading: service.Reading, who: Access) -> tuple[Sequence[Span], Sequence[Span]]:
    """Spans of headline and text that the question matches; none where there is no question or no right."""
    if not reading.text.strip() or reading.tree is None or not found.may_read:
        return (), ()
    texts = searched_texts([found.article.pk])
    matches = service.marks(reading.tree, texts[found.article.pk], who)
    return matches.title, matches.body


def mark(
    found: ArticlePage, matches: tuple[Sequence[Span], Sequence[Span]], reasons: Reasons, *, may_edit: bool = False
) -> Marked:
    """Headline and text with their marks in three layers: quotes, then names and dates, then matches. For who
    `may_edit` each name says where it stands."""
    row = found.article
    in_title, in_body = (_match_marks(spans, name) for spans, name in zip(matches, ("t", "m"), strict=True))
    quotes = without_overlap([Mark(q.start, q.end, "s", anchor=f"s{q.pk}") for q in found.quotes if q.part == "body"])
    mentions = _mention_marks(found.mentions, reasons, may_edit=may_edit)
    names = without_overlap([*mentions, *_date_marks(found.dates)])
    layers = (quotes, names, in_body)
    body = row.body if found.may_read else ""
    paragraphs = tuple(
        Paragraph(n, Passage(body, start, end, tuple(_inside(layer, start, end) for layer in layers)))
        for n, (start, end) in enumerate(paragraph_spans(body), 1)
    )
    counts = _counts(names) | {"matches": len(in_title) + len(in_body), "quotes": len(quotes)}
    anchors = tuple(mark.anchor for mark in (*in_title, *in_body))
    return Marked(Passage(row.title, 0, len(row.title), (in_title,)), paragraphs, counts, anchors)


def _counts(names: Sequence[Mark]) -> dict[str, int]:
    forms = Counter(mark.form for mark in names)
    return {kind: forms[form] for kind, (_, form) in _MARK_WORDS.items() if form}


def _match_marks(spans: Sequence[Span], name: str) -> tuple[Mark, ...]:
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


def _mention_marks(mentions: Iterable[Mention], reasons: Reasons, *, may_edit: bool) -> Iterable[Mark]:
    for m in mentions:
        if m.part != "body":
            continue
        why, at = reasons.anchor(m), where(m) if may_edit else ""
        if m.reading == "metonymic" and m.actor is not None:
            # Tied to its entry at the side, which explains it (side.who_list, the template's id "r-…").
            entry = f"r-{m.actor_id}"
            yield Mark(m.start, m.end, "m", f"/actor/{m.actor_id}/", note=m.actor.name, list_id=entry, why=why, at=at)
        elif m.actor_id and m.kind != "place":
            yield Mark(m.start, m.end, "a", f"/actor/{m.actor_id}/", why=why, at=at)
        elif m.place_id and m.reading == "literal":
            yield Mark(m.start, m.end, "p", f"/place/{m.place_id}/", why=why, at=at)
        elif m.candidate:
            yield Mark(m.start, m.end, "u", candidate_search(m.candidate), why=why, at=at)


def candidate_search(name: str) -> str:
    """The address that finds every article with this name of somebody not identified."""
    return State().include("actor", candidate_value(name)).url()


def _date_marks(dates: Iterable[SpokenDate]) -> Iterable[Mark]:
    for d in dates:
        if d.part == "body":
            yield Mark(d.start, d.end, "d", date_link(d), machine=d.value if _HTML_TIME.fullmatch(d.value) else "")


def date_link(found: SpokenDate) -> str:
    """A day's own page; of a longer span the articles that speak of it; "" of what is no span of the calendar."""
    if not found.first or not found.last or found.type not in ("DATE", "TIME") or found.value.endswith("_REF"):
        return ""
    if found.first == found.last:
        return f"/day/{found.first.isoformat()}/"
    return State().with_range("about", found.first, found.last).url()


_MARK_WORDS = {
    "matches": ("matches", ""),
    "actors": ("actors", "a"),
    "unidentified": ("not identified", "u"),
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
        query = with_place(state.with_(hidden=frozenset(changed)), extra)
        words, form = _MARK_WORDS[kind]
        out.append(MarkKind(kind, words, form, marked.counts[kind], hidden, f"{request.path}?{query}"))
    return tuple(out)
