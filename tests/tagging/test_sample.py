"""The tags of the shipped sample against what its readers expect: reported by kind, and held.

The floors are a little under what was reached on the last half, on which no rule is tuned
(`python -m tests.tagging.sample_score last`; docs/tagging.md has the figures and the targets).
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.tagging.sample_score import Judge, Score

# kind → precision, recall that no change may fall under
FLOORS = {
    "actors": (0.94, 0.92),
    "literal places": (0.93, 0.92),
    "metonymic places": (0.89, 0.82),
    "dates": (0.90, 0.87),
    "quotes": (0.80, 0.84),
}


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    return Judge().run("last")


def test_tags_of_the_last_half(scores: dict[str, Score], tell: Callable[[str], None]) -> None:
    for kind, score in scores.items():
        tell(f"{kind:18} precision {score.precision:.3f} recall {score.recall:.3f}")
    assert scores.keys() == FLOORS.keys()
    for kind, (precision, recall) in FLOORS.items():
        assert scores[kind].expected > 20, f"{kind}: too few expected to measure anything"
        assert scores[kind].precision >= precision, kind
        assert scores[kind].recall >= recall, kind
