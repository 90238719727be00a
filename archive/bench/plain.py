"""The yardstick: plain BM25 over headline and text as one bag of stems, as the textbooks print it, in plain Python.

Robertson and Zaragoza, "The probabilistic relevance framework: BM25 and beyond" (2009), with the customary k1 = 1.2
and b = 0.75, and the inverse document frequency that is never negative, as Lucene's. What is published for the small
collections differs by stop words, stemmer and by what is left out; this is the same words as ours, so that a figure
above it is owed to the ranking alone.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict

from archive.bench.collections import TestCollection
from archive.text import analysis

_K1, _B = 1.2, 0.75


class PlainBM25:
    """A collection, to be ranked by the words of a query."""

    def __init__(self, collection: TestCollection) -> None:
        self._counts = {text.id: Counter(_stems(f"{text.title}\n{text.body}")) for text in collection.texts}
        lengths = {id: counts.total() for id, counts in self._counts.items()}
        mean = sum(lengths.values()) / len(lengths)
        self._norm = {id: _K1 * (1 - _B + _B * length / mean) for id, length in lengths.items()}
        self._holding: dict[str, list[int]] = defaultdict(list)
        for id, counts in self._counts.items():
            for stem in counts:
                self._holding[stem].append(id)

    def ranking(self, query: str) -> list[int]:
        """Ids of the texts that hold any of the words, best first, equals by their numbers."""
        scores: dict[int, float] = defaultdict(float)
        for stem in _stems(query):
            holding = self._holding.get(stem, ())
            rarity = math.log(1 + (len(self._counts) - len(holding) + 0.5) / (len(holding) + 0.5))
            for id in holding:
                count = self._counts[id][stem]
                scores[id] += rarity * count / (count + self._norm[id])
        return sorted(scores, key=lambda id: (-scores[id], id))


def _stems(text: str) -> list[str]:
    return [analysis.lookup(form, "en") for form in analysis.forms(text)]
