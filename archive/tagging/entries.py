"""What a printed name may mean: the value that the lexicon gives and spans carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from archive.authority.values import Name

EntryKind = Literal["actor", "person", "surname", "place", "demonym", "metonym", "body"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a printed name may mean: the id of an actor or place, and how the name names it."""

    kind: EntryKind
    id: str
    name: Name
