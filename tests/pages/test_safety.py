"""Foreign text is never HTML, rights hold on every page, reading changes nothing, pages stay light."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib.staticfiles import finders
from django.test import Client

from archive.urls import urlpatterns
from tests.pages import corpus
from tests.pages.seen import seen

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]

# Every kind of page, by the name of its address. Filled with ids of the corpus.
ADDRESSES = {
    "home": ["/"],
    "search": ["/search", "/search?q=grain", "/search?q={hostile}", "/search?actor={hostile}&source=-{hostile}", "/search?q=%28grain",
               "/search?from={hostile}", "/search?facet=actor", "/search?facet=source&facet_q={hostile}", "/search?{hostile}=1", "/search?q=zebra+cobra",
               "/search?q=img+OR+grain&view=kwic&kwic_width=500", "/search?q={hostile}&view=kwic", "/search?q=canary&view=kwic",
               "/search?q={hostile}&compare={hostile}&group=1", "/search?facet=speaker&facet_order=distinctive&whole=1"],
    "quotes": ["/quotes/", "/quotes/?indirect=1&speaker=hostile", "/quotes/?q={hostile}", "/quotes/?speaker={hostile}&source=-{hostile}",
               "/quotes/?q=%28grain", "/quotes/?facet=speaker", "/quotes/?q=title%3Aheadline&source=locked-desk"],
    "why": ["/why?from=2014-03-14&to=2014-03-20", "/why?source=locked-desk", "/why?source=hostile-desk&from=2014-04-01&against=question",
            "/why?q={hostile}&against={hostile}", "/why?actor={hostile}&from={hostile}"],
    "timeline": ["/timeline?q=grain", "/timeline?q={hostile}&compare=grain", "/timeline?compare=%22{hostile}%22&share=1"],
    "timeline-csv": ["/timeline.csv?q=grain", "/timeline.csv?q={hostile}&compare=grain"],
    "timeline-manifest": ["/timeline.manifest.json?q=grain", "/timeline.manifest.json?compare=%22{hostile}%22"],
    "timeline-svg": ["/timeline.svg?q=grain", "/timeline.svg?compare=%22{hostile}%22"],
    "timeline-png": ["/timeline.png?q=grain", "/timeline.png?compare=%22{hostile}%22"],
    "export": ["/export.csv?q=grain", "/export.ndjson", "/export.csv?q={hostile}", "/export.csv?rows=quotes&indirect=1"],
    "export-manifest": ["/export.manifest.json?q=grain"],
    "lines": ["/lines.csv?q=grain", "/lines.ndjson?q=canary+OR+img", "/lines.csv?q={hostile}&kwic_sort=left", "/lines.csv?actor=john-kerry&source=locked-desk",
              "/lines.csv", "/lines.xml?q=grain"],
    "lines-manifest": ["/lines.manifest.json?q=grain", "/lines.manifest.json?q=%22{hostile}%22&kwic_width=500"],
    "article": ["/article/{hostile_id}/", "/article/{hostile_id}/?q=img", "/article/{locked}/", "/article/{withdrawn}/", "/article/{long}/"],
    "article-text": ["/article/{locked}.txt", "/article/{hostile_id}.txt"],
    "article-json": ["/article/{locked}.json", "/article/{hostile_id}.json"],
    "revision": ["/article/{revised}/revision/2/", "/article/{locked}/revision/1/"],
    "actor": ["/actor/hostile/", "/actor/john-kerry/", "/actor/{hostile}/"],
    "place": ["/place/hostile-place/", "/place/kyiv/"],
    "day": ["/day/2014-03-20/", "/day/2014-04-01/", "/day/{hostile}/"],
    "correct": ["/article/{hostile_id}/correct/?part=body&start=0&end=9"],
    "rulings": ["/rulings/"],
    "ruling-undo": [],
    "actor-make": [],
    "actor-unmake": [],
    "sources": ["/sources/"],
    "source": ["/source/locked-desk/", "/source/hostile-desk/"],
    "saved": ["/saved/"],
    "saved-new": ["/saved/new/?q={hostile}"],
    "saved-search": ["/saved/1/"],
    "saved-seen": [],
    "saved-edit": ["/saved/1/edit/"],
    "saved-delete": [],
    "saved-put-back": [],
    "batch": ["/batch/", "/batch/?q=grain&q=%28grain&bin=month", "/batch/?list={hostile}", "/batch/?q={hostile}&actor={hostile}", "/batch/?{hostile}=1"],
    "batch-file": ["/batch.csv?q=grain&bin=year", "/batch.ndjson?list={hostile}", "/batch.csv"],
    "list-new": [],
    "saved-list": ["/lists/1/"],
    "saved-list-file": ["/lists/1.csv"],
    "list-edit": [],
    "list-delete": [],
    "list-put-back": [],
    "help": ["/help/"],
    "about": ["/about/"],
    "status": ["/status/"],
    "healthz": ["/healthz"],
    "login": ["/login/", "/login/?next={hostile}"],
    "logout": [],
    "look": ["/look/dark/?next={hostile}"],
}  # fmt: skip


def addresses(archive: SimpleNamespace) -> list[str]:
    from urllib.parse import quote

    ids = {name: str(id) for name, id in archive.ids.items()} | {"hostile_id": str(archive.ids["hostile"])}
    ids["hostile"] = quote(corpus.HOSTILE, safe="")
    return [address.format(**ids) for some in ADDRESSES.values() for address in some]


def whole(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_every_address_is_listed_here() -> None:
    """A new page fails until these tests visit it."""
    assert {pattern.name for pattern in urlpatterns if getattr(pattern, "name", None)} == set(ADDRESSES)


def test_no_payload_becomes_an_element(visitor: Client, archive: SimpleNamespace) -> None:
    for address in addresses(archive):
        answer = visitor.get(address)
        assert answer.status_code < 500, address
        if not answer.get("Content-Type", "").startswith("text/html"):
            continue
        page = seen(answer, answer.status_code)
        assert page.all("img") == [], address
        assert all(script.attrs.get("src", "").startswith("/static/") for script in page.all("script")), address
        for element in page.all():
            assert not any(name.startswith("on") or name == "style" for name in element.attrs), (address, element.tag)
            for name in ("href", "src", "action"):
                assert not element.attrs.get(name, "").lower().lstrip().startswith(("javascript:", "data:")), address


def test_the_canary_sings_for_nobody_who_may_not_hear_it(
    visitor: Client, signed_in: Any, archive: SimpleNamespace
) -> None:
    words = corpus.SECRET.lower().split()
    grams = [" ".join(words[n : n + 5]) for n in range(len(words) - 4)]
    for client in (visitor, signed_in("metadata reader", "meta"), signed_in("reader", "rea")):
        asked = [
            f"{path}?q={'+'.join(words[1:4])}"
            for path in ("/search", "/quotes/", "/why", "/lines.csv", "/timeline.csv")
        ]
        for address in [*addresses(archive), *asked]:
            body = whole(client.get(address)).decode("utf-8", "replace").lower()
            assert not any(gram in body for gram in grams), address


def test_locked_articles_are_in_no_count_of_words_or_tags(visitor: Client, signed_in: Any) -> None:
    """An oracle by counts would give the text away (safety.md, T12)."""

    def count(client: Client, address: str) -> str:
        return seen(client.get(address)).one(class_="count").text

    for query in (
        "canary",
        "%22canary+sang%22",
        "source%3Alocked-desk+NOT+canary",
        "actor%3Ajohn-kerry+source%3Alocked-desk",
    ):
        hidden, known = (
            count(visitor, f"/search?q={query}"),
            count(signed_in("researcher", f"r{abs(hash(query))}"), f"/search?q={query}"),
        )
        assert hidden != known, query


def test_reading_changes_nothing(visitor: Client, archive: SimpleNamespace) -> None:
    def stored() -> dict[str, list[Any]]:
        models = [m for m in apps.get_app_config("archive").get_models() if m._meta.model_name != "indexgeneration"]
        return {m.__name__: sorted(map(str, m.objects.values_list())) for m in models}

    before = stored()
    for address in addresses(archive):
        whole(visitor.get(address))
    assert stored() == before


def test_html_is_made_safe_in_one_reviewed_module_only() -> None:
    word = re.compile(
        r"mark_safe|\|\s*safe\b|autoescape off|SafeString|format_html|truncatewords_html|striptags|\|\s*urlize"
    )
    files = [*ROOT.glob("archive/**/*.py"), *ROOT.glob("templates/**/*.html")]
    assert {str(f.relative_to(ROOT)) for f in files if word.search(f.read_text())} == {"archive/templatetags/marks.py"}


def test_no_page_has_inline_style_or_script_or_handlers() -> None:
    for file in ROOT.glob("templates/**/*.html"):
        text = file.read_text()
        assert not re.search(r"<style|style=|\son\w+=|hx-on|hx-vals", text), file
        assert not re.search(r"<script(?![^>]*src=)", text), file


# --- weight (pages.md) ----------------------------------------------------------------------------


def packed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def static(name: str) -> bytes:
    return Path(str(finders.find(name))).read_bytes()


def test_the_style_sheet_and_the_scripts_keep_their_weight() -> None:
    assert packed(static("archive/archive.css")) <= 12_000
    assert packed(static("archive/archive.js")) + packed(static("django_htmx/htmx-2.min.js")) <= 24_000


@pytest.mark.parametrize(
    "address",
    [
        "/search",
        "/search?q=grain",
        "/search?q=grain&from=2014-02-01&to=2014-02-28&actor=-minister-01",
        "/quotes/?indirect=1",
    ],
)
def test_a_result_page_keeps_its_weight(visitor: Client, address: str) -> None:
    answer = visitor.get(address)
    page = seen(answer)
    assert packed(answer.content) <= 25_000
    assert packed(answer.content.split(b'<li class="hit"')[0]) <= 14_000
    assert len(page.all()) <= 1_500
    part = visitor.get(address, headers={"HX-Request": "true", "HX-Target": "live"})
    assert packed(part.content) <= 20_000
    assert len(page.one("svg", id="chart").all("a")) <= 120 + 4


def test_an_article_keeps_its_weight(visitor: Client, archive: SimpleNamespace) -> None:
    answer = visitor.get(f"/article/{archive.ids['london']}/?q=sanctions")
    scripts = (
        packed(static("archive/archive.css"))
        + packed(static("archive/archive.js"))
        + packed(static("django_htmx/htmx-2.min.js"))
    )
    assert packed(answer.content) + scripts <= 45_000
    assert len(seen(answer).all()) <= 1_500


def test_nothing_is_asked_of_another_site(visitor: Client, archive: SimpleNamespace) -> None:
    for address in addresses(archive):
        answer = visitor.get(address)
        if answer.get("Content-Type", "").startswith("text/html"):
            page = seen(answer, answer.status_code)
            loaded = [
                e.attrs.get("src") or e.attrs.get("href", "")
                for e in [*page.all("script"), *page.all("link"), *page.all("image")]
            ]
            assert all(one.startswith("/") for one in loaded if one), address


# --- structure (pages.md, accessibility) ------------------------------------------------------------


def test_every_page_has_one_heading_landmarks_skip_links_and_one_status(
    visitor: Client, archive: SimpleNamespace
) -> None:
    for address in addresses(archive):
        answer = visitor.get(address)
        if not answer.get("Content-Type", "").startswith("text/html") or answer.status_code == 302:
            continue
        page = seen(answer, answer.status_code)
        assert len(page.all("h1")) == 1, address
        assert len(page.all("main")) == 1, address
        assert len(page.all(role="status")) == 1, address
        ids = [element.attrs["id"] for element in page.all() if "id" in element.attrs]
        assert len(ids) == len(set(ids)), (address, [id for id in ids if ids.count(id) > 1])
        skips = [a.attrs["href"] for a in page.one("nav", class_="skip").all("a")]
        assert all(href.lstrip("#") in ids for href in skips if href.startswith("#")), (address, skips)
        assert page.one("nav", aria_label="Archive").link("Help") == "/help/"
