"""`bench soak`: ingest, search, export and correction of one archive at once, for a stated time.

Every answer is checked. Each batch that comes in carries a word of its own, so that it is known at any time how many
articles a search for it, or an export of it, must give; corrections take single articles out of that number. What is
wrong is told; so is memory that goes on growing after things have warmed.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connections

from archive import embedded, store
from archive.bench import feed, figures, made
from archive.bench.figures import table
from archive.bench.queries import CLASSES, Question, questions
from archive.ingest import readers
from archive.ingest.record import RawArticle
from archive.management.benchmark import runs, serving
from archive.management.benchmark.memory import Watch
from archive.management.benchmark.serving import Client
from archive.models import Article
from archive.search import indexing
from archive.tasks.ingest import Plan as IngestPlan
from archive.tasks.ingest import ingest

BATCH = 200  # articles that come in together
SEARCHERS = 2
_FOUND_SECONDS = 60.0  # what is stored must be found by then
_LOOK_SECONDS = 0.05
_PAUSE_SECONDS = 1.0  # between two exports, and between two corrections
_CLASS_QUESTIONS = 40
_TROUBLE = re.compile(r"\b(ERROR|CRITICAL|Traceback)\b")


@dataclass(slots=True)
class Plan:
    """`seconds`: how long; `articles`: made ones, there before; `slope`: MB a minute that a process may grow."""

    seconds: float
    articles: int
    seed: int
    slope: float
    tell: Callable[[str], None] = lambda line: None


class _Known:
    """How many articles hold a word: one number, or several while that changes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._allowed: dict[str, frozenset[int]] = {}

    def allow(self, word: str, *numbers: int) -> None:
        with self._lock:
            self._allowed[word] = frozenset(numbers)

    def allowed(self, word: str) -> frozenset[int]:
        with self._lock:
            return self._allowed.get(word, frozenset())

    def settled(self) -> dict[str, int]:
        """Words of which the number is sure."""
        with self._lock:
            return {word: next(iter(some)) for word, some in self._allowed.items() if len(some) == 1}


@dataclass(slots=True)
class _Soak:
    """What all threads share. `done`: how often each kind of work was done; `wrong`: what went wrong."""

    plan: Plan
    port: int
    over: threading.Event = field(default_factory=threading.Event)
    known: _Known = field(default_factory=_Known)
    done: dict[str, int] = field(default_factory=dict)
    delays: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    batches: dict[str, list[bytes]] = field(default_factory=dict)  # word → lines that were not corrected
    withdrawn: int = 0  # articles, at least begun
    gone: int = 0  # of these, what no search counts any more

    def count(self, kind: str, number: int = 1) -> None:
        self.done[kind] = self.done.get(kind, 0) + number


def measured(plan: Plan) -> dict[str, Any]:
    """Everything found, JSON values only; `errors` and `growing` are empty where all is well."""
    with embedded.using(settings.DATA_DIR):
        plan.tell("making the archive")
        serving.step("prepare")
        serving.step("bench", "load", "--articles", str(plan.articles), "--seed", str(plan.seed))
        serving.step("index", "rebuild")
        with serving.running() as port, Watch() as watch:
            soak = _Soak(plan, port)
            _worked(soak)
            _settled(soak)
        _checked(soak)
    slopes = {name: series.slope(plan.seconds) for name, series in watch.series.items()}
    return {
        "seconds": plan.seconds, "done": soak.done, "errors": soak.wrong, "slope_bound": plan.slope,
        "found_ms": figures.summary(soak.delays) if soak.delays else {},
        "page_ms": figures.summary(soak.times) if soak.times else {},
        "memory": {
            name: {"first": series.megabytes[0], "last": series.megabytes[-1], "slope": round(slopes[name], 3)}
            for name, series in watch.series.items()
        },
        "growing": [name for name, by in slopes.items() if by > plan.slope],
    }  # fmt: skip


def _worked(soak: _Soak) -> None:
    works = [_ingests, _exports, _corrects, *[_searches] * SEARCHERS]
    threads = [threading.Thread(target=_guarded, args=(soak, work, n)) for n, work in enumerate(works)]
    for thread in threads:
        thread.start()
    end = time.monotonic() + soak.plan.seconds
    while (left := end - time.monotonic()) > 0:
        soak.over.wait(min(left, 10))
        soak.plan.tell(f"{max(0.0, end - time.monotonic()):.0f} s left: {soak.done}, {len(soak.wrong)} errors")
    soak.over.set()
    for thread in threads:
        thread.join()


def _guarded(soak: _Soak, work: Callable[[_Soak, Random], None], number: int) -> None:
    """A thread's work, again and again; what it raises is an error of the soak, and it goes on."""
    rng = Random(f"{soak.plan.seed} {number}")  # noqa: S311 - not for secrets
    while not soak.over.is_set():
        try:
            work(soak, rng)
        except Exception as error:  # told at the end, and ends the command as failed
            soak.wrong.append(f"{work.__name__.strip('_')}: {type(error).__name__}: {error}")
            soak.over.wait(_PAUSE_SECONDS)
    connections.close_all()


# --- ingest -------------------------------------------------------------------------------------------------

_numbers = count(1)


def _ingests(soak: _Soak, rng: Random) -> None:
    """A batch through the command, until a search finds all of it."""
    number = next(_numbers)
    word = _letters("zq", number)
    lines = _readable(feed.lines(BATCH, rng.randrange(10**6), f"soak{number}", word))
    file = settings.DATA_DIR / "soak.ndjson"
    file.write_bytes(b"".join(lines))
    soak.known.allow(word, *range(len(lines) + 1))
    serving.step("ingest", str(file), "--collection", made.COLLECTION, "--no-tags", "--wait", "none")
    soak.delays.append(_until(soak, word, len(lines)))
    soak.batches[word] = lines
    soak.known.allow(word, len(lines))
    soak.count("articles stored", len(lines))


def _readable(lines: Iterator[bytes]) -> list[bytes]:
    """Those of sources whose text everybody may read: the searches are nobody's."""
    open_to_all = {slug for slug, _, rights in map(made.source_name, range(made.SOURCES)) if rights != "signed_in"}
    return [line for line in lines if json.loads(line)["source"] in open_to_all]


def _letters(start: str, number: int) -> str:
    """A word that no other text holds, and that no stemmer shortens."""
    return start + "".join(chr(ord("b") + 2 * int(digit)) for digit in f"{number:06}") + "q"


def _until(soak: _Soak, word: str, number: int) -> float:
    """Seconds until a search for the word gives so many articles."""
    begun, client = time.monotonic(), Client(soak.port)
    while (total := _total(client, word)) != number:
        if time.monotonic() - begun > _FOUND_SECONDS:
            raise TimeoutError(f"{word}: {total} articles in place of {number} after {_FOUND_SECONDS:.0f} s")
        time.sleep(_LOOK_SECONDS)
    client.close()
    return time.monotonic() - begun


def _total(client: Client, word: str) -> int:
    page = client.page("/search", (("q", word),))
    if page.status != 200 or page.total is None:
        raise RuntimeError(f"q={word}: status {page.status} without a total")
    return page.total


# --- correction ---------------------------------------------------------------------------------------------


def _corrects(soak: _Soak, rng: Random) -> None:
    """One article of a batch loses the batch's word, by a new text or by being withdrawn."""
    soak.over.wait(_PAUSE_SECONDS)
    open_ones = [word for word, lines in list(soak.batches.items()) if lines]
    if soak.over.is_set() or not open_ones:
        return
    word = rng.choice(open_ones)
    line, before = soak.batches[word].pop(), next(iter(soak.known.allowed(word)))
    soak.known.allow(word, before, before - 1)
    if rng.random() < 0.5:
        _revised(soak, json.loads(line), word)
        soak.count("articles revised")
    else:
        soak.withdrawn += 1
        article = Article.objects.get(external_id=json.loads(line)["id"])
        store.article_withdraw(article.pk, "taken out by the soak")
        soak.count("articles withdrawn")
    _until(soak, word, before - 1)
    soak.known.allow(word, before - 1)
    soak.gone = soak.withdrawn


def _revised(soak: _Soak, record: dict[str, str], word: str) -> None:
    other = _letters("zx", next(_numbers))
    record["body"] = record["body"].replace(word, other)
    soak.known.allow(other, 0, 1)
    read = list(readers.read_bytes(json.dumps(record).encode(), "soak.ndjson"))
    run = store.run_begin("bench soak", {})
    counts = ingest(read, run, IngestPlan(store.collection_named(made.COLLECTION), tag=False))
    if counts.revised != 1 or not isinstance(read[0], RawArticle):
        raise RuntimeError(f"a revision was not taken as one: {counts}")
    _until(soak, other, 1)
    soak.known.allow(other, 1)


# --- search -------------------------------------------------------------------------------------------------


def _searches(soak: _Soak, rng: Random) -> None:
    """A question of each class, and words whose number is known between them."""
    client = Client(soak.port)
    checks = runs.Run(runs.Plan(soak.plan.articles, soak.plan.seed, 0))
    for kind in CLASSES:
        if soak.over.is_set():
            break
        question = rng.choice(questions(kind, _CLASS_QUESTIONS, soak.plan.articles, soak.plan.seed))
        gone = soak.gone
        page = client.page("/search", question.parameters)
        checks.check(question, "soak", page, leaving=soak.withdrawn - gone)
        soak.times.append(page.seconds)
        soak.count("pages")
        _known_word(soak, client, rng, checks)
    soak.wrong += checks.errors
    client.close()


def _known_word(soak: _Soak, client: Client, rng: Random, checks: runs.Run) -> None:
    words = sorted(soak.known.settled())
    if not words:
        return
    word = rng.choice(words)
    gone = soak.gone
    with _right(soak, word) as right:
        page = client.page("/search", (("q", word),))
    checks.check(Question("known", (("q", word),), word), "soak", page, leaving=soak.withdrawn - gone)
    if page.total not in right:
        soak.wrong.append(f"q={word}: {page.total} articles in place of {sorted(right)}")
    soak.count("pages")


@contextmanager
def _right(soak: _Soak, word: str) -> Iterator[set[int]]:
    """The numbers that are right at some time while this goes on; filled at its end."""
    right = set(soak.known.allowed(word))
    yield right
    right |= soak.known.allowed(word)


# --- export -------------------------------------------------------------------------------------------------


def _exports(soak: _Soak, rng: Random) -> None:
    """Everything, or one batch, into a file: as many lines as there are articles, each once."""
    soak.over.wait(_PAUSE_SECONDS)
    words = soak.known.settled()
    if soak.over.is_set() or not words:
        return
    word = rng.choice(["", *sorted(words)])
    file = settings.DATA_DIR / "soak-export.ndjson"
    with _right(soak, word) as right:
        try:
            serving.step("export", word, "-o", str(file), "--restart")
        except CommandError:
            # Articles that are withdrawn while they are written end an export, and must.
            if len(right | soak.known.allowed(word)) < 2 and word:
                raise
            soak.count("exports ended by a change")
            return
    _read_export(soak, file, word, right or range(sum(words.values()), 10**9))
    soak.count("exports")


def _read_export(soak: _Soak, file: Path, word: str, right: Any) -> None:
    ids = [json.loads(line)["id"] for line in file.read_bytes().splitlines()]
    if len(ids) not in right or len(set(ids)) != len(ids):
        told = f"{len(ids)} lines, {len(set(ids))} articles"
        soak.wrong.append(f"export of {word or 'everything'}: {told}, in place of {right}")
    soak.count("rows exported", len(ids))


# --- at the end ---------------------------------------------------------------------------------------------


def _settled(soak: _Soak) -> None:
    """When all is at rest every word has its number."""
    client = Client(soak.port)
    for word, number in soak.known.settled().items():
        if (total := _total(client, word)) != number:
            soak.wrong.append(f"at rest, q={word}: {total} articles in place of {number}")
    client.close()


def _checked(soak: _Soak) -> None:
    """The index equals the database, and the archive told no trouble of its own."""
    indexing.drain()
    found = indexing.check()
    if not found.equal:
        soak.wrong.append(f"index check: {found}")
    log = (settings.DATA_DIR / "bench.log").read_text(errors="replace")
    soak.wrong += [f"the archive's log: {line[:300]}" for line in log.splitlines() if _TROUBLE.search(line)]


def printed(found: dict[str, Any]) -> str:
    """What was done, how memory went, and what was wrong, in Markdown."""
    parts = [
        table(("done", "times"), sorted(found["done"].items())),
        table(
            ("milliseconds", "n", "p50", "p95", "longest"),
            [
                (name, *(found[key].get(part, "") for part in ("n", "p50", "p95", "max")))
                for name, key in (("page", "page_ms"), ("stored to found", "found_ms"))
            ],
        ),
        table(
            ("process", "first MB", "last MB", "MB a minute"),
            [(name, one["first"], one["last"], one["slope"]) for name, one in sorted(found["memory"].items())],
        ),
        *found["errors"][:20],
        *(f"{name} grows by more than {found['slope_bound']} MB a minute" for name in found["growing"]),
    ]
    return "\n\n".join(filter(None, parts))
