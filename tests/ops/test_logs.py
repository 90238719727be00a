"""What the log says, and what it must never say."""

from __future__ import annotations

import io
import json
import logging
import logging.config
from collections.abc import Iterator

import pytest
import structlog
from django.http import HttpResponse
from django.test import RequestFactory

from archive import logs


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Everything logged while the test runs, as JSON lines; the run's own logging is put back."""
    before = structlog.get_config()
    configuration = logs.configuration("INFO", terminal=False)
    written = io.StringIO()
    configuration["handlers"]["stderr"]["stream"] = written
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logging.config.dictConfig(configuration)
    yield written
    root.handlers[:], root.level = handlers, level
    structlog.configure(**before)


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_json_with_time_level_and_origin(stream: io.StringIO) -> None:
    logging.getLogger("archive.ingest").warning("%s rejects", 3)
    (line,) = lines(stream)
    assert (line["event"], line["level"], line["logger"]) == ("3 rejects", "warning", "archive.ingest")
    assert str(line["timestamp"]).endswith("Z")


def test_foreign_text_cannot_begin_a_line_of_its_own(stream: io.StringIO) -> None:
    logging.getLogger("archive").error("title: %s", 'x\n{"level": "critical"}\x1b[2J')
    (line,) = lines(stream)
    assert line["event"] == r'title: x\n{"level": "critical"}\x1b[2J'


def test_on_a_terminal_neither() -> None:
    event = logs.on_one_line(None, "", {"event": "a\nb\u2028c", "path": "/\x1b]0;x\x07"})
    assert event == {"event": r"a\nb\u2028c", "path": r"/\x1b]0;x\x07"}


def test_errors_of_the_database_are_logged_without_the_row(stream: io.StringIO) -> None:
    error = ValueError('new row violates check "span"\nDETAIL:  Failing row contains (7, secret words of an article).')
    try:
        raise error
    except ValueError:
        logging.getLogger("archive").exception("could not store: %s", error)
    assert "secret words" not in stream.getvalue()
    assert "violates check" in stream.getvalue()


def test_a_request_is_logged_by_path_with_an_id_and_without_its_query(stream: io.StringIO) -> None:
    seen: list[object] = []

    def view(_request: object) -> HttpResponse:
        structlog.get_logger("archive.pages").info("inside")
        seen.append(structlog.contextvars.get_contextvars()["request"])
        return HttpResponse("ok", status=203)

    response = logs.RequestLog(view)(RequestFactory().get("/search", {"q": "secret interest"}))
    inside, request = lines(stream)
    assert inside["request"] == request["request"] == response.headers["X-Request-Id"] == seen[0]
    assert (request["method"], request["path"], request["status"]) == ("GET", "/search", 203)
    assert "secret" not in stream.getvalue()
