"""Text to the typed query and back: `parse`, `unparse` (shared/design: query-language.md; docs/query-language.md).

A scanner makes tokens in one pass; a recursive descent over them makes the tree, at most DEPTH_MAX deep.
A mistake does not stop the parse: every one is reported, with its place in the typed text and with the
whole query corrected. Invariants, kept by the tests: `parse(unparse(tree)).tree == tree`; a repair parses;
no text whatever raises.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

import regex

from archive.search import fields
from archive.search.fields import Field
from archive.search.matching import edits
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
from archive.text import analysis

# Limits of the typed text (safety.md T17). 4,000 characters are two pages; a longer list belongs in batch search.
LENGTH_MAX = 4_000
DEPTH_MAX = 32
TERMS_MAX = 200
# Words apart: beyond this "near" says no more than AND, and candidates grow without telling anything.
DISTANCE_MAX = 500
BOOST_MAX = 1_000.0
AT_LEAST_MAX = 1_000
FIXED_LETTERS = 2
# How often a repair is itself repaired before the last resort, the bare words.
_REPAIRS = 4


@dataclass(frozen=True, slots=True)
class Mistake:
    """Code points [start, end) of the typed text, what is wrong and expected, and the whole query corrected."""

    start: int
    end: int
    message: str
    repair: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """`tree` is None exactly where there are mistakes.

    `reading`: how an ambiguous query was read, with every parenthesis; `other`: the text of the other reading.
    `spans`: the leaves in order, each with its place in the typed text.
    """

    tree: Node | None
    mistakes: tuple[Mistake, ...] = ()
    reading: str = ""
    other: str = ""
    spans: tuple[tuple[Node, int, int], ...] = ()


def parse(text: str, today: date) -> Parsed:
    """The tree of a query. `today` (in the archive's zone) resolves `today` and `-7d`. Never raises."""
    return _parse(text, today, _REPAIRS)


def _parse(text: str, today: date, repairs: int) -> Parsed:
    if len(text) > LENGTH_MAX:
        cut = text[:LENGTH_MAX]
        message = f"a query may have {LENGTH_MAX:,} characters, this one has {len(text):,}"
        return Parsed(None, (Mistake(LENGTH_MAX, len(text), message, _bare_words(cut, today)),))
    parser = _Parser(text, today)
    tree = parser.whole()
    if parser.faults:
        repaired = _repair(text, parser.faults, today, repairs)
        return Parsed(None, tuple(Mistake(f.start, f.end, f.message, repaired) for f in parser.in_order()))
    reading, other = _readings(parser, tree, text, today)
    return Parsed(tree, (), reading, other, tuple(parser.spans))


def _readings(parser: _Parser, tree: Node, text: str, today: date) -> tuple[str, str]:
    """How an ambiguous query was read, and the other reading; ("", "") if there is only one."""
    if not (parser.mixed or parser.lower or parser.question):
        return "", ""
    second = _Parser(text, today, or_first=parser.mixed and not parser.lower, lower=parser.lower, ask=parser.question)
    other = second.whole()
    if second.faults or other == tree:
        return "", ""
    return unparse(tree, full=True), unparse(other)


def repaired(text: str, edits: list[tuple[int, int, str]]) -> str:
    """The text with [start, end) of each edit replaced: for mistakes found after parsing (names)."""
    return _apply(text, [_Fault(start, end, "", start, end, new) for start, end, new in edits])


def _repair(text: str, faults: list[_Fault], today: date, repairs: int) -> str:
    repaired = _apply(text, faults)
    if repairs:
        again = _parse(repaired, today, repairs - 1)
        return repaired if again.tree is not None else again.mistakes[0].repair
    return _bare_words(text, today)


def _apply(text: str, faults: list[_Fault]) -> str:
    pieces, at = [], 0
    for fault in sorted(faults, key=lambda f: (f.edit_start, f.edit_end)):
        if fault.edit_start < at:  # two mistakes about the same characters: the first mends them
            continue
        pieces += [text[at : fault.edit_start], fault.edit]
        at = fault.edit_end
    return re.sub(r"\s+", " ", "".join([*pieces, text[at:]])).strip()


def _bare_words(text: str, today: date) -> str:
    """The last resort of a repair: only the words of the text."""
    kept = " ".join(_escaped(text[t.start : t.end]) for t in analysis.tokens(text)[:TERMS_MAX])[: LENGTH_MAX - 1]
    kept = kept.rsplit(" ", 1)[0] if len(kept) == LENGTH_MAX - 1 else kept
    parser = _Parser(kept, today)
    parser.whole()
    return "" if parser.faults else kept


# --- what is read as what ------------------------------------------------------------------------

_QUOTES = '"„“”‟«»〝〞'
_DASHES = "-−–—"
# Full-width signs as their ASCII twins, one character for one, so that offsets stay those of the typed text.
_SIGNS = str.maketrans({chr(0xFF01 + n): chr(0x21 + n) for n in range(94)} | {"¦": "|", "∣": "|", "\u3000": " "})
# Cyrillic letters that look like the Latin ones of AND, OR, NOT, NEAR, ONEAR, PRE.
_LOOK_ALIKES = str.maketrans("АОТЕРоре", "AOTEPope")
_FIELD_NAME = regex.compile(r"[\p{L}_][\p{L}\p{N}_.\-]*")
_NEAR = re.compile(r"(NEAR|ONEAR|W|N|PRE)/(\d{1,9})", re.IGNORECASE)
_NEAR_UNIT = re.compile(r"(NEAR|ONEAR|W|N|PRE|ADJ)?/(S|P|SENT|SENTENCE|PARA|PARAGRAPH|SEG)", re.IGNORECASE)
_NEAR_BARE = re.compile(r"(NEAR|ONEAR|ADJ)(\d{0,9})")
_NEAR_SLASH = re.compile(r"/(\d{1,9})")
_REGULAR = re.compile(r"/[^\s/]+/(?=[\s)]|$)")
_AT_LEAST = re.compile(r"(?:atleast|ATLEAST|AtLeast)(\d{0,9})")
_Kind = Literal["(", ")", "and", "or", "not", "near", "field", "word", "phrase", "range", "atleast", "inquote", "end"]

_LOWER = frozenset(("and", "or", "not", "near"))
_OPERATORS: dict[str, _Kind] = {"AND": "and", "OR": "or", "NOT": "not"}
_PIECES = regex.compile(r"[\p{L}\p{N}\p{M}'’ʼ.*?]+")
# Distances offered for another product's "same sentence" and "same paragraph": the usual lengths of both in news.
_SENTENCE, _PARAGRAPH = 20, 60


@dataclass(frozen=True, slots=True)
class _Token:
    kind: _Kind
    start: int
    end: int
    text: str = ""  # escapes resolved
    literal: frozenset[int] = frozenset()  # which characters of `text` were escaped
    exact: bool = False
    tilde: str | None = None  # digits after ~
    boost: float | None = None
    number: int = 0  # of NEAR and atleast
    ordered: bool = False
    begin: int = 0  # where `text` begins


@dataclass(frozen=True, slots=True)
class _Fault:
    """A mistake with the edit that mends it."""

    start: int
    end: int
    message: str
    edit_start: int
    edit_end: int
    edit: str


class _Scanner:
    """Typed text to tokens, each character looked at a bounded number of times."""

    def __init__(self, text: str) -> None:
        self.typed = text
        self.text = "".join(" " if c.isspace() else c for c in text.translate(_SIGNS))
        self.at = 0
        self.tokens: list[_Token] = []
        self.faults: list[_Fault] = []

    def scan(self) -> list[_Token]:
        while self.at < len(self.text):
            self._next()
        self.tokens.append(_Token("end", self.at, self.at))
        return self.tokens

    def fault(
        self, start: int, end: int, message: str, edit: str = "", *, edit_at: tuple[int, int] | None = None
    ) -> None:
        edit_start, edit_end = edit_at or (start, end)
        self.faults.append(_Fault(start, end, message, edit_start, edit_end, edit))

    def _next(self) -> None:
        sign, start = self.text[self.at], self.at
        following = self.text[start + 1 : start + 2]
        value = self._value_kind()
        if sign == " ":
            self.at += 1
        elif value in ("date", "number", "copies") and sign not in "([{" + _QUOTES:
            self._word()
        elif sign == "(":
            self._sign("(")
        elif sign == ")":
            self._sign(")", boost=True)
        elif sign == "|":
            self._sign("or", 2 if following == "|" else 1)
        elif sign == "&" and following in ("&", " ", ""):
            self._sign("and", 2 if following == "&" else 1)
        elif sign in _QUOTES:
            self._phrase(start, exact=False)
        elif sign in _DASHES or (sign == "!" and following not in ("", " ", "!")):
            self._minus(value, following)
        elif sign == "+" and following not in ("", " "):
            self.at += 1
            self.fault(start, start + 1, "every word is required already: leave out +")
        elif sign == "=":
            self._exact(following)
        elif sign in "[{":
            self._range()
        elif sign in "]}":
            self.at += 1
            self.fault(start, start + 1, f"{sign} without the bracket that opens it")
        elif sign == "/" and value != "url" and self._slash():
            pass
        else:
            self._word()

    def _value_kind(self) -> str:
        """The kind of field whose value comes next, "" if none."""
        if not self.tokens or self.tokens[-1].kind != "field":
            return ""
        known = fields.find(self.tokens[-1].text)
        return known.kind if known else "text"

    def _sign(self, kind: _Kind, length: int = 1, *, boost: bool = False) -> None:
        start = self.at
        self.at += length
        factor = self._boost() if boost else None
        self.tokens.append(_Token(kind, start, self.at, boost=factor))

    def _minus(self, value: str, following: str) -> None:
        start = self.at
        self.at += 1
        if following in ("", " ", ")") or following in _DASHES:
            self.fault(start, start + 1, "- stands alone: write it right before the word to leave out", " ")
        elif value:
            name = self.tokens[-1]
            self.fault(name.start, start + 1, f"write - before the field: -{name.text}:…", f"-{name.text}:")
        else:
            self.tokens.append(_Token("not", start, self.at))

    def _exact(self, following: str) -> None:
        start = self.at
        self.at += 1
        if following and following in _QUOTES:
            self._phrase(start, exact=True)
        elif following in ("", " ", "(", ")", "|", "=", "[", "{"):
            self.fault(start, start + 1, '= needs a word or a "phrase" right after it')
        else:
            self._word(exact_from=start)

    def _slash(self) -> bool:
        """/regex/ of other products, and /5, /s of Westlaw; False if it is just a word."""
        start, text = self.at, self.text
        if whole := _REGULAR.match(text, start):
            end = whole.end()
        else:
            end = start + 1
            while end < len(text) and text[end] not in " ()":
                end += 1
        printed = text[start:end]
        if near := _NEAR_SLASH.fullmatch(printed):
            self.at = end
            self.fault(start, end, f"write {printed} as w{printed}", f"w/{near[1]}")
            self.tokens.append(_Token("near", start, end, number=_bounded(near[1])))
        elif unit := _NEAR_UNIT.fullmatch(printed):
            self.at = end
            self._no_units(start, end, unit)
        elif len(printed) > 2 and printed.endswith("/"):
            self.at = end
            words = " ".join(self.typed[start + t.start : start + t.end] for t in analysis.tokens(text[start:end]))
            message = "regular expressions are not supported: wildcards are, like sep?ratist or annex*"
            self.fault(start, end, message, words)
            if words:
                self.tokens.append(_Token("word", start, end, text=words, begin=start))
        else:
            return False
        return True

    def _no_units(self, start: int, end: int, unit: re.Match[str]) -> None:
        distance = _SENTENCE if unit[2].upper().startswith("S") else _PARAGRAPH
        operator = "pre" if (unit[1] or "").upper() in ("PRE", "ONEAR", "ADJ") else "w"
        message = (
            f"{unit.group()} (same sentence or paragraph) is not supported: count words, like {operator}/{distance}"
        )
        self.fault(start, end, message, f"{operator}/{distance}")
        self.tokens.append(_Token("near", start, end, number=distance, ordered=operator == "pre"))

    # -- words

    def _word(self, exact_from: int | None = None) -> None:
        start = self.at if exact_from is None else exact_from
        begin = self.at
        kind = self._value_kind()
        letters: list[str] = []
        literal: set[int] = set()
        tilde, boost = None, None
        while self.at < len(self.text):
            sign = self.text[self.at]
            if sign == "\\" and self.at + 1 < len(self.text):
                literal.add(len(letters))
                letters.append(self.text[self.at + 1])
                self.at += 2
            elif sign == " " or sign in ")" or sign in _QUOTES or (sign in "(|" and kind != "url"):
                break
            elif (
                sign == ":"
                and not kind
                and exact_from is None
                and not literal
                and _FIELD_NAME.fullmatch("".join(letters))
            ):
                self._field(start, "".join(letters))
                return
            elif sign == "~" and letters and kind not in ("url", "date"):
                tilde = self._digits_after()
            elif sign == "^" and self._boost_follows():
                boost = self._boost()
            else:
                letters.append(sign)
                self.at += 1
        token = _Token(
            "word",
            start,
            self.at,
            "".join(letters),
            frozenset(literal),
            exact_from is not None,
            tilde,
            boost,
            begin=begin,
        )
        self._operator_or_word(token, value=bool(kind))

    def _field(self, start: int, name: str) -> None:
        if self.text[self.at + 1 : self.at + 3] == "//":
            # An address: everything up to the next space is its value.
            end = self.at
            while end < len(self.text) and self.text[end] not in ' "':
                end += 1
            address = self.typed[start:end]
            self.fault(start, end, "to find one article by its address write url: before it", f'url:"{address}"')
            self.at = end
            return
        self.at += 1
        self.tokens.append(_Token("field", start, self.at, name))

    def _digits_after(self) -> str:
        self.at += 1
        start = self.at
        while self.at < len(self.text) and (self.text[self.at].isdecimal() or self.text[self.at] == "."):
            self.at += 1
        return self.text[start : self.at]

    def _boost_follows(self) -> bool:
        return self.text[self.at + 1 : self.at + 2].isdecimal()

    def _boost(self) -> float | None:
        """^3 at this place, if it is there."""
        if self.text[self.at : self.at + 1] != "^" or not self._boost_follows():
            return None
        start = self.at
        printed = self._digits_after()
        try:
            factor = float(printed)
        except ValueError:
            factor = 0.0
        if not 0 < factor <= BOOST_MAX:
            message = f"a weight is a number above 0 and up to {BOOST_MAX:,.0f}, like ^3"
            self.fault(start, self.at, message)
            return None
        return factor

    def _operator_or_word(self, token: _Token, *, value: bool) -> None:
        text = token.text
        plain = not token.literal and not token.exact and token.tilde is None and token.boost is None
        if not plain or self._operator(token, text.translate(_LOOK_ALIKES)):
            if not plain:
                self._keep_word(token)
        elif self.text[self.at : self.at + 1] == "(" and not value and self._call(token):
            pass
        else:
            self._keep_word(token)

    def _operator(self, token: _Token, latin: str) -> bool:
        start, end = token.start, token.end
        if latin in ("AND", "OR", "NOT"):
            self.tokens.append(replace(token, kind=_OPERATORS[latin]))
        elif near := _NEAR.fullmatch(latin):
            distance = _bounded(near[2])
            if distance > DISTANCE_MAX:
                self.fault(
                    start,
                    end,
                    f"at most {DISTANCE_MAX} words apart: further off write AND",
                    f"{near[1]}/{DISTANCE_MAX}",
                )
            ordered = near[1].upper() in ("ONEAR", "PRE")
            self.tokens.append(_Token("near", start, end, number=min(distance, DISTANCE_MAX), ordered=ordered))
        elif unit := _NEAR_UNIT.fullmatch(latin):
            self._no_units(start, end, unit)
        elif bare := _NEAR_BARE.fullmatch(latin):
            operator = "NEAR" if bare[1] == "NEAR" else "ONEAR"
            apart = min(_bounded(bare[2] or ("1" if bare[1] == "ADJ" else "5")), DISTANCE_MAX)
            message = f"{latin} needs a distance with a stroke: {operator}/{apart}, at most {apart} words apart"
            self.fault(start, end, message, f"{operator}/{apart}")
            self.tokens.append(_Token("near", start, end, number=apart, ordered=operator == "ONEAR"))
        else:
            return False
        return True

    def _call(self, token: _Token) -> bool:
        """atleast3( and quote(."""
        if token.text.lower() == "quote":
            self.tokens.append(replace(token, kind="inquote"))
        elif count := _AT_LEAST.fullmatch(token.text):
            number = _bounded(count[1] or "0")
            if not 1 <= number <= AT_LEAST_MAX:
                message = "atleast needs a number from 1 to 1,000 right after it, like atleast3(crimea)"
                self.fault(token.start, token.end, message, "atleast1" if number < 1 else f"atleast{AT_LEAST_MAX}")
                number = 1
            self.tokens.append(replace(token, kind="atleast", number=number))
        else:
            return False
        return True

    def _keep_word(self, token: _Token) -> None:
        text, last = token.text, len(token.text) - 1
        if len(text) > 2 and text.endswith("!") and last not in token.literal and self._value_kind() in ("", "text"):
            message = f"! for any ending is another product's: write {text[:-1]}*, or leave out the exclamation mark"
            self.fault(token.end - 1, token.end, message, "*")
            token = replace(token, text=text[:-1])
        self.tokens.append(token)

    # -- phrases and ranges

    def _phrase(self, start: int, *, exact: bool) -> None:
        opening = self.text[self.at]
        self.at += 1
        begin = self.at
        closing = "»" if opening == "«" and "»" in self.text[begin:] else _QUOTES
        letters: list[str] = []
        literal: set[int] = set()
        while self.at < len(self.text) and self.text[self.at] not in closing:
            if self.text[self.at] == "\\" and self.at + 1 < len(self.text):
                self.at += 1
                literal.add(len(letters))
            letters.append(self.text[self.at])
            self.at += 1
        if self.at == len(self.text):
            message = 'the quotation mark is not closed: a " is missing'
            self.fault(start, self.at, message, '"', edit_at=(self.at, self.at))
        self.at = min(self.at + 1, len(self.text))
        tilde, boost = None, None
        while self.text[self.at : self.at + 1] == "~" or (
            self.text[self.at : self.at + 1] == "^" and self._boost_follows()
        ):
            if self.text[self.at] == "~":
                tilde = self._digits_after()
            else:
                boost = self._boost()
        self.tokens.append(
            _Token("phrase", start, self.at, "".join(letters), frozenset(literal), exact, tilde, boost, begin=begin)
        )

    def _range(self) -> None:
        start = self.at
        end = next((n for n in range(start + 1, len(self.text)) if self.text[n] in "]}"), len(self.text))
        if end == len(self.text):
            message = "the bracket is not closed: a ] is missing"
            self.fault(start, end, message, "]", edit_at=(end, end))
        self.at = min(end + 1, len(self.text))
        inside = self.text[start + 1 : end]
        closing = self.text[end] if end < len(self.text) else "]"
        boost = self._boost()
        self.tokens.append(_Token("range", start, self.at, self.text[start] + inside + closing, boost=boost))


def _bounded(digits: str) -> int:
    return int(digits[:9])


# --- tokens to a tree ----------------------------------------------------------------------------

_BAD = All()  # stands where a mistake was; such a tree is never handed out
_OPENING = ("(", "field", "word", "phrase", "range", "atleast", "inquote")
_POSITIONS = 'the sides of NEAR are words, "phrases", wildcards, NEAR, and ORs of these'


@dataclass
class _Parser:
    """Recursive descent. `or_first`, `lower`, `ask` make the other reading of an ambiguous query."""

    text: str
    today: date
    or_first: bool = False
    lower: bool = False
    ask: bool = False
    mixed: bool = field(default=False, init=False)
    question: bool = field(default=False, init=False)
    terms: int = field(default=0, init=False)
    depth: int = field(default=0, init=False)
    in_quote: bool = field(default=False, init=False)
    spans: list[tuple[Node, int, int]] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        scanner = _Scanner(self.text)
        self.tokens = scanner.scan()
        self.faults = scanner.faults
        self._fault = scanner.fault
        self.index = 0
        self._read_lower(self.lower)
        self.lower = self.lower or self._has_lower()

    def in_order(self) -> list[_Fault]:
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

    # -- lower-case operators are words; the other reading takes them as operators

    def _has_lower(self) -> bool:
        return any(self._is_lower(n) for n in range(len(self.tokens)))

    def _is_lower(self, n: int) -> bool:
        token = self.tokens[n]
        if token.kind != "word" or token.text not in _LOWER or token.literal or token.exact or token.tilde is not None:
            return False
        before = self.tokens[n - 1].kind if n else "end"
        after = self.tokens[n + 1].kind
        return after in (*_OPENING, "not") and (
            before in ("word", "phrase", "range", ")") or (token.text == "not" and n == 0)
        )

    def _read_lower(self, wanted: bool) -> None:
        if wanted:
            for n in [n for n in range(len(self.tokens)) if self._is_lower(n)]:
                token = self.tokens[n]
                kind: _Kind = (
                    "and"
                    if token.text == "and"
                    else "or"
                    if token.text == "or"
                    else "near"
                    if token.text == "near"
                    else "not"
                )
                self.tokens[n] = replace(token, kind=kind, number=5)

    # -- levels

    def _peek(self) -> _Token:
        return self.tokens[self.index]

    def _take(self) -> _Token:
        token = self.tokens[self.index]
        if token.kind != "end":
            self.index += 1
        return token

    def _level(self, known: Field | None) -> Node | None:
        """Everything up to a ) or the end: operands joined by AND (also unwritten) and OR."""
        items: list[tuple[str, Node]] = []
        pending: _Token | None = None
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
        signs: list[_Token] = []
        while self._peek().kind == "not":
            signs.append(self._take())
        node = self._near(known)
        if node is None:
            if signs:
                self._fault(signs[-1].start, signs[-1].end, f"{_printed(signs[-1])} has nothing after it to leave out")
            return _BAD
        if self.depth + len(signs) > DEPTH_MAX:
            self._too_deep(signs[0].start, signs[-1].end)
            return _BAD
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
                left = left or right or _BAD
                continue
            joined += 1
            if self.depth + joined > DEPTH_MAX:
                self._too_deep(operator.start, operator.end)
                return _BAD
            self._check_near(left, right, operator)
            left = Near(left, right, operator.number, operator.ordered)
        return left

    def _check_near(self, left: Node, right: Node, operator: _Token) -> None:
        printed = self.text[operator.start : operator.end]
        for side in (left, right):
            if side is not _BAD and not has_positions(side):
                self._fault(operator.start, operator.end, f"{printed} cannot count words here: {_POSITIONS}", "AND")
                return
        names = text_fields(left) | text_fields(right)
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
            return _BAD
        return self._boosted(node, closing)

    def _skip_group(self, opening: _Token) -> Node:
        level = 1
        while level and self._peek().kind != "end":
            kind = self._take().kind
            level += (kind == "(") - (kind == ")")
        self._too_deep(opening.start, self.tokens[self.index - 1].end)
        return _BAD

    def _too_deep(self, start: int, end: int) -> None:
        words = " ".join(_escaped(word) for word in analysis.forms(self.text[start:end])[:5])
        self._fault(start, end, f"nested deeper than {DEPTH_MAX}: write it flatter", words)

    def _boosted(self, node: Node, token: _Token) -> Node:
        return node if token.boost is None or node is _BAD else Boost(node, token.boost)

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
            return self._boosted(self._leaf(token, known), token) if known else _BAD
        self._fault(
            name.start, name.end, f"{name.text}: needs a value, like {known.example if known else 'title:crimea'}"
        )
        return _BAD

    def _unknown_field(self, name: _Token) -> None:
        near = nearest(name.text.lower(), tuple(fields.NAMES))
        offer = f"did you mean {near[0]}:? " if near else ""
        message = f"there is no field {name.text}; {offer}The fields are {', '.join(sorted(fields.FIELDS))}"
        self._fault(name.start, name.end, message, f"{near[0]}:" if near else "")

    def _at_least(self, known: Field | None) -> Node:
        token = self._take()
        node = self._group(known)
        if node is _BAD:
            return _BAD
        if not has_positions(node):
            message = 'atleast counts words, "phrases", wildcards, NEAR, and ORs of these'
            self._fault(token.start, token.end, message)
            return _BAD
        if isinstance(node, Boost):
            return Boost(AtLeast(token.number, node.node), node.factor)
        if len(text_fields(node)) > 1:
            self._fault(token.start, token.end, "atleast counts in one field, not in several")
        return AtLeast(token.number, node)

    def _quote(self, known: Field | None) -> Node:
        token = self._take()
        if self.in_quote:
            self._fault(token.start, token.end, "a quote( … ) inside another says nothing more: leave it out")
        self.in_quote, before = True, self.in_quote
        node = self._group(known)
        self.in_quote = before
        if node is _BAD:
            return _BAD
        factor = node.factor if isinstance(node, Boost) else None
        inside = node.node if isinstance(node, Boost) else node
        if not _asks_quotes(inside):
            message = "inside quote( … ) only words, said:, reported: and speaker: can be asked of one quote"
            self._fault(token.start, token.end, message)
        return InQuote(inside) if factor is None else Boost(InQuote(inside), factor)

    # -- leaves

    def _leaf(self, token: _Token, known: Field | None) -> Node:
        if known is None or known.kind == "text":
            node = self._text_leaf(token, known.name if known else "")
        elif token.kind == "range":
            node = self._range_leaf(token, known)
        else:
            self.terms += 1
            node = self._value_leaf(token, known)
        if node is not _BAD:
            self.spans.append((node, token.start, token.end))
        return node

    def _fault_terms(self) -> None:
        cut = 0
        for n, (node, _, end) in enumerate(self.spans):
            cut += len(node.parts) if isinstance(node, Phrase) else 1
            if cut > TERMS_MAX:
                start = self.spans[n - 1][2] if n else 0
                message = f"a query may have {TERMS_MAX} words, this one has {self.terms}"
                words = " ".join(_escaped(word) for word in analysis.forms(self.text[:start])[:TERMS_MAX])
                self._fault(start, end, message, words, edit_at=(0, len(self.text)))
                return

    def _text_leaf(self, token: _Token, name: str) -> Node:
        if token.kind == "range":
            self.terms += 1
            self._fault(
                token.start,
                token.end,
                "a range needs a field of dates or numbers, like date:[2014-03-01 TO 2014-03-16]",
            )
            return _BAD
        if token.kind == "phrase":
            return self._phrase(token, name)
        self.terms += 1
        if token.text[:1] in "<>" and 0 not in token.literal and token.text:
            sign = token.text[:1]
            message = f"{sign} compares dates and numbers: write it after such a field, like words:>500"
            self._fault(token.start, token.end, message, _words_only(token.text))
            return _BAD
        if token.tilde is not None:
            return self._fuzzy(token, name)
        if _wild(token.text, token.literal):
            return self._wildcard(token, name)
        if not analysis.forms(token.text):
            self._fault(
                token.start, token.end, f"{self.text[token.start : token.end]} has no letter or digit to search for"
            )
            return _BAD
        return Word(token.text, name, token.exact)

    def _fuzzy(self, token: _Token, name: str) -> Node:
        words = analysis.forms(token.text)
        printed = token.tilde or "2"
        word = words[0] if words else ""
        if printed not in ("1", "2"):
            self._fault(
                token.start, token.end, "~ allows one or two wrong letters: write ~1 or ~2", f"{_escaped(token.text)}~2"
            )
        elif len(words) != 1 or _wild(token.text, token.literal) or token.exact:
            self._fault(
                token.start, token.end, "~ goes with one plain word, like yanukovich~", " ".join(map(_escaped, words))
            )
        elif len(word) < int(printed) + 2:
            edit = f"{_escaped(token.text)}~1" if len(word) > 2 else _escaped(token.text)
            message = f"{token.text} is too short for {printed} wrong letters: nearly every short word would fit"
            self._fault(token.start, token.end, message, edit)
        else:
            return Fuzzy(token.text, int(printed), name)
        return _BAD

    def _wildcard(self, token: _Token, name: str) -> Node:
        parts = self._parts(token.text, token.literal, token.exact)
        if parts is None or not parts:
            edit = "" if parts is not None else _words_only(token.text)
            message = (
                f"a wildcard needs at least {FIXED_LETTERS} fixed letters, like annex*; no query finds all articles"
            )
            self._fault(token.start, token.end, message, edit)
            return _BAD
        last = parts[-1]
        if len(parts) == 1 and isinstance(last, Wildcard):
            return self._asked(replace(last, field=name), token)
        self.terms += len(parts) - 1
        return Phrase(parts, name)

    def _asked(self, node: Wildcard, token: _Token) -> Node:
        """`crimea?` at the end of what may be a question: a wildcard, and the page offers the plain word."""
        bare = node.pattern[:-1]
        if node.pattern.endswith("?") and not _wild(bare, frozenset()) and self.tokens[self.index].kind == "end":
            self.question = True
            if self.ask:
                return Word(bare, node.field)
        return node

    def _parts(self, text: str, literal: frozenset[int], exact: bool) -> tuple[Word | Wildcard, ...] | None:
        """A word as typed with its wildcards, taken apart where the analysis would; None if a wildcard is too short."""
        if not _wild(text, literal):
            return (Word(text, exact=exact),) if analysis.forms(text) else ()
        shown = "".join(" " if n in literal and c in "*?" else c for n, c in enumerate(text))
        parts: list[Word | Wildcard] = []
        for piece in _PIECES.findall(shown):
            if not _wild(piece, frozenset()):
                parts += [Word(piece, exact=exact)] if analysis.forms(piece) else []
            elif sum(c.isalnum() for c in piece) < FIXED_LETTERS:
                return None
            else:
                parts.append(Wildcard(piece))
        return tuple(parts)

    def _phrase(self, token: _Token, name: str) -> Node:
        parts: list[Word | Wildcard] = []
        for begin, end in _split(token.text):
            marked = token.text[begin] == "=" and begin not in token.literal and end > begin + 1
            exact, start = token.exact or marked, begin + marked
            found = self._parts(
                token.text[start:end], frozenset(n - start for n in token.literal if start <= n < end), exact
            )
            if found is None:
                message = f"a wildcard needs at least {FIXED_LETTERS} fixed letters, inside a phrase too"
                place = token.begin + start
                self._fault(place, min(token.begin + end, token.end), message)
                return _BAD
            parts += found
        self.terms += max(1, len(parts))
        if not parts:
            self._fault(token.start, token.end, "nothing to search for between the quotation marks")
            return _BAD
        phrase = Phrase(tuple(parts), name)
        return phrase if token.tilde is None else self._slop(phrase, token)

    def _slop(self, phrase: Phrase, token: _Token) -> Node:
        """ "kerry lavrov"~5 is kerry NEAR/5 lavrov; of three and more words each is near the ones before."""
        printed = token.tilde or ""
        quoted = self.text[token.begin : token.begin + len(token.text)]
        if not printed.isdecimal() or int(printed) > DISTANCE_MAX:
            message = f'~ after a phrase needs the number of words between, 0 to {DISTANCE_MAX}: "kerry lavrov"~5'
            self._fault(token.start, token.end, message, f'"{quoted}"~{5 if not printed.isdecimal() else DISTANCE_MAX}')
            return _BAD
        if len(phrase.parts) > DEPTH_MAX:
            self._fault(token.start, token.end, f"at most {DEPTH_MAX} words can be near each other", f'"{quoted}"')
            return _BAD
        sides = [replace(part, field=phrase.field) for part in phrase.parts]
        node: Node = sides[0]
        for side in sides[1:]:
            node = Near(node, side, int(printed))
        return node

    # -- values of fields that are not text

    def _value_leaf(self, token: _Token, known: Field) -> Node:
        text = token.text.strip()
        if token.tilde is not None and known.kind not in ("date", "url"):
            self._fault(token.start, token.end, f"~ has no meaning in {known.name}:", _value(text))
            return _BAD
        if not text:
            self._fault(token.start, token.end, f"{known.name}: needs a value, like {known.example}", "")
            return _BAD
        match known.kind:
            case "name":
                return self._name(token, text, known)
            case "date":
                return self._date(token, text, known)
            case "number":
                return self._number(token, text, known)
            case "copies":
                return Term("copies", "first") if text.lower() == "first" else self._number(token, text, known)
            case "url":
                return Term("url", text)
            case _:
                return self._listed(token, text.lower(), known)

    def _name(self, token: _Token, text: str, known: Field) -> Node:
        if token.kind == "word" and _wild(text, token.literal):
            self._fault(
                token.start, token.end, f"{known.name}: takes whole names, no wildcards", _value(_words_only(text))
            )
        elif token.exact and known.name != "place":
            self._fault(token.start, token.end, f"= has no meaning in {known.name}:", _value(text))
        elif not analysis.forms(text):
            self._fault(
                token.start,
                token.end,
                f"{known.name}: needs a name, like {known.example}",
                "",
                edit_at=(self._before(token), token.end),
            )
        else:
            return Term(known.name, f"={text}" if token.exact else text)
        return _BAD

    def _before(self, token: _Token) -> int:
        """Where the field of a value begins, to take both out."""
        before = self.tokens[self.tokens.index(token) - 1]
        return before.start if before.kind == "field" else token.start

    def _listed(self, token: _Token, text: str, known: Field) -> Node:
        where = (self._before(token), token.end)
        if known.name == "lang" and not re.fullmatch(r"[a-z]{2,3}", text):
            self._fault(token.start, token.end, "lang: takes an ISO 639-1 code, like en, uk or ru", "", edit_at=where)
        elif known.name == "year" and not re.fullmatch(r"[0-9]{4}", text):
            self._fault(token.start, token.end, "year: takes four digits, like 2014", "", edit_at=where)
        elif known.kind == "id" and not re.fullmatch(r"[0-9]{1,15}", text):
            self._fault(token.start, token.end, "id: takes the number of an article", "", edit_at=where)
        elif known.kind == "has" and text not in fields.HAS:
            near = nearest(text, tuple(fields.HAS))
            edit = (near[0], (token.start, token.end)) if near else ("", where)
            self._fault(token.start, token.end, f"has: knows {', '.join(sorted(fields.HAS))}", edit[0], edit_at=edit[1])
        else:
            return Term(known.name, str(int(text)) if known.kind == "id" else text)
        return _BAD

    def _range_leaf(self, token: _Token, known: Field) -> Node:
        self.terms += 1
        inside = token.text[1:-1].strip()
        sides = re.split(r"\s+TO\s+", inside)
        if known.kind not in ("date", "number", "copies") or len(sides) != 2:
            message = "a range is [from TO to] after a field of dates or numbers: date:[2014-03-01 TO 2014-03-16]"
            self._fault(token.start, token.end, message, "", edit_at=(self._before(token), token.end))
            return _BAD
        low = (">" if token.text[0] == "{" else ">=") + sides[0]
        high = ("<" if token.text[-1] == "}" else "<=") + sides[1]
        if known.kind == "date":
            return self._date_between(token, low, high, known, touching=False)
        return self._number_between(token, low, high, known)

    def _date(self, token: _Token, text: str, known: Field) -> Node:
        if text.lower() == "unknown" and known.name == "date":
            return DateIn("date", unknown=True)
        touching = text.startswith("~")
        value = text.removeprefix("~")
        if ".." in value:
            low, _, high = value.partition("..")
            return self._date_between(token, f">={low or '*'}", f"<={high or '*'}", known, touching)
        if value[:1] in ("<", ">"):
            open_side = (">=*", value) if value[0] == "<" else (value, "<=*")
            return self._date_between(token, *open_side, known, touching)
        return self._date_between(token, f">={value}", f"<={value}", known, touching)

    def _date_between(self, token: _Token, low: str, high: str, known: Field, touching: bool) -> Node:
        """`low` begins with > or >=, `high` with < or <=."""
        try:
            low_days, high_days = self._days(low.lstrip("<>=")), self._days(high.lstrip("<>="))
            first = low_days and (low_days[0] if low.startswith(">=") else low_days[1] + timedelta(days=1))
            last = high_days and (high_days[1] if high.startswith("<=") else high_days[0] - timedelta(days=1))
        except _WrongDateError as wrong:
            self._fault(token.start, token.end, f"{known.name}: {wrong}", self._mended_date(low, high, wrong, touching))
            return _BAD
        except OverflowError:
            self._fault(token.start, token.end, f"{known.name}: outside the years 1 to 9999", "*")
            return _BAD
        if first and last and last < first:
            message = f"the range runs backwards: {first} comes after {last}"
            self._fault(token.start, token.end, message, f"{last}..{first}")
            return _BAD
        return DateIn(known.name, first or None, last or None, touching)

    def _mended_date(self, low: str, high: str, wrong: _WrongDateError, touching: bool) -> str:
        def mended(side: str) -> str:
            bare = side.lstrip("<>=")
            return wrong.repair if bare == wrong.printed else bare

        sign = "~" if touching else ""
        if low.lstrip("<>=") == high.lstrip("<>="):
            return sign + mended(low)
        if low == ">=*":
            return sign + high[: len(high) - len(high.lstrip("<>="))] + mended(high)
        if high == "<=*":
            return sign + low[: len(low) - len(low.lstrip("<>="))] + mended(low)
        return f"{sign}{mended(low)}..{mended(high)}"

    def _days(self, printed: str) -> tuple[date, date] | None:
        """First and last day of what is printed; None for an open end."""
        text = printed.strip().lower()
        if text == "*":
            return None
        if text in ("today", "now"):
            return self.today, self.today
        if text == "yesterday":
            return self.today - timedelta(days=1), self.today - timedelta(days=1)
        if moved := re.fullmatch(r"([+-])([0-9]{1,7})([dwmy])", text):
            day = _moved(self.today, int(moved[1] + moved[2]), moved[3])
            return day, day
        return _calendar(printed.strip())

    def _number(self, token: _Token, text: str, known: Field) -> Node:
        if ".." in text:
            low, _, high = text.partition("..")
            return self._number_between(token, f">={low or '*'}", f"<={high or '*'}", known)
        if text[:1] in ("<", ">"):
            sides = (">=*", text) if text[0] == "<" else (text, "<=*")
            return self._number_between(token, *sides, known)
        return self._number_between(token, f">={text}", f"<={text}", known)

    def _number_between(self, token: _Token, low: str, high: str, known: Field) -> Node:
        ends: list[int | None] = []
        for side in (low, high):
            bare = side.lstrip("<>=").strip()
            if bare == "*":
                ends.append(None)
            elif re.fullmatch(r"[0-9]{1,9}", bare):
                ends.append(int(bare) + (0 if "=" in side[:2] else 1 if side[0] == ">" else -1))
            else:
                forms = "first or a number" if known.kind == "copies" else "a number"
                message = f"{known.name}: takes {forms}, like {known.example}"
                self._fault(token.start, token.end, message, "", edit_at=(self._before(token), token.end))
                return _BAD
        if ends[0] is not None and ends[1] is not None and ends[1] < ends[0]:
            self._fault(
                token.start,
                token.end,
                f"the range runs backwards: {ends[0]} is more than {ends[1]}",
                f"{max(0, ends[1])}..{ends[0]}",
            )
            return _BAD
        return NumberIn(known.name, ends[0], ends[1])


def _printed(token: _Token) -> str:
    return token.text or {"and": "AND", "or": "OR", "not": "-"}[token.kind]


def _wild(text: str, literal: frozenset[int]) -> bool:
    return any(c in "*?" and n not in literal for n, c in enumerate(text))


def _split(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"\S+", text)]


def _words_only(text: str) -> str:
    return " ".join(_escaped(word) for word in analysis.forms(text))


# --- dates ---------------------------------------------------------------------------------------


class _WrongDateError(Exception):
    """Carries what was printed and a date that can stand in its place."""

    def __init__(self, message: str, printed: str, repair: str) -> None:
        super().__init__(message)
        self.printed = printed
        self.repair = repair


_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_FORMS = "write a date as 2014, 2014-03 or 2014-03-14, or -7d, today, unknown"


def _calendar(printed: str) -> tuple[date, date]:
    parts = re.fullmatch(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?", printed)
    if not parts:
        raise _WrongDateError(f"{printed or 'nothing'} is no date: {_FORMS}", printed, _iso(printed))
    year, month, day = int(parts[1]), int(parts[2] or 0), int(parts[3] or 0)
    if year == 0:
        raise _WrongDateError("there is no year 0", printed, "*")
    if parts[2] is None:
        return date(year, 1, 1), date(year, 12, 31)
    if not 1 <= month <= 12:
        raise _WrongDateError(f"there is no month {month}", printed, f"{year:04}")
    days = monthrange(year, month)[1]
    if parts[3] is None:
        return date(year, month, 1), date(year, month, days)
    if not 1 <= day <= days:
        message = f"{_MONTHS[month - 1]} {year} has {days} days, not {day}"
        raise _WrongDateError(message, printed, f"{year:04}-{month:02}-{max(1, min(day, days)):02}")
    return date(year, month, day), date(year, month, day)


def _iso(printed: str) -> str:
    """A date in another order as ISO where the order of day and month cannot be mistaken, else its year, else open."""
    if parts := re.search(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})", printed):
        one, two, year = int(parts[1]), int(parts[2]), int(parts[3])
        day, month = (one, two) if one > 12 or one == two else (two, one) if two > 12 else (0, 0)
        if year and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
            return f"{year:04}-{month:02}-{day:02}"
    year_only = re.search(r"(?<![0-9])[1-9][0-9]{3}(?![0-9])", printed)
    return year_only.group() if year_only else "*"


def _moved(day: date, count: int, unit: str) -> date:
    if unit in "dw":
        return day + timedelta(days=count * (7 if unit == "w" else 1))
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "y" else 1)
    year, month = months // 12, months % 12 + 1
    if not 1 <= year <= 9999:
        raise OverflowError
    return date(year, month, min(day.day, monthrange(year, month)[1]))


# --- what a tree may hold ------------------------------------------------------------------------


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
            return node is _BAD


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


def _asks_quotes(node: Node) -> bool:
    match node:
        case Word(field=name) | Wildcard(field=name) | Fuzzy(field=name) | Phrase(field=name):
            return name in ("", "said", "reported")
        case Term(name):
            return name == "speaker"
        case Near(left, right):
            return _asks_quotes(left) and _asks_quotes(right)
        case And(nodes) | Or(nodes):
            return all(map(_asks_quotes, nodes))
        case Not(inner) | Boost(inner) | AtLeast(_, inner):
            return _asks_quotes(inner)
        case InQuote(inner):
            return _asks_quotes(inner)
        case _:
            return node is _BAD


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


# --- a tree to text ------------------------------------------------------------------------------

_SPECIAL = set("\\()|:^~*?[]{}+=!&/<>,;" + _QUOTES)
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
        case Word(text) if full and text in _LOWER:
            return f'"{text}"'
        case _:
            return _leaf_text(node)


def _wrapped(printed: str, binds: int, around: int, full: bool) -> str:
    return f"({printed})" if binds < around or (full and around) else printed


def _factor(factor: float) -> str:
    return f"{factor:.12f}".rstrip("0").rstrip(".")


def _leaf_text(node: Node) -> str:
    match node:
        case Word(text, name, exact):
            return f"{_prefix(name)}{'=' if exact else ''}{_escaped(text)}"
        case Wildcard(pattern, name):
            return f"{_prefix(name)}{pattern}"
        case Fuzzy(text, distance, name):
            return f"{_prefix(name)}{_escaped(text)}~{distance}"
        case Phrase(parts, name):
            return f'{_prefix(name)}"{" ".join(map(_part_text, parts))}"'
        case Term(name, value):
            exact = name == "place" and value.startswith("=")
            return f"{name}:{'=' if exact else ''}{_value(value[1:] if exact else value)}"
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
    escaped = "".join(f"\\{c}" if c in "\\*?" or c in _QUOTES else c for c in part.text)
    sign = "=" if part.exact else "\\" if escaped.startswith("=") else ""
    return sign + escaped


def _value(value: str) -> str:
    if (
        _BARE_VALUE.fullmatch(value)
        and value.translate(_LOOK_ALIKES) not in ("AND", "OR", "NOT")
        and not _NEAR_BARE.fullmatch(value.translate(_LOOK_ALIKES))
    ):
        return value
    return '"' + "".join(f"\\{c}" if c == "\\" or c in _QUOTES else c for c in value) + '"'


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


def _escaped(text: str) -> str:
    """A word as it must be typed to be read as just this word."""
    latin = text.translate(_LOOK_ALIKES)
    operator = latin in ("AND", "OR", "NOT") or text in _LOWER or _NEAR_BARE.fullmatch(latin)
    if operator:
        return f"\\{text}"
    escaped = "".join(f"\\{c}" if c in _SPECIAL or c.isspace() else c for c in text)
    return f"\\{escaped}" if text[:1] in _DASHES else escaped
