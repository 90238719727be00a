"""A plain table of names (CSV, TSV, semicolons) and an export of OpenRefine (the same, or its JSON of rows).

The first line names the columns; `name` must be there, the others may. Several names in one cell are parted by `|`
or `;`. In an export of OpenRefine in records, a row without a name goes on with the record above it.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args

from archive.authority.entries import AuthorityError
from archive.authority.imports.draft import Batch, Draft, Refused, read_lines
from archive.authority.values import ActorKind

COLUMNS = {
    "name": ("name", "label", "title", "names", "full name", "actor", "person", "organisation", "organization"),
    "id": ("id", "slug", "key"),
    "kind": ("kind", "type", "category"),
    "en": ("aliases", "alias", "also", "other names", "en", "alternative names", "variants"),
    "uk": ("uk", "ukrainian", "name uk"),
    "ru": ("ru", "russian", "name ru"),
    "acronyms": ("acronyms", "acronym", "abbreviation", "short name"),
    "description": ("description", "note", "notes", "about"),
    "gender": ("gender", "sex"),
    "start": ("start", "from", "born", "founded"),
    "end": ("end", "until", "died", "dissolved"),
    "wikidata": ("wikidata", "wikidata id", "qid", "wikidata item", "reconciled id"),
    "wikipedia": ("wikipedia", "wikipedia title", "enwiki"),
}
"""Our key → what a column may be called, any case."""
_PARTS = re.compile(r"\s*[|;]\s*")
_QID = re.compile(r"(?:https?://www\.wikidata\.org/(?:wiki|entity)/)?(Q[1-9]\d*)\Z")
_KINDS = {"organisation": "other", "organization": "other", "org": "other", "human": "person", "people": "person"}
_GENDERS = {"male": "m", "man": "m", "female": "f", "woman": "f", "m": "m", "f": "f", "": ""}
Row = tuple[int, dict[str, str]]


def read(path: Path) -> Batch:
    """The actors of a table; AuthorityError where it has no column of names."""
    lines, odd = read_lines(path)
    batch = Batch(refused=[Refused(n, "a line", "is no UTF-8; read as Windows-1252", "Save as UTF-8") for n in odd])
    _rows(path, list(_table(path, lines)), batch, records=False)
    return batch


def read_openrefine(path: Path) -> Batch:
    """The same of an export of OpenRefine, rows or records, as CSV, TSV or JSON (`{"rows": [...]}`)."""
    lines, odd = read_lines(path)
    batch = Batch(refused=[Refused(n, "a line", "is no UTF-8; read as Windows-1252", "Save as UTF-8") for n in odd])
    text = "\n".join(lines)
    rows = list(_json(path, text)) if text.lstrip()[:1] in ("{", "[") else list(_table(path, lines))
    _rows(path, rows, batch, records=True)
    return batch


def _table(path: Path, lines: list[str]) -> Iterator[Row]:
    heading = lines[0] if lines else ""
    delimiter = max("\t;,", key=heading.count)
    reader = csv.DictReader((f"{line}\n" for line in lines), delimiter=delimiter, restkey="")
    for row in reader:
        yield reader.line_num, {k: v.strip() for k, v in row.items() if k and isinstance(v, str)}


def _json(path: Path, text: str) -> Iterator[Row]:
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        cause = f"line {error.lineno}, column {error.colno}: this is no JSON: {error.msg}"
        raise AuthorityError(path.name, "", cause, "Export it again, as CSV or as JSON with rows") from error
    rows = content.get("rows") if isinstance(content, dict) else content
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise AuthorityError(path.name, "", "it holds no list of rows", 'Export it with the template {"rows": [...]}')
    for number, row in enumerate(rows, 1):
        yield number, {str(k): _cell(v) for k, v in row.items()}


def _cell(value: Any) -> str:
    """A cell's text; of a reconciled cell ({"v": …} or {"id": …, "name": …}) its words."""
    if isinstance(value, dict):
        value = value.get("v") or value.get("name") or value.get("id")
    return "" if value is None else str(value).strip()


def _rows(path: Path, rows: list[Row], batch: Batch, *, records: bool) -> None:
    columns = _columns(path, (name for _, row in rows[:1] for name in row)) if rows else {}
    if not rows:
        raise AuthorityError(path.name, "", "it holds no row", "Write a line of column names and a line an actor")
    last: Draft | None = None
    for line, row in rows:
        cells = {key: row.get(column, "") for key, column in columns.items()}
        if not any(row.values()):
            continue
        if not cells["name"]:
            if records and last is not None:
                _go_on(last, cells)
            else:
                batch.refused.append(Refused(line, "a row", f"{columns['name']} is empty", "Write the name there"))
            continue
        last = _draft(line, cells, columns, batch)
        if last is not None:
            batch.drafts.append(last)


def _columns(path: Path, names: Iterable[str]) -> dict[str, str]:
    """Our key → the file's own name of the column."""
    by_word = {re.sub(r"[\s_-]+", " ", name.strip().lower()): name for name in names}
    found = {
        key: by_word[word]
        for key, known in COLUMNS.items()
        if (word := next((w for w in known if w in by_word), None)) is not None
    }
    if "name" not in found:
        has = ", ".join(by_word.values()) or "none"
        raise AuthorityError(
            path.name, "line 1", f"no column is called name (there are: {has})", "Call the column of names name"
        )
    return found


def _parts(cell: str) -> list[str]:
    return [part for part in _PARTS.split(cell) if part]


def _go_on(draft: Draft, cells: dict[str, str]) -> None:
    for key in ("en", "uk", "ru"):
        draft.names.setdefault(key, []).extend(_parts(cells.get(key, "")))
    draft.acronyms += _parts(cells.get("acronyms", ""))


def _draft(line: int, cells: dict[str, str], columns: dict[str, str], batch: Batch) -> Draft | None:
    def refuse(key: str, cause: str, repair: str) -> None:
        batch.refused.append(Refused(line, cells["name"], f"column {columns[key]}: {cause}", repair))

    kind = cells.get("kind", "").lower().replace(" ", "_") or "person"
    kind = _KINDS.get(kind, kind)
    if kind not in get_args(ActorKind):
        refuse("kind", f"{cells['kind']!r} is no kind of actor", f"Choose one of: {', '.join(get_args(ActorKind))}")
        return None
    draft = Draft(line, cells["name"], kind, cells.get("id", ""), description=cells.get("description", ""))  # type: ignore[arg-type]
    _go_on(draft, cells)
    if (gender := cells.get("gender", "").lower()) in _GENDERS:
        draft.gender = _GENDERS[gender]
    else:
        refuse("gender", f"{gender!r} is not understood, and left out", "Write m or f")
    for key in ("start", "end"):
        try:
            setattr(draft, key, _day(cells.get(key, "")))
        except ValueError:
            refuse(key, f"{cells[key]!r} is no day, and left out", "Write it as 2014-03-14")
    qid = _QID.match(cells.get("wikidata", ""))
    if qid:
        draft.wikidata = qid[1]
    elif cells.get("wikidata"):
        refuse("wikidata", f"{cells['wikidata']!r} is no id of Wikidata, and left out", "Write it as Q123")
    draft.wikipedia = cells.get("wikipedia", "").replace("_", " ")
    return draft


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None
