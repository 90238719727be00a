"""The log of rulings as a file, laid over another archive: the same holds there, told is what could not be placed."""

from __future__ import annotations

import json
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from archive import store
from archive.models import Actor, Article, Mention, Place, Ruling
from archive.tagging.ruled import Said
from archive.tagging.values import Mention as Tag
from archive.tagging.values import Tags
from tests.support.articles import keep_one

pytestmark = pytest.mark.django_db

ANNA, VERA = Said("person", actor="anna-orlova"), Said("person", actor="vera-orlova")
BODY = "The harbour is open, said Orlova of the port. It is full, said Orlova of the customs on day"


@pytest.fixture(autouse=True)
def editor() -> User:
    for id in ("anna-orlova", "vera-orlova"):
        Actor.objects.create(id=id, kind="person", name=id)
    Place.objects.create(id="orlova-town", kind="city", name="Orlova", lat=48, lon=18, country="SK")
    return User.objects.create_user("anna")


def dispatch(number: int, **known_by: Any) -> Article:
    """An article of one source or the other, tagged, Orlova named twice."""
    source = f"Desk {number % 2}"
    article = keep_one(title=f"Day {number}", body=f"{BODY} {number}.", source=source, **known_by)
    spans = [(26, 32), (BODY.rindex("Orlova"), BODY.rindex("Orlova") + 6)]
    mentions = tuple(
        Tag(start, end, "Orlova", "person", actor="anna-orlova", confidence=0.8, why="By her surname.")
        for start, end in spans
    )
    store.tags_write([(article.pk, article.text_version, Tags("en", mentions))], "test", lambda id: None)
    return article


# By which an article is known again; the last has its text alone.
KNOWN_BY: tuple[dict[str, str], ...] = (
    {"external_id": "first"},
    {"url": "https://desk.example/second"},
    {"external_id": "third", "url": "https://desk.example/third"},
    {},
)


def archive(order: tuple[int, ...] = (0, 1, 2, 3)) -> None:
    for number in order:
        dispatch(number, **KNOWN_BY[number])


def nth(title: str, number: int) -> Mention:
    return list(Mention.objects.filter(article__title=title).order_by("start"))[number]


def rule_all_ways(editor: User) -> None:
    store.ruling_add(editor, nth("Day 0", 0), "everywhere", VERA)
    store.ruling_add(editor, nth("Day 1", 1), "here", Said("other"))
    store.ruling_add(editor, nth("Day 3", 0), "article", Said("place", "literal", place="orlova-town", country="SK"))
    town = store.ruling_add(editor, nth("Day 2", 0), "source", Said("person"))
    undo = store.ruling_undo(editor, town.pk)
    assert undo is not None
    store.ruling_undo(editor, undo.pk)
    gone = store.ruling_add(editor, nth("Day 1", 0), "article", ANNA)
    store.ruling_undo(editor, gone.pk)
    store.rulings_drain()


def shown() -> list[tuple[Any, ...]]:
    names = "article__title", "start", "kind", "reading", "actor", "place", "country", "candidate", "confidence", "why"
    return list(Mention.objects.order_by("article__title", "start").values_list(*names, "machine"))


def another_archive() -> None:
    """The same articles in another order, so under other numbers, and nothing ruled."""
    Article.objects.all().delete()
    Ruling.objects.update(undoes=None, scope="here")
    Ruling.objects.all().delete()
    archive((3, 1, 0, 2))


def test_laid_over_another_archive_the_same_holds_and_comes_out_again(editor: User) -> None:
    archive()
    rule_all_ways(editor)
    expected, lines = shown(), list(store.rulings_lines())
    another_archive()
    assert shown() != expected
    assert all(store.ruling_place(json.loads(json.dumps(line))) for line in lines[1:])
    store.rulings_drain()
    assert shown() == expected
    assert list(store.rulings_lines())[1:] == lines[1:]
    assert lines[0]["rulings"] == len(lines) - 1 == 8
    assert {line["author"] for line in lines[1:]} == {"anna"}
    # Once more changes nothing.
    assert not any(store.ruling_place(line) for line in lines[1:])
    assert store.rulings_drain() == 0
    assert list(store.rulings_lines())[1:] == lines[1:]


def test_what_was_undone_since_is_undone_by_the_next_file(editor: User) -> None:
    archive()
    made = store.ruling_add(editor, nth("Day 0", 0), "everywhere", VERA)
    first = list(store.rulings_lines())
    store.ruling_undo(editor, made.pk)
    second = list(store.rulings_lines())
    another_archive()
    machine = shown()
    assert [store.ruling_place(line) for line in first[1:]] == [True]
    store.rulings_drain()
    assert shown() != machine
    assert [store.ruling_place(line) for line in second[1:]] == [False, True]
    store.rulings_drain()
    assert shown() == machine


def run(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("rulings", *arguments, stdout=out)
    told: dict[str, Any] = json.loads(out.getvalue())
    return told


def test_a_line_that_cannot_be_placed_is_told_and_the_rest_goes_on(
    editor: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive()
    rule_all_ways(editor)
    path = tmp_path / "rulings.jsonl"
    assert run("export", str(path)) == {"file": str(path), "rulings": 8}
    with pytest.raises(CommandError, match="there already"):
        run("export", str(path))
    another_archive()
    Article.objects.filter(title="Day 1").delete()
    Actor.objects.filter(pk="vera-orlova").delete()
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines, "{", "", "[]", "x" * 200_000, lines[-3]]))
    with pytest.raises(CommandError, match="7 lines were not placed") as failed:
        run("import", str(path))
    assert failed.value.returncode == 1
    told = [line.split(": ", 1) for line in capsys.readouterr().err.splitlines()]
    assert [place.rpartition(" ")[2] for place, _ in told] == ["2", "3", "8", "9", "10", "12", "13"]
    causes = [cause for _, cause in told]
    assert causes[0] == "there is no actor “vera-orlova” here. Load the authority that has it, then import again."
    assert causes[1] == causes[2] == "its article is not in this archive. Ingest it, then import again."
    assert "is not in this archive. See why that was not placed." in causes[3]
    assert Ruling.objects.count() == 4
    # With what was missing the rest comes too, and what came before is not doubled.
    Actor.objects.create(id="vera-orlova", kind="person", name="Vera")
    dispatch(1, **KNOWN_BY[1])
    path.write_text("\n".join(lines) + "\n")
    assert run("import", str(path)) == {"file": str(path), "added": 4, "known": 4, "refused": 0}


@pytest.mark.parametrize(
    ("first", "cause"),
    [
        ("", "its first line is not"),
        ("{}", "its first line is not"),
        ('{"format": "dateline-rulings", "version": 2}', "of version 2 and this archive reads 1"),
    ],
)
def test_another_file_is_refused_as_a_whole(tmp_path: Path, first: str, cause: str) -> None:
    path = tmp_path / "other.jsonl"
    path.write_text(first)
    with pytest.raises(CommandError, match=cause) as failed:
        run("import", str(path))
    assert failed.value.returncode == 2


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"none\.jsonl: No such file") as failed:
        run("import", str(tmp_path / "none.jsonl"))
    assert failed.value.returncode == 2


def test_through_pipes(editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    archive()
    rule_all_ways(editor)

    class Pipe:
        buffer = BytesIO()

    monkeypatch.setattr("sys.stdout", Pipe())
    call_command("rulings", "export", "-")
    monkeypatch.undo()
    another_archive()
    Pipe.buffer.seek(0)
    monkeypatch.setattr("sys.stdin", Pipe())
    assert run("import", "-") == {"file": "standard input", "added": 8, "known": 0, "refused": 0}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["\0", "\ud800", "x" * 400]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=4,
)
GOOD: dict[str, Any] = {
    "id": "0190a3c2-0000-7000-8000-000000000001",
    "at": "2014-03-14T12:00:00+00:00",
    "author": "anna",
    "scope": "everywhere",
    "name": "Orlova",
    "means": {"kind": "person", "actor": "", "place": ""},
    "article": {"source": "desk-0", "external_id": "", "url": "", "sha256": ""},
    "source": "desk-0",
    "part": "body",
    "context": [],
    "position": 0,
}
PATHS = [(name,) for name in GOOD] + [(name, key) for name in ("means", "article") for key in GOOD[name]]


@given(st.sampled_from(PATHS), JSON)
def test_whatever_stands_in_a_line_is_placed_or_told(path: tuple[str, ...], value: object) -> None:
    line = json.loads(json.dumps(GOOD)) | {"id": str(uuid4())}
    inner = line
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    count = Ruling.objects.count()
    try:
        added = store.ruling_place(line)
    except store.NotPlacedError:
        added = False
    assert Ruling.objects.count() == count + added


def test_a_line_that_says_all_is_placed() -> None:
    assert store.ruling_place(GOOD)
    assert not store.ruling_place(GOOD)
