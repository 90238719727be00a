"""`web`: the web server alone. `run` starts it with a worker beside it; on a second machine it can run by itself."""

from __future__ import annotations

import multiprocessing
import socket
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.core.wsgi import get_wsgi_application
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from archive.management.preparing import await_prepared
from archive.processes import die_with_parent

# Pages wait for the database and the index, which use other cores: more threads than cores, but far
# fewer than PostgreSQL's 100 connections, of which each thread keeps one.
THREADS = 16
STOP_SECONDS = 10  # for downloads under way when the server is told to stop


def load_application(_target: str) -> Any:
    """Called in each serving process."""
    if multiprocessing.parent_process() is not None:
        die_with_parent()
    return get_wsgi_application()


class Command(BaseCommand):
    help = "Serves the pages at HOST and PORT until it is stopped."
    requires_system_checks = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        await_prepared(pages=True)
        server = Granian(
            "archive.wsgi:application",
            address=socket.gethostbyname(settings.HOST) if ":" not in settings.HOST else settings.HOST,
            port=settings.PORT,
            interface=Interfaces.WSGI,
            workers=settings.WEB_PROCESSES,
            blocking_threads=THREADS,
            respawn_failed_workers=True,
            workers_kill_timeout=STOP_SECONDS,
            log_dictconfig=settings.LOGGING,
            log_level=LogLevels.error,  # below are only its own steps and advice about the number of threads
            websockets=False,
        )
        server.serve(target_loader=load_application)
