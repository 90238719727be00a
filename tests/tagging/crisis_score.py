"""How the actors of real news compare with a reader's labels: twenty articles of the measuring set ukraine-crisis-90.

    python -m tests.tagging.crisis_score [--misses]

prints precision and recall of the actors that the shipped authority lists. `crisis/actors.json` holds, by article and
sentence, `[start, end, actor id]` of every mention, read in the first forty sentences of articles chosen by number
(every fourth or fifth) before the tagger's own output was looked at; it holds nothing of the texts, which are read from
the measuring data. Persons and bodies, by names, short forms and offices; not the names of countries and capitals, whose
readings have sets of their own. A fourth value `true` marks what one reader lists and another leaves out (a bare
"parliament", a name within the name of a treaty): finding it is neither right nor wrong, but the wrong actor is wrong.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.authority.cities import open_cities
from archive.authority.files import read_authority
from archive.authority.gazetteer import Gazetteer
from archive.tagging.pipeline import Tagger
from archive.tagging.values import Article, Tags
from tests.support.cities import CACHE
from tests.support.shared import SHARED
from tests.tagging.sample_score import Score

TEXTS = ("corpora", "ukraine-crisis-90", "all-data-as-json")
LABELS = Path(__file__).parent / "crisis" / "actors.json"
SENTENCES = 40
GAP = " "  # between sentences: the set has lost the paragraphs

Part = str  # "title" or "body"
Span = tuple[Part, int, int]


@dataclass
class Labelled:
    """One article with the actors a reader found; `wanted` by span: id and whether it may be left out."""

    name: str
    article: Article
    wanted: dict[Span, tuple[str, bool]]


def labelled() -> Iterator[Labelled]:
    """The twenty articles, their headline being sentence 0, with the labels moved to the offsets of each part."""
    for name, sentences in json.loads(LABELS.read_text(encoding="utf-8")).items():
        texts = _sentences(name)
        offsets = [0]
        for text in texts[1:]:
            offsets.append(offsets[-1] + len(text) + len(GAP))
        wanted: dict[Span, tuple[str, bool]] = {}
        for number, spans in sentences.items():
            part, shift = ("body", offsets[int(number) - 1]) if int(number) else ("title", 0)
            for start, end, actor, *optional in spans:
                wanted[(part, start + shift, end + shift)] = (actor, bool(optional))
        yield Labelled(name, Article(GAP.join(texts[1:]), texts[0], "en"), wanted)


def _sentences(name: str) -> list[str]:
    rows = json.loads(SHARED.joinpath(*TEXTS, f"{name}.json").read_text(encoding="utf-8"))["sentences"]
    return [row["content"] for row in sorted(rows, key=lambda row: row["position_in_article"])][:SENTENCES]


def compare(one: Labelled, tags: Tags, outcome: Score) -> None:
    """Count one article's actors: a label is met by a mention that overlaps it and has its actor."""
    found: dict[Span, str] = {
        (m.part, m.start, m.end): m.actor for m in tags.mentions if m.actor and m.kind not in ("place", "group")
    }
    text = {"title": one.article.title, "body": one.article.body}
    outcome.expected += sum(not optional for _, optional in one.wanted.values())
    met: set[Span] = set()
    for span, (actor, optional) in one.wanted.items():
        match = next((s for s in found if s not in met and _overlap(s, span) and found[s] == actor), None)
        if match:
            met.add(match)
            outcome.right += not optional
            outcome.found += not optional
        elif not optional:
            outcome.misses.append(f"{one.name}: {_shown(text, span)} = {actor}")
    for span in found.keys() - met:
        outcome.found += 1
        outcome.extra.append(f"{one.name}: {_shown(text, span)} = {found[span]}")


def _overlap(one: Span, other: Span) -> bool:
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]


def _shown(text: dict[Part, str], span: Span) -> str:
    part, start, end = span
    return f"{text[part][max(0, start - 30) : start]}[{text[part][start:end]}]{text[part][end : end + 20]}"


def score() -> Score:
    """Tag the labelled articles with the shipped authority and compare."""
    cities = open_cities(CACHE)
    authority = read_authority(None, cities)
    tagger = Tagger(authority, Gazetteer(authority, cities))
    outcome = Score()
    articles = list(labelled())
    for one, tags in zip(articles, tagger.tag_many([one.article for one in articles]), strict=True):
        compare(one, tags, outcome)
    return outcome


def main(misses: bool) -> None:
    outcome = score()
    out = sys.stdout
    out.write(
        f"actors precision {outcome.precision:.3f} recall {outcome.recall:.3f} "
        f"({outcome.right} right, {outcome.expected} expected, {outcome.found} found)\n"
    )
    if misses:
        for name, rows in (("missed", outcome.misses), ("wrong", outcome.extra)):
            out.writelines(f"    {name} {row}\n" for row in rows)


if __name__ == "__main__":
    main("--misses" in sys.argv)
