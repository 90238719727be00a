"""Actor dictionaries of CAMEO as TABARI and PETRARCH read them (`*.actors.txt`).

    SERGEY_LAVROV_  # comment
    +SERGEI_LAVROV
        [RUSGOV 19940922-20040712]
        [RUSGOV >20040309]

A head with codes on its line or below; `+` other names. Dates are YYMMDD or YYYYMMDD, mixed within one range; two
digits of a year mean 2000 to 2014 up to 14 (the dictionaries' own year), else the century before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

import pycountry

from archive.authority.entries import AuthorityError
from archive.authority.imports.draft import Batch, Draft, Refused, Term, read_lines
from archive.authority.values import ActorKind

PIVOT = 14
"""The dictionaries end in January 2014: a two-digit year up to this is of this century."""

STATE_ROLES = {
    "GOV": "member of the government",
    "MIL": "member of the armed forces",
    "LEG": "member of the legislature",
    "JUD": "member of the judiciary",
    "COP": "member of the police",
    "SPY": "member of the intelligence services",
}
"""CAMEO's roles that are offices of a state. The others (opposition, business, elite …) name no organisation."""

_KINDS: dict[str, ActorKind] = {
    "IGO": "international",
    "NGO": "movement",
    "NGM": "movement",
    "MNC": "company",
    "IMG": "armed_group",
    "REB": "armed_group",
    "INS": "armed_group",
    "SEP": "armed_group",
    "UAF": "armed_group",
    "MIL": "military",
    "LEG": "parliament",
    "JUD": "court",
    "MED": "media",
    "BUS": "company",
    "PTY": "party",
    "GOV": "agency",
    "COP": "agency",
    "SPY": "agency",
}
_BODY = re.compile(
    r"\b(?:ministry|army|forces?|party|council|committee|bank|government|parliament|police|union|front|group|movement"
    r"|company|corp|inc|organi[sz]ation|association|agency|court|university|front|brigades?|militia|congress|senate)\b",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"\[([^\]]*)\]")
_ROLE = re.compile(r"([A-Z]{3,})\s*(?:([<>])\s*(\d+)|(\d+)\s*-\s*(\d+)|(\d+))?\Z")
_PERSONS = "CountryInfo.txt"
"""The comment on every leader taken from CountryInfo."""


@dataclass
class _Head:
    line: int
    name: str
    comment: str
    aliases: list[str] = field(default_factory=list)
    blocks: list[tuple[int, str]] = field(default_factory=list)


def read(path: Path) -> Batch:
    """The actors of a dictionary; AuthorityError where it holds none."""
    lines, odd = read_lines(path)
    batch = Batch(refused=[Refused(n, "a line", "is no UTF-8; read as Windows-1252") for n in odd])
    for head in _heads(lines, batch):
        _draft(head, batch)
    if not batch.drafts and not batch.refused:
        raise AuthorityError(
            path.name, "", "it holds no actor", "Name a dictionary of actors, with lines like NAME_ [CODE]"
        )
    return batch


def _heads(lines: list[str], batch: Batch) -> Iterator[_Head]:
    head: _Head | None = None
    for number, whole in enumerate(lines, 1):
        text, _, comment = whole.partition("#")
        body = text.strip()
        if not body:
            continue
        printed = _BLOCK.sub("", body).strip()
        blocks = [(number, block) for block in _BLOCK.findall(body)]
        if "[" in printed or "]" in printed:
            batch.refused.append(Refused(number, body[:60], "a bracket is not closed", "Write [CODE] or [CODE dates]"))
            continue
        if printed and not printed.startswith("+"):
            if head:
                yield head
            head = _Head(number, _name(printed), comment)
        elif head is None:
            batch.refused.append(
                Refused(number, body[:60], "no name stands before it", "Put the name on a line before")
            )
            continue
        elif printed:
            head.aliases.append(_name(printed[1:]))
        head.blocks += blocks
    if head:
        yield head


def _name(printed: str) -> str:
    """ "MOHAMED_EL-BARADEI_" → "Mohamed El-Baradei"; what is in brackets ("(AAIA)") is left out."""
    words = re.sub(r"\([^)]*\)", " ", printed).replace("_", " ").replace("+", " ").split()
    return " ".join(_SMALL.get(word, "") if i and word in _SMALL else _cased(word) for i, word in enumerate(words))


_SMALL = {
    word.upper(): word for word in ("of", "the", "and", "for", "in", "on", "to", "de", "von", "van", "der", "bin")
}
_LETTERS = re.compile(r"(?:[A-Z]\.)+|[^AEIOUY\d\W]{2,5}|UN|EU|US|UK|USA|UAE|NATO|OSCE|IAEA|OAU|ANC|PLO")
"""Initials, and words that are none: without a vowel, or known so."""


def _cased(word: str) -> str:
    if not word.isupper() or _LETTERS.fullmatch(word):
        return word
    parts = re.split(r"([-'’.])", word)
    # "O'Neil", but "People's".
    return "".join(
        part.lower() if len(part) == 1 and i and parts[i - 1] in "'’" else part.capitalize()
        for i, part in enumerate(parts)
    )


def _draft(head: _Head, batch: Batch) -> None:
    codes, terms, notes, dated = [], [], [], False
    for line, block in head.blocks:
        if block.strip() in ("---", ""):
            continue  # "no code": the dictionary's way to say nothing from here on
        match = _ROLE.match(block.strip())
        if not match:
            cause = f"[{block}] is no code with dates"
            batch.refused.append(
                Refused(line, head.name, cause, "Write [CODE], [CODE >20140101] or [CODE 20100101-20140101]")
            )
            continue
        code = match[1]
        codes.append(code)
        start, end, wrong = _span(match)
        if wrong:
            batch.refused.append(Refused(line, head.name, f"[{block}]: {wrong}", "Write the day as YYYYMMDD"))
            continue
        dated |= bool(start or end)
        term = _term(code, start, end)
        if term:
            terms.append(term)
        elif start or end:
            notes.append(f"{code} {start or '…'} to {end or '…'}")
    if not codes:
        what = "has no code" if not head.blocks else "none of its codes can be read"
        batch.refused.append(Refused(head.line, head.name, what, "Add [CODE] after the name"))
        return
    if all(len(code) == 3 and _government(code) for code in codes):
        cause = "a country, with its towns and peoples; the authority has these as places"
        batch.refused.append(Refused(head.line, head.name, cause))
        return
    person = _PERSONS in head.comment or (dated and not _BODY.search(head.name))
    named = f"CAMEO {', '.join(dict.fromkeys(codes))}"
    initials = {word for word in head.aliases if _abbreviates(word, head.name)}
    batch.drafts.append(
        Draft(
            head.line,
            head.name,
            "person" if person else _kind(codes[0]),
            names={"en": [alias for alias in head.aliases if alias not in initials]},
            acronyms=sorted(word.upper() for word in initials),
            description=f"{named}. {'; '.join(notes)}".rstrip(". "),
            terms=terms if person else [],
        )
    )


def _abbreviates(word: str, name: str) -> bool:
    """Are these the first letters of the name's words, as ANSF of the Afghan National Security Forces?"""
    first = "".join(part[0] for part in name.split() if part[0].isupper())
    return len(word) > 1 and word.upper() == first.upper()


def _kind(code: str) -> ActorKind:
    """By the first role that the code has, the country's letters before it passed over."""
    parts = [code[i : i + 3] for i in range(0, len(code), 3)]
    return next((_KINDS[part] for part in parts if part in _KINDS), "other")


_OLD_CODES = {"ROM": "ROU", "ZAR": "COD", "TMP": "TLS"}
"""Codes that ISO has changed since."""
_GONE = {"USR": "government-of-soviet-union"}


@cache
def _government(code: str) -> str:
    """The government of a country by its three letters as a `Term` has it, "" for another code."""
    found = pycountry.countries.get(alpha_3=_OLD_CODES.get(code, code))
    return f"country {found.alpha_2}" if found else _GONE.get(code, "")


def _term(code: str, start: date | None, end: date | None) -> Term | None:
    government = _government(code[:3])
    office = STATE_ROLES.get(code[3:6])
    return Term(government, office, start, end) if government and office else None


def _span(match: re.Match[str]) -> tuple[date | None, date | None, str]:
    """First and last day, and what is wrong with them."""
    _, sign, bound, first, last, single = match.groups()
    try:
        if single:
            return None, None, f"{single} stands without < or >, so it is no end and no beginning"
        if sign:
            day = _day(bound)
            return (day, None, "") if sign == ">" else (None, day, "")
        if not first:
            return None, None, ""
        start, end = _day(first), _day(last)
    except ValueError as error:
        return None, None, str(error)
    if start > end and len(first) == 6 and start.year >= 2000:
        start = start.replace(year=start.year - 100)  # 120101-330101 is 1912
    return (start, end, "") if start <= end else (None, None, f"{first} is after {last}")


def _day(digits: str) -> date:
    """ "940922" or "19940922"; ValueError says what is wrong."""
    if len(digits) not in (6, 8):
        raise ValueError(f"{digits} has {len(digits)} digits, a day has 6 or 8")
    year, rest = int(digits[:-4]), digits[-4:]
    if len(digits) == 6:
        year += 2000 if year <= PIVOT else 1900
    try:
        return date(year, int(rest[:2]), int(rest[2:]))
    except ValueError:
        raise ValueError(f"{digits} is no day of the calendar") from None
