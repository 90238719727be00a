"""`authority load|check|export|import`: the table of known actors and places, from files and back."""

from __future__ import annotations

import csv
import json
import re
import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive import selectors, store
from archive.authority.cities import open_cities
from archive.authority.files import SHIPPED, AuthorityError, check, read_authority, write_authority
from archive.authority.imports import READERS
from archive.authority.imports.build import build, write
from archive.authority.imports.draft import Refused
from archive.authority.names import slug

SHOWN = 20
"""Refusals printed in full; all of them go to the file of `--refused`."""


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # those of the pages import all of them; `manage.py check` runs them
    help = "Load the authority (known actors and places) from its files, check or import files, or write it out."

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
        action = actions.add_parser("import", help="add actors from another list to a folder of your own")
        action.add_argument("format", choices=sorted(READERS))
        action.add_argument("file", type=Path)
        action.add_argument(
            "folder", type=Path, help="your folder; a copy of the shipped files is made where it is new"
        )
        action.add_argument("--refused", type=Path, help="write all that was left out to this CSV file, with reasons")
        action.add_argument("--dry-run", action="store_true", help="read and report, write nothing")

    def handle(self, *args: Any, action: str, folder: Path | None, **options: Any) -> None:
        if action == "export":
            if folder is None:
                raise CommandError("authority export: name the folder to write to", returncode=2)
            write_authority(selectors.authority(), folder)
            return
        if action == "import" and folder is not None:
            self._import(options["format"], options["file"], folder, options["refused"], options["dry_run"])
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

    def _import(self, form: str, file: Path, folder: Path, refused_to: Path | None, dry_run: bool) -> None:
        try:
            batch = READERS[form](file)
            own = folder if any(folder.glob("*.toml")) else SHIPPED
            read, stem = len(batch.drafts), f"imported-{slug(file.stem) or 'list'}"
            _not_before(folder, stem)
            tables = build(batch, read_authority(own, open_cities(settings.CACHE_DIR)), file.name)
        except AuthorityError as error:
            raise CommandError(str(error), returncode=2) from error
        files: list[Path] = []
        if not dry_run:
            if own == SHIPPED:
                shutil.copytree(SHIPPED, folder, dirs_exist_ok=True)
            files = write(tables, folder, stem)
        _report(batch.refused, refused_to)
        summary = {"read": read, "added": len(tables[0]["actor"]), "refused": len(batch.refused)}
        print(json.dumps(summary | {"files": [str(path) for path in files]}))
        if files:
            print(f"Now: manage.py authority check {folder}, then authority load {folder}", file=sys.stderr)
        if batch.refused:
            raise CommandError(f"{len(batch.refused)} left out; the rest is done", returncode=1)


def _not_before(folder: Path, stem: str) -> None:
    """AuthorityError where this file was imported before: all its actors would be refused as known."""
    before = [name for name in (f"{stem}.toml", f"offices-{stem}.toml") if (folder / name).is_file()]
    if before:
        repair = f"Delete {' and '.join(before)} from {folder} to import it anew"
        raise AuthorityError(before[0], "", "this file was imported before", repair)


_VARIABLE = re.compile(r"\[[^\]]*\]|'[^']*'|\b[a-z0-9]+(?:-[a-z0-9]+)+\b|\d+")


def _report(refused: list[Refused], to: Path | None) -> None:
    """How often each cause, the first in full; all of them into the file."""
    causes = Counter(_VARIABLE.sub("…", one.cause) for one in refused)
    for cause, times in causes.most_common():
        print(f"{times:6} × {cause}", file=sys.stderr)
    for one in refused[:SHOWN]:
        print(f"  {one}", file=sys.stderr)
    if len(refused) > SHOWN:
        print(f"  … {len(refused) - SHOWN} more; --refused FILE writes them all", file=sys.stderr)
    if to is not None:
        with to.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["line", "what", "cause", "repair"])
            rows.writerows([one.line, one.what, one.cause, one.repair] for one in refused)
