"""`search`: one page of a search with its counts, for people and for programs (contracts.md)."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import Any, NoReturn, get_args

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive import selectors
from archive.management import arguments
from archive.search import fields, quotes, service
from archive.search.engine import QueryError, SearchError
from archive.search.query import (
    Access,
    Bin,
    By,
    Facet,
    FacetRequest,
    Hit,
    SearchPage,
    SearchRequest,
    Timeline,
    TimelineRequest,
    candidate_name,
)
from archive.text import sentences
from archive.text.when import Published

_AUTO = "auto"


class Command(BaseCommand):
    help = "Search the archive (docs/query-language.md). With --json one object on standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        arguments.add_query(parser)
        parser.add_argument("--quotes", action="store_true", help="quotes instead of articles")
        arguments.add_indirect(parser)
        parser.add_argument("--json", action="store_true", help="one JSON object for programs")
        parser.add_argument("--size", type=int, default=20, metavar="N", help="hits on the page (default 20)")
        parser.add_argument("--offset", type=int, default=0, metavar="N", help="hits to pass over")
        parser.add_argument("--cursor", default=None, help="the cursor of the page before")
        parser.add_argument("--facets", default="", metavar="F,…", help=f"counts of: {', '.join(fields.FACETS)}")
        parser.add_argument("--facet-size", type=int, default=20, metavar="N", help="values a facet; 0 = all")
        parser.add_argument("--timeline", choices=(_AUTO, *get_args(Bin)), help="counts by time")
        parser.add_argument("--by", choices=get_args(By), default="published", help="date of the timeline")
        parser.add_argument("--own-day", action="store_true", help="by about: count the publication day too")

    def handle(self, *args: Any, **given: Any) -> None:
        try:
            found = _searched(given)
        except arguments.WrongQuery as wrong:
            if not given["json"]:
                raise
            self._refused([{n: getattr(m, n) for n in ("start", "end", "message", "repair")} for m in wrong.mistakes])
        except SearchError as error:
            if given["json"] and isinstance(error, QueryError):  # too wide a question: as a whole it is the mistake
                told = f"{error.message}{f'; {error.repair}' if error.repair else ''}"
                self._refused([{"start": 0, "end": len(given["query"]), "message": told, "repair": ""}])
            raise CommandError(f"{error.message}{f'; {error.repair}' if error.repair else ''}", returncode=2) from error
        things = "quotes" if given["quotes"] else "articles"
        self.stdout.write(json.dumps(found, ensure_ascii=False) if given["json"] else "\n".join(_lines(found, things)))

    def _refused(self, errors: list[dict[str, Any]]) -> NoReturn:
        self.stdout.write(json.dumps({"errors": errors}, ensure_ascii=False))
        sys.exit(2)


def _searched(given: dict[str, Any]) -> dict[str, Any]:
    access = arguments.access_of(given)
    asked = _facets_asked(given)
    if arguments.asks_for_ids(given):
        if given["quotes"]:
            raise CommandError("--ids names articles here; leave out --quotes", returncode=2)
        return _of_ids(arguments.ids_of(given["ids"]), access)
    question = arguments.question(given, access, "quotes" if given["quotes"] else "articles")
    request = replace(
        question.request,
        offset=given["offset"],
        size=given["size"],
        cursor=given["cursor"],
        facets=tuple(FacetRequest(name, given["facet_size"]) for name in dict.fromkeys(asked.values())),
        timeline=_timeline_asked(given),
    )
    return _answer(question.reading, request, asked)


def _facets_asked(given: dict[str, Any]) -> dict[str, str]:
    """Facets by the name asked for, an alias allowed."""
    asked: dict[str, str] = {}
    for name in filter(None, (name.strip() for name in given["facets"].split(","))):
        known = fields.find(name)
        if known is None or not known.facet:
            listed = ", ".join(fields.FACETS)
            raise CommandError(f"--facets {name}: there is no such facet; the facets are {listed}", returncode=2)
        asked[name] = known.name
    if given["facet_size"] < 0 or given["size"] < 0 or given["offset"] < 0:
        raise CommandError("--size, --offset and --facet-size cannot be negative", returncode=2)
    return asked


def _timeline_asked(given: dict[str, Any]) -> TimelineRequest | None:
    if not given["timeline"]:
        return None
    step = None if given["timeline"] == _AUTO else given["timeline"]
    return TimelineRequest(given["by"], step, given["own_day"])


def _of_ids(ids: list[int], access: Access) -> dict[str, Any]:
    """Exactly these articles, those that may be seen."""
    cards = selectors.cards(ids, access)
    hits = [_hit(Hit(card.id, 0.0), card, ()) for card in cards]
    missing = len(ids) - len(cards)
    if missing:
        print(f"{missing} of {len(ids)} articles are not there or may not be seen", file=sys.stderr)
    return {"query": "", "total": len(hits), "total_is_exact": True, "untagged": 0, "hits": hits, "facets": {}} | {
        "facet_info": {},
        "timeline": None,
        "cursor": None,
        "took_ms": 0.0,
    }


def _answer(reading: service.Reading, request: SearchRequest, asked: dict[str, str]) -> dict[str, Any]:
    page, hits = _quotes(request) if request.shelf == "quotes" else _articles(request)
    facets = {facet.field: facet for facet in page.facets}
    return {
        "query": reading.canonical,
        **_ambiguous(reading, request),
        "total": page.total,
        "total_is_exact": page.total_is_exact,
        "untagged": page.untagged,
        "hits": hits,
        "facets": {name: _values(facets[field], request.visible_to) for name, field in asked.items()},
        "facet_info": {name: _info(facets[field]) for name, field in asked.items()},
        "timeline": _timeline(page.timeline) if page.timeline else None,
        "cursor": page.cursor,
        "took_ms": round(page.took_ms, 2),
    }


def _ambiguous(reading: service.Reading, request: SearchRequest) -> dict[str, Any]:
    """How a query of two readings was read, and the other with its count; nothing for a plain query."""
    if not reading.reading:
        return {}
    other = {"query": reading.other, "total": service.other_total(reading, request)}
    return {"reading": reading.reading, "other": other}


def _articles(request: SearchRequest) -> tuple[SearchPage, list[dict[str, Any]]]:
    results = service.search(request)
    return results.page, [_hit(row.hit, row.card, row.snippets) for row in results.rows]


def _quotes(request: SearchRequest) -> tuple[SearchPage, list[dict[str, Any]]]:
    """Quotes with what a quotation must not be without (product.md, promise 6)."""
    found = quotes.search(request)
    return found.page, [_quote(row) for row in found.rows]


def _quote(row: quotes.Row) -> dict[str, Any]:
    said, quote = row.said, row.said.quote
    start, end = sentences.around(said.text, quote.start, quote.end)
    return {
        "id": quote.pk,
        "words": said.text[quote.start : quote.end],
        "type": quote.type,
        "speaker": said.speaker,
        "speaker_id": quote.speaker_id,
        "cue": said.cue,
        "article": said.article.pk,
        "title": said.article.title,
        **_published(said.article.published),
        "source": said.article.source.slug,
        "score": row.hit.score,
        "sentence": {
            "text": said.text[start:end],
            "marks": [[max(a, start) - start, min(b, end) - start] for a, b in row.marks],
        },
    }


def _published(on: Published) -> dict[str, Any]:
    printed = on.at.isoformat() if on.at else on.on.isoformat() if on.on else None
    return {"published": printed, "published_precision": on.precision}


def _hit(hit: Hit, card: selectors.Card, snippets: Any) -> dict[str, Any]:
    return {
        "id": card.id,
        "title": card.title,
        **_published(card.published),
        "source": card.source,
        "score": hit.score,
        "snippets": [{"text": s.text, "marks": [list(mark) for mark in s.marks]} for s in snippets],
    }


def _values(facet: Facet, access: Access) -> list[dict[str, Any]]:
    labels = service.labels(facet.field, [value.value for value in facet.values], access)
    rows: list[dict[str, Any]] = [
        {"value": v.value, "label": labels.get(v.value, v.value), "count": v.count} for v in facet.values
    ]
    if facet.field in ("actor", "person", "org"):
        return [row | {"identified": not candidate_name(row["value"])} for row in rows]
    return rows


def _info(facet: Facet) -> dict[str, Any]:
    info = {"values": facet.distinct, "missing": facet.missing, "exact": facet.exact, "error": facet.error}
    if facet.field == "actor":
        return info | {"unidentified": facet.unidentified, "unidentified_in": facet.unidentified_in}
    return info


def _timeline(timeline: Timeline) -> dict[str, Any]:
    return {
        "bin": timeline.bin,
        "by": timeline.by,
        "points": [{"start": bar.start, "count": bar.count, "all": bar.all} for bar in timeline.bars],
        "unknown": timeline.unknown,
        "undated": timeline.undated,
        "imprecise": timeline.imprecise,
        "out_of_range": timeline.out_of_range,
    }


def _lines(found: dict[str, Any], things: str) -> list[str]:
    """The answer to read. `things`: what was asked for."""
    about = "" if found["total_is_exact"] else f", {found['untagged']:,} more not yet tagged"
    lines = [f"{found['total']:,} {things}{about}", ""]
    if "reading" in found:
        other, total = found["other"]["query"], found["other"]["total"]
        counted = "" if total is None else f", {total:,} {things}"
        lines = [f"read as: {found['reading']}", f"the other reading: {other}{counted}", "", *lines]
    for hit in found["hits"]:
        said = f"{hit['speaker'] or 'speaker not known'} ({hit['type']})" if "words" in hit else hit["title"]
        lines.append(f"{hit['id']:>8}  {(hit['published'] or 'no date')[:10]}  {hit['source']}  {said}")
        passages = [hit["sentence"]] if "words" in hit else hit["snippets"][:1]
        lines += [f"          {' '.join(passage['text'].split())}" for passage in passages]
    for name, values in found["facets"].items():
        lines += ["", name, *(f"{value['count']:>8,}  {value['label']}" for value in values)]
    if found["timeline"]:
        lines += ["", f"by {found['timeline']['bin']}"]
        lines += [f"{point['count']:>8,}  {point['start']}" for point in found["timeline"]["points"]]
        lines += [f"{found['timeline']['unknown']:>8,}  without a date that fits"]
    return lines
