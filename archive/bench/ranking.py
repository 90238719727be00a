"""How well an engine ranks, and plain BM25 beside it, on collections that people judged.

Measured are mean average precision, nDCG@10 and precision at 10.

The figures are those of trec_eval (NIST): its `map`, `ndcg_cut_10` and `P_10`, over the first 1,000 of each ranking
and over all queries that have a relevant text. Average precision is the sum of the precisions at the places of the
relevant texts found, over the number of relevant texts (Buckley and Voorhees, "Evaluating evaluation measure
stability", SIGIR 2000). nDCG is the discounted gain of the first ten over the greatest possible, a text at place n
being discounted by log2(n + 1) (Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", TOIS
20(4), 2002); a judged text gains 1, as two of the three collections know no degrees.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import fmean, median

from archive.bench.collections import TestCollection, TestText
from archive.bench.plain import PlainBM25
from archive.search.documents import ArticleRecord
from archive.search.engine import Engine
from archive.search.query import EVERYTHING, Or, SearchRequest, Word
from archive.text import analysis

# trec_eval looks at no more of a ranking unless told to.
DEPTH = 1_000
CUT = 10
_WRITTEN = 500  # articles given to the engine at once
_SEEN = datetime(2026, 1, 1, tzinfo=UTC)  # the same for all: no date may tell them apart


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over the queries of one collection. `seconds`: of one query's first page, the median; of plain BM25 of
    the whole ranking."""

    name: str
    by: str
    texts: int
    queries: int
    average_precision: float
    ndcg: float
    precision: float
    seconds: float


def average_precision(ranking: Sequence[int], relevant: AbstractSet[int]) -> float:
    """trec_eval's map of one query."""
    hits, total = 0, 0.0
    for place, id in enumerate(ranking[:DEPTH], 1):
        if id in relevant:
            hits += 1
            total += hits / place
    return total / len(relevant)


def ndcg(ranking: Sequence[int], relevant: AbstractSet[int]) -> float:
    """trec_eval's ndcg_cut_10 of one query."""
    gained = sum(1 / math.log2(place + 1) for place, id in enumerate(ranking[:CUT], 1) if id in relevant)
    return gained / sum(1 / math.log2(place + 1) for place in range(1, min(CUT, len(relevant)) + 1))


def precision(ranking: Sequence[int], relevant: AbstractSet[int]) -> float:
    """trec_eval's P_10 of one query: of ten places, also where fewer are filled."""
    return sum(id in relevant for id in ranking[:CUT]) / CUT


def measure(engine: Engine, by: str, collection: TestCollection) -> tuple[Figures, Figures]:
    """Every query of a collection that `index` has written, ranked `by` the engine and by plain BM25."""

    def first_page(text: str) -> object:
        return engine.search(SearchRequest(EVERYTHING, question(text), size=CUT))

    def whole(text: str) -> list[int]:
        return list(engine.scan(SearchRequest(EVERYTHING, question(text))))

    plain = PlainBM25(collection).ranking
    return _figures(collection, by, whole, first_page), _figures(collection, "plain BM25", plain, plain)


def _figures(
    collection: TestCollection, by: str, ranking: Callable[[str], list[int]], timed: Callable[[str], object]
) -> Figures:
    pairs = [(ranking(text), collection.relevant[number]) for number, text in collection.queries.items()]
    return Figures(
        name=collection.name,
        by=by,
        texts=len(collection.texts),
        queries=len(pairs),
        average_precision=fmean(average_precision(*pair) for pair in pairs),
        ndcg=fmean(ndcg(*pair) for pair in pairs),
        precision=fmean(precision(*pair) for pair in pairs),
        seconds=median(_seconds(timed, text) for text in collection.queries.values()),
    )


def _seconds(asked: Callable[[str], object], text: str) -> float:
    begun = time.perf_counter()
    asked(text)
    return time.perf_counter() - begun


def question(text: str) -> Or:
    """A query's text as any of its words, as somebody would type them with OR between; a word said twice counts twice.

    Its judges wrote sentences: as an AND of all their words most would find nothing.
    """
    return Or(tuple(Word(form) for form in analysis.forms(text)))


def index(engine: Engine, collection: TestCollection) -> None:
    """Write the texts as articles of the archive."""
    for first in range(0, len(collection.texts), _WRITTEN):
        engine.write([_record(text) for text in collection.texts[first : first + _WRITTEN]], [])


def _record(text: TestText) -> ArticleRecord:
    return ArticleRecord(
        id=text.id,
        version=1,
        title=text.title,
        body=text.body,
        language="en",
        source="collection",
        source_name="Collection",
        rights="public",
        collections=(1,),
        collection_slugs=("collection",),
        first_seen=_SEEN,
        words=len(analysis.forms(text.body)),
    )


def table(figures: Sequence[Figures]) -> str:
    """Figures as a table in Markdown."""
    lines = [
        "| collection | ranked by | texts | queries | MAP | nDCG@10 | P@10 | ms a query |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {f.name} | {f.by} | {f.texts:,} | {f.queries} | {f.average_precision:.4f} | {f.ndcg:.4f} "
        f"| {f.precision:.4f} | {f.seconds * 1000:.1f} |"
        for f in figures
    ]
    return "\n".join(lines)
