"""Work on hostile input in a child: what kills or stalls it costs only itself."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterable, Iterator

import pytest

from archive import child as child_module
from archive.child import Child, ChildError, ChildStartError

FIRST = "tests.tasks.test_child"


def make_worker() -> object:
    """In the child: obeys its items."""

    def work(items: Iterable[str]) -> Iterator[str]:
        for item in items:
            if item == "die":
                os.kill(os.getpid(), signal.SIGSEGV)
            if item == "exit":
                os._exit(3)
            if item == "stall":
                threading.Event().wait()
            if item == "eat":
                bytearray(4_000_000_000)
            yield item.upper()

    return work


def refuse() -> object:
    raise FileNotFoundError("no model here")


def die_at_start() -> object:
    os.kill(os.getpid(), signal.SIGKILL)
    return None


def eat_at_start() -> object:
    return bytearray(4_000_000_000)


@pytest.fixture
def child() -> Iterator[Child]:
    made = Child(f"{FIRST}:make_worker", megabytes=1000)
    yield made
    made.close()


def test_results_come_one_an_item_in_order(child):
    assert list(child.run(["a", "b"], 30)) == ["A", "B"]
    assert list(child.run(["c"], 30)) == ["C"]


@pytest.mark.parametrize(
    ("item", "seconds", "says"),
    [
        ("die", 30, "SIGSEGV"),
        ("exit", 30, "code 3"),
        ("stall", 0.2, "took longer than 0.2 s"),
        ("eat", 30, "more memory than 1000 MB"),
    ],
)
def test_what_came_before_the_culprit_is_kept_and_the_next_call_gets_a_new_child(child, item, seconds, says):
    assert list(child.run(["warm up"], 30)) == ["WARM UP"]
    results = []
    with pytest.raises(ChildError, match=says):
        for result in child.run(["a", item, "b"], seconds):
            results.append(result)  # noqa: PERF402 (what came before the error counts)
    assert results == ["A"]
    assert list(child.run(["b"], 30)) == ["B"]


def test_a_caller_that_stops_early_gets_no_stale_answers(child):
    results = child.run(["a", "b", "c"], 30)
    assert next(results) == "A"
    results.close()
    assert list(child.run(["d"], 30)) == ["D"]


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("refuse", "^FileNotFoundError: no model here$"),
        ("die_at_start", "^it was killed by SIGKILL$"),
        ("eat_at_start", "^it needs more memory than 1000 MB$"),
    ],
)
def test_a_child_that_cannot_start_says_why(target, says):
    with pytest.raises(ChildStartError, match=says):
        list(Child(f"{FIRST}:{target}", megabytes=1000).run(["a"], 30))


def test_a_child_that_is_not_ready_in_time_is_given_up(monkeypatch):
    monkeypatch.setattr(child_module, "START_SECONDS", 0)
    made = Child(f"{FIRST}:make_worker", megabytes=1000)
    with pytest.raises(ChildStartError, match="not ready within 0 seconds"):
        list(made.run(["a"], 30))
    assert made.pid is None
