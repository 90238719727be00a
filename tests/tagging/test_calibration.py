"""Confidences: what the tables hold to, what a reason says, and how the bench counts."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.tagging import confidence
from archive.tagging.values import Tags
from tests.tagging.calibration import LEAST, Decision, steps, table
from tests.tagging.support import tag

TEXT = (
    "Sergey Lavrov said on Monday that Moscow would not leave. “We will stay,” he said. “They are brave,” said one miner. "
    "The talks of 21 November 2013 lasted two days. “It is late.”"
)


def test_more_said_is_never_less_sure() -> None:
    assert all(confidence.is_rising(steps) for steps in confidence.MENTION.values())
    assert not confidence.is_rising(((0.5, 0.9), (0.7, 0.8)))


@given(st.sampled_from([*confidence.MENTION, "a kind without table"]), st.floats(0, 1), st.floats(0, 1))
def test_a_mention_said_to_be_surer_is_at_least_as_sure(kind: str, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= confidence.of_mention(kind, low) <= confidence.of_mention(kind, high) <= 1


@pytest.mark.parametrize(
    "sure", [*confidence.SPEAKER.values(), *confidence.BEARER.values(), *confidence.VALUE.values()]
)
def test_shares_are_shares(sure: float) -> None:
    assert 0 < sure <= 1


def _spoken(tags: Tags) -> dict[str, tuple[float, str]]:
    return {TEXT[q.start : q.end].strip("“”,. "): (q.confidence, q.why) for q in tags.quotes}


def test_a_quote_says_by_which_words_its_speaker_is_known() -> None:
    said = _spoken(tag(TEXT))
    assert said["that Moscow would not leave"][1] == "“Sergey Lavrov” stands with “said”."
    assert said["We will stay"][1] == "“he” stands with “said”, taken for Sergey Lavrov, most in view before."
    assert said["They are brave"][1] == "“one miner” stands with “said”, whom nothing names."
    assert said["We will stay"][0] < 0.98  # a pronoun is less sure than a name
    assert said["They are brave"][0] < said["We will stay"][0]


def test_a_date_says_what_it_counts_from() -> None:
    why = {d.text: d.why for d in tag(TEXT).dates}
    assert why["Monday"] == "Counted from the day of publication, 14 March 2014; the clause tells of what is past."
    assert why["21 November 2013"] == "Printed so in the text."
    assert why["two days"] == "A length of time; it names no day."


def test_in_a_narrative_a_date_counts_from_the_one_above() -> None:
    text = "War began in 1939. In 1940 France fell. On 22 June 1941 they invaded. On 9 August they stood there."
    assert tag(text).dates[-1].why == "Counted from 22 June 1941, the last date above."


def test_every_decision_has_a_sentence_and_a_share() -> None:
    tags = tag(TEXT)
    for one in (*tags.mentions, *tags.quotes, *tags.dates):
        assert 0 < one.confidence <= 1
        assert re.fullmatch(r"\S.*\.", one.why)


def test_the_bench_pools_what_falls_and_what_is_few() -> None:
    rows = [Decision("place", 0.5, n < 10) for n in range(LEAST)]
    rows += [Decision("place", 0.7, n < 5) for n in range(LEAST)]  # less right though said to be surer
    rows += [Decision("place", 0.9, True) for _ in range(LEAST)]
    rows += [Decision("place", 0.95, True)]  # too few for a step of its own
    assert steps(rows) == [(0.5, 0.25), (0.9, 1.0)]


def test_the_table_has_the_share_that_is_right_in_each_bin() -> None:
    rows = [Decision("place", 0.92, n % 10 > 0) for n in range(20)] + [Decision("place", 0.97, True)]
    assert [(low, right, n) for _, low, _, _, right, n in table(rows)] == [(0.9, 0.9, 20), (0.95, 1.0, 1)]
