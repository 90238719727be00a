"""`/why`: what sets a span, or any question, apart from the rest: its words, actors, places and stories, as links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from archive.explore.keyness import MEASURE
from archive.pages import chips, forms, frame, names, timeline
from archive.pages.forms import State, told_apart
from archive.pages.hits import listed
from archive.pages.none import words_of
from archive.pages.options import Option, Options
from archive.pages.search import engine_repair, mistakes_page, parameter_repairs, query_repairs
from archive.search import grammar, service, telling
from archive.search.engine import QueryError
from archive.search.query import All, Term, Word, candidate_name
from archive.search.telling import Distinct
from archive.text import analysis

# What the question is compared with: the whole archive, or itself without its range.
Against = Literal["archive", "question"]
FACETS = (("actor", "Actors"), ("place", "Places"))


@dataclass(frozen=True, slots=True)
class Sign:
    """A distinctive word, actor or place: how many of the articles have it, how many of all, and both as links."""

    words: str
    count: int
    whole: int
    href: str
    whole_href: str


@dataclass(frozen=True, slots=True)
class StoryView:
    """A story, and the link that lists its copies ("" where it has none)."""

    card: object
    href: str
    copies: int
    copies_href: str


@require_safe
def why(request: HttpRequest) -> HttpResponse:
    """`/why`: the question as `/search` has it, with a range as a rule."""
    state = forms.read(request.GET).with_(shelf="articles", facet="", facet_q="", view="list")
    who = frame.access(request)
    reading = service.read_query(state.q, who)
    if repairs := parameter_repairs(request, state) + query_repairs(state, reading, who):
        return mistakes_page(request, state, repairs)
    against = _against(request, state)
    rest = _rest(state, against)
    asked = state.request(who, reading.tree)
    compared = rest.request(who, reading.tree if against == "question" else None)
    try:
        apart = telling.apart(asked, compared)
        telling_words = _not_asked(reading, apart.words)
        printed = telling.printed(asked, [one.value for one in telling_words])
        words = tuple(_word(state, rest, reading, against, one, printed) for one in telling_words)
        signs = [(title, tuple(_values(state, rest, reading, name, apart.values[name], who))) for name, title in FACETS]
        stories = telling.stories(asked, [one.value for one in telling_words[: telling.AT_LEAST]])
    except QueryError as error:
        return mistakes_page(request, state, [engine_repair(error)])
    context = {
        "state": state,
        "filters": chips.filter_words(state, who),
        "apart": apart,
        "rest_count": apart.whole_total - apart.total,
        "words": words,
        "signs": signs,
        "stories": tuple(_story(state, story) for story in stories),
        "against": against,
        "ways": _ways(state, against),
        "measure": MEASURE,
        "back": state.url(),
        "rest_href": rest.url(),
        "whole_words": "the whole archive" if against == "archive" else "the same question at all dates",
    }
    return frame.page(request, "search/why.html", context, section="search", shown=timeline.shown(state, who))


def _against(request: HttpRequest, state: State) -> Against:
    """With the archive as long as nothing else is asked; the question itself has a rest only where it has a range."""
    chosen = request.GET.get("against", "")
    return "question" if chosen == "question" and _has_both(state) else "archive"


def _has_both(state: State) -> bool:
    return bool(state.ranges and (state.q or state.choices))


def _rest(state: State, against: Against) -> State:
    """What the question is compared with, itself among it."""
    return state.with_(ranges=()) if against == "question" else State(copies=state.copies)


def _ways(state: State, against: Against) -> Options | None:
    if not _has_both(state):
        return None
    here = state.url("/why")
    ways = (
        Option("the whole archive", here, against == "archive"),
        Option("the same question at other dates", f"{here}&against=question", against == "question"),
    )
    return Options("Against", "", ways)


# --- signs ---------------------------------------------------------------------------------------


def _not_asked(reading: service.Reading, found: tuple[Distinct, ...]) -> tuple[Distinct, ...]:
    """The words but those of the question itself: that they are in what it finds tells nothing."""
    typed = [form for word in words_of(reading.parsed.tree or All()) for form in analysis.forms(word.text)]
    asked = {lookup for form in typed for lookup in analysis.lookups(form)}
    return tuple(one for one in found if asked.isdisjoint(analysis.lookups(one.value)))


def _word(
    state: State, rest: State, reading: service.Reading, against: Against, one: Distinct, printed: dict[str, str]
) -> Sign:
    node = Word(one.value)
    whole = reading.narrowed(node) if against == "question" else grammar.unparse(node)
    return Sign(
        words=printed.get(one.value, one.value),
        count=one.count,
        whole=one.whole,
        href=state.with_(q=reading.narrowed(node)).url(),
        whole_href=rest.with_(q=whole).url(),
    )


def _values(
    state: State, rest: State, reading: service.Reading, name: str, found: tuple[Distinct, ...], who: service.Access
) -> list[Sign]:
    labels = names.labels([(name, one.value) for one in found], who)
    out = []
    for one in found:
        ways = [_with_value(here, reading, name, one.value) for here in (state, rest)]
        if all(ways):
            href, whole_href = cast(list[State], ways)
            label = labels[(name, one.value)]
            out.append(Sign(label, one.count, one.whole, href.url(), whole_href.url()))
    return out


def _with_value(state: State, reading: service.Reading, name: str, value: str) -> State | None:
    """The question with this value as well; None where it cannot be said: beside other values of its facet a printed
    name has no words of its own."""
    if all(told_apart(chosen)[0] for chosen in state.values_of(name)):
        return state.include(name, value)
    if candidate_name(value):
        return None
    return state.with_(q=reading.narrowed(Term(name, value)))


# --- stories -------------------------------------------------------------------------------------


def _story(state: State, story: telling.Story) -> StoryView:
    query = state.query(without=("page", "facet", "facet_q", "facet_page"))
    href = f"/article/{story.card.id}/" + (f"?{query}" if query else "")
    count = len(story.copies)
    copies_href = listed(story.copies) or f"{href}#h-cp"
    return StoryView(story.card, href, count, copies_href if count > 1 else "")
