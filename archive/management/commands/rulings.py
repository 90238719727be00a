"""`rulings export|import`: the log of corrections as a file, and laid over another archive (docs/desk.md)."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive import store
from archive.management.progress import Progress

# A line with the longest values is a tenth of this; a file of one endless line is none of ours.
_LONGEST = 64 * 1024


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # those of the pages import all of them; `manage.py check` runs them
    help = (
        "Write the log of corrections to a file of JSON lines, or lay such a file over this archive: what is there"
        " already stays as it is, what cannot be placed is told with its line, the rest goes on."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        action = actions.add_parser("export", help="write every ruling and undo, the first one first")
        action.add_argument("file", metavar="FILE|-", help="where to; - for standard output")
        action.add_argument("--overwrite", action="store_true", help="replace FILE once the new one is whole")
        action = actions.add_parser("import", help="add the rulings of a file; each is then this archive's latest")
        action.add_argument("file", metavar="FILE|-", help="where from; - for standard input")

    def handle(self, *args: Any, action: str, file: str, **options: Any) -> None:
        try:
            told = _export(file, options["overwrite"]) if action == "export" else _import(file)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror or error}", returncode=2) from error
        except KeyboardInterrupt:
            raise CommandError("stopped. Run it again: what is done already stays and is not repeated.") from None
        if told is not None:
            self.stdout.write(json.dumps(told))
        if told and told.get("refused"):
            raise CommandError(f"{told['refused']} lines were not placed; the rest is done", returncode=1)


def _export(file: str, overwrite: bool) -> dict[str, Any] | None:
    if file == "-":
        _write(sys.stdout.buffer)
        return None
    path = Path(file).absolute()
    if path.exists() and not (overwrite and path.is_file()):
        raise CommandError(f"{path} is there already: name another file, or add --overwrite", returncode=2)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as out:
            written = _write(out)
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return {"file": str(path), "rulings": written}


def _write(out: BinaryIO) -> int:
    """How many rulings and undos were written, the header apart."""
    count = -1
    for line in store.rulings_lines():
        out.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        count += 1
    return count


def _import(file: str) -> dict[str, Any]:
    if file == "-":
        return _lay(sys.stdin.buffer, "standard input")
    with Path(file).open("rb") as lines:
        return _lay(lines, file)


def _lay(file: BinaryIO, name: str) -> dict[str, Any]:
    lines = _lines(file)
    problem = store.rulings_header_problem(next(lines, None))
    if problem:
        raise CommandError(f"{name}: {problem}", returncode=2)
    counts = {"added": 0, "known": 0, "refused": 0}
    progress = Progress()
    for number, line in enumerate(lines, 2):
        if line == "":
            continue
        try:
            counts["added" if store.ruling_place(line) else "known"] += 1
        except store.NotPlacedError as error:
            counts["refused"] += 1
            progress.end()
            print(f"{name}, line {number}: {error}", file=sys.stderr)
        progress.tell(partial(_read, number))
    progress.end()
    return {"file": name, **counts}


def _read(lines: int) -> str:
    return f"{lines:,} lines read"


def _lines(file: BinaryIO) -> Iterator[object]:
    """Each line's value; "" for an empty one, None for one that is no JSON or too long."""
    while raw := file.readline(_LONGEST):
        whole, rest = raw.endswith(b"\n") or len(raw) < _LONGEST, raw
        while not rest.endswith(b"\n") and (rest := file.readline(_LONGEST)):
            pass
        yield _value(raw) if whole else None


def _value(raw: bytes) -> object:
    if not raw.strip():
        return ""
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None
