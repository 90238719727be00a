"""The child that reads pages: what it returns, and what becomes of a page that stalls, crashes or eats memory."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest

from archive.ingest import html
from archive.ingest.child import Child
from archive.ingest.record import RawArticle, ReadOptions, Rejected
from archive.text.when import Published
from tests.ingest.test_html import LD, page, script

OPTIONS = ReadOptions(
    source="Given", zone=ZoneInfo("Europe/Kyiv"), default_date=Published.month(2014, 3, "option --date")
)


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    with Child() as one:
        yield one


def test_the_child_gives_what_the_reader_gives(child: Child) -> None:
    for raw in (page(script(LD)).encode(), page().encode()):
        assert child.read(raw, "a.html", "a.html", OPTIONS) == html.page(raw, "a.html", "a.html", OPTIONS)


def test_a_rejection_carries_the_bytes(child: Child) -> None:
    found = child.read(b"<html></html>", "a.html", "a.html", OPTIONS)
    assert isinstance(found, Rejected)
    assert "no article text" in found.reason
    assert (found.raw, found.format) == (b"<html></html>", "html")


def test_a_page_that_takes_too_long_is_given_up_and_the_next_is_read() -> None:
    slow = b"<html><body>" + b"<p>Paragraph of a page made to be slow, one of very many.</p>" * 60_000
    with Child(seconds=2) as child:
        child.read(page().encode(), "warm.html", "", OPTIONS)
        start = time.monotonic()
        found = child.read(slow, "slow.html", "", OPTIONS)
        assert time.monotonic() - start < 5
        assert isinstance(found, Rejected)
        assert "took longer than 2 s" in found.reason
        assert found.raw == slow


def test_a_page_that_needs_too_much_memory_is_rejected_and_the_next_is_read() -> None:
    large = b"<html><body>" + b"<p>a" * 6_000_000
    with Child(megabytes=400) as child:
        found = child.read(large, "large.html", "", OPTIONS)
        assert isinstance(found, Rejected)
        assert "memory" in found.reason
        assert isinstance(child.read(page().encode(), "a.html", "", OPTIONS), RawArticle)


def test_a_child_that_is_killed_is_replaced() -> None:
    with Child() as child:
        child.read(page().encode(), "a.html", "", OPTIONS)
        assert child.pid is not None
        os.kill(child.pid, 9)
        assert isinstance(child.read(page().encode(), "a.html", "", OPTIONS), RawArticle | Rejected)
        assert isinstance(child.read(page().encode(), "a.html", "", OPTIONS), RawArticle)


def test_no_process_and_no_pipe_is_left() -> None:
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    with Child() as child:
        child.read(page().encode(), "a.html", "", OPTIONS)
        pid = child.pid
    assert pid is not None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208


HOSTILE = {
    "nested": b"<div>" * 20_000 + b"text",
    "one word": b"<p>" + b"a" * 1_000_000,
    "combining marks": ("<p>" + "e" + "\u0301" * 300_000).encode(),
    "attributes": b"<p " + b" a=b" * 200_000 + b">text",
    "entities": b"<p>" + b"&amp;" * 200_000,
    "surrogate entity": b"<p>&#55296; &#x110000; &#0;</p>" * 50,
    "json": b'<script type="application/ld+json">' + b"[" * 100_000 + b"</script><p>text",
    "comments": b"<!--" * 50_000 + b"<p>text",
    "table rows": b"<table>" + b"<tr><td>cell</td></tr>" * 5_000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_pages_end_in_an_article_or_a_rejection(child: Child, kind: str) -> None:
    start = time.monotonic()
    found = child.read(b"<html><body>" + HOSTILE[kind], kind, "", OPTIONS)
    assert isinstance(found, RawArticle | Rejected)
    assert time.monotonic() - start < 32
    if isinstance(found, RawArticle):
        found.body.encode()
