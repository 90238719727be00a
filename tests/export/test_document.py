"""docs/export.md is held to the code: columns, parameters, manifest keys."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from archive.export import kwic, streams
from archive.export.columns import ALWAYS_LAST, COLUMNS, DEFAULT
from archive.export.quotes import QUOTES
from archive.search.query import EVERYTHING, SearchRequest
from tests.export.test_manifest import export

DOCUMENT = (Path(__file__).parents[2] / "docs" / "export.md").read_text(encoding="utf-8")


def test_every_column_is_documented_in_its_order():
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| (.+) \|$", DOCUMENT, re.MULTILINE)
    assert rows == [(column.name, column.kind, column.help) for column in (*COLUMNS, *QUOTES.columns, *kwic.COLUMNS)]


def test_the_columns_that_no_export_of_quotes_lacks_are_told():
    told = DOCUMENT.split("## Rows of quotes")[1].split("\n| column")[0]
    assert set(QUOTES.always) <= set(re.findall(r"`(\w+)`", told))
    assert tuple(column.name for column in QUOTES.columns[: len(QUOTES.default)]) == QUOTES.default


def test_the_default_columns_are_the_first_ones_and_the_note_the_last():
    assert tuple(column.name for column in COLUMNS[:16]) == DEFAULT
    assert COLUMNS[-1].name == ALWAYS_LAST


def test_every_parameter_is_documented():
    for name, meaning in streams.WEB_PARAMETERS.items():
        assert f"| `{name}` | {meaning} |" in DOCUMENT


@pytest.mark.django_db
def test_every_key_of_the_manifest_is_documented():
    table = DOCUMENT.split("## The manifest")[1].split("The checksum")[0]
    told = set(re.findall(r"`(\w+)`", "\n".join(line.split("|")[1] for line in table.splitlines() if "|" in line)))
    assert told - {"ids", "articles"} == set(export([], request=SearchRequest(visible_to=EVERYTHING))[1])
