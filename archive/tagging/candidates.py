"""Who "he", "she" or "it" may be: mentions before a pronoun, weighed by how near and how foremost they are.

The cost of a candidate is the number of sentences back, more if it was no subject, less if it spoke last. A pronoun
that was a subject itself counts as a mention of whom it meant, so that a speaker stays in view.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable
from dataclasses import dataclass

from archive.authority.names import fold
from archive.authority.values import Actor
from archive.tagging.callings import Callings
from archive.tagging.quotes.marks import quoted
from archive.tagging.recognise import Parsed, Token
from archive.tagging.spans import Found
from archive.tagging.speechwords import MEN, SAY, WOMEN

REACH = 1_200
"""Characters back to whom a pronoun means: six or seven sentences of news."""

LOOKED_AT = 24
"""Mentions looked at: more are never needed within REACH, and it keeps the work linear."""

_MEN_IN_A = frozenset("mykola mikola nikola nikita mykyta ilya illia luka kuzma foma danila savva sasha misha".split())
SUBJECT, LESSER, OTHER, OWNER = 0.0, 0.8, 1.5, 2.0
SAME_SENTENCE, IN_MARKS, UNSURE = 3.0, 1.5, 0.3
UNNAMED = -0.3
SPOKE, SPOKE_BEFORE_PARAGRAPH = 0.5, 1.5
"""Costs and favours in sentences, set on made-up texts: a subject two sentences back is worth an object in the last.
Who is a subject without his name is who the text is about. What a person said goes on over a paragraph's end, so
that the last speaker is favoured most in a new paragraph that has no subject of its own."""


@dataclass(frozen=True, slots=True, order=True)
class Echo:
    """Somebody in view at `start`; `cost` by role, `voice` if he was speaking."""

    start: int
    cost: float
    voice: bool
    index: int


class Candidates:
    """People or bodies of a text, and which of them a pronoun means."""

    def __init__(
        self, parsed: Parsed, spans: list[Found], actors: dict[str, Actor], callings: Callings | None = None
    ) -> None:
        self._parsed, self._spans, self._actors, self._callings = parsed, spans, actors, callings
        self._starts = [span.start for span in spans]
        self._lines = [match.start() for match in re.finditer("\n", parsed.clean)]
        self._marks = quoted(parsed.clean)
        self._mark_starts = [stretch.start for stretch in self._marks]
        self._ends = self._sentence_ends()
        self._echoes: list[Echo] = []
        for i, span in enumerate(spans):
            self._echoes.append(self._echo(i, span))

    def before(self, start: int) -> list[Found]:
        """Those named before an offset, in reading order; the last forty."""
        stop = bisect_left(self._starts, start)
        return self._spans[max(0, stop - 40) : stop]

    def spoke(self, span: Found, start: int) -> None:
        """Remember that `span` spoke through the words at `start` (its name or a pronoun)."""
        self._remember(span, start, SUBJECT, voice=True)

    def meant(self, span: Found, token: Token) -> None:
        """Remember that a subject without a name ("he", "the minister") was `span`."""
        cost, voice = self._role(token)
        self._remember(span, token.start, cost + UNNAMED, voice=voice)

    def _remember(self, span: Found, start: int, cost: float, *, voice: bool) -> None:
        i = bisect_left(self._starts, span.start)
        while i < len(self._spans) and self._spans[i] is not span:
            i += 1
        if i < len(self._spans) and not self._quoted(start):
            insort(self._echoes, Echo(start, cost, voice, i))

    def best(
        self, start: int, gender: str, most: float = 99.0, allowed: Callable[[Found], bool] | None = None
    ) -> Found | None:
        """Whom a pronoun at `start` means; `gender` is "m", "f" or "" for any; none that costs more than `most`.

        `allowed` tells of each whether the words fit him.
        """
        stop = bisect_left(self._echoes, start, key=lambda echo: echo.start)
        chosen: tuple[float, int] | None = None
        for echo in reversed(self._echoes[max(0, stop - LOOKED_AT) : stop]):
            span = self._spans[echo.index]
            if start - echo.start > REACH or span.start <= start < span.end:
                continue
            own = self.gender(span) if gender else ""
            if (own and own != gender) or (allowed is not None and not allowed(span)):
                continue
            cost = self._cost(echo, start, stop) + (UNSURE if gender and not own else 0.0)
            if chosen is None or cost < chosen[0]:
                chosen = cost, echo.index
        return self._spans[chosen[1]] if chosen is not None and chosen[0] <= most else None

    def _cost(self, echo: Echo, start: int, stop: int) -> float:
        apart = bisect_right(self._ends, start) - bisect_right(self._ends, echo.start)
        paragraph = bisect_right(self._lines, start) != bisect_right(self._lines, echo.start)
        cost = echo.cost + apart
        if apart == 0 and echo.cost > LESSER:
            cost += SAME_SENTENCE - OTHER
        if echo.voice:
            held = paragraph and apart and not self._another(echo, start, stop)
            cost -= SPOKE_BEFORE_PARAGRAPH if held else SPOKE
        return cost

    def _another(self, echo: Echo, start: int, stop: int) -> bool:
        """Has the paragraph of `start` a subject of its own before it?"""
        line = bisect_right(self._lines, start)
        for other in reversed(self._echoes[max(0, stop - LOOKED_AT) : stop]):
            if bisect_right(self._lines, other.start) != line:
                return False
            if self._spans[other.index] is not self._spans[echo.index] and other.cost <= SUBJECT:
                return True
        return False

    def _sentence_ends(self) -> list[int]:
        """Ends of the sentences that do not end within quotation marks: long quotations are no distance."""
        tokens = self._parsed.tokens
        ends = [tokens[last - 1].end for _, last in self._parsed.sentences if last]
        return [end for end in ends if not self._quoted(end)]

    def _quoted(self, offset: int) -> bool:
        i = bisect_right(self._mark_starts, offset) - 1
        return i >= 0 and self._marks[i].start < offset < self._marks[i].end

    def _echo(self, index: int, span: Found) -> Echo:
        if not self._parsed.deep:
            return Echo(span.start, self._place(index, span), False, index)
        token = self._subject(span)
        cost, voice = self._role(token) if token is not None else (OTHER, False)
        if token is None and self._parsed.clean.startswith(("'s ", "' "), span.end):
            cost = OWNER
        return Echo(span.start, cost + (IN_MARKS if self._quoted(span.start) else 0.0), voice, index)

    def _place(self, index: int, span: Found) -> float:
        """Without a parser: the first name of its sentence in the first case is the subject, a second one less so."""
        actor = self._actors.get(span.actor)
        last = fold(span.text).split()[-1:]
        if actor is not None and last not in [fold(n.text).split()[-1:] for n in actor.names]:
            return OTHER
        first = not any(echo.cost <= LESSER for echo in self._earlier(index, span.start))
        return LESSER if actor is None or not first else SUBJECT

    def _earlier(self, index: int, start: int) -> list[Echo]:
        """The echoes before in the same sentence and line, a few."""
        last, line = bisect_right(self._ends, start), bisect_right(self._lines, start)
        return [
            echo
            for echo in self._echoes[max(0, index - 6) : index]
            if bisect_right(self._ends, echo.start) == last and bisect_right(self._lines, echo.start) == line
        ]

    def _subject(self, span: Found) -> Token | None:
        """The token by which the span is a subject, itself or beside the noun: "the minister, Davutoglu, came"."""
        tokens = self._parsed.tokens
        i = bisect_left(tokens, span.start, key=lambda token: token.start)
        while i < len(tokens) and tokens[i].start < span.end:
            for token in (tokens[i], tokens[tokens[i].head]):
                beside = token is tokens[i] or tokens[i].dep == "appos"
                if beside and token.dep in ("nsubj", "nsubjpass"):
                    return token
            i += 1
        return None

    def _role(self, token: Token) -> tuple[float, bool]:
        """Of a subject: of a main clause, or of a lesser one (somebody else's words, a clause beside)."""
        verb = self._parsed.tokens[token.head]
        children = [self._parsed.tokens[i] for i in verb.children]
        aside = any(
            child.dep in ("parataxis", "ccomp") and child.lemma in SAY and child.i < verb.i for child in children
        )
        main = verb.dep in ("ROOT", "conj") or (verb.dep == "ccomp" and self._announces(verb))
        main = main and not aside
        return SUBJECT if main else LESSER, verb.lemma in SAY and main

    def _announces(self, verb: Token) -> bool:
        """Read as hanging on a clause after a colon or semicolon, it is one of its own."""
        between = self._parsed.tokens[verb.i + 1 : min(verb.head, verb.i + LOOKED_AT)]
        return any(token.text in (":", ";") for token in between)

    def gender(self, span: Found) -> str:
        """ "m" or "f" by the authority, the title before, or the ending of a Slavic surname; else ""."""
        actor = self._actors.get(span.actor)
        if actor is not None and actor.gender:
            return actor.gender
        last = span.text.rsplit(" ", 1)[-1].lower()
        if last in WOMEN or last in MEN:
            return "f" if last in WOMEN else "m"
        return self._by_title(span) or self._by_first_name(span) or _by_surname(span.text)

    def _by_title(self, span: Found) -> str:
        """ "Mrs. Clark", "her husband Vasyl"."""
        title = self._parsed.clean[max(0, span.start - 16) : span.start].split()[-1:]
        word = title[0].lower().rstrip(".") if title else ""
        if word in ("mr", "sir", "father") or word in MEN:
            return "m"
        return "f" if word in ("mrs", "ms", "miss", "madame") or word in WOMEN else ""

    def _by_first_name(self, span: Found) -> str:
        """As the authority's people bear it; a name in -a is a woman's if nobody known bears it."""
        first = (span.name or span.text).split(" ", 1)[0]
        known = self._callings.gender(first) if self._callings is not None else ""
        if known or span.actor:
            return known
        return "f" if first.endswith("a") and first.isascii() and first.lower() not in _MEN_IN_A else ""


def _by_surname(text: str) -> str:
    if text.endswith(("ova", "eva", "ina", "aya", "ska")):
        return "f"
    return "m" if text.endswith(("ov", "ev", "yov", "sky", "skiy", "skyi")) else ""
