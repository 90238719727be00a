"""An editor makes an actor of a name that is not identified: at once everywhere, in articles to come too, and undone."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from archive import selectors, store
from archive.ingest.record import RawArticle
from archive.models import Actor, Article, Mention, Quote
from archive.tagging.values import Mention as MentionValue
from archive.tagging.values import Quote as QuoteValue
from archive.tagging.values import Tags
from tests.pages import corpus
from tests.pages.seen import seen

pytestmark = pytest.mark.django_db

NAME = "Zofia Kwiatkowska-Trzaska"


def write(name: str, printed: str = NAME, kind: str = "person") -> int:
    """An article whose first words are an unknown person's name, who is quoted; tagged by hand."""
    body = f'{printed} said: "We saw it all from the roof."'
    run = store.run_begin("made", {})
    one = RawArticle(title=f"Made {name}", body=body, format="text", published=corpus.day(2014, 5, 5),
                     source="Made Desk", language="en", locator=f"{name}.txt")  # fmt: skip
    keeping = store.Keeping(run=run, collection=store.collection_named("sample"))
    (saved,) = store.article_save_many([one], keeping)
    store.run_finish(run)
    tag(saved.article_id, printed, kind)
    return saved.article_id


def tag(article_id: int, printed: str = NAME, kind: str = "person") -> None:
    end = len(printed)
    mention = MentionValue(0, end, printed, kind, confidence=0.6, why="By the model.")  # type: ignore[arg-type]
    quote = QuoteValue(end + 8, end + 35, "direct", 0, end)
    version = Article.objects.get(pk=article_id).text_version
    store.tags_write([(article_id, version, Tags("en", (mention,), (quote,)))], "by hand", lambda _id: None)


def made() -> Actor:
    return Actor.objects.get(name=NAME, id__startswith="c-")


def articles_of(actor: Actor) -> set[int]:
    return set(Mention.objects.filter(actor=actor).values_list("article_id", flat=True))


@pytest.fixture
def press(archive: SimpleNamespace, signed_in: Any) -> SimpleNamespace:
    """Two articles that print the name, and an editor who presses the button in the first."""
    first, second = write("first"), write("second", NAME.upper())
    editor = signed_in("editor")
    page = seen(editor.get(f"/article/{first}/"))
    button = next(b for b in page.all("button") if b.attrs.get("value") == NAME)
    assert button.text == f"Make an actor of {NAME}"
    answer = editor.post(f"/article/{first}/actor/", {"name": button.attrs["value"]})
    return SimpleNamespace(first=first, second=second, editor=editor, answer=answer)


def test_one_click_makes_an_actor_of_all_articles_that_print_the_name(press: SimpleNamespace) -> None:
    assert press.answer.status_code == 302
    assert press.answer.url == f"/actor/{made().pk}/"
    assert articles_of(made()) == {press.first, press.second}
    assert Quote.objects.filter(speaker=made()).count() == 2
    assert set(Article.objects.filter(index_due=True).values_list("pk", flat=True)) >= {press.first, press.second}
    assert NAME in seen(press.editor.get(press.answer.url)).one("h1").text
    assert f"/actor/{made().pk}/" in press.editor.get(f"/article/{press.first}/").content.decode()


def test_articles_that_come_later_and_tags_made_anew_have_the_actor(press: SimpleNamespace) -> None:
    third = write("third")
    tag(press.first)
    assert articles_of(made()) == {press.first, press.second, third}
    body = write("body", kind="organisation")
    assert body not in articles_of(made())  # a body of this name is another


def test_pressing_twice_makes_one(press: SimpleNamespace) -> None:
    again = press.editor.post(f"/article/{press.first}/actor/", {"name": NAME})
    assert again.url == press.answer.url
    assert Actor.objects.filter(name=NAME).count() == 1
    assert press.editor.post(f"/article/{press.first}/actor/", {"name": "Nobody Here"}).status_code == 404


def test_undone_with_one_click_the_name_is_a_mere_name_again(press: SimpleNamespace) -> None:
    page = seen(press.editor.get(press.answer.url))
    assert any(b.text == "Undo: a mere name again" for b in page.all("button"))
    gone = press.editor.post(f"{press.answer.url}unmake/")
    assert gone.status_code == 302
    assert not Actor.objects.filter(name=NAME).exists()
    rows = Mention.objects.filter(article_id__in=[press.first, press.second])
    assert set(rows.values_list("candidate", "actor_id")) == {(NAME, None)}
    assert not Quote.objects.filter(article_id=press.first, speaker__isnull=False).exists()
    assert "actor=" in gone.url


def test_only_editors_may(press: SimpleNamespace, signed_in: Any) -> None:
    reader = signed_in("reader", "rita")
    third = write("fourth", "Ottokar Nevermore")
    for client in (reader, Client()):
        assert "Make an actor" not in client.get(f"/article/{third}/").content.decode()
        assert client.post(f"/article/{third}/actor/", {"name": "Ottokar Nevermore"}).status_code == 403
        assert client.post(f"{press.answer.url}unmake/").status_code == 403
    assert press.editor.post("/actor/sergey-lavrov/unmake/").status_code == 404
    assert press.editor.get(f"/article/{third}/actor/").status_code == 405


def test_the_taggers_authority_and_its_version_do_not_change(press: SimpleNamespace) -> None:
    assert made().pk not in selectors.authority().actors
