"""Words in context taken away: every line, once, in the order asked for, with what it takes to check them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from archive.export import kwic as lines
from archive.export import streams
from archive.export.csv import INCOMPLETE
from archive.models import Article
from archive.search import highlight, indexing, kwic
from archive.search.query import EVERYTHING, Access, SearchRequest, Word
from tests.export.support import restrict
from tests.support.articles import keep, raw

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive() -> list[Article]:
    """Nine articles with three lines each, words before and after in other orders than their dates."""
    made = [
        raw(f"Talks {n}", f"A {'cba'[n % 3]}{n} talks in {n}.\n\n=SUM(1) talks +{9 - n} and an end.", day=date(2014, 3, 1 + n),
            external_id=str(n))
        for n in range(9)
    ]  # fmt: skip
    keep(*made)
    indexing.drain()
    return list(Article.objects.order_by("pk"))


def exported(tmp_path: Path, *arguments: str, kind: str = "csv") -> tuple[list[dict[str, Any]], dict[str, Any]]:
    out = tmp_path / f"out.{kind}"
    call_command("export", *arguments, "--rows", "lines", "-o", str(out), "--restart", stdout=io.StringIO())
    manifest = json.loads((tmp_path / f"out.{kind}.manifest.json").read_text())
    data = out.read_bytes()
    assert manifest["file"]["sha256"] == hashlib.sha256(data).hexdigest()
    if kind == "ndjson":
        return [json.loads(line) for line in data.decode().splitlines()], manifest
    return list(csv.DictReader(io.StringIO(data.decode(), newline=""))), manifest


@pytest.mark.parametrize("order", ["left", "right", "newest", "oldest"])
def test_the_file_has_every_line_in_the_order_of_the_page(
    archive: list[Article], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, order: Any
) -> None:
    monkeypatch.setattr(kwic, "BATCH", 5)
    records, manifest = exported(tmp_path, "talks", "--line-order", order, "--width", "20", kind="ndjson")
    request = SearchRequest(EVERYTHING, Word("talks"))
    found = kwic.lines(request)
    shown = kwic.printed(found, request, order, 0, len(found), 20)
    assert [(r["id"], r["left"], r["match"], r["right"]) for r in records] == [
        (line.article.id, line.left, line.match, line.right) for line in shown
    ]
    assert len(records) == manifest["records"] == 27
    assert [record["line"] for record in records] == list(range(1, 28))
    assert manifest["rows"] == "lines"
    assert manifest["total"] == 9
    assert manifest["lines"] == {
        "order": order, "width": 20, "articles_found": 9,
        "without_lines": {"unread": 0, "crowded": 0, "unmarked": 0},
    }  # fmt: skip
    assert [column["name"] for column in manifest["columns"]] == list(records[0])


def test_each_record_says_where_its_match_stands(archive: list[Article], tmp_path: Path) -> None:
    records, _ = exported(tmp_path, "talks", kind="ndjson")
    by_id = {article.pk: article for article in archive}
    for record in records:
        text = getattr(by_id[record["id"]], record["part"])
        assert text[record["start"] : record["end"]] == record["match"]
        marks = highlight.matches(Word("talks"), by_id[record["id"]].title, by_id[record["id"]].body, "en")
        assert (record["start"], record["end"]) in getattr(marks, record["part"])


def test_cells_that_a_spreadsheet_would_run_are_guarded(archive: list[Article], tmp_path: Path) -> None:
    records, _ = exported(tmp_path, "talks", "--width", "7")
    lefts = {record["left"] for record in records}
    assert "'=SUM(1)" in lefts
    assert any(record["right"].startswith("'+") for record in records)
    raw_records, _ = exported(tmp_path, "talks", "--width", "7", "--raw")
    assert "=SUM(1)" in {record["left"] for record in raw_records}


def test_an_article_that_may_not_be_read_gives_no_line_of_its_text(archive: list[Article]) -> None:
    restrict(archive[0], "researchers")
    indexing.drain()
    reader = Access(None, frozenset({"public"}))
    planned = lines.plan(SearchRequest(reader, Word("talks")), "ndjson", streams.Options(), "newest", 60)
    records = [json.loads(line) for line in b"".join(lines.stream(planned)).splitlines()]
    assert {record["part"] for record in records} == {"title"}
    assert len(records) == 9


def test_a_text_restricted_or_changed_meanwhile_ends_the_file(archive: list[Article]) -> None:
    reader = Access(None, frozenset({"public"}))
    restrict(archive[0], "public")
    indexing.drain()
    planned = lines.plan(SearchRequest(reader, Word("talks")), "csv", streams.Options(), "newest", 60)
    restrict(archive[0], "researchers")
    sent = bytearray()
    with pytest.raises(lines.ExportChanged):
        for piece in lines.stream(planned):
            sent += piece
    assert INCOMPLETE in sent.decode()
    assert "SUM" not in sent.decode()


def test_a_new_version_that_says_the_same_there_goes_on(archive: list[Article]) -> None:
    planned = lines.plan(SearchRequest(EVERYTHING, Word("talks")), "csv", streams.Options(), "newest", 60)
    before = b"".join(lines.stream(planned))
    Article.objects.filter(pk=archive[3].pk).update(doc_version=99)  # tagged again
    assert b"".join(lines.stream(planned)) == before
    Article.objects.filter(pk=archive[3].pk).update(body=archive[3].body.replace("talks", "walks"))
    with pytest.raises(lines.ExportChanged, match=str(archive[3].pk)):
        list(lines.stream(planned))


def test_the_articles_of_a_file_of_lines_can_be_asked_for_again(archive: list[Article], tmp_path: Path) -> None:
    exported(tmp_path, "talks", "--from", "2014-03-05")
    out = tmp_path / "articles.csv"
    call_command("export", "--ids", str(tmp_path / "out.csv"), "-o", str(out), stdout=io.StringIO())
    assert len(list(csv.DictReader(out.open(newline="")))) == 5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["talks", "--resume"], "--resume"),
        (["talks", "--with-text"], "--with-text"),
        ([], "no words"),
    ],
)
def test_what_lines_cannot_do_is_said(
    archive: list[Article], tmp_path: Path, arguments: list[str], message: str
) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("export", *arguments, "--rows", "lines", "-o", str(tmp_path / "x.csv"), stdout=io.StringIO())
    assert not list(tmp_path.glob("x.csv"))


def test_too_wide_a_width_is_refused(archive: list[Article], tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="width"):
        call_command("export", "talks", "--rows", "lines", "--width", "501", "-o", str(tmp_path / "x.csv"))
