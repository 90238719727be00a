"""One value of a facet as shown: its count, and the ways to choose it, to leave it out, to let go of it.

Where nothing of the facet is chosen, the value's own link chooses it. Where something is, that link chooses it
instead, which gives its count; "also" adds it and promises none, as the two may share articles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from archive.pages import names
from archive.pages.forms import State, told_apart
from archive.search import engine
from archive.search.query import Access, Facet, FacetValue, SearchPage


@dataclass(frozen=True, slots=True)
class ValueView:
    """One value. `state` is "on", "not" or "". `href` gives `count` articles or quotes (`noun`), or for an excluded
    value `back` more than now.

    `also` adds the value to those chosen, `undo` lets go of it, `leave_out` excludes it. `page`: its own page;
    `known` is false for a printed name that the archive could not identify. `whole`: how many articles of the whole
    archive have it, which `whole_href` finds; None where not asked. `about`: the count is an estimate.
    `within`: what contains it, in words. `children` stand under it, `open` or folded behind the words `inside`; all
    that stand there are listed by `inside_href`, "" where they are shown.
    """

    name: str
    value: str
    label: str
    count: int
    noun: str
    state: str
    href: str
    also: str = ""
    undo: str = ""
    leave_out: str = ""
    back: int = 0
    page: str = ""
    known: bool = True
    whole: int | None = None
    whole_href: str = ""
    about: bool = False
    within: str = ""
    anchor: str = ""
    children: tuple[ValueView, ...] = ()
    open: bool = False
    inside: str = ""
    inside_href: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """Makes the rows of one facet. `about`: its counts are estimates."""

    state: State
    facet: Facet
    labels: Mapping[tuple[str, str], str]
    about: bool = False
    back: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, state: State, facet: Facet, labels: Mapping[tuple[str, str], str], about: bool) -> Rows:
        """The rows of a facet as counted for `state`."""
        return cls(state, facet, labels, about, {value.value: value.count for value in facet.excluded})

    def row(self, value: FacetValue, **more: object) -> ValueView:
        """The value as shown; `more` as in `ValueView`."""
        name, results = self.facet.field, self.state.results()
        chosen = self.state.values_of(name)
        included = [v for left_out, v in map(told_apart, chosen) if not left_out]
        key = (name, value.value)
        labels = {key: self.labels.get(key, value.value)}
        ways: dict[str, Any] = {}
        if f"-{value.value}" in chosen:
            let_in = results.without(name, f"-{value.value}").url()
            ways = {"state": "not", "href": let_in, "undo": let_in, "back": self.back.get(value.value, 0)}
        elif value.value in included:
            ways = {"state": "on", "undo": results.without(name, value.value).url()}
        else:
            also = results.include(name, value.value).url() if included else ""
            ways = {"also": also, "leave_out": results.exclude(name, value.value).url()}
        fields: dict[str, Any] = {
            "name": name,
            "value": value.value,
            "label": labels[key],
            "count": value.count,
            "noun": self.state.things.split(",")[value.count != 1],
            "state": "",
            "href": ways.get("href") or results.only(name, value.value).url(),
            "page": names.page_of(name, value.value, labels),
            "known": names.is_known(name, value.value, labels) or name not in names.ACTORS,
            "whole": value.whole,
            "whole_href": alone(self.state, name, value.value).url() if value.whole is not None else "",
            "about": self.about,
        }
        return ValueView(**(fields | ways | more))


def alone(state: State, name: str, value: str) -> State:
    """The search for this value and nothing else; copies counted as now."""
    return state.bare(choices=((name, value),))


def with_chosen(facet: Facet) -> list[FacetValue]:
    """The facet's values, and after them those chosen or left out that are not among them, so that these stay
    listed."""
    there = {value.value for value in facet.values}
    lost = [value for value in facet.chosen if value.value not in there]
    lost += [FacetValue(value.value, 0) for value in facet.excluded if value.value not in there]
    return [*facet.values, *lost]


def estimated(page: SearchPage, facet: Facet) -> bool:
    """Whether the counts of a facet may be wrong: not all values were counted, or articles wait for their tags."""
    return not facet.exact or bool(page.untagged and facet.field in engine.TAG_FIELDS)


def pairs(facets: Sequence[Facet], who: Access) -> dict[tuple[str, str], str]:
    """The labels of all values of some facets."""
    return names.labels(((facet.field, value.value) for facet in facets for value in with_chosen(facet)), who)
