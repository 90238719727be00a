"""No text breaks the parser, and its work grows with the length of the text and no faster."""

from __future__ import annotations

import json
import os
import random
import sys
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.search.grammar import Parsed, parse, unparse
from tests.support.shared import SHARED, needs_shared

TODAY = date(2014, 7, 20)
# Random and mutated strings tried; `GRAMMAR_STRINGS=1000000` looks longer.
STRINGS = int(os.environ.get("GRAMMAR_STRINGS", "100000"))
# The most steps a character that a query may take, repairs of repairs included: characters looked at, tokens and
# nodes visited. Measured: at most 22 for what is read at once, 61 where repairs follow one another; 8 and 40 of long texts.
STEPS_READ, STEPS_MENDED = 30, 80
# Calls of functions a character, a second count that the parser does not keep itself: at most 116 measured.
CALLS = 160

PIECES = [*"""
crimea Крим and AND OR NOT not near NEAR/5 w/5 pre/5 NEAR /s w/s n/3 ADJ5 ( ) " „ “ « » ’ - – + = * ? ~ ~2 ^ ^2 | || &&
! \\ / [ ] { } TO : .. > <= title: hd: date: words: copies: actor: foo: url: has: id: lang: place: about: seen: year:
said: reported: quote( atleast3( atleast0( atleast3 2014-02-30 2014 2014-03-01..2014-03-16 -7d..today unknown ~2014-03
2014-W11 14.03.2014 March =ministers annex* sep?ratist a* yanukovich~ "visa la=en wc>500 headline( AROUND(5) econom$
crimea[ti] :x XOR ANDNOT p/5 http://a.b/c english quotes first é 危機 𝐀 ＡＮＤ （ ） ： ОR
""".split(), " ", "  ", "\t", "\n", "\x00", "\u200b", "\ud800", "\u202e", "\u00a0", "\u0301"]  # fmt: skip
VALID = [
    'title:(crimea OR "visa ban") NEAR/3 kerry',
    "quote(speaker:lavrov said:sanctions) -date:2014-03-01..2014-03-16",
    'atleast3(crimea OR sevastopol)^2 AND NOT (words:>500 OR copies:first)',
    "„common vision“ ONEAR/5 =ministers sep?ratist yanukovich~1 about:~2014-03",
]  # fmt: skip


def random_text(dice: random.Random) -> str:
    """Pieces of the language, any Unicode, or a valid query with a few characters changed."""
    kind = dice.random()
    if kind < 0.55:
        return dice.choice(["", " "]).join(dice.choices(PIECES, k=dice.randrange(1, 8)))
    if kind < 0.7:
        return "".join(chr(dice.randrange(0x110000)) for _ in range(dice.randrange(12)))
    if kind < 0.8:
        return "".join(chr(dice.randrange(32, 127)) for _ in range(dice.randrange(20)))
    letters = list(dice.choice(VALID))
    for _ in range(dice.randrange(1, 4)):
        at = dice.randrange(len(letters))
        letters[at : at + dice.randrange(3)] = dice.choice([[], [dice.choice(PIECES)], [chr(dice.randrange(0x3000))]])
        letters = letters or [" "]
    return "".join(letters)


def holds(text: str, parsed: Parsed) -> None:
    """What must be true of any text whatever."""
    assert (parsed.tree is None) == bool(parsed.mistakes)
    for mistake in parsed.mistakes:
        assert 0 <= mistake.start <= mistake.end <= len(text)
        assert mistake.message
    if parsed.mistakes:
        assert len({m.repair for m in parsed.mistakes}) == 1
        assert parse(parsed.mistakes[0].repair, TODAY).mistakes == (), text
    assert parsed.steps <= steps_allowed(text, parsed)


def steps_allowed(text: str, parsed: Parsed) -> int:
    return (STEPS_MENDED if parsed.mistakes else STEPS_READ) * (len(text) + 1)


def test_random_and_mutated_strings_never_break_it() -> None:
    dice = random.Random(20140316)
    for n in range(STRINGS):
        text = random_text(dice)
        parsed = parse(text, TODAY)
        holds(text, parsed)
        if parsed.tree is not None and n % 4 == 0:
            assert parse(unparse(parsed.tree), TODAY).tree == parsed.tree


@settings(max_examples=300)
@given(st.text(max_size=60))
def test_no_text_whatever_breaks_it(text: str) -> None:
    holds(text, parse(text, TODAY))


@needs_shared("formats", "query-strings")
def test_query_strings_of_other_parsers() -> None:
    """293 strings from the suites of other parsers: each is read, or every mistake in it has a repair that is."""
    lines = (SHARED / "formats/query-strings/queries.jsonl").read_text().splitlines()
    assert len(lines) == 293
    for line in lines:
        query = json.loads(line)["query"]
        parsed = parse(query, TODAY)
        holds(query, parsed)
        if parsed.tree is not None:
            assert parse(unparse(parsed.tree), TODAY).tree == parsed.tree


# --- work ------------------------------------------------------------------------------------------

KILLERS = [
    *["(", ")", "-", "NOT ", '"', "a OR ", "a NEAR/5 ", "((a) ", "foo:", "[", "*", "~", "a^", "\\", "title:(", "quote("],
    *["a:", "(a NEAR/1 ", "!", "+", "=", "date:", "a* ", '"a b"~5 ', "and ", "a and ", "http://a ", "/x/ ", "«", "« a»"],
    *["lang:a1 ", "lang:qq ", "year:x ", "id:x ", "10:30:", "/a", "a/", "atleast3 ", "atleast2(", "a OR (", "(a OR b) NEAR/2 "],
    *["(quote(", "a b OR c ", "not ", "a NOT w/5 ", "x[ti]", "x[ti] ", "wc>5 ", "title( ", "title :", "econom$ ", ".. "],
    *["date:March 2014 ", "words:5 .. ", "a~3 ", "a^^", "^", '=" ', "危", "\u0301", "\ud800", "Ａ", "a|", "a&&", "|", "&& "],
]  # fmt: skip
DEEP = [
    lambda n: "(" * (n // 2) + ")" * (n // 2),
    lambda n: ("(" * 31 + "a" + ")" * 31) * (n // 63),
    lambda n: ("(a NEAR/1 " * 31 + "b" + ")" * 31 + " ") * (n // 343),
    lambda n: "(" + "a OR " * (n // 5) + "b)" + " NEAR/1 c" * 40,
    lambda n: "(" * 31 + "a OR " * (n // 5) + "b" + ") NEAR/1 c" * 31,
    lambda n: "quote(" * 31 + "a OR " * (n // 5) + "b" + ")" * 31,
    lambda n: "a NEAR/1 " * (n // 9) + "b",
    lambda n: " OR ".join(f"f{k}:x" for k in range(n // 9)),
    lambda n: "«" * (n // 2) + " a" * (n // 4),
]


def counted(text: str) -> tuple[Parsed, int]:
    """The parse, and how many functions were called in it."""
    calls = 0

    def note(frame: object, event: str, arg: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        parsed = parse(text, TODAY)
    finally:
        sys.setprofile(None)
    return parsed, calls


def killers(length: int) -> list[str]:
    """Texts of about this length: one piece again and again, two in turn, many in disorder, and deep ones."""
    dice = random.Random(length)
    texts = [(piece * length)[:length] for piece in KILLERS] + [deep(length)[:length] for deep in DEEP]
    texts += ["".join(dice.choices(KILLERS, k=length))[:length] for _ in range(20)]
    pairs = ["".join(dice.choices(KILLERS, k=2)) for _ in range(30)]
    return texts + [(pair * length)[:length] for pair in pairs]


@pytest.mark.parametrize("length", [1_000, 2_000, 4_000])
def test_work_is_linear_in_the_length(length: int) -> None:
    for text in killers(length):
        parsed = parse(text, TODAY)
        assert parsed.steps <= steps_allowed(text, parsed), text[:60]


def test_so_are_the_calls_of_functions() -> None:
    parse("lang:english foo:x", TODAY)  # tables made at the first use are no work of a query
    for text in [*killers(1_000)[::2], *killers(4_000)[::8]]:
        _, calls = counted(text)
        assert calls <= CALLS * len(text), text[:60]
