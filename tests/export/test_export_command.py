"""The command as a shell sees it: bytes on standard output or in a file, messages on stderr, the exit code."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import CommandError

from archive import store
from archive.export import files, rows
from archive.models import Article, Collection
from tests.export.support import CANARY, restrict, tagged
from tests.support.articles import BODY, keep, keep_one, raw

pytestmark = pytest.mark.django_db


@pytest.fixture
def ids(tmp_path):
    """A file that names three articles."""
    for n in range(3):
        keep(raw(f"Day {n}", f"{BODY} {n}", external_id=str(n)))
    path = tmp_path / "ids.txt"
    path.write_text("\n".join(str(pk) for pk in Article.objects.order_by("-pk").values_list("pk", flat=True)))
    return path


def records(data: bytes | str) -> list[dict[str, str]]:
    text = data.decode() if isinstance(data, bytes) else data
    return list(csv.DictReader(io.StringIO(text, newline="")))


def export(*arguments, **options):
    """Run it; gives the exit code (0 if none was set)."""
    try:
        call_command("export", *map(str, arguments), **options)
    except SystemExit as stop:
        return stop.code
    return 0


def test_a_file_with_its_manifest_and_one_line_that_tells_them(ids, tmp_path):
    out, said = tmp_path / "out.csv", io.StringIO()
    assert export("--ids", ids, "-o", out, stdout=said) == 0
    assert [r["title"] for r in records(out.read_bytes())] == ["Day 2", "Day 1", "Day 0"]
    told = json.loads(said.getvalue())
    manifest = json.loads((tmp_path / "out.csv.manifest.json").read_text())
    assert (told["records"], told["total"], told["missing"]) == (3, 3, 0)
    assert told["sha256"] == manifest["file"]["sha256"]
    assert manifest["ids"].startswith("sha256 of the ids")


def test_standard_output_has_the_file_and_nothing_else(ids, capfdbinary, tmp_path):
    manifest = tmp_path / "told.json"
    assert export("--ids", ids, "--format", "ndjson", "--columns", "id,title", "--manifest", manifest) == 0
    lines = capfdbinary.readouterr().out.decode().splitlines()
    assert [json.loads(line)["title"] for line in lines] == ["Day 2", "Day 1", "Day 0"]
    assert json.loads(manifest.read_text())["records"] == 3


@pytest.mark.parametrize("kind", ["csv", "ndjson"])
def test_an_exported_file_names_its_own_articles_again(ids, tmp_path, kind):
    first, second = tmp_path / f"first.{kind}", tmp_path / f"second.{kind}"
    export("--ids", ids, "-o", first, "--with-text", stdout=io.StringIO())
    export("--ids", first, "-o", second, "--with-text", stdout=io.StringIO())
    assert first.read_bytes() == second.read_bytes()
    assert second.read_bytes().count(BODY.encode()) == 3


def test_an_article_that_is_gone_is_said_and_told_by_the_exit_code(ids, tmp_path, capsys):
    gone = Article.objects.get(external_id="1")
    store.article_withdraw(gone.pk, "asked by its author")
    said = io.StringIO()
    assert export("--ids", ids, "-o", tmp_path / "out.csv", stdout=said) == 1
    assert (json.loads(said.getvalue())["records"], json.loads(said.getvalue())["missing"]) == (2, 1)
    assert f"1 of the articles are withdrawn, gone or not visible: {gone.pk}" in capsys.readouterr().err


def test_the_note_is_on_every_row_of_the_sample(ids, capfdbinary):
    note = "Written for demonstration; not a published report"
    sample = Collection.objects.create(slug="sample", name="Sample", note=note)
    for article in Article.objects.all():
        article.collections.add(sample)
    export("--ids", ids, "--columns", "id")
    assert [r["note"] for r in records(capfdbinary.readouterr().out)] == [note] * 3


@pytest.mark.parametrize("kind", ["csv", "ndjson"])
def test_restricted_text_is_in_no_export_for_others_whatever_is_asked(tmp_path, capfdbinary, kind):
    from archive.export.columns import ARTICLES

    closed = tagged(title="Closed", body=f'In London Lavrov said "no" on Sunday. {CANARY}.')
    restrict(closed, "metadata")
    reader = get_user_model().objects.create_user("reader", password="-")
    named = tmp_path / "ids.txt"
    named.write_text(str(closed.pk))
    for who in ("anonymous", reader.username):
        export("--ids", named, "--as", who, "--columns", ",".join(ARTICLES.by_name), "--with-text", "--format", kind)
        out = capfdbinary.readouterr().out.decode()
        assert "Closed" in out
        for kept_back in ("heliotrope", "Lavrov", "London", bytes(closed.digest).hex()):
            assert kept_back not in out
    export("--ids", named, "--with-text")
    assert "heliotrope" in capfdbinary.readouterr().out.decode()


def test_a_private_collection_stays_its_members(ids, tmp_path, capfdbinary):
    secret = keep_one(title="Secret")
    secret.collections.set([Collection.objects.create(slug="desk", name="Desk", visibility="private")])
    ids.write_text(str(secret.pk))
    assert export("--ids", ids, "--as", "anonymous") == 1
    assert records(capfdbinary.readouterr().out) == []


def test_what_was_cut_short_asks_before_it_is_overwritten_and_goes_on(ids, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(rows, "BATCH", 1)
    out = tmp_path / "out.csv"
    _cut(monkeypatch, "--ids", ids, "-o", out)
    with pytest.raises(CommandError, match=r"cut short: go on with --resume or start over with --restart"):
        export("--ids", ids, "-o", out)
    assert export("--ids", ids, "-o", out, "--resume", stdout=io.StringIO()) == 0
    assert [r["title"] for r in records(out.read_bytes())] == ["Day 2", "Day 1", "Day 0"]
    assert export("--ids", ids, "-o", out, "--resume", stdout=io.StringIO()) == 0
    assert "nothing was begun" in capsys.readouterr().err


def test_restart_forgets_what_was_cut_short(ids, tmp_path, monkeypatch):
    monkeypatch.setattr(rows, "BATCH", 1)
    out = tmp_path / "out.csv"
    _cut(monkeypatch, "--ids", ids, "-o", out)
    keep(raw("Day 2", f"{BODY} 2, corrected", external_id="2"))
    with pytest.raises(
        CommandError, match=r"changed, withdrawn or no longer visible .* Start over with --restart"
    ) as e:
        export("--ids", ids, "-o", out, "--resume")
    assert e.value.returncode == 1
    assert export("--ids", ids, "-o", out, "--restart", "--with-text", stdout=io.StringIO()) == 0
    assert "corrected" in out.read_text()


def _cut(monkeypatch, *arguments):
    """Interrupt it after the second record, as Ctrl-C does."""
    with monkeypatch.context() as patch:
        patch.setattr(files, "_to_disk", _interrupted(files._to_disk))
        with pytest.raises(CommandError, match=r"go on with the same command and --resume"):
            export(*arguments)


def _interrupted(to_disk):
    count = 0

    def interrupted(file):
        nonlocal count
        to_disk(file)
        count += 1
        if count == 3:
            raise KeyboardInterrupt

    return interrupted


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--columns", "id,body"], "no column body; there are id, published"),
        (["--as", "nobody"], "there is no such person; or write anonymous"),
        (["crimea"], "leave out the query and the filters"),
        (["--actor", "sergey-lavrov"], "leave out the query and the filters"),
        (["--resume"], "standard output cannot be resumed"),
    ],
)
def test_wrong_use_says_what_is_right(ids, arguments, message):
    with pytest.raises(CommandError, match=message) as error:
        export("--ids", ids, *arguments)
    assert error.value.returncode == 2


@pytest.mark.parametrize("content", ["title,body\n1,2\n", "one\ntwo\n", '{"title": "x"}\n'])
def test_a_file_without_ids_is_refused(tmp_path, content):
    path = tmp_path / "ids.txt"
    path.write_text(content)
    with pytest.raises(CommandError, match="neither one id a line nor an exported CSV or NDJSON file"):
        export("--ids", path)


def test_a_folder_that_does_not_exist_is_told(ids, tmp_path):
    with pytest.raises(CommandError, match="No such file or directory"):
        export("--ids", ids, "-o", tmp_path / "nowhere" / "out.csv")
