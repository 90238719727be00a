"""Lines of words in context: exactly the marks of the texts, in orders that a reader expects."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search import highlight, kwic
from archive.search.documents import ArticleRecord
from archive.search.engine import Engine, QueryError
from archive.search.evaluate.lines import lines
from archive.search.lines import PARTS, SORT_WORDS, Lines, alphabetical, joined
from archive.search.matching import Run
from archive.search.query import (
    EVERYTHING,
    Access,
    Near,
    Node,
    Or,
    SearchRequest,
    Term,
    Word,
)
from archive.text import analysis
from tests.search.generated import archives, crowds, positions, requests, tries
from tests.search.oracle import Oracle
from tests.search.test_conformance import CASES, EMPTY, ENGINES, held, tantivy

Said = tuple[int, str, int, int]  # article, part, code points


def found(engine: Engine, request: SearchRequest, most: int = 10_000) -> Lines:
    return engine.read(partial(_lines, request, most))


def _lines(request: SearchRequest, most: int, snapshot: Any, verify_max: int) -> Lines:
    return lines(snapshot, request, verify_max, most)


def expected(records: list[ArticleRecord], ids: list[int], request: SearchRequest) -> list[Said]:
    """The marks of every article listed, one after the other."""
    by_id = {record.id: record for record in records}
    out = []
    for id in ids:
        record = by_id[id]
        if record.rights not in request.visible_to.text:
            record = replace(record, body="", quotes=())
        marks = highlight.matches_of(request.query, record)
        out += [(id, part, *span) for part in PARTS for span in getattr(marks, part)]
    return out


def in_code_points(records: list[ArticleRecord], all_lines: Lines, order: Any = "newest") -> list[Said]:
    by_id = {record.id: record for record in records}
    out = []
    for place in all_lines.places(order, 0, len(all_lines)):
        words = analysis.tokens(getattr(by_id[place.article], place.part))
        out.append((place.article, place.part, words[place.first].start, words[place.last - 1].end))
    return out


@pytest.mark.parametrize("name", ENGINES)
@tries(CASES // 4)
@given(records=archives(), asked=st.lists(requests(), min_size=6, max_size=6))
def test_lines_are_the_marks_of_the_texts(name: str, records: list[ArticleRecord], asked: list[SearchRequest]) -> None:
    held(ENGINES[name](records), records, asked, check)


@pytest.mark.parametrize("name", ENGINES)
@tries(CASES // 8)
@given(records=crowds(), asked=st.lists(positions(), min_size=6, max_size=6))
def test_many_lines_over_few_words_are_in_their_orders(
    name: str, records: list[ArticleRecord], asked: list[Node]
) -> None:
    held(ENGINES[name](records), records, [SearchRequest(EVERYTHING, node) for node in asked], check)


def check(engine: Engine, oracle: Oracle, request: SearchRequest) -> None:
    records, all_lines = oracle.records, found(engine, request)
    ids = oracle.ids(replace(request, sort="newest"))
    said = expected(records, ids, request)
    assert in_code_points(records, all_lines) == said
    assert all_lines.articles == len(ids)
    assert len(all_lines.ids) + all_lines.unread + all_lines.unmarked + all_lines.crowded == len(ids)
    assert in_code_points(records, all_lines, "oldest") == expected(
        records, oracle.ids(replace(request, sort="oldest")), request
    )
    versions = {record.id: record.version for record in records}
    for place in all_lines.places("newest", 0, len(all_lines)):
        before = [s for s in said if s[:2] == (place.article, place.part)]
        words = analysis.tokens(next(getattr(r, place.part) for r in records if r.id == place.article))
        assert before[place.nth - 1][2] == words[place.first].start
        assert place.version == versions[place.article]
    for order, side in (("left", outward_left), ("right", outward_right)):
        assert in_code_points(records, all_lines, order) == sorted(said, key=partial(side, records))


def outward_left(records: list[ArticleRecord], line: Said) -> list[str]:
    text = next(getattr(r, line[1]) for r in records if r.id == line[0])
    return [alphabetical(form) for form in analysis.forms(text[: line[2]])[::-1][:SORT_WORDS]]


def outward_right(records: list[ArticleRecord], line: Said) -> list[str]:
    text = next(getattr(r, line[1]) for r in records if r.id == line[0])
    return [alphabetical(form) for form in analysis.forms(text[line[3] :])[:SORT_WORDS]]


# --- single cases --------------------------------------------------------------------------------


def words_of(records: list[ArticleRecord], query: Node, order: str, access: Access = EVERYTHING) -> list[str]:
    """What is matched, with the words around it, line by line."""
    with tantivy(records) as engine:
        all_lines = found(engine, SearchRequest(access, query))
    by_id = {record.id: record for record in records}
    out = []
    for place in all_lines.places(order, 0, len(all_lines)):  # type: ignore[arg-type]
        forms = analysis.forms(getattr(by_id[place.article], place.part))
        out.append(" ".join(forms[max(0, place.first - 1) : place.last + 1]))
    return out


def test_lines_are_sorted_by_the_words_beside_the_match() -> None:
    body = "new sanctions now. old sanctions again. Eight sanctions"
    assert words_of([replace(EMPTY, body=body)], Word("sanctions"), "left") == [
        "eight sanctions", "new sanctions now", "old sanctions again"
    ]  # fmt: skip
    assert words_of([replace(EMPTY, body=body)], Word("sanctions"), "right") == [
        "eight sanctions", "old sanctions again", "new sanctions now"
    ]  # fmt: skip


def test_ukrainian_words_are_sorted_by_their_alphabet() -> None:
    printed = ["гай", "гуля", "ґанок", "дуб", "ера", "є", "жук", "иншо", "інший", "їжак", "йод", "ящик"]
    body = ". ".join(f"крим {word}" for word in reversed(printed))
    lines_ = words_of([replace(EMPTY, title="", body=body, language="uk")], Word("крим"), "right")
    assert [line.split()[-1] for line in lines_ if line.count(" ")] == printed


def test_only_what_may_be_read_gives_lines() -> None:
    record = replace(EMPTY, title="Crimea votes", body="Crimea again, and Crimea.", rights="researchers")
    hidden = replace(record, id=2, title="Nothing")
    reader = Access(None, frozenset({"public"}), frozenset({"snippet"}))
    with tantivy([record, hidden]) as engine:
        assert len(found(engine, SearchRequest(EVERYTHING, Word("crimea")))) == 5
        seen = found(engine, SearchRequest(reader, Word("crimea")))
        assert [(place.article, place.part) for place in seen.places("newest", 0, 9)] == [(1, "title")]
        all_seen = found(engine, SearchRequest(reader, Or((Word("crimea"), Term("lang", "en")))))
        assert (all_seen.articles, len(all_seen.ids), all_seen.unread) == (2, 1, 1)


def test_more_lines_than_allowed_are_refused_and_never_cut() -> None:
    records = [replace(EMPTY, id=n, title="", body="crimea crimea crimea") for n in (1, 2)]
    with tantivy(records) as engine:
        request = SearchRequest(EVERYTHING, Word("crimea"))
        assert len(found(engine, request, 6)) == 6
        for most in (5, 1):
            with pytest.raises(QueryError, match="narrow the search"):
                found(engine, request, most)


def test_an_article_whose_pairs_cannot_be_told_apart_is_told_of() -> None:
    crowd = replace(EMPTY, title="", body="the of " * 1200)
    with tantivy([crowd, replace(EMPTY, id=2, title="", body="the visa of kerry")]) as engine:
        all_lines = found(engine, SearchRequest(EVERYTHING, Near(Word("the"), Word("of"), 50)))
    assert (all_lines.articles, all_lines.crowded, len(all_lines)) == (2, 1, 2)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 5)).map(lambda p: (p[0], p[0] + p[1])), max_size=12))
def test_runs_that_share_a_word_are_one_line(runs: list[Run]) -> None:
    out = joined(runs)
    assert {n for a, b in out for n in range(a, b)} == {n for a, b in runs for n in range(a, b)}
    assert all(one[1] <= two[0] for one, two in pairwise(out))
    assert all(any(a <= c and d <= b for c, d in runs) for a, b in out)
    # Those that merely stand side by side stay apart.
    assert joined([(1, 2), (2, 3)]) == [(1, 2), (2, 3)]


# --- what is printed around a match --------------------------------------------------------------


@given(st.text(alphabet="ab \n\tя危", max_size=200), st.integers(0, 200), st.integers(1, 60))
def test_context_is_words_of_the_text_and_no_wider_than_asked(text: str, at: int, width: int) -> None:
    at = min(at, len(text))
    spaced_before, spaced_after = " ".join(text[:at].split()), " ".join(text[at:].split())
    left, right = kwic.before(text, at, width), kwic.after(text, at, width)
    assert len(left) <= width
    assert len(right) <= width
    assert spaced_before.endswith(left)
    assert spaced_after.startswith(right)
    if len(spaced_before) <= width and len(text[:at]) <= width * 4:
        assert left == spaced_before
    if left and left != spaced_before and len(left) < width:
        assert spaced_before[-len(left) - 1] == " "
    if right and right != spaced_after and len(right) < width:
        assert spaced_after[len(right)] == " "


def test_context_is_cut_between_words() -> None:
    text = "Six hours of talks on the crisis ended without agreement"
    at = text.index("crisis")
    assert kwic.before(text, at, 12) == "talks on the"
    assert kwic.before(text, at, 11) == "on the"
    assert kwic.after(text, at + 6, 12) == "ended"
    assert kwic.after(text, at + 6, 500) == "ended without agreement"
    assert kwic.before("a" * 50 + "b", 50, 10) == "a" * 10  # one word longer than the width
