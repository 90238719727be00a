"""From a person to what they may see: the one function that decides it (architecture.md, decision 11)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db.models import Exists, OuterRef, Q, QuerySet

from archive.models import Article, Collection, Source
from archive.search.query import EVERYTHING, RIGHTS, Access, Rights

# What each group may read in full. Editors need the text to correct its tags.
_TEXT_OF_GROUP: dict[str, frozenset[Rights]] = {
    "metadata reader": frozenset({"public"}),  # what anybody may read, no more
    "reader": frozenset({"public", "signed_in"}),
    "researcher": frozenset({"public", "signed_in", "researchers"}),
    "editor": frozenset(RIGHTS),
    "administrator": frozenset(RIGHTS),
}

# Short passages of sources whose rights allow these are for everybody who sees the article.
_SNIPPET: frozenset[Rights] = frozenset({"snippet"})


def access_for(user: AbstractBaseUser | AnonymousUser | None) -> Access:
    """What this person may see. None or somebody not signed in is the anonymous visitor.

    Somebody signed in without a group reads as a reader; in several groups, as the widest allows.
    """
    if not isinstance(user, User) or not user.is_authenticated:
        text: frozenset[Rights] = frozenset({"public", "signed_in"} if settings.LOOPBACK_ONLY else {"public"})
        return _seeing(Q(visibility="public"), text)
    if user.is_superuser:
        return EVERYTHING
    groups = set(user.groups.values_list("name", flat=True)) & set(_TEXT_OF_GROUP)
    text = frozenset().union(*(_TEXT_OF_GROUP[name] for name in groups or {"reader"}))
    if "administrator" in groups:
        return Access(None, text, _SNIPPET)
    return _seeing(Q(visibility__in=["public", "signed_in"]) | Q(members=user), text)


def may_edit(user: AbstractBaseUser | AnonymousUser | None) -> bool:
    """Whether this person may correct tags: editors, administrators."""
    if not isinstance(user, User) or not user.is_authenticated:
        return False
    return user.is_superuser or user.groups.filter(name__in=["editor", "administrator"]).exists()


def _seeing(condition: Q, text: frozenset[Rights]) -> Access:
    """Access to the collections that meet a condition."""
    slugs = dict(Collection.objects.filter(condition).values_list("pk", "slug"))
    return Access(frozenset(slugs), text, _SNIPPET, frozenset(slugs.values()))


def visible_articles(access: Access) -> QuerySet[Article, Any]:
    """Articles that this person may know of; tombstones of withdrawn ones among them."""
    articles: QuerySet[Article, Any] = Article.objects.all()
    if access.collections is not None:
        articles = articles.filter(
            pk__in=Article.collections.through.objects.filter(collection_id__in=access.collections).values("article_id")
        )
    return articles


def visible_sources(access: Access) -> QuerySet[Source, Any]:
    """Sources that this person may know of: those of visible articles, and all where every collection is seen."""
    sources: QuerySet[Source, Any] = Source.objects.all()
    if access.collections is None:
        return sources
    # Looked up from the source on, so that it ends at the first article: most sources have one at once.
    there = Article.collections.through.objects.filter(
        collection_id__in=access.collections, article__source=OuterRef("pk")
    )
    return sources.filter(Exists(there))


def may_read(article: Article, access: Access) -> bool:
    """Whether the full text, quotes and tags of this article may be read."""
    return article.source.rights in access.text
