"""The dates a text speaks of, as TIMEX3 values against the day it was published.

A small grammar of our own by language (`english`, `slavic`), run over the whole text in reading order
(`reading`), so that "the next day" can count from the day that the text is at. Not here: the calendar
arithmetic (`timex`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from archive.tagging.dates import english, slavic
from archive.tagging.dates.grammar import Rule
from archive.tagging.dates.needs import is_possible, needs, searched
from archive.tagging.dates.reading import Match, Reading
from archive.tagging.dates.tense import direction, is_told
from archive.tagging.dates.years import token_at
from archive.tagging.recognise import Parsed
from archive.tagging.values import SpokenDate


def find_dates(parsed: Parsed, language: str, published: date | None) -> list[SpokenDate]:
    """Spoken dates of the whole text in order, not overlapping; offsets into `parsed.text`.

    The text is read twice: what it says of a weekday without doubt decides where it leaves doubt.
    """
    rules = slavic.RULES.get(language) or (english.RULES if language == "en" else ())
    whole = [(0, len(parsed.clean))]
    windows = _paragraphs(parsed.clean, _windows(parsed.clean) if rules is english.RULES else whole)
    candidates = [
        Match(start, stop, rule, match, _direction(parsed, language, start), _is_told(parsed, language, start))
        for start, stop, rule, match in _candidates(parsed, rules, windows)
    ]
    first = Reading(parsed, published, parsed.deep)
    first.read(candidates)
    second = Reading(parsed, published, parsed.deep, first.sure())
    second.read(candidates)
    return second.found


def _candidates(
    parsed: Parsed, rules: tuple[Rule, ...], windows: list[tuple[int, int]]
) -> Iterator[tuple[int, int, Rule, re.Match[str]]]:
    """All matches of all rules in reading order, the longest first where several begin at one place."""
    rows = []
    needed = [(order, rule, needs(rule.pattern)) for order, rule in enumerate(rules)]
    for low, high in windows:
        text = searched(parsed.clean[low:high])
        for order, rule, words in needed:
            if not is_possible(words, text):
                continue
            for match in rule.pattern.finditer(parsed.clean, low, high):
                start, end = _trimmed(parsed.clean, match)
                rows.append((start, -end, order, rule, match))
    rows.sort(key=lambda row: row[:3])
    for start, end, _, rule, match in rows:
        yield start, -end, rule, match


def _windows(clean: str) -> list[tuple[int, int]]:
    """The stretches of an English text in which a rule can match."""
    found: list[tuple[int, int]] = []
    for match in english.TRIGGER.finditer(clean):
        low, high = max(0, match.start() - english.REACH), min(len(clean), match.end() + english.REACH)
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], high)
        else:
            found.append((low, high))
    return found


def _paragraphs(clean: str, windows: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The windows cut where a paragraph ends: no expression reaches from headline into body."""
    found = []
    for low, high in windows:
        start = low
        while (end := clean.find("\n\n", start, high)) >= 0:
            found.append((start, end))
            start = end + 2
        found.append((start, high))
    return [(low, high) for low, high in found if low < high]


def _trimmed(clean: str, match: re.Match[str]) -> tuple[int, int]:
    """The span without what only decided it: white space, a closing dash, "in", "at"."""
    start, end = match.span()
    if "when" in match.groupdict():
        return match.span("when")
    while end > start and clean[end - 1] in " \n-–,":
        end -= 1
    return start, end


def _direction(parsed: Parsed, language: str, start: int) -> int:
    if language in slavic.RULES:
        return slavic.direction(parsed.clean, start, language)
    return direction(parsed, start, token_at(parsed, start))


def _is_told(parsed: Parsed, language: str, start: int) -> bool:
    if language in slavic.RULES:
        return slavic.is_told(parsed.clean, start)
    return is_told(parsed, token_at(parsed, start))
