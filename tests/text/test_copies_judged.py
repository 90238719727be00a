"""Copies among real reports, against verdicts of our own on pairs of them (judged_copies.tsv: ids and verdicts only)."""

from __future__ import annotations

import json
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from archive.text.copies import Copies, shingle_hashes, sketch
from archive.text.similarity import copy_digest
from tests.support.shared import SHARED, needs_shared

REPORTS = ("corpora", "giveme5w1h", "news_cluster", "data")
VERDICTS = Path(__file__).with_name("judged_copies.tsv")

pytestmark = needs_shared(*REPORTS)

Pair = frozenset[str]


def judged() -> dict[Pair, bool]:
    rows = [line.split("\t") for line in VERDICTS.read_text().splitlines() if line[0] != "#"]
    return {frozenset((one, other)): verdict == "copy" for one, other, verdict in rows}


@pytest.fixture(scope="module")
def reports() -> dict[str, dict[str, Any]]:
    files = sorted(SHARED.joinpath(*REPORTS).glob("*.json"))
    read = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    return {report["dId"][:12]: report for report in read}


def grouped(reports: dict[str, dict[str, Any]], *, sources: bool = True) -> set[Pair]:
    """The pairs of reports that stand in one group."""
    copies = Copies()
    for report in reports.values():
        day = date.fromisoformat(report["date_publish"][:10])
        hashes = shingle_hashes(report["text"])
        digest = copy_digest(report["title"] or "", report["text"], day)
        copies.add(sketch(hashes, digest, source=report["source_domain"] if sources else "", day=day), hashes)
    ids = list(reports)
    return {frozenset((ids[a], ids[b])) for group in copies.groups() for a, b in combinations(group, 2)}


@pytest.mark.parametrize("sources", [True, False])
def test_groups_agree_with_what_a_reader_finds(reports, sources):
    verdicts = judged()
    found = grouped(reports, sources=sources)
    right = {pair for pair in found if verdicts.get(pair)}
    copies = {pair for pair, copy in verdicts.items() if copy}
    precision, recall = len(right) / len(found), len(right) / len(copies)
    told = f"{len(found)} pairs found, {len(copies)} judged copies: precision {precision:.3f}, recall {recall:.3f}"
    assert precision >= 0.95, told
    assert recall >= 0.85, told
