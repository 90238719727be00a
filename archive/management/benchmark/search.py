"""`bench search`: a made archive loaded, indexed, served and asked, beside what somebody might take in its place."""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from archive import embedded
from archive.bench import figures
from archive.bench.queries import Question
from archive.management.benchmark import moving, opensearch, postgres, serving
from archive.management.benchmark.runs import Plan, Run
from archive.management.benchmark.serving import Client, Page
from archive.search import indexing

RIVALS = ("postgres", "opensearch")
# What is measured beside one client's first and second asking.
STAGES = ("cold", "eight", "ingesting", "delay", "export")
CLIENTS = 8
# Of the slowest rival no more than so many questions of a class: it takes seconds for each.
_RIVAL_MOST = 12
_SIZE = 20


def measured(plan: Plan) -> dict[str, Any]:
    """Everything that the plan asks for, as docs/performance.md describes it."""
    with embedded.using(settings.DATA_DIR):
        result: dict[str, Any] = {
            "archive": {"articles": plan.articles, "seed": plan.seed, "cores": os.cpu_count(), "at": _now()},
            "loading": _loaded(plan),
        }
        run = Run(plan)
        with ExitStack() as stack:
            rivals = _rivals(plan, stack, result["loading"])
            result["bytes"] = serving.bytes_by_kind(settings.DATA_DIR / "index")
            plan.tell("asking")
            if "cold" in plan.stages:
                _cold(run)
            with serving.running() as port:
                _asked(run, port, rivals)
                if "eight" in plan.stages:
                    _crowd(run, port)
                result["memory"] = serving.memory()
        moved = moving.measured(run)
        result |= {**moved, "memory": result["memory"] | moved.get("memory", {})}
        return result | _summed(run)


def _now() -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.gmtime())


def _summed(run: Run) -> dict[str, Any]:
    answers = {kind: {way: figures.summary(times) for way, times in ways.items()} for kind, ways in run.times.items()}
    matches = {kind: int(statistics.median(totals)) for kind, totals in run.totals.items()}
    return {"answers": answers, "matches": matches, "apart": run.apart, "errors": run.errors}


# --- loading ------------------------------------------------------------------------------------------------

_KEPT = "bench.json"  # what loading took, beside what was loaded


def _loaded(plan: Plan) -> dict[str, Any]:
    """Fill and index the archive where it does not stand yet; what each step took, then or now."""
    kept = settings.DATA_DIR / _KEPT
    known: dict[str, Any] = json.loads(kept.read_text()) if kept.exists() else {}
    if known and (known["seed"] != plan.seed or known["articles"] > plan.articles):
        raise CommandError(
            f"{settings.DATA_DIR} holds {known['articles']:,} articles of seed {known['seed']}: "
            "ask for these, for more of them, or name another folder",
            returncode=2,
        )
    if known.get("articles") == plan.articles:
        if indexing.status().rebuild:
            plan.tell("indexing, since the code has changed")
            known["steps"]["index"] = _timed(plan, "index", "rebuild")
    else:
        plan.tell("making the archive")
        serving.step("prepare")
        steps = {
            "rows (COPY)": _timed(plan, "bench", "load", "--articles", str(plan.articles), "--seed", str(plan.seed))
        }
        plan.tell("indexing")
        steps["index"] = _timed(plan, "index", "rebuild")
        known = {"articles": plan.articles, "seed": plan.seed, "steps": steps}
    kept.write_text(json.dumps(known))
    return dict(known["steps"])


def _timed(plan: Plan, *arguments: str) -> dict[str, float]:
    taken = serving.step(*arguments)
    return {**taken, "rate": round(plan.articles / taken["seconds"], 1)}


# --- rivals -------------------------------------------------------------------------------------------------

# Asks a question of a rival: seconds and total.
Ask = Callable[[Question], tuple[float, int]]


def _rivals(plan: Plan, stack: ExitStack, steps: dict[str, Any]) -> dict[str, Ask]:
    rivals: dict[str, Ask] = {}
    if "opensearch" in plan.rivals:
        plan.tell("filling OpenSearch")
        url = stack.enter_context(opensearch.node())
        with _clock(steps, "OpenSearch", plan):
            opensearch.fill(url, plan.articles, plan.seed, lambda done: plan.tell(f"OpenSearch holds {done:,}"))
        bare = opensearch.Bare(url)
        stack.callback(bare.close)
        rivals |= {f"opensearch-{shards}": _of_shards(bare, shards) for shards in opensearch.SHARDS}
    if "postgres" in plan.rivals:
        plan.tell("filling PostgreSQL's tables")
        with _clock(steps, "PostgreSQL", plan):
            postgres.fill(plan.articles)
        rivals["postgres"] = postgres.Rival().ask
    return rivals


def _of_shards(bare: opensearch.Bare, shards: int) -> Ask:
    return lambda question: bare.ask(bare.prepared(question), shards)


@contextmanager
def _clock(steps: dict[str, Any], name: str, plan: Plan) -> Iterator[None]:
    begun = time.monotonic()
    yield
    seconds = round(time.monotonic() - begun, 2)
    if seconds > 60:  # else it was there
        steps[name] = {"seconds": seconds, "rate": round(plan.articles / seconds, 1), "cpu": "", "peak_mb": ""}


# --- asking -------------------------------------------------------------------------------------------------


def _cold(run: Run) -> None:
    """One question of each class as the first of a server just started, its files out of the kernel's memory."""
    for kind in run.plan.classes:
        question = run.questions(kind)[0]
        serving.forget_files(settings.DATA_DIR / "index")
        with serving.running() as port:
            page = Client(port).page("/search", question.parameters)
        run.check(question, "cold", page)
        run.add(kind, "cold", page.seconds)


def _asked(run: Run, port: int, rivals: dict[str, Ask]) -> None:
    """Question by question: our page, each rival, and our page again; one client."""
    client = Client(port)
    client.page("/search", (("q", "warming"),))
    for kind in run.plan.classes:
        run.plan.tell(kind)
        for number, question in enumerate(run.questions(kind)[: run.plan.repeats]):
            page = client.page("/search", question.parameters)
            run.add(kind, "first", page.seconds)
            run.totals.setdefault(kind, []).append(page.total or 0)
            total = run.plan.articles if kind == "match-all" else None
            for way, ask in rivals.items():
                if way == "postgres" and number >= _RIVAL_MOST:
                    continue
                seconds, found = ask(question)
                run.add(kind, way, seconds)
                if way != "postgres":
                    total = found
                elif found != page.total:  # its words are its own
                    run.apart[kind] = run.apart.get(kind, 0) + 1
            run.check(question, "first", page, total)
            page = client.page("/search", question.parameters)
            run.add(kind, "again", page.seconds)
            run.check(question, "again", page, total)
    client.close()


def _crowd(run: Run, port: int) -> None:
    """Eight clients at once, each going through its own share of questions that nobody asked before."""
    clients = [Client(port) for _ in range(CLIENTS)]

    def asked(number: int, mine: Sequence[Question]) -> list[tuple[Question, Page]]:
        return [(question, clients[number].page("/search", question.parameters)) for question in mine]

    with ThreadPoolExecutor(CLIENTS) as pool:
        for kind in run.plan.classes:
            rest = run.questions(kind)[run.plan.repeats :]
            shares = [rest[n::CLIENTS] for n in range(CLIENTS)]
            for answers in pool.map(asked, range(CLIENTS), shares):
                for question, page in answers:
                    run.add(kind, "eight", page.seconds)
                    run.check(question, "eight", page)
    for client in clients:
        client.close()
