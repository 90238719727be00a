"""A question that was kept, or came in a file, looked at again: what it means now, or what has become wrong with it.

An address on the search page may hold values that nothing fits, and then honestly finds nothing. A question that
somebody relies on must not: an actor, a place or a source that is gone, a parameter that is no more, a word that the
query language no longer takes are named, each with the question mended.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from django.http import QueryDict

from archive.pages import forms
from archive.pages.forms import State, told_apart
from archive.search import fields, service
from archive.search.engine import QueryError
from archive.search.naming import ArchiveNames
from archive.search.query import Access, SearchRequest

# Parameters that mean a place on a page, not a question.
PLACES = ("page", "facet", "facet_q", "facet_page")
# Choices whose values are ids that can go, or names that can be meant.
_NAMED = ("actor", "person", "org", "speaker", "place", "country", "source", "collection")
_FIXED = {"length": fields.LENGTHS, "carried": fields.CARRIED, "reading": fields.READINGS}
_ARTICLES_ONLY = "rows: saved searches and lists of searches are of articles, not of quotes"
# Of several that a name fits, how many are listed.
_LISTED = 5


@dataclass(frozen=True, slots=True)
class Wrong:
    """One mistake: what is wrong, where in the query (None: not in it), and the question mended with what to say."""

    message: str
    start: int | None = None
    end: int | None = None
    words: str = ""
    mended: State | None = None

    @property
    def place(self) -> str:
        """Where it is, as people count: from 1, the last sign included; "" where it is not in the query."""
        if self.start is None:
            return ""
        last = max(self.start + 1, self.end or 0)
        return f"character {last}" if last == self.start + 1 else f"characters {self.start + 1} to {last}"


@dataclass(frozen=True, slots=True)
class Question:
    """`wrongs` empty exactly where it can be asked. `notes`: what the reader should know besides."""

    state: State
    reading: service.Reading
    wrongs: tuple[Wrong, ...] = ()
    notes: tuple[str, ...] = ()

    def request(self, who: Access, size: int = 0) -> SearchRequest:
        return self.state.with_().request(who, self.reading.tree, size=size)


def looked_at(
    parameters: QueryDict, who: Access, *, own: frozenset[str] = frozenset(), names: bool = False
) -> Question:
    """What these parameters ask now. `own`: parameters of the page itself. `names`: a filter's value may be a name,
    as people write it in a table; else it is an id."""
    state = forms.read(parameters)
    reading = service.read_query(state.q, who)
    wrongs = [_parameter(fault, parameters) for fault in state.faults]
    if state.shelf != "articles":
        # A quote has no number that lasts: tagged anew it gets another, so that what is new could not be told.
        state = state.on_shelf("articles")
        wrongs.append(Wrong(_ARTICLES_ONLY, words="the same for articles", mended=state))
    asked, gone = _choices(state, ArchiveNames(who), names=names)
    wrongs += gone
    wrongs += [
        Wrong(m.message, m.start, m.end, m.repair, asked.with_(q=m.repair) if m.repair else None)
        for m in reading.mistakes
    ]
    notes = tuple(unknown_words(name) for name in state.ignored if name not in own)
    return Question(asked, reading, _mended_together(asked, wrongs), notes)


def _mended_together(state: State, wrongs: list[Wrong]) -> tuple[Wrong, ...]:
    """Where each of several mistakes can be mended, each offers the question with all of them mended."""
    if len(wrongs) < 2 or not all(wrong.mended for wrong in wrongs):
        return tuple(wrongs)
    choices, q = list(state.choices), state.q
    for wrong in wrongs:
        assert wrong.mended is not None
        q = wrong.mended.q if wrong.start is not None else q
        for gone in set(state.choices) - set(wrong.mended.choices):
            came = [choice for choice in wrong.mended.choices if choice not in state.choices]
            at = choices.index(gone)
            choices[at : at + 1] = came
    together = replace(state.with_(), q=q, choices=tuple(dict.fromkeys(choices)))
    return tuple(replace(wrong, mended=together) for wrong in wrongs)


def mends(wrongs: Sequence[Wrong], address: Callable[[State], str]) -> list[tuple[str, str]]:
    """Ways to mend a question: what to say and where it leads, each once."""
    found: dict[str, list[str]] = {}
    for wrong in wrongs:
        if wrong.mended is not None:
            said = found.setdefault(address(wrong.mended), [])
            said += [wrong.words] if wrong.words not in said else []
    return [("; ".join(said), href) for href, said in found.items() if href]


def counted(question: Question, who: Access) -> tuple[int, bool, tuple[Wrong, ...]]:
    """How many articles it finds, whether that is exact, and what the index cannot answer."""
    try:
        page = service.answer(question.request(who))
    except QueryError as error:
        return 0, True, (refused(error),)
    return page.total, page.total_is_exact, ()


def refused(error: QueryError) -> Wrong:
    """What the engine cannot answer as it stands."""
    return Wrong(f"{error.message}{f'; {error.repair}' if error.repair else ''}")


def unknown_words(name: str) -> str:
    """What is said of a parameter or a column that means nothing here."""
    near = get_close_matches(name.lower(), [*forms.NAMES, "query", "name"], 1, 0.75)
    return f"“{name[:60]}” is no parameter of a search and is ignored{f'; did you mean “{near[0]}”?' if near else '.'}"


def _parameter(fault: forms.Fault, parameters: QueryDict) -> Wrong:
    left = parameters.copy()
    left.pop(fault.name, None)
    mended = forms.read(left)
    return Wrong(f"{fault.name}: {fault.message}", None, None, f"the same without “{fault.name}”", mended)


def _choices(state: State, known: ArchiveNames, *, names: bool) -> tuple[State, list[Wrong]]:
    """The state with ids for its filters' values, and what is wrong with those that fit nothing."""
    wrongs: list[Wrong] = []
    out = state
    for name, value in state.choices:
        no, plain = told_apart(value)
        one, wrong = _value(state, name, value, plain, known, names=names)
        if wrong:
            wrongs.append(wrong)
        elif one != plain:
            out = _exchanged(out, name, value, f"{'-' * no}{one}")
    return out, wrongs


def _value(
    state: State, name: str, value: str, plain: str, known: ArchiveNames, *, names: bool
) -> tuple[str, Wrong | None]:
    if name in _FIXED and plain not in _FIXED[name]:
        return plain, _without(state, name, value, f"“{plain}” is none of {', '.join(_FIXED[name])}")
    if name not in _NAMED:
        return plain, None
    found = known.named(name, plain)
    if any(one.id == plain for one in found):
        return plain, None
    if len(found) == 1:
        if names:
            return found[0].id, None
        meant = _exchanged(state, name, value, f"{'-' * told_apart(value)[0]}{found[0].id}")
        message = f"{name}: the filter takes ids, and “{plain}” is a name; it fits {found[0].label}"
        return plain, Wrong(message, words=f"the same with {found[0].id}", mended=meant)
    if found:
        listed = ", ".join(f"{one.id} ({one.label})" for one in found[:_LISTED])
        more = f" and {len(found) - _LISTED} more" if len(found) > _LISTED else ""
        return plain, _without(state, name, value, f"“{plain}” fits several; write one of {listed}{more}")
    near = known.near(name, plain)
    like = f"; near it: {', '.join(near)}" if near else ""
    return plain, _without(state, name, value, f"the archive knows nothing (or no longer) called “{plain}”{like}")


def _without(state: State, name: str, value: str, message: str) -> Wrong:
    plain = told_apart(value)[1]
    return Wrong(f"{name}: {message}", words=f"the same without {name} {plain}", mended=state.without(name, value))


def _exchanged(state: State, name: str, value: str, other: str) -> State:
    choices = tuple((name, other) if pair == (name, value) else pair for pair in state.choices)
    return replace(state.with_(), choices=tuple(dict.fromkeys(choices)))
