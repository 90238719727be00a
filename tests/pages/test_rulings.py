"""An editor rules what a printed name means: sees first what would change, does it once, takes it back; the log."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client

from archive import store
from archive.models import Actor, ActorName, Article, Collection, Mention, Ruling
from archive.tagging.ruled import Said
from tests.pages.corpus import HOSTILE
from tests.pages.seen import Element, seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(archive: SimpleNamespace, signed_in: Any) -> Client:
    return signed_in("editor", "edda")


def _user(name: str) -> User:
    return User.objects.get(username=name)


def said(actor: str) -> Said:
    return Said("person", actor=actor)


def mention(archive: SimpleNamespace, name: str = "Kerry", article: str = "locked") -> Mention:
    return Mention.objects.get(article=archive.ids[article], text=name)


def form_of(m: Mention, **fields: str) -> dict[str, str]:
    return {"part": m.part, "start": str(m.start), "end": str(m.end), **fields}


def correct(client: Client, m: Mention, **fields: str) -> Element:
    return seen(client.get(f"/article/{m.article_id}/correct/", form_of(m, **fields)))


def press(client: Client, page: Element, words: str, **chosen: str) -> Any:
    """Press a button of a form as a browser does."""
    form = next(f for f in page.all("form") if any(b.text == words for b in f.all("button")))
    fields = {i.attrs["name"]: i.attrs.get("value", "") for i in form.all("input") if i.attrs.get("type") == "hidden"}
    button = next(b for b in form.all("button") if b.text == words)
    fields |= {button.attrs["name"]: button.attrs["value"]} if "name" in button.attrs else {}
    send = client.post if form.attrs.get("method") == "post" else client.get
    return send(form.attrs["action"], fields | chosen)


def rule(client: Client, m: Mention, means: str, scope: str) -> Element:
    """All the way: chosen, previewed, done; the article as it is then."""
    page = correct(client, m)
    preview = seen(press(client, page, "Show what it would change", **{"is": means, "scope": scope}))
    answer = press(client, preview, "Do it")
    assert answer.status_code == 302
    return seen(client.get(answer["Location"]))


def offered(page: Element) -> dict[str, str]:
    """Value of each choice of meaning → its words."""
    labels = page.all("label", class_="tick")
    return {i.attrs["value"]: label.text for label in labels for i in label.all("input", name="is")}


# --- the way there ------------------------------------------------------------------------------


def test_every_reason_on_an_article_leads_an_editor_to_its_correction_and_back(
    archive: SimpleNamespace, editor: Client
) -> None:
    page = seen(editor.get(f"/article/{archive.ids['london']}/?q=sanctions&sort=oldest"))
    href = page.link("Correct “Mikhail Malyshev”")
    page = seen(editor.get(href))
    assert page.one("h1").text == "What “Mikhail Malyshev” means"
    assert "Now taken for Mikhail Malyshev, not identified, 60% sure. A person by the language model." in page.text
    assert page.link("Back to the article") == f"/article/{archive.ids['london']}/?q=sanctions&sort=oldest"


def test_nobody_else_sees_the_way_or_may_go_it(archive: SimpleNamespace, editor: Client, signed_in: Any) -> None:
    m = mention(archive)
    made = store.ruling_add(_user("edda"), m, "here", said("hostile"))
    for client in (Client(), signed_in("researcher", "rosa")):
        assert "Correct" not in seen(client.get(f"/article/{archive.ids['london']}/?ruled={made.pk}")).text
        assert client.get(f"/article/{m.article_id}/correct/", form_of(m)).status_code == 403
        posted = client.post(f"/article/{m.article_id}/correct/", form_of(m, scope="here", **{"is": "other"}))
        assert posted.status_code == 403
        assert client.get("/rulings/").status_code == 403
        assert client.post(f"/rulings/{made.pk}/undo/").status_code == 403
    assert Ruling.objects.count() == 1


def test_a_name_that_is_gone_says_so_and_leads_to_the_article(archive: SimpleNamespace, editor: Client) -> None:
    m = mention(archive)
    answer = editor.get(f"/article/{m.article_id}/correct/", {"part": "body", "start": "1", "end": "2"})
    assert seen(answer, 404).link("The article as it is now") == f"/article/{m.article_id}/"
    for bad in ({}, {"start": "x", "end": "٣"}, {"start": "9" * 40, "end": "\0"}):
        assert editor.get(f"/article/{m.article_id}/correct/", bad).status_code == 404


# --- choosing -----------------------------------------------------------------------------------


def test_offered_is_who_is_called_so_and_whoever_is_sought_in_any_script(
    archive: SimpleNamespace, editor: Client
) -> None:
    m = mention(archive)
    first = offered(correct(editor, m))
    assert next(iter(first)) == "actor:john-kerry"
    assert set(first) >= {"person", "organisation", "other"}
    assert "actor:sergey-lavrov" in offered(correct(editor, m, name="лавров"))
    assert "place:kyiv" in offered(correct(editor, m, name="kyiv"))
    page = correct(editor, m, name="zzzz", **{"is": "place:kyiv"})
    assert "Nobody and nothing is called “zzzz”" not in page.text, "what was chosen stays"
    assert page.one("input", value="place:kyiv").attrs.get("checked") is not None
    assert "Nobody and nothing is called “zzzz”" in correct(editor, m, name="zzzz").text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"scope": "here"}, "Choose what the name means."),
        ({"is": "actor:nobody-of-this-name", "scope": "here"}, "Choose what the name means."),
        ({"is": "other"}, "Choose where that is to hold."),
        ({"is": "other", "scope": "moon"}, "Choose where that is to hold."),
    ],
)
def test_what_is_missing_is_said(archive: SimpleNamespace, editor: Client, given: dict[str, str], words: str) -> None:
    m = mention(archive)
    for answer in (
        editor.get(f"/article/{m.article_id}/correct/", form_of(m, step="show", **given)),
        editor.post(f"/article/{m.article_id}/correct/", form_of(m, **given)),
    ):
        page = seen(answer, 400)
        assert page.one(role="alert").text == words
        assert page.one("title").text.startswith("Error: ")
    assert not Ruling.objects.exists()


# --- what it would change -----------------------------------------------------------------------


def test_the_preview_counts_what_the_name_is_taken_for_and_changes_nothing(
    archive: SimpleNamespace, editor: Client
) -> None:
    m = Mention.objects.filter(text="Lavrov").first()
    assert m is not None
    there = Mention.objects.filter(folded=m.folded)
    page = correct(editor, m, step="show", scope="everywhere", **{"is": "actor:john-kerry"})
    mentions, articles = there.count(), len(set(there.values_list("article_id", flat=True)))
    assert f"{mentions} mentions in {articles} articles, and articles to come" in page.text
    rows = {tr.one("th").text: [td.text for td in tr.all("td")] for tr in page.one("tbody").all("tr")}
    assert [cells for name, cells in rows.items() if name.startswith("Sergey Lavrov")] == [
        [str(mentions), str(articles)]
    ]
    assert len(page.one("ul", class_="list").all("mark")) == articles
    assert not Ruling.objects.exists()
    assert set(there.values_list("actor_id", flat=True)) == {"sergey-lavrov"}


def test_articles_that_the_editor_may_not_see_are_neither_counted_nor_shown(
    archive: SimpleNamespace, editor: Client
) -> None:
    m = mention(archive, "London", "london")
    hidden = Article.objects.get(pk=archive.ids["copy"])
    hidden.collections.set([Collection.objects.create(slug="secret", name="Secret", visibility="private")])
    everywhere = Mention.objects.filter(folded=m.folded)
    seen_by_her = everywhere.exclude(article=hidden)
    page = correct(editor, m, step="show", scope="everywhere", **{"is": "other"})
    assert f"{seen_by_her.count()} mentions" in page.text
    assert seen_by_her.count() < everywhere.count()
    assert "Articles that you may not see are not counted; it holds in them too." in page.text
    assert f"/article/{hidden.pk}/" not in {a.attrs["href"] for a in page.all("a")}
    made = store.ruling_add(_user("edda"), everywhere.get(article=hidden), "article", said("john-kerry"))
    assert editor.post(f"/rulings/{made.pk}/undo/").status_code == 404
    assert "Nothing is ruled yet" in seen(editor.get("/rulings/")).text


# --- done and undone ----------------------------------------------------------------------------


def test_done_the_article_says_so_at_once_and_undo_gives_it_back(archive: SimpleNamespace, editor: Client) -> None:
    m = mention(archive)
    page = rule(editor, m, "actor:sergey-lavrov", "article")
    note = page.one(id="ruled")
    assert "Done: “Kerry” means Sergey Lavrov, in article" in note.text
    assert page.one("div", class_="text").link("Kerry") == "/actor/sergey-lavrov/"
    assert "An editor ruled so. The machine had read it otherwise" in page.text
    answer = press(editor, page, f"Undo ruling {Ruling.objects.get().pk}")
    page = seen(editor.get(answer["Location"]))
    assert "Undone; no longer:" in page.one(id="ruled").text
    assert page.one("div", class_="text").link("Kerry") == "/actor/john-kerry/"
    first = Ruling.objects.order_by("pk")[0]
    answer = press(editor, page, f"Put back ruling {first.pk}")
    assert seen(editor.get(answer["Location"])).one("div", class_="text").link("Kerry") == "/actor/sergey-lavrov/"


def test_the_question_is_there_again_afterwards(archive: SimpleNamespace, editor: Client) -> None:
    m = mention(archive)
    fields = form_of(m, scope="here", back="q=kerry&sort=oldest&ruled=7#x", **{"is": "other"})
    answer = editor.post(f"/article/{m.article_id}/correct/", fields)
    address = urlsplit(answer["Location"])
    given = dict(parse_qsl(address.query))
    assert (address.path, address.netloc) == (f"/article/{m.article_id}/", "")
    assert given["q"] == "kerry"
    assert given["ruled"] == str(Ruling.objects.get().pk)


def test_pressed_twice_it_is_done_once_and_undone_once(archive: SimpleNamespace, editor: Client) -> None:
    m = mention(archive)
    fields = form_of(m, scope="everywhere", **{"is": "actor:sergey-lavrov"})
    one, two = (editor.post(f"/article/{m.article_id}/correct/", fields) for _ in range(2))
    assert one["Location"] == two["Location"]
    made = Ruling.objects.get()
    for _ in range(2):
        assert editor.post(f"/rulings/{made.pk}/undo/").status_code == 302
    assert Ruling.objects.count() == 2
    assert Mention.objects.get(pk=m.pk).actor_id == "john-kerry"


@pytest.mark.parametrize(
    ("means", "kind", "actor", "place", "candidate"),
    [
        ("person", "person", None, None, "Kerry"),
        ("organisation", "organisation", None, None, "Kerry"),
        ("other", "other", None, None, ""),
        ("place:kyiv", "place", None, "kyiv", ""),
        ("actor:government-of-russia", "organisation", "government-of-russia", None, ""),
    ],
)
def test_all_that_a_name_can_mean(
    archive: SimpleNamespace,
    editor: Client,
    means: str,
    kind: str,
    actor: str | None,
    place: str | None,
    candidate: str,
) -> None:
    m = mention(archive)
    rule(editor, m, means, "here")
    m.refresh_from_db()
    assert (m.kind, m.actor_id, m.place_id, m.candidate) == (kind, actor, place, candidate)


def test_undo_leads_nowhere_else(archive: SimpleNamespace, editor: Client) -> None:
    made = store.ruling_add(_user("edda"), mention(archive), "here", said("sergey-lavrov"))
    answer = editor.post(f"/rulings/{made.pk}/undo/", {"next": "https://elsewhere.example/"})
    assert answer["Location"] == "/rulings/"
    assert editor.get(f"/rulings/{made.pk}/undo/").status_code == 405
    assert editor.post("/rulings/999999/undo/").status_code == 404


def test_without_the_token_of_the_form_nothing_is_done(archive: SimpleNamespace, editor: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(_user("edda"))
    m = mention(archive)
    fields = form_of(m, scope="here", **{"is": "other"})
    assert strict.post(f"/article/{m.article_id}/correct/", fields).status_code == 403
    assert not Ruling.objects.exists()


# --- the log ------------------------------------------------------------------------------------


def entry(page: Element, made: Ruling) -> Element:
    return page.one("li", id=f"r{made.pk}")


def test_the_log_tells_author_effect_progress_and_what_contradicts(archive: SimpleNamespace, editor: Client) -> None:
    m = mention(archive, "London", "london")
    wide = store.ruling_add(_user("edda"), m, "everywhere", said("john-kerry"))
    narrow = store.ruling_add(_user("edda"), m, "article", said("sergey-lavrov"))
    page = seen(editor.get("/rulings/"))
    articles = Mention.objects.filter(folded=m.folded).values("article").distinct().count()
    assert "Made by edda" in entry(page, wide).text
    assert f"0 of {articles} articles so far" in entry(page, wide).text
    assert f"Overruled where both hold: ruling {narrow.pk}, that it means Sergey Lavrov" in entry(page, wide).text
    assert f"Overrules where both hold: ruling {wide.pk}" in entry(page, narrow).text
    there = correct(editor, m)
    bearing = [li.text for li in there.one("ol", class_="plain-list").all("li")]
    assert [re.sub(r"\. edda.*", "", words) for words in bearing] == [
        f"Ruling {wide.pk}: “London” means John Kerry, everywhere",
        f"Ruling {narrow.pk}: “London” means Sergey Lavrov, in article {m.article_id}",
    ]
    store.rulings_drain()
    page = seen(editor.get("/rulings/"))
    assert "so far" not in entry(page, wide).text
    assert f"{articles - 1} mentions follow it" in entry(page, wide).text
    press(editor, page, f"Undo ruling {narrow.pk}")
    page = seen(editor.get("/rulings/"))
    assert "Undone by edda" in entry(page, narrow).text
    assert "where both hold" not in page.text


def test_the_log_has_pages(archive: SimpleNamespace, editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.selectors.rulings.LOG_PAGE", 2)
    m = mention(archive)
    made = [store.ruling_add(_user("edda"), m, "here", said(a)) for a in ("sergey-lavrov", "hostile", "john-kerry")]
    page = seen(editor.get("/rulings/"))
    assert [li.attrs["id"] for li in page.one("ul", class_="desk").all("li")] == [f"r{made[2].pk}", f"r{made[1].pk}"]
    page = seen(editor.get(f"/rulings/{page.link('Older ones')}"))
    assert [li.attrs["id"] for li in page.one("ul", class_="desk").all("li")] == [f"r{made[0].pk}"]
    assert page.link("The latest") == "/rulings/"
    assert editor.get("/rulings/?before=x").status_code == 404


def test_the_log_follows_a_merge_and_says_what_is_gone(archive: SimpleNamespace, editor: Client) -> None:
    Actor.objects.create(id="old-one", kind="person", name="Old One")
    ActorName.objects.create(actor_id="old-one", text="Old One", folded="old one", kind="name")
    m = mention(archive)
    store.ruling_add(_user("edda"), m, "here", said("old-one"))
    Actor.objects.filter(pk="old-one").update(merged_into="sergey-lavrov")
    assert "means Sergey Lavrov" in seen(editor.get("/rulings/")).text
    assert "actor:old-one" not in offered(correct(editor, m, name="Old One"))
    assert "actor:sergey-lavrov" in offered(correct(editor, m, name="Old One"))
    Ruling.objects.update(actor="never-there")
    assert "means “never-there”, which is no longer there" in seen(editor.get("/rulings/")).text


def test_the_desk_of_an_editor_leads_to_the_log(archive: SimpleNamespace, editor: Client, signed_in: Any) -> None:
    assert seen(editor.get("/saved/")).link("What editors ruled about names") == "/rulings/"
    assert "ruled" not in seen(signed_in("researcher", "rosa").get("/saved/")).text


# --- hostile text -------------------------------------------------------------------------------


def test_hostile_names_become_no_element_on_any_page_of_it(archive: SimpleNamespace, editor: Client) -> None:
    m = mention(archive, "the hostile", "hostile")
    Mention.objects.filter(pk=m.pk).update(why=HOSTILE, candidate=HOSTILE)
    form = {"is": "actor:hostile", "scope": "source"}
    store.ruling_add(_user("edda"), m, "article", said("hostile"))
    Ruling.objects.update(form=HOSTILE[:300], author_name=HOSTILE[:150])
    made = store.ruling_add(_user("edda"), m, "source", Said("place", place="hostile-place"))
    pages = [
        correct(editor, m, name=HOSTILE, back=f"q={HOSTILE}"),
        correct(editor, m, step="show", **form),
        seen(editor.get("/rulings/")),
        seen(editor.get(f"/article/{m.article_id}/?ruled={made.pk}&q={quote(HOSTILE)}")),
    ]
    for page in pages:
        assert HOSTILE in page.text
        assert page.all("img") == []
        assert all(script.attrs["src"].startswith("/static/") for script in page.all("script"))
        addresses = [e.attrs.get(name, "") for e in page.all() for name in ("href", "action")]
        assert not any(address.lower().lstrip().startswith(("javascript:", "data:")) for address in addresses)
    for back in ("//elsewhere.example", "https://elsewhere.example/", "/..//elsewhere.example"):
        href = correct(editor, m, back=back).link("Back to the article")
        assert href.startswith(f"/article/{m.article_id}/?")
