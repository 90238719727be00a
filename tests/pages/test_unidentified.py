"""People and organisations that the authority does not list: found, listed, counted, and told to nobody who may not
read the texts that print them."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.test import Client

from archive import store
from archive.ingest.record import RawArticle
from archive.models import Article, Mention, Source
from archive.search import indexing
from archive.tagging.values import Mention as MentionValue
from archive.tagging.values import Tags
from tests.pages import corpus
from tests.pages.seen import Element, seen

pytestmark = pytest.mark.django_db

# Article by article who is printed how often without being known: two in the open, one whose text is for researchers.
OPEN, OTHER, LOCKED, VAULT = "open", "other", "locked", "vault"
PRINTED = {
    OPEN: ("Nikos Kotzias", "NIKOS KOTZIAS", "Nikos Kotzias", "Kerry"),
    OTHER: ("Nikos Kotzias", "Pew Research Center"),
    LOCKED: ("Lockwood Whisper", "Nikos Kotzias"),
    VAULT: ("Harlequin Ponders",),
}


@pytest.fixture(scope="module")
def named(archive: SimpleNamespace, django_db_blocker: Any) -> SimpleNamespace:
    """The archive of the corpus with four more articles; `ids` by the names above."""
    with django_db_blocker.unblock():
        run = store.run_begin("unidentified", {})
        ids = {}
        for name, printed in PRINTED.items():
            collection = (
                store.collection_named("vault", name="Vault", visibility="private")
                if name == VAULT
                else store.collection_named("sample")
            )
            body = ". ".join(printed) + "."
            source = "Locked Desk" if name == LOCKED else "Unknowns Desk"
            one = RawArticle(title=f"Unknowns {name}", body=body, format="text", published=corpus.day(2014, 5, 5), source=source,
                             language="en", locator=f"{name}.txt")  # fmt: skip
            (saved,) = store.article_save_many([one], store.Keeping(run=run, collection=collection))
            article = Article.objects.get(pk=saved.article_id)
            mentions, at = [], 0
            for words in printed:
                kind = "organisation" if "Center" in words else "person"
                mentions.append(MentionValue(at, at + len(words), words, kind, confidence=0.6, why="By the model."))
                at += len(words) + 2
            tags = Tags("en", tuple(mentions))
            store.tags_write([(article.pk, article.text_version, tags)], "by hand", lambda _id: None)
            ids[name] = article.pk
        store.run_finish(run)
        Source.objects.filter(name="Unknowns Desk").update(rights="public")
        indexing.drain()
    return SimpleNamespace(ids=ids, **{k: v for k, v in vars(archive).items() if k != "ids"})


def count(page: Element) -> int:
    words = page.one(class_="count").text
    return 0 if words.startswith("No ") else int(words.split()[0].replace(",", ""))


def values(page: Element) -> dict[str, Element]:
    """Values of the facet of actors as shown: words and count, and their row."""
    group = page.one("details", id="d-actor")
    return {row.all("a")[0].all("span")[0].text: row for row in group.one("ul", class_="vals").all("li")}


def under(page: Element) -> tuple[int, int, str]:
    """The line under the facet: mentions, articles, and where it leads."""
    line = page.one("details", id="d-actor").one("p", class_="rest")
    mentions, articles = (int(n) for n in re.findall(r"\d+", line.text))
    return mentions, articles, line.all("a")[0].attrs["href"] if line.all("a") else ""


def in_database(*articles: int) -> tuple[int, int]:
    rows = Mention.objects.exclude(candidate="").filter(article__in=articles)
    return rows.count(), rows.values("article").distinct().count()


def test_one_candidate_a_name_and_article_however_it_is_printed(named: SimpleNamespace) -> None:
    of_open = Mention.objects.filter(article=named.ids[OPEN])
    assert sorted(set(of_open.values_list("candidate", flat=True))) == ["Kerry", "Nikos Kotzias"]
    assert of_open.count() == 4


def test_facet_click_and_list_agree(visitor: Client, named: SimpleNamespace) -> None:
    page = seen(visitor.get("/search?q=unknowns"))
    assert count(page) == 3
    row = values(page)["Nikos Kotzias not identified"]
    assert row.all("a")[0].all("span")[1].text == "2 articles"
    chosen = seen(visitor.get(row.all("a")[0].attrs["href"]))
    assert count(chosen) == 2
    assert {hit.one("h3").text for hit in chosen.all("li", class_="hit")} == {"Unknowns open", "Unknowns other"}
    left_out = seen(visitor.get(row.all("a")[-1].attrs["href"]))
    assert count(left_out) == 1
    typed = seen(visitor.get("/search", {"q": 'unknowns actor:"nikos kotzias"'}))
    assert count(typed) == 2


def test_under_the_facet_stands_what_the_database_has_and_its_link_finds(
    visitor: Client, named: SimpleNamespace
) -> None:
    mentions, articles, href = under(seen(visitor.get("/search?q=unknowns")))
    assert (mentions, articles) == in_database(named.ids[OPEN], named.ids[OTHER]) == (6, 2)
    led = seen(visitor.get(href))
    assert count(led) == articles
    assert under(led) == (mentions, articles, "")


def test_over_the_whole_archive_too(visitor: Client, named: SimpleNamespace, archive: SimpleNamespace) -> None:
    mentions, articles, href = under(seen(visitor.get("/search")))
    london, copy = archive.ids["london"], archive.ids["copy"]
    assert (mentions, articles) == in_database(london, copy, named.ids[OPEN], named.ids[OTHER])
    assert count(seen(visitor.get(href))) == articles
    once, of_stories, href = under(seen(visitor.get("/search?copies=first")))
    assert (once, of_stories) == (mentions - 1, articles - 1)
    assert count(seen(visitor.get(href))) == of_stories


def test_a_filter_of_the_same_facet_narrows_what_stands_under_it(visitor: Client, named: SimpleNamespace) -> None:
    mentions, articles, href = under(seen(visitor.get("/search", {"actor": '"Pew Research Center"'})))
    assert (mentions, articles) == in_database(named.ids[OTHER]) == (2, 1)
    assert count(seen(visitor.get(href))) == 1


def test_a_name_of_somebody_known_finds_those_who_are_only_called_so(visitor: Client, named: SimpleNamespace) -> None:
    """Nobody takes the famous for the whole: actor:kerry is John Kerry and every Kerry that is not identified."""
    page = seen(visitor.get("/search?q=actor:kerry"))
    note = next(p for p in page.all("p", class_="note") if "fits several" in p.text)
    assert note.text == "actor:kerry fits several: John Kerry, Kerry (not identified). All of them are found."
    known, nameless = (seen(visitor.get(a.attrs["href"])) for a in note.all("a"))
    assert count(nameless) == 1
    assert count(known) + count(nameless) == count(page)
    assert nameless.all("li", class_="hit")[0].one("h3").text == "Unknowns open"


def test_all_values_lists_them_and_finds_them_in_any_case(visitor: Client, named: SimpleNamespace) -> None:
    page = seen(visitor.get("/search?q=unknowns&facet=actor"))
    rows = {li.all("a")[0].text: li for li in page.one("ul", id="values").all("li")}
    assert "Nikos Kotzias not identified2 articles" in rows
    assert "6 mentions unidentified in 2 articles." in page.one("p", class_="stand").text
    found = seen(visitor.get("/search?q=unknowns&facet=actor&facet_q=KOTZ"))
    (row,) = found.one("ul", id="values").all("li")
    assert row.all("a")[0].text.startswith("Nikos Kotzias")


def test_the_command_gives_the_same(named: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    import json

    asked = ["search", "unknowns", "--json", "--facets", "actor", "--as", "anonymous"]
    call_command(*asked)
    told = json.loads(capsys.readouterr().out)
    assert told["facet_info"]["actor"]["unidentified"] == 6
    assert told["facet_info"]["actor"]["unidentified_in"] == 2
    by_label = {value["label"]: value for value in told["facets"]["actor"]}
    assert by_label["Nikos Kotzias"] == {
        "value": "“Nikos Kotzias”", "label": "Nikos Kotzias", "count": 2, "identified": False,
    }  # fmt: skip
    for value in told["facets"]["actor"]:
        call_command("search", "unknowns", "--json", "--actor", value["value"], "--as", "anonymous")
        assert json.loads(capsys.readouterr().out)["total"] == value["count"]


def test_whoever_may_read_more_is_told_more_and_nobody_else(
    visitor: Client, signed_in: Any, named: SimpleNamespace
) -> None:
    """Each person's counts are of the texts this person may read, on facet, line, list and all-values page."""
    editor = signed_in("editor")
    for client, ids in ((visitor, (OPEN, OTHER)), (editor, (OPEN, OTHER, LOCKED))):
        page = seen(client.get("/search?q=unknowns"))
        shown = [named.ids[name] for name in ids]
        mentions, articles, href = under(page)
        assert (mentions, articles) == in_database(*shown)
        assert count(seen(client.get(href))) == articles
        assert values(page)["Nikos Kotzias not identified"].all("a")[0].all("span")[1].text.startswith(str(len(ids)))
        everywhere = (page.text, seen(client.get("/search?q=unknowns&facet=actor")).text)
        assert all(("Lockwood Whisper" in text) == (LOCKED in ids) for text in everywhere)
        assert all("Harlequin" not in text for text in everywhere)
    for name in ("Lockwood Whisper", "Harlequin Ponders"):
        assert "knows nothing named" in seen(visitor.get("/search", {"q": f'actor:"{name}"'}), 400).text
        assert count(seen(visitor.get(f"/search?actor={quote(chr(34) + name + chr(34))}"))) == 0
        assert (
            name not in seen(visitor.get(f"/search?facet=actor&facet_q={quote(name[:4])}")).one("ul", id="values").text
        )
