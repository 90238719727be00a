"""Headers and cookies that every answer carries, also errors."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client

from archive.search import engines, indexing
from tests.support.running import ROOT

# Pages that need no article: content, form, error, and a file.
PATHS = ["/", "/search?q=x", "/login/", "/no-such-page", "/admin/login/"]


@pytest.fixture(autouse=True)
def empty_index(request: pytest.FixtureRequest) -> Iterator[None]:
    """Pages with numbers ask the index; an empty one is enough."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        indexing.drain()
    yield
    engines.forget()


@pytest.mark.django_db
@pytest.mark.parametrize("path", PATHS)
def test_the_content_policy_allows_nothing_inline_and_nothing_foreign(client: Client, path: str) -> None:
    policy = dict(part.strip().split(" ", 1) for part in client.get(path).headers["Content-Security-Policy"].split(";"))
    assert not any("unsafe" in sources or "*" in sources or "http" in sources for sources in policy.values())
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"


@pytest.mark.django_db
@pytest.mark.parametrize("path", PATHS)
def test_every_answer_refuses_sniffing_framing_and_leaking_addresses(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert len(headers["X-Request-Id"]) == 12


@pytest.mark.django_db
def test_session_and_form_cookies_are_out_of_reach_of_scripts(client: Client, django_user_model: type) -> None:
    django_user_model.objects.create_user("ann", password="a long pass phrase")
    client.get("/login/")
    client.post("/login/", {"username": "ann", "password": "a long pass phrase"})
    assert {"sessionid", "csrftoken"} <= set(client.cookies)
    for cookie in client.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


@pytest.mark.django_db
def test_a_foreign_host_name_is_refused(client: Client) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


def test_no_debug_pages() -> None:
    assert settings.DEBUG is False


def test_behind_https_cookies_are_secure_and_browsers_remember(tmp_path: object) -> None:
    wanted = "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS"
    shown = subprocess.run(
        [sys.executable, "-c", f"from archive import settings as s; print({wanted})"],
        cwd=ROOT,
        env={"HTTPS": "1", "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.split() == ["True", "True", "31536000"]
