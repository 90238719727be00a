"""From an article to its tags: a pure function of article, authority, gazetteer and model.

One text is made of headline and body, so that each is context for the other; the tags are divided again at
the end. The order: names, persons, places, organisations, readings, bodies, offices, quotes with speakers, dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, replace
from itertools import islice

from archive.authority.names import fold
from archive.authority.values import Authority, Place
from archive.tagging import confidence, values
from archive.tagging.actors import People, name_initials, name_organisations, name_people
from archive.tagging.bodies import name_bodies
from archive.tagging.callings import Callings
from archive.tagging.coreference import Referents, printed_name
from archive.tagging.dates import find_dates
from archive.tagging.elliptic import shared_words
from archive.tagging.homes import Home, Homes
from archive.tagging.institutions import Institutions
from archive.tagging.kinds import Kinds
from archive.tagging.lexicon import Lexicon
from archive.tagging.movements import read_movements
from archive.tagging.names import find_names
from archive.tagging.namesakes import name_as_one
from archive.tagging.offices import Offices, name_offices
from archive.tagging.places import Gazetteer, Resolver, by_name
from archive.tagging.quotes import Said, find_quotes
from archive.tagging.readings import read_places
from archive.tagging.recognise import BLANK_LINE, MODEL, Parsed, Recogniser, parse_shallow
from archive.tagging.shortforms import Companies, add_short_forms
from archive.tagging.slavic import LANGUAGES as SLAVIC
from archive.tagging.slavic import mentions as slavic
from archive.tagging.slavic.local import short_bodies
from archive.tagging.spans import Found, without_crossing
from archive.tagging.speakers import grounds
from archive.tagging.things import read_houses
from archive.tagging.toponyms import add_toponyms
from archive.tagging.units import name_units
from archive.tagging.values import Article, Mention, Quote, SpokenDate, Tags
from archive.tagging.version import RULES
from archive.text.language import detect

DEEP = frozenset(["en"])
"""Languages with a model here. Ukrainian and Russian have rules; others the authority's names only."""

BETWEEN = "\n\n"
BATCH = 32
"""Articles read together: enough for the model's batches, few enough to stream."""


@dataclass(frozen=True, slots=True)
class _Text:
    """An article read as far as its names."""

    article: Article
    language: str
    parsed: Parsed
    names: list[Found]


class Tagger:
    """Tags articles. Build it once a process: it loads the model and the authority's names (a few seconds).

    Raises `recognise.ModelMissing` if the model is not installed.
    """

    def __init__(
        self, authority: Authority, gazetteer: Gazetteer, model: str = MODEL, kinds: Kinds | None = None
    ) -> None:
        self._authority = authority
        self._model = Recogniser(model)
        self._lexicon = Lexicon(authority)
        self._kinds = kinds or Kinds.load()
        self._institutions = Institutions(authority)
        self._people = People(authority)
        self._companies = Companies(authority.actors)
        self._callings = Callings(authority)
        self._resolver = Resolver(gazetteer, authority.places)
        self._slavic = slavic.Slavic(authority, self._institutions, gazetteer.candidates)
        self._places = authority.places
        self._buildings = {fold(p.name): p for p in authority.places.values() if p.kind == "building"}
        self._gazetteer = gazetteer
        self._offices = Offices(authority, by_name(authority.places, lambda place: place.kind == "country"))

    @property
    def version(self) -> str:
        """What the tags depend on beside the article: model, rules, authority."""
        return f"{self._model.version} rules-{RULES} authority-{self._authority.version}"

    def tag(self, article: Article) -> Tags:
        return next(self.tag_many([article]))

    def tag_many(self, articles: Iterable[Article], with_homes: bool = False) -> Iterator[Tags]:
        """Tags in the articles' order; a batch is parsed together, so memory stays flat.

        `with_homes`: articles of one source that come within one batch show each other where it is at home.
        """
        source = iter(articles)
        while batch := list(islice(source, BATCH)):
            languages = [article.language or detect(_whole(article)) for article in batch]
            readable = [_readable(article, language) for article, language in zip(batch, languages, strict=True)]
            deep = self._model.parse_many(
                _whole(article) for article, english in zip(batch, readable, strict=True) if english
            )
            read = (
                self._read(article, language, next(deep) if english else parse_shallow(_whole(article)))
                for article, language, english in zip(batch, languages, readable, strict=True)
            )
            if not with_homes or not any(article.source for article in batch):
                yield from (self._tags(text, Home(text.article.source_country)) for text in read)
                continue
            texts = list(read)
            homes = self._homes(texts)
            yield from (self._tags(text, homes.of(text.article.source, text.article.source_country)) for text in texts)

    def _homes(self, texts: list[_Text]) -> Homes:
        """Where the sources of these texts are at home, by a first resolving of their places."""
        homes = Homes()
        for text in texts:
            if text.article.source:
                names = [copy(span) for span in text.names]
                home = homes.of(text.article.source, text.article.source_country)
                self._resolver.resolve(names, text.parsed.clean, home)
                places = [self._place(span.place) for span in names if span.kind == "place" and span.place]
                homes.note(text.article.source, filter(None, places), self._resolver.above)
        return homes

    def _tags(self, text: _Text, home: Home) -> Tags:
        article, language, parsed = text.article, text.language, text.parsed
        found = self._mentions(text, home)
        grammar = "en" if parsed.deep else language
        said = find_quotes(parsed, grammar)
        referents = Referents(parsed, found, self._authority.actors, self._callings, article.published)
        shift = len(article.title) + len(BETWEEN) if article.title else 0
        return Tags(
            language,
            tuple(self._mention(span, shift) for span in found),
            tuple(quote for item in said if (quote := _quote(item, referents, shift, len(parsed.text)))),
            tuple(_date(item, shift) for item in find_dates(parsed, grammar, article.published)),
        )

    def _mentions(self, text: _Text, home: Home) -> list[Found]:
        found = self._all_mentions(text, home)
        return [span for span in found if not BLANK_LINE.search(text.parsed.text, span.start, span.end)]

    def _read(self, article: Article, language: str, parsed: Parsed) -> _Text:
        """The text with its names, and who its persons are."""
        # A name broken by a blank line is two: of the headline and of the text, or of two paragraphs.
        found_names = self._lexicon.find(parsed.clean)
        hits = [hit for hit in found_names if not BLANK_LINE.search(parsed.text, hit.start, hit.end)]
        if not parsed.deep and language in SLAVIC:
            found = find_names(parsed, self._slavic.hits(parsed.clean, hits))
            found = self._slavic.mentions(found, hits, parsed)
            found = self._slavic.people(found, self._people, article.published, parsed)
        else:
            shared = shared_words(parsed.clean, self._lexicon.exact)
            found = find_names(parsed, [*shared, *hits, *self._institutions.find(parsed, hits)])
            if parsed.deep:
                self._kinds.settle(found, parsed, self._resolver.size)
            found = add_toponyms(found, parsed, self._resolver.size)
            name_people(found, self._people, article.published, parsed.clean)
            name_as_one(found, parsed.clean)
        return _Text(article, language, parsed, found)

    def _all_mentions(self, text: _Text, home: Home) -> list[Found]:
        article, language, parsed, found = text.article, text.language, text.parsed, text.names
        self._resolver.resolve(found, parsed.clean, home)
        name_organisations(found, self._authority.actors, parsed.clean)
        found = self._companies.name(found)
        read_places(found, parsed, self._resolver.candidates, self._place, self._authority.actors)
        if not parsed.deep and language in SLAVIC:
            slavic.settle(found, parsed.clean, self._authority.actors, self._country)
            found = slavic.join_letters(found, parsed.clean)
            found = short_bodies(found, parsed.clean, parsed.text, self._authority.actors)
        name_bodies(found, self._authority.actors, self._place, parsed.clean, self._institutions.alone)
        name_initials(found)
        found = name_units(found, parsed.clean, self._authority.actors)
        found = add_short_forms(found, parsed.clean, self._authority.actors)
        read_movements(found, parsed.clean, self._place, self._authority.actors)
        read_houses(found, parsed.clean, self._buildings)
        offices = name_offices(found, self._offices, parsed, article.published, self._authority.actors)
        return without_crossing([*found, *offices])

    def _country(self, ident: str) -> str:
        place = self._place(ident) if ident else None
        return place.country if place else ""

    def _place(self, ident: str) -> Place | None:
        return self._places.get(ident) or self._gazetteer.place(ident)

    def _decision(self, span: Found, place: Place | None) -> str:
        """What there is to be sure of: which place or actor it is, else what kind of name.

        A country has few namesakes, a town of the authority some, any other town many: what the ladder says of their
        certainty is not of one measure.
        """
        if place is None:
            return "actor" if span.actor else f"unlisted {span.kind}"
        if place.kind in _LANDS:
            return "land"
        return "listed town" if place.id in self._places else "town"

    def _mention(self, span: Found, shift: int) -> Mention:
        place = self._place(span.place) if span.place else None
        part: values.Part = "title" if span.start < shift else "body"
        move = 0 if part == "title" else shift
        read = confidence.of_reading(span.footing) if span.reading and span.footing.startswith(span.reading) else None
        sure = confidence.of_mention(self._decision(span, place), span.confidence)
        return Mention(
            span.start - move,
            span.end - move,
            span.text,
            span.kind,
            span.reading,
            span.actor,
            span.place,
            place.country if place else "",
            sure if read is None else round(sure * read, 2),
            span.why or _UNKNOWN[span.kind],
            part,
            span.name,
            read,
        )


_LANDS = frozenset(["country", "historical", "region", "sea", "river"])


_UNKNOWN: dict[str, str] = {
    "place": "A place by the language model; the gazetteer does not have it.",
    "group": "A people or group by the language model; the gazetteer has no country of it.",
    "person": "A person by the language model.",
    "organisation": "An organisation by the language model.",
    "other": "A name by the language model: an event, a work, a thing.",
}


def _readable(article: Article, language: str) -> bool:
    """Is it English, or a text too short to tell its language that may well be?"""
    return language in DEEP or (not language and article.body[:2_000].isascii())


def _whole(article: Article) -> str:
    return f"{article.title}{BETWEEN}{article.body}" if article.title else article.body


def _quote(said: Said, referents: Referents, shift: int, length: int) -> Quote | None:
    """A quote in its part; None where one would reach from headline into body."""
    part: values.Part = "title" if said.start < shift else "body"
    move, low, high = (0, 0, shift) if part == "title" else (shift, shift, length)
    if said.end > high:
        return None
    meant = referents.mention(*said.speaker, said.head) if said.speaker else None
    speaker = said.speaker if said.speaker and low <= said.speaker[0] and said.speaker[1] <= high else None
    cue = said.cue if said.cue and low <= said.cue[0] and said.cue[1] <= high else None
    return Quote(
        said.start - move,
        said.end - move,
        said.type,
        speaker[0] - move if speaker else None,
        speaker[1] - move if speaker else None,
        meant.actor if meant is not None else "",
        cue[0] - move if cue else None,
        cue[1] - move if cue else None,
        part,
        printed_name(meant),
        *grounds(referents.clean, said, meant),
    )


def _date(item: SpokenDate, shift: int) -> SpokenDate:
    part: values.Part = "title" if item.start < shift else "body"
    move = 0 if part == "title" else shift
    return replace(item, start=item.start - move, end=item.end - move, part=part)
