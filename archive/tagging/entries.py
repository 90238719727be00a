"""What a printed name may mean: the value that the lexicon gives and spans carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from archive.authority.values import Name

EntryKind = Literal["actor", "person", "surname", "place", "demonym", "metonym", "body", "institution"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a printed name may mean: the id of an actor or place, and how the name names it."""

    kind: EntryKind
    id: str
    name: Name


@dataclass(frozen=True, slots=True)
class Hit:
    """A known name in a text, and all that it may mean."""

    start: int
    end: int
    entries: tuple[Entry, ...]
