"""What a tree may hold where, and names near a mistyped one."""

from __future__ import annotations

from functools import lru_cache

from archive.search.matching import edits
from archive.search.query import (
    All,
    And,
    AtLeast,
    Boost,
    Fuzzy,
    InQuote,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Term,
    Wildcard,
    Word,
)

BAD = All()  # stands where a mistake was; such a tree is never handed out


def has_positions(node: Node) -> bool:
    """May stand beside NEAR and in atleast: matches at places in a text."""
    match node:
        case Word() | Wildcard() | Fuzzy() | Phrase():
            return True
        case Near(left, right):
            return has_positions(left) and has_positions(right)
        case Or(nodes):
            return all(map(has_positions, nodes))
        case Boost(inner):
            return has_positions(inner)
        case _:
            return node is BAD


def text_fields(node: Node) -> frozenset[str]:
    """The text fields of the words in a node that has positions."""
    match node:
        case Word(field=name) | Wildcard(field=name) | Fuzzy(field=name) | Phrase(field=name):
            return frozenset((name,))
        case Near(left, right):
            return text_fields(left) | text_fields(right)
        case Or(nodes):
            return frozenset().union(*map(text_fields, nodes))
        case Boost(inner):
            return text_fields(inner)
        case _:
            return frozenset()


def asks_quotes(node: Node) -> bool:
    match node:
        case Word(field=name) | Wildcard(field=name) | Fuzzy(field=name) | Phrase(field=name):
            return name in ("", "said", "reported")
        case Term(name):
            return name == "speaker"
        case Near(left, right):
            return asks_quotes(left) and asks_quotes(right)
        case And(nodes) | Or(nodes):
            return all(map(asks_quotes, nodes))
        case Not(inner) | Boost(inner) | AtLeast(_, inner):
            return asks_quotes(inner)
        case InQuote(inner):
            return asks_quotes(inner)
        case _:
            return node is BAD


@lru_cache(maxsize=1000)
def nearest(text: str, known: tuple[str, ...], limit: int = 3) -> tuple[str, ...]:
    """Known names within two wrong letters of a text, or that it begins, the nearest first."""
    scored = []
    for name in known:
        wrong = edits(text[:40], name, 2)
        begins = len(text) >= 2 and name.startswith(text)
        if wrong <= 2 and wrong < max(len(name), len(text)) - 1:
            scored.append((wrong, name))
        elif begins:
            scored.append((3, name))
    return tuple(name for _, name in sorted(scored)[:limit])
