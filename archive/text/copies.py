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
from functools import cache, partial
from itertools import chain
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

# Texts under the keys of one that are taken in hand together: after the first link most of the others need no look.
_AT_ONCE: Final = 4_096

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
        for one, other in links(self._sketches, self._hashes.__getitem__):
            joined.join(one, other)
        return sorted(sorted(group) for group in joined.components() if len(group) > 1)

    def similarity(self, group: Sequence[int]) -> float:
        """The least that a text of the group has in common with its longest text: share of the shorter, 0 to 1."""
        longest = max(group, key=lambda number: (len(self._hashes[number]), -number))
        return min(self._share(number, longest) for number in group)

    def _share(self, one: int, other: int) -> float:
        if self._sketches[one].digest == self._sketches[other].digest:
            return 1.0
        a, b = self._hashes[one], self._hashes[other]
        return shared(a, b) / min(len(a), len(b))


def links(sketches: Sequence[Sketch], hashes: Callable[[int], Hashes]) -> Iterator[tuple[int, int]]:
    """Links between these texts, by their places in the sequence: as many as join all that are linked, no more.

    `hashes`: gives the shingles of the text at a place. The components are those of every link there is, since what is
    left out is joined already: a thousand equal texts are met as one, and what has been joined is not compared.
    """
    joined = _Labels(len(sketches))
    same: dict[bytes, int] = {}
    for place, made in enumerate(sketches):
        if joined.join(place, same.setdefault(made.digest, place)):
            yield place, same[made.digest]
    speak = speakers(sketches)
    dated = [place for place in speak if sketches[place].day is not None]
    undated = [place for place in speak if sketches[place].day is None]
    # Two whose days are known meet by period: what have a band of six values in common have three of two.
    yield from _Walk(dated, sketches, by_period=True).links(0, joined, hashes)
    if undated:
        yield from _Walk([*dated, *undated], sketches, by_period=False).links(len(dated), joined, hashes)


def speakers(sketches: Sequence[Sketch]) -> list[int]:
    """The places of those that stand for all that are equal to them, up to two of each text and day.

    Whether a third text is linked depends on nothing else, but that the rule for texts of one source is the stricter:
    of two sources one is never its own, and what is linked by the stricter rule is so by the other.
    """
    sources: dict[tuple[bytes, int | None, int, bytes], dict[str, int]] = defaultdict(dict)
    for place, made in enumerate(sketches):
        there = sources[made.digest, made.day, made.size, made.keys.tobytes()]
        if len(there) < _SPEAKERS:
            there.setdefault(made.source, place)
    return sorted(chain.from_iterable(there.values() for there in sources.values()))


_SPEAKERS: Final = 2


class _Labels:
    """Connected components as one number a node, so that many nodes can be told apart at once."""

    def __init__(self, size: int) -> None:
        self.of = np.arange(size)
        self._members = {label: [label] for label in range(size)}

    def join(self, one: int, other: int) -> bool:
        """Whether nothing joined them before. The smaller part takes the number of the larger."""
        few, many = sorted((int(self.of[one]), int(self.of[other])), key=lambda label: len(self._members[label]))
        if few == many:
            return False
        moved = self._members.pop(few)
        self.of[moved] = many
        self._members[many] += moved
        return True


def _two(hashes: Callable[[int], Hashes], one: int, other: int) -> tuple[Hashes, Hashes]:
    return hashes(one), hashes(other)


Places = NDArray[np.int64]


class _Walk:
    """Texts that are met one after another, each with those before it which stand under one of its keys."""

    def __init__(self, places: Sequence[int], sketches: Sequence[Sketch], *, by_period: bool) -> None:
        self._places = np.array(places, np.int64)
        self._made = [sketches[place] for place in places]
        self._part = slice(_STRICT_BANDS, None) if by_period else slice(_STRICT_BANDS)
        self._days = np.array([made.day for made in self._made], np.int64) if by_period else None
        keys = [made.keys[self._part] for made in self._made]
        under = np.concatenate([np.empty(0, np.int32), *keys])
        order = np.argsort(under, kind="stable")
        self._keys = under[order]
        self._owners: Places = np.repeat(np.arange(len(keys)), list(map(len, keys)))[order]

    def links(self, begin: int, joined: _Labels, hashes: Callable[[int], Hashes]) -> Iterator[tuple[int, int]]:
        """The links of those from `begin` on that join what nothing joined before."""
        met = np.zeros(len(self._made), bool)
        for asking in range(begin, len(self._made)):
            one = int(self._places[asking])
            for found in self._before(asking):
                left = np.unique(found[~met[found] & self._apart(found, one, joined)])
                met[left] = True
                while len(left):
                    at, left = int(left[0]), left[1:]
                    other = int(self._places[at])
                    if linked(self._made[asking], self._made[at], partial(_two, hashes, one, other)):
                        joined.join(one, other)
                        yield one, other
                        left = left[self._apart(left, one, joined)]
            met[:] = False

    def _apart(self, found: Places, place: int, joined: _Labels) -> NDArray[np.bool_]:
        return joined.of[self._places[found]] != joined.of[place]

    def _before(self, asking: int) -> Iterator[Places]:
        """Those before it that share a key with it and are of its days, some keys at a time; any more than once."""
        asked = looks(self._made[asking])[self._part]
        first = np.searchsorted(self._keys, asked, "left")
        many = np.searchsorted(self._keys, asked, "right") - first
        first, many = first[many > 0], many[many > 0]
        parts = np.cumsum(many) // _AT_ONCE
        for part in np.unique(parts).tolist():
            begin, size = first[parts == part], many[parts == part]
            # The places begin..begin+size of each key, one after another.
            under = np.arange(size.sum()) + np.repeat(begin - (np.cumsum(size) - size), size)
            found = self._owners[under]
            yield found[(found < asking) & self._near(found, asking)]

    def _near(self, found: Places, asking: int) -> NDArray[np.bool_] | np.bool_:
        if self._days is None:
            return np.True_
        return np.abs(self._days[found] - self._days[asking]) <= WINDOW_DAYS
