"""How readings compare with the marks in sentences of our own (`tests/tagging/readings/sentences.txt`).

    python -m tests.tagging.readings_score [--misses]

prints the share right by what a name means. A name that was not found as a place is wrong.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from archive.tagging.values import Article
from tests.tagging.sample_score import Judge

SENTENCES = Path(__file__).parent / "readings" / "sentences.txt"
SORTS = {"l": "land", "g": "government", "t": "team", "p": "people", "k": "stock exchange", "e": "event"}
_MARK = re.compile(r"\[([^|\]]+)\|([lgtpke])\]")

Marked = tuple[str, list[tuple[int, int, str]]]
"""A text, and start, end and sort of what is marked in it."""


def unmarked(line: str) -> Marked:
    """The sentence without its marks, and where they were."""
    text, at, spans = "", 0, []
    for match in _MARK.finditer(line):
        text += line[at : match.start()] + match[1]
        spans.append((len(text) - len(match[1]), len(text), match[2]))
        at = match.end()
    return text + line[at:], spans


def sentences() -> Iterator[Marked]:
    for line in SENTENCES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield unmarked(line)


def main() -> None:
    tagger = Judge().tagger
    right: Counter[str] = Counter()
    marked: Counter[str] = Counter()
    for text, spans in sentences():
        (tags,) = tagger.tag_many([Article(text, language="en")])
        read = {(m.start, m.end): m.reading for m in tags.mentions if m.kind == "place"}
        for start, end, sort in spans:
            fits = read.get((start, end)) == ("literal" if sort == "l" else "metonymic")
            marked[sort] += 1
            right[sort] += fits
            if not fits and "--misses" in sys.argv:
                sys.stdout.write(f"{sort}: {text[:start]}[{text[start:end]}]{text[end:]}\n")
    for sort, name in SORTS.items():
        sys.stdout.write(f"{name:14} {right[sort]} of {marked[sort]}\n")
    sys.stdout.write(f"{'all':14} {right.total()} of {marked.total()} ({right.total() / marked.total():.3f})\n")


if __name__ == "__main__":
    main()
