"""The embedded PostgreSQL: where it lives, start, stop, who uses it (placeholder of the ops helper's work)."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def django_database(data_dir: Path) -> dict[str, Any]:
    """Django's connection settings for the embedded server of `data_dir`."""
    raise NotImplementedError
