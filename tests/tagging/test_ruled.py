"""Rulings laid over the machine's tags: which mentions they mean, which of two wins, what a revision leaves of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.authority.names import fold
from archive.tagging.ruled import Rule, Said, Spot, bearing, context, ruled

TEXT = (
    "The harbour opened on Monday, said Orlova of the port office. Two ships came in with grain the same evening.\n\n"
    "On Tuesday Orlova left for the north, where another Orlova, her aunt, keeps a lighthouse by the narrow strait."
)
ANNA, VERA = Said("person", actor="anna-orlova"), Said("person", actor="vera-orlova")
NOBODY, UNKNOWN = Said("other"), Said("person")
HERE, ELSEWHERE = 7, 8


def spots(text: str, name: str = "Orlova", machine: Said = ANNA) -> list[Spot]:
    """The name wherever it stands in the text, as the machine would give it."""
    out, at = [], text.find(name)
    while at >= 0:
        out.append(Spot("body", fold(name), name, machine, context(text, at, at + len(name))))
        at = text.find(name, at + 1)
    return out


def rule(number: int, meant: Said, scope: str = "everywhere", *, of: Spot | None = None, order: int = 0) -> Rule:
    here = of.context if of else None
    return Rule(number, scope, fold("Orlova"), meant, HERE, 3, here=here, order=order)  # type: ignore[arg-type]


def actors(text: str, *rules: Rule, article: int = HERE, source: int = 3) -> list[str]:
    return [said.actor for said, _ in ruled(spots(text), rules, article=article, source=source)]


@pytest.mark.parametrize(
    ("scope", "article", "source", "holds"),
    [
        ("everywhere", ELSEWHERE, 4, True),
        ("source", ELSEWHERE, 3, True),
        ("source", HERE, 4, False),
        ("article", HERE, 3, True),
        ("article", ELSEWHERE, 3, False),
    ],
)
def test_a_name_means_another_where_the_ruling_holds(scope: str, article: int, source: int, holds: bool) -> None:
    found = actors(TEXT, rule(1, VERA, scope), article=article, source=source)
    assert found == ["vera-orlova" if holds else "anna-orlova"] * 3


def test_here_means_one_mention_and_no_other_article() -> None:
    aunt = rule(1, VERA, "here", of=spots(TEXT)[2], order=2)
    assert actors(TEXT, aunt) == ["anna-orlova", "anna-orlova", "vera-orlova"]
    assert actors(TEXT, aunt, article=ELSEWHERE) == ["anna-orlova"] * 3


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("The harbour", "By order of the mayor, Orlova wrote, the harbour", [0, 0, 0, 1]),  # another one before it
        ("north, where another", "south, where another", [0, 0, 1]),
        ("a lighthouse by the narrow strait", "bees", [0, 0, 1]),
        (" left for the north,", "\nleft  for the north,", [0, 0, 1]),  # broken otherwise
        (
            ", where another Orlova, her aunt, keeps a lighthouse by the narrow strait",
            "",
            [0, 0],
        ),  # its sentence is gone
    ],
)
def test_here_is_found_again_in_a_revised_text(old: str, new: str, found: list[int]) -> None:
    aunt = rule(1, VERA, "here", of=spots(TEXT)[2], order=2)
    assert old in TEXT
    assert actors(TEXT.replace(old, new), aunt) == [("anna-orlova", "vera-orlova")[n] for n in found]


def test_of_equal_sentences_the_one_of_the_same_number_is_meant() -> None:
    text = "Orlova spoke. " * 30
    tenth = rule(1, VERA, "here", of=spots(text)[10], order=10)
    assert [n for n, actor in enumerate(actors(text, tenth)) if actor == "vera-orlova"] == [10]


def test_the_later_ruling_wins_and_both_are_told() -> None:
    first, second = rule(1, VERA, "here", of=spots(TEXT)[0]), rule(2, NOBODY)
    assert ruled(spots(TEXT), [second, first], article=HERE, source=3)[0] == (
        replace(NOBODY, why="An editor ruled so. The machine had read it otherwise: no reason kept."),
        2,
    )
    assert bearing(spots(TEXT), 0, [second, first], article=HERE, source=3) == [first, second]
    assert bearing(spots(TEXT), 1, [second, first], article=HERE, source=3) == [second]


def test_somebody_unknown_is_known_by_the_printed_name() -> None:
    found, _ = ruled(spots(TEXT), [rule(1, UNKNOWN)], article=HERE, source=3)[0]
    assert (found.kind, found.actor, found.candidate) == ("person", "", "Orlova")


def test_a_government_acts_under_the_name_of_its_place_and_a_person_does_not() -> None:
    port = Said("place", "literal", place="orlova-town", country="UA")
    council, person = Said("organisation", actor="town-council"), ANNA
    for meant, expected in (
        (council, ("place", "metonymic", "town-council", "orlova-town")),
        (person, ("person", "", "anna-orlova", "")),
    ):
        said, _ = ruled(spots(TEXT, machine=port), [rule(1, meant)], article=HERE, source=3)[0]
        assert (said.kind, said.reading, said.actor, said.place) == expected


MEANT = st.sampled_from([ANNA, VERA, NOBODY, UNKNOWN])
SCOPES = st.sampled_from(["here", "article", "source", "everywhere"])


@given(
    st.lists(st.tuples(MEANT, SCOPES, st.integers(0, 2), st.sampled_from([HERE, ELSEWHERE]), st.integers(3, 4))),
    st.randoms(use_true_random=False),
)
def test_the_order_in_which_rulings_are_applied_does_not_count(
    drawn: list[tuple[Said, str, int, int, int]], chance: object
) -> None:
    there = spots(TEXT)
    log = [
        Rule(n, scope, fold("Orlova"), meant, article, source, here=there[which].context, order=which)  # type: ignore[arg-type]
        for n, (meant, scope, which, article, source) in enumerate(drawn, 1)
    ]
    mixed = list(log)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    once = ruled(there, log, article=HERE, source=3)
    assert ruled(there, mixed, article=HERE, source=3) == once
    # Each mention is what the last ruling that is about it says, and without one what the machine says.
    for n, (said, number) in enumerate(once):
        about = bearing(there, n, mixed, article=HERE, source=3)
        assert number == (about[-1].number if about else 0)
        assert (said.kind, said.actor) == (
            (about[-1].meant.kind, about[-1].meant.actor) if about else ("person", "anna-orlova")
        )


@given(st.text(max_size=200), st.data())
def test_surroundings_do_not_depend_on_how_lines_are_broken(text: str, data: st.DataObject) -> None:
    words = text.split()
    at = data.draw(st.integers(0, len(words)))
    one, other = " ".join(words[:at]), " ".join(words[at:])
    two, more = "\n".join(words[:at]), "\n".join(words[at:])
    left, right = f"{one} Orlova {other}", f"{two}\nOrlova\n{more}"
    start = len(one) + 1
    assert context(left, start, start + 6) == context(right, start, start + 6)
