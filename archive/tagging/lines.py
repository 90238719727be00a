"""The JSON lines of `annotate` (contracts.md): an article read from one, tags written as one."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from archive.authority.values import Actor, Place
from archive.tagging.values import Article, Mention, Quote, SpokenDate, Tags

FIELDS = {"title": "", "language": "", "source": ""}


# The American cities that news agencies print without their state; dozens of towns share the names of the others.
_WITHOUT_STATE = frozenset(
    """Atlanta|Baltimore|Boston|Chicago|Cincinnati|Cleveland|Dallas|Denver|Detroit|Honolulu|Houston|Indianapolis
|Las Vegas|Los Angeles|Miami|Milwaukee|Minneapolis|New Orleans|New York City|Oklahoma City|Philadelphia|Phoenix
|Pittsburgh|Salt Lake City|San Antonio|San Diego|San Francisco|Seattle|St. Louis|Washington|Washington, D.C.""".replace(
        "\n", ""
    ).split("|")
)


class BadLine(ValueError):
    """A line that is no article. `id` is what it gave as its id, None if it gave none."""

    def __init__(self, message: str, ident: str | None = None) -> None:
        super().__init__(message)
        self.id = ident


def read_line(line: bytes) -> tuple[str, Article]:
    """The id and article of one line; BadLine says what is wrong and what is wanted."""
    try:
        row = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadLine(f"The line is not UTF-8 (byte {error.start + 1}). Write it in UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise BadLine(f"The line is not JSON ({error}). Write one JSON object a line.") from error
    if not isinstance(row, dict):
        raise BadLine('The line is no JSON object. Write {"id": …, "text": …}.')
    ident = row.get("id")
    if not isinstance(ident, str):
        raise BadLine("“id” must be a string.")
    if not isinstance(row.get("text"), str):
        raise BadLine("“text” must be a string.", ident)
    texts = {key: row.get(key) or "" for key in FIELDS}
    for key, value in texts.items():
        if not isinstance(value, str):
            raise BadLine(f"“{key}” must be a string.", ident)
    return ident, Article(row["text"], texts["title"], texts["language"], _day(row.get("date"), ident), texts["source"])


def _day(value: Any, ident: str) -> date | None:
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(value[:10])
    except (TypeError, ValueError) as error:
        raise BadLine(f"“date” is {value!r}. Write it as YYYY-MM-DD.", ident) from error


def write_line(row: dict[str, Any]) -> bytes:
    """One line of UTF-8; where the text holds half a surrogate pair, which UTF-8 cannot, all is escaped."""
    try:
        return json.dumps(row, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(row).encode() + b"\n"


class Writer:
    """Tags as the contract's object; only what lies in the body, whose text the offsets count."""

    def __init__(self, actors: dict[str, Actor], place_of: Callable[[str], Place | None]) -> None:
        self._actors, self._place_of = actors, place_of

    def row(self, ident: str, tags: Tags) -> dict[str, Any]:
        return {
            "id": ident,
            "language": tags.language,
            "mentions": [self._mention(m) for m in tags.mentions if m.part == "body"],
            "quotes": [_quote(q) for q in tags.quotes if q.part == "body"],
            "dates": [_date(d) for d in tags.dates if d.part == "body"],
        }

    def _mention(self, mention: Mention) -> dict[str, Any]:
        return {
            "start": mention.start,
            "end": mention.end,
            "text": mention.text,
            "kind": mention.kind,
            "reading": mention.reading,
            "reading_confidence": mention.reading_confidence,
            "actor": actor_shape(self._actors.get(mention.actor)),
            "place": self._place(mention.place),
            "confidence": mention.confidence,
            "why": mention.why,
        }

    def _place(self, ident: str) -> dict[str, Any] | None:
        place = self._place_of(ident) if ident else None
        shape = place_shape(place)
        if place is None or shape is None or place.country != "US" or place.name in _WITHOUT_STATE:
            return shape
        state = self._place_of(place.parent) if place.parent else None
        return (
            shape | {"name": f"{place.name}, {state.name}"} if state is not None and state.kind == "region" else shape
        )


def actor_shape(actor: Any) -> dict[str, Any] | None:
    """The contract's `actor` of an authority value or of its row, which have the same names; None for None."""
    if actor is None:
        return None
    return {name: getattr(actor, name) for name in ("id", "name", "kind", "wikidata", "wikipedia")}


def place_shape(place: Any) -> dict[str, Any] | None:
    """The contract's `place` of an authority value or of its row; None for None."""
    if place is None:
        return None
    shape = {name: getattr(place, name) for name in ("id", "name", "lat", "lon", "country", "geonames", "wikidata")}
    return shape | {"country": place.country or None}


def _quote(quote: Quote) -> dict[str, Any]:
    speaker = cue = None
    if quote.speaker_start is not None:
        speaker = {"start": quote.speaker_start, "end": quote.speaker_end, "actor": quote.actor or None}
    if quote.cue_start is not None:
        cue = {"start": quote.cue_start, "end": quote.cue_end}
    return {
        "start": quote.start,
        "end": quote.end,
        "type": quote.type,
        "speaker": speaker,
        "cue": cue,
        "confidence": quote.confidence,
        "why": quote.why,
    }


def _date(spoken: SpokenDate) -> dict[str, Any]:
    return {
        "start": spoken.start,
        "end": spoken.end,
        "type": spoken.type,
        "value": spoken.value,
        "from": spoken.first.isoformat() if spoken.first else None,
        "to": spoken.last.isoformat() if spoken.last else None,
        "confidence": spoken.confidence,
        "why": spoken.why,
    }
