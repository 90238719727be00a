"""The fields of an article as tantivy's schema and document."""

from __future__ import annotations

import tantivy

from archive.search import fields
from archive.search.evaluate import layout

# Numbers asked for by value; ranges, sorting and counting read the columns alone.
_LOOKED_UP = ("id", "article", "rights", "collections")


def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in layout.TEXTS:
        builder.add_text_field(name, tokenizer_name="spaces", index_option="position")
    for name in layout.FORMS:
        builder.add_text_field(name, tokenizer_name="spaces", index_option="basic")
    builder.add_text_field(layout.RANKED, tokenizer_name="spaces", index_option="freq")
    for name in layout.KEYS:
        counted = name.removeprefix("k_") in fields.FACETS
        builder.add_text_field(name, fast=counted, tokenizer_name="raw", index_option="basic")
    for name in layout.NUMBERS:
        builder.add_unsigned_field(name, indexed=name in _LOOKED_UP, fast=True)
    builder.add_bytes_field(layout.STORED, stored=True)
    return builder.build()


LaidOut = tuple[list[tuple[str, str]], list[tuple[str, int]], bytes]
"""A document as its fields: texts and exact values, numbers, and the words that verification reads."""


def tantivy_document(texts: list[tuple[str, str]], numbers: list[tuple[str, int]], stored: bytes) -> tantivy.Document:
    """`stored`: packed."""
    made = tantivy.Document()
    for name, value in texts:
        made.add_text(name, value)
    for name, number in numbers:
        made.add_unsigned(name, number)
    made.add_bytes(layout.STORED, stored)
    return made
