"""Lines in byte order, however many files it took."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive.export.sorting import SortedLines


@given(st.lists(st.binary(max_size=4).filter(lambda line: b"\n" not in line)), st.integers(1, 4))
def test_all_lines_come_back_in_order(lines: list[bytes], run: int) -> None:
    with SortedLines(run) as sorting:
        for line in lines:
            sorting.add(line)
        assert list(sorting) == [line + b"\n" for line in sorted(lines, key=lambda line: line + b"\n")]
