"""Where is meant: one place of the gazetteer for every place name, by the ladder of evidence.

From strong to weak: the words after a comma ("Paris, Texas"); the region or country named in the text; what
the kind of place promises (country before region before town, then population); nearness to places that the
text leaves no doubt about; the country at home in the source. One sense a text for one printed name, except
where a comma says otherwise. Not here: whether the place acts (readings).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from archive.authority.names import fold
from archive.authority.values import Place
from archive.tagging.countylists import county_lists
from archive.tagging.homes import Home
from archive.tagging.names import entries_of
from archive.tagging.spans import Found


class Gazetteer(Protocol):
    """What this module needs of `archive.authority.gazetteer`."""

    def candidates(self, name: str, /) -> tuple[Place, ...]: ...

    def counties(self, name: str, /) -> tuple[Place, ...]: ...

    def place(self, ident: str, /) -> Place | None: ...

    def ancestors(self, ident: str, /) -> tuple[str, ...]: ...


KIND_WEIGHT = {
    "country": 9.0,
    "region": 6.0,
    "sea": 6.0,
    "strait": 5.0,
    "peninsula": 5.5,
    "river": 4.5,
    "island": 4.5,
    "district": 3.0,
    "historical": 5.0,
    "square": 4.0,
    "base": 4.0,
    "building": 4.0,
    "airport": 4.0,
    "city": 0.0,
    "town": 0.0,
    "village": 0.0,
    "other": 5.0,
}
"""Weights are in powers of ten of population: a region goes before a town of less than a million. Set by hand on
half of LGL (docs/tagging.md); run `score.py lgl` again when changing them."""
CAPITAL = 2.4
"""A seat of government goes before a region of its name (Washington) and far before its namesakes."""
COMMA = 12.0
PARENT_NAMED = 2.5
COUNTRY_NAMED = 1.2
HOLDS = 4.0
"""A region or country that holds other places of the text: Georgia among its towns."""
NEAR = 2.5
NEAR_KM = 250.0
HOME = 1.5
HOME_REGION, HOME_NEAR = 4.0, 6.0
"""A region that all articles of the source name, and nearness to a town that all of them name."""
OTHER_NAME = 2.0
"""Off for a town that bears the printed name only among GeoNames' many spellings: Philadelphia is seldom Amman."""
ITS_TOWN, ITS_SHARE = 3.0, 0.35
"""Off for a region that is little more than the town it is called after: Tokyo, Baghdad, Hamburg."""
LISTED = 0.5
"""A town that the authority lists is known the world over."""
SUPPORT, UNSUPPORTED = 0.8, 0.6
"""What the rest of the text must say for a place, and what is left of the certainty where it does not."""
SMALL, SMALL_PEOPLE = 4.0, 200_000
"""Off for a great city where the words say "the town of" or "the village of"."""
MAX_CANDIDATES = 60
MAX_SITES = 200
MAX_ANCHORS = 40
"""Names beyond this say nothing new about where a text is set, and every candidate is measured against each."""

FAR_KM = 20_038.0
ANYWHERE = Home()


def km(a: Place, b: Place) -> float:
    """Great-circle distance in km."""
    la, lo, lb, lp = map(math.radians, (a.lat, a.lon, b.lat, b.lon))
    h = math.sin((lb - la) / 2) ** 2 + math.cos(la) * math.cos(lb) * math.sin((lp - lo) / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(h)))


@dataclass
class _Group:
    """All printings of one name in a text, decided together; `after` is the place that a comma names.

    `off`: what a candidate loses, by its id, because the words do not fit it well.
    """

    name: str
    spans: list[Found]
    candidates: tuple[Place, ...]
    after: _Group | None = None
    off: dict[str, float] = field(default_factory=dict)
    place: Place | None = None
    confidence: float = 0.0
    why: str = ""


class Resolver:
    """Decides the places of one text after another; holds nothing of them."""

    def __init__(self, gazetteer: Gazetteer, places: dict[str, Place]) -> None:
        self._gazetteer = gazetteer
        self._places = places
        self._above: dict[str, tuple[str, ...]] = {}

    def above(self, place: Place) -> tuple[str, ...]:
        """Ids of what contains the place, nearest first."""
        if not place.parent:
            return ()
        if place.parent not in self._above:
            self._above[place.parent] = (place.parent, *self._gazetteer.ancestors(place.parent))
        return self._above[place.parent]

    def resolve(self, found: list[Found], clean: str, home: Home = ANYWHERE) -> None:
        """Set `place`, `confidence` and `why` of place names and demonyms; `home`: of the text's source."""
        groups = self._groups(found, clean)
        anchors = [group for group in groups if self._unmistaken(group)]
        for group in anchors:
            self._choose(group, [], home)
        votes = self._votes(groups)
        for _ in range(2):  # the second round knows the first one's answers
            known = [g for g in groups if g.place is not None]
            for group in groups:
                if group not in anchors:
                    self._choose(group, [g for g in known if g is not group], home, votes)
        for group in groups:
            _write(group)
        self._name_sites(found, groups)

    def _name_sites(self, found: list[Found], groups: list[_Group]) -> None:
        """ "City Hall" in a text about Kyiv: the site that the gazetteer has under the town's name and its own."""
        named: Counter[str] = Counter()
        towns: dict[str, Place] = {}
        for group in groups:
            if group.place is not None and group.place.kind in ("city", "town"):
                named[group.place.id] += len(group.spans)
                towns[group.place.id] = group.place
        likely = [towns[ident] for ident, _ in named.most_common(3)]
        unplaced = [span for span in found if span.kind == "place" and not span.place and " " in span.text]
        for span in unplaced[:MAX_SITES]:
            site = next((p for town in likely for p in self._sites_in(town, span.text)), None)
            if site is not None:
                span.place, span.name, span.confidence = site.id, site.name, 0.75
                span.why = f"{site.name}, in the town that the text names most."

    def _sites_in(self, town: Place, text: str) -> list[Place]:
        return [p for p in self._gazetteer.candidates(f"{town.name} {text}") if p.parent == town.id]

    def _groups(self, found: list[Found], clean: str) -> list[_Group]:
        keyed: dict[tuple[str, str], _Group] = {}
        by_start: dict[int, _Group] = {}
        listed = {start for start, _ in county_lists(clean)}
        for span in reversed(found):
            if span.kind not in ("place", "group"):
                continue
            counties = self._gazetteer.counties(span.text) if span.start in listed else ()
            candidates = counties or self._regions(span, clean) or self.candidates(span)
            after = by_start.get(_comma(clean, span.end)) if candidates else None
            after = after if after and self._can_hold(after, candidates) else None
            region = counties or _REGION.match(clean, span.end)
            name = candidates[0].id if region and candidates else fold(span.text)
            small = _SMALL.search(clean, max(0, span.start - 16), span.start) is not None
            key = (name, (after.name if after else "") + ("small" if small else ""))
            off = {p.id: self._misfit(p, span.text, small) for p in candidates}
            for p in candidates:
                if p.kind == "region" and not region and self._is_its_town(p, candidates):
                    off[p.id] += ITS_TOWN
            group = keyed.setdefault(key, _Group(key[0], [], candidates, after, off))
            group.spans.append(span)
            by_start[span.start] = group
        _one_sense(keyed)
        return [group for group in keyed.values() if group.candidates]

    def _is_its_town(self, region: Place, candidates: tuple[Place, ...]) -> bool:
        """Does most of the region live in the town of its name?"""
        people = max((p.population for p in candidates if region.id in self.above(p)), default=0)
        return people > ITS_SHARE * region.population

    def _misfit(self, place: Place, text: str, small: bool) -> float:
        """How badly the words fit the place: another name of it printed, or a great city called a town."""
        printed = fold(text)
        town = place.kind in ("city", "town", "village")
        other = town and printed not in {fold(place.name), *(fold(n.text) for n in place.names if n.lang)}
        listed = town and not other and place.id in self._places
        return (
            OTHER_NAME * other
            - LISTED * listed
            + (SMALL if small and town and place.population > SMALL_PEOPLE else 0.0)
        )

    def candidates(self, span: Found) -> tuple[Place, ...]:
        """Places that the words may mean: the authority's first, then the gazetteer's."""
        own = [self._places[e.id] for e in entries_of(span, "place") if e.id in self._places]
        if span.kind == "group":
            own += [self._places[e.id] for e in entries_of(span, "demonym") if e.id in self._places]
            return tuple(own)
        named = next((e.name.text for e in entries_of(span, "place") if not e.id), span.text)  # in its first case
        more = self._gazetteer.candidates(_searched(named)) if may_be_town(named) else ()
        found = tuple({p.id: p for p in (*own, *more)}.values())[:MAX_CANDIDATES]
        if not found and (sort := _SORT.search(named)):
            found = self._gazetteer.candidates(_searched(named[: sort.start()]))
            found = tuple(p for p in found if p.kind not in ("city", "town", "village")) or found
        regions = tuple(p for p in found if p.kind == "region") if _SHORT.fullmatch(span.text) else ()
        return regions or found

    def _regions(self, span: Found, clean: str) -> tuple[Place, ...]:
        """ "the Donetsk and Luhansk regions": the region of the town's name, where the gazetteer has one."""
        if span.kind != "place" or not _REGION.match(clean, span.end):
            return ()
        found = [p for word in ("Oblast", "region") for p in self._gazetteer.candidates(f"{span.text} {word}")]
        return tuple({p.id: p for p in found if p.kind == "region"}.values())

    def size(self, text: str) -> float:
        """What the greatest place of this name weighs (`prior`), 0 if the gazetteer has none."""
        found = self._gazetteer.candidates(_searched(text)) if may_be_town(text) else ()
        return max(map(prior, found), default=0.0)

    def _can_hold(self, after: _Group, candidates: tuple[Place, ...]) -> bool:
        """May what follows the comma contain one of these places? Lists ("Paris, London") name no parents."""
        holders = {p.id for p in after.candidates if p.kind in ("country", "region", "district")}
        if any(p.kind == "country" for p in candidates):  # "further pressure the USA, Japan and the South"
            holders -= {p.id for p in after.candidates if p.kind == "country"}
        return any(ident in holders for p in candidates for ident in self.above(p))

    def _unmistaken(self, group: _Group) -> bool:
        best = sorted((prior(p) for p in group.candidates), reverse=True)
        alone = len(best) == 1 and best[0] > 3.5
        return group.after is None and (alone or (len(best) > 1 and best[0] - best[1] > 4.0))

    def _votes(self, groups: list[_Group]) -> dict[str, float]:
        """Region or country → how many names of the text lie in it, were each the likeliest it can be there."""
        votes: dict[str, float] = defaultdict(float)
        for group in groups:
            weights = {p.id: math.exp(prior(p)) for p in group.candidates}
            total = sum(weights.values())
            own = {p.id for p in group.candidates}  # a town is no vote for the region that is called after it
            for place in group.candidates:
                for ident in self.above(place):
                    if ident not in own:
                        votes[ident] += weights[place.id] / total
        return votes

    def _choose(self, group: _Group, known: list[_Group], home: Home, votes: dict[str, float] | None = None) -> None:
        anchors = [g.place for g in known if g.place][:MAX_ANCHORS]
        context = _Context(anchors, group.after, home, self.above, votes or {})
        scored = sorted(
            ((context.score(p) - group.off[p.id], -i, p) for i, p in enumerate(group.candidates)), reverse=True
        )
        best, _, group.place = scored[0]
        margin = best - scored[1][0] if len(scored) > 1 else 4.0
        # The greatest of several, with nothing else in the text for it, is right far less often than its lead says.
        alone = len(scored) > 1 and context.score(group.place) - prior(group.place) < SUPPORT
        sure = (0.45 * (1 - math.exp(-margin / 1.5)) + (0.03 if best > 6 else 0)) * (UNSUPPORTED if alone else 1.0)
        group.confidence = round(min(0.98, 0.5 + sure), 2)
        group.why = context.reason(group.place, len(group.candidates))


def prior(place: Place) -> float:
    """What a place weighs before any context: its kind, then the power of ten of its people."""
    wide = place.kind in ("country", "region", "district")
    people = math.log10(place.population + 10) * (0.3 if wide else 1.0)
    return KIND_WEIGHT.get(place.kind, 0.0) + people + (CAPITAL if place.government and not wide else 0.0)


class _Context:
    """What the rest of the text says about where it is set."""

    def __init__(
        self,
        anchors: list[Place],
        after: _Group | None,
        home: Home,
        above: Callable[[Place], tuple[str, ...]],
        votes: dict[str, float],
    ) -> None:
        self._votes = votes
        self.anchors, self.home, self._above = anchors, home, above
        self.named = {place.id: place for place in anchors}
        self._near = [place for place in anchors if place.kind not in ("country", "sea")]
        self.after = after.place.id if after and after.place else ""

    def score(self, place: Place) -> float:
        up = self._above(place)
        total = prior(place)
        if self.after and (self.after in up):
            total += COMMA
        held = [self.named[ident] for ident in up if ident in self.named]
        if held:
            total += PARENT_NAMED if any(p.kind != "country" for p in held) else COUNTRY_NAMED
        if place.kind in ("region", "country"):
            total += HOLDS * (1 - math.exp(-self._votes.get(place.id, 0.0)))
        if self.home.country and place.country == self.home.country:
            total += HOME
        return total + self._nearness(place) + self._at_home(place)

    def _at_home(self, place: Place) -> float:
        """What the source's other articles say for this place: they name its region, or towns near it."""
        if place.kind in ("country", "sea"):
            return 0.0
        held = max((self.home.share.get(ident, 0.0) for ident in self._above(place)), default=0.0)
        near = max((share * math.exp(-km(town, place) / NEAR_KM) for town, share in self.home.towns), default=0.0)
        return HOME_REGION * held + HOME_NEAR * near

    def _nearness(self, place: Place) -> float:
        near = (km(anchor, place) for anchor in self._near if anchor.id != place.id)
        return NEAR * math.exp(-min(near, default=FAR_KM) / NEAR_KM)

    def reason(self, place: Place, of: int) -> str:
        up = self._above(place)
        if self.after and self.after in up:
            return f"{place.name} in what is named after the comma."
        if of == 1:
            return f"The only {place.name} that the gazetteer has."
        held = [self.named[ident].name for ident in up if ident in self.named]
        if held:
            return f"{place.name} in {held[0]}, which the text names; {of} places have this name."
        if self._at_home(place) > 2.0:
            return f"The {place.name} near the places that the source writes of most; {of} places have this name."
        if self._nearness(place) > 0.8:
            return f"The {place.name} nearest to the other places of the text; {of} places have this name."
        return f"The largest of {of} places of this name."


def _comma(clean: str, end: int) -> int:
    """Where the word after ", " begins; -1 if there is no comma."""
    return end + 2 if clean[end : end + 2] == ", " else end + 2 if clean[end : end + 2] == " (" else -1


def _one_sense(keyed: dict[tuple[str, str], _Group]) -> None:
    """A name once explained by a comma ("Paris, Texas") is that place in the rest of the text too."""
    explained: dict[str, list[_Group]] = defaultdict(list)
    for (name, _), group in keyed.items():
        if group.after:
            explained[name].append(group)
    for name, groups in explained.items():
        bare = keyed.get((name, ""))
        if bare is not None and len(groups) == 1:
            bare.after = groups[0].after


_SMALL = re.compile(r"\b(?:town|village|hamlet)\s+of\s+$", re.IGNORECASE)
_SHORT = re.compile(r"(?:[A-Z]\.\s?){2}|[A-Z][a-z]{1,4}\.")
"""Initials and cut words are regions ("N.Y.", "Calif."), whatever town may be written so."""

_REGION = re.compile(r"\s+(?:(?:and|or)\s+[A-Z][\w-]+\s+)?(?:regions?|oblasts?|provinces?)\b")

_SORT = re.compile(r"\s+(?:[Pp]rovince|[Oo]blast|[Rr]egion|[Pp]refecture|[Gg]overnorate|[Rr]iver|[Ii]sland|[Cc]ity)$")

_DIRECTIONS = frozenset(
    """west east north south center centre middle east the west gulf valley parkway city hall union
north south east west capital coast border main park square downtown central northwest northeast southwest southeast
state county avenue street sea ocean lake river island mountain earth mars venus mercury""".split()
) | {"middle east", "far east", "city hall", "near east"}


def may_be_town(text: str) -> bool:
    """Not for words of direction and sort, each of which is a village somewhere."""
    return text.lower() not in _DIRECTIONS and not any(c.isdigit() for c in text)


def _searched(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _write(group: _Group) -> None:
    for span in group.spans:
        if group.place is not None:
            span.place = group.place.id
            span.confidence = group.confidence if not span.known else max(group.confidence, 0.75)
            span.why = group.why if span.kind == "place" else f"The people or adjective of {group.place.name}."
            span.name = group.place.name


def by_name(places: dict[str, Place], keep: Callable[[Place], bool]) -> dict[str, str]:
    """Folded names and demonyms of the places that `keep` takes → place id; a name of two places is left out."""
    found: dict[str, set[str]] = defaultdict(set)
    for place in places.values():
        if keep(place):
            for text in {place.name, *(name.text for name in place.names)}:
                found[fold(text)].add(place.id)
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}
