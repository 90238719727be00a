"""An export into a file that survives a kill: FILE.part grows, FILE.journal says how far it is sure, and
when all is written both give way to FILE and FILE.manifest.json.

The journal's first line is the question with its fixed ids and versions, each further line what is safely on
the disk. Invariant: FILE holds a whole export or what it held before; never half of one.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from archive import selectors
from archive.export import manifest, rows, streams
from archive.export.errors import ExportChanged, ExportError
from archive.export.manifest import FileDigest
from archive.export.rows import FixedSet, Present
from archive.export.streams import Plan

Progress = Callable[[int, int], None]  # records written, total
_READ = 1 << 20  # bytes hashed at once when an export is resumed


@dataclass(frozen=True, slots=True)
class Written:
    """A finished export: how many records and bytes, and ids that were found but are no longer there."""

    records: int
    size: int
    sha256: str
    missing: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """The files of one export."""

    path: Path

    @property
    def part(self) -> Path:
        return self._beside(".part")

    @property
    def journal(self) -> Path:
        return self._beside(".journal")

    @property
    def manifest(self) -> Path:
        return self._beside(".manifest.json")

    def _beside(self, suffix: str) -> Path:
        return self.path.with_name(self.path.name + suffix)

    def unfinished(self) -> bool:
        """Whether an earlier export into this file was cut short and can go on."""
        return self.journal.exists() and self.part.exists()


def write(target: Target, plan: Plan, progress: Progress) -> Written:
    """A new export; one that was cut short there is forgotten."""
    with held(target, "wb") as part, rows.snapshot(shared=True) as present:
        fixed = streams.fix(plan)
        _begin(target, plan, fixed)
        return _finish(target, part, plan, fixed, present, FileDigest(target.path.name), progress)


def resume(target: Target, plan: Plan, progress: Progress) -> Written:
    """Go on where the last one was cut. `plan.ids` are taken from the journal; the question must be the same.

    Raises `ExportChanged` if an article is no longer what it was, `ExportError` if something else is.
    """
    header, marks = _read_journal(target)
    if changed := _differences(header["question"], _question(plan)):
        named = ", ".join(changed)
        raise ExportError(f"{target.part.name} was begun with another {named}: ask the same, or use --restart")
    plan = replace(
        plan,
        ids=array("q", header["ids"]),
        index=tuple(header["index"]) if header["index"] else None,
        asked=datetime.fromisoformat(header["asked"]),
        untagged=header["untagged"],
        total_is_exact=header["total_is_exact"],
    )
    begun = FixedSet(plan.ids, array("q", header["versions"]), tuple(header["missing"]))
    with held(target, "rb+") as part, rows.snapshot(shared=True) as present:
        now = streams.fix(plan)
        _unchanged(begun, now)
        begun = replace(begun, articles=now.articles)
        file = FileDigest(target.path.name, began=datetime.fromisoformat(header["began"]))
        _take_up(part, marks, file)
        return _finish(target, part, plan, begun, present, file, progress)


def resumable_ids(target: Target) -> list[int]:
    """The ids that an export cut short was of, so that no new search is made."""
    return list(_read_journal(target)[0]["ids"])


def _finish(
    target: Target,
    part: IO[bytes],
    plan: Plan,
    fixed: FixedSet,
    present: Present,
    file: FileDigest,
    progress: Progress,
) -> Written:
    with target.journal.open("a", encoding="utf-8") as journal:
        for piece in streams.pieces(plan, fixed, present, start=file.records, head=file.size == 0):
            part.write(piece.data)
            file.add(piece.data, piece.records)
            _to_disk(part)
            journal.write(json.dumps({"records": file.records, "bytes": file.size}) + "\n")
            journal.flush()
            progress(file.records, len(fixed))
    put_in_place(target, manifest.build(plan, fixed, file, present))
    return Written(file.records, file.size, file.sha256, fixed.missing)


def put_in_place(target: Target, described: dict[str, Any]) -> None:
    """Manifest, file, journal, in this order: a kill in between leaves one to resume, or nothing to do."""
    beside = target.manifest.with_name(target.manifest.name + ".part")
    with beside.open("w", encoding="utf-8") as file:
        json.dump(described, file, ensure_ascii=False, indent=2)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(target.manifest)
    target.part.replace(target.path)
    target.journal.unlink(missing_ok=True)


def _to_disk(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


@contextlib.contextmanager
def held(target: Target, mode: str) -> Iterator[IO[bytes]]:
    """FILE.part, opened for one process alone."""
    # Opened without truncating: it may be another process's until the lock is ours.
    handle = os.open(target.part, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    with os.fdopen(handle, "rb+") as part:
        try:
            fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ExportError(f"another export is writing {target.part.name} now; choose another file") from None
        if mode == "wb":
            part.truncate(0)
        yield part


# --- the journal --------------------------------------------------------------------------------


def _begin(target: Target, plan: Plan, fixed: FixedSet) -> None:
    header = {
        "question": _question(plan),
        "asked": plan.asked.isoformat(),
        "began": plan.asked.isoformat(),
        "index": plan.index,
        "untagged": plan.untagged,
        "total_is_exact": plan.total_is_exact,
        "ids": fixed.ids.tolist(),
        "versions": fixed.versions.tolist(),
        "missing": list(fixed.missing),
    }
    with target.journal.open("w", encoding="utf-8") as journal:
        journal.write(json.dumps(header) + "\n")
        journal.flush()
        os.fsync(journal.fileno())


def _question(plan: Plan) -> dict[str, Any]:
    """Everything beside the articles themselves that the bytes depend on."""
    access = plan.request.visible_to
    return {
        "rows": plan.options.rows,
        "query": plan.query,
        "query with names resolved": plan.resolved,
        "filters": manifest.filters(plan.request),
        "copies": plan.request.copies,
        "sort": plan.request.sort,
        "ids file": plan.ids_from,
        "person": {
            "collections": None if access.collections is None else sorted(access.collections),
            "text": sorted(access.text),
            "snippet": sorted(access.snippet),
        },
        "format": plan.format.name,
        "columns": [column.name for column in plan.columns],
        "raw": plan.options.raw,
        "link base": plan.options.link_base,
        "authority": selectors.authority_version(),
        "version of the code": manifest.code_version(),
    }


def _differences(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    return [name for name in now if before.get(name) != now[name]]


def _read_journal(target: Target) -> tuple[dict[str, Any], list[tuple[int, int]]]:
    """The header, and (records, bytes) of every mark; a last line that the kill cut in two counts for nothing."""
    lines = target.journal.read_text(encoding="utf-8").split("\n")
    try:
        header = json.loads(lines[0])
        marks = [json.loads(line) for line in lines[1:-1]]
    except ValueError as error:
        raise ExportError(f"{target.journal.name} cannot be read ({error})") from error
    return header, [(mark["records"], mark["bytes"]) for mark in marks]


def _unchanged(begun: FixedSet, now: FixedSet) -> None:
    current = dict(zip(now.ids, now.versions, strict=True))
    changed = [id for id, version in zip(begun.ids, begun.versions, strict=True) if current.get(id) != version]
    if changed:
        raise ExportChanged(changed)


def _take_up(part: IO[bytes], marks: list[tuple[int, int]], file: FileDigest) -> None:
    """Cut the file at the last mark that it reaches, and take what stands before into the digest."""
    size = os.fstat(part.fileno()).st_size
    records, sure = max((mark for mark in marks if mark[1] <= size), default=(0, 0), key=lambda mark: mark[1])
    part.truncate(sure)
    while data := part.read(_READ):
        file.add(data, records)
