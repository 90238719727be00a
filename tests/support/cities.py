"""The file of cities, built once for all test runs: each would otherwise spend 15 s on it in its own DATA_DIR."""

from __future__ import annotations

import contextlib
from pathlib import Path

from archive.authority.cities import open_cities

CACHE = Path(__file__).resolve().parents[2] / "var-test" / "cache"


def lend_cities(data_dir: Path) -> None:
    """Give a data folder that has no cache the common one; a folder that cannot be made is the test's own business."""
    with contextlib.suppress(OSError):
        data_dir.mkdir(parents=True, exist_ok=True)
        open_cities(CACHE)
        (data_dir / "cache").symlink_to(CACHE)
