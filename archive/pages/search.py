"""The search page: from the address to results, facets and timeline, and the parts that htmx swaps.

Inside: the search page itself, its mistakes, a facet with all its values, the timeline as a table. What each
shows is worked out here as small frozen values; the templates only print them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from archive.explore.words import number
from archive.pages import chips, forms, frame, kwic, live, none, timeline
from archive.pages.facets import groups
from archive.pages.facets.page import facet_page
from archive.pages.forms import PAGE_SIZE, State
from archive.pages.hits import hits
from archive.pages.options import Option, Options
from archive.pages.pager import Pager, pager
from archive.search import service
from archive.search.engine import TAG_FIELDS, QueryError, uses_tags
from archive.search.query import Access, And, Boost, Node, Not, Or, SearchPage, SearchRequest, Shelf, candidate_name

ORDERS = (
    ("relevance", "relevance"),
    ("newest", "newest"),
    ("oldest", "oldest"),
    ("seen", "first seen"),
    ("longest", "longest"),
)
# Entries of the masthead.
SECTIONS: dict[Shelf, str] = {"articles": "search", "quotes": "quotes"}
EXPORTS = {"csv": "/export.csv", "ndjson": "/export.ndjson", "manifest": "/export.manifest.json"}


@dataclass(frozen=True, slots=True)
class Repair:
    """A mistake as shown: where, what is wrong, and the corrected query to click ("" where none is known)."""

    message: str
    start: int | None = None
    end: int | None = None
    repair: str = ""
    href: str = ""
    count: int | None = None


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """`/search`: results, one facet's values, or what is wrong with the question."""
    state = forms.read(request.GET)
    if state.shelf != "articles":
        return redirect(state.url())
    key = "" if state.facet else live.key(request, state)
    if part := live.known(key):
        return results_page(request, state, part, "search")
    who = frame.access(request)
    reading = service.read_query(state.q, who)
    repairs = parameter_repairs(request, state) + query_repairs(state, reading, who) + compared_repairs(state, who)
    if repairs:
        return mistakes_page(request, state, repairs)
    try:
        if state.facet:
            return facet_page(request, state, reading)
        return _results_page(request, state, reading, key)
    except QueryError as error:
        return mistakes_page(request, state, [engine_repair(error)])


def _results_page(request: HttpRequest, state: State, reading: service.Reading, key: str) -> HttpResponse:
    who = frame.access(request)
    size = PAGE_SIZE if state.view == "list" else 0
    first = timeline.asked_first(state)
    asked = state.request(who, reading.tree, size=size, facets=groups.wanted(state), timeline=first)
    results = service.search(asked)
    total = results.page.total
    lines = kwic.panel(state, asked) if state.view == "kwic" and total else None
    links = page_links(state, lines.total, kwic.PAGE_LINES) if lines else page_links(state, total)
    if state.page > links.last:
        return no_such_page(request, state, links)
    context = results_context(state, reading, who, asked, results.page) | {
        "exact": results.page.total_is_exact,
        "untagged": results.page.untagged,
        "leaves_out": leaves_out(asked),
        "hits": tuple(hits(state, results, who)),
        "lines": lines,
        "quotes": beside(state, reading, who) if total else None,
        "views": views(state),
        "doubts": none.doubts(state, reading, who, total),
        "whole": wholes(state),
        "pager": links,
        "why_href": state.with_().url("/why"),
        "found": found_words(total, exact=results.page.total_is_exact),
    }
    part = live.made(request, key, context, "search", timeline.shown(state, who))
    return results_page(request, state, part, "search")


def leaves_out(asked: SearchRequest) -> bool:
    """Whether anything known by tags is left out: what has no tags yet then counts too much."""
    return any(c.exclude and c.field in TAG_FIELDS for c in asked.choices) or _denies_tags(asked.query)


def _denies_tags(node: Node) -> bool:
    match node:
        case Not(inner):
            return uses_tags(inner)
        case And(nodes) | Or(nodes):
            return any(map(_denies_tags, nodes))
        case Boost(inner):
            return _denies_tags(inner)
        case _:
            return False


def results_context(
    state: State, reading: service.Reading, who: Access, asked: SearchRequest, page: SearchPage
) -> dict[str, Any]:
    """What a page of results shows on either shelf, around the results themselves."""
    total, terms = page.total, chips.chips(state, reading, who)
    return {
        "state": state,
        "reading": reading,
        "several": several(state, reading),
        "other_href": state.with_(q=reading.other).url() if reading.other else "",
        "other_total": service.other_total(reading, asked),
        "total": total,
        "first": (state.page - 1) * PAGE_SIZE + 1,
        "until": min(state.page * PAGE_SIZE, total),
        "terms": terms,
        "nothing": none.nothing(state, reading, who, terms) if not total else None,
        "clear": chips.clear(state, who),
        "facets": groups.groups(state, page, who, reading),
        "time": timeline.panel(state, reading, who, total, first=page.timeline),
        "orders": orders(state),
        "copies": copies(state),
        "turning": state.pairs(without=("page",)),
        "hidden": state.pairs(without=("q", "rows", "page", "facet", "facet_q", "facet_page")),
        "export": {name: state.with_().url(address) for name, address in EXPORTS.items()},
    }


def results_page(request: HttpRequest, state: State, part: live.Live, folder: str) -> HttpResponse:
    """The results as a page of `folder`, or as the part that htmx swaps."""
    context: dict[str, Any] = {"live": part, "strip": part.strip}
    if wants_part(request):
        return frame.part(request, "search/part.html", {**context, "htmx_part": True})
    section = SECTIONS[state.shelf]
    return frame.page(request, f"{folder}/results.html", context, section=section, with_strip=False)


@dataclass(frozen=True, slots=True)
class Beside:
    """The same question asked of the other shelf."""

    href: str
    total: int


@dataclass(frozen=True, slots=True)
class Several:
    """A typed name that fits more than one: each with the question that means only it."""

    typed: str
    meant: tuple[Option, ...]


def several(state: State, reading: service.Reading) -> tuple[Several, ...]:
    """Names of the query that fit several actors or places."""
    out = []
    for typed, found in reading.several.items():
        field = typed.split(":", 1)[0]
        meant = tuple(
            # A printed name means itself only as a value of the filter; as a query it fits all who are called so.
            Option(f"{one.label} (not identified)", state.only("actor", one.id).url())
            if candidate_name(one.id)
            else Option(one.label, _meaning(state, reading, typed, f"{field}:{one.id}"))
            for one in found
        )
        out.append(Several(typed, meant))
    return tuple(out)


def _meaning(state: State, reading: service.Reading, typed: str, meant: str) -> str:
    """The question with one reading of a name in its place; beside it, where the name is written otherwise."""
    q = reading.canonical
    return state.with_(q=q.replace(typed, meant, 1) if typed in q else f"({q}) AND {meant}").url()


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asks for what it swaps into the page."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.history_restore_request and htmx.target == "live"


def found_words(total: int, *, exact: bool) -> str:
    """ "348 articles", "about 348 articles", "No article"."""
    if not total:
        return "No article"
    return f"{'' if exact else 'about '}{number(total)} article{'' if total == 1 else 's'}"


# --- results ------------------------------------------------------------------------------------


def orders(state: State) -> Options:
    """Orders of the results; by relevance only where there are words to be relevant to."""
    known = ORDERS if state.q else ORDERS[1:]
    ways = tuple(Option(words, state.with_(sort=name).url(), state.order == name) for name, words in known)
    return Options("Order", "order", ways)


def wholes(state: State) -> Option:
    """The switch for counts of the whole archive beside those of the results."""
    words = f"Counts of these {state.things.split(',')[1]} only" if state.whole else "Counts of the whole archive too"
    return Option(words, state.with_(whole=not state.whole).url(), state.whole)


def views(state: State) -> Options:
    """The same results as a list of articles, or every match in its line."""
    ways = (
        Option("List", state.with_(view="list").url(), state.view == "list"),
        Option("Lines", state.with_(view="kwic").url(), state.view == "kwic"),
    )
    return Options("View", "view", ways)


def copies(state: State) -> Options:
    """Copies of a story counted each, or once; of articles with the others named beneath, too."""
    once, listed = state.copies == "first", state.group
    ways = (
        Option("each counted", state.with_(copies="each", group=False).url(), not once),
        Option("counted once", state.with_(copies="first", group=False).url(), once and not listed),
        Option("once, others listed", state.with_(copies="first", group=True).url(), once and listed),
    )
    return Options("Copies", "copies", ways if state.shelf == "articles" else ways[:2])


def page_links(state: State, total: int, size: int = PAGE_SIZE) -> Pager:
    """Pages with `size` results each."""
    return pager(state.page, max(1, -(-total // size)), lambda n: _at(state, n))


def _at(state: State, page: int) -> str:
    return state.with_(page=page).url()


def no_such_page(request: HttpRequest, state: State, links: Pager) -> HttpResponse:
    """Results end before this page: where the last one is."""
    message = f"There is no page {number(state.page)}: these results have {number(links.last)}."
    way = Repair(message, repair=f"page {number(links.last)}", href=_at(state, links.last))
    return mistakes_page(request, state, [way], status=404, heading="No such page")


# --- mistakes -----------------------------------------------------------------------------------


def parameter_repairs(request: HttpRequest, state: State) -> list[Repair]:
    """What is wrong with the address beside the query; each is repaired by leaving the parameter out."""
    out = []
    for fault in state.faults:
        left = request.GET.copy()
        left.pop(fault.name, None)
        query = left.urlencode()
        words = f"the same without “{fault.name}”"
        out.append(Repair(f"{fault.name}: {fault.message}.", repair=words, href=f"{request.path}?{query}"))
    return out


def query_repairs(state: State, reading: service.Reading, who: Access) -> list[Repair]:
    """The mistakes of the query, all at once; where a name is not known, each other one that may be meant, with what is
    found by it."""
    out = []
    for m in reading.mistakes:
        mended = state.with_(q=m.repair)
        counted = _counted(mended, who) if m.others else None
        out.append(Repair(m.message, m.start, m.end, m.repair, mended.url() if m.repair else "", counted))
        others = [state.with_(q=other) for other in m.others if other != m.repair]
        out += [Repair("", repair=other.q, href=other.url(), count=_counted(other, who)) for other in others]
    return out


def _counted(state: State, who: Access) -> int | None:
    """How many articles or quotes a state finds; None where it asks too much of the engine."""
    try:
        return count(state, who)
    except QueryError:
        return None


def compared_repairs(state: State, who: Access) -> list[Repair]:
    """The mistakes of the queries beside that of the box; each is mended, or taken off the chart."""
    out = []
    for one in timeline.compared(state, who):
        for m in one.reading.mistakes:
            left = tuple(m.repair if query == one.query else query for query in state.compare)
            mended = state.with_(compare=tuple(filter(None, left))).url()
            words = m.repair or "without it"
            out.append(Repair(f"Compared query “{one.query}”: {m.message}", repair=words, href=mended))
    return out


def engine_repair(error: QueryError) -> Repair:
    """What the engine cannot answer as it stands; it says in words what can be done."""
    return Repair(error.message, repair=error.repair)


def mistakes_page(
    request: HttpRequest, state: State, repairs: list[Repair], status: int = 400, heading: str = ""
) -> HttpResponse:
    """The question with its mistakes marked and ways to mend them; never a result list that pretends. `heading`: in
    place of how many mistakes there are."""
    mends = {repair.href: (repair.repair, repair.count) for repair in repairs if repair.href}
    context = {
        "state": state,
        "repairs": [repair for repair in repairs if repair.message],
        "mends": [(words, href, count) for href, (words, count) in mends.items()],
        "heading": heading,
        "spans": [(repair.start, repair.end) for repair in repairs if repair.start is not None],
        "hidden": state.pairs(without=("q", "rows", "page", "facet", "facet_q", "facet_page")),
        "about_query": any(repair.start is not None for repair in repairs),
        "htmx_part": wants_part(request),
    }
    if context["htmx_part"]:
        return frame.part(request, "search/mistakes_part.html", context, status=status)
    return frame.page(request, "search/mistakes.html", context, section=SECTIONS[state.shelf], status=status)


def count(state: State, who: Access, reading: service.Reading | None = None) -> int:
    """How many articles a state finds; mistakes find none."""
    reading = reading or service.read_query(state.q, who)
    if reading.tree is None:
        return 0
    return service.answer(state.with_().request(who, reading.tree, size=0)).total


def beside(state: State, reading: service.Reading, who: Access) -> Beside:
    """What the same words and filters find on the other shelf; nothing where they are too much for it."""
    other = state.on_shelf("articles" if state.shelf == "quotes" else "quotes")
    try:
        total = service.answer(other.request(who, reading.tree, size=0)).total
    except QueryError:
        total = 0
    return Beside(other.url(), total)
