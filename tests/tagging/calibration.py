"""Whether the tagger is as sure as it is right: of decisions said to be so sure, the share that labelled texts confirm.

    python -m tests.tagging.calibration [SET...] [--limit N] [--fit]

SET: first, last or news (our own labels), or a development set that lies outside of the repository (SHARED): lgl,
wikigold, reuters128, polnear-dev, wikiwars, gum. `--fit` prints the shares by the grounds of decisions instead,
from which the tables of `archive.tagging.confidence` are made; never fit on "last".
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import date
from itertools import pairwise
from types import ModuleType
from typing import Any, NamedTuple
from unittest import mock

from archive.authority.names import fold
from archive.tagging import confidence
from archive.tagging.lines import Writer
from archive.tagging.values import Article, Mention, Tags
from tests.support.shared import SHARED
from tests.tagging.sample_score import Judge, _near, files, read, spot

BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.01)
OURS = ("first", "last", "news")
LEAST = 30
"""Decisions that a step of a table needs."""
NEAR_KM = 161


class Decision(NamedTuple):
    """What was decided, how sure it was said to be (in `--fit`: an index of its grounds), and whether it is right."""

    kind: str
    stated: float
    right: bool


Judging = Callable[[dict[str, Any], Tags], Iterator[Decision]]


class Bench:
    """Tags texts and judges each decision that their labels speak of."""

    def __init__(self) -> None:
        self._judge = Judge()
        self._writer = Writer(self._judge.authority.actors, self._judge.gazetteer.place)
        self._score = _scorer()
        self._by_set: dict[str, Judging] = {
            "wikigold": self._kinds,
            "lgl": self._places,
            "reuters128": self._links,
            "polnear-dev": self._speakers,
            "wikiwars": self._values,
            "gum": self._values,
        }

    def decisions(self, name: str, limit: int) -> Iterator[Decision]:
        if name in OURS:
            yield from self._ours(name, limit)
            return
        items = self._score.SETS[name][0]()
        step = max(1, len(items) // limit) if limit else 1
        items = items[::step]
        for item, tags in zip(items, self._judge.tagger.tag_many(map(_article, items)), strict=True):
            yield from self._by_set[name](item, tags)

    def _kinds(self, item: dict[str, Any], tags: Tags) -> Iterator[Decision]:
        """Span and kind of names that nothing identifies."""
        gold = {tuple(span) for span in item["gold"]}
        for m in self._outermost(tags, {span[:2] for span in gold}):
            if not m.actor and not m.place:
                right = (m.start, m.end, self._score.KIND[m.kind]) in gold
                yield Decision(f"unlisted {m.kind}", m.confidence, right)

    def _places(self, item: dict[str, Any], tags: Tags) -> Iterator[Decision]:
        gold = {(g["s"], g["e"]): g for g in item["gold"]}
        for m in self._outermost(tags, set(gold)):
            place = self._judge.gazetteer.place(m.place) if m.place else None
            g = gold.get((m.start, m.end))
            if place is None or (g and (g["ignore"] or g["lat"] is None)):
                continue
            near = g is not None and self._score.km(g["lat"], g["lon"], place.lat, place.lon) <= NEAR_KM
            yield Decision("place", m.confidence, near)

    def _links(self, item: dict[str, Any], tags: Tags) -> Iterator[Decision]:
        """Actors against the title of the gold, by their own title or name; what the gold leaves open is not judged."""
        key = self._score.title_key
        gold = {(s, e): key(title) for s, e, title in item["gold"] if title}
        for m in tags.mentions:
            actor = self._judge.authority.actors.get(m.actor)
            if m.part == "body" and actor and not m.place and (m.start, m.end) in gold:
                yield Decision("actor", m.confidence, key(actor.wikipedia or actor.name) == gold[m.start, m.end])

    def _outermost(self, tags: Tags, spans: set[tuple[int, int]]) -> list[Mention]:
        mentions = {(m.start, m.end): m for m in tags.mentions if m.part == "body"}
        rows = [{"start": m.start, "end": m.end, "text": m.text} for m in mentions.values()]
        kept = self._score.outermost(self._score.named(rows, spans))
        return [mentions[row["start"], row["end"]] for row in kept]

    def _speakers(self, item: dict[str, Any], tags: Tags) -> Iterator[Decision]:
        """The speaker's words of quotes that share half of their words with the gold's."""
        gold, overlap = item["gold"], self._score.overlap
        got = [q for q in tags.quotes if q.part == "body"]

        def alike(i: int, j: int) -> float:
            g, q = gold[i], got[j]
            both = overlap((g["s"], g["e"]), (q.start, q.end))
            share = both / (max(g["e"], q.end) - min(g["s"], q.start))
            return share if share >= 0.5 else 0.0

        for i, j in self._score.pair_up(range(len(gold)), range(len(got)), alike):
            said, q = gold[i]["source"], got[j]
            span = None if q.speaker_start is None else (q.speaker_start, q.speaker_end)
            right = not said if span is None else any(overlap(span, one) for one in said)
            yield Decision("speaker's words", q.confidence, right)

    def _values(self, item: dict[str, Any], tags: Tags) -> Iterator[Decision]:
        gold = [g for g in item["gold"] if g[3] is not None]
        got = [d for d in tags.dates if d.part == "body"]
        pairs = self._score.pair_up(gold, got, lambda g, d: self._score.overlap(g, (d.start, d.end)))
        for i, j in pairs:
            yield Decision("date value", got[j].confidence, gold[i][3] == got[j].value)

    def _ours(self, half: str, limit: int) -> Iterator[Decision]:
        paths = files(half)[: limit or None]
        articles = [read(path) for path in paths]
        for path, article, tags in zip(paths, articles, self._judge.tagger.tag_many(articles), strict=True):
            labels = path.parents[1] / "expected" / f"{path.stem}.json"
            expected = json.loads(labels.read_text(encoding="utf-8"))
            yield from self._our_dates(article.body, expected["dates"], tags)
            yield from self._our_quotes(expected["quotes"], article.body, tags)
            yield from self._our_names(article.body, expected, tags)

    def _our_dates(self, body: str, wanted: list[dict[str, Any]], tags: Tags) -> Iterator[Decision]:
        got = {(d.start, d.end): d for d in tags.dates if d.part == "body"}
        for item in wanted:
            for span in _near(got, spot(body, item))[:1]:
                yield Decision("date value", got[span].confidence, got[span].value == item["value"])

    def _our_quotes(self, wanted: list[dict[str, Any]], body: str, tags: Tags) -> Iterator[Decision]:
        for item in wanted:
            for q in tags.quotes:
                if q.part == "body" and q.type != "indirect" and item["text"].strip('"“”.,') in body[q.start : q.end]:
                    yield Decision("speaker", q.confidence, self._judge._is_speaker(item["speaker"], q))

    def _our_names(self, body: str, expected: dict[str, Any], tags: Tags) -> Iterator[Decision]:
        named = {spot(body, item): fold(item["name"]) for item in expected["actors"]}
        placed = {spot(body, item): fold(item["name"]) for item in expected["places"]}
        for m in tags.mentions:
            if m.part != "body":
                continue
            if m.actor and not m.place and (m.kind != "person" or not m.text[0].islower()):
                near = _near(named, (m.start, m.end))[:1]
                right = bool(near) and named[near[0]] in self._judge._actor_names(m.actor)
                yield Decision("actor", m.confidence, right)
            elif m.place and m.kind == "place":
                near = _near(placed, (m.start, m.end))[:1]
                right = bool(near) and placed[near[0]] in self._judge._place_names(m.place)
                yield Decision("place", m.confidence, right)


def _scorer() -> ModuleType:
    """The scorer of the development sets, which knows how to read them."""
    path = SHARED.parent / "eval" / "score.py"
    spec = importlib.util.spec_from_file_location("dev_score", path)
    if spec is None or spec.loader is None or not path.exists():
        return ModuleType("dev_score")  # our own sets need none of it
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _article(item: dict[str, Any]) -> Article:
    row = item["in"]
    published = date.fromisoformat(row["date"][:10]) if row.get("date") else None
    return Article(row["text"], row.get("title", ""), row["language"], published, row.get("source", ""))


# ------------------------------------------------------------------ tables


def table(decisions: Iterable[Decision]) -> list[tuple[str, float, float, float, float, int]]:
    """(kind, bin's low end, high end, mean stated, share right, n) of every bin that has any."""
    bins: dict[tuple[str, float, float], list[Decision]] = defaultdict(list)
    for one in decisions:
        low, high = next((a, b) for a, b in pairwise(BINS) if a <= one.stated < b)
        bins[one.kind, low, high].append(one)
    return [
        (kind, low, min(high, 1.0), _mean(d.stated for d in some), _mean(d.right for d in some), len(some))
        for (kind, low, high), some in sorted(bins.items())
    ]


def steps(decisions: Iterable[Decision]) -> list[tuple[float, float]]:
    """(stated at least, share right), rising: neighbours that fall, or are fewer than LEAST, are taken together."""
    by_stated: dict[float, list[bool]] = defaultdict(list)
    for one in decisions:
        by_stated[one.stated].append(one.right)
    pools: list[tuple[float, int, int]] = []
    for stated, rights in sorted(by_stated.items()):
        pools.append((stated, sum(rights), len(rights)))
        while len(pools) > 1 and (pools[-2][2] < LEAST or pools[-2][1] / pools[-2][2] >= pools[-1][1] / pools[-1][2]):
            last = pools.pop()
            pools[-1] = (pools[-1][0], pools[-1][1] + last[1], pools[-1][2] + last[2])
    if len(pools) > 1 and pools[-1][2] < LEAST:
        last = pools.pop()
        pools[-1] = (pools[-1][0], pools[-1][1] + last[1], pools[-1][2] + last[2])
    return [(stated, round(right / n, 2)) for stated, right, n in pools]


def _mean(values: Iterable[float]) -> float:
    some = list(values)
    return sum(some) / len(some)


def fit(bench: Bench, sets: list[str], limit: int) -> None:
    """Shares by the grounds of speakers and dates, and the steps of mentions."""
    grounds: list[str] = []

    def code(*words: str) -> float:
        name = " / ".join(words)
        if name not in grounds:
            grounds.append(name)
        return float(grounds.index(name))

    with ExitStack() as stack:
        for name, put in (("of_speaker", code), ("of_value", code), ("of_mention", lambda _, stated: stated)):
            stack.enter_context(mock.patch.object(confidence, name, put))
        rows = [(name, one) for name in sets for one in bench.decisions(name, limit)]
    kinds: dict[tuple[str, str], list[Decision]] = defaultdict(list)
    for name, one in rows:
        coded = one.kind in ("speaker", "speaker's words", "date value")
        kinds[(one.kind, f"{name}: {grounds[int(one.stated)]}") if coded else (one.kind, "")].append(one)
    for (kind, ground), some in sorted(kinds.items()):
        told = f"{_mean(d.right for d in some):.3f}" if ground else str(steps(some))
        sys.stdout.write(f"{kind:16} {ground:48} {told} n={len(some)}\n")


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("sets", nargs="*", default=["first", "news"])
    asked.add_argument("--limit", type=int, default=0)
    asked.add_argument("--fit", action="store_true")
    given = asked.parse_args()
    bench = Bench()
    if given.fit:
        fit(bench, given.sets, given.limit)
        return
    rows = [one for name in given.sets for one in bench.decisions(name, given.limit)]
    sys.stdout.write("| decision | said | mean said | right | n |\n|---|---|---|---|---|\n")
    for kind, low, high, said, right, n in table(rows):
        sys.stdout.write(f"| {kind} | {low:.2f}–{high:.2f} | {said:.2f} | {right:.2f} | {n} |\n")


if __name__ == "__main__":
    main()
