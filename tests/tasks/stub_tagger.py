"""A tagger for tests, run in the child: one mention an article, and death at certain words."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from archive.authority.values import Authority
from archive.tagging.values import Article, Mention, Tags


def die_at_start(*_arguments: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def make(authority: Authority, model: str, cache: Path) -> Callable[[Sequence[Article]], Iterator[object]]:
    def work(articles: Sequence[Article]) -> Iterator[object]:
        for article in articles:
            if "SEGFAULT" in article.body:
                os.kill(os.getpid(), signal.SIGSEGV)
            if "EXIT" in article.body:
                os._exit(1)
            if "STALL" in article.body:
                threading.Event().wait()
            if "EAT" in article.body:
                bytearray(8_000_000_000)
            if "RAISE" in article.body:
                yield RuntimeError("ValueError: strange text")
                continue
            yield "stub 1", Tags("en", (Mention(0, 9, article.body[:9], "organisation"),))

    return work


def make_telling_its_cache(
    authority: Authority, model: str, cache: Path
) -> Callable[[Sequence[Article]], Iterator[object]]:
    """Its version is the folder it was given."""
    return lambda articles: ((str(cache), Tags("en")) for _ in articles)
