"""One analysis for index, query, highlight and KWIC: text to tokens, tokens to what is looked up.

A token has a *form* (case, accents and the ways of printing the same word folded away) and, in the
language of its article, a *lookup*: the stem marked with its language (`en:minist`), or the bare form
where that language is not stemmed or the word is in another script. Forms hold no `:`, so a Russian
stem never meets an English one, nor a form.

A query's word has no language. In an article of language L it means the tokens whose lookup equals
`lookup(form, L)`, so over a whole archive it is the union of `lookups(form)`; `=form` compares forms.

What a form folds: case; accents of Latin, Greek, Hebrew and Arabic (й, ї and ґ are letters and stay, ё is
read as е); full-width letters; `’` as `'`; the possessive 's and the French and Italian elision
(l'Ukraine is found by ukraine); the points of U.S.; the commas of 1,000. A hyphen separates: pro-russian is
two tokens beside each other, found as typed (a phrase) and by its parts. Chinese, Japanese, Thai, Lao,
Khmer and Burmese print no spaces: each sign is a token, a word of theirs a phrase of signs.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate, chain, islice, takewhile
from typing import NamedTuple

import regex
import simplemma
import Stemmer

# Raise when the same text would give other tokens or lookups: every index must then be rebuilt.
VERSION = 1

# Longer "words" are base64, tables without spaces and the like; tantivy refuses terms over 65,530 bytes.
FORM_MAX = 200

STEMMED = ("en", "ru", "uk")

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_APOSTROPHES = "'’ʼ＇´‘"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_IN_WORD = rf"[[\p{{L}}\p{{N}}\p{{M}}]--[{_UNSPACED}]]"
_JOINED = rf"(?:(?:[{_INVISIBLE}]+(?=[\p{{L}}\p{{N}}])|[{_APOSTROPHES}](?=\p{{L}})){_IN_WORD}+)*+"
# The commonest first: plain words of the common scripts, told by ranges, take a third of the time of properties
# (0.2 against 0.7 microseconds a word); what goes on differently after them is tried by the other lines.
_COMMON = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0400-\u0481\u048a-\u04ff"
_TOKEN = regex.compile(
    rf"""(?V1)
      [{_COMMON}]{{2,}}+(?![\p{{L}}\p{{N}}\p{{M}}{_APOSTROPHES}{_INVISIBLE}])
    | [\p{{L}}--[{_UNSPACED}]]{_IN_WORD}++{_JOINED}
    | [{_UNSPACED}]\p{{M}}*+                                        # one sign of a script without spaces
    | \p{{L}}(?:\.\p{{L}})++(?![\p{{L}}\p{{N}}])                    # U.S, U.S.S.R (the last point is not needed)
    | \p{{Nd}}++(?:[.,]\p{{Nd}}++)++[\p{{L}}\p{{M}}--[{_UNSPACED}]]*+  # 1,000  3.5  2.5bn
    | [[\p{{L}}\p{{N}}]--[{_UNSPACED}]]{_IN_WORD}*+{_JOINED}
    """,
    regex.VERBOSE,
)
_APOSTROPHE = str.maketrans(dict.fromkeys(_APOSTROPHES, "'"))
# Letters that Unicode does not take apart but readers type without their stroke.
_STROKES = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ё": "е"}
)
_ACCENTS = regex.compile(r"[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]")
_NOT_FORM = regex.compile(r"[^\p{L}\p{N}\p{M}'.,]")
_ELISION = regex.compile(r"^(?:[cdjlmnst]|qu|(?:d|n|s)?all|dell|nell|sull)'(?=\p{L}{3})")
_GROUPED = regex.compile(r"^\d{1,3}(?:,\d{3})+(?:\.\d+)?\p{L}*$")
# A combining breve or diaeresis on these makes another letter (й ў ї), on any other Cyrillic letter an accent.
_CYRILLIC_LETTERS = regex.compile(r"[иу]\u0306|і\u0308|г\u0301|к\u0301")


class Token(NamedTuple):
    """A word of a text: code points [start, end) and its form; its position is its index in the list."""

    start: int
    end: int
    form: str


def tokens(text: str) -> list[Token]:
    """The words of a text in order. Linear in the length of the text."""
    return [Token(m.start(), m.end(), form) for m in _TOKEN.finditer(text) if (form := _form(m.group()))]


def forms_and_starts(text: str) -> tuple[list[str], list[int]]:
    """The forms of a text and where each begins: half the time of `tokens`."""
    found = [(form, m.start()) for m in _TOKEN.finditer(text) if (form := _form(m.group()))]
    return [form for form, _ in found], [start for _, start in found]


class _Pieces(dict[str, tuple[str, ...]]):
    """What is printed between two spaces → its forms. No word has a space in it and none looks beyond one, so a text's
    forms are those of its pieces; most pieces of a text have been seen before: a twentieth of the time."""

    def __missing__(self, piece: str) -> tuple[str, ...]:
        if len(self) >= _PIECES_MAX:
            self.clear()
        found = self[piece] = tuple(filter(None, map(_form, _TOKEN.findall(piece))))
        return found


# About 40 MB.
_PIECES_MAX = 200_000
_pieces = _Pieces()


def forms_of(text: str) -> list[str]:
    """The forms of a text in order, for texts that are indexed by the thousand."""
    return list(chain.from_iterable(map(_pieces.__getitem__, text.split())))


def words_before(text: str, offsets: Iterable[int]) -> dict[int, int]:
    """How many words of a text begin before each of these code points."""
    counts, at, before = dict[int, int](), 0, 0
    for offset in sorted(set(offsets)):
        # Up to the last space before it pieces are whole; in the piece that it lies in the words are looked at.
        border = _last_space(text, at, offset)
        before += sum(map(len, map(_pieces.__getitem__, text[at:border].split())))
        at = border
        begun = takewhile(lambda m: m.start() < offset, _TOKEN.finditer(text, border))  # noqa: B023 - used at once
        counts[offset] = before + sum(bool(_form(m.group())) for m in begun)
    return counts


def _last_space(text: str, first: int, end: int) -> int:
    """Where the piece begins that `end` lies in or ends, if not before `first`."""
    at = end
    while at > first and not text[at - 1].isspace():
        at -= 1
    return at


def spans_of(text: str, words: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Where these of a text's words stand, each by its place in `forms_of`: code points [start, end)."""
    pieces = text.split()
    counted = list(accumulate(map(len, map(_pieces.__getitem__, pieces))))  # words up to the end of each piece
    found, rest, looked = dict[int, tuple[int, int]](), text, 0
    for word in sorted(set(words)):
        n = bisect_right(counted, word)
        # What is left of the text after so many pieces, which begins with the next.
        rest = rest.split(None, n - looked)[-1]
        begin, looked = len(text) - len(rest), n
        inside = (m for m in _TOKEN.finditer(pieces[n]) if _form(m.group()))
        match = next(islice(inside, word - (counted[n - 1] if n else 0), None))
        found[word] = begin + match.start(), begin + match.end()
    return found


def forms(text: str) -> tuple[str, ...]:
    """The forms of a text in order; of a query's word usually one, of `pro-russian` two, of `…` none."""
    return tuple(filter(None, map(_form, _TOKEN.findall(text))))


def fold(text: str) -> str:
    """Letters folded (case, accents, full width), nothing taken off: for patterns and names."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = _CYRILLIC_LETTERS.sub(lambda pair: unicodedata.normalize("NFC", pair.group()), apart)
    return unicodedata.normalize("NFC", _ACCENTS.sub("", kept)).translate(_STROKES).translate(_APOSTROPHE)


# More keeps memory in every process and spares no time: what is rare comes back too seldom.
@lru_cache(maxsize=20_000)
def _form(word: str) -> str:
    form = word.lower() if word.isascii() else _NOT_FORM.sub("", fold(word))
    if "'" in form:
        form = _ELISION.sub("", form.removesuffix("'s") if len(form) > 2 else form)
    if "." in form and form[0].isalpha():
        form = form.replace(".", "")
    elif "," in form and _GROUPED.match(form):
        form = form.replace(",", "")
    return form.strip("'.,")[:FORM_MAX]


_english = Stemmer.Stemmer("english", 0)
_russian = Stemmer.Stemmer("russian", 0)


def lookup(form: str, language: str) -> str:
    """What a token of this form is found by in an article of this language (ISO 639-1, "" = unknown)."""
    first = form[0]
    if language == "en":
        return f"en:{_english.stemWord(form)}" if "a" <= first <= "z" else form
    if language in ("ru", "uk") and "\u0400" <= first <= "\u052f":
        if language == "ru":
            return f"ru:{_russian.stemWord(form)}"
        # simplemma writes names with a capital (криму → Крим) and keeps what it does not know
        return f"uk:{_NOT_FORM.sub('', fold(simplemma.lemmatize(form, 'uk')))}"
    return form


class _Lookups(dict[str, str]):
    """Form → lookup in one language: a look into a dictionary is a fifth of a call."""

    def __init__(self, language: str) -> None:
        self._language = language

    def __missing__(self, form: str) -> str:
        if len(self) >= _LOOKUPS_MAX:
            self.clear()
        found = self[form] = lookup(form, self._language)
        return found


# Of each language: nearly every word of a text that is none of its own.
_LOOKUPS_MAX = 50_000
_kept = {language: _Lookups(language) for language in ("", *STEMMED)}


def lookups_of(forms: Iterable[str], language: str) -> list[str]:
    """The lookup of each word of a text in this language."""
    return list(map(_kept[language if language in STEMMED else ""].__getitem__, forms))


def lookups(form: str) -> tuple[str, ...]:
    """The union of a query word's analyses in every language."""
    return tuple(dict.fromkeys(lookup(form, language) for language in ("", *STEMMED)))


def phrases(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """A sequence of forms as the sequences of lookups it can be in an article, one for each language."""
    return tuple(dict.fromkeys(tuple(lookup(form, language) for form in words) for language in ("", *STEMMED)))
