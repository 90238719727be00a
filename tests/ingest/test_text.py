"""Plain text: header block, headline or paragraph, byline and date lines, dateline."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.ingest import text
from archive.ingest.datelines import dateline
from archive.text.when import Published
from tests.ingest.reading import article, articles, rejected
from tests.support.shared import SHARED, needs_shared

PARAGRAPH = (
    "The foreign ministers met for six hours in London and parted without a common view of the crisis in Crimea."
)
DISPATCH = f"""Headline: Kerry and Lavrov part in London
 without agreement
Published: 2014-03-14T18:42:00+00:00
Source: Example Wire
Language: en
Section: World
Byline: By Anna Example
Id: ew-0314-7
Version: 2
Note: Written for a test

LONDON, March 14 — {PARAGRAPH}

Read more:
"""


def test_a_header_block() -> None:
    found = article(DISPATCH, "dispatch.txt")
    assert found.title == "Kerry and Lavrov part in London without agreement"
    assert found.body == f"LONDON, March 14 — {PARAGRAPH}"
    assert found.published == Published.instant(datetime(2014, 3, 14, 18, 42, tzinfo=UTC), "header Published")
    assert (found.source, found.language, found.section, found.byline) == (
        "Example Wire",
        "en",
        "World",
        "Anna Example",
    )
    assert (found.external_id, found.version, found.note) == ("ew-0314-7", "2", "Written for a test")
    assert found.dateline_place == "LONDON"
    assert found.removed == ("Read more:",)
    assert found.origins["title"] == "header Headline"
    assert found.origins["dateline_place"] == "dateline"


def test_a_sentence_with_a_colon_is_no_header() -> None:
    body = f"Note: the ministry denied the report.\n\n{PARAGRAPH}"
    assert article(body).body == body
    assert article(f"Kyiv: a chronology\n\n{PARAGRAPH}").title == "Kyiv: a chronology"


@pytest.mark.parametrize(
    "head",
    [
        "Talks in London end without agreement",
        "Will Crimea vote?",
        "“No common vision”: Lavrov after the talks",
        "Рада визнала референдум незаконним",
        "Obama signs order, calls Russia's steps a threat to U.S.",
    ],
)
def test_a_headline(head: str) -> None:
    for text_of_file in (f"{head}\n\n{PARAGRAPH}", f"{head}\n{PARAGRAPH}\n{PARAGRAPH}"):
        found = article(text_of_file)
        assert found.title == head
        assert found.origins["title"] == "first line"
        assert PARAGRAPH in found.body
        assert head not in found.body


@pytest.mark.parametrize(
    "first",
    [
        PARAGRAPH,
        "He was dead.",
        "LONDON (Reuters) - The ministers",
        "“We are ready,” he said.",
        "The ministers said, among other things,",
        "X" * 201,
    ],
)
def test_a_first_paragraph_is_no_headline(first: str) -> None:
    found = article(f"{first}\n\n{PARAGRAPH}")
    assert found.title == ""
    assert found.body.startswith(first)


def test_lines_wrapped_at_a_width_begin_with_a_paragraph() -> None:
    wrapped = (
        "Washington and its allies will not recognise the outcome of the vote on\n"
        "Sunday in Crimea, the Secretary of State said after six hours of talks\n"
        "with the foreign minister of Russia in the residence of the ambassador."
    )
    assert article(wrapped).title == ""
    assert article(f"Talks end without agreement\n\n{wrapped}").title == "Talks end without agreement"


def test_byline_and_date_under_a_headline() -> None:
    found = article(f"Talks end\nBy Anna Example and Boris Sample\n14 March 2014\n\n{PARAGRAPH}")
    assert found.byline == "Anna Example and Boris Sample"
    assert found.published == Published.day(date(2014, 3, 14), "line 3")
    assert found.body == PARAGRAPH


def test_a_sentence_that_begins_with_by_is_no_byline() -> None:
    line = "By then the base had fallen to the men without insignia"
    assert article(f"Base falls\n{line}\n{PARAGRAPH}").byline == ""


@pytest.mark.parametrize("raw", [b"", b" \r\n ", b"\x00\x00"])
def test_an_empty_file_is_said_to_be_empty(raw: bytes) -> None:
    assert rejected(raw, "a.txt").reason == "empty"


def test_too_long_a_text_is_rejected_with_its_bytes() -> None:
    raw = b"word " * 500_000
    found = rejected(raw, "long.txt")
    assert "more than 2,000,000" in found.reason
    assert found.raw == raw


def test_one_line_of_ten_megabytes_is_rejected_quickly() -> None:
    assert "10,000,000 characters" in rejected(b"a" * 10_000_000, "line.txt").reason


def test_old_encodings_and_line_ends() -> None:
    body = "Рада визнала референдум незаконним\r\n\r\nВерховна Рада проголосувала за постанову про це в четвер."
    found = article(body.encode("cp1251"), "old.txt")
    assert found.title == "Рада визнала референдум незаконним"
    assert found.language == "uk"
    assert "\r" not in found.body


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("LONDON, March 14 (Reuters) - The ministers met", "LONDON"),
        ("KIEV (Reuters) – The", "KIEV"),
        ("KIEV, Ukraine — Men in", "KIEV"),
        ("WASHINGTON/KIEV -- The", "WASHINGTON/KIEV"),
        ("UNITED NATIONS, March 15 — Russia", "UNITED NATIONS"),
        ("ROSTOV-ON-DON, April 2 — He", "ROSTOV-ON-DON"),
        ("WASHINGTON (AP) _ The", "WASHINGTON"),
        ("Washington, D.C. -- The senator", "Washington"),
        ("The Hague, 24 March - The", "The Hague"),
        ("КИЇВ, 14 березня. /УНІАН/. Рада", "КИЇВ"),
        ("Киев. 14 марта. ИНТЕРФАКС - Рада", "Киев"),
        ("КИЕВ, 14 мар — РИА Новости. Рада", "КИЕВ"),
        ("EU - Russia talks resumed", ""),
        ("NATO: the alliance met", ""),
        ("Putin – the man who", ""),
        ("On Friday, March 14 – The", ""),
        ("The ministers met in LONDON, March 14 - and", ""),
        ("", ""),
    ],
)
def test_datelines(line: str, place: str) -> None:
    assert dateline(line) == place


@given(st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=60), max_size=12))
def test_no_word_of_a_text_is_lost(lines: list[str]) -> None:
    whole = "\n".join(lines)
    parts = text.split(whole)
    kept = " ".join([*parts.values.values(), *parts.lines])
    words = {word for line in lines for word in line.split() if word.isascii() and word.isalpha()}
    assert words - set(kept.split()) <= {"By", "Von", "Par", "Por"} | {w.rstrip(":") for w in words}


@needs_shared("sample", "london-talks-2014-03-14.txt")
def test_the_london_article() -> None:
    raw = (SHARED / "sample" / "london-talks-2014-03-14.txt").read_bytes()
    found = article(raw, "london-talks-2014-03-14.txt")
    assert found.title == ""
    assert found.removed == ("More From This Section",)
    assert found.language == "en"
    assert found.published.precision == "unknown"
    dated = article(raw, "london-talks-2014-03-14.txt", date_from_name=True)
    assert dated.published == Published.day(date(2014, 3, 14), "file name")


@needs_shared("corpora", "semeval2025-ukraine-war")
def test_real_files_have_headlines() -> None:
    folder = SHARED / "corpora" / "semeval2025-ukraine-war" / "EN" / "raw-documents"
    found = [articles(path.read_bytes(), path.name)[0] for path in sorted(folder.iterdir())[:60]]
    assert sum(bool(one.title) for one in found) >= 57
    assert all(len(one.body) > len(one.title) for one in found)
