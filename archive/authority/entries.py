"""One entry of an authority file, read with errors that name the file, the entry, the cause and the repair."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from archive.authority.values import Name, NameKind


class AuthorityError(ValueError):
    """A file of the authority cannot be used; the message says where, why and what to do."""

    def __init__(self, file: str, entry: str, cause: str, repair: str) -> None:
        self.file, self.entry, self.cause, self.repair = file, entry, cause, repair
        where = f"{file}, entry {entry}" if entry else file
        super().__init__(f"{where}: {cause}. {repair}")


# The keys under which an entry's names stand, by (key, kind). A key's value is a list (English, or the language
# of the key) or a table of lists by language, "any" for names that serve every language.
NAME_KEYS: dict[str, NameKind] = {
    "names": "name",
    "also": "alias",
    "acronyms": "acronym",
    "transliterations": "transliteration",
    "surnames": "surname",
    "titles": "title",
    "metonyms": "metonym",
    "demonyms": "demonym",
}
# Short forms for the commonest: `en` are aliases, `former` other spellings, `uk` and `ru` the names there.
SHORT_KEYS: dict[str, tuple[str, NameKind]] = {
    "en": ("en", "alias"),
    "former": ("en", "transliteration"),
    "uk": ("uk", "name"),
    "ru": ("ru", "name"),
}


class Entry:
    """A table of a TOML file; every key asked for is noted, so that `close` can refuse the others."""

    def __init__(self, file: str, key: str, table: dict[str, Any]) -> None:
        self.file, self.key, self._table = file, key, table
        self._asked: set[str] = set()

    def error(self, cause: str, repair: str) -> AuthorityError:
        return AuthorityError(self.file, self.key, cause, repair)

    def get(self, key: str, kind: type | tuple[type, ...], default: Any = None) -> Any:
        """The value under `key`, checked to be of `kind`."""
        self._asked.add(key)
        value = self._table.get(key, default)
        wrong = not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool)
        if key in self._table and wrong:
            wanted = kind.__name__ if isinstance(kind, type) else "number"
            raise self.error(f"{key} is {value!r}", f"Write a value of type {wanted} there")
        return value

    def text(self, key: str, default: str = "") -> str:
        return str(self.get(key, str, default))

    def needed(self, key: str) -> str:
        """A text that must be there."""
        value = self.text(key)
        if not value:
            raise self.error(f"{key} is missing", f'Add a line {key} = "…"')
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        values = self.get(key, list, [])
        if not all(isinstance(v, str) and v for v in values):
            raise self.error(f"{key} holds something that is no text", f'Write {key} = ["…", "…"]')
        return tuple(values)

    def day(self, key: str) -> date | None:
        return self.get(key, date, None)

    def point(self, key: str) -> tuple[float, float] | None:
        """Latitude and longitude in degrees."""
        value = self.get(key, list, [])
        if not value:
            return None
        if len(value) != 2 or not all(isinstance(v, int | float) for v in value):
            raise self.error(f"{key} is {value!r}", "Write a point as [latitude, longitude]")
        return float(value[0]), float(value[1])

    def names(self) -> Iterator[Name]:
        """The names of the entry in the files' order; see `in_order`."""
        for key, kind in NAME_KEYS.items():
            yield from self._names_of(key, kind)
        for key, (lang, kind) in SHORT_KEYS.items():
            yield from (Name(text, lang, kind) for text in self.texts(key))

    def _names_of(self, key: str, kind: NameKind) -> Iterator[Name]:
        value = self.get(key, (list, dict), [])
        if isinstance(value, list):
            yield from (Name(text, "" if kind == "acronym" else "en", kind) for text in self.texts(key))
            return
        for lang in value:
            table = Entry(self.file, f"{self.key}, {key}", value)
            yield from (Name(text, "" if lang == "any" else lang, kind) for text in table.texts(lang))

    def close(self) -> None:
        """Refuse a key nobody asked for: it is a misspelt one, and its value would be lost."""
        for key in self._table:
            if key not in self._asked:
                raise self.error(f"{key} is no key of this kind of entry", "Correct its spelling or take it out")


def in_order(names: Iterable[Name]) -> tuple[Name, ...]:
    """Each name once, by kind, then language, then as given: the order that survives writing and reading."""
    kinds, langs = list(NAME_KEYS.values()), ["en", "uk", "ru"]
    unique = list(dict.fromkeys(names))
    return tuple(
        sorted(unique, key=lambda n: (kinds.index(n.kind), langs.index(n.lang) if n.lang in langs else 3, n.lang))
    )


def load_toml(path: Path) -> dict[str, Any]:
    """The file's tables; AuthorityError where it is no TOML."""
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except tomllib.TOMLDecodeError as error:
        raise AuthorityError(path.name, "", f"this is not TOML: {error}", "Mend the line named") from error
    except UnicodeDecodeError as error:
        raise AuthorityError(path.name, "", "the file is not UTF-8", "Save it as UTF-8") from error


def list_entries(file: str, tables: dict[str, Any], kind: str) -> Iterator[Entry]:
    """The entries `[[kind]]` of a file, keyed by id or name."""
    for number, table in enumerate(tables.get(kind, []), 1):
        yield Entry(file, str(table.get("id") or table.get("name") or f"{kind} {number}"), table)


def keyed_entries(file: str, tables: dict[str, Any]) -> Iterator[Entry]:
    """The entries `[KEY]` of a file."""
    for key, table in tables.items():
        if not isinstance(table, dict):
            raise AuthorityError(file, key, "a value stands outside any entry", "Put it under a line [KEY]")
        yield Entry(file, key, table)
