"""Test collections of ranked retrieval: texts, queries, and which texts people judged to answer each query.

Read as they are handed round since the SMART system: files of records that begin with `.I number`, followed by
sections (`.T` title, `.A` author, `.W` text, …), and a file of judgements, a query and a text a line. Cranfield, CISI
and MED come so; anybody's own collection can be written down in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# The files of a collection are told by their names: cran.all.1400, cran.qry, cranqrel; MED.ALL, MED.QRY, MED.REL.
_TEXTS, _QUERIES, _JUDGEMENTS = re.compile(r"\.all(\.\d+)?$"), re.compile(r"\.qry$"), re.compile(r"(qrel|\.rel)$")
_RECORD = re.compile(r"^\.I\s+(\d+)\s*$", re.MULTILINE)
_SECTION = re.compile(r"^\.([A-Z])[ \t]*$", re.MULTILINE)


class CollectionError(Exception):
    """A folder that holds no collection, or one that cannot be read; the message says what is expected."""


@dataclass(frozen=True, slots=True)
class TestText:
    """One text: its number, its headline ("" where it has none) and its words."""

    id: int
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class TestCollection:
    """`queries`: the words of each query by its number; `relevant`: the numbers of the texts that answer it.

    Only queries for which there is at least one relevant text are held, as trec_eval counts no others.
    """

    name: str
    texts: tuple[TestText, ...]
    queries: dict[int, str]
    relevant: dict[int, frozenset[int]]


def collections_in(folder: Path) -> Iterator[TestCollection]:
    """The collection in a folder, else those in its subfolders, by name; CollectionError if there is none."""
    found = [place for place in (folder, *sorted(folder.glob("*/"))) if _find(place, _TEXTS)]
    if not found:
        raise CollectionError(
            f"{folder} holds no test collection: expected a folder with three files, the texts (*.ALL), "
            f"the queries (*.QRY) and the judgements (*.REL or *qrel), or folders of such"
        )
    for place in found:
        yield read_collection(place)


def read_collection(folder: Path) -> TestCollection:
    """The collection in a folder; CollectionError naming the file and the line that cannot be read."""
    files = [_find(folder, pattern) for pattern in (_TEXTS, _QUERIES, _JUDGEMENTS)]
    for file, printed in zip(files, ("texts (*.ALL)", "queries (*.QRY)", "judgements (*.REL or *qrel)"), strict=True):
        if file is None:
            raise CollectionError(f"{folder} has no file of {printed}")
    texts, queries, judgements = (file for file in files if file)
    asked = {number: " ".join(filter(None, (parts.get("T"), parts.get("W")))) for number, parts in _records(queries)}
    relevant = _numbered(_judged(judgements), list(asked))
    return TestCollection(
        name=folder.name,
        texts=tuple(_text(number, parts) for number, parts in _records(texts)),
        queries={number: asked[number] for number in asked if number in relevant},
        relevant={number: frozenset(found) for number, found in relevant.items()},
    )


def _find(folder: Path, pattern: re.Pattern[str]) -> Path | None:
    return next(
        (file for file in sorted(folder.glob("*")) if file.is_file() and pattern.search(file.name.lower())), None
    )


def _records(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Each record's number and sections; of a section that is there twice the first."""
    # Latin-1 reads any byte: the collections are older than Unicode.
    pieces = _RECORD.split(file.read_text(encoding="latin-1"))
    if len(pieces) < 3:
        raise CollectionError(f"{file} holds no record: each begins with a line .I and its number")
    for number, record in zip(pieces[1::2], pieces[2::2], strict=True):
        sections = _SECTION.split(record)
        parts: dict[str, str] = {}
        for name, content in zip(sections[1::2], sections[2::2], strict=True):
            parts.setdefault(name, content.strip())
        yield int(number), parts


def _text(number: int, parts: dict[str, str]) -> TestText:
    """Cranfield's texts begin with their titles once more; an article's text does not."""
    title, body = parts.get("T", ""), parts.get("W", "")
    return TestText(number, title, body.removeprefix(title).strip() if title else body)


def _judged(file: Path) -> dict[int, set[int]]:
    """The relevant texts of each query: `query text …` a line, or trec_eval's `query 0 text relevance`."""
    lines = [(n, line.split()) for n, line in enumerate(file.read_text().splitlines(), 1) if line.strip()]
    trec = all(len(fields) == 4 and fields[1] == "0" for _, fields in lines)
    found: dict[int, set[int]] = {}
    for n, fields in lines:
        try:
            query, text = int(fields[0]), int(fields[2] if trec else fields[1])
            judged = not trec or int(fields[3]) > 0
        except (ValueError, IndexError):
            raise CollectionError(f"{file}, line {n}: expected the numbers of a query and of a text") from None
        if judged:
            found.setdefault(query, set()).add(text)
    if not found:
        raise CollectionError(f"{file} holds no judgement: expected the numbers of a query and of a text a line")
    return found


def _numbered(relevant: dict[int, set[int]], ids: list[int]) -> dict[int, set[int]]:
    """By the queries' own numbers: Cranfield's judgements count the queries instead (its numbers have gaps)."""
    if set(relevant) <= set(ids):
        return relevant
    if max(relevant) > len(ids):
        raise CollectionError(f"there are judgements of query {max(relevant)}, but only {len(ids)} queries")
    return {ids[place - 1]: found for place, found in relevant.items()}
