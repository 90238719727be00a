"""What the pages of rulings show: what one would change, which are in force on a mention, and the log of all.

All of it is for an editor with some access: articles that this person may not see are not counted and not shown,
although a ruling holds in them as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, Max, Q, QuerySet, When

from archive.authority.names import fold
from archive.models import Actor, ActorName, Article, Mention, Place, PlaceName, Ruling
from archive.search.query import Access
from archive.selectors.access import may_read, visible_articles, visible_sources
from archive.tagging.ruled import bearing

# Things that a name is taken for, told apart on a page; the rest are summed.
TAKEN_SHOWN = 8
EXAMPLES = 5
# Characters on either side of an example.
_AROUND = 90
# Things offered for some letters, and names looked at for them.
_OFFERED = 12
_NAMES_LOOKED_AT = 400
# Rulings on a page of the log.
LOG_PAGE = 30

_NOBODY = {"person": "a person not identified", "organisation": "a body not identified"}


@dataclass(frozen=True, slots=True)
class Thing:
    """What a name can mean: an "actor" or a "place" with its id; "unknown": somebody whom the archive does not know;
    "nothing": no actor and no place; "gone": what is no longer there. `about` tells it from others of its name."""

    sort: str
    id: str = ""
    name: str = ""
    about: str = ""

    @property
    def words(self) -> str:
        match self.sort:
            case "actor" | "place":
                return self.name
            case "unknown":
                return f"{self.name}, not identified" if self.name else _NOBODY.get(self.about, "not identified")
            case "nothing":
                return "no actor and no place"
            case _:
                return f"“{self.id}”, which is no longer there"


UNKNOWN, NOTHING = Thing("unknown"), Thing("nothing")


@dataclass(frozen=True, slots=True)
class Taken:
    """What a name is taken for now, and how often."""

    thing: Thing
    mentions: int
    articles: int


@dataclass(frozen=True, slots=True)
class Example:
    """One mention with its surroundings, and what it is taken for now."""

    article: Article
    before: str
    printed: str
    after: str
    thing: Thing


@dataclass(frozen=True, slots=True)
class Preview:
    """What a ruling would be about. `more`: mentions of further things than those in `taken`. `partly`: there may be
    articles that this person does not see, and they are not counted."""

    articles: int
    mentions: int
    taken: tuple[Taken, ...]
    more: int
    examples: tuple[Example, ...]
    partly: bool


def ruling_preview(mention: Mention, scope: str, access: Access) -> Preview:
    """What a ruling on a mention's printed name would change in a scope."""
    rows = _printing(mention, scope, access)
    sums = rows.aggregate(mentions=Count("pk"), articles=Count("article", distinct=True))
    groups = _groups(rows)
    things = _things(groups)
    taken = tuple(Taken(things[n], g["mentions"], g["articles"]) for n, g in enumerate(groups[:TAKEN_SHOWN]))
    more = sum(group["mentions"] for group in groups[TAKEN_SHOWN:])
    examples = tuple(_examples(rows, groups, access))
    return Preview(sums["articles"], sums["mentions"], taken, more, examples, access.collections is not None)


def _printing(mention: Mention, scope: str, access: Access) -> QuerySet[Mention, Any]:
    """The mentions that a ruling would be about, of those that this person may see."""
    rows: QuerySet[Mention, Any] = Mention.objects.filter(folded=mention.folded)
    if scope == "here":
        return rows.filter(pk=mention.pk)
    if scope == "article":
        return rows.filter(article=mention.article_id)
    if scope == "source":
        rows = rows.filter(article__source=mention.article.source_id)
    return rows if access.collections is None else rows.filter(article__in=visible_articles(access))


def _groups(rows: QuerySet[Mention, Any]) -> list[dict[str, Any]]:
    """What the mentions are taken for, the most frequent first, each with its newest article.

    An actor that acts under a place's name is the actor; one that is not identified is like any other such.
    """
    unknown = Q(actor__isnull=True, place__isnull=True) & ~Q(candidate="")
    told_apart = rows.annotate(
        bare=Case(When(actor__isnull=True, then=F("place_id"))),
        open=Case(When(unknown, then=True), default=False),
    )
    grouped = told_apart.values("actor_id", "bare", "open")
    counted = grouped.annotate(mentions=Count("pk"), articles=Count("article", distinct=True), newest=Max("article"))
    return [dict(row) for row in counted.order_by("-mentions", "actor_id", "bare")]


def _things(groups: Sequence[dict[str, Any]]) -> list[Thing]:
    actors = actor_things(g["actor_id"] for g in groups if g["actor_id"])
    places = place_things(g["bare"] for g in groups if g["bare"])
    nobody = (UNKNOWN if g["open"] else NOTHING for g in groups)
    return [actors.get(g["actor_id"]) or places.get(g["bare"]) or n for g, n in zip(groups, nobody, strict=True)]


def _examples(rows: QuerySet[Mention, Any], groups: Sequence[dict[str, Any]], access: Access) -> Iterable[Example]:
    """One of each thing that the name is taken for, then the newest; each of another article."""
    ids = [g["newest"] for g in groups[:EXAMPLES]]
    ids += rows.order_by("-article_id").values_list("article_id", flat=True).distinct()[:EXAMPLES]
    ids = list(dict.fromkeys(ids))[:EXAMPLES]
    chosen: dict[int, Mention] = {}
    for m in rows.filter(article_id__in=ids).select_related("article__source").order_by("part", "start"):
        if m.article_id not in chosen or (_fits(m, groups) and not _fits(chosen[m.article_id], groups)):
            chosen[m.article_id] = m
    readable = [chosen[id] for id in ids if id in chosen and may_read(chosen[id].article, access)]
    things = mention_things(readable)
    return [_example(mention, things[mention.pk]) for mention in readable]


def _fits(m: Mention, groups: Sequence[dict[str, Any]]) -> bool:
    """Whether a mention is what its article was chosen for."""
    wanted = {(g["actor_id"], g["bare"]) for g in groups if g["newest"] == m.article_id}
    return (m.actor_id, None if m.actor_id else m.place_id) in wanted


def _example(m: Mention, thing: Thing) -> Example:
    before, printed, after = surroundings(m)
    return Example(m.article, before, printed, after, thing)


def surroundings(m: Mention) -> tuple[str, str, str]:
    """What stands before a mention, its own words, and what stands after it; each on one line."""
    text = m.article.title if m.part == "title" else m.article.body
    before, after = text[max(0, m.start - _AROUND) : m.start], text[m.end : m.end + _AROUND]
    if m.start > _AROUND:
        before = f"…{before[before.find(' ') :]}"
    if m.end + _AROUND < len(text):
        after = f"{after[: after.rfind(' ') + 1]}…"
    lead, trail = (
        (" " if text[m.start - 1 : m.start].isspace() else ""),
        (" " if text[m.end : m.end + 1].isspace() else ""),
    )
    return " ".join(before.split()) + lead, " ".join(m.text.split()), trail + " ".join(after.split())


# --- things -------------------------------------------------------------------------------------


def mention_things(mentions: Sequence[Mention]) -> dict[int, Thing]:
    """Mention's number → what it is taken for."""
    actors = actor_things(m.actor_id for m in mentions if m.actor_id)
    places = place_things(m.place_id for m in mentions if m.place_id)
    out = {}
    for m in mentions:
        known = actors.get(m.actor_id or "") or places.get(m.place_id or "")
        out[m.pk] = known or (Thing("unknown", name=m.candidate) if m.candidate else NOTHING)
    return out


def actor_things(ids: Iterable[str | None]) -> dict[str, Thing]:
    """Actor's id → whom it means today."""
    return {id: _actor(actor) for id, actor in Actor.meant(id for id in ids if id).items()}


def _actor(actor: Actor) -> Thing:
    return Thing("actor", actor.pk, actor.name, actor.description or actor.kind)


def place_things(ids: Iterable[str | None]) -> dict[str, Thing]:
    """Place's id → the place, with what contains it."""
    places = Place.objects.in_bulk({id for id in ids if id})
    above = dict(
        Place.objects.filter(pk__in={a for p in places.values() for a in p.ancestors}).values_list("pk", "name")
    )
    return {id: _place(place, above) for id, place in places.items()}


def _place(place: Place, above: dict[str, str]) -> Thing:
    within = ", ".join(above[id] for id in place.ancestors[:2] if id in above)
    return Thing("place", place.pk, place.name, f"{place.kind}, {within}" if within else place.kind)


def things_called(text: str) -> list[Thing]:
    """Actors and places with exactly this name, in any spelling or script."""
    return _among(lambda names, owner: _whole(names, owner, fold(text)[:300]))


def things_like(text: str) -> list[Thing]:
    """Actors and places that are called so, then those with a name that has the words in it; in any script. An id
    will do."""
    folded = fold(text)[:300]
    found = _among(lambda names, owner: [*_whole(names, owner, folded), *_part(names, owner, folded)]) if folded else []
    by_id = [*actor_things([text]).values(), *place_things([text]).values()]
    return list(dict.fromkeys([*by_id, *found]))


def _among(owners: Callable[[Any, str], list[str]]) -> list[Thing]:
    """The actors, then the places, whose ids are found among names."""
    actors = owners(ActorName.objects.exclude(kind__in=["demonym", "title"]), "actor_id")[:_OFFERED]
    places = owners(PlaceName.objects.exclude(kind="demonym"), "place_id")[:_OFFERED]
    known = actor_things(actors), place_things(places)
    return list(dict.fromkeys([*(known[0][id] for id in actors), *(known[1][id] for id in places)]))


def _whole(names: Any, owner: str, folded: str) -> list[str]:
    return list(names.filter(folded=folded).order_by(owner).values_list(owner, flat=True).distinct()[:_OFFERED])


def _part(names: Any, owner: str, folded: str) -> list[str]:
    """Owners of names that hold the words, the shortest name first."""
    rows = names.filter(folded__contains=folded).values_list("folded", owner)[:_NAMES_LOOKED_AT]
    return list(dict.fromkeys(id for _, id in sorted(rows, key=lambda row: (len(row[0]), row))))


def things_taken(mention: Mention, access: Access) -> list[Thing]:
    """Actors and places for which this printed name is taken anywhere, the most frequent first."""
    groups = [
        group for group in _groups(_printing(mention, "everywhere", access)) if group["actor_id"] or group["bare"]
    ]
    return _things(groups[:TAKEN_SHOWN])


# --- rulings ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """A ruling as a page tells it: what it says the name is."""

    ruling: Ruling
    thing: Thing


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to a ruling: made, "undone" or "put back". `done` and `total`: articles reached and to be reached,
    None once all are."""

    number: int
    words: str
    author: str
    at: datetime
    progress: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Logged:
    """A ruling in the log. `undo`: the number by whose undo it is no longer in force, or in force again. `mentions`
    and `articles`: what follows it now. `against`: rulings in force that say otherwise of some of the same mentions."""

    told: Told
    events: tuple[Event, ...]
    undo: int
    mentions: int
    articles: int
    against: tuple[Told, ...]


def ruling(number: int, access: Access) -> Logged | None:
    """One ruling; None if there is none with this number that this person may know of."""
    return next(iter(_logged(list(_known(access).filter(pk=number)), access)), None)


def ruling_known(number: int, access: Access) -> bool:
    """Whether a person may know of a ruling, or of the undo of one."""
    row = Ruling.objects.filter(pk=number).first()
    while row is not None and row.undoes is not None:
        row = row.undoes
    return row is not None and _known(access).filter(pk=row.pk).exists()


def rulings_log(access: Access, before: int = 0) -> tuple[list[Logged], int]:
    """A page of the log, the latest first, of those numbered below `before` (0: all); and the `before` of the next
    page, 0 where there is none."""
    rows = _known(access).order_by("-pk")
    found = list((rows.filter(pk__lt=before) if before else rows)[: LOG_PAGE + 1])
    page = found[:LOG_PAGE]
    return _logged(page, access), page[-1].pk if len(found) > LOG_PAGE else 0


def rulings_on(mention: Mention) -> list[Told]:
    """The rulings in force that bear on a mention, the one that wins last."""
    rows = {row.pk: row for row in Ruling.objects.filter(in_force=True, undoes=None, folded=mention.folded)}
    if not rows:
        return []
    article = mention.article
    same = list(Mention.objects.filter(article=article, folded=mention.folded).order_by("part", "start", "-end"))
    n = next(n for n, one in enumerate(same) if one.pk == mention.pk)
    spots = [one.spot(article) for one in same]
    rules = (row.rule() for row in rows.values())
    found = bearing(spots, n, rules, article=article.pk, source=article.source_id)
    return _told([rows[rule.number] for rule in found])


def _known(access: Access) -> QuerySet[Ruling, Any]:
    """Rulings that this person may know of: those that hold where this person may see something."""
    rows: QuerySet[Ruling, Any] = Ruling.objects.filter(undoes=None).select_related("article", "source")
    if access.collections is None:
        return rows
    wide = Q(scope="everywhere") | Q(scope="source", source__in=visible_sources(access))
    return rows.filter(wide | Q(article__in=visible_articles(access)))


def _told(rows: Sequence[Ruling]) -> list[Told]:
    actors, places = actor_things(row.actor for row in rows), place_things(row.place for row in rows)
    return [Told(row, _meant(row, actors, places)) for row in rows]


def _meant(row: Ruling, actors: dict[str, Thing], places: dict[str, Thing]) -> Thing:
    if row.actor:
        return actors.get(row.actor) or Thing("gone", row.actor)
    if row.place:
        return places.get(row.place) or Thing("gone", row.place)
    return Thing("unknown", about=row.means) if row.means in _NOBODY else NOTHING


def _logged(rows: Sequence[Ruling], access: Access) -> list[Logged]:
    undone = _undone(rows)
    effects = _effects(rows)
    others = _told(_others(rows, access))
    return [
        Logged(
            told,
            tuple(_event(one, told.ruling, n, access) for n, one in _history(told.ruling, undone)),
            _to_undo(told.ruling, undone),
            *effects.get(told.ruling.pk, (0, 0)),
            tuple(other for other in others if _contradicts(told.ruling, other.ruling)),
        )
        for told in _told(rows)
    ]


Undone = dict[int, list[Ruling]]
"""Number of a ruling or an undo → the undos of it, the first first."""


def _undone(rows: Sequence[Ruling]) -> Undone:
    found: Undone = defaultdict(list)
    due = [row.pk for row in rows]
    while due:
        below = list(Ruling.objects.filter(undoes__in=due).order_by("pk"))
        for row in below:
            found[row.undoes_id or 0].append(row)
        due = [row.pk for row in below]
    return found


def _history(row: Ruling, undone: Undone) -> list[tuple[int, Ruling]]:
    """A ruling and everything that undid it and undid that, in order, each with how deep it stands."""
    out, due = [], [(0, row)]
    while due:
        depth, one = due.pop()
        out.append((depth, one))
        due += [(depth + 1, below) for below in undone.get(one.pk, ())]
    return sorted(out, key=lambda pair: pair[1].pk)


def _event(one: Ruling, about: Ruling, depth: int, access: Access) -> Event:
    words = "made" if depth == 0 else ("put back", "undone")[depth % 2]
    return Event(
        one.pk, words, one.author_name, one.at, _progress(one, about, access) if one.finished is None else None
    )


def _progress(one: Ruling, about: Ruling, access: Access) -> tuple[int, int]:
    """Articles that an event has reached, and all that it is to reach, of those that this person may see."""
    rows: QuerySet[Mention, Any] = Mention.objects.filter(folded=about.folded)
    if about.scope == "source":
        rows = rows.filter(article__source=about.source_id)
    if access.collections is not None:
        rows = rows.filter(article__in=visible_articles(access))
    reached = Q(article_id__lte=one.reached)
    sums = rows.aggregate(done=Count("article", distinct=True, filter=reached), total=Count("article", distinct=True))
    return sums["done"], sums["total"]


def _to_undo(row: Ruling, undone: Undone) -> int:
    """What is to be undone so that a ruling is in force no longer, or again."""
    return row.pk if row.in_force else next((undo.pk for undo in undone.get(row.pk, ()) if undo.in_force), 0)


def _effects(rows: Sequence[Ruling]) -> dict[int, tuple[int, int]]:
    """Ruling's number → mentions and articles that follow it now."""
    forms = {row.folded for row in rows if row.in_force}
    found = Mention.objects.filter(folded__in=forms, ruling__in=[row.pk for row in rows]).order_by()
    sums = found.values("ruling_id").annotate(mentions=Count("pk"), articles=Count("article", distinct=True))
    return {one["ruling_id"]: (one["mentions"], one["articles"]) for one in sums}


def _others(rows: Sequence[Ruling], access: Access) -> list[Ruling]:
    """All rulings in force on the names of these."""
    return list(_known(access).filter(in_force=True, folded__in={row.folded for row in rows}).order_by("pk"))


def _contradicts(one: Ruling, other: Ruling) -> bool:
    """Whether two rulings in force say different things of what may be the same mention."""
    if one.pk == other.pk or one.folded != other.folded or not one.in_force:
        return False
    if (one.means, one.actor, one.place) == (other.means, other.actor, other.place):
        return False
    narrow, wide = sorted((one, other), key=lambda row: _WIDTH[row.scope])
    match wide.scope:
        case "everywhere":
            return True
        case "source":
            return narrow.source_id == wide.source_id
        case "article":
            return narrow.article_id == wide.article_id
        case _:
            return (narrow.article_id, narrow.part, narrow.context) == (wide.article_id, wide.part, wide.context)


_WIDTH = {"here": 0, "article": 1, "source": 2, "everywhere": 3}
