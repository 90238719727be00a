"""Operators as other products write them, each a mistake that names the nearest supported one.

Read as plain words they would quietly find something else: `la=en` (Factiva), `headline(crimea)` and `NOT w/5`
(Nexis), `AROUND(5)` (Google), `p/5` (ProQuest), `econom$` (Factiva), `crimea[ti]` (PubMed). Within quotation marks
each is text like any other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from archive.search import fields
from archive.search.grammar.dates import compared
from archive.search.grammar.limits import AT_LEAST_MAX, DISTANCE_MAX
from archive.search.grammar.tokens import QUOTES, Token

# Fields of other products, and ours that is nearest to each.
FIELDS = {
    "ti": "title",
    "tit": "title",
    "titl": "title",
    "intitle": "title",
    "hlead": "title",
    "lead": "body",
    "lp": "body",
    "td": "body",
    "ab": "body",
    "tx": "body",
    "intext": "body",
    "content": "body",
    "au": "byline",
    "rst": "source",
    "sn": "source",
    "pub": "source",
    "domain": "source",
    "media": "source",
    "pd": "date",
    "dp": "date",
    "py": "date",
    "publish_date": "date",
    "load": "seen",
    "co": "org",
    "company": "org",
    "pe": "person",
    "re": "place",
    "geo": "place",
    "geographic": "place",
    "location": "place",
    "site": "source",  # a whole site; url: is one article
    "length": "words",
    "_exists_": "has",
}
# Fields of other products that say which side of a date is meant, and the sign of date: that says it here. A date
# is as coarse as it is written: before:2014 leaves out all of 2014, after:2014-03 all of March.
DATES = {
    "before": "<",
    "older": "<",
    "older_than": "<",
    "after": ">",
    "newer": ">",
    "newer_than": ">=",  # newer_than:7d, the last seven days
    "since": ">=",
    "from": ">=",
    "until": "<=",
    "till": "<=",
    "to": "<=",
}
# Fields of other products that hold for every word after them.
ALL_IN = {"allintitle": "title", "allintext": "body"}
# What these mean where no date follows: from:smith of mail and of social networks.
NO_DATE = {"from": "byline"}
# Below this a word with ! is an exclamation (wow!), not the beginning of longer words.
_STEM_MIN = 4
_DATE_CALLED = re.compile(r"\(([^()]{1,40})\)")
_NEAR = re.compile(r"(ADJ|NEXT|WITHIN|BEFORE|P)/(\d{1,9})", re.IGNORECASE)
_ORDERED = frozenset(("ADJ", "NEXT", "BEFORE", "P"))
_NEAR_UNSAID = re.compile(r"(NEAR|ONEAR)/.*")
_COMPARED = re.compile(r"([A-Za-z_]{2,20})(>=|<=|[=<>])")
_ENDING = re.compile(r"(.*[^\W\d_]{3})\$\d?")
_AT_LEAST = re.compile(r"atleast(\d{1,9})", re.IGNORECASE)
_WORD = re.compile(r"[^\s()|]+")
_CAPITALS = frozenset(("caps", "allcaps", "nocaps", "singular", "plural"))
_AROUND = re.compile(r"\((\d{1,9})\)")
_JOINED = {"ANDNOT": "NOT", "BUTNOT": "NOT", "XOR": "OR"}


@dataclass(frozen=True, slots=True)
class Foreign:
    """A mistake at [start, end), mended by `edit` there; the tokens read in its place, and where reading goes on."""

    message: str
    start: int
    end: int
    edit: str
    tokens: tuple[Token, ...]
    at: int


def foreign(text: str, token: Token, before: Token | None) -> Foreign | None:
    """What a plain `token` is in another product's language; None for a plain word. `before`: the token before it.

    Looks at the token and at a bounded number of characters after it, but for one word after `atleast3`.
    """
    return (
        _operator(token)
        or _compared(token)
        or _called(text, token)
        or _at_least(text, token)
        or _loose_colon(token, before)
        or _tagged(token)
        or ending(token)
    )


def _operator(token: Token) -> Foreign | None:
    start, end = token.start, token.end
    if near := _NEAR.fullmatch(token.text):
        ordered, apart = near[1].upper() in _ORDERED, min(int(near[2]), DISTANCE_MAX)
        edit = f"{'pre' if ordered else 'w'}/{apart}"
        read = Token("near", start, end, number=apart, ordered=ordered)
        return Foreign(f"{token.text} is another product's: write {edit}", start, end, edit, (read,), end)
    if near := _NEAR_UNSAID.fullmatch(token.text):
        message = f"{near[1]}/ needs the number of words between, like {near[1]}/5"
        read = Token("near", start, end, number=5, ordered=near[1] == "ONEAR")
        return Foreign(message, start, end, f"{near[1]}/5", (read,), end)
    if token.text in _JOINED:
        operator = _JOINED[token.text]
        message = f"{token.text} is not supported: write {operator}"
        if operator == "OR":
            message += ", or (one OR other) NOT (one AND other)"
        read = Token("not" if operator == "NOT" else "or", start, end, operator)
        return Foreign(message, start, end, operator, (read,), end)
    return None


def _compared(token: Token) -> Foreign | None:
    """`la=en`, `wc>500`."""
    signed = _COMPARED.match(token.text)
    known = fields.find(signed[1]) if signed else None
    if not signed or not known:
        return None
    name, sign = signed[1], signed[2]
    at = token.start + len(name)
    kept = "" if sign == "=" else sign
    message = f"a field is written with a colon: {name}:{kept}…"
    read = Token("field", token.start, at, name)
    return Foreign(message, at, at + len(sign), f":{kept}", (read,), at + len(sign) - len(kept))


def _called(text: str, token: Token) -> Foreign | None:
    """`headline(crimea)`, `allcaps(who)`, `AROUND(5)`: a word right before a parenthesis."""
    start, end = token.start, token.end
    if text[end : end + 1] != "(":
        return None
    if token.text.upper() == "AROUND" and (around := _AROUND.match(text, end)):
        apart = min(int(around[1]), DISTANCE_MAX)
        read = Token("near", start, around.end(), number=apart)
        message = f"AROUND is another product's: write NEAR/{apart}"
        return Foreign(message, start, around.end(), f"NEAR/{apart}", (read,), around.end())
    if token.text.lower() in _CAPITALS:
        message = f"{token.text}( … ) is not supported: =word asks for one form of a word; capitals never matter"
        return Foreign(message, start, end, "", (), end)
    if (sign := DATES.get(token.text.lower())) and (day := _DATE_CALLED.match(text, end)):
        edit = compared(sign, day[1])
        message = f"{token.text}( … ) is another product's: write date:{edit}"
        return Foreign(message, start, day.end(), f"date:{edit}", (token,), day.end()) if edit else None
    name = FIELDS.get(token.text.lower()) or ALL_IN.get(token.text.lower(), token.text)
    if not fields.find(name):
        return None
    message = f"a field is written with a colon: {name}:( … )"
    return Foreign(message, start, end, f"{name}:", (Token("field", start, end, name),), end)


def _at_least(text: str, token: Token) -> Foreign | None:
    """`atleast3 crimea`, `atleast3 (crimea)`."""
    count = _AT_LEAST.fullmatch(token.text)
    if not count:
        return None
    start, end, begin = token.start, token.end, token.end
    message = f"{token.text} needs its words in parentheses right after it, like {token.text}(crimea)"
    while text[begin : begin + 1] == " ":
        begin += 1
    if text[begin : begin + 1] == "(":
        number = min(max(int(count[1]), 1), AT_LEAST_MAX)
        return Foreign(message, start, begin, token.text, (replace(token, kind="atleast", number=number),), begin)
    word = _WORD.match(text, begin)
    if word and word.group()[0] not in QUOTES:
        inside = Token("word", begin, word.end(), word.group(), begin=begin)
        return Foreign(message, start, word.end(), f"{token.text}({word.group()})", (inside,), word.end())
    return Foreign(message, start, end, "", (), end)


def _loose_colon(token: Token, before: Token | None) -> Foreign | None:
    """`title :crimea`."""
    if token.text[:1] != ":" or before is None or before.kind != "word" or not before.plain:
        return None
    if not fields.find(before.text):
        return None
    message = f"a field and its colon stand together: {before.text}:…"
    read = Token("field", before.start, token.start + 1, before.text)
    return Foreign(message, before.start, token.start + 1, f"{before.text}:", (read,), token.start + 1)


def _tagged(token: Token) -> Foreign | None:
    """`crimea[ti]`."""
    word, bracket, tag = token.text.rpartition("[")
    name = tag.removesuffix("]").lower()
    known = fields.find(FIELDS.get(name, name))
    if not word or not bracket or not tag.endswith("]") or not known:
        return None
    message = f"a field is written before its word: {known.name}:{word}"
    read = Token("field", token.start, token.start, known.name)
    inside = replace(token, text=word, end=token.end - len(tag) - 1)
    return Foreign(message, token.start, token.end, f"{known.name}:{word}", (read, inside), token.end)


def ending(token: Token) -> Foreign | None:
    """`annex!` and `econom$`. Yahoo! and wow! are text: only a longer word in small letters may be a beginning."""
    text = token.text
    if text.endswith("!") and len(text) > _STEM_MIN and text[:-1].islower() and text[-2].isalpha():
        begun = text[:-1]
    elif dollar := _ENDING.fullmatch(text):
        begun = dollar[1]
    else:
        return None
    if len(begun) in token.literal:
        return None
    sign = text[len(begun)]
    message = f'{sign} for any ending is another product\'s: write {begun}* for that, or "{text}" for the word itself'
    start = token.end - (len(text) - len(begun))
    return Foreign(message, start, token.end, "*", (replace(token, text=begun),), token.end)
