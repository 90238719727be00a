"""The address is the state: URL parameters to `State` and `SearchRequest`, and back to links that keep it.

One list of parameters, `PARAMETERS`; the help page prints it and a test holds the contract to it. What is
not on the list is not refused here but named, so that the page can say that it ignored it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Literal, cast, get_args
from urllib.parse import quote_plus

from django.http import QueryDict

from archive.search.query import (
    Access,
    All,
    Bin,
    By,
    Choice,
    Copies,
    DateRange,
    FacetRequest,
    Node,
    SearchRequest,
    Shelf,
    Sort,
    TimelineRequest,
    candidate_name,
    candidate_value,
)

PAGE_SIZE = 20
# Leading values shown in a facet on the result page (pages.md, "Weight").
FACET_SIZE = 8
FACET_PAGE_SIZE = 100

Span = Literal["near", "whole", "range"]
View = Literal["list", "kwic"]
FacetOrder = Literal["most", "distinctive", "name"]
KwicSort = Literal["left", "right", "newest", "oldest"]
# One query of the box and up to four beside it on one chart.
COMPARED = 4
# Characters of context on each side of a match: about one printed line of 120 in all; at most a long paragraph.
KWIC_WIDTH = 60
KWIC_WIDTH_MAX = 500
SMOOTHS = ("3", "5", "7", "15", "31")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One URL parameter: what it holds and, for the help page, what it is for."""

    name: str
    kind: Literal["text", "texts", "day", "values", "word", "number"]
    help: str
    words: tuple[str, ...] = ()


CHOICES = (
    *("actor", "person", "org", "place", "country", "reading", "source", "lang", "section", "speaker", "collection"),
    *("year", "month", "length", "carried", "speech"),
)
# The facets beside the results, in their order; those of people and organisations are kinds of actors there, months
# stand under their years.
FACETS = (
    *("actor", "speaker", "place", "country", "source", "lang", "section", "year", "length", "carried", "reading"),
    "collection",
)
# Of quotes: who speaks comes first. What is said of a text's tags is said of the article that a quote stands in.
QUOTE_FACETS = ("speaker", "source", "year", "place", "country", "lang", "section", "length", "carried", "collection")
MARKS = ("matches", "actors", "unidentified", "places", "readings", "quotes", "dates")

_CHOICE_HELP = {
    "person": "id of a person who is mentioned",
    "org": "id of an organisation that is mentioned",
    "reading": "how places are meant: literal, metonymic or adjectival",
    "year": "year of publication",
    "month": "month of publication, YYYY-MM",
    "length": "length of the text in words, as listed in the facet",
    "carried": "how many copies the story has, as listed in the facet",
    "speech": "how a quote is printed: direct, mixed or indirect",
    "actor": "an actor's id; repeat it for any of several; with - in front for none of it",
    "place": "a place's id, with everything inside it",
    "country": "two-letter code of a country named in any reading",
    "source": "a source's short name",
    "lang": "two-letter code of the article's language",
    "section": "section of the source",
    "speaker": "id of an actor who is quoted",
    "collection": "short name of a collection",
}

PARAMETERS: tuple[Parameter, ...] = (
    Parameter("q", "text", "the query"),
    Parameter("rows", "word", "what is asked for: articles, or the quotes in them", get_args(Shelf)),
    Parameter("from", "day", "published on this day or later, YYYY-MM-DD; or unknown"),
    Parameter("to", "day", "published on this day or earlier"),
    *(Parameter(name, "values", _CHOICE_HELP[name]) for name in CHOICES),
    Parameter("about_from", "day", "speaks of this day or later; or unknown"),
    Parameter("about_to", "day", "speaks of this day or earlier"),
    Parameter("seen_from", "day", "first seen by the archive on this day or later"),
    Parameter("seen_to", "day", "first seen by the archive on this day or earlier"),
    Parameter("copies", "word", "each copy counted, or only the first of each story", get_args(Copies)),
    Parameter("sort", "word", "order of the results", get_args(Sort)),
    Parameter("by", "word", "which date the timeline shows", get_args(By)),
    Parameter("bin", "word", "width of the timeline's bars", get_args(Bin)),
    Parameter("span", "word", "how much of the timeline is shown around a chosen range", get_args(Span)),
    Parameter("own_day", "word", "spoken dates equal to the day of publication are shown too", ("1",)),
    Parameter("compare", "texts", "another query on the same chart; up to four"),
    Parameter("share", "word", "bars as a share of all articles that meet the filters", ("1",)),
    Parameter("smooth", "word", "moving average over so many bars", SMOOTHS),
    Parameter("view", "word", "results as a list, or every match in its line (KWIC)", get_args(View)),
    Parameter("kwic_sort", "word", "order of the lines", get_args(KwicSort)),
    Parameter("kwic_width", "number", "characters of context on each side of a match"),
    Parameter("group", "word", "copies of one story together in the list", ("1",)),
    Parameter("indirect", "word", "quotes: indirect speech too", ("1",)),
    Parameter("page", "number", "page of the results"),
    Parameter("marks", "values", "marks in the article, hidden with - in front", MARKS),
    Parameter("facet", "word", "the facet whose values are all listed", FACETS),
    Parameter("facet_q", "text", "part of a name to find among a facet's values"),
    Parameter(
        "facet_order", "word", "values by count, by what sets these results apart, or by name", get_args(FacetOrder)
    ),
    Parameter("facet_kind", "text", "actors of one kind only"),
    Parameter("facet_in", "text", "places within one place, by its id"),
    Parameter("whole", "word", "counts of the whole archive beside those of the results", ("1",)),
    Parameter("facet_page", "number", "page of a facet's values"),
)
PATHS: dict[Shelf, str] = {"articles": "/search", "quotes": "/quotes/"}
NAMES = {parameter.name: parameter for parameter in PARAMETERS}
RANGES: tuple[tuple[By, str, str], ...] = (
    ("published", "from", "to"),
    ("about", "about_from", "about_to"),
    ("seen", "seen_from", "seen_to"),
)

_ORDER = {name: n for n, name in enumerate(NAMES)}
_CHOICE_ORDER = {name: n for n, name in enumerate(CHOICES)}
_RANGE_ORDER = {by: n for n, (by, _, _) in enumerate(RANGES)}


@dataclass(frozen=True, slots=True)
class Fault:
    """A parameter that cannot be read: its name, what is wrong, and the state without it as a way on."""

    name: str
    message: str


# Some hundred links of a page say the same query again.
_encoded = lru_cache(2_048)(quote_plus)


def told_apart(chosen: str) -> tuple[bool, str]:
    """Whether a chosen value is left out, as one - in front says; and the value, which may begin with another."""
    return chosen.startswith("-"), chosen.removeprefix("-")


@dataclass(frozen=True, slots=True)
class State:
    """What the address says. `choices` are (field, value) in the order chosen, excluded values begin with -."""

    q: str = ""
    shelf: Shelf = "articles"
    choices: tuple[tuple[str, str], ...] = ()
    ranges: tuple[DateRange, ...] = ()
    copies: Copies = "each"
    sort: Sort | None = None
    by: By = "published"
    bin: Bin | None = None
    span: Span = "near"
    own_day: bool = False
    compare: tuple[str, ...] = ()
    share: bool = False
    smooth: int = 0
    view: View = "list"
    kwic_sort: KwicSort | None = None
    kwic_width: int = KWIC_WIDTH
    group: bool = False
    indirect: bool = False
    page: int = 1
    hidden: frozenset[str] = frozenset()
    facet: str = ""
    facet_q: str = ""
    facet_page: int = 1
    facet_order: FacetOrder = "most"
    facet_kind: str = ""
    facet_in: str = ""
    whole: bool = False
    ignored: tuple[str, ...] = field(default=(), compare=False)
    faults: tuple[Fault, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        # One order, so that the same question always has the same address.
        if len(self.choices) > 1:
            object.__setattr__(self, "choices", tuple(sorted(self.choices, key=lambda c: _CHOICE_ORDER[c[0]])))
        if len(self.ranges) > 1:
            object.__setattr__(self, "ranges", tuple(sorted(self.ranges, key=lambda r: _RANGE_ORDER[r.field])))

    # --- reading ---------------------------------------------------------------------------------

    @property
    def order(self) -> Sort:
        """The order asked for; else by relevance where there are words, newest first where there are none."""
        return self.sort or ("relevance" if self.q.strip() else "newest")

    @property
    def path(self) -> str:
        """The page that lists what is asked for."""
        return PATHS[self.shelf]

    @property
    def things(self) -> str:
        """What is counted, one and several, as `counted` takes it."""
        return "quote,quotes" if self.shelf == "quotes" else "article,articles"

    @property
    def facets(self) -> tuple[str, ...]:
        """The facets beside the results, in their order."""
        return QUOTE_FACETS if self.shelf == "quotes" else FACETS

    @property
    def has_filters(self) -> bool:
        return bool(self.choices or self.ranges or self.copies != "each")

    def range_of(self, by: By) -> DateRange | None:
        """The range chosen for one of the three dates."""
        return next((r for r in self.ranges if r.field == by), None)

    def values_of(self, name: str) -> tuple[str, ...]:
        """The chosen values of a facet, excluded ones with their -."""
        return tuple(value for field_name, value in self.choices if field_name == name)

    # --- changing --------------------------------------------------------------------------------
    # Every change of what is asked goes back to page 1: page 7 of another question means nothing.

    def with_(self, **changes: object) -> State:
        """The state with some of its fields changed, on its first page."""
        return replace(self, **{"page": 1, "facet_page": 1, **changes})  # type: ignore[arg-type]

    def bare(self, **changes: object) -> State:
        """Nothing asked of the same shelf, its copies and indirect speech counted as here."""
        return State(shelf=self.shelf, copies=self.copies, indirect=self.indirect).with_(**changes)

    def results(self) -> State:
        """The results that the values of a facet belong to: the same question without the page of these values."""
        return self.with_(facet="", facet_q="", facet_order="most", facet_kind="", facet_in="")

    def include(self, name: str, value: str) -> State:
        kept = tuple(c for c in self.choices if c not in ((name, value), (name, f"-{value}")))
        return self.with_(choices=(*kept, (name, value)))

    def exclude(self, name: str, value: str) -> State:
        kept = tuple(c for c in self.choices if c not in ((name, value), (name, f"-{value}")))
        return self.with_(choices=(*kept, (name, f"-{value}")))

    def only(self, name: str, value: str) -> State:
        """This value in place of the facet's other includes; its excludes stay (query-language.md)."""
        kept = tuple(c for c in self.choices if c[0] != name or (told_apart(c[1])[0] and c[1] != f"-{value}"))
        return self.with_(choices=(*kept, (name, value)))

    def without(self, name: str, value: str) -> State:
        return self.with_(choices=tuple(c for c in self.choices if c != (name, value)))

    def with_range(
        self, by: By, first: date | None, last: date | None, first_hour: int = 0, last_hour: int = 23
    ) -> State:
        kept = tuple(r for r in self.ranges if r.field != by)
        chosen = DateRange(by, first, last, first_hour=first_hour, last_hour=last_hour)
        return self.with_(ranges=(*kept, chosen) if first or last else kept)

    def with_unknown(self, by: By) -> State:
        kept = tuple(r for r in self.ranges if r.field != by)
        return self.with_(ranges=(*kept, DateRange(by, unknown=True)))

    def without_range(self, by: By) -> State:
        return self.with_(ranges=tuple(r for r in self.ranges if r.field != by))

    # --- writing ---------------------------------------------------------------------------------

    def pairs(self, *, without: Iterable[str] = ()) -> list[tuple[str, str]]:
        """Names and values as in the address, in the order of `PARAMETERS`, nothing that is the default."""
        given = [*self._range_pairs(), *self.choices, *(("marks", f"-{kind}") for kind in sorted(self.hidden))]
        given += [("compare", query) for query in self.compare]
        for name, attribute, default in _SINGLE:
            value = getattr(self, attribute)
            if value != default:
                given.append((name, "1" if value is True else str(value)))
        left_out = set(without)
        return [pair for pair in sorted(given, key=lambda p: _ORDER[p[0]]) if pair[0] not in left_out]

    def _range_pairs(self) -> list[tuple[str, str]]:
        pairs = []
        for by, first_name, last_name in RANGES:
            chosen = self.range_of(by)
            if chosen is None:
                continue
            if chosen.unknown:
                pairs.append((first_name, "unknown"))
            if chosen.first:
                pairs.append((first_name, _printed(chosen.first, chosen.first_hour, whole=0)))
            if chosen.last:
                pairs.append((last_name, _printed(chosen.last, chosen.last_hour, whole=23)))
        return pairs

    def query(self, *, without: Iterable[str] = ()) -> str:
        """The query string, without its question mark."""
        return "&".join([f"{name}={_encoded(value)}" for name, value in self.pairs(without=without)])

    def url(self, path: str = "") -> str:
        """The address of this state, on the page of its results where none is named; that page says what it lists."""
        query = self.query(without=() if path else ("rows",))
        path = path or self.path
        return f"{path}?{query}" if query else path

    def on_shelf(self, shelf: Shelf) -> State:
        """The same question asked of the other shelf; what means something else there is left out."""
        kept = tuple(choice for choice in self.choices if choice[0] not in ("length", "speech"))
        return self.results().with_(shelf=shelf, choices=kept, sort=None, view="list", group=False, compare=())

    # --- asking ----------------------------------------------------------------------------------

    def request(
        self,
        access: Access,
        query: Node | None = None,
        *,
        size: int = PAGE_SIZE,
        facets: tuple[FacetRequest, ...] = (),
        timeline: TimelineRequest | None = None,
    ) -> SearchRequest:
        """The request that this state asks, on behalf of `access`. `query` is `q` as a tree (grammar.parse); it may be
        left out where `q` is empty. ValueError where a `q` with mistakes has none: it must not find everything."""
        if query is None and self.q:
            raise ValueError("a query that could not be read cannot be asked")
        return SearchRequest(
            visible_to=access,
            query=query or All(),
            choices=self.chosen(),
            ranges=tuple(replace(r, own_day=self.own_day) if r.field == "about" else r for r in self.ranges),
            sort=self.order,
            offset=(self.page - 1) * size,
            size=size,
            facets=facets,
            timeline=timeline,
            copies=self.copies,
            shelf=self.shelf,
            printed=self.shelf == "quotes" and not self.indirect,
        )

    def chosen(self) -> tuple[Choice, ...]:
        """The choices as the request wants them, one value a field."""
        chosen = []
        for name in CHOICES:
            values = self.values_of(name)
            if values:
                include, exclude = ([v for out, v in map(told_apart, values) if out == left] for left in (False, True))
                chosen.append(Choice(name, tuple(include), tuple(exclude)))
        return tuple(chosen)


# Parameter, the field that holds its one value, what that is where the address says nothing.
_SINGLE: tuple[tuple[str, str, object], ...] = tuple(
    (name, attribute, getattr(State(), attribute))
    for name, attribute in (
        *((name, name) for name in ("q", "copies", "sort", "by", "bin", "span", "own_day", "share", "smooth", "view")),
        *((name, name) for name in ("kwic_sort", "kwic_width", "group", "indirect", "page", "facet", "facet_q")),
        *((name, name) for name in ("facet_page", "facet_order", "facet_kind", "facet_in", "whole")),
        ("rows", "shelf"),
    )
)


# --- from the address ---------------------------------------------------------------------------


def read(parameters: QueryDict) -> State:
    """The state that an address means; what cannot be read is in `faults`, what is not known in `ignored`."""
    faults: list[Fault] = []
    single = {name: parameters.get(name, "").strip() for name in NAMES}
    return State(
        q=_clean(parameters.get("q", "")).strip(),
        shelf=cast(Shelf, _word(single, "rows", faults) or "articles"),
        choices=_choices(parameters, faults),
        ranges=_ranges(single, faults),
        copies=cast(Copies, _word(single, "copies", faults) or "each"),
        sort=cast("Sort | None", _word(single, "sort", faults) or None),
        by=cast(By, _word(single, "by", faults) or "published"),
        bin=cast("Bin | None", _word(single, "bin", faults) or None),
        span=cast(Span, _word(single, "span", faults) or "near"),
        own_day=bool(_word(single, "own_day", faults)),
        compare=_compare(parameters, faults),
        share=bool(_word(single, "share", faults)),
        smooth=int(_word(single, "smooth", faults) or 0),
        view=cast(View, _word(single, "view", faults) or "list"),
        kwic_sort=cast("KwicSort | None", _word(single, "kwic_sort", faults) or None),
        kwic_width=_width(single, faults),
        group=bool(_word(single, "group", faults)),
        indirect=bool(_word(single, "indirect", faults)),
        page=_number(single, "page", faults),
        hidden=_hidden(parameters, faults),
        facet=_word(single, "facet", faults),
        facet_q=_clean(single["facet_q"]),
        facet_page=_number(single, "facet_page", faults),
        facet_order=cast(FacetOrder, _word(single, "facet_order", faults) or "most"),
        facet_kind=_clean(single["facet_kind"]),
        facet_in=_clean(single["facet_in"]),
        whole=bool(_word(single, "whole", faults)),
        ignored=tuple(sorted(name for name in parameters if name not in NAMES)),
        faults=tuple(faults),
    )


def _clean(text: str) -> str:
    """Without the characters that PostgreSQL refuses; they stand for nothing that could be found."""
    return "".join("\ufffd" if ch == "\0" or "\ud800" <= ch <= "\udfff" else ch for ch in text)


def _choices(parameters: QueryDict, faults: list[Fault]) -> tuple[tuple[str, str], ...]:
    out: list[tuple[str, str]] = []
    for name in parameters:
        if name not in CHOICES:
            continue
        for printed in parameters.getlist(name):
            value = _clean(printed).strip()
            left_out, plain = told_apart(value)
            if named := candidate_name(plain):
                value = f"{'-' * left_out}{candidate_value(named)}"
            if plain and (name, value) not in out:
                out.append((name, value))
    for name, value in out:
        if (name, f"-{value}") in out:
            faults.append(Fault(name, f"{name} {value} is both wanted and left out; keep one of the two"))
    return tuple(out)


def _compare(parameters: QueryDict, faults: list[Fault]) -> tuple[str, ...]:
    """The queries beside that of the box, each once, in their order."""
    queries = tuple(dict.fromkeys(filter(None, (_clean(q).strip() for q in parameters.getlist("compare")))))
    if len(queries) > COMPARED:
        faults.append(Fault("compare", f"at most {COMPARED} queries stand beside that of the box; take some away"))
    return queries[:COMPARED]


def _ranges(single: dict[str, str], faults: list[Fault]) -> tuple[DateRange, ...]:
    out = []
    for by, first_name, last_name in RANGES:
        if single[first_name] == "unknown":
            if single[last_name]:
                faults.append(Fault(last_name, f"a date that is unknown has no end; leave out {last_name}"))
            out.append(DateRange(by, unknown=True))
            continue
        first, first_hour = _moment(single, first_name, 0, faults)
        last, last_hour = _moment(single, last_name, 23, faults)
        if first and last and (last, last_hour) < (first, first_hour):
            ends, begins = (single[name] for name in (last_name, first_name))
            faults.append(Fault(first_name, f"the range ends ({ends}) before it begins ({begins}); exchange the two"))
        elif first or last:
            out.append(DateRange(by, first, last, first_hour=first_hour, last_hour=last_hour))
    return tuple(out)


# A day, or an hour of it for the two dates that are known so finely; minutes, as browsers send them, are let go.
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T([01]\d|2[0-3])(?::[0-5]\d)?)?", re.ASCII)


def _moment(single: dict[str, str], name: str, whole: int, faults: list[Fault]) -> tuple[date | None, int]:
    """The day and the hour; `whole` is the hour that a day alone means."""
    printed = single[name]
    if not printed:
        return None, whole
    try:
        found = _MOMENT.fullmatch(printed)
        if found and (found[2] is None or not name.startswith("about_")):
            return date.fromisoformat(found[1]), whole if found[2] is None else int(found[2])
        day = date.fromisoformat(printed)
    except ValueError:
        faults.append(Fault(name, f"“{printed}” is no date; write it as 2014-03-16"))
        return None, whole
    return day, whole


def _printed(day: date, hour: int, *, whole: int) -> str:
    return day.isoformat() if hour == whole else f"{day.isoformat()}T{hour:02}"


def _word(single: dict[str, str], name: str, faults: list[Fault]) -> str:
    value, words = single[name], NAMES[name].words
    if value and value not in words:
        faults.append(Fault(name, f"“{value}” is not known here; choose one of {', '.join(words)}"))
        return ""
    return value


# Nobody pages further than this by hand, and an offset must stay a number that engines accept.
MAX_PAGE = 1_000_000


def _number(single: dict[str, str], name: str, faults: list[Fault]) -> int:
    printed = single[name]
    if not printed:
        return 1
    if not (printed.isascii() and printed.isdigit()) or not 1 <= int(printed[:8]) <= MAX_PAGE or len(printed) > 7:
        faults.append(Fault(name, f"“{printed[:40]}” is no page; pages are numbered from 1"))
        return 1
    return int(printed)


def _width(single: dict[str, str], faults: list[Fault]) -> int:
    printed = single["kwic_width"]
    if not printed:
        return KWIC_WIDTH
    if not (printed.isascii() and printed.isdigit()) or len(printed) > 4 or not 1 <= int(printed) <= KWIC_WIDTH_MAX:
        message = f"“{printed[:40]}” is no width; it is a number of characters from 1 to {KWIC_WIDTH_MAX}"
        faults.append(Fault("kwic_width", message))
        return KWIC_WIDTH
    return int(printed)


def _hidden(parameters: QueryDict, faults: list[Fault]) -> frozenset[str]:
    hidden = set()
    for value in parameters.getlist("marks"):
        left_out, kind = told_apart(value)
        if kind not in MARKS:
            faults.append(Fault("marks", f"“{value[:40]}” is no mark; marks are {', '.join(MARKS)}"))
        elif left_out:
            hidden.add(kind)
    return frozenset(hidden)
