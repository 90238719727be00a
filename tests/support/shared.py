"""Measuring data that lies outside of the repository, and a mark for the tests that need it.

A test with the mark is announced as skipped, with the path it looked for, where the data are not there.
"""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = (Path(__file__).parents[2] / "../shared/data").resolve()


def needs_shared(*parts: str) -> pytest.MarkDecorator:
    """Skip unless `SHARED`/parts is there: `@needs_shared("corpora", "giveme5w1h")`."""
    wanted = SHARED.joinpath(*parts)
    return pytest.mark.skipif(not wanted.exists(), reason=f"no measuring data at {wanted}")
