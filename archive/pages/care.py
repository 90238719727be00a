"""The archive's health for people and for machines, and the pages of errors, each with a way on."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from archive import selectors
from archive.pages import frame
from archive.search import engines, indexing, service
from archive.search.engine import SearchError, SearchUnavailableError
from archive.search.query import SearchRequest

log = logging.getLogger(__name__)


def checks(request: HttpRequest) -> dict[str, bool]:
    """Whether database and index answer, each asked something real."""
    try:
        database = selectors.database_answers()
    except DatabaseError:
        database = False
    index = False
    if database:
        try:
            service.answer(SearchRequest(visible_to=selectors.access_for(None), size=0))
            index = True
        except (SearchError, DatabaseError):
            log.exception("the search index does not answer")
    return {"database": database, "index": index}


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """`/healthz`: 200 only when database and index answer; 503 says which does not."""
    found = checks(request)
    healthy = all(found.values())
    return JsonResponse({"status": "ok" if healthy else "failing", **found}, status=200 if healthy else 503)


@never_cache
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """`/status/`: the same for people, with what is waiting."""
    found = checks(request)
    context: dict[str, Any] = {"checks": found, "healthy": all(found.values())}
    if found["database"]:
        context |= {"figures": selectors.figures(frame.access(request)), "waiting": selectors.waiting()}
        context["index"] = _index()
        if found["index"]:
            return frame.page(request, "care/status.html", context, section="")
    context |= {**frame.bare_frame(request), "user": AnonymousUser()}
    return render(request, "care/status.html", context, status=503)


def _index() -> dict[str, Any]:
    """How the index stands, for anybody's eyes: what the embedded one complains of names folders of this machine."""
    found = indexing.status()
    public = found.problem if found.engine == "opensearch" else ""
    return {"nodes": found.nodes, "megabytes": found.megabytes, "note": found.note, "problem": public}


# --- errors -------------------------------------------------------------------------------------
# They ask nothing of the database: it may be what has failed.


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    words = "Something in the address or the form is not as it should be."
    return _error(request, 400, "This address cannot be read", str(exception) or words)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    words = "Your account has no right to this page. Another one may have it."
    return _error(request, 403, "This is not open to you", words)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old, or cookies are switched off."""
    words = (
        "The form was open for too long or the browser keeps no cookies. Go back, load the page again and send it"
        " once more; what was typed is still there."
    )
    return _error(request, 403, "The form could not be trusted", words)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    words = str(exception.args[0]) if exception.args and isinstance(exception.args[0], str) else ""
    return _error(request, 404, "There is nothing here", words or "No page of the archive has this address.")


def server_error(request: HttpRequest) -> HttpResponse:
    words = "The fault is the archive’s, not yours. It has been written to the log. Nothing stored is lost."
    return _error(request, 500, "Something went wrong here", words)


def unavailable(request: HttpRequest) -> HttpResponse:
    """The database or the index does not answer; the browser is told when to come back."""
    words = (
        "The archive’s database or index does not answer just now. It usually comes back by itself; try again in"
        " a moment."
    )
    response = _error(request, 503, "The archive is not ready", words)
    response["Retry-After"] = "10"
    return response


def _error(request: HttpRequest, code: int, title: str, words: str) -> HttpResponse:
    context = {**frame.bare_frame(request), "code": code, "title": title, "words": words, "with_search": code < 500}
    if code >= 500:
        context["user"] = AnonymousUser()  # asking who it is would ask the database
    return render(request, "care/error.html", context, status=code)


class OneMoment:
    """Middleware: what a page reads of the index is of one commit, so that its figures agree with each other. A request
    that changes something sees its own change."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with engines.one_moment():
            return self.get_response(request)


class Unavailable:
    """Middleware: a database or an index that does not answer is a 503 with a way on, not a 500."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, SearchUnavailableError | OperationalError | InterfaceError):
            log.error("not available: %s", exception)
            return unavailable(request)
        return None
