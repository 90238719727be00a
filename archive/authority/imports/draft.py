"""What an importer reads: actors not yet in the authority, and what was refused with place, cause and repair."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from archive.authority.entries import AuthorityError
from archive.authority.values import ActorKind


@dataclass(frozen=True, slots=True)
class Term:
    """An office held from `start` to `end` (inclusive, None where open).

    `organisation` is an actor's id, or "country XX" for the government of a country by its ISO 3166-1 code.
    """

    organisation: str
    office: str
    start: date | None = None
    end: date | None = None


@dataclass(slots=True)
class Draft:
    """An actor as a file has it. `line` is where it begins; `names` holds further names by language ("en", "uk" …)."""

    line: int
    name: str
    kind: ActorKind = "person"
    id: str = ""
    names: dict[str, list[str]] = field(default_factory=dict)
    acronyms: list[str] = field(default_factory=list)
    description: str = ""
    gender: str = ""
    start: date | None = None
    end: date | None = None
    wikidata: str = ""
    wikipedia: str = ""
    terms: list[Term] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Refused:
    """Something left out: `line` of the file, what it is, why, and how to mend it ("" where there is no need)."""

    line: int
    what: str
    cause: str
    repair: str = ""

    def __str__(self) -> str:
        return f"line {self.line}: {self.what}: {self.cause}. {self.repair}".rstrip()


@dataclass(slots=True)
class Batch:
    """All that one file gave."""

    drafts: list[Draft] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def read_lines(path: Path) -> tuple[list[str], list[int]]:
    """The file's lines, and the numbers of those that are no UTF-8 and were read as Windows-1252."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise AuthorityError(
            path.name, "", f"it cannot be read: {error.strerror}", "Name a file that is there"
        ) from error
    if b"\x00" in raw[:4096]:
        raise AuthorityError(path.name, "", "this is no text", "Save it as text in UTF-8")
    lines, odd = [], []
    for number, line in enumerate(raw.removeprefix(b"\xef\xbb\xbf").splitlines(), 1):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            lines.append(line.decode("cp1252", "replace"))
            odd.append(number)
    return lines, odd
