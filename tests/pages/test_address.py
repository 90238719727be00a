"""The address is the state: what is chosen stands in it, and it alone brings it back."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from archive.pages import forms
from archive.pages.forms import CHOICES, FACETS, MARKS, State
from archive.search.query import EVERYTHING, All, Choice, DateRange, Word

_texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30).map(str.strip)
_values = st.text("abcdefghijklmnopqrstuvwxyz0123456789-лі ", min_size=1, max_size=12).map(
    lambda text: text.strip(" -") or "x"
)
_days = st.dates(date(1000, 1, 1), date(3000, 1, 1))


@st.composite
def _ranges(draw: st.DrawFn) -> tuple[DateRange, ...]:
    out = []
    for by in ("published", "about", "seen"):
        kind = draw(st.sampled_from(["none", "unknown", "both", "first", "last"]))
        first, last = sorted([draw(_days), draw(_days)])
        if kind == "unknown":
            out.append(DateRange(by, unknown=True))  # type: ignore[arg-type]
        elif kind != "none":
            begins, ends = first if kind != "last" else None, last if kind != "first" else None
            early, late = sorted([draw(st.integers(0, 23)), draw(st.integers(0, 23))])
            hours = (early if begins else 0, late if ends else 23) if by != "about" else (0, 23)
            out.append(DateRange(by, begins, ends, False, False, *hours))  # type: ignore[arg-type]
    return tuple(out)


@st.composite
def _states(draw: st.DrawFn) -> State:
    chosen = draw(st.dictionaries(st.tuples(st.sampled_from(CHOICES), _values), st.booleans(), max_size=6))
    return State(
        q=draw(_texts),
        choices=tuple((name, f"-{value}" if out else value) for (name, value), out in chosen.items()),
        ranges=draw(_ranges()),
        copies=draw(st.sampled_from(["each", "first"])),
        sort=draw(st.sampled_from([None, "newest", "oldest", "relevance", "longest", "seen"])),
        by=draw(st.sampled_from(["published", "about", "seen"])),
        bin=draw(st.sampled_from([None, "hour", "day", "week", "month", "year"])),
        span=draw(st.sampled_from(["near", "whole", "range"])),
        own_day=draw(st.booleans()),
        compare=draw(st.lists(_texts.filter(bool), max_size=forms.COMPARED, unique=True).map(tuple)),
        share=draw(st.booleans()),
        smooth=int(draw(st.sampled_from(["0", *forms.SMOOTHS]))),
        page=draw(st.integers(1, forms.MAX_PAGE)),
        hidden=draw(st.frozensets(st.sampled_from(MARKS))),
        facet=draw(st.sampled_from(["", *FACETS])),
        facet_q=draw(_texts),
        facet_page=draw(st.integers(1, 1000)),
    )


@given(_states())
def test_an_address_brings_back_the_state_that_made_it(state: State) -> None:
    back = forms.read(QueryDict(state.query()))
    assert back.faults == ()
    assert back.ignored == ()
    assert back == state
    assert back.url() == state.url()


_addresses = st.text(max_size=200) | st.builds(
    "{}={}{}".format, st.sampled_from([*CHOICES, "marks"]), st.sampled_from(["-", "--", "---"]), st.text(max_size=9)
)


@given(_addresses)
@example("section=--x")
def test_no_address_raises(text: str) -> None:
    state = forms.read(QueryDict(text.encode("utf-8", "surrogatepass")))
    state.request(EVERYTHING, Word("x"))
    forms.read(QueryDict(state.query()))


def test_facets_are_included_and_excluded() -> None:
    state = forms.read(QueryDict("actor=a&actor=b&actor=-c&lang=uk"))
    assert state.chosen() == (Choice("actor", ("a", "b"), ("c",)), Choice("lang", ("uk",)))


def test_a_query_that_could_not_be_read_never_asks_for_everything() -> None:
    with pytest.raises(ValueError, match="could not be read"):
        State(q="(grain").request(EVERYTHING, None)
    assert State().request(EVERYTHING).query == All()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/quotes/", "/search", "/timeline", "/timeline.csv"])
def test_a_compared_query_with_mistakes_is_never_drawn(visitor: Client, path: str) -> None:
    answer = visitor.get(f"{path}?q=crimea&compare=%28grain")
    assert answer.status_code == 400
    assert "(grain" in answer.content.decode()


def test_one_dash_leaves_out_and_another_is_of_the_value() -> None:
    assert forms.read(QueryDict("section=--x")).chosen() == (Choice("section", (), ("-x",)),)


PAGES = "/search /timeline /timeline.csv /timeline.svg /quotes/ /why /saved/new/ /export.csv /lines.csv".split()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["section", "source", "actor", "year", "place"])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_fails_for_a_value_with_a_dash_of_its_own(visitor: Client, path: str, name: str) -> None:
    for value in ("--x", "---", "--"):
        assert visitor.get(f"{path}?q=crimea&{name}={value}").status_code in (200, 302), value


def test_only_replaces_what_is_included_and_keeps_what_is_excluded() -> None:
    state = forms.read(QueryDict("actor=a&actor=b&actor=-c")).only("actor", "d")
    assert state.chosen() == (Choice("actor", ("d",), ("c",)),)


def test_choosing_an_excluded_value_lets_it_in() -> None:
    assert forms.read(QueryDict("actor=-c")).include("actor", "c").url() == "/search?actor=c"


def test_another_question_begins_on_its_first_page() -> None:
    state = forms.read(QueryDict("q=crimea&page=7"))
    assert "page" not in state.include("actor", "a").url()
    assert "page" not in state.with_range("published", date(2014, 3, 1), None).url()


def test_what_is_not_known_is_named_and_not_used() -> None:
    state = forms.read(QueryDict("q=crimea&colour=red&utm_source=mail"))
    assert state.ignored == ("colour", "utm_source")
    assert state.url() == "/search?q=crimea"


@pytest.mark.parametrize(
    ("address", "name", "words"),
    [
        ("from=2014-02-30", "from", "2014-02-30"),
        ("to=yesterday", "to", "yesterday"),
        ("from=2014-03-02&to=2014-03-01", "from", "before it begins"),
        ("from=unknown&to=2014-03-01", "to", "has no end"),
        ("sort=best", "sort", "relevance, newest"),
        ("copies=2", "copies", "each, first"),
        ("bin=decade", "bin", "hour, day"),
        ("page=0", "page", "numbered from 1"),
        ("page=99999999999999999999", "page", "numbered from 1"),
        ("page=%D9%A3", "page", "numbered from 1"),
        ("marks=-adverbs", "marks", "matches, actors"),
        ("actor=a&actor=-a", "actor", "both wanted and left out"),
        ("facet=colour", "facet", "actor, speaker"),
    ],
)
def test_a_fault_names_its_parameter_and_what_is_right(address: str, name: str, words: str) -> None:
    faults = forms.read(QueryDict(address)).faults
    assert [fault.name for fault in faults] == [name]
    assert words in faults[0].message


def test_the_order_is_by_relevance_only_where_there_are_words() -> None:
    assert State(q="crimea").order == "relevance"
    assert State().order == "newest"


def test_offsets_follow_the_page() -> None:
    assert State(page=3).request(EVERYTHING).offset == 2 * forms.PAGE_SIZE


def test_the_contract_has_every_parameter_that_pages_read() -> None:
    """contracts.md, HTTP: these names are promised to scripts."""
    promised = "q from to actor place source lang speaker about_from about_to copies sort by bin marks facet facet_q facet_page page"
    assert set(promised.split()) <= set(forms.NAMES)
