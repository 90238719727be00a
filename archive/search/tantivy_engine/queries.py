"""The library's queries with their traps closed, and the border that none of its errors passes."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import tantivy
from tantivy import FieldType, Occur, Query

from archive.search.engine import IndexDamagedError, SearchError, SearchUnavailableError

# The library prints the system's errors in two ways: "(os error 28)" and "code: 28".
_NUMBER = re.compile(r"(?:os error |\bcode: )(\d+)")
# The place is full or shut: what is there is whole, and rebuilding would only fail as well.
_FULL = (errno.ENOSPC, errno.EDQUOT)
_SHUT = (errno.EROFS, errno.EACCES, errno.EPERM)
# The machine has run short of something else: the index is as it was.
_SHORT = {
    errno.EMFILE: ("this process has no free file handles", "raise its limit (ulimit -n, LimitNOFILE) and restart it"),
    errno.ENFILE: ("the machine has no free file handles", "close what holds them or raise fs.file-max"),
    errno.ENOMEM: ("the machine has no free memory or mappings", "free some, or raise vm.max_map_count"),
    # Perhaps the disk, perhaps its cable: whether to write all of it again is for a person to say.
    errno.EIO: ("the disk fails to read or write", "look at it (dmesg); if it is sound again: manage.py index rebuild"),
}
# A writer that found no room has filled the disk to less than this.
_PROBE_BYTES = 1_000_000
# Up to so many terms are walked beside the other clauses; of a set every match is put together first, whatever else is
# asked for.
_FEW = 8
_AFTER = "nothing is lost, and what waits is then written by itself"


class NotWritableError(SearchUnavailableError):
    """The file system of the index takes no more writes; the index answers as before."""


@contextmanager
def border(folder: Path) -> Iterator[None]:
    """Nothing of the library's passes: its panics are no Exception, its errors name files and fields."""
    try:
        yield
    except SearchError:
        raise
    except (ValueError, OSError) as error:
        raise _told(error, folder) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise _told(error, folder) from error


def not_writable(folder: Path) -> SearchUnavailableError | None:
    """Why the folder takes no more writes; None if it does."""
    probe = folder / "probe"
    try:
        with probe.open("wb") as file:
            file.write(b"\0" * _PROBE_BYTES)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return _refused(error.errno or 0, folder)
    finally:
        with suppress(OSError):
            probe.unlink(missing_ok=True)
    return None


def _refused(number: int, folder: Path) -> SearchUnavailableError | None:
    """What one of the system's error numbers means; None for those that say nothing of the machine."""
    if number in _FULL:
        return NotWritableError(f"no space is left for the search index at {folder}", f"make room there: {_AFTER}")
    if number in _SHUT:
        message = f"the search index at {folder} is shut to this process ({os.strerror(number)})"
        return NotWritableError(message, f"mend that: {_AFTER}")
    if number in _SHORT:
        cause, repair = _SHORT[number]
        return SearchUnavailableError(f"{cause}, so the search index at {folder} cannot be used", repair)
    return None


def _told(error: BaseException, folder: Path) -> SearchUnavailableError:
    own = error.errno if isinstance(error, OSError) else None
    for number in filter(None, (own, *map(int, _NUMBER.findall(str(error))))):
        if refused := _refused(number, folder):
            return refused
    return IndexDamagedError(f"the search index cannot be read ({error})", "run: manage.py index rebuild")


class Queries:
    """The library's queries with its traps closed."""

    def __init__(self, schema: tantivy.Schema) -> None:
        self._schema = schema

    def flat(self, query: Query) -> Query:
        """A filter: weighs nothing."""
        return Query.const_score_query(query, 0.0)

    def key(self, name: str, value: str) -> Query:
        return self.flat(Query.term_query(self._schema, f"k_{name}", value))

    def everything(self) -> Query:
        return self.flat(Query.all_query())

    def nothing(self) -> Query:
        return Query.empty_query()

    def both(self, *queries: Query) -> Query:
        return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Must, q) for q in queries])

    def either(self, queries: Sequence[Query]) -> Query:
        if not queries:
            return self.nothing()
        return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, q) for q in queries])

    def without(self, query: Query, *excluded: Query) -> Query:
        return Query.boolean_query([(Occur.Must, query), *((Occur.MustNot, q) for q in excluded)])

    def preferring(self, query: Query, better: Sequence[Query]) -> Query:
        return Query.boolean_query([(Occur.Must, query), *((Occur.Should, q) for q in better)])

    def boosted(self, query: Query, factor: float) -> Query:
        return Query.boost_query(query, factor)

    def phrase(self, name: str, words: Sequence[str]) -> Query:
        if len(words) == 1:
            return Query.term_query(self._schema, name, words[0])
        return Query.phrase_query(self._schema, name, list(words))

    def apart(self, name: str, one: Sequence[str], two: Sequence[str], distance: int) -> Query:
        """A phrase for each distance, because the library's slop is not ordered (facts.md)."""
        size, queries = len(one), []
        for between in range(distance + 1):
            places: list[str | tuple[int, str]] = [
                *enumerate(one),
                *((size + between + n, word) for n, word in enumerate(two)),
            ]
            queries.append(Query.phrase_query(self._schema, name, places))
        return self.either(queries)

    def terms(self, name: str, values: Sequence[Any]) -> Query:
        if not values:
            return self.nothing()
        if len(values) <= _FEW:
            few = self.either([Query.term_query(self._schema, name, value) for value in values])
            return Query.const_score_query(few, 1.0)  # as a set scores, however rare its terms are
        return Query.term_set_query(self._schema, name, values)

    def fuzzy(self, name: str, word: str, distance: int) -> Query:
        return Query.fuzzy_term_query(self._schema, name, word, distance, True)

    def range(self, name: str, low: int | None, high: int | None) -> Query:
        """low ≤ number ≤ high; both None: the number is there."""
        if (low is not None and high is not None and high < low) or (high is not None and high < 0):
            return self.nothing()
        if low is None and high is None:
            return self.flat(Query.exists_query(name))
        low = None if low is None else max(0, low)
        return self.flat(Query.range_query(self._schema, name, FieldType.Unsigned, low, high))

    def exists(self, name: str) -> Query:
        return self.flat(Query.exists_query(name))
