"""Single tokens to leaves of the tree: words, phrases, wildcards, and the values of fields."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import regex

from archive.search import fields
from archive.search.fields import Field
from archive.search.grammar import languages
from archive.search.grammar.dates import WrongDateError, calendar, end_of, moved, named
from archive.search.grammar.limits import (
    DEPTH_MAX,
    DISTANCE_MAX,
    FIXED_LETTERS,
    TERMS_MAX,
)
from archive.search.grammar.scanner import Scanner
from archive.search.grammar.shape import BAD, nearest
from archive.search.grammar.tokens import Token
from archive.search.grammar.unparse import escaped, quoted
from archive.search.query import (
    DateIn,
    Fuzzy,
    Near,
    Node,
    NumberIn,
    Phrase,
    Term,
    Wildcard,
    Word,
)
from archive.text import analysis

# What `field:*` may mean: what `has:` asks.
_HAS = {"said": "quotes", "person": "actor", "org": "actor", "names": "actor", "country": "place"}
# What one word with wildcards may hold; anything else separates, as in the analysis.
_PIECES = regex.compile(r"[\p{L}\p{N}\p{M}'’ʼ.*?]+")


# Kinds of fields of which * is an open end: date:* is any known date.
_OPEN = ("date", "number", "copies")


_MONTH = re.compile(r"(?!0000)[0-9]{4}-(0[1-9]|1[0-2])")
# Fields with a fixed list of values.
_STEPS = {"length": fields.LENGTHS, "carried": fields.CARRIED, "reading": fields.READINGS, "speech": fields.SPEECH}
# The field of numbers whose steps another lists, with an example.
_COUNTED = {"length": "words", "carried": "copies"}
_LIKE = {"words": ">500", "copies": ">10"}
# The field that takes a range instead.
_RANGED = {"year": "date", "month": "date", **_COUNTED}


def _instead_of_month(text: str) -> str:
    """What was written after month: as it is asked for: 2014-3 with its nought, a year, a day or a span of date:."""
    if parts := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})", text):
        padded = f"{parts[1]}-{int(parts[2]):02}"
        return f"month:{padded}" if _MONTH.fullmatch(padded) else f"date:{parts[1]}"
    one = r"[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?"
    return f"date:{text}" if re.fullmatch(rf"({one})(\.\.({one})?)?|\.\.{one}|[<>]=?{one}", text) else ""


class Leaves:
    """What a token of text or a value says, in its field. The parser knows where it stands."""

    def __init__(self, text: str, today: date, *, ask: bool) -> None:
        self.text = text
        self.today = today
        self.ask = ask  # read crimea? at the end of a query as the plain word
        self.question = False
        self.terms = 0
        self.spans: list[tuple[Node, int, int]] = []
        scanner = Scanner(text)
        self.tokens = scanner.scan()
        self.faults = scanner.faults
        self._fault = scanner.fault
        self.index = 0
        self.work = scanner.steps

    def _leaf(self, token: Token, known: Field | None) -> Node:
        if known and token.kind == "word" and token.text == "*" and not token.literal and known.kind not in _OPEN:
            self._anything(token, known)
            node: Node = BAD
        elif known is None or known.kind == "text":
            node = self._text_leaf(token, known.name if known else "")
        elif token.kind == "range":
            node = self._range_leaf(token, known)
        else:
            self.terms += 1
            node = self._value_leaf(token, known)
        self.work += 2 * (token.end - token.start)  # taken apart, and its words looked for
        if node is not BAD:
            self.spans.append((node, token.start, token.end))
        return node

    def _anything(self, token: Token, known: Field) -> None:
        """`byline:*` of Lucene."""
        self.terms += 1
        asked = _HAS.get(known.name, known.name)
        where = (self._before(token), token.end)
        if asked in fields.HAS:
            message = f"{known.name}:* is written has:{asked}, articles that have one"
            self._fault(token.start, token.end, message, f"has:{asked}", edit_at=where)
        else:
            message = f"{known.name}:* asks nothing: write what to find, like {known.example}"
            self._fault(token.start, token.end, message, "", edit_at=where)

    def _fault_terms(self) -> None:
        cut = 0
        self.work += len(self.text)
        for n, (node, _, end) in enumerate(self.spans):
            cut += len(node.parts) if isinstance(node, Phrase) else 1
            if cut > TERMS_MAX:
                start = self.spans[n - 1][2] if n else 0
                message = f"a query may have {TERMS_MAX} words, this one has {self.terms}"
                words = " ".join(escaped(word) for word in analysis.forms(self.text[:start])[:TERMS_MAX])
                self._fault(start, end, message, words, edit_at=(0, len(self.text)))
                return

    def _text_leaf(self, token: Token, name: str) -> Node:
        if token.kind == "range":
            self.terms += 1
            self._fault(
                token.start,
                token.end,
                "a range needs a field of dates or numbers, like date:[2014-03-01 TO 2014-03-16]",
            )
            return BAD
        if token.kind == "phrase":
            return self._phrase(token, name)
        self.terms += 1
        if token.text[:1] in "<>" and 0 not in token.literal and token.text:
            sign = token.text[:1]
            message = f"{sign} compares dates and numbers: write it after such a field, like words:>500"
            self._fault(token.start, token.end, message, words_only(token.text))
            return BAD
        if token.tilde is not None:
            return self._fuzzy(token, name)
        if _wild(token.text, token.literal):
            return self._wildcard(token, name)
        if not analysis.forms(token.text):
            if token.text == ".." and self._between_values(token):
                return BAD
            self._fault(
                token.start, token.end, f"{self.text[token.start : token.end]} has no letter or digit to search for"
            )
            return BAD
        return Word(token.text, name, token.exact)

    def _between_values(self, token: Token) -> bool:
        """`date:2014-03-01 .. 2014-03-16`: a range in three pieces, put together."""
        field, first, last = self.tokens[max(0, self.index - 3)], self.tokens[self.index - 2], self.tokens[self.index]
        known = fields.find(field.text) if field.kind == "field" else None
        if not known or known.kind not in _OPEN or (first.kind, last.kind) != ("word", "word"):
            return False
        message = f"a range is written without spaces: {field.text}:{first.text}..{last.text}"
        self._fault(token.start, token.end, message, "..", edit_at=(first.end, last.start))
        return True

    def _fuzzy(self, token: Token, name: str) -> Node:
        words = analysis.forms(token.text)
        printed = token.tilde or "2"
        word = words[0] if words else ""
        if printed == "0":
            self._fault(
                token.start, token.end, "~0 allows nothing: leave it out, or write ~1 or ~2", escaped(token.text)
            )
        elif printed not in ("1", "2"):
            self._fault(
                token.start, token.end, "~ allows one or two wrong letters: write ~1 or ~2", f"{escaped(token.text)}~2"
            )
        elif len(words) != 1 or _wild(token.text, token.literal) or token.exact:
            self._fault(
                token.start, token.end, "~ goes with one plain word, like yanukovich~", " ".join(map(escaped, words))
            )
        elif len(word) < int(printed) + 2:
            edit = f"{escaped(token.text)}~1" if len(word) > 2 else escaped(token.text)
            message = f"{token.text} is too short for {printed} wrong letters: nearly every short word would fit"
            self._fault(token.start, token.end, message, edit)
        else:
            return Fuzzy(token.text, int(printed), name)
        return BAD

    def _wildcard(self, token: Token, name: str) -> Node:
        parts = self._parts(token.text, token.literal, token.exact)
        if parts is None or not parts:
            edit = "" if parts is not None else words_only(token.text)
            message = (
                f"a wildcard needs at least {FIXED_LETTERS} fixed letters, like annex*; no query finds all articles"
            )
            self._fault(token.start, token.end, message, edit)
            return BAD
        last = parts[-1]
        if len(parts) == 1 and isinstance(last, Wildcard):
            return self._asked(replace(last, field=name), token)
        self.terms += len(parts) - 1
        return Phrase(parts, name)

    def _asked(self, node: Wildcard, token: Token) -> Node:
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

    def _phrase(self, token: Token, name: str) -> Node:
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
                return BAD
            parts += found
        self.terms += max(1, len(parts))
        if not parts:
            self._fault(token.start, token.end, "nothing to search for between the quotation marks")
            return BAD
        phrase = Phrase(tuple(parts), name)
        return phrase if token.tilde is None else self._slop(phrase, token)

    def _slop(self, phrase: Phrase, token: Token) -> Node:
        """ "kerry lavrov"~5 is kerry NEAR/5 lavrov; of three and more words each is near the ones before."""
        printed = token.tilde or ""
        quoted = self.text[token.begin : token.begin + len(token.text)]
        if not printed.isdecimal() or int(printed) > DISTANCE_MAX:
            message = f'~ after a phrase needs the number of words between, 0 to {DISTANCE_MAX}: "kerry lavrov"~5'
            self._fault(token.start, token.end, message, f'"{quoted}"~{5 if not printed.isdecimal() else DISTANCE_MAX}')
            return BAD
        if len(phrase.parts) > DEPTH_MAX:
            self._fault(token.start, token.end, f"at most {DEPTH_MAX} words can be near each other", f'"{quoted}"')
            return BAD
        sides = [replace(part, field=phrase.field) for part in phrase.parts]
        node: Node = sides[0]
        for side in sides[1:]:
            node = Near(node, side, int(printed))
        return node

    # -- values of fields that are not text

    def _value_leaf(self, token: Token, known: Field) -> Node:
        text = token.text.strip()
        if token.tilde is not None and known.kind not in ("date", "url"):
            self._fault(token.start, token.end, f"~ has no meaning in {known.name}:", quoted(text))
            return BAD
        if not text:
            self._fault(token.start, token.end, f"{known.name}: needs a value, like {known.example}", "")
            return BAD
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
                return self._address(token, text)
            case _:
                return self._listed(token, text.lower(), known)

    def _address(self, token: Token, text: str) -> Node:
        if token.kind == "word" and any(c == "*" and n not in token.literal for n, c in enumerate(token.text)):
            message = "url: takes one whole address, no wildcards; all articles of a source are found by source:"
            self._fault(token.start, token.end, message, quoted(text.replace("*", "")) if text.strip("*") else '"-"')
            return BAD
        return Term("url", text)

    def _name(self, token: Token, text: str, known: Field) -> Node:
        if token.kind == "word" and _wild(text, token.literal):
            self._fault(
                token.start, token.end, f"{known.name}: takes whole names, no wildcards", quoted(words_only(text))
            )
        elif token.exact and known.name != "place":
            self._fault(token.start, token.end, f"= has no meaning in {known.name}:", quoted(text))
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
        return BAD

    def _before(self, token: Token) -> int:
        """Where the field of the value just taken begins, to take both out."""
        before = self.tokens[self.index - 2]
        return before.start if self.index > 1 and before.kind == "field" else token.start

    def _listed(self, token: Token, text: str, known: Field) -> Node:
        where = (self._before(token), token.end)
        if known.name == "lang" and not languages.known(text):
            code = languages.code_of(text)
            message = f"lang: takes an ISO 639-1 code, like en, uk or ru{f'; for {text} write {code}' if code else ''}"
            self._fault(token.start, token.end, message, code, edit_at=(token.start, token.end) if code else where)
        elif known.name == "year" and not re.fullmatch(r"[0-9]{4}", text):
            message = "year: takes four digits, like 2014; a span of years is asked of date:, like date:2013..2014"
            spans = re.fullmatch(r"[<>]?=?[0-9]{4}|([0-9]{4})?\.\.([0-9]{4})?", text)
            self._fault(token.start, token.end, message, f"date:{text}" if spans else "", edit_at=where)
        elif known.name == "month" and not _MONTH.fullmatch(text):
            message = "month: takes a year and a month, like 2014-03; any other span is asked of date:"
            self._fault(token.start, token.end, message, _instead_of_month(text), edit_at=where)
        elif known.name in _STEPS and text not in _STEPS[known.name]:
            self._fault_step(token, text, known, where)
        elif known.kind == "id" and not re.fullmatch(r"[0-9]{1,15}", text):
            self._fault(token.start, token.end, "id: takes the number of an article", "", edit_at=where)
        elif known.kind == "has" and text not in fields.HAS:
            near = nearest(text, tuple(fields.HAS))
            edit = (near[0], (token.start, token.end)) if near else ("", where)
            self._fault(token.start, token.end, f"has: knows {', '.join(sorted(fields.HAS))}", edit[0], edit_at=edit[1])
        else:
            return Term(known.name, str(int(text)) if known.kind == "id" else text)
        return BAD

    def _fault_step(self, token: Token, text: str, known: Field, where: tuple[int, int]) -> None:
        """A value that a field of few values lacks: the one that a number falls in, else the nearest in writing."""
        values = _STEPS[known.name]
        counted = _COUNTED.get(known.name)
        message = f"{known.name}: knows {', '.join(values)}"
        if counted:
            message += f"; any other number is asked of {counted}:, like {counted}:{_LIKE[counted]}"
        near = nearest(text, values)
        if counted and re.fullmatch(r"[0-9]{1,9}", text):
            near = (fields.step_of(values, int(text)),)
        elif counted and re.fullmatch(r"[<>]=?[0-9]{1,9}|[0-9]{0,9}\.\.[0-9]{0,9}", text):
            self._fault(token.start, token.end, message, f"{counted}:{text}", edit_at=where)
            return
        edit = (quoted(near[0]), (token.start, token.end)) if near else ("", where)
        self._fault(token.start, token.end, message, edit[0], edit_at=edit[1])

    def _range_leaf(self, token: Token, known: Field) -> Node:
        self.terms += 1
        inside = token.text[1:-1].strip()
        sides = re.split(r"\s+TO\s+", inside)
        if known.kind not in ("date", "number", "copies") or len(sides) != 2:
            message = "a range is [from TO to] after a field of dates or numbers: date:[2014-03-01 TO 2014-03-16]"
            edit = f"{_RANGED[known.name]}:{token.text}" if known.name in _RANGED and len(sides) == 2 else ""
            self._fault(token.start, token.end, message, edit, edit_at=(self._before(token), token.end))
            return BAD
        low = (">" if token.text[0] == "{" else ">=") + sides[0]
        high = ("<" if token.text[-1] == "}" else "<=") + sides[1]
        if known.kind == "date":
            return self._date_between(token, low, high, known, touching=False)
        return self._number_between(token, low, high, known)

    def _date(self, token: Token, text: str, known: Field) -> Node:
        if text.lower() == "unknown":
            return DateIn(known.name, unknown=True)
        touching = text.startswith("~")
        value = text.removeprefix("~")
        if ".." in value:
            low, _, high = value.partition("..")
            return self._date_between(token, f">={low or '*'}", f"<={high or '*'}", known, touching)
        if value[:1] in ("<", ">"):
            open_side = (">=*", value) if value[0] == "<" else (value, "<=*")
            return self._date_between(token, *open_side, known, touching)
        return self._date_between(token, f">={value}", f"<={value}", known, touching)

    def _date_between(self, token: Token, low: str, high: str, known: Field, touching: bool) -> Node:
        """`low` begins with > or >=, `high` with < or <=."""
        try:
            low_days, high_days = self._days(low.lstrip("<>=")), self._days(high.lstrip("<>="))
            first = low_days and (low_days[0] if low.startswith(">=") else low_days[1] + timedelta(days=1))
            last = high_days and (high_days[1] if high.startswith("<=") else high_days[0] - timedelta(days=1))
        except WrongDateError as wrong:
            if self._written_out(token, known):
                return BAD
            self._fault(token.start, token.end, f"{known.name}: {wrong}", self._mended_date(low, high, wrong, touching))
            return BAD
        except OverflowError:
            self._fault(token.start, token.end, f"{known.name}: outside the years 1 to 9999", "*")
            return BAD
        if first and last and last < first:
            message = f"the range runs backwards: {first} comes after {last}"
            self._fault(token.start, token.end, message, f"{last}..{first}")
            return BAD
        return DateIn(known.name, first or None, last or None, touching)

    def _written_out(self, token: Token, known: Field) -> bool:
        """`date:14 March 2014` without quotation marks: the words after it belong to the date."""
        sign, last = token.text[: len(token.text) - len(token.text.lstrip("<>="))], token
        printed = token.text[len(sign) :].strip()
        for after in self.tokens[self.index : self.index + 2]:
            if token.kind != "word" or after.kind != "word":
                break
            printed, last = f"{printed} {after.text}", after
            if edit := named(printed[:40]):
                self.index += 1 if after is self.tokens[self.index] else 2
                message = f"{known.name}: {printed} is written {edit}"
                self._fault(token.start, last.end, message, f"{sign}{edit}")
                return True
        return False

    def _mended_date(self, low: str, high: str, wrong: WrongDateError, touching: bool) -> str:
        def mended(side: str) -> str:
            bare = side.lstrip("<>=")
            which = end_of(side[: len(side) - len(bare)])
            return wrong.repair.split("..")[which] if bare == wrong.printed else bare

        sign = "~" if touching else ""
        if low.lstrip("<>=") == high.lstrip("<>="):
            return sign + wrong.repair
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
        if relative := re.fullmatch(r"([+-])([0-9]{1,7})([dwmy])", text):
            day = moved(self.today, int(relative[1] + relative[2]), relative[3])
            return day, day
        return calendar(printed.strip())

    def _number(self, token: Token, text: str, known: Field) -> Node:
        if ".." in text:
            low, _, high = text.partition("..")
            return self._number_between(token, f">={low or '*'}", f"<={high or '*'}", known)
        if text[:1] in ("<", ">"):
            sides = (">=*", text) if text[0] == "<" else (text, "<=*")
            return self._number_between(token, *sides, known)
        return self._number_between(token, f">={text}", f"<={text}", known)

    def _number_between(self, token: Token, low: str, high: str, known: Field) -> Node:
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
                return BAD
        if ends[0] is not None and ends[1] is not None and ends[1] < ends[0]:
            self._fault(
                token.start,
                token.end,
                f"the range runs backwards: {ends[0]} is more than {ends[1]}",
                f"{max(0, ends[1])}..{ends[0]}",
            )
            return BAD
        return NumberIn(known.name, ends[0], ends[1])


def _wild(text: str, literal: frozenset[int]) -> bool:
    return any(c in "*?" and n not in literal for n, c in enumerate(text))


def _split(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"\S+", text)]


def words_only(text: str) -> str:
    return " ".join(escaped(word) for word in analysis.forms(text))
