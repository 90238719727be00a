"""What tells: the words, actors and places that set a search apart, articles like one, and the archive's spellings.

Beside `service`, and as it: access inside, kept for one commit of one generation, nothing of an engine outside.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import exp, sqrt
from typing import Any, TypeVar

from django.core.cache import caches

from archive import selectors
from archive.explore.keyness import LEAST, keyness
from archive.search import engines, service
from archive.search.evaluate import words
from archive.search.evaluate.words import Sample, Spelling, Weight
from archive.search.query import (
    RIGHTS,
    Access,
    And,
    Boost,
    DateRange,
    FacetRequest,
    Hit,
    Node,
    Not,
    Or,
    SearchRequest,
    Shelf,
    Term,
    Word,
)
from archive.selectors import ArticlePage, Card
from archive.selectors.texts import searched_texts

# Articles read for the words of a result, and of what it is compared with. Two thousand show a word that is in one
# article of a hundred some twenty times; reading them takes about a second.
SAMPLE = 2_000
# Words of a sample that are kept, so that it takes some hundred kilobytes and not megabytes.
_REMEMBERED = 5_000
# Words whose counts are taken exactly, of which the most distinctive are shown.
_SCREENED = 150
WORDS = 30
# Leading values of a facet among which the distinctive ones are looked for.
_VALUES = 100
# Shown even where less certain than LEAST: a day of a small archive has few articles (pages.md, R26 asks for five).
AT_LEAST = 5

# Articles in which is looked how words are printed.
_PRINTED = 10

T = TypeVar("T")


def _read(use: Callable[[Any, int], T], shelf: Shelf = "articles") -> T:
    return service.asked(engines.serving(), lambda shelves: shelves.of(shelf).read(use))


def totals(requests: Sequence[SearchRequest]) -> tuple[int, ...]:
    """How many each finds, all of one shelf and one moment, in one call of the engine."""
    if not requests:
        return ()
    return tuple(_read(lambda snapshot, most: words.totals(snapshot, requests, most), requests[0].shelf))


# --- what sets a result apart -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Distinct:
    """A word or a value of a facet: in `count` of the articles of the result and in `whole` of what it is compared
    with, the result among it. `score` is `keyness`."""

    value: str
    count: int
    whole: int
    score: float


@dataclass(frozen=True, slots=True)
class Apart:
    """What sets the `total` articles of a result apart from the rest of `whole_total`.

    `read`: of how many of the result the words were read to find candidates; the counts are of all of it.
    """

    total: int
    whole_total: int
    read: int
    words: tuple[Distinct, ...]
    values: dict[str, tuple[Distinct, ...]]


def apart(request: SearchRequest, whole: SearchRequest, facets: Sequence[str] = ("actor", "place")) -> Apart:
    """The distinctive words and values of a result against what it is a part of.

    Candidates come of what was read of both; every count that is given is exact, and of what this person may see.
    """
    request, whole = request.bare(), whole.bare()
    against = hashlib.sha256(repr((whole.query, whole.choices, whole.ranges, facets)).encode()).hexdigest()
    return service.kept(f"apart:{against}", request, lambda _: _apart(request, whole, facets))


def _apart(request: SearchRequest, whole: SearchRequest, facets: Sequence[str]) -> Apart:
    inside = _sample(request)
    candidates = [Word(form) for form in _candidates(inside, _sample(whole))]
    total, whole_total, found = _distinct(request, whole, candidates)
    values = {}
    for facet in facets:
        asked = replace(request, facets=(FacetRequest(facet, _VALUES),))
        leading = [Term(facet, value.value) for value in service.answer(asked).facets[0].values]
        values[facet] = _telling(_distinct(request, whole, leading)[2])
    return Apart(total, whole_total, inside.read, _telling(found)[:WORDS], values)


def _sample(request: SearchRequest) -> Sample:
    """The copies of a story are read each: which one is left does not matter for its words."""
    request = replace(request, copies="each")

    def make(_: object) -> Sample:
        return _lean(_read(lambda snapshot, most: words.sampled(snapshot, request, most, SAMPLE)))

    return service.kept("sample", request, make, caches["large"])


def _lean(sample: Sample) -> Sample:
    """With the words that most of what was read has: of two thousand articles most words are in next to none."""
    best = sorted(sample.words, key=lambda lookup: (-sample.words[lookup], lookup))[:_REMEMBERED]
    return replace(sample, words={w: sample.words[w] for w in best}, forms={w: sample.forms[w] for w in best})


def _candidates(inside: Sample, whole: Sample) -> list[str]:
    """The forms most worth counting, by what was read of the result and of the rest."""
    scores = {
        lookup: keyness(n, inside.read, n + whole.words.get(lookup, 0), inside.read + whole.read)
        for lookup, n in inside.words.items()
    }
    best = sorted(scores, key=lambda lookup: (-scores[lookup], lookup))[:_SCREENED]
    return list(dict.fromkeys(inside.forms[lookup] for lookup in best))


def _distinct(
    request: SearchRequest, whole: SearchRequest, nodes: Sequence[Word | Term]
) -> tuple[int, int, list[Distinct]]:
    """The totals of both, and each node with its count in both."""

    def count(snapshot: Any, most: int) -> tuple[tuple[int, list[int]], tuple[int, list[int]]]:
        return words.narrowed(snapshot, request, most, nodes), words.narrowed(snapshot, whole, most, nodes)

    (total, counts), (whole_total, of_whole) = _read(count)
    found = [
        Distinct(node.text if isinstance(node, Word) else node.value, n, w, keyness(n, total, w, whole_total))
        for node, n, w in zip(nodes, counts, of_whole, strict=True)
    ]
    return total, whole_total, found


def _telling(found: Sequence[Distinct]) -> tuple[Distinct, ...]:
    """Those that are too frequent in the result to be so by chance, the most telling first; a few in any case."""
    best = sorted((one for one in found if one.score > 0), key=lambda one: (-one.score, one.value))
    certain = sum(one.score >= LEAST for one in best)
    return tuple(best[: max(certain, AT_LEAST)])


# --- its stories --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Story:
    """An article of the result, and all of it that are copies of one text, itself first."""

    card: Card
    copies: tuple[int, ...]


def stories(request: SearchRequest, telling: Sequence[str], most: int = 5) -> tuple[Story, ...]:
    """The stories of a result that most copies carry; after them those with most of its telling words, then any."""
    carried = _read(lambda snapshot, limit: words.stories(snapshot, request.bare(), limit, most))
    known = {id for group in carried for id in group}
    found = list(carried)
    for id in (*_best(request, telling, most), *_best(request, (), most)):
        if id not in known:
            known.add(id)
            found.append((id,))
    cards = {card.id: card for card in selectors.cards([group[0] for group in found[:most]], request.visible_to)}
    return tuple(Story(cards[group[0]], group) for group in found[:most] if group[0] in cards)


def _best(request: SearchRequest, telling: Sequence[str], most: int) -> list[int]:
    """The first articles of a result, one of each story; with `telling`, those that have most of these words."""
    query = And((request.query, _any_of(telling))) if telling else request.query
    best = request.bare(query=query, sort="relevance", size=2 * most, copies="first")
    return [hit.id for hit in service.answer(best).hits]


def _any_of(forms: Sequence[str]) -> Node:
    return Or(tuple(Word(form) for form in forms))


def printed(request: SearchRequest, forms: Sequence[str]) -> dict[str, str]:
    """Form → how most of the articles of the result that have most of these words print it ("Aksyonov"); only of
    texts that may be read. A form without an entry is shown as it is."""
    if not forms:
        return {}
    texts = searched_texts(_best(request, forms, _PRINTED)).values()
    readable = [text for text in texts if text.rights in request.visible_to.text]
    return words.printed([f"{text.title}\n{text.body}" for text in readable], forms)


def printed_in(text: str, forms: Sequence[str]) -> dict[str, str]:
    """Form → how a text prints it most often."""
    return words.printed([text], forms)


# --- articles like one --------------------------------------------------------------------------

# Shares of the score of likeness: what an article is about, whom it names, when it was published. Words carry most,
# since they alone tell two stories of the same people apart.
_BY_WORDS, _BY_ACTORS, _BY_TIME = 0.6, 0.25, 0.15
# After so many days nearness in time is worth about a third.
_DAYS = 30.0
# So many days around it are looked through on their own: over years, they would be lost among equals.
_AROUND = 7
_WEIGHTY = 12
_RANKED = 24
SIMILAR = 6
# Two articles that share one word are not alike.
_SHARED = 2


@dataclass(frozen=True, slots=True)
class Similar:
    """An article like another. `words`, `actors`: what both have, the most telling first; `days` between them, None
    where one date is not known to the day."""

    card: Card
    words: tuple[str, ...]
    actors: tuple[str, ...]
    days: int | None
    score: float


def similar(found: ArticlePage, access: Access) -> tuple[Similar, ...]:
    """Articles like this one, copies of it left out.

    0.6 · words (BM25 of its weightiest words, against the best) + 0.25 · actors (cosine of the two sets) + 0.15 ·
    e^(−days/30). Nothing of a text that may not be read, of this article or another, shows in the list.
    """
    if not found.may_read:
        return ()
    # Words that rights of snippets let be matched would tell of a text through its place in the list.
    access = replace(access, snippet=frozenset())
    key = SearchRequest(access, Term("id", str(found.article.pk)))
    return service.kept("similar", key, lambda _: _similar(found, access))


def _similar(found: ArticlePage, access: Access) -> tuple[Similar, ...]:
    id = found.article.pk
    weights = _read(lambda snapshot, most: words.weightiest(snapshot, access, most, id, _WEIGHTY))
    if len(weights) < _SHARED:
        return ()
    hits = _of_other_stories(_candidates_for(_asked(id, weights, access), found), found)
    cards = {c.id: c for c in selectors.cards([hit.id for hit in hits], access, names=0)}
    groups = selectors.copy_groups(list(cards))
    common = _read(lambda snapshot, _: words.shared(snapshot, access, list(cards), [w.lookup for w in weights]))
    out, seen = [], set()
    for hit in hits:
        card, group = cards.get(hit.id), groups.get(hit.id)
        if card is None or group in seen or len(common.get(hit.id, ())) < _SHARED:
            continue
        seen |= {group} - {None}
        out.append(_likeness(found, card, hit.score / hits[0].score, weights, common[hit.id]))
    return tuple(sorted(out, key=lambda one: (-one.score, one.card.id))[:SIMILAR])


def _asked(id: int, weights: Sequence[Weight], access: Access) -> list[SearchRequest]:
    """Searches for its weightiest words. Each story counts once, its own among them, as by fifty copies of one nothing
    else would be found; where texts are restricted, once more by its copies that may be read."""
    alike = Or(tuple(Boost(Word(w.form), round(w.weight, 2)) for w in weights))
    others: tuple[Node, ...] = (alike, Not(Term("id", str(id))))
    asked = [SearchRequest(access, And(others), copies="first", size=_RANKED + 1)]
    if len(access.text) < len(RIGHTS):
        # Left out are those without one in their text, which says so without weighing the text again.
        read = Not(Not(Or(tuple(Word(w.form, "body") for w in weights))))
        asked.append(replace(asked[0], query=And((*others, read))))
    return asked


def _of_other_stories(hits: Sequence[Hit], found: ArticlePage) -> list[Hit]:
    groups, own = selectors.copy_groups([hit.id for hit in hits]), found.article.copy_group_id
    return [hit for hit in hits if own is None or groups.get(hit.id) != own]


def _candidates_for(requests: Sequence[SearchRequest], found: ArticlePage) -> list[Hit]:
    """The articles with most of its weightiest words, of all and of the days around it, best first."""
    on = found.article.published_on
    if on is not None and found.article.published_precision in ("day", "minute"):
        first = date.fromordinal(max(on.toordinal() - _AROUND, date.min.toordinal()))
        last = date.fromordinal(min(on.toordinal() + _AROUND, date.max.toordinal()))
        around = (DateRange("published", first, last),)
        requests = [*requests, *(replace(request, ranges=around) for request in requests)]
    hits = {hit.id: hit for request in requests for hit in service.answer(request).hits}
    return sorted(hits.values(), key=lambda hit: (-hit.score, hit.id))


def _likeness(
    found: ArticlePage, card: Card, by_words: float, weights: Sequence[Weight], common: frozenset[str]
) -> Similar:
    mine = {m.actor_id for m in found.mentions if m.actor_id}
    shared = [actor for actor in card.actors if actor.id in mine]
    by_actors = len(shared) / sqrt(len(mine) * len(card.actors)) if shared else 0.0
    days = _days(found.article.published_on, found.article.published_precision, card)
    by_time = 0.0 if days is None else exp(-days / _DAYS)
    return Similar(
        card=card,
        words=tuple(w.form for w in weights if w.lookup in common),
        actors=tuple(actor.name for actor in shared),
        days=days,
        score=_BY_WORDS * by_words + _BY_ACTORS * by_actors + _BY_TIME * by_time,
    )


def _days(on: date | None, precision: str, card: Card) -> int | None:
    other = card.published
    if on is None or other.on is None or not {precision, other.precision} <= {"day", "minute"}:
        return None
    return abs((on - other.on).days)


# --- other spellings ----------------------------------------------------------------------------


def spellings(typed: Sequence[str], access: Access, few: int) -> dict[str, tuple[int, tuple[Spelling, ...]]]:
    """Word → in how many articles that this person may see it is, and, where they are no more than `few`, the archive's
    words nearest to it."""
    if not typed:
        return {}
    key = SearchRequest(access, Or(tuple(Word(word) for word in typed)))

    def make(_: object) -> dict[str, tuple[int, tuple[Spelling, ...]]]:
        return _read(lambda snapshot, most: words.spellings(snapshot, access, most, typed, few=few))

    return service.kept("spelled", key, make)
