"""What changed between two revisions: nothing is lost, nothing invented."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive.explore.differences import differences, shortened

_texts = st.lists(st.sampled_from(["five", "six", "hours", "of", "talks", "\n\n", "ended,"]), max_size=40).map(" ".join)


@given(_texts, _texts)
def test_the_pieces_are_both_texts(before: str, after: str) -> None:
    pieces = differences(before, after)
    assert "".join(p.text for p in pieces if p.kind != "in").split() == before.split()
    assert "".join(p.text for p in pieces if p.kind != "out") == after


def test_a_changed_word_is_found() -> None:
    pieces = differences("five hours of talks", "six hours of talks")
    assert [(p.kind, p.text.strip()) for p in pieces] == [("out", "five"), ("in", "six"), ("same", "hours of talks")]


def test_long_unchanged_stretches_are_counted_not_shown() -> None:
    same = "word " * 500
    pieces = shortened(differences(f"old {same}end", f"new {same}end"))
    skipped = [p for p in pieces if p.kind == "skipped"]
    assert len(skipped) == 1
    assert skipped[0].words > 400


def test_very_long_texts_are_compared_in_time() -> None:
    before = "\n".join(f"line {n} of a long text" for n in range(3000))
    pieces = differences(before, before.replace("line 1500 ", "row 1500 "))
    assert sum(p.kind == "in" for p in pieces) == 1
