"""`batch`: a list of queries counted, one total a query, as CSV or NDJSON on standard output (contracts.md)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.http import QueryDict

from archive.explore import lists
from archive.explore.lists import Listed, ListError
from archive.management import arguments
from archive.management.progress import Progress
from archive.pages import kept, totals
from archive.search.engine import SearchError


class Command(BaseCommand):
    help = "Count a list of queries: one a line, or a table with a column “query” (docs/desk.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the list, in any usual encoding; - for standard input")
        parser.add_argument("--by", choices=("year", "month"), default="", help="columns by date of publication")
        parser.add_argument("--json", action="store_true", help="one JSON object a query instead of CSV")
        parser.add_argument(
            "--filters",
            default="",
            metavar="ADDRESS",
            help="what holds for every row, as in an address: 'from=2014-03-01&copies=first'",
        )
        parser.add_argument("--link-base", default=_link_base(), help="what links begin with (default: %(default)s)")
        parser.add_argument("--as", dest="as_", metavar="USER|anonymous", help="count only what this person may see")

    def handle(self, *args: Any, **given: Any) -> None:
        who = arguments.access_of(given)
        listed = _listed(given["file"])
        for name in listed.unknown:
            print(f"the column {kept.unknown_words(name)}", file=sys.stderr)
        address = given["filters"].rpartition("?")[2]
        around = kept.looked_at(QueryDict(address), who, names=True)
        wrong = [*(w.message for w in around.wrongs), *around.notes]
        if around.state.q:
            wrong.append("the queries stand in the list; leave q= out of --filters")
        if wrong:
            raise CommandError("--filters: " + "\n".join(wrong), returncode=2)
        step = cast(totals.Step, given["by"])
        try:
            table = totals.counted(listed, around.state, who, step, seconds=None, told=_shown(len(listed.lines)))
        except SearchError as error:
            raise CommandError(str(error), returncode=1) from error
        if table.problem:
            raise CommandError(table.problem, returncode=2)
        out = totals.file_of(table, "ndjson" if given["json"] else "csv", given["link_base"].rstrip("/"))
        self.stdout.write(out.decode(), ending="")
        if table.mistaken:
            print(f"{table.mistaken} of {len(table.rows)} queries have a mistake and no total", file=sys.stderr)
            sys.exit(1)


def _listed(path: str) -> Listed:
    try:
        raw = sys.stdin.buffer.read(lists.BYTES_MAX + 1) if path == "-" else Path(path).read_bytes()
        return lists.read_bytes(raw, totals.COLUMNS)
    except (OSError, ListError) as error:
        raise CommandError(f"{path}: {error}", returncode=2) from error


def _link_base() -> str:
    return f"{'https' if settings.HTTPS else 'http'}://{settings.HOST}:{settings.PORT}"


def _shown(total: int) -> Callable[[int], None]:
    progress = Progress()
    return lambda done: progress.tell(lambda: f"{done:,} of {total:,} queries")
