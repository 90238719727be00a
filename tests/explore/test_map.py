"""The small map: dots where they are, arrows to what lies outside."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.explore import map as maps
from archive.explore.map import Dot

KYIV = Dot("Kyiv", 50.45, 30.52, 3, "UA", "/place/kyiv/")
DONETSK = Dot("Donetsk", 48.0, 37.8, 2, "UA", "/place/donetsk/")
LONDON = Dot("London", 51.51, -0.13, 1, "GB", "/place/london/")
PARIS = Dot("Paris", 48.85, 2.35, 1, "FR", "/place/paris/")


def test_the_country_spoken_of_is_drawn_and_the_rest_is_an_arrow_with_a_distance() -> None:
    drawn = maps.draw([KYIV, DONETSK, LONDON])
    assert drawn is not None
    assert drawn.land.startswith("M")
    assert [point.dot for point in drawn.points] == [KYIV, DONETSK]
    kyiv, donetsk = drawn.points
    assert kyiv.x < donetsk.x
    assert kyiv.y < donetsk.y
    (arrow,) = drawn.arrows
    assert arrow.direction == "west"
    assert 2_150 <= arrow.kilometres <= 2_350
    assert "London" in drawn.words
    assert "west" in drawn.words


def test_without_an_outline_places_stand_by_longitude_and_latitude() -> None:
    drawn = maps.draw([LONDON, PARIS])
    assert drawn is not None
    assert drawn.land == ""
    assert len(drawn.points) == 2
    assert drawn.points[0].x < drawn.points[1].x


def test_a_sea_off_the_coast_is_shown_with_the_coast() -> None:
    drawn = maps.draw([Dot("Black Sea", 43.0, 34.0, 1, "", "/place/black-sea/")])
    assert drawn is not None
    assert drawn.land.startswith("M")
    (point,) = drawn.points
    assert 0 < point.y < drawn.height
    crimea = maps.draw([KYIV, Dot("Crimea", 45.3, 34.4, 1, "UA", "")])
    assert crimea is not None
    lowest = max(float(pair.split(" ")[1]) for pair in drawn.land.strip("MZ").split("L"))
    assert point.y > lowest


def test_no_place_no_map() -> None:
    assert maps.draw([]) is None


def test_distance_and_bearing_are_those_of_the_globe() -> None:
    assert maps.distance(50.45, 30.52, 55.76, 37.62) == pytest.approx(756, abs=10)
    assert maps.bearing(0, 0, 10, 0) == pytest.approx(0)
    assert maps.bearing(0, 0, 0, 10) == pytest.approx(90)


_dots = st.builds(
    Dot,
    st.text("abcdef ", min_size=1, max_size=14),
    st.floats(-89, 89),
    st.floats(-179, 179),
    st.integers(1, 9),
    st.sampled_from(["UA", "GB", ""]),
    st.just("/place/x/"),
)


@given(st.lists(_dots, min_size=1, max_size=14))
def test_whatever_is_drawn_lies_in_the_drawing(dots: list[Dot]) -> None:
    drawn = maps.draw(dots)
    assert drawn is not None
    for point in drawn.points:
        assert -maps.WIDTH * 0.2 <= point.x <= maps.WIDTH * 1.2
        assert -maps.HEIGHT * 0.2 <= point.y <= maps.HEIGHT * 1.2
    assert all(arrow.kilometres >= 0 for arrow in drawn.arrows)
