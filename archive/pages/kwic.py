"""Words in context: the results of a search as lines, each match with the words before and after it.

Part of the search page (`view=kwic`): everything around the lines is as around the list.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from archive.explore.words import counted, number
from archive.pages.forms import KWIC_WIDTH_MAX, State
from archive.pages.options import Option, Options
from archive.search import kwic
from archive.search.engine import QueryError
from archive.search.lines import LineOrder, Lines
from archive.search.query import SearchRequest

# Lines on a page: two screens and a half, and the page stays under 1,500 elements.
PAGE_LINES = 100
# Wider contexts are printed whole in several rows of print, narrower ones in one.
ONE_ROW = 120

_ORDERS: tuple[tuple[LineOrder, str], ...] = (
    ("newest", "newest"),
    ("oldest", "oldest"),
    ("left", "word before"),
    ("right", "word after"),
)
# The same parameters as the search; the order and the width are among them.
_EXPORTS = {"csv": "/lines.csv", "ndjson": "/lines.ndjson", "manifest": "/lines.manifest.json"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line and the address of its article at the match."""

    line: kwic.Line
    href: str


@dataclass(frozen=True, slots=True)
class Panel:
    """The lines of one page. `why`: why there are none; then everything else is empty.

    `total` lines in `articles` articles; `hidden` are the inputs of the form that sets the width; `demands` is what
    must be printed with the articles, with how many of these lines are of such.
    """

    rows: tuple[Row, ...] = ()
    total: int = 0
    articles: int = 0
    first: int = 0
    until: int = 0
    orders: Options | None = None
    notes: tuple[str, ...] = ()
    demands: tuple[tuple[str, int], ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()
    width_max: int = KWIC_WIDTH_MAX
    wrapped: bool = False
    export: dict[str, str] = field(default_factory=dict)
    why: str = ""


def panel(state: State, asked: SearchRequest) -> Panel:
    """The lines of the state's page; beyond the last page there are none."""
    try:
        found = kwic.lines(asked)
    except QueryError as error:
        return Panel(why=_sentence(error))
    start, order = (state.page - 1) * PAGE_LINES, order_of(state)
    shown = kwic.printed(found, asked, order, start, start + PAGE_LINES, state.kwic_width)
    until = min(start + PAGE_LINES, len(found))
    return Panel(
        rows=tuple(Row(line, line_address(state, line)) for line in shown),
        total=len(found),
        articles=len(found.ids),
        first=start + 1,
        until=until,
        orders=_orders(state, order),
        notes=tuple(_notes(found, max(0, until - start) - len(shown), of_words=kwic.is_of_words(asked))),
        demands=tuple(Counter(note for line in shown for note in line.article.notes).items()),
        hidden=tuple(state.pairs(without=("kwic_width", "page", "facet", "facet_q", "facet_page"))),
        wrapped=state.kwic_width > ONE_ROW,
        export={name: state.with_().url(path) for name, path in _EXPORTS.items()},
    )


def _orders(state: State, order: LineOrder) -> Options:
    ways = tuple(Option(words, state.with_(kwic_sort=name).url(), order == name) for name, words in _ORDERS)
    return Options("Order by", "order", ways)


def order_of(state: State) -> LineOrder:
    """The order asked for; else by date, the way the list would be."""
    return state.kwic_sort or ("oldest" if state.sort == "oldest" else "newest")


def line_address(state: State, line: kwic.Line) -> str:
    """The article at the match, and the place of the line, by which the article's page finds the lines beside it."""
    query = state.query(without=("page", "facet", "facet_q", "facet_page", "by", "bin", "span"))
    return f"/article/{line.article.id}/?{query}&n={line.number}{line.fragment}"


def lines_page(state: State, place: int) -> str:
    """The page of the lines on which a line stands."""
    return replace(state, page=-(-place // PAGE_LINES)).url() + f"#k{place}"


def _sentence(error: QueryError) -> str:
    return f"{error.message[:1].upper()}{error.message[1:]}: {error.repair}."


def _notes(found: Lines, missing: int, *, of_words: bool) -> list[str]:
    """What a line is where that is no word; what of the articles found has no line, and why."""
    notes = [] if of_words else ["Each line is a mention of what the search names, under any of its names."]
    if found.unread:
        notes.append(f"{number(found.unread)} of these articles may not be read here; no line of them is shown.")
    if found.crowded:
        of = counted(found.crowded, "article has,articles have")
        notes.append(f"{of} these words near each other in more ways than can be told apart: no line is shown of them.")
    if found.unmarked:
        notes.append(
            f"{counted(found.unmarked, 'article was,articles were')} found by something that is not in the text."
        )
    if missing:
        of = counted(missing, "line of this page is,lines of this page are")
        notes.append(f"{of} not shown, because the article has just changed. Ask again in a minute.")
    return notes
