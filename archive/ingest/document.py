"""A document that can be opened again: a file, standard input, or bytes; unpacked with a running limit.

Inside: opening, gzip, limits on size and ratio counted while unpacking (safety.md, T3). Not inside: which format
it is (sniff.py) and what it says (the readers).
"""

from __future__ import annotations

import gzip
import hashlib
import io
import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, cast

from archive.ingest.record import MAX_RECORD_BYTES

_GZIP: Final = b"\x1f\x8b\x08"
_MAX_RATIO: Final = 200
"""Unpacked to packed bytes above _RATIO_FROM. Press text packs 3 to 5 times, logs 20; a bomb over 1,000."""
_RATIO_FROM: Final = 5_000_000
_HEAD: Final = 65_536


class UnreadableError(ValueError):
    """The document as a whole cannot be read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document: `locator` names it to people, `name` is its file name, `opener` gives its packed bytes."""

    locator: str
    name: str
    opener: Callable[[], BinaryIO]

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """A fresh binary stream from the beginning, unpacked. Raises UnreadableError while reading a bomb."""
        with self.opener() as packed:
            packed.seek(0)
            if packed.read(len(_GZIP)) != _GZIP:
                packed.seek(0)
                yield packed
                return
            packed.seek(0)
            with io.BufferedReader(_Unpacking(packed), _HEAD) as unpacked:
                yield cast(BinaryIO, unpacked)

    def head(self) -> bytes:
        """The first 64 KB, unpacked."""
        with self.open() as stream:
            return stream.read(_HEAD)

    def whole(self) -> bytes:
        """All bytes. Raises UnreadableError above MAX_RECORD_BYTES."""
        with self.open() as stream:
            raw = stream.read(MAX_RECORD_BYTES + 1)
        if len(raw) > MAX_RECORD_BYTES:
            raise UnreadableError(f"more than {MAX_RECORD_BYTES // 1_000_000} MB; split it into single articles")
        return raw


class _Unpacking(io.RawIOBase):
    """gzip with a limit on the ratio, checked after every block; broken data become UnreadableError."""

    def __init__(self, packed: BinaryIO) -> None:
        self._packed = packed
        self._unpacked = gzip.GzipFile(fileobj=packed)
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            block = self._unpacked.read(len(buffer))
        except (OSError, EOFError, zlib.error) as error:
            raise UnreadableError(f"the gzip data are damaged ({error}); fetch the file again") from error
        buffer[: len(block)] = block
        self._count += len(block)
        if self._count > _RATIO_FROM and self._count > _MAX_RATIO * max(1, self._packed.tell()):
            raise UnreadableError(
                f"unpacks to more than {_MAX_RATIO} times its size, as only a decompression bomb does"
            )
        return len(block)


def of_file(path: Path, locator: str) -> Document:
    """A document of a file."""
    return Document(locator, path.name, lambda: path.open("rb"))


def of_bytes(raw: bytes, locator: str, name: str = "") -> Document:
    """A document of bytes in memory."""
    return Document(locator, name, lambda: io.BytesIO(raw))


@contextmanager
def of_stream(stream: BinaryIO, locator: str = "stdin") -> Iterator[Document]:
    """A document of a stream that can be read once: spooled, so that a column's dates can be read twice."""
    with tempfile.NamedTemporaryFile(prefix="dateline-") as spool:
        shutil.copyfileobj(stream, spool)
        spool.flush()
        path = Path(spool.name)
        yield Document(locator, "", lambda: path.open("rb"))


def digest(raw: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()
