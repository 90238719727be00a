"""What sort of thing an unlisted name is, as learnt from labelled sentences: the second stage behind the model's guess.

The model guesses a name's kind by its letters and the words beside it; here that guess, what the rules of `sorts`
made of it, the name's own words, the words beside it and its place in the clause are weighed together. Weights:
`data/kinds.npz`, learnt from sentences of our own (`python -m tests.tagging.learn_kinds`, data/README.md).
Not here: names that the authority lists, peoples and languages ("group"); their kind stands.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from archive.tagging.recognise import Parsed, Token
from archive.tagging.spans import Found, outermost
from archive.tagging.things import is_ship
from archive.tagging.values import MentionKind

KINDS: tuple[MentionKind, ...] = ("person", "organisation", "place", "other")
"""The columns of the weights."""
WEIGHTS = Path(__file__).parent / "data" / "kinds.npz"
SURE = 0.4
"""How much likelier (natural logarithm) another kind must be before it replaces the one the span has."""

SCALE = 10.0
"""Brings the model's numbers, of some tens, near the size of the other features, which are 0 or 1."""

Numbers = NDArray[np.float32]
Sizes = Callable[[str], float]
Fellows = Mapping[int, str]
"""Where a name begins → the kind of the name beside it in an enumeration."""

_SHAPES = ((re.compile(r"[A-Z]"), "X"), (re.compile(r"[a-z]"), "x"), (re.compile(r"\d"), "d"))
_REPEATED = re.compile(r"(.)\1{2,}")
_DIGIT = re.compile(r"\d")
_GOES_ON = re.compile(r" [A-Z]")
"""A thing before a further capital is a part of a longer style: "Brigadier" of "Brigadier General Nico Tak"."""
_NO_BODY = np.array([kind == "organisation" for kind in KINDS])


class Kinds:
    """The learnt weights: of features (one row a feature, one column a kind) and of the words' vectors."""

    def __init__(self, rows: dict[str, int], sparse: Numbers, dense: Numbers) -> None:
        self._rows = rows
        self._sparse = sparse
        self._dense = dense

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> Kinds:
        with np.load(path, allow_pickle=False) as stored:
            rows = {name: i for i, name in enumerate(stored["names"].tolist())}
            return cls(rows, stored["sparse"].astype("float32"), stored["dense"].astype("float32"))

    def save(self, path: Path) -> None:
        """As `load` reads it: half precision, the features' names in the rows' order."""
        path.parent.mkdir(exist_ok=True)
        np.savez_compressed(
            path,
            names=np.array(list(self._rows)),
            sparse=self._sparse.astype("float16"),
            dense=self._dense.astype("float16"),
        )

    def settle(self, found: list[Found], parsed: Parsed, size: Sizes) -> None:
        """Give each unlisted span the likeliest kind, one kind to all printings of a name in the text.

        Places stay: which body a town's name stands for is a question of its reading, not of its kind. So do ships,
        which sail and fire as persons do.
        """
        sums: dict[str, Numbers] = {}
        spans = [span for span in unlisted(found) if span.kind != "place" and not is_ship(span, parsed.clean)]
        fellows = fellows_of(outermost(found), parsed.clean)
        for span in spans:
            scores = self.scores(span, parsed, size, fellows)
            sums[span.text] = sums[span.text] + scores if span.text in sums else scores
        for span in spans:
            total = sums[span.text]
            if span.kind == "other" and (_GOES_ON.match(parsed.clean, span.end) or span.label == "PRODUCT"):
                continue
            # "Interior" of the interior ministry, "Boeing" of a plane
            if span.kind == "other" and " " not in span.text:
                total = np.where(_NO_BODY, -np.inf, total)
            best = int(total.argmax())
            if total[best] - total[KINDS.index(span.kind)] > SURE:
                span.kind = KINDS[best]

    def scores(self, span: Found, parsed: Parsed, size: Sizes, fellows: Fellows) -> Numbers:
        """Four logarithmic scores, in the order of `KINDS`."""
        return self.weigh(features(span, parsed, size, fellows), vectors(span, parsed))

    def weigh(self, names: list[str], dense: Numbers) -> Numbers:
        rows = [self._rows[name] for name in names if name in self._rows]
        scores: Numbers = self._sparse[rows].sum(axis=0)
        return scores + dense @ self._dense if len(dense) == len(self._dense) else scores


def unlisted(found: list[Found]) -> Iterator[Found]:
    """The outermost spans that the authority does not list and whose kind is open."""
    return (span for span in outermost(found) if not span.entries and span.kind in KINDS)


def bounds(span: Found, parsed: Parsed) -> tuple[int, int]:
    """The span's first token and the one after its last; a bound inside a token counts as that token's."""
    first = parsed.starts.get(span.start)
    last = parsed.ends.get(span.end)
    if first is None or last is None:
        inside = [t.i for t in parsed.tokens if t.start < span.end and t.end > span.start]
        return (inside[0], inside[-1] + 1) if inside else (0, 0)
    return first, last + 1


_LINK = re.compile(r"[\"”']?(?:,|;| and| &|, and| or|,? as well as)(?: the)? [\"“]?")


def fellows_of(tops: list[Found], clean: str) -> dict[int, str]:
    """`tops`, spans apart in order: the kind of each one's neighbour where only a comma or "and" lies between."""
    found: dict[int, str] = {}
    for one, other in itertools.pairwise(tops):
        if _LINK.fullmatch(clean, one.end, other.start):
            found[other.start] = one.kind
            found.setdefault(one.start, other.kind)
    return found


def features(span: Found, parsed: Parsed, size: Sizes, fellows: Fellows) -> list[str]:
    """The names of what is true of the span: of its words, the words beside it and its place in the clause."""
    first, stop = bounds(span, parsed)
    if stop <= first:
        return []
    begin, end = parsed.sentences[parsed.tokens[first].sent]
    return [
        "",
        f"guess {span.label}",
        f"kind {span.kind}",
        f"both {span.label} {span.kind}",
        *_of_words(span, parsed.tokens[first:stop], size),
        *_beside(parsed.tokens, first, stop, begin, end, span),
        *_in_clause(parsed.tokens, first, stop, span),
        *_meant_later(parsed.tokens, stop, end, span),
        f"fellow {fellows.get(span.start, '')}",
        f"fellow {fellows.get(span.start, '')} {span.kind}",
    ]


def _of_words(span: Found, tokens: list[Token], size: Sizes) -> Iterator[str]:
    words = [token.text for token in tokens]
    last = words[-1].lower()
    count = f"{min(len(words), 4)}"
    yield f"words {count}"
    yield f"words {count} guess {span.label} {span.kind}"
    yield f"shape {' '.join(_shape(word) for word in words[:4])}"
    yield f"first {words[0].lower()}"
    yield f"last {last}"
    for length in (2, 3, 4):
        if len(last) > length:
            yield f"ends {last[-length:]}"
    for word in words:
        yield f"word {word.lower()}"
    if len(words) == 1 and words[0].isupper() and len(last) > 1:
        yield "capitals"
    if _DIGIT.search(span.text):
        yield "digit"
    if size(span.text) > 0:
        yield f"town {count}"
        yield f"town {count} {span.kind}"


@cache
def _shape(word: str) -> str:
    for pattern, sign in _SHAPES:
        word = pattern.sub(sign, word)
    return _REPEATED.sub(r"\1\1", word)


def _beside(tokens: list[Token], first: int, stop: int, begin: int, end: int, span: Found) -> Iterator[str]:
    before = [token.lower for token in tokens[max(begin, first - 3) : first]]
    after = [token.lower for token in tokens[stop : min(end, stop + 3)]]
    near = before[-1] if before else "^"
    behind = after[0] if after else "$"
    alone = "one" if stop - first == 1 else "more"
    yield f"before {near}"
    yield f"before {near} {alone}"
    yield f"before {near} {span.kind}"
    yield f"before {' '.join(before[-2:])}"
    yield f"after {behind}"
    yield f"after {behind} {alone}"
    yield f"after {behind} {span.kind}"
    yield f"after {' '.join(after[:2])}"
    yield f"between {near} {behind}"
    for word in before:
        yield f"left {word}"
    for word in after:
        yield f"right {word}"


def _in_clause(tokens: list[Token], first: int, stop: int, span: Found) -> Iterator[str]:
    head = _top(tokens, first, stop)
    above = tokens[head.head]
    yield f"role {head.dep}"
    yield f"role {head.dep} {span.kind}"
    yield f"under {head.dep} {above.lemma}"
    yield f"above {above.lemma}"
    if head.dep == "pobj":
        yield f"by {above.lower} {tokens[above.head].lemma}"
    for i in head.children:
        child = tokens[i]
        if not first <= i < stop:
            yield f"has {child.dep} {child.lower}"
    if head.dep in ("nsubj", "nsubjpass"):
        for i in above.children:
            if tokens[i].dep in ("attr", "dobj", "acomp"):
                yield f"{tokens[i].dep} {tokens[i].lemma}"


_PRONOUNS = {
    **dict.fromkeys(("he", "his", "him", "himself"), "he"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "she"),
    **dict.fromkeys(("it", "its", "itself"), "it"),
    **dict.fromkeys(("they", "their", "them", "themselves"), "they"),
    "who": "who",
    "whose": "who",
    "which": "which",
    "where": "where",
}


def _meant_later(tokens: list[Token], stop: int, end: int, span: Found) -> Iterator[str]:
    """The first pronoun that follows in the sentence, which often means the name: "X finished his career"."""
    for token in tokens[stop:end]:
        if pronoun := _PRONOUNS.get(token.lower):
            near = "near" if token.i - stop < 2 else "far"
            yield f"later {pronoun} {near}"
            yield f"later {pronoun} {span.kind}"
            return


def _top(tokens: list[Token], first: int, stop: int) -> Token:
    """The highest token of the span, seen from its last word."""
    token = tokens[stop - 1]
    while token.head != token.i and first <= token.head < stop:
        token = tokens[token.head]
    return token


def vectors(span: Found, parsed: Parsed) -> Numbers:
    """How the model reads the name's first word, its last, and all its words on average, side by side."""
    first, stop = bounds(span, parsed)
    rows = parsed.readings
    if rows is None or stop <= first:
        return np.zeros(0, dtype="float32")
    words = rows[first:stop]
    return (np.concatenate([words[0], words[-1], words.mean(axis=0)]) / SCALE).astype("float32")
