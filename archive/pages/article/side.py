"""What stands beside the text: who, where, said, which days are spoken of, where it came from, its revisions."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.urls import reverse

from archive import selectors
from archive.explore import chart
from archive.explore import map as maps
from archive.explore.words import counted
from archive.models import Article, Mention, Quote, SpokenDate
from archive.pages.article.reasons import Reason, Reasons
from archive.pages.article.text import candidate_search, date_link
from archive.pages.forms import State
from archive.search import telling
from archive.search.engine import SearchUnavailableError
from archive.search.query import Access, Bar, Bin
from archive.selectors import ArticlePage
from archive.text import analysis

log = logging.getLogger(__name__)

# TIMEX3: "P2W" is two weeks, "PT6H" six hours, "PXD" some days.
_LENGTH = re.compile(r"P(T)?(\d+|X)([YMWDHS])")
_UNITS = {"Y": "year", "M": "month", "W": "week", "D": "day", "TH": "hour", "TM": "minute", "TS": "second"}
_REFERENCES = {"PRESENT_REF": "now", "PAST_REF": "the past", "FUTURE_REF": "the future"}

# How near in time two articles are, in words.
_WEEK, _MONTH = 7, 31

# Longer quotes are cut in the list at the side; the text itself shows them whole.
QUOTE_SHOWN = 240


@dataclass(frozen=True, slots=True)
class Who:
    """An actor of the article: how often, in what office that day, under which names of places it acts."""

    id: str
    name: str
    count: int
    office: str
    quotes: int
    as_places: tuple[str, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Where:
    """A place of the article, literally named. `above`: what it lies in."""

    id: str
    name: str
    count: int
    above: str
    reasons: tuple[Reason, ...]
    lat: float
    lon: float
    country: str
    kind: str


@dataclass(frozen=True, slots=True)
class Said:
    """A quote in the list at the side: its words as printed, its speaker, cue and kind; `sure` in percent that the
    speaker said it, and why."""

    anchor: str
    words: str
    speaker: str
    speaker_id: str
    cue: str
    type: str
    why: str
    sure: int


@dataclass(frozen=True, slots=True)
class Nameless:
    """Somebody of whom only the printed name is known, with the address that finds it elsewhere."""

    name: str
    kind: str
    count: int
    href: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A spoken date: as printed, as read, where it leads; why it is read so, and how sure that is in percent."""

    printed: str
    read: str
    href: str
    why: str
    sure: int


def who_list(found: ArticlePage, reasons: Reasons) -> tuple[Who, ...]:
    """Actors, most mentioned first, then in the order of the text, those of the headline last."""
    by_actor: dict[str, list[Mention]] = {}
    for m in found.mentions:
        if m.actor is not None:
            by_actor.setdefault(m.actor.pk, []).append(m)
    quotes = Counter(q.speaker_id for q in found.quotes)
    offices = selectors.offices_at(list(by_actor), found.article.published_on)
    out = [_who(id, some, offices.get(id, ""), quotes[id], reasons) for id, some in by_actor.items()]
    first = {id: (some[0].part != "body", some[0].start) for id, some in by_actor.items()}
    return tuple(sorted(out, key=lambda who: (-who.count, first[who.id])))


def _who(id: str, mentions: list[Mention], office: str, quotes: int, reasons: Reasons) -> Who:
    acting = dict.fromkeys(m.text for m in mentions if m.reading == "metonymic")
    name = mentions[0].actor.name if mentions[0].actor else id
    return Who(id, name, len(mentions), office, quotes, tuple(acting), reasons.of(mentions))


def where_list(found: ArticlePage, reasons: Reasons) -> tuple[Where, ...]:
    """Literally named places, most named first, then in the order of the text."""
    by_place: dict[str, list[Mention]] = {}
    for m in found.mentions:
        if m.place is not None and m.reading == "literal":
            by_place.setdefault(m.place.pk, []).append(m)
    parents = selectors.place_labels([some[0].place.parent for some in by_place.values() if some[0].place])
    out = []
    for some in sorted(by_place.values(), key=lambda some: (-len(some), some[0].start)):
        p = some[0].place
        if p is not None:
            above = parents.get(p.parent, "")
            out.append(Where(p.pk, p.name, len(some), above, reasons.of(some), p.lat, p.lon, p.country, p.kind))
    return tuple(out)


def map_of(places: Iterable[Where]) -> maps.Drawing | None:
    """The small map. A country or a continent is no dot: its point would stand in the middle of nothing."""
    dotted = [p for p in places if p.kind != "country" and (p.country or p.kind not in ("region", "other"))]
    return maps.draw([maps.Dot(p.name, p.lat, p.lon, p.count, p.country, f"/place/{p.id}/") for p in dotted])


def nameless(found: ArticlePage, reasons: Reasons) -> tuple[Nameless, ...]:
    """People and organisations that the archive does not know, in the order of the text."""
    by_name: dict[str, list[Mention]] = {}
    for m in found.mentions:
        if m.candidate:
            by_name.setdefault(m.candidate, []).append(m)
    return tuple(
        Nameless(name, some[0].kind, len(some), candidate_search(name), reasons.of(some))
        for name, some in by_name.items()
    )


def others(found: ArticlePage, reasons: Reasons) -> tuple[Reason, ...]:
    """Names that are neither actors nor places here: said of something ("Russian"), unplaced, events and works."""
    return reasons.of(
        [m for m in found.mentions if not (m.actor_id or m.candidate or (m.place_id and m.reading == "literal"))]
    )


def spoken_list(found: ArticlePage) -> tuple[Spoken, ...]:
    """The dates spoken of, in the order of the text, what is printed and read alike once."""
    return tuple(dict.fromkeys(_spoken(d) for d in found.dates))


def _spoken(d: SpokenDate) -> Spoken:
    return Spoken(" ".join(d.text.split()), spoken_words(d), date_link(d), d.why, round(d.confidence * 100))


def spoken_words(found: SpokenDate) -> str:
    """As a reader writes it; a value of TIMEX3 that has no words as it is."""
    if found.first and found.last:
        return chart.written(found.first, found.last)
    if found.value in _REFERENCES:
        return _REFERENCES[found.value]
    length = _LENGTH.fullmatch(found.value)
    if length is None:
        return found.value
    unit = _UNITS[(length[1] or "") + length[3]]
    return f"some {unit}s" if length[2] == "X" else counted(int(length[2]), f"{unit},{unit}s")


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
    sure = round(quote.confidence * 100)
    return Said(f"s{quote.pk}", shown, speaker, quote.speaker_id or "", cue, quote.type, quote.why, sure)


@dataclass(frozen=True, slots=True)
class Alike:
    """An article like this one, and why: "Lavrov, sanctions, same week"."""

    card: selectors.Card
    why: str


def similar_list(found: ArticlePage, who: Access) -> tuple[Alike, ...]:
    """Articles like this one, the most alike first; none while the search does not answer, as the rest of the page
    needs none."""
    try:
        alike = telling.similar(found, who)
    except SearchUnavailableError as error:
        log.error("no similar articles: %s", error)  # noqa: TRY400 - cause and repair are said
        return ()
    forms = {form for one in alike for form in one.words}
    printed = telling.printed_in(f"{found.article.title}\n{found.article.body}", sorted(forms))
    return tuple(Alike(one.card, ", ".join((*_shared(one, printed), *_apart(one.days)))) for one in alike)


def _shared(one: telling.Similar, printed: dict[str, str]) -> list[str]:
    """Actors, then words that are no part of their names, as this article prints them."""
    named = {form for actor in one.actors for form in analysis.forms(actor)}
    words = [printed.get(word, word) for word in one.words if word not in named]
    return [*one.actors[:2], *words[: 4 - len(one.actors[:2])]]


def _apart(days: int | None) -> tuple[str, ...]:
    if days is None or days > _MONTH:
        return ()
    return ("same day" if days == 0 else "same week" if days <= _WEEK else "same month",)


def spoken_chart(found: ArticlePage) -> chart.Chart | None:
    """The single days that the text speaks of, as a small chart; None for one or two, which a list says better."""
    days = Counter(d.first for d in found.dates if d.first and d.first == d.last)
    if len(days) < 3:
        return None
    own = found.article.published_on
    first, last = min(days), max(days)
    wide = (last - first).days
    bin_: Bin = "day" if wide < 92 else "month" if wide < 1900 else "year"
    counts: Counter[str] = Counter()
    for day, count in days.items():
        counts[chart.bin_start(day, bin_).isoformat()] += count
    bars = chart.filled([Bar(start, n, n) for start, n in sorted(counts.items())], bin_, (first, last))
    chosen = (own, own) if own else None
    drawn = chart.draw(bars, bin_, _spoken_link, height=60, head=8, peaks=0, chosen=chosen)
    return replace(drawn, ticks=chart.ends(drawn.columns), levels=())


def _spoken_link(first: date, last: date) -> str:
    if first == last:
        return reverse("day", args=[first.isoformat()])
    return State().with_range("about", first, last).url()


@dataclass(frozen=True, slots=True)
class CaptureView:
    """How the archive got the article, in a reader's words."""

    file: str
    format: str
    seen: datetime | None
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
            digest=capture.raw_sha256 if found.may_read else "",
        )


@dataclass(frozen=True, slots=True)
class Version:
    """One of the texts that an article has had. `seen`: when the archive first got it, where that is recorded."""

    number: int
    title: str
    body: str
    printed_version: str
    seen: datetime | None


def versions(found: ArticlePage) -> tuple[Version, ...]:
    """All of them, first to present; only the number is known of those that may not be read."""
    row = found.article
    seen: dict[int, datetime] = {}
    printed: dict[int, str] = {}
    for capture in found.captures:
        seen.setdefault(capture.revision, capture.seen)
        printed.setdefault(capture.revision, capture.version)
    earlier = [(r.number, r.title, r.body) for r in found.revisions]
    texts = [*earlier, (row.revision_count, row.title, row.body)] if found.may_read else []
    return tuple(Version(n, title, body, printed.get(n, ""), seen.get(n)) for n, title, body in texts)
