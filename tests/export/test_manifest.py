"""The manifest: what was asked and found, and checksums that anybody can make again from the files."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import date

import pytest
from django.db import connection

from archive import selectors, store
from archive.export import manifest, rows, streams
from archive.models import Collection, Place, Source
from archive.search.query import EVERYTHING, Choice, DateRange, Phrase, SearchPage, SearchRequest, Word
from tests.export.support import CANARY, restrict, tagged, words_of
from tests.support.articles import BODY, keep, keep_one, raw

pytestmark = pytest.mark.django_db

KEYS = ("source", "external_id", "url", "published", "text_sha256")


def export(ids, kind="csv", request=None, **options):
    """The bytes of an export and its manifest."""
    request = request or SearchRequest(visible_to=EVERYTHING)
    plan = streams.plan(request, kind, streams.Options(**options), ids=ids)
    fixed, file = streams.fix(plan), manifest.FileDigest(f"out.{kind}")
    data = b""
    for piece in streams.pieces(plan, fixed, rows.Present(connection)):
        data += piece.data
        file.add(piece.data, piece.records)
    return data, manifest.build(plan, fixed, file)


def three():
    keep(raw("A", external_id="a\t1"), raw("Б", url="https://example.org/б?x=1"), raw("C", day=None))
    return [record.pk for record in selectors.visible_articles(EVERYTHING).order_by("pk")]


def test_records_are_the_total_and_the_file_has_the_checksum_and_size_that_are_told():
    ids = three()
    data, told = export(ids)
    assert told["records"] == told["total"] == len(list(csv.DictReader(io.StringIO(data.decode(), newline="")))) == 3
    assert told["file"] == {"name": "out.csv", "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    assert json.loads(json.dumps(told)) == told


def test_the_checksum_of_the_set_can_be_made_again_from_the_exported_columns():
    ids = [*three(), keep_one(title="Closed", source="Closed Desk", body="Nobody reads this.").pk]
    Source.objects.filter(slug="closed-desk").update(rights="metadata")
    request = SearchRequest(visible_to=selectors.access_for(None))
    data, told = export(ids, "ndjson", request=request, columns=KEYS)
    lines = []
    for record in map(json.loads, data.decode().splitlines()):
        key = record["external_id"] or record["url"]
        line = [record["source"], key, record["published"], record["text_sha256"]]
        lines.append(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    assert told["set"]["sha256"] == hashlib.sha256(b"".join(sorted(lines))).hexdigest()


def test_the_checksum_of_the_set_does_not_depend_on_format_order_or_columns_but_on_the_text():
    ids = three()
    first = export(ids)[1]["set"]["sha256"]
    assert export(ids[::-1], "ndjson", with_text=True)[1]["set"]["sha256"] == first
    assert export(ids[:2])[1]["set"]["sha256"] != first
    keep(raw("A", external_id="a\t1", body=BODY + " Corrected."))
    assert export(ids)[1]["set"]["sha256"] != first


def test_the_checksum_is_the_same_however_many_articles_are_read_at_once(monkeypatch):
    ids = three()
    first = export(ids)[1]["set"]["sha256"]
    monkeypatch.setattr(manifest, "_CHUNK", 1)
    assert export(ids)[1]["set"]["sha256"] == first


def test_query_and_filters_are_told_as_the_address_has_them():
    request = SearchRequest(
        visible_to=EVERYTHING,
        query=Phrase((Word("common"), Word("vision"))),
        choices=(Choice("actor", ("sergey-lavrov",), ("john-kerry",)),),
        ranges=(DateRange("published", date(2014, 3, 1), date(2014, 3, 16)), DateRange("about", unknown=True)),
        copies="first",
        sort="oldest",
    )
    told = export([], request=request)[1]
    assert told["query"] == '"common vision"'
    assert told["filters"] == {
        "actor": ["sergey-lavrov", "-john-kerry"],
        "from": ["2014-03-01"],
        "to": ["2014-03-16"],
        "about_from": ["unknown"],
    }
    assert (told["copies"], told["sort"], told["total"], told["zone"]) == ("first", "oldest", 0, "UTC")


def test_every_column_of_the_file_is_described():
    data, told = export(three(), with_text=True)
    assert data.decode().split("\r\n", 1)[0].split(",") == [column["name"] for column in told["columns"]]
    assert all(column["help"] for column in told["columns"])


def test_restricted_untagged_and_noted_articles_are_counted_and_told():
    shown, closed = tagged(), keep_one(title="Closed", source="Closed Desk", body=f"Nobody reads this. {CANARY}.")
    restrict(closed, "metadata")
    shown.collections.add(Collection.objects.create(slug="sample", name="Sample", note="Not a published report"))
    data, told = export(
        [shown.pk, closed.pk], request=SearchRequest(visible_to=selectors.access_for(None)), with_text=True
    )
    assert (told["records"], told["restricted"]) == (2, 1)
    assert told["tags"] == {"records_untagged": 0, "taggers": {"test tagger": 1}, "accuracy": "not measured"}
    assert told["notes"] == ["Not a published report"]
    assert b"heliotrope" not in data
    assert "heliotrope" not in words_of(told)
    assert bytes(closed.digest).hex() not in words_of(told)


def test_missing_articles_are_named():
    kept, withdrawn = keep_one(title="A"), keep_one(title="B")
    store.article_withdraw(withdrawn.pk, "asked by its author")
    told = export([withdrawn.pk, kept.pk])[1]
    assert (told["records"], told["total"], told["missing"]) == (1, 1, [withdrawn.pk])


def test_disputed_places_are_told_as_the_authority_has_them():
    for id, name, parent in (("ukraine", "Ukraine", ""), ("crimea", "Crimea", "ukraine")):
        Place.objects.create(id=id, kind="region", name=name, lat=45, lon=34, parent=parent)
    assert export([])[1]["placings"] == [
        "Crimea, with everything in it, stands under Ukraine at all dates (authority entry crimea)"
    ]
    Place.objects.filter(pk="crimea").update(parent="")
    assert "stands under no country" in export([])[1]["placings"][0]


def test_the_guard_against_formulas_is_told():
    assert "have ' in front" in export([])[1]["spreadsheet_guard"]
    assert export([], raw=True)[1]["spreadsheet_guard"] == "none: cells are exact (raw)"
    assert export([], "ndjson")[1]["spreadsheet_guard"] == "none: values are exact"


def test_the_version_of_the_code_is_that_of_the_project():
    assert manifest.code_version().startswith("0.")


def test_what_the_web_streams_is_what_its_manifest_says(monkeypatch):
    ids = three()
    monkeypatch.setattr(rows, "BATCH", 2)
    monkeypatch.setattr(streams.service, "scan", lambda request: iter(ids))
    monkeypatch.setattr(streams.service, "versions", lambda: (7, 8))
    monkeypatch.setattr(streams.service, "answer", lambda request: SearchPage((), 3, False, untagged=2))
    request, options = SearchRequest(visible_to=EVERYTHING), streams.options_from({"text": "1"}, "https://a.example")
    data = b"".join(streams.stream(request, "csv", options))
    told = streams.manifest_for(request, "csv", options)
    assert told["file"]["sha256"] == hashlib.sha256(data).hexdigest()
    assert (told["untagged"], told["total_is_exact"]) == (2, False)
    assert told["versions"]["index"] == {"generation": 7, "commit": 8}
    assert b"https://a.example/article/" in data
    assert BODY.encode() in data


@pytest.mark.parametrize(
    ("parameters", "message"), [({"text": "yes"}, "text=yes"), ({"columns": "id,body"}, "no column body")]
)
def test_a_wrong_parameter_is_told_before_anything_is_sent(parameters, message):
    with pytest.raises(streams.ExportError, match=message):
        streams.options_from(parameters, "")


def test_an_unknown_format_is_told_at_once():
    with pytest.raises(streams.ExportError, match=r"no format xls; there are csv, ndjson"):
        streams.stream(SearchRequest(visible_to=EVERYTHING), "xls", streams.Options())
