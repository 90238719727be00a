"""A backup of the archive while it runs: every table from one snapshot of the database, through memory in blocks."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.db import DatabaseError, transaction
from django.utils import timezone
from psycopg import Error as PsycopgError

from archive.backup import tables
from archive.backup.container import BackupError, Content, Header, Manifest, Tally, Writing

# A table's name and how many of its rows have passed.
Progress = Callable[[str, int], None]


_MIGRATIONS = "SELECT app, name FROM django_migrations WHERE app <> %s ORDER BY app, name"


@dataclass(frozen=True, slots=True)
class Made:
    """What a backup holds, and its checksum."""

    tables: dict[str, Content]
    sha256: str


def backup(to: Path | IO[bytes], progress: Progress) -> Made:
    """Write everything but the index to a file, or a stream.

    A file appears under its name only when it is whole and on the disk. Raises BackupError.
    """
    place = to if isinstance(to, Path) else "standard output"
    try:
        if isinstance(to, Path):
            with _beside(to) as out:
                return _written(out, progress)
        return _written(to, progress)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        mend = "make room or name a file elsewhere" if full else "name a file where this user may write"
        raise BackupError(f"{place} cannot be written ({error.strerror or error}): {mend}. Nothing is left.") from error
    except (DatabaseError, PsycopgError) as error:
        raise BackupError(f"The database could not be read ({' '.join(str(error).split())}); try again.") from error


@contextmanager
def _beside(path: Path) -> Iterator[IO[bytes]]:
    """A file for its owner only (it holds texts and passwords' hashes), given its name at the end."""
    partial = path.with_name(path.name + ".partial")
    with os.fdopen(os.open(partial, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "wb") as out:
        try:
            fcntl.flock(out, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError(f"Another backup is being written to {path}: wait for it, or name another.") from None
        try:
            out.truncate(0)  # what a killed one left
            yield out
            out.flush()
            os.fsync(out.fileno())
            partial.rename(path)
        except BaseException:
            partial.unlink(missing_ok=True)
            # Room that was too little for the last bytes is too little for them at the end too.
            with contextlib.suppress(OSError):
                out.flush()
            raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _written(out: IO[bytes], progress: Progress) -> Made:
    with _snapshot() as held:
        writing = Writing(out, _header(held))
        found = {name: _copied(writing, name, columns, progress) for name, columns in held.items()}
        # Sequences know no snapshot: read last, they stand at or past every number in the tables.
        sha256 = writing.close(Manifest(found, tables.sequences()))
    return Made(found, sha256)


@contextmanager
def _snapshot() -> Iterator[dict[str, list[str]]]:
    """One view of all tables until the end, whatever is written meanwhile; nobody changes their columns."""
    with transaction.atomic(durable=True):
        tables.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        names = ", ".join(map(tables.quoted, tables.present()))
        if not names:
            raise BackupError("There is nothing to back up: this archive has no tables; run: manage.py prepare")
        tables.run(f"LOCK TABLE {names} IN ACCESS SHARE MODE")
        tables.print_alike()
        yield tables.kept()


def _header(held: dict[str, list[str]]) -> Header:
    applied: dict[str, list[str]] = {}
    for app, name in tables.rows(_MIGRATIONS, [tables.QUEUE]):
        applied.setdefault(app, []).append(name)
    server = tables.rows("SHOW server_version")[0][0]
    return Header(timezone.now().isoformat(timespec="seconds"), server, applied, held)


def _copied(writing: Writing, name: str, columns: list[str], progress: Progress) -> Content:
    tally = Tally()
    with writing.table(name) as part:
        for block in tables.lines(name, columns):
            tally.add(block)
            part.write(block)
            progress(name, tally.rows)
    return tally.content()
