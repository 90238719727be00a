"""Reading other people's lists of actors into entries of the authority: one module a format, `build` for all.

A reader gives `Draft`s and what it refused with place, cause and repair; `build` makes entries of them that pass the
authority's own check. Pure: no database, no network.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from archive.authority.imports import cameo, tables, wikidata
from archive.authority.imports.draft import Batch

READERS: dict[str, Callable[[Path], Batch]] = {
    "cameo": cameo.read,
    "csv": tables.read,
    "openrefine": tables.read_openrefine,
    "wikidata": wikidata.read,
}
"""Name of the format → its reader. A reader raises AuthorityError where the file as a whole cannot be read."""
