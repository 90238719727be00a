"""Many queries counted at once: a table pasted or sent as a file, answered as a table, taken away, kept by name.

A short list has an address that brings its table back; a longer one is answered where it was sent, and whoever is
signed in can keep it by name, which gives it an address too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from archive import selectors, store
from archive.explore import chart, lists
from archive.explore.lists import Listed, ListError
from archive.models import SavedList
from archive.pages import chips, desk, frame, kept, totals, uploads
from archive.pages.forms import State
from archive.pages.kept import Question
from archive.pages.totals import COLUMNS, Row, Step, Totals

# A list whose address is no longer than this has one: mail, chat and proxies pass on that much.
ADDRESS_MAX = 4_000
# Cells on a page; the file has them all. 4,000 links are half a megabyte and a second of a phone's time.
CELLS_SHOWN = 4_000
# Fields of the form that are no parameters of a search.
_OWN = frozenset(("list", "file", "name", "csrfmiddlewaretoken", "q", "bin"))


@dataclass(frozen=True, slots=True)
class Asked:
    """What was sent. `listed` None: no list yet, or `problem` says why it cannot be read. `around`: the filters."""

    text: str
    listed: Listed | None
    around: Question
    step: Step
    problem: str = ""

    def parameters(self) -> list[tuple[str, str]]:
        """As an address has them."""
        pairs = [("list", self.text)] if self.text else []
        return [*pairs, *([("bin", self.step)] if self.step else []), *self.around.state.pairs()]


@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: HttpRequest) -> HttpResponse:
    """`/batch/`: the form; with a list, its table."""
    asked = _asked(request)
    address = _address(asked)
    told = asked.around.wrongs or asked.around.notes or not (asked.listed and asked.listed.encoding.startswith("utf-8"))
    if request.method == "POST" and address and not told:
        return redirect(address)  # what there is to tell of the way it was sent would be lost on the way
    return _page(request, asked, address=address)


@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HttpRequest, kind: str) -> HttpResponse:
    """`/batch.csv`, `/batch.ndjson`: the same table as a file."""
    if kind not in totals.FILES:
        raise Http404("A table of totals is taken away as csv or ndjson.")
    asked = _asked(request)
    if asked.listed is None or asked.around.wrongs:
        return _page(request, asked)
    return _file(request, asked, kind)


def _file(request: HttpRequest, asked: Asked, kind: str) -> HttpResponse:
    table = _counted(request, asked)
    base = request.build_absolute_uri("/").rstrip("/")
    response = HttpResponse(totals.file_of(table, kind, base), content_type=totals.FILES[kind])
    response["Content-Disposition"] = f'attachment; filename="totals.{kind}"'
    if request.user.is_authenticated:
        response["Cache-Control"] = "no-store"
    return response


def _asked(request: HttpRequest) -> Asked:
    given = request.POST if request.method == "POST" else request.GET
    text = given.get("list", "") or "\n".join(given.getlist("q"))
    return _read(request, given, text)


def _read(request: HttpRequest, given: QueryDict, text: str) -> Asked:
    """The list, or the file in its place, with the filters and columns beside it."""
    around, step = _around(request, given), _step(given)
    sent = request.FILES.get("file")
    too_large = f"The file has more than {lists.BYTES_MAX:,} bytes: divide it into several."
    nothing = "Write a query or choose a file." if request.method == "POST" else ""
    if uploads.too_large(request) or (sent is None and not text.strip()):
        return Asked("", None, around, step, too_large if uploads.too_large(request) else nothing)
    try:
        listed = lists.read_bytes(sent.read(), COLUMNS) if sent else lists.read_text(text, COLUMNS)
    except ListError as error:
        message = str(error)
        return Asked("" if sent else text, None, around, step, f"{message[:1].upper()}{message[1:]}.")
    return Asked(listed.text, listed, around, step)


def _around(request: HttpRequest, given: QueryDict) -> Question:
    """The filters that hold for every row."""
    bare = given.copy()
    for name in _OWN:
        bare.pop(name, None)
    question = kept.looked_at(bare, frame.access(request))
    return replace(question, state=replace(question.state.with_(), facet="", facet_q=""))


def _step(given: QueryDict) -> Step:
    chosen = given.get("bin", "")
    return cast(Step, chosen) if chosen in totals.STEPS else ""


def _address(asked: Asked) -> str:
    """The address of a short list's table; "" for a longer one."""
    query = urlencode(asked.parameters())
    return f"{reverse('batch')}?{query}" if asked.listed and len(query) <= ADDRESS_MAX else ""


def _counted(request: HttpRequest, asked: Asked) -> Totals:
    assert asked.listed is not None
    return totals.counted(asked.listed, asked.around.state, frame.access(request), asked.step)


# --- the page -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as printed: its own filters, and each cell with its link, "" where nothing was found."""

    row: Row
    own: tuple[str, ...]
    href: str
    csv: str
    ndjson: str
    cells: tuple[tuple[int, str], ...]
    undated_href: str
    coarse: int
    spans: Sequence[tuple[int, int | None]]
    mends: list[tuple[str, str]]


def _page(
    request: HttpRequest, asked: Asked, *, address: str = "", saved: SavedList | None = None, problem: str = ""
) -> HttpResponse:
    context: dict[str, Any] = {
        "asked": asked,
        "saved": saved,
        "name": request.POST.get("name", "")[: desk.NAME_MAX] or (saved.name if saved else ""),
        "problem": problem or asked.problem,
        "filters": chips.filter_words(asked.around.state, frame.access(request)),
        "wrongs": asked.around.wrongs,
        "mends": _mends(asked),
        "notes": _notes(asked),
        "hidden": asked.around.state.pairs(),
        "steps": totals.STEPS,
        "rows_max": lists.ROWS_MAX,
        "address": address,
        "files": _files(address, saved),
    }
    bad = bool(context["problem"] or asked.around.wrongs)
    if asked.listed is not None and not asked.around.wrongs:
        context |= _table(request, asked)
    return frame.page(request, "desk/batch.html", context, section="saved" if saved else "", status=400 if bad else 200)


def _files(address: str, saved: SavedList | None) -> list[tuple[str, str]]:
    """Links to the table as a file; none for a list that has no address, which is sent again for it."""
    if saved:
        return [(kind, reverse("saved-list-file", args=[saved.pk, kind])) for kind in totals.FILES]
    query = address.partition("?")[2]
    return [(kind, f"{reverse('batch-file', args=[kind])}?{query}") for kind in totals.FILES] if address else []


def _mends(asked: Asked) -> list[tuple[str, str]]:
    """The same list with the filters around it mended, where an address holds it."""

    def address(mended: State) -> str:
        return _address(replace(asked, around=replace(asked.around, state=mended, wrongs=())))

    return kept.mends(asked.around.wrongs, address)


def _notes(asked: Asked) -> list[str]:
    notes = list(asked.around.notes)
    if asked.listed:
        notes += [f"The column {kept.unknown_words(name)}" for name in asked.listed.unknown]
        if not asked.listed.encoding.startswith("utf-8"):
            notes.append(f"The file was read as {asked.listed.encoding}; look whether its letters came out right.")
    return notes


def _table(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    table = _counted(request, asked)
    held = [start for start in table.starts if any(row.counts.get(start) for row in table.rows)]
    fits = len(held) * len(table.rows) <= CELLS_SHOWN
    starts = held if fits else []
    step = table.step or "year"
    around = chips.filter_words(asked.around.state, frame.access(request))
    return {
        "table": table,
        "heads": [chart.bin_label(start, step) for start in starts],
        "too_wide": not fits,
        "left_out": len(table.starts) - len(held) if fits else 0,
        "shown": [_shown(row, table, starts, around) for row in table.rows],
        "sum_words": _sum_words(table),
    }


def _shown(row: Row, table: Totals, starts: Iterable[str], around: Sequence[str]) -> Shown:
    cells = tuple((row.counts.get(start, 0), _cell(row, start, table.step)) for start in starts)
    spans = [(wrong.start, wrong.end) for wrong in row.wrongs if wrong.start is not None]
    state = row.state.with_()
    return Shown(
        row,
        tuple(words for words in row.filters if words not in around),
        state.url(),
        state.url("/export.csv"),
        state.url("/export.ndjson"),
        cells,
        row.state.with_unknown("published").url() if row.undated else "",
        row.without - row.undated,
        spans,
        kept.mends(row.wrongs, State.url),
    )


def _cell(row: Row, start: str, step: Step) -> str:
    return totals.cell_state(row, start, step).url() if row.counts.get(start) else ""


def _sum_words(table: Totals) -> str:
    rows = len(table.rows)
    wrong = table.mistaken
    said = f"{rows:,} {'query' if rows == 1 else 'queries'}"
    return f"{said}, {wrong:,} of them with a mistake" if wrong else said


# --- kept by name -------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD"])
@desk.signed_in
def saved_list(request: HttpRequest, list_id: int) -> HttpResponse:
    """`/lists/<id>/`: the table of a list that is kept, as it counts now."""
    mine = _mine(request, list_id)
    return _page(request, _of(request, mine), saved=mine)


@require_http_methods(["GET", "HEAD"])
@desk.signed_in
def saved_file(request: HttpRequest, list_id: int, kind: str) -> HttpResponse:
    """`/lists/<id>.csv`, `.ndjson`."""
    mine = _mine(request, list_id)
    asked = _of(request, mine)
    if kind not in totals.FILES:
        raise Http404("A table of totals is taken away as csv or ndjson.")
    if asked.listed is None or asked.around.wrongs:
        return _page(request, asked, saved=mine)
    return _file(request, asked, kind)


def _of(request: HttpRequest, mine: SavedList) -> Asked:
    given = QueryDict(mine.query, mutable=True)
    given["bin"] = mine.bin
    return _read(request, given, mine.text)


def _mine(request: HttpRequest, list_id: int, *, deleted: bool = False) -> SavedList:
    found = selectors.kept(SavedList, desk.owner(request), list_id, deleted=deleted)
    if found is None:
        raise Http404("You keep no list with this number.")
    return found


@require_POST
@desk.signed_in
def new(request: HttpRequest) -> HttpResponse:
    """`/lists/new/`: the list of the form is kept by name."""
    asked = _asked(request)
    name, problem = desk.named(request)
    if asked.listed is None or asked.around.wrongs or problem:
        return _page(request, asked, problem=problem)
    try:
        mine = store.saved_list_create(desk.owner(request), name, asked.text, asked.around.state.query(), asked.step)
    except store.DeskFullError as error:
        return _page(request, asked, problem=f"{str(error).capitalize()}.")
    return redirect("saved-list", list_id=mine.pk)


@require_POST
@desk.signed_in
def edit(request: HttpRequest, list_id: int) -> HttpResponse:
    """`/lists/<id>/edit/`: another name, other rows, filters or columns."""
    mine = _mine(request, list_id)
    asked = _asked(request)
    name, problem = desk.named(request)
    if asked.listed is None or asked.around.wrongs or problem:
        return _page(request, asked, saved=mine, problem=problem)
    store.saved_list_change(mine, name, asked.text, asked.around.state.query(), asked.step)
    return redirect("saved-list", list_id=mine.pk)


@require_POST
@desk.signed_in
def delete(request: HttpRequest, list_id: int) -> HttpResponse:
    """`/lists/<id>/delete/`: gone from the desk; it can be put back for a day."""
    store.saved_delete(_mine(request, list_id))
    return redirect(f"{reverse('saved')}#deleted")


@require_POST
@desk.signed_in
def put_back(request: HttpRequest, list_id: int) -> HttpResponse:
    """`/lists/<id>/put-back/`."""
    mine = _mine(request, list_id, deleted=True)
    store.saved_put_back(mine)
    return redirect(f"{reverse('saved')}#l{mine.pk}")
