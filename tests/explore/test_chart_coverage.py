"""The usual-source rule: who is missing in a bin, and who is not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive.explore.coverage import publishing, silent
from archive.search.query import Bin

COUNTS = st.lists(st.integers(0, 5), max_size=120)


def test_a_daily_paper_that_misses_a_day_is_silent() -> None:
    counts = [3] * 60
    counts[30] = 0
    assert silent(counts, "day") == [30]


def test_a_weekday_paper_is_not_silent_at_weekends() -> None:
    week = [3, 3, 3, 3, 3, 0, 0]
    counts = week * 9
    assert silent(counts, "day") == []
    counts[30] = 0
    assert silent(counts, "day") == [30]


def test_a_night_without_reports_is_no_silence() -> None:
    counts = ([0] * 6 + [2] * 18) * 5
    assert silent(counts, "hour") == []
    counts[2 * 24 + 12] = 0
    assert silent(counts, "hour") == [2 * 24 + 12]


def test_a_weekly_that_misses_a_week_is_silent() -> None:
    counts = [2] * 20
    counts[9] = 0
    assert silent(counts, "week") == [9]


def test_before_it_began_and_after_it_ended_nobody_is_missing() -> None:
    assert silent([0] * 20 + [2] * 20 + [0] * 20, "week") == []


def test_who_publishes_now_and_then_is_not_usual() -> None:
    assert silent([5, 0, 5, 0, 5, 0, 5, 0, 5, 0, 5], "week") == []
    assert silent([5, 5, 0, 5, 0, 5, 5, 0, 5, 0, 5, 5], "week") == []


def test_one_article_a_week_may_fail_to_come_by_chance() -> None:
    assert silent([1] * 9 + [0] + [1] * 9, "week") == []
    assert silent([2] * 9 + [0] + [2] * 9, "week") == [9]


def test_a_long_silence_is_marked_as_a_whole() -> None:
    assert silent([2] * 30 + [0] * 20 + [2] * 30, "month") == list(range(30, 50))
    assert silent([2] * 30 + [0] * 10 + [2] * 40, "day") == list(range(30, 40))


def test_few_bins_know_no_habit() -> None:
    assert silent([5, 5, 0, 5], "week") == []
    assert silent([5, 5, 0, 5, 5], "week") == [2]
    assert silent([], "week") == []


def test_sources_are_counted_where_they_published_anything() -> None:
    assert publishing([(1, 0, 5), (0, 0, 1)], 3) == [1, 0, 2]


@given(COUNTS, st.sampled_from(["hour", "day", "week", "month"]))
def test_only_empty_bins_between_the_first_and_last_article_are_silent(counts: list[int], bin_: Bin) -> None:
    for n in silent(counts, bin_):
        assert counts[n] == 0
        assert any(counts[:n])
        assert any(counts[n + 1 :])
        filled = [*counts[:n], 1, *counts[n + 1 :]]
        assert n not in silent(filled, bin_)
