"""What an index costs, measured: bytes an article, articles a second, milliseconds a question.

    .venv/bin/python -m tests.support.measure_index FILE.jsonl.gz --shards 2 --slices 20000,72787

writes the texts of FILE (NDJSON with `text`, and `date` as 2006-01-02 where known) into one real OpenSearch node that
it starts and ends by itself, or with `--embedded` into a tantivy index, and asks the questions of QUESTIONS on each
slice. One JSON object a line on standard output. docs/cluster.md is made from what it prints.

The texts are real, the tags are drawn: as many an article as the tagger finds in texts like these (TAGS), by a law of
Zipf over as many names as a large archive has, so that the facets have the size that makes them dear.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from archive.search import fields
from archive.search.documents import ArticleRecord, QuoteRecord
from archive.search.engine import Engine
from archive.search.opensearch_engine import OpenSearchEngine, read_address
from archive.search.query import (
    EVERYTHING,
    And,
    DateRange,
    FacetRequest,
    Near,
    Or,
    Phrase,
    SearchRequest,
    Term,
    TimelineRequest,
    Wildcard,
    Word,
)
from archive.search.tantivy_engine import TantivyEngine
from archive.text.when import UNKNOWN, Published
from tests.support.opensearch import JARS, Cluster

ZONE = ZoneInfo("UTC")
BATCH = 2_000
REPEATS = 7

# Distinct values an article: what the tagger found in 49 of the press releases (521 words on average), rounded.
TAGS = {"actor": 2, "candidate": 15, "place": 5, "speaker": 1, "quotes": 6, "spoken": 3}
QUOTE = 165  # characters
# Distinct values an archive: actors with their printed-only names, places, offices that speak.
NAMES = {"actor": 20_000, "candidate": 200_000, "place": 30_000, "speaker": 5_000}

_FACETS = tuple(FacetRequest(name) for name in fields.FACETS)
_PAGE: dict[str, Any] = {"facets": _FACETS, "timeline": TimelineRequest()}
_YEAR = DateRange("published", date(2007, 1, 1), date(2007, 12, 31))

# What is asked: a name and the request. `page` has what a search page shows: twenty hits, facets and timeline.
QUESTIONS: dict[str, SearchRequest] = {
    "rare word, hits only": SearchRequest(EVERYTHING, Word("ukraine")),
    "common word, hits only": SearchRequest(EVERYTHING, Word("senator")),
    "phrase, hits only": SearchRequest(EVERYTHING, Phrase((Word("health"), Word("care")))),
    "rare word, page": SearchRequest(EVERYTHING, Word("ukraine"), **_PAGE),
    "two words in a year, page": SearchRequest(
        EVERYTHING, And((Word("health"), Word("children"))), ranges=(_YEAR,), **_PAGE
    ),
    "actor and word, page": SearchRequest(EVERYTHING, And((Term("actor", "actor-3"), Word("iraq"))), **_PAGE),
    "common word, page": SearchRequest(EVERYTHING, Word("senator"), **_PAGE),
    "everything, page": SearchRequest(EVERYTHING, **_PAGE),
    "everything, timeline only": SearchRequest(EVERYTHING, size=0, timeline=TimelineRequest()),
    "everything, one small facet": SearchRequest(EVERYTHING, size=0, facets=(FacetRequest("source"),)),
    "everything, one large facet": SearchRequest(EVERYTHING, size=0, facets=(FacetRequest("actor"),)),
    "wildcard, hits only": SearchRequest(EVERYTHING, Wildcard("minist*")),
    "near, hits only": SearchRequest(EVERYTHING, Near(Word("iraq"), Word("withdrawal"), 5)),
    "ten words or, hits only": SearchRequest(
        EVERYTHING, Or(tuple(Word(w) for w in "iraq iran war troops oil gas tax health school farm".split()))
    ),
}


def _zipf(chance: random.Random, count: int) -> int:
    """A rank from 0 to count - 1; the first is drawn as often as the law of Zipf says."""
    return min(count - 1, int(count ** chance.random()) - 1)


def _drawn(chance: random.Random, kind: str) -> tuple[str, ...]:
    names = {f"{kind}-{_zipf(chance, NAMES[kind])}" for _ in range(TAGS[kind])}
    return tuple(sorted(names))


def _published(printed: str | None) -> Published:
    try:
        return Published.day(date.fromisoformat(printed or ""), "measured")
    except ValueError:
        return UNKNOWN


def _quotes(chance: random.Random, body: str, speakers: tuple[str, ...]) -> tuple[QuoteRecord, ...]:
    starts = sorted(chance.randrange(max(1, len(body) - QUOTE)) for _ in range(TAGS["quotes"]))
    return tuple(QuoteRecord(at, min(len(body), at + QUOTE), "direct", speakers[0]) for at in starts)


def _spoken(chance: random.Random) -> tuple[tuple[date, date], ...]:
    days = (date(2004, 1, 1) + timedelta(chance.randrange(1_800)) for _ in range(TAGS["spoken"]))
    return tuple((day, day) for day in sorted(days))


def record(id: int, row: dict[str, Any]) -> ArticleRecord:
    """The article of one line, with tags drawn for its number: the same each time."""
    chance = random.Random(id)
    body = row["text"].replace("\0", " ")
    title, speakers, places = body[:70].split("\n")[0], _drawn(chance, "speaker"), _drawn(chance, "place")
    actors = _drawn(chance, "actor")
    source = str(row.get("senator") or "unknown")
    return ArticleRecord(
        id=id,
        version=1,
        title=title,
        body=body,
        language="en",
        source=source.lower(),
        source_name=source,
        rights="public",
        collections=(1,),
        collection_slugs=("measured",),
        first_seen=datetime(2026, 11, 1, tzinfo=UTC),
        words=len(body.split()),
        published=_published(row.get("date")),
        url=f"https://example.org/{source}/{id}",
        tagged=True,
        actors=actors,
        candidates=_drawn(chance, "candidate"),
        unidentified=TAGS["candidate"],
        speakers=speakers,
        places=(*places, "region-1", "country-1", "continent-1"),
        places_named=places,
        countries=("US",),
        names=(*actors, *places),
        quotes=_quotes(chance, body, speakers),
        spoken=_spoken(chance),
    )


def rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from (row for line in lines if len((row := json.loads(line))["text"]) > 1)


def told(**figures: Any) -> None:
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.stdout.flush()


def fill(engine: Engine, records: Iterator[ArticleRecord], count: int) -> tuple[int, int, float]:
    """Write so many; articles, bytes of their text, seconds."""
    written, size, began = 0, 0, time.monotonic()
    while batch := list(islice(records, min(BATCH, count - written))):
        engine.write(batch, [])
        written += len(batch)
        size += sum(len(r.body.encode()) for r in batch)
    return written, size, time.monotonic() - began


def milliseconds(ask: Callable[[], object]) -> dict[str, float]:
    """Best, median and worst of some repeats: on a busy machine the best is nearest to the truth."""
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        ask()
        times.append((time.perf_counter() - began) * 1000)
    return {"best": round(min(times), 1), "median": round(median(times), 1), "worst": round(max(times), 1)}


def measure(engine: Engine, told_of: dict[str, Any]) -> None:
    engine.refresh()
    for name, request in QUESTIONS.items():
        page = engine.search(request)
        told(**told_of, question=name, total=page.total, **milliseconds(lambda r=request: engine.search(r)))
    began = time.monotonic()
    read = sum(1 for _ in engine.scan(SearchRequest(EVERYTHING, sort="oldest")))
    told(**told_of, question="scan of everything", total=read, seconds=round(time.monotonic() - began, 2))


def _engine(stack: ExitStack, args: argparse.Namespace) -> tuple[Engine, Callable[[], None]]:
    """An empty engine, and what brings it to rest before its size is read."""
    if args.embedded:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "index"
        embedded = TantivyEngine(folder, ZONE, create=True)
        stack.callback(embedded.close)
        return embedded, lambda: None
    cluster = stack.enter_context(Cluster(("one",), heap=args.heap, jvm=()))
    url = f"{cluster.url}/measured"
    engine = OpenSearchEngine(read_address(url), "articles-1", ZONE, shards=args.shards, replicas=0, create=True)
    stack.callback(engine.close)

    def rest() -> None:
        """Merge, and let go of what was merged."""
        for step in (f"_forcemerge?max_num_segments={args.segments}", "_refresh", "_flush"):
            cluster.ask("POST", f"/measured-*/{step}", seconds=600)

    return engine, rest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--shards", type=int, default=1)
    parser.add_argument("--slices", default="20000", help="sizes of the index to measure at, smallest first")
    parser.add_argument("--heap", default="2g", help="memory of the node's Java")
    parser.add_argument("--segments", type=int, default=5, help="segments a shard when it is measured")
    parser.add_argument("--embedded", action="store_true", help="measure the embedded index instead")
    args = parser.parse_args()
    if not args.embedded and not (JARS / "lib").is_dir():
        sys.exit(f"the OpenSearch server is not in {JARS}: run make test-cluster once")
    records = (record(n, row) for n, row in enumerate(rows(args.file), 1))
    kind = "embedded" if args.embedded else f"{args.shards} shard(s)"
    with ExitStack() as stack:
        engine, rest = _engine(stack, args)
        articles, size = 0, 0
        for wanted in map(int, args.slices.split(",")):
            more, more_bytes, seconds = fill(engine, records, wanted - articles)
            articles, size = articles + more, size + more_bytes
            rest()
            engine.refresh()
            told(
                index=kind, articles=articles, text_bytes=size // articles,
                index_bytes=round(engine.megabytes() * 1e6 / articles), a_second=round(more / seconds),
            )  # fmt: skip
            measure(engine, {"index": kind, "articles": articles})


if __name__ == "__main__":
    main()
