"""Every address of the site on one page."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import path

from archive.pages import batch, care, desk, door, files, guide, home, quotes, rulings, search, things, timeline, why
from archive.pages.article import made, page

urlpatterns = [
    path("", home.home, name="home"),
    path("search", search.search, name="search"),
    path("quotes/", quotes.page, name="quotes"),
    path("timeline", timeline.table, name="timeline"),
    path("why", why.why, name="why"),
    path("timeline.csv", timeline.table_csv, name="timeline-csv"),
    path("timeline.manifest.json", timeline.manifest, name="timeline-manifest"),
    path("timeline.svg", timeline.picture, name="timeline-svg"),
    path("timeline.png", timeline.image, name="timeline-png"),
    path("export.manifest.json", files.manifest, name="export-manifest"),
    path("export.<str:kind>", files.export, name="export"),
    path("lines.manifest.json", files.lines_manifest, name="lines-manifest"),
    path("lines.<str:kind>", files.export_lines, name="lines"),
    path("article/<int:article_id>/", page.article, name="article"),
    path("article/<int:article_id>.txt", files.text, name="article-text"),
    path("article/<int:article_id>.json", files.json, name="article-json"),
    path("article/<int:article_id>/revision/<int:number>/", page.revision, name="revision"),
    path("article/<int:article_id>/actor/", made.make, name="actor-make"),
    path("article/<int:article_id>/correct/", rulings.correct, name="correct"),
    path("rulings/", rulings.log, name="rulings"),
    path("rulings/<int:number>/undo/", rulings.undo, name="ruling-undo"),
    path("actor/<slug:actor_id>/", things.actor, name="actor"),
    path("actor/<slug:actor_id>/unmake/", made.unmake, name="actor-unmake"),
    path("place/<slug:place_id>/", things.place, name="place"),
    path("day/<str:day>/", things.day, name="day"),
    path("sources/", things.sources, name="sources"),
    path("source/<slug:slug>/", things.source, name="source"),
    path("saved/", desk.saved, name="saved"),
    path("saved/new/", desk.new, name="saved-new"),
    path("saved/<int:saved_id>/", desk.one, name="saved-search"),
    path("saved/<int:saved_id>/seen/", desk.seen, name="saved-seen"),
    path("saved/<int:saved_id>/edit/", desk.edit, name="saved-edit"),
    path("saved/<int:saved_id>/delete/", desk.delete, name="saved-delete"),
    path("saved/<int:saved_id>/put-back/", desk.put_back, name="saved-put-back"),
    path("batch/", batch.batch, name="batch"),
    path("batch.<slug:kind>", batch.file, name="batch-file"),
    path("lists/new/", batch.new, name="list-new"),
    path("lists/<int:list_id>/", batch.saved_list, name="saved-list"),
    path("lists/<int:list_id>.<slug:kind>", batch.saved_file, name="saved-list-file"),
    path("lists/<int:list_id>/edit/", batch.edit, name="list-edit"),
    path("lists/<int:list_id>/delete/", batch.delete, name="list-delete"),
    path("lists/<int:list_id>/put-back/", batch.put_back, name="list-put-back"),
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
