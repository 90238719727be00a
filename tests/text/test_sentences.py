"""Where sentences end, and where a full stop ends none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text import sentences


def cut(text: str) -> list[str]:
    out, at = [], 0
    for end in sentences.ends(text, 0, len(text)):
        out.append(text[at:end].strip())
        at = end
    return [*filter(None, out), *filter(None, [text[at:].strip()])]


@pytest.mark.parametrize(
    "text",
    [
        "Talks ended on 14 Sept. 2014 in London|Nobody spoke|",
        "Mr. Lavrov met Sen. J. McCain in the U.S. Senate.|He left.|",
        "“Why not?” he asked.|“We agree.”|She left!|",
        "It rose 3.5 per cent.|Then it fell.|",
        "See No. 7 of 14.|No.|It is over.|",
        "Переговори тривали 5 год. у м. Київ.|Він пішов.|",
        "Это было в 2014 г. в Крыму.|Потом…|Всё.|",
        "The site dateline.example answers.|So it is.|",
    ],
)
def test_sentences(text: str) -> None:
    wanted = [part.strip() for part in text.split("|") if part.strip()]
    lines = text.replace("London|Nobody spoke|", "London\nNobody spoke").replace("|", " ")
    assert cut(lines) == wanted


@given(st.text(alphabet="Aab. !?…”\n3", max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_ends_lie_inside_and_are_those_of_the_whole_text(text: str, low: int, high: int) -> None:
    found = list(sentences.ends(text, low, high))
    assert found == sorted(set(found))
    assert all(low < end <= high and text[end - 1] not in "Aab3 " for end in found)
