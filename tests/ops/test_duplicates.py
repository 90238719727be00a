"""The command `duplicates --jsonl`, as a script calls it: it needs no database and stores nothing."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def duplicates(lines: list[str], folder: Path) -> tuple[int, list[dict[str, Any]], str]:
    done = subprocess.run(
        [sys.executable, "manage.py", "duplicates", "--jsonl"],
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"DATA_DIR": str(folder)},
        check=False,
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def prose(seed: int, length: int) -> str:
    return " ".join(f"слово{number}" for number in random.Random(seed).sample(range(9000), length))


def line(ident: str, text: str, **fields: str) -> str:
    return json.dumps({"id": ident, "text": text} | fields)


def test_groups_come_as_one_line_each_with_the_ids_as_given(tmp_path):
    story, other = prose(1, 200), prose(2, 200)
    lines = [
        line("a/1", story, date="2014-03-14", source="A", title="One"),
        line("x", prose(3, 200), date="2014-03-14"),
        line("b", other),
        line("c", " ".join(story.split()[:80]), date="2014-03-16", source="B", title="Another headline"),
        line("d", other.upper()),
        line("late", " ".join(story.split()[:80]), date="2014-05-01", source="C"),
    ]
    status, groups, told = duplicates(lines, tmp_path)
    assert (status, told) == (0, "")
    # "late" is word for word "c", whatever the day.
    assert groups == [
        {"group": 1, "ids": ["a/1", "c", "late"], "similarity": 1.0},
        {"group": 2, "ids": ["b", "d"], "similarity": 1.0},
    ]
    assert not (tmp_path / "postgres").exists()


def test_bad_lines_are_told_and_the_rest_is_grouped(tmp_path):
    lines = ["nope", line("a", "Same few words", title="T"), "", line("b", ""), line("c", ""), '{"id": 3, "text": ""}']
    status, groups, told = duplicates([*lines, line("d", "Same few words", title="T")], tmp_path)
    assert status == 1
    assert groups == [{"group": 1, "ids": ["a", "d"], "similarity": 1.0}]
    assert "line 1: The line is not JSON" in told
    assert "line 6: “id” must be a string." in told
