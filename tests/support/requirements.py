"""What pages must fulfil, and the tests named after each point: the table in docs/tests.md.

    .venv/bin/python -m tests.support.requirements

writes the table anew; tests/ops/test_documents.py fails where it is not so.
"""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs/tests.md"
BEGIN, END = "<!-- requirements -->\n", "<!-- end of requirements -->\n"

# In short; a test named test_rNN_… holds point NN.
POINTS = {
    1: "the address alone restores everything that is shown",
    2: "Back and Forward give the same states, counts and focus",
    3: "without script every journey ends at the same address",
    4: "the first page: total, sources, span, last ingest, timeline with its gaps, the newest twenty; quick",
    5: "a mistake: 400, its place, its reason, a correction that works, no results",
    6: "signs that look like operators are understood or named",
    7: "chips and words say what they find alone, and what is found without them",
    8: "nothing found: each single removal that finds something, spellings, other names",
    9: "nothing found outside the archive's span or sources says so",
    10: "any value of a very long facet in three actions",
    11: "a facet is searched by any name in either script",
    12: "include, exclude and only are one action; what is excluded stays listed",
    13: "the count of a facet is the count after the click",
    14: "filters stay in facet pages, articles, exports and back",
    15: "a count is announced once, and nothing else",
    16: "from a result to its article with the same matches",
    17: "previous and next over all results, a thousand deep",
    18: "paging while articles are added",
    19: "copies once or each: list, facets, chart and export together",
    20: "an article without results has sensible neighbours or none",
    21: "bars + undated + too coarse + out of range = total",
    22: "chart, table and file have the same cells",
    23: "a range by drag, keys, typed dates and address is one filter",
    24: "up to five queries on one axis, told apart without colour",
    25: "a month is never drawn as its first day",
    26: "a peak leads to its articles and to what sets it apart",
}


def found() -> dict[int, list[tuple[str, str]]]:
    """File and name of every test that is named after a point, by point."""
    out: dict[int, list[tuple[str, str]]] = {}
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        for name, number in re.findall(r"^ *def (test_r(\d+)_\w+)", file.read_text(encoding="utf-8"), re.MULTILINE):
            out.setdefault(int(number), []).append((str(file.relative_to(ROOT)), name))
    return dict(sorted(out.items()))


def table() -> str:
    """The table as it stands in the document."""
    rows = ["| | must hold | tests |", "|---|---|---|"]
    for number, tests in found().items():
        files: dict[str, list[str]] = {}
        for file, name in tests:
            files.setdefault(file.removeprefix("tests/"), []).append(f"`{name}`")
        cell = "; ".join(f"{file}: {', '.join(names)}" for file, names in files.items())
        rows.append(f"| R{number} | {POINTS[number]} | {cell} |")
    return "\n".join(rows) + "\n"


def written() -> str:
    """The document with the table in its place."""
    before, rest = DOCUMENT.read_text(encoding="utf-8").split(BEGIN)
    return before + BEGIN + table() + END + rest.split(END)[1]


if __name__ == "__main__":
    DOCUMENT.write_text(written(), encoding="utf-8")
