"""The typed query, the request that carries it, and the answer: frozen values that every engine shares.

Text becomes a tree in `grammar.py`; engines compile the tree; nothing else ever reads the text.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, Literal

# --- who asks -----------------------------------------------------------------------------------

# A source's rights: who may read the full text of its articles. In the engine each is one small number.
Rights = Literal["public", "signed_in", "researchers", "snippet", "metadata"]
RIGHTS: tuple[Rights, ...] = ("public", "signed_in", "researchers", "snippet", "metadata")


@dataclass(frozen=True, slots=True)
class Access:
    """Who asks, as a value (architecture.md, decision 11): part of every request and every cache key.

    `collections`: ids of the collections that may be seen; None means all (the machine's administrator).
    `slugs`: the short names of these same collections, by which they are counted and asked for; any other is unknown
    to this person. Not looked at where `collections` is None.
    `text`: the rights whose full text, quotes and tags may be read, matched and counted.
    `snippet`: the rights of which single words may be matched and short snippets shown, no more.
    """

    collections: frozenset[int] | None
    text: frozenset[Rights]
    snippet: frozenset[Rights] = frozenset()
    slugs: frozenset[str] = frozenset()

    def knows(self, slug: str) -> bool:
        """Whether this person may know of the collection with this short name."""
        return self.collections is None or slug in self.slugs


EVERYTHING = Access(None, frozenset(RIGHTS))

# --- the tree -----------------------------------------------------------------------------------
# `field` is a name of the field table, "" for headline and body as one text. `text` is as typed;
# the analysis folds it. Offsets of a node in the typed text are kept by the grammar, not here.


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    field: str = ""
    exact: bool = False  # =ministers: this form only


@dataclass(frozen=True, slots=True)
class Wildcard:
    pattern: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Fuzzy:
    text: str
    distance: int = 2
    field: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    parts: tuple[Word | Wildcard, ...]
    field: str = ""


@dataclass(frozen=True, slots=True)
class Near:
    """At most `distance` words between the nearest ends of the two sides, which may not overlap."""

    left: Node
    right: Node
    distance: int
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class AtLeast:
    count: int
    node: Node


@dataclass(frozen=True, slots=True)
class Term:
    """A field's exact value: `actor` = "sergey-lavrov", `lang` = "uk", `has` = "quotes"."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class DateIn:
    """A date field's interval lies wholly in [first, last] (inclusive days, None = open), or touches it.

    `unknown` instead matches articles whose date is not known. `own_day`, for "about" alone: an article's
    own publication day counts as spoken of too (as typed it does; a filter leaves it out unless asked).
    `first_hour` and `last_hour`, for "date" and "seen": of the first day from this hour on, of the last day to its end.
    """

    field: str  # "date", "about" or "seen"
    first: date | None = None
    last: date | None = None
    touching: bool = False
    unknown: bool = False
    own_day: bool = True
    first_hour: int = 0
    last_hour: int = 23


@dataclass(frozen=True, slots=True)
class NumberIn:
    field: str  # "words", "copies"
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class And:
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    node: Node


@dataclass(frozen=True, slots=True)
class All:
    """Every article."""


@dataclass(frozen=True, slots=True)
class InQuote:
    """The inside must hold of one and the same quote."""

    node: Node


@dataclass(frozen=True, slots=True)
class Boost:
    node: Node
    factor: float


Node = (
    Word
    | Wildcard
    | Fuzzy
    | Phrase
    | Near
    | AtLeast
    | Term
    | DateIn
    | NumberIn
    | And
    | Or
    | Not
    | All
    | InQuote
    | Boost
)

# --- the request --------------------------------------------------------------------------------

Sort = Literal["relevance", "newest", "oldest", "seen", "longest"]
By = Literal["published", "about", "seen"]
Bin = Literal["hour", "day", "week", "month", "quarter", "year"]
Copies = Literal["each", "first"]
# Two shelves are asked with the same request: articles, and quotes (one document a quote).
Shelf = Literal["articles", "quotes"]


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen in one facet: any of `include` (if there are any) and none of `exclude`."""

    field: str
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DateRange:
    """A range filter beside the query: inclusive days, None = open; or only unknown dates.

    `own_day`, for "about" alone, as in TimelineRequest: so a bar's link gives the bar's count.
    `first_hour` and `last_hour`, for the other two, as in DateIn: so an hour's bar has a link too.
    """

    field: By
    first: date | None = None
    last: date | None = None
    unknown: bool = False
    own_day: bool = False
    first_hour: int = 0
    last_hour: int = 23


@dataclass(frozen=True, slots=True)
class FacetRequest:
    """The `size` leading values of a facet (0 = all), most first, ties by value.

    `whole`: beside each count the one in the whole archive, as far as this person may see it.
    `leading`: no others need be counted, nor articles without a value, where that is quicker.
    """

    field: str
    size: int = 20
    whole: bool = False
    leading: bool = False


@dataclass(frozen=True, slots=True)
class TimelineRequest:
    """`bin` None lets the span choose. `own_day`: count spoken dates equal to the publication day too.

    `sources`: also how many articles each source published in each bin, filters and access holding, the query not.
    """

    by: By = "published"
    bin: Bin | None = None
    own_day: bool = False
    sources: bool = False


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """Everything that decides an answer. `visible_to` has no default: every query says who asks.

    `printed`, of quotes alone: indirect speech, a reporter's words, is none of them, also where the whole archive is
    counted, unless `choices` say which speech is wanted. The facet `speech` counts all of it. Words without a field are
    then looked for within quotation marks, and of indirect speech in all of it (`quote_documents.of_quotes`).
    """

    visible_to: Access
    query: Node = field(default_factory=All)
    choices: tuple[Choice, ...] = ()
    ranges: tuple[DateRange, ...] = ()
    sort: Sort = "relevance"
    offset: int = 0
    size: int = 20
    cursor: str | None = None
    facets: tuple[FacetRequest, ...] = ()
    timeline: TimelineRequest | None = None
    copies: Copies = "each"
    shelf: Shelf = "articles"
    printed: bool = False

    @property
    def leaves_indirect_out(self) -> bool:
        """Whether indirect speech is left out of this request."""
        speech = any(choice.field == "speech" and (choice.include or choice.exclude) for choice in self.choices)
        return self.printed and self.shelf == "quotes" and not speech

    def bare(self, **changes: Any) -> SearchRequest:
        """The request as far as it decides what matches and in which order, with some of that changed."""
        return replace(self, **{"offset": 0, "size": 0, "cursor": None, "facets": (), "timeline": None, **changes})


# --- the answer ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hit:
    id: int
    score: float


@dataclass(frozen=True, slots=True)
class FacetValue:
    """`whole`: what choosing it alone gives, with neither query nor any other filter, where the request asked for
    that: of articles or stories as the request counts, among those that this person may see."""

    value: str
    count: int
    whole: int | None = None


def candidate_value(name: str) -> str:
    """The value of `actor` that stands for somebody whom the authority lacks: the printed name within quotation
    marks, so that it can never be an actor's id, and comes after all ids where counts are equal."""
    return f"“{name}”"


def candidate_name(value: str) -> str:
    """The printed name that a value of `actor` stands for, plain quotation marks allowed; "" for an actor's id."""
    return value[1:-1] if len(value) > 2 and value[0] in '"“' and value[-1] in '"”' else ""


@dataclass(frozen=True, slots=True)
class Facet:
    """`values`: the leading ones; `distinct`: how many there are; `missing`: matching articles without one.

    A value's count is what choosing only it gives (query-language.md, "Counts of a facet value").
    `at_least`: the leading values alone were counted: there may be more than `distinct`, and `missing` is 0.
    `exact` is False where the values were too many to count: then each may lack up to `error`, and one that is not
    there may have as much more than the least that is. Those chosen are exact always.
    `chosen`: the values that the request includes, in its order, whether leading or not;
    `excluded`: the values it excludes, each with how many articles come back if it is let in again.
    `whole_total`: what each `whole` is a part of, everything that this person may see, counted in the same way.
    Of the facet `actor` alone: `unidentified` mentions that have a printed name and no more, in how many of the
    matching articles, all filters counting (`unidentified_in`, what `has:unidentified` beside the query finds).
    """

    field: str
    values: tuple[FacetValue, ...]
    distinct: int
    missing: int
    exact: bool = True
    error: int = 0
    chosen: tuple[FacetValue, ...] = ()
    excluded: tuple[FacetValue, ...] = ()
    unidentified: int = 0
    unidentified_in: int = 0
    whole_total: int = 0
    at_least: bool = False

    def __reduce__(self) -> tuple[Any, ...]:
        """Kept in columns: a hundred thousand values one by one would take half a second to keep and to take out."""
        columns = ([v.value for v in self.values], [v.count for v in self.values], [v.whole for v in self.values])
        return _facet, (columns, {one.name: getattr(self, one.name) for one in fields(self) if one.name != "values"})


def _facet(columns: tuple[list[str], list[int], list[int | None]], rest: dict[str, Any]) -> Facet:
    return Facet(values=tuple(map(FacetValue, *columns)), **rest)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bin: its first day (or hour, "YYYY-MM-DDTHH") as printed, the count, and the count of `all`: the same
    filters and access without the query, in stories where each counts once: those with any copy in the bin. So
    count ≤ all."""

    start: str
    count: int
    all: int


@dataclass(frozen=True, slots=True)
class SourceBars:
    """One source's articles in each bin (as `Bar.all`, parallel to `Timeline.bars`)."""

    source: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars without gaps. For published and seen: sum of counts + undated + imprecise + out_of_range = total.

    `sources`: where the request asked for them, by count over all bins, greatest first, ties by source.
    """

    by: By
    bin: Bin
    bars: tuple[Bar, ...]
    undated: int = 0
    imprecise: int = 0
    out_of_range: int = 0
    sources: tuple[SourceBars, ...] = ()

    @property
    def unknown(self) -> int:
        return self.undated + self.imprecise


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of an answer, all of it from one snapshot of the index."""

    hits: tuple[Hit, ...]
    total: int
    total_is_exact: bool = True
    untagged: int = 0
    facets: tuple[Facet, ...] = ()
    timeline: Timeline | None = None
    cursor: str | None = None
    took_ms: float = 0.0
