"""Plain text: one article a file.

Inside: the header block of name-and-value lines, the headline told from a first paragraph, byline and date lines
under it, the dateline's place. Not inside: decoding (text/normalise.py), leftovers (text/boilerplate.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from archive.ingest import article, dates
from archive.ingest.datelines import dateline
from archive.ingest.decisions import Decisions
from archive.ingest.document import Document, UnreadableError
from archive.ingest.record import RawArticle, ReadOptions, Rejected
from archive.text.normalise import decode

_HEADER_NAMES: Final = {
    "headline": "title", "title": "title", "subject": "title", "published": "published", "date": "published",
    "source": "source", "language": "language", "section": "section", "byline": "byline", "author": "byline",
    "by": "byline", "id": "external_id", "version": "version", "url": "url", "link": "url", "note": "note",
    "dateline": "dateline_place", "заголовок": "title", "дата": "published", "джерело": "source",
    "источник": "source", "автор": "byline", "мова": "language", "язык": "language",
}  # fmt: skip
_HEADER_LINE: Final = re.compile(r"([^\W\d_][\w-]{0,20}):[ \t]*(.*)")
_HEADER_LINES: Final = 40

COLUMN: Final = "Published"
"""What the date of a text file is called in a question about its order."""

_LONGEST_HEADLINE: Final = 200
"""Characters. In 73,346 agency headlines of March 2014 the longest had 199."""
_ENDS_SENTENCE: Final = re.compile(r"(?<!\.)[.;:,][\"'”’»)]?$|[.!?][\"”»]$")  # "…" and "..." end headlines too
_ABBREVIATION_END: Final = re.compile(r"(?:\b[A-Z]\.){2,}$|\b(?:Inc|Corp|Co|Ltd|Jr|Sr|vs|etc)\.$")
_BYLINE: Final = re.compile(r"(?:By|Автор|Автори|Авторы|Von|Par|Por)[:\s]\s*(?=\S*[^\W\d_])([^.]{3,100}|[^\n]{3,60})")
_NOT_NAMES: Final = re.compile(r"\b(?:the|a|an|this|that|his|her|their|its|contrast|then|now|law)\b")


@dataclass(slots=True)
class _Parts:
    """What the head of a text gave, and the lines that are left."""

    values: dict[str, str] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def put(self, name: str, value: str, origin: str) -> None:
        self.values[name], self.origins[name] = value, origin


def read(document: Document, options: ReadOptions, decisions: Decisions) -> Iterator[RawArticle | Rejected]:
    """The one article of a text file, or why there is none."""
    try:
        raw = document.whole()
    except UnreadableError as error:
        yield Rejected(str(error), document.locator, "text")
        return
    if not raw.strip(b"\x00 \t\r\n"):
        yield Rejected("empty", document.locator, "text", raw)
        return
    yield _article(document, raw, options, decisions)


def _article(document: Document, raw: bytes, options: ReadOptions, decisions: Decisions) -> RawArticle | Rejected:
    found = article.Found("text", document.locator, raw, document.name)
    try:
        decoded = decode(raw)
        decisions.encoding = decoded.encoding
        parts = split(decoded.text)
    except article.UnusableError as error:
        return found.rejected(str(error))
    found = replace(found, values=parts.values, origins=parts.origins, body="\n".join(parts.lines))
    order = decisions.order(COLUMN, document.locator, [parts.values.get("published", "")])
    return article.build(found, options, order)


def printed_dates(document: Document, options: ReadOptions, column: str) -> Iterator[str]:
    """The printed date of the file, as evidence for the order of day and month in its folder."""
    try:
        yield split(decode(document.whole()).text).values.get("published", "")
    except (UnreadableError, article.UnusableError):
        return  # `read` says so


def split(text: str) -> _Parts:
    """Header block, headline, byline and date lines, and the body's lines of a text.

    Raises article.UnusableError over the length limit.
    """
    lines = article.normal_body(text).split("\n")
    parts = _header_block(lines)
    if "title" not in parts.values:
        _headline(parts)
    return parts


def _header_block(lines: list[str]) -> _Parts:
    """The known `Name: value` lines at the top, up to the first blank line; nothing if it is no such block."""
    parts, last = _Parts(), ""
    for number, line in enumerate(lines[:_HEADER_LINES]):
        if not line.strip():
            return _Parts(parts.values, parts.origins, lines[number + 1 :]) if _is_block(parts) else _Parts(lines=lines)
        if line[:1] in " \t" and last:
            parts.values[last] += " " + line.strip()
            continue
        found = _HEADER_LINE.fullmatch(line)
        name = _HEADER_NAMES.get(found[1].lower(), "") if found else ""
        if found is None or (not name and not parts.values):
            break
        last = name
        if name and name not in parts.values:
            parts.put(name, found[2], f"header {found[1]}")
    return _Parts(lines=lines)


def _is_block(parts: _Parts) -> bool:
    """One line "Note: …" above a text is a sentence; a title or two known names are a header."""
    return "title" in parts.values or len(parts.values) >= 2


def _headline(parts: _Parts) -> None:
    """Take the headline, and a byline and a date under it, out of the lines, if there is a headline."""
    lines = parts.lines
    first = next((n for n, line in enumerate(lines) if line.strip()), len(lines))
    if not is_headline(lines[first:]):
        return
    parts.put("title", lines[first].strip(), "first line")
    rest = first + 1
    for number in range(rest, min(rest + 6, len(lines))):
        line = lines[number].strip()
        if not line:
            continue
        name = _line_under_headline(line)
        if not name or name in parts.values:
            break
        parts.put(name, _BYLINE.fullmatch(line)[1] if name == "byline" else line, f"line {number + 1}")  # type: ignore[index]
        rest = number + 1
    parts.lines = lines[rest:]


def _line_under_headline(line: str) -> str:
    """ "byline" or "published" if the line is only that, else ""."""
    found = _BYLINE.fullmatch(line)
    if found and len(line) <= 100 and not _NOT_NAMES.search(found[1]):
        return "byline"
    # Any order will do: the question is only whether the line is a date.
    is_date = dates.numeric_order(line) or dates.parse(line, "", "dmy").precision in ("day", "minute")
    return "published" if is_date else ""


def is_headline(lines: list[str]) -> bool:
    """Whether the first of `lines` is the headline of the rest, and not its first paragraph.

    A headline is one line, ends no sentence, is no dateline, and stands above a text: after a blank line, or
    directly above a longer line that begins a sentence where lines are not wrapped at a width.
    """
    head = lines[0].strip() if lines else ""
    rest = [line.strip() for line in lines[1:] if line.strip()]
    if not head or not rest or len(head) > _LONGEST_HEADLINE or dateline(head):
        return False
    if _ENDS_SENTENCE.search(head) and not _ABBREVIATION_END.search(head):
        return False
    if not lines[1].strip():
        return True
    return not _is_wrapped(lines) and not rest[0][:1].islower() and not head.endswith(("-", "–"))


def _is_wrapped(lines: list[str]) -> bool:
    """Lines broken at a width: the first is about as long as the longest, and none is long."""
    lengths = [len(line) for line in lines[:40] if line.strip()]
    longest = max(lengths)
    return len(lengths) >= 3 and longest <= 100 and lengths[0] > 0.75 * longest
