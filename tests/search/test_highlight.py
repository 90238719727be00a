"""Marks are exactly what matched; snippets are passages of the text with its marks at their place."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.search import documents, grammar, highlight
from archive.search.documents import QuoteRecord
from archive.search.matching import Matcher
from archive.text import analysis
from tests.search.generated import bodies, in_text, nears, records

TODAY = date(2014, 7, 20)
BODY = 'Kerry met Mr. Lavrov. "The Ministers agreed," said Kerry’s aide; the foreign ministers left. Криму бракує.'


def marked(query: str, body: str = BODY, language: str = "en", quotes: tuple[QuoteRecord, ...] = ()) -> list[str]:
    tree = grammar.parse(query, TODAY).tree
    assert tree is not None
    found = highlight.matches(tree, "", body, language, quotes)
    return [body[start:end] for start, end in found.body]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kerry", ["Kerry", "Kerry’s"]),
        ("minister", ["Ministers", "ministers"]),
        ("=minister", []),
        ("=ministers", ["Ministers", "ministers"]),
        ('"foreign ministers"', ["foreign ministers"]),
        ("lavr*", ["Lavrov"]),
        ("lavorv~1", ["Lavrov"]),
        ("kerry NEAR/2 lavrov", ["Kerry", "Lavrov"]),
        ("kerry NEAR/1 lavrov", []),
        ("kerry ONEAR/5 minister", ["Kerry", "Ministers", "Kerry’s", "ministers"]),
        ("atleast2(minister)", ["Ministers", "ministers"]),
        ("atleast3(minister)", []),
        ("foreign -kerry", ["foreign"]),
        ("title:kerry", []),
        ("body:kerry", ["Kerry", "Kerry’s"]),
        ("крим", []),
        ("криму", ["Криму"]),
    ],
)
def test_marks(query: str, expected: list[str]) -> None:
    assert marked(query) == expected


def test_marks_of_quotes() -> None:
    start = BODY.index("The Ministers")
    quote = QuoteRecord(start, start + len("The Ministers agreed"), "direct", "john-kerry")
    assert marked("said:minister", quotes=(quote,)) == ["Ministers"]
    assert marked("reported:minister", quotes=(quote,)) == []
    assert marked("quote(speaker:john-kerry minister)", quotes=(quote,)) == ["Ministers"]
    assert marked("quote(speaker:sergey-lavrov minister)", quotes=(quote,)) == []


def test_a_mixed_quote_is_printed_between_its_marks_only() -> None:
    body = 'He said the vote was "a farce" and void.'
    quote = QuoteRecord(8, len(body) - 1, "mixed", "x")
    assert marked("said:farce", body, quotes=(quote,)) == ["farce"]
    assert marked("said:void", body, quotes=(quote,)) == []
    assert marked("reported:void", body, quotes=(quote,)) == ["void"]


def test_a_ukrainian_text_is_marked_by_its_lemmas() -> None:
    assert marked("крим", "Про Криму мовчали", "uk") == ["Криму"]


def test_snippets_are_cut_at_words_and_keep_their_marks() -> None:
    body = (
        "Opening words stand here. " * 20 + "Then Kerry met Lavrov in London at last. " + "Closing words follow. " * 20
    )
    (snippet,) = highlight.snippets(body, [(body.index("Kerry"), body.index("Kerry") + 5)])
    assert [snippet.text[a:b] for a, b in snippet.marks] == ["Kerry"]
    assert snippet.text.startswith("Then Kerry")
    assert body[snippet.start :].startswith(snippet.text)
    assert snippet.cut_before
    assert snippet.cut_after


def test_without_a_match_the_opening_is_shown() -> None:
    (snippet,) = highlight.snippets("Short text.", [])
    assert snippet == highlight.Snippet("Short text.", 0, ())
    assert highlight.snippets("  ", []) == ()


@given(
    st.text(alphabet='ab .\n"U', max_size=900), st.lists(st.tuples(st.integers(0, 890), st.integers(1, 9)), max_size=8)
)
def test_snippets_are_passages_of_the_text(body: str, wanted: list[tuple[int, int]]) -> None:
    spans = highlight._merged((start, min(len(body), start + size)) for start, size in wanted if start < len(body))
    found = highlight.snippets(body, spans)
    for snippet in found:
        assert body[snippet.start : snippet.start + len(snippet.text)] == snippet.text
        if spans:
            assert snippet.marks or not body[spans[0][0] : spans[-1][1]].strip()
        for start, end in snippet.marks:
            assert 0 <= start < end <= len(snippet.text)
    assert len(found) <= highlight.SNIPPETS


@settings(max_examples=150)
@given(records(1), st.sampled_from(["", "title", "body", "said"]).flatmap(lambda f: in_text(f) | nears(f)))
def test_a_mark_where_and_only_where_the_query_holds(record: documents.ArticleRecord, node: object) -> None:
    found = highlight.matches_of(node, record)  # type: ignore[arg-type]
    assert bool(found.title or found.body) == Matcher(documents.text_of(record)).holds(node)  # type: ignore[arg-type]


@given(bodies(), st.data())
def test_marks_lie_at_words(body: str, data: st.DataObject) -> None:
    node = data.draw(in_text(""))
    words = {(t.start, t.end) for t in analysis.tokens(body)}
    starts, ends = {a for a, _ in words}, {b for _, b in words}
    for start, end in highlight.matches(node, "", body, "en").body:
        assert start in starts
        assert end in ends


def test_a_passage_begins_and_ends_with_sentences_and_no_short_form_ends_one() -> None:
    body = (
        "Nothing of note was said before that day by anybody who was there. On 14 Sept. Mr. Lavrov met Sen. Kerry in the"
        " U.S. Senate, where they talked for six hours about wheat. Afterwards the whole party went by train to the sea,"
        " which was cold, and stayed there for three weeks without a word to the press."
    )
    at = body.index("Kerry")
    (snippet,) = highlight.snippets(body, [(at, at + 5)], width=160)
    assert snippet.text.startswith("On 14 Sept. Mr. Lavrov")
    assert snippet.text.endswith("about wheat.")


def test_the_two_best_passages_are_shown_in_the_order_of_the_text() -> None:
    filler = "Somebody walked along the harbour and looked at the ships for a while. " * 6
    body = f"Kerry came. {filler}Kerry met Lavrov, and Kerry left. {filler}Kerry and Lavrov spoke. {filler}"
    spans = [(m.start(), m.end()) for m in re.finditer("Kerry|Lavrov", body)]
    found = highlight.snippets(body, spans)
    assert [len(s.marks) for s in found] == [3, 2]
    assert [s.text[:10] for s in found] == ["Kerry met ", "Kerry and "]
