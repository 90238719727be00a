"""Every read by id or list that pages, commands and tasks need. What a person may see is decided in `access`."""

from archive.selectors.access import access_for, may_read, visible_articles
from archive.selectors.authority import (
    actor_labels,
    actors_named,
    authority,
    authority_version,
    names_beginning,
    place_labels,
    places_named,
)
from archive.selectors.records import (
    FIRST_PUBLISHED,
    archive_span,
    article_records,
    doc_versions,
    id_range,
    serving_generation,
    untagged_count,
)

__all__ = [
    "FIRST_PUBLISHED",
    "access_for",
    "actor_labels",
    "actors_named",
    "archive_span",
    "article_records",
    "authority",
    "authority_version",
    "doc_versions",
    "id_range",
    "may_read",
    "names_beginning",
    "place_labels",
    "places_named",
    "serving_generation",
    "untagged_count",
    "visible_articles",
]
