"""Ways to see the same thing, as links: one of them, and a row of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Option:
    """`on`: this is the way it is seen now. `count`: how many things it would show, where that is said."""

    words: str
    href: str
    on: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """A row of ways, printed by parts/options.html. `id` begins the ids of its entries, which keep the focus where it
    was after a swap; "" where nothing is swapped."""

    label: str
    id: str
    options: tuple[Option, ...]
