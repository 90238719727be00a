"""Where a source is at home, learnt from the places that its own articles name.

"Paris" in a paper that writes of Texas day after day is the one in Texas. A first reading of the places counts,
for each source, in how many of its articles every region and town stands; the second weighs candidates by that.
Not here: the choice itself (places).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from archive.authority.values import Place

DOUBT = 1.0
"""Articles without any place that every source is taken to have besides: one article alone shows half a home."""
TOWNS = 3


@dataclass(frozen=True, slots=True)
class Home:
    """`country`: ISO code as the source's description has it, "" unknown; `share`: place id → share of the
    source's articles that name it or something in it, 0 to 1; `towns`: what it names most, with that share.
    """

    country: str = ""
    share: dict[str, float] = field(default_factory=dict)
    towns: tuple[tuple[Place, float], ...] = ()


@dataclass(slots=True)
class _Counts:
    articles: int = 0
    named: Counter[str] = field(default_factory=Counter)
    towns: dict[str, Place] = field(default_factory=dict)


class Homes:
    """What the sources of some articles name."""

    def __init__(self) -> None:
        self._of: dict[str, _Counts] = {}

    def note(self, source: str, places: Iterable[Place], above: Callable[[Place], tuple[str, ...]]) -> None:
        """Count one more article of a source by its places; `above`: what contains a place."""
        counts = self._of.setdefault(source, _Counts())
        counts.articles += 1
        distinct = {place.id: place for place in places}
        counts.named.update({ident for place in distinct.values() for ident in (place.id, *above(place))})
        counts.towns |= {p.id: p for p in distinct.values() if p.kind in ("city", "town", "village")}

    def of(self, source: str, country: str = "") -> Home:
        """The home of a source as far as it is known."""
        counts = self._of.get(source) if source else None
        if counts is None:
            return Home(country)
        total = counts.articles + DOUBT
        share = {ident: count / total for ident, count in counts.named.items()}
        towns = sorted(counts.towns, key=lambda ident: (-share[ident], ident))[:TOWNS]
        return Home(country, share, tuple((counts.towns[ident], share[ident]) for ident in towns))
