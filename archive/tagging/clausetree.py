"""Steps in a clause's tree that every question about readings takes. Not here: what the words mean."""

from __future__ import annotations

from collections.abc import Iterator

from archive.tagging.recognise import Parsed, Token


def children(parsed: Parsed, token: Token, *deps: str) -> Iterator[Token]:
    return (child for i in token.children if (child := parsed.tokens[i]).dep in deps)


def has_prep(parsed: Parsed, verb: Token, *words: str) -> bool:
    return any(child.lower in words for child in children(parsed, verb, "prep", "dative"))


def noun_above(parsed: Parsed, token: Token) -> Token:
    for _ in range(4):
        if token.dep not in ("compound", "nmod", "amod", "poss") or token.head == token.i:
            return token
        token = parsed.tokens[token.head]
    return token
