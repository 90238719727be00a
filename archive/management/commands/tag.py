"""`tag`: tag what is due and what an earlier version tagged, or everything again."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from archive import store
from archive.search import indexing
from archive.tasks.tagging import Counts, Stage


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # those of the pages import all of them; `manage.py check` runs them
    help = (
        "Tag articles that have no tags yet, or tags of an earlier version; with --all, every article again, with"
        " --failed, those set aside too."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="tag every article again")
        parser.add_argument("--failed", action="store_true", help="try again those that were set aside")

    def handle(self, *args: Any, all: bool, failed: bool, **options: Any) -> None:
        if all:
            store.tag_again()
        else:
            store.tag_untagged(failed=failed)
        stage = Stage()
        try:
            counts = stage.drain(_progress)
        finally:
            stage.close()
        indexing.drain()
        _progress(counts)
        if counts.failed:
            sys.exit(1)


def _progress(counts: Counts) -> None:
    print(f"tagged {counts.tagged}, set aside {counts.failed}", file=sys.stderr)
