"""Making articles in tests, by the same door as ingest uses."""

from __future__ import annotations

from datetime import date

from archive import store
from archive.ingest.record import RawArticle
from archive.models import Article, IngestRun
from archive.text.when import UNKNOWN, Published

BODY = (
    "Ministers met for six hours without agreement. The talks will go on next week, an official said after the"
    " last session, and both delegations left the building by the back door."
)


def raw(title: str = "Talks end", body: str = BODY, **fields: object) -> RawArticle:
    """A record as a reader gives it; `day` is short for a publication day."""
    day = fields.pop("day", date(2014, 3, 14))
    fields.setdefault("published", Published.day(day, "test") if day else UNKNOWN)
    fields.setdefault("source", "Harbour Desk")
    fields.setdefault("language", "en")
    fields.setdefault("locator", f"{title}.txt")
    return RawArticle(title=title, body=body, format="text", **fields)  # type: ignore[arg-type]


def keep(*records: RawArticle, run: IngestRun | None = None, collection: str = "articles") -> list[store.Saved]:
    """Store records as one batch of a run."""
    run = run or store.run_begin("test", {})
    return store.article_save_many(records, store.Keeping(run=run, collection=store.collection_named(collection)))


def keep_one(**fields: object) -> Article:
    """Store one article and give its row."""
    return Article.objects.get(pk=keep(raw(**fields))[0].article_id)  # type: ignore[arg-type]
