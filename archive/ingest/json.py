"""JSON and NDJSON: one record at a time, never the file in memory.

Inside: dividing a stream into records with their raw bytes, JSON values into fields. A splitter of our own, and
not a streaming parser from elsewhere, because quarantine needs the bytes of a bad record and the next one must
still be read. Shapes understood: one object an article; an array of objects; objects one after another; an object
that holds the array (under "articles", "results" …); NDJSON.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, Final

from archive.ingest import article, dates, fields
from archive.ingest.decisions import Decisions
from archive.ingest.document import Document, UnreadableError
from archive.ingest.markup import is_markup, plain
from archive.ingest.record import MAX_RECORD_BYTES, Mapping, RawArticle, ReadOptions, Rejected
from archive.text.normalise import bom_encoding, decode

_BLOCK: Final = 65_536
_SAMPLES: Final = 20
"""Records looked at to guess the mapping."""
_TOO_LARGE: Final = f"a record of more than {MAX_RECORD_BYTES // 1_000_000} MB"


@dataclass(frozen=True, slots=True)
class _Piece:
    """The bytes of one record and where it is; `problem` says why it is none."""

    raw: bytes
    place: str
    problem: str = ""


def read_ndjson(document: Document, options: ReadOptions, decisions: Decisions) -> Iterator[RawArticle | Rejected]:
    """One article a line; a bad line costs that line."""
    yield from _read(document, options, decisions, lines)


def read_json(document: Document, options: ReadOptions, decisions: Decisions) -> Iterator[RawArticle | Rejected]:
    """The articles of a JSON document."""
    yield from _read(document, options, decisions, elements)


def lines(stream: BinaryIO) -> Iterator[_Piece]:
    """The lines that are not blank, with their numbers from 1; too long ones with a problem and without bytes."""
    number = 0
    while line := stream.readline(MAX_RECORD_BYTES + 1):
        number += 1
        if len(line) > MAX_RECORD_BYTES:
            while line and not line.endswith(b"\n"):
                line = stream.readline(_BLOCK)
            yield _Piece(b"", f"line {number}", _TOO_LARGE)
        elif line.strip(b" \t\r\n\x00"):
            yield _Piece(line.rstrip(b"\r\n"), f"line {number}")


_BETWEEN: Final = re.compile(rb'[{}\[\]",]|[^\s{}\[\]",]+')  # outside of brackets: also bare values
_INSIDE: Final = re.compile(rb'[{}\[\]"]')
_IN_STRING: Final = re.compile(rb'["\\]')


def elements(stream: BinaryIO) -> Iterator[_Piece]:
    """The top-level values of a JSON text, and instead of a top-level array its elements; numbered from 1."""
    for number, (raw, problem) in enumerate(_Splitter(stream).values(), 1):
        yield _Piece(raw, f"record {number}", problem)


class _Splitter:
    """Finds where values end by brackets and quotes alone; json.loads judges what is between.

    One top-level array is entered: its brackets do not count. Memory: one value.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._buffer = bytearray()
        self._at = 0  # next byte to look at
        self._start = -1  # where the current value begins; -1 between values
        self._depth = 0
        self._in_string = False
        self._in_array = False

    def values(self) -> Iterator[tuple[bytes, str]]:
        while block := self._stream.read(_BLOCK):
            self._buffer += block
            yield from self._scan()
            if self._start >= 0 and len(self._buffer) - self._start > MAX_RECORD_BYTES:
                yield b"", f"{_TOO_LARGE}; the rest of the document was not read"
                return
        if self._start >= 0:
            whole = bytes(self._buffer[self._start :]).strip()
            bare = self._depth == 0 and not self._in_string  # a number or word at the very end
            yield whole, "" if bare else "the document ends inside this record"

    def _scan(self) -> Iterator[tuple[bytes, str]]:
        buffer = self._buffer
        while self._at < len(buffer):
            if self._in_string and not self._leave_string():
                break
            found = (_INSIDE if self._depth else _BETWEEN).search(buffer, self._at)
            if found is None:
                self._at = len(buffer)
                break
            self._at = found.end()
            if self._step(found[0], found.start()):
                yield bytes(buffer[self._start : self._at]), ""
                self._start = -1
            elif self._ended_by_comma(found[0]):
                yield bytes(buffer[self._start : found.start()]).strip(), ""
                self._start = -1
        keep = self._start if self._start >= 0 else self._at
        del buffer[:keep]
        self._at -= keep
        self._start = 0 if self._start >= 0 else -1

    def _leave_string(self) -> bool:
        """To the end of the current string; False if it is not in the buffer yet."""
        while found := _IN_STRING.search(self._buffer, self._at):
            if found[0] == b"\\":
                if found.end() >= len(self._buffer):
                    self._at = found.start()
                    return False
                self._at = found.end() + 1
                continue
            self._at = found.end()
            self._in_string = False
            return True
        self._at = len(self._buffer)
        return False

    def _step(self, mark: bytes, where: int) -> bool:
        """Take one mark into account; True if it ends a bracketed value."""
        if mark in b"]" and self._depth == 0:
            self._in_array = False
            return False
        if mark == b"," and self._depth == 0:
            return False
        if self._start < 0:
            if mark == b"[" and not self._in_array:
                self._in_array = True
                return False
            self._start = where
        if mark == b'"':
            self._in_string = True
        elif mark in b"{[":
            self._depth += 1
        elif mark in b"}]":
            self._depth -= 1
            return self._depth <= 0 and self._reset()
        return False

    def _reset(self) -> bool:
        self._depth = 0
        return True

    def _ended_by_comma(self, mark: bytes) -> bool:
        """A bare value of a list (a number, a string) ends at its comma or the list's bracket."""
        return self._start >= 0 and self._depth == 0 and mark in b",]" and not self._in_string


def _loads(raw: bytes) -> object:
    """The value of a record's bytes. Raises article.UnusableError with the place of the fault."""
    try:
        return json.loads(raw.decode("utf-8") if not raw.startswith(b"\xef\xbb\xbf") else raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        pass
    except RecursionError as error:
        raise article.UnusableError("not JSON: nested too deeply") from error
    except ValueError as error:
        raise article.UnusableError(f"not JSON: {error}") from error
    try:
        return json.loads(decode(raw).text)
    except (ValueError, RecursionError) as error:
        raise article.UnusableError(f"not JSON: {error}") from error


_HOLDERS: Final = ("articles", "items", "results", "docs", "documents", "data", "hits", "records", "stories", "news",
                   "response", "value", "entries")  # fmt: skip


def _held(record: object, depth: int = 0) -> list[object] | None:
    """The articles that an object holds in a list under a usual name; None if it is an article itself."""
    if not isinstance(record, dict) or depth > 2:
        return None
    for name in _HOLDERS:
        inner = record.get(name)
        if isinstance(inner, list) and inner and all(isinstance(element, dict) for element in inner):
            return inner
        if (found := _held(inner, depth + 1)) is not None:
            return found
    return None


def _records(document: Document, divide: Callable[[BinaryIO], Iterator[_Piece]]) -> Iterator[tuple[_Piece, object]]:
    """Each record's piece and its value; a piece with a problem has None."""
    with document.open() as stream:
        for piece in divide(_utf8(stream, bom_encoding(document.head()[:4]))):
            if piece.problem:
                yield piece, None
                continue
            try:
                record = _loads(piece.raw)
            except article.UnusableError as error:
                yield replace(piece, problem=str(error)), None
                continue
            held = _held(record)
            if held is None:
                yield piece, record
                continue
            for number, element in enumerate(held, 1):
                raw = json.dumps(element).encode()
                inside = f"record {number}" if piece.place == "record 1" else f"{piece.place}.{number}"
                yield _Piece(raw, inside), element


def _utf8(stream: BinaryIO, encoding: str) -> BinaryIO:
    """JSON in UTF-16 or UTF-32 (with a mark) as UTF-8, so that line feeds and brackets are single bytes."""
    if encoding == "utf-8-sig":
        stream.read(3)
    if encoding in ("", "utf-8-sig"):
        return stream
    raw = stream.read(MAX_RECORD_BYTES + 1)
    if len(raw) > MAX_RECORD_BYTES:
        raise UnreadableError(f"{encoding} of more than {MAX_RECORD_BYTES // 1_000_000} MB; convert it to UTF-8")
    return io.BytesIO(raw.decode(encoding, errors="replace").encode())


def _read(
    document: Document,
    options: ReadOptions,
    decisions: Decisions,
    divide: Callable[[BinaryIO], Iterator[_Piece]],
) -> Iterator[RawArticle | Rejected]:
    form = "ndjson" if divide is lines else "json"
    mapping, count = None, 0
    try:
        for piece, record in _records(document, divide):
            count += 1
            found = article.Found(form, _place(document, piece, form), piece.raw, document.name)  # type: ignore[arg-type]
            if piece.problem:
                yield found.rejected(piece.problem)
            elif not isinstance(record, dict):
                yield found.rejected("not an object with named fields")
            else:
                mapping = decisions.mapping = mapping or guess(document, options, divide)
                yield _article(document, found, record, mapping, options, decisions, divide)
    except UnreadableError as error:
        yield Rejected(str(error), document.locator, form)  # type: ignore[arg-type]
        return
    if count == 0:
        yield Rejected("empty", document.locator, form)  # type: ignore[arg-type]


def _place(document: Document, piece: _Piece, form: str) -> str:
    return f"{document.locator}, {piece.place}"


def guess(document: Document, options: ReadOptions, divide: Callable[[BinaryIO], Iterator[_Piece]]) -> Mapping:
    """The mapping of a document: what was given, and for the rest what its first records suggest."""
    rows: list[dict[str, str]] = []
    for _piece, record in _records(document, divide):
        if isinstance(record, dict):
            rows.append(dict(fields.flat(record)))
        if len(rows) >= _SAMPLES:
            break
    names = list(dict.fromkeys(name for row in rows for name in row))
    return fields.merged(options.mapping, fields.guess_mapping(names, rows))


def _article(
    document: Document,
    found: article.Found,
    record: dict[str, object],
    mapping: Mapping,
    options: ReadOptions,
    decisions: Decisions,
    divide: Callable[[BinaryIO], Iterator[_Piece]],
) -> RawArticle | Rejected:
    found = filled(found, record, mapping, "field")
    printed, order = found.values.get("published", ""), None
    if printed and dates.numeric_order(printed):
        values = (fields.value(other, mapping.published) for _, other in _records(document, divide))
        order = decisions.order(mapping.published, document.locator, values)
    return article.build(found, options, order)


def filled(found: article.Found, record: object, mapping: Mapping, kind: str) -> article.Found:
    """`found` with the values that the mapping finds in a record; markup in the body becomes plain text."""
    values, origins, body = {}, {}, ""
    for name in Mapping.__slots__:
        path = getattr(mapping, name)
        if not path:
            continue
        if not (text := fields.value(record, path)):
            continue
        origins[name] = f"{kind} {path}"
        if name == "body":
            body = plain(text) if is_markup(text) else text
        else:
            values[name] = text.replace("\n", "; ") if name in ("byline", "section") else text
    if "title" not in values and body:
        found_title, body = headline_of(body)
        if found_title:
            values["title"], origins["title"] = found_title, "first line"
    return replace(found, values=values, origins=origins, body=body)


def headline_of(body: str) -> tuple[str, str]:
    """(headline, rest) where the first line of a body is its headline, else ("", body)."""
    from archive.ingest.text import is_headline

    head = body.lstrip()[:5_000].split("\n")
    if len(head) < 2 or not is_headline(head):
        return "", body
    title, _, rest = body.lstrip().partition("\n")
    return title.strip(), rest


def printed_dates(document: Document, options: ReadOptions, column: str) -> Iterator[str]:
    """All printed dates of a column, as evidence for the order of day and month in a folder."""
    for _piece, record in _records(document, elements):
        yield fields.value(record, column)
