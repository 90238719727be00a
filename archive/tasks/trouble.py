"""What a background stage last failed of, kept beside the data until the stage succeeds, so that `status` can tell.

A file a stage in DATA_DIR and no table: also a database that refuses work must not keep this from being said.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

# An error's text may quote anything, and at any length; a few lines of a terminal tell cause and repair.
_LONGEST = 600


@dataclass(frozen=True, slots=True)
class Trouble:
    """The failure of a stage ("tag", "index"): when (ISO 8601, UTC), and why, on one line."""

    stage: str
    at: str
    error: str


@contextlib.contextmanager
def noted(stage: str) -> Iterator[None]:
    """Keep the error that ends this block, and raise it on; forget an earlier one if it ends well."""
    try:
        yield
    except Exception as error:
        _write(Trouble(stage, datetime.now(UTC).isoformat(timespec="seconds"), _on_one_line(error)))
        raise
    with contextlib.suppress(OSError):
        _path(stage).unlink(missing_ok=True)


def troubles() -> list[Trouble]:
    """The stages that failed last time, by name."""
    found = []
    for path in sorted(settings.DATA_DIR.glob("trouble-*.json")):
        with contextlib.suppress(OSError, ValueError, TypeError):  # it went away, or half of it is there
            found.append(Trouble(**json.loads(path.read_text(encoding="utf-8"))))
    return found


def _on_one_line(error: Exception) -> str:
    """The first line only: those after it are where PostgreSQL quotes rows."""
    first = (str(error).strip() or type(error).__name__).splitlines()[0]
    return first[:_LONGEST]


def _write(trouble: Trouble) -> None:
    with contextlib.suppress(OSError):  # the error itself is on its way to whoever waits or to the log
        _path(trouble.stage).write_text(json.dumps(asdict(trouble)), encoding="utf-8")


def _path(stage: str) -> Path:
    return Path(settings.DATA_DIR) / f"trouble-{stage}.json"
