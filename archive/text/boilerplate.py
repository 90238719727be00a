"""Leftovers of web pages inside plain text: taken out of the body, kept, never a sentence of the story.

The rules are data: boilerplate.toml, each with examples that it must take and near misses that it must leave
(tests/text/test_boilerplate.py reads them from there). This module only applies them.

What keeps a sentence of the story safe: a rule must match a whole line (or a bracket at the end of the text); lines
are short (LONGEST_LINE); rules that could be meant as prose apply at the end of a text only; and if a text would
lose more than half of its characters, nothing is taken out.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

import regex

LONGEST_LINE: Final = 300
"""Characters. The longest leftover seen in the corpora has 255 (a newsletter's consent line)."""

_TAIL_LINES: Final = 8
"""Lines that are not blank counted as the end of a text: credits, copyright and sharing lines stand there."""

Where = Literal["line", "tail", "end"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of leftover. `where`: "line" a whole line anywhere, "tail" a whole line among the last
    _TAIL_LINES, "end" the last part of the last line. `takes` and `leaves` are its test."""

    name: str
    where: Where
    pattern: regex.Pattern[str]
    takes: tuple[str, ...]
    leaves: tuple[str, ...]


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """All rules, in the file's order."""
    data = tomllib.loads((Path(__file__).parent / "boilerplate.toml").read_text("utf-8"))
    parts = data["parts"]
    return tuple(
        Rule(
            name,
            rule["where"],
            regex.compile(_filled(rule["pattern"], parts), regex.IGNORECASE if rule.get("any_case", True) else 0),
            tuple(rule["takes"]),
            tuple(rule["leaves"]),
        )
        for name, rule in data["rules"].items()
    )


def _filled(pattern: str | list[str], parts: dict[str, str]) -> str:
    text = pattern if isinstance(pattern, str) else "|".join(f"(?:{one})" for one in pattern)
    for name, part in parts.items():
        text = text.replace(f"<{name}>", part)
    return text


def leftover(line: str, in_tail: bool) -> Rule | None:
    """The rule that takes a whole line, if one does."""
    bare = line.strip().strip("*•·–—-|[] ")
    if not bare or len(bare) > LONGEST_LINE:
        return None
    for rule in rules():
        if (rule.where == "line" or (rule.where == "tail" and in_tail)) and rule.pattern.fullmatch(bare):
            return rule
    return None


def clean(body: str) -> tuple[str, tuple[str, ...]]:
    """(body without leftovers, the lines and parts taken out, in order). The rest stays character for character."""
    lines = body.split("\n")
    filled = [number for number, line in enumerate(lines) if line.strip()]
    tail = set(filled[-_TAIL_LINES:])
    taken = [number for number in filled if leftover(lines[number], number in tail)]
    removed = [lines[number].strip() for number in taken]
    kept = _without(lines, set(taken))
    kept, ends = _ends(kept)
    if sum(map(len, removed + ends)) * 2 > len(body):
        return body, ()
    return kept, tuple(removed + ends)


def _without(lines: list[str], taken: set[int]) -> str:
    """The other lines; a blank line beside one that was taken goes with it."""
    out: list[str] = []
    for number, line in enumerate(lines):
        if number in taken or (not line.strip() and (not out or not out[-1].strip())):
            continue
        out.append(line)
    return "\n".join(out).rstrip("\n")


def _ends(body: str) -> tuple[str, list[str]]:
    """Credits in brackets at the very end of the text, one after another, cut off."""
    ends: list[str] = []
    for _ in range(4):
        start = max(body.rfind("\n"), len(body) - LONGEST_LINE - 1) + 1
        last = body[start:]
        found = next((m for rule in rules() if rule.where == "end" and (m := rule.pattern.search(last))), None)
        if found is None or found.end() != len(last) or not body[: start + found.start()].strip():
            break
        ends.insert(0, found[0].strip())
        body = body[: start + found.start()].rstrip()
    return body, ends
