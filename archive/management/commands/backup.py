"""`backup`: everything but the search index in one file, while the archive runs (contracts.md)."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.backup import BackupError, backup
from archive.management.progress import Progress


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # those of the pages import all of them; `manage.py check` runs them
    help = (
        "Write articles, tags, rulings, people and what they kept, everything but the search index, to one file (or -"
        " for standard output), as of one moment, while the archive runs. The last line on standard output says what it"
        " holds."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE|-", help="where to; - for standard output")
        parser.add_argument("--overwrite", action="store_true", help="replace FILE once the new one is whole")

    def handle(self, *args: Any, file: str, overwrite: bool, **options: Any) -> None:
        path = Path(file).absolute()
        if file != "-" and path.exists() and not (overwrite and path.is_file()):
            raise CommandError(f"{path} is there already: name another file, or add --overwrite", returncode=2)
        began, progress = time.monotonic(), Progress()
        try:
            made = backup(sys.stdout.buffer if file == "-" else path, progress.passing("backed up"))
        except BackupError as error:
            raise CommandError(str(error), returncode=2) from error
        except KeyboardInterrupt:
            raise CommandError("stopped; no file was made. Run it again.", returncode=1) from None
        finally:
            progress.end()
        told = {
            "file": file if file == "-" else str(path),
            "articles": made.tables["archive_article"].rows,
            "rows": sum(content.rows for content in made.tables.values()),
            "sha256": made.sha256,
            "seconds": round(time.monotonic() - began, 2),
        }
        if file == "-":  # standard output is the backup
            print(json.dumps(told), file=sys.stderr)
        else:
            self.stdout.write(json.dumps(told | {"bytes": path.stat().st_size}))
