"""Lines of words in context (KWIC) as numbers: where every match stands, and the orders in which they are read. Pure.

A line is one mark of `highlight`: words that matched, those that overlap being one. Only numbers are kept of it, some
30 bytes; the words around it are printed from the article's text when the line is shown.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from archive.search.matching import Base, Run

LineOrder = Literal["left", "right", "newest", "oldest"]

# Words on each side by which lines are put in order. Lines alike in so many are copies of one sentence.
SORT_WORDS = 6
PARTS: tuple[Base, ...] = ("title", "body", "byline")

# The alphabets of the Cyrillic script have letters of their own between those that Unicode puts side by side: each
# comes after the letter named, whatever follows it (Ukrainian г ґ д, е є ж, и і ї й; Serbian and Macedonian likewise).
_AFTER = {
    "ґ": "г", "ѓ": "г", "ђ": "д", "є": "е", "ѕ": "з", "і": "и", "ї": "иі", "ј": "иії", "љ": "л", "њ": "н",
    "ћ": "т", "ќ": "т", "ў": "у", "џ": "ч",
}  # fmt: skip
_LAST = "\uffff"
_ALPHABET = str.maketrans(
    {letter: before[0] + _LAST * len(before) for letter, before in _AFTER.items()} | dict.fromkeys("'.,")
)


class TooManyLinesError(Exception):
    """More lines than may be kept at once."""


class Place(NamedTuple):
    """One line: words [first, last) of one text of an article, the `nth` mark there, counted from 1.

    `version`: of the article as it was matched. `line`: the line's number, and `beside` those of its article.
    """

    article: int
    version: int
    part: Base
    first: int
    last: int
    nth: int
    line: int
    beside: range


class Known(NamedTuple):
    """What an index knows of an article beside its words: sort keys are unique, the smallest comes first."""

    version: int
    newest: int
    oldest: int


@dataclass(frozen=True, slots=True)
class Lines:
    """All lines of a search, the newest article first, and in an article as they stand in it.

    `begins[n]`: number of the first line of article `ids[n]`; one more at the end. `orders`: numbers of lines in
    each other order. Of the `articles` found, `unread` have no line because their text may not be read, `crowded`
    because their words stand near each other in more ways than can be told apart, `unmarked` because something
    other than a word made them match.
    """

    ids: array[int]
    versions: array[int]
    begins: array[int]
    parts: array[int]
    firsts: array[int]
    lasts: array[int]
    orders: Mapping[LineOrder, array[int]]
    articles: int
    unread: int = 0
    crowded: int = 0
    unmarked: int = 0

    def __len__(self) -> int:
        return len(self.parts)

    def places(self, order: LineOrder, start: int, stop: int) -> list[Place]:
        """Lines [start, stop) of an order."""
        numbers: Sequence[int] = self.orders[order] if order in self.orders else range(len(self))
        return [self._place(number) for number in numbers[start:stop]]

    def _place(self, number: int) -> Place:
        at = bisect_right(self.begins, number) - 1
        before = number
        while before > self.begins[at] and self.parts[before - 1] == self.parts[number]:
            before -= 1
        return Place(
            article=self.ids[at],
            version=self.versions[at],
            part=PARTS[self.parts[number]],
            first=self.firsts[number],
            last=self.lasts[number],
            nth=number - before + 1,
            line=number,
            beside=range(self.begins[at], self.begins[at + 1]),
        )


def joined(runs: Iterable[Run]) -> list[Run]:
    """Runs in order; those that share a word are one."""
    out: list[Run] = []
    for first, last in sorted(runs):
        if out and first < out[-1][1]:
            out[-1] = (out[-1][0], max(last, out[-1][1]))
        else:
            out.append((first, last))
    return out


def alphabetical(form: str) -> str:
    """What a word is put in order by: letters in the order of the alphabets, signs inside a word left out."""
    return form.translate(_ALPHABET)


@dataclass(slots=True)
class Collector:
    """Takes the lines of one article after the other, in any order of articles; `lines` puts them in order."""

    most: int
    _ids: array[int] = field(default_factory=lambda: array("q"))
    _begins: array[int] = field(default_factory=lambda: array("I"))
    _parts: array[int] = field(default_factory=lambda: array("B"))
    _firsts: array[int] = field(default_factory=lambda: array("I"))
    _lasts: array[int] = field(default_factory=lambda: array("I"))
    _left: array[int] = field(default_factory=lambda: array("I"))  # SORT_WORDS a line, outward from the match
    _right: array[int] = field(default_factory=lambda: array("I"))
    _words: dict[str, int] = field(default_factory=lambda: {"": 0})

    def add(self, article: int, found: Mapping[Base, Sequence[Run]], forms: Mapping[Base, Sequence[str]]) -> None:
        """The runs of an article's texts, joined and in order, and the forms of those texts that have any."""
        self._ids.append(article)
        self._begins.append(len(self._parts))
        for number, part in enumerate(PARTS):
            for first, last in found.get(part, ()):
                self._line(number, first, last, forms[part])
        if len(self._parts) > self.most:
            raise TooManyLinesError

    def _line(self, part: int, first: int, last: int, forms: Sequence[str]) -> None:
        self._parts.append(part)
        self._firsts.append(first)
        self._lasts.append(last)
        self._left.extend(self._numbers(forms[max(0, first - SORT_WORDS) : first][::-1]))
        self._right.extend(self._numbers(forms[last : last + SORT_WORDS]))

    def _numbers(self, words: Sequence[str]) -> list[int]:
        """A number for each word, 0 where the text has ended."""
        numbers = [self._words.setdefault(word, len(self._words)) for word in words]
        return numbers + [0] * (SORT_WORDS - len(numbers))

    def lines(self, known: Mapping[int, Known], **counts: int) -> Lines:
        """All that was taken; `known` of every article with lines, `counts` as in `Lines`."""
        order = sorted(range(len(self._ids)), key=lambda n: known[self._ids[n]].newest)
        ends = array("I", (*self._begins[1:], len(self._parts)))
        moved = array("I")  # where the lines stood before they were put in order
        begins = array("I", [0])
        for n in order:
            moved.extend(range(self._begins[n], ends[n]))
            begins.append(len(moved))
        ids = array("q", (self._ids[n] for n in order))
        ranks = self._ranks()
        return Lines(
            ids=ids,
            versions=array("q", (known[id].version for id in ids)),
            begins=begins,
            parts=array("B", (self._parts[n] for n in moved)),
            firsts=array("I", (self._firsts[n] for n in moved)),
            lasts=array("I", (self._lasts[n] for n in moved)),
            orders={
                "left": _sorted(self._left, moved, ranks),
                "right": _sorted(self._right, moved, ranks),
                "oldest": array("I", _oldest(ids, begins, known)),
            },
            **counts,
        )

    def _ranks(self) -> array[int]:
        """Word number → its place in the alphabet; no word comes before every word."""
        words = sorted(self._words, key=lambda word: (alphabetical(word), word))
        ranks = array("I", bytes(4 * len(words)))
        for rank, word in enumerate(words):
            ranks[self._words[word]] = rank
        return ranks


def _sorted(words: array[int], moved: array[int], ranks: array[int]) -> array[int]:
    """Lines by their words from the match outward; alike ones stay in their order."""
    pack = struct.Struct(f">{SORT_WORDS}I").pack
    keys = [pack(*(ranks[word] for word in words[n * SORT_WORDS : (n + 1) * SORT_WORDS])) for n in moved]
    return array("I", sorted(range(len(keys)), key=keys.__getitem__))


def _oldest(ids: array[int], begins: array[int], known: Mapping[int, Known]) -> Iterator[int]:
    for n in sorted(range(len(ids)), key=lambda n: known[ids[n]].oldest):
        yield from range(begins[n], begins[n + 1])
