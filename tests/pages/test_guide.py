"""The tour of docs/guide.md is walked over the sample: every address answers, every number printed is what it finds.

The sample is loaded without its tags, which take minutes: numbers that rest on tags are not printed in the guide.
"""

from __future__ import annotations

import hashlib
import json
import re
import shlex
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core.management import call_command
from django.test import Client

from archive.models import Source
from archive.pages import forms
from archive.search import indexing
from archive.search.grammar import parse
from tests.pages.conftest import empty_archive
from tests.pages.seen import seen
from tests.pages.test_search_page import found

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs/guide.md").read_text(encoding="utf-8")
# Parameters that files and lists take beside those of a search.
OF_FILES = {"columns", "text", "with_query", "raw", "format", "list", "q"}


def blocks(kind: str) -> list[str]:
    """The lines of all fenced blocks of one kind."""
    inside = re.findall(rf"^```{kind}\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    return [line for block in inside for line in block.splitlines() if line.strip()]


def step(line: str) -> tuple[str, list[tuple[str, str]], str]:
    """Path, parameters and what is said to be found."""
    address, _, says = (part.strip() for part in line.partition("→"))
    parts = urlsplit(address)
    return parts.path, parse_qsl(parts.query, keep_blank_values=True), says


@pytest.fixture(scope="module")
def sample(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The shipped dispatches, indexed, open to everybody, not tagged."""
    with django_db_blocker.unblock():
        empty_archive()
        call_command("sample", "load", wait="none")
        Source.objects.update(rights="public")
        indexing.drain()
        yield
        empty_archive()


def asked(line: str) -> Any:
    path, parameters, _ = step(line)
    several: dict[str, list[str]] = {}
    for name, value in parameters:
        several.setdefault(name, []).append(value)
    return Client().get(path, several)


def test_the_tour_has_every_station() -> None:
    paths = {step(line)[0] for line in blocks("tour")}
    wanted = {
        "/search",
        "/timeline",
        "/why",
        "/quotes/",
        "/batch/",
        "/export.csv",
        "/export.manifest.json",
        "/lines.csv",
    }
    assert paths >= wanted
    used = {name for line in blocks("tour") for name, _ in step(line)[1]}
    assert used >= {
        "compare",
        "share",
        "view",
        "kwic_sort",
        "copies",
        "facet",
        "source",
        "indirect",
        "speaker",
        "whole",
    }


@pytest.mark.parametrize("line", blocks("tour"))
def test_an_address_of_the_guide_answers_and_finds_what_it_says(sample: None, line: str) -> None:
    path, parameters, says = step(line)
    answer = asked(line)
    assert answer.status_code == 200, line
    assert {name for name, _ in parameters} <= set(forms.NAMES) | OF_FILES
    if says:
        page = seen(answer)
        assert f"{found(page)} articles" == says
        assert not [note for note in page.all("p", class_="note") if "ignored" in note.text]
    elif answer.streaming:
        assert len(b"".join(answer.streaming_content).splitlines()) >= 1
    if path == "/search":
        assert says or "facet" in dict(parameters) or "view" in dict(parameters)


@pytest.mark.parametrize("line", blocks("mistake"))
def test_a_mistake_of_the_guide_is_one_and_is_mended(sample: None, line: str) -> None:
    page = seen(asked(line), 400)
    assert found(seen(Client().get(page.one("p", class_="mend-it").one("a").attrs["href"]))) > 0


def test_the_peak_of_the_guide_is_one_story_under_several_desks(sample: None) -> None:
    (line,) = (line for line in blocks("tour") if "from=2014-03-15&to=2014-03-15&copies=first" in line)
    page = seen(asked(line))
    assert "also in 2 other sources" in page.text
    month = "/search?q=referendum OR референдум&from=2014-03-01&to=2014-03-31"
    (peak,) = seen(asked(month)).one("ol", class_="key").all("li")
    assert peak.text.startswith("15 March 2014")
    assert seen(asked(f"{month}&copies=first")).all("ol", class_="key") == []


def test_the_peaks_that_the_guide_names(sample: None) -> None:
    week, beside, share = [line for line in blocks("tour") if "bin=week" in line and "/search" in line]
    assert seen(asked(week)).one("ol", class_="key").text.startswith("10–16 March 2014")
    assert seen(asked(beside)).one("ol", class_="key").text.startswith("A, 10–16 March 2014")
    shares = seen(asked(share))
    assert not shares.all("ol", class_="key")
    assert "Hollow: of fewer than 20" in shares.one("figcaption").text
    table = next(line for line in blocks("tour") if "/timeline?" in line and "share=1" in line)
    row = next(row.text for row in seen(asked(table)).all("tr") if "21–27 April 2014" in row.text)
    assert "100" in row


def test_the_commands_of_the_guide_do_what_it_says(
    sample: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for line in blocks("sh"):
        program, script, command, *arguments = shlex.split(line)
        assert (program, script) == (".venv/bin/python", "manage.py")
        if command != "createsuperuser":
            call_command(command, *arguments)
    assert capsys.readouterr().out.startswith("13 articles")
    manifest = json.loads((tmp_path / "referendum.csv.manifest.json").read_text())
    said = re.search(r"\*(\d+) stories, .*?set\s(\w+)…", GUIDE, re.DOTALL)
    assert said
    assert manifest["total"] == int(said[1])
    assert manifest["set"]["sha256"].startswith(said[2])
    again = (tmp_path / "again.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(again) == manifest["records"] + 1
    assert hashlib.sha256((tmp_path / "referendum.csv").read_bytes()).hexdigest() == manifest["file"]["sha256"]


def test_the_queries_of_the_guide_are_of_the_language() -> None:
    for line in blocks("query"):
        assert parse(line, date(2014, 7, 20)).mistakes == (), line


def test_the_documents_that_the_guide_points_to_are_there() -> None:
    for target in re.findall(r"\]\(([\w.-]+\.md)\)", GUIDE):
        assert (ROOT / "docs" / target).is_file(), target
