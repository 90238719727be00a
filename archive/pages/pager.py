"""Links from one page of something long to its others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from archive.explore.words import number
from archive.pages.options import Option


@dataclass(frozen=True, slots=True)
class Pager:
    """Links to other pages, printed by parts/pages.html. `pages` holds None where some are left out; `previous` and
    `next` are "" at the ends."""

    page: int
    last: int
    previous: str
    next: str
    pages: tuple[Option | None, ...]


def pager(page: int, last: int, address: Callable[[int], str]) -> Pager:
    """First, last, and those around the present page; `address` gives that of a page by its number, from 1."""
    near = sorted({1, last, *range(max(1, page - 2), min(last, page + 2) + 1)})
    pages: list[Option | None] = []
    for n, before in zip(near, [0, *near], strict=False):
        if n - before > 1:
            pages.append(None)
        pages.append(Option(number(n), address(n), n == page))
    previous, following = address(page - 1) if page > 1 else "", address(page + 1) if page < last else ""
    return Pager(page, last, previous, following, tuple(pages))
