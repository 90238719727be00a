"""The shipped sample holds to its own README: every file parses, is dated within its span, and says what it is.

Plain Python over the files in `sample/`; no Django, no database. What the ingest reader makes of the files is
tested with the reader; here the files themselves are judged.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "sample"
NOTE = "Written for demonstration; not a published report"
HEADERS = {"Headline", "Published", "Source", "Language", "Section", "Byline", "Id", "Version", "Note"}
REQUIRED = {"Headline", "Source", "Language", "Section", "Id", "Note"}
FIRST_DAY, LAST_DAY = date(2013, 11, 21), date(2015, 3, 31)  # the sample's span (README)
WORDS_MIN, WORDS_MAX = 120, 500  # what the project asked of a dispatch
LETTERS = {"en": r"[A-Za-z]", "uk": r"[А-ЩЬЮЯҐЄІЇа-щьюяґєії]", "ru": r"[А-Яа-яЁё]"}
FOREIGN = {"uk": r"[ыэъёЫЭЪЁ]", "ru": r"[ґєіїҐЄІЇ]"}  # letters that the other alphabet has and this one lacks
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS = [
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
ABBREVIATED = {"Jan.": 1, "Feb.": 2, "Aug.": 8, "Sept.": 9, "Oct.": 10, "Nov.": 11, "Dec.": 12}
MONTH_NUMBER = {name: i for i, name in enumerate(MONTHS, 1)} | ABBREVIATED
MONTH_RE = "|".join(re.escape(name) for name in sorted(MONTH_NUMBER, key=len, reverse=True))
GENITIVE = {
    "uk": [
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
    ],
    "ru": [
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
    ],
}


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One file of the sample: its name, its headers and its body."""

    path: Path
    headers: dict[str, str]
    body: str

    @property
    def published(self) -> str:
        """The printed date, "" where the file gives none."""
        return self.headers.get("Published", "")

    @property
    def day(self) -> date | None:
        """The local day of publication, None where it is not known to the day."""
        return date.fromisoformat(self.published[:10]) if len(self.published) >= 10 else None


def read_dispatch(path: Path) -> Dispatch:
    """Parse one file; raises ValueError with the file's name where it is not in the README's form."""
    head, gap, body = path.read_text(encoding="utf-8").partition("\n\n")
    if not gap:
        raise ValueError(f"{path.name}: no empty line between headers and body")
    headers: dict[str, str] = {}
    for line in head.split("\n"):
        name, colon, value = line.partition(": ")
        if not colon or name in headers or value != value.strip() or not value:
            raise ValueError(f"{path.name}: bad or doubled header line {line!r}")
        headers[name] = value
    return Dispatch(path, headers, body)


DISPATCHES = [read_dispatch(path) for path in sorted((SAMPLE / "dispatches").glob("*"))]
EACH = pytest.mark.parametrize("dispatch", DISPATCHES, ids=lambda d: d.path.stem)


@EACH
def test_headers_are_the_documented_ones(dispatch: Dispatch) -> None:
    assert dispatch.path.suffix == ".txt"
    assert REQUIRED <= set(dispatch.headers) <= HEADERS
    assert dispatch.headers["Note"] == NOTE
    assert dispatch.headers["Language"] in LETTERS
    assert re.fullmatch(r"dl-\d{4}", dispatch.headers["Id"])


@EACH
def test_body_is_clean_paragraphs(dispatch: Dispatch) -> None:
    body = dispatch.body
    assert body.endswith("\n")
    assert not body.endswith("\n\n")
    stray = re.search(r"[^\S\n ]|  | $|\n\n\n|[^\n]\n[^\n]", body[:-1], re.MULTILINE)
    assert not stray, f"stray white space or a broken line at {stray and stray.start()}"
    assert body.count('"') % 2 == 0
    assert body.count("«") == body.count("»")
    assert not set("“”„") & set(body), "English quotation marks are written straight, the others are « »"
    assert len(body[:-1].split("\n\n")) >= 3


@EACH
def test_length_within_bounds(dispatch: Dispatch) -> None:
    assert WORDS_MIN <= len(dispatch.body.split()) <= WORDS_MAX


@EACH
def test_published_date_has_a_known_precision_and_lies_in_the_span(dispatch: Dispatch) -> None:
    if not dispatch.published:
        assert dispatch.path.name.startswith("undated-")
        return
    printed = dispatch.published
    assert re.fullmatch(r"\d{4}-\d{2}(-\d{2}(T\d{2}:\d{2}[+-]\d{2}:\d{2})?)?", printed)
    assert dispatch.path.name.startswith(printed[:10] + "-"), "the file's name begins with its date"
    first = date.fromisoformat(printed[:10] if len(printed) >= 10 else printed + "-01")
    assert FIRST_DAY.replace(day=1) <= first <= LAST_DAY
    if "T" in printed:
        datetime.fromisoformat(printed)


@EACH
def test_language_is_the_one_named(dispatch: Dispatch) -> None:
    language = dispatch.headers["Language"]
    letters = re.findall(r"[^\W\d_]", dispatch.body)
    own = re.findall(LETTERS[language], dispatch.body)
    assert len(own) > 0.9 * len(letters), "names of aircraft and foreign spellings are few"
    assert not re.search(FOREIGN.get(language, r"[^\s\S]"), dispatch.body)


def test_ids_are_unique_but_for_versions() -> None:
    by_id: dict[str, list[Dispatch]] = defaultdict(list)
    for dispatch in DISPATCHES:
        by_id[dispatch.headers["Id"]].append(dispatch)
    for external_id, same in by_id.items():
        versions = sorted(int(d.headers.get("Version", "1")) for d in same)
        assert versions == list(range(1, len(same) + 1)), external_id
        assert len({d.headers["Source"] for d in same}) == 1, external_id
        assert len({d.body for d in same}) == len(same), f"{external_id}: a new version must say something new"
        names = [d.path.name for d in sorted(same, key=lambda d: int(d.headers.get("Version", "1")))]
        assert names == sorted(names), f"{external_id}: a folder read in order must meet the older version first"


def test_the_sample_is_as_varied_as_asked() -> None:
    languages = Counter(d.headers["Language"] for d in DISPATCHES)
    assert len(DISPATCHES) >= 160
    assert languages["uk"] + languages["ru"] >= 25
    assert min(languages["uk"], languages["ru"]) >= 10
    assert 6 <= len({d.headers["Source"] for d in DISPATCHES}) <= 12
    assert sum(not d.published for d in DISPATCHES) >= 3
    assert sum("Version" in d.headers for d in DISPATCHES) >= 4
    bodies: dict[str, set[str]] = defaultdict(set)
    for dispatch in DISPATCHES:
        bodies[dispatch.body].add(dispatch.headers["Source"])
    assert max(len(sources) for sources in bodies.values()) >= 3, "one wire text in three copies"


def nearest(month: int, day: int, anchor: date) -> date:
    """The date with that month and day that lies nearest to `anchor`."""
    years = range(anchor.year - 1, anchor.year + 2)
    return min((date(year, month, day) for year in years), key=lambda found: abs((found - anchor).days))


@EACH
def test_weekdays_agree_with_the_calendar(dispatch: Dispatch) -> None:
    """Every "Sunday, March 16[, 2014]" and "Sunday (March 16)" names a real day of the calendar."""
    pattern = rf"\b({'|'.join(WEEKDAYS)}),? \(?({MONTH_RE}) (\d{{1,2}})(?:, (\d{{4}}))?\b"
    for weekday, month, day, year in re.findall(pattern, dispatch.body):
        number = MONTH_NUMBER[month]
        anchor = dispatch.day or date(2014, 6, 1)
        found = date(int(year), number, int(day)) if year else nearest(number, int(day), anchor)
        assert WEEKDAYS[found.weekday()] == weekday, f"{weekday}, {month} {day} is a {WEEKDAYS[found.weekday()]}"


@EACH
def test_dateline_is_not_later_than_the_day_of_publication(dispatch: Dispatch) -> None:
    """A dateline's day is the day of publication or the one before it."""
    if dispatch.day is None:
        return
    line = dispatch.body.partition(" — ")[0]
    if dispatch.headers["Language"] == "en":
        found = re.search(rf"({MONTH_RE}) (\d{{1,2}})$", line)
        assert found, f"no dateline: {line[:60]!r}"
        written = nearest(MONTH_NUMBER[found[1]], int(found[2]), dispatch.day)
    else:
        months = GENITIVE[dispatch.headers["Language"]]
        found = re.search(rf"(\d{{1,2}}) ({'|'.join(months)})$", line)
        assert found, f"no dateline: {line[:60]!r}"
        written = nearest(months.index(found[2]) + 1, int(found[1]), dispatch.day)
    assert 0 <= (dispatch.day - written).days <= 1


@EACH
def test_lead_says_the_weekday_of_its_dateline(dispatch: Dispatch) -> None:
    """ "on Friday" in the first paragraph, when it is the only weekday there, is a day of the week just gone.

    Leads tell of the day itself; a lead that names one weekday and means another day is nearly always a slip,
    so the few that do are named here.
    """
    if dispatch.day is None or dispatch.headers["Language"] != "en":
        return
    lead = dispatch.body.partition("\n\n")[0]
    named = re.findall(rf"\bon ({'|'.join(WEEKDAYS)})\b(?! night)", lead)
    if len(named) == 1 and dispatch.path.stem not in LEADS_ABOUT_ANOTHER_DAY:
        dateline = re.search(rf"({MONTH_RE}) (\d{{1,2}}) —", lead)
        assert dateline
        day = nearest(MONTH_NUMBER[dateline[1]], int(dateline[2]), dispatch.day)
        assert WEEKDAYS[day.weekday()] == named[0]


LEADS_ABOUT_ANOTHER_DAY: frozenset[str] = frozenset()


def read_expected() -> list[tuple[Path, dict[str, list[dict[str, object]]]]]:
    """The sidecars of expected tags, each with its path."""
    paths = sorted((SAMPLE / "expected").glob("*.json"))
    return [(path, json.loads(path.read_text(encoding="utf-8"))) for path in paths]


EXPECTED = read_expected()
FIELDS = {
    "actors": {"text", "occurrence", "name"},
    "places": {"text", "occurrence", "name", "reading"},
    "quotes": {"text", "type", "speaker"},
    "dates": {"text", "occurrence", "value"},
}


def position(body: str, text: str, occurrence: int) -> int:
    """Where the n-th occurrence (from 1, overlapping ones counted) of `text` begins; -1 if there is none."""
    at = -1
    for _ in range(occurrence):
        at = body.find(text, at + 1)
        if at < 0:
            return -1
    return at


@pytest.mark.parametrize(("path", "tags"), EXPECTED, ids=[path.stem for path, _ in EXPECTED])
def test_expected_tags_stand_in_the_text(path: Path, tags: dict[str, list[dict[str, object]]]) -> None:
    body = read_dispatch(SAMPLE / "dispatches" / f"{path.stem}.txt").body
    assert set(tags) == set(FIELDS)
    for kind, rows in tags.items():
        seen = set()
        for row in rows:
            assert set(row) == FIELDS[kind], row
            assert all(value for value in row.values()), row
            text, occurrence = str(row["text"]), int(str(row.get("occurrence", 1)))
            assert position(body, text, occurrence) >= 0, f"{kind}: {text!r} #{occurrence} is not in the body"
            assert (text, occurrence) not in seen, f"{kind}: {text!r} #{occurrence} twice"
            seen.add((text, occurrence))
            if kind == "places":
                assert row["reading"] in {"literal", "metonymic"}
            if kind == "quotes":
                assert row["type"] in {"direct", "mixed"}
            if kind == "dates":
                assert re.fullmatch(TIMEX, str(row["value"])), row


def test_every_dispatch_has_its_expected_tags_and_a_place_in_the_order() -> None:
    stems = {dispatch.path.stem for dispatch in DISPATCHES}
    order = (SAMPLE / "expected" / "order.txt").read_text(encoding="utf-8").split()
    assert sorted(order) == sorted(stems)
    assert {path.stem for path, _ in EXPECTED} == stems


@pytest.mark.parametrize(("path", "tags"), EXPECTED, ids=[path.stem for path, _ in EXPECTED])
def test_expected_quotes_and_quotation_marks_agree(path: Path, tags: dict[str, list[dict[str, object]]]) -> None:
    """In English every pair of quotation marks is a listed quote, but for names and words printed in marks."""
    dispatch = read_dispatch(SAMPLE / "dispatches" / f"{path.stem}.txt")
    if dispatch.headers["Language"] != "en":
        return  # Ukrainian and Russian put the names of parties and companies in the same marks
    marked = re.findall(r'"([^"]+)"', dispatch.body)
    listed = [str(row["text"]) for row in tags["quotes"]]
    assert [words for words in marked if words not in MARKED_BUT_NOT_QUOTED] == listed
    names = {str(row["name"]) for row in tags["actors"]}
    assert {str(row["speaker"]) for row in tags["quotes"]} <= names, "a speaker is named in the text"


MARKED_BUT_NOT_QUOTED = {"people's republic", "Ukraine!"}  # a title that somebody claims, a crowd's shout


# The forms of TIMEX3 that the sample uses: days, months, years, weeks, seasons and parts, times, durations, sets.
TIMEX = (
    r"(?:\d{4}|\d{3}|\d{2}|XXXX)(?:-(?:\d{2}|XX|W\d{2}|Q[1-4]|H[12]|SP|SU|FA|WI))?(?:-(?:\d{2}|XX|WE))?"
    r"(?:T(?:\d{2}(?::\d{2})?|MO|AF|EV|NI))?|P(?:T)?\d+(?:\.\d+)?[YMWDH]|PXX?[YMWDH]|PAST_REF|PRESENT_REF|FUTURE_REF"
)
