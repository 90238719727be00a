"""A tagger for tests that counts what it is asked: every article's tags have the number of the question."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import count
from pathlib import Path

from archive.authority.values import Authority
from archive.tagging.values import Article, Mention, Quote, SpokenDate, Tags


def make(authority: Authority, model: str, cache: Path) -> Callable[[Sequence[Article]], Iterator[object]]:
    numbers = count(1)

    def work(articles: Sequence[Article]) -> Iterator[object]:
        for article in articles:
            number = next(numbers)
            yield (
                "counting 1",
                Tags(
                    "en",
                    (
                        Mention(0, 9, article.body[:9], "organisation", confidence=0.5, why=f"question {number}"),
                        Mention(0, 5, article.title[:5], "other", part="title"),
                    ),
                    (Quote(0, 20, "indirect", speaker_start=0, speaker_end=9, cue_start=10, cue_end=13),),
                    (SpokenDate(0, 4, "2014", "DATE", "2014", date(2014, 1, 1), date(2014, 12, 31)),),
                ),
            )

    return work
