"""Questions for a made archive, by class: many of each, so that one can be asked that was not asked before.

Words are chosen by how many articles hold them, which the law that the archive is made by tells (made.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import islice
from random import Random

from archive.bench import made

CLASSES = (
    "rare", "medium", "common", "match-all", "AND", "phrase", "near", "wildcard", "NOT", "filtered", "deep", "newest",
)  # fmt: skip
# Of the articles, how many hold a word of the class, from and to.
RARE, MEDIUM, FREQUENT, COMMON = (0.0, 0.001), (0.01, 0.04), (0.08, 0.5), (0.3, 1.0)
NEAR_WORDS = 5
_PREFIX = 4
_PAGE = 20
# Deeper pages than this nobody turns to.
_DEEPEST = 400
_DAYS_FILTERED = (40, 200)


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a class: as parameters of /search, and taken apart for who knows no such address.

    `tsquery`: its words as PostgreSQL's to_tsquery reads them, "" for everything. `actor`: a number of made.actors().
    """

    kind: str
    parameters: tuple[tuple[str, str], ...]
    tsquery: str = ""
    newest: bool = False
    page: int = 1
    actor: int | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    """English stems as their shortest form, by the share of articles that hold any form of them."""

    words: tuple[str, ...]
    shares: tuple[float, ...]

    def within(self, low: float, high: float) -> list[str]:
        return [word for word, share in zip(self.words, self.shares, strict=True) if low <= share <= high]


@cache
def _words() -> _Words:
    found = [(word, made.article_share(share)) for word, share in made.stems()]
    return _Words(*zip(*found, strict=True))


def questions(kind: str, count: int, articles: int, seed: int = 1) -> list[Question]:
    """`count` different questions of a class for an archive of so many articles; fewer where there are no more.

    The same for the same arguments. ValueError for a class that is not in CLASSES.
    """
    if kind not in CLASSES:
        raise ValueError(f"there is no class of queries {kind}; there are: {', '.join(CLASSES)}")
    rng = Random(f"{kind} {seed}")  # noqa: S311 # not for secrets
    made_of = _MAKERS[kind](rng, articles)
    different: dict[tuple[tuple[str, str], ...], Question] = {}
    for question in islice(made_of, count * 20):
        different.setdefault(question.parameters, question)
        if len(different) == count:
            break
    return list(different.values())


def _asked(kind: str, q: str, tsquery: str) -> Question:
    return Question(kind, (("q", q),), tsquery)


def _single(kind: str, band: tuple[float, float]) -> Callable[[Random, int], Iterator[Question]]:
    def make(rng: Random, _: int) -> Iterator[Question]:
        words = _words().within(*band)
        rng.shuffle(words)
        return (_asked(kind, word, word) for word in words)

    return make


def _pairs(rng: Random, one: tuple[float, float], two: tuple[float, float]) -> Iterator[tuple[str, str]]:
    ones, twos = _words().within(*one), _words().within(*two)
    while True:
        a, b = rng.choice(ones), rng.choice(twos)
        if a != b:
            yield a, b


def _everything(rng: Random, articles: int) -> Iterator[Question]:
    """Page after page of it: the same totals, other articles."""
    for page in range(1, max(2, articles // _PAGE)):
        parameters = (("page", str(page)),) if page > 1 else ()
        yield Question("match-all", parameters, newest=True, page=page)


def _and(rng: Random, _: int) -> Iterator[Question]:
    return (_asked("AND", f"{a} {b}", f"{a} & {b}") for a, b in _pairs(rng, FREQUENT, MEDIUM))


def _not(rng: Random, _: int) -> Iterator[Question]:
    return (_asked("NOT", f"{a} NOT {b}", f"{a} & !{b}") for a, b in _pairs(rng, FREQUENT, FREQUENT))


def _near(rng: Random, _: int) -> Iterator[Question]:
    for a, b in _pairs(rng, FREQUENT, FREQUENT):
        apart = [f"({x} <{n}> {y})" for x, y in ((a, b), (b, a)) for n in range(1, NEAR_WORDS + 1)]
        yield _asked("near", f"{a} NEAR/{NEAR_WORDS} {b}", " | ".join(apart))


def _phrase(rng: Random, _: int) -> Iterator[Question]:
    """Two or three words as they stand beside each other in some article."""
    bodies = [a.record.body for a in made.whole_articles(made.BLOCK) if a.record.language == "en"]
    while True:
        words = rng.choice(re.findall(r"\b[a-z]+(?: [a-z]+)+\b", rng.choice(bodies))).split(" ")
        size = min(len(words), rng.choice((2, 2, 3)))
        at = rng.randrange(len(words) - size + 1)
        some = words[at : at + size]
        yield _asked("phrase", f'"{" ".join(some)}"', " <-> ".join(some))


def _wildcard(rng: Random, _: int) -> Iterator[Question]:
    words = _words().within(0.0005, 0.05)
    while True:
        start = rng.choice(words)[:_PREFIX]
        if len(start) == _PREFIX:
            yield _asked("wildcard", f"{start}*", f"{start}:*")


def _filtered(rng: Random, _: int) -> Iterator[Question]:
    while True:
        actor = rng.randrange(200)
        first = made.FIRST_DAY + timedelta(days=rng.randrange(made.DAYS - _DAYS_FILTERED[1]))
        last = first + timedelta(days=rng.randrange(*_DAYS_FILTERED))
        between = (("from", first.isoformat()), ("to", last.isoformat()))
        parameters = (*between, ("actor", made.actors()[actor].id))
        yield Question("filtered", parameters, newest=True, actor=actor, first=first, last=last)


def _deep(rng: Random, articles: int) -> Iterator[Question]:
    words = _words().within(*COMMON)
    # Fewer articles than pages asked for would be no page at all.
    deepest = min(_DEEPEST, int(articles * COMMON[0] * 0.8) // _PAGE)
    while True:
        word, page = rng.choice(words), max(2, rng.randrange(deepest // 2, deepest + 1))
        yield Question("deep", (("q", word), ("page", str(page))), word, page=page)


def _newest(rng: Random, _: int) -> Iterator[Question]:
    words = _words().within(*COMMON)
    rng.shuffle(words)
    return (Question("newest", (("q", word), ("sort", "newest")), word, newest=True) for word in words)


_MAKERS: dict[str, Callable[[Random, int], Iterator[Question]]] = {
    "rare": _single("rare", RARE),
    "medium": _single("medium", MEDIUM),
    "common": _single("common", COMMON),
    "match-all": _everything,
    "AND": _and,
    "phrase": _phrase,
    "near": _near,
    "wildcard": _wildcard,
    "NOT": _not,
    "filtered": _filtered,
    "deep": _deep,
    "newest": _newest,
}
