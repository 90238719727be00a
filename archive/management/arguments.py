"""What `search` and `export` ask alike: the query, its filters, on whose behalf, and exact sets of articles."""

from __future__ import annotations

import csv
import io
import json
import sys
from argparse import ArgumentParser
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, get_args

from django.contrib.auth import get_user_model
from django.core.management.base import CommandError

from archive import selectors
from archive.models import Collection, Source
from archive.search import fields, service
from archive.search.query import (
    EVERYTHING,
    Access,
    By,
    Choice,
    Copies,
    DateRange,
    SearchRequest,
    Shelf,
    Sort,
    candidate_name,
    candidate_value,
)

# Option names of the first and last day, by date.
RANGES: tuple[tuple[By, str, str], ...] = (
    ("published", "from", "to"),
    ("about", "about_from", "about_to"),
    ("seen", "seen_from", "seen_to"),
)
_RANGE_HELP = {"published": "published", "about": "speaks of", "seen": "first seen by the archive"}
_NAMED = 10  # of several that fit, how many an error lists


@dataclass(frozen=True, slots=True)
class Question:
    """A request and how its query was read."""

    request: SearchRequest
    reading: service.Reading


class WrongQuery(CommandError):
    """The query has mistakes; all of them are told."""

    def __init__(self, mistakes: tuple[Any, ...]) -> None:
        self.mistakes = mistakes
        lines = [f"characters {m.start} to {m.end}: {m.message}" for m in mistakes]
        repair = next((m.repair for m in mistakes if m.repair), "")
        super().__init__("\n".join([*lines, *([f"perhaps: {repair}"] if repair else [])]), returncode=2)


def add_query(parser: ArgumentParser) -> None:
    """The arguments that make a request."""
    parser.add_argument(
        "query",
        nargs="?",
        default="",
        help="the query; without one, every article. One that begins with - comes last, after --",
    )
    for by, first, last in RANGES:
        parser.add_argument(
            f"--{first.replace('_', '-')}", dest=first, default="", metavar="D",
            help=f"{_RANGE_HELP[by]} on or after D (2014-03-14, 2014-03, 2014), or: unknown",
        )  # fmt: skip
        parser.add_argument(
            f"--{last.replace('_', '-')}", dest=last, default="", metavar="D", help=f"{_RANGE_HELP[by]} on or before D"
        )
    for name in fields.FACETS:
        parser.add_argument(f"--{name}", action="append", default=[], help="any of these; may be repeated")
        parser.add_argument(f"--not-{name}", dest=f"not_{name}", action="append", default=[], help="none of these")
    parser.add_argument("--copies", choices=get_args(Copies), default="each", help="count copies each, or the first")
    parser.add_argument("--sort", choices=get_args(Sort), help="default: relevance with a query, else newest")
    parser.add_argument("--ids", metavar="FILE", help="exactly these articles: one id a line, or an exported file")
    parser.add_argument("--as", dest="as_", metavar="USER|anonymous", help="see only what this person may see")


def add_indirect(parser: ArgumentParser) -> None:
    """The argument of what asks for quotes."""
    parser.add_argument("--indirect", action="store_true", help="of quotes: indirect speech too")


def access_of(given: dict[str, Any]) -> Access:
    """On whose behalf: everything for the machine's administrator, else as the person named."""
    name = given["as_"]
    if name is None:
        return EVERYTHING
    if name == "anonymous":
        return selectors.access_for(None)
    user = get_user_model().objects.filter(username=name).first()
    if user is None:
        raise CommandError(f"--as {name}: there is no such person; or write anonymous", returncode=2)
    return selectors.access_for(user)


def question(given: dict[str, Any], access: Access, shelf: Shelf = "articles") -> Question:
    """The request that the arguments make. A wrong query raises `WrongQuery`, a wrong filter `CommandError`."""
    choices = _choices(given, access)
    reading = service.read_query(_printable(given["query"]), access)
    if reading.tree is None:
        raise WrongQuery(reading.mistakes)
    words = bool(given["query"].strip())
    request = SearchRequest(
        visible_to=access,
        query=reading.tree,
        choices=choices,
        ranges=tuple(r for r in (_range(given, *names) for names in RANGES) if r),
        sort=given["sort"] or ("relevance" if words else "newest"),
        copies=given["copies"],
        shelf=shelf,
        printed=shelf == "quotes" and not given["indirect"],
    )
    return Question(request, reading)


def asks_for_ids(given: dict[str, Any]) -> bool:
    """Whether --ids names the articles; a query or filters beside it are an error, not an intersection."""
    if not given["ids"]:
        return False
    beside = [name for _, first, last in RANGES for name in (first, last) if given[name]]
    beside += [name for facet in fields.FACETS for name in (facet, f"not_{facet}") if given[name]]
    if given["query"] or beside or given["copies"] != "each":
        raise CommandError("--ids FILE gives exactly those articles; leave out the query and the filters", returncode=2)
    return True


def ids_of(path: str) -> list[int]:
    """The ids in a file: one a line, or the `id` of each record of a CSV or NDJSON export; - for standard input."""
    try:
        if path == "-":
            lines = sys.stdin.read()
        else:
            with Path(path).open(encoding="utf-8-sig", newline="") as file:
                lines = file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"--ids {path}: {error}", returncode=2) from error
    try:
        return list(dict.fromkeys(_ids(lines)))
    except (ValueError, KeyError, TypeError, csv.Error) as error:
        raise CommandError(
            f"--ids {path}: neither one id a line nor an exported CSV or NDJSON file ({error})", returncode=2
        ) from error


def _ids(text: str) -> list[int]:
    if text.lstrip()[:1] == "{":
        return [int(json.loads(line)["id"]) for line in text.split("\n") if line.strip()]
    header = text.split("\n", 1)[0].strip().split(",")
    if "id" in header:
        csv.field_size_limit(sys.maxsize)  # full texts stand in cells
        return [int(record["id"]) for record in csv.DictReader(io.StringIO(text, newline=""))]
    return [int(line) for line in text.split()]


def _printable(text: str) -> str:
    """Bytes of the command line that are no UTF-8 arrive as lone surrogates, which nothing can hold."""
    return text.encode("utf-8", "replace").decode()


# --- dates --------------------------------------------------------------------------------------


def _range(given: dict[str, Any], by: By, first: str, last: str) -> DateRange | None:
    if given[first] == "unknown":
        if given[last]:
            raise CommandError(f"--{last}: a date that is unknown has no end", returncode=2)
        return DateRange(by, unknown=True)
    begin, end = _day(given, first, 0), _day(given, last, 1)
    if begin and end and end < begin:
        raise CommandError(f"--{first} {begin} comes after --{last} {end}; exchange the two", returncode=2)
    return DateRange(by, begin, end) if begin or end else None


def _day(given: dict[str, Any], option: str, which: int) -> date | None:
    """The first (0) or last (1) day of what was written."""
    printed = given[option]
    if not printed:
        return None
    try:
        return _days(*(int(part) for part in printed.split("-")))[which]
    except (ValueError, TypeError):
        name = option.replace("_", "-")
        raise CommandError(f"--{name} {printed}: write 2014-03-14, 2014-03 or 2014", returncode=2) from None


def _days(year: int, month: int | None = None, day: int | None = None) -> tuple[date, date]:
    """First and last day of a year, month or day."""
    first, last = (month, month) if month is not None else (1, 12)
    if day is not None:
        return date(year, first, day), date(year, last, day)
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


# --- facets -------------------------------------------------------------------------------------


def _choices(given: dict[str, Any], access: Access) -> tuple[Choice, ...]:
    found = []
    for name in fields.FACETS:
        include = tuple(_value(name, _printable(value), access) for value in given[name])
        exclude = tuple(_value(name, _printable(value), access) for value in given[f"not_{name}"])
        if include or exclude:
            found.append(Choice(name, include, exclude))
    return tuple(found)


def _value(facet: str, printed: str, access: Access) -> str:
    """The value that the filter takes, from an id or a name."""
    if facet in ("actor", "person", "org", "speaker"):
        return _actor(facet, printed.strip(), access)
    resolve = _RESOLVERS.get(facet)
    return resolve(facet, printed.strip()) if resolve else printed.strip()


def _actor(facet: str, printed: str, access: Access) -> str:
    # Somebody whom the authority lacks is a value of the facet by the printed name, in quotation marks.
    kind = {"person": "person", "org": "organisation"}.get(facet, "")
    if facet != "speaker" and candidate_name(printed):
        names = selectors.candidates_named(candidate_name(printed), access, kind)
        names = [name for name in names if name == candidate_name(printed)] or names
    else:
        named = [a for a in selectors.actors_named(printed) if not kind or (a.kind == "person") == (kind == "person")]
        if named or facet == "speaker":
            return _only(facet, printed, [(a.pk, f"{a.name} ({a.description or a.kind})") for a in named])
        names = selectors.candidates_named(printed, access, kind)
    return _only(facet, printed, [(candidate_value(name), "printed so, not identified") for name in names])


def _place(facet: str, printed: str) -> str:
    return _only(facet, printed, [(p.pk, f"{p.name}, {p.country} ({p.kind})") for p in selectors.places_named(printed)])


def _source(facet: str, printed: str) -> str:
    return _only(facet, printed, _by_slug_or_name(Source, printed))


def _collection(facet: str, printed: str) -> str:
    return _only(facet, printed, _by_slug_or_name(Collection, printed))


def _country(facet: str, printed: str) -> str:
    if len(printed) == 2:
        return printed.upper()
    countries = {place.country for place in selectors.places_named(printed) if place.kind == "country"}
    return _only(facet, printed, [(code, code) for code in sorted(countries)])


def _listed(facet: str, printed: str) -> str:
    """A value of a facet that has a fixed list of them."""
    if printed not in _LISTED[facet]:
        raise CommandError(f"--{facet} {printed}: the values are {', '.join(_LISTED[facet])}", returncode=2)
    return printed


_LISTED = {"length": fields.LENGTHS, "carried": fields.CARRIED, "reading": fields.READINGS}


def _by_slug_or_name(model: type[Source] | type[Collection], printed: str) -> list[tuple[str, str]]:
    rows = model.objects.filter(slug=printed) or model.objects.filter(name__iexact=printed)
    return list(rows.values_list("slug", "name"))


def _only(facet: str, printed: str, known: list[tuple[str, str]]) -> str:
    if len(known) == 1:
        return known[0][0]
    if not known:
        raise CommandError(f"--{facet} {printed}: the archive knows no {facet} of this id or name", returncode=2)
    listed = "\n".join(f"  --{facet} {value}   {label}" for value, label in known[:_NAMED])
    more = f"\n  and {len(known) - _NAMED} more" if len(known) > _NAMED else ""
    raise CommandError(f"--{facet} {printed} fits {len(known)}; choose one:\n{listed}{more}", returncode=2)


_RESOLVERS: dict[str, Callable[[str, str], str]] = {
    "place": _place,
    "source": _source,
    "collection": _collection,
    "country": _country,
    "lang": lambda _, printed: printed.lower(),
    **dict.fromkeys(_LISTED, _listed),
}
