"""The words of what was found: in how many articles each is, how else a word is spelled, what an article is about.

Read from the words that verification keeps, on one snapshot, so that both engines say the same. Of an article whose
text this person may not read only the headline is looked at: what is hidden neither counts nor shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log

from archive.search.documents import key_id
from archive.search.evaluate.answer import Answer
from archive.search.evaluate.compiler import Compiler
from archive.search.evaluate.layout import StoredText
from archive.search.evaluate.snapshot import Q, Snapshot
from archive.search.matching import edits
from archive.search.query import RIGHTS, Access, All, Fuzzy, Node, SearchRequest, Term, Word
from archive.text import analysis
from archive.text.functionwords import FUNCTION_WORDS

# A word of the headline says more of an article than one of its text, as in ranking (layout.py).
_TITLE_TIMES = 2
# Words of an article that are counted in the archive before the weightiest are chosen: the most frequent in it.
_COUNTED = 60
# Newest articles in which other spellings of a word are looked for: the usual spelling is in most of them.
_SPELLED_IN = 200


@dataclass(frozen=True, slots=True)
class Sample:
    """What was read of the articles that match: `read` of `total`; lookup → in how many of those read, and the form
    in which most of them print it."""

    total: int
    read: int
    words: dict[str, int]
    forms: dict[str, str]


def sampled(snapshot: Snapshot[Q], request: SearchRequest, verify_max: int, most: int) -> Sample:
    """The words of the articles that match, every copy read; of more than `most` those evenly chosen by id."""
    found = Answer(snapshot, request.bare(), verify_max)
    query = found.matching
    total = read = snapshot.count(query)
    if total > most:
        ids = sorted(id for (id,) in snapshot.numbers(query, ("id",)))
        chosen = [ids[n * total // most] for n in range(most)]
        query, read = snapshot.terms("id", chosen), most
    pairs: Counter[tuple[str, str]] = Counter()
    words: Counter[str] = Counter()
    for text in _readable(snapshot.stored(query, read), request.visible_to):
        here = set(_words(text))
        pairs.update(here)
        words.update({lookup for lookup, _ in here})
    # Sifted once at the end: of two thousand articles' words few are different.
    forms = _forms(Counter({pair: n for pair, n in pairs.items() if tells(pair[1])}))
    return Sample(total, read, {lookup: n for lookup, n in words.items() if lookup in forms}, forms)


def _forms(pairs: Counter[tuple[str, str]]) -> dict[str, str]:
    """Lookup → its most frequent form, of equally frequent ones the first by letters."""
    best: dict[str, tuple[int, str]] = {}
    for (lookup, form), count in pairs.items():
        if lookup not in best or (-count, form) < best[lookup]:
            best[lookup] = (-count, form)
    return {lookup: form for lookup, (_, form) in best.items()}


def _readable(texts: Iterable[StoredText], access: Access) -> Iterator[StoredText]:
    rights = {RIGHTS.index(one) for one in access.text}
    for text in texts:
        if text.rights not in rights:
            text.hide()
        yield text


def _words(text: StoredText) -> Iterator[tuple[str, str]]:
    """(lookup, form) of every word of headline and text."""
    yield from zip(text.lookups("title"), text.title, strict=True)
    yield from zip(text.lookups("body"), text.body, strict=True)


def tells(form: str) -> bool:
    """Whether a word may say what a text is about: no single letter, no number, none that only holds sentences
    together."""
    return len(form) > 1 and form not in FUNCTION_WORDS and form.replace("'", "").isalpha()


def totals(snapshot: Snapshot[Q], requests: Sequence[SearchRequest], verify_max: int) -> list[int]:
    """How many articles (or stories) each request finds."""
    return [Answer(snapshot, request.bare(), verify_max).total for request in requests]


def narrowed(
    snapshot: Snapshot[Q], request: SearchRequest, verify_max: int, nodes: Sequence[Node]
) -> tuple[int, list[int]]:
    """What a request finds, and with each of these conditions beside it: exactly the totals of those searches."""
    found = Answer(snapshot, request.bare(), verify_max)
    if request.copies == "first":
        return found.total, [found.narrowed(node) for node in nodes]
    return found.total, snapshot.count_each(found.matching, [found.compiler.exact(node) for node in nodes])


def stories(snapshot: Snapshot[Q], request: SearchRequest, verify_max: int, most: int) -> list[tuple[int, ...]]:
    """The articles that match of the copy groups of which most do, earliest first; groups of one are none.

    That articles are copies of one story is known of those, too, whose text may not be read (decision 010).
    """
    found = Answer(snapshot, request.bare(copies="each"), verify_max)
    there = snapshot.both(found.matching, snapshot.exists("copy_group"))
    groups: dict[int, list[int]] = {}
    for group, key in snapshot.numbers(there, ("copy_group", "order_oldest")):
        groups.setdefault(group, []).append(key)
    carried = sorted((sorted(keys) for keys in groups.values() if len(keys) > 1), key=lambda k: (-len(k), k[0]))
    return [tuple(map(key_id, keys)) for keys in carried[:most]]


def printed(texts: Iterable[str], forms: Sequence[str]) -> dict[str, str]:
    """Form → how these texts print it most often, in small letters where that is as often as otherwise."""
    wanted = frozenset(forms)
    seen: dict[str, Counter[str]] = {}
    for text in texts:
        for token in analysis.tokens(text):
            if token.form in wanted:
                seen.setdefault(token.form, Counter())[_without_possessive(text[token.start : token.end])] += 1
    return {form: min(found, key=lambda one: (-found[one], one != one.lower(), one)) for form, found in seen.items()}


def _without_possessive(word: str) -> str:
    """ "Ukraine's" is printed Ukraine."""
    return word[:-2] if word[-2:] in ("'s", "’s") else word


# --- other spellings ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Spelling:
    """Another form of the archive, `edits` away, in `count` articles."""

    form: str
    edits: int
    count: int


def spellings(
    snapshot: Snapshot[Q],
    access: Access,
    verify_max: int,
    words: Sequence[str],
    most: int = 3,
    few: int | None = None,
) -> dict[str, tuple[int, tuple[Spelling, ...]]]:
    """Word → in how many articles that this person may see it is, and the nearest other words of these articles,
    the nearest first and the frequent before the rare; none of a word that is in more than `few`."""
    compiler = Compiler(snapshot, access, verify_max)
    visible = compiler.visible()
    out = {}
    owns = snapshot.count_each(visible, [compiler.exact(Word(word)) for word in words])
    for word, own in zip(words, owns, strict=True):
        near = _near(snapshot, compiler, visible, word, access) if few is None or own <= few else {}
        counts = snapshot.count_each(visible, [compiler.exact(Word(form)) for form in near]) if near else []
        found = [Spelling(form, near[form], n) for form, n in zip(near, counts, strict=True) if n]
        out[word] = own, tuple(sorted(found, key=lambda s: (s.edits, -s.count, s.form))[:most])
    return out


def _near(snapshot: Snapshot[Q], compiler: Compiler[Q], visible: Q, word: str, access: Access) -> dict[str, int]:
    """Form → edits from the word, of forms in the newest articles that have one so near."""
    form = "".join(analysis.forms(word))
    reach = 2 if len(form) > 5 else 1 if len(form) > 2 else 0
    found: dict[str, int] = {}
    for distance in range(1, reach + 1):
        query = snapshot.both(visible, snapshot.flat(compiler.exact(Fuzzy(word, distance))))
        keys = snapshot.keys(query, "order_newest", _SPELLED_IN, 0)
        texts = snapshot.stored(snapshot.terms("id", list(map(key_id, keys))), len(keys)) if keys else ()
        for text in _readable(texts, access):
            for other in {*text.title, *text.body}:
                # The cheapest first: these are the words of many texts.
                if abs(len(other) - len(form)) <= distance and other != form and other not in found and tells(other):
                    wrong = edits(form, other, distance)
                    if wrong <= distance:
                        found[other] = wrong
        if found:
            break
    # One stem has several forms, and its count is theirs together: the nearest stands for it.
    stems: dict[str, str] = {}
    for other in sorted(found, key=lambda one: (found[one], one)):
        stems.setdefault(analysis.lookup(other, "en"), other)
    own = analysis.lookup(form, "en") if form else ""
    return {other: found[other] for stem, other in stems.items() if stem != own}


# --- what an article is about -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Weight:
    """A word of an article: its form there, its lookup, and how much it tells of the article (tf-idf)."""

    form: str
    lookup: str
    weight: float


def weightiest(
    snapshot: Snapshot[Q], access: Access, verify_max: int, article_id: int, most: int
) -> tuple[Weight, ...]:
    """The words that tell most of an article: often in it, seldom in what else this person may see.

    (1 + ln tf) · ln(N / n), tf counting the headline twice, n of N visible articles (G. Salton and C. Buckley,
    "Term-weighting approaches in automatic text retrieval", 1988). None where its text may not be read.
    """
    compiler = Compiler(snapshot, access, verify_max)
    visible = compiler.visible()
    own = compiler.guarded(snapshot.both(visible, compiler.exact(Term("id", str(article_id)))))
    times: Counter[tuple[str, str]] = Counter()
    for text in snapshot.stored(own, 1) if snapshot.count(own) else ():
        for base, often in (("title", _TITLE_TIMES), ("body", 1)):
            forms = text.title if base == "title" else text.body
            for pair in zip(text.lookups(base), forms, strict=True):  # type: ignore[arg-type]
                if tells(pair[1]):
                    times[pair] += often
    forms_of = _forms(times)
    frequency: Counter[str] = Counter()
    for (lookup, _), often in times.items():
        frequency[lookup] += often
    leading = sorted(frequency, key=lambda lookup: (-frequency[lookup], lookup))[:_COUNTED]
    everything = snapshot.count(visible)
    counts = snapshot.count_each(visible, [compiler.exact(Word(forms_of[lookup])) for lookup in leading])
    weights = [
        Weight(forms_of[lookup], lookup, (1 + log(frequency[lookup])) * log(everything / n))
        for lookup, n in zip(leading, counts, strict=True)
        if 1 < n < everything
    ]
    return tuple(sorted(weights, key=lambda w: (-w.weight, w.lookup))[:most])


def words_in(article: StoredText) -> set[str]:
    """The lookups of an article's headline and of its text."""
    return {*article.lookups("title"), *article.lookups("body")}


def shared(
    snapshot: Snapshot[Q], access: Access, ids: Sequence[int], lookups: Sequence[str]
) -> dict[int, frozenset[str]]:
    """Article id → which of these lookups are in what may be read of it."""
    wanted = frozenset(lookups)
    texts = snapshot.stored(snapshot.terms("id", list(ids)), len(ids)) if ids else ()
    return {text.id: wanted & words_in(text) for text in _readable(texts, access)}


def everything(access: Access) -> SearchRequest:
    """The whole archive, as far as somebody may see it."""
    return SearchRequest(access, All(), size=0)
