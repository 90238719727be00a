"""The quotes shelf gives what a plain oracle gives: every quote a record of its own, asked as articles are.

`CONFORMANCE_CASES=5000` runs that many archives with six requests each; a plain run does fewer.
"""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.documents import ID_MAX, ArticleRecord, QuoteRecord
from archive.search.engine import Engine
from archive.search.query import (
    EVERYTHING,
    Access,
    AtLeast,
    Choice,
    Facet,
    FacetRequest,
    Fuzzy,
    InQuote,
    Near,
    Node,
    Not,
    Phrase,
    SearchRequest,
    Term,
    Timeline,
    TimelineRequest,
    Wildcard,
    Word,
)
from archive.search.quote_documents import quote_documents
from archive.search.tantivy_engine import TantivyEngine
from archive.text import analysis
from archive.text.when import Published
from tests.search.generated import archives, crowds, positions, requests, tries
from tests.search.oracle import Oracle, Region, _regions
from tests.search.test_conformance import CASES, EMPTY, MEMORY, ZONE, check


class QuoteOracle(Oracle):
    """Every quote as an article that holds nothing but it."""

    def __init__(self, records: list[ArticleRecord], zone: object) -> None:
        self._all = records
        super().__init__([quote for record in records for quote in _quotes_of(record)], zone)  # type: ignore[arg-type]
        self._articles = {quote.id: record for record in records for quote in record.quotes}

    def _copies(self, record: ArticleRecord, access: Access) -> list[ArticleRecord]:
        """The copies of its article, as on the shelf of articles: with quotes or without."""
        article = self._articles[record.id]
        if article.copy_group is None:
            return [article]
        return [
            o for o in self._all if o.copy_group == article.copy_group and super(QuoteOracle, self)._visible(o, access)
        ]

    def holds(self, node: Node, record: ArticleRecord, access: Access) -> bool:
        if node == Term("copies", "first"):
            article = self._articles[record.id]
            return not any(self._earlier(other, article) for other in self._copies(record, access))
        return super().holds(node, record, access)

    def _visible(self, record: ArticleRecord, access: Access) -> bool:
        return record.rights in access.text and super()._visible(record, access)

    def regions(self, name: str, record: ArticleRecord, readable: bool) -> list[Region]:
        if name == "printed":
            name = "body" if record.quotes[0].type == "indirect" else "said"
        return _regions(name, record, readable)

    def ids(self, request: SearchRequest) -> list[int]:
        return super().ids(_read(request))

    def timeline(self, request: SearchRequest, wanted: TimelineRequest) -> Timeline | None:
        return super().timeline(_read(request), wanted)

    def _term(self, node: Term, record: ArticleRecord, readable: bool) -> bool:
        if node.field == "id":
            return str(self._articles[record.id].id) == node.value
        return super()._term(node, record, readable)

    def facet(self, request: SearchRequest, wanted: FacetRequest) -> Facet:
        return replace(super().facet(_read(request), wanted), unidentified=0)  # mentions are the article's


def _read(request: SearchRequest) -> SearchRequest:
    """Words without a field are looked for where the request says: within quotation marks, or everywhere."""
    return replace(request, query=_named(request.query, "printed" if request.printed else "body"))


def _named(node: Any, field: str) -> Any:
    """The same tree with a name for where its words without a field are looked for."""
    if isinstance(node, Word | Wildcard | Fuzzy | Phrase):
        return node if node.field else replace(node, field=field)
    if isinstance(node, InQuote):
        return _named(node.node, field)
    inner = {one.name: getattr(node, one.name) for one in dataclasses.fields(node)}
    return replace(
        node,
        **{name: tuple(_named(n, field) for n in v) for name, v in inner.items() if name == "nodes"},
        **{name: _named(v, field) for name, v in inner.items() if name in ("node", "left", "right")},
    )


def _quotes_of(record: ArticleRecord) -> Iterator[ArticleRecord]:
    said: Counter[str] = Counter()
    for quote in record.quotes:
        body = record.body[quote.start : quote.end]
        forms = " ".join(analysis.forms(body))
        said[forms] += 1
        yield replace(
            record,
            id=quote.id,
            body=body,
            words=len(analysis.forms(body)),
            quotes=(QuoteRecord(0, len(body), quote.type, quote.speaker, quote.id),),
            speakers=(quote.speaker,) if quote.speaker else (),
            copy_group=record.copy_group and (record.copy_group, forms, said[forms]),  # type: ignore[arg-type]
        )


@contextmanager
def tantivy(records: list[ArticleRecord]) -> Iterator[Engine]:
    folder = Path(tempfile.mkdtemp(prefix="quotes-", dir=MEMORY))
    articles = TantivyEngine(folder / "articles", ZONE, create=True)
    engine = TantivyEngine(folder / "quotes", ZONE, create=True, articles=articles)
    try:
        articles.write(records, [])
        # Earlier versions of half the articles had other quotes, under numbers that are in use no more.
        earlier = [replace(r, version=0, quotes=tuple(replace(q, id=q.id + 500) for q in r.quotes)) for r in records]
        engine.write(earlier[::2], [])
        engine.write(records, [])
        yield engine
    finally:
        engine.close()
        articles.close()
        shutil.rmtree(folder)


@tries(CASES)
@given(records=archives(), asked=st.lists(requests(), min_size=6, max_size=6))
def test_same_as_oracle(records: list[ArticleRecord], asked: list[SearchRequest]) -> None:
    oracle = QuoteOracle(records, ZONE)
    with tantivy(records) as engine:
        assert engine.held(0, 1_000) == {r.id: (r.version, len(r.quotes)) for r in records if r.quotes}
        for request in asked:
            check(engine, oracle, replace(request, shelf="quotes"))


@tries(CASES // 2)
@given(records=crowds(), asked=st.lists(positions(), min_size=20, max_size=20))
def test_positions_same_as_oracle(records: list[ArticleRecord], asked: list[Node]) -> None:
    oracle = QuoteOracle(records, ZONE)
    with tantivy(records) as engine:
        for node in asked:
            for printed in (False, True):
                request = SearchRequest(EVERYTHING, node, sort="oldest", shelf="quotes", printed=printed)
                assert list(engine.scan(request)) == oracle.ids(request), (node, printed)


BODY = 'Lavrov said "sanctions are counterproductive" and Kerry said "sanctions are needed"; talks go on, both said.'
FIRST, SECOND, THIRD = BODY.index('"') + 1, BODY.rindex('"sanctions') + 1, BODY.index("talks")
SPOKEN = replace(
    EMPTY,
    title="No end to the talks",
    body=BODY,
    quotes=(
        QuoteRecord(FIRST, FIRST + 31, "direct", "sergey-lavrov", 11),
        QuoteRecord(SECOND, SECOND + 20, "direct", "john-kerry", 12),
        QuoteRecord(THIRD, THIRD + 11, "indirect", "", 13),
    ),
    speakers=("sergey-lavrov", "john-kerry"),
    published=Published.day(date(2014, 3, 14), "test"),
    tagged=True,
)


def asked(query: Node, **more: object) -> SearchRequest:
    return SearchRequest(EVERYTHING, query, sort="oldest", shelf="quotes", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (Word("sanctions"), [11, 12]),
        (Word("talks"), [13]),  # the headline has the word too, and gives it to no quote
        (Word("talks", "title"), [11, 12, 13]),
        (Word("said"), []),  # the reporter's word, in no quote
        (Word("talks", "said"), []),
        (Word("talks", "reported"), [13]),
        (Term("speaker", "john-kerry"), [12]),
        (InQuote(Term("speaker", "john-kerry")), [12]),
        (Phrase((Word("counterproductive"), Word("and"))), []),
        (Term("speech", "indirect"), [13]),
        (Term("id", "1"), [11, 12, 13]),
    ],
)
def test_a_quote_is_asked_by_its_own_words_and_its_articles_fields(query: Node, found: list[int]) -> None:
    with tantivy([SPOKEN]) as engine:
        assert list(engine.scan(asked(query))) == found


PARTLY = 'He said the "common vision" of unity remains.'
MIXED = replace(
    EMPTY, body=PARTLY, quotes=(QuoteRecord(PARTLY.index("the"), len(PARTLY) - 1, "mixed", "", 11),), tagged=True
)


@pytest.mark.parametrize(
    ("query", "always", "printed"),
    [
        (Word("vision"), [11], [11]),
        (Word("unity"), [11], []),
        (Not(Word("unity")), [], [11]),
        (Phrase((Word("vision"), Word("of"))), [11], []),
        (Wildcard("unit*"), [11], []),
        (Near(Word("vision"), Word("unity"), 5, False), [11], []),
        (Near(Word("common"), Word("vision"), 5, False), [11], [11]),
        (AtLeast(1, Word("unity")), [11], []),
        (Word("unity", "body"), [11], [11]),
        (Word("unity", "reported"), [11], [11]),
    ],
)
def test_where_indirect_speech_is_left_out_words_are_those_in_quotation_marks(
    query: Node, always: list[int], printed: list[int]
) -> None:
    with tantivy([MIXED]) as engine:
        assert list(engine.scan(asked(query))) == always
        assert list(engine.scan(asked(query, printed=True))) == printed


def test_words_of_indirect_speech_are_counted_beside_where_it_is_left_out() -> None:
    with tantivy([SPOKEN]) as engine:
        page = engine.search(asked(Word("talks"), facets=(FacetRequest("speech"),), printed=True))
        assert (page.total, [(v.value, v.count) for v in page.facets[0].values]) == (0, [("indirect", 1)])
        chosen = asked(Word("talks"), choices=(Choice("speech", ("indirect",)),), printed=True)
        assert list(engine.scan(chosen)) == [13]


def test_speakers_are_counted_by_quotes() -> None:
    with tantivy([SPOKEN]) as engine:
        (facet,) = engine.search(asked(Word("sanctions"), facets=(FacetRequest("speaker"),))).facets
        assert [(v.value, v.count) for v in facet.values] == [("john-kerry", 1), ("sergey-lavrov", 1)]
        chosen = asked(Word("sanctions"), choices=(Choice("speaker", ("john-kerry",)),))
        assert [hit.id for hit in engine.search(chosen).hits] == [12]


def test_of_an_article_that_may_not_be_read_there_is_no_quote() -> None:
    """Not under its headline, not under NOT, not in a count, not where single words of its text are allowed."""
    locked = replace(SPOKEN, rights="snippet")
    everybody = Access(None, frozenset({"public"}), frozenset({"snippet"}))
    with tantivy([locked]) as engine:
        for query in (Word("sanctions"), Word("talks", "title"), Term("id", "1")):
            page = engine.search(replace(asked(query, facets=(FacetRequest("source"),)), visible_to=everybody))
            assert (page.total, page.facets[0].values, page.facets[0].missing) == (0, (), 0)


def test_the_same_quote_in_copies_of_one_story_counts_once() -> None:
    copies = [replace(SPOKEN, id=n, copy_group=7, copies=2) for n in (1, 2)]
    shifted = tuple(replace(quote, id=quote.id + 10) for quote in SPOKEN.quotes)
    copies[1] = replace(copies[1], quotes=shifted)
    with tantivy(copies) as engine:
        request = asked(Word("sanctions"), facets=(FacetRequest("speaker"),))
        assert engine.search(request).total == 4
        page = engine.search(replace(request, copies="first"))
        assert [hit.id for hit in page.hits] == [11, 12]
        assert [value.count for value in page.facets[0].values] == [1, 1]


def test_words_that_one_article_prints_twice_are_two_quotes_in_every_count() -> None:
    twice = replace(SPOKEN, copy_group=7, quotes=(SPOKEN.quotes[0], replace(SPOKEN.quotes[0], id=14)))
    with tantivy([twice]) as engine:
        assert engine.search(replace(asked(Word("sanctions")), copies="first")).total == 2


def test_an_article_that_lost_its_quotes_leaves_the_shelf() -> None:
    with tantivy([SPOKEN, replace(SPOKEN, id=2, quotes=(replace(SPOKEN.quotes[0], id=21),))]) as engine:
        engine.write([replace(SPOKEN, version=2, quotes=())], [])
        assert engine.held(0, 9) == {2: (1, 1)}
        engine.write([], [(2, 5)])
        assert engine.count() == 0


def test_a_number_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        quote_documents(replace(SPOKEN, quotes=(replace(SPOKEN.quotes[0], id=ID_MAX + 1),)), ZONE)


def test_a_document_is_dated_as_its_article() -> None:
    seen = datetime(2026, 11, 1, tzinfo=UTC)
    made = quote_documents(replace(SPOKEN, first_seen=seen), ZONE)
    assert [(one.id, one.article, one.words) for one in made] == [(11, 1, 3), (12, 1, 3), (13, 1, 3)]
    assert len({one.published for one in made}) == 1
