"""The model's word vectors, computed with fewer and faster multiplications than spaCy's own code does.

A token's vector before its neighbours are looked at depends on the token alone, so it is kept; the layers over
neighbours go through numpy's matrix product, which is nearly three times as fast as the one that spaCy brings.
Arithmetic and weights are the model's; only the order in which sums are rounded differs.

Not here: any other network than `Tok2Vec.v2` of `MultiHashEmbed.v2` with static vectors and
`MaxoutWindowEncoder.v2` with a window of one word; what is not of that shape stays as spaCy computes it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.attrs import NORM, ORTH, SPACY
from spacy.tokens import Doc
from thinc.api import Model, NumpyOps

Floats = npt.NDArray[np.float32]

SHAPE = (
    "extract_features>>list2ragged>>with_array({embeds})|static_vectors>>with_array(maxout>>layernorm>>dropout)"
    ">>ragged2list>>with_array({layers})"
)
EMBED = "ints-getitem>>hashembed"
LAYER = "residual(expand_window>>maxout>>layernorm>>dropout)"

KEPT = 60_000
"""Tokens whose vectors are kept, at 400 bytes each for every network; then all are dropped and learnt again."""

BLOCK = 768
"""Tokens multiplied at once: what they need of a layer stays in the processor's second cache."""

EPSILON = np.float32(1e-8)
"""What spaCy's layer norm adds to the variance."""


def quicken(nlp: Any) -> list[str]:
    """Put `Vectors` in the place of the networks of `nlp` that have their shape; returns the names of these parts.

    The parser's one large product, of every word with every place it can have in a state, is numpy's too.
    """
    done = []
    for name, part in nlp.pipeline:
        if name == "tok2vec" and is_known(part.model):
            part.model = _model(Vectors(part.model))
            done.append(name)
        elif name == "ner" and is_known(part.model.layers[0].layers[0]):
            chain = part.model.layers[0]
            chain.layers[0] = _model(Vectors(chain.layers[0]))
            done.append(name)
        elif name == "parser" and part.model.name == "parser_model":
            part.model.layers[1].ops = NumpyOps(use_blis=False)
    return done


def is_known(model: Any) -> bool:
    """Is it the network that `Vectors` computes?"""
    embeds, layers = model.name.count(EMBED), model.name.count(LAYER)
    if model.name != SHAPE.format(embeds="|".join([EMBED] * embeds), layers=">>".join([LAYER] * layers)):
        return False
    windows = [part for part in model.walk() if part.name == "expand_window"]
    return all(part.attrs["window_size"] == 1 for part in windows)


def _model(vectors: Vectors) -> Any:
    def forward(model: Any, docs: list[Doc], is_train: bool) -> tuple[list[Floats], Any]:
        return vectors.of(docs), None

    return Model("tok2vec", forward, dims={"nO": vectors.width})


class Vectors:
    """One network: documents → an array of (tokens, width) for each."""

    def __init__(self, model: Any) -> None:
        embed, encode = model.layers
        extract, static, mix = embed.layers[0].layers[0], embed.layers[0].layers[1], embed.layers[1]
        self._columns = list(extract.layers[0].attrs["columns"])
        self._hashed = extract.layers[2].layers[0]
        self._static: Floats = static.get_param("W")
        self._mix = mix.layers[0]
        self._layers = [_Layer(residual.layers[0]) for residual in encode.layers[0].layers]
        self._pad = len(self._layers)
        self.width = self._layers[0].width
        self._rows: dict[tuple[int, int, int], int] = {}
        self._known: Floats = np.zeros((KEPT, self.width), dtype=np.float32)

    def of(self, docs: list[Doc]) -> list[Floats]:
        """The vectors of all tokens of each document; a document of no token has an array of no row."""
        rows = self._rows_of(docs)
        total = sum(len(doc) for doc in docs) + self._pad * (len(docs) + 1)
        x: Floats = np.zeros((total, self.width), dtype=np.float32)
        spans = []
        start = self._pad
        for doc, known in zip(docs, rows, strict=True):
            x[start : start + len(doc)] = self._known[known]
            spans.append((start, start + len(doc)))
            start += len(doc) + self._pad
        for layer in self._layers:
            x = layer.added(x)
        return [x[a:b] for a, b in spans]

    def _rows_of(self, docs: list[Doc]) -> list[list[int]]:
        """Where in `_known` each token's vector stands; those met for the first time are computed."""
        tokens = [list(map(tuple, doc.to_array([ORTH, NORM, SPACY]).tolist())) for doc in docs]
        fresh = self._unknown(tokens)
        if len(self._rows) + len(fresh) > KEPT:
            self._rows.clear()
            fresh = self._unknown(tokens)
            if len(fresh) > len(self._known):
                self._known = np.zeros((len(fresh), self.width), dtype=np.float32)
        if fresh:
            self._learn(docs, fresh)
        rows = self._rows
        return [[rows[token] for token in row] for row in tokens]

    def _unknown(self, tokens: list[list[tuple[int, int, int]]]) -> dict[tuple[int, int, int], tuple[int, int]]:
        """Tokens without a vector → document and place of one of them."""
        rows = self._rows
        return {
            token: (number, i) for number, row in enumerate(tokens) for i, token in enumerate(row) if token not in rows
        }

    def _learn(self, docs: list[Doc], fresh: dict[tuple[int, int, int], tuple[int, int]]) -> None:
        """A token's norm may be its own and not its word's, so what is embedded is read from the document."""
        arrays: dict[int, Any] = {}
        features = np.empty((len(fresh), len(self._columns)), dtype=np.uint64)
        for at, (number, i) in enumerate(fresh.values()):
            if number not in arrays:
                arrays[number] = docs[number].to_array(self._columns)
            features[at] = arrays[number][i]
        vectors = docs[0].vocab.vectors
        found = vectors.find(keys=np.fromiter((orth for orth, _, _ in fresh), dtype=np.uint64, count=len(fresh)))
        static: Floats = vectors.data[found] @ self._static.T
        static[found < 0] = 0
        mixed = self._mix.predict(np.hstack([self._hashed.predict(features), static]))
        first = len(self._rows)
        self._known[first : first + len(fresh)] = mixed
        self._rows.update(zip(fresh, range(first, first + len(fresh)), strict=True))


class _Layer:
    """A word and its two neighbours → the best of three sums, normalised and added to what the word had."""

    def __init__(self, chain: Any) -> None:
        maxout, norm = chain.layers[1].layers[0].layers[:2]
        weights: Floats = maxout.get_param("W")
        self.width, self._pieces, _ = weights.shape
        # The sums of one piece stand side by side, so that the best of them is taken of whole rows.
        self._weights = np.ascontiguousarray(weights.transpose(1, 0, 2).reshape(-1, weights.shape[2]).T)
        self._bias = np.ascontiguousarray(maxout.get_param("b").T.reshape(-1))
        self._scale: Floats = norm.get_param("G")
        self._shift: Floats = norm.get_param("b")
        self._mean = np.full(self.width, 1 / self.width, dtype=np.float32)

    def added(self, x: Floats) -> Floats:
        out = np.empty_like(x)
        for start in range(0, len(x), BLOCK):
            stop = min(start + BLOCK, len(x))
            best = self._best(self._windows(x, start, stop))
            best -= (best @ self._mean)[:, None]
            variance = np.einsum("ij,ij->i", best, best) / np.float32(self.width) + EPSILON
            best *= (np.float32(1) / np.sqrt(variance))[:, None]
            best *= self._scale
            best += self._shift
            np.add(x[start:stop], best, out=out[start:stop])
        return out

    def _best(self, windows: Floats) -> Floats:
        sums = windows @ self._weights
        sums += self._bias
        width = self.width
        best: Floats = sums[:, :width].copy()
        for piece in range(1, self._pieces):
            np.maximum(best, sums[:, piece * width : (piece + 1) * width], out=best)
        return best

    def _windows(self, x: Floats, start: int, stop: int) -> Floats:
        """Rows start..stop with the row before and after each beside it; nothing lies beyond the ends."""
        width = self.width
        windows: Floats = np.zeros((stop - start, 3 * width), dtype=np.float32)
        low, high = max(start, 1), min(stop, len(x) - 1)
        windows[low - start :, :width] = x[low - 1 : stop - 1]
        windows[:, width : 2 * width] = x[start:stop]
        windows[: high - start, 2 * width :] = x[start + 1 : high + 1]
        return windows
