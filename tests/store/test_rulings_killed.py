"""A worker killed with -9 while it brings a ruling to many articles: the next one ends where the first would have."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from archive import store
from archive.models import Actor, Article, Mention, Quote, Ruling
from archive.store import rulings
from archive.tagging.ruled import Said
from archive.tagging.values import Mention as Tag
from archive.tagging.values import Quote as Speech
from archive.tagging.values import Tags
from tests.support.articles import keep, raw

pytestmark = pytest.mark.django_db(transaction=True)

ARTICLES, BATCH = 23, 5
VERA = Said("person", actor="vera-orlova")


@pytest.fixture(autouse=True)
def editor(monkeypatch: pytest.MonkeyPatch) -> User:
    """Many articles that name Orlova, who speaks in each."""
    monkeypatch.setattr(rulings, "BATCH", BATCH)
    for id in ("anna-orlova", "vera-orlova"):
        Actor.objects.create(id=id, kind="person", name=id)
    keep(
        *[raw(f"Day {n}", f"The harbour is open, said Orlova on day {n}.", external_id=f"{n}") for n in range(ARTICLES)]
    )
    who = Tag(26, 32, "Orlova", "person", actor="anna-orlova", confidence=0.8, why="By her surname.")
    says = Speech(0, 19, "indirect", 26, 32, "anna-orlova", confidence=0.7, why="By her name.")
    rows = Article.objects.values_list("pk", "text_version")
    store.tags_write([(id, version, Tags("en", (who,), (says,))) for id, version in rows], "test", lambda id: None)
    Article.objects.update(index_due=False)
    return User.objects.create_user("anna")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def killed(at: Callable[[], None]) -> None:
    """The drain in a process of its own, which dies where `at`, run in it first, makes it die."""
    connection.close()
    child = os.fork()
    if child == 0:
        try:
            at()
            rulings.rulings_drain()
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def nth_call(number: int, name: str, *, before: bool) -> Callable[[], None]:
    """Dies at the call of this number of a function that the drain uses, before it or after."""

    def at() -> None:
        real, calls = getattr(rulings, name), 0

        def dying(*arguments: Any) -> Any:
            nonlocal calls
            calls += 1
            if before and calls == number:
                die()
            answer = real(*arguments)
            if calls == number:
                die()
            return answer

        setattr(rulings, name, dying)

    return at


MOMENTS = {
    "between two batches": nth_call(3, "_next", before=True),
    "its rows are written and nothing is said of it": nth_call(2, "rulings_apply", before=False),
    "all is written but how far it has come": nth_call(4, "mark_index_due", before=False),
    "committed, and nobody was told": nth_call(4, "_next", before=False),
}


def rows() -> list[list[tuple[Any, ...]]]:
    return [list(model.objects.order_by("pk").values_list()) for model in (Mention, Quote)]


@contextmanager
def as_if_never_killed(work: Callable[[], Ruling]) -> Iterator[Ruling]:
    """What the block leaves is what an undisturbed drain leaves, in whole batches until then."""
    made = work()
    yield made
    about = made.undoes or made
    done = Mention.objects.filter(ruling=about if made.undoes is None else None).order_by("article")
    made.refresh_from_db()
    reached = Article.objects.filter(pk__lte=made.reached).count()
    assert reached % BATCH == 0
    # The article at hand had it at once.
    assert set(done.values_list("article", flat=True)) == {
        *Article.objects.filter(pk__lte=made.reached).values_list("pk", flat=True),
        about.article_id,
    }
    assert Article.objects.filter(index_due=True).count() == done.count()
    assert rulings.rulings_drain() == ARTICLES - reached
    Article.objects.update(index_due=False)


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_it_comes_to_the_same(moment: str, editor: User) -> None:
    machine = rows()
    last = Mention.objects.order_by("article").last()
    assert last is not None
    with as_if_never_killed(lambda: rulings.ruling_add(editor, last, "everywhere", VERA)) as made:
        killed(MOMENTS[moment])
    struck = rows()
    with as_if_never_killed(lambda: undone(editor, made)) as undo:
        killed(MOMENTS[moment])
    assert rows() == machine
    undone(editor, undo)
    assert rulings.rulings_drain() == ARTICLES
    assert rows() == struck
    assert set(Mention.objects.values_list("actor", flat=True)) == {"vera-orlova"}
    assert set(Quote.objects.values_list("speaker", flat=True)) == {"vera-orlova"}


def undone(by: User, ruling: Ruling) -> Ruling:
    made = rulings.ruling_undo(by, ruling.pk)
    assert made is not None
    return made
