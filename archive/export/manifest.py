"""What stands beside an export: what was asked, of what, when, by which versions, and checksums of both.

Two checksums. `file.sha256` is of the file's bytes. `set.sha256` is of the articles whatever the format,
columns, order or archive they stand in: of the lines `["source","external id or url","published","text
SHA-256"]` (JSON as Python's json.dumps writes it with ensure_ascii=False, no space after commas), sorted by
their bytes, each with a line end. `LC_ALL=C sort | sha256sum` over such lines gives it again.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import tomllib
from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from archive import selectors
from archive.export import hands
from archive.export.csv import GUARD
from archive.export.rows import FixedSet, Present, moment_printed, published_printed
from archive.export.sorting import SortedLines
from archive.models import Place, TagState
from archive.search.query import Access, SearchRequest
from archive.selectors import exported, values
from archive.text.when import Published

if TYPE_CHECKING:
    from archive.export.streams import Plan

# Version of this shape; raise it when a key changes its meaning.
SHAPE = 1
# Places whose parent is disputed between states; what the authority says of them is said in every manifest.
DISPUTED = ("crimea",)
# Articles whose identity is read at once: no text, four short columns.
_CHUNK = 5_000

_RANGE_NAMES = {
    "published": ("from", "to"),
    "about": ("about_from", "about_to"),
    "seen": ("seen_from", "seen_to"),
}


@dataclass(slots=True)
class FileDigest:
    """The file as it grows: bytes, records, and their SHA-256."""

    name: str
    size: int = 0
    records: int = 0
    began: datetime = field(default_factory=timezone.now)
    _sha256: Any = field(default_factory=hashlib.sha256)

    def add(self, data: bytes, records: int) -> None:
        """`records`: how many the file holds with these bytes."""
        self._sha256.update(data)
        self.size += len(data)
        self.records = records

    @property
    def sha256(self) -> str:
        return str(self._sha256.hexdigest())


@dataclass(slots=True)
class _Set:
    """What the articles of an export, or those that its quotes stand in, are together. `lines`: of some of them, those
    that `sha256` is of."""

    sha256: str = ""
    count: int = 0
    restricted: int = 0
    untagged: int = 0
    taggers: Counter[str] = field(default_factory=Counter)
    notes: set[str] = field(default_factory=set)
    lines: list[bytes] = field(default_factory=list)

    def take(self, part: _Set) -> None:
        """Add what some of the articles are."""
        self.count += part.count
        self.restricted += part.restricted
        self.untagged += part.untagged
        self.taggers.update(part.taggers)
        self.notes |= part.notes


def build(plan: Plan, fixed: FixedSet, file: FileDigest, present: Present | None = None) -> dict[str, Any]:
    """The manifest of a finished file; JSON values only. `present`: as the file was made with, so that what made the
    file can make this."""
    articles = _describe(fixed, plan.request.visible_to, present)
    return {
        "manifest": SHAPE,
        "archive": settings.ARCHIVE_NAME,
        "rows": plan.options.rows,
        "query": plan.query,
        "query_resolved": plan.resolved,
        **({"ids": plan.ids_from} if plan.ids_from else {"filters": filters(plan.request)}),
        "copies": plan.request.copies,
        "sort": plan.request.sort,
        "seen_as": _access(plan.request.visible_to),
        "total": len(fixed),
        "total_is_exact": plan.total_is_exact,
        "untagged": plan.untagged,
        "records": file.records,
        **({"articles": articles.count} if fixed.articles is not None else {}),
        "missing": list(fixed.missing),
        "restricted": articles.restricted,
        "tags": {
            "records_untagged": articles.untagged,
            "taggers": dict(sorted(articles.taggers.items())),
            "accuracy": "not measured",
        },
        "zone": settings.ARCHIVE_ZONE,
        "asked": moment_printed(plan.asked),
        "began": moment_printed(file.began),
        "finished": moment_printed(timezone.now()),
        "format": plan.format.name,
        "file": {"name": file.name, "bytes": file.size, "sha256": file.sha256},
        "set": {
            "sha256": articles.sha256,
            "over": 'sorted lines ["source","external id or url","published","text SHA-256"]',
        },
        "columns": [{"name": c.name, "kind": c.kind, "help": c.help} for c in plan.columns],
        "spreadsheet_guard": _guard(plan),
        "versions": versions(plan.index),
        "placings": placings(),
        "notes": sorted(articles.notes),
    }


def filters(request: SearchRequest) -> dict[str, list[str]]:
    """The filters beside the query under the names that the address has for them; excluded values begin with -."""
    found = {c.field: [*c.include, *(f"-{value}" for value in c.exclude)] for c in request.choices}
    if request.leaves_indirect_out:
        found["speech"] = ["-indirect"]
    for one in request.ranges:
        first, last = _RANGE_NAMES[one.field]
        if one.unknown:
            found[first] = ["unknown"]
        for name, day, hour, whole in ((first, one.first, one.first_hour, 0), (last, one.last, one.last_hour, 23)):
            if day is not None:
                found[name] = [day.isoformat() if hour == whole else f"{day.isoformat()}T{hour:02}"]
        if one.own_day:
            found["own_day"] = ["1"]
    return found


def placings(among: Iterable[str] | None = None) -> list[str]:
    """What the authority says of disputed places (of those of `among`); an archive changes it by one line of its
    files."""
    found = []
    places = Place.objects.filter(pk__in=DISPUTED)
    for place in (places if among is None else places.filter(pk__in=list(among))).order_by("pk"):
        above = Place.objects.filter(pk=place.parent).first()
        stands = f"stands under {above.name}" if above else "stands under no country"
        found.append(f"{place.name}, with everything in it, {stands} at all dates (authority entry {place.pk})")
    return found


def versions(index: tuple[int, int] | None) -> dict[str, Any]:
    """Versions of everything that had a part in the result."""
    return {
        "code": code_version(),
        "authority": selectors.authority_version(),
        "index": {"generation": index[0], "commit": index[1]} if index else None,
    }


@cache
def code_version() -> str:
    """The project's version, with the commit where it runs from a checkout."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        version = str(tomllib.load(file)["project"]["version"])
    command = ["git", "-C", str(settings.BASE_DIR), "rev-parse", "--short=12", "HEAD"]
    try:
        commit = subprocess.run(command, capture_output=True, text=True, timeout=5, check=True).stdout.strip()
    except (OSError, subprocess.SubprocessError):  # installed without git or its history
        return version
    return f"{version}+{commit}"


_printed = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _set_line(source: str, known_as: str, published: Published, digest: bytes) -> bytes:
    """An article's line in the checksum of a set. Where the text may not be read, its digest is left empty."""
    return _printed([source, known_as, published_printed(published), digest.hex()]).encode()


def _describe(fixed: FixedSet, access: Access, present: Present | None) -> _Set:
    whole, sha256 = _Set(), hashlib.sha256()
    ids = fixed.ids if fixed.articles is None else array("q", sorted(set(fixed.articles)))
    # Nothing that is true only now is asked for: without `present` it is made here.
    beside = present or Present(connection)
    with SortedLines() as lines:
        some = hands.parts(0, len(ids), _CHUNK)
        for part in hands.each(lambda start, end, _: _describe_some(ids[start:end].tolist(), access), some, beside):
            whole.take(part)
            for line in part.lines:
                lines.add(line)
        for line in lines:
            sha256.update(line)
    whole.sha256 = sha256.hexdigest()
    return whole


def _describe_some(ids: list[int], access: Access) -> _Set:
    found, readable = _Set(count=len(ids)), []
    for one in exported.identities(ids):
        may_read = one.rights in access.text
        found.lines.append(_set_line(one.source, one.known_as, one.published, one.digest if may_read else b""))
        readable += [one.id] if may_read else []
    found.restricted = len(ids) - len(readable)
    _count_tags(found, readable)
    notes = selectors.collection_notes(values.among(ids), access)
    found.notes.update(note for some in notes.values() for note in some)
    return found


def _count_tags(found: _Set, ids: list[int]) -> None:
    done = TagState.objects.filter(article_id__in=values.among(ids), state=TagState.State.DONE, language__gt="")
    taggers = Counter(done.values_list("tagger", flat=True))
    found.taggers.update(taggers)
    found.untagged += len(ids) - taggers.total()


def _access(access: Access) -> dict[str, Any]:
    return {
        "collections": "all" if access.collections is None else len(access.collections),
        "full_text_of": sorted(access.text),
    }


def _guard(plan: Plan) -> str:
    if plan.format.name != "csv":
        return "none: values are exact"
    if plan.options.raw:
        return "none: cells are exact (raw)"
    return f"text cells that begin with = + - @ tab CR LF (also full-width) have {GUARD} in front"
