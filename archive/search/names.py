"""Names typed in `actor:`, `place:`, `source:` and their kin become ids before an engine sees the tree.

A name that fits several finds all of them; a name that fits none is a mistake with near names. `under:` becomes
the actor, its parts, and its office-holders each within the time of office, so that it is true of the article's date.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from archive.search import fields, grammar
from archive.search.grammar import Mistake, Parsed
from archive.search.grammar.limits import TERMS_MAX
from archive.search.query import And, AtLeast, Boost, DateIn, InQuote, Node, Not, Or, Term


@dataclass(frozen=True, slots=True)
class Found:
    """Something that a name fits: its permanent id, and the name to show."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Holder:
    """A person in an office of an organisation, from `start` to `end` (None = not known or still)."""

    id: str
    start: date | None
    end: date | None


class Names(Protocol):
    def named(self, field: str, text: str) -> Sequence[Found]:
        """What a name fits in a field of kind "name"; an id fits itself."""

    def near(self, field: str, text: str) -> Sequence[str]:
        """Known names like one that fits nothing, the nearest first."""

    def parts(self, id: str) -> Sequence[str]:
        """The actor and everything that is a part of it, of its parts, and so on."""

    def holders(self, ids: Sequence[str]) -> Sequence[Holder]:
        """Who holds or held an office in these."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """`labels`: "actor:sergey-lavrov" → printed name, for every id that a name became."""

    tree: Node | None
    mistakes: tuple[Mistake, ...]
    labels: dict[str, str]
    several: dict[str, tuple[Found, ...]]  # typed "actor:clinton" → each that it fits, where more than one does


# How often the repair of a repair is looked at: two mistakes about the same characters are mended one after the other.
_REPAIRS = 3


def resolve(text: str, parsed: Parsed, names: Names, today: date) -> Resolved:
    """The parsed tree of `text` with ids for names; or all mistakes, the grammar's and those of names that fit
    nothing, each with the query mended of both. `today` as for `grammar.parse`."""
    return _resolve(text, parsed, names, today, _REPAIRS)


def _resolve(text: str, parsed: Parsed, names: Names, today: date, repairs: int) -> Resolved:
    resolver = _Resolver(names)
    tree = resolver.node(parsed.tree) if parsed.tree is not None else None
    if tree is None:
        for node, _, _ in parsed.spans[:TERMS_MAX]:
            resolver.node(node)
    if not resolver.unknown:
        return Resolved(tree, parsed.mistakes, resolver.labels, resolver.several)
    told = [*parsed.mistakes, *_mistakes(text, parsed, resolver, names)]
    repair = grammar.mended(text, [mistake.edit for mistake in told], today)
    if repairs:
        again = _resolve(repair, grammar.parse(repair, today), names, today, repairs - 1)
        repair = again.mistakes[0].repair if again.mistakes else repair
    if len(told) == 1:
        told = [replace(told[0], others=_others(text, resolver, told[0], names, today))]
    told.sort(key=lambda mistake: (mistake.start, mistake.end))
    return Resolved(None, tuple(replace(mistake, repair=repair) for mistake in told), {}, {})


class _Resolver:
    def __init__(self, names: Names) -> None:
        self._names = names
        self.unknown: set[Term] = set()
        self.labels: dict[str, str] = {}
        self.several: dict[str, tuple[Found, ...]] = {}

    def node(self, node: Node) -> Node:
        match node:
            case And(nodes) | Or(nodes):
                return replace(node, nodes=tuple(map(self.node, nodes)))
            case Not(inner) | Boost(inner) | InQuote(inner) | AtLeast(_, inner):
                return replace(node, node=self.node(inner))
            case Term(name) if fields.FIELDS[name].kind == "name":
                return self._term(node)
            case _:
                return node

    def _term(self, term: Term) -> Node:
        literal = term.field == "place" and term.value.startswith("=")
        found = tuple(self._names.named(term.field, term.value[1:] if literal else term.value))
        if not found:
            self.unknown.add(term)
            return term
        field = term.field
        shown = "actor" if field in ("under", "person", "org") else field
        self.labels |= {f"{shown}:{one.id}": one.label for one in found}
        if len(found) > 1:
            self.several[f"{term.field}:{term.value}"] = found
        if field == "under":
            return self._under([one.id for one in found])
        return _either([Term(field, f"={one.id}" if literal else one.id) for one in found])

    def _under(self, ids: list[str]) -> Node:
        parts = list(dict.fromkeys(part for id in ids for part in self._names.parts(id)))
        nodes: list[Node] = [Term("actor", part) for part in parts]
        for holder in self._names.holders(parts):
            person = Term("actor", holder.id)
            within = DateIn("date", holder.start, holder.end)
            nodes.append(person if holder.start is holder.end is None else And((person, within)))
        return _either(nodes)


def _either(nodes: list[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else Or(tuple(nodes))


def _mistakes(text: str, parsed: Parsed, resolver: _Resolver, names: Names) -> list[Mistake]:
    wrong = [(node, start, end) for node, start, end in parsed.spans if node in resolver.unknown]
    told = []
    for node, start, end in wrong:
        assert isinstance(node, Term)
        typed = node.value.removeprefix("=") if node.field == "place" else node.value
        near = tuple(names.near(node.field, typed))
        offer = f"; near it: {', '.join(near)}" if near else f"; to find the words themselves, leave out {node.field}:"
        message = f"{node.field}: knows nothing named {typed}{offer}"
        told.append(Mistake(start, end, message, "", _edit(text, node, start, end, near)))
    return told


def _others(text: str, resolver: _Resolver, mistake: Mistake, names: Names, today: date) -> tuple[str, ...]:
    """The query with each near name in the place of the one that is not known."""
    (term,) = resolver.unknown
    near = names.near(term.field, term.value.removeprefix("=") if term.field == "place" else term.value)
    start, end, _ = mistake.edit
    edits = [(start, end, grammar.unparse(Term(term.field, name)).partition(":")[2]) for name in near]
    return tuple(grammar.mended(text, [edit], today) for edit in edits)


def _edit(text: str, node: Term, start: int, end: int, near: Sequence[str]) -> tuple[int, int, str]:
    """The nearest name in its place; without one, the words themselves in headline and text."""
    if near:
        return start, end, grammar.unparse(Term(node.field, near[0])).partition(":")[2]
    before = text[:start].rstrip()
    if before.endswith(":"):
        start = max(before.rfind(sign) for sign in " (|-\u00a0") + 1
    words = grammar.unparse(Term("source", node.value.removeprefix("="))).partition(":")[2]
    return start, end, words if words.startswith('"') else f'"{words}"'
