"""Who a speaker's words mean: a name, an office, "he", "the ministry's spokesman", "the group".

Only what quotes need: the person or body behind a noun phrase or pronoun, never chains through a whole text.
Pronouns are weighed by `candidates`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date

from archive.authority.names import fold
from archive.authority.values import Actor
from archive.tagging.callings import Callings, content
from archive.tagging.candidates import REACH, Candidates
from archive.tagging.quotes.governed import WORDS_OF
from archive.tagging.recognise import Parsed, Token
from archive.tagging.spans import Found
from archive.tagging.speechwords import DOCUMENTS, HUMAN, OFFICE_ENGLISH, OFFICES, SAY

HE = frozenset(["he", "him", "his", "він", "його", "он", "его", "той", "тот"])
SHE = frozenset(["she", "her", "hers", "вона", "її", "она", "ее", "её"])
IT = frozenset(["it", "its", "they", "them", "their", "вони", "они"])
RELATIVE = frozenset(["who", "which", "that"])
SPOKEN_FOR = frozenset(
    """spokesman spokeswoman spokesperson representative official statement spokespeople leadership delegation command
authorities""".split()
)

TITLED = frozenset(
    """minister premier president chancellor secretary mayor governor ambassador envoy general colonel commander
admiral speaker spokesman spokeswoman spokesperson prosecutor commissioner chairman chairwoman chief head leader
senator deputy lawmaker congressman diplomat representative patriarch pope king queen oligarch billionaire
tycoon candidate boxer journalist singer activist lawyer""".split()
)
"""Words that mean a person whom the text has printed with this word: "the minister"."""

PERSONS = frozenset(
    """politician statesman veteran man woman official diplomat lawmaker leader general deputy businessman oligarch
tycoon billionaire magnate adviser aide commander envoy monitor negotiator singer boxer pilot lawyer farmer teacher
doctor volunteer priest activist journalist economist historian republican democrat widow soldier miner
colonel senator ambassador governor""".split()
)
"""Words that mean the person just spoken of even if the text never printed them as a title."""

_CALLED = TITLED | PERSONS | frozenset("premier boss magnate colonel admiral officer".split())

_STATELESS = frozenset(["international", "movement", "other", "agency", "armed_group"])
BODIES: dict[str, frozenset[str]] = {
    "ministry": frozenset(["ministry"]),
    "department": frozenset(["ministry"]),
    "parliament": frozenset(["parliament"]),
    "assembly": frozenset(["parliament"]),
    "party": frozenset(["party"]),
    "company": frozenset(["company"]),
    "firm": frozenset(["company"]),
    "monopoly": frozenset(["company"]),
    "exporter": frozenset(["company"]),
    "carrier": frozenset(["company"]),
    "airline": frozenset(["company"]),
    "bank": frozenset(["company", "agency"]),
    "court": frozenset(["court"]),
    "newspaper": frozenset(["media"]),
    "paper": frozenset(["media"]),
    "channel": frozenset(["media"]),
    "broadcaster": frozenset(["media"]),
    "agency": frozenset(["media", "agency"]),
    "service": frozenset(["agency"]),
    "watchdog": frozenset(["international", "other", "movement"]),
    "group": _STATELESS,
    "organisation": _STATELESS,
    "organization": _STATELESS,
    "mission": frozenset(["international"]),
    "alliance": frozenset(["international"]),
    "union": frozenset(["international"]),
    "bloc": frozenset(["international", "party"]),
    "fund": frozenset(["international"]),
    "commission": frozenset(["international", "agency"]),
    "council": frozenset(["international", "parliament", "agency"]),
    "army": frozenset(["military"]),
    "military": frozenset(["military"]),
    "battalion": frozenset(["military", "armed_group"]),
    "militia": frozenset(["armed_group"]),
    "movement": frozenset(["movement"]),
    "government": frozenset(["government"]),
    "embassy": frozenset(["office", "ministry", "other"]),
}
"""A word for a body → the kinds of actors that it may mean."""

_MEMBERS = frozenset(["republican", "democrat"])
"""Words that the model takes for names, but which say what somebody is."""
_SEX = {"man": "m", "woman": "f", "widow": "f"}
_KNOWN = frozenset("the this that his her its their".split())
NEAR = 1.5
"""What a plain word of person may cost: a subject of the sentence before, or of the one before that if he spoke."""

_TITLE_BEFORE, _TITLE_AFTER = 60, 70
"""Characters around a name within which its title is looked for."""


_UP_TO_NAME = re.compile(r"(?:,?\s+(?:of|for|the|in|at|[A-Z][\w'.-]*)){0,6},?\s*$")
"""What may stand between a title and the name: "minister of Russia, Sergey"; no verb, no "and"."""


_GIVEN = re.compile(
    r"[^.;:\n“”\"]{0,50}?\b(?:(?:gave|giving) (?:his|her) (?:first )?name (?:only )?as|named|called|whose name is)\s+"
    r"(?:only )?(?P<name>[A-Z][\w'-]+(?: [A-Z][\w'-]+)*)"
)
""" "a teacher who gave her name as Olena"."""


class Referents:
    """Mentions of a text that pronouns and speakers may refer to, in reading order."""

    def __init__(
        self, parsed: Parsed, found: list[Found], actors: dict[str, Actor], callings: Callings, on: date | None
    ) -> None:
        self._parsed, self._actors, self._callings, self._on = parsed, actors, callings, on
        self._found = sorted(found, key=lambda span: span.start)
        self._starts = [span.start for span in self._found]
        people = sorted([*self._named_people(), *self._unnamed()], key=lambda span: span.start)
        bodies = [
            span
            for span in self._found
            if (span.kind == "organisation" or span.reading == "metonymic") and span.reading != "adjectival"
        ]
        self._voice: tuple[int, Found] | None = None
        self._people = Candidates(parsed, people, actors, callings)
        self._bodies = Candidates(parsed, bodies, actors)
        if parsed.deep:
            self._follow()

    @property
    def clean(self) -> str:
        """The text that offsets count in."""
        return self._parsed.clean

    def _follow(self) -> None:
        """Read the subjects without a name in order, so that "he" after "he" is the same man."""
        for token in self._parsed.tokens:
            called = token.pos == "NOUN" and token.lower in _CALLED
            if self._leads(token) and (called or token.lower in HE or token.lower in SHE):
                found = self._meant(token.start, token.end, token.i)
                if found is not None and found.kind == "person" and found.start < token.start:
                    self._people.meant(found, self._parsed.tokens[token.head] if token.dep == "poss" else token)

    def _leads(self, token: Token) -> bool:
        """Is it a subject, or the owner of one in words: "the president's warning came"?"""
        head = self._parsed.tokens[token.head]
        owner = token.dep == "poss" and head.lemma in WORDS_OF and head.dep in ("nsubj", "nsubjpass")
        return owner or token.dep in ("nsubj", "nsubjpass")

    def _named_people(self) -> list[Found]:
        return [span for span in self._found if span.kind == "person" and span.text != "I"]

    def _unnamed(self) -> Iterator[Found]:
        """Subjects that nobody has named, so that "he" after "a miner said" is no minister: no actor is behind them."""
        for token in self._parsed.tokens:
            if token.dep not in ("nsubj", "nsubjpass") and not (token.dep == "ROOT" and token.pos == "NOUN"):
                continue
            name = token.pos == "PROPN" and not any(
                span.kind in ("person", "place", "group") or span.actor for span in self._within(token.start, token.end)
            )
            children = [self._parsed.tokens[i] for i in token.children]
            known = any(child.lower in _KNOWN or child.dep in ("poss", "appos") for child in children)
            some = token.pos == "NOUN" and token.lemma in HUMAN and not known
            if (name and self._parsed.tokens[token.head].lemma in SAY) or (some and token.tag == "NN"):
                given = _GIVEN.match(self._parsed.clean, token.end)
                yield Found(token.start, token.end, token.text, "person", name=given["name"] if given else "")

    def mention(self, start: int, end: int, head: int | None) -> Found | None:
        """The mention meant by the speaker's words; `head` is the token of their noun."""
        found = self._meant(start, end, head)
        if found is not None:
            (self._people if found.kind == "person" else self._bodies).spoke(found, start)
            self._voice = start, found
        return found

    def _meant(self, start: int, end: int, head: int | None) -> Found | None:
        word = self._parsed.clean[start:end].lower()
        if word in RELATIVE and head is not None and self._parsed.deep:
            return self._antecedent(head)
        if word in HE or word in SHE:
            return self._people.best(start, "f" if word in SHE else "m")
        if word in IT:
            return self._bodies.best(start, "")
        if not self._parsed.deep and word.removeprefix("віце-").removeprefix("вице-") in OFFICES:
            return self._in_office(start, word)
        inside = self._within(start, end)
        if head is None or not self._parsed.deep:
            return self._at(inside, start) if head is None else self._flat(inside, head)
        return self._noun(self._parsed.tokens[head], inside)

    def _in_office(self, start: int, word: str) -> Found | None:
        """«Президент сказав»: who of those named holds the office; else the nearest of whom it is not known."""
        english = OFFICE_ENGLISH.get(word.removeprefix("віце-").removeprefix("вице-"), "")
        if not english:
            return self._people.best(start, "")
        near = self._people.before(start)
        more = ("vice",) if word.startswith(("віце", "вице")) else ()
        fit = {id(span): self._callings.fits(span.actor, english, more, self._on) for span in near}
        fitting = {id(span) for span in near if fit[id(span)] == "yes"}
        open_to = fitting or {id(span) for span in near if fit[id(span)] != "no"}
        return self._people.best(start, "", 99.0, lambda span: id(span) in open_to)

    def _at(self, inside: list[Found], start: int) -> Found | None:
        people = [span for span in inside if span.kind == "person"]
        return people[-1] if people else self._acting(inside)

    def _flat(self, inside: list[Found], head: int) -> Found | None:
        token = self._parsed.tokens[head]
        at_head = next((span for span in inside if span.start <= token.start < span.end), None)
        return at_head or self._at(inside, token.start)

    def _noun(self, head: Token, inside: list[Found]) -> Found | None:
        """The noun phrase of a speaker in a parsed text."""
        at_head = next((span for span in inside if span.start <= head.start < span.end), None)
        if at_head is not None and (at_head.actor or head.lower not in _MEMBERS):
            return at_head
        beside = self._apposed(head)
        if beside is not None:
            return beside
        people = [span for span in inside if span.kind == "person" and not self._owns(span)]
        if people:
            return people[-1]
        return (
            self._spoken_for(head)
            or self._definite(head)
            or self._acting(span for span in inside if not self._owns(span))
        )

    def _owns(self, span: Found) -> bool:
        """ "Putin's office": what is his does not speak as he."""
        return self._parsed.clean.startswith(("'s ", "' "), span.end) or span.reading == "adjectival"

    def _apposed(self, head: Token) -> Found | None:
        """ "a spokesman for the Council, Andriy Lysenko"."""
        for i in head.children:
            child = self._parsed.tokens[i]
            if child.dep == "appos" and i > head.i:
                spans = self._within(child.start, child.end)
                return next((span for span in spans if span.kind == "person"), None)
        return None

    def _antecedent(self, head: int) -> Found | None:
        """ "Lavrov, who said …": the noun that the relative clause hangs on."""
        tokens = self._parsed.tokens
        verb = tokens[tokens[head].head]
        for _ in range(3):
            if verb.dep == "relcl" or verb.head == verb.i:
                break
            verb = tokens[verb.head]
        noun = tokens[verb.head]
        return next(iter(self._within(noun.start, noun.end)), None) or self._apposed(noun)

    def _within(self, start: int, end: int) -> list[Found]:
        i = bisect_left(self._starts, max(0, start - 120))
        return [
            span for span in self._found[i : bisect_left(self._starts, end)] if span.start < end and start < span.end
        ]

    def _acting(self, inside: Iterable[Found]) -> Found | None:
        return next((span for span in inside if span.kind == "organisation"), None)

    def _spoken_for(self, head: Token) -> Found | None:
        """ "a spokesman for the Foreign Ministry", "the ministry's spokesman": the body that speaks through him."""
        if head.lemma not in SPOKEN_FOR:
            return None
        if any(self._parsed.tokens[i].lower in ("its", "their") for i in head.children):
            return self._bodies.best(head.start, "")
        first, last = self._parsed.left_edge(head.i), self._parsed.right_edge(head.i)
        spans = self._within(self._parsed.tokens[first].start, self._parsed.tokens[last].end)
        named = next((span for span in spans if span.kind == "organisation" and span.actor), None)
        if named is not None:
            return named
        owners = [self._parsed.tokens[i] for i in head.children if self._parsed.tokens[i].dep == "poss"]
        return next((body for owner in owners if (body := self._body(owner)) is not None), None)

    def _definite(self, head: Token) -> Found | None:
        """ "the minister", "the group": somebody of this office, or a body of this kind, named before."""
        children = [self._parsed.tokens[i] for i in head.children]
        if not any(child.lower in ("the", "this", "that") for child in children):
            return None
        if head.pos == "PROPN" and head.lower not in _MEMBERS:
            return None
        if any(child.dep in ("poss", "nummod") for child in children) or head.tag == "NNS":
            return None
        if head.lemma in DOCUMENTS:  # "the statement added"
            return self._voice[1] if self._voice is not None and 0 < head.start - self._voice[0] < REACH else None
        of = any(child.dep == "prep" for child in children)
        return (None if of else self._body(head)) or self._titled(head, of=of)

    def _body(self, head: Token) -> Found | None:
        kinds = BODIES.get(head.lower)
        if kinds is None:
            return None
        near = self._bodies.before(head.start)
        named = [s for s in near if s.actor and head.lower in fold(self._actors[s.actor].name).split()]
        some = named or [s for s in near if not s.actor or self._actors[s.actor].kind in kinds]
        return some[-1] if some and some[-1].actor else None

    def _titled(self, head: Token, *, of: bool) -> Found | None:
        """The person printed with this word as title, or who bears it by the authority; else the one just spoken of.

        `of`: words follow that say of what; then only an office that has these words too will do.
        """
        if head.lower not in _CALLED:
            return None
        word = re.compile(rf"\b{re.escape(head.lower)}\b", re.IGNORECASE)
        near = self._people.before(head.start)
        more = self._beside(head)
        fit = {id(span): self._callings.fits(span.actor, head.lower, more, self._on) for span in near}
        if not of:
            printed = [span for span in near if fit[id(span)] != "no" and self._has_title(span, word)]
            if printed:
                names = {span.actor or span.name or span.text for span in printed}
                return printed[-1] if len(names) == 1 else self._nearest(head, printed)
        fitting = [span for span in near if fit[id(span)] == "yes"]
        if fitting:
            return self._nearest(head, fitting)
        if of or head.lower not in PERSONS:
            return None
        open_to = {id(span) for span in near if fit[id(span)] != "no"}
        return self._people.best(head.start, _SEX.get(head.lower, ""), NEAR, lambda span: id(span) in open_to)

    def _nearest(self, head: Token, some: list[Found]) -> Found:
        """Of several whom the word fits, the one most in view."""
        allowed = {span.actor or span.name or span.text for span in some}
        best = self._people.best(head.start, "", 99.0, lambda span: (span.actor or span.name or span.text) in allowed)
        return best or some[-1]

    def _beside(self, head: Token) -> frozenset[str]:
        """The words that say which: "American" and "to Ukraine" of an ambassador."""
        words: list[str] = []
        for i in head.children:
            child = self._parsed.tokens[i]
            if child.dep in ("amod", "compound", "nmod") and i < head.i:
                first = self._parsed.left_edge(i)
                words += [token.text for token in self._parsed.tokens[first : i + 1]]
            elif child.dep == "prep" and i > head.i:
                last = min(self._parsed.right_edge(i), i + 8)
                words += [t.text for t in self._parsed.tokens[i + 1 : last + 1] if t.pos in ("PROPN", "NOUN", "ADJ")]
        return content(word for word in words if word[:1].isalpha())

    def _has_title(self, span: Found, word: re.Pattern[str]) -> bool:
        """ "Foreign Minister Sergey Lavrov", "Sergey Lavrov, the foreign minister,"."""
        clean = self._parsed.clean
        before = clean[max(0, span.start - _TITLE_BEFORE) : span.start]
        if any(_UP_TO_NAME.match(before, match.end()) for match in word.finditer(before)):
            return True
        after = re.match(r",\s([^.!?\n]{3,70}?)(?:,|\.|$)", clean[span.end : span.end + _TITLE_AFTER])
        return bool(after and word.search(after.group(1)))


def printed_name(meant: Found | None) -> str:
    """The name of a speaker without an actor, as the text prints it in full; "" for an actor and for "a miner"."""
    if meant is None or meant.actor:
        return ""
    return meant.name or (meant.text if meant.text[:1].isupper() else "")
