"""What can go wrong when results are taken away, each with what a person can do about it."""

from __future__ import annotations

from collections.abc import Sequence

# More ids than this in a message help nobody.
_NAMED = 10


class ExportError(Exception):
    """A wrong wish: an unknown column or format. The message says what is right."""


class ExportChanged(Exception):
    """Articles of a fixed set are gone, changed, or may no longer be seen: the export must not go on."""

    def __init__(self, ids: Sequence[int]) -> None:
        self.ids = tuple(ids)
        named = ", ".join(str(id) for id in self.ids[:_NAMED])
        more = f" and {len(self.ids) - _NAMED} more" if len(self.ids) > _NAMED else ""
        super().__init__(f"changed, withdrawn or no longer visible since the export began: article {named}{more}")

    def __reduce__(self) -> tuple[type[ExportChanged], tuple[Sequence[int]]]:
        """On its way from one process to another: made again of the ids."""
        return ExportChanged, (self.ids,)
