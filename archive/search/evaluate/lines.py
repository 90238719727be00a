"""Every match of a request as a line (KWIC), found over the words that an engine stores: the same for every engine."""

from __future__ import annotations

from collections import Counter

from archive.search import engine
from archive.search.engine import QueryError
from archive.search.evaluate.answer import Answer
from archive.search.evaluate.layout import StoredText
from archive.search.evaluate.snapshot import Q, Snapshot
from archive.search.lines import PARTS, Collector, Known, Lines, TooManyLinesError, joined
from archive.search.matching import Base, Matcher, Run, TooManyPlacesError
from archive.search.query import RIGHTS, Node, SearchRequest

_REPAIR = "narrow the search by a date or by one more word, or let each story count once"


def lines(snapshot: Snapshot[Q], request: SearchRequest, verify_max: int, most: int) -> Lines:
    """The lines of all articles that the request lists; QueryError where they are more than `most`.

    Of a text that this person may not read only headline and author's line give lines.
    """
    engine.checked(request)
    answer = Answer(snapshot, request, verify_max)
    if answer.total > most:
        raise QueryError(f"{answer.total:,} articles have more lines than the {most:,} that are put in order", _REPAIR)
    collector, why = Collector(most), Counter[str]()
    readable = frozenset(map(RIGHTS.index, request.visible_to.text))
    try:
        for text in snapshot.stored(answer.listed, answer.total):
            if text.rights not in readable:
                text.hide()
            why[_taken(collector, request.query, text, unread=text.rights not in readable)] += 1
    except TooManyLinesError:
        raise QueryError(f"these articles have more than the {most:,} lines that are put in order", _REPAIR) from None
    return collector.lines(
        _known(snapshot, answer.listed),
        articles=answer.total,
        unread=why["unread"],
        crowded=why["crowded"],
        unmarked=why["unmarked"],
    )


def known(snapshot: Snapshot[Q], request: SearchRequest, verify_max: int, most: int) -> dict[int, Known]:
    """What is known of every article listed; QueryError where they are more than `most`."""
    engine.checked(request)
    answer = Answer(snapshot, request, verify_max)
    if answer.total > most:
        message = f"of {answer.total:,} articles every mention would have to be read, more than {most:,}"
        raise QueryError(message, "narrow the search by a date, or search for words")
    return _known(snapshot, answer.listed)


def _known(snapshot: Snapshot[Q], listed: Q) -> dict[int, Known]:
    numbers = snapshot.numbers(listed, ("id", "version", "order_newest", "order_oldest"))
    return {id: Known(*rest) for id, *rest in numbers}


def _taken(collector: Collector, query: Node, text: StoredText, *, unread: bool) -> str:
    """Take an article's lines; why it has none, or ""."""
    try:
        marks = Matcher(text).marks(query)
    except TooManyPlacesError:
        return "crowded"
    if not marks:
        return "unread" if unread else "unmarked"
    found: dict[Base, list[Run]] = {}
    for base, run in marks:
        found.setdefault(base, []).append(run)
    forms = {part: getattr(text, part) for part in PARTS if part in found}
    collector.add(text.id, {part: joined(runs) for part, runs in found.items()}, forms)
    return ""
