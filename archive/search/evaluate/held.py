"""What is read of a shelf as a whole, the same for every engine."""

from __future__ import annotations

from archive.search.evaluate.snapshot import Q, Snapshot


def held_by(snapshot: Snapshot[Q], first: int, last: int) -> dict[int, tuple[int, int]]:
    """Article id → the lowest version of its documents, and how many they are, for article ids [first, last]."""
    found: dict[int, tuple[int, int]] = {}
    for id, version in snapshot.numbers(snapshot.range("article", first, last), ("article", "version")):
        lowest, count = found.get(id, (version, 0))
        found[id] = min(lowest, version), count + 1
    return found
