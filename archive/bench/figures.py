"""Figures of `bench search` as tables: what was measured, told in one form, and how it grows from size to size.

What is measured is a plain dictionary, kept as JSON (docs/performance.md says what is in it); tables are only ever
printed from it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Measured = Mapping[str, Any]

# How an answer was asked for, in the order of the tables, with what it is called there.
WAYS = {
    "cold": "page, cold",
    "first": "page, first",
    "again": "page, again",
    "eight": "page, 8 clients",
    "ingesting": "page, ingesting",
    "opensearch-1": "OpenSearch, 1 shard",
    "opensearch-2": "OpenSearch, 2 shards",
    "postgres": "PostgreSQL",
}


def percentile(values: Sequence[float], share: float) -> float:
    """The least value that so large a share of the values does not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def summary(seconds: Sequence[float]) -> dict[str, float]:
    """Of times in seconds: how many, and p50, p95 and the longest in milliseconds."""
    taken = {"p50": percentile(seconds, 0.5), "p95": percentile(seconds, 0.95), "max": max(seconds)}
    return {"n": len(seconds), **{name: round(value * 1000, 1) for name, value in taken.items()}}


def exponent(small: float, large: float, sizes: tuple[int, int]) -> float:
    """How a cost grows: size to the power of this."""
    return math.log(large / small) / math.log(sizes[1] / sizes[0])


def tables(measured: Sequence[Measured]) -> str:
    """Everything that was measured, in Markdown; from two sizes on also how it grows."""
    parts = [part for one in sorted(measured, key=_size) for part in _of_one(one)]
    if len({_size(one) for one in measured}) > 1:
        parts.append(_growth(sorted(measured, key=_size)))
    return "\n\n".join(parts)


# Between these lines of a document stand the tables.
BEGIN, END = "<!-- tables: manage.py bench tables --into -->", "<!-- end of tables -->"


def put_into(document: str, measured: Sequence[Measured]) -> str:
    """A document with the tables in their place. ValueError where it has none."""
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"the document has no place for tables: write {BEGIN} and {END} on lines of their own")
    return f"{before}{BEGIN}\n\n{tables(measured)}\n\n{END}{after}"


def _size(measured: Measured) -> int:
    return int(measured["archive"]["articles"])


def _of_one(measured: Measured) -> Iterable[str]:
    archive = measured["archive"]
    yield f"### {_size(measured):,} articles (seed {archive['seed']}, {archive['cores']} cores)"
    makers = (_answers, _against, _loading, _bytes, _memory, _delays, _incoming, _export, _errors)
    yield from filter(None, (maker(measured) for maker in makers))


def table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table in Markdown, everything but its first column set to the right; "" where there is no row."""
    lines = [f"| {' | '.join(map(_cell, row))} |" for row in rows]
    if not lines:
        return ""
    return "\n".join([f"| {' | '.join(heads)} |", f"|---|{'---:|' * (len(heads) - 1)}", *lines])


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.1f}" if abs(value) < 1000 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _answers(measured: Measured) -> str:
    """p50 / p95 / longest of each class, asked in every way."""
    answers = measured.get("answers", {})
    ways = [way for way in WAYS if any(way in found for found in answers.values())]
    rows = []
    for kind, found in answers.items():
        matches = measured.get("matches", {}).get(kind, "")
        rows.append([kind, matches, *(_three(found.get(way)) for way in ways)])
    return table(["p50 / p95 / max in ms", "matches (median)", *(WAYS[way] for way in ways)], rows)


def _three(figures: Mapping[str, float] | None) -> str:
    return " / ".join(_cell(float(figures[name])) for name in ("p50", "p95", "max")) if figures else ""


def _against(measured: Measured) -> str:
    """Our page, asked first, as a multiple of what the others take."""
    rows = []
    for kind, found in measured.get("answers", {}).items():
        ours, shards = found.get("first"), [found[way] for way in WAYS if way.startswith("opensearch") and way in found]
        row: list[Any] = [kind]
        for name in ("p50", "p95"):
            best = min((one[name] for one in shards), default=0)
            row.append(round(ours[name] / best, 2) if ours and best else "")
        postgres = found.get("postgres")
        row += [round(ours[n] / postgres[n], 2) if ours and postgres else "" for n in ("p50", "p95")]
        row.append(round(found["eight"]["p50"] / ours["p50"], 1) if ours and "eight" in found else "")
        row.append(round(found["ingesting"]["p50"] / ours["p50"], 1) if ours and "ingesting" in found else "")
        if any(cell != "" for cell in row[1:]):
            rows.append(row)
    heads = ["our page, first, as a share of", "OpenSearch p50", "OpenSearch p95", "PostgreSQL p50", "PostgreSQL p95"]
    return table([*heads, "8 clients / alone", "ingesting / alone"], ([_two(cell) for cell in row] for row in rows))


def _two(value: Any) -> Any:
    return f"{value:.2f}" if isinstance(value, float) else value


def _loading(measured: Measured) -> str:
    heads = ["step", "seconds", "articles/s", "CPU s", "peak MB a process"]
    names = ("seconds", "rate", "cpu", "peak_mb")
    return table(heads, ([step, *(found[n] for n in names)] for step, found in measured.get("loading", {}).items()))


def _bytes(measured: Measured) -> str:
    found = measured.get("bytes", {})
    count = _size(measured)
    rows = [[kind, size / count] for kind, size in sorted(found.items(), key=_larger)]
    return (
        table(["files of the index", "bytes an article"], [*rows, ["all", sum(found.values()) / count]]) if rows else ""
    )


def _larger(item: tuple[str, int]) -> int:
    return -item[1]


def _memory(measured: Measured) -> str:
    return table(["process", "highest resident MB"], sorted(measured.get("memory", {}).items()))


def _delays(measured: Measured) -> str:
    found = measured.get("delays", {})
    names = ("p50", "p95", "max")
    return table(["stored to searchable, ms", *names], ([when, *(s[n] for n in names)] for when, s in found.items()))


def _incoming(measured: Measured) -> str:
    found = measured.get("ingest")
    heads = ["way in, while searched", "articles", "seconds", "articles/s"]
    return table(heads, [["store, untagged", found["articles"], found["seconds"], found["rate"]]]) if found else ""


def _export(measured: Measured) -> str:
    found = measured.get("export")
    names = ("rows", "seconds", "rate", "peak_mb")
    return (
        table(
            ["export of everything", "rows", "seconds", "rows/s", "peak MB"], [["NDJSON", *(found[n] for n in names)]]
        )
        if found
        else ""
    )


def _errors(measured: Measured) -> str:
    found = measured.get("errors", [])
    heading = "1 answer was wrong:" if len(found) == 1 else f"{len(found)} answers were wrong:"
    return "\n".join([heading, "", *(f"- {line}" for line in found)]) if found else ""


def _growth(measured: Sequence[Measured]) -> str:
    """From the smallest to the largest archive, for each class and way."""
    one, two = measured[0], measured[-1]
    sizes = (_size(one), _size(two))
    ways = [way for way in WAYS if _has(one, way) and _has(two, way)]
    rows = []
    for kind, found in two["answers"].items():
        before = one["answers"].get(kind, {})
        both = [(before.get(way), found.get(way)) for way in ways]
        rows.append([kind, *(_power(b, a, sizes) for b, a in both)])
    heads = [f"exponent of p50, {sizes[0]:,} to {sizes[1]:,}", *(WAYS[way] for way in ways)]
    return table(heads, rows)


def _has(measured: Measured, way: str) -> bool:
    return any(way in found for found in measured["answers"].values())


def _power(before: Measured | None, after: Measured | None, sizes: tuple[int, int]) -> str:
    if not before or not after or not before["p50"] or not after["p50"]:
        return ""
    return f"{exponent(before['p50'], after['p50'], sizes):.2f}"
