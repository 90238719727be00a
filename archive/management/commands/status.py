"""`status`: what is waiting, failed, indexed and served."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Count, Q

from archive import selectors
from archive.explore.words import machine
from archive.export import manifest
from archive.models import Article, Collection, Gone, IngestRun, Rejected, Source, TagState
from archive.search import engines, indexing
from archive.search.query import EVERYTHING
from archive.tasks import trouble


class Command(BaseCommand):
    help = "Tell what the archive holds, what waits for a worker, what failed, and what is served."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object for programs")

    def handle(self, *args: Any, json: bool, **options: Any) -> None:
        told = status()
        self.stdout.write(_json(told) if json else "\n".join(_lines(told)))


def status() -> dict[str, Any]:
    """Everything, in JSON values."""
    return {
        "archive": settings.ARCHIVE_NAME,
        "zone": settings.ARCHIVE_ZONE,
        "holds": _holds(),
        "waiting": _waiting(),
        "failed": {
            "tag": TagState.objects.filter(state=TagState.State.FAILED).count(),
            "rejected": Rejected.objects.filter(settled__isnull=True).count(),
        },
        "trouble": [asdict(found) for found in trouble.troubles()],
        "indexed": Article.objects.filter(withdrawn_at__isnull=True, index_due=False).count(),
        "served": _served(),
        "index": _index(),
        "last_run": _last_run(),
        "versions": {"code": manifest.code_version(), "authority": selectors.authority_version()},
    }


def _holds() -> dict[str, Any]:
    figures = selectors.figures(EVERYTHING)
    return {
        "articles": figures.articles,
        "withdrawn": Article.objects.filter(withdrawn_at__isnull=False).count(),
        "sources": Source.objects.count(),
        "collections": Collection.objects.count(),
        "undated": figures.undated,
        "untagged": figures.untagged,
        "first": machine(figures.first) or None,
        "last": machine(figures.last) or None,
    }


def _waiting() -> dict[str, int]:
    due = Article.objects.aggregate(
        index=Count("pk", filter=Q(index_due=True)),
        tag=Count("pk", filter=Q(tag_due=True, withdrawn_at__isnull=True)),
        copies=Count("pk", filter=Q(copies_due=True)),
    )
    again = selectors.outdated_count(selectors.tagger_version())
    return {
        "index": due["index"],
        "removal": Gone.objects.count(),
        "tag": due["tag"],
        "tag_again": again,
        "copies": due["copies"],
    }


def _served() -> dict[str, Any] | None:
    """The index that answers; `fits` is false if this code would have to rebuild it first."""
    generation = selectors.serving_generation()
    if generation is None:
        return None
    return {
        "generation": generation.pk,
        "commit": generation.commit_number,
        "engine": generation.engine,
        "published": generation.published.isoformat() if generation.published else None,
        "fits": (generation.engine, generation.fingerprint) == (engines.name(), engines.fingerprint()),
    }


def _index() -> dict[str, Any]:
    """How it stands: `problem` keeps it from answering, `note` does not."""
    found = asdict(indexing.status())
    return {name: found[name] for name in ("documents", "quotes", "megabytes", "nodes", "problem", "repair", "note")}


def _last_run() -> dict[str, Any] | None:
    run = IngestRun.objects.order_by("-pk").first()
    if run is None:
        return None
    counts = {name: getattr(run, name) for name in ("read", "stored", "unchanged", "revised", "rejected")}
    return {"run": run.pk, "state": run.state, "started": run.started.isoformat(), **counts}


def _json(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False)


def _lines(told: dict[str, Any]) -> list[str]:
    holds, waiting, failed, served = told["holds"], told["waiting"], told["failed"], told["served"]
    lines = [
        f"holds    {holds['articles']:,} articles of {holds['sources']:,} sources, {holds['withdrawn']:,} withdrawn",
        f"waiting  {waiting['index']:,} to be indexed, {waiting['removal']:,} to leave the index,"
        f" {waiting['tag']:,} to be tagged, {waiting['tag_again']:,} tagged by an earlier version to be tagged again,"
        f" {waiting['copies']:,} to be compared for copies",
        f"failed   {failed['tag']:,} in tagging, {failed['rejected']:,} records in quarantine",
        *(f"trouble  {found['stage']}, at {found['at']}: {found['error']}" for found in told["trouble"]),
        f"indexed  {told['indexed']:,}",
    ]
    return [*lines, *_index_lines(served, told["index"])]


def _index_lines(served: dict[str, Any] | None, index: dict[str, Any]) -> list[str]:
    if served is None:
        return ["served   nothing yet; make the index: .venv/bin/python manage.py index rebuild"]
    lines = [f"served   generation {served['generation']}, commit {served['commit']}, {served['engine']}"]
    if index["problem"]:
        return [*lines, f"problem  {index['problem']}; {index['repair']}"]
    held = f"{index['documents']:,} articles, {index['quotes']:,} quotes"
    lines.append(f"index    {held}, {index['megabytes']:,} MB, nodes: {index['nodes']}")
    return [*lines, f"note     {index['note']}"] if index["note"] else lines
