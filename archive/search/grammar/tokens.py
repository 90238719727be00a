"""What the scanner hands to the parser, and the signs that both know."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

QUOTES = '"„“”‟«»〝〞'
DASHES = "-−–—"
_SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
# Full-width signs as their ASCII twins, every space as the plain one: one character for one, so that offsets stay
# those of the typed text.
SIGNS = str.maketrans(
    {chr(0xFF01 + n): chr(0x21 + n) for n in range(94)} | {"¦": "|", "∣": "|"} | dict.fromkeys(_SPACES, " ")
)
# Cyrillic letters that look like the Latin ones of AND, OR, NOT, NEAR, ONEAR, PRE.
LOOK_ALIKES = str.maketrans("АОТЕРоре", "AOTEPope")
LOWER = frozenset(("and", "or", "not", "near"))
NEAR_BARE = re.compile(r"(NEAR|ONEAR|ADJ)(\d{0,9})")
Kind = Literal["(", ")", "and", "or", "not", "near", "field", "word", "phrase", "range", "atleast", "inquote", "end"]


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
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

    @property
    def plain(self) -> bool:
        """Typed without a sign that could make it anything but itself."""
        return not self.literal and not self.exact and self.tilde is None and self.boost is None


@dataclass(frozen=True, slots=True)
class Fault:
    """A mistake with the edit that mends it."""

    start: int
    end: int
    message: str
    edit_start: int
    edit_end: int
    edit: str


def is_lower(text: str) -> bool:
    """An operator's name in small letters, or with a capital: and, Or, near. In capitals it is the operator."""
    return text.lower() in LOWER and text != text.upper()
