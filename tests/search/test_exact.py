"""Exact words and phrases, of which the index keeps that forms are there and the stored words where they stand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive.search.documents import ArticleRecord
from archive.search.query import EVERYTHING, Access, Near, Node, Phrase, Rights, SearchRequest, Word
from tests.search.test_conformance import EMPTY, tantivy

FOREIGN, MINISTER = Word("foreign", "", True), Word("minister", "", True)
PUBLIC_ONLY = Access(None, frozenset[Rights](("public",)), frozenset[Rights]())


def article(id: int, title: str, body: str, rights: Rights = "public") -> ArticleRecord:
    return replace(EMPTY, id=id, title=title, body=body, words=len(body.split()), rights=rights)


RECORDS = [
    article(1, "News", "The foreign minister said so."),
    article(2, "News", "The minister of foreign affairs said so."),
    article(3, "News", "Foreign ministers met; each minister had foreign guests."),
    article(4, "Foreign minister resigns", "He said so."),
    article(5, "All things foreign", "Minister said so."),
    article(6, "News", "The foreign minister said so.", "signed_in"),
    article(7, "News", "Pro-Russian crowds met."),
    article(8, "News", "Russian crowds were pro and contra; minister, minister, minister."),
]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Phrase((FOREIGN, MINISTER)), [1, 4, 6]),
        (Phrase((FOREIGN, MINISTER), "title"), [4]),
        (Phrase((FOREIGN, MINISTER), "body"), [1, 6]),
        (Phrase((Word("foreign"), MINISTER)), [1, 4, 6]),
        (Phrase((Word("foreign"), Word("minister"))), [1, 3, 4, 6]),
        (Word("pro-russian", "", True), [7]),
        (Near(MINISTER, FOREIGN, 1), [1, 2, 3, 4, 6]),
        (Near(MINISTER, FOREIGN, 1, ordered=True), [2, 3]),
    ],
)
def test_what_an_exact_phrase_finds(query: Node, expected: list[int]) -> None:
    with tantivy(RECORDS) as engine:
        assert sorted(hit.id for hit in engine.search(SearchRequest(EVERYTHING, query)).hits) == expected


def test_a_text_that_may_not_be_read_is_not_found_by_its_phrase() -> None:
    with tantivy(RECORDS) as engine:
        page = engine.search(SearchRequest(PUBLIC_ONLY, Phrase((FOREIGN, MINISTER))))
    assert sorted(hit.id for hit in page.hits) == [1, 4]
    assert page.total == 2


def test_an_exact_word_is_weighed_by_how_often_it_is_said() -> None:
    with tantivy(RECORDS) as engine:
        hits = engine.search(SearchRequest(EVERYTHING, Word("minister", "body", True))).hits
    assert hits[0].id == 8
