"""`export`: the articles of any search, all of them, into a file with its manifest (contracts.md)."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.export import files, kwic, manifest, rows, streams
from archive.export.errors import ExportChanged, ExportError
from archive.management import arguments
from archive.management.progress import Progress
from archive.pages.forms import KWIC_WIDTH, KWIC_WIDTH_MAX
from archive.search.engine import SearchError
from archive.search.lines import LineOrder
from archive.search.query import SearchRequest

_COLUMNS = "names separated by commas. " + "; ".join(
    f"Of {rows}: {', '.join(table.by_name)}" for rows, table in streams.TABLES.items()
)


class Command(BaseCommand):
    help = "Write all articles, quotes or matches of a search to a file with a manifest beside it (docs/export.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        arguments.add_query(parser)
        parser.add_argument("-o", "--output", default="-", metavar="FILE", help="file to write; - is standard output")
        parser.add_argument("--format", choices=tuple(streams.FORMATS), help="default: by FILE's ending, else csv")
        parser.add_argument(
            "--rows",
            choices=("articles", "quotes", "lines"),
            default="articles",
            help="what a row is: an article, a quote, or a match with the words around it",
        )
        arguments.add_indirect(parser)
        parser.add_argument(
            "--line-order",
            choices=get_args(LineOrder),
            default="newest",
            help="order of lines: by date, or by the words to the left or right of the match",
        )
        parser.add_argument(
            "--width",
            type=_width,
            default=KWIC_WIDTH,
            metavar="N",
            help=f"characters on each side of a match, 1 to {KWIC_WIDTH_MAX} (default: %(default)s)",
        )
        parser.add_argument("--columns", default="", help=_COLUMNS)
        parser.add_argument("--with-text", action="store_true", help="with the full text, where its source allows")
        parser.add_argument("--with-query", action="store_true", help="with the query in every row")
        parser.add_argument("--raw", action="store_true", help="CSV cells exactly as stored, not guarded as text")
        parser.add_argument("--link-base", default=_link_base(), help="what links begin with (default: %(default)s)")
        parser.add_argument("--manifest", metavar="FILE", help="where the manifest of standard output goes")
        parser.add_argument("--resume", action="store_true", help="go on with an export into FILE that was cut short")
        parser.add_argument("--restart", action="store_true", help="forget an export into FILE that was cut short")

    def handle(self, *args: Any, **given: Any) -> None:
        try:
            self._export(given)
        except (ExportError, SearchError) as error:
            raise CommandError(f"{error}", returncode=2) from error
        except ExportChanged as error:
            raise CommandError(f"{error}. Start over with --restart", returncode=1) from error
        except OSError as error:
            raise CommandError(f"{error}; mend that and give the same command with --resume", returncode=1) from error
        except KeyboardInterrupt:
            raise CommandError("stopped; go on with the same command and --resume", returncode=1) from None

    def _export(self, given: dict[str, Any]) -> None:
        if given["rows"] == "lines":
            self._lines(given)
            return
        if given["output"] == "-":
            self._to_standard_output(given)
            return
        if given["resume"] and given["restart"]:
            raise CommandError("--resume goes on, --restart starts over; choose one", returncode=2)
        target, started = files.Target(Path(given["output"])), time.monotonic()
        going_on = self._goes_on(target, given)
        planned = _plan(given, files.resumable_ids(target) if going_on else None)
        written = (files.resume if going_on else files.write)(target, planned, _shown(given["rows"]))
        done = {
            "file": str(target.path),
            "manifest": str(target.manifest),
            "total": len(planned.ids) - len(written.missing),
            "records": written.records,
            "missing": len(written.missing),
            "bytes": written.size,
            "sha256": written.sha256,
            "seconds": round(time.monotonic() - started, 2),
        }
        self.stdout.write(json.dumps(done))
        _tell_missing(written.missing, given["rows"])

    def _lines(self, given: dict[str, Any]) -> None:
        """Words in context. They are written in one go: a search that finds them again takes no longer than a file."""
        for name in ("resume", "columns", "with_text", "with_query", "ids"):
            if given[name]:
                raise CommandError(f"--rows lines knows no --{name.replace('_', '-')}; leave it out", returncode=2)
        planned = _line_plan(given)
        if given["output"] == "-":
            self._lines_to_standard_output(planned, given)
            return
        target, started = files.Target(Path(given["output"])), time.monotonic()
        self._goes_on(target, given)
        written = kwic.write(target, planned, _shown("lines"))
        done = {
            "file": str(target.path),
            "manifest": str(target.manifest),
            "articles": len(planned.found.ids),
            "records": written.records,
            "bytes": written.size,
            "sha256": written.sha256,
            "seconds": round(time.monotonic() - started, 2),
        }
        self.stdout.write(json.dumps(done))

    def _lines_to_standard_output(self, planned: kwic.LinePlan, given: dict[str, Any]) -> None:
        file, out = manifest.FileDigest("-"), sys.stdout.buffer
        with _read_to_the_end():
            for piece in kwic.pieces(planned):
                out.write(piece.data)
                file.add(piece.data, piece.records)
            out.flush()
            if given["manifest"]:
                _write_manifest(given["manifest"], kwic.described(planned, file))

    def _goes_on(self, target: files.Target, given: dict[str, Any]) -> bool:
        if not target.unfinished():
            if given["resume"]:
                print(f"nothing was begun at {target.part}; starting from the first article", file=sys.stderr)
            return False
        if not given["resume"] and not given["restart"]:
            raise CommandError(
                f"{target.part} is an export that was cut short: go on with --resume or start over with --restart",
                returncode=2,
            )
        return bool(given["resume"])

    def _to_standard_output(self, given: dict[str, Any]) -> None:
        if given["resume"] or given["restart"]:
            raise CommandError("standard output cannot be resumed; name a file with -o FILE", returncode=2)
        planned, file, out = _plan(given, None), manifest.FileDigest("-"), sys.stdout.buffer
        with _read_to_the_end(), rows.snapshot(shared=True) as present:
            fixed = streams.fix(planned)
            for piece in streams.pieces(planned, fixed, present):
                out.write(piece.data)
                file.add(piece.data, piece.records)
            out.flush()
            if given["manifest"]:
                _write_manifest(given["manifest"], manifest.build(planned, fixed, file, present))
        _tell_missing(fixed.missing, given["rows"])


@contextmanager
def _read_to_the_end() -> Iterator[None]:
    """Writing to standard output ends where nobody reads on (head)."""
    try:
        yield
    except BrokenPipeError:
        # Python would complain again when it closes the pipe at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _write_manifest(path: str, described: dict[str, Any]) -> None:
    Path(path).write_text(json.dumps(described, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _width(printed: str) -> int:
    width = int(printed)
    if not 1 <= width <= KWIC_WIDTH_MAX:
        raise ValueError(printed)
    return width


def _link_base() -> str:
    return f"{'https' if settings.HTTPS else 'http'}://{settings.HOST}:{settings.PORT}"


def _plan(given: dict[str, Any], ids: list[int] | None) -> streams.Plan:
    access = arguments.access_of(given)
    options = streams.Options(
        columns=tuple(name.strip() for name in given["columns"].split(",") if name.strip()),
        with_text=given["with_text"],
        with_query=given["with_query"],
        raw=given["raw"],
        link_base=given["link_base"].rstrip("/"),
        rows=given["rows"],
    )
    kind = given["format"] or _by_ending(given["output"])
    if not arguments.asks_for_ids(given):
        asked = arguments.question(given, access, options.rows)
        options = replace(options, query=asked.reading.canonical)
        return streams.plan(asked.request, kind, options, ids=ids)
    named = arguments.ids_of(given["ids"])
    digest = hashlib.sha256("\n".join(map(str, named)).encode()).hexdigest()
    request = SearchRequest(visible_to=access, sort="newest")
    return streams.plan(request, kind, options, ids=ids or named, ids_from=f"sha256 of the ids, one a line: {digest}")


def _line_plan(given: dict[str, Any]) -> kwic.LinePlan:
    asked = arguments.question(given, arguments.access_of(given))
    options = streams.Options(raw=given["raw"], link_base=given["link_base"].rstrip("/"), query=asked.reading.canonical)
    kind = given["format"] or _by_ending(given["output"])
    return kwic.plan(asked.request, kind, options, given["line_order"], given["width"])


def _by_ending(output: str) -> str:
    ending = Path(output).suffix.lstrip(".").lower()
    return ending if ending in streams.FORMATS else "csv"


def _tell_missing(missing: tuple[int, ...], rows: str) -> None:
    """Articles or quotes that were found or named but are not there: said, and told by the exit code."""
    if missing:
        named = ", ".join(map(str, missing[:10])) + (" …" if len(missing) > 10 else "")
        print(f"{len(missing)} of the {rows} are withdrawn, gone or not visible: {named}", file=sys.stderr)
        sys.exit(1)


def _shown(what: str) -> Callable[[int, int], None]:
    progress, first = Progress(), None

    def told(records: int, total: int) -> None:
        nonlocal first
        first = records if first is None else first  # what was there already when an export is resumed
        rate = progress.rate(records - first)
        progress.tell(lambda: f"{records:,} of {total:,} {what}, {rate:,.0f} a second", finished=records == total)

    return told
