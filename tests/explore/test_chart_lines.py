"""Several queries on one axis, and the picture of them that stands alone."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.explore import chart, lines, svgfile
from archive.explore.axis import levels
from archive.explore.chart import Cell

MONDAY = date(2014, 3, 3)


def _row(key: str, counts: list[int | None]) -> lines.Row:
    cells = tuple(
        Cell(
            (MONDAY + timedelta(weeks=n)).isoformat(), count or 0, None if count is None else float(count), f"{key}{n}"
        )
        for n, count in enumerate(counts)
    )
    return lines.Row(key, f"query {key}", cells, ())


ROWS = st.integers(1, 60).flatmap(
    lambda bins: st.lists(
        st.lists(st.none() | st.integers(0, 5000), min_size=bins, max_size=bins), min_size=2, max_size=5
    )
)


@given(ROWS, st.integers(80, 400))
def test_points_stand_inside_the_chart_on_one_axis(rows: list[list[int | None]], height: int) -> None:
    drawn = lines.draw_lines([_row(key, row) for key, row in zip("ABCDE", rows, strict=False)], "week", height=height)
    most = max((count for row in rows for count in row if count), default=0)
    for line, row in zip(drawn.lines, rows, strict=True):
        assert [point.href for point in line.points] == [f"{line.key}{n}" for n, count in enumerate(row) if count]
        for point, count in zip(line.points, filter(None, row), strict=True):
            assert 0 <= point.x <= lines.INNER
            rise = (drawn.base - lines.HEAD) / most
            assert point.y == pytest.approx(drawn.base - count * rise, abs=0.06)


@given(ROWS)
def test_letters_at_the_ends_do_not_print_over_each_other(rows: list[list[int | None]]) -> None:
    drawn = lines.draw_lines([_row(key, row) for key, row in zip("ABCDE", rows, strict=False)], "week", height=144)
    ends = sorted(line.y for line in drawn.lines)
    assert all(below - above >= lines.LETTER_HEIGHT - 0.11 for above, below in pairwise(ends))
    assert len({line.key for line in drawn.lines}) == len(rows)


def test_a_letter_that_had_to_move_is_joined_to_the_end_of_its_line() -> None:
    rows = [_row(key, [5, end]) for key, end in zip("ABC", (0, 0, 100), strict=True)]
    drawn = lines.draw_lines(rows, "week", height=144)
    assert [line.led for line in drawn.lines] == [False, True, False]
    moved = drawn.lines[1]
    assert moved.end == (moved.points[-1].x + 48, drawn.base)
    assert moved.y == drawn.base - lines.LETTER_HEIGHT


def test_a_share_of_few_does_not_set_the_axis_of_lines() -> None:
    few = Cell(MONDAY.isoformat(), 2, 1.0, "few", few=True)
    rows = [lines.Row("A", "a", (few, *_row("A", [0, 1]).cells[1:]), ()), _row("B", [1, 1])]
    drawn = lines.draw_lines(rows, "week", height=144)
    assert [point.few for point in drawn.lines[0].points] == [True, False]
    assert drawn.lines[0].points[0].y == lines.HEAD


def test_a_line_breaks_where_it_has_no_value_and_not_where_it_is_nought() -> None:
    assert chart.trace([1, 2, None, 0, 3], 1, 10).count("M") == 2
    assert chart.trace([1, 0, 2], 1, 10).count("M") == 1
    assert chart.trace([None, 5, None], 1, 10) == "M500 5h0"


@pytest.mark.parametrize("count", range(1, 6))
def test_lines_together_have_no_more_points_than_the_page_bears(count: int) -> None:
    assert count * lines.bars_each(count, chart.MAX_BARS) <= lines.POINTS_MAX
    assert lines.bars_each(count, chart.MAX_BARS) <= chart.MAX_BARS


@given(st.floats(0.0001, 1), st.integers(80, 400))
def test_levels_of_shares_are_round_and_inside(most: float, height: int) -> None:
    base = height - chart.FOOT
    cut = levels(most, base, chart.HEAD, percent=True)
    assert 1 <= len(cut) <= 5 or most < 0.0003
    for level in cut:
        assert chart.HEAD - 0.1 <= level.y < base
        assert level.label.endswith(" %")
        assert float(level.label[:-2]) <= most * 100 + 1e-6


@given(st.integers(1, 100_000))
def test_levels_of_counts_are_whole_and_not_above_the_greatest(most: int) -> None:
    counts = [int(level.label.replace(",", "")) for level in levels(most, 124, chart.HEAD)]
    assert counts == sorted(set(counts))
    assert all(0 < count <= most for count in counts)
    assert bool(counts) == (most >= 4)


def test_a_path_is_stretched_across_and_not_up() -> None:
    assert svgfile.stretched("M100 20L200 30h0", 0.5) == "M50.00 20L100.00 30h0.00"
    assert svgfile.stretched("M10 12v-8.5h4V12z", 2) == "M20.00 12v-8.5h8.00V12z"


@given(st.text(max_size=300), st.lists(st.text(max_size=80), max_size=3))
def test_whatever_is_asked_the_picture_is_sound(title: str, notes: list[str]) -> None:
    drawn = lines.draw_lines([_row("A", [1, 2]), _row("B", [None, 4])], "week", height=260)
    text = svgfile.svg(drawn, svgfile.Words(title, tuple(notes), (title, "b"), "here"))
    root = ET.fromstring(text)
    assert {one.tag.rpartition("}")[2] for one in root.iter()} <= {"svg", "title", "rect", "text", "g", "line", "path"}
    assert float(root.attrib["height"]) < 1_200


def test_a_query_of_pages_of_text_makes_no_picture_of_metres() -> None:
    drawn = lines.draw_lines([_row("A", [1, 2]), _row("B", [None, 4])], "week", height=260)
    root = ET.fromstring(svgfile.svg(drawn, svgfile.Words("word " * 9_000, (), ("word " * 9_000,) * 2, "here")))
    assert float(root.attrib["height"]) < 700
