"""A backup back into a database, in one transaction: at any moment before its end everything is as it was.

The tables are brought to the migrations that the backup was made with, filled, compared with the manifest row for row
(by checksum), and then brought to those of this version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from psycopg import Error as PsycopgError

from archive.backup import tables
from archive.backup.container import Backup, BackupError

# A step or a table, and how many of its rows have passed.
Progress = Callable[[str, int], None]

# Somebody who came after we looked whether anybody is there, and holds on to a table.
_LOCK_SECONDS = 20

_OTHERS = """
SELECT count(*) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""

# Foreign keys of our tables: kept as what makes them again. Checked once for all rows at the end, not row by row,
# which would keep a note in memory for each.
_FOREIGN_KEYS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
 WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
   AND conrelid = ANY(%s::text[]::regclass[]) ORDER BY 1, 2
"""

# Indexes that hold no constraint: made at once from all rows, not row by row.
_INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
 WHERE i.indrelid = ANY(%s::text[]::regclass[])
   AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid) ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Target:
    """What the database holds into which a backup is to be restored."""

    articles: int = 0
    people: int = 0
    others: int = 0  # connections of other processes


def target() -> Target:
    """Look, and change nothing."""
    there = tables.present()
    articles, people = (
        int(tables.rows(f"SELECT count(*) FROM {name}")[0][0]) if name in there else 0  # noqa: S608 (our names)
        for name in ("archive_article", "auth_user")
    )
    return Target(articles, people, others=int(tables.rows(_OTHERS)[0][0]))


def check_version(backup: Backup) -> None:
    """BackupError where a newer version made the backup: its tables are unknown here."""
    known = MigrationLoader(None).disk_migrations
    lacking = [
        f"{app}.{name}" for app, names in backup.header.migrations.items() for name in names if (app, name) not in known
    ]
    if lacking:
        raise BackupError(
            f"{backup.path} was made by another version of Dateline, whose tables this one "
            f"does not know ({', '.join(lacking[:3])}{' …' if len(lacking) > 3 else ''}). Nothing was changed; restore "
            f"it with that version or a later one."
        )


def restore(backup: Backup, progress: Progress) -> None:
    """Fill the database with a backup in place of all it holds; it has no index then. Raises BackupError."""
    check_version(backup)
    try:
        _make_queue()
        with transaction.atomic(durable=True):
            # Migrations one after the other in one transaction: rows that wait for a check at its end would hinder
            # the next change of their table.
            tables.run("SET CONSTRAINTS ALL IMMEDIATE", f"SET LOCAL lock_timeout = '{_LOCK_SECONDS}s'")
            _empty()
            progress("tables of the backup's version", 0)
            _migrate(_leaves(backup))
            _fill(backup, progress)
            progress("tables of this version", 0)
            call_command("migrate", interactive=False, verbosity=0)
            tables.run("UPDATE archive_indexgeneration SET state = 'retired'")
    except (DatabaseError, PsycopgError) as error:
        raise BackupError(
            f"{backup.path} could not be restored ({' '.join(str(error).split())}); everything is as it was."
        ) from error


def _make_queue() -> None:
    """The queue's tables, before all else: its migrations use what they themselves have committed. Nothing of a backup
    is in them."""
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes(tables.QUEUE))


def _empty() -> None:
    """No rows, also none of those that a backup leaves out: a session would be somebody else's."""
    without = ("django_migrations", "archive_indexgeneration")
    if names := ", ".join(tables.quoted(name) for name in tables.present() if name not in without):
        tables.run(f"TRUNCATE {names}")


def _leaves(backup: Backup) -> list[tuple[str, str]]:
    """The last applied migrations of each app."""
    graph = MigrationLoader(None).graph
    applied = {(app, name) for app, names in backup.header.migrations.items() for name in names}
    inner = {parent.key for key in applied for parent in graph.node_map[key].parents if parent.key[0] == key[0]}
    return sorted(applied - inner)


def _migrate(leaves: list[tuple[str, str]]) -> None:
    """Forwards or backwards to exactly these; a plan that goes both ways is two for Django."""
    plan = MigrationExecutor(connection).migration_plan(leaves)
    for backwards in (True, False):
        if part := [step for step in plan if step[1] == backwards]:
            executor = MigrationExecutor(connection)
            executor.migrate(leaves, plan=part)


def _fill(backup: Backup, progress: Progress) -> None:
    held = backup.header.tables
    tables.print_alike()
    _check_columns(backup)
    with _bare(list(held), progress):
        _empty()  # migrations make groups and permissions
        for name, columns in held.items():
            tables.copy_in(name, columns, backup.lines(name), lambda count, name=name: progress(name, count))  # type: ignore[misc]
        for name, columns in held.items():
            progress(f"checking {name}", 0)
            if tables.content(name, columns) != backup.manifest.tables[name]:
                raise BackupError(f"{name} did not come back as it was backed up; everything is as it was.")
    _set_sequences(backup.manifest.sequences)


def _check_columns(backup: Backup) -> None:
    """Names in a file are only taken as names of what is really there."""
    here = tables.kept()
    for name, columns in backup.header.tables.items():
        if name not in here or not set(columns) <= set(here[name]):
            raise BackupError(
                f"{backup.path} has a table {name} whose columns are not those of its migrations: it is no backup of "
                f"an archive that only Dateline changed. Everything is as it was."
            )


@contextmanager
def _bare(names: list[str], progress: Progress) -> Iterator[None]:
    """Tables without foreign keys, triggers and indexes while they are filled; all come back, and are checked."""
    keys, indexes = tables.rows(_FOREIGN_KEYS, [names]), tables.rows(_INDEXES, [names])
    tables.run(
        *(f"ALTER TABLE {table} DROP CONSTRAINT {key}" for table, key, _ in keys),
        *(f"DROP INDEX {index}" for index, _ in indexes),
        *(f"ALTER TABLE {tables.quoted(name)} DISABLE TRIGGER USER" for name in names),
    )
    yield
    progress("indexes of the tables", 0)
    tables.run(
        *(f"ALTER TABLE {tables.quoted(name)} ENABLE TRIGGER USER" for name in names),
        *(made for _, made in indexes),
        *(f"ANALYZE {tables.quoted(name)}" for name in names),
        *(f"ALTER TABLE {table} ADD CONSTRAINT {key} {made}" for table, key, made in keys),
    )


def _set_sequences(backed_up: dict[str, int]) -> None:
    """Never back: numbers that the archive before gave out may stand in an index or in somebody's link."""
    now = tables.sequences()
    there = {
        name for (name,) in tables.rows("SELECT sequencename FROM pg_sequences WHERE schemaname = current_schema()")
    }
    for name, last in backed_up.items():
        if name in there:
            tables.rows("SELECT setval(%s::regclass, %s)", [tables.quoted(name), max(last, now.get(name, 0))])
