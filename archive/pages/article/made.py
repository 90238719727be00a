"""An editor makes an actor of a name that the archive does not know, with one click, and undoes it with one."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from archive import selectors, store
from archive.authority.names import fold
from archive.pages.article.page import found_for
from archive.pages.article.text import candidate_search


@require_POST
def make(request: HttpRequest, article_id: int) -> HttpResponse:
    """`/article/<id>/actor/`: the name in `name`, not identified in this article, is an actor; on to its page."""
    _editors_only(request)
    found = found_for(request, article_id)
    name = request.POST.get("name", "")
    kind = next((m.kind for m in found.mentions if m.candidate == name and name), "")
    if kind:
        return redirect("actor", store.actor_make(name, kind).pk)
    # Pressed twice, or by two at once: it is made already.
    same = (m.actor for m in found.mentions if m.actor is not None and fold(m.actor.name) == fold(name))
    actor = next(same, None)
    if actor is None:
        raise Http404("This article has no such name that is not identified.")
    return redirect("actor", actor.pk)


@require_POST
def unmake(request: HttpRequest, actor_id: str) -> HttpResponse:
    """`/actor/<id>/unmake/`: an actor made of a printed name is a mere name again; on to the articles that print it."""
    _editors_only(request)
    found = selectors.actor_page(actor_id)
    if found is None or not found.actor.is_made:
        raise Http404("No actor of this address was made from a printed name.")
    name = found.actor.name
    store.actor_unmake(found.actor)
    return redirect(candidate_search(name))


def _editors_only(request: HttpRequest) -> None:
    if not selectors.may_edit(request.user):
        raise PermissionDenied("Editors make actors of names. Ask an administrator to make you one.")
