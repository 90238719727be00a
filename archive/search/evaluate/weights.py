"""What weighs in ranking beside BM25: which words weigh nothing, which pairs of words are preferred together.

Each of the figures was tuned on two of three judged collections and holds on the third (docs/decisions/008); run
`manage.py bench ranking` again when changing one.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from archive.search.query import And, AtLeast, Boost, Fuzzy, InQuote, Near, Node, Or, Phrase, Wildcard, Word
from archive.text import analysis
from archive.text.functionwords import FUNCTION_WORDS

# Two words of the query beside each other in an article, against the words alone. Twice as much gains more on
# Cranfield and loses on the other two.
PAIR = 0.1
# Each pair is some six parts of the engine's query; nobody types more words, and a pasted page has pairs enough.
_PAIRS_MAX = 40


def light(query: Node) -> frozenset[str]:
    """The forms that weigh nothing in this query: function words, where any other word is asked for."""
    return FUNCTION_WORDS if _is_about_something(query) else frozenset()


def _is_about_something(node: Node) -> bool:
    match node:
        case Word(text, _, False):
            return not FUNCTION_WORDS.issuperset(analysis.forms(text))
        case Word() | Wildcard() | Fuzzy() | Phrase() | Near() | AtLeast():
            return True
        case And(nodes) | Or(nodes):
            return any(map(_is_about_something, nodes))
        case Boost(inner) | InQuote(inner):
            return _is_about_something(inner)
        case _:
            return False


def neighbours(query: Node, light: frozenset[str]) -> list[Phrase]:
    """Words typed one after the other, anywhere but under NOT, as the phrases that they may be meant as."""
    return list(dict.fromkeys(_neighbours(query, light)))[:_PAIRS_MAX]


def _neighbours(node: Node, light: frozenset[str]) -> Iterator[Phrase]:
    match node:
        case And(nodes) | Or(nodes):
            for one, two in pairwise(nodes):
                if one == two or not (isinstance(one, Word) and isinstance(two, Word)):
                    continue
                if _is_plain(one, light) and _is_plain(two, light):
                    yield Phrase((one, two))
            for inner in nodes:
                yield from _neighbours(inner, light)
        case Boost(inner):
            yield from _neighbours(inner, light)


def _is_plain(word: Word, light: frozenset[str]) -> bool:
    return not word.field and not word.exact and not light.issuperset(analysis.forms(word.text))
