"""One small archive for each module of page tests, read only, and visitors to it.

Module scope: the archive is really committed (the search index and the browser's server see it from other
connections), and taken away again before another module runs.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client

from archive.search import engines
from tests.pages import corpus
from tests.support import answers


@pytest.fixture(scope="module")
def archive(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """`archive.ids`: article ids by the corpus's names."""
    with django_db_blocker.unblock():
        empty_archive()
        yield SimpleNamespace(ids=corpus.build())
        empty_archive()


def empty_archive() -> None:
    """Nothing stored and no index.

    Flushing begins the keys anew: an index left in its folder, or an answer in the cache, would be taken for that
    of the next generation with the same key.
    """
    call_command("flush", interactive=False, verbosity=0)
    shutil.rmtree(Path(settings.DATA_DIR) / "index", ignore_errors=True)
    engines.forget()
    answers.forget()


@pytest.fixture(autouse=True)
def _pages_made_anew() -> None:
    """Tests change what no program changes behind the archive's back: a kept page of another test would not show it."""
    caches["live"].clear()


@pytest.fixture
def visitor(archive: SimpleNamespace) -> Client:
    """Somebody not signed in."""
    return Client()


@pytest.fixture
def signed_in(archive: SimpleNamespace) -> Iterator[Any]:
    """A function that signs somebody in with a group, and takes the account away again."""
    from django.contrib.auth.models import Group, User

    made = []

    def sign_in(group: str = "reader", name: str = "anna") -> Client:
        user = User.objects.create_user(name, password="grain-harbour-kite")
        made.append(user)
        user.groups.add(Group.objects.get(name=group))
        client = Client()
        client.force_login(user)
        return client

    yield sign_in
    for user in made:
        user.delete()
