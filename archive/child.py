"""A child process for work on hostile input: limited in memory and in time, replaced when it dies or stalls.

Inside: the process, its limits, and handing items over one by one. Not inside: what the work is; that is a
function named by its import path, so that the child imports nothing else of the project.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import resource
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing.connection import Connection
from typing import Any

# Threads of numerical libraries in the child would only fight the other processes for two cores.
_SPAWN = multiprocessing.get_context("spawn")

# Exit code of a child that ran out of memory: errno's ENOMEM. Nothing else of ours ends a process with it.
_NO_MEMORY = 12

# Starting (imports, a language model, the gazetteer) may take this many seconds on a slow, busy disk.
START_SECONDS = 120


class ChildError(Exception):
    """The child ended, ran out of memory or gave no answer in time; it is gone, the next call starts another."""


class ChildStartError(Exception):
    """The child could not be started, the message says why. No item is to blame, so it is no ChildError."""


class Child:
    """Runs `work(items) -> iterator of results, one an item` in a process of its own.

    `target` is "module:function"; the function is called once in the child with `arguments` and returns
    `work`. `megabytes` bounds the child's data (RLIMIT_DATA). Not for use by two threads at once.
    """

    def __init__(self, target: str, arguments: tuple[Any, ...] = (), *, megabytes: int) -> None:
        self._target = target
        self._arguments = arguments
        self._megabytes = megabytes
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None

    def run(self, items: Sequence[Any], seconds: float) -> Iterator[Any]:
        """One result an item, in order. An item whose work raised gives the exception itself.

        Raises ChildStartError when there is no child and none can be started, ChildError when the child dies, or
        gives no next result within `seconds`.
        """
        pipe = self._started()
        try:
            pipe.send((seconds, list(items)))
            for _ in items:
                if not pipe.poll(seconds):
                    raise ChildError(f"it took longer than {seconds:g} s")
                yield pipe.recv()
        except (EOFError, OSError) as error:
            raise ChildError(self._how_it_ended()) from error
        finally:
            # A child that still works on items nobody waits for must not answer the next call with them.
            if not self._is_idle(pipe):
                self.close()

    @property
    def pid(self) -> int | None:
        """The child's process id; None while there is none."""
        return self._process.pid if self._process is not None else None

    def close(self) -> None:
        """End the child, if there is one."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None

    def _started(self) -> Connection:
        if self._process is not None and self._process.is_alive() and self._pipe is not None:
            return self._pipe
        self.close()
        self._pipe, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(
            target=_serve, args=(theirs, self._target, self._arguments, self._megabytes), daemon=True
        )
        self._process.start()
        theirs.close()
        if not self._pipe.poll(START_SECONDS):
            self.close()
            raise ChildStartError(f"it was not ready within {START_SECONDS} seconds")
        try:
            problem = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise ChildStartError(self._how_it_ended()) from error
        if problem:
            self.close()
            raise ChildStartError(problem)
        return self._pipe

    def _is_idle(self, pipe: Connection) -> bool:
        """Ask for a sign of life that comes only when all handed-over items are done."""
        if self._process is None or not self._process.is_alive():
            return False
        try:
            pipe.send(None)
            return pipe.poll(0.5) and pipe.recv() is None
        except (EOFError, OSError):
            return False

    def _how_it_ended(self) -> str:
        if self._process is None:
            return "it was ended"
        self._process.join(5)
        code = self._process.exitcode
        self.close()
        if code == _NO_MEMORY:
            return f"it needs more memory than {self._megabytes} MB"
        if code is not None and code < 0:
            return f"it was killed by {signal.Signals(-code).name}"
        return f"it ended with code {code}"


def _serve(pipe: Connection, target: str, arguments: tuple[Any, ...], megabytes: int) -> None:
    """The child's whole life. Its parent's signals (Ctrl-C) are the parent's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_DATA, (megabytes * 1_000_000,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        module, name = target.split(":")
        work: Callable[[Iterable[Any]], Iterator[Any]] = getattr(importlib.import_module(module), name)(*arguments)
    except MemoryError:
        os._exit(_NO_MEMORY)
    except Exception as error:
        pipe.send(" ".join(f"{type(error).__name__}: {error}".split()))
        return
    pipe.send("")
    while True:
        try:
            asked = pipe.recv()
            if asked is None:
                pipe.send(None)
                continue
            seconds, items = asked
            _limit_cpu(seconds * len(items))
            for result in work(items):
                pipe.send(result)
        except (EOFError, BrokenPipeError):
            return  # the parent is gone
        except MemoryError:
            os._exit(_NO_MEMORY)  # the heap is not to be trusted now; the parent starts a fresh child


def _limit_cpu(seconds: float) -> None:
    """Bound what is done from now on: a child whose parent was killed must not go on alone for ever."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))
