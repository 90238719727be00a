"""The dates a text speaks of: words, tense and context against a publication day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.tagging.dates import find_dates, timex
from archive.tagging.recognise import parse_shallow
from tests.tagging.support import DAY, tag

ENGLISH = [
    ("He spoke today.", "today", "DATE", "2014-03-14"),
    ("He spoke yesterday.", "yesterday", "DATE", "2014-03-13"),
    ("She will leave tomorrow.", "tomorrow", "DATE", "2014-03-15"),
    ("They met on Tuesday.", "Tuesday", "DATE", "2014-03-11"),
    ("They will meet on Tuesday.", "Tuesday", "DATE", "2014-03-18"),
    ("They met on Friday.", "Friday", "DATE", "2014-03-14"),
    ("He won't recognize the outcome of Sunday's referendum.", "Sunday", "DATE", "2014-03-16"),
    ("Parliament is due to vote on Monday.", "Monday", "DATE", "2014-03-17"),
    ("He left last Sunday.", "last Sunday", "DATE", "2014-03-09"),
    ("He leaves next Friday.", "next Friday", "DATE", "2014-03-21"),
    ("They talked on Sunday morning.", "Sunday morning", "TIME", "2014-03-09TMO"),
    ("Troops moved in last night.", "last night", "TIME", "2014-03-13TNI"),
    ("It was signed on 21 November 2013.", "21 November 2013", "DATE", "2013-11-21"),
    ("It was signed on November 21, 2013.", "November 21, 2013", "DATE", "2013-11-21"),
    ("It was signed on Nov. 21.", "Nov. 21", "DATE", "2013-11-21"),
    ("The vote will be held on May 25.", "May 25", "DATE", "2014-05-25"),
    ("It began in late 2013.", "late 2013", "DATE", "2013"),
    ("It began in November.", "November", "DATE", "2013-11"),
    ("It was agreed last month.", "last month", "DATE", "2014-02"),
    ("It was agreed this week.", "this week", "DATE", "2014-W11"),
    ("It happened three weeks ago.", "three weeks ago", "DATE", "2014-W08"),
    ("It happened two years ago.", "two years ago", "DATE", "2012"),
    ("They talked for six hours.", "six hours", "DURATION", "PT6H"),
    ("It has lasted for months.", "months", "DURATION", "PXM"),
    ("It rose in the first quarter of 2014.", "the first quarter of 2014", "DATE", "2014-Q1"),
    ("It was built in the 1990s.", "the 1990s", "DATE", "199"),
    ("It was founded in the 19th century.", "the 19th century", "DATE", "18"),
    ("They meet every Sunday.", "every Sunday", "SET", "XXXX-WXX-7"),
    ("He is now in Kiev.", "now", "DATE", "PRESENT_REF"),
    ("It has been tense in recent weeks.", "recent weeks", "DATE", "PAST_REF"),
    ("He landed at 3 p.m. on his way.", "3 p.m.", "TIME", "2014-03-14T15:00"),
    ("The log says 2014-02-22.", "2014-02-22", "DATE", "2014-02-22"),
]


@pytest.mark.parametrize(("text", "words", "kind", "value"), ENGLISH)
def test_english_expression(text: str, words: str, kind: str, value: str) -> None:
    found = tag(text).dates
    assert (words, kind, value) in [(d.text, d.type, d.value) for d in found]


@pytest.mark.parametrize(
    "text",
    [
        "Officers may march with 2014 soldiers.",
        "He won a second vote.",
        "Nowhere else was it presented.",
        "Three quarters of the voters came.",
        "The future of Ukraine is open.",
        "Version 10.30.2 was sold for $2014.",
    ],
)
def test_words_that_are_no_dates(text: str) -> None:
    assert tag(text).dates == ()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Voting ran on March 14-16.", ["2014-03-14", "2014-03-16"]),
        ("Voting ran from 10 to 16 March.", ["2014-03-10", "2014-03-16"]),
        ("He ruled in 2004-2010.", ["2004", "2010"]),
    ],
)
def test_a_range_is_two_dates(text: str, values: list[str]) -> None:
    assert [d.value for d in tag(text).dates] == values


def test_the_next_day_counts_from_the_last_full_date_above() -> None:
    text = "Shots were fired on 20 February 2014. The next day the president signed."
    assert [d.value for d in tag(text).dates] == ["2014-02-20", "2014-02-21"]


def test_a_narrative_of_another_time_takes_its_own_year() -> None:
    text = (
        "War began in 1939. In September 1939 Poland fell. In 1940 France followed. On 22 June 1941 the Soviet "
        "Union was invaded. On December 7 Pearl Harbor was bombed."
    )
    assert tag(text).dates[-1].value == "1941-12-07"


def test_in_a_tale_of_years_before_christ_nothing_counts_from_publication() -> None:
    text = "War came in 431 BC. In 421 BC there was peace, in 404 BC Athens fell. They marched in the summer."
    assert [d.value for d in tag(text).dates if d.value.startswith("20")] == []
    assert [d.value for d in tag("War came in 431 BC. They met on Monday.").dates][-1] == "2014-03-10"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("The decrees (February-March 1794) came late.", ["1794-02", "1794-03"]),
        ("The battle lasted from 31 May-1 June 1916.", ["1916-05-31", "1916-06-01"]),
        ("They fought from November 15 to February 15, 1989.", ["1988-11-15", "1989-02-15"]),
        ("It went on from December to May 1950.", ["1949-12", "1950-05"]),
        ("It was a ten-May affair.", []),
    ],
)
def test_the_year_behind_a_range_holds_for_its_beginning(text: str, values: list[str]) -> None:
    assert [d.value for d in tag(text).dates] == values


def test_a_chronicle_that_goes_on_to_the_present_takes_the_years_it_prints() -> None:
    early = " ".join(f"In {year} the war went on." for year in [2005, 2006, 2007, 2008] * 5)
    text = f"{early} {'In 2013 it went on. ' * 12}In May 2009 they met. On August 9 the city fell."
    assert tag(text).dates[-1].value == "2009-08-09"


def test_without_publication_day_nothing_relative_is_invented() -> None:
    values = [d.value for d in tag("He said on Sunday that he left yesterday, on 3 March.", on=None).dates]
    assert values == ["XXXX-WXX-7", "XXXX-03-03"]


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("uk", "У неділю, 16 березня 2014 року, відбудеться референдум.", ["2014-03-16"]),
        (
            "uk",
            "Це сталося вчора, а три дні тому він поїхав. Минулого тижня було тихо.",
            ["2014-03-13", "2014-03-11", "2014-W10"],
        ),
        ("ru", "В воскресенье состоится референдум. В марте 2014 года он уехал.", ["2014-03-16", "2014-03"]),
        ("ru", "Два года назад, 21.11.2011, на прошлой неделе.", ["2012", "2011-11-21", "2014-W10"]),
    ],
)
def test_ukrainian_and_russian(language: str, text: str, values: list[str]) -> None:
    assert [d.value for d in find_dates(parse_shallow(text), language, DAY)] == values


def test_days_covered_by_a_value() -> None:
    assert timex.days("2014-02") == (date(2014, 2, 1), date(2014, 2, 28))
    assert timex.days("2014-W11") == (date(2014, 3, 10), date(2014, 3, 16))
    assert timex.days("2013-WI") == (date(2013, 12, 1), date(2014, 2, 28))
    assert timex.days("199") == (date(1990, 1, 1), date(1999, 12, 31))
    assert timex.days("P3D") == timex.days("2014-02-31") == timex.days("PRESENT_REF") == (None, None)


@given(st.dates(), st.integers(0, 6), st.sampled_from([-2, -1, 1, 2]))
def test_a_weekday_is_within_a_week_on_the_asked_side(base: date, weekday: int, direction: int) -> None:
    found = timex.weekday_near(base, weekday, direction)
    gap = (found - base).days
    if date.min.toordinal() + 7 < base.toordinal() < date.max.toordinal() - 7:
        assert found.weekday() == weekday
        assert abs(gap) <= 7
        assert gap == 0 or (gap > 0) == (direction > 0)
        assert abs(direction) == 1 or gap != 0


@given(st.sampled_from(["day", "week", "month", "quarter", "year", "decade"]), st.dates(), st.integers(-400, 400))
def test_shifting_gives_a_value_of_that_granularity(unit: str, base: date, count: int) -> None:
    value = timex.shifted(base, unit, count)
    first, last = timex.days(value)
    assert value in ("PAST_REF", "FUTURE_REF") or (first is not None and last is not None and first <= last)
