"""The facets of one request: what each value would give if it alone were chosen (query-language.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Generic

from archive.search import engine, fields
from archive.search.evaluate.selection import Selection
from archive.search.evaluate.snapshot import Leaders, Leading, Q
from archive.search.evaluate.wholes import Wholes
from archive.search.query import Choice, Facet, FacetRequest, FacetValue, Term

Counts = dict[Any, int]


class Facets(Generic[Q]):
    """Counts of values over one selection. Facets that are counted over the same articles are counted together."""

    def __init__(self, found: Selection[Q]) -> None:
        self._found = found
        self._q = found.q
        self._compiler = found.compiler
        self._counting = found.counting
        self._whole_counts = Wholes(found.q, found.counting)
        self._leading: dict[str, int] = {}
        if not found.first_only:
            self._leading = {
                f.field: f.size for f in found.request.facets if f.leading and f.size and f.field != "collection"
            }

    def all(self) -> tuple[Facet, ...]:
        """Every facet that the request asks for, in its order."""
        asked = self._found.request.facets
        together: dict[str | None, list[str]] = defaultdict(list)
        for wanted in asked:
            together[self._left_out(wanted.field)].append(wanted.field)
        counted: dict[str, tuple[int, Counts]] = {}
        for without, names in together.items():
            counted |= self._counted(self._over(without), names, without)
        wholes = self._wholes([wanted.field for wanted in asked if wanted.whole], counted)
        none: tuple[Counts | None, int] = (None, 0)
        return tuple(self._facet(one, *counted[one.field], *wholes.get(one.field, none)) for one in asked)

    def _wholes(self, names: list[str], counted: dict[str, tuple[int, Counts]]) -> dict[str, tuple[Counts, int]]:
        """Of each facet the counts in the whole archive, and what they are a part of."""
        wholes: dict[str, tuple[Counts, int]] = {}
        for speech in (False, True):  # of quotes the one facet that counts over more
            some = [name for name in names if (name == "speech") == speech]
            if some:
                base = self._found.base(some[0])
                found = counted if self._found.selects_all else self._counted(base, some, "speech" if speech else None)
                total = self._count(base)
                wholes |= {name: (found[name][1], total) for name in some}
        return wholes

    def _left_out(self, name: str) -> str | None:
        """The facet itself where its includes do not count for its own values, or what is left out by itself."""
        request = self._found.request
        included = any(choice.include for choice in request.choices if choice.field == name)
        return name if included or (name == "speech" and request.leaves_indirect_out) else None

    def _over(self, without: str | None) -> Q:
        return self._found.filtered(without) if without else self._found.matching

    # -- counts

    def _counted(self, query: Q, names: Iterable[str], without: str | None) -> dict[str, tuple[int, Counts]]:
        """Of each facet how many matches have values that may not be read, and the count of each value; `without` as in
        `Selection.filtered`.

        One pass for all whose values everybody may read, one for the rest; one in all for who may read everything.
        """
        read: dict[bool, list[str]] = defaultdict(list)
        counted: dict[str, tuple[int, Counts]] = {}
        for name in dict.fromkeys(names):
            if name == "carried" and not self._compiler.copies.as_stored:
                counted[name] = 0, self._carried(query)
            else:
                read[fields.FIELDS[name].reads == "text" and not self._compiler.reads_all].append(name)
        for guarded, some in read.items():
            over = self._compiler.guarded(query) if guarded else query
            total = self._found.total if over is self._found.matching and not self._found.first_only else None
            whole = self._found.whole(without, guarded=guarded)
            leading = {f"k_{name}": self._leading[name] for name in some if name in self._leading}
            rest = [f"k_{name}" for name in some if name not in self._leading]
            counts = self._whole_counts.values(over, total, whole, rest)
            counts |= self._whole_counts.leaders(over, total, whole, leading)
            hidden = self._count(self._q.without(query, over)) if guarded else 0
            counted |= {name: (hidden, self._known(name, counts[f"k_{name}"])) for name in some}
        return counted

    def _known(self, name: str, counts: Counts) -> Counts:
        """Only the collections that this person may know of."""
        if name != "collection":
            return counts
        return {v: n for v, n in counts.items() if v == "" or self._found.request.visible_to.knows(v)}

    def _carried(self, query: Q) -> Counts:
        """Copies as this person sees them, which no document holds: each value asked for."""
        counts = {step: self._count(self._with(query, "carried", step)) for step in fields.CARRIED}
        return {step: count for step, count in counts.items() if count}

    def _with(self, query: Q, name: str, value: str) -> Q:
        return self._q.both(query, self._compiler.exact(Term(name, value)))

    def _count(self, query: Q) -> int:
        return self._counting.stories(query)

    # -- one facet

    def _facet(
        self, wanted: FacetRequest, hidden: int, counts: Counts, whole: Counts | None, whole_total: int
    ) -> Facet:
        name = wanted.field
        choice = next((c for c in self._found.request.choices if c.field == name), Choice(name))
        within, unidentified = self._unidentified() if name == "actor" else (0, 0)
        leading = _leading(counts, wanted.size)

        def value(printed: str, count: int) -> FacetValue:
            in_all = None if whole is None else whole.get(printed)
            if whole is not None and in_all is None:  # too rare to be counted there
                in_all = self._exactly(name, printed, whole, self._found.base(name))
            return FacetValue(printed, count, in_all)

        over = self._over(self._left_out(name))
        counted = [some for some in (counts, whole) if isinstance(some, Leading)]
        return Facet(
            field=name,
            values=tuple(value(v, n) for v, n in leading),
            distinct=counts.there if isinstance(counts, Leaders) else len(counts) - ("" in counts),
            missing=0 if isinstance(counts, Leaders) else self._missing(name, hidden, counts),
            exact=not counted,
            error=max((some.error for some in counted), default=0),
            chosen=tuple(value(v, self._exactly(name, v, counts, over)) for v in choice.include),
            excluded=tuple(value(v, self._let_in(choice, v)) for v in choice.exclude),
            unidentified=unidentified,
            unidentified_in=within,
            whole_total=0 if whole is None else whole_total,
            at_least=isinstance(counts, Leaders),
        )

    def _exactly(self, name: str, value: str, counts: Counts, over: Q) -> int:
        """The count of one value: as counted with the others where each was and it is one of the facet's own."""
        if isinstance(counts, Leading | Leaders) or not engine.is_key(name, value):
            return self._count(self._with(over, name, value))
        return counts.get(value, 0)

    def _unidentified(self) -> tuple[int, int]:
        """Articles found that mention somebody by a printed name alone, and how many such mentions they have: of
        exactly the articles that `has:unidentified` beside the query lists."""
        there = self._with(self._found.matching, "has", "unidentified")
        return self._q.summed(self._found.firsts(there) if self._found.first_only else there, "unidentified")

    def _missing(self, name: str, hidden: int, counts: Counts) -> int:
        """Articles without a value; those whose tags may not be read count among them."""
        if not (hidden and self._found.first_only):
            return hidden + counts.get("", 0)
        # A story may have copies of both sorts: counted as one.
        query = self._over(self._left_out(name))
        there = self._compiler.guarded(self._q.both(query, self._q.exists(f"k_{name}")))
        return self._count(self._q.without(query, there))

    def _let_in(self, choice: Choice, value: str) -> int:
        """How many articles come back if one excluded value is let in again, and no other is left out for that."""
        request = self._found.request
        rest = Choice(choice.field, choice.include, tuple(v for v in choice.exclude if v != value))
        others = tuple(c for c in request.choices if c.field != choice.field)
        printed = request.printed and choice.field != "speech"
        changed = replace(request, choices=(*others, rest), ranges=(), printed=printed)
        nodes = [self._compiler.exact(node) for node in engine.filters(changed)]
        return self._count(self._q.both(self._found.met, self._found.within, *nodes)) - self._found.total


def _leading(counts: Counts, size: int) -> list[tuple[Any, int]]:
    """The `size` values with the highest counts, or all of them for 0; highest first, equal ones by value."""
    least = 0
    if 0 < size < len(counts):  # putting thousands of numbers in order is ten times faster than pairs
        least = sorted((n for v, n in counts.items() if v != ""), reverse=True)[:size][-1]
    some = [(v, n) for v, n in counts.items() if n >= least and v != ""]
    some.sort(key=lambda pair: (-pair[1], pair[0]))
    return some[:size] if size else some
