"""Who a speaker's words mean: a name, an office, "he", "the ministry's spokesman".

Only what quotes need: the person or body behind a noun phrase or pronoun, never chains through a whole text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from archive.authority.values import Actor
from archive.tagging.recognise import Parsed
from archive.tagging.spans import Found

HE = frozenset(["he", "him", "his", "він", "он"])
SHE = frozenset(["she", "her", "hers", "вона", "она"])
IT = frozenset(["it", "its", "they", "them", "their", "вони", "они"])
RELATIVE = frozenset(["who", "which", "that"])
OFFICES = frozenset(
    """президент прем'єр премьер прем'єр-міністр премьер-министр міністр министр канцлер
    депутат посол мер мэр губернатор
    політик политик генерал чиновник глава лідер лидер""".split()
)
"""Ukrainian and Russian words that stand for a person named before: «президент сказав»."""

SPOKEN_FOR = frozenset("spokesman spokeswoman spokesperson representative official statement spokespeople".split())
REACH = 900
"""Characters back to the person behind a pronoun: four or five sentences of news."""


class Referents:
    """Mentions of a text that pronouns and speakers may refer to, in reading order."""

    def __init__(self, parsed: Parsed, found: list[Found], actors: dict[str, Actor]) -> None:
        self._parsed, self._actors = parsed, actors
        self._found = sorted(found, key=lambda span: span.start)
        self._starts = [span.start for span in self._found]
        self._people = [span for span in self._found if span.kind == "person"]
        self._bodies = [span for span in self._found if span.kind == "organisation" or span.reading == "metonymic"]
        subjects = [token for token in parsed.tokens if token.dep in ("nsubj", "nsubjpass")]
        self._subjects = {token.start for token in subjects}
        self._heads = {token.start for token in subjects if parsed.tokens[token.head].dep in ("ROOT", "conj")}

    def actor(self, start: int, end: int, head: int | None) -> str:
        """The actor behind the speaker's words [start, end), "" if none is known."""
        found = self.mention(start, end, head)
        return found.actor if found is not None else ""

    def mention(self, start: int, end: int, head: int | None) -> Found | None:
        word = self._parsed.clean[start:end].lower()
        if word in RELATIVE and head is not None and self._parsed.deep:
            return self._antecedent(head)
        if word in HE or word in SHE:
            return self._person(start, "f" if word in SHE else "m")
        if word in IT:
            return self._last(self._bodies, start)
        if not self._parsed.deep and word.removeprefix("віце-").removeprefix("вице-") in OFFICES:
            return self._person(start, "")  # an office: «президент сказав»
        inside = self._within(start, end)
        at_head = [
            span for span in inside if head is not None and span.start <= self._parsed.tokens[head].start < span.end
        ]
        if at_head:
            return at_head[0]
        people = [span for span in inside if span.kind == "person"]
        return people[-1] if people else self._spoken_for(head) or self._acting(inside)

    def _antecedent(self, head: int) -> Found | None:
        """ "Lavrov, who said …": the noun that the relative clause hangs on."""
        tokens = self._parsed.tokens
        noun = tokens[tokens[tokens[head].head].head]
        return next(iter(self._within(noun.start, noun.end)), None)

    def _within(self, start: int, end: int) -> list[Found]:
        i = bisect_left(self._starts, max(0, start - 120))
        return [
            span for span in self._found[i : bisect_left(self._starts, end)] if span.start < end and start < span.end
        ]

    def _acting(self, inside: Iterable[Found]) -> Found | None:
        return next((span for span in inside if span.kind == "organisation"), None)

    def _spoken_for(self, head: int | None) -> Found | None:
        """ "a spokesman for the Foreign Ministry", "the ministry's spokesman": the body that speaks through him."""
        if head is None or not self._parsed.deep or self._parsed.tokens[head].lemma not in SPOKEN_FOR:
            return None
        first, last = self._parsed.left_edge(head), self._parsed.right_edge(head)
        spans = self._within(self._parsed.tokens[first].start, self._parsed.tokens[last].end)
        return next((span for span in spans if span.kind == "organisation" and span.actor), None)

    def _person(self, before: int, gender: str) -> Found | None:
        """The last person of this gender that was a subject, else the last at all."""
        stop = bisect_right(self._people, before - 1, key=lambda span: span.start)
        near = [
            span
            for span in self._people[max(0, stop - 12) : stop]
            if before - span.start <= REACH and (not gender or self._gender(span) in (gender, ""))
        ]
        return self._foremost(near)

    def _foremost(self, near: list[Found]) -> Found | None:
        """The last subject of a main clause, else the last subject, else the last of all."""
        for starts in (self._heads, self._subjects):
            some = [span for span in near if any(s in starts for s in self._token_starts(span))]
            if some:
                return some[-1]
        return near[-1] if near else None

    def _token_starts(self, span: Found) -> list[int]:
        i = bisect_left(self._parsed.tokens, span.start, key=lambda token: token.start)
        starts = []
        while i < len(self._parsed.tokens) and self._parsed.tokens[i].start < span.end:
            starts.append(self._parsed.tokens[i].start)
            i += 1
        return starts

    def _gender(self, span: Found) -> str:
        actor = self._actors.get(span.actor)
        if actor is not None and actor.gender:
            return actor.gender
        title = self._parsed.clean[max(0, span.start - 5) : span.start]
        return (
            "m"
            if title.endswith(("Mr. ", "Mr ", "Sir "))
            else "f"
            if title.endswith(("Mrs. ", "Mrs ", "Ms. ", "Ms "))
            else ""
        )

    def _last(self, spans: list[Found], before: int) -> Found | None:
        stop = bisect_right(spans, before - 1, key=lambda span: span.start)
        near = [span for span in spans[max(0, stop - 6) : stop] if before - span.start <= REACH]
        return self._foremost(near)
