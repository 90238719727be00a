"""A signed-in person's saved searches: kept by name, what is new in each since the last look, changed, deleted.

New is what a search finds now and did not find when its owner last said "seen": articles that came, and articles that
fit only now because they were tagged, corrected or opened since. For that the ids found are remembered, the newest
`REMEMBERED` of them; of a search that finds more, an older article is never new.

Reading changes nothing: only the button says "seen", and it means what its page showed, not what came meanwhile.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from itertools import islice
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from archive import selectors, store
from archive.explore import idsets
from archive.models import SavedList, SavedSearch
from archive.pages import chips, frame, kept, names
from archive.pages.article.walk import first_match
from archive.pages.forms import PAGE_SIZE, State, told_apart
from archive.pages.kept import PLACES, Question
from archive.search import service
from archive.search.engine import QueryError
from archive.search.query import Access, DateRange, SearchRequest
from archive.text import normalise

# Ids remembered of a look: 50 KB and 0.1 s a search where they are sparse (explore/idsets.py); nobody reads more.
REMEMBERED = 50_000
# The list of searches answers by then; of the rest it says that they are to be opened one by one.
SECONDS = 10.0
# Ids that the button "seen" carries, so that it means what the page showed: 8 KB of a form at most.
CARRIED = 4_000
NAME_MAX = 120
# As long as an address that servers and browsers still take, with room for text that is percent-encoded.
QUERY_MAX = 50_000
_LOOKED_UP = 1_000  # ids a statement

View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """Others are sent to log in and come back to the address, a search in a form kept as well."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        query = request.POST.get("query", "")[:QUERY_MAX]
        return redirect_to_login(f"{request.path}?{query}" if query else request.get_full_path())

    return inner


def owner(request: HttpRequest) -> User:
    """Whoever `signed_in` let through."""
    return cast(User, request.user)


# --- what is new --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class News:
    """Ids that are new, the latest first. `more`: there are more, which are not listed."""

    ids: tuple[int, ...]
    more: bool = False


def news(saved: SavedSearch, question: Question, who: Access) -> News:
    """What the search finds now and did not at the last look. Raises QueryError."""
    asked = _by_arrival(question, who)
    if saved.known_since is None:
        found = service.ids(asked, REMEMBERED)
        fresh = _fresh(saved, service.scan(asked) if found is None else found)
    else:
        # By day first, which the index can; its days are those of the archive's wall clock.
        day = DateRange("seen", saved.known_since.astimezone(frame.zone()).date())
        fresh = _fresh(saved, service.scan(replace(asked, ranges=(*asked.ranges, day))))
    ids = tuple(islice(fresh, REMEMBERED + 1))
    return News(ids[:REMEMBERED], more=len(ids) > REMEMBERED)


def _fresh(saved: SavedSearch, found: Iterable[int]) -> Iterator[int]:
    """Those of the ids found that were not known at the last look."""
    known = idsets.unpacked(bytes(saved.known))
    fresh = (id for id in found if id not in known)
    return fresh if saved.known_since is None else _after(saved.known_since, fresh)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page listed as new in a saved search."""

    of: SavedSearch
    ids: frozenset[int]


def _by_arrival(question: Question, who: Access) -> SearchRequest:
    return replace(question.request(who), sort="seen")


def _after(since: datetime, ids: Iterator[int]) -> Iterator[int]:
    """Those that the archive first saw after a moment."""
    while some := list(islice(ids, _LOOKED_UP)):
        seen = selectors.first_seen(some)
        yield from (id for id in some if id in seen and seen[id] > since)


def look(question: Question, who: Access, shown: Shown | None = None) -> store.Look:
    """Everything found now as seen; with `shown` nothing that is new since and was not there. Raises QueryError."""
    asked, since = _by_arrival(question, who), None
    found = service.ids(asked, REMEMBERED)
    if found is None:
        found = tuple(islice(service.scan(asked), REMEMBERED))
        since = _covered(found)
    # Of the same ids: what is indexed at this moment must not slip between those that were new and those found.
    unseen = set(_fresh(shown.of, found)) - shown.ids if shown else set()
    return store.Look(timezone.now(), idsets.packed(id for id in found if id not in unseen), since)


def _covered(newest: tuple[int, ...]) -> datetime:
    """After what moment all matches are among the newest ones. The index orders them by minutes, so that the last
    minute may be there in part: it does not count."""
    oldest = max(selectors.first_seen(newest[-1:]).values(), default=timezone.now())
    return oldest.replace(second=59, microsecond=999_999)


# --- the list -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """One saved search as listed. `news` None where it cannot be asked (then `wrongs` say why) or was not for want of
    time."""

    saved: SavedSearch
    question: Question
    filters: tuple[str, ...]
    total: int
    exact: bool
    news: News | None
    wrongs: tuple[kept.Wrong, ...]

    @property
    def state(self) -> State:
        return self.question.state

    @property
    def href(self) -> str:
        return self.state.url()

    @property
    def notes(self) -> tuple[str, ...]:
        return self.question.notes

    @property
    def new(self) -> int | None:
        """How many are new, of those that are listed."""
        return None if self.news is None else len(self.news.ids)

    @property
    def more(self) -> bool:
        return self.news is not None and self.news.more

    @property
    def carried(self) -> str:
        """What the button "seen" carries."""
        ids = self.news.ids if self.news else ()
        return idsets.as_text(ids) if len(ids) <= CARRIED else "all"


@require_safe
@signed_in
def saved(request: HttpRequest) -> HttpResponse:
    """`/saved/`: everything on the person's desk, with what is new."""
    who, me = frame.access(request), owner(request)
    since, until = timezone.now() - store.PUT_BACK, time.monotonic() + SECONDS
    context = {
        "rows": [_row(one, who, until) for one in selectors.all_kept(SavedSearch, me)],
        "lists": selectors.all_kept(SavedList, me),
        "deleted_searches": selectors.lately_deleted(SavedSearch, me, since),
        "deleted_lists": selectors.lately_deleted(SavedList, me, since),
        "remembered": REMEMBERED,
        "may_edit": selectors.may_edit(me),
    }
    return frame.page(request, "desk/saved.html", context, section="saved")


def _row(one: SavedSearch, who: Access, until: float = float("inf")) -> Row:
    question = kept.looked_at(QueryDict(one.query), who)
    total, exact, wrongs = 0, True, question.wrongs
    late = time.monotonic() > until
    if not wrongs and not late:
        total, exact, wrongs = kept.counted(question, who)
    found = None if wrongs or late else news(one, question, who)
    return Row(one, question, chips.filter_words(question.state, who), total, exact, found, wrongs)


# --- one ----------------------------------------------------------------------------------------


@require_safe
@signed_in
def one(request: HttpRequest, saved_id: int) -> HttpResponse:
    """`/saved/<id>/`: what is new in one search, or what has become wrong with it."""
    mine, who = _mine(request, saved_id), frame.access(request)
    row = _row(mine, who)
    context: dict[str, Any] = {"row": row, "saved": mine, "state": row.state, "mends": mends(mine, row.wrongs)}
    if row.news is None:
        context["spans"] = [(wrong.start, wrong.end) for wrong in row.wrongs if wrong.start is not None]
        return frame.page(request, "desk/search.html", context, section="saved")
    last = max(1, -(-len(row.news.ids) // PAGE_SIZE))
    page = _page(request, last)
    shown = row.news.ids[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    context |= {
        "partly": mine.known_since is not None,
        "hits": [_hit(result, row.state) for result in service.rows(_by_arrival(row.question, who), shown)],
        "page": page,
        "last": last,
        "first": (page - 1) * PAGE_SIZE + 1,
        "remembered": REMEMBERED,
    }
    return frame.page(request, "desk/search.html", context, section="saved")


def _page(request: HttpRequest, last: int) -> int:
    printed = request.GET.get("page", "1")
    if not (printed.isascii() and printed.isdigit() and len(printed) < 8 and 1 <= int(printed) <= last):
        raise Http404(f"What is new in this search has {last} page{'s' if last > 1 else ''}.")
    return int(printed)


@dataclass(frozen=True, slots=True)
class Hit:
    """A new article: its row and the address that marks the question's words in it."""

    row: service.Row
    href: str


def _hit(row: service.Row, state: State) -> Hit:
    query = state.query(without=(*PLACES, "by", "bin", "span"))
    return Hit(row, f"/article/{row.hit.id}/{f'?{query}' if query else ''}{first_match(row)}")


def mends(mine: SavedSearch, wrongs: tuple[kept.Wrong, ...]) -> list[tuple[str, str]]:
    """Ways to mend a saved search: the form, filled in so."""
    return kept.mends(wrongs, lambda state: f"{reverse('saved-edit', args=[mine.pk])}?{state.query()}")


def _mine(request: HttpRequest, saved_id: int, *, deleted: bool = False) -> SavedSearch:
    found = selectors.kept(SavedSearch, owner(request), saved_id, deleted=deleted)
    if found is None:
        raise Http404("You keep no search with this number.")
    return found


# --- keeping and changing -----------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """`/saved/new/?…`: the search of the address is given a name, or takes the place of one that is kept."""
    who = frame.access(request)
    asked = QueryDict(request.POST.get("query", "")[:QUERY_MAX]) if request.method == "POST" else request.GET
    question = kept.looked_at(asked, who)
    if request.method != "POST":
        return _new_page(request, question, _suggested(question.state, who), "")
    name, problem = named(request)
    problem = problem or _too_long(question.state)
    replaced = _replaced(request)
    if question.wrongs or problem:
        return _new_page(request, question, name, problem, status=400)
    try:
        mine = _keep(request, replaced, name, question, who)
    except (store.DeskFullError, QueryError) as error:
        return _new_page(request, question, name, f"{str(error).capitalize()}.", status=400)
    return redirect("saved-search", saved_id=mine.pk)


def _keep(
    request: HttpRequest, replaced: SavedSearch | None, name: str, question: Question, who: Access
) -> SavedSearch:
    query, seen = as_kept(question.state), look(question, who)
    if replaced is None:
        return store.saved_search_create(owner(request), name, query, seen)
    store.saved_search_change(replaced, name, query, seen)
    return replaced


def as_kept(state: State) -> str:
    """The question as it is stored: without a place on a page."""
    return state.query(without=PLACES)


def named(request: HttpRequest) -> tuple[str, str]:
    """The name of a form, and what is wrong with it."""
    name = normalise.line(request.POST.get("name", "")[: NAME_MAX * 10])
    if not name:
        return "", "Give it a name, so that you find it again."
    return name[:NAME_MAX], "" if len(name) <= NAME_MAX else f"The name is longer than {NAME_MAX} characters."


def _too_long(state: State) -> str:
    return "This search is too long to be kept." if len(as_kept(state)) > QUERY_MAX else ""


def _replaced(request: HttpRequest) -> SavedSearch | None:
    chosen = request.POST.get("replace", "")
    return _mine(request, int(chosen)) if chosen.isascii() and chosen.isdigit() and len(chosen) < 19 else None


def _suggested(state: State, who: Access) -> str:
    return normalise.line(", ".join(filter(None, (state.q, *chips.filter_words(state, who)))))[:NAME_MAX]


def _new_page(request: HttpRequest, question: Question, name: str, problem: str, status: int = 200) -> HttpResponse:
    who = frame.access(request)
    total, exact, wrongs = kept.counted(question, who) if not question.wrongs else (0, True, question.wrongs)
    context = {
        "state": question.state,
        "query": as_kept(question.state),
        "filters": chips.filter_words(question.state, who),
        "name": name,
        "problem": problem,
        "notes": question.notes,
        "wrongs": wrongs,
        "mends": kept.mends(wrongs, State.url),
        "total": total,
        "exact": exact,
        "others": selectors.all_kept(SavedSearch, owner(request)),
    }
    status = 400 if wrongs else status
    return frame.page(request, "desk/new.html", context, section="saved", status=status)


@dataclass(frozen=True, slots=True)
class Part:
    """One filter or setting of a kept question, as a box that can be unticked."""

    words: str
    value: str
    on: bool


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HttpRequest, saved_id: int) -> HttpResponse:
    """`/saved/<id>/edit/`: name, words and filters. With a search in the address, the form is filled with that."""
    mine, who = _mine(request, saved_id), frame.access(request)
    if request.method != "POST":
        given = request.GET if request.GET else QueryDict(mine.query)
        return _edit_page(request, mine, kept.looked_at(given, who), mine.name)
    name, problem = named(request)
    question = kept.looked_at(_typed(request), who)
    problem = problem or _too_long(question.state)
    if question.wrongs or problem:
        return _edit_page(request, mine, question, name, problem, status=400)
    query = as_kept(question.state)
    try:
        store.saved_search_change(mine, name, query, look(question, who) if query != mine.query else None)
    except QueryError as error:
        return _edit_page(request, mine, question, name, f"{error}.", status=400)
    return redirect("saved-search", saved_id=mine.pk)


def _typed(request: HttpRequest) -> QueryDict:
    """The question of the form: its words and the boxes that are ticked."""
    boxes = "&".join(box[:QUERY_MAX] for box in request.POST.getlist("keep"))
    return QueryDict(f"{urlencode({'q': request.POST.get('q', '')})}&{boxes}")


def _edit_page(
    request: HttpRequest, mine: SavedSearch, question: Question, name: str, problem: str = "", status: int = 200
) -> HttpResponse:
    who = frame.access(request)
    wrongs = question.wrongs
    context = {
        "saved": mine,
        "state": question.state,
        "name": name,
        "problem": problem,
        "parts": parts(question.state, who),
        "wrongs": wrongs,
        "notes": question.notes,
        "spans": [(wrong.start, wrong.end) for wrong in wrongs if wrong.start is not None],
        "mends": mends(mine, wrongs),
        "asks_otherwise": as_kept(question.state) != mine.query,
    }
    return frame.page(request, "desk/edit.html", context, section="saved", status=status)


def parts(state: State, who: Access) -> list[Part]:
    """The question's filters and settings, each by itself."""
    labels = names.of_choices(state.choices, who)
    out = []
    for name, value in state.pairs(without=("q", *PLACES)):
        left_out, plain = told_apart(value)
        label = labels.get((name, value), plain)
        kind = names.FACET_WORDS.get(name, name.replace("_", " ").capitalize())
        out.append(Part(f"{kind}: {'not ' * left_out}{label}", urlencode({name: value}), on=True))
    return out


# --- seen, deleted, put back --------------------------------------------------------------------


@require_POST
@signed_in
def seen(request: HttpRequest, saved_id: int) -> HttpResponse:
    """`/saved/<id>/seen/`: what the page showed as new is new no more; what has come since still is."""
    mine, who = _mine(request, saved_id), frame.access(request)
    question = kept.looked_at(QueryDict(mine.query), who)
    if not question.wrongs and not kept.counted(question, who)[2]:
        store.saved_search_looked(mine, look(question, who, _shown(request, mine)))
    return redirect(f"{reverse('saved')}#s{mine.pk}")


def _shown(request: HttpRequest, mine: SavedSearch) -> Shown | None:
    carried = request.POST.get("shown", "all")
    try:
        return None if carried == "all" else Shown(mine, frozenset(idsets.from_text(carried)))
    except ValueError:
        return None


@require_POST
@signed_in
def delete(request: HttpRequest, saved_id: int) -> HttpResponse:
    """`/saved/<id>/delete/`: gone from the list; it can be put back for a day."""
    store.saved_delete(_mine(request, saved_id))
    return redirect(f"{reverse('saved')}#deleted")


@require_POST
@signed_in
def put_back(request: HttpRequest, saved_id: int) -> HttpResponse:
    """`/saved/<id>/put-back/`."""
    mine = _mine(request, saved_id, deleted=True)
    store.saved_put_back(mine)
    return redirect(f"{reverse('saved')}#s{mine.pk}")
