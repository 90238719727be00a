"""A tree to its canonical text."""

from __future__ import annotations

import regex

from archive.search.grammar.tokens import DASHES, LOOK_ALIKES, NEAR_BARE, QUOTES, is_lower
from archive.search.query import (
    All,
    And,
    AtLeast,
    Boost,
    DateIn,
    Fuzzy,
    InQuote,
    Near,
    Node,
    Not,
    NumberIn,
    Or,
    Phrase,
    Term,
    Wildcard,
    Word,
)

_OTHERS = regex.compile(r"ANDNOT|BUTNOT|XOR|(?i:atleast)\d+")  # grammar/foreign.py: operators of other products
_SPECIAL = set("$\\()|:^~*?[]{}+=!&/<>,;" + QUOTES)
_BARE_VALUE = regex.compile(r"[\p{L}\p{N}][\p{L}\p{N}_.\-]*")


def unparse(node: Node, *, full: bool = False) -> str:
    """The canonical text of a tree as typed: `parse(unparse(tree)).tree == tree`. `full`: with every parenthesis."""
    return _text(node, full, 0)


# How tightly a node binds; one inside another that binds as tightly or tighter gets parentheses.
_OR, _AND, _NOT, _NEAR_BINDS, _LEAF = 1, 2, 3, 4, 5


def _text(node: Node, full: bool, around: int) -> str:
    match node:
        case Or(nodes):
            return _wrapped(" OR ".join(_text(n, full, _OR + 1) for n in nodes), _OR, around, full)
        case And(nodes):
            return _wrapped(" AND ".join(_text(n, full, _AND + 1) for n in nodes), _AND, around, full)
        case Not(inner):
            return _wrapped(f"NOT {_text(inner, full, _NOT)}", _NOT, around, False)
        case Near(left, right, distance, ordered):
            operator = f"{'ONEAR' if ordered else 'NEAR'}/{distance}"
            printed = f"{_text(left, full, _LEAF)} {operator} {_text(right, full, _LEAF)}"
            return _wrapped(printed, _NEAR_BINDS, around, full)
        case Boost(inner, factor):
            simple = isinstance(inner, Word | Wildcard | Fuzzy | Phrase | Term | DateIn | NumberIn | AtLeast | InQuote)
            printed = _text(inner, full, _LEAF) if simple else f"({_text(inner, full, 0)})"
            return f"{printed}^{_factor(factor)}"
        case AtLeast(count, inner):
            return f"atleast{count}({_text(inner, full, 0)})"
        case InQuote(inner):
            return f"quote({_text(inner, full, 0)})"
        case All():
            return ""
        case Word(text, name, exact) if full and is_lower(text):
            return f'{_prefix(name)}{"=" if exact else ""}"{text}"'
        case _:
            return _leaf_text(node)


def _wrapped(printed: str, binds: int, around: int, full: bool) -> str:
    return f"({printed})" if binds < around or (full and around) else printed


def _factor(factor: float) -> str:
    return f"{factor:.12f}".rstrip("0").rstrip(".")


def _leaf_text(node: Node) -> str:
    match node:
        case Word(text, name, exact):
            return f"{_prefix(name)}{'=' if exact else ''}{escaped(text)}"
        case Wildcard(pattern, name):
            return f"{_prefix(name)}{pattern}"
        case Fuzzy(text, distance, name):
            return f"{_prefix(name)}{escaped(text)}~{distance}"
        case Phrase(parts, name):
            return f'{_prefix(name)}"{" ".join(map(_part_text, parts))}"'
        case Term(name, value):
            exact = name == "place" and value.startswith("=")
            return f"{name}:{'=' if exact else ''}{quoted(value[1:] if exact else value)}"
        case DateIn():
            return f"{node.field}:{_date_text(node)}"
        case NumberIn(name, low, high):
            return f"{name}:{_between(low, high)}"
        case _:
            raise TypeError(f"no leaf: {node!r}")


def _prefix(name: str) -> str:
    return f"{name}:" if name else ""


def _part_text(part: Word | Wildcard) -> str:
    if isinstance(part, Wildcard):
        return part.pattern
    escaped = "".join(f"\\{c}" if c in "\\*?" or c in QUOTES else c for c in part.text)
    sign = "=" if part.exact else "\\" if escaped.startswith("=") else ""
    return sign + escaped


def quoted(value: str) -> str:
    if (
        _BARE_VALUE.fullmatch(value)
        and value.translate(LOOK_ALIKES) not in ("AND", "OR", "NOT")
        and not NEAR_BARE.fullmatch(value.translate(LOOK_ALIKES))
    ):
        return value
    return '"' + "".join(f"\\{c}" if c == "\\" or c in QUOTES else c for c in value) + '"'


def _date_text(node: DateIn) -> str:
    if node.unknown:
        return "unknown"
    sign = "~" if node.touching else ""
    return sign + _between(node.first, node.last)


def _between(low: object, high: object) -> str:
    if low is None and high is None:
        return "*"
    if high is None:
        return f">={low}"
    if low is None:
        return f"<={high}"
    return f"{low}" if low == high else f"{low}..{high}"


def escaped(text: str) -> str:
    """A word as it must be typed to be read as just this word."""
    latin = text.translate(LOOK_ALIKES)
    operator = latin in ("AND", "OR", "NOT") or is_lower(text) or NEAR_BARE.fullmatch(latin) or _OTHERS.fullmatch(text)
    if operator:
        return f"\\{text}"
    escaped = "".join(f"\\{c}" if c in _SPECIAL or c.isspace() else c for c in text)
    return f"\\{escaped}" if text[:1] in DASHES else escaped
