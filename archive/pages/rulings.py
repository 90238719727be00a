"""An editor rules what a printed name means: chooses, sees what would change, does it, and can take it back.

Plain forms. What is chosen stands in the address, so that going back loses nothing; only "Do it" and "Undo" change
anything, and pressed twice they do it once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from archive import selectors, store
from archive.models import Actor, Mention, Place
from archive.pages import frame
from archive.pages.article.page import found_for
from archive.pages.editors import editors_only
from archive.selectors import ArticlePage, Thing
from archive.tagging.ruled import Said

# The scopes in the order of the form, the narrowest first.
SCOPES = {
    "here": "here alone",
    "article": "in this article",
    "source": "everywhere in this source",
    "everywhere": "everywhere in the archive",
}
# What a name can mean besides an actor or a place, and the kind of such a mention.
NO_THING = {
    "person": "a person whom the archive does not know",
    "organisation": "a body that the archive does not know",
    "other": "no actor and no place at all",
}
# A name typed, an address to go back to: longer is no name and no address of ours.
_LONG = 300
_LONG_BACK = 4_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form says: the mention, the name sought, what is chosen ("actor:…", "place:…", "person",
    "organisation", "other"), where it is to hold. `back`: the question of the article's page."""

    part: str
    start: str
    end: str
    name: str
    meant: str
    scope: str
    step: str
    back: str

    def pairs(self) -> list[tuple[str, str]]:
        """Name and value of everything that the next step needs."""
        named = {"part": self.part, "start": self.start, "end": self.end, "name": self.name}
        named |= {"is": self.meant, "scope": self.scope, "back": self.back}
        return [(name, value) for name, value in named.items() if value]


def _asked(given: QueryDict) -> Asked:
    scope = given.get("scope", "")
    return Asked(
        part="title" if given.get("part") == "title" else "body",
        start=given.get("start", "")[:9],
        end=given.get("end", "")[:9],
        name=" ".join(given.get("name", "")[:_LONG].replace("\0", " ").split()),
        meant=given.get("is", "")[:_LONG].replace("\0", ""),
        scope=scope if scope in SCOPES else "",
        step=given.get("step", ""),
        back=QueryDict(given.get("back", "")[:_LONG_BACK].lstrip("?")).urlencode(),
    )


# --- choosing -----------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@editors_only("correct tags")
def correct(request: HttpRequest, article_id: int) -> HttpResponse:
    """`/article/<id>/correct/?part=&start=&end=`: what one mention means, chosen; then what that would change; then
    (POST) done, and back to the article."""
    found = found_for(request, article_id)
    asked = _asked(request.POST if request.method == "POST" else request.GET)
    mention = _mention(found, asked)
    if mention is None:
        return _gone(request, found, asked)
    meant, thing = _meaning(asked.meant)
    if request.method == "POST" and meant is not None and asked.scope:
        return _ruled(request, mention, asked, meant)
    if request.method == "POST" or asked.step == "show":
        if meant is not None and asked.scope:
            return _preview_page(request, found, mention, asked, thing)
        problem = "Choose what the name means." if meant is None else "Choose where that is to hold."
        return _choice_page(request, found, mention, asked, problem)
    return _choice_page(request, found, mention, asked, "")


def _mention(found: ArticlePage, asked: Asked) -> Mention | None:
    if not (asked.start.isascii() and asked.start.isdigit() and asked.end.isascii() and asked.end.isdigit()):
        return None
    span = asked.part, int(asked.start), int(asked.end)
    return next((m for m in found.mentions if (m.part, m.start, m.end) == span), None)


def _gone(request: HttpRequest, found: ArticlePage, asked: Asked) -> HttpResponse:
    """The article's text or its tags have changed since the link was made."""
    if not found.may_read or not found.mentions:
        raise Http404("This article has no name at this place.")
    context = {"article": found.article, "href": article_address(found.article.pk, asked.back)}
    return frame.page(request, "rulings/gone.html", context, section="search", status=404)


def _meaning(text: str) -> tuple[Said | None, Thing]:
    """What a choice of the form means; None of what is not (or no longer) there."""
    sort, _, id = text.partition(":")
    nothing = Thing("nothing")
    if text in NO_THING:
        return Said(cast(Any, text)), nothing if text == "other" else Thing("unknown", about=text)
    if sort == "actor" and (actor := Actor.meant([id]).get(id)):
        kind = "person" if actor.kind == "person" else "organisation"
        return Said(cast(Any, kind), actor=actor.pk), Thing("actor", actor.pk, actor.name)
    if sort == "place" and (place := Place.objects.filter(pk=id).first()):
        return Said("place", place=place.pk), Thing("place", place.pk, place.name)
    return None, nothing


@dataclass(frozen=True, slots=True)
class Choice:
    """A line of the form to choose."""

    value: str
    words: str
    about: str
    on: bool


def _choice_page(
    request: HttpRequest, found: ArticlePage, mention: Mention, asked: Asked, problem: str
) -> HttpResponse:
    common = _context(found, mention, asked)
    context = {
        **common,
        "problem": problem,
        "missing": "is" if problem and _meaning(asked.meant)[0] is None else "scope" if problem else "",
        "named": [_named(t, asked, common["now"]) for t in _offered(request, mention, asked)],
        "no_thing": [Choice(value, words, "", value == asked.meant) for value, words in NO_THING.items()],
        "scopes": [Choice(value, words, "", value == asked.scope) for value, words in _scopes(found).items()],
        "carried": [pair for pair in asked.pairs() if pair[0] not in ("is", "scope", "name")],
        "sought": asked.name,
    }
    return frame.page(request, "rulings/correct.html", context, section="search", status=400 if problem else 200)


def _named(thing: Thing, asked: Asked, now: Thing) -> Choice:
    value = f"{thing.sort}:{thing.id}"
    same = (thing.sort, thing.id) == (now.sort, now.id)
    return Choice(value, thing.name, f"{thing.about}; as now" if same else thing.about, value == asked.meant)


def _offered(request: HttpRequest, mention: Mention, asked: Asked) -> list[Thing]:
    """What the words sought name; without words what the printed name is taken for anywhere, and who is called so."""
    if asked.name:
        things = selectors.things_like(asked.name)
    else:
        taken = selectors.things_taken(mention, frame.access(request))
        things = [*taken, *selectors.things_called(mention.text)]
    chosen = _meaning(asked.meant)[1]
    # What was chosen stays to be chosen while something else is sought.
    if chosen.sort in ("actor", "place"):
        things = [*things, chosen]
    return list({(t.sort, t.id): t for t in reversed(things)}.values())[::-1]


def _scopes(found: ArticlePage) -> dict[str, str]:
    return SCOPES | {"source": f"everywhere in {found.article.source.name}"}


@dataclass(frozen=True, slots=True)
class Another:
    """Another mention of the same printed name in the article."""

    href: str
    before: str
    printed: str
    after: str


def _context(found: ArticlePage, mention: Mention, asked: Asked) -> dict[str, Any]:
    """What both steps show of the mention: where it stands, what it is now, and what has been ruled about it."""
    mention.article = found.article
    before, printed, after = selectors.surroundings(mention)
    return {
        "article": found.article,
        "mention": mention,
        "before": before,
        "printed": printed,
        "after": after,
        "now": selectors.mention_things([mention])[mention.pk],
        "sure": round(mention.confidence * 100),
        "bearing": selectors.rulings_on(mention),
        "others": [_another(one, asked) for one in _same_name(found, mention)],
        "scope_words": _scopes(found),
        "back": article_address(found.article.pk, asked.back),
    }


def _same_name(found: ArticlePage, mention: Mention) -> list[Mention]:
    same = [m for m in found.mentions if m.folded == mention.folded and m.pk != mention.pk]
    for one in same:
        one.article = found.article
    return same


def _another(m: Mention, asked: Asked) -> Another:
    there = replace(asked, part=m.part, start=str(m.start), end=str(m.end))
    return Another(f"?{urlencode(there.pairs())}", *selectors.surroundings(m))


def article_address(article_id: int, back: str, **more: object) -> str:
    """The article's page with the question with which it was left."""
    query = "&".join(filter(None, (back, urlencode(more))))
    return f"{reverse('article', args=[article_id])}{'?' if query else ''}{query}"


# --- what it would change, and doing it ---------------------------------------------------------


def _preview_page(
    request: HttpRequest, found: ArticlePage, mention: Mention, asked: Asked, thing: Thing
) -> HttpResponse:
    preview = selectors.ruling_preview(mention, asked.scope, frame.access(request))
    same = [one for one in preview.taken if (one.thing.sort, one.thing.id) == (thing.sort, thing.id) and thing.id]
    context = {
        **_context(found, mention, asked),
        "thing": thing,
        "where": _scopes(found)[asked.scope],
        "scope": asked.scope,
        "preview": preview,
        "so_already": sum(one.mentions for one in same),
        "carried": asked.pairs(),
        "change": f"?{urlencode(asked.pairs())}",
    }
    return frame.page(request, "rulings/preview.html", context, section="search")


def _ruled(request: HttpRequest, mention: Mention, asked: Asked, meant: Said) -> HttpResponse:
    try:
        made = store.ruling_once(cast(User, request.user), mention, asked.scope, meant)
    except Mention.DoesNotExist:  # tagged anew at this moment: the same mention has another row
        return redirect(f"{request.path}?{urlencode([*asked.pairs(), ('step', 'show')])}")
    return redirect(f"{article_address(mention.article_id, asked.back, ruled=made.pk)}#ruled")


@require_POST
@editors_only("correct tags")
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """`/rulings/<n>/undo/`: a ruling, or the undo of one, is in force no longer; back to where the button stood."""
    if not selectors.ruling_known(number, frame.access(request)):
        raise Http404("There is no ruling with this number, or you may not see it.")
    store.ruling_undo(cast(User, request.user), number)
    following = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(following, {request.get_host()}, require_https=request.is_secure()):
        following = reverse("rulings")
    return redirect(following)


# --- the log ------------------------------------------------------------------------------------


@require_safe
@editors_only("correct tags")
def log(request: HttpRequest) -> HttpResponse:
    """`/rulings/`: everything that was ruled, the latest first, with what came of it."""
    before = request.GET.get("before", "0")
    if not (before.isascii() and before.isdigit() and len(before) < 19):
        raise Http404("“before” is the number of a ruling.")
    rows, older = selectors.rulings_log(frame.access(request), int(before))
    context = {
        "rows": rows,
        "older": f"?before={older}" if older else "",
        "newest": int(before) == 0,
        "scope_words": SCOPES,
    }
    return frame.page(request, "rulings/log.html", context, section="rulings")
