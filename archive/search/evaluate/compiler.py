"""Nodes of the typed query to an engine's queries, for one person on one snapshot: the same for every engine.

Words and phrases are exact in every engine. What an engine cannot decide (chains of NEAR, at-least, one quote,
phrases with exact forms or wildcards, of which an index knows no places) is compiled to a superset, and each
candidate is decided by `matching.py` over its stored words; the ids that hold go back as a filter, so hits, total,
facets and timeline are those of the verified set.

Ranking is BM25. A word without field is weighed over headline and text as one (`layout.RANKED`), where the text may be
read, else over the headline; function words weigh nothing beside others (`weights.py`); those articles are preferred
that have neighbouring words of the query beside each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic

from archive.search import bins, engine, fields, matching
from archive.search.engine import QueryError
from archive.search.evaluate import weights
from archive.search.evaluate.copies import VisibleCopies
from archive.search.evaluate.layout import RANKED, StoredText, bin_field, unmarked
from archive.search.evaluate.snapshot import Q, Snapshot
from archive.search.matching import Matcher
from archive.search.query import (
    RIGHTS,
    Access,
    All,
    And,
    AtLeast,
    Boost,
    DateIn,
    Fuzzy,
    InQuote,
    Near,
    Node,
    Not,
    NumberIn,
    Or,
    Phrase,
    Rights,
    Shelf,
    Term,
    Wildcard,
    Word,
)
from archive.text import analysis


class Compiler(Generic[Q]):
    """Nodes to queries, for one person on one snapshot.

    Invariant: `exact(node)` matches exactly the articles that the node holds of for this person, where a leaf
    that reads text, quotes or tags holds only where those may be read; `superset(node)` matches at least these.
    """

    def __init__(
        self,
        snapshot: Snapshot[Q],
        access: Access,
        verify_max: int,
        light: frozenset[str] = frozenset(),
        shelf: Shelf = "articles",
    ) -> None:
        """`light`: forms that weigh nothing in ranking."""
        self._q = snapshot
        self._verify_max = verify_max
        self._access = access
        self._light = light
        self._shelf = shelf
        self._readable = frozenset(RIGHTS.index(rights) for rights in access.text)
        self._verified: dict[Node, Q] = {}
        self.copies = VisibleCopies(snapshot, access)
        self.context: Q = snapshot.everything()  # candidates outside it need not be decided

    def within(self, context: Q) -> Compiler[Q]:
        """The same for other candidates."""
        other = Compiler(self._q, self._access, self._verify_max, self._light, self._shelf)
        other.context = self._q.flat(context)
        other.copies = self.copies
        return other

    # -- who may ask

    def visible(self) -> Q:
        """What this person may know of; of quotes only those whose text may be read, since they are nothing else."""
        allowed = self._access.collections
        there = self._q.everything()
        if allowed is not None and not self._every("collections", tuple(sorted(allowed))):
            there = self._q.flat(self._q.terms("collections", sorted(allowed)))
        return self.guarded(there) if self._shelf == "quotes" else there

    @property
    def reads_all(self) -> bool:
        """Whether this person may read every text that they see."""
        return self._has_all(self._rights(single=False))

    def guarded(self, query: Q, *, single: bool = False) -> Q:
        """The query where text may be read; `single`: a single word, which rights of snippets allow as well."""
        rights = self._rights(single)
        if self._has_all(rights):
            return query
        return self._q.both(query, self._with_rights(rights)) if rights else self._q.nothing()

    def _rights(self, single: bool) -> frozenset[Rights]:
        """Rights of which text may be read, or single words of it matched."""
        return self._access.text | (self._access.snippet if single else frozenset())

    def _with_rights(self, rights: frozenset[Rights]) -> Q:
        return self._q.flat(self._q.terms("rights", _numbers(rights)))

    def _has_all(self, rights: frozenset[Rights]) -> bool:
        """Whether nothing is there with other rights than these."""
        return len(rights) == len(RIGHTS) or self._every("rights", tuple(_numbers(rights)))

    def _every(self, field: str, values: tuple[int, ...]) -> bool:
        """Whether everything has one of these values, so that to ask for them would change nothing but the cost.

        Known for the moment of the index, where the engine keeps one."""
        if not values or not self._q.kept.lasting:
            return False

        def counted() -> bool:
            return self._q.count(self._q.terms(field, values)) == self._q.count(self._q.everything())

        return self._q.kept.of(("every", field, values), counted)

    # -- ranking

    def preferring(self, found: Q, query: Node) -> Q:
        """What was found by a query, the articles first that have its neighbouring words beside each other.

        For ranking alone: an engine would look at these pairs in every count too.
        """
        pairs = weights.neighbours(query, self._light)
        if not pairs:
            return found
        return self._q.preferring(found, [self._q.boosted(self.exact(pair), weights.PAIR) for pair in pairs])

    # -- exact

    def exact(self, node: Node) -> Q:
        match node:
            case All():
                return self._q.everything()
            case And(nodes):
                return self._all(nodes)
            case Or(nodes):
                return self._q.either([self.exact(n) for n in nodes])
            case Not(inner):
                return self._q.without(self._q.everything(), self.exact(inner))
            case Boost(inner, factor):
                return self._q.boosted(self.exact(inner), factor)
            case Term() | DateIn() | NumberIn():
                return self._value(node)
            case Near() if not undecided(node):
                return self._near(node)
            case Near() | AtLeast() | InQuote():
                return self._decided(node)
            case Word() | Phrase() if _placed(node):
                return self._decided(node)
            case _:
                return self._anywhere(node)

    def _all(self, nodes: tuple[Node, ...]) -> Q:
        wanted = [self.exact(n) for n in nodes if not isinstance(n, Not)] or [self._q.everything()]
        excluded = [self.exact(n.node) for n in nodes if isinstance(n, Not)]
        found = self._q.both(*wanted)
        return self._q.without(found, *excluded) if excluded else found

    def _anywhere(self, node: Word | Wildcard | Fuzzy | Phrase) -> Q:
        """A leaf in its field; without one in headline or text."""
        match node:
            case Word(text, field, False) if (forms := analysis.forms(text))[1:] == ():
                query = self._weighed(node, field) if field else self._word(node, forms)
                return self._q.flat(query) if forms[0] in self._light else query
            case _:
                return self._q.either([self._weighed(node, name) for name in _texts_of(node.field)])

    def _word(self, node: Word, forms: tuple[str, ...]) -> Q:
        """A single word in headline or text, weighed over both as one; where that may not be read, in the headline.

        Each article is weighed by one of the two, so what may not be read never shows in its rank.
        """
        headline, rights = self._in_text(node, "title"), self._rights(single=True)
        if not rights:
            return headline
        whole = self._whole(node, forms[0])
        if self._has_all(rights):
            return whole
        allowed = self._with_rights(rights)
        return self._q.either([self._q.both(whole, allowed), self._q.without(headline, allowed)])

    def _whole(self, node: Word, form: str) -> Q:
        """A single word in headline or text, weighed over both, rights left aside."""
        stems = dict.fromkeys(map(unmarked, analysis.lookups(form)))
        weighing = [self._q.phrase(RANKED, [stem]) for stem in stems if stem]
        if len(stems) == 1 and weighing:
            # It is its own stem in every language: whatever has this stem is found by it. Most names are such.
            return weighing[0]
        found = self._q.either([self._in_text(node, "title"), self._in_text(node, "body")])
        return self._q.preferring(self._q.flat(found), weighing)

    def _weighed(self, node: Node, name: str) -> Q:
        query = self._in_text(node, name)
        if fields.FIELDS[name].reads == "text":
            query = self.guarded(query, single=name == "body" and _is_single(node))
        boost = fields.FIELDS[name].boost
        return query if boost == 1.0 else self._q.boosted(query, boost)

    def _near(self, node: Near) -> Q:
        """NEAR of words and phrases, exactly: a phrase for each distance that the sides may lie apart."""
        found = []
        for name in _texts_of(_field_of(node)):
            query = self._q.either([self._apart(one, two, name) for one, two in _arrangements(node)])
            query = self._guard_text(query, name)
            found.append(self._q.boosted(query, fields.FIELDS[name].boost))
        return self._q.either(found)

    def _apart(self, one: Side, two: Side, name: str) -> Q:
        """`one` before `two` in every distance allowed."""
        (first, distance), (second, _) = one, two
        size, words = len(first), analysis.phrases(first + second)
        return self._q.either([self._q.apart(f"{name}_s", chain[:size], chain[size:], distance) for chain in words])

    def _in_text(self, node: Node, name: str) -> Q:
        """A leaf in one text, unguarded; of one that is `_placed` a superset."""
        match node:
            case Word(text, _, exact):
                return self._words(analysis.forms(text), exact, name)
            case Wildcard(pattern):
                return self._q.wildcard(f"{name}_f", pattern)
            case Fuzzy(text, distance):
                return self._q.fuzzy(f"{name}_f", analysis.forms(text)[0], distance)
            case Phrase(parts) if len(parts) == 1:
                return self._in_text(parts[0], name)
            case Phrase(parts):
                words = [part for part in parts if isinstance(part, Word)]
                if len(words) < len(parts):
                    return self._q.both(*(self._in_text(part, name) for part in parts))
                # The forms of a phrase have its stems, one after the other.
                forms = tuple(form for part in words for form in analysis.forms(part.text))
                printed = [form for part in words if part.exact for form in analysis.forms(part.text)]
                stems = self._words(forms, False, name)
                return self._q.both(stems, self._printed(printed, name)) if printed else stems
            case _:
                raise TypeError(f"{type(node).__name__} is no leaf of text")

    def _words(self, forms: tuple[str, ...], exact: bool, name: str) -> Q:
        """Words one after the other; of several exact ones a superset."""
        stems = self._q.either([self._q.phrase(f"{name}_s", lookups) for lookups in analysis.phrases(forms)])
        if not exact:
            return stems
        if len(forms) > 1:
            return self._q.both(stems, self._printed(forms, name))
        # How often a form is in a text is not kept: it is weighed as its stems are.
        return self._q.preferring(self._printed(forms, name), [stems])

    def _printed(self, forms: Iterable[str], name: str) -> Q:
        """Texts that have each of these forms somewhere."""
        return self._q.both(*(self._q.flat(self._q.phrase(f"{name}_f", [form])) for form in dict.fromkeys(forms)))

    # -- values

    def _value(self, node: Term | DateIn | NumberIn) -> Q:
        query = self._plain_value(node)
        return self.guarded(query) if engine.reads_text(node) else query

    def _plain_value(self, node: Term | DateIn | NumberIn) -> Q:
        match node:
            case NumberIn("copies", low, high):
                return self.copies.numbering(low, high)
            case Term("has", "copies"):
                return self.copies.numbering(2, None)
            case Term("copies"):
                return self.copies.first()
            case Term("carried", value):
                return self.copies.carried(value)
            case NumberIn(name, low, high):
                return self._q.range(name, low, high)
            case DateIn("about"):
                return self._spoken(node)
            case DateIn():
                return self._when(node)
            case Term("id", value):
                return self._q.range("article", int(value), int(value))
            case Term("place", value) if not engine.is_key("place", value):
                return self._q.key("place_named", value[1:])
            case Term("under"):
                raise QueryError("under: was not resolved to the actor's parts and office-holders")
            case Term("collection", value) if not self._access.knows(value):
                return self._q.nothing()
            case Term(name, value):
                return self._q.key(name, value)

    def _when(self, node: DateIn) -> Q:
        low, high = ("published_first", "published_last") if node.field == "date" else ("seen_minute", "seen_minute")
        if node.unknown:
            return self._q.without(self._q.everything(), self._q.exists(low))
        first, last = engine.minutes(node)
        if node.touching:
            return self._q.both(self._q.range(high, first, None), self._q.range(low, None, last))
        return self._q.both(self._q.range(low, first, None), self._q.range(high, None, last))

    def _spoken(self, node: DateIn) -> Q:
        name = "spoken_own" if node.own_day else "spoken"
        if node.unknown:
            return self._q.without(self._q.everything(), self._spoken(DateIn("about", own_day=node.own_day)))
        numbers = bins.touched if node.touching else bins.whole
        return self._q.either(
            [self._q.range(bin_field(name, step), *numbers(step, node.first, node.last)) for step in bins.BINS[1:]]
        )

    # -- supersets and their verification

    def superset(self, node: Node) -> Q:
        match node:
            case And(nodes):
                return self._q.both(*(self.superset(n) for n in nodes))
            case Or(nodes):
                return self._q.either([self.superset(n) for n in nodes])
            case Not(inner):
                return self._q.everything() if undecided(inner) else self.exact(node)
            case Boost(inner) | AtLeast(_, inner):
                return self.superset(inner)
            case InQuote(inner):
                return self.guarded(self._quoted(inner))
            case Near() | Phrase() | Word() if not isinstance(node, Word) or _placed(node):
                names = _texts_of(_field_of(node))
                return self._q.either([self._guard_text(self._together(node, name), name) for name in names])
            case _:
                return self.exact(node)

    def _guard_text(self, query: Q, name: str) -> Q:
        return self.guarded(query) if fields.FIELDS[name].reads == "text" else query

    def _together(self, node: Node, name: str) -> Q:
        """All sides somewhere in one text."""
        match node:
            case Near(left, right):
                return self._q.both(self._together(left, name), self._together(right, name))
            case Or(nodes):
                return self._q.either([self._together(n, name) for n in nodes])
            case Boost(inner):
                return self._together(inner, name)
            case _:
                return self._in_text(node, name)

    def _quoted(self, node: Node) -> Q:
        """Articles that can have one quote of which the node holds."""
        match node:
            case And(nodes):
                return self._q.both(*(self._quoted(n) for n in nodes))
            case Or(nodes):
                return self._q.either([self._quoted(n) for n in nodes])
            case Not():
                return self._q.key("has", "quotes")
            case Boost(inner) | AtLeast(_, inner) | InQuote(inner):
                return self._quoted(inner)
            case Near(left, right):
                return self._q.both(self._quoted(left), self._quoted(right))
            case Term(name, value):
                return self._q.key(name, value)
            case _:
                return self._in_text(node, _field_of(node) or "body")

    def _decided(self, node: Node) -> Q:
        """The superset with the ids of those candidates of which the node really holds."""
        if node not in self._verified:
            candidates = self._q.both(self._q.flat(self.superset(node)), self.context)
            self._verified[node] = self._q.flat(self._q.terms("id", self._verify(node, candidates)))
        return self._q.both(self.superset(node), self._verified[node])

    def _verify(self, node: Node, candidates: Q) -> list[int]:
        count = self._q.count(candidates)
        if count > self._verify_max:
            message = f"{count:,} articles would have to be read word by word, more than {self._verify_max:,}"
            raise QueryError(message, "narrow the search by a date or by one more word")
        kept = []
        for text in self._q.stored(candidates, count):
            if text.rights not in self._readable:
                text.hide()
            if self._holds(node, text):
                kept.append(text.id)
        return kept

    def _holds(self, node: Node, text: StoredText) -> bool:
        if run := _printed_run(node):
            return any(text.has_run(base, run) for base in _texts_of(_field_of(node)))  # type: ignore[arg-type]
        try:
            return Matcher(text).holds(node)
        except matching.TooManyPlacesError:
            message = "so many chains of these words near each other fit one article that they cannot be told apart"
            raise QueryError(message, "use fewer or rarer words, or a smaller distance") from None


def _numbers(rights: frozenset[Rights]) -> list[int]:
    return sorted(RIGHTS.index(one) for one in rights)


def _texts_of(name: str) -> tuple[str, ...]:
    return (name,) if name else ("title", "body")


def _field_of(node: Node) -> str:
    """The one field of a node that has positions (the grammar sees to that)."""
    match node:
        case Near(inner) | Boost(inner):
            return _field_of(inner)
        case Or(nodes):
            return _field_of(nodes[0])
        case Word(field=name) | Wildcard(field=name) | Fuzzy(field=name) | Phrase(field=name):
            return name
        case _:
            return ""


def _is_single(node: Node) -> bool:
    return isinstance(node, Word) and len(analysis.forms(node.text)) == 1


def _placed(leaf: Word | Phrase) -> bool:
    """A leaf that asks where forms stand, of which an engine knows only that they are there: a phrase with an exact
    word or a wildcard, an exact word that is several (=pro-russian)."""
    match leaf:
        case Word(text, _, exact):
            return exact and len(analysis.forms(text)) > 1
        case Phrase((Word() as only,)):
            return _placed(only)
        case Phrase(parts):
            return len(parts) > 1 and any(not isinstance(part, Word) or part.exact for part in parts)


def _printed_run(node: Node) -> tuple[str, ...]:
    """The forms of a phrase that is all exact words; () for any other node, and in quotes, which are stretches."""
    match node:
        case Word(text, field, True) if field not in ("said", "reported"):
            return analysis.forms(text)
        case Phrase(parts, field) if field not in ("said", "reported"):
            words = [part for part in parts if isinstance(part, Word) and part.exact]
            return tuple(f for part in words for f in analysis.forms(part.text)) if len(words) == len(parts) else ()
        case _:
            return ()


# One side of a NEAR that lies before the other: the words, and the distance.
Side = tuple[tuple[str, ...], int]
# Phrases that one NEAR may become; beyond, reading the candidates' words is as fast.
_ARRANGED_MAX = 200


def _arrangements(node: Near) -> list[tuple[Side, Side]]:
    """Every pair of alternatives of the two sides in every order allowed; [] if there is one that is no plain words."""
    lefts, rights = _plain(node.left), _plain(node.right)
    if lefts is None or rights is None:
        return []
    sides = [[(words, node.distance) for words in side] for side in (lefts, rights)]
    pairs = [(one, two) for one in sides[0] for two in sides[1]]
    return pairs if node.ordered else [*pairs, *((two, one) for one, two in pairs)]


def _plain(node: Node) -> list[tuple[str, ...]] | None:
    """The alternatives of a side as sequences of words, each meant in all its forms; None if it holds anything else."""
    match node:
        case Word(text, _, False):
            return [analysis.forms(text)]
        case Phrase(parts):
            words = [part for part in parts if isinstance(part, Word) and not part.exact]
            return [tuple(f for part in words for f in analysis.forms(part.text))] if len(words) == len(parts) else None
        case Boost(inner):
            return _plain(inner)
        case Or(nodes):
            sides = [_plain(inner) for inner in nodes]
            return None if None in sides else [one for side in sides if side for one in side]
        case _:
            return None


def undecided(node: Node) -> bool:
    match node:
        case Near():
            count = len(_arrangements(node)) * (node.distance + 1)
            # Between two stretches of a quote stands one word only: positions there are not the article's.
            return not 0 < count <= _ARRANGED_MAX or _field_of(node) in ("said", "reported")
        case AtLeast() | InQuote():
            return True
        case Word() | Phrase():
            return _placed(node)
        case And(nodes) | Or(nodes):
            return any(map(undecided, nodes))
        case Not(inner) | Boost(inner):
            return undecided(inner)
        case _:
            return False
