"""Which texts are copies of one story: found by what their sketches share, decided by containment. Pure.

Two texts are linked by what the two of them are, and by nothing else: their words, days and sources. Groups are the
connected components of the links, so they are the same whatever the order in which the texts arrive.
The rule and its figures: docs/decisions/010-copy-groups.md.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from archive.text.similarity import SHINGLE_WORDS, words

Hashes = NDArray[np.uint32]
"""The different shingles of a text as hashes, sorted."""

Keys = NDArray[np.int32]
"""What texts that are to be compared have in common: at least one. Signed, as PostgreSQL's integers are."""

WINDOW_DAYS: Final = 7
"""Days between a story and its copy: weeklies print a daily's story within the week."""

FEWEST_SHARED: Final = 25
"""Shingles in common. The notice of rights under an agency's story has 17: alerts of one line share nothing more."""

EDITED: Final = 0.5
"""Share of the shorter text within the longer where both are of like length: half survives an editor's hand."""

CUT: Final = 0.8
"""The same of a text less than half as long: a cut story is left as it was, while what two stories share of a
statement that both quote is easily half of the shorter."""

LIKE_LENGTH: Final = 0.5
SHORTEST_CUT: Final = 0.25
"""Shorter against longer. Below a quarter it is an item of a round-up, which would join all its items into one."""

AGAIN: Final = 0.97
AGAIN_LENGTH: Final = 0.9
"""The same text once more: asked of two from one source, whose forms differ only in names and amounts, and of two
whose days are not both known."""

# Sketches: MinHash of the shingles in bands. Two texts that share a band are compared.
_BANDS, _BAND_ROWS = 64, 2  # of a Jaccard similarity of 0.2, the least that the rule links, 93 in 100 are found
_STRICT_BANDS, _STRICT_ROWS = 12, 6  # of 0.85, the least of the same text once more, 99 in 100
_PERMUTATIONS: Final = _BANDS * _BAND_ROWS

# Days are looked up by period, so that a form which is used for years is compared only within its weeks.
_PERIOD_DAYS: Final = 2 * WINDOW_DAYS

# Texts whose candidates are looked up together: a few hundred thousand keys.
_AT_ONCE: Final = 2_000

_MULTIPLY: Final = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9))
_HALF: Final = np.uint64(32)


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """What is kept of a text to find its copies.

    `digest`: equal in exact copies; `source`: "" if not known; `day`: date.toordinal() of the day of publication, None
    if it is not known to the day; `size`: number of different shingles; `keys`: those under which it is found.
    """

    digest: bytes
    source: str
    day: int | None
    size: int
    keys: Keys


def shingle_hashes(text: str) -> Hashes:
    """The different runs of three folded words of a text (of a shorter one its one run), hashed and sorted."""
    folded = " ".join(words(text)).encode("utf-8", "surrogatepass").split(b" ")
    hashes = np.fromiter(map(zlib.crc32, folded), dtype=np.uint64, count=len(folded))
    runs = len(folded) - SHINGLE_WORDS + 1
    if runs > 0:
        mixed = sum((hashes[i : i + runs] * by for i, by in enumerate(_MULTIPLY)), start=np.zeros(runs, np.uint64))
    else:
        mixed = np.array([hashes.sum()], dtype=np.uint64)
    return np.unique(_folded(mixed))


def _folded(mixed: NDArray[np.uint64]) -> Hashes:
    """64 bits to 32, each of which depends on all: the low bits of a product know nothing of the high ones."""
    mixed = (mixed ^ (mixed >> _HALF)) * _MULTIPLY[0]
    return ((mixed ^ (mixed >> np.uint64(29))) * _MULTIPLY[1] >> _HALF).astype(np.uint32)


def sketch(hashes: Hashes, digest: bytes, *, source: str = "", day: date | None = None) -> Sketch:
    """The sketch of a text whose shingles are `hashes`."""
    ordinal = day.toordinal() if day else None
    if len(hashes) < FEWEST_SHARED:
        return Sketch(digest, source, ordinal, len(hashes), np.empty(0, np.int32))
    values = _minhash(hashes)
    keys = _bands(values[: _STRICT_BANDS * _STRICT_ROWS], _STRICT_ROWS, 1)
    if ordinal is not None:
        keys = np.concatenate([keys, _bands(values, _BAND_ROWS, 2) ^ _period(ordinal // _PERIOD_DAYS)])
    return Sketch(digest, source, ordinal, len(hashes), keys.view(np.int32))


def looks(of: Sketch) -> Keys:
    """The keys under which texts may stand that are to be compared with this one."""
    if of.day is None or not len(of.keys):
        return of.keys
    period, after = divmod(of.day, _PERIOD_DAYS)
    other = period - 1 if after < WINDOW_DAYS else period + 1
    moved = of.keys[_STRICT_BANDS:].view(np.uint32) ^ (_period(period) ^ _period(other))
    return np.concatenate([of.keys, moved.view(np.int32)])


def _minhash(hashes: Hashes) -> NDArray[np.uint32]:
    found = _sketcher()
    found.clear()
    found.update_batch(hashes.tolist())
    return np.asarray(found.hashvalues, dtype=np.uint32)


@cache
def _sketcher() -> Any:
    """One for all texts: its permutations are made once. Brought in when the first text comes, for it takes a second
    (it brings scipy) that pages need not wait for."""
    from datasketch import MinHash

    return MinHash(num_perm=_PERMUTATIONS, seed=1, hashfunc=int, scheme="affine32")


def _bands(values: NDArray[np.uint32], rows: int, salt: int) -> Hashes:
    """One key a band of `rows` values; bands at different places or of another salt never mean the same."""
    table = values.reshape(-1, rows).astype(np.uint64)
    mixed = np.arange(len(table), dtype=np.uint64) * _MULTIPLY[2] + np.uint64(salt)
    for column in table.T:
        mixed = (mixed ^ (mixed >> _HALF)) * _MULTIPLY[0] + column
    return _folded(mixed)


def _period(number: int) -> np.uint32:
    return np.uint32(_folded(np.array([number], dtype=np.uint64))[0])


def needed(one: Sketch, other: Sketch) -> int | None:
    """How many shingles the two must have in common to be copies; None where no number would make them so."""
    shorter, longer = sorted((one.size, other.size))
    if one.day is not None and other.day is not None and abs(one.day - other.day) > WINDOW_DAYS:
        return None
    if one.day is None or other.day is None or (one.source and one.source == other.source):
        share, least = AGAIN, AGAIN_LENGTH
    else:
        share, least = EDITED if shorter >= LIKE_LENGTH * longer else CUT, SHORTEST_CUT
    wanted = max(FEWEST_SHARED, -int(-share * shorter // 1))
    return None if shorter < least * longer or wanted > shorter else wanted


def shared(one: Hashes, other: Hashes) -> int:
    """How many shingles two texts have in common."""
    if len(one) > len(other):
        one, other = other, one
    at = np.searchsorted(other, one)
    at[at == len(other)] = 0
    return int((other[at] == one).sum())


def linked(one: Sketch, other: Sketch, hashes: Callable[[], tuple[Hashes, Hashes]]) -> bool:
    """Whether two texts are copies of one story. `hashes`: gives their shingles, asked only where they decide."""
    if one.digest == other.digest:
        return True
    wanted = needed(one, other)
    return wanted is not None and shared(*hashes()) >= wanted


Node = TypeVar("Node", bound=Hashable)


class Joined(Generic[Node]):
    """Connected components that grow by links."""

    def __init__(self) -> None:
        self._above: dict[Node, Node] = {}

    def root(self, node: Node) -> Node:
        while (above := self._above.setdefault(node, node)) != node:
            self._above[node] = node = self._above[above]
        return node

    def join(self, one: Node, other: Node) -> None:
        self._above[self.root(one)] = self.root(other)

    def apart(self, one: Node, other: Node) -> bool:
        """Whether nothing joins the two yet; where something does, their link need not be decided."""
        return self.root(one) != self.root(other)

    def components(self) -> list[list[Node]]:
        found: dict[Node, list[Node]] = defaultdict(list)
        for node in self._above:
            found[self.root(node)].append(node)
        return list(found.values())


class Copies:
    """Texts, added in any order, and the groups that their copies make.

    Holds sketches and shingles in memory (3 KB a text of 500 words), never the texts.
    """

    def __init__(self) -> None:
        self._sketches: list[Sketch] = []
        self._hashes: list[Hashes] = []

    def add(self, made: Sketch, hashes: Hashes) -> None:
        """Take in a text; the first has number 0."""
        self._sketches.append(made)
        self._hashes.append(hashes)

    def groups(self) -> list[list[int]]:
        """The numbers of each group of two or more, in the order in which they were added."""
        joined: Joined[int] = Joined()
        same: dict[bytes, int] = {}
        for number, made in enumerate(self._sketches):
            joined.join(number, same.setdefault(made.digest, number))
        for one, other in candidates(self._sketches):
            if joined.apart(one, other) and self._linked(one, other):
                joined.join(one, other)
        return sorted(sorted(group) for group in joined.components() if len(group) > 1)

    def _linked(self, one: int, other: int) -> bool:
        return linked(self._sketches[one], self._sketches[other], lambda: (self._hashes[one], self._hashes[other]))

    def similarity(self, group: Sequence[int]) -> float:
        """The least that a text of the group has in common with its longest text: share of the shorter, 0 to 1."""
        longest = max(group, key=lambda number: (len(self._hashes[number]), -number))
        return min(self._share(number, longest) for number in group)

    def _share(self, one: int, other: int) -> float:
        if self._sketches[one].digest == self._sketches[other].digest:
            return 1.0
        a, b = self._hashes[one], self._hashes[other]
        return shared(a, b) / min(len(a), len(b))


def candidates(sketches: Sequence[Sketch]) -> Iterator[tuple[int, int]]:
    """The pairs of these that are to be compared, by their places in the sequence: the later first, each pair once."""
    sizes = [len(made.keys) for made in sketches]
    keys = np.concatenate([np.empty(0, np.int32), *(made.keys for made in sketches)])
    owners = np.repeat(np.arange(len(sketches)), sizes)
    order = np.argsort(keys, kind="stable")
    keys, owners = keys[order], owners[order]
    for begin in range(0, len(sketches), _AT_ONCE):
        chunk = [looks(made) for made in sketches[begin : begin + _AT_ONCE]]
        asked = np.concatenate(chunk)
        first, last = np.searchsorted(keys, asked, "left"), np.searchsorted(keys, asked, "right")
        many = last - first
        asking = np.repeat(np.repeat(np.arange(begin, begin + len(chunk)), [len(some) for some in chunk]), many)
        # The places first..last of each asked key, one after another.
        places = np.arange(many.sum()) + np.repeat(first - (np.cumsum(many) - many), many)
        found = np.stack([asking, owners[places]], axis=1)[owners[places] < asking]
        yield from map(tuple, np.unique(found, axis=0).tolist())
