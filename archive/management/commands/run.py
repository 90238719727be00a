"""`run`: everything that an archive on one machine needs, in the right order, until it is stopped.

The address is printed only after the pages have answered. Locks: archive.management.alone; children:
archive.management.team; what is done before the first page: archive.management.preparing.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import time
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from archive import embedded
from archive.management.alone import check_port, no_earlier_children, only_one
from archive.management.preparing import prepare, step
from archive.management.team import Stopped, Team, say, stop
from archive.processes import die_with_parent

ANSWER_SECONDS = 60.0  # the first answer reads the index and the templates; 2 s are usual


class Command(BaseCommand):
    help = "Starts the archive: database, tables, authority, sample, web server and worker; stops all with Ctrl-C."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--with-parent", action="store_true", help="Stop when the calling process (make) ends.")

    def handle(self, *_args: Any, with_parent: bool, **_options: Any) -> None:
        stop.listen()
        if with_parent:
            die_with_parent()
        with contextlib.suppress(Stopped), contextlib.ExitStack() as stack:
            try:
                _run(stack)
            except (embedded.EmbeddedError, OSError) as error:
                raise CommandError(_plainly(error)) from error


def _plainly(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename:
        return f"Cannot write {error.filename}: {error.strerror}. Mend that, or set DATA_DIR elsewhere."
    return str(error)


def _run(stack: contextlib.ExitStack) -> None:
    began = time.monotonic()
    say(f"Dateline starts; everything it stores is in {settings.DATA_DIR}")
    if not settings.DATABASE_URL:
        embedded.check_folder(settings.DATA_DIR)
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    lock = stack.enter_context(only_one(settings.DATA_DIR))
    children = stack.enter_context(no_earlier_children(settings.DATA_DIR))
    check_port(settings.HOST, settings.PORT)
    claim = None
    if not settings.DATABASE_URL:
        with step("database"):
            claim = stack.enter_context(embedded.using(settings.DATA_DIR))
    prepare()
    team = stack.enter_context(Team(children))
    team.start("web")
    team.start("work")
    _wait_for_answer(team)
    _announce(lock, time.monotonic() - began)
    team.watch(claim)


# --- the running archive --------------------------------------------------------------------------------


def _wait_for_answer(team: Team) -> None:
    began = time.monotonic()
    while (status := _health()) != http.client.OK:
        team.mend()
        if time.monotonic() - began > ANSWER_SECONDS:
            raise CommandError(f"The pages did not answer within {ANSWER_SECONDS:.0f} s; the reason stands above.")
        time.sleep(1 if status else 0.05)  # an error is logged each time; asking again at once only repeats it


def _reachable_host() -> str:
    """HOST as this machine can call it: the wildcard addresses are no address to call."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(settings.HOST, settings.HOST)  # noqa: S104


def _health() -> int:
    """The status of /healthz, which is 200 when database and index answer; 0 if nobody listens."""
    talk = http.client.HTTPConnection(_reachable_host(), settings.PORT, timeout=10)
    try:
        talk.request("GET", "/healthz")
        return talk.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        talk.close()


def _announce(lock: int, seconds: float) -> None:
    host = _reachable_host()
    address = f"http://[{host}]:{settings.PORT}/" if ":" in host else f"http://{host}:{settings.PORT}/"
    os.pwrite(lock, json.dumps({"address": address, "process": os.getpid()}).encode(), 0)
    lines = [f"Dateline answers at {address} (started in {seconds:.1f} s; Ctrl-C stops it)"]
    if not get_user_model().objects.filter(is_superuser=True).exists():
        lines.append("It has no administrator yet; to make one: .venv/bin/python manage.py createsuperuser")
    if not settings.LOOPBACK_ONLY and settings.ALLOWED_HOSTS_ARE_DEFAULT:
        lines.append("Others get an error until ALLOWED_HOSTS lists the names they call this machine by.")
    connection.close()
    print("\n".join(lines), flush=True)
