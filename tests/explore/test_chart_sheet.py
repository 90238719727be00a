"""The one table that chart, page and files are made of."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive.explore.sheet import Series, Sheet

STARTS = ("2014-03-03", "2014-03-10", "2014-03-17")


def _sheet(**more: object) -> Sheet:
    given_: dict[str, object] = {
        "by": "published", "bin": "week", "starts": STARTS, "alls": (4, 0, 10),
        "series": (Series("grain", (1, 0, 5)), Series("=talks", (0, 0, 2))),
    }  # fmt: skip
    return Sheet(**(given_ | more))  # type: ignore[arg-type]


def test_counts_are_named_by_query_and_date() -> None:
    names = [column.name for column in _sheet(by="about").columns()]
    assert names[:4] == ["start", "articles_spoken_of: grain", "articles_spoken_of: =talks", "all"]
    assert [column.name for column in _sheet(series=(Series("", (1, 0, 5)),)).columns()][1] == "articles_published"


def test_a_share_has_its_denominator_beside_it_and_in_its_name() -> None:
    columns = {column.name: column for column in _sheet(share=True).columns()}
    assert columns["share_percent_of_all: grain"].cells == ("25.00", "", "50.00")
    assert columns["all"].cells == ("4", "0", "10")


def test_an_average_stands_beside_the_counts() -> None:
    columns = {column.name: column for column in _sheet(smooth=3).columns()}
    assert columns["articles_average_3: grain"].cells == ("", "2.00", "")
    assert columns["articles_published: grain"].cells == ("1", "0", "5")


def test_what_holds_of_all_rows_stands_in_every_row() -> None:
    columns = {
        column.name: column.cells for column in _sheet(zone="Europe/Kyiv", filters="source X", copies="first").columns()
    }
    assert columns["zone"] == ("Europe/Kyiv",) * 3
    assert columns["filters"] == ("source X",) * 3
    assert columns["copies"] == ("copies of one story counted once",) * 3
    assert columns["bin"] == ("week",) * 3


def test_silent_sources_are_named() -> None:
    sheet = _sheet(publishing=(2, 1, 2), silent=((), ("Harbour Desk", "Kashtan Desk"), ()))
    columns = {column.name: column.cells for column in sheet.columns()}
    assert columns["sources_publishing"] == ("2", "1", "2")
    assert columns["usual_sources_silent"] == ("", "Harbour Desk; Kashtan Desk", "")


@given(
    st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=5, unique=True),
    st.booleans(),
    st.sampled_from([0, 3, 5]),
)
def test_every_column_has_a_cell_for_every_bin_and_a_name_of_its_own(
    queries: list[str], share: bool, smooth: int
) -> None:
    sheet = _sheet(series=tuple(Series(query, (1, 0, 2)) for query in queries), share=share, smooth=smooth)
    columns = sheet.columns()
    assert {len(column.cells) for column in columns} == {3}
    assert len({column.name for column in columns}) == len(columns)
    assert all(column.description for column in columns)


def test_a_share_of_few_is_neither_the_greatest_nor_a_peak() -> None:
    """Two of two are all of it, and tell less than ten of two hundred."""
    counts, alls = [10] * 30, [200] * 30
    counts[4], alls[4], counts[9], counts[20], alls[20] = 2, 2, 12, 12, 12
    starts = tuple(f"{year}-01-01" for year in range(1990, 2020))
    drawn = _sheet(starts=starts, bin="year", alls=tuple(alls), series=(Series("grain", tuple(counts)),), share=True)
    assert [n for n, few in enumerate(drawn.few) if few] == [4, 20]
    assert drawn.greatest(0) == 9
    assert drawn.peaks(0) == ()


def test_of_counts_none_is_of_few() -> None:
    drawn = _sheet()
    assert not any(drawn.few)
    assert drawn.greatest(0) == 2


def test_where_all_shares_are_of_few_none_is_the_greatest() -> None:
    assert _sheet(share=True).greatest(0) is None
