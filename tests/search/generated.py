"""Random small archives, queries and requests for the conformance suite: few words, so that they meet."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from archive.search.documents import ArticleRecord, QuoteRecord
from archive.search.query import (
    RIGHTS,
    Access,
    All,
    And,
    AtLeast,
    Boost,
    Choice,
    DateIn,
    DateRange,
    FacetRequest,
    Fuzzy,
    InQuote,
    Near,
    Node,
    Not,
    NumberIn,
    Or,
    Phrase,
    SearchRequest,
    Term,
    TimelineRequest,
    Wildcard,
    Word,
)
from archive.text import analysis
from archive.text.when import UNKNOWN, Published


def tries(count: int) -> settings:
    """So many examples, however long one takes: an archive is much to make, and an engine to fill."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(max_examples=count, suppress_health_check=slow, deadline=None)


LATIN = [
    "crimea",
    "Minister",
    "ministers",
    "minister's",
    "kerry",
    "Kerri",
    "lavrov",
    "sanction",
    "sanctions",
    "pro-russian",
]
LATIN += ["U.S.", "us", "1,000", "the", "naïve", "visa"]
CYRILLIC = ["Крим", "Криму", "міністр", "министров", "Россия", "п’яти", "лавров"]
WORDS = [*LATIN, *CYRILLIC, "危机"]
PERSONS = ["sergey-lavrov", "john-kerry"]
ACTORS = [*PERSONS, "nato"]
READINGS = ["literal", "metonymic", "adjectival"]
CANDIDATES = ["Jane Doe"]
UNIDENTIFIED = [f"“{name}”" for name in CANDIDATES]  # as values of the facet
PLACES = ["ukraine", "crimea", "sevastopol"]
SOURCES = ["agency", "paper", "echo"]
SECTIONS = ["", "World", "business"]
LANGUAGES = ["en", "en", "uk", "ru", "fr", ""]
DAY = date(2014, 3, 14)
ZONE = ZoneInfo("Europe/Kyiv")

words = st.sampled_from(WORDS)
days = st.integers(-40, 40).map(lambda n: DAY + timedelta(days=n)) | st.dates(date(2012, 1, 1), date(2015, 12, 31))


def _subset(values: list[str], most: int = 2) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=most, unique=True).map(tuple)


@st.composite
def bodies(draw: st.DrawFn) -> str:
    parts = draw(st.lists(words, max_size=12))
    marks = draw(
        st.lists(st.sampled_from([" ", ", ", ' "', '" ', "-", ". "]), min_size=len(parts), max_size=len(parts))
    )
    return "".join(word + mark for word, mark in zip(parts, marks, strict=True)).strip()


@st.composite
def published(draw: st.DrawFn) -> Published:
    on = draw(days)
    match draw(st.sampled_from(["unknown", "year", "month", "day", "minute", "minute"])):
        case "unknown":
            return UNKNOWN
        case "year":
            return Published.year(on.year, "test")
        case "month":
            return Published.month(on.year, on.month, "test")
        case "day":
            return Published.day(on, "test")
        case _:
            minute = draw(st.sampled_from([0, 59, 61, 600, 1439]))
            return Published.instant(
                datetime(on.year, on.month, on.day, tzinfo=UTC) + timedelta(minutes=minute), "test"
            )


@st.composite
def spoken(draw: st.DrawFn) -> tuple[date, date]:
    first = draw(days)
    match draw(st.sampled_from(["day", "day", "week", "month", "quarter", "year", "span", "long"])):
        case "day":
            return first, first
        case "week":
            monday = first - timedelta(days=first.weekday())
            return monday, monday + timedelta(days=6)
        case "month":
            start = first.replace(day=1)
            return start, (start + timedelta(days=40)).replace(day=1) - timedelta(days=1)
        case "quarter":
            return date(first.year, 4, 1), date(first.year, 6, 30)
        case "year":
            return date(first.year, 1, 1), date(first.year, 12, 31)
        case "span":
            return first, first + timedelta(days=draw(st.integers(1, 8)))
        case _:
            return first, first + timedelta(days=draw(st.sampled_from([40, 100, 400, 5000])))


@st.composite
def quotes(draw: st.DrawFn, body: str) -> tuple[QuoteRecord, ...]:
    tokens = analysis.tokens(body)
    made = []
    for _ in range(draw(st.integers(0, 2)) if tokens else 0):
        first = draw(st.integers(0, len(tokens) - 1))
        last = draw(st.integers(first, len(tokens) - 1))
        kind = draw(st.sampled_from(["direct", "indirect", "mixed"]))
        made.append(QuoteRecord(tokens[first].start, tokens[last].end, kind, draw(st.sampled_from(["", *ACTORS]))))
    return tuple(made)


def numbered(article: int, said: tuple[QuoteRecord, ...]) -> tuple[QuoteRecord, ...]:
    """Quotes with numbers of their own, rising along the text; later articles' are not always greater."""
    return tuple(replace(quote, id=(7 - article) % 10 * 10 + n) for n, quote in enumerate(said, 1))


@st.composite
def records(draw: st.DrawFn, id: int) -> ArticleRecord:
    body = draw(bodies())
    tagged = draw(st.sampled_from([True, True, True, False]))
    said = numbered(id, draw(quotes(body))) if tagged else ()
    collections = draw(st.lists(st.integers(1, 3), max_size=2, unique=True).map(tuple))
    places = draw(_subset(PLACES)) if tagged else ()
    candidates = draw(_subset(CANDIDATES)) if tagged else ()
    return ArticleRecord(
        id=id,
        version=draw(st.integers(1, 10**12)),
        title=" ".join(draw(st.lists(words, max_size=4))),
        body=body,
        language=draw(st.sampled_from(LANGUAGES)),
        source=draw(st.sampled_from(SOURCES)),
        source_name="",
        rights=draw(st.sampled_from([*RIGHTS, "public", "public"])),
        collections=collections,
        collection_slugs=tuple(f"c{n}" for n in collections),
        first_seen=datetime(2026, 11, 1, 23, 30, tzinfo=UTC) + timedelta(hours=draw(st.integers(0, 60))),
        words=draw(st.integers(0, 6) | st.sampled_from([99, 100, 1999, 2000])),
        published=draw(published()),
        byline=draw(st.sampled_from(["", "Kerry Minister", "Лавров"])),
        section=draw(st.sampled_from(SECTIONS)),
        url=f"https://example.org/{id}" if draw(st.booleans()) else "",
        copy_group=draw(st.sampled_from([None, None, 1, 2])),
        revisions=draw(st.integers(1, 2)),
        tagged=tagged,
        actors=draw(_subset(ACTORS)) if tagged else (),
        persons=draw(_subset([*PERSONS, *UNIDENTIFIED])) if tagged else (),
        orgs=draw(_subset(["nato", *UNIDENTIFIED])) if tagged else (),
        readings=draw(_subset(READINGS)) if tagged else (),
        candidates=candidates,
        unidentified=draw(st.integers(1, 3)) if candidates else 0,
        speakers=tuple(dict.fromkeys(q.speaker for q in said if q.speaker)),
        places=places,
        places_named=places[:1],
        countries=draw(_subset(["UA", "RU"])) if tagged else (),
        names=draw(_subset([*ACTORS, *PLACES])) if tagged else (),
        quotes=said,
        spoken=tuple(draw(st.lists(spoken(), max_size=3))) if tagged else (),
    )


@st.composite
def archives(draw: st.DrawFn, most: int = 9, least: int = 1) -> list[ArticleRecord]:
    made = [draw(records(id)) for id in range(1, draw(st.integers(least, most)) + 1)]
    return [_with_copies(record, made) for record in made]


def _order(record: ArticleRecord) -> tuple[bool, datetime, int]:
    """Earliest published first, unknown last, then by id."""
    span = record.published.span(ZONE)
    return span is None, span.start if span else datetime(1, 1, 1), record.id


def _with_copies(record: ArticleRecord, made: list[ArticleRecord]) -> ArticleRecord:
    if record.copy_group is None:
        return record
    group = [r for r in made if r.copy_group == record.copy_group]
    first = min(group, key=_order)
    return replace(record, copies=len(group), is_first=first.id == record.id)


# --- queries -------------------------------------------------------------------------------------

TEXT_FIELDS = ["", "", "", "title", "body", "byline", "said", "reported"]
PATTERNS = ["min*", "*rov", "sanct?on*", "k?rr*", "*рим*", "п'я*", "??ree*", "*i*st*s"]


def typed_words(field: str) -> st.SearchStrategy[Word]:
    return st.builds(Word, st.sampled_from([*WORDS, "kiev", "foreign"]), st.just(field), st.booleans())


def wildcards(field: str) -> st.SearchStrategy[Wildcard]:
    return st.builds(Wildcard, st.sampled_from(PATTERNS), st.just(field))


def fuzzies(field: str) -> st.SearchStrategy[Fuzzy]:
    near = st.sampled_from(["kery", "lavorv", "santcions", "crimea", "минитсров"])
    return st.builds(Fuzzy, near, st.sampled_from([1, 2]), st.just(field))


def phrases(field: str) -> st.SearchStrategy[Phrase]:
    parts = st.lists(typed_words("") | typed_words("") | wildcards(""), min_size=1, max_size=3).map(tuple)
    exact = st.lists(st.builds(Word, words, st.just(""), st.just(True)), min_size=1, max_size=3).map(tuple)
    plain = st.lists(st.builds(Word, words), min_size=1, max_size=2).map(tuple)
    return st.builds(Phrase, parts | exact | plain, st.just(field))


def in_text(field: str) -> st.SearchStrategy[Node]:
    return typed_words(field) | typed_words(field) | wildcards(field) | fuzzies(field) | phrases(field)


def with_positions(field: str) -> st.SearchStrategy[Node]:
    def grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        either = st.lists(inner, min_size=2, max_size=2).map(lambda nodes: Or(tuple(nodes)))
        return either | st.builds(Near, inner, inner, st.integers(0, 5), st.booleans())

    return st.recursive(in_text(field), grown, max_leaves=3)


def nears(field: str) -> st.SearchStrategy[Node]:
    sides = with_positions(field)
    near = st.builds(Near, sides, sides, st.integers(0, 5), st.booleans())
    return near | st.builds(AtLeast, st.integers(1, 3), sides)


def terms() -> st.SearchStrategy[Node]:
    choices: list[tuple[str, list[str]]] = [
        *((name, [*ACTORS, *UNIDENTIFIED]) for name in ("actor", "person", "org")),
        ("speaker", ACTORS),
        ("reading", READINGS),
        ("speech", ["direct", "mixed", "indirect"]),
        ("month", ["2014-02", "2014-03"]),
        ("length", ["0-99", "2000+"]),
        ("carried", ["1", "2-5"]),
        ("place", [*PLACES, "=ukraine"]),
        ("country", ["UA", "RU"]),
        ("names", [*ACTORS, *PLACES]),
        ("source", SOURCES),
        ("section", SECTIONS[1:]),
        ("lang", ["en", "uk", "fr"]),
        ("collection", ["c1", "c2"]),
        ("year", ["2013", "2014"]),
        ("id", ["1", "3"]),
        ("url", ["https://example.org/2"]),
        ("copies", ["first"]),
        (
            "has",
            [
                *("quotes", "place", "actor", "about", "tags", "unidentified", "speaker"),
                *("date", "revisions", "copies", "byline", "section", "url"),
            ],
        ),
    ]
    return st.sampled_from(choices).flatmap(lambda pair: st.builds(Term, st.just(pair[0]), st.sampled_from(pair[1])))


@st.composite
def between(draw: st.DrawFn) -> tuple[date | None, date | None]:
    first, last = draw(st.none() | days), draw(st.none() | days)
    return (last, first) if first and last and last < first else (first, last)


def dates() -> st.SearchStrategy[Node]:
    def made(field: str, pair: tuple[date | None, date | None], touching: bool, own: bool) -> DateIn:
        return DateIn(field, *pair, touching=touching, own_day=own if field == "about" else True)

    return st.builds(
        made, st.sampled_from(["date", "about", "seen"]), between(), st.booleans(), st.booleans()
    ) | st.just(DateIn("date", unknown=True))


def numbers() -> st.SearchStrategy[Node]:
    low, high = st.none() | st.integers(0, 4), st.none() | st.integers(2, 6)
    return st.builds(NumberIn, st.sampled_from(["words", "copies"]), low, high)


def in_quotes() -> st.SearchStrategy[Node]:
    fields = st.sampled_from(["", "said", "reported"])
    leaf = (
        fields.flatmap(in_text) | fields.flatmap(nears) | st.builds(Term, st.just("speaker"), st.sampled_from(ACTORS))
    )
    return st.builds(InQuote, _joined(leaf, 3))


def _joined(leaf: st.SearchStrategy[Node], most: int) -> st.SearchStrategy[Node]:
    def grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        some = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return some.map(And) | some.map(Or) | inner.map(Not)

    return st.recursive(leaf, grown, max_leaves=most)


def leaves() -> st.SearchStrategy[Node]:
    fields = st.sampled_from(TEXT_FIELDS)
    text = fields.flatmap(in_text)
    boosted = st.builds(Boost, text, st.sampled_from([0.5, 2.0, 3.25]))
    return text | text | fields.flatmap(nears) | terms() | dates() | numbers() | in_quotes() | boosted


def queries() -> st.SearchStrategy[Node]:
    return st.just(All()) | _joined(leaves(), 5)


# --- requests ------------------------------------------------------------------------------------


@st.composite
def accesses(draw: st.DrawFn) -> Access:
    collections = draw(st.none() | st.frozensets(st.integers(1, 3)))
    text = draw(st.just(frozenset(RIGHTS)) | st.frozensets(st.sampled_from(RIGHTS)))
    snippet = draw(st.frozensets(st.sampled_from(RIGHTS)))
    return Access(collections, text, snippet, frozenset(f"c{n}" for n in collections or ()))


FACET_VALUES: dict[str, list[str]] = {
    "actor": [*ACTORS, *UNIDENTIFIED],
    "place": [*PLACES, "=ukraine"],
    "country": ["UA", "RU"],
    "source": SOURCES,
    "lang": ["en", "uk"],
    "section": ["World", "business"],
    "speaker": ACTORS,
    "person": [*PERSONS, *UNIDENTIFIED],
    "org": ["nato", *UNIDENTIFIED],
    "reading": READINGS,
    "speech": ["direct", "mixed", "indirect"],
    "month": ["2014-02", "2014-03"],
    "length": ["0-99", "100-249", "2000+"],
    "carried": ["1", "2-5", "6-10"],
    "collection": ["c1", "c2", "c3"],
    "year": ["2013", "2014"],
}


@st.composite
def choices(draw: st.DrawFn) -> tuple[Choice, ...]:
    names = draw(st.lists(st.sampled_from(list(FACET_VALUES)), max_size=2, unique=True))
    return tuple(
        Choice(name, draw(_subset(FACET_VALUES[name])), draw(_subset(FACET_VALUES[name], 1))) for name in names
    )


@st.composite
def ranges(draw: st.DrawFn) -> tuple[DateRange, ...]:
    field: Any = draw(st.sampled_from(["published", "about", "seen"]))
    first, last = draw(between())
    unknown = draw(st.booleans()) and field == "published"
    if field == "about":
        return (DateRange(field, first, last, own_day=draw(st.booleans())),)
    hours = draw(st.sampled_from([(0, 23), (0, 23), (9, 23), (0, 17), (10, 18), (18, 18)]))
    return (DateRange(field, first, last, unknown, False, *hours),)


@st.composite
def requests(draw: st.DrawFn) -> SearchRequest:
    facets = draw(st.lists(st.sampled_from(list(FACET_VALUES)), max_size=3, unique=True))
    step: Any = draw(st.sampled_from([None, None, "hour", "day", "week", "month", "quarter", "year"]))
    by: Any = draw(st.sampled_from(["published", "about", "seen"]))
    step = None if step == "hour" and by != "seen" else step  # years of hours: more bars than a chart may have
    return SearchRequest(
        visible_to=draw(accesses()),
        query=draw(queries()),
        choices=draw(choices()),
        ranges=draw(st.just(()) | ranges()),
        sort=draw(st.sampled_from(["relevance", "newest", "oldest", "seen", "longest"])),
        size=draw(st.sampled_from([0, 1, 3, 100])),
        offset=draw(st.sampled_from([0, 0, 1, 4])),
        facets=tuple(FacetRequest(name, draw(st.sampled_from([0, 1, 20])), draw(st.booleans())) for name in facets),
        timeline=TimelineRequest(by, step, draw(st.booleans()), draw(st.booleans())),
        copies=draw(st.sampled_from(["each", "each", "first"])),
        printed=draw(st.booleans()),
    )


# --- words that meet often: what only positions decide -------------------------------------------

FEW = ["kerry", "ministers", "minister", "visa", "Криму"]


@st.composite
def crowded(draw: st.DrawFn, id: int) -> ArticleRecord:
    """An article of few different words, in quotes of every type."""
    parts = draw(st.lists(st.sampled_from(FEW), min_size=4, max_size=12))
    marks = draw(st.lists(st.sampled_from([" ", " ", ' "', '" ']), min_size=len(parts), max_size=len(parts)))
    body = "".join(word + mark for word, mark in zip(parts, marks, strict=True)).strip()
    said = numbered(id, draw(quotes(body)))
    speakers = tuple(dict.fromkeys(quote.speaker for quote in said if quote.speaker))
    title = " ".join(draw(st.lists(st.sampled_from(FEW), max_size=2)))
    plain = draw(records(id))
    return replace(
        plain, title=title, body=body, quotes=said, speakers=speakers, rights="public", tagged=True, copy_group=None
    )


def crowds() -> st.SearchStrategy[list[ArticleRecord]]:
    return st.integers(3, 8).flatmap(lambda many: st.tuples(*(crowded(id) for id in range(1, many + 1)))).map(list)


def positions() -> st.SearchStrategy[Node]:
    """NEAR, at-least, phrases and quotes over the few words."""
    word = st.builds(Word, st.sampled_from(FEW), st.just(""), st.sampled_from([False, False, True]))

    def placed(name: str) -> st.SearchStrategy[Node]:
        leaf = word.map(lambda w: replace(w, field=name))
        phrase = st.builds(
            Phrase, st.lists(word | st.just(Wildcard("min*")), min_size=2, max_size=3).map(tuple), st.just(name)
        )
        side = leaf | leaf | phrase | st.tuples(leaf, leaf).map(Or)
        near = st.builds(Near, side, side, st.integers(0, 3), st.booleans())
        chain = st.builds(Near, near, side, st.integers(0, 3), st.booleans())
        return near | near | chain | phrase | st.builds(AtLeast, st.integers(1, 4), side | near)

    speaker = st.builds(Term, st.just("speaker"), st.sampled_from(ACTORS))
    inside = st.sampled_from(["", "said", "reported"]).flatmap(
        lambda name: placed(name) | word.map(lambda w: replace(w, field=name))
    )
    denied = st.tuples(inside | speaker, (inside | speaker).map(Not)).map(And)
    quoted = st.builds(InQuote, denied | st.tuples(inside, inside | speaker).map(And) | inside)
    return st.sampled_from(["", "", "title", "said", "reported"]).flatmap(placed) | quoted
