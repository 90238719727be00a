"""What every page has around it: masthead with the archive's own time line, appearance, who asks.

`page()` is how every view answers, `part()` where htmx swaps a part into a page that stands. A page of errors is
rendered with `bare_frame`, which asks nothing of the database.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from archive import selectors
from archive.explore import chart
from archive.search import service
from archive.search.engine import SearchUnavailableError
from archive.search.query import Access, All, Bar, Bin, Node, SearchRequest, TimelineRequest

log = logging.getLogger(__name__)

LOOKS = (("system", "As the system"), ("light", "Light"), ("dark", "Dark"))
LOOK_COOKIE = "look"
# By these one address answers with a whole page or with a part of it.
PART_HEADERS = ("HX-Request", "HX-Target", "HX-History-Restore-Request")
# The strip is drawn by week while its bars stay a pixel or two wide, then by month, then by year.
STRIP_BARS = 170


@dataclass(frozen=True, slots=True)
class Strip:
    """The archive by week as two paths, and the part of it that this page shows."""

    words: str
    width: int
    rest: str
    on: str
    ticks: tuple[chart.Tick, ...]
    end: str
    you: str = ""
    you_x: float = 0.0
    you_anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Shown:
    """The days that a page shows, for the strip. `words` says what they are ("14 March 2014")."""

    first: date
    last: date
    words: str


@dataclass(frozen=True, slots=True)
class Own:
    """One thing whose articles by week stand in the strip in place of the archive's."""

    query: Node
    words: str


def zone() -> ZoneInfo:
    """The archive's wall clock."""
    return ZoneInfo(settings.ARCHIVE_ZONE)


def access(request: HttpRequest) -> Access:
    """What the person who sent this may see; worked out once a request."""
    known = getattr(request, "archive_access", None)
    if known is None:
        known = selectors.access_for(request.user)
        request.archive_access = known  # type: ignore[attr-defined]
    return known


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    section: str = "",
    shown: Shown | None = None,
    own: Own | None = None,
    with_strip: bool = True,
    status: int = 200,
) -> HttpResponse:
    """Render a page in its frame. `section` is the marked entry of the masthead."""
    frame = {
        **bare_frame(request),
        "section": section,
        "strip": strip(access(request), shown, own) if with_strip else None,
    }
    response = render(request, template, {**frame, **context}, status=status)
    if request.user.is_authenticated:
        # The back button after logging out must show nothing (safety.md, T14).
        response["Cache-Control"] = "no-store"
    patch_vary_headers(response, PART_HEADERS)
    return response


def part(request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """Render what htmx swaps into a page. It is never kept: it has the address of a whole page, and a browser
    that goes back to that address would show it bare, without a style sheet."""
    response = render(request, template, {**bare_frame(request), **context}, status=status)
    response["Cache-Control"] = "no-store"
    patch_vary_headers(response, PART_HEADERS)
    return response


def bare_frame(request: HttpRequest) -> dict[str, Any]:
    """The frame's parts that need no database."""
    look = request.COOKIES.get(LOOK_COOKIE, "")
    return {
        "archive_name": settings.ARCHIVE_NAME,
        "archive_zone": settings.ARCHIVE_ZONE,
        "theme": look if look in ("light", "dark") else "",
        "looks": LOOKS,
        "here": request.get_full_path(),
    }


def strip(access: Access, shown: Shown | None, own: Own | None = None) -> Strip | None:
    """The masthead's time line of everything this person may see; None where nothing has a date.

    A page that asks nothing else of the search is shown without it when the search does not answer.
    """
    try:
        return _strip(access, shown, own)
    except SearchUnavailableError as error:
        log.error("no time line in the masthead: %s", error)  # noqa: TRY400 - cause and repair are said
        return None


def _strip(access: Access, shown: Shown | None, own: Own | None) -> Strip | None:
    whole = _weeks(access, All())
    if not whole:
        return None
    bars, bin_ = _narrowed(whole)
    drawn = _draw_strip(bars, bin_, shown)
    return _with_own(drawn, bars, bin_, _weeks(access, own.query), own.words) if own else drawn


def _weeks(access: Access, query: Node) -> list[Bar]:
    request = SearchRequest(visible_to=access, query=query, size=0, timeline=TimelineRequest("published", "week"))
    timeline = service.answer(request).timeline
    return list(timeline.bars) if timeline else []


def _with_own(drawn: Strip, bars: list[Bar], bin_: Bin, own: list[Bar], words: str) -> Strip:
    """The strip with one thing's own bars on its axis, the greatest as high as the strip."""
    counts = dict.fromkeys((bar.start for bar in bars), 0)
    for bar in own:
        start = chart.bin_start(date.fromisoformat(bar.start), bin_).isoformat()
        counts[start] = counts.get(start, 0) + bar.count
    most = max(counts.values(), default=0)
    strokes = "".join(_stroke(n, count / most) for n, count in enumerate(counts.values()) if count)
    return replace(drawn, rest="", on=strokes, you=words, words=f"{words}, by {bin_}") if most else drawn


def _narrowed(bars: list[Bar]) -> tuple[list[Bar], Bin]:
    """Weeks joined to months or years where the archive is long."""
    if len(bars) <= STRIP_BARS:
        return bars, "week"
    for bin_ in ("month", "year"):
        joined: dict[date, int] = {}
        for bar in bars:
            start = chart.bin_start(date.fromisoformat(bar.start), bin_)
            joined[start] = joined.get(start, 0) + bar.count
        if len(joined) <= STRIP_BARS:
            break
    return [Bar(start.isoformat(), count, count) for start, count in joined.items()], bin_


def _draw_strip(bars: list[Bar], bin_: Bin, shown: Shown | None) -> Strip:
    spans = [chart.bin_days(bar.start, bin_) for bar in bars]
    most = max(bar.count for bar in bars)
    on = [shown is not None and first <= shown.last and last >= shown.first for first, last in spans]
    strokes = [_stroke(n, bar.count / most) if bar.count else "" for n, bar in enumerate(bars)]
    first, last = spans[0][0], spans[-1][1]
    words = f"The archive by {bin_}, {_month(first)} to {_month(last)}"
    here = [n for n, lit in enumerate(on) if lit]
    place = here[0] / len(bars) * 100 if here else 0.0
    return Strip(
        words=f"{words}; this page shows {shown.words}" if here and shown else words,
        width=len(bars),
        rest="".join(stroke for stroke, lit in zip(strokes, on, strict=True) if not lit),
        on="".join(stroke for stroke, lit in zip(strokes, on, strict=True) if lit),
        ticks=_strip_ticks(spans),
        end=_month(last),
        you=shown.words if here and shown else "",
        you_x=round(place if place < 70 else (here[-1] + 1) / len(bars) * 100, 2) if here else 0.0,
        you_anchor="start" if place < 70 else "end",
    )


def _stroke(n: int, share: float) -> str:
    return f"M{n}.1 16v-{max(round(share * 16, 1), 0.6):g}h.8V16z"


def _strip_ticks(spans: list[tuple[date, date]]) -> tuple[chart.Tick, ...]:
    """The first month at the left end, then the years."""
    out = [chart.Tick(0.0, _month(spans[0][0]))]
    for n, (first, last) in enumerate(spans):
        new_year = last.year if last.year != first.year or (first.month, first.day) == (1, 1) else 0
        x = round(n / len(spans) * 100, 2)
        # Not over the first label, the last label, or the year before.
        if new_year and x - out[-1].x > 8 and x < 88:
            out.append(chart.Tick(x, str(new_year), minor=x - out[-1].x < 24))
    return tuple(out)


def _month(day: date) -> str:
    return f"{chart.MONTHS[day.month - 1][:3]} {day.year}"
