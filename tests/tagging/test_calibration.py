"""Confidences: what the tables hold to, what a reason says, and how the bench counts."""

from __future__ import annotations

import re
from contextlib import ExitStack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.tagging import confidence
from archive.tagging.values import Tags
from tests.tagging.calibration import (
    FEW,
    LEAST,
    SUREST,
    TRUST,
    Decision,
    Told,
    error,
    knowing,
    shares,
    steps,
    sure,
    table,
)
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
    "sure",
    [
        *confidence.SPEAKER.values(),
        *confidence.BEARER.values(),
        *confidence.VALUE.values(),
        *confidence.READING.values(),
    ],
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


def _decided(rank: float, right: bool, text: str = "a") -> Decision:
    return Decision("place", "news", text, ("mention", "a kind without table", str(rank)), right)


def test_the_bench_pools_what_falls_and_what_is_few() -> None:
    rows = [(0.5, n < 10) for n in range(LEAST)]
    rows += [(0.7, n < 5) for n in range(LEAST)]  # less right though said to be surer
    rows += [(0.9, True) for _ in range(LEAST)]
    rows += [(0.95, True)]  # too few for a step of its own
    assert steps(rows) == [(0.5, 0.25), (0.9, SUREST)]


def test_the_table_has_the_share_that_is_right_in_each_bin_and_how_far_that_is_from_what_is_said() -> None:
    rows = table([_decided(0.92, n % 10 > 0) for n in range(20)] + [_decided(0.97, True)])
    assert [(low, right, n) for _, low, _, _, right, n in rows] == [(0.9, 0.9, 20), (0.95, 1.0, 1)]
    assert error(rows) == pytest.approx((0.02 * 20 + 0.03) / 21)


def test_a_small_class_is_drawn_to_its_kind_and_a_tiny_one_has_no_share() -> None:
    cases = [("large", n > 0) for n in range(1000)] + [("small", True)] * FEW + [("tiny", True)] * (FEW - 1)
    assert shares(cases, 0.5) == {"large": 0.99, "small": round((FEW + TRUST * 0.5) / (FEW + TRUST), 2)}


def test_texts_are_in_one_part_each_and_kept_sets_are_never_fitted_on() -> None:
    parts = [_decided(0.5, True, f"{n}").is_for_fitting for n in range(200)]
    assert 60 < sum(parts) < 140
    assert not any(_decided(0.5, True, f"{n}")._replace(of="last").is_for_fitting for n in range(200))


def test_grounds_reach_the_tags_and_give_the_same_confidence_again() -> None:
    with ExitStack() as stack:
        knowing(stack)
        tags = tag("Mr Lavrov arrived in Warsaw on 3 March 2014. Moscow says it will respond. “We will stay,” he said.")
    for one in (*tags.mentions, *tags.quotes, *tags.dates):
        assert isinstance(one.confidence, Told)
        assert sure(one.confidence.grounds) == pytest.approx(float(one.confidence), abs=0.006)


def test_a_place_is_as_sure_as_which_it_is_and_how_it_is_read() -> None:
    mentions = {
        m.text: m for m in tag("Moscow says it will respond. He lives in Warsaw. A Russian ship sank.").mentions
    }
    moscow = mentions["Moscow"]
    assert moscow.reading_confidence == confidence.of_reading("metonymic: acts here: …")
    assert moscow.confidence < moscow.reading_confidence
    assert mentions["Warsaw"].reading_confidence == confidence.of_reading("literal: is where: … in")
    assert mentions["Russian"].reading_confidence is None


def test_a_rare_reason_is_as_sure_as_its_reading() -> None:
    assert confidence.of_reading("literal: for a reason seen once") == confidence.READING["literal"]
