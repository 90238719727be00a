"""`export`: the articles of any search, all of them, into a file with its manifest (contracts.md)."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.export import columns, files, manifest, rows, streams
from archive.export.errors import ExportChanged, ExportError
from archive.management import arguments
from archive.search.engine import SearchError
from archive.search.query import SearchRequest

# A line of progress this often where nobody watches a terminal.
SECONDS_BETWEEN_LINES = 10


class Command(BaseCommand):
    help = "Write the articles of a search, all of them, to a file with a manifest beside it (docs/export.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        arguments.add_query(parser)
        parser.add_argument("-o", "--output", default="-", metavar="FILE", help="file to write; - is standard output")
        parser.add_argument("--format", choices=tuple(streams.FORMATS), help="default: by FILE's ending, else csv")
        parser.add_argument("--columns", default="", help=f"names separated by commas: {', '.join(columns.BY_NAME)}")
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
        if given["output"] == "-":
            self._to_standard_output(given)
            return
        if given["resume"] and given["restart"]:
            raise CommandError("--resume goes on, --restart starts over; choose one", returncode=2)
        target, started = files.Target(Path(given["output"])), time.monotonic()
        going_on = self._goes_on(target, given)
        planned = _plan(given, files.resumable_ids(target) if going_on else None)
        written = (files.resume if going_on else files.write)(target, planned, _Progress())
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
        _tell_missing(written.missing)

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
        try:
            with rows.snapshot() as present:
                fixed = streams.fix(planned)
                for piece in streams.pieces(planned, fixed, present):
                    out.write(piece.data)
                    file.add(piece.data, piece.records)
                out.flush()
                if given["manifest"]:
                    described = json.dumps(manifest.build(planned, fixed, file), ensure_ascii=False, indent=2)
                    Path(given["manifest"]).write_text(described + "\n", encoding="utf-8")
        except BrokenPipeError:
            # Whoever read it has enough (head); Python would complain again when it closes the pipe at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)
        _tell_missing(fixed.missing)


def _link_base() -> str:
    return f"{'https' if settings.HTTPS else 'http'}://{settings.HOST}:{settings.PORT}"


def _plan(given: dict[str, Any], ids: list[int] | None) -> streams.Plan:
    access = arguments.access_of(given)
    options = streams.Options(
        columns=tuple(name.strip() for name in given["columns"].split(",") if name.strip()) or columns.DEFAULT,
        with_text=given["with_text"],
        with_query=given["with_query"],
        raw=given["raw"],
        link_base=given["link_base"].rstrip("/"),
    )
    kind = given["format"] or _by_ending(given["output"])
    if not arguments.asks_for_ids(given):
        asked = arguments.question(given, access)
        options = replace(options, query=asked.reading.canonical)
        return streams.plan(asked.request, kind, options, ids=ids)
    named = arguments.ids_of(given["ids"])
    digest = hashlib.sha256("\n".join(map(str, named)).encode()).hexdigest()
    request = SearchRequest(visible_to=access, sort="newest")
    return streams.plan(request, kind, options, ids=ids or named, ids_from=f"sha256 of the ids, one a line: {digest}")


def _by_ending(output: str) -> str:
    ending = Path(output).suffix.lstrip(".").lower()
    return ending if ending in streams.FORMATS else "csv"


def _tell_missing(missing: tuple[int, ...]) -> None:
    """Articles that were found or named but are not there: said, and told by the exit code."""
    if missing:
        named = ", ".join(map(str, missing[:10])) + (" …" if len(missing) > 10 else "")
        print(f"{len(missing)} of the articles are withdrawn, gone or not visible: {named}", file=sys.stderr)
        sys.exit(1)


class _Progress:
    """A line that is rewritten on a terminal, a plain line now and then elsewhere."""

    def __init__(self) -> None:
        self._started = self._printed = time.monotonic()
        self._records = self._first = -1

    def __call__(self, records: int, total: int) -> None:
        now, terminal = time.monotonic(), sys.stderr.isatty()
        if self._first < 0:
            self._first = records  # what was there already when an export is resumed
        finished = records == total
        early = now - self._printed < (0.2 if terminal else SECONDS_BETWEEN_LINES)
        if records == self._records or (early and not finished):
            return
        self._printed, self._records = now, records
        rate = (records - self._first) / max(now - self._started, 0.001)
        line = f"{records:,} of {total:,} articles, {rate:,.0f} a second"
        print(
            f"\r{line}\033[K" if terminal else line,
            end="" if terminal and not finished else "\n",
            file=sys.stderr,
            flush=True,
        )
