"""Tokens, forms and lookups: what is the same word, and where it stands in the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text import analysis
from archive.text.analysis import fold, forms, lookup, lookups, tokens

FORMS = {
    "Crimea's vote": ["crimea", "vote"],
    "Ukraine’s": ["ukraine"],
    "the ministers' talks": ["the", "ministers", "talks"],
    "don’t": ["don't"],
    "O'Brien": ["o'brien"],
    "l’Ukraine d'Arcy": ["ukraine", "arcy"],
    "pro-Russian": ["pro", "russian"],
    "U.S. troops, U.N.": ["us", "troops", "un"],
    "J. Kerry": ["j", "kerry"],
    "1,000 of 12,345.50": ["1000", "of", "12345.50"],
    "3.5bn in 1990s": ["3.5bn", "in", "1990s"],
    "16.03.2014": ["16.03.2014"],
    "10:30": ["10", "30"],
    "MH17 Il-76": ["mh17", "il", "76"],
    "naïve Łódź Straße": ["naive", "lodz", "strasse"],
    "п’ять об'єднання": ["п'ять", "об'єднання"],
    "Ёлка Й ї Ґанок": ["елка", "й", "ї", "ґанок"],
    "И́горь": ["игорь"],
    "ＦＵＬＬ width": ["full", "width"],
    "co\u00adoperation": ["cooperation"],
    "危機 ウクライナ": ["危", "機", "ウ", "ク", "ラ", "イ", "ナ"],
    "#Crimea @user": ["crimea", "user"],
    "a_b": ["a", "b"],
    "مُحَمَّد": ["محمد"],
    "…—«»": [],
    "": [],
}


@pytest.mark.parametrize("text", FORMS)
def test_forms(text: str) -> None:
    assert list(forms(text)) == FORMS[text]
    assert [token.form for token in tokens(text)] == FORMS[text]


@pytest.mark.parametrize(
    ("one", "two", "language"),
    [
        ("minister", "ministers", "en"),
        ("annexed", "annexation", "en"),
        ("криму", "крим", "uk"),
        ("заявив", "заявити", "uk"),
        ("україні", "україна", "uk"),
        ("министров", "министр", "ru"),
        ("крыма", "крым", "ru"),
    ],
)
def test_one_word_in_its_language(one: str, two: str, language: str) -> None:
    assert lookup(one, language) == lookup(two, language)
    assert lookup(one, "fr") != lookup(two, "fr")


def test_stems_carry_their_language() -> None:
    assert lookup("крим", "uk") != lookup("крим", "ru")
    assert lookup("ministers", "en") == "en:minist"
    assert lookup("ministers", "ru") == "ministers"
    assert lookup("министры", "en") == "министры"
    assert lookups("2014") == ("2014",)
    assert set(lookups("ministers")) == {"ministers", "en:minist"}
    assert len(lookups("крим")) == 3


def test_phrases_are_one_for_each_language() -> None:
    assert analysis.phrases(("foreign", "ministers")) == (("foreign", "ministers"), ("en:foreign", "en:minist"))


TEXTS = st.text(max_size=80) | st.lists(
    st.sampled_from([*FORMS, "\ud800", "\x00", " ", "\n", "\x1c", "\u2003", "ﷺ", "½", "ß", "İ", "ŉ"])
).map("".join)


@given(TEXTS)
def test_tokens_lie_in_order_inside_the_text(text: str) -> None:
    at = 0
    for token in tokens(text):
        assert at <= token.start < token.end <= len(text)
        at = token.end
        assert token.form
        # Engines split at spaces, mark stems with a colon, and keep words in lines.
        assert not any(c.isspace() or c in ":|" for c in token.form)
        assert len(token.form) <= analysis.FORM_MAX
        for language in ("en", "uk", "ru", "fr", ""):
            assert not any(c.isspace() or c == "|" for c in lookup(token.form, language))


@given(TEXTS)
def test_a_word_typed_as_printed_is_found(text: str) -> None:
    """Cut out of its text, a word has the same form: so what a reader copies finds what he read."""
    for token in tokens(text):
        assert forms(text[token.start : token.end]) == (token.form,)


@given(TEXTS)
def test_the_words_of_a_text_are_those_of_its_pieces(text: str) -> None:
    """Indexing takes a text apart at its spaces first."""
    assert analysis.forms_of(text) == [token.form for token in tokens(text)]


@given(TEXTS, st.lists(st.floats(0, 1)))
def test_words_before_a_place_are_counted(text: str, shares: list[float]) -> None:
    places = [round(share * len(text)) for share in shares]
    starts = [token.start for token in tokens(text)]
    counted = analysis.words_before(text, places)
    assert counted == {place: sum(start < place for start in starts) for place in places}


@given(TEXTS, st.lists(st.floats(0, 1, exclude_max=True)))
def test_words_are_where_their_tokens_are(text: str, shares: list[float]) -> None:
    found = tokens(text)
    chosen = [int(share * len(found)) for share in shares] if found else []
    assert analysis.spans_of(text, chosen) == {n: (found[n].start, found[n].end) for n in chosen}


@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_long_words_are_cut_alike() -> None:
    assert forms("x" * 100_000) == ("x" * analysis.FORM_MAX,)
