"""Quotes taken away: every one of a search, none without its type, cue, sentence and source, by command and address."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client

from archive.export import files, quotes, rows, streams
from archive.models import Article, Collection, CopyGroup, Quote, Source
from archive.search import engines, indexing
from archive.search.query import EVERYTHING, Access, SearchRequest
from archive.tagging.values import Quote as Said
from archive.tagging.values import Tags
from tests.export.support import CANARY, people, restrict, tag
from tests.support import answers
from tests.support.articles import keep_one

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("index_folder")]

BODY = (
    'Lavrov said "{0} is over" on Sunday. He added that {0} would return. Nobody asked why, and the room fell silent.'
)


def spoken(word: str, **fields: Any) -> Article:
    """An article in which Lavrov is quoted once and reported once."""
    people()
    body = BODY.format(word)
    article = keep_one(body=body, title=f"About {word}", external_id=word, **fields)
    first, second = body.index('"') + 1, body.index("He added that") + len("He added that ")
    said = (
        Said(first, first + len(word) + 8, "direct", 0, 6, "sergey-lavrov", 7, 11),
        Said(second, second + len(word) + 13, "indirect", 37, 39, "sergey-lavrov", 40, 45),
    )
    tag(article, Tags("en", (), said, ()))
    return article


@pytest.fixture
def index_folder(tmp_path: Path, settings: Any) -> Any:
    settings.DATA_DIR = tmp_path / "data"
    engines.forget()
    answers.forget()
    yield
    engines.forget()
    answers.forget()


@pytest.fixture
def archive() -> list[Article]:
    made = [spoken(word) for word in ("winter", "summer", "spring")]
    Source.objects.update(rights="public")
    Collection.objects.update(visibility="public")
    indexing.drain()
    return made


def exported(tmp_path: Path, *arguments: str, kind: str = "ndjson") -> tuple[list[dict[str, Any]], dict[str, Any]]:
    out = tmp_path / f"out.{kind}"
    call_command("export", *arguments, "--rows", "quotes", "-o", str(out), "--restart", stdout=io.StringIO())
    manifest = json.loads((tmp_path / f"out.{kind}.manifest.json").read_text())
    data = out.read_bytes().decode()
    assert manifest["file"]["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    if kind == "ndjson":
        return [json.loads(line) for line in data.splitlines()], manifest
    return list(csv.DictReader(io.StringIO(data, newline=""))), manifest


def test_the_group_of_copies_that_nobody_else_sees_is_not_told(archive: list[Article]) -> None:
    """To whoever sees both copies the number is there; to whoever sees one, as if it stood alone."""
    group = CopyGroup.objects.create()
    hidden = spoken("autumn")
    Article.objects.filter(pk__in=[archive[0].pk, hidden.pk]).update(copy_group=group)
    closed = Collection.objects.create(slug="closed", name="Closed", visibility="private")
    Article.collections.through.objects.filter(article=hidden).update(collection=closed)
    open_only = replace(EVERYTHING, collections=frozenset(archive[0].collections.values_list("pk", flat=True)))

    def groups(access: Access) -> set[str]:
        ids = list(Quote.objects.filter(article=archive[0]).values_list("pk", flat=True))
        fixed = quotes.fix(ids, access)
        written = quotes.batches(fixed, access, rows.Present(connection), link_base="", query="")
        (column,) = (column for column in quotes.QUOTES.columns if column.name == "copy_group")
        return {column.value(row) for batch in written for row in batch}

    assert groups(EVERYTHING) == {str(group.pk)}
    assert groups(open_only) == {""}


@pytest.mark.parametrize("kind", ["csv", "ndjson"])
def test_every_quote_of_a_search_with_where_it_was_printed(archive: list[Article], tmp_path: Path, kind: str) -> None:
    records, manifest = exported(tmp_path, "winter", kind=kind)
    (quote,) = records
    article = archive[0]
    assert quote["words"] == "winter is over"
    assert (quote["type"], quote["speaker"], quote["speaker_id"], quote["cue"]) == (
        "direct", "Sergey Lavrov", "sergey-lavrov", "said",
    )  # fmt: skip
    assert quote["sentence"] == 'Lavrov said "winter is over" on Sunday.'
    assert (int(quote["article"]), quote["external_id"], int(quote["revision"])) == (article.pk, "winter", 1)
    assert quote["text_sha256"] == bytes(article.digest).hex()
    assert quote["link"].endswith(f"/article/{article.pk}/#s{quote['id']}")
    assert (manifest["rows"], manifest["records"], manifest["total"], manifest["articles"]) == ("quotes", 1, 1, 1)
    assert manifest["filters"] == {"speech": ["-indirect"]}


def test_indirect_speech_only_on_request_and_labelled(archive: list[Article], tmp_path: Path) -> None:
    records, manifest = exported(tmp_path, "--indirect")
    assert sorted(record["type"] for record in records) == ["direct"] * 3 + ["indirect"] * 3
    assert (manifest["total"], manifest["articles"]) == (6, 3)
    only, _ = exported(tmp_path, "--speech", "indirect")
    assert {record["words"] for record in only} == {f"{word} would return" for word in ("winter", "summer", "spring")}


def test_no_choice_of_columns_lets_a_paraphrase_pass_for_a_quotation(archive: list[Article], tmp_path: Path) -> None:
    records, _ = exported(tmp_path, "winter", "--indirect", "--columns", "words", "--sort", "oldest")
    assert list(records[0]) == ["words", "type", "cue", "sentence", "source", "published", "link", "note"]
    assert {record["type"] for record in records} == {"direct", "indirect"}


def test_rows_are_as_many_and_in_the_order_of_the_page(
    archive: list[Article], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "BATCH", 2)
    records, manifest = exported(tmp_path, "--speaker", "sergey-lavrov", "--indirect", "--sort", "oldest")
    expected = list(Quote.objects.order_by("article__published_on", "pk").values_list("pk", flat=True))
    assert [record["id"] for record in records] == expected
    assert manifest["records"] == manifest["total"] == len(expected)


def test_an_exported_file_names_the_same_quotes_again(archive: list[Article], tmp_path: Path) -> None:
    first, _ = exported(tmp_path, "--sort", "oldest")
    (tmp_path / "ids.ndjson").write_text((tmp_path / "out.ndjson").read_text())
    again, manifest = exported(tmp_path, "--ids", str(tmp_path / "ids.ndjson"))
    assert again == first
    assert "ids" in manifest


def test_of_a_text_that_may_not_be_read_nothing_goes_out(archive: list[Article], tmp_path: Path) -> None:
    secret = spoken(CANARY.split(" ")[1], source="Locked Desk")
    restrict(secret, "researchers")
    indexing.drain()
    records, manifest = exported(tmp_path, "--as", "anonymous", "--indirect")
    assert {record["source"] for record in records} == {archive[0].source.slug}
    assert CANARY.split(" ")[1] not in (tmp_path / "out.ndjson").read_text()
    assert manifest["total"] == 6


def test_unknown_columns_are_named_with_those_that_there_are(archive: list[Article], tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no column text; there are id, words"):
        exported(tmp_path, "--with-text")


def test_the_page_of_quotes_and_its_file_hold_the_same(archive: list[Article]) -> None:
    response = Client().get("/export.csv?rows=quotes&speaker=sergey-lavrov&indirect=1&sort=oldest")
    assert "dateline-quotes-" in response["Content-Disposition"]
    records = list(csv.DictReader(io.StringIO(response.getvalue().decode(), newline="")))
    assert len(records) == 6
    manifest = json.loads(Client().get("/export.manifest.json?rows=quotes&speaker=sergey-lavrov").content)
    assert (manifest["rows"], manifest["records"]) == ("quotes", 3)


def test_words_without_a_field_are_those_in_quotation_marks_at_every_door(
    archive: list[Article], capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a partly quoted sentence the reporter's words are found where indirect speech is asked for, and only there."""
    people()
    body = 'He spoke of a "walrus treaty" among narwhals.'
    article = keep_one(body=body, title="Sea", external_id="partly")
    start = body.index("a ")
    tag(article, Tags("en", (), (Said(start, len(body) - 1, "mixed", actor="sergey-lavrov"),), ()))
    indexing.drain()
    for word, indirect, found in (("walrus", "", 1), ("narwhals", "", 0), ("narwhals", "&indirect=1", 1)):
        answered = Client().get(f"/export.csv?rows=quotes&q={word}{indirect}").getvalue().decode()
        assert len(list(csv.DictReader(io.StringIO(answered, newline="")))) == found, (word, indirect)
        call_command("search", word, "--quotes", "--json", *(["--indirect"] if indirect else []))
        assert json.loads(capsys.readouterr().out)["total"] == found


def test_cut_short_it_goes_on_to_the_same_bytes(
    archive: list[Article], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "BATCH", 2)
    target = files.Target(tmp_path / "cut.csv")
    request = SearchRequest(EVERYTHING, sort="oldest", shelf="quotes")
    planned = streams.plan(request, "csv", streams.Options(rows="quotes"))

    def stop(records: int, total: int) -> None:
        if records == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        files.write(target, planned, stop)
    done = files.resume(target, planned, lambda records, total: None)
    whole = files.Target(tmp_path / "whole.csv")
    files.write(whole, planned, lambda records, total: None)
    assert target.path.read_bytes() == whole.path.read_bytes()
    assert done.records == 6
