"""The page of quotes: who said what, in which words, when and where it was printed.

Words in quotation marks are what it lists and what typed words mean; indirect speech, the reporter's words, only on
request and labelled. Facets, timeline, chips and links are those of the search page, on the other shelf.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from archive.explore.passages import Mark, Passage, without_overlap
from archive.explore.words import number
from archive.pages import forms, frame, live, none, search, timeline
from archive.pages.article.walk import quote_address
from archive.pages.facets import groups
from archive.pages.facets.page import facet_page
from archive.pages.forms import PAGE_SIZE, State
from archive.pages.options import Option, Options
from archive.search import quotes, service
from archive.search.engine import QueryError
from archive.search.query import Access, Choice, FacetRequest
from archive.selectors import Said
from archive.text import sentences

# A quote longer than this is shown around its first match: some twelve lines; its article has all of it.
LONGEST = 900
SPEECH_WORDS = {"direct": "quoted", "mixed": "partly quoted", "indirect": "indirect speech"}


@dataclass(frozen=True, slots=True)
class QuoteView:
    """A quote as printed: its whole sentence with the quote set off and the matched words marked, its type, cue and
    speaker, where it was printed (product.md, promise 6). `cut_…`: more of a very long one stands before or after."""

    said: Said
    place: int
    href: str
    sentence: Passage
    cut_before: bool
    cut_after: bool
    type: str
    speaker: str
    speaker_id: str


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """`/quotes/`: quotes found, one facet's values, or what is wrong with the question."""
    state = replace(forms.read(request.GET), shelf="quotes")
    key = "" if state.facet else live.key(request, state)
    if part := live.known(key):
        return search.results_page(request, state, part, "quotes")
    who = frame.access(request)
    reading = service.read_query(state.q, who)
    repairs = search.parameter_repairs(request, state) + search.query_repairs(state, reading, who)
    repairs += search.compared_repairs(state, who)
    if repairs:
        return search.mistakes_page(request, state, repairs)
    try:
        if state.facet:
            return facet_page(request, state, reading)
        return _results(request, state, reading, key)
    except QueryError as error:
        return search.mistakes_page(request, state, [search.engine_repair(error)])


def _results(request: HttpRequest, state: State, reading: service.Reading, key: str) -> HttpResponse:
    who = frame.access(request)
    asked = state.request(who, reading.tree, facets=groups.wanted(state), timeline=timeline.asked_first(state))
    found = quotes.search(asked)
    total = found.page.total
    pager = search.page_links(state, total)
    if state.page > pager.last:
        return search.no_such_page(request, state, pager)
    context = search.results_context(state, reading, who, asked, found.page) | {
        "doubts": none.doubts(state, reading, who, total) if not total else (),
        "quotes": tuple(views(state, found.rows)),
        "waiting": quotes.waiting(asked),
        "kinds": kinds(state, reading, who),
        "indirect": indirect(state),
        "unmarked": unmarked(state, reading, who) if not total else None,
        "pager": pager,
        "found": found_words(total),
        "articles": search.beside(state, reading, who),
    }
    part = live.made(request, key, context, "quotes", timeline.shown(state, who))
    return search.results_page(request, state, part, "quotes")


def found_words(total: int) -> str:
    """ "348 quotes", "1 quote", "No quote"."""
    return f"{number(total)} quote{'' if total == 1 else 's'}" if total else "No quote"


# --- quotes -------------------------------------------------------------------------------------


def views(state: State, rows: Iterable[quotes.Row]) -> Iterable[QuoteView]:
    """The quotes of this page."""
    first = (state.page - 1) * PAGE_SIZE + 1
    for n, row in enumerate(rows):
        yield view(state, row, first + n)


def view(state: State, row: quotes.Row, place: int) -> QuoteView:
    """One quote at its place among those found; its link keeps the question."""
    said, quote = row.said, row.said.quote
    start, end = sentences.around(said.text, quote.start, quote.end)
    low, high = _shown(said, start, end, row.marks[0][0] if row.marks else quote.start)
    own = (Mark(quote.start, quote.end, "s"),)
    matched = without_overlap([Mark(first, last) for first, last in row.marks])
    return QuoteView(
        said=said,
        place=place,
        href=quote_address(state, said, place),
        sentence=Passage(said.text, low, high, (own, matched)),
        cut_before=low > start,
        cut_after=high < end,
        type=SPEECH_WORDS[quote.type],
        speaker=said.speaker,
        speaker_id=quote.speaker_id or "",
    )


def _shown(said: Said, start: int, end: int, match: int) -> tuple[int, int]:
    """What of [start, end) is shown: all, or LONGEST characters of whole words around a match."""
    if end - start <= LONGEST:
        return start, end
    low = max(start, min(match - LONGEST // 3, end - LONGEST))
    space = said.text.find(" ", low, match)
    low = start if low == start else space + 1 if space >= 0 else low
    high = min(end, low + LONGEST)
    space = said.text.rfind(" ", match, high)
    return low, end if high == end else space if space > match else high


# --- ways to see them ---------------------------------------------------------------------------


def kinds(state: State, reading: service.Reading, who: Access) -> tuple[Option, ...]:
    """How the quotes found are printed, whatever of it is listed now (`on`): each count is that of its own question."""
    every = state.with_(choices=tuple(c for c in state.choices if c[0] != "speech"))
    asked = every.request(who, reading.tree, size=0, facets=(FacetRequest("speech", 0),))
    counts = {value.value: value.count for value in service.answer(asked).facets[0].values}
    listing = state.request(who, reading.tree)
    chosen = next((c for c in listing.choices if c.field == "speech"), Choice("speech"))
    left_out = ("indirect",) if listing.leaves_indirect_out else chosen.exclude
    out = []
    for value, words in SPEECH_WORDS.items():
        listed = value in (chosen.include or SPEECH_WORDS) and value not in left_out
        href = every.include("speech", value).url()
        out.append(Option(words, href, listed, counts.get(value, 0)))
    return tuple(kind for kind in out if kind.count)


def unmarked(state: State, reading: service.Reading, who: Access) -> Option | None:
    """Where no words in quotation marks are found: the quotes that have them outside, beside such words or without."""
    every = state.with_(indirect=True)
    count = 0 if state.indirect else search.count(every, who, reading)
    return Option("", every.url(), False, count) if count else None


def indirect(state: State) -> Options:
    """Whether indirect speech is among the quotes."""
    bare = state.with_(choices=tuple(c for c in state.choices if c[0] != "speech"))
    chosen = bool(state.values_of("speech"))
    ways = (
        Option("left out", bare.with_(indirect=False).url(), not state.indirect and not chosen),
        Option("with it", bare.with_(indirect=True).url(), state.indirect and not chosen),
    )
    return Options("Indirect speech", "indirect", ways)
