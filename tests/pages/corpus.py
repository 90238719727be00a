"""A small archive for tests of pages: dispatches with hand-set tags, and every awkward kind of article.

Texts are written with their tags in braces, `{kind:what|printed words}`, which may nest:
a actor, p place, m acting place (actor@place), q/x/i quote (direct, mixed, indirect; speaker), d day, c candidate.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from archive import store
from archive.authority.values import Actor, Authority, Name, Place, Role
from archive.ingest.record import RawArticle
from archive.models import Article, Collection, Source
from archive.tagging.values import Mention, Quote, SpokenDate, Tags
from archive.text.when import UNKNOWN, Published

NOTE = "Written for demonstration; not a published report"
# Every place where foreign text is shown gets this; none of it may become an element or run.
HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'&amp; javascript:alert(3)"
SECRET = "The canary sang at midnight in the locked room"
FILLER = 60

ACTORS = (
    Actor("sergey-lavrov", "person", "Sergey Lavrov", description="foreign minister of Russia", gender="m",
          names=(Name("Lavrov", "", "surname"), Name("Сергей Лавров", "ru"), Name("Сергій Лавров", "uk"), Name("سيرغي لافروف", "ar"))),
    Actor("john-kerry", "person", "John Kerry", gender="m", names=(Name("Kerry", "", "surname"),)),
    Actor("government-of-russia", "government", "Government of Russia", place="moscow"),
    Actor("hostile", "person", f"Hostile {HOSTILE}"),
    *(Actor(f"minister-{n:02}", "person", f"Minister {n:02}") for n in range(1, 13)),
)  # fmt: skip
PLACES = (
    Place("ukraine", "country", "Ukraine", 48.4, 31.2, "UA"),
    Place("crimea", "peninsula", "Crimea", 45.3, 34.4, "UA", parent="ukraine", names=(Name("Крим", "uk"),)),
    Place("kyiv", "city", "Kyiv", 50.45, 30.52, "UA", parent="ukraine"),
    Place("london", "city", "London", 51.5, -0.12, "GB"),
    Place("moscow", "city", "Moscow", 55.75, 37.62, "RU", government="government-of-russia"),
    Place("hostile-place", "town", f"Town {HOSTILE}", 49.0, 32.0, "UA", parent="ukraine"),
)
ROLES = (
    Role("sergey-lavrov", "government-of-russia", "foreign minister", date(2004, 3, 9), None, source="the ministry's own page"),
    Role("sergey-lavrov", "government-of-russia", "permanent representative to the United Nations", date(1994, 7, 7), date(2004, 3, 9)),
)  # fmt: skip

_BRACE = re.compile(r"\{(\w):([^|{}]*)\|")
_QUOTES = {"q": "direct", "x": "mixed", "i": "indirect"}


@dataclass
class Dispatch:
    """One article to be: its marked text and what is known of it."""

    title: str
    marked: str
    published: Published
    source: str = "Harbour Desk"
    language: str = "en"
    more: dict[str, Any] = field(default_factory=dict)


def day(year: int, month: int, number: int) -> Published:
    return Published.day(date(year, month, number), "header Date")


def minute(*parts: int) -> Published:
    return Published.instant(datetime(*parts, tzinfo=UTC), "header Published")  # type: ignore[arg-type]


LONDON = Dispatch(
    "London talks on Crimea end without agreement",
    "Six hours of talks between {a:sergey-lavrov|Sergey Lavrov} and {a:john-kerry|John Kerry} in {p:london|London} ended on"
    " {d:2014-03-14|Friday} without agreement on {p:crimea|Crimea}.\n\n"
    "{a:sergey-lavrov|Lavrov} said that the two sides had {x:sergey-lavrov|no “common vision” of the crisis}. {m:government-of-russia@moscow|Moscow}"
    " would {i:sergey-lavrov|respect the choice of the people of {p:crimea|Crimea}}, he said.\n\n"
    "“{q:sergey-lavrov|The sanctions would be counterproductive}”, {a:sergey-lavrov|Lavrov} told reporters before {d:2014-03-16|Sunday’s} vote."
    " {c:person|Mikhail Malyshev} was not there.",
    minute(2014, 3, 14, 18, 42),
    more={"byline": "From our desk in London", "dateline_place": "LONDON", "section": "world", "url": "https://harbour.example/london",
          "removed": ("Also read: Ten things to know", "Share this")},
)  # fmt: skip

DISPATCHES: dict[str, Dispatch] = {
    "london": LONDON,
    "copy": Dispatch(LONDON.title, LONDON.marked, minute(2014, 3, 14, 20, 5), source="Windmill Desk"),
    "ukrainian": Dispatch(
        "У Криму голосують у неділю",
        "У {p:crimea|Криму} голосують {d:2014-03-16|у неділю}. {a:sergey-lavrov|Лавров} заявив, що повага до вибору обов’язкова.",
        minute(2014, 3, 15, 9, 30), "Kashtan Desk", "uk", {"section": "world"},
    ),
    "arabic": Dispatch("NATO: محادثات لندن تنتهي بلا اتفاق", "انتهت محادثات {p:london|لندن} بلا اتفاق.", day(2014, 3, 15), "Dune Desk", "ar"),
    "undated": Dispatch("A leaflet without a date", "The leaflet speaks of {p:kyiv|Kyiv} and of no day. “{q:|{p:kyiv|Kyiv} waits}”, it says.", UNKNOWN),
    "month": Dispatch("Inside the camp in December", "Tents stood in {p:kyiv|Kyiv} all month.", Published.month(2013, 12, "column month")),
    "locked": Dispatch("Only the headline is open", f"{SECRET}. {{a:john-kerry|Kerry}} was in {{p:kyiv|Kyiv}}.", day(2014, 3, 20), "Locked Desk"),
    "withdrawn": Dispatch("Withdrawn later", "This text will be taken out again.", day(2014, 3, 21)),
    "revised": Dispatch("Five hours of talks", "The talks took five hours, an official said in {p:london|London}.", day(2014, 3, 13),
                        more={"external_id": "rev-1"}),
    "hostile": Dispatch(
        HOSTILE, f"{HOSTILE} and {{a:hostile|the hostile}} in {{p:hostile-place|a town}} said {{q:hostile|{HOSTILE}}}.", day(2014, 4, 1),
        "Hostile Desk", more={"byline": HOSTILE, "section": HOSTILE[:100], "url": "javascript:alert(4)", "locator": f"/secret/folder/{HOSTILE}.txt",
                              "removed": (HOSTILE,)},
    ),
    "long": Dispatch("A headline that goes on " + "and on " * 30 + "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle",
                     "Short text about a long headline.", day(2014, 4, 2)),
}  # fmt: skip


def filler() -> list[Dispatch]:
    """Plain articles over sixty days, so that there are pages, facets and a timeline."""
    first = date(2014, 1, 20)
    out = []
    for n in range(FILLER):
        on = first + timedelta(days=n)
        who = f"minister-{n % 12 + 1:02}"
        text = f"Report number {n} about grain prices. {{a:{who}|The minister}} spoke in {{p:kyiv|Kyiv}} on {{d:{on}|that day}}."
        out.append(
            Dispatch(
                f"Grain report {n}", text, Published.day(on, "header Date"), ["Harbour Desk", "Granite Desk"][n % 2]
            )
        )
    return out


def tagged(marked: str, language: str = "en") -> tuple[str, Tags]:
    """The plain text of a marked one, and its tags."""
    text, open_, found = "", [], []
    at = 0
    while at < len(marked):
        brace = _BRACE.match(marked, at)
        if brace:
            open_.append((brace[1], brace[2], len(text)))
            at = brace.end()
        elif marked[at] == "}" and open_:
            kind, what, start = open_.pop()
            found.append((kind, what, start, len(text)))
            at += 1
        else:
            text += marked[at]
            at += 1
    mentions = tuple(sorted(filter(None, (_mention(text, *one) for one in found)), key=lambda m: (m.start, -m.end)))
    quotes = tuple(
        Quote(s, e, _QUOTES[k], actor=what, confidence=0.91, why="“Lavrov” stands with “said”.")  # type: ignore[arg-type]
        for k, what, s, e in found
        if k in _QUOTES
    )
    dates = tuple(
        SpokenDate(
            s,
            e,
            text[s:e],
            "DATE",
            what,
            date.fromisoformat(what),
            date.fromisoformat(what),
            confidence=0.86,
            why="Counted from the day of publication.",
        )
        for k, what, s, e in found
        if k == "d"
    )
    return text, Tags(language, mentions, quotes, dates)


def _mention(text: str, kind: str, what: str, start: int, end: int) -> Mention | None:
    if kind == "a":
        return Mention(start, end, text[start:end], "person", actor=what, why="its full name stands in the text")
    if kind == "p":
        country = next((place.country for place in PLACES if place.id == what), "")
        return Mention(
            start, end, text[start:end], "place", "literal", place=what, country=country, why="named as a place"
        )
    if kind == "m":
        actor, place = what.split("@")
        return Mention(
            start, end, text[start:end], "place", "metonymic", actor, place, "RU", 0.87, "the words act: would"
        )
    if kind == "c":
        return Mention(start, end, text[start:end], "person", confidence=0.6, why="A person by the language model.")
    return None


def build() -> dict[str, int]:
    """Fill an empty archive and index it; the ids of the dispatches by their names here."""
    from archive.search import indexing

    authority = Authority("test", {a.id: a for a in ACTORS}, {p.id: p for p in PLACES}, ROLES)
    store.authority_load(authority)
    run = store.run_begin("/secret/folder/of/the/machine", {})
    collection = store.collection_named("sample", name="Sample dispatches", note=NOTE)
    everything = {**DISPATCHES, **{f"filler-{n}": one for n, one in enumerate(filler())}}
    keeping = store.Keeping(run=run, collection=collection)
    saved = store.article_save_many([_raw(name, one) for name, one in everything.items()], keeping)
    ids = {name: one.article_id or 0 for name, one in zip(everything, saved, strict=True)}
    corrected = Dispatch("Six hours of talks", DISPATCHES["revised"].marked.replace("five", "six"), day(2014, 3, 13),
                         more={"external_id": "rev-1", "version": "2"})  # fmt: skip
    store.article_save_many([_raw("revised-2", corrected)], keeping)
    everything["revised"] = corrected
    store.run_finish(run)
    _tag(everything, ids)
    Source.objects.update(rights="public")
    Source.objects.filter(name="Locked Desk").update(rights="researchers")
    Collection.objects.filter(slug="sample").update(visibility="public")
    store.article_withdraw(ids["withdrawn"], "The source asked for it.")
    store.mark_index_due(list(ids.values()))
    indexing.drain()
    return ids


def _raw(name: str, one: Dispatch) -> RawArticle:
    text, _ = tagged(one.marked)
    more = {"locator": f"/secret/folder/{name}.txt", **one.more}
    return RawArticle(
        title=one.title, body=text, format="text", published=one.published, source=one.source, language=one.language,
        origins={"published": one.published.origin, "title": "first line"}, **more,
    )  # fmt: skip


def _tag(everything: dict[str, Dispatch], ids: dict[str, int]) -> None:
    texts = dict(Article.objects.values_list("pk", "text_version"))
    tags = [(ids[name], texts[ids[name]], tagged(one.marked, one.language)[1]) for name, one in everything.items()]
    store.tags_write(tags, "by hand", lambda _id: None)
