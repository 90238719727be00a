"""Nothing found, or less than was meant: which part is not there, what opens the search again, how words are spelled.

Every way on is a link with the number of articles that it finds; all these numbers come of one call of the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from archive import selectors
from archive.pages import chips, names
from archive.pages.chips import Chip
from archive.pages.forms import State, told_apart
from archive.search import grammar, service, telling
from archive.search.engine import QueryError
from archive.search.query import (
    Access,
    And,
    AtLeast,
    Boost,
    DateIn,
    InQuote,
    Near,
    Node,
    Or,
    Phrase,
    SearchRequest,
    Term,
    Wildcard,
    Word,
)
from archive.text import analysis

# A word in no more articles than this may be a slip of the pen, if another spelling is in ten times as many.
FEW = 3
_MORE = 10
# Words looked up, and parts taken away one by one; each costs a count.
_WORDS = 8
_PARTS = 40
_TEXTS = ("", "title", "body")


@dataclass(frozen=True, slots=True)
class Offer:
    """A question that finds something. `note` says what it means, where its words do not."""

    words: str
    href: str
    count: int
    typed: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """Another query that may be meant, and what it means where its words do not say so."""

    query: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A word that no article, or hardly one, has, and what may have been meant."""

    word: str
    count: int
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Nothing:
    """Why nothing is found, and each way on.

    `coverage`: sentences about what the archive does not reach to. `lacking`: parts that find nothing even alone.
    `removals`: the question without one of its parts, best first. `alone`: where none of these finds anything, the
    parts that find something by themselves, best first.
    """

    coverage: tuple[str, ...]
    lacking: tuple[Offer, ...]
    removals: tuple[Offer, ...]
    alone: tuple[Offer, ...]
    parts: int


def nothing(state: State, reading: service.Reading, who: Access, terms: Sequence[Chip]) -> Nothing:
    """What is said where nothing is found. `terms`: the chips of the question, which have their counts."""
    tree = reading.parsed.tree
    removals = [Offer(c.words, c.href, c.without, c.typed) for c in terms if c.without] if len(terms) > 1 else []
    lacking = [Offer(c.words, c.alone_href, 0, c.typed) for c in terms if c.alone == 0]
    if isinstance(tree, And) and len(tree.nodes) > chips.MAX_TERMS:
        removals += _shorter(state, tree, who)
    removals.sort(key=lambda offer: -offer.count)
    alone = [Offer(c.words, c.alone_href, c.alone, c.typed) for c in terms if c.alone] if not removals else []
    alone.sort(key=lambda offer: -offer.count)
    return Nothing(_coverage(state, reading, who), tuple(lacking), tuple(removals), tuple(alone), len(terms))


def _shorter(state: State, tree: And, who: Access) -> list[Offer]:
    """A query of more terms than have chips, without each of them."""
    nodes = tree.nodes[:_PARTS]
    left = [state.with_(q=grammar.unparse(And(tree.nodes[:n] + tree.nodes[n + 1 :]))) for n, _ in enumerate(nodes)]
    counts = _totals(left, who)
    return [Offer(grammar.unparse(node), one.url(), n) for node, one, n in zip(nodes, left, counts, strict=True) if n]


def _totals(states: Sequence[State], who: Access) -> list[int]:
    """What each finds; 0 for one that cannot be asked."""
    requests: list[SearchRequest] = []
    at: list[int] = []
    for n, state in enumerate(states):
        tree = service.read_query(state.q, who).tree
        if tree is not None:
            requests.append(state.with_().request(who, tree, size=0))
            at.append(n)
    try:
        found = telling.totals(requests)
    except QueryError:
        found = (0,) * len(requests)
    counts = [0] * len(states)
    for n, count in zip(at, found, strict=True):
        counts[n] = count
    return counts


def _coverage(state: State, reading: service.Reading, who: Access) -> tuple[str, ...]:
    """What is asked for lies outside the archive: a time, or a source, language and the like that it has not."""
    dates = [node for node in reading.conditions if isinstance(node, DateIn) and node.field == "date"]
    ranges = [State().with_range("published", one.first, one.last) for one in dates if not one.unknown]
    said = [chips.coverage(one, who) for one in (state, *ranges)]
    labels = names.of_choices(state.choices, who)
    for name, value in state.choices:
        if name in ("source", "collection") and not told_apart(value)[0] and labels.get((name, value)) == value:
            said.append(f"The archive has no {name} “{value}” that you may see.")
    return tuple(dict.fromkeys(filter(None, said)))


# --- what may have been meant -------------------------------------------------------------------


def doubts(state: State, reading: service.Reading, who: Access, total: int) -> tuple[Doubt, ...]:
    """The words of the question that hardly an article has, with the archive's own spellings and other names.

    Where something is found, every word of an AND is there: only then looked at where that is next to nothing.
    """
    tree = reading.parsed.tree
    if tree is None or reading.tree is None or (total > FEW and not _has_choice(tree)):
        return ()
    typed = list(dict.fromkeys(words_of(tree)))[:_WORDS]
    known = telling.spellings([word.text for word in typed], who, FEW)
    asked: list[tuple[str, int, list[Way]]] = []
    mended: list[tuple[Word, Word]] = []
    for word in typed:
        own, near = known[word.text]
        if own <= FEW:
            forms = [spelling.form for spelling in near if spelling.count >= _MORE * own]
            asked.append((word.text, own, _ways(state, tree, word, forms)))
            mended += [(word, Word(form, word.field)) for form in forms[:1]]
    if len(mended) > 1:
        asked.insert(0, (" ".join(word.text for word, _ in mended), 0, [_all_mended(state, tree, mended)]))
    if not total:
        asked += [(text, 0, _under_any_name(tree, leaf, text)) for leaf, text in _several(tree)]
    found = _counted(state, asked, who, total)
    return tuple(doubt for doubt in found if doubt.offers)


def _has_choice(node: Node) -> bool:
    """Whether a part of the query may find nothing without emptying the whole."""
    match node:
        case Or():
            return True
        case And(nodes):
            return any(map(_has_choice, nodes))
        case Near(left, right):
            return _has_choice(left) or _has_choice(right)
        case Boost(inner) | AtLeast(_, inner) | InQuote(inner):
            return _has_choice(inner)
        case _:
            return False


def words_of(node: Node) -> Iterator[Word]:
    """Single words of headline and text, but for what is left out."""
    match node:
        case Word(text, field) if field in _TEXTS and len(analysis.forms(text)) == 1:
            yield node
        case Phrase(parts):
            yield from (word for part in parts if not isinstance(part, Wildcard) for word in words_of(part))
        case And(nodes) | Or(nodes):
            for inner in nodes:
                yield from words_of(inner)
        case Near(left, right):
            yield from (*words_of(left), *words_of(right))
        case Boost(inner) | AtLeast(_, inner) | InQuote(inner):
            yield from words_of(inner)


def _ways(state: State, tree: Node, word: Word, forms: Iterable[str]) -> list[Way]:
    """The question with other spellings of a word, and with the names that it is a name of."""
    ways: list[tuple[str, Word | Term]] = [("", Word(form, word.field)) for form in forms]
    if word.field == "":
        ways += [(f"{label}, under any name", term) for label, term in _named(word.text)]
    changed = [(note, node, _replaced(tree, word, node)) for note, node in ways]
    return [Way(_typed(state.q, word, node, new), note) for note, node, new in changed if new != tree]


def _all_mended(state: State, tree: Node, mended: Sequence[tuple[Word, Word]]) -> Way:
    """The question with the nearest spelling of every word of which there is a doubt."""
    text = state.q
    for old, new in mended:
        changed = _replaced(tree, old, new)
        text, tree = _typed(text, old, new, changed), changed
    return Way(text)


def _typed(text: str, old: Word, new: Word | Term, tree: Node) -> str:
    """The query as it was typed with one word exchanged, if that reads as the new tree; else that tree written out."""
    changed = text.replace(old.text, new.text if isinstance(new, Word) else grammar.unparse(new), 1)
    return changed if grammar.parse(changed, service.today_here()).tree == tree else grammar.unparse(tree)


def _under_any_name(tree: Node, leaf: Node, text: str) -> list[Way]:
    """Words beside each other that are a name which the archive knows in other forms, too."""
    return [
        Way(grammar.unparse(_replaced(tree, leaf, term)), f"{label}, under any name") for label, term in _named(text)
    ]


def _several(tree: Node) -> Iterator[tuple[Node, str]]:
    match tree:
        case Phrase(parts, "") if all(isinstance(part, Word) for part in parts):
            yield tree, " ".join(part.text for part in parts if isinstance(part, Word))
        case And(nodes):
            words = [node for node in nodes if isinstance(node, Word) and node.field == ""]
            if 1 < len(words) == len(nodes) <= 4:
                yield tree, " ".join(word.text for word in words)
            for node in nodes:
                if isinstance(node, Phrase):
                    yield from _several(node)


def _named(text: str) -> list[tuple[str, Term]]:
    """Actors and places with this name, as what finds them in every spelling and script."""
    actors = [(actor.name, Term("actor", actor.id)) for actor in selectors.actors_named(text)]
    places = [(place.name, Term("names", place.id)) for place in selectors.places_named(text)]
    return [*actors[:2], *places[:1]]


def _replaced(node: Node, old: Node, new: Node) -> Node:
    """The tree with one leaf in place of another; a name takes the place of no part of a phrase or of NEAR."""
    if node == old:
        return new
    match node:
        case Phrase(parts, field) if isinstance(new, Word):
            swapped = tuple(replace(new, field=field, exact=part.exact) if part == old else part for part in parts)  # type: ignore[union-attr]
            return Phrase(swapped, field)
        case And(nodes) | Or(nodes):
            return replace(node, nodes=tuple(_replaced(inner, old, new) for inner in nodes))
        case Near(left, right) if isinstance(new, Word):
            return replace(node, left=_replaced(left, old, new), right=_replaced(right, old, new))
        case AtLeast(_, inner) | InQuote(inner) if isinstance(new, Word):
            return replace(node, node=_replaced(inner, old, new))
        case Boost(inner):
            return replace(node, node=_replaced(inner, old, new))
        case _:
            return node


def _counted(state: State, asked: Sequence[tuple[str, int, Sequence[Way]]], who: Access, total: int) -> Iterator[Doubt]:
    """The doubts with those of their ways that find more than the present question, all counted in one call."""
    counts = iter(_totals([state.with_(q=way.query) for _, _, ways in asked for way in ways], who))
    for word, own, ways in asked:
        offers = [Offer(way.query, state.with_(q=way.query).url(), next(counts), note=way.note) for way in ways]
        yield Doubt(word, own, tuple(offer for offer in offers if offer.count > total))
