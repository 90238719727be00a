"""An index of its own for each test that has a database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.search import engines
from tests.support import answers


@pytest.fixture
def index_folder(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """DATA_DIR is a fresh folder; nothing of an earlier index is kept open or cached."""
    settings.DATA_DIR = tmp_path
    engines.forget()
    answers.forget()
    yield tmp_path / "index"
    engines.forget()
    answers.forget()
