"""Lines of a search that has no words but names actors or places: each mention of these, under any of its names.

What is mentioned where is in the database, not in the index, so the texts are read from there.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields

from archive.search.engine import QueryError
from archive.search.lines import PARTS, Collector, Known, Lines, TooManyLinesError, joined
from archive.search.matching import Base, Run
from archive.search.query import And, Boost, Node, Or, SearchRequest, Term, candidate_name
from archive.selectors.texts import MentionSpan, Names, ReadableText, mention_spans, readable_texts
from archive.text import analysis

# Texts are fetched and taken apart for this: about a millisecond each.
ARTICLES_MAX = 20_000
_BATCH = 500


def named(request: SearchRequest) -> Names:
    """Whom and what query and filters ask for, nothing under NOT."""
    found: dict[str, set[str]] = defaultdict(set)
    terms = list(_terms(request.query))
    terms += [Term(choice.field, value) for choice in request.choices for value in choice.include]
    for term in terms:
        if (kind := _kind(term)) is not None:
            found[kind[0]].add(kind[1])
    return Names(**{one.name: frozenset(found[one.name]) for one in fields(Names)})


def _terms(node: Node) -> Iterator[Term]:
    match node:
        case Term():
            yield node
        case And(nodes) | Or(nodes):
            for inner in nodes:
                yield from _terms(inner)
        case Boost(inner):
            yield from _terms(inner)


def _kind(term: Term) -> tuple[str, str] | None:
    """Which of `Names` a term is, and its value there."""
    value = term.value
    match term.field:
        case "actor" | "person" | "org":
            return ("candidates", candidate_name(value)) if candidate_name(value) else ("actors", value)
        case "place":
            return ("places", value[1:]) if value.startswith("=") else ("within", value)
        case "names":
            return "anyhow", value
        case "country":
            return "countries", value
        case "reading":
            return "readings", value
        case _:
            return None


def lines(request: SearchRequest, known: Mapping[int, Known], most: int) -> Lines:
    """The mentions in these articles, as far as they may be read; QueryError where they are more than `most`."""
    collector, why = Collector(most), Counter[str]()
    versions: dict[int, int] = {}
    ids = sorted(known, key=lambda id: known[id].newest)
    try:
        for start in range(0, len(ids), _BATCH):
            _take_batch(request, ids[start : start + _BATCH], collector, why, versions)
    except TooManyLinesError:
        message = f"these articles have more than the {most:,} lines that are put in order"
        raise QueryError(message, "narrow the search by a date") from None
    now = {id: known[id]._replace(version=version) for id, version in versions.items()}
    return collector.lines(now, articles=len(ids), unread=why["unread"], unmarked=why["unmarked"])


def _take_batch(
    request: SearchRequest, ids: list[int], collector: Collector, why: Counter[str], versions: dict[int, int]
) -> None:
    texts = readable_texts(ids, request.visible_to)
    readable = [text.id for text in texts.values() if text.may_read]
    spans: dict[int, list[MentionSpan]] = defaultdict(list)
    for span in mention_spans(readable, named(request)):
        spans[span.article].append(span)
    for id, some in spans.items():
        _take(collector, texts[id], some)
        versions[id] = texts[id].version
    why["unread"] += len(ids) - len(readable)
    why["unmarked"] += len(readable) - len(spans)


def _take(collector: Collector, text: ReadableText, spans: Sequence[MentionSpan]) -> None:
    found: dict[Base, list[Run]] = {}
    forms: dict[Base, list[str]] = {}
    for part in PARTS:
        here = [span for span in spans if span.part == part]
        if here:
            words = analysis.tokens(getattr(text, part))
            found[part] = joined(run for span in here if (run := _run(words, span)))
            forms[part] = [word.form for word in words]
    collector.add(text.id, found, forms)


def _run(words: Sequence[analysis.Token], span: MentionSpan) -> Run | None:
    """The words that a span touches."""
    first = bisect_right(words, span.start, key=lambda word: word.end)
    last = bisect_left(words, span.end, key=lambda word: word.start)
    return (first, last) if first < last else None
