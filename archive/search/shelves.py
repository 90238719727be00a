"""The two shelves of one generation as one engine: written together, asked one at a time (docs/decisions/011)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from archive.search.documents import ArticleRecord
from archive.search.engine import Engine, Health
from archive.search.query import SearchPage, SearchRequest, Shelf
from archive.search.quote_documents import Making

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shelves:
    """An `Engine` of which each request names its shelf; counts and versions are those of the articles."""

    articles: Engine
    quotes: Engine

    def of(self, shelf: Shelf) -> Engine:
        return self.quotes if shelf == "quotes" else self.articles

    def search(self, request: SearchRequest) -> SearchPage:
        return self.of(request.shelf).search(request)

    def scan(self, request: SearchRequest) -> Iterator[int]:
        return self.of(request.shelf).scan(request)

    def read(self, use: Callable[[Any, int], T]) -> T:
        """Of the articles; `of("quotes").read` for the other shelf."""
        return self.articles.read(use)

    def write(
        self, records: Iterable[ArticleRecord], gone: Iterable[tuple[int, int]], making: Making | None = None
    ) -> None:
        """Both shelves. Where it breaks off between the two, what was written stays due and is written again."""
        kept, left, making = list(records), list(gone), making or Making()
        self.articles.write(kept, left, making)
        self.quotes.write(kept, left, making)

    def prepared(self, records: Sequence[ArticleRecord], making: Making | None = None) -> tuple[Any, Any]:
        making = making or Making()
        return self.articles.prepared(records, making), self.quotes.prepared(records, making)

    def add(self, prepared: tuple[Any, Any]) -> None:
        self.articles.add(prepared[0])
        self.quotes.add(prepared[1])

    def versions(self, first: int, last: int) -> dict[int, int]:
        return self.articles.versions(first, last)

    def held(self, first: int, last: int) -> dict[int, tuple[int, int]]:
        return self.articles.held(first, last)

    def count(self) -> int:
        return self.articles.count()

    def megabytes(self) -> float:
        return self.articles.megabytes() + self.quotes.megabytes()

    def health(self) -> Health:
        one, other = self.articles.health(), self.quotes.health()
        return one if one.note else other

    def refresh(self) -> None:
        self.articles.refresh()
        self.quotes.refresh()

    def check(self) -> None:
        self.articles.check()
        self.quotes.check()

    def close(self) -> None:
        self.articles.close()
        self.quotes.close()
