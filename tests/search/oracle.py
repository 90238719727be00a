"""A third engine in plain Python: evaluates a request over every record, slowly and plainly.

It shares with the real engines the analysis and the values they exchange, nothing else: its own matching,
its own dates, its own counts. Where an engine differs from it, the engine is wrong, or both are read again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from archive.search.documents import ArticleRecord, QuoteRecord
from archive.search.query import (
    EVERYTHING,
    Access,
    All,
    And,
    AtLeast,
    Bar,
    Bin,
    Boost,
    Choice,
    DateIn,
    DateRange,
    Facet,
    FacetRequest,
    FacetValue,
    Fuzzy,
    InQuote,
    Near,
    Node,
    Not,
    NumberIn,
    Or,
    Phrase,
    SearchRequest,
    SourceBars,
    Term,
    Timeline,
    TimelineRequest,
    Wildcard,
    Word,
)
from archive.text import analysis

STEPS: tuple[Bin, ...] = ("hour", "day", "week", "month", "quarter", "year")
Days = tuple[date, date]
# One occurrence: which text ("title", "body", "byline"), and the positions of its words.
Occurrence = tuple[str, frozenset[int]]
Region = tuple[str, int, int]
NO_INDIRECT = Choice("speech", exclude=("indirect",))
LATEST = datetime(9999, 12, 31, 23, 59)  # stands for an unknown date
TAGS = {"actor", "under", "person", "org", "place", "country", "names", "reading", "speaker", "speech"}


class Oracle:
    def __init__(self, records: list[ArticleRecord], zone: ZoneInfo) -> None:
        self.records = records
        self.zone = zone

    # -- who matches

    def matching(self, request: SearchRequest) -> list[ArticleRecord]:
        """Articles that match query and filters and may be seen; each copy counts."""
        choices = [*request.choices, *([NO_INDIRECT] if _leaves_indirect_out(request) else [])]
        filters = [self._range(r) for r in request.ranges] + [self._choice(c) for c in choices]
        return [
            record
            for record in self.records
            if self._visible(record, request.visible_to)
            and self.holds(request.query, record, request.visible_to)
            and all(fits(record, request.visible_to) for fits in filters)
        ]

    def ids(self, request: SearchRequest) -> list[int]:
        """The ids in order; for relevance the set alone is meant."""
        found = self.stories(request) if request.copies == "first" else self.matching(request)
        return [record.id for record in sorted(found, key=self._order(request.sort))]

    def stories(self, request: SearchRequest) -> list[ArticleRecord]:
        found = self.matching(request)
        return [r for r in found if not any(self._earlier(o, r) for o in found)]

    def _earlier(self, one: ArticleRecord, two: ArticleRecord) -> bool:
        same = one.copy_group is not None and one.copy_group == two.copy_group
        return same and (self._start(one), one.id) < (self._start(two), two.id)

    def _copies(self, record: ArticleRecord, access: Access) -> list[ArticleRecord]:
        """The copies of a story, itself among them, that this person may see."""
        if record.copy_group is None:
            return [record]
        return [o for o in self.records if o.copy_group == record.copy_group and self._visible(o, access)]

    def _start(self, record: ArticleRecord) -> datetime:
        span = record.published.span(self.zone)
        return span.start if span else LATEST

    def _order(self, sort: str) -> Callable[[ArticleRecord], tuple[object, ...]]:
        def newest(r: ArticleRecord) -> tuple[object, ...]:
            start = self._start(r)
            return (start == LATEST, LATEST - start, r.id)

        def key(r: ArticleRecord) -> tuple[object, ...]:
            match sort:
                case "oldest":
                    return (self._start(r), r.id)
                case "seen":
                    return (-self._seen(r).replace(second=0, microsecond=0).timestamp(), r.id)
                case "longest":
                    return (-r.words, *newest(r))
                case _:
                    return newest(r)

        return key

    def _seen(self, record: ArticleRecord) -> datetime:
        return record.first_seen.astimezone(self.zone)

    def _visible(self, record: ArticleRecord, access: Access) -> bool:
        return access.collections is None or bool(access.collections & set(record.collections))

    # -- nodes

    def holds(self, node: Node, record: ArticleRecord, access: Access) -> bool:
        readable = record.rights in access.text
        match node:
            case All():
                return True
            case And(nodes):
                return all(self.holds(n, record, access) for n in nodes)
            case Or(nodes):
                return any(self.holds(n, record, access) for n in nodes)
            case Not(inner):
                return not self.holds(inner, record, access)
            case Boost(inner):
                return self.holds(inner, record, access)
            case NumberIn(name, low, high):
                number = record.words if name == "words" else len(self._copies(record, access))
                return (low is None or low <= number) and (high is None or number <= high)
            case DateIn():
                return (node.field != "about" or readable) and self._date(node, record)
            case Term("collection", value):
                return value in known_collections(record, access)
            case Term("copies", "first"):
                return not any(self._earlier(o, record) for o in self._copies(record, access))
            case Term("has", "copies"):
                return len(self._copies(record, access)) > 1
            case Term("carried", value):
                return value == _carried(len(self._copies(record, access)))
            case Term():
                return self._term(node, record, readable)
            case InQuote(inner):
                return readable and any(self._quote_holds(inner, record, quote) for quote in record.quotes)
            case AtLeast(count, inner):
                return len(self._occurrences(inner, record, lambda name: self.regions(name, record, readable))) >= count
            case _:
                return bool(self._found(node, record, access))

    def _term(self, node: Term, record: ArticleRecord, readable: bool) -> bool:
        name, value = node.field, node.value
        here = {
            "source": [record.source],
            "lang": [record.language],
            "section": [record.section],
            "year": sorted(self._printed(record, "year")),
            "month": sorted(self._printed(record, "month")),
            "length": [_length(record.words)],
            "id": [str(record.id)],
            "url": [record.url],
        }
        if name in here:
            return value != "" and value in here[name]
        if name == "has":
            return self._has(value, record, readable)
        tags = {
            "actor": (*record.actors, *(f"“{name}”" for name in record.candidates)),
            "person": record.persons,
            "org": record.orgs,
            "place": record.places,
            "country": record.countries,
            "names": record.names,
            "reading": record.readings,
            "speaker": record.speakers,
            "speech": [quote.type for quote in record.quotes],
        }
        if name == "place" and value.startswith("="):
            return readable and value[1:] in record.places_named
        return readable and value in tags[name]

    def _printed(self, record: ArticleRecord, step: Bin) -> set[str]:
        """The year or month that an article's date lies wholly inside, on the archive's wall clock."""
        starts = self._starts(record, step, TimelineRequest("published"), EVERYTHING)
        return {at.date().isoformat()[: 4 if step == "year" else 7] for at in starts}

    def _has(self, value: str, record: ArticleRecord, readable: bool) -> bool:
        secret = {
            "quotes": bool(record.quotes),
            "place": bool(record.places),
            "actor": bool(record.actors or record.candidates),
            "about": bool(record.spoken),
            "tags": record.tagged,
            "unidentified": record.unidentified > 0,
            "speaker": bool(record.speakers),
        }
        if value in secret:
            return readable and secret[value]
        return {
            "date": record.published.on is not None,
            "revisions": record.revisions > 1,
            "byline": bool(record.byline),
            "section": bool(record.section),
            "url": bool(record.url),
        }[value]

    # -- dates

    def _date(self, node: DateIn, record: ArticleRecord) -> bool:
        if node.field == "about":
            intervals = spoken(record, own=node.own_day)
            return not intervals if node.unknown else any(_in(node, interval) for interval in intervals)
        if node.field == "seen":
            at = self._seen(record).replace(tzinfo=None)
            return not node.unknown and _within_hours(node, at, at)
        span = record.published.span(self.zone)
        if span is None:
            return node.unknown
        last = (span.end - timedelta(microseconds=1)).replace(tzinfo=None)
        return not node.unknown and _within_hours(node, span.start.replace(tzinfo=None), last)

    def _range(self, r: DateRange) -> Callable[[ArticleRecord, Access], bool]:
        field = "date" if r.field == "published" else r.field
        node = DateIn(field, r.first, r.last, False, r.unknown, r.own_day, r.first_hour, r.last_hour)
        return lambda record, access: self.holds(node, record, access)

    def _choice(self, choice: Choice) -> Callable[[ArticleRecord, Access], bool]:
        def fits(record: ArticleRecord, access: Access) -> bool:
            has = self.values(choice.field, record, access)
            if choice.field == "place" and record.rights in access.text:
                has = has | {f"={place}" for place in record.places_named}
            included = not choice.include or any(v in has for v in choice.include)
            return included and not any(v in has for v in choice.exclude)

        return fits

    # -- words

    def _found(self, node: Node, record: ArticleRecord, access: Access) -> set[Occurrence]:
        single = isinstance(node, Word) and len(analysis.forms(node.text)) == 1 and node.field in ("", "body")
        readable = record.rights in access.text or (single and record.rights in access.snippet)
        return self._occurrences(node, record, lambda name: self.regions(name, record, readable))

    def _occurrences(
        self, node: Node, record: ArticleRecord, regions: Callable[[str], list[Region]]
    ) -> set[Occurrence]:
        match node:
            case Or(nodes):
                return set().union(*(self._occurrences(n, record, regions) for n in nodes))
            case Boost(inner):
                return self._occurrences(inner, record, regions)
            case Near(left, right, distance, ordered):
                pairs = (
                    (one, two)
                    for one in self._occurrences(left, record, regions)
                    for two in self._occurrences(right, record, regions)
                )
                return {(a[0], a[1] | b[1]) for a, b in pairs if _near(a, b, distance, ordered)}
            case Word(field=name) | Wildcard(field=name) | Fuzzy(field=name) | Phrase(field=name):
                return {hit for region in regions(name) for hit in _hits(node, record, region)}
            case _:
                raise AssertionError(node)

    def _quote_holds(self, node: Node, record: ArticleRecord, quote: QuoteRecord) -> bool:
        match node:
            case And(nodes):
                return all(self._quote_holds(n, record, quote) for n in nodes)
            case Or(nodes):
                return any(self._quote_holds(n, record, quote) for n in nodes)
            case Not(inner):
                return not self._quote_holds(inner, record, quote)
            case Boost(inner):
                return self._quote_holds(inner, record, quote)
            case Term("speaker", value):
                return quote.speaker == value
            case AtLeast(count, inner):
                return len(self._occurrences(inner, record, lambda n: _quote_regions(n, record, quote))) >= count
            case _:
                return bool(self._occurrences(node, record, lambda n: _quote_regions(n, record, quote)))

    def regions(self, name: str, record: ArticleRecord, readable: bool) -> list[Region]:
        return _regions(name, record, readable)

    # -- facets

    def values(self, name: str, record: ArticleRecord, access: Access) -> set[str]:
        if name in ("year", "month"):
            return self._printed(record, name)
        if name == "carried":
            return {_carried(len(self._copies(record, access)))}
        return values(name, record, access)

    def facet(self, request: SearchRequest, wanted: FacetRequest) -> Facet:
        name, access = wanted.field, request.visible_to
        if name == "speech":
            request = replace(request, printed=False)
        choice = next((c for c in request.choices if c.field == name), Choice(name))
        others = tuple(c for c in request.choices if c.field != name)

        def count(include: tuple[str, ...], exclude: tuple[str, ...]) -> int:
            return len(self.ids(replace(request, choices=(*others, Choice(name, include, exclude)))))

        without = self.matching(replace(request, choices=(*others, Choice(name, (), choice.exclude))))
        there = sorted({v for record in without for v in self.values(name, record, access)})
        counted = sorted(((v, count((v,), choice.exclude)) for v in there), key=lambda pair: (-pair[1], pair[0]))
        lacking = [record for record in without if not self.values(name, record, access)]
        total = len(self.ids(request))
        nameless = replace(request, query=And((request.query, Term("has", "unidentified"))))
        listed = (self.stories(nameless) if request.copies == "first" else self.matching(nameless)) * (name == "actor")
        bare = SearchRequest(access, copies=request.copies, shelf=request.shelf, printed=request.printed)

        def value(v: str, n: int) -> FacetValue:
            if not wanted.whole:
                return FacetValue(v, n)
            return FacetValue(v, n, len(self.ids(replace(bare, choices=(Choice(name, (v,)),)))))

        return Facet(
            field=name,
            values=tuple(value(v, n) for v, n in (counted[: wanted.size] if wanted.size else counted)),
            distinct=len(there),
            missing=self._how_many(lacking, request),
            chosen=tuple(value(v, count((v,), choice.exclude)) for v in choice.include),
            excluded=tuple(
                value(v, count(choice.include, tuple(x for x in choice.exclude if x != v)) - total)
                for v in choice.exclude
            ),
            unidentified=sum(record.unidentified for record in listed),
            unidentified_in=len(listed),
            whole_total=len(self.ids(bare)) if wanted.whole else 0,
        )

    def _how_many(self, found: list[ArticleRecord], request: SearchRequest) -> int:
        if request.copies == "each":
            return len(found)
        return len({("group", r.copy_group) if r.copy_group is not None else ("id", r.id) for r in found})

    # -- timeline

    def timeline(self, request: SearchRequest, wanted: TimelineRequest) -> Timeline:
        every = self.matching(replace(request, query=All()))
        apart = wanted.by != "about" and request.copies == "first"
        found = self.stories(request) if apart else self.matching(request)

        def starts(record: ArticleRecord, step: Bin) -> set[datetime]:
            return self._starts(record, step, wanted, request.visible_to)

        step = wanted.bin or self._step(found, starts)
        # Of everything every copy has its bar.
        drawn = every if request.query == All() and any(starts(r, step) for r in found) else found
        there = sorted({s for r in drawn for s in starts(r, step)})
        bars: list[Bar] = []
        by_source: dict[str, list[int]] = {source: [] for source in sorted({r.source for r in every})}
        at = there[0] if there else LATEST
        while there and at <= there[-1]:
            here, of_all = ([r for r in some if at in starts(r, step)] for some in (found, every))
            count, whole = self._how_many(here, request), self._how_many(of_all, request)
            assert count <= whole
            bars.append(Bar(f"{at:%Y-%m-%dT%H}" if step == "hour" else f"{at:%Y-%m-%d}", count, whole))
            for source, sums in by_source.items():
                sums.append(self._how_many([r for r in of_all if r.source == source], request))
            at = _next(at, step)
        undated = [r for r in found if not self._dated(r, wanted, request.visible_to)]
        vague = [r for r in found if self._dated(r, wanted, request.visible_to) and not starts(r, step)]
        there_are = [SourceBars(source, tuple(sums)) for source, sums in by_source.items() if any(sums)]
        sources = sorted(there_are, key=lambda one: (-sum(one.counts), one.source)) if wanted.sources else ()
        sizes = [self._how_many(r, request) if wanted.by == "about" else len(r) for r in (undated, vague)]
        return Timeline(wanted.by, step, tuple(bars), *sizes, sources=tuple(sources))

    def _step(self, found: list[ArticleRecord], starts: Callable[[ArticleRecord, Bin], set[datetime]]) -> Bin:
        hours = all(starts(r, "hour") for r in found if starts(r, "year"))
        for step in STEPS if hours else STEPS[1:]:
            there = sorted({s for r in found for s in starts(r, step)})
            if not there:
                continue
            at, bars = there[0], 1
            while at < there[-1] and bars <= 120:
                at, bars = _next(at, step), bars + 1
            if bars <= 120:
                return step
        return "year"

    def _starts(self, record: ArticleRecord, step: Bin, wanted: TimelineRequest, access: Access) -> set[datetime]:
        if wanted.by == "about":
            if record.rights not in access.text or step == "hour":
                return set()
            inside = (_bin_of(i, step) for i in spoken(record, own=wanted.own_day))
            return {at for at in inside if at is not None}
        if wanted.by == "seen":
            return {_floor(self._seen(record).replace(tzinfo=None), step)}
        span = record.published.span(self.zone)
        if span is None:
            return set()
        first, last = _floor(span.start, step), _floor(span.end - timedelta(microseconds=1), step)
        return {first} if first == last else set()

    def _dated(self, record: ArticleRecord, wanted: TimelineRequest, access: Access) -> bool:
        if wanted.by == "about":
            return record.rights in access.text and bool(spoken(record, own=wanted.own_day))
        return wanted.by == "seen" or record.published.on is not None

    def scan(self, request: SearchRequest) -> Iterator[int]:
        yield from self.ids(request)


# --- facets' values ------------------------------------------------------------------------------


def values(name: str, record: ArticleRecord, access: Access) -> set[str]:
    found = {
        "actor": (*record.actors, *(f"“{name}”" for name in record.candidates)),
        "person": record.persons,
        "org": record.orgs,
        "place": record.places,
        "country": record.countries,
        "reading": record.readings,
        "speaker": record.speakers,
        "speech": tuple(quote.type for quote in record.quotes),
        "length": (_length(record.words),),
        "source": (record.source,),
        "lang": (record.language,),
        "section": (record.section,),
        "collection": known_collections(record, access),
    }[name]
    if name in TAGS and record.rights not in access.text:
        return set()
    return {value for value in found if value}


def _leaves_indirect_out(request: SearchRequest) -> bool:
    """A question about quotes that does not say which speech it wants."""
    says = [c for c in request.choices if c.field == "speech" and c.include + c.exclude]
    return request.shelf == "quotes" and request.printed and not says


def _length(words: int) -> str:
    steps = ((2000, "2000+"), (1000, "1000-1999"), (500, "500-999"), (250, "250-499"), (100, "100-249"))
    return next((step for least, step in steps if words >= least), "0-99")


def _carried(copies: int) -> str:
    steps = ((26, "26+"), (11, "11-25"), (6, "6-10"), (2, "2-5"))
    return next((step for least, step in steps if copies >= least), "1")


def known_collections(record: ArticleRecord, access: Access) -> set[str]:
    """Short names of the article's collections that this person may know of: the others are not there."""
    pairs = zip(record.collections, record.collection_slugs, strict=True)
    return {slug for id, slug in pairs if access.collections is None or id in access.collections}


# --- words ---------------------------------------------------------------------------------------


def _regions(name: str, record: ArticleRecord, readable: bool) -> list[Region]:
    title = ("title", 0, len(analysis.forms(record.title)))
    body = ("body", 0, len(analysis.forms(record.body)))
    match name:
        case "":
            return [title, body] if readable else [title]
        case "title":
            return [title]
        case "byline":
            return [("byline", 0, len(analysis.forms(record.byline)))]
        case "body":
            return [body] if readable else []
        case _:
            return [r for q in record.quotes for r in _quote_regions(name, record, q)] if readable else []


def _quote_regions(name: str, record: ArticleRecord, quote: QuoteRecord) -> list[Region]:
    """Runs of words of one quote that are printed (said), indirect (reported), or either ("")."""
    inside = [
        (n, _is_printed(record.body, quote, token.start))
        for n, token in enumerate(analysis.tokens(record.body))
        if quote.start <= token.start < quote.end
    ]
    if name == "":
        return [("body", inside[0][0], inside[-1][0] + 1)] if inside else []
    runs: list[Region] = []
    marks = _mark_count(record.body, quote)
    for n, printed in inside:
        if printed != (name == "said"):
            continue
        if runs and runs[-1][2] == n and marks[n - 1] == marks[n]:
            runs[-1] = ("body", runs[-1][1], n + 1)
        else:
            runs.append(("body", n, n + 1))
    return runs


def _is_printed(body: str, quote: QuoteRecord, at: int) -> bool:
    if quote.type != "mixed":
        return quote.type == "direct"
    return body[quote.start : at].count('"') % 2 == 1


def _mark_count(body: str, quote: QuoteRecord) -> dict[int, int]:
    """For each word how many quotation marks of a mixed quote come before it."""
    if quote.type != "mixed":
        return {n: 0 for n, _ in enumerate(analysis.tokens(body))}
    return {n: body[quote.start : max(quote.start, t.start)].count('"') for n, t in enumerate(analysis.tokens(body))}


def _hits(node: Word | Wildcard | Fuzzy | Phrase, record: ArticleRecord, region: Region) -> set[Occurrence]:
    base, first, last = region
    words = analysis.forms(getattr(record, base))
    wanted = _wanted(node, record.language)
    return {
        (base, frozenset(range(at, at + len(wanted))))
        for at in range(first, last - len(wanted) + 1)
        if all(fits(words[at + n]) for n, fits in enumerate(wanted))
    }


def _wanted(node: Node, language: str) -> list[Callable[[str], bool]]:
    match node:
        case Phrase(parts):
            return [fits for part in parts for fits in _wanted(part, language)]
        case Word(text, _, True):
            return [lambda form, w=word: form == w for word in analysis.forms(text)]
        case Word(text):
            lookups = [analysis.lookup(word, language) for word in analysis.forms(text)]
            return [lambda form, w=word: analysis.lookup(form, language) == w for word in lookups]
        case Wildcard(pattern):
            written = "".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in analysis.fold(pattern))
            return [lambda form: re.fullmatch(written, form, re.DOTALL) is not None]
        case Fuzzy(text, distance):
            return [lambda form: _distance(analysis.forms(text)[0], form) <= distance]
        case _:
            raise AssertionError(node)


def _distance(one: str, two: str) -> int:
    """Optimal string alignment, by its recursive definition."""
    table = {(i, -1): i + 1 for i in range(-1, len(one))} | {(-1, j): j + 1 for j in range(-1, len(two))}
    for i in range(len(one)):
        for j in range(len(two)):
            options = [table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (one[i] != two[j])]
            if i and j and one[i] == two[j - 1] and one[i - 1] == two[j]:
                options.append(table[i - 2, j - 2] + 1)
            table[i, j] = min(options)
    return table[len(one) - 1, len(two) - 1]


def _near(one: Occurrence, two: Occurrence, distance: int, ordered: bool) -> bool:
    if one[0] != two[0] or one[1] & two[1]:
        return False
    if ordered:
        return max(one[1]) < min(two[1]) and min(two[1]) - max(one[1]) - 1 <= distance
    return min(abs(a - b) - 1 for a in one[1] for b in two[1]) <= distance


# --- dates ---------------------------------------------------------------------------------------


def _in(node: DateIn, interval: Days) -> bool:
    first, last = node.first or date.min, node.last or date.max
    if node.touching:
        return interval[0] <= last and first <= interval[1]
    return first <= interval[0] and interval[1] <= last


def _within_hours(node: DateIn, start: datetime, end: datetime) -> bool:
    """As `_in`, to the hour: wall-clock moments of the archive's zone, the end included."""
    first = datetime.combine(node.first or date.min, time(node.first_hour if node.first else 0))
    last = datetime.combine(node.last or date.max, time(node.last_hour if node.last else 23, 59, 59, 999_999))
    if node.touching:
        return start <= last and first <= end
    return first <= start and end <= last


def spoken(record: ArticleRecord, own: bool) -> set[Days]:
    """Spoken dates as calendar units; without the article's own publication day unless `own`."""
    units = {unit for first, last in record.spoken for unit in _units(first, last)}
    if not own and record.published.precision in ("day", "minute") and record.published.on:
        units.discard((record.published.on, record.published.on))
    return units


def _units(first: date, last: date) -> list[Days]:
    for step in STEPS[1:]:
        at = _floor(datetime(first.year, first.month, first.day), step)
        end = _next(at, step) - timedelta(days=1)
        if (at.date(), end.date()) == (first, last):
            return [(first, last)]
    days = (last - first).days + 1
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    step: Bin = "day" if days <= 31 else "month" if months <= 120 else "year"
    found, at = [], _floor(datetime(first.year, first.month, first.day), step)
    while at.date() <= last:
        following = _next(at, step)
        found.append((at.date(), (following - timedelta(days=1)).date()))
        at = following
    return found


def _bin_of(interval: Days, step: Bin) -> datetime | None:
    first, last = (_floor(datetime(day.year, day.month, day.day), step) for day in interval)
    return first if first == last else None


def _floor(at: datetime, step: Bin) -> datetime:
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    match step:
        case "hour":
            return day.replace(hour=at.hour)
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return day.replace(day=1, month=(day.month - 1) // 3 * 3 + 1)
        case "year":
            return day.replace(day=1, month=1)


def _next(at: datetime, step: Bin) -> datetime:
    match step:
        case "hour":
            return at + timedelta(hours=1)
        case "day":
            return at + timedelta(days=1)
        case "week":
            return at + timedelta(days=7)
        case "month" | "quarter":
            month = at.month - 1 + (1 if step == "month" else 3)
            return at.replace(year=at.year + month // 12, month=month % 12 + 1)
        case "year":
            return at.replace(year=at.year + 1)
