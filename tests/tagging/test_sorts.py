"""What sort of thing an unlisted name is, told by the words beside it; names that the model passed over."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.tagging.recognise import parse_shallow
from archive.tagging.sorts import by_sort, with_unread
from archive.tagging.spans import Found, crosses
from archive.tagging.values import MentionKind
from archive.tagging.works import titles
from tests.tagging.support import tag


def _found(text: str, name: str, kind: MentionKind) -> Found:
    start = text.index(name)
    return Found(start, start + len(name), name, kind)


@pytest.mark.parametrize(
    ("text", "name", "read", "kind"),
    [
        ("He heard the band Velvet Ash in Lviv.", "Velvet Ash", "person", "organisation"),
        ("They sailed down the Ostrava river at night.", "Ostrava", "person", "place"),
        ("It won the Pavlenko Trophy in May.", "Pavlenko Trophy", "person", "other"),
        ("He joined groups such as Marrow and left.", "Marrow", "person", "organisation"),
        ("Torvald (born 1951) signed it.", "Torvald", "organisation", "person"),
        ("Torvald's widow signed it.", "Torvald", "place", "person"),
        ("Professor Torvald signed it.", "Torvald", "organisation", "person"),
        ("She was born in Karmin and left.", "Karmin", "organisation", "place"),
        ("She has faith in Karmin and left.", "Karmin", "organisation", "organisation"),
        ("Anna Park signed it.", "Anna Park", "person", "person"),
        ("He ran the Ostrava School District.", "Ostrava School District", "organisation", "organisation"),
    ],
)
def test_a_noun_beside_or_within_a_name_tells_its_sort(
    text: str, name: str, read: MentionKind, kind: MentionKind
) -> None:
    assert [span.kind for span in by_sort([_found(text, name, read)], parse_shallow(text))] == [kind]


def test_what_is_told_once_holds_for_all_printings_of_the_name() -> None:
    text = "Marrow was founded in 1990. Fans of the band Marrow came."
    second = text.rindex("Marrow")
    found = [_found(text, "Marrow", "person"), Found(second, second + 6, "Marrow", "person")]
    assert [span.kind for span in by_sort(found, parse_shallow(text))] == ["organisation", "organisation"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('It plays "Out of This World" and "so-called peace" today.', ["Out of This World"]),
        ('The "referendum" was a “March of Dignity.”', ["March of Dignity"]),
        ('He said: "We will see."', []),
    ],
)
def test_a_title_in_marks_has_capitals(text: str, names: list[str]) -> None:
    assert [text[a:b] for a, b in titles(text)] == names


def test_names_keep_their_own_article_in_mid_sentence_only() -> None:
    text = "Lena Marsh writes for The Harbour Gazette in Leeds. The Harbour Gazette pays her well enough for that."
    names = [m.text for m in tag(text).mentions if "Gazette" in m.text]
    assert names == ["The Harbour Gazette", "Harbour Gazette"]


@given(st.text(alphabet="aA bB.\"'“”-,TheofNP ", max_size=200))
def test_whatever_the_text_spans_lie_in_it_and_never_cross(text: str) -> None:
    spans = with_unread([], parse_shallow(text))
    assert all(span.text == text[span.start : span.end] != "" for span in spans)
    assert not any(crosses(a, b) for a in spans for b in spans)
