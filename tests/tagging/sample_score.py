"""How the tags of the shipped sample compare with what its writer expected (`sample/expected`).

    python -m tests.tagging.sample_score [first|last|all|news] [--misses] [--language uk,ru]

prints precision and recall by kind, of the dispatches in some languages only if asked. `order.txt` is the order in which the files were labelled: rules are
tuned on the first half only.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from archive.authority.cities import open_cities
from archive.authority.files import read_authority
from archive.authority.gazetteer import Gazetteer
from archive.authority.names import fold
from archive.tagging.actors import sound
from archive.tagging.inflection import is_cyrillic
from archive.tagging.pipeline import Tagger
from archive.tagging.values import Article, Mention, Quote, SpokenDate, Tags
from tests.support.cities import CACHE

SAMPLE = Path(__file__).parents[2] / "sample"
NEWS = Path(__file__).parent / "news"
Half = str  # "first", "last", "all", "news"
Item = tuple[int, int, str]
"""Start, end and the folded name or value."""


@dataclass
class Score:
    """Counts of one kind; the examples are for the eye."""

    right: int = 0
    expected: int = 0
    found: int = 0
    misses: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.expected if self.expected else 1.0


def files(half: Half = "all") -> list[Path]:
    """The dispatches in the order in which they were labelled, the first or last half of them; or those of `news`."""
    folder = NEWS if half == "news" else SAMPLE
    names = [line.strip() for line in (folder / "expected" / "order.txt").read_text().splitlines() if line.strip()]
    stems = [Path(name).stem for name in names if not name.startswith("#")]
    middle = len(stems) // 2
    chosen = {"first": stems[:middle], "last": stems[middle:]}.get(half, stems)
    return [folder / "dispatches" / f"{stem}.txt" for stem in chosen]


def read(path: Path) -> Article:
    head, body = path.read_text(encoding="utf-8").split("\n\n", 1)
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    printed = fields.get("Published", "")
    return Article(
        body.rstrip("\n"),
        fields["Headline"],
        fields["Language"],
        date.fromisoformat(printed[:10]) if len(printed) >= 10 else None,
        fields["Source"],
    )


def spot(body: str, item: dict[str, Any]) -> tuple[int, int]:
    """Where the nth printing of the words stands; (-1, -1) if it is not there."""
    start = -1
    for _ in range(item["occurrence"]):
        start = body.find(item["text"], start + 1)
    return (start, start + len(item["text"])) if start >= 0 else (-1, -1)


class Judge:
    """Tags the sample and compares."""

    def __init__(self) -> None:
        cities = open_cities(CACHE)
        self.authority = read_authority(None, cities)
        self.gazetteer = Gazetteer(self.authority, cities)
        self.tagger = Tagger(self.authority, self.gazetteer)
        self.scores: dict[str, Score] = {}

    def run(self, half: Half, languages: Collection[str] = ()) -> dict[str, Score]:
        paths = [path for path in files(half) if not languages or read(path).language in languages]
        articles = [read(path) for path in paths]
        for path, article, tags in zip(paths, articles, self.tagger.tag_many(articles), strict=True):
            labels = path.parents[1] / "expected" / f"{path.stem}.json"
            expected = json.loads(labels.read_text(encoding="utf-8"))
            self._compare(path.stem, article.body, expected, tags)
        return self.scores

    def _compare(self, stem: str, body: str, expected: dict[str, Any], tags: Tags) -> None:
        mentions = [m for m in tags.mentions if m.part == "body"]
        actors = {
            (m.start, m.end): self._actor_names(m.actor) if m.actor else {fold(m.name), *_across(m)}
            for m in mentions
            if (m.actor or m.kind in ("person", "organisation")) and (m.kind != "person" or not m.text[0].islower())
        }  # no bare offices
        self._score("actors", stem, body, expected["actors"], "name", actors)
        for reading in ("literal", "metonymic"):
            wanted = [p for p in expected["places"] if p["reading"] == reading]
            got = {
                (m.start, m.end): self._place_names(m.place) | {fold(m.text), *_across(m)}
                for m in mentions
                if m.kind == "place" and m.reading == reading
            }
            self._score(f"{reading} places", stem, body, wanted, "name", got)
        dates = {(d.start, d.end): {d.value} for d in tags.dates if d.part == "body" and not _is_vague(d)}
        self._score("dates", stem, body, expected["dates"], "value", dates)
        self._quotes(stem, body, expected["quotes"], tags)

    def _actor_names(self, ident: str) -> set[str]:
        actor = self.authority.actors[ident]
        return {fold(text) for text in (actor.name, *(n.text for n in actor.names))}

    def _place_names(self, ident: str) -> set[str]:
        place = self.gazetteer.place(ident)
        return {fold(text) for text in (place.name, *(n.text for n in place.names))} if place else set()

    def _score(
        self,
        kind: str,
        stem: str,
        body: str,
        wanted: list[dict[str, Any]],
        key: str,
        got: dict[tuple[int, int], set[str]],
    ) -> None:
        score = self.scores.setdefault(kind, Score())
        score.expected += len(wanted)
        score.found += len(got)
        used: set[tuple[int, int]] = set()
        for item in wanted:
            at = spot(body, item)
            match = next((span for span in _near(got, at) if span not in used), None)
            value = item[key] if key == "value" else fold(item[key])
            if match is not None and (value in got[match] or _same(value, at, match, got[match])):
                score.right += 1
                used.add(match)
            else:
                score.misses.append(
                    f"{stem}: {item['text']} = {item[key]} (got {sorted(got[match])[:2] if match else None})"
                )
        score.extra += [
            f"{stem}: {body[max(0, a - 25) : a]}[{body[a:b]}]{body[b : b + 20]} = {sorted(got[(a, b)])[:1]}"
            for a, b in got
            if (a, b) not in used
        ]

    def _quotes(self, stem: str, body: str, wanted: list[dict[str, Any]], tags: Tags) -> None:
        score = self.scores.setdefault("quotes", Score())
        direct = [q for q in tags.quotes if q.part == "body" and q.type != "indirect"]
        score.expected += len(wanted)
        score.found += len(direct)
        hit: set[int] = set()
        for item in wanted:
            found = [i for i, q in enumerate(direct) if item["text"].strip('"“”.,') in body[q.start : q.end]]
            hit.update(found)
            if any(self._is_speaker(item["speaker"], direct[i]) for i in found):
                score.right += 1
            else:
                got = [(direct[i].actor or direct[i].speaker_name, _speaker_words(direct[i], body)) for i in found]
                score.misses.append(f"{stem}: {item['text']} = {item['speaker']} (got {got})")
        score.extra += [
            f"{stem}: {body[q.start : q.end]} ({q.actor or q.speaker_name})"
            for i, q in enumerate(direct)
            if i not in hit
        ]

    def _is_speaker(self, expected: str, quote: Quote) -> bool:
        """By the actor's names; of a speaker whom the authority lacks, by the printed name."""
        if quote.actor:
            return fold(expected) in self._actor_names(quote.actor)
        name = quote.speaker_name
        return fold(expected) == fold(name) or (is_cyrillic(name) and _sounds(name) == _sounds(fold(expected)))


def _speaker_words(quote: Quote, body: str) -> str:
    return body[quote.speaker_start : quote.speaker_end] if quote.speaker_start is not None else ""


def _is_vague(spoken: SpokenDate) -> bool:
    """Without a place on a calendar or clock ("now", "for months", a Sunday of no known week): the rules by which
    the sample was read list none of these, so none is right or wrong."""
    unresolved = spoken.type in ("DATE", "TIME") and spoken.value.startswith("XXXX")
    return unresolved or spoken.value.endswith("_REF") or spoken.value.startswith(("PX", "PTX"))


_SPAN = "= the same span"
_LATIN = dict(zip("абвгґдеєжзиіїйклмнопрстуфхцчшщьюяыэъ", "a b v h g d e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch  iu ia y e ".split(" "), strict=True))  # fmt: skip


def _across(mention: Mention) -> set[str]:
    """What an unlisted name in Cyrillic is compared by, the expected names being English: a person's surname by sound,
    others by their span alone."""
    if mention.actor or mention.place or not is_cyrillic(mention.text):
        return set()
    return {_sounds(mention.name or mention.text)} if mention.kind == "person" else {_SPAN}


def _sounds(name: str) -> str:
    """A person's surname by sound, Cyrillic letters made Latin."""
    latin = "".join(_LATIN.get(c, c) for c in fold(name)).split()
    return f"~{sound(f'x {latin[-1]}')}" if latin else ""


def _same(value: str, at: tuple[int, int], match: tuple[int, int], names: set[str]) -> bool:
    return (_SPAN in names and at == match) or (bool(value) and f"~{sound(f'x {value.split()[-1]}')}" in names)


def _near(got: Iterable[tuple[int, int]], at: tuple[int, int]) -> list[tuple[int, int]]:
    """Spans that overlap the expected one, the same one first."""
    touching = [span for span in got if span[0] < at[1] and at[0] < span[1]]
    return sorted(touching, key=lambda span: (span != at, abs(span[0] - at[0]) + abs(span[1] - at[1])))


def main(half: Half, misses: bool, languages: Collection[str]) -> None:
    out = sys.stdout
    for kind, score in Judge().run(half, languages).items():
        out.write(
            f"{kind:18} precision {score.precision:.3f} recall {score.recall:.3f} "
            f"({score.right} right, {score.expected} expected, {score.found} found)\n"
        )
        if misses:
            for name, rows in (("missed", score.misses), ("extra", score.extra)):
                out.writelines(f"    {name} {row}\n" for row in rows)


if __name__ == "__main__":
    asked = sys.argv[sys.argv.index("--language") + 1].split(",") if "--language" in sys.argv else ()
    main(next((a for a in sys.argv[1:] if a in ("first", "last", "all", "news")), "all"), "--misses" in sys.argv, asked)
