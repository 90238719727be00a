"""The guide to asking questions keeps its word: each example is read, each wrong one is told, no field is missing."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from archive.search import fields
from archive.search.engine import reads_text
from archive.search.fields import HAS
from archive.search.grammar import parse
from archive.search.query import Term

GUIDE = (Path(__file__).parents[2] / "docs" / "query-language.md").read_text()
TODAY = date(2014, 7, 20)


def examples(kind: str) -> list[str]:
    blocks = re.findall(rf"```{kind}\n(.*?)```", GUIDE, re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def recipes() -> list[str]:
    """The queries of the table under "Ways to begin"."""
    table = GUIDE.partition("## Ways to begin")[2].partition("\n## ")[0]
    return [q for row in table.splitlines() if row.startswith("| ") for q in re.findall(r"`([^`]+)`", row)]


def test_the_guide_has_recipes() -> None:
    assert len(recipes()) >= 10


@pytest.mark.parametrize("query", examples("query") + recipes())
def test_example_is_read(query: str) -> None:
    parsed = parse(query, TODAY)
    assert parsed.mistakes == ()
    assert parsed.tree is not None


@pytest.mark.parametrize("query", examples("wrong"))
def test_wrong_example_is_told_and_mended(query: str) -> None:
    parsed = parse(query, TODAY)
    assert parsed.mistakes
    assert parse(parsed.mistakes[0].repair, TODAY).mistakes == ()


def test_every_field_and_alias_is_told() -> None:
    told = set(re.findall(r"`([a-z_]+)`", GUIDE))
    missing = {name for name in fields.NAMES if name not in told} - {"organization"}
    assert missing == set()
    assert set(HAS) <= told


def test_has_gives_away_what_its_table_says() -> None:
    assert {name for name in HAS if reads_text(Term("has", name))} == {n for n, reads in HAS.items() if reads == "text"}


def test_the_fingerprint_follows_whatever_changes_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    before = fields.fingerprint("UTC")
    assert fields.fingerprint("UTC") == before
    assert fields.fingerprint("Europe/Kyiv") != before
    for changed in ("archive.text.analysis.VERSION", "archive.search.bins.VERSION", "archive.search.fields.DOCUMENTS"):
        monkeypatch.setattr(changed, 99)
        assert fields.fingerprint("UTC") != before
        monkeypatch.undo()
