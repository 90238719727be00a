"""`prepare`: what an archive needs before its first page; `run` does it by itself."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from archive.management.preparing import prepare
from archive.management.team import Stopped, stop


class Command(BaseCommand):
    help = "Bring tables, authority, search index, sample and static files to this version. May run on many machines."
    requires_system_checks: list[str] = []  # the tables are not there yet

    def handle(self, *_args: Any, **_options: Any) -> None:
        stop.listen()
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        try:
            prepare()
        except Stopped:
            raise SystemExit(130) from None
