"""Every address of the site on one page."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import path

from archive.pages import care, door, files, guide, home, search, things, timeline, why
from archive.pages.article import page

urlpatterns = [
    path("", home.home, name="home"),
    path("search", search.search, name="search"),
    path("timeline", timeline.table, name="timeline"),
    path("why", why.why, name="why"),
    path("timeline.csv", timeline.table_csv, name="timeline-csv"),
    path("export.manifest.json", files.manifest, name="export-manifest"),
    path("export.<str:kind>", files.export, name="export"),
    path("article/<int:article_id>/", page.article, name="article"),
    path("article/<int:article_id>.txt", files.text, name="article-text"),
    path("article/<int:article_id>.json", files.json, name="article-json"),
    path("article/<int:article_id>/revision/<int:number>/", page.revision, name="revision"),
    path("actor/<slug:actor_id>/", things.actor, name="actor"),
    path("place/<slug:place_id>/", things.place, name="place"),
    path("day/<str:day>/", things.day, name="day"),
    path("sources/", things.sources, name="sources"),
    path("source/<slug:slug>/", things.source, name="source"),
    path("help/", guide.help_page, name="help"),
    path("about/", guide.about, name="about"),
    path("status/", care.status, name="status"),
    path("healthz", care.healthz, name="healthz"),
    path("login/", door.Login.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("look/<slug:name>/", door.look, name="look"),
    path("admin/", admin.site.urls),
]

handler400 = "archive.pages.care.bad_request"
handler403 = "archive.pages.care.forbidden"
handler404 = "archive.pages.care.not_found"
handler500 = "archive.pages.care.server_error"
