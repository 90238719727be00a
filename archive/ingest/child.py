"""Reading one web page at a time in a child process that can be killed (archive/child.py).

HTML extraction is quadratic on hostile pages, and C code under it can crash: the child has a limit of memory and of
time, and is replaced when it dies. One child serves many pages, so that a good one costs no start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final, Self

from archive import child
from archive.ingest.record import RawArticle, ReadOptions, Rejected

SECONDS: Final = 30.0
"""Time for one document (safety.md, T5). The slowest of 25 saved news pages took 2 s, imports included."""
MEGABYTES: Final = 1_000
"""Memory (safety.md, T5). Imports and a 1.6 MB page take 330 MB."""

Page = tuple[bytes, str, str, ReadOptions]  # its bytes, locator, file name


class Child:
    """A reader process. Use as a context manager; `read` may be called any number of times."""

    def __init__(self, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> None:
        self._seconds = seconds
        self._child = child.Child("archive.ingest.child:make", megabytes=megabytes)

    @property
    def pid(self) -> int | None:
        """Of the process that reads, None while there is none."""
        return self._child.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop the process."""
        self._child.close()

    def read(self, raw: bytes, locator: str, name: str, options: ReadOptions) -> RawArticle | Rejected:
        """The article of one HTML page; Rejected with the reason if it fails, stalls, or kills the child.

        Raises archive.child.ChildStartError: then no page is to blame, and the reading stops.
        """
        try:
            [found] = self._child.run([(raw, locator, name, options)], self._seconds)
        except child.ChildError as error:
            return Rejected(f"the reader gave this page up: {error}", locator, "html", raw)
        return replace(found, raw=raw) if isinstance(found, Rejected) else found


def make() -> Callable[[Sequence[Page]], Iterator[RawArticle | Rejected]]:
    """In the child: the reader of web pages."""
    from archive.ingest import html

    def work(pages: Sequence[Page]) -> Iterator[RawArticle | Rejected]:
        for raw, locator, name, options in pages:
            try:
                found = html.page(raw, locator, name, options)
            except MemoryError:
                raise
            except Exception as error:  # whatever a page provokes in foreign code is that page's rejection
                found = Rejected(f"the reader failed: {type(error).__name__}: {str(error)[:300]}", locator, "html")
            yield replace(found, raw=b"") if isinstance(found, Rejected) else found

    return work
