"""Tokens to a tree: a recursive descent, at most DEPTH_MAX deep."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from archive.search import fields
from archive.search.fields import Field
from archive.search.grammar import foreign
from archive.search.grammar.dates import compared, named
from archive.search.grammar.leaves import Leaves
from archive.search.grammar.limits import (
    DEPTH_MAX,
    TERMS_MAX,
)
from archive.search.grammar.shape import BAD, Shapes, nearest
from archive.search.grammar.tokens import Fault, Kind, Token, is_lower
from archive.search.grammar.unparse import escaped
from archive.search.query import (
    All,
    And,
    AtLeast,
    Boost,
    InQuote,
    Near,
    Node,
    Not,
    Or,
)
from archive.text import analysis

_OPENING = ("(", "field", "word", "phrase", "range", "atleast", "inquote")
_LOWER: dict[str, Kind] = {"and": "and", "or": "or", "not": "not", "near": "near"}
_POSITIONS = 'the sides of NEAR are words, "phrases", wildcards, NEAR, and ORs of these'


class Parser(Leaves):
    """Recursive descent. `or_first`, `lower`, `ask` make the other reading of an ambiguous query."""

    def __init__(
        self, text: str, today: date, *, or_first: bool = False, lower: bool = False, ask: bool = False
    ) -> None:
        super().__init__(text, today, ask=ask)
        self.or_first = or_first
        self.lower = lower
        self.mixed = False
        self.depth = 0
        self.in_quote = False
        self.shapes = Shapes()
        self._not_near()
        self._read_lower(self.lower)
        self.lower = self.lower or self._has_lower()

    def in_order(self) -> list[Fault]:
        return sorted(self.faults, key=lambda fault: (fault.start, fault.end))

    def whole(self) -> Node:
        nodes: list[Node] = []
        while True:
            node = self._level(None)
            if node is not None:
                nodes.append(node)
            token = self._peek()
            if token.kind == "end":
                break
            self._fault(token.start, token.end, ") without the parenthesis that opens it")
            self.index += 1
        if self.terms > TERMS_MAX:
            self._fault_terms()
        return (And(tuple(nodes)) if len(nodes) > 1 else nodes[0]) if nodes else All()

    @property
    def steps(self) -> int:
        """Characters looked at, tokens and nodes visited: at most a stated number a character (tests)."""
        return self.work + self.shapes.steps

    # -- lower-case operators are words; the other reading takes them as operators

    def _has_lower(self) -> bool:
        return any(self._is_lower(n) for n in range(len(self.tokens)))

    def _is_lower(self, n: int) -> bool:
        self.work += 1
        token = self.tokens[n]
        if token.kind != "word" or not token.plain or not is_lower(token.text):
            return False
        before = self.tokens[n - 1].kind if n else "end"
        after = self.tokens[n + 1].kind
        negates = token.text.lower() == "not" and before in ("end", "(", "and", "or")
        return after in (*_OPENING, "not") and (before in ("word", "phrase", "range", ")") or negates)

    def _read_lower(self, wanted: bool) -> None:
        if wanted:
            for n in [n for n in range(len(self.tokens)) if self._is_lower(n)]:
                token = self.tokens[n]
                self.tokens[n] = replace(token, kind=_LOWER[token.text.lower()], number=5)

    def _not_near(self) -> None:
        """NOT w/5 of Nexis: "not within five words" is no operator here; the nearest is NOT."""
        kept: list[Token] = []
        for token in self.tokens:
            before = kept[-1] if kept else token
            negated = before.kind in ("word", "not") and before.plain and before.text.upper() == "NOT"
            if token.kind == "near" and negated:
                printed = self.text[token.start : token.end]
                message = f"NOT {printed} is not supported: write one NOT other, or one NOT (one {printed} other)"
                self._fault(before.start, token.end, message, "NOT")
                kept[-1] = replace(before, kind="not", text="NOT", end=token.end)
            else:
                kept.append(token)
        self.work += len(self.tokens)
        self.tokens = kept

    # -- levels

    def _peek(self) -> Token:
        return self.tokens[self.index]

    def _take(self) -> Token:
        token = self.tokens[self.index]
        self.work += 1
        if token.kind != "end":
            self.index += 1
        return token

    def _level(self, known: Field | None) -> Node | None:
        """Everything up to a ) or the end: operands joined by AND (also unwritten) and OR."""
        items: list[tuple[str, Node]] = []
        pending: Token | None = None
        while (token := self._peek()).kind not in (")", "end"):
            if token.kind in ("and", "or"):
                self._take()
                if pending or not items:
                    self._fault(token.start, token.end, f"{_printed(token)} has nothing before it to join")
                else:
                    pending = token
                continue
            node = self._unary(known)
            items.append((pending.kind if pending else "and", node))
            pending = None
        if pending:
            self._fault(pending.start, pending.end, f"{_printed(pending)} has nothing after it to join")
        return self._joined(items) if items else None

    def _joined(self, items: list[tuple[str, Node]]) -> Node:
        self.work += len(items)
        joins = [join for join, _ in items[1:]]
        self.mixed = self.mixed or ("and" in joins and "or" in joins)
        inner, outer = (Or, And) if self.or_first else (And, Or)
        splits = "and" if self.or_first else "or"
        groups: list[list[Node]] = []
        for n, (join, node) in enumerate(items):
            if n == 0 or join == splits:
                groups.append([])
            groups[-1].append(node)
        nodes = tuple(group[0] if len(group) == 1 else inner(tuple(group)) for group in groups)
        return nodes[0] if len(nodes) == 1 else outer(nodes)

    def _unary(self, known: Field | None) -> Node:
        signs: list[Token] = []
        while self._peek().kind == "not":
            signs.append(self._take())
        node = self._near(known)
        if node is None:
            if signs:
                self._fault(signs[-1].start, signs[-1].end, f"{_printed(signs[-1])} has nothing after it to leave out")
            return BAD
        if self.depth + len(signs) > DEPTH_MAX:
            self._too_deep(signs[0].start, signs[-1].end)
            return BAD
        for _ in signs:
            node = Not(node)
        return node

    def _near(self, known: Field | None) -> Node | None:
        left = self._primary(known)
        joined = 0
        while self._peek().kind == "near":
            operator = self._take()
            printed = self.text[operator.start : operator.end]
            if left is None:
                self._fault(operator.start, operator.end, f"{printed} has nothing before it")
            right = self._primary(known)
            if right is None:
                self._fault(operator.start, operator.end, f"{printed} has nothing after it: {_POSITIONS}")
            if left is None or right is None:
                left = left or right or BAD
                continue
            joined += 1
            if self.depth + joined > DEPTH_MAX:
                self._too_deep(operator.start, operator.end)
                return BAD
            self._check_near(left, right, operator)
            left = Near(left, right, operator.number, operator.ordered)
        return left

    def _check_near(self, left: Node, right: Node, operator: Token) -> None:
        printed = self.text[operator.start : operator.end]
        shapes = self.shapes.of(left), self.shapes.of(right)
        if not all(shape.positions for shape in shapes):
            self._fault(operator.start, operator.end, f"{printed} cannot count words here: {_POSITIONS}", "AND")
            return
        names = shapes[0].fields | shapes[1].fields
        if len(names) > 1:
            printed_names = " and ".join(sorted(f"{name}:" if name else "headline and text" for name in names))
            self._fault(
                operator.start,
                operator.end,
                f"both sides of {printed} must be in one field, not {printed_names}",
                "AND",
            )

    def _primary(self, known: Field | None) -> Node | None:
        token = self._peek()
        match token.kind:
            case "(":
                return self._group(known)
            case "field":
                return self._fielded()
            case "atleast":
                return self._at_least(known)
            case "inquote":
                return self._quote(known)
            case "word" | "phrase" | "range":
                self._take()
                return self._boosted(self._leaf(token, known), token)
            case _:
                return None

    def _group(self, known: Field | None) -> Node:
        opening = self._take()
        if self.depth >= DEPTH_MAX:
            return self._skip_group(opening)
        self.depth += 1
        node = self._level(known)
        self.depth -= 1
        closing = self._peek()
        if closing.kind == ")":
            self._take()
        else:
            message = "the parenthesis is not closed: a ) is missing"
            self._fault(opening.start, opening.end, message, ")", edit_at=(len(self.text), len(self.text)))
        if node is None:
            self._fault(opening.start, closing.end, "nothing between the parentheses")
            return BAD
        return self._boosted(node, closing)

    def _skip_group(self, opening: Token) -> Node:
        level = 1
        while level and self._peek().kind != "end":
            kind = self._take().kind
            level += (kind == "(") - (kind == ")")
        self._too_deep(opening.start, self.tokens[self.index - 1].end)
        return BAD

    def _too_deep(self, start: int, end: int) -> None:
        self.work += end - start
        words = " ".join(escaped(word) for word in analysis.forms(self.text[start:end])[:5])
        self._fault(start, end, f"nested deeper than {DEPTH_MAX}: write it flatter", words)

    def _boosted(self, node: Node, token: Token) -> Node:
        return node if token.boost is None or node is BAD else Boost(node, token.boost)

    def _fielded(self) -> Node:
        name = self._take()
        known = fields.find(name.text)
        if known is None:
            self._unknown_field(name)
        token = self._peek()
        if token.kind == "(":
            return self._group(known)
        if token.kind in ("word", "phrase", "range"):
            self._take()
            return self._boosted(self._leaf(token, known), token) if known else BAD
        self._fault(
            name.start, name.end, f"{name.text}: needs a value, like {known.example if known else 'title:crimea'}"
        )
        return BAD

    def _unknown_field(self, name: Token) -> None:
        typed = name.text.lower()
        if typed in foreign.DATES and self._dated(name, foreign.DATES[typed]):
            return
        if typed in foreign.ALL_IN:
            self._all_in(name, foreign.ALL_IN[typed])
            return
        near = (
            foreign.FIELDS.get(typed)
            or foreign.NO_DATE.get(typed)
            or next(iter(nearest(typed, tuple(fields.NAMES), 1)), "")
        )
        offer = f"did you mean {near}:? " if near else ""
        every = f"he fields are {', '.join(sorted(fields.FIELDS))}"
        message = f"there is no field {name.text}; {f'{offer}T' if offer else 't'}{every}"
        self._fault(name.start, name.end, message, f"{near}:" if near else "")

    def _dated(self, name: Token, sign: str) -> bool:
        """`before:2014`, `since:14 March 2014`; False where the name may mean something else than a date."""
        token, edit, last = self._peek(), "", self._peek()
        if token.kind == "range" or (token.kind == "word" and ".." in token.text):
            edit, last = f"date:{self.text[token.start : token.end]}", token
        elif token.kind in ("word", "phrase"):
            edit, last = self._day_after(sign)
        if edit:
            message = f"there is no field {name.text}: write {edit}"
            self._fault(name.start, name.end, message, edit, edit_at=(name.start, last.end))
        elif name.text.lower() in foreign.NO_DATE:
            return False
        else:
            message = f"there is no field {name.text}: write date:{sign} and a date, like date:{sign}2014-03-14"
            self._fault(name.start, name.end, message)
        return True

    def _day_after(self, sign: str) -> tuple[str, Token]:
        """What stands next, as date: has it, and its last token: up to three words are one date; "" for no date."""
        token = self._peek()
        words = [token]
        for after in self.tokens[self.index + 1 : self.index + 3]:
            if token.kind != "word" or after.kind != "word":
                break
            words.append(after)
        for count in range(len(words), 0, -1):
            printed = " ".join(word.text for word in words[:count])[:60]
            edit = compared(sign, printed) if count == 1 else named(printed) and compared(sign, printed)
            if edit:
                return f"date:{edit}", words[count - 1]
        return "", token

    def _all_in(self, name: Token, near: str) -> None:
        """`allintitle:crimea vote`: every word after it, up to an operator or a parenthesis."""
        last = None
        for token in self.tokens[self.index :]:
            if token.kind not in ("word", "phrase"):
                break
            last = token
        message = f"there is no field {name.text}: write {near}:( … ) around its words"
        if last is None:
            self._fault(name.start, name.end, message, f"{near}:")
            return
        self.work += last.end - name.end
        edit = f"{near}:({self.text[name.end : last.end].strip()})"
        self._fault(name.start, name.end, message, edit, edit_at=(name.start, last.end))

    def _at_least(self, known: Field | None) -> Node:
        token = self._take()
        node = self._group(known)
        if node is BAD:
            return BAD
        if not self.shapes.of(node).positions:
            message = 'atleast counts words, "phrases", wildcards, NEAR, and ORs of these'
            self._fault(token.start, token.end, message)
            return BAD
        if isinstance(node, Boost):
            return Boost(AtLeast(token.number, node.node), node.factor)
        if len(self.shapes.of(node).fields) > 1:
            self._fault(token.start, token.end, "atleast counts in one field, not in several")
        return AtLeast(token.number, node)

    def _quote(self, known: Field | None) -> Node:
        token = self._take()
        if self.in_quote:
            self._fault(token.start, token.end, "a quote( … ) inside another says nothing more: leave it out")
        self.in_quote, before = True, self.in_quote
        node = self._group(known)
        self.in_quote = before
        if node is BAD:
            return BAD
        factor = node.factor if isinstance(node, Boost) else None
        inside = node.node if isinstance(node, Boost) else node
        if not self.shapes.of(inside).quotes:
            message = "inside quote( … ) only words, said:, reported: and speaker: can be asked of one quote"
            self._fault(token.start, token.end, message)
        return InQuote(inside) if factor is None else Boost(InQuote(inside), factor)


def _printed(token: Token) -> str:
    return token.text or {"and": "AND", "or": "OR", "not": "-"}[token.kind]
