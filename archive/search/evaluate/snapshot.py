"""What an engine gives: queries of its own kind, and what can be read of those that match, all of one moment."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

from archive.search.evaluate.layout import StoredText
from archive.search.query import Bin

T = TypeVar("T")
Q = TypeVar("Q")
"""An engine's own kind of query."""


class Step(NamedTuple):
    """Of one kind of bin: the first and last there is, and how many values."""

    first: int
    last: int
    values: int


class Leading(dict[Any, int]):
    """The values with the highest counts where there are too many to count; each may lack up to `error`, and one that
    is left out may have up to the least of them and `error`."""

    def __init__(self, counts: dict[Any, int], error: int) -> None:
        super().__init__(counts)
        self.error = error


class Leaders(dict[Any, int]):
    """The values with the highest counts alone, each count exact: as many as were asked for, or more where more are
    known. `there`: how many values there are at least. Matches without a value are not counted."""

    def __init__(self, counts: dict[Any, int], there: int) -> None:
        super().__init__(counts)
        self.there = there


# Answers of one moment that are kept: some for each kind of person there is.
_KEPT_MOST = 64


class Kept:
    """What was worked out of one moment of a shelf, for whoever asks the same of it.

    `lasting`: it outlives the answer, so that it pays to work out what only later ones need.
    """

    def __init__(self, *, lasting: bool = False) -> None:
        self.lasting = lasting
        self._found: dict[Hashable, Any] = {}

    def of(self, key: Hashable, make: Callable[[], T]) -> T:
        nothing = object()
        found: Any = self._found.get(key, nothing)
        if found is nothing:
            found = make()
            for oldest in list(self._found)[: max(0, len(self._found) - _KEPT_MOST + 1)]:
                self._found.pop(oldest, None)
            self._found[key] = found
        known: T = found
        return known


class Snapshot(Protocol[Q]):
    """One moment of one shelf. Fields are those of `layout`; `flat`, keys, numbers and ids weigh nothing in ranking.

    `kept` lives as long as the moment: over many answers where an engine has one moment for them.
    """

    @property
    def kept(self) -> Kept: ...

    @property
    def articles(self) -> Snapshot[Q]:
        """The shelf of articles as this answer knows it; that shelf's own moment is itself."""

    # -- queries

    def everything(self) -> Q: ...

    def nothing(self) -> Q: ...

    def flat(self, query: Q) -> Q:
        """A filter: weighs nothing."""

    def boosted(self, query: Q, factor: float) -> Q: ...

    def both(self, *queries: Q) -> Q:
        """All of them."""

    def either(self, queries: Sequence[Q]) -> Q:
        """Any of them; of none, nothing."""

    def without(self, query: Q, *excluded: Q) -> Q: ...

    def preferring(self, query: Q, better: Sequence[Q]) -> Q:
        """What `query` matches, more weight to those that match any of `better` as well."""

    def key(self, name: str, value: str) -> Q:
        """An exact value of k_<name>."""

    def phrase(self, field: str, words: Sequence[str]) -> Q:
        """Words one after the other; a single one is a word."""

    def apart(self, field: str, one: Sequence[str], two: Sequence[str], distance: int) -> Q:
        """One phrase, then another, at most `distance` words between them."""

    def wildcard(self, field: str, pattern: str) -> Q:
        """Any form that the pattern fits; QueryError where the engine bounds them and they are too many."""

    def fuzzy(self, field: str, word: str, distance: int) -> Q:
        """Any form within so many edits, two neighbours swapped being one."""

    def terms(self, field: str, values: Sequence[int]) -> Q:
        """Any of these numbers."""

    def range(self, field: str, low: int | None, high: int | None) -> Q:
        """low ≤ number ≤ high; both None: there is one."""

    def exists(self, field: str) -> Q: ...

    # -- reading

    def count(self, query: Q) -> int: ...

    def count_each(self, query: Q, narrower: Sequence[Q]) -> list[int]:
        """How many match `query` and one of the others, for each of these."""

    def numbers(self, query: Q, fields: tuple[str, ...]) -> Iterator[tuple[int, ...]]:
        """These numbers of every match that has them all, in no order."""

    def keys(self, query: Q, field: str, size: int, offset: int) -> list[int]:
        """The sort keys of matches [offset, offset + size), smallest first."""

    def every_key(self, query: Q, field: str, after: int) -> Iterator[int]:
        """The sort keys of all matches past `after`, smallest first."""

    def ranked(self, query: Q, limit: int, *, by_length: bool) -> list[tuple[float, int]]:
        """(score or words, order_newest) of the `limit` best, best first."""

    def stored(self, query: Q, count: int) -> Iterator[StoredText]:
        """The words of all matches, which are `count`."""

    def counts(self, query: Q, fields: Sequence[str]) -> dict[str, dict[Any, int]]:
        """How many match by value of each field; among keys "" counts those without.

        Of a field with more values than the engine can count they are `Leading`."""

    def leaders(self, query: Q, total: int, sizes: dict[str, int]) -> dict[str, dict[Any, int]]:
        """Of each field of keys at least so many values with the highest counts: as `Leaders` where that is quicker
        than all of them; else all, as `counts`. `total`: how many match."""

    def summed(self, query: Q, field: str) -> tuple[int, int]:
        """How many match, and the sum of a number over them."""

    def groups(self, query: Q, fields: Sequence[str]) -> dict[str, dict[Any, int]]:
        """How many copy groups have a match with each value of each field; matches without a group do not count."""

    def crossed(self, query: Q, field: str, key: str, low: int, high: int) -> dict[str, dict[int, int]]:
        """Of each value of the field `key` (those without left out): how many match with each number of `field` in
        [low, high], which are at most `bins.BARS_MAX`."""

    def copy_groups(self, query: Q) -> int:
        """How many copy groups have a match."""

    def steps(self, query: Q, name: str, known: str) -> tuple[int, dict[Bin, Step]]:
        """How many have the number `known`; of each kind of bin of `name` that there is, its extent."""
