"""`restore`: a backup back into an empty archive, or with --replace in place of one (contracts.md)."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.backup import Backup, BackupError, Target, check_version, opened, restore, target
from archive.management.alone import only_one
from archive.management.progress import Progress
from archive.management.stamps import Stamps
from archive.search import indexing
from archive.search.engine import SearchError

_REBUILD = "run: .venv/bin/python manage.py index rebuild (or make run, which does it by itself)"


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # the tables are not there yet
    help = (
        "Put a file that `backup` made into this archive's database and make the index from it. Refused where there are"
        " articles or people, unless told to --replace them. Until the last moment everything is as it was."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="a file that `backup` made")
        parser.add_argument("--replace", action="store_true", help="in place of all that this archive holds")
        parser.add_argument("--check", action="store_true", help="only check that the file is whole; change nothing")
        parser.add_argument("--no-index", action="store_true", help="leave the index to the next start")

    def handle(self, *args: Any, file: Path, replace: bool, check: bool, no_index: bool, **options: Any) -> None:
        began = time.monotonic()
        try:
            with opened(file) as backup:
                check_version(backup)
                if not check:
                    _restore(backup, replace=replace)
                told = _told(backup)
        except BackupError as error:
            raise CommandError(str(error), returncode=2) from error
        except KeyboardInterrupt:
            raise CommandError("stopped; everything is as it was. Run it again.", returncode=1) from None
        if not check and not no_index:
            _make_index()
        self.stdout.write(json.dumps(told | {"seconds": round(time.monotonic() - began, 2)}))


def _restore(backup: Backup, *, replace: bool) -> None:
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with only_one(settings.DATA_DIR):
        _refuse(target(), replace=replace)
        progress = Progress()
        try:
            restore(backup, progress.passing("restored"))
        finally:
            progress.end()
        stamps = Stamps.read(settings.DATA_DIR, settings.DATABASE_URL)
        # The next start looks at tables and authority again, whatever an earlier one did here, and loads no sample.
        for step, state in (("tables", ""), ("authority", ""), ("sample", "loaded")):
            stamps.write(step, state)


def _refuse(found: Target, *, replace: bool) -> None:
    if found.others:
        raise BackupError(
            f"{found.others} other processes use this database: stop the archive (make run, web, work and commands on"
            f" every machine), then try again. Nothing was changed."
        )
    if (found.articles or found.people) and not replace:
        raise BackupError(
            f"This archive holds {found.articles:,} articles and {found.people:,} people, which a restore would"
            f" replace. Nothing was changed; restore with an empty DATA_DIR or database, or add --replace."
        )


def _make_index() -> None:
    progress = Progress()
    try:
        indexing.rebuild(lambda done, _: progress.tell(lambda: f"indexed {done:,} articles"))
    except SearchError as error:
        raise CommandError(
            f"All is restored but the index ({error.message}; {error.repair}). Then {_REBUILD}", returncode=1
        ) from error
    except KeyboardInterrupt:
        raise CommandError(f"stopped; all is restored but the index: {_REBUILD}", returncode=1) from None
    finally:
        progress.end()


def _told(backup: Backup) -> dict[str, Any]:
    counts = backup.manifest.tables
    return {
        "file": str(backup.path),
        "made": backup.header.made,
        "articles": counts["archive_article"].rows,
        "rows": sum(content.rows for content in counts.values()),
        "sha256": backup.sha256,
    }
