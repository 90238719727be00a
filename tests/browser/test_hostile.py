"""Hostile text in every field, in a browser that would run it: nothing runs, nothing leaves (safety.md, T10)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest

from archive.models import Article
from tests.pages import corpus

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PAYLOADS = [
    corpus.HOSTILE,
    '"><svg onload=alert(1)>',
    "javascript:alert(1)//",
    "<a href=javascript:alert(1)>x</a>",
    "{{ 7|add:7 }}{% debug %}",
    "'-alert(1)-'",
    "<div hx-get=/logout hx-trigger=load>",
    "<mark id=m1>\u202etxt.exe",
    "</script><script>alert(1)</script>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
]
ADDRESSES = ["/search?q={}", "/search?actor={}&source=-{}", "/search?facet=actor&facet_q={}", "/search?from={}", "/search?{}=1",
             "/login/?next={}", "/day/{}/", "/article/{id}/?q={}"]  # fmt: skip


@pytest.fixture
def watched(page: Any, site: SimpleNamespace) -> Any:
    """A page that notes dialogs and requests to anywhere else."""
    page.alarms = []
    page.on("dialog", lambda dialog: (page.alarms.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda r: None if r.url.startswith((site.url, "data:")) else page.alarms.append(r.url))
    return page


def test_stored_text_runs_nowhere(watched: Any, site: SimpleNamespace) -> None:
    row = Article.objects.get(pk=site.ids["hostile"])
    assert "<script>" in row.title
    hostile = str(row.pk)
    for address in ["/", "/search?source=hostile-desk", "/search?q=img", f"/article/{hostile}/?q=img", "/actor/hostile/",
                    "/place/hostile-place/", "/source/hostile-desk/", "/day/2014-04-01/", "/sources/", "/search?facet=actor",
                    "/search?facet=section", "/search?facet=place"]:  # fmt: skip
        watched.goto(site.url + address)
        assert watched.locator("img, main script, iframe").count() == 0, address
    assert watched.alarms == []


def test_asked_text_runs_nowhere(watched: Any, site: SimpleNamespace) -> None:
    for payload in PAYLOADS:
        for address in ADDRESSES:
            filled = address.replace("{id}", str(site.ids["london"])).replace("{}", quote(payload, safe=""))
            watched.goto(site.url + filled)
            assert watched.locator("img, main script, iframe, [hx-trigger=load]").count() == 0, filled
    assert watched.alarms == []


def test_swapped_text_runs_nowhere(watched: Any, site: SimpleNamespace) -> None:
    watched.goto(f"{site.url}/search")
    for payload in PAYLOADS[:4]:
        watched.evaluate("document.getElementById('live').dataset.old = '1'")
        watched.locator("#q").fill(payload)
        watched.keyboard.press("Enter")
        watched.wait_for_selector("#live:not([data-old])")
        assert watched.locator("#q").input_value() == payload
        assert watched.locator("img, main script, iframe").count() == 0
    assert watched.alarms == []


def test_the_policy_refuses_what_a_payload_would_need(page: Any, site: SimpleNamespace) -> None:
    answer = page.goto(f"{site.url}/search")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "form-action 'self'" in policy
    assert "base-uri 'none'" in policy
