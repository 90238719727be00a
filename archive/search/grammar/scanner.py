"""Typed text to tokens in one pass."""

from __future__ import annotations

import re
from dataclasses import replace

import regex

from archive.search import fields
from archive.search.grammar import foreign
from archive.search.grammar.foreign import Foreign
from archive.search.grammar.limits import (
    AT_LEAST_MAX,
    BOOST_MAX,
    DISTANCE_MAX,
)
from archive.search.grammar.tokens import DASHES, LOOK_ALIKES, NEAR_BARE, QUOTES, SIGNS, Fault, Kind, Token
from archive.text import analysis

_PLAIN = re.compile(rf"[^\\ ()|:~^{QUOTES}]+")  # what cannot end a word or change it
_FIELD_NAME = regex.compile(r"[\p{L}_][\p{L}\p{N}_.\-]*")
_NEAR = re.compile(r"(NEAR|ONEAR|W|N|PRE)/(\d{1,9})", re.IGNORECASE)
_NEAR_UNIT = re.compile(r"(NEAR|ONEAR|W|N|PRE|ADJ)?/(S|P|SENT|SENTENCE|PARA|PARAGRAPH|SEG)", re.IGNORECASE)
_NEAR_SLASH = re.compile(r"/(\d{1,9})")
_REGULAR = re.compile(r"/[^\s/]+/(?=[\s)]|$)")
_AT_LEAST = re.compile(r"(?:atleast|ATLEAST|AtLeast)(\d{0,9})")
_OPERATORS: dict[str, Kind] = {"AND": "and", "OR": "or", "NOT": "not"}
# Distances offered for another product's "same sentence" and "same paragraph": the usual lengths of both in news.
_SENTENCE, _PARAGRAPH = 20, 60
# Kinds of fields whose values are compared: signs belong to the value.
_COMPARED = ("date", "number", "copies")


class Scanner:
    """Typed text to tokens, each character looked at a bounded number of times.

    `steps` counts the characters looked at, ahead and again too: what the tests hold to a figure a character.
    """

    def __init__(self, text: str) -> None:
        self.typed = text
        self.text = text.translate(SIGNS)
        self.at = 0
        self.steps = len(text)
        # Looked for once: from each « anew, a text of many would be read as many times.
        self._last_guillemet = self.text.rfind("»")
        self.tokens: list[Token] = []
        self.faults: list[Fault] = []

    def scan(self) -> list[Token]:
        while self.at < len(self.text):
            before = self.at
            self._next()
            self.steps += 1 + abs(self.at - before)
        self.tokens.append(Token("end", self.at, self.at))
        return self.tokens

    def fault(
        self, start: int, end: int, message: str, edit: str = "", *, edit_at: tuple[int, int] | None = None
    ) -> None:
        edit_start, edit_end = edit_at or (start, end)
        self.faults.append(Fault(start, end, message, edit_start, edit_end, edit))

    def _next(self) -> None:
        sign, start = self.text[self.at], self.at
        following = self.text[start + 1 : start + 2]
        value = self._value_kind()
        if sign == " ":
            self.at += 1
        elif value in _COMPARED and sign not in "([{" + QUOTES:
            self._word()
        elif sign == "(":
            self._sign("(")
        elif sign == ")":
            self._sign(")", boost=True)
        elif sign == "|":
            self._sign("or", 2 if following == "|" else 1)
        elif sign == "&" and following in ("&", " ", ""):
            self._sign("and", 2 if following == "&" else 1)
        elif sign in QUOTES:
            self._phrase(start, exact=False)
        elif sign in DASHES or (sign == "!" and following not in ("", " ", "!")):
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
        if known is None and self.tokens[-1].text.lower() in foreign.DATES:
            return "date"  # before:-7d
        return known.kind if known else "text"

    def _sign(self, kind: Kind, length: int = 1, *, boost: bool = False) -> None:
        start = self.at
        self.at += length
        factor = self._boost() if boost else None
        self.tokens.append(Token(kind, start, self.at, boost=factor))

    def _minus(self, value: str, following: str) -> None:
        start = self.at
        self.at += 1
        if following in ("", " ", ")") or following in DASHES:
            self.fault(start, start + 1, "- stands alone: write it right before the word to leave out", " ")
        elif value:
            name = self.tokens[-1]
            self.fault(name.start, start + 1, f"write - before the field: -{name.text}:…", f"-{name.text}:")
        else:
            self.tokens.append(Token("not", start, self.at))

    def _exact(self, following: str) -> None:
        start = self.at
        self.at += 1
        if following and following in QUOTES:
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
        self.steps += end - start
        if near := _NEAR_SLASH.fullmatch(printed):
            self.at = end
            self.fault(start, end, f"write {printed} as w{printed}", f"w/{near[1]}")
            self.tokens.append(Token("near", start, end, number=_bounded(near[1])))
        elif unit := _NEAR_UNIT.fullmatch(printed):
            self.at = end
            self._no_units(start, end, unit)
        elif len(printed) > 2 and printed.endswith("/"):
            self.at = end
            words = " ".join(self.typed[start + t.start : start + t.end] for t in analysis.tokens(text[start:end]))
            message = "regular expressions are not supported: wildcards are, like sep?ratist or annex*"
            self.fault(start, end, message, words)
            if words:
                self.tokens.append(Token("word", start, end, text=words, begin=start))
        else:
            return False
        return True

    def _no_units(self, start: int, end: int, unit: re.Match[str]) -> None:
        distance = _SENTENCE if unit[2].upper() in ("S", "SENT", "SENTENCE") else _PARAGRAPH
        operator = "pre" if (unit[1] or "").upper() in ("PRE", "ONEAR", "ADJ") else "w"
        message = (
            f"{unit.group()} (same sentence or paragraph) is not supported: count words, like {operator}/{distance}"
        )
        self.fault(start, end, message, f"{operator}/{distance}")
        self.tokens.append(Token("near", start, end, number=distance, ordered=operator == "pre"))

    # -- words

    def _word(self, exact_from: int | None = None) -> None:
        start = self.at if exact_from is None else exact_from
        begin = self.at
        kind = self._value_kind()
        letters: list[str] = []
        literal: set[int] = set()
        tilde, boost = None, None
        may_be_field = not kind and exact_from is None
        while self.at < len(self.text):
            if run := _PLAIN.match(self.text, self.at):
                letters.extend(run.group())
                self.at = run.end()
                self.steps += run.end() - run.start()
                continue
            sign = self.text[self.at]
            self.steps += 1
            if sign == "\\" and self.at + 1 < len(self.text):
                literal.add(len(letters))
                letters.append(self.text[self.at + 1])
                self.at += 2
            elif sign == " " and kind in _COMPARED and "".join(letters[:3]) in (">", "<", ">=", "<="):
                self.at += 1  # date:>= 2014
            elif sign in " )" or sign in QUOTES or (sign in "(|" and kind != "url"):
                break
            elif sign == ":" and may_be_field and not literal:
                if _FIELD_NAME.fullmatch("".join(letters)):
                    self._field(start, "".join(letters))
                    return
                may_be_field = False  # no name has a colon: asked once, or many colons would be read again and again
                letters.append(sign)
                self.at += 1
            elif sign == "~" and letters and kind not in ("url", "date"):
                tilde = self._digits_after()
            elif sign == "^" and self._boost_follows():
                boost = self._boost()
            elif sign == "^" and letters and kind != "url":
                self._no_weight()
            else:
                letters.append(sign)
                self.at += 1
        token = Token(
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
        self._operator_or_word(token, kind)

    def _no_weight(self) -> None:
        """^ without a number: up to the end of the word it is no part of it."""
        start = self.at
        while self.at < len(self.text) and self.text[self.at] not in " ()|" and self.text[self.at] not in QUOTES:
            self.at += 1
        self.steps += self.at - start
        self.fault(start, self.at, "^ needs a number after it, the weight of the word, like ^3")

    def _field(self, start: int, name: str) -> None:
        if self.text[self.at + 1 : self.at + 3] == "//":
            # An address: everything up to the next space is its value.
            end = self.at
            while end < len(self.text) and self.text[end] not in ' "':
                end += 1
            self.steps += end - self.at
            address = self.typed[start:end]
            self.fault(start, end, "to find one article by its address write url: before it", f'url:"{address}"')
            self.at = end
            return
        self.at += 1
        self.tokens.append(Token("field", start, self.at, name))

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

    def _operator_or_word(self, token: Token, value: str) -> None:
        """`value`: the kind of field whose value this is, "" for none."""
        self.steps += 2 * len(token.text)  # held against the operators, ours and others'
        if token.plain and self._operator(token, token.text.translate(LOOK_ALIKES)):
            return
        if token.plain and self.text[self.at : self.at + 1] == "(" and not value and self._call(token):
            return
        other = self._foreign(token, value)
        if other is None:
            self.tokens.append(token)
        else:
            self._read_as(other)

    def _foreign(self, token: Token, value: str) -> Foreign | None:
        if value not in ("", "text") or token.tilde is not None or token.boost is not None:
            return None
        if value or not token.plain:
            return foreign.ending(token)
        return foreign.foreign(self.text, token, self.tokens[-1] if self.tokens else None)

    def _read_as(self, other: Foreign) -> None:
        self.fault(other.start, other.end, other.message, other.edit)
        self.steps += abs(other.at - self.at)
        if other.tokens and other.tokens[0].kind == "field" and self.tokens and self.tokens[-1].start == other.start:
            self.tokens.pop()  # title :crimea: the word before was the field
        self.tokens += other.tokens
        self.at = other.at

    def _operator(self, token: Token, latin: str) -> bool:
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
            self.tokens.append(Token("near", start, end, number=min(distance, DISTANCE_MAX), ordered=ordered))
        elif unit := _NEAR_UNIT.fullmatch(latin):
            self._no_units(start, end, unit)
        elif bare := NEAR_BARE.fullmatch(latin):
            operator = "NEAR" if bare[1] == "NEAR" else "ONEAR"
            apart = min(_bounded(bare[2] or ("1" if bare[1] == "ADJ" else "5")), DISTANCE_MAX)
            message = f"{latin} needs a distance with a stroke: {operator}/{apart}, at most {apart} words apart"
            self.fault(start, end, message, f"{operator}/{apart}")
            self.tokens.append(Token("near", start, end, number=apart, ordered=operator == "ONEAR"))
        else:
            return False
        return True

    def _call(self, token: Token) -> bool:
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

    # -- phrases and ranges

    def _phrase(self, start: int, *, exact: bool) -> None:
        opening = self.text[self.at]
        self.at += 1
        begin = self.at
        closing = "»" if opening == "«" and self._last_guillemet >= begin else QUOTES
        letters: list[str] = []
        literal: set[int] = set()
        while self.at < len(self.text) and self.text[self.at] not in closing:
            if self.text[self.at] == "\\" and self.at + 1 < len(self.text):
                self.at += 1
                literal.add(len(letters))
            letters.append(self.text[self.at])
            self.at += 1
        self.steps += self.at - begin
        if self.at == len(self.text):
            message = 'the quotation mark is not closed: a " is missing'
            inside = "".join(letters).rstrip(" )")
            end = self.at - (len(letters) - len(inside)) if inside else self.at  # ("visa ban): before the parenthesis
            self.fault(start, self.at, message, '"', edit_at=(end, end))
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
            Token("phrase", start, self.at, "".join(letters), frozenset(literal), exact, tilde, boost, begin=begin)
        )

    def _range(self) -> None:
        start = self.at
        end = next((n for n in range(start + 1, len(self.text)) if self.text[n] in "]}"), len(self.text))
        if end == len(self.text):
            message = "the bracket is not closed: a ] is missing"
            self.fault(start, end, message, "]", edit_at=(end, end))
        self.at = min(end + 1, len(self.text))
        self.steps += self.at - start
        inside = self.text[start + 1 : end]
        closing = self.text[end] if end < len(self.text) else "]"
        boost = self._boost()
        self.tokens.append(Token("range", start, self.at, self.text[start] + inside + closing, boost=boost))


def _bounded(digits: str) -> int:
    return int(digits[:9])
