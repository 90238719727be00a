"""The command `annotate --jsonl --no-database`, as a script calls it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from archive.tagging.lines import BadLine, read_line, write_line

ROOT = Path(__file__).parents[2]
LINES = [
    json.dumps(
        {
            "id": "a",
            "text": "Moscow said on Sunday it would respond.",
            "date": "2014-03-14",
            "title": "Crimea",
            "source": "s",
        }
    ),
    "nope",
    json.dumps({"id": "b", "text": "x", "date": "14.3.2014"}),
    json.dumps({"id": "c", "text": "\ud800 Kiev", "language": "en"}),
    json.dumps({"id": "d", "text": ""}),
]


def annotate(lines: list[str], *options: str) -> tuple[int, list[dict[str, Any]]]:
    done = subprocess.run(
        [sys.executable, "manage.py", "annotate", "--jsonl", "--no-database", *options],
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def test_every_line_is_answered_in_its_place() -> None:
    code, rows = annotate(LINES)
    assert code == 1
    assert [row["id"] for row in rows] == ["a", None, "b", "c", "d"]
    assert (rows[1]["line"], "JSON" in rows[1]["error"]) == (2, True)
    assert "YYYY-MM-DD" in rows[2]["error"]
    assert rows[4] == {"id": "d", "language": "", "mentions": [], "quotes": [], "dates": []}
    [moscow] = rows[0]["mentions"]
    assert {key: moscow[key] for key in ("start", "end", "text", "kind", "reading")} == {
        "start": 0,
        "end": 6,
        "text": "Moscow",
        "kind": "place",
        "reading": "metonymic",
    }
    assert moscow["actor"]["id"] == "government-of-russia"
    assert set(moscow["actor"]) == {"id", "name", "kind", "wikidata", "wikipedia"}
    assert set(moscow["place"]) == {"id", "name", "lat", "lon", "country", "geonames", "wikidata"}
    assert rows[0]["quotes"][0]["speaker"] == {"start": 0, "end": 6, "actor": "government-of-russia"}
    [sunday] = rows[0]["dates"]
    assert 0 < sunday.pop("confidence") <= 1
    assert "counted from the day of publication" in sunday.pop("why").lower()
    assert sunday == {
        "start": 15, "end": 21, "type": "DATE", "value": "2014-03-09", "from": "2014-03-09", "to": "2014-03-09",
    }  # fmt: skip
    [quote] = rows[0]["quotes"]
    assert 0 < quote["confidence"] <= 1
    assert quote["why"].startswith("“Moscow” stands with")


def test_american_towns_are_told_apart_by_their_state() -> None:
    named = {
        "Franklin, Tennessee": "Franklin, Tennessee",
        "Darlington County, South Carolina": "Darlington County, South Carolina",
        "Chicago": "Chicago",
        "Montana": "Montana",
        "Kharkiv": "Kharkiv",
    }
    _, rows = annotate([json.dumps({"id": printed, "text": f"They met in {printed}."}) for printed in named])
    assert {row["id"]: row["mentions"][0]["place"]["name"] for row in rows} == named


def test_processes_keep_the_order() -> None:
    code, rows = annotate(
        [json.dumps({"id": str(n), "text": "Kiev. " * (n % 5)}) for n in range(70)], "--processes", "2"
    )
    assert (code, [row["id"] for row in rows]) == (0, [str(n) for n in range(70)])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"\xff", "UTF-8"),
        (b"[1]", "object"),
        (b'{"text": "x"}', "id"),
        (b'{"id": "a", "text": 3}', "text"),
        (b'{"id": "a", "text": "x", "title": 3}', "title"),
        (b"[" * 100_000, "JSON"),
    ],
)
def test_what_is_wrong_with_a_line_is_said(line: bytes, said: str) -> None:
    with pytest.raises(BadLine, match=said):
        read_line(line)


def test_half_a_surrogate_is_escaped() -> None:
    assert json.loads(write_line({"text": "\ud800"})) == {"text": "\ud800"}
