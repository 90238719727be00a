"""The index in the cluster: its settings, its fields, and an article as its document."""

from __future__ import annotations

from typing import Any

from archive.search.documents import SearchDocument
from archive.search.evaluate import layout

# A word is at most analysis.FORM_MAX letters with its mark of language; the tokenizer's own bound of 255 cuts later.
_WORD_MAX = 1_000
# The ids that are left out by copies=first go back as one filter.
_TERMS_MAX = 1_000_000
# A deletion is remembered this long, so that a late write of an older version cannot bring the article back.
_DELETIONS_KEPT = "1h"


def index_body(shards: int, replicas: int) -> dict[str, Any]:
    """Settings and mappings of one generation."""
    return {
        "settings": {
            "index": {
                "number_of_shards": shards,
                "number_of_replicas": replicas,
                # Writes end with a refresh of their own; the periodic one would only cost.
                "refresh_interval": "-1",
                "max_terms_count": _TERMS_MAX,
                "gc_deletes": _DELETIONS_KEPT,
                "codec": "best_compression",
            },
            "analysis": {
                "tokenizer": {"spaces": {"type": "whitespace", "max_token_length": _WORD_MAX}},
                "analyzer": {"words": {"type": "custom", "tokenizer": "spaces"}},
            },
        },
        "mappings": {
            "dynamic": "strict",
            # Everything comes from PostgreSQL and can be written again: only what verification reads is kept.
            "_source": {"includes": [layout.STORED]},
            "properties": _properties(),
        },
    }


def _properties() -> dict[str, Any]:
    # Sort keys use all 64 bits (documents.py).
    numbers = {n: {"type": "unsigned_long" if n.startswith("order_") else "long"} for n in layout.NUMBERS}
    texts: dict[str, Any] = {name: {"type": "text", "analyzer": "words"} for name in layout.TEXTS}
    texts |= {name: {"type": "text", "analyzer": "words", "index_options": "docs"} for name in layout.FORMS}
    texts[layout.RANKED] = {"type": "text", "analyzer": "words", "index_options": "freqs"}
    keys = {name: {"type": "keyword"} for name in layout.KEYS}
    kept = {layout.STORED: {"type": "keyword", "index": False, "doc_values": False}}
    return {**numbers, **texts, **keys, **kept}


def source_of(document: SearchDocument) -> dict[str, Any]:
    """One article as the JSON of a bulk request."""
    found: dict[str, Any] = dict(layout.words(document))
    for name, value in (*layout.keys(document), *layout.numbers(document)):
        found.setdefault(name, []).append(value)
    found[layout.STORED] = layout.stored(document)
    return found
