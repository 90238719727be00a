"""Formats are known by their bytes; names only break ties."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.ingest.record import FORMATS
from archive.ingest.sniff import UnknownFormatError, sniff


@pytest.mark.parametrize(
    ("raw", "name", "form"),
    [
        ("<!DOCTYPE html><html><body><p>A</p></body></html>", "", "html"),
        ("<html><body>x</body></html>", "a.txt", "html"),
        ("\n<!-- saved --><HTML>", "", "html"),
        ("<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>", "", "html"),
        ("<p>a</p><p>b</p><div>c</div><br><a href='x'>", "", "html"),
        ("a page", "a.html", "html"),
        ('{"a": 1}', "", "json"),
        ('{"a": 1}\n{"a": 2}\n', "", "ndjson"),
        ('{"a": 1}\n{"a": 2}\n', "a.json", "ndjson"),
        ('{\n "a": 1\n}', "a.json", "json"),
        ('{"a": 1}', "a.jsonl.gz", "ndjson"),
        ('[{"a": 1}]', "", "json"),
        ("[Editor's note: corrected]\n\nKYIV - The", "", "text"),
        ("{Note} The text", "", "text"),
        ("title,text\nA,B\nC,D\n", "", "csv"),
        ("title;text\nA;B\nC;D\n", "a.dat", "csv"),
        ("title\ttext\nA\tB\nC\tD\n", "", "tsv"),
        ("x", "a.csv", "csv"),
        ("He came, saw, and won.\nThey left, sad, and lost.\n", "", "text"),
        ("title,text\nA,B\n", "a.txt", "text"),
        ("Крим, 2014", "", "text"),
        ("", "", "text"),
        ("", "a.json", "json"),
    ],
)
def test_formats(raw: str, name: str, form: str) -> None:
    assert sniff(raw.encode(), name) == form


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04xxxx", "ZIP"),
        (b"\x89PNG\r\n", "image"),
        (b"\x00\x01\x02\x03" * 50, "binary"),
        (b"{\\rtf1", "RTF"),
    ],
)
def test_what_is_no_text_is_named(raw: bytes, said: str) -> None:
    with pytest.raises(UnknownFormatError, match=said):
        sniff(raw, "article.txt")


@given(st.binary(max_size=300), st.text(max_size=12))
def test_any_bytes_have_a_format_or_are_refused(raw: bytes, name: str) -> None:
    try:
        form = sniff(raw, name)
    except UnknownFormatError:
        return
    assert form in FORMATS
