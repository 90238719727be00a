"""A site that a real browser visits: the corpus of the page tests behind a server in this process."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from pytest_django.live_server_helper import LiveServer

from tests.pages.conftest import archive  # noqa: F401  a fixture

PASSWORD = "grain-harbour-kite"

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture(scope="module")
def site(archive: SimpleNamespace, browser: Any) -> Iterator[SimpleNamespace]:  # noqa: F811
    """`site.url`: where it answers; `site.ids`: the corpus's articles. rosa is a researcher."""
    # Committed here, before any test's transaction: the server reads it from connections of its own.
    rosa = User.objects.create_user("rosa", password=PASSWORD)
    rosa.groups.add(Group.objects.get(name="researcher"))
    server = LiveServer("127.0.0.1:0")
    yield SimpleNamespace(url=server.url, ids=archive.ids)
    server.stop()


@pytest.fixture(params=["with JavaScript", "without JavaScript"])
def either(request: pytest.FixtureRequest, browser: Any) -> Iterator[Any]:
    """A page with JavaScript, and again one without: what must work in both."""
    context = browser.new_context(
        java_script_enabled=request.param == "with JavaScript",
        viewport={"width": 1280, "height": 900},
        locale="en-GB",
        accept_downloads=True,
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()
