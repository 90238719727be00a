"""Somebody in the group "administrator" works under /admin/ as the guide says."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.test import Client

pytestmark = pytest.mark.django_db

PAGES = ("archive/source", "archive/collection", "archive/ingestrun", "archive/rejected", "auth/user", "auth/group")


@pytest.fixture
def granted():
    """As the migration left it, or leaves it now where other tests emptied the tables."""
    (step,) = import_module("archive.migrations.0003_administrators").Migration.operations
    before = Permission.objects.count()
    step.code(apps, None)
    assert Permission.objects.count() == before, "it grants a permission that Django does not make itself"


def client_of(group: str, *, staff: bool = True) -> Client:
    user = User.objects.create_user(f"some-{group}", is_staff=staff)
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


def test_an_administrator_sees_what_the_guide_names_and_adds_people(granted):
    client = client_of("administrator")
    assert [client.get(f"/admin/{page}/").status_code for page in PAGES] == [200] * len(PAGES)
    assert client.get("/admin/auth/user/add/").status_code == 200
    assert client.get("/admin/archive/collection/add/").status_code == 200


def test_runs_are_looked_at_only(granted):
    assert client_of("administrator").get("/admin/archive/ingestrun/add/").status_code == 403


def test_without_staff_status_the_door_stays_shut(granted):
    assert client_of("administrator", staff=False).get("/admin/").status_code == 302


def test_an_editor_has_nothing_there(granted):
    assert client_of("editor").get("/admin/archive/source/").status_code == 403
