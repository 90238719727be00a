"""What a tree may hold where, and names near a mistyped one."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Shape:
    """`positions`: matches at places in a text, so may stand beside NEAR and in atleast. `fields`: the text fields
    of its words. `quotes`: asks only what one quote can answer."""

    positions: bool
    fields: frozenset[str] = frozenset()
    quotes: bool = False


_ANYTHING = Shape(positions=True, quotes=True)  # of BAD: one mistake is not told again by what stands around it
_NOTHING = Shape(positions=False)


class Shapes:
    """Shapes of nodes, each worked out once: asked at every level anew, deep queries would cost depth times size."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Node, Shape]] = {}  # the node is kept, so that its id stays its own
        self.steps = 0

    def of(self, node: Node) -> Shape:
        if node is BAD:
            return _ANYTHING
        if id(node) not in self._known:
            self._known[id(node)] = node, self._worked_out(node)
        self.steps += 1
        return self._known[id(node)][1]

    def _worked_out(self, node: Node) -> Shape:
        match node:
            case Word(field=name) | Wildcard(field=name) | Fuzzy(field=name) | Phrase(field=name):
                return Shape(True, frozenset((name,)), name in ("", "said", "reported"))
            case Term(name):
                return Shape(False, quotes=name == "speaker")
            case Near(left, right):
                return self._all((left, right))
            case Or(nodes):
                return self._all(nodes)
            case And(nodes):
                return Shape(False, quotes=self._all(nodes).quotes)
            case Boost(inner):
                return self.of(inner)
            case Not(inner) | AtLeast(_, inner) | InQuote(inner):
                return Shape(False, quotes=self.of(inner).quotes)
            case _:
                return _NOTHING

    def _all(self, nodes: tuple[Node, ...]) -> Shape:
        shapes = [self.of(node) for node in nodes]
        names = frozenset[str]().union(*(shape.fields for shape in shapes))
        return Shape(all(s.positions for s in shapes), names, all(s.quotes for s in shapes))


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
