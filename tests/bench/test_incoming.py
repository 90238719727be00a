"""What the bench of the way in is made of: lines that our readers read, and a look at where time goes."""

from __future__ import annotations

import time

from archive.bench import feed, made
from archive.bench.sampling import Sampler
from archive.ingest import readers
from archive.ingest.record import RawArticle
from archive.text import normalise


def test_the_readers_read_every_line_as_the_article_it_was_made_of(tmp_path):
    path = tmp_path / "made.ndjson"
    path.write_bytes(b"".join(feed.lines(30, 3, "x", word="zqword")))
    read = list(readers.read_path(path))
    articles = list(made.articles(30, 3))
    assert all(isinstance(record, RawArticle) for record in read)
    assert [record.title for record in read] == [one.title for one in articles]
    assert [record.external_id for record in read] == [f"x-{n}" for n in range(30)]
    assert [record.published.on for record in read] == [one.published.on for one in articles]
    assert all(record.body.endswith(" zqword") for record in read)


def test_time_is_put_down_to_the_function_of_ours_that_spends_it():
    text = "Некоторый «текст» с пробелами и \u00a0 знаками. " * 400
    with Sampler() as sampler:
        end = time.monotonic() + 0.3
        while time.monotonic() < end:
            normalise.text(text)
    (name, share), *_ = sampler.shares(1)
    assert name.startswith("text.normalise.")
    assert share > 0.3


def test_what_is_not_ours_is_told_as_such():
    with Sampler("nobody") as sampler:
        end = time.monotonic() + 0.1
        while time.monotonic() < end:
            sum(range(1000))
    assert sampler.shares(3) == [("elsewhere", 1.0)]
