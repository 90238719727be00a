"""What tagging gives: mentions, quotes and spoken dates, as frozen values (contracts.md, `annotate`).

Offsets are Unicode code points, `end` exclusive, into the part (headline or body) that `part` names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Part = Literal["title", "body"]
MentionKind = Literal["person", "organisation", "place", "group", "other"]
Reading = Literal["literal", "metonymic", "adjectival"]
QuoteType = Literal["direct", "indirect", "mixed"]
DateType = Literal["DATE", "TIME", "DURATION", "SET"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that names an actor or a place. `actor` and `place` are authority ids ("" for none).

    A mention of kind person or organisation without `actor` is a candidate, known by `text` only.
    `why` is one plain sentence for the reader. A metonymic place mention has both ids. `name` is the
    fullest name known for it: the authority's, else a candidate's as the text prints it in full.
    `confidence` is the chance that all that is said of it is right: who or which place it is and, of a literal or
    metonymic name, that it is read rightly. The latter alone is `reading_confidence`, None where there is no reading.
    """

    start: int
    end: int
    text: str
    kind: MentionKind
    reading: Reading | None = None
    actor: str = ""
    place: str = ""
    country: str = ""
    confidence: float = 1.0
    why: str = ""
    part: Part = "body"
    name: str = ""
    reading_confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """Reported speech. Spans of content, speaker and cue; `actor` is the speaker's id or "".

    `speaker_name` is the fullest name that the text prints for a speaker whom the authority lacks, else "".
    `confidence` is the chance that whoever is named as the speaker said it; `why` says in a sentence how he was found.
    """

    start: int
    end: int
    type: QuoteType
    speaker_start: int | None = None
    speaker_end: int | None = None
    actor: str = ""
    cue_start: int | None = None
    cue_end: int | None = None
    part: Part = "body"
    speaker_name: str = ""
    confidence: float = 1.0
    why: str = ""


@dataclass(frozen=True, slots=True)
class SpokenDate:
    """A date or span of time that the text speaks of; `value` is TIMEX3, `first`/`last` inclusive days.

    `confidence` is the chance that the value is what the text means; `why` says in a sentence what it counts from.
    """

    start: int
    end: int
    text: str
    type: DateType
    value: str
    first: date | None = None
    last: date | None = None
    part: Part = "body"
    confidence: float = 1.0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """What the tagger reads of an article."""

    body: str
    title: str = ""
    language: str = ""
    published: date | None = None
    source: str = ""
    source_country: str = ""


@dataclass(frozen=True, slots=True)
class Tags:
    """All tags of one article. Mentions sorted by part, start, longer first; nested, never crossing."""

    language: str
    mentions: tuple[Mention, ...] = ()
    quotes: tuple[Quote, ...] = ()
    dates: tuple[SpokenDate, ...] = ()
