"""A made archive of any size: articles drawn from a seed, for measurements where no real archive of that size is.

Made like news: lengths lognormal about 375 words; words by Zipf's law with exponent 1 over about 300,000 forms, the
most frequent being real function words; actors and places by the same law; events in 2013-2015 that raise some words
and actors for some days. Article n depends only on the seed and the block of 1,000 that n is in.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np

from archive.search.documents import ArticleRecord, QuoteRecord
from archive.search.query import RIGHTS, Rights, candidate_value
from archive.text.when import Published

BLOCK = 1_000
ACTORS, PLACES, SOURCES = 20_000, 5_000, 40
COLLECTION_ID, COLLECTION = 1, "made"
FIRST_DAY, DAYS = date(2013, 1, 1), 1_095
_ACTORS_EACH, _PLACES_EACH = 12, 5
_LEMMAS = 75_000
_FORMS = ("", "s", "ed", "ing")
_FORM_SHARES = (2.0, 0.9, 0.7, 0.4)
# Of an article's body, in words: sigma as newspapers have it; mu so that the mean is 375.
_SIGMA = 0.6
_MU = float(np.log(375) - _SIGMA**2 / 2)
_SHORTEST, _LONGEST = 40, 5_000
_SENTENCE, _SENTENCE_SPREAD = 20, 7
_PARAGRAPH = 3  # sentences
_FRENCH = 0.12
_COPIED = 0.025  # articles with a copy in the same block: twice as many are in groups
_COPY_DISTANCE = 7
_BURSTS, _BURST_SHARE, _BURST_WORDS, _BURST_ACTORS, _BURST_DAYS = 200, 0.3, 30, 4, 4.0
_BURST_WORD_SHARE = 0.04

_HEADS = {
    "en": (
        "the of to and in a that is for on with as was by it he at his from be has are an have had not they will "
        "who its which were this but or their been would she one more about her there we after when also all than "
        "new out up if two other into some no could what last him can people first over time so you before i "
        "against between our year them now where most while under told since only many three may off did because "
        "such made then both during these any through another until still those being even just well back down"
    ),
    "fr": (
        "le de la les et des en un du une est que dans pour qui au sur par plus pas a se ce il avec ne son sont "
        "ont mais comme ou sa elle aux cette deux leur ses été nous fait entre après sans même ils ces être tout "
        "fois ans aussi dont avait encore bien peut contre peu premier faire lui depuis autre sous était si pays "
        "temps toute toujours avant dit jamais trois jour moins alors moi vous leurs autres notre avoir grand "
        "année donc monde chez puis plusieurs quand car rien très déjà où mon trop vers lors selon ainsi cela soit"
    ),
}
_HEAD = 106
_ONSETS = "b d f g k l m n p r s t v br dr gr kl pr st tr".split()
_CODAS = "d g k l m n p r t x".split()
_COUNTRIES = (
    "AF AL DZ AO AR AM AU AT AZ BH BD BY BE BJ BO BA BW BR BG BF BI KH CM CA CF TD CL CN CO CG CR HR CU CY CZ DK DJ DO "
    "EC EG SV ER EE ET FJ FI FR GA GM GE DE GH GR GT GN GY HT HN HU IS IN ID IR IQ IE IL IT JM JP JO KZ KE KW KG LA LV "
    "LB LS LR LY LT LU MG MW MY ML MT MR MU MX MD MN ME MA MZ MM NA NP NL NZ NI NE NG NO OM PK PA PY PE PH PL PT QA RO "
    "RU RW SA SN RS SL SG SK SI SO ZA ES LK SD SE CH SY TW TJ TZ TH TG TN TR TM UG UA AE GB US UY UZ VE VN YE ZM ZW"
).split()
_REGIONS = 1_000
_KINDS = ("person", "person", "person", "organisation", "government")
_SECTIONS = ("World", "Politics", "Business", "Sport", "Culture", "Opinion", "")


@dataclass(frozen=True, slots=True)
class MadeActor:
    id: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class MadePlace:
    """`ancestors`: ids, nearest first, as in `models.Place`."""

    id: str
    kind: str
    name: str
    country: str
    ancestors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MadeMention:
    """A span of the body in code points; of `actor`, `place` and `candidate` one is filled."""

    start: int
    end: int
    kind: str
    actor: str = ""
    place: str = ""
    country: str = ""
    candidate: str = ""


@dataclass(frozen=True, slots=True)
class MadeArticle:
    """A record with what the tables hold beyond it: spans in the body. `said`: the span of the date's words."""

    record: ArticleRecord
    mentions: tuple[MadeMention, ...]
    said: tuple[int, int]


def articles(count: int, seed: int = 1) -> Iterator[ArticleRecord]:
    """The first `count` articles of the archive of this seed, with ids from 1."""
    return (article.record for article in whole_articles(count, seed))


def whole_articles(count: int, seed: int = 1) -> Iterator[MadeArticle]:
    """As `articles`, with the spans of their tags."""
    made = itertools.chain.from_iterable(block(seed, number) for number in itertools.count())
    return itertools.islice(made, count)


def vocabulary(language: str) -> Sequence[str]:
    """All forms, the most frequent first among the function words; then four forms of each stem."""
    return _world().words[language]


def stems() -> list[tuple[str, float]]:
    """Each English function word and each stem, as its shortest form, with the share of an English text's words that
    are any form of it."""
    weights = np.diff(_world().word_sums, prepend=0.0)
    heads = zip(vocabulary("en")[:_HEAD], weights[:_HEAD].tolist(), strict=True)
    shares = weights[_HEAD:].reshape(_LEMMAS, len(_FORMS)).sum(axis=1)
    return [*heads, *zip(_lemmas(), shares.tolist(), strict=True)]


def article_share(word_share: float) -> float:
    """The share of English articles that hold a word which is so large a share of their words."""
    lengths = np.exp(_MU + _SIGMA * np.linspace(-2.5, 2.5, 51))
    of_length = np.exp(-(np.linspace(-2.5, 2.5, 51) ** 2) / 2)
    return float(1 - (np.exp(-word_share * lengths) * of_length).sum() / of_length.sum())


def source_name(number: int) -> tuple[str, str, Rights]:
    """Slug, name and rights of source `number` (from 0)."""
    return f"source-{number:02}", f"Courier {number + 1}", RIGHTS[0] if number % 10 else "signed_in"


@cache
def actors() -> tuple[MadeActor, ...]:
    """All actors, the most mentioned first."""
    lemmas = _lemmas()
    made = []
    for n in range(ACTORS):
        first, last = lemmas[(n * 13) % 1_500].title(), lemmas[2_000 + n].title()
        kind = _KINDS[n % len(_KINDS)]
        name = f"{first} {last}" if kind == "person" else f"{last} {'Council' if kind == 'government' else 'Union'}"
        made.append(MadeActor(f"{name.lower().replace(' ', '-')}", kind, name))
    return tuple(made)


@cache
def places() -> tuple[MadePlace, ...]:
    """All places, the most mentioned first: countries, then regions, then towns."""
    names = [lemma.title() for lemma in _lemmas()[30_000 : 30_000 + PLACES]]
    made: list[MadePlace] = []
    for n, name in enumerate(names):
        above: tuple[str, ...]
        if n < len(_COUNTRIES):
            kind, country, above = "country", _COUNTRIES[n], ()
        elif n < len(_COUNTRIES) + _REGIONS:
            parent = made[n % len(_COUNTRIES)]
            kind, country, above = "region", parent.country, (parent.id,)
        else:
            parent = made[len(_COUNTRIES) + n % _REGIONS]
            kind, country, above = "city", parent.country, (parent.id, *parent.ancestors)
        made.append(MadePlace(f"made-{name.lower()}", kind, name, country, above))
    return tuple(made)


# --- what all blocks share --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _World:
    words: dict[str, list[str]]
    word_sums: np.ndarray[Any, Any]
    actor_sums: np.ndarray[Any, Any]
    place_sums: np.ndarray[Any, Any]
    source_sums: np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class _Bursts:
    days: np.ndarray[Any, Any]
    words: np.ndarray[Any, Any]
    actors: np.ndarray[Any, Any]


@cache
def _lemmas() -> list[str]:
    """Pronounceable stems that differ, in an order that does not tell how they were made."""
    syllables = [onset + vowel for onset in _ONSETS for vowel in "aeiou"]
    every = [a + b + coda for a in syllables for b in syllables for coda in _CODAS]
    order = np.random.default_rng(0).permutation(len(every))[:_LEMMAS]
    return [every[n] for n in order.tolist()]


@cache
def _world() -> _World:
    lemmas = _lemmas()
    forms = [lemma + ending for lemma in lemmas for ending in _FORMS]
    ranks = _HEAD + 1 + len(_FORMS) * np.arange(_LEMMAS)
    weights = np.concatenate([1 / np.arange(1, _HEAD + 1), (np.array(_FORM_SHARES) / ranks[:, None]).ravel()])
    return _World(
        words={language: [*head.split()[:_HEAD], *forms] for language, head in _HEADS.items()},
        word_sums=_sums(weights),
        actor_sums=_zipf(ACTORS),
        place_sums=_zipf(PLACES),
        source_sums=_zipf(SOURCES),
    )


def _zipf(count: int) -> np.ndarray[Any, Any]:
    # The mightiest of news stand in some percent of it, not in most: the law of Mandelbrot, with a shift.
    return _sums(1 / (np.arange(count) + 8.0))


def _sums(weights: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    sums = np.cumsum(weights)
    return sums / sums[-1]


@cache
def _bursts(seed: int) -> _Bursts:
    rng = np.random.default_rng([seed])
    return _Bursts(
        days=rng.integers(0, DAYS, _BURSTS),
        words=rng.integers(_HEAD, _HEAD + 60_000, (_BURSTS, _BURST_WORDS)),
        actors=rng.integers(0, ACTORS // 4, (_BURSTS, _BURST_ACTORS)),
    )


# --- one block ----------------------------------------------------------------------------------------------


def _draw(rng: np.random.Generator, sums: np.ndarray[Any, Any], shape: Any) -> np.ndarray[Any, Any]:
    return np.searchsorted(sums, rng.random(shape), side="right").clip(max=len(sums) - 1)


def block(seed: int, number: int) -> list[MadeArticle]:
    """The articles of a block, everything drawn at once."""
    world, bursts, rng = _world(), _bursts(seed), np.random.default_rng([seed, number])
    lengths = rng.lognormal(_MU, _SIGMA, BLOCK).clip(_SHORTEST, _LONGEST).astype(int)
    burst = np.where(rng.random(BLOCK) < _BURST_SHARE, rng.integers(0, _BURSTS, BLOCK), -1)
    days = np.where(
        burst >= 0,
        (bursts.days[burst] + rng.exponential(_BURST_DAYS, BLOCK)).clip(max=DAYS - 1),
        rng.integers(0, DAYS, BLOCK),
    ).astype(int)
    actor_draws = _draw(rng, world.actor_sums, (BLOCK, 2 * _ACTORS_EACH))
    actor_draws[burst >= 0, :_BURST_ACTORS] = bursts.actors[burst[burst >= 0]]
    drawn = {
        "french": rng.random(BLOCK) < _FRENCH,
        "day": days,
        "minute": rng.integers(0, 1_440, BLOCK),
        "to_the_day": rng.random(BLOCK) < 0.1,
        "source": _draw(rng, world.source_sums, BLOCK),
        "author": rng.integers(0, 2_000, BLOCK),
        "section": rng.integers(0, len(_SECTIONS), BLOCK),
        "spoken": rng.integers(-20, 20, BLOCK),
        "actors": actor_draws,
        "places": _draw(rng, world.place_sums, (BLOCK, 2 * _PLACES_EACH)),
        "candidate": rng.integers(0, 30_000, BLOCK),
        "quote": rng.integers(1, 1_000, BLOCK),
    }
    words = _words(rng, lengths, burst)
    sentences = iter(rng.normal(_SENTENCE, _SENTENCE_SPREAD, int(lengths.sum()) // 5).clip(5, 45).astype(int).tolist())
    columns = {name: column.tolist() for name, column in drawn.items()}
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    ends = np.cumsum(lengths).tolist()
    texts = [words[a:b].tolist() for a, b in zip([0, *ends], ends, strict=False)]
    made = [_article(number * BLOCK + n + 1, rows[n], texts[n], sentences) for n in range(BLOCK)]
    _make_copies(made, np.flatnonzero(rng.random(BLOCK) < _COPIED).tolist(), columns["source"])
    return made


def _words(
    rng: np.random.Generator, lengths: np.ndarray[Any, Any], burst: np.ndarray[Any, Any]
) -> np.ndarray[Any, Any]:
    """Numbers of words of all texts, one after the other; in a burst some are the burst's own."""
    total = int(lengths.sum())
    words = _draw(rng, _world().word_sums, total)
    bursting = np.repeat(burst, lengths)
    mine = np.flatnonzero((rng.random(total) < _BURST_WORD_SHARE) & (bursting >= 0))
    words[mine] = _bursts_words(rng, bursting[mine])
    return words


def _bursts_words(rng: np.random.Generator, burst: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    # The words of a burst do not depend on the archive's seed: a query drawn for one archive suits another.
    table = _bursts(1).words
    return table[burst, rng.integers(0, _BURST_WORDS, len(burst))]


def _make_copies(made: list[MadeArticle], firsts: list[int], sources: list[int]) -> None:
    """Articles seven places after an earlier one become its copies, printed by the next source on the same day and
    seen an hour later."""
    taken: set[int] = set()
    for first in firsts:
        later = first + _COPY_DISTANCE
        if later >= BLOCK or first in taken or later in taken:
            continue
        taken |= {first, later}
        original, own = made[first].record, made[later].record
        # Found as the store finds it: the earliest published is the first, then the lowest number.
        made[first] = replace(made[first], record=replace(original, copy_group=original.id, copies=2))
        slug, name, rights = source_name((sources[first] + 1) % SOURCES)
        copied = replace(
            original,
            id=own.id,
            version=own.id,
            source=slug,
            source_name=name,
            rights=rights,
            url=own.url,
            external_id=own.external_id,
            first_seen=original.first_seen + timedelta(hours=1),
            copy_group=original.id,
            copies=2,
            is_first=False,
            quotes=tuple(replace(q, id=own.id * 2 - 1 + n) for n, q in enumerate(original.quotes)),
        )
        made[later] = replace(made[first], record=copied)


# --- one article --------------------------------------------------------------------------------------------


def _article(id: int, row: dict[str, Any], numbers: list[int], lengths: Iterator[int]) -> MadeArticle:
    language = "fr" if row["french"] else "en"
    day = FIRST_DAY + timedelta(days=row["day"])
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=row["minute"])
    who = [actors()[n] for n in list(dict.fromkeys(row["actors"]))[:_ACTORS_EACH]]
    where = [places()[n] for n in list(dict.fromkeys(row["places"]))[:_PLACES_EACH]]
    candidate = (
        f"{_lemmas()[40_000 + row['candidate'] // 8].title()} {_lemmas()[70_000 + row['candidate'] % 97].title()}"
    )
    spoken = day + timedelta(days=row["spoken"])
    text = _Text(_world().words[language], numbers, lengths)
    title = f"{who[0].name} {' '.join(text.tokens[8:15])}"
    speaker = next((actor for actor in who if actor.kind == "person"), who[0])
    body, mentions, said, quotes = text.written(who, where, candidate, spoken, speaker, row["quote"])
    slug, name, rights = source_name(row["source"])
    above = {place for one in where for place in (one.id, *one.ancestors)}
    ids = sorted(actor.id for actor in who)
    record = ArticleRecord(
        id=id,
        version=id,
        title=title,
        body=body,
        language=language,
        source=slug,
        source_name=name,
        rights=rights,
        collections=(COLLECTION_ID,),
        collection_slugs=(COLLECTION,),
        first_seen=at + timedelta(hours=3),
        words=len(body.split()),
        published=Published.day(day, "made") if row["to_the_day"] else Published.instant(at, "made"),
        byline=f"By {_lemmas()[row['author']].title()} {_lemmas()[5_000 + row['author']].title()}",
        section=_SECTIONS[row["section"]],
        url=f"https://{slug}.example/{id}",
        external_id=str(id),
        tagged=True,
        actors=tuple(ids),
        actor_kinds=tuple(sorted({actor.kind for actor in who})),
        candidates=(candidate,),
        unidentified=1,
        persons=tuple(sorted([candidate_value(candidate), *(a.id for a in who if a.kind == "person")])),
        orgs=tuple(sorted(a.id for a in who if a.kind != "person")),
        readings=("literal",),
        speakers=(speaker.id,),
        places=tuple(sorted(above)),
        places_named=tuple(sorted(place.id for place in where)),
        countries=tuple(sorted({place.country for place in where})),
        names=tuple(sorted([*ids, *(place.id for place in where)])),
        quotes=tuple(
            QuoteRecord(start, end, "direct", speaker.id if n == 0 else "", 2 * id - 1 + n)
            for n, (start, end) in enumerate(quotes)
        ),
        spoken=((spoken, spoken),),
    )
    return MadeArticle(record, mentions, said)


class _Text:
    """Words of a body that become text: each token ends with what parts it from the next."""

    def __init__(self, words: Sequence[str], numbers: list[int], lengths: Iterator[int]) -> None:
        self.tokens = [words[n] for n in numbers]
        self.sentences: list[tuple[int, int]] = []
        begun, count = 0, len(numbers)
        while begun < count:
            # No sentence of a word or two at the end.
            end = begun + next(lengths)
            end = count if count - end < 5 else end
            self.sentences.append((begun, end - 1))
            begun = end

    def written(
        self,
        who: list[MadeActor],
        where: list[MadePlace],
        candidate: str,
        spoken: date,
        speaker: MadeActor,
        choice: int,
    ) -> tuple[str, tuple[MadeMention, ...], tuple[int, int], list[tuple[int, int]]]:
        """Body, mentions, span of the date's words, spans of the two quotes (the first is `speaker`'s)."""
        tokens = self.tokens
        names = [*(a.name for a in who), *(p.name for p in where), candidate, f"{spoken.day} {spoken:%B %Y}"]
        step = len(tokens) / len(names)
        # Names in turn from all lists, evenly over the text.
        slots = [int(step * ((n * 7) % len(names)) + step / 2) for n in range(len(names))]
        for slot, name in zip(slots, names, strict=True):
            tokens[slot] = name
        quoted = self._quoted(choice)
        ends = self._punctuated(quoted, speaker.name)
        starts = list(itertools.accumulate(map(len, tokens), initial=0))
        spans = [(starts[slot] + ends.get(slot, 0), name) for slot, name in zip(slots, names, strict=True)]
        of = [(start, start + len(name)) for start, name in spans]
        mentions = [MadeMention(*of[n], _mention_kind(a.kind), actor=a.id) for n, a in enumerate(who)]
        mentions += [
            MadeMention(*of[len(who) + n], "place", place=p.id, country=p.country) for n, p in enumerate(where)
        ]
        mentions.append(MadeMention(*of[-2], "person", candidate=candidate))
        body = "".join(tokens).rstrip()
        quotes = [(starts[a], body.index("”", starts[b]) + 1) for a, b in quoted]
        return body, tuple(sorted(mentions, key=lambda m: m.start)), of[-1], quotes

    def _quoted(self, choice: int) -> list[tuple[int, int]]:
        first = choice % len(self.sentences)
        second = (first + 1 + choice % 3) % len(self.sentences)
        return [self.sentences[first]] + ([self.sentences[second]] if second != first else [])

    def _punctuated(self, quoted: list[tuple[int, int]], speaker: str) -> dict[int, int]:
        """Capitals, full stops, quotation marks; for tokens that begin with a mark, how far in their word begins."""
        tokens = self.tokens
        last = {end: n for n, (_, end) in enumerate(self.sentences)}
        opening = {start for start, _ in quoted}
        closing = {end: f" said {speaker}" if n == 0 else " it was said" for n, (_, end) in enumerate(quoted)}
        for n, (start, end) in enumerate(self.sentences):
            word = tokens[start]
            tokens[start] = ("“" if start in opening else "") + word[0].upper() + word[1:]
            stop = f",”{closing[end]}." if end in closing else "."
            tokens[end] += stop + ("\n\n" if n % _PARAGRAPH == _PARAGRAPH - 1 else " ")
        self.tokens = [token if n in last else token + " " for n, token in enumerate(tokens)]
        tokens[:] = self.tokens
        self.tokens = tokens
        return dict.fromkeys(opening, 1)


def _mention_kind(kind: str) -> str:
    return "person" if kind == "person" else "organisation"
