"""Columns and constraints only. Every write goes through `archive.store`, every shared read through `selectors`."""

from archive.models.articles import (
    Article,
    Capture,
    Collection,
    CopyGroup,
    CopySketch,
    Gone,
    IngestRun,
    Rejected,
    Revision,
    Source,
)
from archive.models.authority import Actor, ActorName, AuthorityState, Place, PlaceName, Role
from archive.models.desk import SavedList, SavedSearch
from archive.models.index import IndexGeneration
from archive.models.rulings import Ruling
from archive.models.tags import Mention, Quote, SpokenDate, TagState

__all__ = [
    "Actor",
    "ActorName",
    "Article",
    "AuthorityState",
    "Capture",
    "Collection",
    "CopyGroup",
    "CopySketch",
    "Gone",
    "IndexGeneration",
    "IngestRun",
    "Mention",
    "Place",
    "PlaceName",
    "Quote",
    "Rejected",
    "Revision",
    "Role",
    "Ruling",
    "SavedList",
    "SavedSearch",
    "Source",
    "SpokenDate",
    "TagState",
]
