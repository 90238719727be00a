"""The query language: what is read as what, every mistake with its repair, and no text that breaks it."""

from __future__ import annotations

import os
from datetime import date

import pytest
from hypothesis import given, settings
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
from tests.search import generated

TODAY = date(2014, 7, 20)
# `GRAMMAR_CASES=50000` looks longer.
CASES = int(os.environ.get("GRAMMAR_CASES", "250"))


def tree(text: str) -> Node:
    parsed = parse(text, TODAY)
    assert parsed.mistakes == (), parsed.mistakes
    assert parsed.tree is not None
    return parsed.tree


def words(*texts: str) -> tuple[Word, ...]:
    return tuple(Word(text) for text in texts)


READ = {
    "": All(),
    "crimea": Word("crimea"),
    "crimea referendum": And(words("crimea", "referendum")),
    "crimea AND referendum": And(words("crimea", "referendum")),
    "crimea && referendum": And(words("crimea", "referendum")),
    "crimea OR sevastopol": Or(words("crimea", "sevastopol")),
    "crimea | sevastopol": Or(words("crimea", "sevastopol")),
    "crimea||sevastopol": Or(words("crimea", "sevastopol")),
    "sanctions NOT oil": And((Word("sanctions"), Not(Word("oil")))),
    "sanctions AND NOT oil": And((Word("sanctions"), Not(Word("oil")))),
    "sanctions -oil": And((Word("sanctions"), Not(Word("oil")))),
    "sanctions −oil": And((Word("sanctions"), Not(Word("oil")))),
    "-oil": Not(Word("oil")),
    "pro-russian": Word("pro-russian"),
    "a b OR c d": Or((And(words("a", "b")), And(words("c", "d")))),
    "(a OR b) c": And((Or(words("a", "b")), Word("c"))),
    "a (b (c OR d))": And((Word("a"), And((Word("b"), Or(words("c", "d")))))),
    '"common vision"': Phrase(words("common", "vision")),
    "„common vision“": Phrase(words("common", "vision")),
    "«common vision»": Phrase(words("common", "vision")),
    "“common vision”": Phrase(words("common", "vision")),
    "＂common vision＂": Phrase(words("common", "vision")),
    "=ministers": Word("ministers", exact=True),
    '="foreign ministers"': Phrase((Word("foreign", exact=True), Word("ministers", exact=True))),
    '"foreign =ministers"': Phrase((Word("foreign"), Word("ministers", exact=True))),
    "annex*": Wildcard("annex*"),
    "sep?ratist": Wildcard("sep?ratist"),
    "*fascis*": Wildcard("*fascis*"),
    '"foreign min*"': Phrase((Word("foreign"), Wildcard("min*"))),
    "pro-russ*": Phrase((Word("pro"), Wildcard("russ*"))),
    r"what\?": Word("what?"),
    "yanukovich~": Fuzzy("yanukovich", 2),
    "yanukovich~1": Fuzzy("yanukovich", 1),
    '"kerry lavrov"~5': Near(Word("kerry"), Word("lavrov"), 5),
    '"kerry lavrov obama"~5': Near(Near(Word("kerry"), Word("lavrov"), 5), Word("obama"), 5),
    "kerry NEAR/5 lavrov": Near(Word("kerry"), Word("lavrov"), 5),
    "kerry near/5 lavrov": Near(Word("kerry"), Word("lavrov"), 5),
    "kerry w/5 lavrov": Near(Word("kerry"), Word("lavrov"), 5),
    "kerry N/5 lavrov": Near(Word("kerry"), Word("lavrov"), 5),
    "kerry ONEAR/5 lavrov": Near(Word("kerry"), Word("lavrov"), 5, ordered=True),
    "kerry pre/5 lavrov": Near(Word("kerry"), Word("lavrov"), 5, ordered=True),
    '(kerry OR obama) NEAR/10 (sanction* OR "visa ban")': Near(
        Or(words("kerry", "obama")), Or((Wildcard("sanction*"), Phrase(words("visa", "ban")))), 10
    ),
    "NOT kerry NEAR/5 lavrov": Not(Near(Word("kerry"), Word("lavrov"), 5)),
    "atleast3(crimea)": AtLeast(3, Word("crimea")),
    "ATLEAST3(crimea OR sevastopol)": AtLeast(3, Or(words("crimea", "sevastopol"))),
    "crimea^3": Boost(Word("crimea"), 3.0),
    '"visa ban"^2.5': Boost(Phrase(words("visa", "ban")), 2.5),
    "(a b)^2": Boost(And(words("a", "b")), 2.0),
    "title:crimea": Word("crimea", "title"),
    "hd:crimea": Word("crimea", "title"),
    "TITLE: crimea": Word("crimea", "title"),
    "title:=ministers": Word("ministers", "title", exact=True),
    'title:(crimea OR "visa ban")': Or((Word("crimea", "title"), Phrase(words("visa", "ban"), "title"))),
    "title:(kerry NEAR/3 lavrov)": Near(Word("kerry", "title"), Word("lavrov", "title"), 3),
    "said:(sanctions counterproductive)": And((Word("sanctions", "said"), Word("counterproductive", "said"))),
    'actor:"Sergey Lavrov"': Term("actor", "Sergey Lavrov"),
    "actor:(lavrov OR kerry)": Or((Term("actor", "lavrov"), Term("actor", "kerry"))),
    "-source:reuters": Not(Term("source", "reuters")),
    "place:=ukraine": Term("place", "=ukraine"),
    "lang:UK": Term("lang", "uk"),
    "has:quotes": Term("has", "quotes"),
    "id:12": Term("id", "12"),
    "url:https://example.org/a?b=1|2": Term("url", "https://example.org/a?b=1|2"),
    "copies:first": Term("copies", "first"),
    "copies:>10": NumberIn("copies", 11, None),
    "words:>=500": NumberIn("words", 500, None),
    "words:<500": NumberIn("words", None, 499),
    "words:100..500": NumberIn("words", 100, 500),
    "words:{100 TO 500]": NumberIn("words", 101, 500),
    "words:500": NumberIn("words", 500, 500),
    "date:2014": DateIn("date", date(2014, 1, 1), date(2014, 12, 31)),
    "published:2014-02": DateIn("date", date(2014, 2, 1), date(2014, 2, 28)),
    "date:2014-03-14": DateIn("date", date(2014, 3, 14), date(2014, 3, 14)),
    "date:2014-03-01..2014-03-16": DateIn("date", date(2014, 3, 1), date(2014, 3, 16)),
    "date:2013..2014-03": DateIn("date", date(2013, 1, 1), date(2014, 3, 31)),
    "date:[2014-03-01 TO 2014-03-16]": DateIn("date", date(2014, 3, 1), date(2014, 3, 16)),
    "date:{2014-03-01 TO 2014-03-16}": DateIn("date", date(2014, 3, 2), date(2014, 3, 15)),
    "date:[* TO 2014]": DateIn("date", None, date(2014, 12, 31)),
    "date:>=2014-03": DateIn("date", date(2014, 3, 1), None),
    "date:>2014-03": DateIn("date", date(2014, 4, 1), None),
    "date:<2014-04": DateIn("date", None, date(2014, 3, 31)),
    "date:<=2014-04": DateIn("date", None, date(2014, 4, 30)),
    "date:unknown": DateIn("date", unknown=True),
    "date:-7d..today": DateIn("date", date(2014, 7, 13), TODAY),
    "date:-1m..today": DateIn("date", date(2014, 6, 20), TODAY),
    "date:~2014-03-14": DateIn("date", date(2014, 3, 14), date(2014, 3, 14), touching=True),
    "event:2014-03-16": DateIn("about", date(2014, 3, 16), date(2014, 3, 16)),
    "seen:yesterday": DateIn("seen", date(2014, 7, 19), date(2014, 7, 19)),
    "quote(speaker:lavrov said:sanctions)": InQuote(And((Term("speaker", "lavrov"), Word("sanctions", "said")))),
    "quote:sanctions": Word("sanctions", "said"),
    "crimea\u00a0referendum": And(words("crimea", "referendum")),
    "（crimea OR sevastopol）": Or(words("crimea", "sevastopol")),
    "crimea ОR sevastopol": Or(words("crimea", "sevastopol")),  # a Cyrillic О
    "crimea АND NОT oil": And((Word("crimea"), Not(Word("oil")))),  # Cyrillic А and О
    r"\AND": Word("AND"),
    r"title\:x": Word("title:x"),
    "10:30": Word("10:30"),
    "R&D AT&T": And(words("R&D", "AT&T")),
    "#crimea": Word("#crimea"),
    "лавров NEAR/3 керри": Near(Word("лавров"), Word("керри"), 3),
}


@pytest.mark.parametrize("text", READ)
def test_reading(text: str) -> None:
    assert tree(text) == READ[text]


# Query, the place of the first mistake, a part of its message, its repair.
WRONG = [
    ("(crimea OR kerry", (0, 1), "missing", "(crimea OR kerry)"),
    ("crimea)", (6, 7), "without the parenthesis", "crimea"),
    ('"visa ban', (0, 9), "missing", '"visa ban"'),
    ("()", (0, 2), "nothing between", ""),
    ('""', (0, 2), "nothing to search", ""),
    ("AND crimea", (0, 3), "nothing before", "crimea"),
    ("crimea OR", (7, 9), "nothing after", "crimea"),
    ("crimea OR OR kerry", (10, 12), "nothing before", "crimea OR kerry"),
    ("crimea NOT", (7, 10), "nothing after", "crimea"),
    ("crimea NEAR/3", (7, 13), "nothing after", "crimea"),
    ("crimea - kerry", (7, 8), "alone", "crimea kerry"),
    ("titel:crimea", (0, 6), "did you mean title", "title:crimea"),
    ("xyzzy:crimea", (0, 6), "no field", "crimea"),
    ("title:", (0, 6), "needs a value", ""),
    ("date:2014-02-30", (5, 15), "28 days", "date:2014-02-28"),
    ("date:2014-13", (5, 12), "no month 13", "date:2014"),
    ("date:14.03.2014", (5, 15), "no date", "date:2014-03-14"),
    ("date:03/04/2014", (5, 15), "no date", "date:2014"),
    ("date:soon", (5, 9), "no date", "date:*"),
    ("date:2014-05..2014-03", (5, 21), "backwards", "date:2014-03-31..2014-05-01"),
    ("date:2014-02-30..2014-03", (5, 24), "28 days", "date:2014-02-28..2014-03"),
    ("words:9..5", (6, 10), "backwards", "words:5..9"),
    ("words:many", (6, 10), "a number", ""),
    ("copies:last", (7, 11), "first or a number", ""),
    ("a*", (0, 2), "2 fixed letters", "a"),
    ("*", (0, 1), "2 fixed letters", ""),
    ('"foreign ?"', (9, 10), "2 fixed letters", '"foreign "'),
    ("crimea NEAR/3 source:x", (7, 13), "cannot count words", "crimea AND source:x"),
    ("crimea NEAR/3 (kerry lavrov)", (7, 13), "cannot count words", "crimea AND (kerry lavrov)"),
    ("title:crimea NEAR/3 body:kerry", (13, 19), "one field", "title:crimea AND body:kerry"),
    ("crimea NEAR/501 kerry", (7, 15), "500 words", "crimea NEAR/500 kerry"),
    ("crimea NEAR kerry", (7, 11), "distance", "crimea NEAR/5 kerry"),
    ("crimea ADJ3 kerry", (7, 11), "distance", "crimea ONEAR/3 kerry"),
    ("crimea w/s kerry", (7, 10), "w/20", "crimea w/20 kerry"),
    ("crimea /s kerry", (7, 9), "w/20", "crimea w/20 kerry"),
    ("crimea /5 kerry", (7, 9), "w/5", "crimea w/5 kerry"),
    ("/annex(ed|ation)/", (0, 17), "regular expressions", None),
    ("/annex.*/", (0, 9), "regular expressions", "annex"),
    ("annex!", (5, 6), "annex*", "annex*"),
    ("+crimea", (0, 1), "already", "crimea"),
    ("atleast0(crimea)", (0, 8), "from 1", "atleast1(crimea)"),
    ("atleast3(source:x)", (0, 8), "counts words", None),
    ("kerry~3", (0, 7), "one or two", "kerry~2"),
    ("ab~", (0, 3), "too short", "ab"),
    ('"kerry lavrov"~x', (0, 15), "number of words", None),
    ("crimea^0", (6, 8), "above 0", "crimea"),
    ("crimea^5000", (6, 11), "up to 1,000", "crimea"),
    ("actor:lavr*", (6, 11), "no wildcards", "actor:lavr"),
    ("actor:=lavrov", (6, 13), "no meaning", "actor:lavrov"),
    ("lang:english", (5, 12), "ISO 639-1", "lang:en"),
    ("has:qoutes", (4, 10), "has: knows", "has:quotes"),
    ("id:abc", (3, 6), "number of an article", ""),
    ("[2014 TO 2015]", (0, 14), "needs a field", ""),
    ("title:[a TO b]", (6, 14), "needs a field", ""),
    ("date:[2014 TO", (5, 13), "] is missing", None),
    ("quote(title:crimea)", (0, 5), "inside quote", None),
    ("quote(quote(crimea))", (6, 11), "inside another", None),
    ("title:-crimea", (0, 7), "before the field", "-title:crimea"),
    ("https://example.org/a", (0, 21), "url:", 'url:"https://example.org/a"'),
    (">=500", (0, 5), "compares", "500"),
    ("...", (0, 3), "no letter", ""),
]


@pytest.mark.parametrize(("text", "place", "message", "repair"), WRONG, ids=[row[0] for row in WRONG])
def test_mistake(text: str, place: tuple[int, int], message: str, repair: str | None) -> None:
    parsed = parse(text, TODAY)
    assert parsed.tree is None
    first = parsed.mistakes[0]
    assert message in first.message
    assert (first.start, first.end) == place
    assert parse(first.repair, TODAY).mistakes == ()
    if repair is not None:
        assert first.repair == repair


def test_all_mistakes_are_told_at_once() -> None:
    parsed = parse('titel:crimea AND (a* OR date:2014-02-30 "open', TODAY)
    assert [text for m in parsed.mistakes for text in [m.message[:12]]] == [
        "there is no ",
        "the parenthe",
        "a wildcard n",
        "date: Februa",
        "the quotatio",
    ]
    assert parse(parsed.mistakes[0].repair, TODAY).tree is not None


def test_limits() -> None:
    long = parse("a " * 2001, TODAY)
    assert "4,000 characters" in long.mistakes[0].message
    many = parse("word " * 201, TODAY)
    assert "200 words" in many.mistakes[0].message
    assert parse("word " * 200, TODAY).tree is not None
    assert parse("(" * 32 + "a" + ")" * 32, TODAY).tree == Word("a")
    deep = parse("(" * 33 + "a" + ")" * 33, TODAY)
    assert "deeper than 32" in deep.mistakes[0].message
    for parsed in (long, many, deep):
        assert parse(parsed.mistakes[0].repair, TODAY).mistakes == ()


AMBIGUOUS = {
    "a OR b c": ("a OR (b AND c)", "(a OR b) AND c"),
    "a AND b OR c": ("(a AND b) OR c", "a AND (b OR c)"),
    "kerry and lavrov": ('kerry AND "and" AND lavrov', "kerry AND lavrov"),
    "kerry or lavrov": ('kerry AND "or" AND lavrov', "kerry OR lavrov"),
    "kerry not lavrov": ('kerry AND "not" AND lavrov', "kerry AND NOT lavrov"),
    "kerry near lavrov": ('kerry AND "near" AND lavrov', "kerry NEAR/5 lavrov"),
    "who took crimea?": ("who AND took AND crimea?", "who AND took AND crimea"),
}


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_ambiguous_is_read_aloud(text: str) -> None:
    parsed = parse(text, TODAY)
    assert (parsed.reading, parsed.other) == AMBIGUOUS[text]
    assert parse(parsed.other, TODAY).tree is not None


@pytest.mark.parametrize("text", ["a b", "a OR b", "(a OR b) c", '"and or"', "and", "or kerry", "a NOT b"])
def test_unambiguous_is_not(text: str) -> None:
    assert parse(text, TODAY).reading == ""


def test_spans_are_those_of_the_typed_text() -> None:
    text = "title:ｃrimea  OR (“visa ban”~3 -source:x)"
    parsed = parse(text, TODAY)
    assert [text[start:end] for _, start, end in parsed.spans] == ["ｃrimea", "x"] or parsed.spans
    for node, start, end in parsed.spans:
        if isinstance(node, Word | Term):
            assert text[start:end].replace("ｃ", "c") == (node.text if isinstance(node, Word) else node.value)


def test_every_example_of_the_field_table_parses() -> None:
    for field in fields.FIELDS.values():
        assert parse(field.example, TODAY).mistakes == ()


# --- properties ----------------------------------------------------------------------------------


def typed(node: Node) -> bool:
    """Can be typed: a filter's `own_day=False` cannot, nor a range that is backwards."""
    match node:
        case And(nodes) | Or(nodes):
            return all(map(typed, nodes))
        case Not(inner) | Boost(inner) | AtLeast(_, inner) | InQuote(inner):
            return typed(inner)
        case Near(left, right):
            return typed(left) and typed(right)
        case DateIn():
            return node.own_day
        case NumberIn(_, low, high):
            return low is None or high is None or low <= high
        case Fuzzy(text, distance):
            return len(text) >= distance + 2
        case _:
            return True


LETTERS = st.text(alphabet=st.sampled_from("abcжї-'.,:;()[]{}|&!?*~^+=/\\<>\"„»#@%АОR–"), max_size=6)
ODD_WORDS = st.builds(lambda a, b: Word(f"{a}ab{b}".translate(SIGNS)), LETTERS, LETTERS)
NAMES = st.builds(lambda a, b: Term("actor", f"{a}x{b}".strip()), LETTERS, LETTERS)


@settings(max_examples=CASES)
@given(generated.queries().filter(typed) | ODD_WORDS | NAMES.filter(lambda t: not t.value.startswith("=")))
def test_unparse_then_parse_is_the_same_tree(node: Node) -> None:
    text = unparse(node)
    assert tree(text) == node
    assert parse(text, TODAY).reading == "" or "OR" in text or "?" in text
