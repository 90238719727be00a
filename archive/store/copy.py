"""Writing many new rows at once with COPY.

Multi-row inserts spend most of their time on building and splitting the statement: storing 8,000 press releases
went from 854 to 2,222 articles a second under the same profiler when they were replaced.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, models
from psycopg import sql
from psycopg.types.json import Jsonb


def copy_in(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model. Their keys must be set, or left to the database's sequence for all of them.

    Columns that the database fills by default are left to it. Raises Django's database errors.
    """
    if not rows:
        return
    model = type(rows[0])
    columns = [field for field in model._meta.concrete_fields if not _left_to_database(field, rows[0])]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(sql.Identifier(str(field.column)) for field in columns)
    )
    names = [(field.attname, isinstance(field, models.JSONField)) for field in columns]
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([_json(getattr(row, name)) if is_json else getattr(row, name) for name, is_json in names])


def _left_to_database(field: models.Field[object, object], row: models.Model) -> bool:
    if field.primary_key:
        return getattr(row, field.attname) is None
    return field.has_db_default() and isinstance(getattr(row, field.attname), models.expressions.DatabaseDefault)


def _json(value: object) -> Jsonb | None:
    """None is no value at all, not JSON's null."""
    return None if value is None else Jsonb(value)
