"""Part of speech and lemma of every token, each distinct token looked at once.

spaCy's attribute ruler and rule lemmatizer look at a word, its tag and its dependency, in a few patterns at its
neighbours too, and at nothing else. So what they make of a token is kept by these three; a token that a pattern
of several words touches is looked at together with its neighbours. Both parts stay the model's own: they are
asked about documents of one word or a few.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from spacy.attrs import DEP, ORTH, TAG
from spacy.matcher import Matcher
from spacy.pipeline import Lemmatizer
from spacy.tokens import Doc

PARTS = ("attribute_ruler", "lemmatizer")
"""What `Forms` does in place of the pipeline."""

KEPT = 100_000
"""Tokens whose form is kept, at some 300 bytes each; then all are dropped and learnt again."""

LOCAL = frozenset(["ORTH", "TEXT", "LOWER", "TAG", "DEP", "IS_SPACE"])
"""What a pattern may ask of a word, that its answer can be kept by word, tag and dependency."""

Key = tuple[int, ...]


class Form(NamedTuple):
    """What the model says of a word, as its own labels."""

    text: str
    lower: str
    lemma: str
    pos: str
    tag: str
    dep: str
    is_space: bool


class Forms:
    """The forms of the tokens of documents that were parsed without `PARTS`."""

    def __init__(self, nlp: Any) -> None:
        self._vocab = nlp.vocab
        self._parts = [nlp.get_pipe(name) for name in PARTS if name in nlp.component_names]
        ruler = next((part for part in self._parts if part.name == "attribute_ruler"), None)
        patterns = ruler.patterns if ruler is not None else []
        self._is_local = all(map(_is_local, patterns)) and all(
            part is ruler or isinstance(part, Lemmatizer) for part in self._parts
        )
        self._reach = max((len(words) for row in patterns for words in row["patterns"]), default=1) - 1
        self._longer = Matcher(nlp.vocab)
        self._index: dict[int, int] = {}
        for number, row in enumerate(patterns):
            if longer := [words for words in row["patterns"] if len(words) > 1]:
                self._longer.add(str(number), longer)
                self._index[nlp.vocab.strings[str(number)]] = row["index"]
        self._known: dict[Key, Form] = {}

    def of(self, doc: Doc) -> list[Form]:
        """One form a token, as the two parts would have left them in the document."""
        if not self._is_local:
            return _read(self._applied(doc))
        if len(self._known) > KEPT:
            self._known.clear()
        keys: list[Key] = list(map(tuple, doc.to_array([ORTH, TAG, DEP]).tolist()))
        known = self._known
        forms = [known.get(key) or self._learnt(key, doc, i, i + 1, i) for i, key in enumerate(keys)]
        for match, start, stop in self._longer(doc, allow_missing=True):
            index = self._index[match]
            i = (start if index >= 0 else stop) + index
            low, high = max(0, i - self._reach), min(len(doc), i + self._reach + 1)
            near = (i - low, *(part for key in keys[low:high] for part in key))
            forms[i] = known.get(near) or self._learnt(near, doc, low, high, i)
        return forms

    def _learnt(self, key: Key, doc: Doc, low: int, high: int, i: int) -> Form:
        """The form of token `i`, asked for with the tokens [low, high) only."""
        few = Doc(self._vocab, words=[token.text for token in doc[low:high]])
        for copy, token in zip(few, doc[low:high], strict=True):
            copy.tag, copy.dep = token.tag, token.dep
        form = self._known[key] = _read(self._applied(few))[i - low]
        return form

    def _applied(self, doc: Doc) -> Doc:
        for part in self._parts:
            doc = part(doc)
        return doc


def _is_local(row: dict[str, Any]) -> bool:
    return all(LOCAL.issuperset(word) for words in row["patterns"] for word in words)


def _read(doc: Doc) -> list[Form]:
    return [
        Form(token.text, token.lower_, token.lemma_, token.pos_, token.tag_, token.dep_, token.is_space)
        for token in doc
    ]
