"""Rulings, undos, texts that come, change, go and are tagged again, in any order: always the replay of the log.

A model beside the database keeps the texts, what the machine says of each (a pure function) and the log. After every
drain each mention and each quote is what `tagging.ruled` makes of those; at the end everything is undone, and the tags
are the machine's to the letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from archive import store
from archive.authority.names import fold
from archive.models import Actor, Article, Mention, Place, Quote, Ruling
from archive.store import rulings
from archive.tagging.ruled import Named, Rule, Said, Scope, Spot, Voice, context, ruled, voiced
from archive.tagging.values import Mention as Tag
from archive.tagging.values import Quote as Speech
from archive.tagging.values import Tags
from tests.support.articles import keep, raw

ANNA, VERA, DUMA = "anna-orlova", "vera-orlova", "state-duma"
PORT = "port"
# 25 × 40: a thousand operations.
EXAMPLES, STEPS = 25, 40

# What two versions of a machine take each printed name for.
_SAYS: dict[str, tuple[Said, Said]] = {
    "Orlova": (Said("person", actor=ANNA, confidence=0.8), Said("person", candidate="Orlova", confidence=0.5)),
    "ORLOVA": (Said("person", actor=ANNA, confidence=0.7), Said("person", actor=VERA, confidence=0.4)),
    "Port": (
        Said("place", "literal", place=PORT, country="UA", confidence=0.9),
        Said("place", "metonymic", actor=DUMA, place=PORT, country="UA", confidence=0.6),
    ),
    "Petrov": (Said("person", candidate="Petrov", confidence=0.3), Said("person", actor=ANNA, confidence=0.2)),
    "State": (Said("organisation", actor=DUMA, confidence=0.6), Said("other", confidence=0.1)),
    "Kite": (Said("other", confidence=0.5), Said("organisation", candidate="Kite", confidence=0.9)),
}
# "Kite" is never ruled: what is unrelated stays.
_RULED = sorted(set(_SAYS) - {"Kite"})
_NAME = re.compile("|".join(_SAYS))
_SPOKEN = re.compile(rf"(?P<words>[^.]*), said (?P<speaker>{'|'.join(_SAYS)}|she)\.")
_SENTENCES = (
    "The harbour is open, said Orlova.",
    "It is full, said she.",
    "Petrov came from Port to Port by night.",
    "ORLOVA met Orlova, her aunt, at State.",
    "Not yet, said Petrov.",
    "Kite flew over Port.",
    "State has no answer, said State.",
    "Orlova spoke.",
    "Orlova spoke.",
)
_MEANT = (
    Said("person", actor=VERA),
    Said("person", actor=ANNA),
    Said("organisation", actor=DUMA),
    Said("place", "literal", place=PORT, country="UA"),
    Said("person"),
    Said("organisation"),
    Said("other"),
)


def machine_says(printed: str, model: int) -> Said:
    said = _SAYS[printed][model]
    return Said(**{**asdict(said), "why": f"Machine {model}."})


def tags_of(title: str, body: str, model: int) -> Tags:
    """The machine: a function of the text and its own version."""
    mentions = []
    for part, text in (("body", body), ("title", title)):
        for found in _NAME.finditer(text):
            m = machine_says(found[0], model)
            reading: Any = m.reading or None
            where: Any = part
            tag = Tag(found.start(), found.end(), found[0], m.kind, reading, m.actor, m.place, m.country)
            mentions.append(Tag(**{**asdict(tag), "confidence": m.confidence, "why": m.why, "part": where}))
    return Tags("en", tuple(mentions), tuple(_quotes(body, model)))


def _quotes(body: str, model: int) -> Iterator[Speech]:
    last = ""
    for found in _SPOKEN.finditer(body):
        name = found["speaker"]
        last = last if name == "she" else machine_says(name, model).actor
        words, speaker = found.span("words"), found.span("speaker")
        yield Speech(*words, "indirect", *speaker, actor=last, confidence=0.4, why=f"Speaker by machine {model}.")


@dataclass
class Story:
    """An article as the model knows it; `model` is the machine that tagged its present text, None for nobody yet."""

    title: str
    sentences: list[str]
    source: int
    external_id: str
    model: int | None = None
    texts: set[str] = field(default_factory=set)

    @property
    def body(self) -> str:
        return " ".join(self.sentences)

    def text(self, part: str) -> str:
        return self.title if part == "title" else self.body


@dataclass(frozen=True)
class Entry:
    """One line of the model's log: a rule, or the number that it undoes."""

    rule: Rule | None
    undoes: int = 0


def in_force(log: dict[int, Entry]) -> set[int]:
    """What no later line in force undoes, read from the end."""
    undone: set[int] = set()
    for number in sorted(log, reverse=True):
        if number not in undone and (target := log[number].undoes):
            undone.add(target)
    return set(log) - undone


class Cut(Exception):
    """The drain is stopped between two batches."""


class Rulings(RuleBasedStateMachine):
    """The model beside the database. Everything happens in a transaction that is taken back."""

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        for id in (ANNA, VERA):
            Actor.objects.create(id=id, kind="person", name=id)
        Actor.objects.create(id=DUMA, kind="legislature", name="State Duma")
        Place.objects.create(id=PORT, kind="city", name="Port", lat=46, lon=30, country="UA")
        self.editor = User.objects.create_user("anna")
        self.stories: dict[int, Story] = {}
        self.log: dict[int, Entry] = {}
        self.came = 0

    # --- texts ---------------------------------------------------------------------------------------------------

    @rule(
        title=st.sampled_from(["Talks end", "Orlova at Port", "State and Kite"]),
        sentences=st.lists(st.sampled_from(_SENTENCES), min_size=1, max_size=6),
        source=st.integers(0, 1),
        model=st.sampled_from([None, 0, 0, 1]),
    )
    def comes(self, title: str, sentences: list[str], source: int, model: int | None) -> None:
        self.came += 1
        story = Story(title, sentences, source, f"story-{self.came}")
        (saved,) = keep(self._raw(story))
        assert saved.article_id is not None
        if saved.outcome == "stored":
            story.texts.add(story.body)
            self.stories[saved.article_id] = story
            if model is not None:
                self._tag(saved.article_id, model)

    @precondition(lambda self: self.stories)
    @rule(data=st.data(), model=st.sampled_from([None, 0]))
    def a_copy_comes(self, data: st.DataObject, model: int | None) -> None:
        story = self.stories[self._one(data)]
        self.comes(story.title, list(story.sentences), 1 - story.source, model)

    @precondition(lambda self: self.stories)
    @rule(data=st.data(), added=st.sampled_from(_SENTENCES), model=st.sampled_from([None, 0, 1]))
    def is_revised(self, data: st.DataObject, added: str, model: int | None) -> None:
        id = self._one(data)
        story = self.stories[id]
        sentences = list(story.sentences)
        at = data.draw(st.integers(0, len(sentences)), label="where")
        if at < len(sentences) and len(sentences) > 1 and data.draw(st.booleans(), label="a sentence goes"):
            del sentences[at]
        else:
            sentences.insert(at, added)
        new = Story(story.title, sentences, story.source, story.external_id, None, story.texts)
        (saved,) = keep(self._raw(new))
        if saved.outcome != "revised":  # a text that it had before
            return
        assert saved.article_id == id
        story.texts.add(new.body)
        self.stories[id] = new
        if model is not None:
            self._tag(id, model)

    @precondition(lambda self: self.stories)
    @rule(data=st.data(), model=st.integers(0, 1))
    def is_tagged_again(self, data: st.DataObject, model: int) -> None:
        self._tag(self._one(data), model)

    @precondition(lambda self: len(self.stories) > 3)
    @rule(data=st.data())
    def goes(self, data: st.DataObject) -> None:
        id = self._one(data)
        Article.objects.filter(pk=id).delete()
        del self.stories[id]

    def _raw(self, story: Story) -> Any:
        return raw(story.title, story.body, external_id=story.external_id, source=f"Desk {story.source}")

    def _tag(self, id: int, model: int) -> None:
        """As the stage does: taken from a copy where one has its tags, else made."""
        story = self.stories[id]
        name = f"machine {model}"
        if not store.tags_again([id], name):
            version = Article.objects.get(pk=id).text_version
            tags = tags_of(story.title, story.body, model)
            assert store.tags_write([(id, version, tags)], name, lambda id: None) == 1
        story.model = model
        self._agrees(id)

    def _one(self, data: st.DataObject) -> int:
        return data.draw(st.sampled_from(sorted(self.stories)), label="article")

    # --- rulings -------------------------------------------------------------------------------------------------

    @precondition(lambda self: any(story.model is not None for story in self.stories.values()))
    @rule(
        data=st.data(),
        scope=st.sampled_from(["here", "article", "source", "everywhere"]),
        meant=st.sampled_from(_MEANT),
    )
    def is_ruled(self, data: st.DataObject, scope: Scope, meant: Said) -> None:
        rows = list(Mention.objects.filter(text__in=_RULED).order_by("article_id", "part", "start"))
        if not rows:
            return
        mention = rows[data.draw(st.integers(0, len(rows) - 1), label="mention")]
        made = rulings.ruling_add(self.editor, mention, scope, meant)
        story = self.stories[mention.article_id]
        text = story.text(mention.part)
        before = [found for found in _NAME.finditer(text[: mention.start]) if fold(found[0]) == fold(mention.text)]
        self.log[made.pk] = Entry(
            Rule(
                made.pk,
                scope,
                fold(mention.text),
                meant,
                mention.article_id,
                story.source,
                mention.part,  # type: ignore[arg-type]
                context(text, mention.start, mention.end),
                len(before),
            )
        )
        self._agrees(mention.article_id)

    @precondition(lambda self: self.log)
    @rule(data=st.data(), times=st.integers(1, 5))
    def is_undone(self, data: st.DataObject, times: int) -> None:
        """A ruling, its undo, the undo of that, or once more the ruling: people change their minds."""
        root = data.draw(st.sampled_from([n for n, entry in self.log.items() if entry.rule]), label="ruling")
        family = [root]
        for _ in range(times):
            known = set(self.log)
            holds = [number for number in family if number in in_force(self.log)]
            self._undo(data.draw(st.sampled_from(holds or family), label="undone"))
            family += set(self.log) - known
        if root not in in_force(self.log):
            self._undo(root)  # a button pressed twice

    def _undo(self, number: int) -> None:
        made = rulings.ruling_undo(self.editor, number)
        assert (made is None) == (number not in in_force(self.log))
        if made is not None:
            self.log[made.pk] = Entry(None, number)

    @rule(batches=st.integers(1, 3))
    def is_drained_in_part(self, batches: int) -> None:
        """Two articles a batch, and stopped after some."""
        done = 0

        def cut(ruling: Ruling, articles: int) -> None:
            nonlocal done
            done += 1
            if done == batches:
                raise Cut

        try:
            rulings.rulings_drain(cut)
        except Cut:
            return

    @rule()
    def is_drained(self) -> None:
        rulings.rulings_drain()
        self._all_agree()

    # --- what must hold ------------------------------------------------------------------------------------------

    def _all_agree(self) -> None:
        """Once more takes nothing; foreign keys hold; the log and every row are the model's."""
        assert rulings.rulings_drain() == 0
        connection.check_constraints()
        assert set(Ruling.objects.filter(in_force=True).values_list("pk", flat=True)) == in_force(self.log)
        for id in self.stories:
            self._agrees(id)

    def _agrees(self, id: int) -> None:
        expected, quotes = self._expected(id)
        assert [_mention_of(row) for row in _rows(Mention, id)] == expected
        assert [_quote_of(row) for row in _rows(Quote, id)] == quotes

    def _expected(self, id: int) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
        story = self.stories[id]
        if story.model is None:
            return [], []
        tags = tags_of(story.title, story.body, story.model)
        spots = [_spot(story, tag, story.model) for tag in tags.mentions]
        holds = in_force(self.log)
        rules = [entry.rule for number, entry in self.log.items() if entry.rule and number in holds]
        answers = ruled(spots, rules, article=id, source=story.source)
        mentions, names = [], []
        for tag, spot, (said, number) in zip(tags.mentions, spots, answers, strict=True):
            machine = asdict(spot.machine) if number else None
            where = (tag.part, tag.start, tag.end, tag.text, fold(tag.text))
            mentions.append((*where, said, fold(said.candidate), number or None, machine))
            names.append(Named(tag.part, tag.start, tag.end, spot.machine.actor, said.actor, bool(number)))
        return mentions, [_expected_quote(quote, names) for quote in tags.quotes]

    def teardown(self) -> None:
        """Undo all that is in force: what is left is what the machine said."""
        try:
            for number in sorted(in_force(self.log)):
                if self.log[number].rule is not None:
                    self._undo(number)
            self.is_drained()
            assert not Mention.objects.exclude(machine=None, ruling=None).exists()
            assert not Quote.objects.exclude(machine=None).exists()
        finally:
            transaction.set_rollback(True)
            self.whole.__exit__(None, None, None)


def _rows(model: Any, id: int) -> Sequence[Any]:
    return model.objects.filter(article_id=id).order_by("part", "start", "-end")  # type: ignore[no-any-return]


def _spot(story: Story, tag: Tag, model: int) -> Spot:
    around = context(story.text(tag.part), tag.start, tag.end)
    return Spot(tag.part, fold(tag.text), tag.text, machine_says(tag.text, model), around)


def _expected_quote(quote: Speech, names: Sequence[Named]) -> tuple[Any, ...]:
    machine = Voice(quote.actor, quote.confidence, quote.why)
    now = voiced(machine, quote.part, quote.speaker_start or 0, quote.speaker_end or 0, names)
    return quote.part, quote.start, quote.end, now, asdict(machine) if now != machine else None


def _mention_of(m: Mention) -> tuple[Any, ...]:
    return m.part, m.start, m.end, m.text, m.folded, m.said(), m.candidate_folded, m.ruling_id, m.machine


def _quote_of(q: Quote) -> tuple[Any, ...]:
    return q.part, q.start, q.end, q.voice(), q.machine


@pytest.mark.django_db
def test_whatever_happens_the_tags_are_the_replay_of_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rulings, "BATCH", 2)
    # Without shrinking, which takes minutes: whoever has a failure to look at adds Phase.shrink.
    phases = (Phase.reuse, Phase.generate)
    run_state_machine_as_test(
        Rulings, settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, phases=phases)
    )
