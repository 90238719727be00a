"""What runs in the tagging child: a tagger, fed with articles, giving (its version, tags) or the error of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from archive.authority.cities import open_cities
from archive.authority.gazetteer import Gazetteer
from archive.authority.values import Authority
from archive.tagging.pipeline import Tagger
from archive.tagging.values import Article, Tags

Result = tuple[str, Tags] | RuntimeError


def make(authority: Authority, model: str, cache: Path) -> Callable[[Sequence[Article]], Iterator[Result]]:
    """In the child: a tagger whose cities are in the folder `cache`."""
    tagger = Tagger(authority, Gazetteer(authority, open_cities(cache)), model)

    def work(articles: Sequence[Article]) -> Iterator[Result]:
        done = 0
        try:
            for tags in tagger.tag_many(articles):
                yield tagger.version, tags
                done += 1
        except Exception:
            # Somebody in the batch fails: each on its own, so that only that one does.
            yield from map(_alone, articles[done:])

    def _alone(article: Article) -> Result:
        try:
            return tagger.version, tagger.tag(article)
        except Exception as error:
            return RuntimeError(f"{type(error).__name__}: {error}")

    return work
