"""Columns and JSON paths to the fields of an article: the mapping, its guess, and reading a record by it.

Inside: names that exports use, dotted paths. Not inside: how records are divided (json.py, table.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from typing import Final

from archive.ingest.record import Mapping
from archive.text import language

# In order of preference; compared without case, spaces and punctuation. "description" and "summary" come last:
# they are the body only where nothing better is there.
_NAMES: Final[dict[str, str]] = {
    "title": "title headline headlines hd heading articletitle newstitle titlepage titlerss head name "
    "subject заголовок назва название titel titre titulo título",
    "body": "body text content fulltext articlebody articletext maintext bodytext contenttext rawtext cleantext "
    "plaintext article story storytext contents bodyhtml contenthtml html message lp td текст зміст содержание texte "
    "texto description summary abstract snippet lead",
    "published": "published publishedat publishdate publisheddate publicationdate pubdate datepublished datepublish "
    "firstpublished publishedtime publishtime publicationtime webpublicationdate datetime timestamp date pd stamp time "
    "day created createdat datecreated year дата datum fecha",
    "source": "source sourcename outlet publisher publication newspaper agency media medianame sitename sourcedomain "
    "domain journal sn feed джерело источник quelle",
    "byline": "byline author authors writer writers creator reporter by автор автори авторы",
    "url": "url link articleurl weburl permalink canonicalurl sourceurl uri address href",
    "external_id": "id articleid externalid guid docid did documentid uid uuid newsid storyid an accession "
    "accessionnumber key",
    "section": "section category sectionname desk rubric topic newsdesk categories рубрика розділ раздел",
    "language": "language lang la languagecode мова язык",
    "version": "version revision",
    "dateline_place": "dateline datelineplace",
    "note": "note editorsnote ednote",
}
_PREFERENCE: Final = {field: {name: rank for rank, name in enumerate(names.split())} for field, names in _NAMES.items()}
_FIELDS: Final = tuple(field.name for field in dataclass_fields(Mapping))
_INNER_NAMES: Final = {"source": ("name", "title", "domain"), "byline": ("name",), "published": ("main",),
                       "title": ("main", "rendered"), "body": ("text", "content", "rendered")}  # fmt: skip

_OF_DATES: Final = re.compile(
    r"(?:date)?(?:of|first|web|article|story|news)?(?:published|posted|issued|released|printed|dated)"
    r"(?:on|at|date|time|day|utc|gmt)*"
    r"|date(?:of)?(?:publish|publication|post|issue|release|print)"
    r"|(?:first|web)?(?:publish|publication|pub|post|issue|release|print|date)(?:on|at|date|time|utc|gmt)+"
)
"""Plain names of the publication day beside those above: "Published on", "Date posted", "release_date_utc". Not what
tells of another day ("updated", "crawled") and not the bare word ("post", "print")."""
_OF_ARTICLES: Final = re.compile(r"(?:article|news|story|post|item|document|doc)(?=.)")
"""What stands before a name and adds nothing: "news_headline", "Post content"."""
_TOO_BARE: Final = ("id", "name", "key", "by")  # of something else, if a word stands before them

_PROSE: Final = 200  # characters on average: a column of unknown name that long is a text, not a name
_SHOWN_ELEMENTS: Final = 50  # elements of a list that are looked at when names are collected
_DEEPEST: Final = 3


_NOTHING: Final = frozenset({"None", "null", "NULL", "nan", "NaN", "NaT", "N/A", "n/a", "\\N"})
"""How exports write that there is nothing: Python, JavaScript, pandas, spreadsheets, MySQL."""


class BadMappingError(ValueError):
    """A --map that cannot be followed; the message says which part."""


def parse_mapping(given: str) -> Mapping:
    """ "title=headline,body=lead+text" → Mapping. Raises BadMappingError for an unknown field or a part without "="."""
    found: dict[str, str] = {}
    for part in given.split(","):
        name, equals, path = (piece.strip() for piece in part.partition("="))
        name = {"id": "external_id", "date": "published", "text": "body", "author": "byline"}.get(name, name)
        if not equals or not path or name not in _FIELDS:
            raise BadMappingError(f"--map: “{part.strip()}” is no FIELD=COLUMN; fields are {', '.join(_FIELDS)}")
        found[name] = path
    return Mapping(**found)


def merged(given: Mapping, guessed: Mapping) -> Mapping:
    """The guess, overruled field by field by what was given."""
    return replace(guessed, **{name: path for name in _FIELDS if (path := getattr(given, name))})


def guess_mapping(names: Iterable[str], rows: Iterable[dict[str, str]] = ()) -> Mapping:
    """The likeliest mapping for columns or paths called `names`; `rows` are a few samples by name.

    Names decide; samples decide only for a body whose column nobody would know by its name, against a
    "language" that holds no language, and against columns that are empty in all samples.
    """
    names, rows = list(names), list(rows)
    filled = [name for name in names if not rows or any(row.get(name, "").strip() for row in rows)]
    found: dict[str, str] = {}
    for field in _FIELDS:
        if (best := _best(field, filled)) and best not in found.values():
            found[field] = best
    found.setdefault("body", _longest(filled, rows, set(found.values())))
    for field in ("title", "body"):  # better an empty column than none: later rows may fill it
        found[field] = found.get(field) or _best(field, names)
    if "language" in found and rows and not any(language.code(row.get(found["language"], "")) for row in rows):
        del found["language"]
    return Mapping(**found)


def unused(names: Iterable[str], mapping: Mapping) -> tuple[str, ...]:
    """The columns that fill no field."""
    paths = [one.strip() for field in _FIELDS for one in getattr(mapping, field).split("+")]
    taken = {*paths, *(getattr(mapping, field) for field in _FIELDS)}
    return tuple(name for name in names if name not in taken)


def _best(field: str, names: list[str]) -> str:
    """The name that fits a field best, "" if none does."""
    return min(
        ((rank, at, name) for at, name in enumerate(names) if (rank := _rank(field, name)) >= 0), default=(0, 0, "")
    )[2]


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).lower()


def _variant(field: str, plain: str) -> int:
    """How well a plain name that is not listed itself fits a field as a variant of one, -1 not at all."""
    known = _PREFERENCE[field]
    if field == "published" and _OF_DATES.fullmatch(plain):
        return known["publishedat"]
    bare = _OF_ARTICLES.sub("", plain, count=1)
    return known[bare] + 20 if bare != plain and bare in known and bare not in (*_TOO_BARE, "day") else -1


def _rank(field: str, name: str) -> int:
    """How well a name fits a field, smaller is better, -1 not at all; a nested name fits less well than a plain one."""
    known = _PREFERENCE[field]
    if "." not in name and _plain(name) not in known:
        return _variant(field, _plain(name))
    parts = [part for part in name.split(".") if not part.isdigit()]
    last = _plain(parts[-1]) if parts else ""
    depth = (len(parts) - 1) * 100
    if _plain(name) in known:
        return known[_plain(name)]
    if len(parts) > 1 and parts[-1].lower() in _INNER_NAMES.get(field, ()) and _plain(parts[-2]) in known:
        return known[_plain(parts[-2])] + depth
    return known[last] + depth + 50 if last in known and last not in _TOO_BARE else -1


def _longest(names: list[str], rows: list[dict[str, str]], taken: set[str]) -> str:
    """The column with the longest values, if they are long enough for prose."""

    def mean(name: str) -> float:
        return sum(len(row.get(name, "")) for row in rows) / max(1, len(rows))

    free = [name for name in names if name not in taken]
    best = max(free, key=mean, default="")
    return best if best and mean(best) >= _PROSE else ""


def flat(record: object, prefix: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """(path, text) of every text in a JSON record, three levels deep; lists of records under one path."""
    if isinstance(record, dict) and depth <= _DEEPEST:
        for name, value in record.items():
            yield from flat(value, f"{prefix}.{name}" if prefix else str(name), depth + 1)
    elif isinstance(record, list) and record and isinstance(record[0], dict) and depth <= _DEEPEST:
        gathered: dict[str, list[str]] = {}
        for element in record[:_SHOWN_ELEMENTS]:
            for path, value in flat(element, prefix, depth + 1):
                gathered.setdefault(path, []).append(value)
        yield from ((path, "\n".join(values)) for path, values in gathered.items())
    elif record is not None and prefix:
        yield prefix, _text(record)


def value(record: object, path: str) -> str:
    """The text at a path of the mapping; "" where there is none."""
    parts = [text for one in path.split("+") if (text := _text(_at(record, one.strip()))).strip()]
    return "" if len(parts) == 1 and parts[0].strip() in _NOTHING else "\n\n".join(parts)


def _at(record: object, path: str) -> object:
    if isinstance(record, dict) and path in record:  # a column may be called "a.b"
        return record[path]
    found = record
    for step in path.split("."):
        found = _step(found, step)
    return found


def _step(found: object, step: str) -> object:
    if isinstance(found, dict):
        return found.get(step)
    if isinstance(found, list):
        if step.isdigit():
            return found[int(step)] if int(step) < len(found) else None
        if re.fullmatch(r"\d*:\d*", step):
            first, last = step.split(":")
            return found[int(first or 0) : int(last) if last else None]
        return [inner for element in found if (inner := _step(element, step)) is not None]
    return None


def _text(value: object, joint: str = "\n") -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list):
        return joint.join(text for element in value if (text := _text(element)))
    if isinstance(value, dict):
        return next((value[name] for name in ("name", "text", "content") if isinstance(value.get(name), str)), "")
    return ""
