"""Which texts are copies of one story, and groups that do not depend on the order in which texts come."""

from __future__ import annotations

import random
import tracemalloc
from copy import copy
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.copies import Copies, linked, links, looks, needed, shared, shingle_hashes, sketch
from archive.text.similarity import copy_digest, shingles, words

DAY = date(2014, 3, 14)


def prose(seed: int, length: int) -> str:
    """Words that no other seed puts in the same order."""
    rng = random.Random(seed)
    return " ".join(f"w{rng.randrange(5000)}" for _ in range(length))


STORY = prose(1, 400)


class Text:
    def __init__(self, body: str, day: date | None = DAY, source: str = "", title: str = "") -> None:
        self.hashes = shingle_hashes(body)
        self.sketch = sketch(self.hashes, copy_digest(title, body, day), source=source, day=day)


def are_copies(one: Text, other: Text) -> bool:
    """As the groups see it: found by their sketches, and linked."""
    copies = Copies()
    for text in (one, other):
        copies.add(text.sketch, text.hashes)
    both = linked(one.sketch, other.sketch, lambda: (one.hashes, other.hashes))
    assert bool(copies.groups()) == (both and (one.sketch.digest == other.sketch.digest or shares_a_key(one, other)))
    return bool(copies.groups())


def shares_a_key(one: Text, other: Text) -> bool:
    return bool(set(looks(one.sketch).tolist()) & set(other.sketch.keys.tolist()))


def cut(text: str, length: int) -> str:
    return " ".join(text.split()[:length])


def edited(text: str, every: int) -> str:
    """Every so manieth word replaced."""
    return " ".join(f"e{n}" if n % every == 0 else word for n, word in enumerate(text.split()))


def test_shingles_are_counted_as_they_are():
    other = cut(STORY, 150) + " " + prose(2, 100)
    assert len(shingle_hashes(STORY)) == len(shingles(STORY))
    assert shared(shingle_hashes(STORY), shingle_hashes(other)) == len(shingles(STORY) & shingles(other))


def test_a_cut_story_and_an_edited_one_are_copies():
    assert are_copies(Text(STORY, source="a"), Text(cut(STORY, 150), source="b"))
    assert are_copies(Text(STORY, source="a"), Text(edited(STORY, 7), source="b"))


def test_own_words_around_a_common_statement_are_no_copy():
    statement = cut(STORY, 60)
    one = Text(prose(3, 100) + " " + statement, source="a")
    other = Text(statement + " " + prose(4, 500), source="b")
    assert not are_copies(one, other)


def test_an_item_of_a_round_up_does_not_join_its_neighbours():
    items = [prose(n, 60) for n in range(10, 20)]
    assert not are_copies(Text(items[0], source="a"), Text(" ".join(items), source="b"))


def test_a_notice_of_rights_makes_no_copies_of_short_alerts():
    notice = " ".join(f"notice{n}" for n in range(19))
    assert not are_copies(Text(prose(5, 14) + " " + notice, source="a"), Text(prose(6, 14) + " " + notice, source="b"))


@pytest.mark.parametrize("apart", [0, 1, 6, 7, 8, 300])
def test_a_copy_comes_within_a_week(apart):
    for first in range(14):  # whatever the place of the days in the periods by which they are looked up
        day = DAY + timedelta(days=first)
        one, other = Text(STORY, day, "a"), Text(cut(STORY, 300), day + timedelta(days=apart), "b")
        assert are_copies(one, other) == are_copies(other, one) == (apart <= 7)


def test_exact_copies_are_copies_whatever_their_days():
    assert are_copies(Text(STORY, DAY, "a"), Text(STORY, date(1999, 1, 1), "a"))
    assert are_copies(Text(STORY, None), Text(STORY, DAY))


def test_short_bodies_are_copies_only_with_headline_and_day():
    assert are_copies(Text("Details follow.", title="Flood"), Text("Details follow.", title="Flood"))
    assert not are_copies(Text("Details follow.", title="Flood"), Text("Details follow.", title="Fire"))
    assert not are_copies(Text("Details follow.", DAY), Text("Details follow.", DAY + timedelta(days=1)))


def test_without_a_day_only_the_same_text_again_is_a_copy():
    assert not are_copies(Text(STORY, None, "a"), Text(cut(STORY, 300), DAY, "b"))
    assert are_copies(Text(STORY, None, "a"), Text(cut(STORY, 396), DAY, "b"))


def test_a_form_filled_in_by_one_source_is_no_copy():
    assert not are_copies(Text(STORY, source="a"), Text(edited(STORY, 40), source="a"))
    assert are_copies(Text(STORY, source="a"), Text(edited(STORY, 40), source="b"))
    assert are_copies(Text(STORY, source="a"), Text(STORY + " Corrected.", source="a"))


def test_similarity_is_the_least_that_one_has_in_common_with_the_longest():
    copies = Copies()
    for text in (Text(STORY, source="a"), Text(cut(STORY, 300), source="b"), Text(edited(STORY, 7), source="c")):
        copies.add(text.sketch, text.hashes)
    (group,) = copies.groups()
    assert group == [0, 1, 2]
    common = len(shingles(STORY) & shingles(edited(STORY, 7)))
    assert copies.similarity(group) == pytest.approx(common / len(shingles(edited(STORY, 7))))


def test_any_writing_has_words_to_compare():
    for body in ("", "!!!", "Министры", "\ud800", "日本語の記事です。" * 20):
        assert len(shingle_hashes(body)) >= 1
        assert words(body) is not None


STORIES = [prose(seed, 120) for seed in range(3)]


@st.composite
def texts(draw: st.DrawFn) -> Text:
    """Parts of few stories, so that many are copies, near or not quite."""
    parts = draw(
        st.lists(st.tuples(st.integers(0, 2), st.integers(0, 80), st.integers(20, 120)), min_size=1, max_size=2)
    )
    body = " ".join(" ".join(STORIES[n].split()[begin : begin + length]) for n, begin, length in parts)
    day = draw(st.none() | st.integers(0, 20).map(lambda n: DAY + timedelta(days=n)))
    return Text(body, day, draw(st.sampled_from(["", "a", "b", "c"])))


def partition(some: list[Text]) -> set[frozenset[int]]:
    copies = Copies()
    for text in some:
        copies.add(text.sketch, text.hashes)
    return {frozenset(id(some[n]) for n in group) for group in copies.groups()}


@given(st.lists(texts(), max_size=12), st.randoms(use_true_random=False))
def test_groups_are_the_same_whatever_the_order(some, rng):
    shuffled = some.copy()
    rng.shuffle(shuffled)
    assert partition(shuffled) == partition(some)


def components(some: list[Text], pairs: list[tuple[int, int]]) -> set[frozenset[int]]:
    together = {frozenset([n]) for n in range(len(some))}
    for a, b in pairs:
        both = {group for group in together if {a, b} & group}
        together = (together - both) | {frozenset().union(*both)}
    return together


def all_links(some: list[Text]) -> list[tuple[int, int]]:
    """Each pair looked at by itself."""
    return [(a, b) for a in range(len(some)) for b in range(a) if are_linked(some[a], some[b])]


def are_linked(one: Text, other: Text) -> bool:
    if one.sketch.digest == other.sketch.digest:
        return True
    wanted = needed(one.sketch, other.sketch)
    return wanted is not None and shared(one.hashes, other.hashes) >= wanted and shares_a_key(one, other)


@given(st.lists(texts(), max_size=12), st.lists(st.tuples(st.integers(0, 11), st.sampled_from(["", "a", "b", "c"]))))
def test_groups_are_the_components_of_all_links(some, again):
    for n, source in again:  # the same text on the same day of another source, or of the same
        if n < len(some):
            like = some[n]
            some.append(copy(like))
            some[-1].sketch = replace(like.sketch, source=source)
    found = list(links([text.sketch for text in some], [text.hashes for text in some].__getitem__))
    groups = components(some, all_links(some))
    assert components(some, found) == groups
    assert len(found) == len(some) - len(groups)  # none of two that others join
    expected = {frozenset(id(some[n]) for n in group) for group in groups if len(group) > 1}
    assert partition(some) == expected


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (2, 1, 0), (2, 0, 1)])
def test_a_form_of_one_paper_is_joined_through_the_other_that_printed_the_same(order):
    some = [Text(STORY, source="a"), Text(STORY, source="b"), Text(edited(STORY, 40), source="a")]
    assert not are_linked(some[0], some[2])
    assert partition([some[n] for n in order]) == {frozenset(map(id, some))}


# --- texts by the thousand ------------------------------------------------------------------------------


class Looked:
    """Grouping with what it costs: pairs compared, and the most memory held beside the texts."""

    def __init__(self, some: list[Text], monkeypatch: pytest.MonkeyPatch) -> None:
        self.pairs = 0
        monkeypatch.setattr("archive.text.copies.linked", self._linked)
        copies = Copies()
        for text in some:
            copies.add(text.sketch, text.hashes)
        tracemalloc.start()
        self.groups = copies.groups()
        self.memory = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    def _linked(self, *given: Any) -> bool:
        self.pairs += 1
        return linked(*given)


def moved(text: Text, day: date | None, source: str, digest: bytes | None = None) -> Text:
    """The same words on another day, in another paper."""
    other = copy(text)
    other.sketch = sketch(text.hashes, digest or text.sketch.digest, source=source, day=day)
    return other


BIG = 5_000
# What one key of each text takes several times over; every pair of them would take a hundred times as much.
LITTLE = 200 * 2**20


@pytest.mark.parametrize("days", [1, BIG])
@pytest.mark.parametrize("sources", [1, BIG])
def test_equal_texts_by_the_thousand_are_met_as_one(days, sources, monkeypatch):
    text = Text(STORY)
    some = [moved(text, DAY + timedelta(days=n % days), f"s{n % sources}") for n in range(BIG)]
    some.append(Text(cut(STORY, 300), DAY, "another"))
    looked = Looked(some, monkeypatch)
    assert looked.groups == [list(range(BIG + 1))]
    assert looked.pairs <= 100
    assert looked.memory < LITTLE


def test_equal_texts_without_a_day_are_met_as_one(monkeypatch):
    text = Text(STORY)
    looked = Looked([moved(text, None, f"s{n}") for n in range(BIG)], monkeypatch)
    assert (looked.groups, looked.pairs) == ([list(range(BIG))], 0)
    assert looked.memory < LITTLE


def test_a_form_printed_daily_is_compared_within_its_weeks(monkeypatch):
    some = [Text(f"{edited(STORY, 40)} Number {n} of today", DAY + timedelta(days=n), "a") for n in range(20)]
    forms = [moved(some[n % 20], DAY + timedelta(days=n), "a", bytes([n % 20, n // 256, n % 256])) for n in range(2000)]
    for n, form in enumerate(forms):  # by its words no two are the same text again
        form.hashes = np.unique(np.concatenate([form.hashes[40:], np.arange(n * 40, n * 40 + 40, dtype=np.uint32)]))
    looked = Looked(forms, monkeypatch)
    assert looked.groups == []
    assert 2000 < looked.pairs <= 2000 * 7
    assert looked.memory < LITTLE


def test_edited_copies_of_one_day_are_compared_until_something_joins_them(monkeypatch):
    some = [Text(f"{STORY} by correspondent {n}", DAY, f"s{n}") for n in range(300)]
    looked = Looked(some, monkeypatch)
    assert looked.groups == [list(range(300))]
    assert looked.pairs == 299
    assert looked.memory < LITTLE
