"""`parse(unparse(tree))` is the tree, for trees of every kind of node, nested as deep and as oddly as can be typed."""

from __future__ import annotations

import os
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.search import fields
from archive.search.grammar import parse, unparse
from archive.search.grammar.tokens import SIGNS
from archive.search.query import (
    All,
    And,
    AtLeast,
    Boost,
    DateIn,
    Fuzzy,
    InQuote,
    Near,
    Node,
    Not,
    NumberIn,
    Or,
    Phrase,
    Term,
    Wildcard,
    Word,
)

TODAY = date(2014, 7, 20)
CASES = int(os.environ.get("GRAMMAR_CASES", "250"))
KINDS = (Word, Wildcard, Fuzzy, Phrase, Near, AtLeast, Term, DateIn, NumberIn, And, Or, Not, All, InQuote, Boost)

# Words that another place would read as something else.
ODD = "AND OR NOT And not near NEAR ONEAR/5 w/5 w/s p/5 XOR atleast3 ANDNOT la=en wc>5 crimea[ti] :x econom$ annex! +x -x =x".split()  # fmt: skip
ODD += [
    r"a\b",
    "x:y",
    "a*b",
    "what?",
    "R&D",
    "AT|T",
    "(x)",
    'say"x',
    "«x»",
    "~x1",
    "x^3",
    "/re/",
    "危機",
    "Крим",
    "x\u0301",
]
signs = st.text(alphabet=st.sampled_from("abcжї-'.,:;()[]{}|&!?*~^+=/\\<>\"„»#@%$АОR– "), max_size=5)
texts = st.sampled_from(ODD) | st.builds(lambda a, b: f"{a}ab{b}".strip().translate(SIGNS), signs, signs)
text_fields = [name for name, field in fields.FIELDS.items() if field.kind == "text"]
named = [name for name, field in fields.FIELDS.items() if field.kind == "name"]
in_fields = st.sampled_from(["", "", *text_fields])
patterns = st.sampled_from(["annex*", "s?nct*", "*vastop*", "??ree*", "кр*м", "п'я*"])
days = st.none() | st.integers(0, 9_000).map(lambda n: date(2001, 1, 1) + timedelta(days=n))


def words(field: str) -> st.SearchStrategy[Node]:
    return st.builds(Word, texts, st.just(field), st.booleans())


def in_text(field: str) -> st.SearchStrategy[Node]:
    # A phrase holds words without white space: it is written word by word.
    part = texts.map(lambda t: t.replace(" ", "")).filter(lambda t: not set("*?") & set(t))
    parts = st.lists(st.builds(Word, part) | st.builds(Wildcard, patterns), min_size=1, max_size=4).map(tuple)
    fuzzy = st.builds(Fuzzy, st.sampled_from(["yanukovich", "Крим", "kerry"]), st.sampled_from([1, 2]), st.just(field))
    return (
        words(field) | st.builds(Wildcard, patterns, st.just(field)) | fuzzy | st.builds(Phrase, parts, st.just(field))
    )


def placed(field: str) -> st.SearchStrategy[Node]:
    def grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        near = st.builds(Near, inner, inner, st.sampled_from([0, 1, 5, 500]), st.booleans())
        return near | st.tuples(inner, inner).map(Or) | st.builds(Boost, inner.filter(_plain), st.just(2.0))

    return st.recursive(in_text(field), grown, max_leaves=4)


def _plain(node: Node) -> bool:
    return not isinstance(node, Boost | All)


def _ordered(made: DateIn | NumberIn) -> bool:
    low, high = (made.first, made.last) if isinstance(made, DateIn) else (made.low, made.high)
    return low is None or high is None or low <= high  # type: ignore[operator]


date_nodes = st.builds(DateIn, st.sampled_from(["date", "about", "seen"]), days, days, st.booleans()).filter(_ordered)
date_nodes |= st.sampled_from(["date", "about", "seen"]).map(lambda name: DateIn(name, unknown=True))
counts = st.none() | st.integers(0, 10_000)
number_nodes = st.builds(NumberIn, st.sampled_from(["words", "copies"]), counts, counts).filter(_ordered)
terms = st.builds(Term, st.sampled_from(named), texts.filter(lambda t: not t.startswith("=")))
terms |= texts.map(lambda t: Term("place", f"={t}"))
terms |= st.sampled_from([Term("lang", "uk"), Term("id", "12"), Term("year", "2014"), Term("copies", "first")])
terms |= st.sampled_from(
    [Term("month", "2014-03"), Term("length", "2000+"), Term("reading", "literal"), Term("carried", "2-5")]
)
terms |= st.sampled_from(sorted(fields.HAS)).map(lambda value: Term("has", value))
terms |= st.sampled_from(["https://x.org/a?b=1|2&c=(3)", 'http://x/"y"']).map(lambda value: Term("url", value))
quoted = st.sampled_from(["", "said", "reported"]).flatmap(placed) | st.builds(Term, st.just("speaker"), texts)


def joined(leaf: st.SearchStrategy[Node], most: int) -> st.SearchStrategy[Node]:
    def grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        some = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return some.map(And) | some.map(Or) | inner.map(Not) | st.builds(Boost, inner.filter(_plain), FACTORS)

    return st.recursive(leaf, grown, max_leaves=most)


FACTORS = st.sampled_from([0.5, 2.0, 3.25, 1000.0])
leaves = in_fields.flatmap(placed) | date_nodes | number_nodes | terms
leaves |= st.builds(AtLeast, st.integers(1, 1000), in_fields.flatmap(placed).filter(_plain))
leaves |= joined(quoted, 3).filter(_plain).map(InQuote)
TREES = st.just(All()) | joined(leaves, 6)


def test_a_tree_written_and_read_is_itself() -> None:
    """Both as it is written and with every parenthesis, which the page shows as "Read as" and has one reading."""
    seen: set[type] = set()

    @settings(max_examples=CASES, suppress_health_check=[HealthCheck.too_slow])
    @given(TREES)
    def holds(node: Node) -> None:
        seen.update(_kinds(node))
        parsed = parse(unparse(node), TODAY)
        assert parsed.mistakes == ()
        assert parsed.tree == node
        printed = unparse(node, full=True)
        full = parse(printed, TODAY)
        assert full.mistakes == ()
        assert not full.reading or printed.endswith("?")

    holds()
    assert seen >= set(KINDS)


def _kinds(node: Node) -> set[type]:
    inner = {type(node)}
    for name in ("nodes", "parts"):
        for one in getattr(node, name, ()):
            inner |= _kinds(one)
    for name in ("node", "left", "right"):
        if hasattr(node, name):
            inner |= _kinds(getattr(node, name))
    return inner
