"""Structured logs: JSON lines for machines, one readable line each on a terminal; and one line a request.

Never in a log: texts of articles, tokens, passwords, what people searched for. So requests are logged
by path without their query, and what PostgreSQL quotes from a row (DETAIL, CONTEXT) is cut from errors.
"""

from __future__ import annotations

import re
import sys
import time
import uuid
from collections.abc import Callable, MutableMapping
from typing import Any

import structlog

_QUOTES_FROM_ROWS = re.compile(r"^(DETAIL|CONTEXT|HINT|QUERY):.*$", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

Event = MutableMapping[str, Any]


def without_row_texts(_logger: Any, _method: str, event: Event) -> Event:
    """Cut what PostgreSQL's errors quote from a row, in messages and in tracebacks."""
    for key in ("event", "exception"):
        if isinstance(event.get(key), str):
            event[key] = _QUOTES_FROM_ROWS.sub(r"\1: (left out)", event[key])
    return event


def on_one_line(_logger: Any, _method: str, event: Event) -> Event:
    """Escape control characters, so that foreign text cannot begin a log line or move a terminal's cursor."""
    for key, value in event.items():
        if isinstance(value, str) and key != "exception":
            event[key] = _CONTROL.sub(lambda found: repr(found.group())[1:-1], value)
    return event


def configuration(level: str, *, terminal: bool | None = None) -> dict[str, Any]:
    """Django's LOGGING for `level` (DEBUG, INFO, WARNING or ERROR); `terminal`: readable lines instead of JSON."""
    readable = sys.stderr.isatty() if terminal is None else terminal
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(allow=set()),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        without_row_texts,
        on_one_line,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer = structlog.dev.ConsoleRenderer(colors=False) if readable else structlog.processors.JSONRenderer()
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django mails errors to ADMINS by default; a request's outcome is in our own line already.
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.request": {"level": "ERROR"},
            # They say at every command what they are about to import and start.
            "procrastinate": {"level": "WARNING"},
            # A node that does not answer is a traceback for each try; what came of it is said in our own line.
            "opensearch": {"level": "ERROR"},
        },
    }


class RequestLog:
    """Middleware: an id for every request, bound to all log lines made meanwhile, and one line at its end."""

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self.get_response = get_response
        self.log = structlog.get_logger("archive.request")

    def __call__(self, request: Any) -> Any:
        began = time.perf_counter()
        number = uuid.uuid4().hex[:12]
        with structlog.contextvars.bound_contextvars(request=number):
            response = self.get_response(request)
            milliseconds = round((time.perf_counter() - began) * 1000, 1)
            note = self.log.debug if request.path == "/healthz" else self.log.info  # asked every few seconds
            note("request", method=request.method, path=request.path, status=response.status_code, ms=milliseconds)
        response.headers["X-Request-Id"] = number
        return response
