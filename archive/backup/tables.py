"""What of the database belongs in a backup, and its rows out and in.

Tables are taken from the database itself, not from a list: what a later version adds is backed up from its first day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import connection

from archive.backup.container import BLOCK, Content, Tally

# Tables of the archive and of the parts of Django it uses begin with these; others in the database are not ours.
PREFIXES = ("archive_", "auth_", "django_")

# Left out, and why.
EXCLUDED = {
    "archive_indexgeneration": "which index serves: it is made again where the backup is restored",
    "django_session": "who is signed in: signed with a key that stays where it was made",
    "django_migrations": "stands in the header; the restore's own migrations write it",
}
# The app of the queue, whose tables begin with none of the prefixes: what is due stands on the articles.
QUEUE = "procrastinate"

# Rows are printed alike by every server: instants in UTC, bytes in hexadecimal, floats to the last digit.
_PRINTED = """
SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'postgres';
SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1;
"""

# Columns by table, in their order; none that the database computes.
_COLUMNS = """
SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
 WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
   AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
 GROUP BY c.relname ORDER BY c.relname
"""

# The columns of a table's key; text among them is put in order by its bytes, whatever the server's language.
_KEY = """
SELECT a.attname, a.attcollation <> 0
  FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
 WHERE i.indrelid = %s::regclass AND i.indisprimary ORDER BY array_position(i.indkey::int2[], a.attnum)
"""

_SEQUENCES = """
SELECT sequencename, last_value FROM pg_sequences
 WHERE schemaname = current_schema() AND last_value IS NOT NULL ORDER BY sequencename
"""

Passed = Callable[[int], None]


def rows(query: str, given: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(query, list(given) or None)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def run(*statements: str) -> None:
    """Statements one after the other."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def print_alike() -> None:
    """For the rest of this transaction."""
    run(_PRINTED)


def is_ours(name: str) -> bool:
    """Whether a table or sequence is the archive's."""
    return name.startswith(PREFIXES)


def present() -> dict[str, list[str]]:
    """Every table of ours with its columns, also those left out of a backup."""
    return {name: columns for name, columns in rows(_COLUMNS) if is_ours(name)}


def kept() -> dict[str, list[str]]:
    """The tables of a backup with their columns."""
    return {name: columns for name, columns in present().items() if name not in EXCLUDED}


def sequences() -> dict[str, int]:
    """Where the sequences stand that have given out numbers, but those of tables left out."""
    without = tuple(f"{name}_" for name in EXCLUDED)
    return {name: last for name, last in rows(_SEQUENCES) if is_ours(name) and not name.startswith(without)}


def lines(table: str, columns: list[str]) -> Iterator[bytearray]:
    """A table's rows in the order of its key as COPY prints them, in blocks."""
    order = ", ".join(f'{quoted(name)} COLLATE "C"' if text else quoted(name) for name, text in rows(_KEY, [table]))
    query = f"SELECT {_listed(columns)} FROM {quoted(table)} ORDER BY {order}"  # noqa: S608 (names of the database)
    block = bytearray()
    with connection.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT") as out:
        for line in out:
            block += line
            if len(block) >= BLOCK:
                yield block
                block = bytearray()
    if block:
        yield block


def content(table: str, columns: list[str], passed: Passed = lambda count: None) -> Content:
    """What a table holds now."""
    tally = Tally()
    for block in lines(table, columns):
        tally.add(block)
        passed(tally.rows)
    return tally.content()


def copy_in(table: str, columns: list[str], blocks: Iterable[bytes], passed: Passed) -> None:
    """Rows as `lines` gives them into a table."""
    count = 0
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {quoted(table)} ({_listed(columns)}) FROM STDIN") as into,
    ):
        for block in blocks:
            into.write(block)
            count += block.count(b"\n")
            passed(count)


def quoted(name: str) -> str:
    """A name of the database in a statement."""
    return '"' + name.replace('"', '""') + '"'


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(map(quoted, columns))
