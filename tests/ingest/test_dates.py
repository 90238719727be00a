"""Printed dates: 500 and more strings with their only right reading, and those that have none."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.ingest import dates
from archive.ingest.decisions import Decisions
from archive.text.when import Published

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
DAYS = [
    date(2014, 3, 14),
    date(2013, 11, 21),
    date(2004, 2, 29),
    date(1999, 12, 31),
    date(1912, 4, 15),
    date(2014, 5, 5),
]
MONTHS_EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
MONTHS_UK = [
    "січня",
    "лютого",
    "березня",
    "квітня",
    "травня",
    "червня",
    "липня",
    "серпня",
    "вересня",
    "жовтня",
    "листопада",
    "грудня",
]
MONTHS_RU = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
DAY_FORMATS = [
    "{d:%Y-%m-%d}",
    "{d:%Y/%m/%d}",
    "{d:%Y.%m.%d}",
    "{d:%Y%m%d}",
    "{d.day} {en} {d.year}",
    "{en} {d.day}, {d.year}",
    "{d:%A}, {d.day} {en} {d.year}",
    "{d:%a} {en} {d.day} {d.year}",
    "{en3}. {d.day}, {d.year}",
    "{d.day}-{en3}-{d.year}",
    "{d.day} {uk} {d.year} р.",
    "{d.day} {uk} {d.year} року",
    "{d.day} {ru} {d.year} г.",
    "{d.day} {ru} {d.year} года",
    "{en} {d.day}th, {d.year}",
    "Published on {d.day} {en} {d.year}",
    "{d.year}, {en} {d.day}",
    "{d:%Y-%m-%d} 00:00:00",
    "{d:%Y-%m-%d}T00:00:00Z",
    "{d.day}. {en} {d.year}",
]
TIMES = [
    ("{d:%Y-%m-%d}T{t:%H:%M:%S}Z", UTC),
    ("{d:%Y-%m-%d} {t:%H:%M} UTC", UTC),
    ("{d:%Y-%m-%d}T{t:%H:%M}+02:00", timezone(timedelta(hours=2))),
    ("{d:%Y-%m-%d}T{t:%H:%M:%S}.123456-0500", timezone(timedelta(hours=-5))),
    ("{d:%Y%m%d} {h12}:{t:%M}{half} UTC", UTC),
    ("{d.day} {en} {d.year} {t:%H:%M} GMT", UTC),
    (
        "{en} {d.day}, {d.year} {h12}:{t:%M} {half} EST",
        timezone(timedelta(hours=-5)),
    ),
    ("{en} {d.day}, {d.year} at {h12}:{t:%M} {dotted} EDT", timezone(timedelta(hours=-4))),
    ("{t:%H:%M}, {d.day} {en} {d.year} UTC", UTC),
    ("{d:%Y-%m-%d}T{t:%H:%M:%S}+0430", timezone(timedelta(hours=4, minutes=30))),
    ("{d:%Y%m%d}T{t:%H%M%S}Z", UTC),
    ("{d:%Y-%m-%d} {t:%H:%M} +05:45", timezone(timedelta(hours=5, minutes=45))),
    ("{d:%Y%m%d%H}{t:%M%S}", UTC),
]
CLOCKS = [(17, 19, 5), (0, 1, 0), (12, 0, 0), (23, 59, 59), (9, 5, 30)]


def _day_strings() -> Iterator[tuple[str, date]]:
    for day in DAYS:
        names = {"en": MONTHS_EN[day.month - 1], "en3": MONTHS_EN[day.month - 1][:3]}
        names |= {"uk": MONTHS_UK[day.month - 1], "ru": MONTHS_RU[day.month - 1]}
        for form in DAY_FORMATS:
            yield form.format(d=day, **names), day


def _time_strings() -> Iterator[tuple[str, datetime]]:
    for day in DAYS:
        for hour, minute, second in CLOCKS:
            for form, zone in TIMES:
                at = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone)
                half = "PM" if hour >= 12 else "AM"
                printed = form.format(
                    d=at,
                    t=at,
                    en=MONTHS_EN[day.month - 1],
                    h12=(hour - 1) % 12 + 1,
                    half=half,
                    dotted=f"{half[0].lower()}.m.",
                )
                yield printed, at


def _read(printed: str, **more: object) -> Published:
    return dates.parse(printed, "column date", now=NOW, **more)  # type: ignore[arg-type]


@pytest.fixture(params=["UTC", "Asia/Kabul", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia"])
def machine_zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """The zone of the machine must not matter."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


def test_days_in_every_form_and_zone(machine_zone: str) -> None:
    strings = list(_day_strings())
    assert len(strings) == 120
    wrong = [
        (printed, day, found)
        for printed, day in strings
        if (found := _read(printed)) != Published.day(day, "column date")
    ]
    assert wrong == []


def test_times_in_every_form_and_zone(machine_zone: str) -> None:
    strings = list(_time_strings())
    assert len(strings) == 390
    wrong = []
    for printed, at in strings:
        found = _read(printed)
        same = found.at is not None and found.at.replace(second=0) == at.astimezone(UTC).replace(second=0)
        if not same or found.on != at.date():
            wrong.append((printed, found))
    assert wrong == []


@given(st.datetimes(datetime(1990, 1, 1), datetime(2026, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_rfc822_as_feeds_write_it(naive: datetime, minutes: int) -> None:
    at = naive.replace(microsecond=0, second=naive.second or 1, tzinfo=timezone(timedelta(minutes=minutes)))
    assert _read(format_datetime(at)) == Published.instant(at, "column date")


@pytest.mark.parametrize(
    ("printed", "published"),
    [
        ("2014-03", Published.month(2014, 3, "column date")),
        ("March 2014", Published.month(2014, 3, "column date")),
        ("березень 2014", Published.month(2014, 3, "column date")),
        ("201403", Published.month(2014, 3, "column date")),
        ("03/2014", Published.month(2014, 3, "column date")),
        ("2014-03-00", Published.month(2014, 3, "column date")),
        ("2014", Published.year(2014, "column date")),
        ("25/03/2014", Published.day(date(2014, 3, 25), "column date")),
        ("03/25/2014", Published.day(date(2014, 3, 25), "column date")),
        ("5.5.2014", Published.day(date(2014, 5, 5), "column date")),
        ("14. 3. 2014", Published.day(date(2014, 3, 14), "column date")),
        ("14-Mar-69", Published.day(date(1969, 3, 14), "column date")),
        ("14-Mar-68", Published(origin="column date: “14-Mar-68” lies in the future")),
        ("1394817540", Published.instant(datetime(2014, 3, 14, 17, 19, tzinfo=UTC), "column date")),
        ("1394817540000", Published.instant(datetime(2014, 3, 14, 17, 19, tzinfo=UTC), "column date")),
        ("2014-06-30T23:59:60Z", Published.instant(datetime(2014, 6, 30, 23, 59, 59, tzinfo=UTC), "column date")),
        (
            "14 марта 2014 17:19 мск",
            Published.instant(datetime(2014, 3, 14, 13, 19, tzinfo=UTC), "column date"),
        ),
        (
            "Fri, 14 Mar 2014 17:19:00 -0000",
            Published.instant(datetime(2014, 3, 14, 17, 19, tzinfo=UTC), "column date"),
        ),
    ],
)
def test_how_fine_a_date_is_known(printed: str, published: Published) -> None:
    assert _read(printed) == published


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "yesterday",
        "March 14",
        "2014-02-30",
        "31/02/2014",
        "2014-13-01",
        "99/99/2014",
        "12",
        "1e400",
        "0000-00-00",
        "Kyiv 2014",
        "2014-03-14 of the talks",
        "2014 2015",
        "14 March March 2014",
        "x" * 500,
        "²⁰¹⁴",
    ],
)
def test_what_is_no_date_is_unknown_and_its_text_is_kept(printed: str) -> None:
    found = _read(printed)
    assert found.precision == "unknown"
    assert printed[:100] in found.origin


@pytest.mark.parametrize(
    ("printed", "why"),
    [
        ("2026-11-26", "future"),
        ("2027", "future"),
        ("2026-11-25T12:30:00Z", "future"),
        ("99999999999999", "no date"),
        ("1599-12-31", "before 1600"),
        ("0001-01-01T00:01:00+14:00", "before 1600"),
        ("9999-12-31T23:59:00-14:00", "future"),
    ],
)
def test_impossible_dates_are_flagged(printed: str, why: str) -> None:
    found = _read(printed)
    assert found.precision == "unknown"
    assert why in found.origin


def test_tomorrow_is_still_possible() -> None:
    assert _read("2026-11-25").on == date(2026, 11, 25)
    assert _read("2026-11-25T11:59:00Z").precision == "minute"


def test_a_time_without_zone_stands_in_the_sources_zone() -> None:
    kyiv = _read("2014-03-14 00:30", zone=ZoneInfo("Europe/Kyiv"))
    assert kyiv.at == datetime(2014, 3, 13, 22, 30, tzinfo=UTC)
    assert kyiv.on == date(2014, 3, 14)
    assert _read("2014-03-14 00:30").origin == "column date, zone not printed, UTC assumed"


def test_hours_that_a_change_of_clocks_skips_or_doubles_are_read() -> None:
    new_york = ZoneInfo("America/New_York")
    assert _read("2014-03-09 02:30", zone=new_york).at == datetime(2014, 3, 9, 7, 30, tzinfo=UTC)
    assert _read("2014-11-02 01:30", zone=new_york).at == datetime(2014, 11, 2, 5, 30, tzinfo=UTC)


def test_numbers_need_an_order() -> None:
    with pytest.raises(dates.OrderNeededError):
        _read("03/04/2014")
    assert _read("03/04/2014", order="dmy").on == date(2014, 4, 3)
    assert _read("03/04/2014", order="mdy").on == date(2014, 3, 4)
    assert _read("03/04/2014 10:15", order="mdy").on == date(2014, 3, 4)
    assert _read("03/25/2014", order="dmy").precision == "unknown"


@given(st.text(max_size=40) | st.from_regex(r"[0-9T:/. +\-]{1,30}", fullmatch=True))
def test_any_text_is_read_or_unknown(printed: str) -> None:
    found = _read(printed, order="dmy")
    assert found.on is None or dates.EARLIEST <= found.on.year <= NOW.year + 1
    assert dates.numeric_order(printed) in (None, "dmy", "mdy", "either")


def test_a_column_decides_its_order_from_its_unambiguous_values() -> None:
    assert Decisions().order("date", "a.csv", ["03/04/2014", "25/04/2014", "04/03/2014"]) == "dmy"
    assert Decisions().order("date", "a.csv", ["03/04/2014", "04/25/2014"]) == "mdy"
    assert Decisions().order("date", "a.csv", ["2014-03-04", "5/5/2014", ""]) is None
    assert Decisions(given="mdy").order("date", "a.csv", ["25/04/2014"]) == "mdy"


@pytest.mark.parametrize(
    ("printed", "order"),
    [
        ("13/12/2014", "dmy"),
        ("12/13/2014", "mdy"),
        ("12/11/2014", "either"),
        ("11/12/2014", "either"),
        ("31.12.14", "dmy"),
        ("12/12/2014", None),
        ("32/01/2014", None),
        ("0/5/2014", None),
        ("2014-12-11", None),
        ("Tue 11/12/2014 10:15", "either"),
    ],
)
def test_which_orders_a_value_allows(printed: str, order: str | None) -> None:
    assert dates.numeric_order(printed) == order


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            ["03/04/2014", "5/6/2014"],
            "“date” has only values that can be read both ways, such as 03/04/2014 and 5/6/2014",
        ),
        (["25/04/2014", "04/26/2014"], "has both 25/04/2014 (day first) and 04/26/2014 (month first)"),
    ],
)
def test_a_column_that_cannot_decide_asks(values: list[str], said: str) -> None:
    with pytest.raises(dates.DateOrderUnknown) as caught:
        Decisions().order("date", "a.csv", values)
    assert said in str(caught.value)
    assert "a.csv" in str(caught.value)
    assert "--dates dmy or --dates mdy" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2014-03-14-talks.txt", date(2014, 3, 14)),
        ("20140314.html", date(2014, 3, 14)),
        ("10Apr2007akaka175.txt", date(2007, 4, 10)),
        ("talks_14-march-2014.txt", date(2014, 3, 14)),
        ("march_14_2014.txt", date(2014, 3, 14)),
        ("25-04-2014.txt", date(2014, 4, 25)),
        ("04-25-2014.txt", date(2014, 4, 25)),
        ("05.05.2014.txt", date(2014, 5, 5)),
        ("2014-03-14_again_2014-03-14.txt", date(2014, 3, 14)),
        ("03-04-2014.txt", None),
        ("x2014.txt", None),
        ("id1394817540.txt", None),
        ("2014-03-14_2014-03-15.txt", None),
        ("2014-02-30.txt", None),
        ("29990101.txt", None),
        ("article.txt", None),
        ("", None),
    ],
)
def test_dates_in_file_names(name: str, day: date | None) -> None:
    assert dates.date_in_name(name, now=NOW) == (Published.day(day, "file name") if day else None)
