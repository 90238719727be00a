"""`ingest`: articles from files into the archive (contracts.md)."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive import store
from archive.child import ChildStartError
from archive.ingest import dates, fields, readers
from archive.ingest.record import Format, Mapping, RawArticle, ReadOptions, ReadReport, Rejected
from archive.management.progress import Progress
from archive.models import Collection, IngestRun
from archive.models import Rejected as RejectedRow
from archive.tasks.ingest import Counts, Plan, ingest, options_as_json, retry_rejected
from archive.text.when import UNKNOWN, Published

COLLECTION = "articles"

# How commands are called where `make` has made the environment.
MANAGE = ".venv/bin/python manage.py"

# Rejects that are told one by one; the others are counted.
LINES_OF_REJECTS = 10


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # those of the pages import all of them; `manage.py check` runs them
    help = (
        "Read articles from files (plain text, HTML, JSON, NDJSON, CSV, TSV; also .gz), folders or standard input (-)"
        " and store them. The last line on standard output tells what was done."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="*", metavar="PATH|-", help="files, folders, or - for standard input")
        parser.add_argument("--source", default="", help="source of articles that do not name one (slug or name)")
        parser.add_argument("--collection", default=COLLECTION, help="slug of the collection that they go to")
        parser.add_argument("--date", default="", help="date of articles without one: YYYY-MM-DD, YYYY-MM or YYYY")
        parser.add_argument("--date-from", choices=("name",), help="date undated articles by their file's name")
        parser.add_argument("--dates", choices=("dmy", "mdy"), help="order of day and month in dates like 03/04/2014")
        parser.add_argument("--type", choices=sorted(readers.READERS), help="format, if the guess is wrong")
        parser.add_argument("--id-field", default="", help="column or JSON path that holds a record's id")
        parser.add_argument("--map", default="", help="columns by field: title=headline,body=text,published=day")
        parser.add_argument("--language", default="", help="language of articles that do not name one (ISO 639-1)")
        parser.add_argument(
            "--zone", default="", help="time zone of times printed without one, for example Europe/Kyiv"
        )
        parser.add_argument("--dry-run", action="store_true", help="read and report, store nothing")
        parser.add_argument(
            "--resume", type=int, metavar="RUN", help="read a stopped run's files again with its options"
        )
        parser.add_argument("--undo", type=int, metavar="RUN", help="remove exactly what that run stored or revised")
        parser.add_argument("--retry-rejected", action="store_true", help="try the records in quarantine again")
        parser.add_argument(
            "--wait", choices=("index", "tags", "none"), default="index", help="return when that is done"
        )
        parser.add_argument("--no-tags", action="store_true", help="leave them untagged, until: manage.py tag")

    def handle(self, *args: Any, **given: Any) -> None:
        if given["undo"]:
            self._undo(given["undo"])
            return
        if given["resume"]:
            given |= _stopped(given["resume"])
        if bool(given["paths"]) == given["retry_rejected"]:
            raise CommandError("name files to read, or --retry-rejected, or --undo RUN", returncode=2)
        options = read_options(given)
        try:
            readers.check_paths(given["paths"])
        except FileNotFoundError as error:
            raise CommandError(str(error), returncode=2) from None
        if given["dry_run"]:
            self._dry_run(given["paths"], options)
            return
        started = time.monotonic()
        plan = Plan(
            collection=store.collection_named(given["collection"]),
            source=store.source_named(given["source"]) if given["source"] else None,
            tag=not given["no_tags"],
            progress=_shown(),
        )
        asked = {name: given[name] for name in _KEPT}
        run = store.run_begin(", ".join(given["paths"]) or "quarantine", asked | {"read": options_as_json(options)})
        report = ReadReport()
        try:
            if given["retry_rejected"]:
                counts, still = retry_rejected(run, lambda row: _as_it_was(row, given, plan))
                for line in still[:LINES_OF_REJECTS]:
                    print(f"still rejected {line}", file=sys.stderr)
            else:
                counts = ingest(_records(given["paths"], options, report), run, plan)
        except (dates.DateOrderUnknown, OSError) as error:
            raise CommandError(f"{error}", returncode=2) from error
        except ChildStartError as error:
            raise CommandError(f"The reader of web pages cannot start: {error}", returncode=2) from error
        except KeyboardInterrupt:
            raise CommandError(
                f"stopped; what was read so far is stored. Go on with: {MANAGE} ingest --resume {run.pk}",
                returncode=1,
            ) from None
        _tell(report)
        waits = self._why_it_waits(given["wait"], tags=plan.tag)
        self._finish(run, counts, time.monotonic() - started)
        if waits:
            raise CommandError(f"all is stored, but not yet searchable: {waits}", returncode=1)

    def _why_it_waits(self, until: str, *, tags: bool) -> str:
        """Wait for what was asked for; "" when it is done, else why the index takes nothing now."""
        from archive.search.engine import SearchUnavailableError  # not at the top: storing needs no engine

        try:
            self._wait(until, tags=tags)
        except SearchUnavailableError as error:
            return str(error)
        return ""

    def _finish(self, run: IngestRun, counts: Counts, seconds: float) -> None:
        names = ("read", "stored", "unchanged", "revised", "rejected")
        done = {"run": run.pk} | {name: getattr(counts, name) for name in names} | {"seconds": round(seconds, 2)}
        self.stdout.write(json.dumps(done))
        if counts.rejected:
            for row in run.rejects.filter(settled__isnull=True).order_by("pk")[:LINES_OF_REJECTS]:
                print(f"rejected {row.locator}: {row.reason}", file=sys.stderr)
            print(
                f"{counts.rejected} in quarantine; mend the cause, then: {MANAGE} ingest --retry-rejected",
                file=sys.stderr,
            )
            sys.exit(1)
        if counts.stored and Collection.objects.filter(slug="sample").exists() and not _is_sample(run):
            print(f"The sample dispatches are still here; remove them: {MANAGE} sample remove", file=sys.stderr)

    def _wait(self, until: str, *, tags: bool) -> None:
        if until == "none":
            return
        from archive.search import indexing  # not at the top: reading and storing need no engine

        indexing.drain()
        if until == "tags" and tags:
            from archive.tasks.tagging import Stage

            stage = Stage()
            try:
                stage.drain(outdated=False)
            finally:
                stage.close()
            indexing.drain()

    def _undo(self, number: int) -> None:
        run = IngestRun.objects.filter(pk=number).first()
        if run is None:
            raise CommandError(f"there is no run {number}", returncode=2)
        undone = store.run_undo(run)
        self._wait("index", tags=False)
        self.stdout.write(json.dumps({"run": number, **dataclasses.asdict(undone)}))
        if undone.kept:
            print(f"{undone.kept} kept: another run brought the same text too; its undo removes them", file=sys.stderr)

    def _dry_run(self, paths: list[str], options: ReadOptions) -> None:
        report, read, rejected = ReadReport(), 0, 0
        for record in _records(paths, options, report):
            read += 1
            if isinstance(record, Rejected):
                rejected += 1
                print(f"would reject {record.locator}: {record.reason}", file=sys.stderr)
        _tell(report)
        self.stdout.write(json.dumps({"run": None, "read": read, "articles": read - rejected, "rejected": rejected}))
        if rejected:
            sys.exit(1)


# What a run keeps of how it was asked for, so that --resume can ask the same again.
_KEPT = (
    "paths", "source", "collection", "date", "date_from", "dates", "type", "id_field", "map", "language",
    "zone", "no_tags",
)  # fmt: skip


def _stopped(number: int) -> dict[str, Any]:
    run = IngestRun.objects.filter(pk=number).first()
    if run is None or "paths" not in run.options:
        raise CommandError(f"there is no run {number} that can be resumed", returncode=2)
    return {name: run.options[name] for name in _KEPT}


def _is_sample(run: IngestRun) -> bool:
    return bool(run.options.get("collection") == "sample")


def _as_it_was(row: RejectedRow, given: dict[str, Any], plan: Plan) -> tuple[ReadOptions, Plan]:
    """How a record in quarantine was read and where its articles were to go; what is given now overrules it."""
    then = {name: row.run.options[name] for name in _KEPT if name in row.run.options}
    now = {name: given[name] for name in _KEPT if given[name] and given[name] != {"collection": COLLECTION}.get(name)}
    asked = {name: given[name] for name in _KEPT} | then | now
    source = store.source_named(asked["source"]) if asked["source"] else None
    kept = dataclasses.replace(plan, collection=store.collection_named(asked["collection"]), source=source)
    return dataclasses.replace(
        read_options(asked), format=cast(Format | None, asked["type"] or row.format or None)
    ), kept


def read_options(given: dict[str, Any]) -> ReadOptions:
    """The readers' options from the command's; wrong ones end it with what would be right."""
    return ReadOptions(
        format=given["type"],
        mapping=_mapping(given["map"], given["id_field"]),
        date_order=given["dates"],
        date_from_name=given["date_from"] == "name",
        default_date=_date(given["date"]),
        source=given["source"],
        language=given["language"],
        zone=_zone(given["zone"]),
    )


def _mapping(printed: str, id_field: str) -> Mapping:
    given = ",".join(part for part in (printed, f"external_id={id_field}" if id_field else "") if part)
    try:
        return fields.parse_mapping(given) if given else Mapping()
    except fields.BadMappingError as error:
        raise CommandError(str(error), returncode=2) from None


def _date(printed: str) -> Published:
    if not printed:
        return UNKNOWN
    parts = printed.split("-")
    try:
        if len(parts) == 3:
            return Published.day(date.fromisoformat(printed), "option --date")
        if len(parts) == 2:
            return Published.month(int(parts[0]), int(parts[1]), "option --date")
        return Published.year(int(printed), "option --date")
    except ValueError:
        raise CommandError(f"--date {printed}: write YYYY-MM-DD, YYYY-MM or YYYY", returncode=2) from None


def _zone(printed: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(printed) if printed else None
    except (KeyError, ValueError):
        raise CommandError(f"--zone {printed}: no such time zone; for example Europe/Kyiv", returncode=2) from None


def _records(paths: list[str], options: ReadOptions, report: ReadReport) -> Iterator[RawArticle | Rejected]:
    for path in paths:
        folder = "" if path == "-" else str(Path(path).resolve().parent)
        for record in readers.read_path(path, options, report):
            if folder and isinstance(record, RawArticle):
                place = hashlib.sha256(f"{folder}\0{record.locator}".encode()).hexdigest()
                record = dataclasses.replace(record, place=place)  # noqa: PLW2901 (the same record, placed)
            yield record


def _tell(report: ReadReport) -> None:
    """What the readers guessed, decided and passed over."""
    for file, mapping in report.mappings.items():
        print(f"{file}: {mapping.shown()}  (other columns: --map FIELD=COLUMN,…)", file=sys.stderr)
    for file, columns in report.unused.items():
        print(f"{file}: not used: {', '.join(columns)}", file=sys.stderr)
    for file, order in report.date_orders.items():
        print(f"{file}: {order}", file=sys.stderr)
    for skipped in report.skipped:
        print(f"passed over: {skipped}", file=sys.stderr)
    if report.undated:
        print(f"{report.undated} of {report.articles} articles have no date that could be read", file=sys.stderr)
    if report.undated_with_date_in_name:
        print(
            f"{report.undated_with_date_in_name} undated articles carry a date in their file's name;"
            " to use it (to the day): --date-from name",
            file=sys.stderr,
        )


def _shown() -> Callable[[Counts], None]:
    progress = Progress()

    def line(counts: Counts) -> str:
        rate = f"{progress.rate(counts.read):,.0f} a second"
        return f"{counts.read:,} read, {counts.stored:,} stored, {counts.rejected:,} rejected, {rate}"

    return lambda counts: progress.tell(lambda: line(counts))
