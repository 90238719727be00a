"""Every line of the query language asked at three doors, the box, `manage.py search` and `SearchRequest`, of the
sample; the plain oracle says what must be found. So are the examples of the help page and of the guide.

The sample's tags are those that its readers wrote down (sample/expected), of a few actors and places: what is
counted here does not change with the tagger.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.test import Client

from archive import selectors, store
from archive.authority.values import Actor, Authority, Name, Place, Role
from archive.models import Article, Collection, Source
from archive.pages import guide
from archive.search import indexing, service
from archive.search.documents import ArticleRecord
from archive.search.query import SearchRequest
from archive.tagging.values import Mention, Quote, SpokenDate, Tags
from archive.text import analysis
from tests.pages.conftest import empty_archive
from tests.pages.seen import Element, seen
from tests.search import oracle
from tests.search.oracle import Oracle
from tests.search.test_documents import recipes

pytestmark = pytest.mark.django_db

SAMPLE = Path(__file__).parents[2] / "sample"
ACTORS = (
    Actor("sergey-lavrov", "person", "Sergey Lavrov", names=(Name("Lavrov", "", "surname"),)),
    Actor("john-kerry", "person", "John Kerry", names=(Name("Kerry", "", "surname"),)),
    Actor("vladimir-putin", "person", "Vladimir Putin", names=(Name("Putin", "", "surname"),)),
    Actor("barack-obama", "person", "Barack Obama", names=(Name("Obama", "", "surname"),)),
    Actor("nato", "organisation", "NATO"),
    Actor("russia", "government", "government of Russia", place="moscow"),
    Actor("russia-mfa", "ministry", "Foreign Ministry of Russia", part_of=("russia",)),
)
PLACES = (
    Place("ukraine", "country", "Ukraine", 48.4, 31.2, "UA"),
    Place("crimea", "peninsula", "Crimea", 45.3, 34.4, "UA", parent="ukraine", names=(Name("Крим", "uk"),)),
    Place("kyiv", "city", "Kyiv", 50.45, 30.52, "UA", parent="ukraine", names=(Name("Kiev", "en"),)),
    Place("moscow", "city", "Moscow", 55.75, 37.62, "RU", government="russia"),
)  # fmt: skip
ROLES = (Role("sergey-lavrov", "russia-mfa", "foreign minister", date(2004, 3, 9), None),)


@dataclass
class Sample:
    records: list[ArticleRecord]
    oracle: Oracle


@pytest.fixture(scope="module")
def sample(django_db_setup: None, django_db_blocker: Any) -> Iterator[Sample]:
    with django_db_blocker.unblock():
        empty_archive()
        store.authority_load(Authority("test", {a.id: a for a in ACTORS}, {p.id: p for p in PLACES}, ROLES))
        call_command("sample", "load", wait="none", stderr=io.StringIO(), stdout=io.StringIO())
        Source.objects.update(rights="public")
        Collection.objects.update(visibility="public")
        _tag()
        ids = list(Article.objects.values_list("pk", flat=True))
        store.mark_index_due(ids)
        indexing.drain()
        records = list(selectors.article_records(ids))
        with pytest.MonkeyPatch.context() as patch:
            _remember(patch)
            yield Sample(records, Oracle(records, ZoneInfo("UTC")))
        empty_archive()


def _remember(patch: pytest.MonkeyPatch) -> None:
    """The oracle takes every text apart at every question; here the same two hundred are asked again and again."""
    named = {name: lru_cache(maxsize=None)(getattr(analysis, name)) for name in ("forms", "tokens", "lookup")}
    patch.setattr(oracle, "analysis", SimpleNamespace(**(vars(analysis) | named)))
    patch.setattr(oracle, "_distance", lru_cache(maxsize=None)(oracle._distance))


def _tag() -> None:
    """What the readers of the sample found, of the actors and places above."""
    versions = dict(Article.objects.values_list("pk", "text_version"))
    expected = {}
    for path in (SAMPLE / "dispatches").glob("*.txt"):
        headers = dict(re.findall(r"^(\w+): (.*)$", path.read_text().partition("\n\n")[0], re.MULTILINE))
        expected[headers["Headline"], headers["Source"]] = json.loads(
            (SAMPLE / f"expected/{path.stem}.json").read_text()
        )
    tags = []
    for record in selectors.article_records(list(versions)):
        wanted = expected[record.title, Source.objects.get(slug=record.source).name]
        tags.append((record.id, versions[record.id], _tags(record, wanted)))
    store.tags_write(tags, "by readers", lambda _id: None)


def _tags(record: ArticleRecord, wanted: dict[str, Any]) -> Tags:
    actors = {a.name: (a.id, "person" if a.kind == "person" else "organisation") for a in ACTORS}
    places = {p.name: p for p in PLACES}
    mentions, dates = [], []
    for one in wanted["actors"]:
        if at := _at(record.body, one):
            id, kind = actors.get(one["name"], ("", "organisation"))
            mentions.append(Mention(*at, one["text"], kind, actor=id, name=one["name"]))  # type: ignore[arg-type]
    mentions += [
        Mention(*at, one["text"], "place", "literal", place=place.id, country=place.country)
        for one in wanted["places"]
        if (at := _at(record.body, one)) and (place := places.get(one["name"])) and one["reading"] == "literal"
    ]
    for one in wanted["dates"]:
        if (at := _at(record.body, one)) and re.fullmatch(r"\d{4}-\d\d-\d\d", one["value"]):
            day = date.fromisoformat(one["value"])
            dates.append(SpokenDate(*at, one["text"], "DATE", one["value"], day, day))
    quotes = [
        Quote(start, start + len(one["text"]), one["type"], actor=actors.get(one["speaker"], ("", ""))[0])
        for one in wanted["quotes"]
        if (start := record.body.find(one["text"])) >= 0
    ]
    return Tags(record.language, _apart(mentions), tuple(sorted(quotes, key=lambda q: q.start)), tuple(dates))


def _at(body: str, one: dict[str, Any]) -> tuple[int, int] | None:
    found = list(re.finditer(re.escape(one["text"]), body))
    n = one["occurrence"]
    return found[n - 1].span() if n <= len(found) else None


def _apart(mentions: list[Mention]) -> tuple[Mention, ...]:
    """Without those that another begins or ends in."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return tuple(kept)


# --- three doors -----------------------------------------------------------------------------------


def asked_in_the_box(query: str) -> tuple[int, list[int]]:
    """Total and the ids of the first page."""
    page = seen(Client().get("/search", {"q": query, "sort": "newest"}))
    total = int(re.sub(r"\D", "", page.one(class_="count").text) or 0)
    links = [li.one("h3").one("a").attrs["href"] for li in page.all("li", class_="hit")]
    return total, [int(re.search(r"/article/(\d+)/", link)[1]) for link in links]  # type: ignore[index]


def asked_by_command(query: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("search", "--json", "--as", "anonymous", "--sort", "newest", "--", query, stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def asked_by_request(query: str) -> list[int]:
    who = selectors.access_for(None)
    reading = service.read_query(query, who)
    assert reading.mistakes == (), reading.mistakes
    assert reading.tree is not None
    return list(service.scan(SearchRequest(who, reading.tree, sort="newest")))


def expected(sample: Sample, query: str) -> list[int]:
    who = selectors.access_for(None)
    tree = service.read_query(query, who).tree
    assert tree is not None
    return sample.oracle.ids(SearchRequest(who, tree, sort="newest"))


# Each line of the design: the query, and what is written otherwise and means the same.
LINES: dict[str, tuple[str, ...]] = {
    "": (),
    "crimea referendum": ("crimea AND referendum", "referendum crimea", "crimea && referendum", "ＣＲＩＭＥＡ referendum"),
    "crimea OR sevastopol": ("crimea | sevastopol", "crimea|sevastopol", "crimea || sevastopol", "crimea ОR sevastopol"),
    "sanctions NOT oil": ("sanctions -oil", "sanctions AND NOT oil", "sanctions !oil", "sanctions –oil"),
    "pro-russian": ('"pro russian"',),
    "(crimea OR donetsk) referendum": ("referendum AND (donetsk OR crimea)",),
    "crimea OR donetsk referendum": ("crimea OR (donetsk AND referendum)",),
    "NOT crimea referendum": ("(NOT crimea) referendum", "referendum -crimea"),
    '"security council"': ("„security council“", "«security council»", "“security council”", "＂security council＂"),
    "=ministers": ("=Ministers",),
    '="prime minister"': ('"=prime =minister"',),
    "annex*": ("ANNEX*",),
    "s?nctions": (),
    "*vastop*": (),
    "yanukovich~": ("yanukovich~2",),
    "yanukovich~1": (),
    '"merkel putin"~10': ("merkel NEAR/10 putin", "merkel w/10 putin", "putin near/10 merkel", "merkel n/10 putin"),
    "merkel ONEAR/10 putin": ("merkel pre/10 putin", "merkel PRE/10 putin"),
    '(merkel OR obama) NEAR/10 (sanction* OR "security council")': (),
    "atleast3(crimea)": ("ATLEAST3(crimea)",),
    "crimea^3": ("crimea", "CRIMEA"),
    "уряду": ("УРЯД",),
    "obama’s": ("obama's", "obama"),
    "title:crimea": ("hd:crimea", "headline:crimea", "HD:crimea"),
    "title:(crimea OR kiev)": ("title:crimea OR title:kiev",),
    'title:"security council"': (),
    "body:referendum": ("text:referendum",),
    "byline:berlin": ("by:berlin", "author:berlin"),
    'source:"Harbour Desk"': ('publication:"Harbour Desk"', 'so:"harbour desk"', "source:harbour-desk"),
    "collection:sample": ('collection:"Sample dispatches"',),
    "lang:uk": ("language:uk", "la:UK"),
    "section:crimea": ("section:Crimea",),
    "actor:lavrov": ('actor:"Sergey Lavrov"', "actor:sergey-lavrov", "person:lavrov"),
    "org:nato": ("organisation:nato", "actor:NATO"),
    'under:"government of russia"': ("under:russia",),
    "place:ukraine": ("place:Ukraine",),
    "place:=ukraine": ('place:="ukraine"',),
    "country:ua": ("country:ukraine", "country:UKR"),
    "names:kyiv": ("names:kiev",),
    "speaker:putin": ("said_by:putin",),
    "said:(we are)": ("quote:(we are)", "said:we said:are"),
    "reported:government OR said:government": (),
    "date:2014": ("published:2014", "date:2014-01-01..2014-12-31", "year:2014"),
    "date:2014-03": ("date:2014-03-01..2014-03-31",),
    "date:2014-03-14": ("date:2014-03-14..2014-03-14",),
    "date:2014-03-01..2014-03-16": ("date:[2014-03-01 TO 2014-03-16]", "date:(>=2014-03-01 <=2014-03-16)"),
    "date:>=2014-03-01": ("date:>2014-02", "date:2014-03-01..", "date:[2014-03-01 TO *]", "date:>= 2014-03-01"),
    "date:<2014-04": ("date:<=2014-03", "date:..2014-03"),
    "date:unknown": ("NOT date:*",),
    "date:~2014-03-14": ("date:~2014-03-14..2014-03-14",),
    "about:2014-03-16": ("event:2014-03-16",),
    "about:unknown": ("-about:*",),
    "seen:-7d..today": ("seen:-1w..", "seen:>=yesterday"),
    "words:>100": ("wc:>100", "words:>=101", "words:101.."),
    "copies:first": (),
    "copies:>1": ("copies:>=2", "has:copies"),
    "has:quotes": (),
    "has:place": (),
    "has:date": ("-date:unknown",),
    "has:revisions": (),
    "has:tags": (),
    "quote(speaker:putin said:the)": ("quote(said:the AND said_by:putin)",),
}  # fmt: skip
# Lines that find nothing in the sample.
NOTHING = {
    "date:-7d..today": ("date:-1w..", "published:>=yesterday"),
    "copies:>10": (),
    "seen:unknown": ("-seen:*",),
    "url:https://example.org/a": (),
}


@pytest.mark.parametrize("query", [*LINES, *NOTHING])
def test_a_line_of_the_language(sample: Sample, query: str) -> None:
    wanted = expected(sample, query)
    assert bool(wanted) == (query in LINES)
    assert asked_by_request(query) == wanted
    told = asked_by_command(query)
    assert (told["total"], [hit["id"] for hit in told["hits"]]) == (len(wanted), wanted[:20])
    assert service.read_query(told["query"], selectors.access_for(None)).mistakes == ()
    assert asked_in_the_box(query) == (len(wanted), wanted[:20])
    for other in (*LINES.get(query, ()), *NOTHING.get(query, ())):
        assert asked_by_request(other) == wanted, other


def test_one_article_by_its_number(sample: Sample) -> None:
    one = sample.records[3].id
    assert asked_by_request(f"id:{one}") == [one]
    assert asked_in_the_box(f"id:{one}") == (1, [one])


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest", "seen", "longest"])
def test_every_order(sample: Sample, sort: Any) -> None:
    who = selectors.access_for(None)
    tree = service.read_query("crimea", who).tree
    assert tree is not None
    request = SearchRequest(who, tree, sort=sort)
    found = list(service.scan(request))
    wanted = sample.oracle.ids(request)
    assert set(found) == set(wanted) if sort == "relevance" else found == wanted


# --- mistakes and readings at the doors ------------------------------------------------------------


def refused(query: str) -> tuple[list[dict[str, Any]], Element]:
    """The command's errors and the page."""
    out = io.StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("search", "--json", "--as", "anonymous", "--", query, stdout=out)
    assert left.value.code == 2
    return json.loads(out.getvalue())["errors"], seen(Client().get("/search", {"q": query}), 400)


WRONG = [
    *["(crimea OR kerry", '"visa ban', "crimea AND", "titel:crimea", "date:2014-02-30", "date:2014-05..2014-03", "a*"],
    *["crimea NEAR/5 source:x", "atleast0(crimea)", "(" * 33 + "a" + ")" * 33, "ab " * 201, "crimea w/s kerry"],
    *["/annex.*/", "la=en crimea", "headline(crimea)", "actor:Lavrof", "place:Kyiw titel:x (crimea"],
]  # fmt: skip


@pytest.mark.parametrize("query", WRONG)
def test_the_doors_are_equally_strict(sample: Sample, query: str) -> None:
    """The same mistakes, places and repairs at every door; what is offered to click runs."""
    mistakes = service.read_query(query.strip(), selectors.access_for(None)).mistakes
    errors, page = refused(query.strip())
    assert errors == [{"start": m.start, "end": m.end, "message": m.message, "repair": m.repair} for m in mistakes]
    told = [li.text for li in page.one("ol", class_="faults").all("li")]
    assert [t.lower() for t in told] == [" ".join(m.message.split()).lower() for m in mistakes]
    assert page.all("li", class_="hit") == []
    for mend in page.all("p", class_="mend-it"):
        assert Client().get(mend.one("a").attrs["href"]).status_code == 200


@pytest.mark.parametrize(
    ("query", "reading", "other"),
    [
        ("crimea and referendum", 'crimea AND "and" AND referendum', "crimea AND referendum"),
        ("crimea or sevastopol", 'crimea AND "or" AND sevastopol', "crimea OR sevastopol"),
        ("crimea Or sevastopol", 'crimea AND "Or" AND sevastopol', "crimea OR sevastopol"),
        ("sanctions not oil", 'sanctions AND "not" AND oil', "sanctions AND NOT oil"),
        ("crimea AND not russia", 'crimea AND "not" AND russia', "crimea AND NOT russia"),
        ("merkel near putin", 'merkel AND "near" AND putin', "merkel NEAR/5 putin"),
        ("title:(crimea and kiev)", 'title:crimea AND title:"and" AND title:kiev', "title:crimea AND title:kiev"),
        ("crimea OR donetsk referendum", "crimea OR (donetsk AND referendum)", "(crimea OR donetsk) AND referendum"),
        ("a AND crimea OR kiev", "(a AND crimea) OR kiev", "a AND (crimea OR kiev)"),
    ],
)
def test_a_query_of_two_readings_says_how_it_was_read(sample: Sample, query: str, reading: str, other: str) -> None:
    count = len(expected(sample, other))
    told = asked_by_command(query)
    assert (told["reading"], told["other"]) == (reading, {"query": other, "total": count})
    read = seen(Client().get("/search", {"q": query})).one("p", id="read")
    assert read.text.startswith(f"Read as {reading}; or did you mean {other}, {count} article")
    assert asked_in_the_box(other)[0] == count
    assert read.link(other).startswith("/search?q=")
    lines = io.StringIO()
    call_command("search", "--as", "anonymous", query, stdout=lines)
    assert lines.getvalue().startswith(f"read as: {reading}\nthe other reading: {other}, {count} articles\n")


def test_the_other_reading_is_counted_under_the_same_filters(sample: Sample) -> None:
    out = io.StringIO()
    call_command("search", "--json", "--lang", "uk", "крим or київ", stdout=out)
    other = json.loads(out.getvalue())["other"]
    assert 0 < other["total"] == len(asked_by_request("(крим OR київ) lang:uk"))


def test_a_plain_query_has_one_reading(sample: Sample) -> None:
    assert "reading" not in asked_by_command("crimea (referendum OR vote)")


# --- the help page and the guide --------------------------------------------------------------------


def test_every_example_of_the_help_finds_what_it_should(sample: Sample) -> None:
    page = seen(Client().get("/help/"))
    rows = page.all("table")[0].one("tbody").all("tr")
    assert len(rows) == len(guide.LESSONS)
    for row, lesson in zip(rows, guide.LESSONS, strict=True):
        wanted = len(expected(sample, lesson.query))
        assert wanted > 0, lesson.query
        assert int(re.sub(r"\D", "", row.all("td")[-1].text)) == wanted, lesson.query


GUIDE = (Path(__file__).parents[2] / "docs" / "query-language.md").read_text()
EXAMPLES = [line for block in re.findall(r"```query\n(.*?)```", GUIDE, re.DOTALL) for line in block.splitlines()]
EXAMPLES += recipes()


def test_every_example_of_the_guide_is_answered_as_the_oracle_does(sample: Sample) -> None:
    """Names that these few actors and places lack are left to the test of the grammar alone."""
    who, answered = selectors.access_for(None), 0
    for query in EXAMPLES:
        mistakes = service.read_query(query, who).mistakes
        if mistakes:
            assert all("knows nothing named" in mistake.message for mistake in mistakes), query
            continue
        answered += 1
        assert asked_by_request(query) == expected(sample, query), query
    assert answered >= 0.8 * len(EXAMPLES)
