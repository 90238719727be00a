"""What every test stands on: its own data folder and database, no network, a browser where one is asked for.

The settings are read only after this file has set the environment, so no test can touch the archive of
`make run`. With DATABASE_URL given, the same tests run against that server.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests.support.runs import folder_of_this_process

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
CI = os.environ.get("CI", "").lower() in ("1", "true")

if "archive.settings" in sys.modules:
    pytest.exit("archive.settings was read before the tests' data folder was set: unset DJANGO_SETTINGS_MODULE.", 4)

RUN = folder_of_this_process()
os.environ["DATA_DIR"] = str(RUN.path / "data")
os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
os.environ.setdefault("LOG_LEVEL", "WARNING")
for inherited in ("HOST", "PORT", "SAMPLE", "HTTPS", "ALLOWED_HOSTS", "SECRET_KEY"):
    os.environ.pop(inherited, None)

import django  # noqa: E402 - only now is the environment what the settings must see
from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402

from archive import embedded  # noqa: E402
from tests.support.cities import CACHE  # noqa: E402

# Pages are rendered without collectstatic; tests/ops serves the collected files for real.
settings.STORAGES = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
settings.CACHE_DIR = CACHE
settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
# A password in a test is no secret; the real hasher takes 0.3 s each time on purpose.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
django.setup()
# The workers of pytest-xdist inherit the environment, and pytest-django would read the settings there before this file.
del os.environ["DJANGO_SETTINGS_MODULE"]

# Shared machines stall: a slow example is no failure. In CI every run tries the same examples.
hypothesis_settings.register_profile("default", deadline=None)
hypothesis_settings.register_profile(
    "ci", deadline=None, derandomize=True, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("ci" if CI else "default")


def _refuse_network(event: str, args: tuple[Any, ...]) -> None:
    """Unit tests reach unix sockets and this machine, nothing else (an audit hook: also below libraries)."""
    if event == "socket.connect":
        address = args[1]
        host = address[0] if isinstance(address, tuple) else ""
    elif event == "socket.getaddrinfo":
        host = args[0]
    else:
        return
    if isinstance(host, bytes):
        host = host.decode()
    if host and not (host.startswith("127.") or host in ALLOWED_HOSTS):
        raise RuntimeError(f"A test tried to reach {host!r}; tests use unix sockets and loopback only.")


ALLOWED_HOSTS = {"localhost", "::1", "0.0.0.0", "::", urlsplit(os.environ.get("DATABASE_URL", "")).hostname}
sys.addaudithook(_refuse_network)


def pytest_unconfigure() -> None:
    RUN.remove()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for a page needs the browser; without one it is skipped here and an error in CI."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    wanting = [item for item in items if item.get_closest_marker("browser")]
    if CHROMIUM.exists() or not wanting:
        return
    if CI:
        raise pytest.UsageError(f"{len(wanting)} tests need {CHROMIUM}: apt-get install chromium")
    for item in wanting:
        item.add_marker(pytest.mark.skip(reason=f"no {CHROMIUM}: apt-get install chromium, or set CHROMIUM"))


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """A function that shows a line at the end of the run: workers have no terminal of their own to print to."""
    return lambda line: request.node.user_properties.append((TOLD, line))


TOLD = "told"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The figures that tests told, by test."""
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", None) != "call":
                continue
            lines = [line for name, line in report.user_properties if name == TOLD]
            if lines:
                terminalreporter.section(report.nodeid, sep="-")
                terminalreporter.write_line("\n".join(lines))


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> Iterator[None]:
    """Start the run's own database server when the first test asks for a database."""
    if settings.DATABASE_URL:
        yield
        return
    with embedded.using(settings.DATA_DIR, settings=embedded.UNSAFE_BUT_FAST):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Whatever empties every table leaves the groups of people there that the migrations made."""
    from django.contrib.auth.models import Group
    from django.db.models.signals import post_migrate

    with django_db_blocker.unblock():
        names = list(Group.objects.values_list("name", flat=True))

    def put_back(**_: Any) -> None:
        Group.objects.bulk_create([Group(name=name) for name in names], ignore_conflicts=True)

    # The command flush sends this signal at its end, for every app.
    post_migrate.connect(put_back, sender=apps.get_app_config("archive"), weak=False)


# --- browser --------------------------------------------------------------------------------------------

# Chromium as root needs --no-sandbox; the others keep it from looking for its maker's servers.
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium, one for each test module.

    Module scope because the sync API keeps an event loop running in this thread: other modules must be
    able to run their own.
    """
    from playwright.sync_api import sync_playwright

    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # that loop makes Django take us for asynchronous code
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A fresh page; fails the test when a script fails or the content security policy refuses something."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB", accept_downloads=True)
    context.set_default_timeout(10_000)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
    opened.on("console", lambda message: _collect(message, complaints))
    yield opened
    context.close()
    assert complaints == []


def _collect(message: Any, complaints: list[str]) -> None:
    if message.type == "error" and "Content Security Policy" in message.text:
        complaints.append(message.text)


@pytest.fixture
def page_without_javascript(browser: Any) -> Iterator[Any]:
    """A fresh page with JavaScript switched off."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()
