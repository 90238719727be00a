"""How to ask, from the field table and examples that are tested; and what the archive is and is not."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from archive import selectors
from archive.export.manifest import placings
from archive.pages import forms, frame
from archive.pages.forms import State
from archive.search import fields, service
from archive.search.engine import QueryError


@dataclass(frozen=True, slots=True)
class Lesson:
    """One thing that can be asked: the words that are typed, and what they mean."""

    query: str
    means: str


LESSONS: tuple[Lesson, ...] = (
    Lesson("crimea referendum", "both words, in any order"),
    Lesson("crimea OR sevastopol", "either; | does the same"),
    Lesson("sanctions NOT oil", "without the second; -oil does the same"),
    Lesson("(crimea OR donetsk) referendum", "parentheses group; AND binds tighter than OR, NOT tightest"),
    Lesson('"security council"', "these words next to one another; „ “ ” « » are read as quotation marks"),
    Lesson("=ministers", "this form only; other words are found in all their forms"),
    Lesson("annex*", "any letters at the *; ? is one letter; at least two letters must be given"),
    Lesson("yanukovich~", "spelt like this, within two wrong letters; ~1 within one"),
    Lesson("merkel NEAR/10 putin", "at most ten words apart, in either order; w/10 does the same"),
    Lesson("merkel ONEAR/10 putin", "in this order; pre/10 does the same"),
    Lesson("atleast3(crimea)", "at least three times in the article"),
    Lesson("crimea^3 referendum", "the first word weighs three times in the order by relevance"),
    Lesson("title:crimea", "a word of one field; the fields are listed below"),
    Lesson("title:(crimea OR kyiv)", "several words of one field"),
    Lesson("place:crimea", "the place is named, in any language and form, with everything inside it"),
    Lesson("has:quotes", "somebody is quoted"),
    Lesson("words:>200", "longer than this many words; words:100..200 from one to the other"),
    Lesson("copies:first", "of each group of copies the earliest alone"),
    Lesson("lang:uk", "in Ukrainian"),
    Lesson("date:2014-03", "published in March 2014"),
    Lesson("date:2014-03-01..2014-03-16", "published from one day to another"),
    Lesson("date:>=2014-12", "published then or later"),
    Lesson("date:~2014-03-14", "published that day or at a time not known more closely that may be it"),
    Lesson("about:2014-03-16", "the text speaks of that day, whenever it was published"),
    Lesson("date:unknown", "no publication date is known"),
)


@dataclass(frozen=True, slots=True)
class Tried:
    """A lesson with the address that asks it and how much it finds now; or what cannot be asked yet."""

    lesson: Lesson
    href: str
    count: int | None
    trouble: str = ""


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """`/help/`."""
    tried = [try_lesson(lesson, request) for lesson in LESSONS]
    shown = list(fields.FIELDS.values())
    examples = {field.name: State(q=field.example).url() for field in shown}
    context = {
        "lessons": tried,
        "fields": [(field, examples[field.name], _understood(field.example, request)) for field in shown],
        "parameters": forms.PARAMETERS,
    }
    return frame.page(request, "guide/help.html", context, section="help")


def try_lesson(lesson: Lesson, request: HttpRequest) -> Tried:
    """Ask the lesson's query now, on behalf of whoever reads the page."""
    who = frame.access(request)
    state = State(q=lesson.query)
    reading = service.read_query(lesson.query, who)
    if reading.tree is None:
        return Tried(lesson, "", None, reading.mistakes[0].message if reading.mistakes else "")
    try:
        total = service.answer(state.request(who, reading.tree, size=0)).total
    except QueryError as error:  # too wide a question for an archive of this size
        return Tried(lesson, "", None, f"{error.message}; {error.repair}")
    return Tried(lesson, state.url(), total)


def _understood(example: str, request: HttpRequest) -> bool:
    """Whether an example of the field table can be asked of this archive: a name in it may be unknown here."""
    return service.read_query(example, frame.access(request)).tree is not None


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """`/about/`: what the archive is, is not, and how far it can be trusted."""
    who = frame.access(request)
    context = {
        "figures": selectors.figures(who),
        "collections": selectors.collections(who),
        "authority": selectors.authority_counts(),
        "placings": placings(),
    }
    return frame.page(request, "guide/about.html", context, section="about")
