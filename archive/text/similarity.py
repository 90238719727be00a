"""When two texts are the same, or one story: digests of folded text and shared shingles. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import date

_WORD = re.compile(r"\w+")

# Shorter bodies ("Details follow.") recur by chance; they count as copies only with their headline and day.
FEWEST_WORDS_OF_A_COPY = 20

# Three words: long enough to be rare, short enough to survive an editor's hand in most sentences.
SHINGLE_WORDS = 3


def text_digest(title: str, body: str) -> bytes:
    """SHA-256 over headline and body exactly as stored."""
    return hashlib.sha256(f"{title}\0{body}".encode()).digest()


def words(text: str) -> list[str]:
    """The words of a text, folded: compatibility forms, no case."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def copy_digest(title: str, body: str, published_on: date | None) -> bytes:
    """SHA-256 that exact copies share: of the body's folded words; of a short text also headline and day."""
    folded = words(body)
    if len(folded) < FEWEST_WORDS_OF_A_COPY:
        folded = [str(published_on), *words(title), "\0", *folded]
    return hashlib.sha256(" ".join(folded).encode()).digest()


def shingles(text: str) -> set[tuple[str, ...]]:
    """All runs of three folded words; of a shorter text its one run."""
    folded = words(text)
    if len(folded) <= SHINGLE_WORDS:
        return {tuple(folded)}
    return {tuple(folded[i : i + SHINGLE_WORDS]) for i in range(len(folded) - SHINGLE_WORDS + 1)}


def containment(one: str, other: str) -> float:
    """Share of the shorter text's shingles that stand in the longer, 0 to 1."""
    left, right = shingles(one), shingles(other)
    return len(left & right) / min(len(left), len(right))
