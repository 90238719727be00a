"""Files, folders and streams: what is read, in which order, what is refused, and what is counted."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.ingest.dates import DateOrderUnknown
from archive.ingest.readers import READERS, check_paths, read_bytes, read_path
from archive.ingest.record import FORMATS, Mapping, RawArticle, ReadOptions, ReadReport, Rejected
from archive.text.when import Published
from tests.ingest.test_html import page

TEXT = (
    "Talks end without agreement\n\nThe ministers met for six hours and parted without a common view of the crisis.\n"
)
OPTIONS = ReadOptions(isolated=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "news"
    (root / "b").mkdir(parents=True)
    (root / "a.txt").write_text(TEXT)
    (root / "b" / "c.json").write_text(json.dumps({"title": "From JSON", "text": "A text."}))
    (root / "b" / "d.html").write_text(page())
    (root / "e.csv").write_text("title,text\nFrom CSV,A text.\n")
    (root / ".hidden.txt").write_text("hidden")
    (root / "f.pdf").write_bytes(b"%PDF-1.4")
    return root


def test_there_is_a_reader_for_every_format() -> None:
    assert set(READERS) == set(FORMATS)


def test_a_folder_is_read_in_order_and_counted(folder: Path) -> None:
    report = ReadReport()
    found = list(read_path(folder, OPTIONS, report))
    assert [one.locator for one in found] == [
        "news/a.txt", "news/b/c.json, record 1", "news/b/d.html", "news/e.csv, line 2", "news/f.pdf",
    ]  # fmt: skip
    assert [one.format for one in found] == ["text", "json", "html", "csv", None]
    assert isinstance(found[4], Rejected)
    assert "PDF" in found[4].reason
    assert (report.files, report.articles, report.rejected, report.undated) == (5, 4, 1, 4)
    assert report.skipped == ["news/.hidden.txt: hidden"]
    assert [mapping.shown() for mapping in report.mappings.values()] == ["title=title, body=text"]


def test_locators_are_the_same_from_everywhere(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    here = [one.locator for one in read_path("news", OPTIONS)]
    monkeypatch.chdir(folder)
    assert [one.locator for one in read_path(".", OPTIONS)] == here
    assert [one.locator for one in read_path(folder / "a.txt", OPTIONS)] == ["a.txt"]


def test_links_and_what_is_no_file(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret text outside of the folder")
    (folder / "out.txt").symlink_to(secret)
    (folder / "outside").symlink_to(tmp_path)
    (folder / "inside.txt").symlink_to(folder / "a.txt")
    (folder / "nowhere.txt").symlink_to(folder / "missing")
    os.mkfifo(folder / "pipe.txt")
    found = {one.locator: one for one in read_path(folder, OPTIONS)}
    assert isinstance(found["news/inside.txt"], RawArticle)
    for name, said in (("out.txt", "leads out"), ("pipe.txt", "not a plain file"), ("nowhere.txt", "cannot be read")):
        one = found[f"news/{name}"]
        assert isinstance(one, Rejected)
        assert said in one.reason
        assert one.raw == b""
    assert not [locator for locator in found if "outside/" in locator]


def test_names_that_mean_something_elsewhere(folder: Path) -> None:
    for name in ("..", "CON", "a\u202etxt.exe", "%2e%2e%2f", "x" * 200, " ", "-", "new\nline"):
        (folder / f"{name}.txt").write_text(TEXT)
    assert sum(isinstance(one, RawArticle) for one in read_path(folder, OPTIONS)) >= 10


def test_a_path_that_is_not_there() -> None:
    with pytest.raises(FileNotFoundError, match="there is no file or folder /nowhere/at/all"):
        list(read_path("/nowhere/at/all", OPTIONS))


def test_paths_are_checked_before_any_is_read(folder: Path) -> None:
    check_paths([folder, "-", str(folder / "b")])
    with pytest.raises(FileNotFoundError, match=r"there is no file or folder /nowhere/a, /nowhere/b$"):
        check_paths(["/nowhere/a", folder, "/nowhere/b"])


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [{"title": f"T{n}", "text": "A text.", "date": day} for n, day in enumerate(["3/4/2014", "25/4/2014"])]
    raw = gzip.compress("\n".join(map(json.dumps, lines)).encode())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    found = list(read_path("-", OPTIONS))
    assert [one.published.on for one in found if isinstance(one, RawArticle)] == [date(2014, 4, 3), date(2014, 4, 25)]
    assert found[0].locator == "stdin, line 1"


def test_one_article_files_decide_their_dates_together(folder: Path) -> None:
    for name, day in (("g", "03/04/2014"), ("h", "25/04/2014")):
        (folder / f"{name}.txt").write_text(f"Title: {name}\nDate: {day}\n\nA text of some words.")
        (folder / f"{name}.json").write_text(json.dumps({"title": name, "text": "A text.", "date": day}))
    found = [one for one in read_path(folder, OPTIONS) if one.locator[:6] == "news/g"]
    assert [one.published.on for one in found if isinstance(one, RawArticle)] == [date(2014, 4, 3)] * 2
    (folder / "h.txt").unlink()
    with pytest.raises(DateOrderUnknown, match=r"g\.txt.*“Published”.* such as 03/04/2014; .*--dates"):
        list(read_path(folder, OPTIONS))


def test_dates_in_names_are_counted_and_used_only_if_asked(folder: Path) -> None:
    (folder / "2014-03-14-talks.txt").write_text(TEXT)
    report = ReadReport()
    list(read_path(folder, OPTIONS, report))
    assert (report.undated, report.undated_with_date_in_name) == (5, 1)
    report = ReadReport()
    found = list(read_path(folder, ReadOptions(date_from_name=True, isolated=False), report))
    assert found[0].published == Published.day(date(2014, 3, 14), "file name")  # type: ignore[union-attr]
    assert (report.undated, report.undated_with_date_in_name) == (4, 0)


def test_what_a_person_said_fills_only_what_is_missing() -> None:
    options = ReadOptions(
        source="Given", language="de", default_date=Published.month(2014, 3, "option --date"), isolated=False,
        mapping=Mapping(title="t"),
    )  # fmt: skip
    records = [
        {"t": "A", "text": "Ein Text."},
        {"t": "B", "text": "T.", "source": "Own", "lang": "en", "date": "2014-05-06"},
    ]
    first, second = read_bytes(json.dumps(records).encode(), "a.json", options)
    assert isinstance(first, RawArticle)
    assert isinstance(second, RawArticle)
    assert (first.source, first.language, first.published.origin) == ("Given", "de", "option --date")
    assert (second.source, second.language, str(second.published.on)) == ("Own", "en", "2014-05-06")
    assert (first.origins["source"], second.origins["source"]) == ("given", "field source")


@pytest.mark.parametrize("name", ["a.txt.gz", "a.jsonl.gz", "a.csv.gz", "a.html.gz", "a.json.gz"])
def test_bombs_are_named_and_not_unpacked(name: str) -> None:
    raw = gzip.compress(b"a" * 100_000_000, compresslevel=1)
    (found,) = read_bytes(raw, name, ReadOptions(), name)
    assert isinstance(found, Rejected)
    assert "unpacks to more than 200 times its size" in found.reason


def test_a_document_of_which_nothing_can_be_read_is_given_up() -> None:
    found = list(read_bytes(b"a\n" * 1_000_000, "a.jsonl", OPTIONS, "a.jsonl"))
    assert len(found) == 1_001
    assert isinstance(found[-1], Rejected)
    assert found[-1].reason == "none of the first 1,000 records can be read, the rest was left: is this ndjson?"


def test_damaged_packing_is_said() -> None:
    whole = gzip.compress(os.urandom(50_000).hex().encode())
    for raw in (whole[:-20_000], whole[:100] + b"XXXX" + whole[104:]):
        (found,) = read_bytes(raw, "a.txt.gz", OPTIONS, "a.txt.gz")
        assert isinstance(found, Rejected)
        assert "gzip data are damaged" in found.reason


def test_a_file_over_the_limit_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as out:
        out.write(b"words of a text\n")
        out.truncate(60_000_000)
    (found,) = read_path(path, ReadOptions(format="text"))
    assert isinstance(found, Rejected)
    assert "more than 50 MB" in found.reason


def test_a_rejected_record_is_tried_again_from_its_bytes() -> None:
    raw = b'{"title": "A", "text": "One."}\n{broken\n'
    rejected = [one for one in read_bytes(raw, "a.jsonl", OPTIONS, "a.jsonl") if isinstance(one, Rejected)]
    (again,) = read_bytes(rejected[0].raw, rejected[0].locator, ReadOptions(format=rejected[0].format))
    assert isinstance(again, Rejected)
    (mended,) = read_bytes(b'{"title": "B", "text": "Two."}', rejected[0].locator, ReadOptions(format="ndjson"))
    assert isinstance(mended, RawArticle)


@settings(max_examples=150)
@given(st.binary(max_size=300), st.sampled_from(["", "a.txt", "a.json", "a.jsonl", "a.csv", "a.tsv", "a.html", "a.gz"]))
def test_no_bytes_under_any_name_crash_the_reading(raw: bytes, name: str) -> None:
    report = ReadReport()
    options = ReadOptions(isolated=False, date_order="dmy")
    found = list(read_bytes(raw, "x", options, name, report))
    assert report.articles + report.rejected == len(found)
    for one in found:
        if isinstance(one, RawArticle):
            (one.title + one.body + one.byline + one.source + one.url).encode()
            assert one.title or one.body
            assert len(one.raw_sha256) == 64
            assert set(one.origins) >= {"body"}
        else:
            assert one.reason
