"""`index rebuild|check|repair|status`: the search index, which can always be made again from the database."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.management.progress import Progress
from archive.search import indexing
from archive.search.engine import SearchError

_SHOWN = 5  # ids of each kind of difference that a line names
_NEWER = (
    "the index is newer than the database, which was restored from a backup or changed from outside; "
    "run: .venv/bin/python manage.py index rebuild"
)


class Command(BaseCommand):
    help = "Rebuild, check or repair the search index, or tell how it stands. JSON on standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=("rebuild", "check", "repair", "status"))

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        try:
            told, clean = getattr(self, f"_{what}")()
        except SearchError as error:
            raise CommandError(f"{error.message}; {error.repair}".rstrip("; "), returncode=1) from error
        except KeyboardInterrupt:
            raise CommandError("stopped; the index that served before still serves", returncode=1) from None
        self.stdout.write(json.dumps(told))
        if not clean:
            sys.exit(1)

    def _rebuild(self) -> tuple[dict[str, Any], bool]:
        begun = time.monotonic()
        generation = indexing.rebuild(_shown(Progress()))
        seconds = round(time.monotonic() - begun, 2)
        return {"generation": generation.pk, **_documents(), "seconds": seconds}, True

    def _check(self) -> tuple[dict[str, Any], bool]:
        found = indexing.check()
        return _told(found), found.equal or _only_due(found)

    def _repair(self) -> tuple[dict[str, Any], bool]:
        found = indexing.repair(_shown(Progress()))
        after = indexing.check()
        return {"found": _told(found), "left": _told(after)}, after.equal or _only_due(after)

    def _status(self) -> tuple[dict[str, Any], bool]:
        status = indexing.status()
        return asdict(status), not status.problem


def _shown(progress: Progress) -> Callable[[int, int], None]:
    def told(done: int, total: int) -> None:
        progress.tell(lambda: f"indexed {done:,} of {total:,}", finished=done >= total)

    return told


def _documents() -> dict[str, Any]:
    status = indexing.status()
    return {"documents": status.documents, "megabytes": status.megabytes}


def _told(check: indexing.Check) -> dict[str, Any]:
    named = {name: getattr(check.difference, name) for name in ("missing", "stale", "extra", "newer")}
    for name, ids in named.items():
        if ids:
            more = ", …" if len(ids) > _SHOWN else ""
            print(f"{name}: {', '.join(map(str, ids[:_SHOWN]))}{more}", file=sys.stderr)
    if check.difference.newer:
        print(_NEWER, file=sys.stderr)
    for problem in filter(None, (check.damaged, check.unavailable)):
        print(problem, file=sys.stderr)
    counts = {name: len(ids) for name, ids in named.items()}
    problems = {"damaged": check.damaged, "unavailable": check.unavailable}
    return {**counts, "due": check.due, **problems, "equal": check.equal}


def _only_due(check: indexing.Check) -> bool:
    """Differences that the worker is about to write anyway are no fault of the index."""
    found = check.difference
    if check.damaged or check.unavailable or found.newer:
        return False
    return len(found.missing) + len(found.stale) + len(found.extra) <= check.due
