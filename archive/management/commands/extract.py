"""`manage.py extract`: a document in, its articles out as JSON lines; stores nothing, starts no database."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from archive.child import ChildStartError
from archive.ingest.dates import DateOrderUnknown
from archive.ingest.fields import BadMappingError, parse_mapping
from archive.ingest.readers import check_paths, read_path
from archive.ingest.record import FORMATS, Mapping, RawArticle, ReadOptions, Rejected


class Command(BaseCommand):
    help = "Read documents and print one JSON line for each article found. Stores nothing."
    requires_system_checks = []
    needs_database = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="files, folders, or - for standard input")
        parser.add_argument("--type", choices=FORMATS, help="the format, instead of looking at the bytes")
        parser.add_argument("--url", default="", help="the address that the document came from")
        parser.add_argument("--map", default="", help="which column fills which field: title=headline,body=lead+text")
        parser.add_argument("--dates", choices=("dmy", "mdy"), help="the order of day and month in numbers")
        parser.add_argument("--date-from", choices=("name",), help="date undated articles by their files' names")

    def handle(self, *args: Any, **given: Any) -> None:
        options = _options(given)
        try:
            failed = self._extract(given["files"], options)
        except (FileNotFoundError, DateOrderUnknown) as error:
            raise CommandError(str(error), returncode=2) from error
        except ChildStartError as error:
            raise CommandError(f"The reader of web pages cannot start: {error}", returncode=2) from error
        if failed:
            sys.exit(1)

    def _extract(self, paths: list[str], options: ReadOptions) -> bool:
        """Print the articles; True if anything was rejected."""
        check_paths(paths)
        failed = False
        for path in paths:
            for found in read_path(path, options):
                failed |= isinstance(found, Rejected)
                self.stdout.write(json.dumps(as_json(found), ensure_ascii=False))
        return failed


def _options(given: dict[str, Any]) -> ReadOptions:
    try:
        mapping = parse_mapping(given["map"]) if given["map"] else Mapping()
    except BadMappingError as error:
        raise CommandError(str(error), returncode=2) from error
    return ReadOptions(
        format=given["type"], url=given["url"], mapping=mapping, date_order=given["dates"],
        date_from_name=given["date_from"] == "name",
    )  # fmt: skip


def as_json(found: RawArticle | Rejected) -> dict[str, Any]:
    """The line of contracts.md, `extract`, for an article or a rejection."""
    if isinstance(found, Rejected):
        return {"rejected": found.reason, "locator": found.locator}
    published = found.published
    at = published.at or published.on
    return {
        "title": found.title, "title_from": found.origins.get("title"), "body": found.body,
        "published": at.isoformat() if at else None, "published_precision": published.precision,
        "published_from": published.origin or None, "byline": found.byline, "source": found.source, "url": found.url,
        "language": found.language, "section": found.section, "dateline_place": found.dateline_place,
        "external_id": found.external_id, "version": found.version, "format": found.format,
        "removed": list(found.removed), "note": found.note, "locator": found.locator,
    }  # fmt: skip
