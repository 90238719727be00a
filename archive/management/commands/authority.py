"""`authority load|check|export`: the table of known actors and places, from files and back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive import selectors, store
from archive.authority.cities import open_cities
from archive.authority.files import AuthorityError, check, read_authority, write_authority


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # those of the pages import all of them; `manage.py check` runs them
    help = "Load the authority (known actors and places) from its files, check the files, or write it out."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        for name, text in (
            ("load", "bring the database to what the files say; nothing else changes"),
            ("check", "read the files and list every problem"),
        ):
            action = actions.add_parser(name, help=text)
            action.add_argument("folder", nargs="?", type=Path, help="folder of the files (default: the shipped ones)")
        action = actions.add_parser("export", help="write the authority of the database as files")
        action.add_argument("folder", type=Path)

    def handle(self, *args: Any, action: str, folder: Path | None, **options: Any) -> None:
        if action == "export":
            if folder is None:
                raise CommandError("authority export: name the folder to write to", returncode=2)
            write_authority(selectors.authority(), folder)
            return
        cities = open_cities(settings.CACHE_DIR)
        try:
            authority = read_authority(folder, cities)
        except AuthorityError as error:
            raise CommandError(str(error), returncode=2) from error
        problems = check(authority, folder, cities)
        for problem in problems:
            print(problem, file=sys.stderr)
        if problems:
            raise CommandError(f"{len(problems)} problems; nothing was loaded", returncode=1)
        if action == "load":
            loaded = store.authority_load(authority)
            print(
                f"authority {authority.version[:12]}: {len(loaded.added)} added, {len(loaded.changed)} changed,"
                f" {len(loaded.dropped)} no longer listed",
                file=sys.stderr,
            )
