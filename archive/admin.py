"""Django's admin for the tables where it is enough: sources and their rights, collections and their members,
runs and rejected records to look at. Articles, tags and the authority are not edited here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from archive import store
from archive.models import Collection, IngestRun, Rejected, Source


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):
    list_display = ("name", "slug", "rights", "country", "zone")
    list_filter = ("rights",)
    search_fields = ("name", "slug")
    # Slugs stand in addresses and queries that people keep; they are permanent.
    readonly_fields = ("slug",)

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        store.source_save(obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # sources come with their articles

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # and go with them


@admin.register(Collection)
class CollectionAdmin(admin.ModelAdmin):
    list_display = ("name", "slug", "visibility")
    filter_horizontal = ("members",)

    def get_readonly_fields(self, request: HttpRequest, obj: Collection | None = None) -> tuple[str, ...]:
        return ("slug",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Collection, form: Any, change: bool) -> None:
        store.collection_save(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # removing articles is a command with its own checks


class _ReadOnly(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(IngestRun)
class IngestRunAdmin(_ReadOnly):
    list_display = ("id", "started", "state", "origin", "read", "stored", "unchanged", "revised", "rejected")
    list_filter = ("state",)


@admin.register(Rejected)
class RejectedAdmin(_ReadOnly):
    list_display = ("id", "run", "locator", "stage", "reason", "at", "settled")
    list_filter = ("stage", ("settled", admin.EmptyFieldListFilter))
    exclude = ("raw",)
