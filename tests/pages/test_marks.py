"""Escape, then mark: whatever the text and the spans, the text is shown whole and nothing of it is HTML."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.explore.passages import Mark, Passage, without_overlap
from archive.templatetags.marks import fault_marked, marked, snippet
from archive.text import sentences


class _Reader(HTMLParser):
    """The text and the tags of a piece of HTML; complains of tags that are not closed in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader._open == []
    return reader


_PIECES = ["a", " ", "<", ">", "&", "<b>", "</p>", "&lt;", '"', "'", "<img src=x>", "щ", "\u202e", "\u200b"]
_HOSTILE = st.lists(st.sampled_from(_PIECES), max_size=15).map("".join)
_SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6)


def _layer(spans: list[tuple[int, int]], form: str, length: int) -> tuple[Mark, ...]:
    return without_overlap([Mark(min(a, length), min(b, length), form, "/x/" if form == "a" else "") for a, b in spans])


@given(_HOSTILE, _SPANS, _SPANS, _SPANS)
def test_the_text_content_is_the_text(text: str, quotes: list, names: list, matches: list) -> None:  # type: ignore[type-arg]
    layers = tuple(_layer(spans, form, len(text)) for spans, form in ((quotes, "s"), (names, "a"), (matches, "")))
    read = _read(marked(Passage(text, 0, len(text), layers)))
    assert read.text == text
    assert set(read.tags) <= {"span", "a", "mark"}


def test_a_name_across_the_end_of_a_quote_is_cut_there() -> None:
    text = "one two three"
    html = marked(Passage(text, 0, len(text), ((Mark(0, 7, "s"),), (Mark(4, 13, "a", "/actor/x/"),))))
    assert (
        html
        == '<span class="s">one <a class="a" href="/actor/x/">two</a></span><a class="a" href="/actor/x/"> three</a>'
    )


def test_a_mark_cut_in_two_has_its_id_once() -> None:
    html = marked(Passage("one two", 0, 7, ((Mark(0, 3, "s"),), (Mark(0, 7, "", anchor="m1"),))))
    assert html.count('id="m1"') == 1


def test_only_the_passage_is_shown() -> None:
    assert marked(Passage("one two three", 4, 7, ((Mark(0, 13),),))) == "<mark>two</mark>"


def test_a_match_across_an_angle_bracket_stays_text() -> None:
    assert snippet("a<b onclick=x>c", [(0, 3)]) == "<mark>a&lt;b</mark> onclick=x&gt;c"


def test_addresses_and_notes_are_escaped() -> None:
    html = marked(Passage("x", 0, 1, ((Mark(0, 1, "m", '/a/"onmouseover="x', note='"><script>'),),)))
    assert "<script>" not in html
    assert '"onmouseover' not in html


def test_mistakes_are_marked_in_place() -> None:
    assert fault_marked("(a <b", [(0, 1), (5, 5)]) == "<mark>(</mark>a &lt;b<mark></mark>"


def test_the_whole_printed_sentence_is_found() -> None:
    text = "It rained. Lavrov said that talks would go on, he hoped. “Sanctions are no use.” He left.\nThe end"
    start = text.index("talks")
    assert text[slice(*sentences.around(text, start, start + 5))] == "Lavrov said that talks would go on, he hoped."
    start = text.index("Sanctions")
    assert text[slice(*sentences.around(text, start, start + len("Sanctions are no use.")))].startswith("“Sanctions")
    assert text[slice(*sentences.around(text, len(text) - 3, len(text)))] == "The end"


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("DONETSK, Nov. 2 — Rebels voted on Sunday, they said.", "voted"),
        ("KIEV, Aug. 28 — The U.S. envoy, Gen. P. Breedlove, said that it was so.", "it was so"),
        ("На пл. Леніна, вул. Артема, 5, заявив мер м. Донецьк.", "заявив"),
    ],
)
def test_a_stop_after_a_shortened_word_ends_no_sentence(text: str, span: str) -> None:
    before, after = "It rained. ", " He left."
    start = len(before) + text.index(span)
    whole = before + text + after
    assert whole[slice(*sentences.around(whole, start, start + len(span)))] == text


@given(st.text(st.sampled_from("ab .!?”\n"), max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_a_sentence_holds_its_span(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    first, last = sentences.around(text, start, end)
    assert 0 <= first <= start <= end <= last <= len(text)
