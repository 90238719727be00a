"""Stage *tag*: due articles in, the machine's rows out (architecture.md, decision 4).

The tagger works in a child process with limits of memory and time. A batch that kills or stalls it is halved
until the culprit is alone; that one is tried twice, then set aside with its error, and the others go on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.management.base import CommandError

from archive import selectors, store
from archive.authority.cities import open_cities
from archive.authority.gazetteer import Gazetteer
from archive.authority.values import Authority, Place
from archive.child import Child, ChildError, ChildStartError
from archive.models import Article
from archive.tagging.values import Article as TaggerArticle
from archive.tagging.values import Tags
from archive.tasks import trouble

logger = logging.getLogger(__name__)

# Articles handed to the child at once: enough for the model to work in batches, few enough that a poison
# article costs the others little when the batch is halved.
BATCH = 16


class TaggerNotStartedError(CommandError):
    """The tagger cannot start, and the message says why and what to do; all articles stay due.

    A CommandError, so that every command that tags ends with this line and no traceback.
    """


@dataclass(frozen=True, slots=True)
class Due:
    """An article as the tagger needs it."""

    id: int
    text_version: int
    article: TaggerArticle


@dataclass(slots=True)
class Counts:
    """What a drain did."""

    tagged: int = 0
    failed: int = 0


class Stage:
    """The tag stage of one process, with its child. `close` ends the child."""

    def __init__(self, target: str = "archive.tagging.child:make") -> None:
        self._target = target
        self._authority: Authority | None = None
        self._gazetteer: Gazetteer | None = None
        self._child: Child | None = None
        self._version = ""

    def drain(self, progress: Callable[[Counts], None] = lambda counts: None) -> Counts:
        """Tag everything that is due. Raises TaggerNotStartedError."""
        with trouble.noted("tag"):
            counts = Counts()
            after = 0
            while ids := store.tag_batch_take(BATCH, after) or (after and store.tag_batch_take(BATCH)):
                # From the beginning again at the end: what failed once is tried again, what came meanwhile is taken.
                after = ids[-1]
                self._tag(due_articles(ids), counts)
                progress(counts)
            return counts

    def close(self) -> None:
        if self._child is not None:
            self._child.close()
            self._child = None

    def _tag(self, batch: Sequence[Due], counts: Counts) -> None:
        if not batch:
            return
        child = self._current_child()
        answered = 0
        died: ChildError | None = None
        done: list[tuple[int, int, Tags]] = []
        try:
            for due, result in zip(batch, child.run([due.article for due in batch], settings.TAG_SECONDS), strict=True):
                answered += 1
                if isinstance(result, Exception):
                    self._failed(due, str(result), counts)
                else:
                    self._version, tags = result
                    done.append((due.id, due.text_version, tags))
        except ChildError as error:
            died = error
        except ChildStartError as error:
            raise TaggerNotStartedError(_repair(error)) from error
        if done:
            counts.tagged += store.tags_write(done, self._version, self._find_place)
        if died is not None:
            self._without_culprit(batch[answered:], str(died), counts)

    def _without_culprit(self, rest: Sequence[Due], error: str, counts: Counts) -> None:
        """Halve what the child died on until the culprit is alone."""
        if len(rest) == 1:
            self._failed(rest[0], error, counts)
            return
        middle = len(rest) // 2
        self._tag(rest[:middle], counts)
        self._tag(rest[middle:], counts)

    def _failed(self, due: Due, error: str, counts: Counts) -> None:
        aside = store.tag_failed(due.id, due.text_version, self._version, error)
        counts.failed += aside
        logger.warning("tagging article %s failed%s: %s", due.id, ", it is set aside" if aside else "", error)

    def _find_place(self, place_id: str) -> tuple[Place, Sequence[str]] | None:
        assert self._gazetteer is not None
        place = self._gazetteer.place(place_id)
        return (place, self._gazetteer.ancestors(place_id)) if place else None

    def _current_child(self) -> Child:
        """The child, made anew when the authority has changed since it was started."""
        if self._child is None or self._authority is None or self._authority.version != store.authority_version():
            self.close()
            self._authority = selectors.authority()
            self._gazetteer = Gazetteer(self._authority, open_cities(settings.CACHE_DIR))
            given = self._authority, settings.TAGGER_MODEL, settings.CACHE_DIR
            self._child = Child(self._target, given, megabytes=settings.TAG_MEGABYTES)
        return self._child


def _repair(error: ChildStartError) -> str:
    given = f"TAGGER_MODEL={settings.TAGGER_MODEL} and TAG_MEGABYTES={settings.TAG_MEGABYTES}"
    return (
        f"The tagger cannot start: {str(error).rstrip('.')}."
        f" Articles wait until it can; check {given} (docs/settings.md), then try again."
    )


def due_articles(ids: Iterable[int]) -> list[Due]:
    """The texts of these articles, by id."""
    rows = Article.objects.filter(pk__in=list(ids), withdrawn_at__isnull=True).select_related("source").order_by("pk")
    return [
        Due(
            row.pk,
            row.text_version,
            TaggerArticle(
                body=row.body,
                title=row.title,
                language=row.language,
                published=row.published_on if row.published_precision in ("day", "minute") else None,
                source=row.source.name,
                source_country=row.source.country,
            ),
        )
        for row in rows
    ]
