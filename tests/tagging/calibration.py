"""Whether the tagger is as sure as it is right: of decisions said to be so sure, the share that labelled texts confirm.

    python -m tests.tagging.calibration [SET...] [--limit N] [--save FILE] [--fit]
    python -m tests.tagging.calibration --read FILE... [--fit]

SET: first, last or news (our own labels), or a set whose texts lie outside of the repository (SHARED): crisis (the
labels of `crisis_score`), lgl, wikigold, reuters128, polnear-dev, polnear-train, relocar-train, semeval-train, wikiwars,
gum. Every text of a set is in one of two parts, by a digest of its name or words: `--fit` prints the tables of
`archive.tagging.confidence` from the one, the table of bins is of the other. The sets of KEPT are wholly in the latter,
those of GIVEN in the former.
`--save` keeps the decisions with their grounds, `--read` judges them by the tables as they are now, without tagging.
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
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple, Self
from unittest import mock
from zlib import crc32

from archive.authority.names import fold
from archive.tagging import confidence
from archive.tagging.lines import Writer
from archive.tagging.values import Article, Mention, Tags
from tests.support.shared import SHARED
from tests.tagging.crisis_score import Labelled, _overlap, labelled
from tests.tagging.sample_score import Judge, _near, files, read, spot

BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.01)
OURS = ("first", "last", "news")
KEPT = ("last", "first", "crisis", "polnear-train")
"""Never fitted on; of these the rules were tuned to "first" alone."""
GIVEN = ("polnear-dev",)
"""Wholly fitted on: polnear-train is its other part."""
LEAST = 30
"""Decisions that a step of a table needs."""
FEW, TRUST = 5, 5
"""Decisions that a class needs to have a share of its own; decisions of its kind that count beside its own, so that a
small class does not swing."""
SUREST = 0.99
NEAR_KM = 161

Grounds = tuple[str, ...]
"""What a confidence stands on: what was asked of `archive.tagging.confidence`, whose first word names the table."""


class Told(float):
    """A confidence that knows its grounds, through products and rounding."""

    grounds: Grounds

    def __new__(cls, value: float, grounds: Grounds) -> Self:
        told = super().__new__(cls, value)
        told.grounds = grounds
        return told

    def __mul__(self, other: float) -> Told:
        return Told(float(self) * float(other), self.grounds + (other.grounds if isinstance(other, Told) else ()))

    def __round__(self, digits: Any = None) -> Any:
        return self


class Decision(NamedTuple):
    """What was decided, in which set and text, on what grounds, and whether it is right."""

    kind: str
    of: str
    text: str
    grounds: Grounds
    right: bool

    @property
    def stated(self) -> float:
        """How sure it is said to be, by the tables as they are now."""
        return sure(self.grounds)

    @property
    def is_for_fitting(self) -> bool:
        return self.of in GIVEN or (self.of not in KEPT and crc32(self.text.encode()) % 2 == 0)


def sure(grounds: Grounds) -> float:
    """The confidence of these grounds."""
    match grounds:
        case ("way", way):
            return confidence.SPEAKER.get(way, confidence.USUAL)
        case ("speaker", way, bearer):
            return confidence.of_speaker(way, bearer)
        case ("value", footing):
            return confidence.of_value(footing)
        case ("reading", footing):
            return confidence.of_reading(footing)
        case ("mention", decision, stated):
            return confidence.of_mention(decision, float(stated))
        case ("mention", decision, stated, "reading", footing):
            return confidence.of_mention(decision, float(stated)) * confidence.of_reading(footing)
    raise ValueError(f"no table for {grounds}")


def knowing(stack: ExitStack) -> None:
    """While the stack is open, confidences carry their grounds."""

    def put(name: str, table: str) -> None:
        plain = getattr(confidence, name)
        stack.enter_context(
            mock.patch.object(confidence, name, lambda *asked: Told(plain(*asked), (table, *map(str, asked))))
        )

    for name, table in (
        ("of_speaker", "speaker"),
        ("of_value", "value"),
        ("of_mention", "mention"),
        ("of_reading", "reading"),
    ):
        put(name, table)


Case = tuple[str, Grounds, bool]
"""Kind, grounds and whether it is right."""
Judging = Callable[[dict[str, Any], Tags], Iterator[Case]]


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
            "polnear-train": self._speakers,
            "relocar-train": self._reading,
            "semeval-train": self._reading,
            "wikiwars": self._values,
            "gum": self._values,
        }

    def decisions(self, name: str, limit: int) -> Iterator[Decision]:
        with ExitStack() as stack:
            knowing(stack)
            texts = self._crisis if name == "crisis" else self._ours if name in OURS else self._theirs
            for text, cases in texts(name, limit):
                for kind, grounds, right in cases:
                    yield Decision(kind, name, text, grounds, right)

    def _theirs(self, name: str, limit: int) -> Iterator[tuple[str, Iterator[Case]]]:
        items = self._score.SETS[name][0]()
        step = max(1, len(items) // limit) if limit else 1
        items = items[::step]
        for item, tags in zip(items, self._judge.tagger.tag_many(map(_article, items)), strict=True):
            yield f"{crc32(item['in']['text'].encode()):08x}", self._by_set[name](item, tags)

    def _kinds(self, item: dict[str, Any], tags: Tags) -> Iterator[Case]:
        """Span and kind of names that nothing identifies."""
        gold = {tuple(span) for span in item["gold"]}
        for m in self._outermost(tags, {span[:2] for span in gold}):
            if not m.actor and not m.place:
                right = (m.start, m.end, self._score.KIND[m.kind]) in gold
                yield f"unlisted {m.kind}", _grounds(m.confidence)[:3], right

    def _places(self, item: dict[str, Any], tags: Tags) -> Iterator[Case]:
        gold = {(g["s"], g["e"]): g for g in item["gold"]}
        for m in self._outermost(tags, set(gold)):
            place = self._judge.gazetteer.place(m.place) if m.place else None
            g = gold.get((m.start, m.end))
            unasked = (
                g is None and _decision(m.confidence) == "land"
            )  # demonyms, "U.S." in a body's name: left out or not
            if place is None or unasked or (g and (g["ignore"] or g["lat"] is None)):
                continue
            near = g is not None and self._score.km(g["lat"], g["lon"], place.lat, place.lon) <= NEAR_KM
            yield _decision(m.confidence), _grounds(m.confidence)[:3], near

    def _links(self, item: dict[str, Any], tags: Tags) -> Iterator[Case]:
        """Actors against the title of the gold, by their own title or name; what the gold leaves open is not judged."""
        key = self._score.title_key
        gold = {(s, e): key(title) for s, e, title in item["gold"] if title}
        for m in tags.mentions:
            actor = self._judge.authority.actors.get(m.actor)
            if m.part == "body" and actor and not m.place and (m.start, m.end) in gold:
                right = key(actor.wikipedia or actor.name) == gold[m.start, m.end]
                yield "actor", _grounds(m.confidence)[:3], right

    def _outermost(self, tags: Tags, spans: set[tuple[int, int]]) -> list[Mention]:
        mentions = {(m.start, m.end): m for m in tags.mentions if m.part == "body"}
        rows = [{"start": m.start, "end": m.end, "text": m.text} for m in mentions.values()]
        kept = self._score.outermost(self._score.named(rows, spans))
        return [mentions[row["start"], row["end"]] for row in kept]

    def _speakers(self, item: dict[str, Any], tags: Tags) -> Iterator[Case]:
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
            yield "speaker's words", ("way", _grounds(q.confidence)[1]), right

    def _values(self, item: dict[str, Any], tags: Tags) -> Iterator[Case]:
        gold = [g for g in item["gold"] if g[3] is not None]
        got = [d for d in tags.dates if d.part == "body"]
        pairs = self._score.pair_up(gold, got, lambda g, d: self._score.overlap(g, (d.start, d.end)))
        for i, j in pairs:
            yield "date value", _grounds(got[j].confidence), gold[i][3] == got[j].value

    def _reading(self, item: dict[str, Any], tags: Tags) -> Iterator[Case]:
        """The reading of the one name that is asked about, where it is found as a place with a reading."""
        start, end, wanted = item["gold"]
        for m in tags.mentions:
            if m.start < end and start < m.end and m.reading_confidence is not None and wanted != "mixed":
                yield "reading", _grounds(m.reading_confidence), m.reading == wanted
                return

    def _ours(self, half: str, limit: int) -> Iterator[tuple[str, Iterator[Case]]]:
        paths = files(half)[: limit or None]
        articles = [read(path) for path in paths]
        for path, article, tags in zip(paths, articles, self._judge.tagger.tag_many(articles), strict=True):
            labels = path.parents[1] / "expected" / f"{path.stem}.json"
            yield path.stem, self._ours_in(article.body, json.loads(labels.read_text(encoding="utf-8")), tags)

    def _crisis(self, _name: str, limit: int) -> Iterator[tuple[str, Iterator[Case]]]:
        some = list(labelled())[: limit or None]
        for one, tags in zip(some, self._judge.tagger.tag_many([one.article for one in some]), strict=True):
            yield one.name, self._crisis_in(one, tags)

    def _crisis_in(self, one: Labelled, tags: Tags) -> Iterator[Case]:
        """Actors, also of mentions that may be left out: a wrong actor is wrong there too."""
        for m in tags.mentions:
            if m.actor and m.kind not in ("place", "group"):
                meant = {actor for span, (actor, _) in one.wanted.items() if _overlap(span, (m.part, m.start, m.end))}
                yield "actor", _grounds(m.confidence)[:3], m.actor in meant

    def _ours_in(self, body: str, expected: dict[str, Any], tags: Tags) -> Iterator[Case]:
        yield from self._our_dates(body, expected["dates"], tags)
        yield from self._our_quotes(expected["quotes"], body, tags)
        yield from self._our_names(body, expected, tags)

    def _our_dates(self, body: str, wanted: list[dict[str, Any]], tags: Tags) -> Iterator[Case]:
        got = {(d.start, d.end): d for d in tags.dates if d.part == "body"}
        for item in wanted:
            for span in _near(got, spot(body, item))[:1]:
                yield "date value", _grounds(got[span].confidence), got[span].value == item["value"]

    def _our_quotes(self, wanted: list[dict[str, Any]], body: str, tags: Tags) -> Iterator[Case]:
        for item in wanted:
            for q in tags.quotes:
                if q.part == "body" and q.type != "indirect" and item["text"].strip('"“”.,') in body[q.start : q.end]:
                    yield "speaker", _grounds(q.confidence), self._judge._is_speaker(item["speaker"], q)

    def _our_names(self, body: str, expected: dict[str, Any], tags: Tags) -> Iterator[Case]:
        named = {spot(body, item): fold(item["name"]) for item in expected["actors"]}
        placed = {spot(body, item): item for item in expected["places"]}
        for m in tags.mentions:
            if m.part != "body":
                continue
            if m.actor and not m.place and (m.kind != "person" or not m.text[0].islower()):
                near = _near(named, (m.start, m.end))[:1]
                right = bool(near) and named[near[0]] in self._judge._actor_names(m.actor)
                yield "actor", _grounds(m.confidence)[:3], right
            elif m.place and m.kind == "place":
                label = next((placed[span] for span in _near(placed, (m.start, m.end))), None)
                right = label is not None and fold(label["name"]) in self._judge._place_names(m.place)
                yield _decision(m.confidence), _grounds(m.confidence)[:3], right
                if m.reading_confidence is not None:
                    same = label is not None and label["reading"] == m.reading
                    yield "place with its reading", _grounds(m.confidence), right and same
                    if label is not None:
                        yield "reading", _grounds(m.reading_confidence), same


def _grounds(told: float) -> Grounds:
    assert isinstance(told, Told), "a confidence that no table gave"
    return told.grounds


def _decision(told: float) -> str:
    """The table of mentions that was asked."""
    return _grounds(told)[1]


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

Row = tuple[str, float, float, float, float, int]
"""Kind, low and high end of a bin, mean stated, share right, decisions."""


def table(decisions: Iterable[Decision]) -> list[Row]:
    """Every bin that has any decisions, by kind."""
    bins: dict[tuple[str, float, float], list[tuple[float, bool]]] = defaultdict(list)
    for one in decisions:
        stated = one.stated
        low, high = next((a, b) for a, b in pairwise(BINS) if a <= stated < b)
        bins[one.kind, low, high].append((stated, one.right))
    return [
        (kind, low, min(high, 1.0), _mean(s for s, _ in some), _mean(right for _, right in some), len(some))
        for (kind, low, high), some in sorted(bins.items())
    ]


def error(rows: Iterable[Row]) -> float:
    """Expected calibration error: how far what is said lies from what is right, by bin, as their decisions weigh."""
    some = list(rows)
    return sum(abs(said - right) * n for *_, said, right, n in some) / sum(n for *_, n in some)


def steps(decisions: Iterable[tuple[float, bool]]) -> list[tuple[float, float]]:
    """(stated at least, share right), rising: neighbours that fall, or are fewer than LEAST, are taken together."""
    by_stated: dict[float, list[bool]] = defaultdict(list)
    for stated, right in decisions:
        by_stated[stated].append(right)
    pools: list[tuple[float, int, int]] = []
    for stated, rights in sorted(by_stated.items()):
        pools.append((stated, sum(rights), len(rights)))
        while len(pools) > 1 and (pools[-2][2] < LEAST or pools[-2][1] / pools[-2][2] >= pools[-1][1] / pools[-1][2]):
            last = pools.pop()
            pools[-1] = (pools[-1][0], pools[-1][1] + last[1], pools[-1][2] + last[2])
    if len(pools) > 1 and pools[-1][2] < LEAST:
        last = pools.pop()
        pools[-1] = (pools[-1][0], pools[-1][1] + last[1], pools[-1][2] + last[2])
    found = [(stated, min(SUREST, round(right / n, 2))) for stated, right, n in pools]
    return [step for at, step in enumerate(found) if not at or step[1] > found[at - 1][1]]


def shares(cases: Iterable[tuple[str, bool]], usual: float) -> dict[str, float]:
    """Class → share right, of classes that have FEW; TRUST decisions as right as `usual` count beside their own."""
    by_class: dict[str, list[bool]] = defaultdict(list)
    for name, right in cases:
        by_class[name].append(right)
    return {
        name: min(SUREST, round((sum(rights) + TRUST * usual) / (len(rights) + TRUST), 2))
        for name, rights in sorted(by_class.items())
        if len(rights) >= FEW
    }


def _mean(values: Iterable[float]) -> float:
    some = list(values)
    return sum(some) / len(some)


def fit(decisions: Iterable[Decision]) -> None:
    """Print the tables of `archive.tagging.confidence` as these decisions have them."""
    by_kind: dict[str, list[Decision]] = defaultdict(list)
    for one in decisions:
        by_kind[one.kind].append(one)
    out = sys.stdout
    plain = {"SPEAKER": "speaker's words", "VALUE": "date value"}
    for name, kind in plain.items():
        if some := by_kind[kind]:
            found = shares(((d.grounds[1], d.right) for d in some), _mean(d.right for d in some))
            out.write(f"{name} = {json.dumps(found, ensure_ascii=False, indent=4)}  # {len(some)}\n")
    if some := by_kind["reading"]:
        found = {}
        for reading in ("literal", "metonymic"):
            own = [d for d in some if d.grounds[1].startswith(reading)]
            usual = _mean(d.right for d in own)
            found |= {reading: round(usual, 2)} | shares(((d.grounds[1], d.right) for d in own), usual)
        out.write(f"READING = {json.dumps(found, ensure_ascii=False, indent=4)}  # {len(some)}\n")
    if some := by_kind["speaker"]:
        out.write(f"BEARER = {json.dumps(_bearers(some), ensure_ascii=False, indent=4)}  # {len(some)}\n")
    for kind, some in sorted(by_kind.items()):
        if some[0].grounds[0] == "mention" and len(some[0].grounds) == 3:
            found_steps = tuple(steps((float(d.grounds[2]), d.right) for d in some))
            out.write(f'MENTION["{kind}"] = {found_steps}  # {len(some)}\n')


def _bearers(decisions: Iterable[Decision]) -> dict[str, float]:
    """How much less sure a speaker is than his words: the share right against what is said of the words alone."""
    sums: dict[str, tuple[int, float]] = defaultdict(lambda: (0, 0.0))
    for one in decisions:
        right, said = sums[one.grounds[2]]
        sums[one.grounds[2]] = right + one.right, said + sure(("way", one.grounds[1]))
    return {name: min(1.0, round((right + TRUST) / (said + TRUST), 2)) for name, (right, said) in sorted(sums.items())}


def saved(path: Path) -> Iterator[Decision]:
    for line in path.read_text(encoding="utf-8").splitlines():
        kind, of, text, grounds, right = json.loads(line)
        yield Decision(kind, of, text, tuple(grounds), right)


def report(decisions: Iterable[Decision]) -> None:
    """The bins of every kind, by set, and their errors."""
    by_set: dict[str, list[Decision]] = defaultdict(list)
    for one in decisions:
        by_set[one.of].append(one)
    out = sys.stdout
    out.write("| set | decision | said | mean said | right | n |\n|---|---|---|---|---|---|\n")
    for name, some in by_set.items():
        for kind, low, high, said, right, n in table(some):
            out.write(f"| {name} | {kind} | {low:.2f}–{high:.2f} | {said:.2f} | {right:.2f} | {n} |\n")
    out.write("\n| decision | set | expected calibration error | mean said | right | n |\n|---|---|---|---|---|---|\n")
    kinds: dict[tuple[str, str], list[Decision]] = defaultdict(list)
    for name, some in by_set.items():
        for one in some:
            kinds[one.kind, name].append(one)
            kinds[one.kind, "all"].append(one)
    for (kind, name), some in sorted(kinds.items()):
        told = f"{_mean(d.stated for d in some):.3f} | {_mean(d.right for d in some):.3f} | {len(some)}"
        out.write(f"| {kind} | {name} | {error(table(some)):.3f} | {told} |\n")


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("sets", nargs="*")
    asked.add_argument("--limit", type=int, default=0)
    asked.add_argument("--save", type=Path)
    asked.add_argument("--read", type=Path, nargs="+")
    asked.add_argument("--fit", action="store_true")
    given = asked.parse_args()
    if given.read:
        rows = [one for path in given.read for one in saved(path)]
    else:
        bench = Bench()
        rows = [one for name in given.sets or ["first", "news"] for one in bench.decisions(name, given.limit)]
    if given.save:
        given.save.write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")
    if given.fit:
        fit(one for one in rows if one.is_for_fitting)
    else:
        report(one for one in rows if not one.is_for_fitting)


if __name__ == "__main__":
    main()
