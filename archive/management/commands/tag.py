"""`tag`: tag what is due and what an earlier version tagged, or everything again."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive import selectors, store
from archive.management.progress import Progress
from archive.search import indexing
from archive.tasks.tagging import Counts, Stage

# Between two looks at what another process, which tags already, has left.
_LOOK_SECONDS = 2.0
_GO_ON = "The worker goes on with it, or run: .venv/bin/python manage.py tag (without --all, which begins anew)"


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # those of the pages import all of them; `manage.py check` runs them
    help = (
        "Tag articles that have no tags yet, or tags of an earlier version; with --all, every article again, with"
        " --failed, those set aside too. Beside a running archive; a kill loses nothing, the next call goes on."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="tag every article again")
        parser.add_argument("--failed", action="store_true", help="try again those that were set aside")

    def handle(self, *args: Any, all: bool, failed: bool, **options: Any) -> None:
        try:
            self._mark(all=all, failed=failed)
            counts = _drain()
            indexing.drain()
        except KeyboardInterrupt:
            raise CommandError(f"stopped; articles keep the tags they have. {_GO_ON}", returncode=1) from None
        if counts.failed:
            sys.exit(1)

    def _mark(self, *, all: bool, failed: bool) -> None:
        if not all:
            store.tag_untagged(failed=failed)
            return
        if not selectors.tagger_version():
            raise CommandError(
                f"TAGGER_MODEL={settings.TAGGER_MODEL} is not installed; nothing was marked.", returncode=2
            )
        marked = store.tag_all_again()
        print(f"{marked:,} articles are to be tagged again. {_GO_ON}", file=sys.stderr)


def _drain() -> Counts:
    """Until nothing waits, whoever tags it."""
    stage, progress = Stage(), _shown()
    try:
        counts = stage.drain(progress)
        while counts.elsewhere and _waiting():
            progress(counts)
            time.sleep(_LOOK_SECONDS)
            later = stage.drain(progress)
            counts = Counts(counts.tagged + later.tagged, counts.failed + later.failed, later.elsewhere)
    finally:
        stage.close()
    print(f"tagged {counts.tagged}, set aside {counts.failed}", file=sys.stderr)
    return counts


def _waiting() -> int:
    waiting = selectors.waiting()
    return waiting.tags + waiting.tags_outdated


def _shown() -> Callable[[Counts], None]:
    """What is done, how fast, and how long the rest will take."""
    progress, waited = Progress(), _waiting()

    def line(counts: Counts) -> str:
        left = _waiting()
        rate = progress.rate(max(0, waited - left))
        rest = f", {left / rate / 60:,.0f} minutes" if rate else ""
        return f"tagged {counts.tagged:,}, set aside {counts.failed:,}; {left:,} wait ({rate:.1f} a second{rest})"

    return lambda counts: progress.tell(lambda: line(counts))
