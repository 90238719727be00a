"""What earlier starts have done, so that a second start takes seconds: one small file in the data folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path


def fingerprint(folders: Iterable[Path]) -> str:
    """A checksum over names and contents of all files below `folders`, without Python's compiled ones."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
            digest.update(f"{path.relative_to(folder)}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def installed(*packages: str) -> str:
    """The versions of packages that bring migrations or static files of their own."""
    return "".join(f" {package}={version(package)}" for package in packages)


class Stamps:
    """Step → the state it was done for. Stamps about a database that is no longer that one count for nothing."""

    def __init__(self, path: Path, done: dict[str, str], database: str) -> None:
        self._path = path
        self._done = done
        self._database = database

    @classmethod
    def read(cls, data_dir: Path, database_url: str) -> Stamps:
        """Of a data folder, with the embedded database made there or with the server at `database_url`."""
        path = data_dir / "started.json"
        if database_url:
            identity = hashlib.sha256(database_url.encode()).hexdigest()
        else:
            identity = str((data_dir / "postgres" / "PG_VERSION").stat().st_mtime_ns)
        try:
            found = json.loads(path.read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            found = {}
        return cls(path, found.get("done", {}) if found.get("database") == identity else {}, identity)

    def has(self, step: str, state: str) -> bool:
        return self._done.get(step) == state

    def write(self, step: str, state: str) -> None:
        """Note that `step` is done for `state`; renamed into place, so that a kill leaves old or new."""
        self._done[step] = state
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps({"database": self._database, "done": self._done}, indent=1))
        fresh.replace(self._path)
