"""Leftovers go, the story stays: every rule is held to its own examples, and stories are left alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text import boilerplate
from tests.support.shared import SHARED, needs_shared

STORY = (
    "The foreign ministers met for six hours and parted without a common view of the crisis.",
    "Kerry said that he had put forward several ideas, and that none had been accepted by Moscow.",
    "The vote will be held on Sunday, the parliament of the peninsula confirmed.",
    "“We will respect the result,” Lavrov told reporters, and left for the airport.",
    "Several thousand people followed the talks on the square.",
    "Shares fell in Moscow. The central bank said that it was ready to act.",
    "Observers were turned back at Armyansk for the third time.",
)


@pytest.mark.parametrize(("rule", "line"), [(r, line) for r in boilerplate.rules() for line in r.takes])
def test_every_rule_takes_its_examples(rule: boilerplate.Rule, line: str) -> None:
    body = "\n".join([*STORY, line])
    assert boilerplate.clean(body) == ("\n".join(STORY), (line,))


@pytest.mark.parametrize(("rule", "line"), [(r, line) for r in boilerplate.rules() for line in r.leaves])
def test_every_rule_leaves_its_near_misses(rule: boilerplate.Rule, line: str) -> None:
    for body in ("\n".join([*STORY, line]), "\n".join([line, *STORY])):
        assert boilerplate.clean(body) == (body, ())


def test_every_rule_has_examples_of_both_kinds() -> None:
    assert all(rule.takes and rule.leaves for rule in boilerplate.rules())


def test_what_is_credits_at_the_end_is_text_at_the_beginning() -> None:
    credits_line = "Anna Example and Boris Sample contributed to this article from Brussels."
    body = "\n".join([credits_line, *STORY, *STORY])
    assert boilerplate.clean(body) == (body, ())


def test_the_middle_of_an_article() -> None:
    body = f"{STORY[0]}\n\nMore From This Section\n\n{STORY[1]}"
    assert boilerplate.clean(body) == (f"{STORY[0]}\n\n{STORY[1]}", ("More From This Section",))


def test_credits_behind_the_last_sentence() -> None:
    body = f"{STORY[0]}\n{STORY[1]} (Reporting by Anna Example in KIEV; Editing by Boris Sample)"
    cleaned, removed = boilerplate.clean(body)
    assert cleaned == f"{STORY[0]}\n{STORY[1]}"
    assert removed == ("(Reporting by Anna Example in KIEV; Editing by Boris Sample)",)


def test_a_text_that_is_only_a_leftover_stays() -> None:
    assert boilerplate.clean("Read more") == ("Read more", ())
    assert boilerplate.clean("") == ("", ())


LINES = st.sampled_from(
    [*STORY, "", "Read more", "Share this", "Tweet", "© 2014 Example News", "Photo: Anna Example/AFP"]
)


@given(st.lists(LINES, max_size=20))
def test_no_line_of_the_story_is_ever_taken(lines: list[str]) -> None:
    cleaned, removed = boilerplate.clean("\n".join(lines))
    assert [line for line in cleaned.split("\n") if line in STORY] == [line for line in lines if line in STORY]
    assert not set(removed) & set(STORY)


@given(st.text(max_size=400))
def test_any_text_keeps_its_words_in_body_or_removed(body: str) -> None:
    cleaned, removed = boilerplate.clean(body)
    assert sorted((cleaned + " " + " ".join(removed)).split()) == sorted(body.split())
    assert boilerplate.clean(body) == (cleaned, removed)


@pytest.mark.parametrize("unit", ["(Reporting by A", "Facebook, ", "Copyright ", "Follow us on ", "A B, C and "])
def test_hostile_lines_cost_no_time(unit: str) -> None:
    body = "\n".join([(unit * 300)[: boilerplate.LONGEST_LINE - 1]] * 500)
    start = time.process_time()
    boilerplate.clean(body)
    assert time.process_time() - start < 3


@needs_shared("sample", "london-talks-2014-03-14.txt")
def test_the_london_article() -> None:
    body = (SHARED / "sample" / "london-talks-2014-03-14.txt").read_text("utf-8")
    cleaned, removed = boilerplate.clean(body)
    assert removed == ("More From This Section",)
    assert len(cleaned.split("\n")) == len(body.split("\n")) - 1
