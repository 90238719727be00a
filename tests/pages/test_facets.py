"""Facets beside the results and the pages of all their values: what is counted, chosen, found, ordered."""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.test import Client

from archive import selectors
from archive.explore import keyness
from archive.models import Collection
from archive.pages import forms, names
from archive.pages import search as pages
from archive.pages.facets import listing, page
from archive.pages.forms import FACETS, State
from archive.search import service
from archive.search.query import EVERYTHING, Access, Facet, FacetValue, SearchPage, SearchRequest
from tests.pages import facet_corpus
from tests.pages.seen import Element, seen

pytestmark = pytest.mark.django_db

QUESTIONS = ("", "marrow", "marrow beans", "grain OR crimea", "talks", "note NOT beans")


@pytest.fixture(scope="module")
def rich(archive: SimpleNamespace, django_db_blocker: Any) -> SimpleNamespace:
    """The archive of the corpus and the articles of `facet_corpus`."""
    with django_db_blocker.unblock():
        facet_corpus.build()
    return archive


# --- what stands on a page ----------------------------------------------------------------------


def number(words: str) -> int:
    return int(re.sub(r"\D", "", words) or 0)


def state_of(address: str) -> State:
    state = forms.read(QueryDict(address.partition("?")[2].partition("#")[0]))
    assert state.faults == state.ignored == (), address
    return state


def total_of(address: str) -> int:
    """What an address of results finds for a visitor."""
    state = state_of(address)
    assert not state.facet
    return pages.count(state, selectors.access_for(AnonymousUser()))


def rows(part: Element) -> list[Element]:
    """The rows of values, each with its links as children."""
    return [li for li in part.all("li") if "data-v" in li.attrs]


def links(row: Element) -> list[Element]:
    return [child for child in row.children if isinstance(child, Element) and child.tag == "a"]


def row_of(part: Element, words: str) -> Element:
    found = [row for row in rows(part) if links(row)[0].all("span")[0].text.removeprefix("not ").startswith(words)]
    assert len(found) == 1, f"{len(found)} rows of {words!r}"
    return found[0]


def count_of(row: Element) -> int:
    return number(links(row)[0].all("span")[-1 if not links(row)[0].all("span", class_="vh") else -2].text)


def link(row: Element, words: str) -> str:
    """The address of one of a row's links by its printed word: "not", "also", "undo", "of"."""
    found = [a.attrs["href"] for a in links(row)[1:] if a.text.split()[0] == words]
    assert len(found) == 1, f"{words!r} among {[a.text for a in links(row)]}"
    return found[0]


def opened(visitor: Client, address: str, name: str) -> Element:
    """A facet as htmx puts it in when it is opened."""
    target = {"HX-Request": "true", "HX-Target": f"v-{name}"}
    return seen(visitor.get(state_of(address).with_(facet=name).url(), headers=target))


def promises(row: Element, now: int) -> Iterator[tuple[str, int]]:
    """Each link of a row that promises a count, with this count; `now` is the total of the page."""
    first, *more = links(row)
    is_out = first.has("class", "not")
    yield first.attrs["href"], now + count_of(row) if is_out else count_of(row)
    for a in more:
        if a.text.startswith("of "):
            yield a.attrs["href"], number(a.text)
        if a.text == "undo" and is_out:
            yield a.attrs["href"], now + count_of(row)


# --- R12, R13: choosing -------------------------------------------------------------------------


def test_r13_a_count_is_what_its_link_gives(visitor: Client, rich: SimpleNamespace) -> None:
    """Random walks over facets, folded ones opened too: every count on the way against what its link finds."""
    chance, kept = random.Random(13), 0
    for turn in range(20):
        state = State(q=chance.choice(QUESTIONS), copies=chance.choice(("each", "each", "first")), whole=turn % 2 == 0)
        for _ in range(3):
            now, met = total_of(state.url()), []
            for name in chance.sample(FACETS, 3):
                met += rows(opened(visitor, state.url(), name))
            for row in met:
                for href, promised in promises(row, now):
                    assert total_of(href) == promised, f"{row.text!r} of {state.url()}"
                    kept += 1
            if met:
                state = state_of(chance.choice(links(chance.choice(met))).attrs["href"])
        whole = seen(visitor.get(state.url()))
        now = number(whole.one(class_="count").text)
        for row in rows(whole.one("aside", id="filters")):
            for href, promised in promises(row, now):
                assert total_of(href) == promised, f"{row.text!r} of {state.url()}"
                kept += 1
    assert kept > 1_000


def test_r13_an_excluded_value_says_how_many_come_back(visitor: Client, rich: SimpleNamespace) -> None:
    page_ = seen(visitor.get("/search?q=marrow&copies=first"))
    before = number(page_.one(class_="count").text)
    for row in rows(page_.one("details", id="d-source")):
        without = seen(visitor.get(link(row, "not")))
        after = number(without.one(class_="count").text)
        out = row_of(without.one("details", id="d-source"), row.all("span")[0].text)
        assert out.all("span")[1].text == f"+{before - after} more if let in again"
        assert total_of(link(out, "undo")) == before


@pytest.mark.parametrize(("untagged", "exact"), [(0, False), (3, True)])
def test_r13_estimates_carry_about(
    visitor: Client, rich: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, untagged: int, exact: bool
) -> None:
    """Where an engine could not count all values, or articles wait for their tags."""
    from dataclasses import replace

    answer = service.answer

    def estimated(request: SearchRequest) -> SearchPage:
        found = answer(request)
        return replace(found, untagged=untagged, facets=tuple(replace(f, exact=exact) for f in found.facets))

    monkeypatch.setattr(service, "answer", estimated)
    page_ = seen(visitor.get("/search?q=marrow"))
    for row in rows(page_.one("details", id="d-actor")):
        assert row.all("span")[1].text.startswith("about ")
    assert "Counts are estimates: read “about” with each." in seen(visitor.get("/search?q=marrow&facet=actor")).text
    in_source = rows(page_.one("details", id="d-source"))[0].all("span")[1].text
    assert in_source.startswith("about ") is not exact


def test_r12_include_exclude_and_only_are_one_action_each(visitor: Client, rich: SimpleNamespace) -> None:
    one = seen(visitor.get(links(row_of(seen(visitor.get("/search?q=marrow")), "Facet Desk A"))[0].attrs["href"]))
    group = one.one("details", id="d-source")
    assert links(row_of(group, "Facet Desk A"))[0].attrs["aria-current"] == "true"
    both = state_of(link(row_of(group, "Facet Desk B"), "also"))
    assert both.values_of("source") == ("facet-desk-a", "facet-desk-b")
    only = state_of(links(row_of(group, "Facet Desk B"))[0].attrs["href"])
    assert only.values_of("source") == ("facet-desk-b",)
    without = state_of(link(row_of(group, "Facet Desk B"), "not"))
    assert without.values_of("source") == ("-facet-desk-b", "facet-desk-a")[::-1]
    none = state_of(link(row_of(group, "Facet Desk A"), "undo"))
    assert none.values_of("source") == ()


def test_r12_a_second_value_is_named_a_union_and_promises_no_count(visitor: Client, rich: SimpleNamespace) -> None:
    group = seen(visitor.get("/search?q=marrow&source=facet-desk-a")).one("details", id="d-source")
    row = row_of(group, "Facet Desk B")
    also = next(a for a in links(row) if a.text == "also")
    assert also.attrs["aria-label"] == "Also Facet Desk B: one or the other"
    assert not re.search(r"\d", also.text)
    assert total_of(also.attrs["href"]) == count_of(row) + count_of(row_of(group, "Facet Desk A"))
    assert "with only this" in links(row)[0].text


def test_r12_what_is_chosen_or_left_out_stays_listed(visitor: Client, rich: SimpleNamespace) -> None:
    """Even where it is not among the leading values, or nothing is found."""
    for address in ("/search?q=grain&actor=-sergey-lavrov", "/search?q=grain&actor=sergey-lavrov"):
        group = seen(visitor.get(address)).one("details", id="d-actor")
        assert link(row_of(group, "Sergey Lavrov"), "undo") == "/search?q=grain"
        assert group.link("Clear actor") == "/search?q=grain"


def test_filters_are_cleared_at_once(visitor: Client, rich: SimpleNamespace) -> None:
    address = "/search?q=marrow&from=2013-01-01&actor=john-kerry&source=-facet-desk-a&copies=first"
    clear = seen(visitor.get(address)).one("li", id="clear").one("a")
    assert clear.attrs["href"] == "/search?q=marrow"
    assert clear.text == f"Clear all filters without them: {total_of('/search?q=marrow')}"


def test_r07_chips_say_what_each_finds_alone_and_what_is_found_without_it(
    visitor: Client, rich: SimpleNamespace
) -> None:
    chance = random.Random(7)
    addresses = [
        "/search?q=marrow+beans&source=facet-desk-a&lang=-uk&from=2013-01-01&year=2013&carried=1",
        "/search?q=marrow+NOT+beans&copies=first&actor=john-kerry&place=-crimea&reading=literal",
        "/search?q=marrow+OR+grain&month=2013-05&about_from=2014-01-01&about_to=2014-03-30",
        "/search?q=marrow&length=0-99&section=world&speaker=john-kerry&collection=sample",
    ]
    for address in chance.sample(addresses, len(addresses)):
        chips = [
            li for li in seen(visitor.get(address)).one("ul", class_="terms").all("li") if not li.has("id", "clear")
        ]
        state = state_of(address)
        assert len(chips) >= len(state.choices) + len(state.ranges) + (state.copies == "first") + 1
        for chip in chips:
            remove, alone = chip.all("a")
            assert remove.text.startswith("Remove ")
            assert total_of(remove.attrs["href"]) == number(remove.one("small").text), chip.text
            assert alone.text.startswith("alone: ")
            assert total_of(alone.attrs["href"]) == number(alone.text), chip.text


# --- which facets there are ----------------------------------------------------------------------


def test_every_facet_is_there_and_opens_to_its_values(visitor: Client, rich: SimpleNamespace) -> None:
    whole = seen(visitor.get("/search?q=marrow"))
    groups = whole.one("aside", id="filters").all("details")
    there = [group.attrs["id"].removeprefix("d-") for group in groups if "id" in group.attrs]
    assert there == list(FACETS)
    for name in there:
        group = whole.one("details", id=f"d-{name}")
        if "open" not in group.attrs:
            a = group.one("a")
            assert a.attrs["hx-target"] == f"#v-{name}"
            part = visitor.get(a.attrs["hx-get"], headers={"HX-Request": "true", "HX-Target": f"v-{name}"})
            group = seen(part)
            assert "<html" not in part.content.decode()
            assert part["Cache-Control"] == "no-store"
            assert "Skip to the values" in seen(visitor.get(a.attrs["href"])).text
        assert rows(group), name


def test_years_stand_in_their_order_with_their_months(visitor: Client, rich: SimpleNamespace) -> None:
    part = opened(visitor, "/search?q=marrow", "year")
    outer = [row for row in rows(part) if len(row.attrs["data-v"]) == 4]
    assert [row.attrs["data-v"] for row in outer] == ["2012", "2013", "2014"]
    for year in outer:
        months = rows(year.one("ul"))
        assert [m.attrs["data-v"] for m in months] == sorted(m.attrs["data-v"] for m in months)
        assert sum(map(count_of, months)) == count_of(year)
    chosen = seen(visitor.get("/search?q=marrow&month=2013-05"))
    group = chosen.one("details", id="d-year")
    assert "open" in group.attrs
    assert links(row_of(group, "May 2013"))[0].attrs["aria-current"] == "true"
    assert "published May 2013" in chosen.one("ul", class_="terms").text


def test_measures_stand_in_their_order(visitor: Client, rich: SimpleNamespace) -> None:
    assert [row.attrs["data-v"] for row in rows(opened(visitor, "/search?q=marrow", "length"))] == [
        "0-99", "100-249", "250-499",
    ]  # fmt: skip
    copies = rows(opened(visitor, "/search?q=marrow", "carried"))
    assert [row.attrs["data-v"] for row in copies] == ["1", "2-5"]
    assert sum(map(count_of, copies)) == total_of("/search?q=marrow")


def test_places_stand_in_the_place_that_contains_them(visitor: Client, rich: SimpleNamespace) -> None:
    group = seen(visitor.get("/search?q=marrow")).one("details", id="d-place")
    inside = rows(row_of(group, "Ukraine").one("ul"))
    assert {row.attrs["data-v"] for row in inside} == {"crimea", "kyiv"}
    assert count_of(row_of(group, "Ukraine")) >= max(map(count_of, inside))


# --- the page of all values ----------------------------------------------------------------------


def test_the_tree_of_places_is_walked_down(
    visitor: Client, rich: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = seen(visitor.get("/search?q=marrow&facet=place")).one("ul", id="values")
    ukraine = row_of(tree, "Ukraine")
    assert ukraine.one("summary").text == "2 within it"
    for row in rows(tree):
        assert total_of(links(row)[0].attrs["href"]) == count_of(row)
    monkeypatch.setattr(page, "INSIDE", 1)
    tree = seen(visitor.get("/search?q=marrow&facet=place")).one("ul", id="values")
    down = seen(visitor.get(row_of(tree, "Ukraine").link("All within Ukraine")))
    assert "2 directly within Ukraine" in down.text
    inside = rows(row_of(down.one("ul", id="values"), "Ukraine").one("ul"))
    assert {row.attrs["data-v"] for row in inside} == {"crimea", "kyiv"}
    assert "Nothing found lies within it" in seen(visitor.get("/search?q=marrow&facet=place&facet_in=nowhere")).text


def test_actors_by_kind(visitor: Client, rich: SimpleNamespace) -> None:
    whole = seen(visitor.get("/search?q=marrow&facet=actor"))
    kinds = {a.text.rsplit(" ", 1)[0]: a for a in whole.one(class_="ways").all("a") if a.all("small")}
    assert set(kinds) == {"all", "people", "governments", "not identified"}
    assert sum(number(a.one("small").text) for words, a in kinds.items() if words != "all") == number(
        kinds["all"].one("small").text
    )
    for words, a in kinds.items():
        listed = seen(visitor.get(a.attrs["href"]))
        assert len(rows(listed.one("ul", id="values"))) == number(a.one("small").text), words
    unlisted = rows(seen(visitor.get(kinds["not identified"].attrs["href"])).one("ul", id="values"))
    assert {row.attrs["data-v"].strip("“”") for row in unlisted} == set(facet_corpus.UNLISTED)


@pytest.mark.parametrize(
    ("facet", "typed", "found"),
    [
        ("actor", "Лавров", "sergey-lavrov"),
        ("actor", "lavrov", "sergey-lavrov"),
        ("actor", "لافروف", "sergey-lavrov"),
        ("speaker", "Лавров", "sergey-lavrov"),
        ("actor", "Горбаль", "“Микола Горбаль”"),
        ("actor", "gorbal", "“Микола Горбаль”"),
        ("actor", "Никос", "“Nikos Kotzias”"),
        ("place", "Крим", "crimea"),
        ("lang", "ukr", "uk"),
        ("country", "ukraine", "UA"),
        ("source", "desk b", "facet-desk-b"),
        ("source", "дескб", ""),
    ],
)
def test_r11_a_value_is_found_by_any_name_in_either_script(
    visitor: Client, rich: SimpleNamespace, facet: str, typed: str, found: str
) -> None:
    page_ = seen(visitor.get("/search", {"facet": facet, "facet_q": typed}))
    assert [row.attrs["data-v"] for row in rows(page_.one("ul", id="values"))] == ([found] if found else [])
    assert f"{int(bool(found))} found by “{typed}”" in page_.text


def test_by_name_with_letters_to_jump_to(
    visitor: Client, rich: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (listing, page):
        monkeypatch.setattr(module, "FACET_PAGE_SIZE", 4)
    first = seen(visitor.get("/search?q=marrow&facet=actor&facet_order=name"))
    jumps = first.one("nav", class_="letters").all("a")
    assert [a.text for a in jumps] == ["A", "B", "C", "G", "J", "M", "N", "S", "Д", "М"]
    for jump in jumps:
        landed = seen(visitor.get(jump.attrs["href"]))
        row = landed.one("li", id=jump.attrs["href"].partition("#")[2])
        assert row.text.startswith(jump.text)
    # Ministers fill more than one page: these are listed by their first names.
    landed = seen(visitor.get(jumps[5].attrs["href"]))
    pages_ = landed.one("nav", class_="stretches").all("a")
    assert len(pages_) > 2
    shown = [
        row.all("span")[0].text for a in pages_ for row in rows(seen(visitor.get(a.attrs["href"])).one(id="values"))
    ]
    assert [words for words in shown if words.startswith("M")] == [f"Minister {n:02}" for n in range(1, 13)]


def test_all_values_are_reached_by_paging(
    visitor: Client, rich: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (listing, page):
        monkeypatch.setattr(module, "FACET_PAGE_SIZE", 5)
    at, listed = seen(visitor.get("/search?q=marrow&facet=actor")), []
    while True:
        listed += [(count_of(row), row.attrs["data-v"]) for row in rows(at.one(id="values"))]
        following = at.all("a", rel="next")
        if not following:
            break
        at = seen(visitor.get(following[0].attrs["href"]))
    assert listed == sorted(listed, key=lambda pair: (-pair[0], pair[1]))
    assert len(set(listed)) == len(listed) == number(at.one("p", class_="stand").text.split(" ")[0])


def test_distinctive_are_those_more_frequent_here_than_in_the_rest(visitor: Client, rich: SimpleNamespace) -> None:
    asked = seen(visitor.get("/search?q=zither&facet=actor&facet_order=distinctive"))
    listed = rows(asked.one("ul", id="values"))
    assert [row.attrs["data-v"] for row in listed] == ["“Nikos Kotzias”"]
    assert keyness.MEASURE in asked.text
    inside, whole = total_of("/search?q=zither"), total_of("/search")
    weights = []
    for row in listed:
        of_all = next(a for a in links(row) if a.text.startswith("of "))
        assert total_of(of_all.attrs["href"]) == number(of_all.text)
        weights.append(keyness.keyness(count_of(row), inside, number(of_all.text), whole))
    assert weights == sorted(weights, reverse=True)
    assert min(weights) >= keyness.LEAST
    assert "no rest to stand out against" in seen(visitor.get("/search?facet=actor&facet_order=distinctive")).text


def test_distinctive_with_something_chosen_is_measured_over_what_the_counts_are_over(
    visitor: Client, rich: SimpleNamespace
) -> None:
    """The facet's own choice narrows neither its counts nor what they are compared with."""
    bare, chosen = (
        [row.attrs["data-v"] for row in rows(seen(visitor.get(address)).one("ul", id="values"))]
        for address in (
            "/search?q=zither&facet=actor&facet_order=distinctive",
            "/search?q=zither&facet=actor&facet_order=distinctive&actor=john-kerry",
        )
    )
    assert bare == chosen


def test_articles_without_any_value_are_a_link(visitor: Client, rich: SimpleNamespace) -> None:
    for name in ("actor", "place", "section", "year"):
        stand = seen(visitor.get(f"/search?q=marrow&facet={name}")).one("p", class_="stand")
        lacking = next(a for a in stand.all("a") if " without a" in a.text)
        assert total_of(lacking.attrs["href"]) == number(lacking.text) > 0, name


# --- R10: a hundred thousand values ---------------------------------------------------------------


@pytest.fixture
def huge(rich: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The facet of actors has a hundred thousand values; their printed names."""
    chance = random.Random(10)
    syllables = ["ka", "lo", "mi", "ru", "ste", "van", "or", "ba", "че", "ви", "до"]
    printed = sorted({
        " ".join("".join(chance.choices(syllables, k=4)).capitalize() for _ in range(2)) for _ in range(101_000)
    })[:100_000]  # fmt: skip
    chance.shuffle(printed)
    listed = tuple(FacetValue(f"“{name}”", 100_000 - n) for n, name in enumerate(printed))
    facet = Facet("actor", listed, len(listed), 0)
    monkeypatch.setattr(service, "answer", lambda request: SearchPage((), 100_000, facets=(facet,)))
    monkeypatch.setattr("archive.pages.frame.strip", lambda *_: None)
    return printed


def test_r10_any_of_a_hundred_thousand_values_in_three_actions(visitor: Client, huge: list[str]) -> None:
    first = "/search?q=marrow&facet=actor"
    by_name = seen(visitor.get(seen(visitor.get(first)).one(class_="ways").link("name")))
    for name in random.Random(3).sample(huge, 2):
        typed = seen(visitor.get(first, {"q": "marrow", "facet": "actor", "facet_q": name}))
        assert name in typed.one(id="values").text
        # By clicks alone: the order by name; the letter; of this letter's pages the last that begins before it.
        shown = seen(visitor.get(by_name.one("nav", class_="letters").link(name[0])))
        if name not in shown.one(id="values").text:
            before = [a for a in shown.one("nav", class_="stretches").all("a") if a.text.rstrip("…") <= name]
            shown = seen(visitor.get(before[-1].attrs["href"]))
        assert name in shown.one(id="values").text, name


def test_only_what_is_shown_is_labelled(visitor: Client, huge: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    labels = names.labels

    def counted(pairs: Iterable[tuple[str, str]], who: Access) -> dict[tuple[str, str], str]:
        wanted = list(pairs)
        asked.append(len(wanted))
        return labels(wanted, who)

    monkeypatch.setattr(names, "labels", counted)
    visitor.get("/search?q=marrow&facet=actor")
    assert 0 < max(asked) <= forms.FACET_PAGE_SIZE


# --- R14: filters stay ----------------------------------------------------------------------------


def test_r14_filters_stay_in_facet_pages_articles_exports_and_back(visitor: Client, rich: SimpleNamespace) -> None:
    chance = random.Random(14)
    for _ in range(15):
        choices = chance.sample(
            [("source", "-facet-desk-c"), ("lang", "en"), ("actor", "john-kerry"), ("section", "-letters"), ("place", "ukraine"),
             ("year", "2013"), ("length", "0-99"), ("carried", "1")], chance.randint(1, 3),
        )  # fmt: skip
        state = State(q=chance.choice(("", "marrow")), choices=tuple(choices), copies=chance.choice(("each", "first")))
        for address in _ways(visitor, state, chance):
            assert _question(state_of(address)) == _question(state), f"{address} from {state.url()}"


def _question(state: State) -> tuple[object, ...]:
    return state.q, state.choices, state.ranges, state.copies


def _ways(visitor: Client, state: State, chance: random.Random) -> Iterator[str]:
    """Addresses that only show the same question in another way, met on a random walk."""
    results = seen(visitor.get(state.url()))
    exports = results.all("div", role="group", aria_labelledby="ex")
    yield from (a.attrs["href"] for group in exports for a in group.all("a"))
    hits = results.all("li", class_="hit")
    if hits:
        article = seen(visitor.get(chance.choice(hits).one("h3").one("a").attrs["href"]))
        yield from (
            a.attrs["href"] for a in article.one("nav", class_="walk").all("a") if a.attrs["href"].startswith("/search")
        )
    name = chance.choice(FACETS)
    at = state.with_(facet=name, facet_order=chance.choice(("most", "name", "distinctive"))).url()
    for _ in range(2):
        listed = seen(visitor.get(at))
        yield at
        yield listed.link("Back to the articles")
        around = [
            a for part in listed.all("div", class_="ways") + listed.all("nav", class_="letters") for a in part.all("a")
        ]
        yield from (a.attrs["href"] for a in around)
        form = listed.all("form", class_="find")
        fields = [(i.attrs["name"], i.attrs.get("value", "")) for i in form[0].all("input")] if form else []
        if fields:
            query = QueryDict(mutable=True)
            for field, value in fields:
                query.appendlist(field, "e" if field == "facet_q" else value)
            yield f"/search?{query.urlencode()}"
        at = chance.choice(around).attrs["href"] if around else at


# --- weight ---------------------------------------------------------------------------------------


def test_the_result_page_keeps_within_its_weight(visitor: Client, rich: SimpleNamespace) -> None:
    """1,500 elements and 25 KB of HTML packed, twenty results, every filter and the counts of the whole archive."""
    for address in (
        "/search",
        "/search?q=marrow&whole=1&source=facet-desk-a&source=facet-desk-b&lang=en&year=2013&length=0-99",
    ):
        answer = visitor.get(address)
        assert len(seen(answer).all()) <= 1_500, address
        assert len(gzip.compress(answer.content)) <= 25_000, address


def test_a_facet_that_is_opened_is_light(visitor: Client, rich: SimpleNamespace) -> None:
    for name in FACETS:
        part = visitor.get(f"/search?q=marrow&facet={name}", headers={"HX-Request": "true", "HX-Target": f"v-{name}"})
        assert len(gzip.compress(part.content)) <= 4_000, name


def test_the_order_by_name_is_of_the_names_that_this_person_may_know(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The closed one is called Zulu; to whom it is closed it has its short name alone."""
    monkeypatch.setattr(listing, "_MANY", 1)
    Collection.objects.create(slug="aaa", name="Zulu", visibility="private")
    there = Collection.objects.create(slug="mmm", name="Middle", visibility="public")
    found = [FacetValue("aaa", 1), FacetValue("mmm", 1)]
    closed = replace(EVERYTHING, collections=frozenset([there.pk]), slugs=frozenset(["mmm"]))
    assert list(listing.alphabet("collection", found, EVERYTHING).places) == [1, 0]
    assert list(listing.alphabet("collection", found, closed).places) == [0, 1]
    assert list(listing.alphabet("collection", found, EVERYTHING).places) == [1, 0]
