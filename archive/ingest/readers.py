"""The table of readers, and reading a path by it: a file, a folder, standard input, bytes.

Every reader gives `RawArticle | Rejected` one at a time and never raises for bad input, with one exception:
dates.DateOrderUnknown, which is a question to the person and stops the reading. So does
archive.child.ChildStartError: the reader of web pages cannot start, and no page is to blame.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from archive.ingest import dates, document, json, sniff, table, text
from archive.ingest.child import Child
from archive.ingest.decisions import Decisions
from archive.ingest.document import Document, UnreadableError
from archive.ingest.record import Format, RawArticle, ReadOptions, ReadReport, Rejected


class Reader(Protocol):
    """A format's reader. Yields what the document holds; never raises for bad input but DateOrderUnknown."""

    def __call__(
        self, document: Document, options: ReadOptions, decisions: Decisions, /
    ) -> Iterator[RawArticle | Rejected]: ...


_HOPELESS: Final = 1_000
"""Records rejected from the very first on, after which a document is given up: it is in another format than it
seems, and every further record would only fill the quarantine."""

Column = Callable[[Document, ReadOptions, str], Iterator[str]]


def _html(document: Document, options: ReadOptions, decisions: Decisions) -> Iterator[RawArticle | Rejected]:
    from archive.ingest import html  # 0.7 s of imports that the other formats do not need

    return html.read(document, options, decisions)


READERS: Final[dict[Format, Reader]] = {
    "text": text.read,
    "html": _html,
    "json": json.read_json,
    "ndjson": json.read_ndjson,
    "csv": table.read_csv,
    "tsv": table.read_tsv,
}
_COLUMNS: Final[dict[Format, Column]] = {"text": text.printed_dates, "json": json.printed_dates}
"""Formats of one article a file, whose order of day and month the folder decides."""


@dataclass(slots=True)
class _Reading:
    """One reading: its options, its report, the one child, and the folder's evidence of date orders."""

    options: ReadOptions
    report: ReadReport
    child: Child
    files: list[tuple[Path, str]] = field(default_factory=list)
    evidence: dict[tuple[Format, str], dates.OrderEvidence] = field(default_factory=dict)

    def read(self, source: Document) -> Iterator[RawArticle | Rejected]:
        """Everything in one document, counted."""
        self.report.files += 1
        try:
            form = self.options.format or sniff.sniff(source.head(), source.name)
        except (sniff.UnknownFormatError, UnreadableError, OSError) as error:
            yield self._count(Rejected(_said(error), source.locator, None, _bytes_of(source)), source)
            return
        read = bad = 0
        try:
            for found in self._records(source, form):
                read, bad = read + 1, bad + isinstance(found, Rejected)
                yield self._count(found, source)
                if read == bad == _HOPELESS:
                    reason = f"none of the first {read:,} records can be read, the rest was left: is this {form}?"
                    yield self._count(Rejected(reason, source.locator, form), source)
                    return
        except OSError as error:
            yield self._count(Rejected(_said(error), source.locator, form), source)

    def _records(self, source: Document, form: Format) -> Iterator[RawArticle | Rejected]:
        if form == "html" and self.options.isolated:
            try:
                raw = source.whole()
            except UnreadableError as error:
                yield Rejected(str(error), source.locator, form)
                return
            yield self.child.read(raw, source.locator, source.name, self.options)
            return
        decisions = Decisions(self.options.date_order, lambda column: self._elsewhere(form, column))
        yield from READERS[form](source, self.options, decisions)
        self._note(source, decisions)

    def _note(self, source: Document, decisions: Decisions) -> None:
        self.report.date_orders |= {
            f"{source.locator}: {name}": said for name, said in decisions.orders.items() if said
        }
        if decisions.mapping is not None and decisions.mapping not in self.report.mappings.values():
            self.report.mappings[source.locator] = decisions.mapping
        if decisions.unused and decisions.unused not in self.report.unused.values():
            self.report.unused[source.locator] = decisions.unused
        if decisions.encoding:
            self.report.encodings[decisions.encoding] += 1

    def _elsewhere(self, form: Format, column: str) -> dates.OrderEvidence:
        """What the folder's other files of that format say about the order of day and month."""
        if (form, column) not in self.evidence:
            found = self.evidence[form, column] = dates.OrderEvidence()
            for path, locator in self.files if form in _COLUMNS else []:
                other = document.of_file(path, locator)
                try:
                    if sniff.sniff(other.head(), other.name) == form:
                        for printed in _COLUMNS[form](other, self.options, column):
                            found.look(printed)
                except (sniff.UnknownFormatError, UnreadableError, OSError):
                    continue  # `read` rejects it with its reason when its turn comes
        return self.evidence[form, column]

    def _count(self, found: RawArticle | Rejected, source: Document) -> RawArticle | Rejected:
        if isinstance(found, Rejected):
            self.report.rejected += 1
            return found
        self.report.articles += 1
        if found.published.precision == "unknown":
            self.report.undated += 1
            self.report.undated_with_date_in_name += dates.date_in_name(source.name) is not None
        return found


def _said(error: Exception) -> str:
    return f"cannot be read: {error.strerror}" if isinstance(error, OSError) and error.strerror else str(error)


def _bytes_of(source: Document) -> bytes:
    try:
        return source.whole()
    except (UnreadableError, OSError):
        return b""  # too large or unreadable: the reason stands in the rejection


def check_paths(paths: Iterable[str | Path]) -> None:
    """Raise FileNotFoundError naming every path that is not there, before hours are spent on the others."""
    missing = [str(path) for path in paths if str(path) != "-" and not Path(path).exists()]
    if missing:
        raise FileNotFoundError(f"there is no file or folder {', '.join(missing)}")


def read_path(
    path: str | Path, options: ReadOptions | None = None, report: ReadReport | None = None
) -> Iterator[RawArticle | Rejected]:
    """Everything that a file, a folder (sorted, with its folders) or standard input ("-") holds.

    Locators begin with the name of the given file or folder, so that they are the same from wherever it is read.
    Hidden files are passed over and noted in the report; links that leave the folder, and what is no plain file,
    are rejected unread. Raises FileNotFoundError for a path that is not there, dates.DateOrderUnknown,
    archive.child.ChildStartError.
    """
    with ExitStack() as stack:
        reading = _Reading(options or ReadOptions(), report or ReadReport(), stack.enter_context(Child()))
        if str(path) == "-":
            yield from reading.read(stack.enter_context(document.of_stream(sys.stdin.buffer)))
            return
        check_paths([path])
        path = Path(path)
        if not path.is_dir():
            yield from reading.read(document.of_file(path, path.name))
            return
        reading.files, refused = _walk(path, reading.report)
        for reason, locator in refused:
            yield reading._count(Rejected(reason, locator), document.of_bytes(b"", locator))
        for inner, locator in reading.files:
            yield from reading.read(document.of_file(inner, locator))


def read_bytes(
    raw: bytes, locator: str = "", options: ReadOptions | None = None, name: str = "", report: ReadReport | None = None
) -> Iterator[RawArticle | Rejected]:
    """Everything that bytes hold: an upload, or a rejected record tried again."""
    with Child() as child:
        reading = _Reading(options or ReadOptions(), report or ReadReport(), child)
        yield from reading.read(document.of_bytes(raw, locator, name))


def _walk(root: Path, report: ReadReport) -> tuple[list[tuple[Path, str]], list[tuple[str, str]]]:
    """(files with locators, sorted; refused ones as (reason, locator))."""
    files: list[tuple[Path, str]] = []
    refused: list[tuple[str, str]] = []
    inside = root.resolve()
    for folder, names, members in os.walk(root, followlinks=False):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for member in sorted(members):
            path = Path(folder) / member
            locator = (Path(inside.name) / path.relative_to(root)).as_posix()
            if member.startswith("."):
                report.skipped.append(f"{locator}: hidden")
            elif problem := _not_a_file(path, inside):
                refused.append((problem, locator))
            else:
                files.append((path, locator))
    return sorted(files, key=lambda pair: pair[1]), refused


def _not_a_file(path: Path, inside: Path) -> str:
    """Why a member of a folder is not read; "" if it is a plain file within it."""
    target = path.resolve()
    if not target.is_relative_to(inside):
        return "a link that leads out of the folder"
    try:
        return "" if stat.S_ISREG(target.stat().st_mode) else "not a plain file"
    except OSError as error:
        return _said(error)
