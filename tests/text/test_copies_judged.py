"""Copies among real texts, against verdicts of our own on pairs of them (judged_copies*.tsv: ids, verdicts, reasons)."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import pytest

from archive.text.copies import Copies, shingle_hashes, sketch
from archive.text.similarity import copy_digest
from tests.support.shared import SHARED, needs_shared

REPORTS = ("corpora", "giveme5w1h")
RELEASES = ("corpora", "senate-press-releases", "senate_press_releases.jsonl.gz")
VERDICTS = Path(__file__).with_name("judged_copies.tsv")
HELD_OUT = Path(__file__).with_name("judged_copies_held_out.tsv")

pytestmark = needs_shared(*REPORTS)

Pair = frozenset[str]


class Report(NamedTuple):
    title: str
    text: str
    day: date | None
    source: str


def judged(file: Path) -> dict[Pair, bool]:
    rows = [line.split("\t") for line in file.read_text().splitlines() if line[0] != "#"]
    assert all(row[2] in ("copy", "other") for row in rows)
    return {frozenset(row[:2]): row[2] == "copy" for row in rows}


def day_of(value: str | None) -> date | None:
    return date.fromisoformat(value[:10]) if value and re.match(r"\d{4}-\d\d-\d\d", value) else None


def reports(part: str) -> dict[str, Report]:
    """The reports of one part of giveme5w1h by the first twelve characters of their ids."""
    found = {}
    for file in sorted(SHARED.joinpath(*REPORTS, part, "data").glob("*.json")):
        read = json.loads(file.read_text(encoding="utf-8"))
        day, source = day_of(read["date_publish"]), read.get("source_domain") or ""
        found[read["dId"][:12]] = Report(read["title"] or "", read["text"], day, source)
    return found


def releases(paths: set[str]) -> Iterator[tuple[str, Report]]:
    """Those press releases that are asked for: only their lines are read as JSON."""
    with gzip.open(SHARED.joinpath(*RELEASES), "rt", encoding="utf-8") as lines:
        for line in lines:
            path = re.search('"path": ?"([^"]+)"', line[:300])
            if path and path[1] in paths:
                read = json.loads(line)
                yield path[1], Report("", read["text"], day_of(read["date"]), read["senator"])


def grouped(reports: dict[str, Report], *, sources: bool = True) -> set[Pair]:
    """The pairs of reports that stand in one group."""
    copies = Copies()
    for report in reports.values():
        hashes = shingle_hashes(report.text)
        digest = copy_digest(report.title, report.text, report.day)
        copies.add(sketch(hashes, digest, source=report.source if sources else "", day=report.day), hashes)
    ids = list(reports)
    return {frozenset((ids[a], ids[b])) for group in copies.groups() for a, b in combinations(group, 2)}


def precision_and_recall(found: Iterable[Pair], verdicts: dict[Pair, bool]) -> tuple[float, float, str]:
    found = set(found)
    right = {pair for pair in found if verdicts.get(pair)}
    copies = {pair for pair, copy in verdicts.items() if copy}
    precision, recall = len(right) / len(found), len(right) / len(copies)
    missed = sorted(sorted(pair) for pair in copies - found)
    wrong = sorted(sorted(pair) for pair in found - right)
    told = f"{len(found)} found, {len(copies)} judged copies: {precision:.3f}, {recall:.3f}; {missed=}, {wrong=}"
    return precision, recall, told


@pytest.mark.parametrize(("sources", "least_precision", "least_recall"), [(True, 1.0, 0.88), (False, 0.97, 0.90)])
def test_groups_agree_with_what_a_reader_finds(sources, least_precision, least_recall):
    found = grouped(reports("news_cluster"), sources=sources)
    precision, recall, told = precision_and_recall(found, judged(VERDICTS))
    assert precision >= least_precision, told
    assert recall >= least_recall, told


@needs_shared(*RELEASES)
def test_pairs_that_had_no_part_in_choosing_the_rule():
    """Half of them were drawn from the links, half from what is left apart. Each pair by itself, as it was drawn: a third
    text among them joins two that are cut from it. The wrong links are forms that two senators fill in together."""
    verdicts = judged(HELD_OUT)
    known = reports("gold_standard") | reports("news_cluster")
    paths = {text for pair in verdicts for text in pair}
    texts = {text: known[text] for text in paths & known.keys()} | dict(releases(paths - known.keys()))
    assert texts.keys() == paths
    found = {pair for pair in verdicts if grouped({text: texts[text] for text in pair})}
    precision, recall, told = precision_and_recall(found, verdicts)
    assert precision >= 0.80, told
    assert recall >= 1.0, told
