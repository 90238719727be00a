"""CSV and TSV: one row an article, any delimiter, any column names, any encoding.

Inside: decoding line by line, the delimiter, ragged rows, quotes that never close. Not inside: what the columns
mean (fields.py).
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from archive.ingest import article, dates, fields
from archive.ingest.decisions import Decisions
from archive.ingest.document import Document, UnreadableError
from archive.ingest.json import filled
from archive.ingest.record import MAX_RECORD_BYTES, Format, Mapping, RawArticle, ReadOptions, Rejected
from archive.ingest.sniff import delimiter
from archive.text.normalise import bom_encoding, detect_encoding

csv.field_size_limit(MAX_RECORD_BYTES)  # the module's own limit of 128 KB is shorter than long articles

_SAMPLES: Final = 20
_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")  # str.splitlines would also break at U+2028 and the like
_MOST_LINES: Final = 20_000
"""Lines that one quoted field may span. The longest article of the senate set has 700; more is a quote that was
never closed, and reading on would swallow the file."""
_MOST_READ_ANEW: Final = 300_000
"""Lines read a second time in one document: 15 lost quotes at the limit above, 3 s. Hostile files stop here."""


@dataclass(frozen=True, slots=True)
class _Row:
    """One record: its cells, the number of its first line (from 1), its text as printed; `problem` if unusable."""

    cells: list[str]
    line: int
    printed: str
    problem: str = ""


def read_csv(document: Document, options: ReadOptions, decisions: Decisions) -> Iterator[RawArticle | Rejected]:
    """The articles of a table with a header row."""
    yield from _read(document, options, decisions, "csv")


def read_tsv(document: Document, options: ReadOptions, decisions: Decisions) -> Iterator[RawArticle | Rejected]:
    """The articles of a table whose columns are divided by tabs."""
    yield from _read(document, options, decisions, "tsv")


def _read(
    document: Document, options: ReadOptions, decisions: Decisions, form: Format
) -> Iterator[RawArticle | Rejected]:
    try:
        rows = _Table(document, form, options)
        if not rows.header:
            yield Rejected("empty", document.locator, form)
            return
        mapping = decisions.mapping = rows.mapping(options)
        decisions.unused = fields.unused(rows.header, mapping)
        if not (mapping.title or mapping.body):
            yield Rejected(_no_text(rows.header), f"{document.locator}, line 1", form, rows.header_printed.encode())
            return
        for row in rows.rows():
            yield _article(rows, row, mapping, options, decisions, form)
        decisions.encoding = rows.encoding
    except UnreadableError as error:
        yield Rejected(str(error), document.locator, form)


def _no_text(header: list[str]) -> str:
    shown = ", ".join(header[:20])
    return (
        f"no column holds a title or a text (columns: {shown}); say which does: --map title=COLUMN,body=COLUMN; "
        "in a table without a header line, by number: --map title=1,body=2"
    )


def _article(
    rows: _Table, row: _Row, mapping: Mapping, options: ReadOptions, decisions: Decisions, form: Format
) -> RawArticle | Rejected:
    document = rows.document
    found = article.Found(
        form, f"{document.locator}, line {row.line}", row.printed.encode("utf-8", "surrogatepass"), document.name,
        context=rows.header_printed.encode("utf-8", "surrogatepass"),
    )  # fmt: skip
    if row.problem:
        return found.rejected(row.problem)
    record = dict(zip(rows.header, row.cells, strict=False))
    found = filled(found, record, mapping, "column")
    printed, order = found.values.get("published", ""), None
    if printed and dates.numeric_order(printed):
        order = decisions.order(mapping.published, document.locator, rows.column(mapping.published))
    return article.build(found, options, order)


class _Table:
    """A table that can be read several times: for its mapping, for a column's dates, for its articles."""

    def __init__(self, document: Document, form: Format, options: ReadOptions) -> None:
        self.document = document
        self.encoding = bom_encoding(document.head()[:4]) or "utf-8"
        self._other = ""
        head = self._lines_of_head()
        self._delimiter = "\t" if form == "tsv" else delimiter(head) or ","
        self.header, self.header_printed = self._read_header(options)

    def _lines_of_head(self) -> list[str]:
        head = []
        with self.document.open() as stream:
            for line in self._lines(stream):
                head.append(line)
                if len(head) == _SAMPLES:
                    break
        return head

    def _lines(self, stream: BinaryIO) -> Iterator[str]:
        """Decoded lines with their ends. UTF-8 line by line, so that one bad byte in 10 GB costs one line."""
        if self.encoding.startswith(("utf-16", "utf-32")):
            yield from io.TextIOWrapper(stream, encoding=self.encoding, errors="replace", newline=None)
            return
        for number, raw in enumerate(iter(lambda: stream.readline(MAX_RECORD_BYTES), b"")):
            line = self._decoded(raw.removeprefix(codecs.BOM_UTF8) if number == 0 else raw)
            line = line.replace("\r\n", "\n").replace("\r", "\n")
            yield from _LINE.findall(line) if "\n" in line[:-1] else (line,)

    def _decoded(self, raw: bytes) -> str:
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            return raw.decode(self._other_encoding(), errors="replace")

    def _other_encoding(self) -> str:
        """The encoding of the lines that are not UTF-8, from a sample of them over the whole document."""
        if not self._other:
            sample = bytearray()
            with self.document.open() as stream:
                for raw in stream:
                    if not raw.isascii() and not _is_utf8(raw):
                        sample += raw
                    if len(sample) > 64_000:
                        break
            self._other = self.encoding = detect_encoding(bytes(sample))
        return self._other

    def _read_header(self, options: ReadOptions) -> tuple[list[str], str]:
        with self.document.open() as stream:
            for row in _rows(self._lines(stream), self._delimiter, 0):
                names = [cell.strip().strip("\ufeff") or f"column {n}" for n, cell in enumerate(row.cells, 1)]
                if self._is_numbered(options.mapping, names):
                    return [str(number) for number in range(1, len(names) + 1)], ""
                return names, row.printed
        return [], ""

    @staticmethod
    def _is_numbered(mapping: Mapping, names: list[str]) -> bool:
        """Whether the mapping counts columns ("title=3") because the table has no header."""
        paths = [one for name in Mapping.__slots__ for one in getattr(mapping, name).split("+") if one]
        return bool(paths) and all(path.isdigit() and path not in names for path in paths)

    def rows(self) -> Iterator[_Row]:
        """The records under the header, or all of them if there is none."""
        with self.document.open() as stream:
            found = _rows(self._lines(stream), self._delimiter, len(self.header))
            if self.header_printed:
                next(found, None)
            yield from found

    def mapping(self, options: ReadOptions) -> Mapping:
        """What was given, and for the rest what header and first rows suggest."""
        samples: list[dict[str, str]] = []
        for row in self.rows():
            if not row.problem:
                samples.append(dict(zip(self.header, row.cells, strict=False)))
            if len(samples) == _SAMPLES:
                break
        guessed = fields.guess_mapping(self.header, samples) if self.header_printed else Mapping()
        return fields.merged(options.mapping, guessed)

    def column(self, name: str) -> Iterator[str]:
        """All values of a column."""
        for row in self.rows():
            if not row.problem:
                yield fields.value(dict(zip(self.header, row.cells, strict=False)), name)


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _rows(lines: Iterator[str], divider: str, width: int) -> Iterator[_Row]:
    """Records of decoded lines. `width` is the header's number of cells, 0 while reading the header itself.

    A record of several lines that comes out ragged or never ends began with a quote that is not closed: its
    first line is given up and the others are read anew.
    """
    source, again = _Pushback(lines), 0
    while True:
        number = source.number + 1
        taken, cells, problem = _one(source, divider)
        if not taken:
            return
        printed = "".join(taken)
        if not any(cell.strip() for cell in cells) and not problem:
            continue
        if width and len(cells) != width and not problem:
            problem = f"{len(cells)} fields where the header has {width}"
        if problem and len(taken) > 1:
            again += len(taken)
            if again > _MOST_READ_ANEW:
                raise UnreadableError(f"too many quotation marks that are not closed, the last in line {number}")
            source.push_back(taken[1:])
            printed, problem = taken[0], "a quotation mark that is not closed, or a ragged row"
        yield _Row(cells, number, printed, problem if width else "")


class _Pushback:
    """Lines, with the number of the last one given, that can be given back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: deque[str] = deque()
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.number += 1
        return line

    def push_back(self, lines: list[str]) -> None:
        self._again.extendleft(reversed(lines))
        self.number -= len(lines)


def _one(source: _Pushback, divider: str) -> tuple[list[str], list[str], str]:
    """(lines, cells, problem) of the next record; no lines at the end."""
    taken: list[str] = []

    def feed() -> Iterator[str]:
        for line in source:
            if len(taken) >= _MOST_LINES:
                raise csv.Error
            taken.append(line)
            yield line

    try:
        cells = next(csv.reader(feed(), delimiter=divider, strict=True), [])
    except csv.Error:
        if len(taken) == 1 and (loose := next(csv.reader(taken, delimiter=divider), [])):
            return taken, loose, ""  # «"a "quoted" word"» on one line: the columns tell whether it came out right
        return taken, [], "a quotation mark that is not closed or stands inside a field"
    return taken, cells, ""
