"""The border for text: what may enter, in which form, and how bytes and addresses are read."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text import normalise

# Every kind of character, the ones that no sane text has too.
ANYTHING = st.text(st.characters(codec=None), max_size=300)


@given(ANYTHING)
def test_what_comes_out_can_be_stored_and_is_final(raw: str) -> None:
    once = normalise.text(raw)
    once.encode("utf-8")  # no surrogate
    assert "\x00" not in once
    assert not [c for c in once if unicodedata.category(c) == "Cc" and c not in "\n\t"]
    assert unicodedata.is_normalized("NFC", once)
    assert "\n\n\n" not in once
    assert not any(line.endswith((" ", "\t")) for line in once.split("\n"))
    assert normalise.text(once) == once


@given(ANYTHING)
def test_a_line_is_one_line(raw: str) -> None:
    once = normalise.line(raw)
    assert "\n" not in once
    assert "  " not in once
    assert normalise.line(once) == once


@given(st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=200))
def test_letters_are_never_lost(raw: str) -> None:
    assert normalise.text(raw) == unicodedata.normalize("NFC", raw)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("a\x00b", "a\ufffdb"),
        ("a\ud83db", "a\ufffdb"),
        ("it\x92s \x93so\x94", "it’s “so”"),
        ("10\u00a0000\u202fкм", "10 000 км"),
        ("\ufeffHeadline", "Headline"),
        ("e\u0301tat", "état"),
        ("a\n \n \n\n\nb  \n", "a\n\nb"),
        ("left \u202eright\u202c \u200bzero", "left \u202eright\u202c \u200bzero"),
    ],
)
def test_text_rules(raw: str, kept: str) -> None:
    assert normalise.text(raw) == kept


def test_too_long_is_said_with_the_limit_and_the_repair() -> None:
    assert len(normalise.text("a" * normalise.MAX_CHARACTERS)) == normalise.MAX_CHARACTERS
    with pytest.raises(normalise.TextTooLongError, match=r"2,000,001 characters.*split"):
        normalise.text("a" * (normalise.MAX_CHARACTERS + 1))


@pytest.mark.parametrize("hostile", ["a\u0301\u0316" * 300_000, "a" + "\u0301\u0316" * 400_000, " " * 1_999_999 + "a"])
def test_hostile_text_costs_no_more_than_its_length(hostile: str) -> None:
    start = time.process_time()
    normalise.text(hostile)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Президент заявив, що Крим є частиною України та залишиться нею.", "cp1251"),
        ("Президент заявил, что полуостров является частью страны, сказал он.", "koi8_r"),
        ("Президент заявил, что полуостров является частью страны, сказал он.", "cp866"),
        ("Президент заявил, что полуостров является частью страны, сказал он.", "iso8859_5"),
        ("The minister’s words: “no” – as before, and again in the café.", "cp1252"),
        ("Le président a déclaré que la Crimée était évoquée à Genève.", "latin-1"),
        ("Der Außenminister sagte, es gebe keine Lösung für die Ukraine.", "utf-16-le"),
        ("Der Außenminister sagte, es gebe keine Lösung für die Ukraine.", "utf-16"),
        ("Der Außenminister sagte, es gebe keine Lösung für die Ukraine.", "utf-32"),
        ("Президент заявив, що Крим є частиною України.", "utf-8-sig"),
    ],
)
def test_encodings_are_found_without_being_told(text: str, encoding: str) -> None:
    assert normalise.text(normalise.decode(text.encode(encoding)).text) == text


def test_a_declaration_decides_only_what_utf8_does_not() -> None:
    assert normalise.decode("ž".encode("cp1250"), "windows-1250").text == "ž"
    assert normalise.decode("Київ".encode(), "iso-8859-1").text == "Київ"
    assert normalise.decode("Київ".encode("cp1251"), "no-such-charset").text
    assert normalise.decode(b"\x93so\x94", "iso-8859-1").text == "“so”"


def test_one_damaged_byte_does_not_cost_the_encoding() -> None:
    raw = "Президент заявив, що Крим є частиною України".encode() + b"\xff."
    assert normalise.decode(raw).text == "Президент заявив, що Крим є частиною України\ufffd."


@given(st.binary(max_size=200), st.text(max_size=10))
def test_any_bytes_are_decoded(raw: bytes, declared: str) -> None:
    normalise.text(normalise.decode(raw, declared).text).encode()


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        ("HTTP://Www.Example.ORG:80/A/?utm_source=x&b=1#top", "http://www.example.org/A/?b=1"),
        ("https://example.org", "https://example.org/"),
        ("https://user:pass@example.org./a?fbclid=3", "https://example.org/a"),
        ("https://example.org:8443/a?q=a%20b", "https://example.org:8443/a?q=a%20b"),
        ("https://пошта.укр/шлях", "https://xn--80a1acn3a.xn--j1amh/%D1%88%D0%BB%D1%8F%D1%85"),
        ("http://[::1]/x", "http://[::1]/x"),
        ("javascript:alert(1)", ""),
        ("/relative", ""),
        ("http://[broken", ""),
        ("http://example.org:notaport/", ""),
        ("", ""),
    ],
)
def test_one_address_has_one_form(raw: str, canonical: str) -> None:
    assert normalise.url(raw) == canonical


@given(st.one_of(ANYTHING, ANYTHING.map("https://example.org/{}".format), ANYTHING.map("http://{}/x".format)))
def test_canonical_addresses_are_final(raw: str) -> None:
    once = normalise.url(raw)
    assert normalise.url(once) == once
    assert once == "" or once.isascii()


@given(ANYTHING)
def test_readable_never_fails(raw: str) -> None:
    assert normalise.readable(normalise.text(raw)) in (True, False)


def test_binary_is_not_readable() -> None:
    assert not normalise.readable(normalise.text("\x00\x01ab\x02"))
    assert normalise.readable("")
    assert normalise.readable("a text with one \ufffd in many letters")
