"""`manage.py extract`: the lines that other programs read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.ingest.test_html import LD, page, script
from tests.ingest.test_text import DISPATCH, PARAGRAPH

FIELDS = {
    "title", "title_from", "body", "published", "published_precision", "published_from", "byline", "source", "url",
    "language", "section", "dateline_place", "external_id", "version", "format", "removed",
}  # fmt: skip


def _extract(*arguments: str) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("extract", *arguments, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_text_and_a_page(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(DISPATCH)
    (tmp_path / "b.html").write_text(page(script(LD)))
    dispatch, web = _extract(str(tmp_path / "a.txt"), str(tmp_path / "b.html"))
    assert set(dispatch) >= FIELDS
    assert dispatch["title_from"] == "header Headline"
    assert dispatch["body"] == f"LONDON, March 14 — {PARAGRAPH}"
    assert (dispatch["published"], dispatch["published_precision"]) == ("2014-03-14T18:42:00+00:00", "minute")
    assert dispatch["removed"] == ["Read more:"]
    assert web["published"] == "2014-03-06T14:30:00+00:00"
    assert web["format"] == "html"


def test_options(tmp_path: Path) -> None:
    path = tmp_path / "2014-03-14.csv"
    path.write_text("a,b,d\nTalks end,The ministers met.,\nTalks resume,They met again.,03/04/2014\n")
    first, second = _extract(
        str(path), "--map", "title=a,body=b,published=d", "--dates", "mdy", "--date-from", "name",
        "--url", "https://Example.org/x#y",
    )  # fmt: skip
    assert (first["published"], first["published_from"]) == ("2014-03-14", "file name")
    assert second["published"] == "2014-03-04"
    assert first["url"] == "https://example.org/x"
    assert _extract(str(path), "--type", "text")[0]["format"] == "text"


def test_an_undated_article_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PARAGRAPH)
    (found,) = _extract(str(tmp_path / "a.txt"))
    assert (found["published"], found["published_precision"], found["published_from"]) == (None, "unknown", None)
    assert (found["title"], found["title_from"]) == ("", None)


def test_a_rejected_document_is_a_line_and_exit_1(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("extract", str(tmp_path / "a.txt"), stdout=out)
    assert ended.value.code == 1
    assert json.loads(out.getvalue()) == {"rejected": "empty", "locator": "a.txt"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["/nowhere"], "there is no file or folder /nowhere"),
        (["--map", "nonsense", "x"], "--map: “nonsense” is no FIELD=COLUMN"),
    ],
)
def test_wrong_use_is_exit_2_with_the_repair(arguments: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said) as caught:
        _extract(*arguments)
    assert caught.value.returncode == 2


def test_an_undecided_column_asks_and_is_exit_2(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("title,text,date\nTalks,They met.,03/04/2014\n")
    with pytest.raises(CommandError, match="--dates dmy or --dates mdy") as caught:
        _extract(str(tmp_path / "a.csv"))
    assert caught.value.returncode == 2


def test_the_command_itself_reads_standard_input_and_starts_no_database(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "manage.py", "extract", "-"], input=page(script(LD)).encode(), capture_output=True, cwd=root,
        env=os.environ | {"DATA_DIR": str(tmp_path)}, check=True,
    )  # fmt: skip
    (line,) = run.stdout.decode().splitlines()
    assert json.loads(line)["title"] == "Crimea votes to join Russia"
    assert not list(tmp_path.rglob("postmaster.pid"))
    assert not list(tmp_path.rglob("PG_VERSION"))


def test_a_missing_path_is_said_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Talks go on\n\nThe ministers met again in Geneva.")
    out = StringIO()
    with pytest.raises(CommandError, match="there is no file or folder /nowhere/b"):
        call_command("extract", str(tmp_path / "a.txt"), "/nowhere/b", stdout=out)
    assert out.getvalue() == ""


def test_a_reader_of_pages_that_cannot_start_rejects_no_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.child.START_SECONDS", 0)
    (tmp_path / "a.html").write_text("<!doctype html><title>Talks</title><p>The ministers met again.</p>")
    out = StringIO()
    with pytest.raises(CommandError, match="The reader of web pages cannot start: it was not ready within 0 seconds"):
        call_command("extract", str(tmp_path / "a.html"), stdout=out)
    assert out.getvalue() == ""
