"""Words of what was found, against a slow plain count over the articles that somebody may see and read."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.documents import ArticleRecord
from archive.search.engine import Engine
from archive.search.evaluate import words
from archive.search.query import EVERYTHING, Access, All, And, Node, SearchRequest, Term, Word
from archive.text import analysis
from tests.search.generated import WORDS, archives, requests, tries
from tests.search.oracle import Oracle
from tests.search.test_conformance import CASES, EMPTY, ENGINES, ZONE
from tests.search.test_ranking import SNIPPETS_ONLY

NODES: list[Node] = [*(Word(form) for text in WORDS for form in analysis.forms(text)), Term("actor", "nato")]


def telling(record: ArticleRecord, readable: bool) -> set[tuple[str, str]]:
    """(lookup, form) of what of an article may be read."""
    texts = [record.title, record.body] if readable else [record.title]
    found = (form for text in texts for form in analysis.forms(text))
    return {(analysis.lookup(form, record.language), form) for form in found if words.tells(form)}


@pytest.mark.parametrize("name", ENGINES)
@tries(CASES // 4)
@given(records=archives(), asked=st.lists(requests(), min_size=3, max_size=3))
def test_counts_beside_a_search_are_those_of_the_narrower_searches(
    name: str, records: list[ArticleRecord], asked: list[SearchRequest]
) -> None:
    with ENGINES[name](records) as engine:
        check_narrowed(engine, records, asked)


def check_narrowed(engine: Engine, records: list[ArticleRecord], asked: list[SearchRequest]) -> None:
    oracle = Oracle(records, ZONE)
    for request in asked:
        narrower = [replace(request, query=And((request.query, node))) for node in NODES]
        total, counts = engine.read(lambda s, most, r=request: words.narrowed(s, r, most, NODES))  # type: ignore[misc]
        assert total == len(oracle.ids(request))
        assert counts == [len(oracle.ids(one)) for one in narrower], request
        all_ = engine.read(lambda s, most, n=narrower: words.totals(s, n, most))  # type: ignore[misc]
        assert all_ == counts


@pytest.mark.parametrize("name", ENGINES)
@tries(CASES // 4)
@given(records=archives(), request=requests())
def test_words_are_counted_in_what_may_be_read(name: str, records: list[ArticleRecord], request: SearchRequest) -> None:
    with ENGINES[name](records) as engine:
        check_sampled(engine, records, request)


def check_sampled(engine: Engine, records: list[ArticleRecord], request: SearchRequest) -> None:
    request = replace(request, copies="each")
    found = Oracle(records, ZONE).matching(request)
    texts = [telling(record, record.rights in request.visible_to.text) for record in found]
    sample = engine.read(lambda s, most: words.sampled(s, request, most, 1_000))
    assert (sample.total, sample.read) == (len(found), len(found))
    assert sample.words == Counter(lookup for text in texts for lookup in {one for one, _ in text})
    pairs = Counter(pair for text in texts for pair in text)
    for lookup, form in sample.forms.items():
        most_printed = max(count for (one, _), count in pairs.items() if one == lookup)
        assert pairs[lookup, form] == most_printed
    some = engine.read(lambda s, most: words.sampled(s, request, most, 2))
    assert some.read == min(2, len(found))
    assert all(count <= sample.words[lookup] for lookup, count in some.words.items())


@pytest.mark.parametrize("name", ENGINES)
@tries(CASES // 4)
@given(records=archives(), request=requests(), typed=st.sampled_from(["kery", "lavorv", "crimae", "sanctoin", "криму"]))
def test_spellings_are_words_that_somebody_may_read(
    name: str, records: list[ArticleRecord], request: SearchRequest, typed: str
) -> None:
    with ENGINES[name](records) as engine:
        check_spellings(engine, records, request.visible_to, typed)


def check_spellings(engine: Engine, records: list[ArticleRecord], access: Access, typed: str) -> None:
    oracle = Oracle(records, ZONE)
    seen = oracle.matching(SearchRequest(access))
    readable = {form for r in seen for _, form in telling(r, r.rights in access.text)}
    own, near = engine.read(lambda s, most: words.spellings(s, access, most, [typed], 9))[typed]
    assert own == len(oracle.ids(SearchRequest(access, Word(typed))))
    assert {one.form for one in near} <= readable
    assert [(one.edits, -one.count) for one in near] == sorted((one.edits, -one.count) for one in near)
    for one in near:
        assert one.count == len(oracle.ids(SearchRequest(access, Word(one.form)))) > 0


def articles(*bodies: str, **more: object) -> list[ArticleRecord]:
    return [replace(EMPTY, id=n, title="", body=body, **more) for n, body in enumerate(bodies, 1)]  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ENGINES)
def test_the_nearest_spelling_comes_first_and_one_stem_once(name: str) -> None:
    records = articles("sanctions", "sanctions", "sanction", "sanctuary", "mansions")
    with ENGINES[name](records) as engine:
        own, near = engine.read(lambda s, most: words.spellings(s, EVERYTHING, most, ["sanctoins"]))["sanctoins"]
    assert own == 0
    assert [(one.form, one.edits, one.count) for one in near] == [("sanctions", 1, 3)]


@pytest.mark.parametrize("name", ENGINES)
def test_a_hidden_word_is_no_spelling(name: str) -> None:
    records = articles("the canary sang", "the canal froze")
    records[0] = replace(records[0], rights="researchers")
    with ENGINES[name](records) as engine:
        for access, found in ((EVERYTHING, ["canary"]), (SNIPPETS_ONLY, [])):
            near = engine.read(lambda s, most, a=access: words.spellings(s, a, most, ["canry"]))  # type: ignore[misc]
            assert [one.form for one in near["canry"][1]] == found


@pytest.mark.parametrize("name", ENGINES)
def test_an_article_is_about_what_others_are_not(name: str) -> None:
    records = articles(
        "Lavrov spoke of sanctions, and sanctions again, in the hall",
        *["somebody spoke in the hall of the weather"] * 8,
        "Lavrov and sanctions",
    )
    with ENGINES[name](records) as engine:
        weights = engine.read(lambda s, most: words.weightiest(s, EVERYTHING, most, 1, 3))
        assert [one.form for one in weights] == ["sanctions", "lavrov", "hall"]
        shared = engine.read(lambda s, _: words.shared(s, EVERYTHING, [2, 10], [one.lookup for one in weights]))
        assert shared == {2: {"en:hall"}, 10: {"en:sanction", "en:lavrov"}}
        hidden = replace(SNIPPETS_ONLY, text=frozenset())
        assert engine.read(lambda s, most: words.weightiest(s, hidden, most, 1, 3)) == ()
        assert engine.read(lambda s, _: words.shared(s, hidden, [2], ["en:hall"])) == {2: frozenset()}


@pytest.mark.parametrize("name", ENGINES)
def test_stories_are_the_groups_that_most_found_articles_are_of(name: str) -> None:
    records = articles("crimea", "crimea", "crimea", "crimea", "kerry", "crimea")
    groups = {1: 7, 2: 8, 3: 8, 4: 8, 5: 7}
    records = [replace(one, copy_group=groups.get(one.id), copies=2) for one in records]
    with ENGINES[name](records) as engine:
        request = SearchRequest(EVERYTHING, All())
        assert engine.read(lambda s, most: words.stories(s, request, most, 5)) == [(2, 3, 4), (1, 5)]
        narrower = replace(request, query=Word("crimea"))
        assert engine.read(lambda s, most: words.stories(s, narrower, most, 5)) == [(2, 3, 4)]
        unread = replace(request, visible_to=replace(EVERYTHING, text=frozenset()))
        assert engine.read(lambda s, most: words.stories(s, unread, most, 5)) == [(2, 3, 4), (1, 5)]


@pytest.mark.parametrize("name", ENGINES)
def test_articles_of_hidden_collections_are_of_no_story(name: str) -> None:
    records = [
        replace(one, copy_group=7, copies=3, collections=(2,) if one.id == 3 else (1,)) for one in articles(*"abc")
    ]
    with ENGINES[name](records) as engine:
        for seen, found in ((None, [(1, 2, 3)]), ({1}, [(1, 2)]), ({2}, [])):
            access = replace(EVERYTHING, collections=None if seen is None else frozenset(seen), text=frozenset())
            request = SearchRequest(access, All())
            assert engine.read(lambda s, most, r=request: words.stories(s, r, most, 5)) == found  # type: ignore[misc]
