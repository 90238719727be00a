#!/usr/bin/env python3
"""Entry of every command. Starts the embedded database for those that need it and leaves it to its other users."""

import contextlib
import os
import signal
import sys
from types import FrameType

# These store nothing and ask nothing of the database, or (run) see to it themselves.
WITHOUT_DATABASE = {
    "bench ingest",
    "bench ranking",
    "bench search",
    "bench soak",
    "bench tables",
    "check",
    "collectstatic",
    "diffsettings",
    "duplicates",
    "extract",
    "findstatic",
    "help",
    "makemigrations",
    "run",
    "startapp",
    "version",
}


def needs_database(arguments: list[str]) -> bool:
    """Whether the command that these arguments call will talk to the database."""
    if not arguments or arguments[0].startswith("-"):
        return False
    if {arguments[0], " ".join(arguments[:2])} & WITHOUT_DATABASE:
        return False
    return not {"-h", "--help", "--version", "--no-database"} & set(arguments)


def _leave(number: int, _frame: FrameType | None) -> None:
    """Unwind instead of dying on the spot, so that the claim on the database is given up properly."""
    raise SystemExit(128 + number)


def database(arguments: list[str]) -> contextlib.AbstractContextManager[object]:
    """A claim on the embedded database, or nothing where none is needed or DATABASE_URL names a server."""
    from archive import embedded, settings

    if settings.DATABASE_URL or not needs_database(arguments):
        return contextlib.nullcontext()
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, _leave)
    try:
        return embedded.using(settings.DATA_DIR)
    except embedded.EmbeddedError as error:
        sys.exit(f"{error}")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    from django.core.management import execute_from_command_line

    with database(sys.argv[1:]):
        try:
            execute_from_command_line(sys.argv)
        except Exception as error:
            from archive.search.engine import SearchError

            if not isinstance(error, SearchError):
                raise
            sys.exit(f"{error}")  # a cluster that is down, a full disk: cause and repair, for every command


if __name__ == "__main__":
    main()
