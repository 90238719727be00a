"""What runs in the tagging child: a tagger, fed with articles, giving tags or the exception of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from archive.authority.values import Authority
from archive.tagging.pipeline import make_tagger
from archive.tagging.values import Article, Tags


def make(authority: Authority, model: str) -> Callable[[Iterable[Article]], Iterator[Tags | Exception]]:
    tagger = make_tagger(authority, model)

    def work(articles: Iterable[Article]) -> Iterator[Tags | Exception]:
        for article in articles:
            try:
                yield tagger.tag(article)
            except Exception as error:
                yield RuntimeError(f"{type(error).__name__}: {error}")

    return work
