"""`sample load|remove`: the dispatches shipped with the project, one collection, gone without a trace."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from archive import store
from archive.models import Article, Collection
from archive.search import indexing

SLUG = "sample"
NOTE = "Written for demonstration; not a published report"


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # those of the pages import all of them; `manage.py check` runs them
    help = "Load the sample dispatches into the collection 'sample', or remove them without a trace."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=("load", "remove"))
        parser.add_argument(
            "--if-empty", action="store_true", help="load only into an archive without articles (make run does this)"
        )
        parser.add_argument("--wait", choices=("index", "tags", "none"), default="index")

    def handle(self, *args: Any, action: str, if_empty: bool, wait: str, **options: Any) -> None:
        if action == "remove":
            removed = remove()
            print(f"{removed} sample dispatches removed", file=sys.stderr)
        elif not (if_empty and Article.objects.exists()):
            store.collection_named(SLUG, name="Sample dispatches", note=NOTE)
            call_command(
                "ingest",
                str(settings.BASE_DIR / "sample" / "dispatches"),
                collection=SLUG,
                wait=wait,
                stdout=self.stderr,
            )


def remove() -> int:
    """Remove the sample's articles, sources, runs and collection, from the index too."""
    collection = Collection.objects.filter(slug=SLUG).first()
    if collection is None:
        return 0
    removed = store.collection_remove(collection)
    indexing.drain()
    return removed
