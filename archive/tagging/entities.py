"""The model's names, decided for all tokens at once where spaCy's code asks state by state.

In spaCy's entity recognizer a state outside a name sees nothing but the next word, and a state inside one sees the
name's first word, the word before and the next; inside, a name can only go on or end with its label. So what is
decided outside is one product over all words, and names of several words are followed all together, a word a
round. Weights and rules of validity are the model's; a name never crosses the begin of a sentence.

Not here: texts in which some names are given before (`ent_iob`), beams, and recognizers of another make.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.attrs import IS_SPACE, SENT_START
from spacy.tokens import Doc, Span

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

FEATURES = 3
"""Next word, first word of the open name, the word before the next."""

READING = "names"
"""Key in `Doc.user_data`: a row a word, how the model reads it there, then its scores for a name of each label."""

BLOCK = 2_048
"""Words scored at once: bounds the memory, not the answer."""


def is_known(part: Any) -> bool:
    """Is it a greedy entity recognizer with the three features and the moves that `Entities` decides by?"""
    model = part.model
    if model.name != "parser_model" or not model.attrs["has_upper"] or model.attrs["unseen_classes"]:
        return False
    moves = {move for move, _ in _moves(part)}
    return model.layers[1].get_dim("nF") == FEATURES and part.cfg["beam_width"] == 1 and moves == set("BILUO")


def _moves(part: Any) -> list[tuple[str, str]]:
    """Move and label of every class, "B" and "ORG". Not `move_names`, which leaves one out."""
    names = map(part.moves.get_class_name, range(part.moves.n_moves))
    return [(name[0], name[2:]) for name in names]


class Entities:
    """Finds the names of documents whose sentences are known."""

    def __init__(self, part: Any) -> None:
        self._vectors, lower, upper = part.model.layers
        weights: Floats = lower.get_param("W")
        size = weights.shape[1] * weights.shape[2]
        # The pieces of a hidden value stand one block after the other, so that the best is taken of whole rows.
        self._features = [np.ascontiguousarray(w.transpose(1, 0, 2).reshape(size, -1).T) for w in weights]
        self._pads: list[Floats] = [pad.T.reshape(-1) for pad in lower.get_param("pad")[0]]
        self._bias: Floats = lower.get_param("b").T.reshape(-1)
        self._pieces = weights.shape[2]
        scores, score_bias = upper.get_param("W"), upper.get_param("b")
        moves = _moves(part)
        # Outside a name: begin, unit and out; the first of equals wins, as in the model's own order.
        outside = [i for i, (move, label) in enumerate(moves) if move == "O" or (move in "BU" and label)]
        self._outside = np.ascontiguousarray(scores[outside].T), score_bias[outside]
        self._moves = [moves[i] for i in outside]
        self._begins = np.array([move == "B" for move, _ in self._moves])
        self._names = np.array([move in "BU" for move, _ in self._moves])
        self._by_label = [
            [i for i, (_, other) in enumerate(self._moves) if other == label]
            for label in sorted({label for _, label in self._moves})
        ]
        # Inside: how much better going on is than ending, by label.
        place = {move: i for i, move in enumerate(moves)}
        labels = [label for _, label in self._moves]
        more = [(place.get(("I", label), -1), place.get(("L", label), -1)) for label in labels]
        self._goes_on = np.array([scores[i] - scores[j] for i, j in more], dtype=np.float32)
        self._goes_on_bias = np.array([score_bias[i] - score_bias[j] for i, j in more], dtype=np.float32)

    def mark(self, docs: list[Doc]) -> None:
        """Give every document its names (`doc.ents`)."""
        if not any(map(len, docs)):
            return
        lengths = [len(doc) for doc in docs]
        # Whether a word opens a sentence or is the first of the next text: no name goes on into it.
        opens, space = np.concatenate([doc.to_array([SENT_START, IS_SPACE]) for doc in docs]).T.astype(np.int64)
        cut = opens == 1
        first = np.cumsum([0, *lengths])
        cut[first[:-1][np.array(lengths) > 0]] = True
        vectors = np.ascontiguousarray(self._vectors.predict(docs))
        ends, moves, likely = self._decided(vectors, np.append(cut[1:], True), space == 1)
        reading = np.concatenate([vectors, likely], axis=1)
        for doc, start, stop in zip(docs, first[:-1].tolist(), first[1:].tolist(), strict=True):
            names = []
            at = start
            while at < stop:
                end = ends[at]
                if end > at:
                    names.append(Span(doc, at - start, end - start, label=self._moves[moves[at]][1]))
                at = max(end, at + 1)
            doc.set_ents(names)
            doc.user_data[READING] = reading[start:stop]

    def _decided(
        self, vectors: Floats, last: npt.NDArray[np.bool_], space: npt.NDArray[np.bool_]
    ) -> tuple[list[int], list[int], Floats]:
        """For every word: where the name that begins at it ends (itself: none does), the move taken there, and how
        likely a name of each label is to begin there (scores, of the longer or the shorter name).

        `last`: no name goes on behind this word; `space`: white space, where no name begins.
        """
        moves = np.empty(len(vectors), dtype=np.int64)
        likely = np.empty((len(vectors), len(self._by_label)), dtype=np.float32)
        weights, bias = self._outside
        for low in range(0, len(vectors), BLOCK):
            part = slice(low, low + BLOCK)
            sums = vectors[part] @ self._features[0]
            sums += self._pads[1] + self._pads[2] + self._bias
            scores = self._best(sums) @ weights
            scores += bias
            for column, same in enumerate(self._by_label):
                likely[part, column] = scores[:, same].max(axis=1)
            scores[np.ix_(space[part], self._names)] = -np.inf
            scores[np.ix_(last[part], self._begins)] = -np.inf
            moves[part] = scores.argmax(axis=1)
        here = np.arange(len(vectors))
        ends = np.where(self._names[moves], here + 1, here)
        self._follow(vectors, moves, ends, last)
        return ends.tolist(), moves.tolist(), likely

    def _follow(self, vectors: Floats, moves: Integers, ends: Integers, last: npt.NDArray[np.bool_]) -> None:
        """Find the ends of the names of several words: all that are open look at their next word in one round."""
        begun = np.flatnonzero(self._begins[moves])
        next_ = begun + 1
        while len(begun):
            sums = vectors[next_] @ self._features[0]
            sums += vectors[begun] @ self._features[1]
            sums += vectors[next_ - 1] @ self._features[2]
            sums += self._bias
            move = moves[begun]
            better = np.einsum("ij,ij->i", self._best(sums), self._goes_on[move]) + self._goes_on_bias[move]
            # Of equals the move that comes first, "I", is taken.
            on = (better >= 0) & ~last[next_]
            ends[begun[~on]] = next_[~on] + 1
            begun, next_ = begun[on], next_[on] + 1

    def _best(self, sums: Floats) -> Floats:
        width = sums.shape[1] // self._pieces
        best = sums[:, :width]
        for piece in range(1, self._pieces):
            best = np.maximum(best, sums[:, piece * width : (piece + 1) * width])
        return best
