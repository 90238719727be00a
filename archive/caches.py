"""A memory of finished values: as Django's in memory, but it keeps the values themselves, bounded by their size.

Django's pickles what it is given and counts entries; a finished page is immutable and of any size.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, defaultdict
from typing import Any, Protocol

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

_MAX_BYTES = 16_000_000


class Weighed(Protocol):
    """A value that nobody changes, and about how many bytes it takes."""

    @property
    def weight(self) -> int: ...


class _Store:
    """What one process holds under one name; Django makes an instance of a cache for every thread."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.held: OrderedDict[str, tuple[Weighed, float | None]] = OrderedDict()
        self.weight = 0


_stores: defaultdict[str, _Store] = defaultdict(_Store)


class Finished(BaseCache):
    """Of one process, by LOCATION.

    What was asked for longest ago goes first when the values weigh more than MAX_BYTES, an option; one that alone
    weighs more than a sixteenth of that is not kept.
    """

    def __init__(self, name: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._most = int(params.get("OPTIONS", {}).get("MAX_BYTES", _MAX_BYTES))
        self._store = _stores[name]

    @property
    def weight(self) -> int:
        """Bytes of everything that is held."""
        return self._store.weight

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        with self._store.lock:
            found = self._store.held.get(key)
            if found is None:
                return default
            value, until = found
            if until is not None and until <= time.time():
                self._drop(key)
                return default
            self._store.held.move_to_end(key)
            return value

    def set(self, key: str, value: Weighed, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        with self._store.lock:
            self._drop(key)
            if value.weight * 16 > self._most:
                return
            self._store.held[key] = value, self.get_backend_timeout(timeout)
            self._store.weight += value.weight
            while self._store.weight > self._most:
                self._drop(next(iter(self._store.held)))

    def add(self, key: str, value: Weighed, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        if self.get(key) is not None:
            return False
        self.set(key, value, timeout)
        return True

    def delete(self, key: str, version: int | None = None) -> bool:
        with self._store.lock:
            return self._drop(key)

    def clear(self) -> None:
        with self._store.lock:
            self._store.held.clear()
            self._store.weight = 0

    def _drop(self, key: str) -> bool:
        found = self._store.held.pop(key, None)
        if found is not None:
            self._store.weight -= found[0].weight
        return found is not None
