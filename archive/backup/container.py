"""The file of a backup: a zip archive that any unzip reads, whose comment is the checksum of all bytes before it.

    dateline-backup.json     when it was made, its migrations, the columns of every table
    tables/NAME.copy         rows as PostgreSQL's COPY prints them, one a line
    manifest.json            rows, bytes and SHA-256 of every table; where the sequences stand

It is written from front to end and never gone back in, so it may go down a pipe.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from io import RawIOBase
from pathlib import Path
from typing import IO, Any

FORMAT = 1  # raised when an older Dateline could not read the file
HEADER, MANIFEST = "dateline-backup.json", "manifest.json"
BLOCK = 1 << 20  # bytes read, hashed and compressed at once
LEVEL = 3
_SEAL = b"dateline-backup sha256 "
_DIGITS = 64


class BackupError(Exception):
    """It cannot be backed up or restored; the message says where, why, and what to do."""


@dataclass(frozen=True, slots=True)
class Header:
    """What stands at the front. `migrations`: app → names applied; `tables`: name → columns in their order."""

    made: str
    postgresql: str
    migrations: dict[str, list[str]]
    tables: dict[str, list[str]]
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Content:
    """What a table held."""

    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands at the end. `sequences`: name → last number given out."""

    tables: dict[str, Content]
    sequences: dict[str, int]


class Tally:
    """Rows, bytes and checksum of lines as they pass."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self.rows = self.bytes = 0

    def add(self, block: bytes | bytearray) -> None:
        self._digest.update(block)
        self.rows += block.count(b"\n")
        self.bytes += len(block)

    def content(self) -> Content:
        return Content(self.rows, self.bytes, self._digest.hexdigest())


class _Sealing(RawIOBase):
    """Hands bytes on and hashes them; the last ones are held back, to be replaced by the checksum of all others."""

    def __init__(self, to: IO[bytes]) -> None:
        self._to = to
        self._digest = hashlib.sha256()
        self._held = b""
        self._written = 0

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        return self._written

    def write(self, data: Any) -> int:
        size = len(data)
        together = self._held + bytes(data)
        ready, self._held = together[:-_DIGITS], together[-_DIGITS:]
        self._digest.update(ready)
        self._to.write(ready)
        self._written += size
        return size

    def seal(self) -> str:
        """Write the checksum, and tell it."""
        printed = self._digest.hexdigest()
        self._to.write(printed.encode())
        return printed


class Writing:
    """A backup that is being written."""

    def __init__(self, to: IO[bytes], header: Header) -> None:
        self._out = _Sealing(to)
        self._zip = zipfile.ZipFile(self._out, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL)
        self._zip.writestr(HEADER, json.dumps(asdict(header), indent=1))

    @contextmanager
    def table(self, name: str) -> Iterator[IO[bytes]]:
        """Where the lines of a table are written."""
        with self._zip.open(_member(name), "w", force_zip64=True) as part:
            yield part

    def close(self, manifest: Manifest) -> str:
        """Write the end; the checksum of the whole."""
        self._zip.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
        self._zip.comment = _SEAL + b"0" * _DIGITS
        self._zip.close()
        return self._out.seal()


class Backup:
    """A backup that was found whole. `lines` gives a table's rows."""

    def __init__(self, path: Path, file: zipfile.ZipFile, sha256: str) -> None:
        self.path = path
        self.sha256 = sha256
        self._zip = file
        self.header = Header(**json.loads(file.read(HEADER)))
        told = json.loads(file.read(MANIFEST))
        self.manifest = Manifest({name: Content(**of) for name, of in told["tables"].items()}, told["sequences"])

    def lines(self, table: str) -> Iterator[bytes]:
        """A table's rows in blocks; BackupError where they are not those of the manifest."""
        tally = Tally()
        with self._zip.open(_member(table)) as part:
            while block := part.read(BLOCK):
                tally.add(block)
                yield block
        if tally.content() != self.manifest.tables[table]:
            raise BackupError(f"{self.path}: the rows of {table} are not those of its manifest. {_ANOTHER}")


_ANOTHER = "Nothing was changed; take another copy of this backup, or an earlier one."


@contextmanager
def opened(path: Path) -> Iterator[Backup]:
    """A backup, every byte of which was compared with its checksum. BackupError if it is none, or not whole."""
    try:
        with path.open("rb") as raw:
            sha256 = _unsealed(path, raw)
            with zipfile.ZipFile(raw) as file:
                _check_format(path, file)
                yield Backup(path, file, sha256)
    except OSError as error:
        raise BackupError(f"{path} cannot be read ({error.strerror or error}); nothing was changed.") from error
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        # Its checksum is right, so it was made like this.
        raise BackupError(f"{path} is no backup that this Dateline can read ({error}). {_ANOTHER}") from error


def _unsealed(path: Path, file: IO[bytes]) -> str:
    """Read the whole file; its checksum where that is what its end says."""
    size = file.seek(0, 2)
    tail = len(_SEAL) + _DIGITS
    file.seek(max(0, size - tail))
    end = file.read()
    file.seek(0)
    if not end.startswith(_SEAL) or size <= tail:
        begins = file.read(200)
        if HEADER.encode() in begins:
            raise BackupError(f"{path} is cut short or its end is damaged: it has no checksum at its end. {_ANOTHER}")
        raise BackupError(f"{path} is no backup of Dateline. Nothing was changed; name a file that `backup` made.")
    digest, left = hashlib.sha256(), size - _DIGITS
    while left and (block := file.read(min(BLOCK, left))):
        digest.update(block)
        left -= len(block)
    printed = digest.hexdigest()
    if printed.encode() != end[len(_SEAL) :]:
        raise BackupError(f"{path} is damaged: its bytes do not give the checksum at its end. {_ANOTHER}")
    file.seek(0)
    return printed


def _check_format(path: Path, file: zipfile.ZipFile) -> None:
    told = json.loads(file.read(HEADER))
    if told["format"] > FORMAT:
        raise BackupError(
            f"{path} was made by a newer Dateline (format {told['format']}; this one reads up to "
            f"{FORMAT}). Nothing was changed; restore it with that version or a later one."
        )


def _member(table: str) -> str:
    return f"tables/{table}.copy"
