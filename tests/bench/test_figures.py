"""Tables of `bench search` are printed from what was measured, nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from archive.bench import figures
from tests.support.running import ROOT


def measured(articles: int, p50: float) -> dict[str, Any]:
    one = {"n": 20, "p50": p50, "p95": 2 * p50, "max": 3 * p50}
    half, tenfold = ({**one, "p50": p50 * n, "p95": 2 * p50 * n} for n in (2, 10))
    answers = {
        "common": {"first": one, "opensearch-1": {**half, "p95": 9_999.0}, "opensearch-2": half, "postgres": tenfold}
    }
    return {
        "archive": {"articles": articles, "seed": 1, "cores": 2},
        "loading": {"index": {"seconds": 10.0, "rate": articles / 10, "cpu": 20.0, "peak_mb": 300.5}},
        "bytes": {"articles idx": articles * 700, "articles pos": articles * 1_000},
        "answers": answers,
        "matches": {"common": articles // 2},
        "memory": {"web": 201.5},
        "ingest": {"articles": 20_000, "seconds": 40.0, "rate": 500.0},
        "export": {"rows": articles, "seconds": 5.0, "rate": articles / 5, "peak_mb": 163.0},
        "delays": {"at rest": one},
        "errors": [],
    }


def test_percentiles_are_values_that_were_measured() -> None:
    assert figures.percentile([5.0, 1.0, 3.0, 2.0, 4.0], 0.5) == 3.0
    assert figures.percentile(list(map(float, range(1, 101))), 0.95) == 95.0
    assert figures.percentile([7.0], 0.95) == 7.0
    assert figures.summary([0.010, 0.020, 0.030]) == {"n": 3, "p50": 20.0, "p95": 30.0, "max": 30.0}


def test_growth_is_the_exponent_of_the_size() -> None:
    assert figures.exponent(2.0, 20.0, (100_000, 1_000_000)) == pytest.approx(1.0)
    assert figures.exponent(5.0, 5.0, (100_000, 1_000_000)) == pytest.approx(0.0)


def test_one_size_is_told_in_tables_and_two_with_their_growth() -> None:
    alone = figures.tables([measured(100_000, 12.0)])
    assert "### 100,000 articles (seed 1, 2 cores)" in alone
    assert "| common | 50,000 | 12.0 / 24.0 / 36.0 |" in alone
    # The better of one and two shards, for each percentile.
    assert "| common | 0.50 | 0.50 | 0.10 | 0.10 |" in alone
    assert "| index | 10.0 | 10,000 | 20.0 | 300.5 |" in alone
    assert "| all | 1,700 |" in alone
    assert "| web | 201.5 |" in alone
    assert "| store, untagged | 20,000 | 40.0 | 500.0 |" in alone
    assert "| NDJSON | 100,000 | 5.0 | 20,000 | 163.0 |" in alone
    assert "| at rest | 12.0 | 24.0 | 36.0 |" in alone
    assert "exponent" not in alone
    both = figures.tables([measured(1_000_000, 120.0), measured(100_000, 12.0)])
    assert both.index("### 100,000") < both.index("### 1,000,000")
    assert "exponent of p50, 100,000 to 1,000,000" in both
    assert both.rstrip().splitlines()[-1].startswith("| common | 1.00 | 1.00 |")


def test_wrong_answers_are_told() -> None:
    told = figures.tables([measured(1_000, 1.0) | {"errors": ["rare, first: status 500 without a total"]}])
    assert "1 answer was wrong" in told
    assert "status 500" in told


def test_tables_take_their_place_in_a_document() -> None:
    document = f"Before.\n\n{figures.BEGIN}\n\nold\n\n{figures.END}\n\nAfter.\n"
    found = figures.put_into(document, [measured(1_000, 1.0)])
    assert found.startswith(f"Before.\n\n{figures.BEGIN}\n\n### 1,000 articles")
    assert found.endswith(f"\n\n{figures.END}\n\nAfter.\n")
    assert "old" not in found
    assert figures.put_into(found, [measured(1_000, 1.0)]) == found
    with pytest.raises(ValueError, match="no place for tables"):
        figures.put_into("Nothing.", [])


def test_the_document_about_speed_has_a_place_for_tables() -> None:
    document = (ROOT / "docs" / "performance.md").read_text()
    assert document.count(figures.BEGIN) == document.count(figures.END) == 1
