"""An editor makes an actor of a name that the archive does not know, with one click, and undoes it with one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from archive import selectors, store
from archive.authority.names import fold
from archive.pages.article.page import found_for
from archive.pages.article.text import candidate_search
from archive.pages.editors import editors_only


@require_POST
@editors_only("make actors of names")
def make(request: HttpRequest, article_id: int) -> HttpResponse:
    """`/article/<id>/actor/`: the name in `name`, not identified in this article, is an actor; on to its page."""
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
@editors_only("make actors of names")
def unmake(request: HttpRequest, actor_id: str) -> HttpResponse:
    """`/actor/<id>/unmake/`: an actor made of a printed name is a mere name again; on to the articles that print it."""
    found = selectors.actor_page(actor_id)
    if found is None or not found.actor.is_made:
        raise Http404("No actor of this address was made from a printed name.")
    name = found.actor.name
    store.actor_unmake(found.actor)
    return redirect(candidate_search(name))
