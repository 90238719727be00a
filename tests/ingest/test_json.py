"""JSON and NDJSON: every usual shape, streamed; a bad record costs that record."""

from __future__ import annotations

import gzip
import io
import json
import random
import tracemalloc
from itertools import islice
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.ingest import readers
from archive.ingest.dates import DateOrderUnknown
from archive.ingest.json import elements
from archive.ingest.record import MAX_RECORD_BYTES, Mapping, RawArticle, ReadOptions, Rejected
from tests.ingest.reading import article, articles, read, rejected
from tests.support.shared import SHARED, needs_shared

BODY = "The parliament of the peninsula voted on Thursday to hold a referendum, and to join Russia, on the same day."
RECORD = {"headline": "Crimea votes", "text": BODY, "pub_date": "2014-03-06", "outlet": "Example", "id": 7}


def _lines(*records: Any) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


@pytest.mark.parametrize(
    "raw",
    [
        json.dumps(RECORD),
        json.dumps([RECORD]),
        json.dumps([RECORD], indent=2),
        json.dumps({"status": "ok", "articles": [RECORD]}),
        json.dumps({"hits": {"hits": [{"_id": "x", "_source": RECORD}]}}),
        _lines(RECORD),
        b"\xef\xbb\xbf" + _lines(RECORD),
        json.dumps(RECORD).encode("utf-16"),
        gzip.compress(_lines(RECORD)),
    ],
)
def test_every_shape_gives_the_article(raw: bytes | str) -> None:
    found = article(raw, "a.json")
    assert (found.title, found.body) == ("Crimea votes", BODY)
    assert (found.source, found.external_id) in (("Example", "7"), ("Example", "x"))
    assert found.published.on is not None
    assert found.published.on.isoformat() == "2014-03-06"
    assert found.language == "en"


def test_ndjson_by_its_lines() -> None:
    found = read(_lines(RECORD, RECORD | {"id": 8}) + b"{broken\n\n[1]\n" + _lines(RECORD | {"id": 9}), "a.jsonl")
    assert [one.external_id for one in found if isinstance(one, RawArticle)] == ["7", "8", "9"]
    bad = [one for one in found if isinstance(one, Rejected)]
    assert [one.locator for one in bad] == ["a.jsonl, line 3", "a.jsonl, line 5"]
    assert bad[0].reason.startswith("not JSON: Expecting property name")
    assert bad[0].raw == b"{broken"
    assert bad[1].reason == "not an object with named fields"


def test_a_broken_element_of_an_array_costs_itself() -> None:
    raw = f'[{json.dumps(RECORD)}, {{"headline": nonsense}}, 5, "words", {json.dumps(RECORD | {"id": 8})}]'
    found = read(raw, "a.json")
    assert [type(one).__name__ for one in found] == ["RawArticle", "Rejected", "Rejected", "Rejected", "RawArticle"]
    assert found[4].locator == "a.json, record 5"


def test_a_cut_document() -> None:
    found = read(json.dumps([RECORD, RECORD])[:-40], "a.json")
    assert isinstance(found[0], RawArticle)
    assert isinstance(found[1], Rejected)
    assert "ends inside" in found[1].reason


def test_surrogates_nul_and_markup_in_values() -> None:
    raw = b'{"title": "A \\ud83d half", "body": "<p>One &amp; two.</p><p>It\\u0000s <b>three</b>.</p>"}'
    found = article(raw, "a.json")
    assert found.title == "A \ufffd half"
    assert found.body == "One & two.\nIt\ufffds three."


@pytest.mark.parametrize("raw", ["", " \n ", "[]"])
def test_nothing_is_said_to_be_empty(raw: str) -> None:
    assert rejected(raw, "a.json", format="json").reason == "empty"


def test_what_is_no_article_is_rejected_with_its_bytes() -> None:
    found = rejected('{"a": 1}', "a.json")
    assert "no text" in found.reason
    assert found.raw == b'{"a": 1}'
    assert "unreadable" in rejected(json.dumps({"text": "\x00\x01\x02" * 50}), "a.json").reason
    assert "too deeply" in rejected("[" + "[" * 100_000 + "]" * 100_000 + "]", "a.json", format="json").reason


def test_a_long_line_is_read_and_a_record_over_the_limit_is_not() -> None:
    long = RECORD | {"html": "x" * 10_000_000}
    assert article(_lines(long), "a.jsonl").title == "Crimea votes"
    raw = b'{"text": "' + b"a" * MAX_RECORD_BYTES + b'"}\n' + _lines(RECORD)
    found = read(raw, "a.jsonl")
    assert isinstance(found[0], Rejected)
    assert found[0].reason == "a record of more than 50 MB"
    assert found[0].raw == b""
    assert found[1].locator == "a.jsonl, line 2"


def test_a_mapping_is_shown_and_can_be_given() -> None:
    raw = _lines({"a": "Crimea votes", "b": f"{BODY} {BODY}", "c": {"d": "2014-03-06"}})
    found = article(raw, "a.jsonl", mapping=Mapping(title="a", published="c.d"))
    assert (found.title, found.body, str(found.published.on)) == ("Crimea votes", f"{BODY} {BODY}", "2014-03-06")
    assert found.origins["published"] == "field c.d"


def test_sentences_in_a_list_are_one_text() -> None:
    sentences = ["Crimea votes to join Russia", BODY, "A referendum follows."]
    raw = json.dumps({"id": "a7", "sentences": [{"content": s, "label": {"bias": 0.1}} for s in sentences]})
    found = article(raw, "a.json")
    assert found.title == sentences[0]
    assert found.body == "\n".join(sentences[1:])
    mapping = Mapping(title="sentences.2.content", body="sentences.:2.content")
    assert article(raw, "a.json", mapping=mapping).body == "\n".join(sentences[:2])


@pytest.mark.parametrize("form", ["json", "ndjson"])
def test_day_and_month_are_decided_by_the_whole_column(form: str) -> None:
    days = ["03/04/2014", "05/04/2014", "25/04/2014"]
    records = [RECORD | {"pub_date": day, "id": n} for n, day in enumerate(days)]
    raw = _lines(*records) if form == "ndjson" else json.dumps(records).encode()
    assert [str(one.published.on) for one in articles(raw, f"a.{form}")] == ["2014-04-03", "2014-04-05", "2014-04-25"]
    with pytest.raises(DateOrderUnknown, match="“pub_date”"):
        read(_lines(*records[:2]), "a.jsonl")
    assert str(articles(_lines(*records[:2]), "a.jsonl", date_order="mdy")[0].published.on) == "2014-03-04"


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(st.characters(codec=None), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=15,
)


@given(st.lists(JSON_VALUES, max_size=6), st.sampled_from([None, 1]), st.booleans())
def test_the_splitter_finds_the_values_that_are_there(values: list[Any], indent: int | None, ascii_only: bool) -> None:
    whole = json.dumps(values, indent=indent, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    pieces = list(elements(_Trickle(whole)))
    assert [json.loads(piece.raw.decode("utf-8", "surrogatepass")) for piece in pieces] == values
    assert not [piece.problem for piece in pieces if piece.problem]


class _Trickle(io.BytesIO):
    """A stream that gives few bytes at a time, so that every value is cut somewhere."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size or 0, random.Random(len(self.getvalue())).randint(1, 7)))


@given(st.binary(max_size=200) | st.text('[]{}",:\\ 1ab\n', max_size=60).map(str.encode))
def test_no_bytes_crash_the_readers(raw: bytes) -> None:
    for form in ("json", "ndjson"):
        for one in read(raw, "x", format=form, date_order="dmy"):
            assert one.locator.startswith("x")


def test_an_array_is_streamed() -> None:
    one = json.dumps(RECORD | {"text": BODY * 20}).encode()
    raw = b"[" + b",".join([one] * 2_000) + b"]"
    tracemalloc.start()
    count = sum(1 for _ in elements(io.BytesIO(raw)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 2_000
    assert peak < len(raw) // 10


@needs_shared("corpora", "ukraine-crisis-90")
def test_the_ninety_articles() -> None:
    folder = SHARED / "corpora" / "ukraine-crisis-90" / "all-data-as-json"
    found = [one for path in sorted(folder.glob("*.json")) for one in articles(path.read_bytes(), path.name)]
    assert len(found) == 90
    assert sum(bool(one.title) for one in found) >= 85
    assert all(one.external_id.startswith("article_") for one in found)


@needs_shared("corpora", "giveme5w1h")
def test_articles_of_many_outlets() -> None:
    folder = SHARED / "corpora" / "giveme5w1h" / "news_cluster" / "data"
    found = [one for path in sorted(folder.rglob("*.json")) for one in articles(path.read_bytes(), path.name)]
    assert len(found) == 383
    assert all(one.title and one.body and one.url and one.source for one in found)
    assert all(one.published.precision in ("day", "minute") for one in found)


@needs_shared("corpora", "senate-press-releases")
def test_the_beginning_of_a_packed_file_of_72787_lines() -> None:
    path = SHARED / "corpora" / "senate-press-releases" / "senate_press_releases.jsonl.gz"
    found = list(islice(readers.read_path(path, ReadOptions()), 500))
    assert isinstance(found[0], Rejected)  # a .DS_Store among the texts
    assert "binary" in found[0].reason
    assert all(isinstance(one, RawArticle) and one.published.precision == "day" for one in found[1:])
