"""The learnt kind of an unlisted name: what it may overrule, and what it must leave alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from archive.tagging.entries import Entry
from archive.tagging.kinds import KINDS, WEIGHTS, Kinds, features, fellows_of, vectors
from archive.tagging.recognise import Parsed, Token
from archive.tagging.spans import Found
from archive.tagging.values import MentionKind
from tests.tagging.learn_kinds import read, sentences


def parsed(text: str) -> Parsed:
    """Words apart by spaces, all hanging from the first."""
    tokens, at = [], 0
    for i, word in enumerate(text.split(" ")):
        tokens.append(Token(i, at, at + len(word), word, word.lower(), word.lower()))
        at += len(word) + 1
    return Parsed(text, text, tokens, [(0, len(tokens))], [])


def span(text: str, name: str, kind: MentionKind, entries: tuple[Entry, ...] = ()) -> Found:
    start = text.index(name)
    return Found(start, start + len(name), name, kind, entries=entries)


def kinds(**weights: tuple[float, float, float, float]) -> Kinds:
    """Of single features, written with "_" for the space."""
    rows = {name.replace("_", " "): i for i, name in enumerate(weights)}
    return Kinds(rows, np.array(list(weights.values()), "float32"), np.zeros((0, 4), "float32"))


def nowhere(name: str) -> float:
    return 0.0


def test_words_beside_a_name_replace_its_kind() -> None:
    text = "they heard Orchid play"
    found = [span(text, "Orchid", "person")]
    kinds(left_heard=(0, 5, 0, 0)).settle(found, parsed(text), nowhere)
    assert found[0].kind == "organisation"


def test_a_kind_that_is_hardly_likelier_replaces_nothing() -> None:
    text = "they heard Orchid play"
    found = [span(text, "Orchid", "person")]
    kinds(left_heard=(0, 0.3, 0, 0)).settle(found, parsed(text), nowhere)
    assert found[0].kind == "person"


def test_a_thing_of_one_word_becomes_no_body() -> None:
    text = "they heard Interior Minister Avakov"
    found = [span(text, "Interior", "other")]
    kinds(left_heard=(0, 5, 0, 0)).settle(found, parsed(text), nowhere)
    assert found[0].kind == "other"


def test_a_rank_before_a_name_becomes_no_person() -> None:
    text = "they heard Brigadier General Tak"
    found = [span(text, "Brigadier", "other")]
    kinds(left_heard=(5, 0, 0, 0)).settle(found, parsed(text), nowhere)
    assert found[0].kind == "other"


def test_a_name_listed_beside_persons_has_a_feature_of_them() -> None:
    text = "by Tieck, Heine and Orchid"
    found = [span(text, "Tieck", "person"), span(text, "Heine", "person"), span(text, "Orchid", "organisation")]
    fellows = fellows_of(found, text)
    assert "fellow person" in features(found[2], parsed(text), nowhere, fellows)
    assert fellows_of(found[:1], text) == {}


def test_the_pronoun_that_follows_is_a_feature() -> None:
    text = "Gaudin finished his career"
    assert "later he near" in features(span(text, "Gaudin", "organisation"), parsed(text), nowhere, {})


def test_one_kind_for_all_printings_of_a_name() -> None:
    text = "they heard Orchid and then Orchid"
    again = Found(text.rindex("Orchid"), len(text), "Orchid", "person")
    found = [span(text, "Orchid", "person"), again]
    kinds(left_heard=(0, 5, 0, 0)).settle(found, parsed(text), nowhere)
    assert [one.kind for one in found] == ["organisation", "organisation"]


def test_peoples_and_what_the_authority_lists_stay() -> None:
    text = "they heard Danes and Orchid"
    entry = Entry("place", "orchid", None)  # type: ignore[arg-type]
    found = [span(text, "Danes", "group"), span(text, "Orchid", "place", (entry,))]
    kinds(left_heard=(0, 5, 0, 0)).settle(found, parsed(text), nowhere)
    assert [one.kind for one in found] == ["group", "place"]


def test_a_span_within_a_word_has_features_of_that_word() -> None:
    text = "the pro-Danish vote"
    assert "last pro-danish" in features(span(text, "Danish", "other"), parsed(text), nowhere, {})
    assert len(vectors(span(text, "Danish", "other"), parsed(text))) == 0


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    text = "they heard Orchid play"
    found = [span(text, "Orchid", "person")]
    kinds(left_heard=(0, 5, 0, 0)).save(tmp_path / "kinds.npz")
    Kinds.load(tmp_path / "kinds.npz").settle(found, parsed(text), nowhere)
    assert found[0].kind == "organisation"


@pytest.mark.parametrize("line", sentences())
def test_marks_of_the_sentences_can_be_read(line: str) -> None:
    text, spans = read(line)
    assert not set("[]") & set(text)
    assert spans
    assert all(text[a:b] == text[a:b].strip() for a, b in spans)


def test_the_shipped_weights_fit_the_kinds() -> None:
    assert WEIGHTS.stat().st_size < 2_000_000
    with np.load(WEIGHTS, allow_pickle=False) as stored:
        assert stored["sparse"].shape == (len(stored["names"]), len(KINDS))
        assert stored["dense"].shape[1] == len(KINDS)
