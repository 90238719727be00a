"""Stage *tag*: due articles in, the machine's rows out (architecture.md, decision 4).

After what is due come the articles whose tags another version of rules, model or authority made, the newest first.
Nothing marks them: what their tags say of themselves differs from today's version, so a kill loses nothing, and
what becomes due meanwhile goes before the next batch of them.

The tagger works in child processes with limits of memory and time; what kills or stalls its child is halved
until the culprit is alone; that one is tried twice, then set aside with its error, and the others go on.
A text that today's tagger has tagged already, in a copy, is not tagged again: the copy's tags are taken.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

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

Result = tuple[str, Tags] | RuntimeError

# Articles handed to each child at once: enough for the model to work in batches, few enough that a poison
# article costs the others little when the batch is halved.
BATCH = 16
# Fewer articles than twice this are one child's work.
FEW = 8
# Outdated articles looked up at once: finding the newest of hundreds of thousands takes a tenth of a second.
AHEAD = 1_000


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
    elsewhere: bool = False  # another process tags what an earlier version tagged


class Stage:
    """The tag stage of one process, with its children. `close` ends them."""

    def __init__(self, target: str = "archive.tagging.child:make") -> None:
        self._target = target
        self._authority: Authority | None = None
        self._gazetteer: Gazetteer | None = None
        self._children: list[Child] = []
        self._version = ""
        self._batch = BATCH * settings.TAG_PROCESSES
        self._failed_once: set[int] = set()

    def drain(self, progress: Callable[[Counts], None] = lambda counts: None, *, outdated: bool = True) -> Counts:
        """Tag everything that is due, then (unless not `outdated`) again what an earlier version tagged.

        Raises TaggerNotStartedError.
        """
        with trouble.noted("tag"), store.tag_again_lock() as ours:
            counts = Counts(elsewhere=not ours)
            ahead: list[int] = []
            self._failed_once.clear()
            while ids := self._due() or (outdated and ours and self._outdated(ahead)):
                self._current_children()
                again = store.tags_again(ids, self._version)
                counts.tagged += len(again)
                self._tag_once(due_articles(set(ids).difference(again)), counts)
                progress(counts)
            return counts

    def _due(self) -> list[int]:
        """The next batch of what is due; what has failed once only when nothing else is."""
        if ids := store.tag_batch_take(self._batch, self._failed_once):
            return ids
        self._failed_once.clear()
        return store.tag_batch_take(self._batch)

    def _outdated(self, ahead: list[int]) -> list[int]:
        """The next batch of what another version tagged; `ahead`: those already looked up."""
        if not ahead and selectors.outdated_exist(selectors.tagger_version()):
            ahead += selectors.outdated_take(self._todays_version(), AHEAD)
        ids = ahead[: self._batch]
        del ahead[: self._batch]
        return ids

    def _todays_version(self) -> str:
        """What the tagger itself says that its tags are of: asked, so that no difference in how the two versions
        are put together can have the same articles tagged for ever."""
        self._current_children()
        results, _ = _asked(self._children[0], [Due(0, 0, TaggerArticle(body=""))])
        for result in results:
            if not isinstance(result, Exception):
                self._version = result[0]
        if self._version != selectors.tagger_version():
            logger.warning("the tagger calls itself %r and not %r", self._version, selectors.tagger_version())
        return self._version

    def close(self) -> None:
        for child in self._children:
            child.close()
        self._children.clear()

    def _tag_once(self, batch: Sequence[Due], counts: Counts) -> None:
        """Tag each text of the batch once; articles that share one take the tags from the first of them."""
        first: dict[TaggerArticle, Due] = {}
        for due in batch:
            first.setdefault(replace(due.article, source=""), due)
        self._tag(list(first.values()), counts)
        if rest := {due.id for due in batch}.difference(due.id for due in first.values()):
            counts.tagged += len(store.tags_again(sorted(rest), self._version))

    def _tag(self, batch: Sequence[Due], counts: Counts) -> None:
        if not batch:
            return
        self._current_children()
        parts = _parts(batch, len(self._children))
        with ThreadPoolExecutor(len(parts)) as pool:  # a thread only waits for its child; all writing is done here
            answers = list(pool.map(_asked, self._children, parts))
        for part, (results, died) in zip(parts, answers, strict=True):
            self._answered(part, results, counts)
            if died is not None:
                self._without_culprit(part[len(results) :], str(died), counts)

    def _answered(self, part: Sequence[Due], results: Sequence[Result], counts: Counts) -> None:
        done: list[tuple[int, int, Tags]] = []
        for due, result in zip(part, results, strict=False):
            if isinstance(result, Exception):
                self._failed(due, str(result), counts)
            else:
                self._version, tags = result
                done.append((due.id, due.text_version, tags))
        if done:
            counts.tagged += store.tags_write(done, self._version, self._find_place)

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
        self._failed_once.add(due.id)
        logger.warning("tagging article %s failed%s: %s", due.id, ", it is set aside" if aside else "", error)

    def _find_place(self, place_id: str) -> tuple[Place, Sequence[str]] | None:
        assert self._gazetteer is not None
        place = self._gazetteer.place(place_id)
        return (place, self._gazetteer.ancestors(place_id)) if place else None

    def _current_children(self) -> None:
        """The children, made anew when the authority has changed since they were started."""
        if not self._children or self._authority is None or self._authority.version != store.authority_version():
            self.close()
            self._authority = selectors.authority()
            self._gazetteer = Gazetteer(self._authority, open_cities(settings.CACHE_DIR))
            given = self._authority, settings.TAGGER_MODEL, settings.CACHE_DIR
            self._children += [
                Child(self._target, given, megabytes=settings.TAG_MEGABYTES) for _ in range(settings.TAG_PROCESSES)
            ]
            self._version = selectors.tagger_version()


def _parts(batch: Sequence[Due], most: int) -> list[Sequence[Due]]:
    """The batch cut for up to `most` children; a child is not started for a few articles."""
    count = max(1, min(most, len(batch) // FEW))
    return [batch[len(batch) * i // count : len(batch) * (i + 1) // count] for i in range(count)]


def _asked(child: Child, part: Sequence[Due]) -> tuple[list[Result], ChildError | None]:
    """The child's answers, and what it died of before it had given all. Raises TaggerNotStartedError."""
    results: list[Result] = []
    try:
        for result in child.run([due.article for due in part], settings.TAG_SECONDS):
            results.append(result)  # noqa: PERF402 (what came before it died counts)
    except ChildStartError as error:
        raise TaggerNotStartedError(_repair(error)) from error
    except ChildError as error:
        return results, error
    return results, None


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
