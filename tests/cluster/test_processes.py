"""`manage.py prepare`, `web` and `work` as processes of their own, two machines on one database and one cluster."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import shutil
import signal
import subprocess
import sys
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from tests.support.opensearch import NODES, Cluster
from tests.support.running import PATIENCE, ROOT, Archive, until

DISPATCHES = sorted((ROOT / "sample" / "dispatches").glob("*.txt"))[::20]
QUERIES = ("", "crimea", "sanction* OR parliament", "place:ukraine has:quotes", 'said NEAR/8 "crimea"')


@pytest.fixture
def database_url(django_db_setup: None) -> Iterator[str]:
    """An empty database of its own on the test run's server."""
    given = connection.settings_dict
    server = {name: given[key] for name, key in (("host", "HOST"), ("port", "PORT"), ("user", "USER"))}
    if given["PASSWORD"]:
        server["password"] = given["PASSWORD"]
    name = f"machines_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(**server, dbname="postgres", autocommit=True) as talk:
        talk.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield f"postgresql:///{name}?{urllib.parse.urlencode(server)}"
    with psycopg.connect(**server, dbname="postgres", autocommit=True) as talk:
        talk.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def machines(cluster: Cluster, database_url: str) -> Iterator[tuple[Archive, Archive]]:
    """Two data folders that share nothing but database and cluster."""
    folder = Path(cluster.folder) / f"machines-{uuid.uuid4().hex[:8]}"
    folder.mkdir(parents=True)
    shared = {
        "DATABASE_URL": database_url,
        "SEARCH_URL": f"{cluster.url}/machines",
        "SEARCH_SHARDS": "3",
        "SECRET_KEY": "the same on every machine",
        "LOG_LEVEL": "INFO",
    }
    yield Archive(folder / "one", **shared), Archive(folder / "two", **shared)
    cluster.ask("DELETE", "/machines-*")
    shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def process(archive: Archive, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A manage.py command beside the machine's others, stopped at the end; its log is `log_of`."""
    archive.log = log_of(archive, *command)
    started = archive.start(sys.executable, "manage.py", *command)
    try:
        yield started
    finally:
        if started.poll() is None:
            started.send_signal(signal.SIGTERM)
        try:
            started.wait(60)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


def log_of(archive: Archive, *command: str) -> Path:
    return archive.data_dir.with_name(f"{archive.data_dir.name}-{'-'.join(command)}.log")


def fetched(archive: Archive, path: str, **asked: str) -> str:
    address = f"{archive.address}{path}?{urllib.parse.urlencode(asked)}"
    with urllib.request.urlopen(address, timeout=60) as answer:
        return str(answer.read().decode("utf-8-sig"))


def told(archive: Archive, *arguments: str) -> Any:
    """A command's JSON."""
    done = archive.manage(*arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def searched(archive: Archive) -> list[Any]:
    """Ids, totals, facets and timeline of some queries, by the command."""
    found = []
    for query in QUERIES:
        asked = ("search", query, "--json", "--sort", "oldest", "--facets", "actor,place,source,year,speaker")
        page = told(archive, *asked, "--timeline", "day")
        found.append({name: value for name, value in page.items() if name not in ("took_ms", "cursor")})
    return found


def test_two_machines_one_archive(cluster: Cluster, machines: tuple[Archive, Archive]) -> None:
    """Everything is started at once on nothing: preparation, two web servers, two workers. Then one archive answers
    at both addresses, and with SEARCH_URL taken away the embedded index gives the same answers."""
    one, two = machines
    with contextlib.ExitStack() as stack:
        for machine in machines:
            for command in ("web", "work"):
                stack.enter_context(process(machine, command))
        preparing = [stack.enter_context(process(machine, "prepare")) for machine in machines]
        for machine, started in zip(machines, preparing, strict=True):
            assert started.wait(PATIENCE) == 0, log_of(machine, "prepare").read_text()
        for machine in machines:
            until(machine.answers, f"an answer of {log_of(machine, 'web')}")
            assert "run: manage.py prepare" in log_of(machine, "web").read_text(), "it did not wait"
        assert sum("another process prepares" in log_of(m, "prepare").read_text() for m in machines) == 1

        inbox = one.data_dir.with_name("inbox")
        inbox.mkdir()
        for dispatch in DISPATCHES:
            shutil.copy(dispatch, inbox)
        assert told(one, "ingest", str(inbox), "--source", "Harbour Desk", "--wait", "none")["stored"] == 10
        until(lambda: _nothing_waits(two), "all ten indexed and tagged by the workers")

        for machine in machines:
            assert "10" in fetched(machine, "search", q="")
            page = fetched(machine, "search", q="crimea")
            assert "Crimea" in page
            rows = list(csv.DictReader(io.StringIO(fetched(machine, "export.csv", q=""))))
            assert len(rows) == 10
        exports = [_exported(machine) for machine in machines]
        assert exports[0] == exports[1]
        status = told(one, "index", "status")
        assert (status["engine"], status["nodes"], status["documents"]) == ("opensearch", 3, 10)
        assert status["problem"] == status["note"] == ""
        assert status["megabytes"] > 0
        assert told(two, "index", "check")["equal"]
        by_cluster = searched(one)
    for machine in machines:
        for command in ("web", "work"):
            printed = log_of(machine, command).read_text()
            assert "Traceback" not in printed, printed

    del one.environment["SEARCH_URL"]
    assert "made for opensearch" in one.manage("search", "crimea").stderr
    assert told(one, "index", "rebuild")["documents"] == 10
    assert searched(one) == by_cluster


def _exported(archive: Archive) -> str:
    """The CSV of a query, its addresses without the machine's own."""
    return fetched(archive, "export.csv", q="crimea", sort="oldest").replace(archive.address, "/")


def _nothing_waits(archive: Archive) -> bool:
    waiting = told(archive, "status", "--json")["waiting"]
    return not any(waiting.values())


def test_a_worker_that_dies_is_replaced_by_the_other_machine(machines: tuple[Archive, Archive]) -> None:
    """kill -9 of the one at work: the other takes over what it held, and every article is there once."""
    one, two = machines
    assert one.manage("prepare").returncode == 0
    inbox = one.data_dir.with_name("inbox")
    inbox.mkdir()
    for number, dispatch in enumerate(DISPATCHES * 4):
        (inbox / f"{number}.txt").write_text(dispatch.read_text() + f"\nPart {number} of the bulletin.\n")
    stored = told(one, "ingest", str(inbox), "--source", "Harbour Desk", "--wait", "none")["stored"]
    with process(one, "work") as victim:
        until(lambda: told(two, "status", "--json")["waiting"]["index"] < stored, "the first is at work")
        victim.kill()
        victim.wait()
    with process(two, "work"):
        until(lambda: _nothing_waits(two), "the other has finished")
    assert told(two, "index", "check")["equal"]
    assert told(two, "index", "status")["documents"] == stored


def test_status_tells_what_the_cluster_lacks(cluster: Cluster, machines: tuple[Archive, Archive]) -> None:
    """A lost node is a note, a full disk too; a lost index is a problem with its repair; no internals are told."""
    one, _ = machines
    one.environment["SEARCH_REPLICAS"] = "1"
    assert one.manage("prepare").returncode == 0
    cluster.wait(3, "green")
    victim = next(name for name in NODES if name != cluster.manager())
    cluster.kill(victim)
    try:
        cluster.wait(2, "yellow")
        status = told(one, "index", "status")
        assert status["nodes"] == 2
        assert "copies of" in status["note"]
        assert status["problem"] == ""
    finally:
        cluster.start(victim)
        cluster.wait(3, "green")
    cluster.ask("PUT", "/machines-*/_settings", {"index.blocks.read_only_allow_delete": True})
    assert "nearly full" in told(one, "index", "status")["note"]
    inbox = one.data_dir.with_name("inbox")
    inbox.mkdir()
    shutil.copy(DISPATCHES[0], inbox)
    done = one.manage("ingest", str(inbox), "--source", "Harbour Desk", "--wait", "index")
    assert "nearly full" in done.stderr
    assert "all is stored" in done.stderr
    assert "Traceback" not in done.stderr
    assert json.loads(done.stdout)["stored"] == 1
    assert "Traceback" not in one.manage("work", "--once").stderr
    cluster.ask("PUT", "/machines-*/_settings", {"index.blocks.read_only_allow_delete": None})
    assert one.manage("work", "--once").returncode == 0
    assert told(one, "index", "status")["documents"] == 1
    cluster.ask("DELETE", "/machines-*")
    lost = one.manage("index", "status")
    assert lost.returncode == 1
    problem = json.loads(lost.stdout)
    assert "missing" in problem["problem"]
    assert "index rebuild" in problem["repair"]
    for inner in ("127.0.0.1", "machines-articles", "Exception"):
        assert inner not in lost.stdout + lost.stderr
    one.environment["SEARCH_URL"] = "opensearch://127.0.0.1:9/machines"  # nobody listens there
    down = json.loads(one.manage("index", "status").stdout)
    assert "does not answer" in down["problem"]
    assert not down["rebuild"]
