"""An export into a file: whole or not at all, and after a kill it goes on to the very same bytes."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import replace

import pytest
from django.db import connection

from archive.export import files, rows, streams
from archive.export.rows import moment_printed
from archive.models import Article
from archive.search.query import EVERYTHING, SearchRequest
from tests.support.articles import BODY, keep, raw

pytestmark = pytest.mark.django_db


def quiet(records, total):
    """Progress that nobody watches."""


@pytest.fixture
def ids(monkeypatch):
    """Seven articles; written two at a time."""
    monkeypatch.setattr(rows, "BATCH", 2)
    return [s.article_id for s in keep(*(raw(f"День {n}", _body(n), external_id=str(n)) for n in range(7)))]


def _body(n):
    """All different: a copy that changes would change the others' number of copies."""
    return f"{BODY} {n}"


@pytest.fixture
def plan(ids):
    options = streams.Options(with_text=True, link_base="https://archive.example")
    return streams.plan(SearchRequest(visible_to=EVERYTHING), "csv", options, ids=ids)


@pytest.fixture
def target(tmp_path):
    return files.Target(tmp_path / "out.csv")


def whole(plan):
    return b"".join(piece.data for piece in streams.pieces(plan, streams.fix(plan), rows.Present(connection)))


def stop_at(calls):
    """Progress that is cut short at its `calls`-th report."""
    count = 0

    def progress(records, total):
        nonlocal count
        count += 1
        if count == calls:
            raise KeyboardInterrupt

    return progress


def cut(target, plan, calls=3):
    with pytest.raises(KeyboardInterrupt):
        files.write(target, plan, stop_at(calls))


def test_a_finished_export_is_the_file_and_its_manifest_and_nothing_else(target, plan):
    written = files.write(target, plan, quiet)
    assert target.path.read_bytes() == whole(plan)
    told = json.loads(target.manifest.read_text())
    assert (told["records"], told["file"]["sha256"]) == (7, written.sha256) == (written.records, written.sha256)
    assert sorted(path.name for path in target.path.parent.iterdir()) == ["out.csv", "out.csv.manifest.json"]


@pytest.mark.parametrize("calls", range(1, 7))
def test_an_export_cut_anywhere_goes_on_to_the_same_bytes(target, plan, calls):
    cut(target, plan, calls)
    assert target.unfinished()
    assert not target.path.exists()
    written = files.resume(target, replace(plan, ids=plan.ids[:0]), quiet)
    assert target.path.read_bytes() == whole(plan)
    told = json.loads(target.manifest.read_text())
    assert (told["file"]["sha256"], told["asked"]) == (written.sha256, moment_printed(plan.asked))
    assert not target.unfinished()


def test_a_kill_while_the_files_are_put_in_place_can_be_resumed(target, plan, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(files.Path, "replace", _not_the_part(target, files.Path.replace))
        with pytest.raises(KeyboardInterrupt):
            files.write(target, plan, quiet)
    files.resume(target, plan, quiet)
    assert target.path.read_bytes() == whole(plan)
    assert not target.unfinished()


def _not_the_part(target, replace):
    def stopped(path, to):
        if path == target.part:
            raise KeyboardInterrupt
        return replace(path, to)

    return stopped


def test_bytes_behind_the_last_mark_are_written_again(target, plan):
    """The kill came between the file and the journal, or the disk lost the file's end."""
    cut(target, plan)
    with target.part.open("ab") as part:
        part.write(b"1234,half a rec")
    with target.journal.open("a") as journal:
        journal.write('{"records": 99, "by')
    files.resume(target, plan, quiet)
    assert target.path.read_bytes() == whole(plan)


def test_a_file_shorter_than_its_last_mark_is_taken_up_at_an_earlier_one(target, plan):
    cut(target, plan, 4)
    with target.part.open("rb+") as part:
        part.truncate(target.part.stat().st_size - 1)
    files.resume(target, plan, quiet)
    assert target.path.read_bytes() == whole(plan)


@pytest.mark.parametrize("n", [0, 5], ids=["already written", "still to come"])
def test_an_article_that_changed_meanwhile_stops_it_by_name_and_leaves_what_was_there(target, plan, ids, n):
    target.path.write_text("an earlier export")
    cut(target, plan)
    keep(raw(f"День {n}", _body(n) + " Corrected.", external_id=str(n)))
    with pytest.raises(streams.ExportChanged, match=f"article {ids[n]}$"):
        files.resume(target, plan, quiet)
    assert target.path.read_text() == "an earlier export"
    assert target.unfinished()
    files.write(target, plan, quiet)
    assert "Corrected." in target.path.read_text()


def test_another_question_cannot_go_on_with_it(target, plan):
    cut(target, plan)
    other = replace(plan, request=replace(plan.request, sort="oldest"), options=replace(plan.options, raw=True))
    with pytest.raises(streams.ExportError, match="another sort, raw"):
        files.resume(target, other, quiet)


def test_two_exports_do_not_write_one_file(target, plan):
    def second(records, total):
        with pytest.raises(streams.ExportError, match=r"another export is writing out\.csv\.part"):
            files.write(target, plan, quiet)

    files.write(target, plan, second)
    assert target.path.read_bytes() == whole(plan)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("calls", [1, 2, 4])
def test_after_kill_9_it_goes_on_to_the_same_bytes(target, plan, calls):
    child = os.fork()
    if child == 0:
        connection.connection = None  # the parent's; the child makes its own
        try:
            files.write(target, plan, _killed_at(calls))
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert not target.path.exists()
    files.resume(target, plan, quiet)
    assert target.path.read_bytes() == whole(plan)
    assert Article.objects.count() == 7


def _killed_at(calls):
    count = 0

    def progress(records, total):
        nonlocal count
        count += 1
        if count == calls:
            os.kill(os.getpid(), signal.SIGKILL)

    return progress
