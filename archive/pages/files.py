"""What is taken away: one article as text or JSON, and all results of a search as a file with its manifest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from archive.export import article as one
from archive.export import kwic as lines
from archive.export import streams
from archive.pages import forms, frame, search
from archive.pages.article.page import citation, found_for
from archive.pages.forms import State
from archive.pages.kwic import order_of
from archive.search import service
from archive.search.engine import QueryError
from archive.search.query import SearchRequest
from archive.selectors import ArticlePage

# A file of all results is asked for with these beside the parameters of the search.
_WEB = frozenset(streams.WEB_PARAMETERS)


@require_safe
def text(request: HttpRequest, article_id: int) -> HttpResponse:
    """`/article/<id>.txt`: headline, source and date, the text exactly as kept, the citation."""
    found = found_for(request, article_id)
    content = one.article_text(found, _base(request))
    if found.article.withdrawn_at is None:
        content += f"\n{citation(request, found)}\n"
    response = HttpResponse(content, content_type="text/plain; charset=utf-8", status=_status(found))
    return _private(response, request)


@require_safe
def json(request: HttpRequest, article_id: int) -> HttpResponse:
    """`/article/<id>.json`: everything of the article that this person may see."""
    found = found_for(request, article_id)
    content = one.article_json(found, _base(request))
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1}, status=_status(found))
    return _private(response, request)


def _status(found: ArticlePage) -> int:
    return 200 if found.article.withdrawn_at is None else 410


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("home")).rstrip("/")


def _private(response: HttpResponse | StreamingHttpResponse, request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        response["Cache-Control"] = "no-store"
    return response  # type: ignore[return-value]


# --- all results --------------------------------------------------------------------------------


class _Mistake(Exception):
    """The question has mistakes: the page that shows them."""

    def __init__(self, page: HttpResponse) -> None:
        super().__init__()
        self.page = page


def _answered(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view with its mistakes as pages: of the question with ways to mend it, of the file in words."""

    @wraps(view)
    def answer(request: HttpRequest, *args: str, **named: str) -> HttpResponse:
        try:
            return view(request, *args, **named)
        except _Mistake as mistake:
            return mistake.page
        except QueryError as error:
            return search.mistakes_page(request, forms.read(request.GET), [search.engine_repair(error)])
        except streams.ExportError as error:
            raise BadRequest(str(error)) from error

    return answer


@require_safe
@_answered
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """`/export.csv`, `/export.ndjson`: every article or quote of the search, streamed, in the order of the page."""
    _, asked, options = _asked(request)
    return _file(request, streams.stream(asked, kind, options), kind, streams.file_name(kind, options.rows))


@require_safe
@_answered
def manifest(request: HttpRequest) -> HttpResponse:
    """`/export.manifest.json`: what such a file holds: query, filters, counts, versions, checksums."""
    kind = request.GET.get("format", "csv")
    _, asked, options = _asked(request)
    return _manifest(request, streams.manifest_for(asked, kind, options))


@require_safe
@_answered
def export_lines(request: HttpRequest, kind: str) -> HttpResponse:
    """`/lines.csv`, `/lines.ndjson`: every line of words in context, streamed, in the order of the page."""
    return _file(request, lines.stream(_lines_asked(request, kind)), kind, lines.file_name(kind))


@require_safe
@_answered
def lines_manifest(request: HttpRequest) -> HttpResponse:
    """`/lines.manifest.json`: what such a file holds."""
    return _manifest(request, lines.manifest_for(_lines_asked(request, request.GET.get("format", "csv"))))


def _file(request: HttpRequest, pieces: Iterator[bytes], kind: str, name: str) -> HttpResponse:
    response = StreamingHttpResponse(pieces, content_type=streams.FORMATS[kind].media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return _private(response, request)


def _manifest(request: HttpRequest, described: dict[str, Any]) -> HttpResponse:
    return _private(JsonResponse(described, json_dumps_params={"ensure_ascii": False, "indent": 2}), request)


def _lines_asked(request: HttpRequest, kind: str) -> lines.LinePlan:
    state, asked, options = _asked(request, frozenset(lines.WEB_PARAMETERS))
    if state.shelf != "articles":
        way = state.on_shelf("articles").url(request.path)
        repair = search.Repair("Lines are of articles, not of quotes.", repair="the lines of the articles", href=way)
        raise _Mistake(search.mistakes_page(request, state, [repair]))
    return lines.plan(asked, kind, options, order_of(state), state.kwic_width)


def _asked(request: HttpRequest, beside: frozenset[str] = _WEB) -> tuple[State, SearchRequest, streams.Options]:
    """The state, the request and the options of an address; `beside`: parameters beside those of a search. A file
    must not be other than asked: what else the address has is a mistake here, not a note."""
    state = forms.read(request.GET)
    who = frame.access(request)
    reading = service.read_query(state.q, who)
    repairs = search.parameter_repairs(request, state) + search.query_repairs(state, reading, who)
    unknown = [name for name in state.ignored if name not in beside]
    repairs += [search.Repair(f"“{name}” is no parameter of a search or a file.") for name in unknown]
    if repairs:
        raise _Mistake(search.mistakes_page(request, state, repairs))
    asked = _everything(state).request(who, reading.tree)
    return state, asked, streams.options_from(request.GET, _base(request), state.shelf)


def _everything(state: State) -> State:
    return state.with_(facet="", facet_q="")
