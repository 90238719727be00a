"""Learning the weights of `archive.tagging.kinds` from the labelled sentences in `named/`.

    python -m tests.tagging.learn_kinds [--folds] [--write]

Prints how often the kind is right in sentences kept aside, five times a fifth (`--folds`), and writes the weights
(`--write`). A sentence is one text; a name counts where the tagger finds just its span. The same sentences give the
same weights.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from archive.authority.cities import open_cities
from archive.authority.files import read_authority
from archive.authority.gazetteer import Gazetteer
from archive.tagging.kinds import KINDS, WEIGHTS, Kinds, Numbers, Sizes, features, fellows_of, vectors
from archive.tagging.names import KINDS as MODEL_KINDS
from archive.tagging.pipeline import Tagger
from archive.tagging.recognise import Parsed
from archive.tagging.spans import Found, outermost
from archive.tagging.values import Article, MentionKind
from tests.support.cities import CACHE

SENTENCES = Path(__file__).parent / "named"
LETTERS: dict[str, MentionKind] = {"P": "person", "O": "organisation", "L": "place", "X": "other", "N": "group"}
_MARKED = re.compile(r"\[([POLXN]):([^\[\]]+)\]")
FOLDS = 5
LEAST = 2
"""Sentences that a feature must stand in: one alone teaches that sentence."""
ROUNDS, RATE = 150, 0.03
SPARSE_DECAY, DENSE_DECAY = 3e-3, 3e-3
"""Pull to zero; chosen on the folds."""


class Example(NamedTuple):
    """A name in its sentence: what is true of it, and its kind as labelled and as found so far."""

    features: list[str]
    vectors: Numbers
    right: int
    guess: int
    sentence: int


def read(marked: str) -> tuple[str, dict[tuple[int, int], MentionKind]]:
    """ "[P:Anna] left [L:Leeds]." → the bare sentence and the kind of each span."""
    text, at, spans = "", 0, {}
    for match in _MARKED.finditer(marked):
        text += marked[at : match.start()]
        start = len(text)
        text += match[2]
        spans[start, len(text)] = LETTERS[match[1]]
        at = match.end()
    return text + marked[at:], spans


def sentences() -> list[str]:
    files = sorted(SENTENCES.glob("*.txt"))
    return [line for path in files for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


class Collector(Kinds):
    """Stands where the learnt stage stands, and keeps what it would have read."""

    def __init__(self) -> None:
        super().__init__({}, np.zeros((0, 4), "float32"), np.zeros((0, 4), "float32"))
        self.labels: dict[str, tuple[int, dict[tuple[int, int], MentionKind]]] = {}
        self.examples: list[Example] = []

    def settle(self, found: list[Found], parsed: Parsed, size: Sizes) -> None:
        number, labels = self.labels[parsed.text]
        fellows = fellows_of(outermost(found), parsed.clean)
        for span in _as_labelled(found, parsed, labels):
            self.examples.append(
                Example(
                    features(span, parsed, size, fellows),
                    vectors(span, parsed),
                    KINDS.index(labels[span.start, span.end]),
                    KINDS.index(span.kind),
                    number,
                )
            )


def _as_labelled(found: list[Found], parsed: Parsed, labels: dict[tuple[int, int], MentionKind]) -> Iterator[Found]:
    """Each labelled name as found so far: of the kind and the model's label of what stands there.

    Names that the authority lists and those found with other borders teach too, else too few would be left.
    """
    tops = outermost(found)
    for (start, end), kind in labels.items():
        if kind not in KINDS:
            continue
        there = next((span for span in tops if span.start < end and start < span.end), None)
        guess: MentionKind = "other" if there is None or there.kind not in KINDS else there.kind
        if there is not None and there.entries:
            guess = MODEL_KINDS.get(there.label, "other")
        label = there.label if there is not None else ""
        yield Found(start, end, parsed.text[start:end], guess if guess in KINDS else "other", label)


def examples() -> list[Example]:
    """All names of the sentences that the tagger finds and the authority does not list."""
    collector = Collector()
    cities = open_cities(CACHE)
    authority = read_authority(None, cities)
    tagger = Tagger(authority, Gazetteer(authority, cities), kinds=collector)
    articles = []
    for number, line in enumerate(sentences()):
        text, labels = read(line)
        collector.labels[text] = number, labels
        articles.append(Article(text, language="en"))
    for _ in tagger.tag_many(articles):
        pass
    return collector.examples


def learn(known: list[Example]) -> Kinds:
    """Multinomial logistic regression by Adam over all examples at once.

    Names whose kind was right already count twice: the sentences were written to be hard, other texts are easier.
    """
    known = known + [example for example in known if example.right == example.guess]
    counts = Counter(name for example in known for name in set(example.features))
    rows = {name: i for i, name in enumerate(sorted(name for name, n in counts.items() if n >= LEAST))}
    left = np.zeros((len(known), len(rows)), "float32")
    for i, example in enumerate(known):
        left[i, [rows[name] for name in example.features if name in rows]] = 1
    x = np.concatenate([left, np.stack([example.vectors for example in known])], axis=1)
    y = np.eye(len(KINDS), dtype="float32")[[example.right for example in known]]
    decay = np.full((x.shape[1], 1), DENSE_DECAY, "float32")
    decay[: len(rows)] = SPARSE_DECAY
    weights = np.zeros((x.shape[1], len(KINDS)), "float32")
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, ROUNDS + 1):
        slope = x.T @ (_shares(x @ weights) - y) / len(known) + decay * weights
        first = 0.9 * first + 0.1 * slope
        second = 0.999 * second + 0.001 * slope**2
        weights -= RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return Kinds(rows, weights[: len(rows)], weights[len(rows) :])


def _shares(scores: Numbers) -> Numbers:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Numbers = raised / raised.sum(axis=1, keepdims=True)
    return shares


def folds(known: list[Example]) -> Iterator[tuple[int, int]]:
    """Of each example, as labelled and as learnt from the other four fifths of the sentences."""
    for fold in range(FOLDS):
        kinds = learn([example for example in known if example.sentence % FOLDS != fold])
        for example in known:
            if example.sentence % FOLDS == fold:
                yield example.right, int(kinds.weigh(example.features, example.vectors).argmax())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", action="store_true")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    known = examples()
    before = _share((example.right, example.guess) for example in known)
    sys.stdout.write(f"{len(sentences())} sentences, {len(known)} names, right before: {before}\n")
    if options.folds:
        sys.stdout.write(f"right when learnt from the others: {_share(folds(known))}\n")
    if options.write:
        learn(known).save(WEIGHTS)


def _share(pairs: Iterator[tuple[int, int]]) -> str:
    listed = list(pairs)
    by_kind = ", ".join(
        f"{kind} {sum(r == g for r, g in listed if r == i) / max(1, sum(r == i for r, _ in listed)):.3f}"
        for i, kind in enumerate(KINDS)
    )
    return f"{sum(right == given for right, given in listed) / len(listed):.3f} ({by_kind})"


if __name__ == "__main__":
    main()
