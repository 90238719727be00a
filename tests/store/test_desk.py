"""What is kept for people: their own only, put back within a day, gone with its owner."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from archive import selectors, store
from archive.models import SavedList, SavedSearch

pytestmark = pytest.mark.django_db


def person(name: str = "anna") -> User:
    return User.objects.create_user(name)


def search(owner: User, name: str = "Grain") -> SavedSearch:
    return store.saved_search_create(owner, name, "q=grain", store.Look(timezone.now(), b"", None))


def test_what_is_kept_is_read_with_its_owner_only() -> None:
    anna, boris = person(), person("boris")
    mine = search(anna)
    assert selectors.kept(SavedSearch, anna, mine.pk) == mine
    assert selectors.kept(SavedSearch, boris, mine.pk) is None
    assert selectors.kept(SavedList, anna, mine.pk) is None
    assert selectors.all_kept(SavedSearch, boris) == []


def test_what_was_deleted_is_gone_after_a_day_whoever_writes_next() -> None:
    anna, boris = person(), person("boris")
    mine, other = search(anna), search(anna, "Second")
    store.saved_delete(mine)
    assert selectors.all_kept(SavedSearch, anna) == [other]
    since = timezone.now() - store.PUT_BACK
    assert selectors.lately_deleted(SavedSearch, anna, since) == [mine]
    assert selectors.lately_deleted(SavedSearch, boris, since) == []
    SavedSearch.objects.filter(pk=mine.pk).update(deleted=timezone.now() - store.PUT_BACK - timedelta(minutes=1))
    assert selectors.lately_deleted(SavedSearch, anna, since) == []
    search(boris)
    assert not SavedSearch.objects.filter(pk=mine.pk).exists()


def test_put_back_is_as_it_was() -> None:
    mine = store.saved_list_create(person(), "Mine", "grain", "copies=first", "year")
    store.saved_delete(mine)
    store.saved_put_back(mine)
    mine.refresh_from_db()
    assert (mine.name, mine.text, mine.query, mine.bin, mine.deleted) == ("Mine", "grain", "copies=first", "year", None)


def test_only_a_new_question_forgets_what_was_found() -> None:
    mine = store.saved_search_create(person(), "Grain", "q=grain", store.Look(timezone.now(), b"known", None))
    store.saved_search_change(mine, "Corn", "q=grain", None)
    mine.refresh_from_db()
    assert (mine.name, bytes(mine.known)) == ("Corn", b"known")
    store.saved_search_change(mine, "Corn", "q=corn", store.Look(timezone.now(), b"other", None))
    mine.refresh_from_db()
    assert (mine.query, bytes(mine.known)) == ("q=corn", b"other")


def test_a_desk_has_room_for_so_many_and_what_is_deleted_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.store.desk.SEARCHES_MAX", 2)
    monkeypatch.setattr("archive.store.desk.LISTS_MAX", 0)
    anna = person()
    first = search(anna)
    search(anna)
    with pytest.raises(store.DeskFullError, match="delete one first"):
        search(anna)
    search(person("boris"))
    store.saved_delete(first)
    search(anna)
    with pytest.raises(store.DeskFullError):
        store.saved_list_create(anna, "x", "grain", "", "")


def test_a_name_is_never_empty_and_a_person_takes_everything_along() -> None:
    anna = person()
    with pytest.raises(IntegrityError), transaction.atomic():
        search(anna, "")
    search(anna)
    anna.delete()
    assert not SavedSearch.objects.exists()
