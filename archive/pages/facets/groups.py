"""The facets beside the results: open ones with their leading values, the others folded until somebody opens them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.explore.tree import Node, tree
from archive.explore.words import counted
from archive.pages import names
from archive.pages.facets import values
from archive.pages.facets.values import Rows, ValueView
from archive.pages.forms import FACET_SIZE, State, told_apart
from archive.search import fields, service
from archive.search.query import Access, Facet, FacetRequest, FacetValue, Not, SearchPage, Shelf, Term
from archive.search.query import Node as QueryNode

# Open from the start; the rest is asked for when it is opened, which keeps the page and its answer small.
OPEN: dict[Shelf, tuple[str, ...]] = {
    "articles": ("actor", "place", "source"),
    "quotes": ("speaker", "source", "place"),
}
# Facets whose few values are all shown, in their own order: the steps of a measure, years.
_IN_ORDER: dict[str, Sequence[str]] = {"length": fields.LENGTHS, "carried": fields.CARRIED}
_UNIDENTIFIED = Term("has", "unidentified")
# What finds the articles or quotes without any value, where a word of the language can say so.
_LACKING = {"actor": "actor", "place": "place", "section": "section", "year": "date", "speaker": "speaker"}
_LACKING_WORDS = {"year": "without a known date", "speaker": "without an identified speaker"}


@dataclass(frozen=True, slots=True)
class Nameless:
    """Mentions that have a printed name and no more: how many, in how many of the articles found, and the question
    that finds these articles ("" where it is the present one)."""

    mentions: int
    articles: int
    href: str


@dataclass(frozen=True, slots=True)
class Lacking:
    """Results without any value of a facet: how many, and the question that finds them ("" where no word of the
    language can ask for them)."""

    words: str
    count: int
    href: str


@dataclass(frozen=True, slots=True)
class Group:
    """A facet as shown: its values, how many there are in all (None where only the leading ones were counted), the page
    of all of them, and the results without anything chosen in it. `loaded` is false for one whose values are asked for
    when it is opened."""

    name: str
    words: str
    plural: str
    all_href: str
    clear_href: str = ""
    values: tuple[ValueView, ...] = ()
    distinct: int | None = 0
    open: bool = False
    loaded: bool = True
    nameless: Nameless | None = None
    lacking: Lacking | None = None

    @property
    def more(self) -> bool:
        """Whether some values are not shown."""
        return self.distinct is None or self.distinct > sum(map(_shown, self.values))


def _shown(view: ValueView) -> int:
    return sum(map(_shown, view.children)) + bool(view.count or view.state == "on") * (view.name != "month")


def wanted(state: State) -> tuple[FacetRequest, ...]:
    """What the result page asks for: the facets that stand open."""
    return tuple(request for name in state.facets if _is_open(state, name) for request in requests(state, name))


def requests(state: State, name: str) -> tuple[FacetRequest, ...]:
    """What the group of a facet asks for."""
    if name == "year":
        return FacetRequest("year", 0, whole=state.whole), FacetRequest("month", 0, whole=state.whole)
    # Beside who speaks stands how many quotes are of nobody known.
    size, leading = 0 if name in _IN_ORDER else FACET_SIZE, name != "speaker"
    return (FacetRequest(name, size, whole=state.whole, leading=leading),)


def _is_open(state: State, name: str) -> bool:
    return name in OPEN[state.shelf] or is_chosen(state, name)


def is_chosen(state: State, name: str) -> bool:
    """Whether something is chosen in a facet; months stand under their years."""
    return any(field in _parts(name) for field, _ in state.choices)


def _parts(name: str) -> tuple[str, ...]:
    return ("year", "month") if name == "year" else (name,)


def groups(state: State, page: SearchPage, who: Access, reading: service.Reading) -> tuple[Group, ...]:
    """The facets of the result page, as `wanted` asked for them. An open one without values is left out."""
    labels = values.pairs(page.facets, who)
    known = {facet.field: facet for facet in page.facets}
    out = []
    for name in state.facets:
        if name not in known:
            out.append(_folded(state, name))
        elif known[name].values or is_chosen(state, name) or (name == "speaker" and known[name].missing):
            out.append(_group(state, page, name, labels, reading, who))
    return tuple(out)


def one(state: State, page: SearchPage, name: str, who: Access, reading: service.Reading) -> Group:
    """One facet, as `requests` asked for it: what is put in when somebody opens it."""
    return _group(state, page, name, values.pairs(page.facets, who), reading, who)


def _folded(state: State, name: str) -> Group:
    href = state.results().with_(facet=name).url()
    return Group(name, names.FACET_WORDS[name], names.PLURALS[name], href, loaded=False)


def _group(
    state: State, page: SearchPage, name: str, labels: dict[tuple[str, str], str], reading: service.Reading, who: Access
) -> Group:
    facet = next(facet for facet in page.facets if facet.field == name)
    return Group(
        name=name,
        words=names.FACET_WORDS[name],
        plural=names.PLURALS[name],
        all_href=state.results().with_(facet=name).url(),
        clear_href=cleared(state, name).url() if is_chosen(state, name) else "",
        values=_views(state, page, facet, labels, who),
        distinct=None if facet.at_least else facet.distinct,
        open=_is_open(state, name),
        nameless=nameless(state, facet, reading),
        # Most quotes are of people whom the archive does not know: the known alone must not pass for all.
        lacking=lacking(state, facet, reading) if state.shelf == "quotes" and name == "speaker" else None,
    )


def cleared(state: State, name: str) -> State:
    """The results without anything chosen in a facet."""
    kept = tuple(choice for choice in state.choices if choice[0] not in _parts(name))
    return state.results().with_(choices=kept)


def _views(
    state: State, page: SearchPage, facet: Facet, labels: dict[tuple[str, str], str], who: Access
) -> tuple[ValueView, ...]:
    if facet.field == "year":
        return years(state, page, labels)
    rows = Rows.of(state, facet, labels, values.estimated(page, facet))
    listed = values.with_chosen(facet)
    if steps := _IN_ORDER.get(facet.field):
        listed.sort(key=lambda value: steps.index(value.value) if value.value in steps else len(steps))
    if facet.field != "place":
        return tuple(map(rows.row, listed))
    above = service.place_ancestors([value.value for value in listed], who)
    return tuple(_nested(rows, node) for node in tree({value.value: value for value in listed}, above))


def _nested(rows: Rows, node: Node[FacetValue]) -> ValueView:
    return rows.row(node.item, children=tuple(_nested(rows, child) for child in node.children), open=True)


def years(state: State, page: SearchPage, labels: dict[tuple[str, str], str]) -> tuple[ValueView, ...]:
    """Years in their order, each with its months beneath, these folded where there is more than one year and none
    of them is chosen."""
    both = [next(facet for facet in page.facets if facet.field == name) for name in ("year", "month")]
    of_year, of_month = (Rows.of(state, facet, labels, values.estimated(page, facet)) for facet in both)
    listed = [sorted(values.with_chosen(facet), key=lambda value: value.value) for facet in both]
    chosen = {told_apart(value)[1][:4] for name, value in state.choices if name in ("year", "month")}
    out = []
    for year in listed[0]:
        months = tuple(of_month.row(month) for month in listed[1] if month.value[:4] == year.value)
        is_open = len(listed[0]) == 1 or year.value in chosen
        out.append(of_year.row(year, children=months, open=is_open, inside=counted(len(months), "month,months")))
    there = {year.value for year in listed[0]}
    return (*out, *(of_month.row(month) for month in listed[1] if month.value[:4] not in there))


def nameless(state: State, facet: Facet, reading: service.Reading) -> Nameless | None:
    """What stands under the facet of actors, so that nobody takes the famous for the whole; None where all are known
    (and of other facets)."""
    if not facet.unidentified:
        return None
    known = _UNIDENTIFIED in reading.conditions
    href = "" if known else narrowed(state, reading, _UNIDENTIFIED).url()
    return Nameless(facet.unidentified, facet.unidentified_in, href)


def lacking(state: State, facet: Facet, reading: service.Reading) -> Lacking | None:
    """What stands under a facet for the results without a value; None where all have one. The facet's includes do not
    count, as they do not for its values."""
    if not facet.missing:
        return None
    field = _LACKING.get(facet.field, "")
    there = Not(Term("has", field))
    wide = cleared_includes(state, facet.field)
    href = narrowed(wide, reading, there).url() if field and there not in reading.conditions else ""
    words = _LACKING_WORDS.get(facet.field, "without any")
    return Lacking(words, facet.missing, href)


def narrowed(state: State, reading: service.Reading, node: QueryNode) -> State:
    """The results that meet one more condition, typed beside the query."""
    return state.results().with_(q=reading.narrowed(node))


def cleared_includes(state: State, name: str) -> State:
    """The results without what is included in a facet, its excludes kept: what its counts are over."""
    kept = tuple(c for c in state.choices if c[0] not in _parts(name) or told_apart(c[1])[0])
    return state.with_(choices=kept)
