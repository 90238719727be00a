"""Rulings in the database: at once here, elsewhere by the drain, for texts to come, and undone."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from archive import store
from archive.models import Actor, Article, Mention, Quote, Ruling
from archive.store import rulings
from archive.tagging.ruled import Said
from archive.tagging.values import Mention as Tag
from archive.tagging.values import Quote as Speech
from archive.tagging.values import Tags
from tests.support.articles import keep_one

pytestmark = pytest.mark.django_db
VERA = Said("person", actor="vera-orlova")


@pytest.fixture(autouse=True)
def anna() -> User:
    for id in ("anna-orlova", "vera-orlova"):
        Actor.objects.create(id=id, kind="person", name=id)
    return User.objects.create_user("anna")


def tag(article: Article, actor: str = "anna-orlova") -> Mention:
    at = article.body.index("Orlova")
    tags = Tags("en", (Tag(at, at + 6, "Orlova", "person", actor=actor, confidence=0.8, why="By her surname."),))
    article.refresh_from_db()
    assert store.tags_write([(article.pk, article.text_version, tags)], "test", lambda id: None) == 1
    return Mention.objects.get(article=article)


def dispatch(title: str, source: str = "Harbour Desk") -> Article:
    return keep_one(title=title, body=f"{title}: the harbour is open, said Orlova of the port.", source=source)


def whom(*articles: Article) -> list[str | None]:
    return [Mention.objects.get(article=article).actor_id for article in articles]


def test_everywhere_is_at_once_here_then_elsewhere_and_in_texts_to_come(anna: User) -> None:
    here, there = dispatch("One"), dispatch("Two")
    mention, _ = tag(here), tag(there)
    Article.objects.update(index_due=False)
    rulings.ruling_add(anna, mention, "everywhere", VERA)
    assert whom(here, there) == ["vera-orlova", "anna-orlova"]
    assert rulings.rulings_drain() == 2
    assert whom(here, there) == ["vera-orlova"] * 2
    assert Article.objects.filter(index_due=True).count() == 2
    later = dispatch("Three")
    tag(later)
    tag(here, actor="")
    assert whom(here, later) == ["vera-orlova"] * 2


def test_undo_brings_back_to_the_letter_what_the_machine_said(anna: User) -> None:
    here, there = dispatch("One"), dispatch("Two", source="Kite Post")
    mention, _ = tag(here), tag(there)
    before = list(Mention.objects.order_by("pk").values())
    made = rulings.ruling_add(anna, mention, "everywhere", VERA)
    rulings.rulings_drain()
    undo = rulings.ruling_undo(anna, made.pk)
    assert undo is not None
    assert rulings.ruling_undo(anna, made.pk) is None
    rulings.rulings_drain()
    assert list(Mention.objects.order_by("pk").values()) == before
    rulings.ruling_undo(anna, undo.pk)
    rulings.rulings_drain()
    assert whom(here, there) == ["vera-orlova"] * 2
    assert not Ruling.objects.filter(finished=None).exists()


def test_undone_twice_it_is_in_force_only_when_neither_undo_is(anna: User) -> None:
    here = dispatch("One")
    made = rulings.ruling_add(anna, tag(here), "article", VERA)
    first = undone(anna, made)
    back = undone(anna, first)
    second = undone(anna, made)
    undone(anna, back)  # the first undo holds again, and the second one holds still
    assert whom(here) == ["anna-orlova"]
    undone(anna, first)
    assert whom(here) == ["anna-orlova"]
    undone(anna, second)
    assert whom(here) == ["vera-orlova"]


def undone(by: User, ruling: Ruling) -> Ruling:
    made = rulings.ruling_undo(by, ruling.pk)
    assert made is not None
    return made


def test_the_source_alone_and_a_copy_that_takes_its_tags_elsewhere(anna: User) -> None:
    here, there = dispatch("One"), dispatch("One", source="Kite Post")
    rulings.ruling_add(anna, tag(here), "source", VERA)
    rulings.rulings_drain()
    assert store.tags_again([there.pk], "test") == [there.pk]
    assert whom(here, there) == ["vera-orlova", "anna-orlova"]


def test_a_drain_that_is_cut_off_goes_on_where_it_was(anna: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rulings, "BATCH", 2)
    articles = [dispatch(f"No {n}") for n in range(5)]
    first, *_ = [tag(article) for article in articles]
    rulings.ruling_add(anna, first, "everywhere", VERA)

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rulings.rulings_drain(cut)
    assert whom(*articles) == ["vera-orlova"] * 2 + ["anna-orlova"] * 3
    assert rulings.rulings_drain() == 3
    assert whom(*articles) == ["vera-orlova"] * 5


def test_a_target_merged_into_another_means_the_latter(anna: User) -> None:
    here = dispatch("One")
    rulings.ruling_add(anna, tag(here), "article", VERA)
    Actor.objects.create(id="vera-maximova", kind="person", name="Vera Maximova")
    Actor.objects.filter(pk="vera-orlova").update(merged_into="vera-maximova")
    tag(here)
    assert whom(here) == ["vera-maximova"]


def speak(article: Article) -> None:
    """Orlova is quoted twice: by her name and as "she"; and somebody else once."""
    text = article.body
    name, she, clerk = text.index("Orlova"), text.index("she"), text.index("a clerk")
    quotes = (
        Speech(0, 4, "indirect", name, name + 6, "anna-orlova", confidence=0.9, why="By her name."),
        Speech(8, 12, "indirect", she, she + 3, "anna-orlova", confidence=0.6, why="“She” is her."),
        Speech(14, 18, "indirect", clerk, clerk + 7, confidence=0.5, why="A clerk."),
    )
    mention = Tag(name, name + 6, "Orlova", "person", actor="anna-orlova", confidence=0.8, why="By her surname.")
    article.refresh_from_db()
    store.tags_write([(article.pk, article.text_version, Tags("en", (mention,), quotes))], "test", lambda id: None)


def speakers(article: Article) -> list[str | None]:
    return list(Quote.objects.filter(article=article).order_by("start").values_list("speaker_id", flat=True))


def test_quotes_follow_the_mention_from_which_their_speaker_was_read(anna: User) -> None:
    here = keep_one(title="One", body="The harbour is open, said Orlova. It is full, she said. Not yet, said a clerk.")
    speak(here)
    before = list(Quote.objects.order_by("pk").values())
    made = rulings.ruling_add(anna, Mention.objects.get(article=here), "article", VERA)
    assert speakers(here) == ["vera-orlova", "vera-orlova", None]
    speak(here)
    assert speakers(here) == ["vera-orlova", "vera-orlova", None]
    nobody = rulings.ruling_add(anna, Mention.objects.get(article=here), "article", Said("person"))
    assert speakers(here) == [None, None, None]
    rulings.ruling_undo(anna, nobody.pk)
    rulings.ruling_undo(anna, made.pk)
    after = list(Quote.objects.order_by("pk").values())
    assert [{**row, "id": 0} for row in after] == [{**row, "id": 0} for row in before]


def test_an_actor_made_of_a_printed_name_is_kept_by_rulings_and_unmade_by_nobody_else(anna: User) -> None:
    here, there = dispatch("One"), dispatch("Two")
    tag(here, actor="")
    unknown = rulings.ruling_add(anna, tag(there), "article", Said("person"))
    made = store.actor_make("Orlova", "person")
    assert whom(here, there) == [made.pk, made.pk]
    tag(there)
    assert whom(here, there) == [made.pk, made.pk]
    vera = rulings.ruling_add(anna, Mention.objects.get(article=here), "article", VERA)
    hers = rulings.ruling_add(anna, Mention.objects.get(article=there), "article", Said("person", actor=made.pk))
    store.actor_unmake(made)
    assert whom(here, there) == ["vera-orlova", None]
    rulings.ruling_undo(anna, vera.pk)  # what the machine said is of an actor that is no longer there
    assert Mention.objects.get(article=here).candidate == "Orlova"
    for ruling in (hers, unknown):
        rulings.ruling_undo(anna, ruling.pk)
    assert whom(here, there) == [None, "anna-orlova"]
