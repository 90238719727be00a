"""From the index to the file: an export is the whole list of a search, by command and by address alike."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import date

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from archive import selectors, store
from archive.export import rows, streams
from archive.search import indexing, service
from archive.search.query import EVERYTHING, SearchRequest, Word
from archive.text import normalise
from tests.export.support import CANARY, restrict
from tests.support.articles import BODY, keep, raw

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive():
    """Twelve articles about talks on six days, two of them copies of one text, and one about oil."""
    keep(*(raw(f"Talks {n}", f"{BODY} {n % 11}", day=date(2014, 3, 1 + n % 6), external_id=str(n)) for n in range(12)))
    keep(raw("Oil", "The price of oil fell. Nobody knew why, and few asked.", external_id="oil"))
    indexing.drain()


def exported(tmp_path, *arguments, kind="csv"):
    """The records of the file and its manifest."""
    out = tmp_path / f"out.{kind}"
    call_command("export", *arguments, "-o", str(out), "--restart", stdout=io.StringIO())
    manifest = json.loads((tmp_path / f"out.{kind}.manifest.json").read_text())
    data = out.read_bytes().decode()
    if kind == "ndjson":
        return [json.loads(line) for line in data.splitlines()], manifest
    return list(csv.DictReader(io.StringIO(data, newline=""))), manifest


@pytest.mark.parametrize("kind", ["csv", "ndjson"])
@pytest.mark.parametrize(
    ("arguments", "request_"),
    [
        (["talks"], SearchRequest(EVERYTHING, Word("talks"), sort="relevance")),
        (["talks", "--sort", "oldest"], SearchRequest(EVERYTHING, Word("talks"), sort="oldest")),
        (["--copies", "first"], SearchRequest(EVERYTHING, sort="newest", copies="first")),
        ([], SearchRequest(EVERYTHING, sort="newest")),
        (["nothing"], SearchRequest(EVERYTHING, Word("nothing"), sort="relevance")),
    ],
)
def test_the_file_is_the_whole_list_in_its_order(archive, tmp_path, monkeypatch, kind, arguments, request_):
    monkeypatch.setattr(rows, "BATCH", 5)
    records, manifest = exported(tmp_path, *arguments, kind=kind)
    page = service.search(request_).page
    assert len(records) == manifest["total"] == manifest["records"] == page.total
    assert [int(r["id"]) for r in records] == [hit.id for hit in page.hits]


def test_filters_are_those_of_the_search_and_stand_in_the_manifest(archive, tmp_path):
    records, manifest = exported(
        tmp_path, "talks", "--from", "2014-03-02", "--to", "2014-03-03", "--source", "harbour-desk"
    )
    assert {r["published"] for r in records} == {"2014-03-02", "2014-03-03"}
    assert len(records) == 4
    assert manifest["filters"] == {"source": ["harbour-desk"], "from": ["2014-03-02"], "to": ["2014-03-03"]}
    assert manifest["query"] == "talks"
    assert manifest["versions"]["index"]["generation"] == selectors.serving_generation().pk


def test_copies_are_counted_once_where_that_is_asked(archive, tmp_path):
    each, first = exported(tmp_path, "talks")[0], exported(tmp_path, "talks", "--copies", "first")[0]
    assert (len(each), len(first)) == (12, 11)
    assert sorted(int(r["copies"]) for r in each)[-3:] == [1, 2, 2]


def test_the_query_stands_in_every_row_in_its_canonical_form(archive, tmp_path):
    records, _ = exported(tmp_path, "source:harbour-desk  oil", "--with-query")
    assert [r["query"] for r in records] == ["source:harbour-desk AND oil"]


def test_a_wrong_query_is_told_with_all_its_mistakes_and_leaves_no_file(archive, tmp_path):
    with pytest.raises(CommandError, match="characters") as error:
        exported(tmp_path, "(talks nofield:x")
    assert error.value.returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_what_left_the_archive_after_the_index_was_written_is_missing_not_wrong(archive, tmp_path):
    """The index answers from its last commit; the file holds what the database may give."""
    gone = selectors.visible_articles(EVERYTHING).get(external_id="3")
    store.article_withdraw(gone.pk, "asked by its author")
    with pytest.raises(SystemExit) as stop:
        exported(tmp_path, "talks")
    assert stop.value.code == 1
    manifest = json.loads((tmp_path / "out.csv.manifest.json").read_text())
    assert (manifest["records"], manifest["total"], manifest["missing"]) == (11, 11, [gone.pk])


def test_withdrawing_by_command_takes_it_out_of_the_index(archive, tmp_path):
    gone = selectors.visible_articles(EVERYTHING).get(external_id="3")
    call_command("article", "withdraw", str(gone.pk), "--reason", "asked by its author")
    records, manifest = exported(tmp_path, "talks")
    assert (len(records), manifest["missing"]) == (11, [])
    assert str(gone.pk) not in {r["id"] for r in records}


def test_a_restricted_text_is_neither_found_by_its_words_nor_given_away(archive, tmp_path):
    keep(raw("Closed talks", f"Ministers met. {CANARY}.", source="Closed Desk", external_id="closed"))
    closed = selectors.visible_articles(EVERYTHING).get(external_id="closed")
    restrict(closed, "metadata")
    indexing.drain()
    found = {who: exported(tmp_path, "heliotrope", *who)[0] for who in ((), ("--as", "anonymous"))}
    assert [len(records) for records in found.values()] == [1, 0]
    records, manifest = exported(tmp_path, "closed", "--as", "anonymous", "--with-text")
    assert [(r["title"], r["text"]) for r in records] == [("Closed talks", "")]
    assert manifest["restricted"] == 1


def test_strange_text_comes_out_as_it_was_stored(archive, tmp_path):
    text = 'Он сказал: "нет",\r\nи ушёл.\n\n=1+1; tab\tand \u2028 line, \x85 too, NUL \0, 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 ' + "слово " * 30
    keep(raw("=Strange", normalise.text(text), external_id="strange"))
    indexing.drain()
    stored = selectors.visible_articles(EVERYTHING).get(external_id="strange")
    for kind in ("csv", "ndjson"):
        (record,), _ = exported(tmp_path, "title:strange", "--with-text", "--raw", kind=kind)
        assert (record["title"], record["text"]) == (stored.title, stored.body)
    (record,), _ = exported(tmp_path, "title:strange")
    assert record["title"] == "'=Strange"


def test_the_address_gives_the_same_bytes_as_the_command(archive, tmp_path, client):
    exported(tmp_path, "talks", "--link-base", "http://testserver")
    response = client.get("/export.csv", {"q": "talks"})
    data = b"".join(response.streaming_content)
    assert response.status_code == 200
    assert data == (tmp_path / "out.csv").read_bytes()
    assert response["Content-Disposition"] == f'attachment; filename="{streams.file_name("csv")}"'
    manifest = json.loads(client.get("/export.manifest.json", {"q": "talks"}).content)
    assert manifest["file"]["sha256"] == hashlib.sha256(data).hexdigest()
    assert manifest["query"] == "talks"


@pytest.mark.parametrize("kind", ["csv", "ndjson"])
def test_a_download_that_breaks_off_cannot_be_taken_for_a_whole_one(archive, monkeypatch, kind):
    """Web servers end it like any other; so the file itself must say it."""
    monkeypatch.setattr(rows, "BATCH", 5)
    pieces = streams.stream(SearchRequest(EVERYTHING, sort="oldest"), kind, streams.Options())
    data = next(pieces) + (next(pieces) if kind == "csv" else b"")
    gone = selectors.visible_articles(EVERYTHING).get(external_id="5")
    store.article_withdraw(gone.pk, "asked by its author")
    with pytest.raises(streams.ExportChanged):
        for piece in pieces:
            data += piece
    assert (
        f"THIS FILE IS INCOMPLETE: changed, withdrawn or no longer visible since the export began: article {gone.pk}"
        in (data.decode())
    )
    with pytest.raises((csv.Error, json.JSONDecodeError)):
        if kind == "csv":
            list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True))
        else:
            [json.loads(line) for line in data.splitlines()]


@pytest.mark.django_db(transaction=True)
def test_a_client_that_leaves_leaves_no_transaction_open(archive, monkeypatch):
    monkeypatch.setattr(rows, "BATCH", 5)
    pieces = streams.stream(SearchRequest(EVERYTHING), "csv", streams.Options())
    next(pieces)
    assert connection.in_atomic_block
    pieces.close()
    assert not connection.in_atomic_block
