"""The timeline as a reader sees it: bars, lines, shares and averages, and the same numbers in every other form."""

from __future__ import annotations

import csv
import io
import re
import struct
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive import store
from archive.models import Source
from archive.pages.timeline.panel import doubled
from archive.search import indexing, service
from archive.search.query import SearchRequest
from tests.pages import corpus
from tests.pages.seen import Element, seen

pytestmark = pytest.mark.django_db

FIVE = "/search?q=grain&compare=crimea&compare=talks&compare=minister&compare=kyiv&bin=week"


@pytest.fixture(scope="module", autouse=True)
def floods(archive: SimpleNamespace, django_db_blocker: Any) -> None:
    """A day that stands out: nine articles of one day, beside a few on others."""
    spread = [date(2014, 4, 10)] * 9 + [date(2014, 4, 3), date(2014, 4, 18)]
    made = [corpus.Dispatch(f"Flood {n}", f"Flood number {n} in the valley.", corpus.day(on.year, on.month, on.day))
            for n, on in enumerate(spread)]  # fmt: skip
    with django_db_blocker.unblock():
        keeping = store.Keeping(run=store.run_begin("/floods", {}), collection=store.collection_named("sample"))
        saved = store.article_save_many([corpus._raw(f"flood-{n}", one) for n, one in enumerate(made)], keeping)
        Source.objects.update(rights="public")
        Source.objects.filter(name="Locked Desk").update(rights="researchers")
        store.mark_index_due([one.article_id or 0 for one in saved])
        indexing.drain()


def found(page: Element) -> int:
    return _number(page.one("h2", id="rh").text)


def _number(text: str) -> int:
    said = re.search(r"\d[\d,]*", text)
    return int(said[0].replace(",", "")) if said else 0


def bars(page: Element) -> list[tuple[str, int, str]]:
    """Label, count and address of each bar; none where there is no chart."""
    links = [a for chart in page.all("svg", id="chart") for a in chart.all("a") if a.all("title")]
    return [(*_said(a.one("title").text), a.attrs["href"]) for a in links]


def points(page: Element) -> list[tuple[str, str, int, str]]:
    """Letter, label, count and address of each point of the lines."""
    named = [a for a in page.one("svg", id="chart").all("a") if "aria-label" in a.attrs]
    return [(a.attrs["aria-label"][0], *_said(a.attrs["aria-label"][3:]), a.attrs["href"]) for a in named]


def _said(words: str) -> tuple[str, int]:
    """ "14 March 2014, 12 of 240 articles, 5 %": its label and its count."""
    said = re.fullmatch(r"(.*), ([\d,]+)(?: of [\d,]+)? articles?(?:, [\d.]+ %)?", words)
    assert said, words
    return said[1], _number(said[2])


def sheet(visitor: Client, address: str) -> list[dict[str, str]]:
    answer = visitor.get(address)
    assert answer.status_code == 200, answer.content
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def column(records: list[dict[str, str]], begins: str) -> list[str]:
    (name,) = [name for name in records[0] if name.startswith(begins)]
    return [record[name] for record in records]


# --- the numbers --------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    q=st.sampled_from(
        ["", "grain", "crimea", "talks OR grain", "NOT grain", "minister AND grain", "lang:uk", "copies:first"]
    ),
    by=st.sampled_from(["published", "seen"]),
    bin_=st.sampled_from(["hour", "day", "week", "month", "quarter", "year"]),
    copies=st.sampled_from(["each", "first"]),
)
def test_r21_bars_undated_and_too_coarse_add_up_to_the_total(
    visitor: Client, q: str, by: str, bin_: str, copies: str
) -> None:
    page = seen(visitor.get("/search", {"q": q, "by": by, "bin": bin_, "copies": copies}))
    caption = page.one("figcaption").text
    left = [
        int(n.replace(",", ""))
        for n in re.findall(r"([\d,]+) (?:with no known date|known too coarsely|earlier or)", caption)
    ]
    assert sum(count for _, count, _ in bars(page)) + sum(left) == found(page)


@pytest.mark.parametrize("bin_", ["day", "week", "month"])
def test_r21_by_spoken_date_every_bar_gives_its_count(visitor: Client, bin_: str) -> None:
    page = seen(visitor.get(f"/search?by=about&bin={bin_}"))
    assert bars(page)
    for label, count, href in bars(page):
        assert found(seen(visitor.get(href))) == count, label


def test_an_hours_bar_gives_its_count(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=crimea&bin=hour&from=2014-03-14&to=2014-03-15&span=range"))
    drawn = bars(page)
    assert [(label, count) for label, count, _ in drawn] == [
        ("14 March 2014, 18:00", 1), ("14 March 2014, 20:00", 1),
    ]  # fmt: skip
    for label, count, href in drawn:
        hour = seen(visitor.get(href))
        assert found(hour) == count, label
        assert "18:00 to 18:59" in hour.one("ul", class_="terms").text or "18:00" not in label


def test_a_date_known_to_the_day_is_in_no_hour(visitor: Client) -> None:
    caption = seen(visitor.get("/search?q=grain&bin=hour")).one("figcaption").text
    assert "60 known too coarsely" in caption


def test_unknown_dates_are_a_link_for_every_query(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=grain&compare=leaflet"))
    row = page.one("ol", class_="queries").all("li")[1]
    assert found(seen(visitor.get(row.link("1 undated")))) == 1


def test_r25_a_month_is_never_drawn_as_its_first_day(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=camp&bin=day"))
    assert page.all("svg", id="chart") == []
    assert "1 known too coarsely" in page.one("figcaption").text
    everything = sheet(visitor, "/timeline.csv?bin=day&from=2013-11-20&to=2013-12-20&span=range")
    assert {record["all"] for record in everything} <= {"0"}
    by_month = bars(seen(visitor.get("/search?q=camp&bin=month")))
    assert [(label, count) for label, count, _ in by_month] == [("December 2013", 1)]


def test_the_bars_are_made_wider_and_it_is_said(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=grain&bin=hour&from=2014-01-20&to=2014-03-20&span=range"))
    assert "By hour there would be more bars than can be read; the file of these numbers has them all." in (
        page.one("figcaption").text
    )


def test_the_file_has_the_bins_asked_for_where_the_picture_has_wider_ones(visitor: Client) -> None:
    asked = "q=grain&bin=day&from=2013-01-01&to=2014-12-31&span=range"
    assert "By day there would be more bars" in seen(visitor.get(f"/search?{asked}")).one("figcaption").text
    records = sheet(visitor, f"/timeline.csv?{asked}")
    assert (records[0]["start"], records[-1]["start"], len(records)) == ("2013-01-01", "2014-12-31", 730)
    assert {record["bin"] for record in records} == {"day"}
    assert visitor.get(f"/timeline.manifest.json?{asked}").json()["rows"] == 730
    table = seen(visitor.get(f"/timeline?{asked}"))
    assert len(table.one("tbody").all("tr")) >= 730
    assert "there would be more" not in table.text
    assert "By day there would be more bars" in visitor.get(f"/timeline.svg?{asked}").content.decode()


def test_a_file_of_too_many_rows_is_refused_and_the_table_made_wider(visitor: Client) -> None:
    asked = "q=grain&bin=hour&from=2010-01-01&to=2014-12-31&span=range"
    answer = visitor.get(f"/timeline.csv?{asked}")
    assert answer.status_code == 400
    assert "By hour the file would have more than 4,000 rows. Choose wider bars" in answer.content.decode()
    assert "By hour there would be more rows than a page shows well" in seen(visitor.get(f"/timeline?{asked}")).text


# --- ranges -------------------------------------------------------------------------------------


def test_the_range_is_zoomed_out_step_by_step_to_all_dates(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=grain&from=2014-02-10&to=2014-02-12"))
    wider = page.one("a", id="wider")
    assert wider.attrs["title"] == "7–15 February 2014"
    assert found(seen(visitor.get(wider.attrs["href"]))) == 9
    assert found(seen(visitor.get(page.one("a", id="all-dates").attrs["href"]))) == 60


@pytest.mark.parametrize(
    ("first", "last", "wider"),
    [
        ("2014-01-01", "2014-12-31", (date(2013, 1, 1), date(2015, 12, 31))),
        ("2007-01-01", "2008-12-31", (date(2005, 1, 1), date(2010, 12, 31))),
        ("2014-02-01", "2014-02-28", (date(2014, 1, 1), date(2014, 3, 31))),
        ("2014-01-01", "2014-03-31", (date(2013, 10, 1), date(2014, 6, 30))),
        ("2014-03-03", "2014-03-09", (date(2014, 2, 24), date(2014, 3, 16))),
    ],
)
def test_wider_goes_by_whole_years_and_months(first: str, last: str, wider: tuple[date, date]) -> None:
    assert doubled(date.fromisoformat(first), date.fromisoformat(last), None, None) == wider


def test_wider_ends_with_the_whole_year_in_which_the_archive_ends() -> None:
    ends = date(2013, 11, 20), date(2014, 5, 3)
    assert doubled(date(2014, 1, 1), date(2014, 12, 31), *ends) == (date(2013, 1, 1), date(2014, 12, 31))


@given(st.dates(), st.dates())
def test_wider_never_leaves_out_a_chosen_day(one: date, other: date) -> None:
    first, last = sorted((one, other))
    start, end = doubled(first, last, date(1990, 3, 5), date(2020, 7, 9))
    assert start <= first
    assert end >= last


def test_an_hour_zooms_out_to_its_day(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=crimea&from=2014-03-14T18&to=2014-03-14T18&bin=hour"))
    assert page.one("input", id="from").attrs["value"] == "2014-03-14T18:00"
    assert page.one("a", id="wider").attrs["title"] == "14 March 2014"
    assert found(seen(visitor.get(page.one("a", id="wider").attrs["href"]))) == 2


def test_r23_typed_dates_and_the_address_give_the_same_filter(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=grain"))
    form = page.one("form", id="range")
    typed = {i.attrs["name"]: i.attrs.get("value", "") for i in form.all("input")} | {
        "from": "2014-02-03",
        "to": "2014-02-09",
    }
    by_form = seen(visitor.get(form.attrs["action"], typed))
    by_address = seen(visitor.get("/search?q=grain&from=2014-02-03&to=2014-02-09"))
    assert by_form.one(id="live").text == by_address.one(id="live").text
    (bar,) = [
        href for label, _, href in bars(seen(visitor.get("/search?q=grain&bin=week"))) if label == "3–9 February 2014"
    ]
    assert parse_qs(urlsplit(bar).query)["from"] == ["2014-02-03"]
    assert found(seen(visitor.get(bar))) == found(by_address) == 7


def test_r23_hours_typed_with_minutes_are_the_same_filter(visitor: Client) -> None:
    typed = seen(visitor.get("/search?from=2014-03-14T18%3A00&to=2014-03-14T18%3A59"))
    assert found(typed) == found(seen(visitor.get("/search?from=2014-03-14T18&to=2014-03-14T18"))) == 1


@pytest.mark.parametrize(
    "wrong",
    ["from=2014-03-14T25", "from=2014-03-14T18:99", "about_from=2014-03-14T18", "from=2014-03-14T18&to=2014-03-14T17"],
)
def test_a_wrong_hour_is_named(visitor: Client, wrong: str) -> None:
    assert visitor.get(f"/search?{wrong}").status_code == 400


# --- several queries ----------------------------------------------------------------------------


def test_r24_five_queries_share_one_axis_and_each_looks_different(visitor: Client) -> None:
    page = seen(visitor.get(FIVE))
    chart = page.one("svg", id="chart")
    lines = [path.attrs["class"] for path in chart.all("path", class_="ln")]
    assert lines == [f"ln l{n}" for n in range(1, 6)]
    markers = {use.attrs["href"].rstrip("p") for use in chart.all("use")}
    assert markers == {f"#mk{n}" for n in range(1, 6)}
    shapes = [p.attrs["d"] for p in chart.one("defs").all("path") if not p.attrs["id"].endswith("p")]
    assert len(set(shapes)) == 5
    assert [text.text for text in chart.all("text", class_="letter")] == list("ABCDE")
    listed = [li.one("a", class_="q").text for li in page.one("ol", class_="queries").all("li")]
    assert listed == ["grain", "crimea", "talks", "minister", "kyiv"]


def test_r24_every_point_gives_its_query_in_its_bin(visitor: Client) -> None:
    page = seen(visitor.get(FIVE))
    said = points(page)
    assert {letter for letter, _, _, _ in said} >= {"A", "B", "C"}
    for letter, label, count, href in said:
        assert found(seen(visitor.get(href))) == count, (letter, label)


def test_the_captions_count_each_query(visitor: Client) -> None:
    page = seen(visitor.get(FIVE))
    counts = {"A": 0, "B": 0, "C": 0, "D": 0, "E": 0}
    for letter, _, count, _ in points(page):
        counts[letter] += count
    for li in page.one("ol", class_="queries").all("li"):
        assert f"{counts[li.one('b').text]} in the chart" in li.text


def test_each_compared_query_has_its_greatest_bin_and_a_way_off_apart_from_its_undated(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=grain&compare=leaflet&bin=month"))
    first, second = page.one("ol", class_="queries").all("li")
    assert "; greatest month " in first.text
    assert "1 undated · take off" in second.text


def test_a_query_is_added_and_taken_off_by_form_and_link(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=grain&source=-granite-desk"))
    form = page.one("form", id="compare")
    typed = [(i.attrs["name"], i.attrs.get("value", "crimea")) for i in form.all("input")]
    added = visitor.get(form.attrs["action"] + "?" + "&".join(f"{name}={value}" for name, value in typed))
    both = seen(added)
    rows = both.one("ol", class_="queries").all("li")
    assert [li.one("a", class_="q").text for li in rows] == ["grain", "crimea"]
    assert found(both) == 30
    left = seen(visitor.get(rows[0].link("Take grain off the chart")))
    assert left.one("input", id="q").attrs["value"] == "crimea"
    assert left.all("ol", class_="queries") == []


def test_a_sixth_query_is_a_named_mistake(visitor: Client) -> None:
    page = seen(visitor.get(FIVE + "&compare=six"), 400)
    assert "compare" in page.one(id="faults").text


def test_five_queries_leave_no_room_for_another(visitor: Client) -> None:
    page = seen(visitor.get(FIVE))
    assert page.all("form", id="compare") == []
    assert "take one off" in page.one("details", id="ways").text


def test_a_wrong_compared_query_is_named_and_mended(visitor: Client) -> None:
    page = seen(visitor.get("/search", {"q": "grain", "compare": ["talks", "(crimea"]}), 400)
    assert "(crimea" in page.one(id="faults").text
    assert page.all("li", class_="hit") == []
    mended = seen(visitor.get(page.one("p", class_="mend-it").one("a").attrs["href"]))
    assert [a.text for a in mended.one("ol", class_="queries").all("a", class_="q")] == ["grain", "talks", "(crimea)"]


def test_the_same_query_twice_is_one(visitor: Client) -> None:
    assert seen(visitor.get("/search?q=grain&compare=grain")).all("ol", class_="queries") == []


@pytest.mark.parametrize("kind", ["csv", "svg", "png", "manifest.json"])
def test_a_wrong_query_makes_no_file(visitor: Client, kind: str) -> None:
    answer = visitor.get(f"/timeline.{kind}", {"q": "grain", "compare": "(crimea"})
    assert answer.status_code == 400
    assert "(crimea" in answer.content.decode()


# --- shares and averages --------------------------------------------------------------------------


def test_a_share_names_its_denominator_everywhere(visitor: Client) -> None:
    address = "?q=grain&share=1&bin=week"
    page = seen(visitor.get(f"/search{address}"))
    assert "Shares are of all articles that meet the same filters, whatever the query" in page.one("figcaption").text
    records = sheet(visitor, f"/timeline.csv{address}")
    counts, alls, parts = (column(records, name) for name in ("articles_", "all", "share_percent_of_all"))
    for count, every, part in zip(counts, alls, parts, strict=True):
        assert part == (f"{int(count) / int(every) * 100:.2f}" if every != "0" else "")
    described = visitor.get(f"/timeline.manifest.json{address}").json()
    assert "same filters, without the query" in described["columns"]["all"]
    drawn = ET.fromstring(visitor.get(f"/timeline.svg{address}").content)
    assert "Shares are of all articles" in "".join(drawn.itertext())


def test_the_denominator_keeps_the_filters_and_drops_the_query(visitor: Client) -> None:
    records = sheet(visitor, "/timeline.csv?q=minister-nobody+OR+%22report+number+7%22&source=granite-desk&bin=day")
    (record,) = [record for record in records if record["all"] != "0"]
    assert record["start"] == "2014-01-27"
    assert record["all"] == "1"
    assert record["filters"] == "source Granite Desk"


def test_a_bin_without_any_article_is_a_gap_and_not_nought(visitor: Client) -> None:
    address = "?q=crimea+OR+report&share=1&bin=day&from=2014-03-10&to=2014-03-31&span=range&source=harbour-desk"
    records = sheet(visitor, f"/timeline.csv{address}")
    empty = [record for record in records if record["all"] == "0"]
    assert empty
    assert set(column(empty, "share_")) == {""}
    page = seen(visitor.get(f"/search{address}"))
    assert len(page.one("svg", id="chart").all("rect", class_="hole")) == len(empty)


def test_a_moving_average_stands_beside_the_counts_and_says_so(visitor: Client) -> None:
    address = "?q=grain&smooth=3&bin=day"
    page = seen(visitor.get(f"/search{address}"))
    chart = page.one("svg", id="chart")
    assert chart.has("class", "pale")
    assert len(chart.all("path", class_="avg")) == 1
    assert len(bars(page)) == 60
    assert "moving average over 3 days" in page.one("figcaption").text
    records = sheet(visitor, f"/timeline.csv{address}")
    counts, averages = column(records, "articles_published: grain"), column(records, "articles_average_3")
    assert averages[0] == averages[-1] == ""
    assert averages[1] == f"{sum(map(int, counts[:3])) / 3:.2f}"


def test_copies_follow_the_switch(visitor: Client) -> None:
    each = seen(visitor.get("/search?q=%22common+vision%22&bin=day"))
    once = seen(visitor.get("/search?q=%22common+vision%22&bin=day&copies=first"))
    assert [count for _, count, _ in bars(each)] == [2]
    assert [count for _, count, _ in bars(once)] == [1]
    assert "Each copy of a story counted" in each.one("figcaption").text
    assert "Copies of one story counted once" in once.one("figcaption").text


# --- the same numbers in every form ---------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "?q=grain&bin=week",
        "?q=grain&bin=week&share=1&smooth=3",
        "?q=grain&compare=crimea&compare=talks&bin=week",
        "?q=grain&compare=crimea&share=1&smooth=3&bin=day&from=2014-03-01&to=2014-03-20",
        "?by=about&bin=day&q=crimea",
        "?by=seen",
    ],
)
def test_r22_chart_table_and_file_have_the_same_cells(visitor: Client, address: str) -> None:
    page = seen(visitor.get(f"/search{address}"))
    table = seen(visitor.get(f"/timeline{address}")).one("table")
    records = sheet(visitor, f"/timeline.csv{address}")
    heads = [th.text for th in table.one("thead").all("th")][1:-1]
    names = [name for name in records[0] if name not in ("start", "bin", "date", "zone", "copies", "filters")]
    assert len(heads) == len(names)
    body = {tr.one("th").text: [td.text for td in tr.all("td")][:-1] for tr in table.one("tbody").all("tr")}
    rows = list(body.items())[: len(records)]
    for (_, cells), record in zip(rows, records, strict=True):
        assert [cell.replace(",", "") if cell.replace(",", "").isdigit() else cell for cell in cells] == [
            record[name] for name in names
        ]
    counted = [name for name in names if re.match(r"articles_(published|spoken_of|first_seen)", name)]
    in_file = {
        (letter, label): int(record[name])
        for letter, name in zip("ABCDE", counted, strict=False)
        for (label, _), record in zip(rows, records, strict=True)
        if record[name] != "0"
    }
    one_query = {("A", label): count for label, count, _ in bars(page)}
    several = {(letter, label): count for letter, label, count, _ in points(page)}
    assert (one_query or several) == in_file


def test_the_file_says_what_was_counted(visitor: Client) -> None:
    records = sheet(visitor, "/timeline.csv?q=grain&bin=week&copies=first&source=granite-desk")
    assert list(records[0])[:3] == ["start", "articles_published: grain", "all"]
    said = {name: {record[name] for record in records} for name in ("bin", "date", "zone", "copies", "filters")}
    assert said == {
        "bin": {"week"}, "date": {"published"}, "zone": {"UTC"}, "copies": {"copies of one story counted once"},
        "filters": {"source Granite Desk"},
    }  # fmt: skip
    described = visitor.get("/timeline.manifest.json?q=grain&bin=week&copies=first&source=granite-desk").json()
    assert list(described["columns"]) == list(records[0])
    assert described["rows"] == len(records)
    assert described["queries"][0]["in_bins"] == sum(int(n) for n in column(records, "articles_"))


def test_no_cell_of_the_file_is_a_formula(visitor: Client) -> None:
    answer = visitor.get("/timeline.csv", {"q": "grain", "source": "-=cmd()", "bin": "week"}).content.decode()
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in csv.reader(io.StringIO(answer)) for cell in row)


def test_every_bin_of_the_table_is_a_link_and_has_a_why(visitor: Client) -> None:
    table = seen(visitor.get("/timeline?q=grain&bin=month")).one("table")
    for tr in table.one("tbody").all("tr")[:3]:
        link, why = tr.all("a")
        assert found(seen(visitor.get(link.attrs["href"]))) == _number(link.text)
        assert why.attrs["href"] == link.attrs["href"].replace("/search?", "/why?")


@pytest.mark.parametrize(
    "address", ["?q=grain", "?q=grain&smooth=7&share=1", "?q=grain&compare=crimea&smooth=3", "?by=about&q=crimea"]
)
def test_the_picture_stands_alone(visitor: Client, address: str) -> None:
    answer = visitor.get(f"/timeline.svg{address}")
    assert answer["Content-Type"].startswith("image/svg+xml")
    root = ET.fromstring(answer.content)
    words = "".join(root.itertext())
    assert "grain" in words or "crimea" in words
    assert "Time zone UTC" in words
    every = list(root.iter())
    assert all("style" not in one.attrib and "class" not in one.attrib for one in every)
    shapes = [one for one in every if one.tag.rpartition("}")[2] in ("rect", "path")]
    assert all("fill" in one.attrib for one in shapes)
    png = visitor.get(f"/timeline.png{address}").content
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24]) == (1920, round(float(root.attrib["height"]) * 2))


def test_the_picture_draws_as_many_bars_as_the_page(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=grain&bin=day"))
    root = ET.fromstring(visitor.get("/timeline.svg?q=grain&bin=day").content)
    drawing = root.find("{*}g")
    assert drawing is not None
    assert len(drawing.findall("{*}rect")) == len(bars(page))


def test_a_hostile_query_stays_text_in_every_file(visitor: Client) -> None:
    hostile = '"</text><script>alert(1)</script>" OR grain'
    svg = visitor.get("/timeline.svg", {"q": hostile}).content.decode()
    assert "<script" not in svg
    assert ET.fromstring(svg) is not None
    assert visitor.get("/timeline.png", {"q": hostile}).status_code == 200


def test_letters_that_the_picture_lacks_are_said(visitor: Client) -> None:
    from archive.explore.pngfile import lacks

    assert lacks("لافروف")
    assert not lacks("Крим Lavrov Ελλάδα 2014 “ё”")


# --- what stands out, who is silent -------------------------------------------------------------------


def test_r26_a_peak_links_to_its_articles_and_to_its_explanation(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=flood+OR+grain&bin=day&from=2014-03-01&to=2014-04-20&span=range"))
    (peak,) = page.one("ol", class_="key").all("li")
    bar, why = peak.all("a")
    assert bar.text.startswith("10 April 2014")
    assert found(seen(visitor.get(bar.attrs["href"]))) == _number(bar.all("span")[1].text)
    assert why.attrs["href"].startswith("/why?")
    assert "from=2014-04-10&to=2014-04-10" in why.attrs["href"]
    assert visitor.get(why.attrs["href"]).status_code == 200


def test_a_chosen_range_has_an_explanation(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=crimea&from=2014-03-10&to=2014-03-20"))
    why = page.one("a", id="why-range").attrs["href"]
    assert why == "/why?q=crimea&from=2014-03-10&to=2014-03-20"
    assert visitor.get(why).status_code == 200


def test_how_many_sources_published_is_counted_without_the_query(visitor: Client) -> None:
    records = sheet(visitor, "/timeline.csv?q=nothing-has-this+OR+canada+OR+grain&bin=month")
    by_start = {record["start"]: record for record in records}
    assert by_start["2014-01-01"]["sources_publishing"] == "2"
    assert by_start["2014-03-01"]["sources_publishing"] == "6"


@pytest.mark.parametrize("filters", ["", "&actor=sergey-lavrov", "&source=harbour-desk", "&copies=first"])
def test_the_sources_of_a_chart_are_asked_for_once(
    visitor: Client, monkeypatch: pytest.MonkeyPatch, filters: str
) -> None:
    """To count them is what costs; by what is in the articles they are not counted."""
    asked, answer = [], service.answer

    def noted(request: SearchRequest) -> Any:
        asked.append(request)
        return answer(request)

    monkeypatch.setattr(service, "answer", noted)
    assert visitor.get(f"/timeline?q=crimea{filters}").status_code == 200
    (counted,) = (request for request in asked if request.timeline and request.timeline.sources)
    assert {choice.field for choice in counted.choices} <= {"source"}
    assert counted.copies == "each"


def test_a_usual_source_that_is_silent_is_named_in_page_and_file(
    visitor: Client, archive: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The two desks write every second day: a daily paper with a hole is put in their place."""
    from archive.pages.timeline import counts
    from archive.search.query import SourceBars

    def daily(_timeline: Any, starts: Any) -> tuple[SourceBars, ...]:
        return (SourceBars("granite-desk", tuple(3 * (n != 20) for n in range(len(starts)))),)

    monkeypatch.setattr(counts, "_sources", daily)
    day = (date(2014, 1, 20) + timedelta(days=20)).isoformat()
    page = seen(visitor.get("/search?q=grain&bin=day"))
    caption = page.one("figcaption").text
    assert "In 1 day (red mark) a usual source is silent: 9 February 2014, Granite Desk" in caption
    assert "Granite Desk" not in page.one("details", class_="how").text
    assert "9 February 2014, Granite Desk" in page.one("p", class_="quiet-line").text
    assert len(page.one("svg", class_="sources").all("path", class_="quiet")) == 1
    records = sheet(visitor, "/timeline.csv?q=grain&bin=day")
    assert [r["start"] for r in records if r["usual_sources_silent"]] == [day]
    assert [r["usual_sources_silent"] for r in records if r["start"] == day] == ["Granite Desk"]


def test_what_may_not_be_read_is_in_no_bar(visitor: Client, signed_in: Any) -> None:
    hidden = sheet(visitor, "/timeline.csv?q=grain&compare=canary&bin=day")
    assert set(column(hidden, "articles_published: canary")) == {"0"}
    shown = sheet(signed_in("researcher"), "/timeline.csv?q=grain&compare=canary&bin=day")
    assert "1" in column(shown, "articles_published: canary")


# --- the page's promises ------------------------------------------------------------------------------


def test_a9_one_tab_stop_a_caption_and_a_table(visitor: Client) -> None:
    for address in ("/search?q=grain", FIVE):
        page = seen(visitor.get(address))
        section = page.one("section", aria_labelledby="tl")
        assert section.all("figure")
        chart = section.one("svg", id="chart")
        assert len([a for a in chart.all("a") if a.attrs.get("tabindex") != "-1"]) == 1
        assert section.one("figcaption").text
        assert visitor.get(section.link("These numbers as a table")).status_code == 200


def test_a10_every_range_can_be_chosen_without_dragging(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=grain"))
    form = page.one("form", id="range")
    assert {i.attrs.get("type") for i in form.all("input") if "id" in i.attrs} == {"date"}
    assert form.one("button").text == "Set range"
    assert all(href.startswith("/search?") for _, _, href in bars(page))


@pytest.mark.parametrize("address", [FIVE, FIVE + "&share=1&smooth=3", "/search?q=grain&smooth=7&share=1&bin=day"])
def test_charts_of_several_queries_keep_the_pages_weight(visitor: Client, address: str) -> None:
    import gzip

    answer = visitor.get(address)
    assert len(seen(answer).all()) <= 1_500
    assert len(gzip.compress(answer.content, 6)) <= 25_000


def test_five_lines_never_have_more_points_than_the_page_bears(visitor: Client) -> None:
    page = seen(
        visitor.get(
            "/search?compare=grain&compare=crimea&compare=talks&compare=minister&bin=day&from=2014-01-01&to=2014-04-10&span=range"
        )
    )
    assert len(page.one("svg", id="chart").all("a")) <= 300
    assert "By day there would be more bars than can be read" in page.one("figcaption").text


def test_the_axis_reaches_over_all_queries(visitor: Client) -> None:
    """The query of the box may be the narrower one."""
    page = seen(visitor.get("/search?q=talks&compare=grain&bin=week"))
    assert sum(count for letter, _, count, _ in points(page) if letter == "B") == 60
    assert (
        sum(
            int(n)
            for n in column(sheet(visitor, "/timeline.csv?q=talks&compare=grain&bin=week"), "articles_published: grain")
        )
        == 60
    )


def test_filters_on_what_is_in_the_articles_make_no_source_silent(visitor: Client) -> None:
    """Minister 01 speaks in one desk's reports alone; the other desk published all the same."""
    records = sheet(visitor, "/timeline.csv?q=grain&actor=minister-01&bin=month")
    assert column(records, "sources_publishing")[0] == "2"
    chosen = sheet(visitor, "/timeline.csv?q=grain&source=harbour-desk&bin=month")
    assert column(chosen, "sources_publishing")[0] == "1"


def test_a_peak_of_everything_is_none_of_a_query(visitor: Client) -> None:
    page = seen(visitor.get("/search?q=grain&bin=day&from=2014-03-01&to=2014-04-20&span=range"))
    assert page.all("ol", class_="key") == []


def test_of_centuries_the_fullest_stretch_is_drawn() -> None:
    """One article that speaks of the year 988 must not make two thousand bars of nothing."""
    from archive.pages.timeline import counts
    from archive.search.query import Bar, Timeline

    years = [Bar(f"{year:04}-01-01", 1 if year == 988 else 5 * (year > 2000), 0) for year in range(988, 2015)]
    spoken = Timeline("about", "year", tuple(years))
    starts = counts._densest([spoken], counts.axis([spoken], "year", None), 120)
    assert len(starts) == 120
    assert starts[-1] == "2014-01-01"
    series = counts._series("", spoken, starts)
    assert (sum(series.counts), series.beyond) == (70, 1)


@pytest.mark.parametrize("bin_", ["hour", "day", "week", "month", "quarter", "year"])
def test_the_axis_has_no_gap_and_ends_where_it_should(bin_: Any) -> None:
    from archive.explore.days import bin_starts

    first, last = ("2013-12-30T22", "2014-01-02T03") if bin_ == "hour" else ("2012-12-31", "2014-12-29")
    if bin_ in ("month", "quarter", "year"):
        first, last = "2012-01-01", "2014-01-01"
    starts = list(bin_starts(first, last, bin_))
    assert starts[0] == first
    assert starts[-1] == last
    assert starts == sorted(set(starts))
    assert len(starts) == {"hour": 54, "day": 729, "week": 105, "month": 25, "quarter": 9, "year": 3}[bin_]
