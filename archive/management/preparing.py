"""What an archive needs before its first page: tables, authority, search index, sample, static files.

`prepare` brings them to the state of this code; any number of machines may do it at once, one waits for the other.
`await_prepared` is for processes that are started by themselves (`web`, `work`) and find it not done yet.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from archive.management.stamps import Stamps, fingerprint, installed
from archive.management.team import Stopped, end, say, spawn, stop
from archive.search import indexing

PREPARING = 0x646174656C696E65  # "dateline": the advisory lock of whoever brings the tables up to date
LOOK_SECONDS = 1.0  # between two looks at whether another process has prepared everything
CODE = Path(settings.BASE_DIR)


@contextlib.contextmanager
def step(name: str) -> Iterator[None]:
    """Say that a step begins, and how long it took."""
    began = time.monotonic()
    say(f"  {name} …")
    yield
    say(f"  {name} ready ({time.monotonic() - began:.1f} s)")


def prepare() -> None:
    """Bring tables, authority, index, sample and static files up to date; what a stamp says is done is not repeated."""
    with _alone():
        stamps = Stamps.read(settings.DATA_DIR, settings.DATABASE_URL)
        tables = fingerprint([CODE / "archive/migrations"]) + installed("django", "procrastinate")
        authority = fingerprint([CODE / "archive/authority"])
        if settings.DATABASE_URL:  # may have been emptied, restored or migrated from another machine: look every time
            tables = authority = ""
        _once(stamps, "tables", tables, [["migrate", "--no-input", "--verbosity", "0"]])
        _once(stamps, "authority", authority, [["authority", "load"]])
        _once(stamps, STATIC, _static(), [["collectstatic", "--no-input", "--clear", "--verbosity", "0"]])
        _index()
        if settings.SAMPLE:
            # Loaded once in the life of an archive: after `sample remove` it must not come back.
            _once(stamps, "sample", "loaded", [["sample", "load", "--if-empty"], ["work", "--once"]])


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Two machines on one database must not change its tables at once. The lock ends with its holder."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [PREPARING])
            if not cursor.fetchone()[0]:
                say("  another process prepares this archive; waiting for it …")
                cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
    except OperationalError as error:
        raise CommandError(f"The database of DATABASE_URL does not answer: {' '.join(str(error).split())}") from error
    try:
        yield
    finally:
        connection.close()  # which frees the lock


def _index() -> None:
    """Make the index where there is none, or none that this code can use. A cluster that is down is no reason to
    refuse the pages that need none."""
    status = indexing.status()
    if status.rebuild:
        with step(f"search index ({status.problem})"):
            _command(["index", "rebuild"])
    elif status.problem:
        say(f"  search index: {status.problem}; {status.repair}")


def _once(stamps: Stamps, name: str, state: str, commands: list[list[str]]) -> None:
    """Run `commands` unless the stamp of `name` says that they were run for `state` ("" is never done)."""
    if state and stamps.has(name, state):
        return
    with step(name):
        for command in commands:
            _command(command)
        stamps.write(name, state)


def _command(arguments: list[str]) -> None:
    """Run a manage.py command in a process of its own, whose memory is given back, and stop it when we are stopped."""
    process = None
    try:
        with stop.held():
            process = spawn(arguments)
        status = process.wait()
    except Stopped:
        end([process] if process else [])
        raise
    if status != 0:
        raise CommandError(f"`manage.py {' '.join(arguments)}` failed (exit code {status}); the reason stands above.")


# --- for processes that are started by themselves ---------------------------------------------------------

STATIC = "static files"


def _static() -> str:
    return fingerprint([CODE / "archive/static"]) + installed("django", "django-htmx", "whitenoise")


def await_prepared(*, pages: bool) -> None:
    """Return when the tables, and with `pages` the static files of this machine, are those of this code; say once
    what is being waited for. So the processes of an archive may be started in any order."""
    said = ""
    while lacking := _lacking(pages=pages):
        if lacking != said:
            say(f"Waiting: {lacking}")
            said = lacking
        time.sleep(LOOK_SECONDS)
    connection.close()


def _lacking(*, pages: bool) -> str:
    """What is not there yet and what to do about it; "" when all is."""
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "the tables are not those of this version; run: manage.py prepare"
    except OperationalError as error:
        connection.close()
        return f"the database does not answer ({' '.join(str(error).split())})"
    if pages and not Stamps.read(settings.DATA_DIR, settings.DATABASE_URL).has(STATIC, _static()):
        return f"the style sheets are not in {settings.STATIC_ROOT}; run: manage.py prepare"
    return ""
