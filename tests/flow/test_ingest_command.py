"""`ingest` as a person uses it: what it says, what it stores, and how a mistake is mended."""

from __future__ import annotations

import io
import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from archive.models import Article, Collection, IngestRun, Rejected

pytestmark = pytest.mark.django_db

STORY = "Ministers met for six hours without agreement. The talks will go on next week, an official said on Friday."


def ingest(*arguments: str, code: int = 0, **options: Any) -> dict[str, Any]:
    """The last line of a run."""
    out = io.StringIO()
    ended = pytest.raises(SystemExit, match=str(code)) if code else nullcontext()
    with ended:
        call_command("ingest", *arguments, stdout=out, **({"wait": "none"} | options))
    line: dict[str, Any] = json.loads(out.getvalue().splitlines()[-1])
    return line


def test_again_unchanged_changed_revised(tmp_path: Path) -> None:
    file = tmp_path / "talks.txt"
    file.write_text(f"Talks end\n\n{STORY}\n")
    assert ingest(str(file))["stored"] == 1
    assert ingest(str(file))["unchanged"] == 1
    file.write_text(f"Talks end\n\n{STORY} A communique was not issued.\n")
    assert ingest(str(file))["revised"] == 1
    assert Article.objects.get().revision_count == 2


def test_files_of_one_name_in_two_folders_are_two_articles(tmp_path: Path) -> None:
    for day in ("one", "two"):
        (tmp_path / day).mkdir()
        (tmp_path / day / "news.txt").write_text(f"Morning briefing\n\n{STORY} This was day {day}.\n")
        assert ingest(str(tmp_path / day / "news.txt"))["stored"] == 1
    assert Article.objects.count() == 2


def test_columns_are_mapped_and_rejects_wait_with_their_reason(tmp_path: Path, capsys: Any) -> None:
    table = tmp_path / "news.csv"
    table.write_text(f'kop,tekst,dag\nTalks end,"{STORY}",2014-03-14\none,two,three,four\n')
    done = ingest(str(table), map="title=kop,body=tekst,published=dag", source="Harbour Desk", code=1)
    assert (done["stored"], done["rejected"]) == (1, 1)
    assert "news.csv, line 3" in capsys.readouterr().err
    assert Article.objects.get().published.on.isoformat() == "2014-03-14"  # type: ignore[union-attr]


def test_a_retry_reads_a_reject_as_it_was_read_and_stores_it_where_it_was_to_go(tmp_path: Path, capsys: Any) -> None:
    lines = tmp_path / "news.ndjson"
    lines.write_text('{"title": "Bad", "body": \n[1, 2]\n')
    done = ingest(str(lines), source="Harbour Desk", collection="desk", code=1)
    assert done["rejected"] == 2
    again = ingest(retry_rejected=True, code=1)
    assert (again["stored"], again["rejected"]) == (0, 2)
    assert "still rejected news.ndjson, line 1" in capsys.readouterr().err
    Rejected.objects.filter(locator="news.ndjson, line 1").update(
        raw=json.dumps({"title": "Mended", "body": STORY}).encode()
    )
    assert ingest(retry_rejected=True, code=1)["stored"] == 1
    article = Article.objects.get()
    assert (article.title, article.source.name) == ("Mended", "Harbour Desk")
    assert list(article.collections.all()) == [Collection.objects.get(slug="desk")]
    assert Rejected.objects.filter(settled__isnull=True).count() == 1


def test_a_dry_run_stores_nothing(tmp_path: Path) -> None:
    (tmp_path / "talks.txt").write_text(f"Talks end\n\n{STORY}\n")
    assert ingest(str(tmp_path), dry_run=True)["articles"] == 1
    assert not Article.objects.exists()
    assert not IngestRun.objects.exists()


def test_undated_files_are_dated_by_their_names_only_when_asked(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "2014-03-14-talks.txt").write_text(f"Talks end\n\n{STORY}\n")
    ingest(str(tmp_path))
    assert "--date-from name" in capsys.readouterr().err
    assert Article.objects.get().published.precision == "unknown"
    ingest(str(tmp_path), date_from="name")
    published = Article.objects.get().published
    assert (published.precision, published.on.isoformat()) == ("day", "2014-03-14")  # type: ignore[union-attr]
    assert "name" in published.origin


def test_ambiguous_dates_stop_the_run_and_ask(tmp_path: Path) -> None:
    table = tmp_path / "news.csv"
    table.write_text(f'title,body,date\nTalks end,"{STORY}",03/04/2014\n')
    with pytest.raises(CommandError, match="dmy"):
        ingest(str(table))
    assert not Article.objects.exists()
    ingest(str(table), dates="dmy")
    assert Article.objects.get().published.on.isoformat() == "2014-04-03"  # type: ignore[union-attr]


def test_a_wrong_option_says_what_is_right(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY)
    for options, words in (
        ({"map": "headline"}, "FIELD=COLUMN"),
        ({"zone": "Kyiv"}, "Europe/Kyiv"),
        ({"date": "14.3."}, "YYYY"),
    ):
        with pytest.raises(CommandError, match=words):
            ingest(str(tmp_path), **options)


def test_a_missing_path_is_told_before_anything_is_stored(tmp_path: Path) -> None:
    (tmp_path / "talks.txt").write_text(f"Talks end\n\n{STORY}\n")
    with pytest.raises(CommandError, match=r"missing\.txt"):
        ingest(str(tmp_path / "talks.txt"), str(tmp_path / "missing.txt"))
    assert not Article.objects.exists()


def test_columns_that_fill_nothing_and_missing_dates_are_told(tmp_path: Path, capsys: Any) -> None:
    table = tmp_path / "news.csv"
    table.write_text(f'title,body,mood\nTalks end,"{STORY}",grim\n')
    ingest(str(table))
    said = capsys.readouterr().err
    assert "not used: mood" in said
    assert "1 of 1 articles have no date" in said


def test_a_reader_of_pages_that_cannot_start_stops_the_run_and_rejects_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.child.START_SECONDS", 0)
    (tmp_path / "a.html").write_text(f"<!doctype html><title>Talks end</title><p>{STORY}</p>")
    with pytest.raises(CommandError, match="The reader of web pages cannot start: it was not ready"):
        ingest(str(tmp_path))
    assert IngestRun.objects.get().state == IngestRun.State.STOPPED
    assert not Rejected.objects.exists()
