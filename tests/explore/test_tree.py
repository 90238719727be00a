"""Values under one another: each stands once, under the nearest that is listed, in the order given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hypothesis import given
from hypothesis import strategies as st

from archive.explore.tree import Node, path, tree

ABOVE = {
    "crimea": ("ukraine",),
    "sevastopol": ("crimea", "ukraine"),
    "kyiv": ("ukraine",),
    "moscow": ("russia",),
}
_NAMES = st.sampled_from("abcdefg")


def shape(nodes: Sequence[Node[int]]) -> list[object]:
    return [(node.value, shape(node.children)) if node.children else node.value for node in nodes]


def every(nodes: Sequence[Node[int]]) -> Iterator[Node[int]]:
    for node in nodes:
        yield node
        yield from every(node.children)


def test_each_stands_under_the_nearest_that_contains_it_in_the_order_given() -> None:
    nodes = tree({"ukraine": 9, "russia": 8, "crimea": 7, "moscow": 6, "kyiv": 5, "sevastopol": 4}, ABOVE)
    assert shape(nodes) == [("ukraine", [("crimea", ["sevastopol"]), "kyiv"]), ("russia", ["moscow"])]
    assert [node.item for node in nodes] == [9, 8]
    assert [node.size for node in nodes] == [3, 1]


def test_a_missing_rung_is_passed_over() -> None:
    assert shape(tree({"ukraine": 2, "sevastopol": 1}, ABOVE)) == [("ukraine", ["sevastopol"])]
    assert shape(tree({"sevastopol": 1, "moscow": 1}, ABOVE)) == ["sevastopol", "moscow"]


def test_the_way_down_to_a_value() -> None:
    nodes = tree({"russia": 3, "ukraine": 2, "crimea": 2, "sevastopol": 1}, ABOVE)
    assert [node.value for node in path(nodes, "sevastopol")] == ["ukraine", "crimea", "sevastopol"]
    assert path(nodes, "nowhere") == ()


@given(
    st.dictionaries(_NAMES, st.integers(0, 9), max_size=7),
    st.dictionaries(_NAMES, st.lists(_NAMES, max_size=3), max_size=7),
)
def test_every_value_stands_exactly_once_whatever_stands_above_it(
    items: dict[str, int], above: dict[str, list[str]]
) -> None:
    nodes = tree(items, above)
    assert sorted(node.value for node in every(nodes)) == sorted(items)
    for node in every(nodes):
        assert node.item == items[node.value]
        assert node.size == len(list(every(node.children)))


@given(st.permutations([*ABOVE, "ukraine", "russia"]))
def test_counts_that_fall_on_the_way_down_stay_in_order(order: list[str]) -> None:
    """What is given most first is most first on every level."""
    nodes = tree({value: n for n, value in enumerate(order)}, ABOVE)
    for level in (nodes, *(node.children for node in every(nodes))):
        items = [node.item for node in level]
        assert items == sorted(items)
