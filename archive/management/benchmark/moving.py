"""A made archive while it changes: searched during an ingest, how long until what is stored is found, and exported.

Articles come in through `manage.py ingest`, as anybody's do, and are taken out again afterwards. They are not tagged:
the model would take most of the machine for long after the last of them (see `bench ingest`).
"""

from __future__ import annotations

import json
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import connection

from archive import store
from archive.bench import figures, made
from archive.ingest.record import RawArticle
from archive.management.benchmark import serving
from archive.management.benchmark.runs import Run
from archive.management.benchmark.serving import Client
from archive.models import Article, IngestRun
from archive.search import indexing
from archive.text.when import Published

# A fifth of what is there, within bounds; the ingest is stopped when everything is asked.
_INCOMING_LEAST, _INCOMING_MOST = 2_000, 20_000
_PROBES = 10
_BESIDE = 1  # the id of an article that is there
_LOOK_SECONDS = 0.02  # between two looks whether an article is found
_LATEST_SECONDS = 60.0
_PAUSE_SECONDS = 1.0  # between two articles that are waited for


def measured(run: Run) -> dict[str, Any]:
    """What the plan's stages of this kind find, as parts of the result."""
    stages, found = run.plan.stages, dict[str, Any]()
    if "export" in stages:
        run.plan.tell("export of everything")
        found["export"] = _exported()
    if not {"delay", "ingesting"} & set(stages):
        return found
    delays: dict[str, Any] = {}
    with serving.running() as port:
        runs = [_begun()]
        try:
            if "delay" in stages:
                run.plan.tell("stored to searchable, at rest")
                delays["at rest"] = figures.summary([_delay(port, runs[0]) for _ in range(_PROBES)])
            if "ingesting" in stages:
                run.plan.tell("ingesting")
                delays |= _while_ingesting(run, port, runs, found)
            found["memory"] = {f"{name}, while the archive changes": mb for name, mb in serving.memory().items()}
        finally:
            _taken_back(runs)
    return found | {"delays": delays}


# --- export -------------------------------------------------------------------------------------------------


def _exported() -> dict[str, float]:
    path = settings.DATA_DIR / "everything.ndjson"
    try:
        found = serving.step("export", "", "--output", str(path), "--format", "ndjson", "--restart")
        with path.open("rb") as lines:
            rows = sum(1 for _ in lines)
        return {
            **found,
            "rows": rows,
            "rate": round(rows / found["seconds"], 1),
            "megabytes": path.stat().st_size / 1e6,
        }
    finally:
        for left in path.parent.glob("everything.ndjson*"):
            left.unlink()


# --- stored to searchable -----------------------------------------------------------------------------------


def _begun() -> IngestRun:
    return store.run_begin("bench search", {})


def _delay(port: int, run: IngestRun) -> float:
    """Seconds from the commit of an article until a page of results lists it."""
    number = time.monotonic_ns()
    word, mark = _letters(number), f"mark{number}"
    _store(run, f"Probe {mark}", f"A text of a few words of which one is {word}.")
    begun = time.perf_counter()
    client = Client(port)
    # Beside another article: a page without any result looks for what might have been meant.
    asked = (("q", f"{word} OR id:{_BESIDE}"),)
    while mark not in client.page("/search", asked).html:
        if time.perf_counter() - begun > _LATEST_SECONDS:
            raise TimeoutError(f"an article that was stored was not found within {_LATEST_SECONDS:.0f} s")
        time.sleep(_LOOK_SECONDS)
    client.close()
    return time.perf_counter() - begun


def _letters(number: int) -> str:
    """A word that no text holds."""
    return "zq" + "".join(chr(ord("a") + int(digit)) for digit in str(number))


def _store(run: IngestRun, title: str, body: str) -> None:
    raw = RawArticle(
        title=title,
        body=body,
        locator=title,
        format="text",
        published=Published.day(made.FIRST_DAY, "made"),
        language="en",
        source=made.source_name(1)[0],
        external_id=title,
    )
    keeping = store.Keeping(run=run, collection=store.collection_named(made.COLLECTION), tag=False)
    (saved,) = store.article_save_many([raw], keeping)
    if saved.outcome != "stored":
        raise RuntimeError(f"the probe was not stored: {saved.why}")


# --- while ingesting ----------------------------------------------------------------------------------------


def _while_ingesting(run: Run, port: int, runs: list[IngestRun], found: dict[str, Any]) -> dict[str, Any]:
    path = settings.DATA_DIR / "incoming.ndjson"
    with path.open("w") as lines:
        lines.writelines(_incoming(run))
    last = IngestRun.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    begun = time.monotonic()
    options = ("--type", "ndjson", "--collection", made.COLLECTION, "--no-tags", "--wait", "none")
    process = subprocess.Popen(
        serving.command("ingest", str(path), *options), env=serving.environment(), stdout=subprocess.DEVNULL
    )
    _await_first(last, process)
    done, delays = threading.Event(), list[float]()
    prober = threading.Thread(target=_probe, args=(port, runs[0], done, delays))
    prober.start()
    try:
        _ask(run, port, process)
    finally:
        done.set()
        process.send_signal(signal.SIGINT)
        process.wait()
        prober.join()
        path.unlink()
    ingest = IngestRun.objects.filter(pk__gt=last).latest("pk")
    runs.append(ingest)
    seconds = time.monotonic() - begun
    found["ingest"] = {
        "articles": ingest.stored,
        "seconds": round(seconds, 1),
        "rate": round(ingest.stored / seconds, 1),
    }
    return {"ingesting": figures.summary(delays)} if delays else {}


def _incoming(run: Run) -> Iterator[str]:
    """Articles of the same seed after those that the archive has, a line each."""
    first = -(-run.plan.articles // made.BLOCK)
    count = min(max(run.plan.articles // 5, _INCOMING_LEAST), _INCOMING_MOST)
    for number in range(first, first + count // made.BLOCK):
        for article in made.block(run.plan.seed, number):
            record = article.record
            given = {
                "id": record.external_id, "title": record.title, "text": record.body, "url": record.url,
                "date": record.published.on.isoformat() if record.published.on else "", "source": record.source,
                "language": record.language, "byline": record.byline, "section": record.section,
            }  # fmt: skip
            yield json.dumps(given) + "\n"


def _await_first(last: int, process: subprocess.Popen[bytes]) -> None:
    """Until the ingest has stored something."""
    while process.poll() is None and not IngestRun.objects.filter(pk__gt=last, stored__gt=0).exists():
        time.sleep(0.1)


def _probe(port: int, run: IngestRun, done: threading.Event, delays: list[float]) -> None:
    try:
        while not done.wait(_PAUSE_SECONDS) and len(delays) < _PROBES:
            delays.append(_delay(port, run))
    finally:
        connection.close()


def _ask(run: Run, port: int, ingest: subprocess.Popen[bytes]) -> None:
    """A question of each class in turn, as long as articles come in."""
    client = Client(port)
    by_class = [run.questions(kind)[: run.plan.repeats] for kind in run.plan.classes]
    for number in range(run.plan.repeats):
        for asked in by_class:
            if number < len(asked) and ingest.poll() is None:
                page = client.page("/search", asked[number].parameters)
                run.add(asked[number].kind, "ingesting", page.seconds)
                run.check(asked[number], "ingesting", page)
    client.close()


def _taken_back(runs: list[IngestRun]) -> None:
    """The archive as it was: what came in is removed, and the index told so."""
    for run in runs:
        if Article.objects.filter(captures__run=run).exists():
            store.run_undo(run)
    indexing.drain()
