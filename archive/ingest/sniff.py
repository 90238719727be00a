"""Which format a document is in, from its first bytes; its name only breaks ties.

Names lie more often than bytes: pages saved as .txt, NDJSON called .json. A name decides only between formats
that look alike (one JSON object; a text with commas).
"""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Final

from archive.ingest.record import Format
from archive.text.normalise import decode

HEAD: Final = 65_536
"""Bytes that `sniff` wants to see."""

_BY_SUFFIX: Final[dict[str, Format]] = {
    ".txt": "text", ".text": "text", ".md": "text", ".html": "html", ".htm": "html", ".xhtml": "html",
    ".json": "json", ".ndjson": "ndjson", ".jsonl": "ndjson", ".csv": "csv", ".tsv": "tsv", ".tab": "tsv",
}  # fmt: skip
_BINARY: Final[tuple[tuple[bytes, str], ...]] = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an XZ archive"),
)
_HTML: Final = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title)\b",
                          re.IGNORECASE | re.DOTALL)  # fmt: skip
_TAGS: Final = re.compile(
    r"<(?:p|div|span|a|h[1-6]|br|article|section|table|ul|script|link|meta)\b[^<>]*>", re.IGNORECASE
)
_DELIMITERS: Final = ",;\t|"
_TABLE_LINES: Final = 20


class UnknownFormatError(ValueError):
    """No reader takes this document; the message says what it is."""


def sniff(head: bytes, name: str = "") -> Format:
    """The format of a document from its first HEAD bytes (unpacked) and its file name.

    Raises UnknownFormatError for what is no text.
    """
    for mark, what in _BINARY:
        if head.startswith(mark):
            raise UnknownFormatError(
                f"this is {what}, for which there is no reader; convert it to text, HTML, JSON or CSV"
            )
    suffix = _suffix(name)
    if not head.strip(b"\x00 \t\r\n"):
        return suffix or "text"  # whose reader says that it is empty
    text = decode(head[:HEAD]).text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    sample = text[:4_000]
    if sum(ch < " " and ch not in "\t\n\r\f\v" for ch in sample) * 10 > len(sample):
        raise UnknownFormatError("this is binary data, not text; convert it to text, HTML, JSON or CSV")
    return _json(text, suffix) or _html(text, suffix) or _table(text, suffix) or "text"


def _suffix(name: str) -> Format | None:
    parts = [part.lower() for part in Path(name).suffixes]
    if parts and parts[-1] in (".gz", ".gzip"):
        parts.pop()
    return _BY_SUFFIX.get(parts[-1]) if parts else None


def _json(text: str, suffix: Format | None) -> Format | None:
    start = text.lstrip()
    if start.startswith("["):
        return "json" if suffix in ("json", "ndjson") or re.match(r'\[\s*[\[{"\]]', start) else None
    if not start.startswith("{"):
        return suffix if suffix == "ndjson" else None
    if suffix not in ("json", "ndjson") and not re.match(r'\{\s*["}]', start):
        return None
    first, end, rest = start.partition("\n")
    if end and rest.lstrip().startswith("{") and _is_json(first):
        return "ndjson"
    return "ndjson" if suffix == "ndjson" else "json"


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _html(text: str, suffix: Format | None) -> Format | None:
    if _HTML.match(text[:8_000]):
        return "html"
    tags = len(_TAGS.findall(text[:8_000]))
    return "html" if tags >= (1 if suffix == "html" else 5) or suffix == "html" else None


def delimiter(lines: list[str]) -> str:
    """The character that divides the lines into the same number of fields, two or more; "" if none does."""
    best, most = "", 1
    for candidate in _DELIMITERS:
        try:
            rows = [row for row in csv.reader(lines, delimiter=candidate) if row]
        except csv.Error:
            continue
        if not rows:
            continue
        width = len(rows[0])
        alike = sum(len(row) == width for row in rows)
        if width > most and alike >= 0.8 * len(rows):
            best, most = candidate, width
    return best


def _table(text: str, suffix: Format | None) -> Format | None:
    if suffix in ("csv", "tsv"):
        return suffix
    if suffix == "text":
        return None
    lines = text.split("\n")[:-1][:_TABLE_LINES]  # the last may be cut
    if len(lines) < 2:
        return None
    try:
        found = delimiter(lines)
        header = next(csv.reader(lines, delimiter=found)) if found else []
    except csv.Error:
        return None
    # Prose has commas too: a header is names, not sentences.
    named = len(header) >= 2 and all(
        cell.strip() and len(cell) <= 40 and not cell.rstrip().endswith(".") for cell in header
    )
    return ("tsv" if found == "\t" else "csv") if named else None
