"""Made articles as a source would send them: NDJSON lines for the readers."""

from __future__ import annotations

import json
from collections.abc import Iterator

from archive.bench import made


def lines(count: int, seed: int, prefix: str, word: str = "") -> Iterator[bytes]:
    """`count` articles; `prefix` sets their ids and addresses apart from those of others. `word` stands in each text,
    so that a search finds exactly these."""
    for number, article in enumerate(made.articles(count, seed)):
        on = article.published.on
        record = {
            "id": f"{prefix}-{number}",
            "url": f"https://{prefix}.example/{number}",
            "title": article.title,
            "body": f"{article.body} {word}".rstrip(),
            "source": article.source,
            "published": on.isoformat() if on else "",
            "language": article.language,
            "byline": article.byline,
            "section": article.section,
        }
        yield json.dumps(record, ensure_ascii=False).encode() + b"\n"
