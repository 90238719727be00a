"""Counted values under one another: a region under its country, a month under its year. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Node(Generic[T]):
    """One value, and those within it in the order in which they were given."""

    value: str
    item: T
    children: tuple[Node[T], ...] = ()

    @property
    def size(self) -> int:
        """How many values stand under this one, at any depth."""
        return sum(1 + child.size for child in self.children)


def tree(items: Mapping[str, T], above: Mapping[str, Sequence[str]]) -> tuple[Node[T], ...]:
    """The items as trees, each in the order given.

    `above`: a value's ancestors, nearest first. A value hangs under the nearest of them that is among the items, so
    one whose country is not listed stands at the root. Every item stands exactly once, whatever `above` says.
    """
    parent = {value: next((a for a in above.get(value, ()) if a in items and a != value), "") for value in items}
    for value in items:
        _break_circle(value, parent)
    under: dict[str, list[str]] = {}
    for value in items:
        under.setdefault(parent[value], []).append(value)
    return _grown("", under, items)


def _break_circle(value: str, parent: dict[str, str]) -> None:
    """A value that stands above itself (a damaged authority) becomes a root; nothing may vanish by it."""
    seen, at = {value}, parent[value]
    while at:
        if at in seen:
            parent[value] = ""
            return
        seen.add(at)
        at = parent[at]


def _grown(root: str, under: Mapping[str, Sequence[str]], items: Mapping[str, T]) -> tuple[Node[T], ...]:
    return tuple(Node(value, items[value], _grown(value, under, items)) for value in under.get(root, ()))


def path(nodes: Sequence[Node[T]], wanted: str) -> tuple[Node[T], ...]:
    """The nodes from a root down to the wanted one, itself last; () where it is not there."""
    for node in nodes:
        if node.value == wanted:
            return (node,)
        if below := path(node.children, wanted):
            return (node, *below)
    return ()
