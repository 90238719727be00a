"""Quotation marks in pairs: nested, mixed, left open, and those that are none."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.tagging.quotes.marks import Inside, Quoted, both, quoted
from archive.tagging.recognise import cleaned

PAIRS = [
    ('"Fuel is short,” he said. “It will last a week.”', ['"Fuel is short,”', "“It will last a week.”"]),
    ("“He said “no” and left,” she said. “Yes.”", ["“He said “no” and left,”", "“Yes.”"]),
    ('“He said "no" and left,” she said.', ['“He said "no" and left,”']),
    ("“He left, said the mayor. “The rest stay,” he said.", ["“He left, said the mayor.", "“The rest stay,”"]),
    ('"He left. "The rest stay," he said.', ['"He left.', '"The rest stay,"']),
    ("‘We are not afraid,’ said the guard.", ["‘We are not afraid,’"]),
    ("the ministers’ plan and the ‘ministers’ failure’ here", ["‘ministers’ failure’"]),
    ("“They call this a ‘humanitarian’ convoy.”", ["“They call this a ‘humanitarian’ convoy.”"]),
    ("''Tell those who're waiting,'' he said.", ["''Tell those who're waiting,''"]),
    ('An 11" gun and a 9" pipe', []),
    ("It's the winter of '13, and rock 'n' roll.", []),
    ("«А «Б» в»", ["«А «Б» в»"]),
    ("„Ja“, sagte er.", ["„Ja“"]),
    ("“Open here.\n\n“And shut here.” Done.", ["“Open here.\n\n“And shut here.”"]),
    ('"ANNA: The first turn.\n"BORIS: The second turn.', ['"ANNA: The first turn.', '"BORIS: The second turn.']),
]


@pytest.mark.parametrize(("text", "expected"), PAIRS)
def test_pairs(text: str, expected: list[str]) -> None:
    assert [text[s.start : s.end] for s in both(cleaned(text), text)] == expected


_PIECES = st.sampled_from(['"', "“", "”", "'", "‘", "’", "''", "«", "»", "„", " ", "\n", "word", "s", ".", ",", "said"])


@given(st.lists(_PIECES, max_size=60).map("".join))
def test_stretches_are_in_order_inside_the_text_and_apart(text: str) -> None:
    for found in (quoted(cleaned(text)), both(cleaned(text), text)):
        assert all(0 <= s.start < s.end <= len(text) for s in found)
        assert all(a.end <= b.start for a, b in pairwise(found))


@given(st.text(alphabet='ab c"', max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_a_share_is_between_none_and_all(text: str, start: int, end: int) -> None:
    assert 0 <= Inside(quoted(text)).share(text, start, end) <= 1


def test_half_the_words_within_are_half() -> None:
    assert Inside([Quoted(8, 18)]).share('one two "a b c d"', 0, 17) == 4 / 6
